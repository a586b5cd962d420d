"""A plan as a file: a workbook with its list of tasks, YAML, or the answers to its document."""

from starlette.responses import Response

from services.plan_changes import as_it_stands, draft_of, read_again
from services.plans import PlanFileError
from services.plans.answered import answers_of
from services.plans.export import to_xlsx, to_yaml
from services.web.pages.errors import error_page
from services.web.pages.frame import attachment
from services.web.pages.visit import Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YAML = "application/yaml; charset=utf-8"


def xlsx_file(visit: Visit) -> Response:
    """GET /plans/{plan}/list.xlsx. Raises Refused(unknown-plan)."""
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    try:
        data = to_xlsx(as_it_stands(visit.app.kept, plan))
    except PlanFileError as error:
        return _unfit(visit, error)
    return _file(data, f"{plan.plan}.xlsx", XLSX)


def yaml_file(visit: Visit) -> Response:
    """GET /plans/{plan}/plan.yaml. Raises Refused(unknown-plan)."""
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    try:
        text = to_yaml(as_it_stands(visit.app.kept, plan))
    except PlanFileError as error:
        return _unfit(visit, error)
    return _file(text.encode(), f"{plan.plan}.yaml", YAML)


def answers_file(visit: Visit) -> Response:
    """GET /plans/{plan}/answers.yaml. Raises Refused(unknown-plan, source-erased)."""
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    text = answers_of(read_again(visit.app.kept, plan), draft_of(visit.app.kept, plan))
    return _file(text.encode(), f"{plan.plan}-answers.yaml", YAML)


def _file(data: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)


def _unfit(visit: Visit, error: PlanFileError) -> Response:
    """What no file of this kind can hold."""
    language = visit.t.language
    return error_page(visit.request, 422, "", error.say(language), visit.app.settings.language)
