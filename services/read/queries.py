"""What pages, API and command line ask of the read tables. Each takes a connection of `ReadStore`
(live or as-of; the kept texts are attached as `kept`) and gives Structs that encode to JSON as they are.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

import apsw
import msgspec
from msgspec import Struct

from events.types import Lights
from workflows.task import light, status

T = TypeVar("T")


class Page(Struct, Generic[T], frozen=True):
    """Some rows and the cursor of the next page, "" at the end."""

    rows: tuple[T, ...]
    next: str = ""


class Unit(Struct, frozen=True):
    """`calendar`: the one that it chose for itself and all below, "" for none."""

    unit: str
    name: str
    kind: str
    parent: str
    closed: bool
    calendar: str = ""


class Post(Struct, frozen=True):
    """An appointment; `label` is what the directory calls the member; `until` "" is open."""

    appointment: str
    member: str
    label: str
    unit: str
    role: str
    since: str
    until: str


class TaskLine(Struct, frozen=True):
    """A task as lists show it. Instants µs UTC, 0 for none; `text` is None when erased or unknown.

    `status`: upcoming, open, overdue, on_time, late, excused, cancelled; `light`: green, yellow, red.
    """

    task: str
    unit: str
    unit_name: str
    plan: str
    item: str
    period: str
    text: str | None
    opens: int
    due: int
    due_day: str
    original_due: int
    state: str
    status: str
    light: str
    round: int
    level: int
    acknowledged: int
    asked_due: int
    reported_at: int
    done_at: int
    reports: int
    urged: int
    review: bool
    owner: str
    policy: str
    held_by: tuple[str, ...]
    version: int
    endorsed_by: str = ""
    two_hands: bool = False


class Escalation(Struct, frozen=True):
    """One line of a supervisor's inbox."""

    member: str
    level: int
    step: str
    raised_at: int
    raised: int
    via_unit: str
    via_role: str
    instead_of: str
    acknowledged_at: int
    held_until: int
    handed_by: str
    task: TaskLine


class Counts(Struct, frozen=True):
    """A unit's overview of a period: `open` and `overdue` as of the moment of asking."""

    unit: str
    name: str
    kind: str
    parent: str
    scheduled: int
    on_time: int
    late: int
    open: int
    overdue: int
    excused: int
    escalated: int


class PlanLine(Struct, frozen=True):
    plan: str
    title: str | None
    unit: str
    unit_name: str
    owner: str
    calendar: str
    policy: str
    since: str
    until: str
    status: str
    revision: int
    questions: int
    items: int
    source: str
    version: int


class ItemLine(Struct, frozen=True):
    """`span` is [start, end) in the source, [0, 0) if none. `source`: the digest of the text that it points
    into, "" for the plan's own."""

    plan: str
    item: str
    number: str
    text: str | None
    cadence: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    informed: tuple[str, ...]
    span: tuple[int, int]
    carries_out: str
    review: bool
    source: str


class QuestionLine(Struct, frozen=True):
    plan: str
    question: str
    kind: str
    item: str
    text: str | None


def _one(db: apsw.Connection, sql: str, parameters: tuple[str | int, ...]) -> Any:
    """The first row, or its only column; None if there is no row."""
    return db.execute(sql, parameters).get


def _rows(db: apsw.Connection, sql: str, parameters: tuple[str | int, ...] = ()) -> Iterable[Any]:
    return db.execute(sql, parameters)


TASK_COLUMNS = """
  t.task, t.unit, coalesce(u.name, t.unit), t.plan, t.item, t.period, x.body, t.opens, t.due, t.due_day,
  t.original_due, t.state, t.round, t.level, t.acknowledged, t.asked_due, t.reported_at, t.done_at,
  t.reports, t.urged, t.review, t.owner, t.policy, t.held_by, t.version,
  t.endorsed_by, p.two_hands, p.lights
"""
TASK_TABLES = """task t LEFT JOIN unit u ON u.unit = t.unit LEFT JOIN kept.text x ON x.digest = t.text
  LEFT JOIN policy p ON p.policy = t.policy"""


def _task_line(row: Any, now: int) -> TaskLine:
    opens, due, state, level, done = row[7], row[8], row[11], row[13], row[17]
    shown = status(state, opens, due, done, now), light(state, due, level, now, _lights(row[27]))
    rest = (*row[12:20], bool(row[20]), *row[21:23], tuple(row[23].split()), *row[24:26], bool(row[26]))
    return TaskLine(*(*row[:12], *shown, *rest))


@lru_cache(maxsize=256)
def _lights(text: str | None) -> Lights:
    return msgspec.json.decode(text, type=Lights) if text else Lights()


def units(db: apsw.Connection) -> tuple[Unit, ...]:
    """All units, by id."""
    rows = _rows(db, "SELECT unit, name, kind, parent, closed, calendar FROM unit ORDER BY unit")
    return tuple(Unit(u, n, k, p, bool(c), chosen) for u, n, k, p, c, chosen in rows)


def unit(db: apsw.Connection, name: str) -> Unit | None:
    row = _one(db, "SELECT unit, name, kind, parent, closed, calendar FROM unit WHERE unit = ?", (name,))
    return Unit(*(*row[:4], bool(row[4]), row[5])) if row else None


def subtree(db: apsw.Connection, root: str) -> tuple[str, ...]:
    """A unit and all below it."""
    sql = """
      WITH RECURSIVE below(unit) AS (
        SELECT ? UNION SELECT unit.unit FROM unit JOIN below ON unit.parent = below.unit)
      SELECT unit FROM below ORDER BY unit"""
    return tuple(row[0] for row in _rows(db, sql, (root,)))


def posts(db: apsw.Connection, unit: str = "", member: str = "") -> tuple[Post, ...]:
    """Appointments of a unit, of a member, or all."""
    sql = """
      SELECT a.appointment, a.member, coalesce(p.label, a.member), a.unit, a.role, a.since, a.until
      FROM appointment a LEFT JOIN kept.person p ON p.member = a.member
      WHERE (?1 = '' OR a.unit = ?1) AND (?2 = '' OR a.member = ?2) ORDER BY a.unit, a.role, a.member"""
    return tuple(Post(*row) for row in _rows(db, sql, (unit, member)))


def labels(db: apsw.Connection, members: Sequence[str]) -> dict[str, str]:
    """What the directory calls members; those without an entry are left out."""
    marks = ",".join("?" * len(members))
    return dict(_rows(db, f"SELECT member, label FROM kept.person WHERE member IN ({marks})", tuple(members)))


def schedule(
    db: apsw.Connection,
    unit: str,
    since: dt.date,
    until: dt.date,
    now: int,
    after: str = "",
    limit: int = 200,
) -> Page[TaskLine]:
    """Tasks of a unit whose due day lies in [since, until), by due day."""
    day, _, task = after.partition("|")
    sql = f"""
      SELECT {TASK_COLUMNS} FROM {TASK_TABLES}
      WHERE t.unit = ? AND t.due_day >= ? AND t.due_day < ? AND (t.due_day, t.task) > (?, ?)
      ORDER BY t.due_day, t.task LIMIT ?"""
    start = since.isoformat()
    rows = _rows(db, sql, (unit, max(start, day), until.isoformat(), day, task, limit + 1))
    return _page([_task_line(row, now) for row in rows], limit, lambda t: f"{t.due_day}|{t.task}")


def owed(db: apsw.Connection, unit: str, now: int, after: str = "", limit: int = 200) -> Page[TaskLine]:
    """What a unit owes at a moment: opened and not done, the most overdue first."""
    day, _, task = after.partition("|")
    sql = f"""
      SELECT {TASK_COLUMNS} FROM {TASK_TABLES}
      WHERE t.unit = ? AND t.opens <= ? AND t.state IN ('scheduled', 'started', 'returned')
        AND (t.due_day, t.task) > (?, ?)
      ORDER BY t.due_day, t.task LIMIT ?"""
    rows = _rows(db, sql, (unit, now, day, task, limit + 1))
    return _page([_task_line(row, now) for row in rows], limit, lambda t: f"{t.due_day}|{t.task}")


def task(db: apsw.Connection, name: str, now: int) -> TaskLine | None:
    row = _one(db, f"SELECT {TASK_COLUMNS} FROM {TASK_TABLES} WHERE t.task = ?", (name,))
    return _task_line(row, now) if row else None


def inbox(db: apsw.Connection, member: str, now: int, after: str = "", limit: int = 200) -> Page[Escalation]:
    """Open escalations on a member's desk, by task."""
    sql = f"""
      SELECT i.member, i.level, i.step, i.raised_at, i.raised, i.via_unit, i.via_role, i.instead_of,
             i.acknowledged_at, i.held_until, i.handed_by, {TASK_COLUMNS}
      FROM inbox i JOIN {TASK_TABLES.replace("task t", "task t ON t.task = i.task", 1)}
      WHERE i.member = ? AND i.task > ? ORDER BY i.task LIMIT ?"""
    rows = [
        Escalation(*(*row[:11], _task_line(row[11:], now)))
        for row in _rows(db, sql, (member, after, limit + 1))
    ]
    return _page(rows, limit, lambda e: e.task.task)


def supervisors(db: apsw.Connection) -> tuple[tuple[str, int], ...]:
    """Members with something on their desk, and how many."""
    return tuple(
        _rows(db, "SELECT member, count(*) FROM inbox GROUP BY member ORDER BY count(*) DESC, member")
    )


def overview(
    db: apsw.Connection, names: Sequence[str], since: dt.date, until: dt.date, now: int, today: dt.date
) -> tuple[Counts, ...]:
    """Counts of units for due days in [since, until). `today` is the local day of `now`: days before it are
    overdue if undone, days after it open, and of the day itself each task is looked at."""
    lines = []
    for name in names:
        found = unit(db, name)
        if found is None:
            continue
        sums = _one(
            db,
            """
            SELECT coalesce(sum(scheduled), 0), coalesce(sum(on_time), 0), coalesce(sum(late), 0),
                   coalesce(sum(excused), 0), coalesce(sum(undone), 0), coalesce(sum(escalated), 0),
                   coalesce(sum(undone) FILTER (WHERE due_day < ?2), 0)
            FROM overview WHERE unit = ?1 AND due_day >= ?3 AND due_day < ?4""",
            (name, today.isoformat(), since.isoformat(), until.isoformat()),
        )
        scheduled, on_time, late, excused, undone, escalated, before = sums
        overdue = before + (_overdue_on(db, name, today, now) if since <= today < until else 0)
        lines.append(
            Counts(
                found.unit,
                found.name,
                found.kind,
                found.parent,
                scheduled,
                on_time,
                late,
                undone - overdue,
                overdue,
                excused,
                escalated,
            )
        )
    return tuple(lines)


def _overdue_on(db: apsw.Connection, unit: str, day: dt.date, now: int) -> int:
    sql = """
      SELECT count(*) FROM task
      WHERE unit = ? AND due_day = ? AND due <= ? AND state IN ('scheduled', 'started', 'returned')"""
    return int(_one(db, sql, (unit, day.isoformat(), now)))


PLAN_COLUMNS = """
  p.plan, x.body, p.unit, coalesce(u.name, p.unit), p.owner, p.calendar, p.policy, p.since, p.until, p.status,
  p.revision, p.questions, (SELECT count(*) FROM item i WHERE i.plan = p.plan), p.source, p.version
"""
PLAN_TABLES = "plan p LEFT JOIN unit u ON u.unit = p.unit LEFT JOIN kept.text x ON x.digest = p.title"


def plans(db: apsw.Connection) -> tuple[PlanLine, ...]:
    rows = _rows(db, f"SELECT {PLAN_COLUMNS} FROM {PLAN_TABLES} ORDER BY p.since, p.plan")
    return tuple(PlanLine(*row) for row in rows)


def policies(db: apsw.Connection) -> tuple[tuple[str, str], ...]:
    """Id and name of every ladder, by id."""
    return tuple(_rows(db, "SELECT policy, name FROM policy ORDER BY policy"))


def plan(db: apsw.Connection, name: str) -> PlanLine | None:
    row = _one(db, f"SELECT {PLAN_COLUMNS} FROM {PLAN_TABLES} WHERE p.plan = ?", (name,))
    return PlanLine(*row) if row else None


def items(db: apsw.Connection, plan: str) -> tuple[ItemLine, ...]:
    """The items of a plan in its order."""
    sql = """
      SELECT i.plan, i.item, i.number, x.body, i.cadence, i.leads, i.cooperating, i.informed,
             i.span_start, i.span_end, i.carries_out, i.review, i.source
      FROM item i LEFT JOIN kept.text x ON x.digest = i.text WHERE i.plan = ? ORDER BY i.place, i.item"""
    return tuple(
        ItemLine(
            *(
                *row[:5],
                *(tuple(units.split()) for units in row[5:8]),
                (row[8], row[9]),
                row[10],
                bool(row[11]),
                row[12],
            )
        )
        for row in _rows(db, sql, (plan,))
    )


def questions(db: apsw.Connection, plan: str) -> tuple[QuestionLine, ...]:
    sql = """
      SELECT q.plan, q.question, q.kind, q.item, x.body
      FROM question q LEFT JOIN kept.text x ON x.digest = q.text WHERE q.plan = ? ORDER BY q.question"""
    return tuple(QuestionLine(*row) for row in _rows(db, sql, (plan,)))


def provisional_years(db: apsw.Connection, calendar: str, first: int, last: int) -> tuple[int, ...]:
    """Years of [first, last] for which neither the calendar nor one above it has a holiday notice."""
    sql = """
      WITH RECURSIVE line(name) AS (
        SELECT ? UNION SELECT c.inherits FROM calendar c JOIN line ON c.calendar = line.name)
      SELECT year FROM notice_year WHERE calendar IN (SELECT name FROM line)"""
    known = {row[0] for row in _rows(db, sql, (calendar,))}
    return tuple(year for year in range(first, last + 1) if year not in known)


def _page(rows: list[T], limit: int, cursor: Callable[[T], str]) -> Page[T]:
    if len(rows) <= limit:
        return Page(tuple(rows))
    return Page(tuple(rows[:limit]), cursor(rows[limit - 1]))
