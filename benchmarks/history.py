"""A long history in the mix of the demo (seed 20260901, 13,315 events), written through the log.

Of the demo's events 94 % are of tasks: 66 % reports, 10 % reminders, 6 % escalations, 3 % acknowledgements,
3 % resolutions, 3 % acceptances, 2 % starts; 4 % are notices, 1 % schedules of 69 tasks each. LIVES makes
100 tasks live through 144 events in these shares; one NoticeSent comes with every 25 of them.
"""

from collections.abc import Iterator
from hashlib import sha256

from benchmarks import world
from events.log import Append, EventLog, LogError, Write
from events.types import (
    AnyEvent,
    Basis,
    Delivery,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    Evidence,
    NoticeSent,
    ScheduledTask,
    TaskAccepted,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TaskStarted,
    Told,
)

UNITS = 200
ITEMS = 69
GROUP = 500
NOTICE_EVERY = 25
EVENTS_A_DAY = UNITS + UNITS * ITEMS * 144 // 100 * (NOTICE_EVERY + 1) // NOTICE_EVERY

DUE = world.START + 18 * 3_600_000_000
TOLD = (Told("m-unit-7-head", "unit-7", "head"),)
BASIS = Basis(DUE, world.POLICY, 1, 1, "cn", 2, 641, 1)
REPORT = TaskReported(1, world.TEXT, (Evidence(world.TEXT, 160, "text/csv", world.TEXT),))
REMIND = TaskReminded(1, "due", 0, TOLD, BASIS, DUE + world.DAY)
RAISE = EscalationRaised(1, "level-1", 0, 1, TOLD, BASIS, DUE + 3 * world.DAY)
RAISE_AGAIN = EscalationRaised(1, "level-2", 0, 2, TOLD, BASIS, DUE + 5 * world.DAY)
ACKNOWLEDGE = EscalationAcknowledged(1, DUE + 3 * world.DAY)
RESOLVE = EscalationResolved(1, 1, "completion")
ACCEPT = TaskAccepted(DUE)
RETURN = TaskReturned(2, world.TEXT, DUE + 2 * world.DAY, DUE + world.DAY)

LIVES: tuple[tuple[int, tuple[AnyEvent, ...]], ...] = (
    (78, (REPORT,)),
    (4, (TaskStarted(), REPORT)),
    (4, (REPORT, ACCEPT)),
    (6, (REMIND, REPORT)),
    (4, (REMIND, RAISE, ACKNOWLEDGE, REPORT, RESOLVE)),
    (2, (REMIND, RAISE, RAISE_AGAIN, REPORT, RESOLVE, ACCEPT)),
    (1, (REPORT, RETURN, REMIND, REPORT)),
    (1, (REMIND, RAISE)),
)
"""So many of a hundred tasks live like this."""

_LIFE = [life for count, life in LIVES for _ in range(count)]


def write(log: EventLog, events: int) -> int:
    """Days of `UNITS` units, until the log has at least so many events; the number that it has."""
    world.found(log, UNITS, ITEMS)
    day = 0
    while log.head() < events:
        _commit(log, _day(day))
        day += 1
    return log.head()


def _day(day: int) -> Iterator[tuple[str, int, AnyEvent]]:
    """Stream, version before, event: schedules first, then the lives of their tasks side by side."""
    period = f"{2026 + day // 365}-{day % 365:03}"
    shift = day * world.DAY
    lines = [
        ScheduledTask(f"i{item}", period, world.START + shift, DUE + shift, DUE + shift)
        for item in range(ITEMS)
    ]
    for unit in range(UNITS):
        name = world.unit_name(unit)
        yield world.schedule_of(name), day, world.scheduled(name, lines, world.SINCE, world.UNTIL)
    streams = [
        f"unit/{world.unit_name(unit)}/task/{world.PLAN}/i{item}/{period}"
        for item in range(ITEMS)
        for unit in range(UNITS)
    ]
    told = 0
    for step in range(max(len(life) for life in _LIFE)):
        for place, stream in enumerate(streams):
            life = _LIFE[place % 100]
            if step < len(life):
                yield stream, step, life[step]
                told += 1
                if told % NOTICE_EVERY == 0:
                    notice = Delivery(told, "m-unit-7-head", "file")
                    yield f"notice/{period}", told // NOTICE_EVERY - 1, NoticeSent((notice,) * 3)


def _commit(log: EventLog, planned: Iterator[tuple[str, int, AnyEvent]]) -> None:
    batch: list[Append] = []
    for stream, expected, event in planned:
        command = f"history/{stream}/{expected}"
        write = Write(stream, expected, (event,))
        batch.append(Append(command, sha256(command.encode()).digest(), (write,), "m-clerk", world.START))
        if len(batch) == GROUP:
            _send(log, batch)
            batch = []
    _send(log, batch)


def _send(log: EventLog, batch: list[Append]) -> None:
    for answer in log.commit(batch):
        if isinstance(answer, LogError):
            raise answer
