"""Administrative outcomes: a supervisor's decisions on a unit, each to be answered by a day.

A milder one comes first: circular 通报, then talk 约谈, yellow card 黄牌, red card 红牌.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import Evidence, MeasureAnswered, MeasureDecided, MeasureLifted
from workflows.ids import checked_id
from workflows.refusal import Refused

KINDS = ("circular", "talk", "yellow_card", "red_card")
"""From the mildest to the gravest."""

YEAR = 366 * 86_400_000_000
"""How long (µs) a milder measure prepares the next one: twelve months, the leap day included."""

FARTHEST = YEAR
"""How far ahead (µs) the day of an answer may lie."""

RED_TASKS = 3
"""From how many red tasks on a measure is suggested."""

LIGHTS = ("green", "yellow", "red")
COLOURS = {"yellow_card": "yellow", "red_card": "red"}

MeasureEvent: TypeAlias = MeasureDecided | MeasureAnswered | MeasureLifted


class DecideMeasure(Struct, frozen=True, tag=True):
    """`reason` and `text` (the document served) are digests of kept texts; `due` µs UTC: to be answered by
    then; `task`: the one that gave cause; `skips`: a milder measure is knowingly left out 越级."""

    measure: str
    unit: str
    kind: str
    reason: str
    due: int
    text: str = ""
    task: str = ""
    skips: bool = False


class AnswerMeasure(Struct, frozen=True, tag=True):
    """The unit says what it did; `note` is the digest of a kept text."""

    measure: str
    unit: str
    note: str
    evidence: tuple[Evidence, ...] = ()


class LiftMeasure(Struct, frozen=True, tag=True):
    measure: str
    unit: str
    reason: str


MeasureCommand: TypeAlias = DecideMeasure | AnswerMeasure | LiftMeasure


class Measure(Struct, frozen=True, gc=False):
    """Instants µs UTC, 0: not yet. `text` and `task` as in the decision."""

    measure: str
    unit: str
    kind: str
    due: int
    decided_at: int
    text: str = ""
    task: str = ""
    skips: bool = False
    answered_at: int = 0
    lifted_at: int = 0
    version: int = 1


class Around(Struct, frozen=True, gc=False):
    """What a decision may consult: now (µs UTC), every measure of the unit by id, and whether the deciding
    member holds a post in that very unit."""

    now: int
    record: Mapping[str, Measure]
    own: bool = False


def stream_of(unit: str, measure: str) -> str:
    return f"unit/{unit}/measure/{measure}"


# --- fold -----------------------------------------------------------------------------------------------


def evolve(state: Measure | None, at: int, event: MeasureEvent) -> Measure:
    """`at` is the record's recorded_at."""
    if isinstance(event, MeasureDecided):
        return Measure(
            event.measure, event.unit, event.kind, event.due, at, event.text, event.task, event.skips
        )
    assert state is not None, "a stream of a measure begins with its decision"
    match event:
        case MeasureAnswered():
            return replace(state, answered_at=at, version=state.version + 1)
        case MeasureLifted():
            return replace(state, lifted_at=at, version=state.version + 1)
        case _:
            assert_never(event)


# --- decide ---------------------------------------------------------------------------------------------


def decide(command: MeasureCommand, around: Around) -> tuple[MeasureEvent, ...]:
    """Raises Refused: bad-id, measure-exists, unknown-measure, unknown-kind, own-unit, no-reason, bad-due,
    no-milder-measure, already-answered, already-lifted, no-answer."""
    match command:
        case DecideMeasure():
            return (_decided(command, around),)
        case AnswerMeasure():
            found = _known(command.unit, command.measure, around)
            if found.answered_at:
                raise Refused(
                    "already-answered",
                    f"measure {found.measure} on {found.unit} is already answered",
                    unit=found.unit,
                    measure=found.measure,
                )
            if found.lifted_at:
                raise Refused(
                    "already-lifted",
                    f"measure {found.measure} on {found.unit} was lifted: it needs no answer",
                    unit=found.unit,
                    measure=found.measure,
                )
            if not command.note and not command.evidence:
                raise Refused(
                    "no-answer",
                    f"measure {found.measure} on {found.unit} is answered with a note or a file",
                    unit=found.unit,
                    measure=found.measure,
                )
            return (MeasureAnswered(command.note, command.evidence),)
        case LiftMeasure():
            found = _known(command.unit, command.measure, around)
            if found.lifted_at:
                raise Refused(
                    "already-lifted",
                    f"measure {found.measure} on {found.unit} was lifted before",
                    unit=found.unit,
                    measure=found.measure,
                )
            if around.own:
                raise _own(command.unit)
            if not command.reason:
                raise Refused(
                    "no-reason",
                    f"measure {found.measure} on {found.unit} is lifted for a reason: write it down",
                    unit=found.unit,
                    measure=found.measure,
                )
            return (MeasureLifted(command.reason),)
        case _:
            assert_never(command)


def _decided(command: DecideMeasure, around: Around) -> MeasureDecided:
    checked_id("measure", command.measure)
    if command.measure in around.record:
        raise Refused(
            "measure-exists",
            f"{command.unit} has a measure {command.measure} already",
            unit=command.unit,
            measure=command.measure,
        )
    if command.kind not in KINDS:
        raise Refused(
            "unknown-kind",
            f"{command.kind!r} is no kind of measure: use {', '.join(KINDS)}",
            kind=command.kind,
        )
    if around.own:
        raise _own(command.unit)
    if not command.reason:
        raise Refused("no-reason", f"a measure on {command.unit} needs a reason", unit=command.unit)
    if not around.now < command.due <= around.now + FARTHEST:
        raise Refused(
            "bad-answer-due", "a measure is to be answered in the future, within a year", unit=command.unit
        )
    wanted = milder_than(command.kind)
    skips = bool(wanted) and milder_in_force(around.record.values(), command.kind, around.now) is None
    if skips and not command.skips:
        raise Refused(
            "no-milder-measure",
            f"{command.unit} had no {wanted} that still holds in the last twelve months:"
            f" decide that first, or say that it is skipped",
            unit=command.unit,
            needed=wanted,
        )
    return MeasureDecided(
        command.measure,
        command.unit,
        command.kind,
        command.reason,
        command.due,
        command.text,
        command.task,
        skips,
    )


def _known(unit: str, measure: str, around: Around) -> Measure:
    found = around.record.get(measure)
    if found is None:
        raise Refused("unknown-measure", f"{unit} has no measure {measure}", unit=unit, measure=measure)
    return found


def _own(unit: str) -> Refused:
    return Refused("own-unit", f"a member of {unit} cannot decide on measures of {unit}", unit=unit)


# --- what follows from a record -------------------------------------------------------------------------


def milder_than(kind: str) -> str:
    """The kind that comes before; "" for the mildest."""
    place = KINDS.index(kind)
    return KINDS[place - 1] if place else ""


def milder_in_force(record: Iterable[Measure], kind: str, now: int) -> Measure | None:
    """The last measure that prepares `kind`: of the kind before it or a graver one, and it still counts."""
    wanted = KINDS.index(kind) - 1
    fitting = [one for one in record if KINDS.index(one.kind) >= wanted and counts(one, now)]
    return max(fitting, key=lambda one: (one.decided_at, one.measure), default=None)


def counts(one: Measure, now: int) -> bool:
    """It still holds, and was decided within the last twelve months."""
    return not one.lifted_at and one.decided_at > now - YEAR


def next_kind(record: Iterable[Measure], now: int) -> str:
    """The kind that the rules let follow: one graver than the gravest that counts, at most a red card."""
    places = [KINDS.index(one.kind) for one in record if counts(one, now)]
    return KINDS[min(max(places, default=-1) + 1, len(KINDS) - 1)]


def suggested(record: Iterable[Measure], red_tasks: int, at_top: bool, now: int) -> str:
    """The kind that could follow: for a task at the top of its ladder, or a unit with many red tasks; "" for
    none, and while an answer is awaited that is not late. Nothing is decided by it."""
    known = tuple(record)
    if not at_top and red_tasks < RED_TASKS:
        return ""
    if any(not one.answered_at and not one.lifted_at and now < one.due for one in known):
        return ""
    return next_kind(known, now)


def late(due: int, answered_at: int, lifted_at: int, now: int) -> bool:
    """The answer came, or is still to come, after its day; one that was lifted first is not waited for."""
    return (answered_at or lifted_at or now) >= due


def unit_light(kinds: Iterable[str], tasks: Iterable[str] = ()) -> str:
    """The light of a unit: the worst of its tasks' lights and its cards. `kinds` are those of the measures
    that hold: a red card gives red, a yellow card at least yellow."""
    shown = [*tasks, *(COLOURS.get(kind, "green") for kind in kinds)]
    return max(shown, key=LIGHTS.index, default="green")
