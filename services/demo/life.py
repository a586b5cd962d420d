"""The district's life: from moment to moment on a simulated clock, in one thread.

A moment is a wake of the ladder, a local midnight, or an instant at which people mean to act. What they do
at one moment shares one commit of texts and one commit of the log.
"""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct

from events.log import LogError
from services.bootstrap import App, found_calendar
from services.deciding import Caller, Command
from services.demo.acts import Amend, Intent
from services.demo.clock import DemoClock
from services.demo.conduct import Conduct, Due
from services.demo.deeds import Deeds
from services.demo.scenario import Scenario
from services.demo.timing import Timing
from services.importing import draft_command
from services.loading import commands_of, people_of
from services.parts import look_through, tell
from workflows.calendar import Calendar, instant_of, local_day
from workflows.plan import IssuePlan, SubmitPlan
from workflows.refusal import Refused

PAGE = 5_000
ACTOR = "system"
NOTIFYING = frozenset(("TaskReminded", "EscalationRaised", "TaskUrged"))
AMENDED_AT = "09:00"


class Lived(Struct, frozen=True):
    """How far a life has come: local days done, tasks reported, escalations raised."""

    days: int
    reported: int
    escalated: int


class Life:
    """`refused` counts, by code, what people tried and could not do."""

    def __init__(self, app: App, scenario: Scenario, clock: DemoClock, rng: Random, start: dt.date) -> None:
        self.app, self._scenario, self._clock = app, scenario, clock
        self._start = start
        self._calendar = Calendar("", app.settings.time_zone)
        self._planned: list[tuple[int, int, Intent]] = []
        self._order = 0
        self._seen = 0
        self._tags: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._rng = rng

    def begin(self) -> None:
        """Calendar, organisation, policies and plans, as an office would load them."""
        app, scenario = self.app, self._scenario
        found_calendar(app, sorted({plan.since.year for plan in scenario.plans if plan.since}))
        app.kept.people(people_of(scenario.organisation))
        for number, command in enumerate(commands_of(scenario.organisation), 1):
            app.handle(command, Caller(ACTOR, f"organisation/{number}"))
        for policy in scenario.policies:
            app.handle(policy, Caller(ACTOR, f"policy/{policy.policy}"))
        for draft in scenario.plans:
            name = f"plan/{draft.plan}"
            app.handle(draft_command(app.kept, draft, name), Caller(draft.owner, name))
            app.handle(SubmitPlan(draft.plan), Caller(draft.owner, f"{name}/submit"))
            app.handle(IssuePlan(draft.plan), Caller(draft.owner, f"{name}/issue"))
        timing = Timing(self._rng, app.states.calendar(scenario.plans[0].calendar))
        self._deeds = Deeds(app, scenario, timing, self._rng)
        self._conduct = Conduct(app.states, scenario.behaviour, timing, self._rng, {})
        self._mean([
            (instant_of(self._calendar, change.on, AMENDED_AT), Amend(place))
            for place, change in enumerate(scenario.behaviour.amendments)
        ])  # fmt: skip

    def live(self, days: int, progress: Callable[[Lived], None]) -> None:
        """Until the start of the day that many days later; `progress` is told of each day."""
        end = self._midnight(days)
        done = 0
        while True:
            now = self._clock()
            today = (local_day(self._calendar, now) - self._start).days
            if today != done:
                done = today
                progress(Lived(done, self._tags["TaskReported"], self._tags["EscalationRaised"]))
            self._moment(now)
            if now >= end:
                break
            self._clock.jump(min(self._next(now), self._midnight(today + 1)))
        self.app.catch_up()

    def _midnight(self, days: int) -> int:
        return instant_of(self._calendar, self._start + dt.timedelta(days=days), "00:00")

    def _next(self, now: int) -> int:
        sql = "SELECT min(wake_at) FROM wake WHERE wake_at > ?"
        wake: Any = self.app.read().execute(sql, (now,)).get
        planned = [self._planned[0][0]] if self._planned else []
        return min([*planned, *([wake] if wake else [])], default=self._midnight(100_000))

    def _moment(self, now: int) -> None:
        """People act, the clock's movement follows, notices go out; then people hear of all that."""
        self._act(now)
        look_through(self.app)
        if self._hear(now):
            tell(self.app)

    def _act(self, now: int) -> None:
        intents: list[Intent] = []
        while self._planned and self._planned[0][0] <= now:
            intents.append(heapq.heappop(self._planned)[2])
        if not intents:
            return
        commands: list[tuple[Command, Caller]] = []
        with self.app.kept.transaction():
            for intent in intents:
                found = self._deeds.command(intent, now)
                if found is not None:
                    commands.append(found)
        for outcome in self.app.handle_many(commands):
            if isinstance(outcome, Refused):
                self.refused[outcome.code] += 1
            elif isinstance(outcome, LogError):
                raise outcome

    def _hear(self, now: int) -> bool:
        """Plan what follows from new records; True if somebody is to be told of one."""
        telling = False
        while records := self.app.log.read_all(self._seen, PAGE):
            for record in records:
                self._tags[record.tag] += 1
                telling = telling or record.tag in NOTIFYING
                self._mean(self._conduct.about(record, now))
            self._seen = records[-1].position
        return telling

    def _mean(self, dues: list[Due]) -> None:
        for at, intent in dues:
            self._order += 1
            heapq.heappush(self._planned, (at, self._order, intent))
