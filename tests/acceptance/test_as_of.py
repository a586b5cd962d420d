"""What a command shows of the past is what the live tables showed then."""

import datetime as dt
from typing import Any

import apsw
import msgspec
import pytest

from services.asof import as_of
from services.bootstrap import App, open_app
from services.chance import seeded
from services.deciding import Caller, Command
from services.parts import work_through
from services.read import queries
from services.settings import Settings
from tests.integration.api_house import Moment, instant
from tests.integration.cli_world import PLAN, Line, issued, written
from workflows.org import AppointMember, EndAppointment, RenameUnit
from workflows.tables import ROWS
from workflows.task import AskExtension, GrantExtension, ReportTask

THEN = "2026-10-15T09:00+08:00"
HOUR = 3_600_000_000
UNITS = ("hospital-1", "hospital-2")
PERIODS = {"2026-10": (dt.date(2026, 10, 1), dt.date(2026, 11, 1))}


class Copy(msgspec.Struct):
    """What the live tables held, and what the queries made of it, at a position."""

    position: int
    tables: dict[str, list[Any]]
    schedules: dict[str, Any]
    owed: dict[str, Any]
    inbox: Any
    overview: Any


def tables_of(db: apsw.Connection) -> dict[str, list[Any]]:
    return {table: sorted(db.execute(f"SELECT * FROM main.{table}"), key=repr) for table in ROWS}


def copy_of(app: App) -> Copy:
    """By way of JSON, as a command prints it."""
    db, now = app.read(), app.clock()
    since, until = PERIODS["2026-10"]
    found = Copy(
        app.log.head(),
        tables_of(db),
        {unit: queries.schedule(db, unit, since, until, now).rows for unit in UNITS},
        {unit: queries.owed(db, unit, now).rows for unit in UNITS},
        queries.inbox(db, "m-bureau", now).rows,
        queries.overview(db, ("bureau", *UNITS), since, until, now, dt.date(2026, 10, 15)),
    )
    assert app.store.position() == found.position
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return Copy(
        found.position, found.tables, *(plain[name] for name in ("schedules", "owed", "inbox", "overview"))
    )


class Life:
    """One unit that is punctual in even weeks, one that never reports."""

    def __init__(self, app: App, clock: Moment) -> None:
        self.app, self.clock = app, clock

    def give(self, command: Command, actor: str) -> None:
        self.app.handle(command, Caller(actor, self.app.chance.command_id()))

    def live_until(self, end: int) -> None:
        while self.clock.now < end:
            work_through(self.app)
            self.act()
            self.clock.now = min(end, self.clock.now + HOUR)
        work_through(self.app)

    def act(self) -> None:
        for line in queries.owed(self.app.read(), "hospital-1", self.clock.now).rows:
            if self.clock.now < line.due - 10 * HOUR or line.period[-1] in "13579":
                continue
            if line.item == "monthly" and not line.asked_due:
                self.give(
                    AskExtension(
                        line.task, self.app.kept.keep(f"ask-{line.task}", "人手不足"), line.due + HOUR
                    ),
                    "m-clerk-1",
                )
                self.give(GrantExtension(line.task), "m-bureau")
            else:
                self.give(ReportTask(line.task), "m-clerk-1")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Line, Copy]:
    """A copy taken in the midst of a life that went on: a plan amended, people moved."""
    folder = tmp_path_factory.mktemp("lived")
    line = issued(folder)
    settings = Settings(home=line.home)
    with open_app(settings, clock=line.clock, chance=seeded(3), threads=False) as app:
        life = Life(app, line.clock)
        life.live_until(instant(THEN))
        copy = copy_of(app)
        # what comes after, up to the very next microsecond, was not known then
        line.clock.now += 1
        life.give(RenameUnit("hospital-1", "第一人民医院"), "m-admin")
        life.give(ReportTask("hospital-2/health-2026/weekly/2026-W41"), "m-head-2")
        life.give(
            AppointMember("bureau-head-2", "m-new", "hospital-2", "clerk", dt.date(2026, 10, 15)), "m-admin"
        )
        life.give(EndAppointment("hospital-1-clerk-m-clerk-1", dt.date(2026, 10, 20)), "m-admin")
        life.live_until(instant("2026-10-20T08:00+08:00"))
    edited = PLAN.replace("weekly on fri", "weekly on wed").replace("每月报送", "每月上旬报送")
    line.done("plan", "amend", "health-2026", written(folder, "edited.yaml", edited),
              "--since", "2026-10-21", "--open-tasks", "move")  # fmt: skip
    with open_app(settings, clock=line.clock, chance=seeded(4), threads=False) as app:
        Life(app, line.clock).live_until(instant("2026-11-02T08:00+08:00"))
    return line, copy


def test_a_month_as_of_an_instant_equals_the_copy_of_the_live_tables(lived: tuple[Line, Copy]) -> None:
    line, copy = lived

    for unit in UNITS:
        past = line.done("schedule", unit, "--month", "2026-10", "--as-of", THEN, "--json").json

        assert past["rows"] == copy.schedules[unit]
        assert past["as_of_position"] == copy.position
        assert line.rows("schedule", unit, "--month", "2026-10") != copy.schedules[unit], "life went on"
    statuses = {row["status"] for rows in copy.schedules.values() for row in rows}
    assert {"on_time", "overdue", "open", "upcoming"} <= statuses


def test_the_position_says_the_same_as_the_instant(lived: tuple[Line, Copy]) -> None:
    line, copy = lived

    def month(as_of: str) -> Any:
        return line.rows("schedule", "hospital-2", "--month", "2026-10", "--as-of", as_of)

    # open and overdue are judged by the moment of the record, so only the facts are compared
    facts = ("task", "due", "state", "level", "held_by", "version", "unit_name")
    by_position, by_instant = month(str(copy.position)), month(THEN)
    assert [[row[f] for f in facts] for row in by_position] == [[row[f] for f in facts] for row in by_instant]


def test_what_is_owed_desks_and_overviews_equal_the_copy_too(lived: tuple[Line, Copy]) -> None:
    line, copy = lived

    for unit in UNITS:
        assert line.rows("owed", unit, "--as-of", THEN) == copy.owed[unit]
    assert line.rows("inbox", "m-bureau", "--as-of", THEN) == copy.inbox
    assert len(copy.inbox) > 0
    assert line.rows("overview", "bureau", "--period", "2026-10", "--as-of", THEN) == copy.overview


def test_every_table_folded_from_the_log_equals_the_copy(lived: tuple[Line, Copy]) -> None:
    line, copy = lived

    with (
        open_app(Settings(home=line.home), clock=line.clock, threads=False) as app,
        as_of(app.log, app.kept.path, copy.position) as db,
    ):
        folded = tables_of(db)

    assert {table: len(rows) for table, rows in folded.items()} == {
        table: len(rows) for table, rows in copy.tables.items()
    }
    assert folded == copy.tables
