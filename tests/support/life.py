"""An App on real files and a simulated clock, in one thread: a district that lives from moment to moment."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events.codec import event_of
from events.types import AnyEvent, EscalationRaised, Item, TaskReminded
from services.bootstrap import App, found_calendar, open_app
from services.chance import seeded
from services.deciding import Caller, Command
from services.handle import Saved
from services.parts import work_through
from services.read import queries
from services.read.queries import TaskLine
from services.replay import Difference, check
from services.settings import Settings
from tests.support.domain import CN, DISTRICT, HEAD, LADDER, at, draft_of
from workflows.calendar import instant_of, local_day, local_time
from workflows.plan import DraftPlan, IssuePlan, SubmitPlan
from workflows.policy import SetPolicy
from workflows.task import Task, stream_of

PLAN = "health-2026"
MORNING = "08-31 08:00"


class Moment:
    """A clock that stands until it is moved; µs UTC."""

    def __init__(self, moment: str) -> None:
        self.now = at(moment)

    def __call__(self) -> int:
        return self.now


class Life:
    """An App with its clock, and what a test does to them."""

    def __init__(self, app: App, clock: Moment) -> None:
        self.app, self.clock, self.given = app, clock, 0

    def give(self, command: Command, actor: str = "m-admin", command_id: str = "") -> Saved:
        self.given += 1
        return self.app.handle(command, Caller(actor, command_id or f"test-{self.given}"))

    def settle(self) -> None:
        """The DISTRICT with its calendar and two ladders."""
        found_calendar(self.app, [2026])
        for place, command in enumerate(DISTRICT):
            self.give(command, command_id=f"district-{place}")
        self.give(SetPolicy("standard", "一般督办", LADDER))
        self.give(SetPolicy("strict", "从严督办", (HEAD,)))

    def issue(self, *items: Item, **more: object) -> DraftPlan:
        draft = draft_of(*items, **more)
        for command in (draft, SubmitPlan(draft.plan), IssuePlan(draft.plan)):
            self.give(command, "m-owner")
        work_through(self.app)
        return draft

    def at(self, moment: str) -> None:
        """Set the clock, and do nothing."""
        self.clock.now = at(moment)

    def live_until(self, moment: str) -> None:
        """From wake to wake, and to each midnight with which a month begins; then all that is due."""
        end = at(moment)
        while self.clock.now < end:
            work_through(self.app)
            wake = self.app.read().execute("SELECT min(wake_at) FROM wake").get
            coming = int(wake) if isinstance(wake, int) else end
            self.clock.now = min(end, max(coming, self.clock.now + 1), _next_month(self.clock.now))
        work_through(self.app)

    def task(self, name: str) -> Task:
        return self.app.states.task(name)

    def line(self, name: str) -> TaskLine:
        found = queries.task(self.app.read(), name, self.clock.now)
        assert found is not None, f"no row for {name}"
        return found

    def events(self, stream: str) -> list[AnyEvent]:
        return [event_of(record) for record in self.app.log.read_stream(stream)]

    def history(self, task: str) -> list[AnyEvent]:
        return self.events(stream_of(task))

    def steps(self, task: str) -> list[tuple[str, str, int]]:
        """Local moment, step and repeat of all that was told of a task."""
        found = []
        for record in self.app.log.read_stream(stream_of(task)):
            event = event_of(record)
            if isinstance(event, TaskReminded | EscalationRaised):
                moment = f"{local_time(CN, record.recorded_at):%m-%d %H:%M}"
                found.append((moment, event.step, event.repeat))
        return found

    def differences(self) -> tuple[Difference, ...]:
        """Between the live tables and those rebuilt from the log."""
        return check(self.app.log, self.app.store.path, self.app.kept.path).differences


def _next_month(now: int) -> int:
    first = (local_day(CN, now).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return instant_of(CN, first, "00:00")


@contextmanager
def life_on(home: Path, clock: Moment | None = None, seed: int = 1, **settings: object) -> Iterator[Life]:
    """An App on a home that may have lived before."""
    moment = clock or Moment(MORNING)
    wanted = Settings(home=home, **settings)  # type: ignore[arg-type]  # any setting
    with open_app(wanted, clock=moment, chance=seeded(seed), threads=False, log_id="test") as app:
        yield Life(app, moment)
