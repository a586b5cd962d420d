"""The server-rendered pages, in Chinese and English. `routes` is all that the assembly needs."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from services.bootstrap import App
from services.web.pages.calendars import back_to_calendar, calendar_page, calendars_page, notice_post
from services.web.pages.errors import error_page as error_page
from services.web.pages.exports import answers_file, xlsx_file, yaml_file
from services.web.pages.inbox import desks_page, inbox_page
from services.web.pages.measure_posts import back_to_measure, measure_post
from services.web.pages.measures import measure_file, measure_view, measures_view
from services.web.pages.notices import (
    deliveries_page,
    member_notices_page,
    prefer_post,
    resend_post,
    seen_post,
)
from services.web.pages.occurrences import occurrence_post, occurrences_view
from services.web.pages.orders import excuse_page, excuse_post, orders_page
from services.web.pages.overview import overview_page
from services.web.pages.plan_import import import_page, import_post
from services.web.pages.plans import plan_page, plans_page
from services.web.pages.policies import policies_page, policy_page
from services.web.pages.policy_trial import trial_page, trial_post
from services.web.pages.posting import back_to_task, member_post, task_post
from services.web.pages.reading import reading_page
from services.web.pages.reading_posts import back_to_reading, reading_post
from services.web.pages.replan import replan_page, replan_post
from services.web.pages.start import start_page
from services.web.pages.tasks import evidence_file, task_view
from services.web.pages.units import unit_page
from services.web.pages.version_posts import version_post
from services.web.pages.version_upload import upload_page, upload_post
from services.web.pages.versions import version_page
from services.web.pages.visit import View, page
from services.web.pages.why import last_why, why_page

__all__ = ["error_page", "routes"]

Posting: TypeAlias = Callable[[App, Request], Awaitable[Response]]

MEASURES = "/units/{unit}/measures"
TASK = "/tasks/{unit}/{plan}/{item}/{period}"


def routes(app: App) -> list[BaseRoute]:
    """Every page, the forms that they send, and the static files under /static."""
    views: list[tuple[str, View]] = [
        ("/", start_page),
        ("/units/{unit}", unit_page),
        ("/units/{unit}/occurrences", occurrences_view),
        (MEASURES, measures_view),
        (MEASURES + "/{measure}", measure_view),
        (MEASURES + "/{measure}/evidence/{digest}", measure_file),
        (MEASURES + "/{measure}/{noun}", back_to_measure),
        (TASK, task_view),
        (TASK + "/evidence/{digest}", evidence_file),
        (TASK + "/why", last_why),
        (TASK + "/{noun}", back_to_task),
        ("/escalations/{escalation}", why_page),
        ("/inbox", desks_page),
        ("/inbox/{member}", inbox_page),
        ("/notices", deliveries_page),
        ("/members/{member}/notices", member_notices_page),
        ("/overview", overview_page),
        ("/plans", plans_page),
        ("/plans/{plan}", plan_page),
        ("/plans/{plan}/reading", reading_page),
        ("/plans/{plan}/list.xlsx", xlsx_file),
        ("/plans/{plan}/plan.yaml", yaml_file),
        ("/plans/{plan}/answers.yaml", answers_file),
        ("/plans/{plan}/versions", upload_page),
        ("/plans/{plan}/versions/{version}", version_page),
        ("/plans/{plan}/{noun}", back_to_reading),
        ("/import", import_page),
        ("/policies", policies_page),
        ("/policies/{policy}", policy_page),
        ("/policies/{policy}/try", trial_page),
        ("/orders", orders_page),
        ("/orders/excuse", excuse_page),
        ("/calendars", calendars_page),
        ("/calendars/{calendar}", calendar_page),
        ("/calendars/{calendar}/notices", back_to_calendar),
        ("/calendars/{calendar}/replan", replan_page),
    ]
    posts: list[tuple[str, Posting]] = [
        ("/member", member_post),
        ("/members/{member}/notices/seen", seen_post),
        ("/members/{member}/notice-preferences", prefer_post),
        ("/notices/{position}/{member}/{channel}/resends", resend_post),
        (TASK + "/{noun}", task_post),
        ("/units/{unit}/occurrences", occurrence_post),
        (MEASURES, measure_post),
        (MEASURES + "/{measure}/{noun}", measure_post),
        ("/import", import_post),
        ("/policies/{policy}/try", trial_post),
        ("/plans/{plan}/versions", upload_post),
        ("/plans/{plan}/versions/{version}", version_post),
        ("/plans/{plan}/{noun}", reading_post),
        ("/orders/excuse", excuse_post),
        ("/calendars/{calendar}/notices", notice_post),
        ("/calendars/{calendar}/replan", replan_post),
    ]
    return [
        *(Route(path, page(app, view), methods=["GET"]) for path, view in views),
        *(Route(path, _posted(app, posting), methods=["POST"]) for path, posting in posts),
        Mount("/static", StaticFiles(directory=str(files("services.web") / "static"))),
        Route("/favicon.ico", favicon, methods=["GET"]),
    ]


def _posted(app: App, posting: Posting) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await posting(app, request)

    return endpoint


def favicon(request: Request) -> Response:
    """For browsers that ask without reading the page."""
    data = (files("services.web") / "static" / "favicon.svg").read_bytes()
    return Response(data, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})
