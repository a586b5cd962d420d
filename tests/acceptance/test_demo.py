"""The demo: fifty days of the district, and what they must show."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from msgspec import Struct

from events.codec import event_of
from events.log import Recorded
from events.sqlite import SqliteLog
from events.types import (
    AnyEvent,
    EscalationRaised,
    PlanAmended,
    TaskCancelled,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TasksScheduled,
    Told,
)
from services.bootstrap import App, open_app
from services.cli import duban
from services.commands.world import World as Around
from services.demo.home import MARKER, Lived, lived
from services.demo.run import SEED, START, live, resumed
from services.demo.scenario import read_scenario
from services.demo.telling import told
from services.i18n import translator
from services.read import queries
from services.replay import check
from services.settings import Settings
from services.trying import Trial, tried
from workflows.calendar import Calendar, is_working_day, local_day, local_time
from workflows.org import holders, stand_in
from workflows.policy import SetPolicy, steps_of
from workflows.task import status

DAYS = 50
HOLIDAY = [dt.date(2026, 10, day) for day in range(1, 8)]
MAKE_UP = (dt.date(2026, 9, 20), dt.date(2026, 10, 10))
ZONE = Calendar("cn", "Asia/Shanghai")
COMMAND = [sys.executable, "-c", "from services.cli import main; main()", "demo"]
ROOT = Path(__file__).resolve().parents[2]


class Happened(Struct, frozen=True):
    """A record of the life with its event; `on` is its local day."""

    record: Recorded
    event: AnyEvent
    on: dt.date


class World(Struct, frozen=True):
    app: App
    life: Lived
    records: list[Happened]

    def of(self, *kinds: type) -> list[Happened]:
        return [one for one in self.records if isinstance(one.event, kinds)]

    @property
    def calendar(self) -> Calendar:
        return self.app.states.calendar("cn")

    def recipients(self) -> Iterator[tuple[Happened, Told]]:
        """Everybody who was reminded or found an escalation on the desk."""
        for one in self.of(TaskReminded, EscalationRaised):
            assert isinstance(one.event, TaskReminded | EscalationRaised)
            yield from ((one, each) for each in one.event.told)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    settings = Settings(home=tmp_path_factory.mktemp("demo"))
    life = live(settings, read_scenario(), SEED, DAYS, lambda _: None)
    with open_app(settings, clock=lambda: life.ended, threads=False) as app:
        records = [Happened(r, event_of(r), local_day(ZONE, r.recorded_at)) for r in all_records(app.log)]
        yield World(app, life, records)


def all_records(log: SqliteLog) -> list[Recorded]:
    return log.read_all(limit=log.head())


def run(home: Path, *options: str) -> Result:
    """The command in this process."""
    around = Around({"DUBAN_HOME": str(home), "DUBAN_LANGUAGE": "en"})
    return CliRunner().invoke(duban, ["demo", "--no-serve", *options], obj=around)


# --- what the season shows --------------------------------------------------------------------------------


def test_work_of_working_days_rests_on_national_day_and_is_owed_on_the_make_up_saturday(world: World) -> None:
    tasks = world.app.states.schedule("building-1-1", "street-1-2026").tasks
    periods = {period for item, period in tasks if item == "i3"}

    assert not periods & {day.isoformat() for day in HOLIDAY}
    assert {"2026-09-30", "2026-10-08", *(day.isoformat() for day in MAKE_UP)} <= periods
    assert "2026-10-11" not in periods


def test_the_ladder_in_working_days_rests_over_national_day_and_the_strict_one_does_not(world: World) -> None:
    raised = {"standard": [], "gentle": [], "strict": []}  # type: dict[str, list[dt.date]]
    for one in world.of(EscalationRaised):
        assert isinstance(one.event, EscalationRaised)
        raised[one.event.basis.policy].append(one.on)

    assert all(raised.values())
    for policy in ("standard", "gentle"):
        assert [day for day in raised[policy] if not is_working_day(world.calendar, day)] == []
    assert set(raised["strict"]) & set(HOLIDAY)
    assert {*raised["standard"], *raised["gentle"]} & set(MAKE_UP)


def test_a_late_report_closes_its_own_period(world: World) -> None:
    tasks = {name: world.app.states.task(name) for name in daily_tasks(world)}
    late = [one for one in tasks.values() if one.reported_at >= one.due and one.state == "reported"]
    todays = []
    for one in late:
        day = local_day(ZONE, one.reported_at).isoformat()
        today = tasks.get(f"{one.task.rpartition('/')[0]}/{day}")
        if today is not None and today.period != one.period:
            todays.append((one, today))

    assert len(todays) > 20
    for one, today in todays:
        assert status(one.state, one.opens, one.due, one.done_at, world.life.ended) == "late"
        # the report was written into the stream of its period; that of the day is another one, or none
        (record,) = [r for r in own_records(world, one.task) if r.tag == "TaskReported"]
        assert record.recorded_at == one.reported_at
        reports = [r.position for r in own_records(world, today.task) if r.tag == "TaskReported"]
        assert record.position not in reports
        assert bool(reports) == (today.state == "reported")
    assert any(today.reported_at == 0 or today.reported_at > one.reported_at for one, today in todays)


def daily_tasks(world: World) -> list[str]:
    rows = world.app.read().execute(
        "SELECT task FROM task WHERE plan LIKE 'street-%' AND item IN ('i1', 'i2')"
    )
    return [str(row[0]) for row in rows]


def own_records(world: World, task: str) -> list[Recorded]:
    unit, _, rest = task.partition("/")
    return world.app.log.read_stream(f"unit/{unit}/task/{rest}")


def test_a_returned_task_is_due_again_and_its_reminders_start_again(world: World) -> None:
    again = []
    for one in world.of(TaskReturned):
        assert isinstance(one.event, TaskReturned)
        assert one.event.due > one.record.recorded_at
        stream = [event_of(r) for r in world.app.log.read_stream(one.record.stream)]
        steps = [(e.round, e.step) for e in stream if isinstance(e, TaskReminded | EscalationRaised)]
        assert len(set(steps)) == len(steps), "a step comes once a round"
        again += [step for round_, step in steps if round_ > 1 and (round_ - 1, step) in steps]

    assert "before" in again


def test_escalations_reach_all_three_levels_in_their_order(world: World) -> None:
    levels: dict[tuple[str, int], list[int]] = {}
    for one in world.of(EscalationRaised):
        assert isinstance(one.event, EscalationRaised)
        levels.setdefault((one.record.stream, one.event.round), []).append(one.event.level)

    assert {level for each in levels.values() for level in each} == {1, 2, 3}
    assert [each for each in levels.values() if each != sorted(each) or each[0] != 1] == []


def test_the_substitute_of_a_head_is_told_and_acts_over_national_day_and_only_then(world: World) -> None:
    since, until = dt.date(2026, 9, 30), dt.date(2026, 10, 8)
    by_days: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for one, who in world.recipients():
        if (who.unit, who.role) == ("street-1", "head"):
            by_days[since <= one.on <= until].add((who.member, who.instead_of))
    acts = [one for one in world.records if one.record.on_behalf == "m-0050"]

    assert by_days == {True: {("m-0053", "m-0050")}, False: {("m-0050", "")}}
    assert acts
    assert {one.record.actor for one in acts} == {"m-0053"}
    assert all(since <= one.on <= until for one in acts)


def test_a_vacant_post_is_passed_over_to_the_next_head_up(world: World) -> None:
    passed = {(who.unit, who.member) for _, who in world.recipients() if who.skipped == ("community-5",)}
    heads = {who.unit for _, who in world.recipients() if who.role == "head"}

    assert passed == {("street-2", "m-0070")}
    assert "community-5" not in heads


def test_the_plan_amended_half_way_changes_what_is_owed_from_its_day_on(world: World) -> None:
    (amended,) = world.of(PlanAmended)
    assert (amended.on, amended.record.actor) == (dt.date(2026, 10, 16), "m-0054")
    community = world.app.states.schedule("community-1", "street-1-2026").tasks
    tasks = {key: world.app.states.task(f"community-1/street-1-2026/{'/'.join(key)}") for key in community}

    # the clean-up moves from Fridays to Thursdays, but the one that had opened stays on its day
    days = {key[1]: local_day(ZONE, task.due) for key, task in tasks.items() if key[0] == "i6"}
    assert (days["2026-W41"].weekday(), days["2026-W42"]) == (4, dt.date(2026, 10, 16))
    assert {days[f"2026-W{week}"].weekday() for week in range(43, 48)} == {3}
    # what is new is owed, what was dropped is not, what was done stays done
    new = {key[1]: local_day(ZONE, task.due) for key, task in tasks.items() if key[0] == "i16"}
    assert new["2026-W43"] == dt.date(2026, 10, 20)
    assert {day.weekday() for day in new.values()} == {1}
    dropped = [one for one in world.of(TaskCancelled) if "/street-1-2026/i8/" in one.record.stream]
    assert {one.on for one in dropped} == {amended.on}
    assert all(
        task.state == "cancelled" or task.opens < amended.record.recorded_at
        for key, task in tasks.items()
        if key[0] == "i8"
    )


def test_whoever_acts_holds_a_post_that_day_or_stands_in_for_its_holder(world: World) -> None:
    org = world.app.states.org()
    posts = {(one.member, one.unit) for one in org.appointments.values()}
    acts = [one for one in world.records if one.record.actor.startswith("m-")]

    for one in acts:
        principal = one.record.on_behalf or one.record.actor
        units = [unit for member, unit in posts if member == principal]
        assert units, one.record
        if one.record.on_behalf:
            assert one.record.actor in {stand_in(org, principal, unit, one.on) for unit in units}
        else:
            assert any(stand_in(org, principal, unit, one.on) is None for unit in units), one.record
    for one in acts:
        if isinstance(one.event, TaskReported):
            unit = one.record.stream.split("/")[1]
            own = {*holders(org, unit, "clerk", one.on), *holders(org, unit, "head", one.on)}
            assert (one.record.on_behalf or one.record.actor) in own
    assert len(acts) > 4000


def test_units_differ_in_their_punctuality(world: World) -> None:
    def share(unit: str) -> float:
        lines = queries.schedule(
            world.app.read(), unit, START, local_day(ZONE, world.life.ended), world.life.ended, limit=2000
        ).rows
        return sum(line.status == "on_time" for line in lines) / len(lines)

    assert share("building-1-1") > 0.9 > share("building-5-2")


def test_the_people_of_the_district_use_everything_that_can_be_done_to_a_task(world: World) -> None:
    tags = {one.record.tag for one in world.records}

    assert {
        *("TaskStarted", "TaskReported", "TaskAccepted", "TaskReturned", "TaskExcused", "TaskUrged"),
        *("ExtensionAsked", "ExtensionGranted", "EscalationAcknowledged", "EscalationResolved"),
        *("TaskReminded", "TaskMoved", "TaskCancelled", "NoticeSent"),
    } <= tags
    assert "NoticeFailed" not in tags


def test_evidence_is_really_stored_as_texts_tables_and_pictures(world: World) -> None:
    files = [
        file for one in world.of(TaskReported) if isinstance(one.event, TaskReported)
        for file in one.event.evidence
    ]  # fmt: skip

    assert {file.media_type for file in files} == {"text/plain", "text/csv", "image/png"}
    for file in files[:200]:
        data = world.app.evidence.open(file.digest)
        assert data is not None
        assert len(data) == file.size
        assert world.app.kept.text(file.name)


def test_tasks_are_scheduled_no_further_than_the_end_of_the_next_month(world: World) -> None:
    for one in world.of(TasksScheduled):
        assert isinstance(one.event, TasksScheduled)
        ahead = (one.on.replace(day=1) + dt.timedelta(days=70)).replace(day=1)
        assert one.event.until <= ahead


def test_nothing_is_left_half_done(world: World) -> None:
    late = world.app.read().execute("SELECT count(*) FROM wake WHERE wake_at <= ?", (world.life.ended,)).get

    assert late == 0
    assert set(world.app.jobs.counts()) <= {"done"}
    assert set(world.app.outbox.counts()) == {"told"}
    assert world.app.store.position() == world.app.log.head() == world.life.position


def test_the_tables_are_equal_to_a_replay(world: World) -> None:
    result = check(world.app.log, world.app.store.path, world.app.kept.path)

    assert result.differences == ()
    assert result.position == world.life.position
    assert result.rows["task"] > 8000


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_printed_counts_tells_one_escalation_and_names_commands_with_real_ids(
    world: World, language: str
) -> None:
    lines = [line.text for line in told(world.app, translator(language), world.life)]
    text = "\n".join(lines)
    (task,) = {line.split("duban task show ")[1].split()[0] for line in lines if "duban task show " in line}

    found = queries.task(world.app.read(), task, world.life.ended)
    assert found is not None
    assert found.level == 3
    assert found.status == "late"
    assert f"{len(world.of(TaskReported)):>7}  " in text
    assert f"{world.life.position}" in text
    assert "%(" not in text
    for stage in ("level 1", "level 2", "level 3") if language == "en" else ("1 级", "2 级", "3 级"):
        assert stage in text
    assert f"duban schedule {task.split('/')[0]} --month 2026-09 --as-of 2026-09-26T00:00+08:00" in text


# --- one seed, one history --------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_log_byte_for_byte_in_processes_that_hash_differently(
    tmp_path: Path,
) -> None:
    homes = [tmp_path / "one", tmp_path / "two"]
    processes = [
        subprocess.Popen(
            [*COMMAND, "--no-serve", "--days", "10", "--seed", "7"],
            cwd=tmp_path,  # the examples are found from anywhere
            env={**os.environ, "DUBAN_HOME": str(home), "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for home, seed in zip(homes, ("1", "2"), strict=True)
    ]
    printed = [process.communicate()[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], printed

    first, second = (whole_log(home) for home in homes)
    assert len(first) > 1000
    assert first == second
    lives = [lived(home) for home in homes]
    assert lives[0] == lives[1]
    assert lives[0] is not None
    assert lives[0].position == len(first)


def whole_log(home: Path) -> list[Recorded]:
    log = SqliteLog.open(home / "log.db", lambda: 0, log_id="none", time_zone="UTC")
    try:
        return all_records(log)
    finally:
        log.close()


def test_another_seed_gives_another_history(tmp_path: Path) -> None:
    for seed in (1, 2):
        live(Settings(home=tmp_path / str(seed)), read_scenario(), seed, 2, lambda _: None)

    assert whole_log(tmp_path / "1")[-1].leaf != whole_log(tmp_path / "2")[-1].leaf


def test_the_pages_are_served_on_the_result_with_time_running_on(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [*COMMAND, "--days", "1", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "DUBAN_HOME": str(tmp_path), "DUBAN_LANGUAGE": "en"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        words = (word for line in serving.stdout for word in line.split())
        address = next(word for word in words if word.startswith("http://"))
        with urlopen(f"{address}units/hospital-1?lang=en", timeout=30) as answer:
            page = answer.read().decode()
    finally:
        serving.send_signal(signal.SIGINT)
        code = serving.wait(timeout=60)

    assert code == 0
    assert "2 Sep" in page  # the simulated day, not today


# --- the folder that it lives in --------------------------------------------------------------------------


def test_a_second_process_refuses_while_one_is_running(world: World) -> None:
    environment = {**os.environ, "DUBAN_HOME": str(world.app.settings.home)}
    for options in ([], ["--fresh"]):
        second = subprocess.run(
            [*COMMAND, "--no-serve", *options],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

        assert second.returncode == 2
        assert f"process {os.getpid()}" in second.stderr
    assert world.app.log.head() == world.life.position


def test_a_finished_demo_is_not_lived_again_and_goes_on_from_where_it_ended(tmp_path: Path) -> None:
    assert run(tmp_path, "--days", "2").exit_code == 0
    before = whole_log(tmp_path)

    again = run(tmp_path)
    life = lived(tmp_path)

    assert again.exit_code == 0, again.output
    assert whole_log(tmp_path) == before
    assert life is not None
    assert (life.days, life.seed, life.position) == (2, SEED, len(before))
    with resumed(Settings(home=tmp_path), life) as app:
        first, second = app.clock(), app.clock()
    assert life.ended <= first <= second
    assert local_time(ZONE, first).date() == dt.date(2026, 9, 3)


def test_other_options_than_those_of_the_demo_that_is_there_ask_for_fresh(tmp_path: Path) -> None:
    run(tmp_path, "--days", "1")

    for options in (["--days", "2"], ["--seed", "3"]):
        refused = run(tmp_path, *options)
        assert refused.exit_code == 1
        assert "--fresh" in refused.output
    assert run(tmp_path, "--days", "2", "--fresh").exit_code == 0


def test_fresh_deletes_the_demos_own_files_and_nothing_else(tmp_path: Path) -> None:
    run(tmp_path, "--days", "1")
    kept = [tmp_path / "letter.txt", tmp_path / "evidence" / "letter.txt"]
    for path in kept:
        path.write_text("mine", "utf-8")

    result = run(tmp_path, "--days", "1", "--seed", "5", "--fresh")

    assert result.exit_code == 0, result.output
    assert [path.read_text("utf-8") for path in kept] == ["mine", "mine"]
    life = lived(tmp_path)
    assert life is not None
    assert life.seed == 5


def test_a_demo_that_was_not_lived_to_its_end_asks_for_fresh(tmp_path: Path) -> None:
    run(tmp_path, "--days", "1")
    (tmp_path / MARKER).unlink()

    refused = run(tmp_path)

    assert refused.exit_code == 1
    assert "--fresh" in refused.output
    assert run(tmp_path, "--days", "1", "--fresh").exit_code == 0


def test_the_log_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with open_app(Settings(home=tmp_path), log_id="city-1", threads=False):
        pass
    before = whole_log(tmp_path)

    for options in ([], ["--fresh"]):
        refused = run(tmp_path, *options)
        assert refused.exit_code == 1
        assert "city-1" in refused.output
    assert whole_log(tmp_path) == before


def test_a_folder_with_texts_but_no_log_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_bytes(b"precious")

    for options in ([], ["--fresh"]):
        assert run(tmp_path, *options).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept.db"]


def test_the_ladders_that_were_in_force_tried_on_this_life_change_nothing(world: World) -> None:
    states = world.app.states
    ladders = tuple(
        SetPolicy(one.policy, one.name, steps_of(one))
        for one in map(states.policy, ("gentle", "standard", "strict"))
    )
    trial = Trial(ladders, START, START + dt.timedelta(days=DAYS))
    found = tried(world.app.log, world.calendar, trial, world.life.ended).difference
    assert found.empty
    assert found.before.steps == len(world.of(TaskReminded, EscalationRaised))
