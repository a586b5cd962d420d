"""Another ladder on a task's real life: people's acts stay, the clock's steps are decided again."""

from hypothesis import given as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import EscalationAcknowledged, EscalationRaised, Step
from tests.support.domain import (
    CN,
    DAY,
    HEAD,
    HOUR,
    LADDER,
    ORG,
    OWNER,
    PARENT,
    REMIND,
    World,
    a_task,
    at,
    policy_of,
    when,
)
from workflows import ladder
from workflows.calendar import local_day
from workflows.ladder import Consulted
from workflows.policy import Policy
from workflows.refusal import Refused
from workflows.task import (
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    ReportTask,
    ReturnTask,
    StepBack,
    Task,
    TaskCommand,
    evolve,
    light,
)
from workflows.trial import (
    FOREVER,
    Answer,
    Difference,
    Happened,
    Life,
    Machine,
    Pair,
    Window,
    as_it_was,
    as_it_would_be,
    difference,
    machine_times,
    stays,
    tellings,
)

UNTIL = at("10-30")
ALL = Window(at("09-01"), UNTIL, lambda instant: local_day(CN, instant).toordinal())


def lived(*acts: tuple[str, TaskCommand], lag: int = 0, till: str = "10-30", by: str = "") -> Life:
    """A task that went through acts at their moments; the machine looked `lag` µs after each wake."""
    task = a_task()
    happened: list[Happened] = []

    def next_look() -> int:
        """Time never goes back."""
        return max(task.wake_at + lag, task.round_since, happened[-1].at if happened else 0)

    def look(until: int) -> None:
        nonlocal task
        while task.wake_at and (now := next_look()) <= until:
            (event,) = ladder.wake(task, World().consulted(), now)
            happened.append(Happened(len(happened) + 2, now, now, event, True))
            task = evolve(task, now, event)

    for moment, command in acts:
        look(at(moment) - 1)
        for event in when(task, moment, command, by=by):
            happened.append(Happened(len(happened) + 2, at(moment), at(moment), event))
            task = evolve(task, at(moment), event)
    look(at(till) - 1)
    return Life(a_task(), 1, tuple(happened))


def machine(life: Life, policy: Policy, until: int = UNTIL) -> Machine:
    _, answers = as_it_was(life)
    looked = machine_times(list(answers), [])
    return Machine(lambda task, position: Consulted(policy, CN, ORG), lambda instant: 1, looked, until)


def tried(life: Life, *steps: Step) -> Difference:
    was, answers = as_it_was(life)
    would = as_it_would_be(life, answers, machine(life, policy_of(steps)))
    return difference([Pair.of(was, would, (lights, lights), ALL)], ALL)


def lights(task: Task, now: int) -> str:
    return light(task.state, task.due, task.level, now)


ACTS: tuple[TaskCommand, ...] = (
    ReportTask(a_task().task),
    ReturnTask(a_task().task, "reason", at("09-25 18:00")),
    AskExtension(a_task().task, "reason", at("09-18 18:00")),
    GrantExtension(a_task().task),
    AcknowledgeEscalation(a_task().task),
    AcknowledgeEscalation(a_task().task, at("09-17 12:00")),
    ExcuseTask(a_task().task, "reason"),
)


def possible(acts: list[tuple[int, TaskCommand]], lag: int) -> Life:
    """The life of those acts that are not refused, in their order."""
    kept: list[tuple[str, TaskCommand]] = []
    for hours, command in sorted(acts, key=lambda one: one[0]):
        moment = f"09-{7 + hours // 24:02} {hours % 24:02}:30"
        try:
            lived(*kept, (moment, command), lag=lag)
        except Refused:
            continue
        kept.append((moment, command))
    return lived(*kept, lag=lag)


@examples(
    st.lists(st.tuples(st.integers(0, 20 * 24), st.sampled_from(ACTS)), max_size=6),
    st.sampled_from([0, 1, 7 * HOUR, 3 * DAY]),
)
def test_the_ladder_in_force_tells_exactly_what_was_told(
    acts: list[tuple[int, TaskCommand]], lag: int
) -> None:
    life = possible(acts, lag)
    was, answers = as_it_was(life)
    would = as_it_would_be(life, answers, machine(life, policy_of(LADDER)))
    assert would.moments[1:] == was.moments[1:]
    assert tried(life, *LADDER).empty


def test_a_later_step_is_told_later_and_a_step_that_is_gone_to_nobody() -> None:
    found = tried(lived(), replace(REMIND, offset=-2), PARENT)
    assert (found.changed, found.before.steps, found.after.steps) == (1, 9, 4)
    assert [one.at for one in found.first[0].after] == [at("09-09 18:00")]
    levels = {one.level: (one.before, one.after) for one in found.levels}
    assert levels == {0: (1, 1), 1: (4, 0), 2: (3, 3), 3: (1, 0)}


def test_a_report_that_came_before_a_later_step_spares_the_desk() -> None:
    life = lived(("09-15 10:00", ReportTask(a_task().task)))
    later = replace(PARENT, offset=3)
    found = tried(life, REMIND, HEAD, later, OWNER)
    assert found.red_no_more == (a_task().task,)
    assert (found.before.red, found.after.red) == (1, 0)
    desks = {one.member: (one.told_before, one.told_after) for one in found.desks}
    assert desks["m-chief"] == (1, 0)
    assert desks["m-head-1"] == (4, 4)


def test_a_ladder_that_comes_sooner_would_have_turned_it_red() -> None:
    life = lived(("09-15 08:00", ReportTask(a_task().task)))
    found = tried(life, replace(PARENT, offset=1))
    assert found.red_anew == (a_task().task,)


def test_acknowledging_what_would_not_have_been_is_dropped_and_counted() -> None:
    life = lived(("09-12 08:00", AcknowledgeEscalation(a_task().task)))
    assert tried(life, REMIND, PARENT, OWNER).dropped == {"EscalationAcknowledged": 1}
    assert tried(life, *LADDER).dropped == {}


def test_a_hold_holds_the_other_ladder_too() -> None:
    hold = AcknowledgeEscalation(a_task().task, at("09-16 12:00"))
    life = lived(("09-12 08:00", hold))
    early = (HEAD, replace(PARENT, offset=1))
    would = as_it_would_be(life, as_it_was(life)[1], machine(life, policy_of(early)))
    moments = [one.at for one in would.moments if isinstance(one.event, EscalationRaised)]
    assert [one for one in moments if at("09-12 08:00") < one < at("09-16 12:00")] == []
    acknowledged = [one.event for one in would.moments if isinstance(one.event, EscalationAcknowledged)]
    assert [one.level for one in acknowledged] == [1]


def test_wakes_of_another_ladder_wait_while_the_machine_stood_still() -> None:
    looks = [(100, 100), (200, 500), (250, 510)]
    answers = [Answer(wake_at, Happened(1, now, now, None, True)) for wake_at, now in looks]
    looked = machine_times(answers, [600])
    assert [looked(one) for one in (50, 100, 199, 200, 300, 505, 511, 599, 700)] == [
        *(50, 100, 199, 500, 500, 510, 511, 599, FOREVER)
    ]


def test_nothing_is_told_after_the_end_of_the_window() -> None:
    life = lived(till="09-14 00:00")
    would = as_it_would_be(life, as_it_was(life)[1], machine(life, policy_of(LADDER), at("09-14")))
    assert [one.step for one in tellings(would, 0, UNTIL)] == ["remind", "head", "head", "head"]


def test_an_escalation_lies_on_a_desk_from_its_step_to_the_report() -> None:
    was, _ = as_it_was(lived(("09-15 10:00", ReportTask(a_task().task))))
    assert [(one.member, one.since, one.until) for one in stays(was, UNTIL)] == [
        ("m-head-1", at("09-11 18:00"), at("09-15 10:00")),
        ("m-chief", at("09-15 09:00"), at("09-15 10:00")),
    ]


def test_what_is_sent_back_lies_on_the_higher_desk_no_longer() -> None:
    task = "hospital-1/health-2026/i1/2026-W37"
    was, _ = as_it_was(lived(("09-15 10:00", StepBack(task, at("09-17 12:00"), "why", 1)), by="m-chief"))
    assert [(one.since, one.until) for one in stays(was, at("09-18")) if one.member == "m-chief"] == [
        (at("09-15 09:00"), at("09-15 10:00")),
        (at("09-17 12:00"), at("09-18")),
    ]


def test_a_day_counts_every_escalation_that_lay_on_the_desk_at_any_time_of_it() -> None:
    window = Window(at("09-14"), at("09-16"), ALL.day)
    was, _ = as_it_was(lived(("09-15 10:00", ReportTask(a_task().task))))
    found = difference([Pair.of(was, was, (lights, lights), window)], window)
    desk = {one.member: (one.most_before, one.mean_before) for one in found.desks}
    assert desk == {"m-head-1": (1, 1.0), "m-chief": (1, 0.5)}
