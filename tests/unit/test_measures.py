"""Administrative outcomes on a unit: their order, their answers, their end."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.log import Recorded
from events.types import Evidence, MeasureAnswered, MeasureDecided, MeasureLifted
from tests.support.domain import DAY, at
from workflows.measures import (
    KINDS,
    RED_TASKS,
    YEAR,
    AnswerMeasure,
    Around,
    DecideMeasure,
    LiftMeasure,
    Measure,
    MeasureCommand,
    MeasureEvent,
    counts,
    decide,
    evolve,
    late,
    milder_than,
    next_kind,
    stream_of,
    suggested,
    unit_light,
)
from workflows.projection import BrokenHistory, project
from workflows.refusal import Refused
from workflows.tables import Tables

UNIT = "hospital-1"
NOW = at("09-07 09:00")
DUE = at("09-21 18:00")
FILE = Evidence("f" * 64, 10, "image/jpeg")


def measure(kind: str = "circular", name: str = "m-1", decided_at: int = NOW - DAY, **more: int) -> Measure:
    return Measure(name, UNIT, kind, DUE, decided_at, **more)  # type: ignore[arg-type]  # instants


def around(*record: Measure, own: bool = False, now: int = NOW) -> Around:
    return Around(now, {one.measure: one for one in record}, own)


def deciding(
    kind: str = "circular", *, name: str = "m-9", due: int = DUE, skips: bool = False
) -> DecideMeasure:
    return DecideMeasure(name, UNIT, kind, "why", due, "text", "", skips)


def code(command: MeasureCommand, beside: Around) -> str:
    with pytest.raises(Refused) as refused:
        decide(command, beside)
    return refused.value.code


def test_the_mildest_measure_needs_nothing_before_it() -> None:
    (event,) = decide(deciding(), around())

    assert event == MeasureDecided("m-9", UNIT, "circular", "why", DUE, "text", "", skips=False)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_graver_measure_follows_the_milder_one(kind: str) -> None:
    assert code(deciding(kind), around()) == "no-milder-measure"
    (event,) = decide(deciding(kind), around(measure(milder_than(kind))))
    assert isinstance(event, MeasureDecided)
    assert not event.skips


def test_skipping_the_milder_measure_is_recorded_only_where_it_is_left_out() -> None:
    (skipped,) = decide(deciding("red_card", skips=True), around(measure("circular")))
    (followed,) = decide(deciding("talk", skips=True), around(measure("circular")))

    assert isinstance(skipped, MeasureDecided)
    assert skipped.skips
    assert isinstance(followed, MeasureDecided)
    assert not followed.skips


def test_a_milder_measure_that_was_lifted_or_is_older_than_twelve_months_prepares_nothing() -> None:
    assert code(deciding("talk"), around(measure(lifted_at=NOW - 1))) == "no-milder-measure"
    assert code(deciding("talk"), around(measure(decided_at=NOW - YEAR))) == "no-milder-measure"
    assert decide(deciding("talk"), around(measure(decided_at=NOW - YEAR + 1)))


def test_a_measure_needs_a_reason_a_known_kind_a_new_id_and_a_day_ahead() -> None:
    assert code(DecideMeasure("m-9", UNIT, "circular", "", DUE), around()) == "no-reason"
    assert code(deciding("purple_card"), around()) == "unknown-kind"
    assert code(deciding(name="m-1"), around(measure())) == "measure-exists"
    assert code(deciding(name="M 1"), around()) == "bad-id"
    assert code(deciding(due=NOW), around()) == "bad-answer-due"
    assert code(deciding(due=NOW + YEAR + 1), around()) == "bad-answer-due"


def test_members_of_the_unit_neither_decide_on_it_nor_lift_but_they_answer() -> None:
    own = around(measure(), own=True)

    assert code(deciding(), own) == "own-unit"
    assert code(LiftMeasure("m-1", UNIT, "why"), own) == "own-unit"
    assert decide(AnswerMeasure("m-1", UNIT, "done", (FILE,)), own) == (MeasureAnswered("done", (FILE,)),)


def test_a_measure_is_answered_once_with_something_and_not_after_it_was_lifted() -> None:
    answer = AnswerMeasure("m-1", UNIT, "done")

    assert code(answer, around()) == "unknown-measure"
    assert code(answer, around(measure(answered_at=NOW))) == "already-answered"
    assert code(answer, around(measure(lifted_at=NOW))) == "already-lifted"
    assert code(AnswerMeasure("m-1", UNIT, ""), around(measure())) == "no-answer"
    assert decide(AnswerMeasure("m-1", UNIT, "", (FILE,)), around(measure()))


def test_a_measure_is_lifted_once_and_for_a_reason() -> None:
    lift = LiftMeasure("m-1", UNIT, "why")

    assert decide(lift, around(measure(answered_at=NOW))) == (MeasureLifted("why"),)
    assert code(lift, around(measure(lifted_at=NOW))) == "already-lifted"
    assert code(LiftMeasure("m-1", UNIT, ""), around(measure())) == "no-reason"


def test_an_answer_is_late_from_its_day_on_and_is_not_waited_for_once_lifted() -> None:
    assert not late(DUE, 0, 0, DUE - 1)
    assert late(DUE, 0, 0, DUE)
    assert late(DUE, DUE, 0, DUE + DAY)
    assert not late(DUE, DUE - 1, 0, DUE + DAY)
    assert not late(DUE, 0, DUE - 1, DUE + DAY)


def test_cards_set_the_light_of_a_unit_and_a_circular_does_not() -> None:
    assert unit_light(()) == "green"
    assert unit_light(("circular", "talk")) == "green"
    assert unit_light(("yellow_card",)) == "yellow"
    assert unit_light(("yellow_card",), ("red", "green")) == "red"
    assert unit_light(("yellow_card", "red_card")) == "red"
    assert unit_light((), ("yellow", "green")) == "yellow"


def test_a_measure_is_suggested_at_the_top_of_the_ladder_or_with_many_red_tasks_and_while_none_waits() -> (
    None
):
    answered = measure(answered_at=NOW - 1)

    assert suggested((), 0, True, NOW) == "circular"
    assert suggested((), RED_TASKS, False, NOW) == "circular"
    assert suggested((), RED_TASKS - 1, False, NOW) == ""
    assert suggested((answered,), 0, True, NOW) == "talk"
    assert suggested((measure(),), 0, True, NOW) == "", "the unit still has its time to answer"
    assert suggested((measure(),), 0, True, DUE) == "talk"
    assert suggested((measure("red_card", answered_at=NOW - 1),), 0, True, NOW) == "red_card"


def test_the_table_of_measures_follows_each_record_and_knows_a_broken_history() -> None:
    tables = Tables()

    def record(version: int, event: MeasureEvent) -> None:
        who = ("m-1", "", "c", "", "")
        stream = stream_of(UNIT, "m-1")
        one = Recorded(version, stream, version, "Tag", 1, NOW, NOW + version, *who, b"[]", "", b"{}", b"")
        project(tables, one, event)

    with pytest.raises(BrokenHistory):
        record(1, MeasureAnswered("done"))
    record(1, MeasureDecided("m-1", UNIT, "circular", "why", DUE))
    record(2, MeasureAnswered("done"))
    record(3, MeasureLifted("why"))

    row = tables.measures.get((UNIT, "m-1"))
    assert row is not None
    assert (row.decided_at, row.answered_at, row.lifted_at, row.version) == (NOW + 1, NOW + 2, NOW + 3, 3)


ACTS = st.lists(
    st.tuples(st.sampled_from((*KINDS, "answer", "lift")), st.booleans(), st.integers(1, 200)), max_size=25
)


@given(ACTS)
def test_whatever_is_tried_no_measure_stands_without_the_one_before_it_unless_it_says_so(
    acts: list[tuple[str, bool, int]],
) -> None:
    now, record, codes = NOW, dict[str, Measure](), list[tuple[bool, str]]()
    for number, (what, flag, days) in enumerate(acts):
        now += days * DAY
        name = f"m-{number}"
        last = next(reversed(record), "m-none")
        command: MeasureCommand
        match what:
            case "answer":
                command = AnswerMeasure(last, UNIT, "done")
            case "lift":
                command = LiftMeasure(last, UNIT, "why")
            case _:
                command = DecideMeasure(name, UNIT, what, "why", now + DAY, skips=flag)
        before = dict(record)
        ready = next_kind(record.values(), now)
        try:
            events = decide(command, Around(now, record))
        except Refused as refused:
            codes.append((what == ready, refused.code))
            continue
        state = reduce(lambda one, event: evolve(one, now, event), events, record.get(command.measure))
        assert state is not None
        record[command.measure] = state
        if isinstance(command, DecideMeasure) and not state.skips and milder_than(what):
            place = KINDS.index(what)
            assert any(KINDS.index(one.kind) >= place - 1 and counts(one, now) for one in before.values())
    assert (True, "no-milder-measure") not in codes  # what is suggested is allowed
    for one in record.values():
        assert one.version == 1 + bool(one.answered_at) + bool(one.lifted_at)
        assert not (one.answered_at and one.lifted_at and one.lifted_at < one.answered_at)
