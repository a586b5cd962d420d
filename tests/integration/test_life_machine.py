"""A district under random acts, through the real App: whatever happens, the tables are what the log says.

After each step the live tables are compared row by row with a fold of the whole log, the overview with a
recount of the tasks, and each row of a task with the state that decisions see. In the end the
ladders that were in force are tried on that life: they tell all that was told.
"""

import datetime as dt
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import astuple, replace

from events.codec import event_of
from events.types import EscalationRaised, Item, TaskReminded
from services.holidays import built_in_notice
from services.parts import look_through, work_through
from services.read import queries
from services.replanning import proposal
from services.trying import Trial, tried
from tests.support.domain import CN, DAY, HEAD, HOUR, LADDER, OWNER, REMIND, at, item
from tests.support.life import PLAN, life_on
from workflows.calendar import local_day
from workflows.orders import OrderBulkExcuse, OrderReplan
from workflows.org import AppointMember, EndAppointment, NameSubstitute
from workflows.plan import AmendPlan, ClosePlan
from workflows.policy import SetPolicy
from workflows.projection import project
from workflows.refusal import Refused
from workflows.replan import MOVES
from workflows.tables import ROWS, Tables
from workflows.task import (
    WAITING,
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    HandOverEscalation,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    StepBack,
    TaskCommand,
    UrgeTask,
    status,
)

UNITS = ("hospital-1", "hospital-2")
ITEMS = (
    item("i1", "weekly on fri", *UNITS),
    item("i2", "working days", "hospital-2", review=True),
    item("i3", "monthly on 25", "hospital-1", policy="strict", opens_before=5),
    item("i5", "weekly on fri, overlap buffer", "hospital-1"),
    item("i6", "weekly on tue, overlap skip", "hospital-2"),
)
PUTS = st.lists(
    st.builds(
        item,
        st.sampled_from(["i1", "i2", "i3", "i4"]),
        st.sampled_from(
            ["weekly on thu", "weekly on fri", "monthly on 20", "daily", "quarterly on last day"]
        ),
        st.sampled_from(UNITS),
        opens_before=st.integers(-1, 4),
        review=st.booleans(),
        policy=st.sampled_from(["", "strict"]),
    ),
    max_size=2,
    unique_by=lambda put: put.item,
)
LATER = st.integers(-DAY, 20 * DAY)
LADDERS = ((REMIND, OWNER), LADDER, (replace(HEAD, repeat_every=2),), (replace(REMIND, offset=-3), HEAD))


class District(RuleBasedStateMachine):
    """One life. What the rules refuse is refused; anything else that goes wrong fails the test."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="duban-life-"))
        self.stack, self.refused = ExitStack(), 0

    @initialize()
    def begin(self) -> None:
        self.life = self.stack.enter_context(life_on(self.home))
        self.life.settle()
        self.life.issue(*ITEMS)
        self.life.live_until("09-01 08:00")

    def teardown(self) -> None:
        try:
            self.replayed()
        finally:
            self.stack.close()
            shutil.rmtree(self.home)

    def replayed(self) -> None:
        """The ladders that were in force tell all that was told, once what is due was looked at."""
        app = self.life.app
        look_through(app)
        asked = Trial((), dt.date(2026, 8, 1), dt.date(2027, 12, 31))
        found = tried(app.log, app.states.calendar("cn"), asked, app.clock()).difference
        assert (found.first, found.dropped) == ((), {})

    def give(self, command: object, actor: str = "m-admin") -> None:
        try:
            self.life.give(command, actor)  # type: ignore[arg-type]  # any command
        except Refused:
            self.refused += 1

    def some_task(self, pick: int, owed: bool) -> str:
        rows = self.life.app.read().execute(
            """SELECT task FROM task
               WHERE opens <= ? AND (NOT ? OR state IN ('scheduled', 'started', 'returned'))
               ORDER BY due DESC, task""",
            (self.life.clock.now, owed),
        )
        names = [str(row[0]) for row in rows]
        return names[pick % len(names)] if names else "hospital-1/health-2026/i1/2026-W36"

    # --- acts ---------------------------------------------------------------------------------------

    @rule(hours=st.integers(0, 100))
    def time_goes_on(self, hours: int) -> None:
        self.life.clock.now += hours * HOUR
        work_through(self.life.app)

    @rule(days=st.integers(1, 40))
    def nobody_was_there(self, days: int) -> None:
        self.life.clock.now += days * DAY

    @rule(hours=st.integers(1, 48))
    def the_clock_goes_back(self, hours: int) -> None:
        self.life.clock.now -= hours * HOUR

    @rule(pick=st.integers(0, 30), owed=st.booleans(), later=LATER, kind=st.integers(0, 10))
    def somebody_acts(self, pick: int, owed: bool, later: int, kind: int) -> None:
        self.life.app.catch_up()
        name = self.some_task(pick, owed)
        then = self.life.clock.now + later
        acts: tuple[TaskCommand, ...] = (
            *(StartTask(name), ReportTask(name), AcceptTask(name), AcceptTask(name, then, "why")),
            *(ReturnTask(name, "poor", then), AskExtension(name, "why", then), GrantExtension(name)),
            *(RefuseExtension(name), ExcuseTask(name, "why"), UrgeTask(name), AcknowledgeEscalation(name, 0)),
        )
        self.give(acts[kind], "m-clerk-1")

    @rule(pick=st.integers(0, 30), later=LATER)
    def an_extension_is_asked_and_granted(self, pick: int, later: int) -> None:
        self.life.app.catch_up()
        name = self.some_task(pick, owed=True)
        self.give(AskExtension(name, "why", self.life.task(name).due + later), "m-clerk-1")
        self.give(GrantExtension(name), "m-head-1")

    @rule(pick=st.integers(0, 30), later=LATER)
    def an_escalation_is_held(self, pick: int, later: int) -> None:
        work_through(self.life.app)
        name = self.some_task(pick, owed=True)
        self.give(AcknowledgeEscalation(name, max(0, self.life.clock.now + later)), "m-head-1")

    @rule(pick=st.integers(0, 30), later=LATER, level=st.integers(-1, 2))
    def an_escalation_is_passed_on(self, pick: int, later: int, level: int) -> None:
        work_through(self.life.app)
        name = self.some_task(pick, owed=True)
        for desk in self.life.task(name).desks[-1:]:
            back = StepBack(name, self.life.clock.now + later, "why", level)
            to = ("m-mayor", "m-head-2", "m-clerk-1")[pick % 3]
            self.give(back if level >= 0 else HandOverEscalation(name, to, "why"), desk.told.member)

    @rule(
        put=PUTS,
        drop=st.sampled_from(["", "i1", "i2", "i3"]),
        later=st.integers(0, 40),
        how=st.integers(0, 2),
    )
    def the_plan_is_amended(self, put: list[Item], drop: str, later: int, how: int) -> None:
        since = local_day(CN, self.life.clock.now + later * DAY)
        removed = (drop,) if drop and drop not in {one.item for one in put} else ()
        self.give(AmendPlan(PLAN, since, ("keep", "withdraw", "move")[how], tuple(put), removed), "m-owner")

    @rule(treatment=st.sampled_from(["keep", "withdraw"]), really=st.integers(0, 9))
    def the_plan_is_closed(self, treatment: str, really: int) -> None:
        if really == 0:
            self.give(ClosePlan(PLAN, treatment, "why"), "m-owner")

    @rule(steps=st.sampled_from(LADDERS), name=st.sampled_from(["standard", "strict"]))
    def a_ladder_is_revised(self, steps: tuple[object, ...], name: str) -> None:
        self.give(SetPolicy(name, "督办", steps))  # type: ignore[arg-type]  # steps

    @rule(post=st.sampled_from(["a-head-1", "a-clerk-1", "a-chief", "a-head-2"]))
    def somebody_leaves(self, post: str) -> None:
        self.give(EndAppointment(post, local_day(CN, self.life.clock.now)))

    @rule(n=st.integers(0, 10**6), unit=st.sampled_from(UNITS), days=st.integers(0, 9))
    def somebody_comes_or_stands_in(self, n: int, unit: str, days: int) -> None:
        today = local_day(CN, self.life.clock.now)
        self.give(AppointMember(f"a-{n}", f"m-{n}", unit, "head", today))
        until = local_day(CN, self.life.clock.now + days * DAY)
        self.give(NameSubstitute(f"s-{n}", "m-chief", f"m-{n}", today, until))

    @rule(off=st.integers(0, 60))
    def a_holiday_notice_comes(self, off: int) -> None:
        notice = built_in_notice("cn", 2026)
        assert notice is not None
        extra = local_day(CN, at("09-10") + off * DAY)
        days = (*notice.holidays, *([extra] if extra not in notice.make_up_days else []))
        self.give(replace(notice, holidays=days))

    @rule(unit=st.sampled_from(UNITS), since=st.integers(-10, 40), days=st.integers(0, 40))
    def a_bulk_excuse_is_ordered(self, unit: str, since: int, days: int) -> None:
        first, last = (local_day(CN, self.life.clock.now + n * DAY) for n in (since, since + days))
        order = OrderBulkExcuse(f"order-{self.life.given}", "weather", (unit,), first, last, "why")
        self.give(order, "m-chief")

    @rule(every=st.integers(1, 3))
    def what_a_notice_moves_is_approved_in_part(self, every: int) -> None:
        work_through(self.life.app)
        now = self.life.clock.now
        found = proposal(self.life.app.states, self.life.app.read(), "cn", now)
        moves = tuple(line.move for line in found.lines if line.kind in MOVES)[::every]
        assert all(one.due > now for one in moves)
        assert not moves or found.version > 2, "without a later notice nothing moves"
        before = self.past(now)
        self.give(OrderReplan(f"order-{self.life.given}", "cn", found.version, moves), "m-chief")
        work_through(self.life.app)
        assert self.past(now) == before, "what is past by then stays"

    def past(self, now: int) -> list[object]:
        sql = "SELECT task, state, opens, due, done_at, level FROM task WHERE due <= ? ORDER BY task"
        return list(self.life.app.read().execute(sql, (now,)))

    @rule(drop=st.sampled_from(["", "read.db", "jobs.db"]))
    def the_server_starts_again(self, drop: str) -> None:
        clock, given = self.life.clock, self.life.given
        self.stack.close()
        for suffix in ("", "-wal", "-shm") if drop else ():
            (self.home / (drop + suffix)).unlink(missing_ok=True)
        self.life = self.stack.enter_context(life_on(self.home, clock, seed=given))
        self.life.given = given

    # --- what holds -----------------------------------------------------------------------------------

    @precondition(lambda self: hasattr(self, "life"))
    @invariant()
    def the_tables_are_what_the_log_says(self) -> None:
        app = self.life.app
        app.catch_up()
        folded = Tables()
        records = app.log.read_all(limit=100_000)
        for record in records:
            project(folded, record, event_of(record))
        folded.count()
        for table in folded.all():
            kept = sorted(astuple(row) for row in table.rows.values() if row is not None)
            columns = ", ".join(ROWS[table.name].__struct_fields__)
            live = sorted(app.read().execute(f"SELECT {columns} FROM {table.name}"))
            assert live == kept, table.name
        moments = [record.recorded_at for record in records]
        assert moments == sorted(moments), "recorded_at never goes back"
        self.check_tasks(folded)
        self.check_overview(folded)
        told = Counter(
            (record.stream, event.round, event.step, event.repeat)
            for record in records
            if isinstance(event := event_of(record), EscalationRaised | TaskReminded)
        )
        assert set(told.values()) <= {1}, "a step is told once"

    def check_tasks(self, folded: Tables) -> None:
        rows = [row for row in folded.tasks.rows.values() if row is not None]
        for row, task in zip(rows, self.life.app.states.tasks([row.task for row in rows]), strict=True):
            assert (row.state, row.opens, row.due, row.round, row.level, row.wake_at, row.version) == (
                *(task.state, task.opens, task.due, task.round, task.level, task.wake_at, task.version),
            ), row.task
            assert (row.acknowledged, row.asked_due, row.done_at, row.original_due) == (
                *(task.acknowledged, task.asked_due, task.done_at, task.original_due),
            )
            assert (row.text, row.policy, row.review) == (
                *(task.facts.text, task.facts.policy, int(task.facts.review)),
            )
            assert task.opens < task.due
            assert task.state in WAITING or task.wake_at == 0
            desks = {
                member for (member, name), desk in folded.inbox.rows.items() if desk and name == row.task
            }
            assert desks == set(row.held_by.split())
            assert not desks or (task.state in WAITING and task.level)
        wakes = {(row.wake_at, row.task) for row in rows if row.wake_at}
        assert {key for key, wake in folded.wakes.rows.items() if wake} == wakes

    def check_overview(self, folded: Tables) -> None:
        now = self.life.clock.now
        today = local_day(CN, now)
        first, last = local_day(CN, at("01-01")), local_day(CN, at("12-31 24:00"))
        for counts in queries.overview(self.life.app.read(), UNITS, first, last, now, today):
            mine = [row for row in folded.tasks.rows.values() if row and row.unit == counts.unit]
            shown = Counter(status(row.state, row.opens, row.due, row.done_at, now) for row in mine)
            assert counts.on_time == shown["on_time"]
            assert counts.late == shown["late"]
            assert counts.excused == shown["excused"]
            assert counts.overdue == shown["overdue"]
            assert counts.open == shown["open"] + shown["upcoming"]
            counted = [row for row in mine if row.state not in ("cancelled", "skipped", "deferred")]
            assert counts.scheduled == len(counted)
            assert counts.escalated == sum(1 for row in counted if row.level)

    @rule()
    def all_that_is_due_is_done(self) -> None:
        look_through(self.life.app)
        waking = self.life.app.read().execute(
            "SELECT count(*) FROM wake WHERE wake_at <= ?", (self.life.clock.now,)
        )
        assert waking.get == 0
        assert self.life.app.jobs.counts().get("quarantined", 0) == 0
        behind = "SELECT count(*) FROM horizon h JOIN plan p USING (plan) WHERE h.revision < p.revision"
        assert self.life.app.read().execute(behind + " AND h.until <> ''").get == 0
        assert self.life.app.read().execute("SELECT count(*) FROM orders WHERE behind > carried").get == 0


District.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestDistrict = District.TestCase
