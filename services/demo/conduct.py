"""What the people of the district do about what happens: from a record to acts planned for later.

All chance comes from one `Random`, drawn in the order of the log.
"""

from random import Random
from typing import TypeAlias

from msgspec import Struct

from events.codec import event_of
from events.log import Recorded
from events.types import (
    EscalationRaised,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    TaskAccepted,
    TaskCancelled,
    TaskExcused,
    TaskMoved,
    TaskReported,
    TaskReturned,
    TasksScheduled,
    TaskUrged,
    Told,
)
from services.demo.acts import (
    Acknowledge,
    Answer,
    Ask,
    Excuse,
    Intent,
    Known,
    OnTask,
    Planned,
    Report,
    Review,
    Start,
    Urge,
)
from services.demo.people import is_above, reviewer
from services.demo.scenario import Behaviour
from services.demo.timing import MINUTE, Timing
from services.states import States
from workflows.calendar import local_day
from workflows.task import task_id

DAY = 24 * 60 * MINUTE
WATCH = ("building", "community", "village", "hospital", "business-hall")
"""Kinds of units that work on days off too."""

STARTS = 0.5  # of works with some days of time
HOLDS = 0.2  # of acknowledgements
WAKES_UP = 0.5  # of units that would never have done it, once urged
EXCUSES_FROM = 2  # level
Due: TypeAlias = tuple[int, Intent]
"""When (µs UTC) something is meant to be done."""


class Conduct(Struct, frozen=True):
    """`known` by task id grows as tasks are scheduled."""

    states: States
    behaviour: Behaviour
    timing: Timing
    rng: Random
    known: dict[str, Known]

    def about(self, record: Recorded, now: int) -> list[Due]:
        """What people plan when they hear of a record."""
        if record.tag == "TasksScheduled":
            event = event_of(record)
            assert isinstance(event, TasksScheduled)
            return self._about_schedule(event, now)
        known = self.known.get(record.stream[5:].replace("/task/", "/", 1))
        if known is None or record.tag not in HEARD:
            return []
        return self._about_task(known, event_of(record), now)

    def _about_schedule(self, event: TasksScheduled, now: int) -> list[Due]:
        found: list[Due] = []
        for line in event.tasks:
            task = task_id(event.unit, event.plan, line.item, line.period)
            work = f"{event.plan}/{line.item}"
            known = Known(task, event.unit, event.plan, work, line.opens, line.due)
            self.known[task] = known
            found += self._first(known, now)
        return found

    def _about_task(self, known: Known, event: object, now: int) -> list[Due]:
        """A turn of the task makes what was planned before it void."""
        if isinstance(event, EscalationRaised):
            return self._about_escalation(known, event, now)
        if isinstance(event, TaskUrged):
            return self._about_urge(known, now)
        known.turn += 1
        known.awaited = False
        match event:
            case TaskReported(review=True):
                return [self._review(known, now)]
            case ExtensionAsked():
                return [self._answer(known, now)]
            case ExtensionGranted() | TaskReturned() | TaskMoved():
                known.due, known.round = event.due, event.round
                return self._report(known, now)
            case ExtensionRefused():
                return self._report(known, now)
            case _:
                return []

    # --- the unit ----------------------------------------------------------------------------------------

    def _first(self, known: Known, now: int) -> list[Due]:
        profile = self.behaviour.units[known.unit]
        long = known.due - known.opens > 2 * DAY
        if long and self._chance(profile.asks_extension):
            at = self.timing.before(max(known.opens, known.due - 3 * DAY), known.due - DAY // 4, True)
            return [(max(at, now + MINUTE), self._plan(known, Ask()))]
        found = self._report(known, now)
        if found and long and self._chance(STARTS):
            at = self.timing.before(max(known.opens, now), max(found[0][0], known.opens + DAY), True)
            found.append((at, self._plan(known, Start())))
        return found

    def _report(self, known: Known, now: int) -> list[Due]:
        profile = self.behaviour.units[known.unit]
        luck = self.rng.random()
        if luck < profile.never:
            return []
        late = luck > profile.never + profile.on_time
        return [self._late(known, now) if late else self._in_time(known, now)]

    def _in_time(self, known: Known, now: int) -> Due:
        since = max(known.opens, now + MINUTE)
        if since >= known.due:
            return self._late(known, now)
        known.awaited = True
        return self.timing.before(since, known.due, self._office(known.unit)), self._plan(known, Report())

    def _late(self, known: Known, now: int) -> Due:
        known.awaited = True
        days = self.behaviour.units[known.unit].late_by_days
        at = self.timing.later(max(known.due, now), days, self._office(known.unit))
        return at, self._plan(known, Report(late=True))

    def _about_urge(self, known: Known, now: int) -> list[Due]:
        if known.awaited or not self._chance(WAKES_UP):
            return []
        known.awaited = True
        at = self.timing.later(now, (0, 2), self._office(known.unit))
        return [(at, self._plan(known, Report(late=True)))]

    # --- those above -------------------------------------------------------------------------------------

    def _review(self, known: Known, now: int) -> Due:
        return self._by_reviewer(known, now, Review())

    def _answer(self, known: Known, now: int) -> Due:
        return self._by_reviewer(known, now, Answer())

    def _by_reviewer(self, known: Known, now: int, act: OnTask) -> Due:
        on = local_day(self.timing.calendar, now)
        actor = reviewer(self.states.org(), self.states.plan(known.plan), known.unit, on)
        days = self.behaviour.manner(actor.member).reviews_after_days
        return self.timing.later(now, days), self._plan(known, act)

    def _about_escalation(self, known: Known, event: EscalationRaised, now: int) -> list[Due]:
        """Who holds it may take note, or put it on hold; those above the unit may urge, or let it off."""
        found: list[Due] = []
        for told in event.told:
            found += self._by_holder(known, told, event.level, now)
        return found

    def _by_holder(self, known: Known, told: Told, level: int, now: int) -> list[Due]:
        manner = self.behaviour.manner(told.member)
        above = is_above(told, known.unit)
        wanted: list[OnTask] = []
        if self._chance(manner.acknowledges):
            wanted.append(Acknowledge(told, self._chance(HOLDS)))
        if above and self._chance(manner.urges):
            wanted.append(Urge(told))
        if above and level >= EXCUSES_FROM and self._chance(manner.excuses):
            wanted.append(Excuse(told))
        return [(self.timing.later(now, (0, 1)), self._plan(known, act)) for act in wanted]

    # --- small things ------------------------------------------------------------------------------------

    def _plan(self, known: Known, act: OnTask) -> Planned:
        return Planned(known, known.turn, act)

    def _office(self, unit: str) -> bool:
        return self.states.org().units[unit].kind not in WATCH

    def _chance(self, probability: float) -> bool:
        return self.rng.random() < probability


HEARD = frozenset(
    kind.__name__
    for kind in (
        EscalationRaised,
        ExtensionAsked,
        ExtensionGranted,
        ExtensionRefused,
        TaskAccepted,
        TaskCancelled,
        TaskExcused,
        TaskMoved,
        TaskReported,
        TaskReturned,
        TaskUrged,
    )
)
"""Tags of records that change what people mean to do."""
