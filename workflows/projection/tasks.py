"""Tasks, escalations, desks."""

from msgspec.structs import replace

from events import types as e
from events.log import Record
from workflows.projection.common import Handler, due_day, there
from workflows.projection.orders import changed_one
from workflows.projection.wakes import goes_by_policies
from workflows.tables import InboxRow, Tables, TaskRow, share


def _task(tables: Tables, record: Record) -> TaskRow:
    """The row of the record's task, marked as changed."""
    task = record.stream[5:].replace("/task/", "/", 1)
    row = there(tables.tasks.get(task), record)
    if task not in tables.before:
        tables.before[task] = (share(row), row.wake_at)
        tables.tasks.touch(task)
    row.version = record.version
    return row


def _off_desks(tables: Tables, row: TaskRow) -> None:
    for member in row.held_by.split():
        tables.inbox.delete((member, row.task))
    row.held_by = ""


def _off_desk(tables: Tables, row: TaskRow, member: str) -> None:
    tables.inbox.delete((member, row.task))
    row.held_by = " ".join(one for one in row.held_by.split() if one != member)


def _started(tables: Tables, record: Record, event: e.TaskStarted) -> None:
    _task(tables, record).state = "started"


def _reported(tables: Tables, record: Record, event: e.TaskReported) -> None:
    row = _task(tables, record)
    row.state, row.reported_at, row.done_at = "reported", record.recorded_at, record.recorded_at
    row.reports += 1
    row.asked_due = 0
    row.endorsed_by = ""
    row.wake_at = 0


def _accepted(tables: Tables, record: Record, event: e.TaskAccepted) -> None:
    row = _task(tables, record)
    row.state, row.done_at = "accepted", event.done_at


def _new_round(tables: Tables, record: Record, number: int, due: int, wake_at: int, state: str) -> None:
    row = _task(tables, record)
    row.state = state or row.state
    row.round, row.due = number, due
    row.due_day = due_day(there(tables.calendars.get(row.calendar), record).time_zone, due)
    row.level = row.acknowledged = row.asked_due = row.reported_at = row.done_at = 0
    row.endorsed_by = ""
    row.wake_at = wake_at


def _returned(tables: Tables, record: Record, event: e.TaskReturned) -> None:
    _new_round(tables, record, event.round, event.due, event.wake_at, "returned")


def _extension_asked(tables: Tables, record: Record, event: e.ExtensionAsked) -> None:
    row = _task(tables, record)
    row.asked_due, row.endorsed_by = event.due, ""


def _extension_endorsed(tables: Tables, record: Record, event: e.ExtensionEndorsed) -> None:
    _task(tables, record).endorsed_by = event.member


def _extension_granted(tables: Tables, record: Record, event: e.ExtensionGranted) -> None:
    _new_round(tables, record, event.round, event.due, event.wake_at, "")


def _extension_refused(tables: Tables, record: Record, event: e.ExtensionRefused) -> None:
    row = _task(tables, record)
    row.asked_due, row.endorsed_by = 0, ""


def _moved(tables: Tables, record: Record, event: e.TaskMoved) -> None:
    row = _task(tables, record)
    state = "scheduled" if row.state in ("cancelled", "deferred") else ""
    _new_round(tables, record, event.round, event.due, event.wake_at, state)
    row.opens = event.opens or row.opens
    if event.facts is not None:
        row.text, row.policy, row.owner = event.facts.text, event.facts.policy, event.facts.owner
        row.review = int(event.facts.review)
        goes_by_policies(tables, (row.policy,))
    changed_one(tables, event.order)


def _ended(tables: Tables, record: Record, state: str) -> None:
    row = _task(tables, record)
    row.state, row.asked_due, row.endorsed_by = state, 0, ""
    row.wake_at = 0


def _excused(tables: Tables, record: Record, event: e.TaskExcused) -> None:
    _ended(tables, record, "excused")
    changed_one(tables, event.order)


def _cancelled(tables: Tables, record: Record, event: e.TaskCancelled) -> None:
    _ended(tables, record, "cancelled")


def _skipped(tables: Tables, record: Record, event: e.TaskSkipped) -> None:
    _ended(tables, record, "skipped")


def _deferred(tables: Tables, record: Record, event: e.TaskDeferred) -> None:
    row = _task(tables, record)
    row.state, row.wake_at, row.asked_due = "deferred", event.wake_at, 0


def _urged(tables: Tables, record: Record, event: e.TaskUrged) -> None:
    _task(tables, record).urged += 1


def _reminded(tables: Tables, record: Record, event: e.TaskReminded) -> None:
    _task(tables, record).wake_at = event.wake_at


def _escalated(tables: Tables, record: Record, event: e.EscalationRaised) -> None:
    row = _task(tables, record)
    if event.level > row.level:
        row.level = event.level
    row.wake_at = event.wake_at
    held = row.held_by.split()
    for told in event.told:
        before = tables.inbox.get((told.member, row.task))
        times = before.raised + 1 if before else 1
        since_level = min(before.since_level, event.level) if before else event.level
        desk = InboxRow(
            told.member,
            row.task,
            row.unit,
            event.round,
            event.level,
            event.step,
            record.recorded_at,
            times,
            told.unit,
            told.role,
            told.instead_of,
            0,
            0,
            told.handed_by,
            since_level,
        )
        tables.inbox.put((told.member, row.task), desk)
        if told.member not in held:
            held.append(told.member)
    row.held_by = " ".join(held)


def _acknowledged(tables: Tables, record: Record, event: e.EscalationAcknowledged) -> None:
    row = _task(tables, record)
    row.acknowledged = event.level
    row.wake_at = event.wake_at
    for member in row.held_by.split():
        desk = there(tables.inbox.get((member, row.task)), record)
        desk.acknowledged_at = record.recorded_at
        desk.held_until = event.wake_at if event.held else 0
        tables.inbox.touch((member, row.task))


def _handed_over(tables: Tables, record: Record, event: e.EscalationHandedOver) -> None:
    row, told = _task(tables, record), event.told
    given = there(tables.inbox.get((event.member, row.task)), record)
    _off_desk(tables, row, event.member)
    if told.member in row.held_by.split():
        return
    desk = replace(
        given,
        member=told.member,
        raised_at=record.recorded_at,
        raised=1,
        via_unit=told.unit,
        via_role=told.role,
        instead_of=told.instead_of,
        acknowledged_at=0,
        held_until=0,
        handed_by=told.handed_by,
    )
    tables.inbox.put((told.member, row.task), desk)
    row.held_by = " ".join((*row.held_by.split(), told.member))


def _stepped_back(tables: Tables, record: Record, event: e.EscalationSteppedBack) -> None:
    """Only the desks that had it by the lower level keep it, until the step comes again."""
    row = _task(tables, record)
    row.level, row.acknowledged = event.level, min(row.acknowledged, event.level)
    row.wake_at = event.wake_at
    for member in row.held_by.split():
        desk = there(tables.inbox.get((member, row.task)), record)
        if desk.since_level > event.level:
            _off_desk(tables, row, member)
            continue
        desk.level = min(desk.level, event.level)
        desk.held_until = 0
        tables.inbox.touch((member, row.task))


def _resolved(tables: Tables, record: Record, event: e.EscalationResolved) -> None:
    _off_desks(tables, _task(tables, record))


def _wake_moved(tables: Tables, record: Record, event: e.TaskWakeMoved) -> None:
    _task(tables, record).wake_at = event.wake_at


HANDLERS: dict[type, Handler] = {
    e.TaskStarted: _started,
    e.TaskReported: _reported,
    e.TaskAccepted: _accepted,
    e.TaskReturned: _returned,
    e.ExtensionAsked: _extension_asked,
    e.ExtensionEndorsed: _extension_endorsed,
    e.ExtensionGranted: _extension_granted,
    e.ExtensionRefused: _extension_refused,
    e.TaskExcused: _excused,
    e.TaskUrged: _urged,
    e.TaskMoved: _moved,
    e.TaskCancelled: _cancelled,
    e.TaskSkipped: _skipped,
    e.TaskDeferred: _deferred,
    e.TaskReminded: _reminded,
    e.EscalationRaised: _escalated,
    e.EscalationAcknowledged: _acknowledged,
    e.EscalationHandedOver: _handed_over,
    e.EscalationSteppedBack: _stepped_back,
    e.EscalationResolved: _resolved,
    e.TaskWakeMoved: _wake_moved,
}
