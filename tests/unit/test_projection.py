"""Event → row changes: what each page of them writes, and what a broken history gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from events.log import Recorded
from events.types import (
    AnyEvent,
    AppointmentEnded,
    CalendarOpened,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    ExtensionAsked,
    HolidayNoticeImported,
    LogOpened,
    NoticeSent,
    Participants,
    PlanIssued,
    ScheduledTask,
    SubstituteEnded,
    TaskAccepted,
    TaskCancelled,
    TaskExcused,
    TaskMoved,
    TaskReported,
    TaskReturned,
    TasksScheduled,
    TaskStarted,
    TaskUrged,
    TaskWakeMoved,
    TextErased,
    Told,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from tests.support.domain import T, a_task, at, day, looks
from workflows.projection import HANDLERS, BrokenHistory, project
from workflows.projection.common import due_day
from workflows.tables import Table, Tables, UnitRow
from workflows.task import TaskEvent, stream_of

STREAM = stream_of(T)
BACK = at("09-18 18:00")


def recorded(stream: str, position: int, version: int = 1) -> Recorded:
    who = ("m-1", "", "c", "", "")
    return Recorded(
        position, stream, version, "Tag", 1, at("09-07"), at("09-07") + position, *who, b"[]", "", b"{}", b""
    )


def scheduled() -> Tables:
    """The task of most tests stands on its unit's schedule."""
    tables = Tables()
    project(tables, recorded("calendar/cn", 1), CalendarOpened("cn", "Asia/Shanghai"))
    facts = Participants("i1", "text", "standard", "m-owner")
    line = ScheduledTask("i1", "2026-W37", at("09-07"), at("09-11 18:00"), at("09-10 18:00"))
    window = ("hospital-1", "health-2026", day("09-01"), day("11-01"), 1, "cn", 1)
    project(
        tables,
        recorded("unit/hospital-1/schedule/health-2026", 2),
        TasksScheduled(*window, (facts,), (line,)),
    )
    return tables


def lived(*events: TaskEvent) -> Tables:
    tables = scheduled()
    for n, event in enumerate(events, 1):
        project(tables, recorded(STREAM, n + 2, n), event)
    return tables


def counts(tables: Tables, due: str = "2026-09-11") -> tuple[int, ...]:
    """scheduled, on time, late, excused, undone, escalated."""
    tables.count()
    row = tables.overview.get(("hospital-1", due))
    return astuple(row)[2:] if row else ()


HEAD, CHIEF = Told("m-head-1", "hospital-1", "head"), Told("m-chief", "health-bureau", "head")
RAISED = next(e for _, e in looks(a_task(), "09-11 18:00") if isinstance(e, EscalationRaised))


# --- counters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ((), (1, 0, 0, 0, 1, 0)),
        ((TaskStarted(),), (1, 0, 0, 0, 1, 0)),
        ((TaskReported(1),), (1, 1, 0, 0, 0, 0)),
        ((TaskReported(1), TaskAccepted(at("09-12"))), (1, 0, 1, 0, 0, 0)),
        ((TaskExcused("why"),), (1, 0, 0, 1, 0, 0)),
        ((TaskCancelled(2),), ()),
        ((RAISED,), (1, 0, 0, 0, 1, 1)),
        ((RAISED, TaskReported(1), EscalationResolved(1, 1, "completion")), (1, 1, 0, 0, 0, 1)),
        ((TaskReported(1), TaskReturned(2, "poor", BACK, 0)), ()),
        ((ExtensionAsked("why", BACK), TaskUrged((HEAD,)), TaskWakeMoved(1, 0)), (1, 0, 0, 0, 1, 0)),
    ],
)
def test_a_task_counts_once_for_what_it_is(events: tuple[TaskEvent, ...], shown: tuple[int, ...]) -> None:
    assert counts(lived(*events)) == shown


def test_a_task_that_is_due_on_another_day_counts_there() -> None:
    tables = lived(RAISED, TaskReported(1), TaskReturned(2, "poor", BACK, 0))
    assert counts(tables) == ()
    assert counts(tables, "2026-09-18") == (1, 0, 0, 0, 1, 0)


def test_a_withdrawn_task_that_comes_back_counts_again() -> None:
    assert counts(lived(TaskCancelled(2), TaskMoved(2, BACK, 0, 3)), "2026-09-18") == (1, 0, 0, 0, 1, 0)


# --- desks ----------------------------------------------------------------------------------------------


def test_an_escalation_lies_on_the_desk_of_each_who_was_told_until_it_is_resolved() -> None:
    second = replace(RAISED, step="parent", level=2, told=(CHIEF,))
    tables = lived(RAISED, replace(RAISED, repeat=1), second)
    assert {key: (row.level, row.raised) for key, row in tables.inbox.rows.items() if row} == {
        ("m-head-1", T): (1, 2),
        ("m-chief", T): (2, 1),
    }
    row = tables.tasks.get(T)
    assert row is not None
    assert (row.held_by, row.level) == ("m-head-1 m-chief", 2)
    project(tables, recorded(STREAM, 9, 4), EscalationAcknowledged(2, at("09-20"), held=True))
    assert [(desk.acknowledged_at > 0, desk.held_until) for desk in tables.inbox.rows.values() if desk] == [
        (True, at("09-20"))
    ] * 2
    project(tables, recorded(STREAM, 10, 5), TaskExcused("why"))
    project(tables, recorded(STREAM, 11, 6), EscalationResolved(1, 2, "excuse"))
    assert [desk for desk in tables.inbox.rows.values() if desk] == []
    assert row.held_by == ""


# --- wakes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "wake_at"),
    [
        ((), at("09-10 18:00")),
        ((TaskWakeMoved(1, at("09-09")),), at("09-09")),
        ((TaskReported(1),), 0),
        ((TaskReported(1), TaskReturned(2, "poor", BACK, at("09-17"))), at("09-17")),
        ((TaskCancelled(2),), 0),
        ((TaskCancelled(2), TaskMoved(2, BACK, at("09-17"), 3)), at("09-17")),
        ((RAISED,), RAISED.wake_at),
    ],
)
def test_the_queue_holds_the_one_instant_at_which_a_task_is_looked_at_next(
    events: tuple[TaskEvent, ...], wake_at: int
) -> None:
    tables = lived(*events)
    tables.count()
    assert [key for key, row in tables.wakes.rows.items() if row] == ([(wake_at, T)] if wake_at else [])


# --- days, broken histories -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "shown"),
    [("09-11 18:00", "2026-09-11"), ("09-11 24:00", "2026-09-11"), ("09-12 00:01", "2026-09-12")],
)
def test_the_due_day_is_the_day_that_due_ends(due: str, shown: str) -> None:
    assert due_day("Asia/Shanghai", at(due)) == shown


BROKEN: tuple[tuple[str, AnyEvent], ...] = (
    ("org", UnitRenamed("moon", "Moon")),
    ("org", UnitMoved("moon", "")),
    ("org", UnitClosed("moon")),
    ("org", AppointmentEnded("moon", day("09-01"))),
    ("org", SubstituteEnded("moon", day("09-01"))),
    ("calendar/moon", HolidayNoticeImported("moon", 2026, "notice", (), ())),
    ("plan/moon", PlanIssued("moon", 1)),
    ("unit/moon/schedule/p", TasksScheduled("moon", "p", day("09-01"), day("10-01"), 1, "moon", 1, (), ())),
    ("unit/moon/task/p/i/once", TaskStarted()),
    ("unit/moon/task/p/i/once", EscalationResolved(1, 1, "completion")),
)


@pytest.mark.parametrize(("stream", "event"), BROKEN, ids=lambda part: type(part).__name__)
def test_an_event_of_what_was_never_made_names_its_place(stream: str, event: AnyEvent) -> None:
    with pytest.raises(BrokenHistory, match=f"position 7, Tag on {stream}: no such row"):
        project(Tables(), recorded(stream, 7), event)


def test_what_feeds_no_table_is_passed_over() -> None:
    tables = Tables()
    for event in (LogOpened("log", 1, "UTC"), NoticeSent(()), TextErased((), "court-order")):
        project(tables, recorded("log", 1), event)
        assert type(event) not in HANDLERS
    assert tables.touched() == 0


def test_units_whose_ids_are_words_of_the_stream_names_keep_their_tasks() -> None:
    tables = Tables()
    project(tables, recorded("calendar/cn", 1), CalendarOpened("cn", "Asia/Shanghai"))
    for unit, plan in (("task", "task"), ("unit", "schedule"), ("schedule", "task")):
        facts = Participants("task", "text", "standard", "m-owner")
        line = ScheduledTask("task", "once", 1, 2, 0)
        window = (unit, plan, day("09-01"), day("11-01"), 1, "cn", 1)
        project(
            tables, recorded(f"unit/{unit}/schedule/{plan}", 2), TasksScheduled(*window, (facts,), (line,))
        )
        project(tables, recorded(stream_of(f"{unit}/{plan}/task/once"), 3), TaskStarted())
    assert {row.task: row.state for row in tables.tasks.rows.values() if row} == {
        "task/task/task/once": "started",
        "unit/schedule/task/once": "started",
        "schedule/task/task/once": "started",
    }


# --- a table's page -------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "change", "delete", "settle"]), st.sampled_from("abc"), st.integers(0, 9)
    ),
    max_size=30,
)


@settings(max_examples=300)
@given(ACTS, st.integers(0, 3), st.booleans())
def test_a_table_writes_to_the_file_what_was_done_to_it(
    acts: list[tuple[str, str, int]], held: int, empty: bool
) -> None:
    file: dict[str, UnitRow] = {} if empty else {"a": UnitRow("a", "0", "k", "")}
    model = {key: row.name for key, row in file.items()}

    def load(key: str) -> UnitRow | None:
        row = file.get(key)
        return UnitRow(*astuple(row)) if row else None

    table: Table[str, UnitRow] = Table("unit", 1, load, whole=empty)
    for act, key, value in [*acts, ("settle", "a", 0)]:
        row = table.get(key)
        assert (row.name if row else None) == model.get(key)
        if act == "put":
            table.put(key, UnitRow(key, str(value), "k", ""))
            model[key] = str(value)
        elif act == "change" and row:
            row.name = model[key] = str(value)
            table.touch(key)
        elif act == "delete" and row:
            table.delete(key)
            del model[key]
        elif act == "settle":
            gone, kept = table.changes()
            for one in gone:
                file.pop(one, None)
            file.update((str(values[0]), UnitRow(*values)) for values in kept)  # type: ignore[arg-type]  # columns
            table.settled(held)
    assert {key: row.name for key, row in file.items()} == model


def test_a_row_that_counts_for_nothing_is_no_row() -> None:
    tables = scheduled()
    assert counts(tables)
    for table in tables.all():
        table.settled(100)
    project(tables, recorded(STREAM, 5), TaskCancelled(2))
    tables.count()
    gone, kept = tables.overview.changes()
    assert (gone, kept) == ([("hospital-1", "2026-09-11")], [])
