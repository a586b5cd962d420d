"""What the API reads: units, schedules, overview, inbox, plans, tasks, rules, calendars, the log itself."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from events.codec import event_of
from events.log import Recorded
from events.types import Step
from services.read import queries
from services.read.queries import (
    Counts,
    Escalation,
    ItemLine,
    PlanLine,
    Post,
    QuestionLine,
    TaskLine,
    Unit,
)
from services.story import history
from services.web.operations import Operation
from services.web.problems import unfit_value
from services.web.views import MOST_ROWS, Ask, AsOf, Paged, Rows, View, reading
from workflows.refusal import Refused
from workflows.task import task_id

DAY = dt.timedelta(days=1)
YEARS_AHEAD = 2


# --- units ------------------------------------------------------------------------------------------------


class OfUnit(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


class UnitFound(Struct, frozen=True):
    """A unit, who holds posts in it, and its children."""

    unit: Unit
    posts: tuple[Post, ...]
    children: tuple[str, ...]
    as_of_position: int


class Window(Paged, frozen=True, forbid_unknown_fields=True):
    """Due days in [since, until), or those of one day, week or month; without any: of this month."""

    since: dt.date | None = None
    until: dt.date | None = None
    day: dt.date | None = None
    week: Annotated[str, Meta(pattern=r"^\d{4}-W\d{2}$", examples=["2026-W42"])] | None = None
    month: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$", examples=["2026-10"])] | None = None


class UnitWindow(Window, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


class UnitPage(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


def units(view: View, ask: Paged) -> Rows[Unit]:
    return view.cut(queries.units(view.db), lambda one: one.unit, ask)


def unit(view: View, ask: OfUnit) -> UnitFound:
    found = _unit(view, ask.unit)
    children = tuple(one.unit for one in queries.units(view.db) if one.parent == ask.unit)
    return UnitFound(found, queries.posts(view.db, ask.unit), children, view.position)


def schedule(view: View, ask: UnitWindow) -> Rows[TaskLine]:
    since, until = window(ask, view)
    page = queries.schedule(view.db, ask.unit, since, until, view.now, ask.after, ask.limit)
    if not page.rows:
        _unit(view, ask.unit)
    return view.rows(page)


def owed(view: View, ask: UnitPage) -> Rows[TaskLine]:
    page = queries.owed(view.db, ask.unit, view.now, ask.after, ask.limit)
    if not page.rows:
        _unit(view, ask.unit)
    return view.rows(page)


def _unit(view: View, name: str) -> Unit:
    found = queries.unit(view.db, name)
    if found is None:
        raise Refused("unknown-unit", f"there is no unit {name}", unit=name)
    return found


def window(ask: Window, view: View) -> tuple[dt.date, dt.date]:
    """[since, until) of what was asked for. Raises Unfit."""
    ways = [ask.day, ask.week, ask.month, ask.since or ask.until]
    if sum(way is not None for way in ways) > 1:
        raise unfit_value("query", "since", "give since and until, or one of day, week, month", "bad-window")
    if ask.since or ask.until:
        if ask.since is None or ask.until is None or ask.until <= ask.since:
            raise unfit_value("query", "until", "give since and a later until", "bad-window")
        return ask.since, ask.until
    if ask.day is not None:
        return ask.day, ask.day + DAY
    if ask.week is not None:
        return _week(ask.week)
    return _month(ask.month or view.today().isoformat()[:7])


def _week(key: str) -> tuple[dt.date, dt.date]:
    try:
        monday = dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
    except ValueError as error:
        raise unfit_value("query", "week", f"{key}: {error}", "bad-window") from error
    return monday, monday + 7 * DAY


def _month(key: str) -> tuple[dt.date, dt.date]:
    try:
        first = dt.date.fromisoformat(f"{key}-01")
    except ValueError as error:
        raise unfit_value("query", "month", f"{key}: {error}", "bad-window") from error
    return first, (first + 31 * DAY).replace(day=1)


# --- supervision ------------------------------------------------------------------------------------------


class Overview(Window, frozen=True, forbid_unknown_fields=True):
    """Of `root` and all units below it; "" is the whole forest."""

    root: str = ""


class OfMember(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    member: str


class Supervisor(Struct, frozen=True):
    """A member with escalations on the desk, and how many; `label` is what the directory says."""

    member: str
    label: str
    escalations: int


def overview(view: View, ask: Overview) -> Rows[Counts]:
    since, until = window(ask, view)
    if ask.root:
        _unit(view, ask.root)
        names = queries.subtree(view.db, ask.root)
    else:
        names = tuple(one.unit for one in queries.units(view.db))
    page = view.cut(names, lambda name: name, ask)
    counts = queries.overview(view.db, page.rows, since, until, view.now, view.today())
    return Rows(counts, page.next, view.position)


def inbox(view: View, ask: OfMember) -> Rows[Escalation]:
    return view.rows(queries.inbox(view.db, ask.member, view.now, ask.after, ask.limit))


def supervisors(view: View, ask: Paged) -> Rows[Supervisor]:
    found = queries.supervisors(view.db)
    labels = queries.labels(view.db, [member for member, _ in found])
    lines = [Supervisor(member, labels.get(member, member), count) for member, count in found]
    return view.cut(lines, lambda one: one.member, ask)


# --- plans ------------------------------------------------------------------------------------------------


class OfPlan(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    plan: str


class PlanPage(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    plan: str


class PlanFound(Struct, frozen=True):
    plan: PlanLine
    as_of_position: int


def plans(view: View, ask: Paged) -> Rows[PlanLine]:
    return view.cut(queries.plans(view.db), lambda one: one.plan, ask)


def plan(view: View, ask: OfPlan) -> PlanFound:
    return PlanFound(_plan(view, ask.plan), view.position)


def items(view: View, ask: PlanPage) -> Rows[ItemLine]:
    _plan(view, ask.plan)
    return view.cut(queries.items(view.db, ask.plan), lambda one: one.item, ask)


def questions(view: View, ask: PlanPage) -> Rows[QuestionLine]:
    _plan(view, ask.plan)
    return view.cut(queries.questions(view.db, ask.plan), lambda one: one.question, ask)


def _plan(view: View, name: str) -> PlanLine:
    found = queries.plan(view.db, name)
    if found is None:
        raise Refused("unknown-plan", f"there is no plan {name}", plan=name)
    return found


# --- tasks ------------------------------------------------------------------------------------------------


class OfTask(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str
    plan: str
    item: str
    period: str

    @property
    def task(self) -> str:
        return task_id(self.unit, self.plan, self.item, self.period)


class TaskFound(Struct, frozen=True):
    """The ETag of the answer is the task's version: send it back as If-Match."""

    task: TaskLine
    as_of_position: int


class Text(Struct, frozen=True):
    """A text that an event names by digest; `text` null with `erased_at` (µs UTC): it was erased."""

    text: str | None
    erased_at: int = 0


class Happened(Struct, frozen=True):
    """One record of a task's history. Instants µs UTC; `event` is the event as it was recorded, its kind under
    `type`; `texts` holds what its digests stand for."""

    position: int
    stream: str
    version: int
    tag: str
    recorded_at: int
    occurred_at: int
    actor: str
    on_behalf: str
    command: str
    event: Annotated[dict[str, Any], Meta(description="see docs/events.md")]
    texts: dict[str, Text]


def task(view: View, ask: OfTask) -> TaskFound:
    found = queries.task(view.db, ask.task, view.now)
    if found is None:
        raise Refused("unknown-task", f"there is no task {ask.task}", task=ask.task)
    return TaskFound(found, view.position)


def etag(found: TaskFound) -> dict[str, str]:
    return {"ETag": f'"{found.task.version}"'}


def task_history(view: View, ask: OfTask) -> Rows[Happened]:
    """Read from the log up to the position of the view; the first record is the one that scheduled it."""
    schedule = view.app.states.schedule(ask.unit, ask.plan)
    entry = schedule.tasks.get((ask.item, ask.period))
    records = history(view.app.log, ask.task, entry, view.position) if entry else ()
    if entry is None or not records:
        raise Refused("unknown-task", f"there is no task {ask.task}", task=ask.task)
    first = _happened(view, records[0], ask)
    return Rows((first, *(_happened(view, record, None) for record in records[1:])), "", view.position)


def _happened(view: View, record: Recorded, only: OfTask | None) -> Happened:
    event = msgspec.to_builtins(event_of(record))
    if only is not None:
        event["tasks"] = [line for line in event["tasks"] if line[:2] == [only.item, only.period]]
        event["participants"] = [one for one in event["participants"] if one["item"] == only.item]
    texts = {digest: _text(view, digest) for digest in _digests(event)}
    return Happened(
        record.position,
        record.stream,
        record.version,
        record.tag,
        record.recorded_at,
        record.occurred_at,
        record.actor,
        record.on_behalf,
        record.command,
        event,
        texts,
    )


def _digests(event: dict[str, Any]) -> list[str]:
    """Digests of texts in a task's event: its note and reasons, file names, the wording of its item."""
    found = [event.get(field, "") for field in ("note", "reason", "on_time_because")]
    found += [file.get("name", "") for file in event.get("evidence", ())]
    found += [one.get("text", "") for one in event.get("participants", ())]
    return [digest for digest in found if digest]


def _text(view: View, digest: str) -> Text:
    return Text(view.app.kept.text(digest), view.app.kept.erased(digest))


# --- rules, calendars, log --------------------------------------------------------------------------------


class PolicyFound(Struct, frozen=True):
    policy: str
    name: str
    version: int
    steps: tuple[Step, ...]


class CalendarFound(Struct, frozen=True):
    """`years` have a holiday notice; `provisional` are this year and the next ones that have none yet."""

    calendar: str
    time_zone: str
    version: int
    years: tuple[int, ...]
    provisional: tuple[int, ...]


class EventPage(Ask, frozen=True, forbid_unknown_fields=True):
    after: Annotated[int, Meta(ge=0, description="a position")] = 0
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 200


class RawRecord(Struct, frozen=True):
    """One record of the log as it is kept; `leaf` is its Merkle leaf hash in hex. Instants µs UTC."""

    position: int
    stream: str
    version: int
    tag: str
    schema: int
    occurred_at: int
    recorded_at: int
    actor: str
    on_behalf: str
    command: str
    causation: str
    correlation: str
    consulted: Raw
    source: str
    body: Raw
    leaf: str


class Records(Struct, frozen=True):
    """`next` goes into `after`; 0 at the end of the log."""

    rows: tuple[RawRecord, ...]
    next: int
    head: int


def policies(view: View, ask: Paged) -> Rows[PolicyFound]:
    rows = view.db.execute("SELECT policy, name, version, steps FROM policy ORDER BY policy")
    found = [
        PolicyFound(policy, name, version, msgspec.json.decode(steps, type=tuple[Step, ...]))
        for policy, name, version, steps in rows
    ]
    return view.cut(found, lambda one: one.policy, ask)


def calendars(view: View, ask: Paged) -> Rows[CalendarFound]:
    rows = list(view.db.execute("SELECT calendar, time_zone, version FROM calendar ORDER BY calendar"))
    return view.cut([_calendar(view, *row) for row in rows], lambda one: one.calendar, ask)


def _calendar(view: View, name: str, zone: str, version: int) -> CalendarFound:
    sql = "SELECT year FROM notice_year WHERE calendar = ? ORDER BY year"
    years = tuple(row[0] for row in view.db.execute(sql, (name,)))
    first = view.today().year
    last = first + YEARS_AHEAD
    return CalendarFound(
        name, zone, version, years, queries.provisional_years(view.db, name, first, last)
    )


def events(view: View, ask: EventPage) -> Records:
    records = view.app.log.read_all(ask.after, ask.limit)
    head = view.app.log.head()
    more = bool(records) and records[-1].position < head
    return Records(tuple(map(_raw, records)), records[-1].position if more else 0, head)


def _raw(record: Recorded) -> RawRecord:
    kept = {name: getattr(record, name) for name in RawRecord.__struct_fields__}
    kept.update(consulted=Raw(record.consulted), body=Raw(record.body), leaf=record.leaf.hex())
    return RawRecord(**kept)


TASK = "/tasks/{unit}/{plan}/{item}/{period}"

READINGS: tuple[Operation, ...] = (
    reading(
        "/units/{unit}/schedule",
        "Tasks of a unit by due day",
        "Units",
        schedule,
        UnitWindow,
        Rows[TaskLine],
        one_unit=True,
    ),
    reading(
        "/units/{unit}/owed",
        "What a unit owes now: opened and not done, the most overdue first",
        "Units",
        owed,
        UnitPage,
        Rows[TaskLine],
        one_unit=True,
    ),
    reading("/units", "All units", "Units", units, Paged, Rows[Unit]),
    reading("/units/{unit}", "A unit with its posts and children", "Units", unit, OfUnit, UnitFound),
    reading(
        "/overview", "Counts of units over a period", "Supervision", overview, Overview, Rows[Counts]
    ),
    reading(
        "/supervisors", "Members with escalations on the desk", "Supervision", supervisors, Paged, Rows[Supervisor]
    ),
    reading(
        "/members/{member}/inbox", "A member's open escalations", "Supervision", inbox, OfMember, Rows[Escalation]
    ),
    reading(
        TASK, "A task", "Tasks", task, OfTask, TaskFound, one_unit=True, headers=etag
    ),
    reading(
        f"{TASK}/history",
        "All that happened to a task, the oldest first",
        "Tasks",
        task_history,
        OfTask,
        Rows[Happened],
        one_unit=True,
    ),
    reading("/plans", "All plans", "Plans", plans, Paged, Rows[PlanLine]),
    reading("/plans/{plan}", "A plan", "Plans", plan, OfPlan, PlanFound),
    reading("/plans/{plan}/items", "The items of a plan, in its order", "Plans", items, PlanPage, Rows[ItemLine]),
    reading(
        "/plans/{plan}/questions",
        "Questions that a plan leaves open",
        "Plans",
        questions,
        PlanPage,
        Rows[QuestionLine],
    ),
    reading("/policies", "The ladders in force", "Rules", policies, Paged, Rows[PolicyFound]),
    reading(
        "/calendars", "Working calendars and their provisional years", "Rules", calendars, Paged, Rows[CalendarFound]
    ),
    reading("/events", "The log itself, by position", "Log", events, EventPage, Records),
)
