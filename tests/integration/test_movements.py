"""The movements of the App: command, follower, tick and jobs, restart, replay."""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import pytest

from events.log import Append, Appended, CommandReused, Conflict, LogUnavailable, append
from events.types import TasksScheduled, UnitMoved
from services import tick
from services.bootstrap import App, open_app
from services.deciding import Caller
from services.follow import catch_up
from services.handle import TRIES, handle
from services.jobs import BACKOFF, LEASE, MOST_ATTEMPTS, Jobs, Subject
from services.parts import Parts, look_through, work_through
from services.read import queries
from services.read.store import ReadStore
from services.replay import check
from services.settings import Settings
from services.states import States
from services.tick import sweep
from services.wake import looks
from tests.support.domain import CN, LADDER, at, day, draft_of, item, refused
from tests.support.life import PLAN, Life, Moment, life_on
from workflows.calendar import OpenCalendar, local_day
from workflows.org import AddUnit, RenameUnit
from workflows.plan import IssuePlan, SubmitPlan
from workflows.policy import SetPolicy
from workflows.projection import BrokenHistory, project
from workflows.task import ExcuseTask, ReportTask, UrgeTask, stream_of

T = "hospital-1/health-2026/i1/2026-W37"
REPORT = ReportTask(T)
CLERK = Caller("m-clerk-1", "report-1")


def opened(life: Life) -> Life:
    """The weekly task of 2026-W37 stands open, on Monday morning."""
    life.issue(item())
    life.live_until("09-07 09:00")
    return life


# --- command --------------------------------------------------------------------------------------------


def test_a_command_that_meets_a_conflict_is_decided_again(life: Life) -> None:
    app, raced = opened(life).app, [False]

    def commit(one: Append) -> Appended:
        if not raced[0]:
            raced[0] = True
            life.give(UrgeTask(T), "m-chief")
        return append(app.log, one)

    saved = handle(app.states, commit, app.clock, REPORT, CLERK)
    assert saved.changed
    assert [type(event).__name__ for event in life.history(T)][-2:] == ["TaskUrged", "TaskReported"]


def test_of_two_writers_the_second_is_refused_by_what_the_first_did(life: Life) -> None:
    app, raced = opened(life).app, [False]

    def commit(one: Append) -> Appended:
        if not raced[0]:
            raced[0] = True
            life.give(ExcuseTask(T, "why"), "m-chief")
        return append(app.log, one)

    with refused("not-owed", "excused"):
        handle(app.states, commit, app.clock, REPORT, CLERK)


def test_a_command_that_always_meets_a_conflict_gives_up_and_says_so(life: Life) -> None:
    app, tried = opened(life).app, list[str]()

    def commit(one: Append) -> Appended:
        tried.append(one.command)
        raise Conflict(one.writes[0].stream, 1, 2)

    with pytest.raises(Conflict):
        handle(app.states, commit, app.clock, REPORT, CLERK)
    assert len(tried) == TRIES


def test_two_clerks_who_report_at_once_make_one_report(tmp_path: Path) -> None:
    with life_on(tmp_path) as quiet:
        quiet.settle()
        opened(quiet)
    with open_app(Settings(home=tmp_path), clock=lambda: at("09-08 09:00")) as app:
        answers: list[object] = []

        def report(n: int) -> None:
            try:
                answers.append(app.handle(REPORT, Caller(f"m-clerk-{n}", f"by-{n}")))
            except Exception as error:
                answers.append(error)

        threads = [threading.Thread(target=report, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(type(answer).__name__ for answer in answers) == [*["Refused"] * 7, "Saved"]
        assert len(app.log.read_stream(stream_of(T))) == 1


def test_the_same_command_id_gives_the_same_answer_even_if_deciding_again_would_refuse(life: Life) -> None:
    app = opened(life).app
    first = app.handle(REPORT, CLERK)
    life.live_until("09-20 09:00")
    again = app.handle(REPORT, CLERK)
    assert (again.position, again.again, first.again) == (first.position, True, False)
    with refused("already-reported"):
        app.handle(REPORT, Caller("m-clerk-1", "report-2"))


def test_the_same_command_id_gives_the_same_answer_if_it_would_change_nothing_now(life: Life) -> None:
    ladder = SetPolicy("mild", "温和督办", LADDER)
    first = life.give(ladder, command_id="ladder")
    life.give(AddUnit("school-1", "第一小学", "school"))
    assert life.give(ladder, command_id="ladder").position == first.position
    assert life.give(ladder, command_id="ladder").again
    unchanged = life.give(ladder, command_id="another")
    assert (unchanged.changed, unchanged.position) == (False, life.app.log.head())


def test_another_command_under_a_used_id_is_refused(life: Life) -> None:
    opened(life).give(REPORT, "m-clerk-1", "one")
    with pytest.raises(CommandReused):
        life.give(UrgeTask(T), "m-clerk-1", "one")
    with pytest.raises(CommandReused):
        life.give(ReportTask(T, "n" * 64), "m-clerk-1", "one")
    with pytest.raises(CommandReused):
        life.give(SetPolicy("standard", "一般督办", LADDER), command_id="one")


def test_a_command_id_belongs_to_who_gave_it(life: Life) -> None:
    opened(life).give(REPORT, "m-clerk-1", "one")
    with pytest.raises(CommandReused):
        life.give(REPORT, "m-clerk-2", "one")
    with pytest.raises(CommandReused):
        life.app.handle(REPORT, Caller("m-clerk-1", "one", on_behalf="m-head-1"))


def test_a_command_that_breaks_harms_no_other_that_came_with_it(life: Life, tmp_path: Path) -> None:
    with open_app(Settings(home=tmp_path / "threads"), clock=at_noon) as app:
        broken = AddUnit("unit-1", None, "office")  # type: ignore[arg-type]  # what no check expects
        desk = app.desk
        assert desk is not None
        futures = [
            desk.submit(AddUnit(f"unit-{n}", "name", "office") if n != 1 else broken, Caller("m-1", f"c-{n}"))
            for n in range(4)
        ]
        errors = [future.exception(10) for future in futures]
    assert [type(error).__name__ for error in errors] == [
        "NoneType",
        "AttributeError",
        "NoneType",
        "NoneType",
    ]


def at_noon() -> int:
    return at("09-07 12:00")


def test_what_a_decision_consulted_stands_in_the_record(life: Life) -> None:
    life.issue(item())
    life.live_until("09-11 18:00")
    raised = life.app.log.read_stream(stream_of(T))[-1]
    versions = {name: life.app.log.version(name) for name in ("calendar/cn", "org", "policy/standard")}
    assert raised.tag == "EscalationRaised"
    assert dict(json.loads(raised.consulted)) == versions


# --- states ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda states: states.calendar("moon"), "unknown-calendar"),
        (lambda states: states.policy("moon"), "unknown-policy"),
        (lambda states: states.plan("moon"), "unknown-plan"),
        (lambda states: states.task("moon"), "unknown-task"),
        (lambda states: states.task("a/b/c/d"), "unknown-task"),
        (lambda states: states.task("hospital-1/health-2026/i1/2031-W01"), "unknown-task"),
        (lambda states: states.tasks([T, "a/b/c/d"]), "unknown-task"),
    ],
)
def test_what_is_not_there_is_refused_by_name(life: Life, ask: Callable[[States], object], code: str) -> None:
    opened(life)
    with refused(code):
        ask(life.app.states)


def test_folds_are_kept_and_go_on_from_where_they_stood(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(life)
    asked: list[int] = []
    read = life.app.log.read_stream

    def counted(stream: str, after: int = 0, until: int | None = None) -> object:
        asked.append(after)
        return read(stream, after, until)

    monkeypatch.setattr(life.app.log, "read_stream", counted)
    before = life.app.states.org()
    life.give(RenameUnit("hospital-1", "人民医院"))
    assert life.app.states.org().units["hospital-1"].name == "人民医院"
    assert before.units["hospital-1"].name == "第一医院"
    assert min(asked) >= before.version


def test_folds_that_are_forgotten_are_made_anew(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(life)
    monkeypatch.setattr("services.states.MOST_HELD", 1)
    fresh = States(life.app.log)
    for _ in range(2):
        assert fresh.org() == life.app.states.org()
        assert fresh.plan(PLAN) == life.app.states.plan(PLAN)
        assert fresh.task(T) == life.app.states.task(T)


# --- follower -------------------------------------------------------------------------------------------


def test_a_reader_waits_until_its_write_is_shown_or_is_told_that_it_is_not(life: Life) -> None:
    saved = life.give(AddUnit("school-1", "第一小学", "school"))
    assert not life.app.store.wait(saved.position, 0.01)
    follower = threading.Timer(0.02, lambda: catch_up(life.app.log, life.app.store))
    follower.start()
    assert life.app.store.wait(saved.position, 30)
    follower.join()
    assert life.app.store.wait(saved.position, 0)
    assert queries.unit(life.app.read(), "school-1") is not None


def test_the_tables_do_not_depend_on_how_the_log_is_cut_into_pages(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.issue(item(), item("i2", "daily"))
    life.live_until("09-20 00:00")
    monkeypatch.setattr("services.read.store.HELD_ROWS", 3)
    store = ReadStore(tmp_path / "slow.db", life.app.kept.path)
    for position in range(1, life.app.log.head() + 1):
        assert catch_up(life.app.log, store, position) == 1
    store.close()
    assert check(life.app.log, tmp_path / "slow.db", life.app.kept.path).differences == ()


def test_an_event_of_nothing_stops_the_follower_and_names_its_place(life: Life) -> None:
    life.app.catch_up()
    record = life.app.log.read_stream("org")[0]
    renamed = life.give(RenameUnit("hospital-1", "人民医院"))
    tables = life.app.store.tables
    tables.units.delete("hospital-1")
    with pytest.raises(BrokenHistory, match=f"position {renamed.position}, UnitRenamed on org"):
        life.app.catch_up()
    # what was in memory is let go: the next try goes by the file
    assert life.app.catch_up() == 1
    assert life.differences() == ()
    with pytest.raises(BrokenHistory, match=f"position {record.position}, "):
        project(life.app.store.tables, record, UnitMoved("moon", ""))


# --- tick and jobs --------------------------------------------------------------------------------------


def test_the_tick_makes_a_job_once(life: Life) -> None:
    life.issue(item())
    life.at("09-11 18:00")
    life.app.catch_up()
    made = [_sweep(life) for _ in range(3)]
    assert made == [2, 0, 0]  # both hospital-1's look and the horizon of October


def _sweep(life: Life) -> int:
    return sweep(life.app.read(), life.app.jobs, life.clock.now, local_day(CN, life.clock.now))


def test_a_look_whose_task_moved_on_meanwhile_harms_nothing(life: Life) -> None:
    life.issue(item())
    life.at("09-11 18:00")
    life.app.catch_up()
    _sweep(life)
    life.give(REPORT, "m-clerk-1")
    for job in life.app.jobs.ready(life.clock.now):
        life.app.runner.run(job)
    assert [type(event).__name__ for event in life.history(T)] == ["TaskReported"]
    assert life.app.jobs.counts() == {"done": 2}
    work_through(life.app)
    assert life.app.read().execute("SELECT count(*) FROM wake WHERE wake_at <= ?", (life.clock.now,)).get == 0


def test_a_job_that_fails_is_tried_again_later_and_then_set_aside_while_the_others_go_on(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.issue(item("i1", "weekly on fri", "hospital-1", "hospital-2"))
    poison = "hospital-2/health-2026/i1/2026-W36"

    def breaking(states: States, names: Sequence[str], now: int) -> list[Append]:
        if poison in names:
            raise ZeroDivisionError("this one cannot be looked at")
        return looks(states, names, now)

    monkeypatch.setattr(tick, "looks", breaking)
    life.at("09-04 18:00")
    attempts = []
    for _ in range(MOST_ATTEMPTS + 3):
        before = life.app.jobs.counts()
        look_through(life.app)
        attempts.append(life.app.jobs.counts().get("ready", 0))
        assert before.get("quarantined", 0) <= 1
        life.clock.now += BACKOFF * 2**MOST_ATTEMPTS
    assert life.app.jobs.counts()["quarantined"] == 1
    assert attempts[0] == 1, "it waits for its backoff"
    assert [step for _, step, _ in life.steps("hospital-1/health-2026/i1/2026-W36")][:2] == ["remind", "head"]
    assert life.history(poison) == []


def test_backoff_doubles_until_the_last_attempt(tmp_path: Path) -> None:
    jobs, now, waits = Jobs(tmp_path / "jobs.db"), 10**15, []
    jobs.add("look", [Subject(T, 1)], 1)
    state = "ready"
    while state == "ready":
        (number,) = jobs.ready(now)
        job = jobs.claim(number, now)
        assert job is not None
        state = jobs.fail(job, now, "why")
        later = next((n for n in range(1, 10_000) if jobs.ready(now + n * 1_000_000)), 0)
        waits.append(later * 1_000_000)
        now += later * 1_000_000
    assert waits == [BACKOFF * 2**n for n in range(MOST_ATTEMPTS - 1)] + [0]
    assert jobs.counts() == {"quarantined": 1}
    assert jobs.add("look", [Subject(T, 1)], 1) == 0, "what is set aside is not queued again"
    jobs.close()


def test_a_stale_token_cannot_end_a_job_whose_lease_ran_out(tmp_path: Path) -> None:
    jobs, now = Jobs(tmp_path / "jobs.db"), 10**15
    jobs.add("look", [Subject(T, 1)], 1)
    (number,) = jobs.ready(now)
    slow = jobs.claim(number, now)
    assert slow is not None
    assert jobs.claim(number, now + LEASE - 1) is None
    quick = jobs.claim(number, now + LEASE)
    assert quick is not None
    assert quick.token == slow.token + 1
    assert not jobs.finish(slow, 7)
    jobs.fail(slow, now, "too late")
    assert jobs.counts() == {"ready": 1}
    assert jobs.finish(quick, 7)
    assert not jobs.finish(quick, 7)
    assert jobs.counts() == {"done": 1}
    jobs.close()


def test_a_calendar_of_another_zone_keeps_no_schedule_waiting_for_its_midnight(life: Life) -> None:
    life.give(OpenCalendar("ny", "America/New_York"))
    life.at("10-01 08:00")  # September still, in New York
    draft = draft_of(item(), plan="abroad", calendar="ny", since=day("10-01"))
    for command in (draft, SubmitPlan("abroad"), IssuePlan("abroad")):
        life.give(command)
    work_through(life.app)
    horizon = life.app.read().execute("SELECT until FROM horizon WHERE plan = 'abroad'").get
    assert horizon == "2026-12-01"
    assert work_through(life.app) == 0


def test_a_plan_issued_before_the_clock_went_back_is_scheduled_when_its_time_comes(life: Life) -> None:
    life.at("12-20 08:00")
    life.give(AddUnit("school-1", "第一小学", "school"))  # recorded in December
    life.at("09-01 08:00")
    life.issue(item())
    assert work_through(life.app) <= 1, "what cannot be scheduled yet is not tried for ever"
    life.live_until("12-21 08:00")
    scheduled = life.events("unit/hospital-1/schedule/health-2026")
    assert [type(event) for event in scheduled] == [TasksScheduled]
    assert life.differences() == ()


# --- parts, restart -------------------------------------------------------------------------------------


def test_the_parts_do_it_all_by_themselves_and_end_in_time(tmp_path: Path) -> None:
    with life_on(tmp_path) as quiet:
        quiet.settle()
        quiet.issue(item())
    clock = Moment("09-11 18:00")
    failures: list[str] = []
    with open_app(Settings(home=tmp_path, sweep_seconds=0.02), clock=clock) as app:
        parts = Parts(app, lambda part, error: failures.append(f"{part}: {error!r}"))
        parts.start()
        assert _eventually(lambda: _raised(app) == 1 and app.outbox.counts().get("told", 0) >= 1)
        assert parts.stop(30)
        assert failures == []


def _raised(app: App) -> int:
    return sum(record.tag == "EscalationRaised" for record in app.log.read_stream(stream_of(T)))


def _eventually(so: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(so() or pause.wait(0.02) for _ in range(3000))


def test_a_part_that_fails_says_so(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()
    named: list[str] = []

    def on_failure(part: str, error: Exception) -> None:
        named.append(f"{part}: {error}")
        failed.set()

    def broken(*_: object) -> int:
        raise LogUnavailable("the disk is gone")

    monkeypatch.setattr("services.parts.catch_up", broken)
    parts = Parts(life.app, on_failure)
    parts.start()
    assert failed.wait(30)
    parts.stop(30)
    assert named == ["follow: the disk is gone"]


def test_after_a_restart_without_tables_and_jobs_all_is_as_before_and_nobody_is_told_twice(
    tmp_path: Path,
) -> None:
    clock = Moment("08-31 08:00")
    with life_on(tmp_path, clock) as life:
        life.settle()
        life.issue(item(), item("i2", "daily"))
        life.live_until("09-12 00:00")
        before = _dump(life.app)
        head, told = life.app.log.head(), life.app.outbox.counts()
    notices = (tmp_path / "notices.jsonl").read_bytes()
    for name in ("read.db", "jobs.db"):
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / (name + suffix)).unlink(missing_ok=True)
    with life_on(tmp_path, clock) as life:
        work_through(life.app)
        assert _dump(life.app) == before
        assert (life.app.log.head(), life.app.outbox.counts()) == (head, told)
        assert (tmp_path / "notices.jsonl").read_bytes() == notices
        assert life.differences() == ()


def _dump(app: App) -> dict[str, list[object]]:
    names = [str(row[0]) for row in app.read().execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: sorted(app.read().execute(f"SELECT * FROM {name}")) for name in names}


def test_tables_of_another_log_are_dropped(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(item())
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / ("log.db" + suffix)).unlink(missing_ok=True)
    with life_on(tmp_path) as life:
        assert life.app.store.position() == 0
        work_through(life.app)
        assert queries.units(life.app.read()) == ()
        assert life.differences() == ()


# --- replay ---------------------------------------------------------------------------------------------


def test_a_replay_of_an_untouched_home_finds_no_difference(life: Life) -> None:
    opened(life)
    seen: list[tuple[int, int]] = []
    found = check(
        life.app.log, life.app.store.path, life.app.kept.path, lambda done, of: seen.append((done, of))
    )
    assert found.differences == ()
    assert found.position == life.app.store.position() == seen[-1][0] == seen[-1][1]
    assert found.rows["unit"] == 4
    assert found.rows["task"] > 3
    assert not (life.app.store.path.parent / "replay.db").exists(), "it leaves nothing behind"


@pytest.mark.parametrize(
    ("sql", "table", "key"),
    [
        ("UPDATE task SET state = 'accepted' WHERE period = '2026-W37'", "task", T),
        ("DELETE FROM wake WHERE task LIKE '%W37'", "wake", f"{at('09-10 18:00')}/{T}"),
        ("UPDATE overview SET late = 1 WHERE due_day = '2026-09-11'", "overview", "hospital-1/2026-09-11"),
        (
            "INSERT INTO inbox VALUES ('m-x', 't', 'u', 1, 1, 's', 0, 1, 'u', 'head', '', 0, 0, '', 1)",
            "inbox",
            "m-x/t",
        ),
    ],
)
def test_a_planted_difference_is_found_and_named(life: Life, sql: str, table: str, key: str) -> None:
    opened(life)
    other = apsw.Connection(str(life.app.store.path))
    other.execute(sql)
    other.close()
    (found,) = life.differences()
    assert (found.table, found.key) == (table, key)
    if table == "task":
        assert (found.live or {})["state"] == "accepted"
        assert (found.rebuilt or {})["state"] == "scheduled"
    if table == "wake":
        assert found.live is None
    if table == "inbox":
        assert found.rebuilt is None


def test_of_many_differences_each_is_shown_from_both_sides(life: Life) -> None:
    life.issue(item("i1", "daily"))
    other = apsw.Connection(str(life.app.store.path))
    other.execute("UPDATE task SET state = 'accepted' WHERE period > '2026-09-15'")
    other.execute("INSERT INTO unit SELECT 'a-' || task, 'n', 'k', '', 0, '' FROM task")
    other.close()
    for one in life.differences():
        assert one.live is not None
        assert (one.rebuilt is None) == (one.table == "unit")


def test_a_replay_compares_at_the_position_of_the_live_tables(life: Life) -> None:
    opened(life)
    shown = life.app.store.position()
    life.give(REPORT, "m-clerk-1")
    found = check(life.app.log, life.app.store.path, life.app.kept.path)
    assert (found.position, found.differences) == (shown, ())
    assert life.app.log.head() > shown


def test_a_life_of_two_months_replays_equal(life: Life) -> None:
    life.issue(item(), item("i2", "working days", "hospital-1", "hospital-2"), item("i3", "monthly on 25"))
    life.live_until("10-31 00:00")
    raised = [r for r in life.app.log.read_all(limit=100_000) if r.tag == "EscalationRaised"]
    assert len(raised) > 100
    assert len({(r.stream, r.body) for r in raised}) == len(raised)
    assert life.differences() == ()
