"""One step of a ladder: why somebody was told, sentence by sentence."""

from starlette.responses import Response

from services.web.pages.frame import Link, redirect
from services.web.pages.rows import text_of
from services.web.pages.visit import Visit, calendar_of, tables, teller
from services.why import why
from services.why_words import account_words, headline
from workflows.task import stream_of


def why_page(visit: Visit) -> Response:
    """GET /escalations/{escalation}. Raises Refused(unknown-escalation)."""
    asked = visit.request.path_params["escalation"]
    position = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else 0
    return _page(visit, position)


def _page(visit: Visit, position: int) -> Response:
    account = why(visit.app.log, position, visit.position if visit.as_of else None)
    calendar = calendar_of(visit, account.basis.calendar)
    unit, plan, item, period = account.task.split("/")
    entry = visit.app.states.schedule(unit, plan).tasks[(item, period)]
    text = text_of(visit.t, visit.app.kept.text(entry.facts.text))
    with tables(visit, unit) as db:
        tell = teller(visit, db, calendar)
    return visit.render(
        "why.html",
        title=headline(tell, account),
        position=account.position,
        task=Link(text, visit.path("tasks", *account.task.split("/"))),
        unit=Link(tell.unit(unit), visit.path("units", unit)),
        parts=account_words(tell, account),
    )


def last_why(visit: Visit) -> Response:
    """GET /tasks/…/why: the last escalation of the task, else its last reminder; else back to the task."""
    parts = visit.request.path_params
    name = "/".join(parts[one] for one in ("unit", "plan", "item", "period"))
    records = visit.app.log.read_stream(stream_of(name), until=visit.position if visit.as_of else None)
    for tag in ("EscalationRaised", "TaskReminded"):
        for record in reversed(records):
            if record.tag == tag:
                return _page(visit, record.position)
    return redirect(visit.path("tasks", *name.split("/")))
