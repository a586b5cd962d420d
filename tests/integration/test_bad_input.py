"""Bad input: each gets a clear error that names its place, and nothing is lost by it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from events.log import LogHeld, LogUnavailable
from services.bootstrap import open_app
from services.importing import draft_command
from services.loading import FileProblem, read_organisation, read_policies
from services.parts import work_through
from services.plans import Draft, read
from services.settings import Settings, SettingsError, settings
from tests.support.domain import DAY, HOUR, T, at, day, draft_of, item, refused
from tests.support.life import PLAN, Life, Moment, life_on
from workflows.org import AddUnit, AppointMember, CloseUnit, EndAppointment, MoveUnit, RenameUnit
from workflows.plan import AmendPlan, IssuePlan, SubmitPlan
from workflows.task import (
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    GrantExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    UrgeTask,
)


@contextmanager
def nothing_lost(life: Life) -> Iterator[None]:
    """What goes wrong inside leaves the log as it was; the next command is taken, and a replay is equal."""
    before = [(record.position, record.leaf) for record in life.app.log.read_all(limit=100_000)]
    yield
    after = [(record.position, record.leaf) for record in life.app.log.read_all(limit=100_000)]
    assert after == before
    saved = life.give(RenameUnit("city-office", f"市政府办公室 {len(before)}"))
    assert saved.position == len(before) + 1
    work_through(life.app)
    assert life.differences() == ()


def opened(life: Life, moment: str = "09-07 09:00") -> Life:
    life.issue(item())
    life.live_until(moment)
    return life


# --- organisation ---------------------------------------------------------------------------------------


def test_an_unknown_unit_is_named_wherever_it_stands(life: Life) -> None:
    for command in (
        AddUnit("school-1", "第一小学", "school", "moon"),
        AppointMember("a-x", "m-x", "moon", "clerk", day("01-01")),
        MoveUnit("hospital-1", "moon"),
        CloseUnit("moon"),
        draft_of(item("i1", "daily", "moon")),
        draft_of(item(informed=("moon",))),
    ):
        with nothing_lost(life), refused("unknown-unit", "moon"):
            life.give(command)


def test_a_second_head_is_refused_with_who_is_head_till_when(life: Life) -> None:
    second = AppointMember("a-second", "m-second", "hospital-1", "head", day("09-01"))
    with nothing_lost(life), refused("second-head", "hospital-1", "m-head-1", "a-head-1"):
        life.give(second)
    life.give(EndAppointment("a-head-1", day("08-31")))
    assert life.give(second).changed


def test_a_cycle_in_the_tree_is_refused(life: Life) -> None:
    for below in ("hospital-1", "health-bureau", "city-office"):
        with nothing_lost(life), refused("cycle", "city-office", below):
            life.give(MoveUnit("city-office", below))


# --- dates ----------------------------------------------------------------------------------------------


def test_a_due_date_before_the_opening_is_refused(life: Life) -> None:
    with nothing_lost(life), refused("bad-due-time", "item i1", "before its day opens"):
        life.give(draft_of(item("i1", "daily", due_time="00:00")))
    with nothing_lost(life), refused("bad-dates", PLAN):
        life.give(draft_of(since=day("12-31"), until=day("09-01")))
    opened(life).give(ReportTask(T), "m-clerk-1")
    with nothing_lost(life), refused("bad-due", T):
        life.give(ReturnTask(T, "poor", at("09-06 18:00")))
    week_after = "hospital-1/health-2026/i1/2026-W38"
    life.give(AskExtension(week_after, "why", at("09-21 18:00")))
    with nothing_lost(life), refused("bad-due", week_after):
        life.give(GrantExtension(week_after, at("09-13 18:00")))


@pytest.mark.parametrize("far", [2**63 - 1, 2**63, 2**80])
def test_an_instant_that_no_table_can_hold_is_refused_and_stops_nothing(life: Life, far: int) -> None:
    opened(life, "09-12 09:00")
    overdue, coming = T, "hospital-1/health-2026/i1/2026-W38"
    with nothing_lost(life), refused("bad-due"):
        life.give(AskExtension(coming, "why", far))
    with nothing_lost(life), refused("bad-hold"):
        life.give(AcknowledgeEscalation(overdue, far))
    life.give(AskExtension(coming, "why", at("09-21 18:00")))
    with nothing_lost(life), refused("bad-due"):
        life.give(GrantExtension(coming, far))
    life.give(ReportTask(overdue))
    with nothing_lost(life), refused("bad-due"):
        life.give(ReturnTask(overdue, "poor", far))
    with nothing_lost(life), refused("bad-done"):
        life.give(AcceptTask(overdue, far, "because"))


def test_an_amendment_cannot_reach_into_the_past(life: Life) -> None:
    opened(life)
    with nothing_lost(life), refused("bad-dates", "past", "2026-09-06"):
        life.give(AmendPlan(PLAN, day("09-06"), "keep", (item("i2"),)))


# --- tasks ----------------------------------------------------------------------------------------------


def test_a_task_is_reported_once_and_the_first_report_stays(life: Life) -> None:
    opened(life).give(ReportTask(T, "n" * 64), "m-clerk-1")
    with nothing_lost(life), refused("already-reported", T):
        life.give(ReportTask(T), "m-clerk-2")
    assert life.line(T).reports == 1


@pytest.mark.parametrize(
    "name", ["", "moon", "a/b/c/d", "hospital-1//i1/2026-W37", "hospital-1/health-2026/i1/W9"]
)
def test_a_task_that_is_not_there_is_named(life: Life, name: str) -> None:
    opened(life)
    for command in (StartTask(name), ReportTask(name), UrgeTask(name)):
        with nothing_lost(life), refused("unknown-task", name):
            life.give(command)


def test_evidence_of_no_bytes_or_over_the_limit_is_refused(tmp_path: Path) -> None:
    with life_on(tmp_path, evidence_limit=10) as life:
        life.settle()
        opened(life)
        with nothing_lost(life), refused("empty-evidence", "photo.jpg"):
            life.app.evidence.store("report", b"", "photo.jpg")
        with nothing_lost(life), refused("evidence-too-large", "photo.jpg", "11", "10"):
            life.app.evidence.store("report", b"x" * 11, "photo.jpg")
        assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
        kept = life.app.evidence.store("report", b"x" * 10, "photo.jpg")
        life.give(ReportTask(T, "", (kept,)), command_id="report")
        assert life.app.evidence.open(kept.digest) == b"x" * 10
        assert life.app.kept.text(kept.name) == "photo.jpg"


def test_the_same_file_of_the_same_command_is_kept_once(life: Life) -> None:
    first = life.app.evidence.store("report", b"photo", "photo.jpg")
    assert life.app.evidence.store("report", b"photo", "photo.jpg") == first
    other = life.app.evidence.store("another report", b"photo", "photo.jpg")
    assert other.digest != first.digest, "nobody can tell from two digests that the files are the same"
    files = [path for path in life.app.settings.home.joinpath("evidence").rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted((first.digest, other.digest))


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "z" * 64, "A" * 64])
def test_what_is_no_digest_opens_no_file(life: Life, digest: str) -> None:
    with refused("unknown-evidence"):
        life.app.evidence.open(digest)


# --- the clock ------------------------------------------------------------------------------------------


def test_a_clock_that_goes_back_never_takes_the_record_back(life: Life) -> None:
    opened(life)
    first = life.give(StartTask(T))
    life.clock.now -= 3 * DAY
    later = life.give(ReportTask("hospital-1/health-2026/i1/2026-W36"), "m-clerk-1")
    moments = [record.recorded_at for record in life.app.log.read_all(first.position - 1)]
    assert moments == [at("09-07 09:00")] * (later.position - first.position + 1)
    assert life.app.log.read_all(later.position - 1)[0].occurred_at == at("09-04 09:00")
    work_through(life.app)
    life.clock.now += 3 * DAY + HOUR
    work_through(life.app)
    assert life.app.log.read_all(life.app.log.head() - 1)[0].recorded_at >= moments[-1]
    assert life.differences() == ()


def test_on_time_goes_by_the_record_and_not_by_a_clock_that_was_put_back(life: Life) -> None:
    opened(life, "09-11 18:00")
    life.clock.now -= HOUR
    life.give(ReportTask(T), "m-clerk-1")
    life.app.catch_up()
    assert life.line(T).status == "late"


def test_nobody_is_told_twice_after_the_clock_went_back(life: Life) -> None:
    opened(life, "09-12 00:00")
    told = life.steps(T)
    life.clock.now -= 5 * DAY
    work_through(life.app)
    life.live_until("09-12 00:00")
    assert life.steps(T) == told


# --- the disk, and files of others ----------------------------------------------------------------------

FULL_DISK = """
import json, resource, sys
from pathlib import Path
from tests.support.life import Moment, life_on
from tests.support.domain import T, item
from events.log import LogError
from workflows.org import AddUnit

home = Path(sys.argv[1])
with life_on(home, Moment("09-07 09:00")) as life:
    life.settle()
    acknowledged, error = [], ""
    used = max(path.stat().st_size for path in home.iterdir() if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (used + 600_000, resource.RLIM_INFINITY))
    for n in range(10_000):
        try:
            life.give(AddUnit(f"unit-{n}", "名称" * 20, "school"), command_id=f"add-{n}")
        except LogError as failure:
            error = f"{type(failure).__name__}: {failure}"
            break
        acknowledged.append(f"unit-{n}")
    again = ""
    try:
        life.give(AddUnit("unit-x", "name", "school"), command_id="add-x")
    except LogError as failure:
        again = type(failure).__name__
    print(json.dumps([acknowledged, error, again]))
"""


def test_a_disk_that_is_full_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "home")],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    acknowledged, error, again = json.loads(done.stdout.splitlines()[-1])
    assert len(acknowledged) > 5
    assert error.startswith(("LogUnavailable: ", "Unknown: "))
    assert "log.db" in error
    assert again == "LogUnavailable", "it does not go on as if nothing had been"
    with life_on(tmp_path / "home", Moment("09-07 10:00")) as life:
        units = life.app.states.org().units
        assert [name for name in units if name.startswith("unit-")][: len(acknowledged)] == acknowledged
        assert life.give(AddUnit("unit-y", "name", "school")).changed
        work_through(life.app)
        assert life.differences() == ()


def test_a_log_without_room_says_so_and_goes_on_when_there_is_room_again(life: Life) -> None:
    opened(life)
    writer = life.app.log._writer
    most = writer.pragma("max_page_count")
    writer.pragma("max_page_count", writer.pragma("page_count"))
    added: list[str] = []
    text = "名称" * 500
    with pytest.raises(LogUnavailable, match=r"log\.db: the disk is full, nothing was written; make room"):
        _add_units(life, text, added)
    head = life.app.log.head()
    writer.pragma("max_page_count", most)
    assert life.give(AddUnit("unit-x", text, "school")).position == head + 1
    assert [name for name in life.app.states.org().units if name.startswith("unit-")] == [*added, "unit-x"]
    work_through(life.app)
    assert life.differences() == ()


def _add_units(life: Life, text: str, added: list[str]) -> None:
    """Until something goes wrong."""
    for n in range(1000):
        life.give(AddUnit(f"unit-{n}", text, "school"), command_id=f"add-{n}")
        added.append(f"unit-{n}")


def test_tables_without_room_are_filled_when_there_is_room_again(life: Life) -> None:
    opened(life)
    work_through(life.app)
    db = life.app.store._db
    most = db.pragma("max_page_count")
    db.pragma("max_page_count", db.pragma("page_count"))
    for n in range(100):
        life.give(AddUnit(f"unit-{n}", "名称" * 500, "school"))
    with pytest.raises(LogUnavailable, match=r"read\.db: the disk is full"):
        life.app.catch_up()
    assert not life.app.store.wait(life.app.log.head(), 0)
    db.pragma("max_page_count", most)
    assert life.app.catch_up() == 100
    assert life.differences() == ()


def _text_file(path: Path) -> None:
    path.write_text("This is a shopping list, and a long one.\n" * 100, "utf-8")


def _other_database(path: Path) -> None:
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup')")
    db.close()


@pytest.mark.parametrize("name", ["log.db", "kept.db", "read.db", "jobs.db"])
@pytest.mark.parametrize("make", [_text_file, _other_database], ids=["text", "database"])
def test_a_foreign_file_is_left_as_it_is_and_named(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    make(path)
    before = path.read_bytes()
    with pytest.raises(LogUnavailable, match=name), open_app(Settings(home=tmp_path)):
        pytest.fail("it opened")
    rows = before if make is _text_file else b"soup"
    assert rows in path.read_bytes()


def test_a_home_is_opened_by_one_process_which_is_named(life: Life) -> None:
    home = life.app.settings.home
    with pytest.raises(LogHeld, match="is in use by process"), open_app(Settings(home=home)):
        pytest.fail("it opened")
    assert life.give(AddUnit("school-1", "第一小学", "school")).changed


def test_a_text_without_room_is_refused_and_kept_when_there_is_room_again(life: Life) -> None:
    opened(life)
    db = life.app.kept.db
    most = db.pragma("max_page_count")
    db.pragma("max_page_count", db.pragma("page_count"))
    with nothing_lost(life), pytest.raises(LogUnavailable, match=r"kept\.db: the disk is full"):
        life.app.kept.keep("report", "长" * 100_000)
    db.pragma("max_page_count", most)
    assert life.app.kept.text(life.app.kept.keep("report", "长" * 100_000)) == "长" * 100_000


# --- files to read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "Expected `object`, got `null`"),
        ("units: [}", "not YAML"),
        ("units: [{id: a, name: A}]", "kind"),
        ("units: [{id: a, name: A, kind: office, haed: m-1}]", "haed"),
        ("units: [{id: a, name: A, kind: office, head: [m-1, m-2]}]", "head"),
        ("since: soon\nunits: []", "since"),
        ("units: []\nsubstitutes: [{member: m-1, stand_in: m-2, since: 2026-01-01}]", "until"),
    ],
)
def test_an_organisation_that_cannot_be_read_names_file_and_place(
    tmp_path: Path, text: str, word: str
) -> None:
    path = tmp_path / "organisation.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileProblem, match=word) as caught:
        read_organisation(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("- {policy: p, name: P, steps: [{step: s, level: 1, offset: 0, unit: day, to: head}]}", "to"),
        ("- {policy: p, name: P, steps: [{step: s, level: 1, ofset: 0, unit: day, to: [head]}]}", "ofset"),
        ("- {policy: p, name: P, steps: [{step: s, level: 1, offset: 0, unit: day, too: [head]}]}", "too"),
        ("- {policy: p, name: P, stairs: []}", "stairs"),
    ],
)
def test_a_policy_file_that_cannot_be_read_names_file_and_place(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileProblem, match=word) as caught:
        read_policies(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"moon\.yaml: No such file"):
        read_organisation(tmp_path / "moon.yaml")
    (tmp_path / "photo.yaml").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(FileProblem, match=r"photo\.yaml: not YAML in UTF-8"):
        read_organisation(tmp_path / "photo.yaml")


def test_a_draft_without_its_head_says_what_is_missing(life: Life) -> None:
    draft: Draft = read("一、总体要求\n（一）每周五开展检查。\n".encode(), "plan.txt")
    with nothing_lost(life), refused("plan-incomplete", "plan.txt", "owner", "since"):
        draft_command(life.app.kept, draft, "import")


def test_a_plan_whose_unit_was_closed_meanwhile_is_not_issued(life: Life) -> None:
    life.give(draft_of(item("i1", "daily", "hospital-2")))
    life.give(SubmitPlan(PLAN))
    life.give(CloseUnit("hospital-2"))
    with nothing_lost(life), refused("unit-closed", "hospital-2", "item i1"):
        life.give(IssuePlan(PLAN))


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("DUBAN_PORT", "eighty", "DUBAN_PORT='eighty'"),
        ("DUBAN_EVIDENCE_LIMIT", "20 MB", "DUBAN_EVIDENCE_LIMIT"),
        ("DUBAN_LANGUAGE", "fr", "choose zh or en"),
    ],
)
def test_a_setting_that_cannot_be_used_names_its_variable(variable: str, value: str, word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        settings({variable: value})
