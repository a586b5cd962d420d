"""Plans and what is scheduled by them."""

from events import types as e
from events.log import Record
from events.types import Item
from workflows.projection import orders, wakes
from workflows.projection.common import Handler, due_day, there
from workflows.tables import UNKNOWN, HorizonRow, ItemRow, PlanRow, QuestionRow, Tables, TaskRow


def _plan_drafted(tables: Tables, record: Record, event: e.PlanDrafted) -> None:
    row = PlanRow(
        event.plan,
        event.title,
        event.unit,
        event.owner,
        event.calendar,
        event.policy,
        event.since.isoformat(),
        event.until.isoformat(),
        "draft",
        1,
        len(event.questions),
        event.source,
        record.version,
    )
    tables.plans.put(event.plan, row)
    for place, item in enumerate(event.items):
        _put_item(tables, event.plan, item, place)
    for q in event.questions:
        tables.questions.put(
            (event.plan, q.question), QuestionRow(event.plan, q.question, q.kind, q.item, q.text)
        )


def _put_item(tables: Tables, plan: str, item: Item, place: int) -> None:
    before = tables.items.get((plan, item.item))
    span = item.span
    row = ItemRow(
        plan,
        item.item,
        before.place if before else place,
        item.number,
        item.text,
        item.cadence,
        " ".join(item.leads),
        " ".join(item.cooperating),
        " ".join(item.informed),
        span.start if span else 0,
        span.end if span else 0,
        item.carries_out,
        int(item.review),
        item.source,
    )
    tables.items.put((plan, item.item), row)
    for unit in item.leads:
        if tables.horizons.get((unit, plan)) is None:
            tables.horizons.put((unit, plan), HorizonRow(unit, plan, "", 0))


def _change_items(
    tables: Tables, record: Record, plan: str, put: tuple[Item, ...], removed: tuple[str, ...]
) -> PlanRow:
    for name in removed:
        tables.items.delete((plan, name))
    for offset, item in enumerate(put):
        _put_item(tables, plan, item, record.position * 1000 + offset)
    row = there(tables.plans.get(plan), record)
    row.version = record.version
    tables.plans.touch(plan)
    return row


def _plan_revised(tables: Tables, record: Record, event: e.PlanRevised) -> None:
    row = _change_items(tables, record, event.plan, event.put, event.removed)
    row.revision, row.status = event.revision, "draft"
    row.questions -= len(event.answered)
    for question in event.answered:
        tables.questions.delete((event.plan, question))


def _plan_submitted(tables: Tables, record: Record, event: e.PlanSubmitted) -> None:
    _change_items(tables, record, event.plan, (), ()).status = "submitted"


def _plan_issued(tables: Tables, record: Record, event: e.PlanIssued) -> None:
    _change_items(tables, record, event.plan, (), ()).status = "issued"


def _plan_amended(tables: Tables, record: Record, event: e.PlanAmended) -> None:
    row = _change_items(tables, record, event.plan, event.put, event.removed)
    row.revision = event.revision


def _plan_closed(tables: Tables, record: Record, event: e.PlanClosed) -> None:
    row = _change_items(tables, record, event.plan, (), ())
    row.status, row.revision = "closed", event.revision


def _scheduled(tables: Tables, record: Record, event: e.TasksScheduled) -> None:
    horizon = tables.horizons.get((event.unit, event.plan))
    until = max(event.until.isoformat(), horizon.until if horizon else "")
    revision = max(event.revision, horizon.revision if horizon else 0)
    tables.horizons.put((event.unit, event.plan), HorizonRow(event.unit, event.plan, until, revision))
    zone = there(tables.calendars.get(event.calendar), record).time_zone
    facts = {p.item: p for p in event.participants}
    prefix = f"{event.unit}/{event.plan}/"
    rows: dict[str, TaskRow] = {}
    for line in event.tasks:
        item, period, due = line.item, line.period, line.due
        fact = facts[item]
        task = f"{prefix}{item}/{period}"
        rows[task] = TaskRow(
            task,
            event.unit,
            event.plan,
            item,
            period,
            fact.text,
            line.opens,
            due,
            due_day(zone, due),
            due,
            "scheduled",
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            int(fact.review),
            fact.owner,
            fact.policy,
            event.calendar,
            "",
            line.wake_at,
            0,
        )
    wakes.goes_by_calendar(tables, event.calendar, event.calendar_version)
    wakes.goes_by_policies(tables, (fact.policy for fact in event.participants))
    tables.tasks.put_new(rows)
    tables.before.update(dict.fromkeys(rows, UNKNOWN))
    orders.scheduled(tables, record, event.unit, event.plan, [row.due_day for row in rows.values()])


HANDLERS: dict[type, Handler] = {
    e.PlanDrafted: _plan_drafted,
    e.PlanRevised: _plan_revised,
    e.PlanSubmitted: _plan_submitted,
    e.PlanIssued: _plan_issued,
    e.PlanAmended: _plan_amended,
    e.PlanClosed: _plan_closed,
    e.TasksScheduled: _scheduled,
}
