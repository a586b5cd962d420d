"""What a decision on a measure looks at: the record of the unit, its members of the day, the task named."""

from events.log import Consulted
from services.states import States
from workflows import measures
from workflows import org as orgs
from workflows.calendar import Calendar, local_day
from workflows.measures import Around, DecideMeasure, MeasureCommand, MeasureEvent, stream_of
from workflows.refusal import Refused

HOME = Calendar("cn", "Asia/Shanghai")
"""Of whom no calendar is known yet: only the day is asked for."""


def decide(
    states: States, command: MeasureCommand, members: tuple[str, ...], now: int
) -> tuple[str, int, tuple[MeasureEvent, ...], tuple[Consulted, ...], tuple[Consulted, ...]]:
    """Stream, its expected version, events, what must still stand, and what was consulted. Raises Refused.

    `members`: who acts, and on whose behalf.
    """
    org = states.org()
    record = states.measures(command.unit)
    own = _serve_in(states, command.unit, members, now)
    asserts: tuple[Consulted, ...] = ()
    if isinstance(command, DecideMeasure):
        orgs.open_unit(org, command.unit)
        _check_task(states, command)
        asserts = _resting_on(command, record, now)
    else:
        orgs.known_unit(org, command.unit)
    events = measures.decide(command, Around(now, record, own))
    known = record.get(command.measure)
    stream = stream_of(command.unit, command.measure)
    return stream, known.version if known else 0, events, asserts, (Consulted("org", org.version),)


def _serve_in(states: States, unit: str, members: tuple[str, ...], now: int) -> bool:
    """One of the members holds a post in that very unit today."""
    today = local_day(states.find_calendar(HOME.calendar) or HOME, now)
    return any(
        post.member in members and orgs.in_force(post, today)
        for post in orgs.appointments(states.org(), unit)
    )


def _check_task(states: States, command: DecideMeasure) -> None:
    """Raises Refused: unknown-task, other-unit."""
    if command.task and states.task(command.task).unit != command.unit:
        raise Refused(
            "other-unit",
            f"task {command.task} is not one of {command.unit}",
            task=command.task,
            unit=command.unit,
        )


def _resting_on(
    command: DecideMeasure, record: dict[str, measures.Measure], now: int
) -> tuple[Consulted, ...]:
    """The milder measure must still hold when this one is written: who lifts it meanwhile wins."""
    if command.kind not in measures.KINDS or not measures.milder_than(command.kind):
        return ()
    found = measures.milder_in_force(record.values(), command.kind, now)
    return (Consulted(stream_of(command.unit, found.measure), found.version),) if found else ()
