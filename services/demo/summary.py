"""What came of a life: counts from the read tables and the log, and an escalation worth telling."""

from collections import Counter
from typing import Any

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from events.types import (
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    NoticeFailed,
    NoticeSent,
    TaskReported,
)
from services.bootstrap import App
from workflows.task import status

PAGE = 5_000


class Level(Struct):
    """Escalations of one level: how often raised, and for how many tasks."""

    raised: int = 0
    tasks: set[str] = set()


class Case(Struct):
    """What a log says of one escalated task."""

    task: str
    level: int = 0
    acknowledged: int = 0
    resolved: bool = False
    steps: int = 0
    detours: int = 0

    def weight(self) -> tuple[bool, int, bool, int, int, int]:
        """The heavier, the better a story."""
        return (
            self.resolved,
            self.level,
            self.acknowledged > 0,
            min(self.detours, 2),
            self.acknowledged,
            -self.steps,
        )


class Summary(Struct, frozen=True):
    """`statuses` of tasks as of a moment, `tags` of all records; `case`: the task to tell of, "" for none."""

    statuses: dict[str, int]
    tags: dict[str, int]
    levels: dict[int, Level]
    held: int
    evidence: int
    sent: int
    failed: int
    case: str

    @property
    def tasks(self) -> int:
        """Opened so far."""
        return sum(self.statuses.values()) - self.statuses.get("upcoming", 0)


class _Count(Struct):
    """What a pass over the log adds up."""

    tags: Counter[str]
    levels: dict[int, Level]
    cases: dict[str, Case]
    held: int = 0
    evidence: int = 0
    sent: int = 0
    failed: int = 0


TOLD = frozenset(
    kind.__name__
    for kind in (
        EscalationAcknowledged,
        EscalationRaised,
        EscalationResolved,
        NoticeFailed,
        NoticeSent,
        TaskReported,
    )
)


def summary(app: App, now: int, until: int | None = None) -> Summary:
    """Of all that is recorded, up to a position; tasks as they stand `now` (µs UTC) in the read tables."""
    statuses: Counter[str] = Counter()
    rows: Any = app.read().execute("SELECT state, opens, due, done_at FROM task")
    for state, opens, due, done in rows:
        statuses[status(state, opens, due, done, now)] += 1
    count = _counted(app.log, until)
    best = max(count.cases.values(), key=Case.weight, default=Case(""))
    return Summary(
        dict(statuses),
        dict(count.tags),
        {level: count.levels[level] for level in sorted(count.levels)},
        count.held,
        count.evidence,
        count.sent,
        count.failed,
        best.task,
    )


def _counted(log: EventLog, until: int | None) -> _Count:
    count = _Count(Counter(), {}, {})
    after = 0
    while records := log.read_all(after, PAGE, until):
        for record in records:
            count.tags[record.tag] += 1
            if record.tag in TOLD:
                _add(count, record)
        after = records[-1].position
    return count


def _add(count: _Count, record: Recorded) -> None:
    event = event_of(record)
    match event:
        case TaskReported():
            count.evidence += len(event.evidence)
        case NoticeSent():
            count.sent += len(event.deliveries)
        case NoticeFailed():
            count.failed += len(event.deliveries)
        case EscalationRaised():
            _raised(count, record, event)
        case EscalationAcknowledged():
            count.held += event.held
            case = _case(count, record)
            case.acknowledged += 1
            case.steps += 1
        case EscalationResolved():
            _case(count, record).resolved = event.by == "completion"
        case _:
            raise AssertionError(record.tag)


def _raised(count: _Count, record: Recorded, event: EscalationRaised) -> None:
    case = _case(count, record)
    level = count.levels.setdefault(event.level, Level())
    level.raised += 1
    level.tasks.add(case.task)
    case.level = max(case.level, event.level)
    case.steps += 1
    case.detours += sum(bool(told.instead_of or told.skipped) for told in event.told)


def _case(count: _Count, record: Recorded) -> Case:
    task = record.stream[5:].replace("/task/", "/", 1)
    return count.cases.setdefault(task, Case(task))
