"""A ladder tried on the log: the lives of the tasks that go by it are read, and nothing is written."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from events.types import Lights, Participants, TaskMoved, TasksScheduled
from services.past import PastLog
from services.states import States
from workflows import org as orgs
from workflows import policy as policies
from workflows.calendar import Calendar, instant_of, local_day
from workflows.ladder import Consulted
from workflows.org import Org, descendants
from workflows.policy import Policy, SetPolicy
from workflows.refusal import Refused
from workflows.task import WAITING, Task, born, light
from workflows.trial import (
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
    unanswered,
)

PAGE = 5_000
TELL_EVERY = 500
LOOKS = ("look/", "step/")
"""How the command ids of the clock's looks begin."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the stage (reading, trying), how much of it is done, and of how much."""


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


class Trial(Struct, frozen=True):
    """What is asked: ladders in place of those of the same id, on local days from `since` up to and with
    `until`; `unit` with all below it and `plan` narrow it down; `most`: tasks looked at, the first due.

    Without ladders the real ones are replayed: what comes out differs from what was recorded in nothing."""

    policies: tuple[SetPolicy, ...]
    since: dt.date
    until: dt.date
    unit: str = ""
    plan: str = ""
    most: int = 1_000_000


class Tried(Struct, frozen=True):
    """The difference; `left_out`: tasks beyond the most that are looked at. `since` and `until` µs UTC."""

    difference: Difference
    since: int
    until: int
    left_out: int
    policies: tuple[str, ...]


def tried(log: EventLog, calendar: Calendar, trial: Trial, now: int, progress: Progress = silent) -> Tried:
    """`calendar` gives the zone of the days. Raises Refused: unknown-policy, bad-dates, unknown-unit,
    unknown-plan, and what a policy is refused for."""
    since, until = _bounds(log, calendar, trial, now)
    position = log.position_at(until - 1)
    past = PastLog(log, position)
    put = {one.policy: _checked(States(past), one) for one in trial.policies}
    history = _read(past, trial, put, progress)
    chosen = sorted(history.lives, key=lambda one: (one.born.due, one.born.task))
    lives = [one for one in chosen if one.born.opens < until and _concerns(one, put)]
    looked = [(life, *as_it_was(life)) for life in lives]
    waiting = [wake for _, was, _ in looked if (wake := unanswered(was, until))]
    times = machine_times([one for _, _, answers in looked for one in answers], waiting)
    asked = [one for one in looked if not _over(one[1].moments[-1].task, one[1].moments[-1].at, since)]
    machine = Machine(history.around(put), history.position_at, times, until, history.follows)
    window = Window(since, until, lambda instant: local_day(calendar, instant).toordinal())
    lights = (history.light({}), history.light(put))
    pairs = []
    for done, (life, was, answers) in enumerate(asked[: trial.most]):
        pairs.append(Pair.of(was, as_it_would_be(life, answers, machine), lights, window))
        if done % TELL_EVERY == 0:
            progress("trying", done, min(len(asked), trial.most))
    left_out = max(0, len(asked) - trial.most)
    return Tried(difference(pairs, window), since, until, left_out, tuple(put))


def _bounds(log: EventLog, calendar: Calendar, trial: Trial, now: int) -> tuple[int, int]:
    """Not before the first record, and not beyond now."""
    if trial.until < trial.since:
        raise Refused("bad-dates", f"{trial.until} is before {trial.since}", since=str(trial.since))
    today, first = local_day(calendar, now), log.read_all(0, 1)
    if trial.since > today:
        raise Refused(
            "bad-dates", f"{trial.since} has not come yet: a trial looks back", since=str(trial.since)
        )
    begun = min(today, local_day(calendar, first[0].recorded_at)) if first else today
    since, until = max(trial.since, begun), min(max(trial.until, begun), today)
    return instant_of(calendar, since, "00:00"), min(instant_of(calendar, until, "24:00"), now + 1)


def _checked(states: States, command: SetPolicy) -> Policy:
    """The ladder as if it had always been in force."""
    states.policy(command.policy)
    (event,) = policies.decide(None, command)
    return policies.evolve(None, event)


def _concerns(life: Life, put: dict[str, Policy]) -> bool:
    """Whether the task ever went by one of the ladders; without any, all are replayed as they were."""
    if not put:
        return True
    moved = (one.event.facts for one in life.happened if isinstance(one.event, TaskMoved) and one.event.facts)
    facts: Iterable[Participants] = (life.born.facts, *moved)
    return any(one.policy in put for one in facts)


def _over(task: Task, at: int, since: int) -> bool:
    """Ended before the window: no ladder would have told anything in it."""
    return task.state not in WAITING and at < since


# --- reading ----------------------------------------------------------------------------------------------


class Change(Struct, frozen=True):
    """A record of the organisation, a calendar or a policy."""

    position: int
    at: int
    stream: str


class History(Struct, frozen=True):
    """The lives of tasks, and the world around them at each of its changes."""

    log: EventLog
    lives: tuple[Life, ...]
    changes: tuple[Change, ...]
    organisation: tuple[Org, ...]  # after each change, EMPTY before the first
    follows: tuple[Happened, ...]

    def around(self, put: dict[str, Policy]) -> Callable[[Task, int], Consulted]:
        """What a look at a task consults at a position; policies of `put` in place of those of their id."""
        positions = [one.position for one in self.changes]
        rules = [one.position for one in self.changes if one.stream != "org"]
        past: dict[int, States] = {}
        known: dict[tuple[str, str, int], Consulted] = {}

        def around(task: Task, position: int) -> Consulted:
            place = bisect_right(positions, position)
            key = (task.facts.policy, task.calendar, place)
            found = known.get(key)
            if found is None:
                last = rules[bisect_right(rules, position) - 1]
                states = past.get(last) or past.setdefault(last, States(PastLog(self.log, last)))
                policy = put.get(key[0]) or states.policy(key[0])
                found = Consulted(policy, states.calendar(key[1]), self.organisation[place])
                known[key] = found
            return found

        return around

    @property
    def position_at(self) -> Callable[[int], int]:
        """The position of the last change by an instant: between two of them the world is the same."""
        instants = [one.at for one in self.changes]
        positions = [one.position for one in self.changes]

        def position_at(instant: int) -> int:
            place = bisect_right(instants, instant)
            return positions[place - 1] if place else 0

        return position_at

    def light(self, put: dict[str, Policy]) -> Callable[[Task, int], str]:
        """The light of a task at an instant, by the rule of its policy as it is put, or stands at the end."""
        states, rules = States(self.log), dict[str, Lights]()

        def shown(task: Task, now: int) -> str:
            name = task.facts.policy
            if name not in rules:
                rules[name] = (put.get(name) or states.policy(name)).lights
            return light(task.state, task.due, task.level, now, rules[name])

        return shown


def _read(log: PastLog, trial: Trial, put: dict[str, Policy], progress: Progress) -> History:
    """One walk over the log."""
    reader = _Reader(trial)
    after = 0
    while records := log.read_all(after, PAGE):
        for record in records:
            reader.take(record)
        after = records[-1].position
        progress("reading", after, log.position)
    return reader.history(log)


class _Reader:
    """Collects what a trial needs of the records, in their order."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._org, self._orgs = orgs.EMPTY, [orgs.EMPTY]
        self._changes: list[Change] = []
        self._follows: list[Happened] = []
        self._born: dict[str, tuple[Task, int]] = {}
        self._happened: dict[str, list[Happened]] = {}

    def take(self, record: Recorded) -> None:
        stream = record.stream
        if stream.startswith("unit/"):
            parts = stream.split("/")
            if len(parts) == 4 and parts[2] == "schedule":
                self._scheduled(record, parts[3])
            elif stream in self._happened:
                self._lived(record)
        elif stream == "org":
            event: Any = event_of(record)
            self._org = orgs.evolve(self._org, event)
            self._changed(record)
        elif stream.startswith(("calendar/", "policy/")):
            self._changed(record)
        elif record.tag == "WakesFollowed":
            self._follows.append(Happened(record.position, record.recorded_at, record.occurred_at, None))

    def _changed(self, record: Recorded) -> None:
        self._changes.append(Change(record.position, record.recorded_at, record.stream))
        self._orgs.append(self._org)

    def _scheduled(self, record: Recorded, plan: str) -> None:
        if self._trial.plan not in ("", plan) or record.tag != "TasksScheduled":
            return
        event = event_of(record)
        assert isinstance(event, TasksScheduled), "its tag says so"
        facts = {one.item: one for one in event.participants}
        for line in event.tasks:
            stream = f"unit/{event.unit}/task/{event.plan}/{line.item}/{line.period}"
            self._born[stream] = (born(event, record.version, line, facts[line.item]), record.position)
            self._happened[stream] = []

    def _lived(self, record: Recorded) -> None:
        event: Any = event_of(record)
        look = record.command.startswith(LOOKS)
        self._happened[record.stream].append(
            Happened(record.position, record.recorded_at, record.occurred_at, event, look)
        )

    def history(self, log: PastLog) -> History:
        units = None if not self._trial.unit else frozenset(descendants(self._org, self._trial.unit))
        lives = tuple(
            Life(task, position, tuple(self._happened[stream]))
            for stream, (task, position) in self._born.items()
            if units is None or task.unit in units
        )
        return History(log, lives, tuple(self._changes), tuple(self._orgs), tuple(self._follows))
