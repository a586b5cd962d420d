"""Folds of streams, kept between decisions: each read fetches only what is new."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from workflows import calendar as calendars
from workflows import measures, orders
from workflows import org as orgs
from workflows import plan as plans
from workflows import policy as policies
from workflows import schedule as schedules
from workflows.calendar import Calendar
from workflows.measures import Measure
from workflows.orders import Order
from workflows.org import Org
from workflows.plan import Plan
from workflows.policy import Policy
from workflows.refusal import Refused
from workflows.schedule import Schedule
from workflows.task import Task, evolve, stream_of

S = TypeVar("S")
MOST_HELD = 5000
"""Folds kept in memory, at most; the longest here is forgotten first."""


class Held(Struct, frozen=True):
    """A fold and the stream version that it stands at."""

    version: int
    state: Any


class States:
    """What decisions read. Safe from any thread: states are frozen, a race only folds twice."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._held: dict[str, Held] = {}
        self._keeping = Lock()

    def org(self) -> Org:
        return self._fold("org", orgs.EMPTY, lambda state, _, event: orgs.evolve(state, event))

    def calendar(self, name: str) -> Calendar:
        """Raises Refused(unknown-calendar)."""
        found = self.find_calendar(name)
        if found is None:
            raise Refused("unknown-calendar", f"there is no calendar {name}", calendar=name)
        return found

    def find_calendar(self, name: str) -> Calendar | None:
        """With all that it inherits, as that stands now."""
        own = self.own_calendar(name)
        return inherited(own, self.own_calendar) if own else None

    def own_calendar(self, name: str) -> Calendar | None:
        """What a calendar says itself."""
        start: Calendar | None = None
        return self._fold(f"calendar/{name}", start, lambda state, _, event: calendars.evolve(state, event))

    def policy(self, name: str) -> Policy:
        """Raises Refused(unknown-policy)."""
        found = self.find_policy(name)
        if found is None:
            raise Refused("unknown-policy", f"there is no policy {name}", policy=name)
        return found

    def find_policy(self, name: str) -> Policy | None:
        start: Policy | None = None
        return self._fold(f"policy/{name}", start, lambda state, _, event: policies.evolve(state, event))

    def plan(self, name: str) -> Plan:
        """Raises Refused(unknown-plan)."""
        found = self.find_plan(name)
        if found is None:
            raise Refused("unknown-plan", f"there is no plan {name}", plan=name)
        return found

    def find_plan(self, name: str) -> Plan | None:
        start: Plan | None = None
        return self._fold(
            f"plan/{name}", start, lambda state, record, event: plans.evolve(state, record.recorded_at, event)
        )

    def order(self, name: str) -> Order:
        """Raises Refused(unknown-order)."""
        found = self.find_order(name)
        if found is None:
            raise Refused("unknown-order", f"there is no order {name}", order=name)
        return found

    def find_order(self, name: str) -> Order | None:
        def evolve(order: Order | None, record: Recorded, event: Any) -> Order | None:
            by = record.on_behalf or record.actor
            return orders.evolve(order, record.recorded_at, by, record.command, event)

        start: Order | None = None
        return self._fold(f"order/{name}", start, evolve)

    def schedule(self, unit: str, plan: str) -> Schedule:
        """What is scheduled; empty where nothing is."""
        start = Schedule(unit, plan)
        name = f"unit/{unit}/schedule/{plan}"
        return self._fold(name, start, lambda state, _, event: schedules.evolve(state, event))

    def measures(self, unit: str, until: int | None = None) -> dict[str, Measure]:
        """Every measure ever decided on a unit, by id; those up to a position if it is given."""
        found: dict[str, Measure] = {}
        after, start = 0, f"unit/{unit}/measure/"
        while records := self.log.read_prefix(start, after, until=until):
            for record in records:
                name = record.stream.removeprefix(start)
                found[name] = measures.evolve(found.get(name), record.recorded_at, event_of(record))  # type: ignore[arg-type]  # its streams hold its events
            after = records[-1].position
        return found

    def task(self, name: str) -> Task:
        """Raises Refused(unknown-task)."""
        return self.tasks([name])[0]

    def tasks(self, names: Iterable[str]) -> list[Task]:
        """Several tasks with one read of the log. Raises Refused(unknown-task)."""
        wanted = list(names)
        found = self._schedules(wanted)
        born = [self._born(name, found) for name in wanted]
        own = self.log.read_streams([stream_of(task.task) for task in born])
        histories: dict[str, list[Recorded]] = {}
        for record in own:
            histories.setdefault(record.stream, []).append(record)
        return [_lived(task, histories.get(stream_of(task.task), ())) for task in born]

    def _schedules(self, names: list[str]) -> dict[tuple[str, str], Schedule]:
        """The schedules that tasks stand in; those that did not move since are taken as they are held."""
        keys = {(name.split("/")[0], name.split("/")[1]) for name in names if name.count("/") == 3}
        if len(keys) == 1:
            return {key: self.schedule(*key) for key in keys}
        streams = {key: f"unit/{key[0]}/schedule/{key[1]}" for key in keys}
        versions = self.log.versions(list(streams.values()))
        held = {key: self._held.get(stream) for key, stream in streams.items()}
        return {
            key: one.state if one and one.version == versions.get(streams[key]) else self.schedule(*key)
            for key, one in held.items()
        }

    def _born(self, name: str, found: dict[tuple[str, str], Schedule]) -> Task:
        """The task as it was scheduled; each schedule is looked up once."""
        stream_of(name)
        unit, plan, item, period = name.split("/")
        schedule = found.get((unit, plan))
        if schedule is None:
            schedule = found[unit, plan] = self.schedule(unit, plan)
        return schedules.find(schedule, item, period)

    def _fold(self, stream: str, start: S, evolve: Callable[[S, Recorded, Any], S]) -> S:
        held = self._held.get(stream) or Held(0, start)
        fresh = self.log.read_stream(stream, held.version)
        if not fresh:
            state: S = held.state
            return state
        state = held.state
        for record in fresh:
            state = evolve(state, record, event_of(record))
        self._keep(stream, Held(fresh[-1].version, state))
        return state

    def _keep(self, stream: str, held: Held) -> None:
        with self._keeping:
            self._held[stream] = held
            if len(self._held) > MOST_HELD:
                del self._held[next(iter(self._held))]


def inherited(own: Calendar, find: Callable[[str], Calendar | None]) -> Calendar:
    """`own` over the chain of those that it inherits from. Raises ValueError where the log lacks one."""
    line = [own]
    while name := line[-1].inherits:
        above = find(name)
        if above is None or above in line:
            raise ValueError(f"calendar {line[-1].calendar} inherits from {name}, which is not above it")
        line.append(above)
    found: Calendar | None = None
    for one in reversed(line):
        found = calendars.inherit(one, found)
    return found or own


def _lived(task: Task, history: Iterable[Recorded]) -> Task:
    for record in history:
        task = evolve(task, record.recorded_at, event_of(record))  # type: ignore[arg-type]  # a task stream holds task events
    return task
