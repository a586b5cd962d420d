"""Plans 4 and 6 of the seeds, answered and issued to real units, live through the year 2026."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.codec import event_of
from events.types import EscalationRaised, Step, TaskReminded
from services.bootstrap import App, found_calendar, open_app
from services.chance import seeded
from services.deciding import Caller, Command
from services.importing import answers_command, draft_command
from services.parts import work_through
from services.plans import apply_answers, read
from services.read import queries
from services.replay import check
from services.settings import Settings
from tests.support.seeds import seeds
from workflows.calendar import Calendar, instant_of
from workflows.org import AddUnit, AppointMember
from workflows.plan import IssuePlan, SubmitPlan
from workflows.policy import SetPolicy
from workflows.refusal import Refused
from workflows.task import ReportTask, stream_of

ANSWERS = Path(__file__).parent / "answers"
ZONE = Calendar("cn", "Asia/Shanghai")
START = dt.date(2026, 1, 1)
LADDER = (
    Step("before", 0, -2, "working_day", ("clerk",)),
    Step("head", 1, 1, "working_day", ("head",)),
    Step("parent", 2, 3, "working_day", ("parent_head",), 5, 1),
    Step("owner", 3, 8, "working_day", ("owner",)),
)


class Town:
    """An App on a simulated clock, with what a test does to it."""

    def __init__(self, app: App, clock: list[int]) -> None:
        self.app, self.clock, self.given = app, clock, 0

    def give(self, command: Command, actor: str = "m-office") -> None:
        self.given += 1
        self.app.handle(command, Caller(actor, f"test-{self.given}"))

    def live_until(self, day: dt.date, time: str = "00:00") -> None:
        """Jump from wake to wake, and to each midnight that a month begins with."""
        end = instant_of(ZONE, day, time)
        while self.clock[0] < end:
            work_through(self.app)
            wake = self.app.read().execute("SELECT min(wake_at) FROM wake").get
            self.clock[0] = min(end, self.next_month(), int(wake) if isinstance(wake, int) else end)
        work_through(self.app)

    def next_month(self) -> int:
        today = dt.datetime.fromtimestamp(self.clock[0] / 1e6, dt.timezone(dt.timedelta(hours=8))).date()
        first = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return instant_of(ZONE, first, "00:00")

    def due_days(self, unit: str) -> list[tuple[str, str]]:
        page = queries.schedule(self.app.read(), unit, START, dt.date(2027, 1, 1), self.clock[0], limit=500)
        return [(task.item, task.due_day) for task in page.rows]

    def told(self, task: str) -> list[tuple[int, tuple[str, ...]]]:
        """Levels and members, in order."""
        events = [event_of(record) for record in self.app.log.read_stream(stream_of(task))]
        return [
            (event.level if isinstance(event, EscalationRaised) else 0, tuple(t.member for t in event.told))
            for event in events
            if isinstance(event, EscalationRaised | TaskReminded)
        ]


@contextmanager
def town(home: Path, office: str, owner: str, units: list[str]) -> Iterator[Town]:
    clock = [instant_of(ZONE, START, "08:00")]
    settings = Settings(home=home)
    with open_app(settings, clock=lambda: clock[0], chance=seeded(6), threads=False, log_id="town") as app:
        found_calendar(app, [2026])
        here = Town(app, clock)
        here.give(AddUnit(office, office, "office"))
        here.give(AppointMember("a-office-head", "m-office-head", office, "head", START))
        here.give(AppointMember("a-owner", owner, office, "owner", START))
        for unit in units:
            here.give(AddUnit(unit, unit, "unit", office))
            here.give(AppointMember(f"a-{unit}-head", f"m-{unit}-head", unit, "head", START))
            here.give(AppointMember(f"a-{unit}-clerk", f"m-{unit}-clerk", unit, "clerk", START))
        here.give(SetPolicy("standard", "standard", LADDER))
        yield here


def issue_seed(here: Town, number: int) -> None:
    """Import the text, be refused while questions are open, answer them from the file, issue."""
    source = seeds() / f"plan-{number}.txt"
    answers = ANSWERS / f"plan-{number}.yaml"
    draft = read(source.read_bytes(), source.name)
    answered = apply_answers(draft, answers.read_text("utf-8"), answers.name)
    known = replace(
        draft, plan=answered.plan, title=answered.title, unit=answered.unit, owner=answered.owner,
        since=answered.since, until=answered.until,
    )  # fmt: skip
    app = here.app
    here.give(draft_command(app.kept, known, "import"))
    with pytest.raises(Refused, match="open questions"):
        here.give(SubmitPlan(answered.plan))
    here.give(answers_command(app.kept, app.states.plan(answered.plan), known, answered, "answers"))
    here.give(SubmitPlan(answered.plan))
    here.give(IssuePlan(answered.plan))


def test_plan_4_has_its_start_middle_and_end_of_year_on_each_villages_schedule(tmp_path: Path) -> None:
    villages = [f"village-{n}" for n in range(1, 5)]
    with town(tmp_path, "township", "m-town-head", villages) as here:
        issue_seed(here, 4)
        here.live_until(dt.date(2026, 6, 29), "10:00")
        here.give(ReportTask("village-2/villages-2026/s1-c2/2026"), "m-village-2-clerk")
        here.live_until(dt.date(2027, 1, 20))

        for village in villages:
            assert here.due_days(village) == [
                ("s1-c1", "2026-01-15"),
                ("s1-c2", "2026-06-30"),
                ("s1-c3", "2026-12-20"),
                ("s3-c1", "2026-12-25"),
            ]
        # what village 1 left undone went up: clerk, its head, the township's head twice, the owner
        assert here.told("village-1/villages-2026/s1-c2/2026") == [
            (0, ("m-village-1-clerk",)),
            (1, ("m-village-1-head",)),
            (2, ("m-office-head",)),
            (2, ("m-office-head",)),
            (3, ("m-town-head",)),
        ]
        # what village 2 did in time went nowhere, beyond the reminder before
        assert here.told("village-2/villages-2026/s1-c2/2026") == [(0, ("m-village-2-clerk",))]
        assert check(here.app.log, here.app.store.path, here.app.kept.path).differences == ()


def test_plan_6_has_its_monthly_meeting_on_each_communitys_schedule(tmp_path: Path) -> None:
    communities = [f"community-{n}" for n in range(1, 7)]
    with town(tmp_path, "subdistrict", "m-street-head", communities) as here:
        issue_seed(here, 6)
        here.live_until(dt.date(2027, 1, 20))

        meetings = [("s3-1-2-1", f"2026-{month:02}-25") for month in range(1, 13)]
        for community in communities:
            assert here.due_days(community) == meetings
        inbox = queries.inbox(here.app.read(), "m-office-head", here.clock[0], limit=500).rows
        assert {line.task.unit for line in inbox} == set(communities)
        assert len(inbox) == 6 * 12
        # due on Friday 25 September: working days count, the days off of National Day do not
        told = [
            event_of(record)
            for record in here.app.log.read_stream(stream_of("community-3/communities-2026/s3-1-2-1/2026-09"))
        ]
        raised = {e.step: e for e in told if isinstance(e, EscalationRaised)}
        assert raised["parent"].basis.working_days == 8  # the latest of its repeats
        assert check(here.app.log, here.app.store.path, here.app.kept.path).differences == ()
