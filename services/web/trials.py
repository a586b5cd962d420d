"""Ladders tried over the API: computed, not saved."""

import datetime as dt
from threading import Lock

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.bootstrap import CALENDAR, App
from services.trying import Trial, Tried, tried
from services.web.house_writes import Ladder, set_policy
from services.web.operations import JSON, PREFIX, Endpoint, Operation, answer, body_of
from workflows.calendar import Calendar

MOST_TASKS = 20_000
"""Looked at by one trial of a server, which has other work to do; the command line has no such limit."""

_alone = Lock()
"""One trial at a time: each takes a processor for itself."""


class NewTrial(Struct, frozen=True, forbid_unknown_fields=True):
    """`policies` in place of those of the same id, on local days from `since` up to and with `until`; `unit`
    (with all below it) and `plan` narrow the tasks down."""

    policies: tuple[Ladder, ...]
    since: dt.date
    until: dt.date
    unit: str = ""
    plan: str = ""


def trial_of(body: NewTrial, most: int = MOST_TASKS) -> Trial:
    ladders = tuple(map(set_policy, body.policies))
    return Trial(ladders, body.since, body.until, body.unit, body.plan, most)


def run_trial(app: App, trial: Trial) -> Tried:
    """Raises Refused as services.trying.tried."""
    calendar = app.states.find_calendar(CALENDAR) or Calendar("", app.settings.time_zone)
    with _alone:
        return tried(app.log, calendar, trial, app.clock())


def _endpoint(app: App) -> Endpoint:
    async def post(request: Request) -> Response:
        body = await body_of(request, NewTrial)
        return answer(await run_in_threadpool(run_trial, app, trial_of(body)))

    return post


TRIALS: tuple[Operation, ...] = (
    Operation(
        "POST",
        PREFIX + "/trials",
        "Try ladders on what really happened; nothing is saved, nobody is told",
        "Rules",
        _endpoint,
        bodies={JSON: NewTrial},
        answers={200: Tried},
        errors=(400, 404, 413, 415, 422),
    ),
)
