"""A task's history as sentences: every event told, in both languages, with its basis."""

import datetime as dt
import re
from typing import get_args

import pytest

from events.log import Append, Write, append
from events.memory import MemoryLog
from events.types import (
    Basis,
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationResolved,
    EscalationSteppedBack,
    Evidence,
    ExtensionAsked,
    ExtensionEndorsed,
    ExtensionGranted,
    ExtensionRefused,
    Participants,
    ScheduledTask,
    TaskAccepted,
    TaskCancelled,
    TaskDeferred,
    TaskExcused,
    TaskMoved,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TaskSkipped,
    TasksScheduled,
    TaskStarted,
    TaskUrged,
    TaskWakeMoved,
    Told,
)
from services.i18n import Language, translator
from services.story import Quote, Sentence, Teller, history, story
from workflows.calendar import Calendar, instant_of
from workflows.schedule import Entry
from workflows.task import TaskEvent

CALENDAR = Calendar("cn", "Asia/Shanghai")
TASK = "u-1/plan/i1/2026-10"
NAMES = {
    "m-1": "王主任",
    "m-2": "李科员",
    "m-3": "赵副局长",
    "u-1": "第一医院",
    "u-2": "卫生局",
    "system": "系统",
}


def at(day: int, time: str) -> int:
    return instant_of(CALENDAR, dt.date(2026, 10, day), time)


DUE = at(15, "18:00")
TOLD = (Told("m-3", "u-2", "head", "m-1", ("u-1",)), Told("m-2", "u-1", "clerk"))
BASIS = Basis(DUE, "standard", 2, 4, "cn", 3, 11, 2)
EMPTY = ("ancestor_head:3", "role:supervisor", "unit:u-2", "leading_group")
NOBODY = Basis(DUE, "standard", 2, 4, "cn", 3, 11, 2, EMPTY, "u-2")
HANDED = Told("m-2", "u-2", "head", "m-1", handed_by="m-3")
FACTS = Participants("i1", "", "standard", "m-1")
LINE = ScheduledTask("i1", "2026-10", at(1, "00:00"), DUE, 0)
SCHEDULED = TasksScheduled(
    "u-1", "plan", dt.date(2026, 10, 1), dt.date(2026, 11, 1), 4, "cn", 3, (FACTS,), (LINE,)
)
ENTRY = Entry(1, SCHEDULED, LINE, FACTS)
EVERY: tuple[TaskEvent, ...] = (
    TaskStarted(),
    TaskReminded(1, "before", 0, TOLD, BASIS, 0),
    TaskReminded(1, "before", 1, (), BASIS, 0),
    ExtensionAsked("d1", at(20, "18:00")),
    ExtensionRefused("d2"),
    ExtensionAsked("d1", at(20, "18:00")),
    ExtensionEndorsed(at(20, "18:00"), "d8", "m-3"),
    ExtensionGranted(2, at(20, "18:00"), 0),
    TaskUrged(TOLD, "d3"),
    EscalationRaised(2, "level-1", 0, 1, TOLD, BASIS, 0),
    EscalationRaised(2, "level-1", 1, 1, TOLD, BASIS, 0),
    EscalationRaised(2, "level-2", 0, 2, (), BASIS, 0),
    EscalationRaised(2, "level-3", 0, 3, (), NOBODY, 0),
    EscalationHandedOver(2, 1, "m-3", HANDED, "d9"),
    EscalationSteppedBack(2, 1, "level-3", at(24, "09:00"), "d10"),
    EscalationSteppedBack(2, 0, "level-3", at(24, "09:00"), "d10"),
    EscalationAcknowledged(1, 0),
    EscalationAcknowledged(1, at(25, "09:00"), held=True),
    TaskWakeMoved(2, at(26, "09:00")),
    TaskWakeMoved(2, 0),
    TaskReported(2, "d4", (Evidence("e1", 10, "image/png"),), review=True),
    EscalationResolved(2, 2, "completion"),
    TaskReturned(3, "d5", at(28, "18:00"), 0),
    TaskMoved(4, at(29, "18:00"), 0, 5),
    TaskReported(4),
    TaskAccepted(at(28, "12:00"), "d6"),
    TaskAccepted(at(28, "12:00")),
    TaskExcused("d7"),
    TaskExcused("d7", "storm"),
    TaskMoved(4, at(29, "18:00"), 0, 5, calendar_version=4, order="notice"),
    TaskCancelled(6),
    TaskSkipped("u-1/plan/i1/2026-09"),
    TaskDeferred("u-1/plan/i1/2026-09", at(29, "00:00")),
)


def told(events: tuple[TaskEvent, ...], language: Language, now: int = DUE) -> tuple[Sentence, ...]:
    """The story of a task with these events, all recorded at `now` by m-2."""
    log = MemoryLog(lambda: now)
    schedule = Write("unit/u-1/schedule/plan", 0, (SCHEDULED,))
    append(log, Append("c1", b"1" * 32, (schedule,), "system", now))
    if events:
        own = Write("unit/u-1/task/plan/i1/2026-10", 0, events)
        append(log, Append("c2", b"2" * 32, (own,), "m-2", now, on_behalf="m-1"))
    teller = Teller(translator(language), CALENDAR, lambda m: NAMES[m], lambda u: NAMES[u], 2026)
    return story(teller, ENTRY, history(log, TASK, ENTRY))


def test_the_example_holds_every_event_of_a_task() -> None:
    assert {type(event) for event in EVERY} == set(get_args(TaskEvent))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_event_is_told_in_words_of_the_language(language: Language) -> None:
    sentences = told(EVERY, language)

    assert len(sentences) == len(EVERY) + 1
    assert [one.text for one in sentences if "%(" in one.text or not one.text] == []
    if language == "zh":
        assert [one.text for one in sentences if re.search(r"[.;]|[a-z]{8}", one.text)] == []
    assert sentences[1].who == {"zh": "李科员（代 王主任）", "en": "李科员 for 王主任"}[language]


def test_the_first_sentence_is_the_schedules_with_the_facts_it_was_made_from() -> None:
    (first,) = told((), "en")

    assert first.text == "Entered in the schedule of 第一医院: opens Thu 1 Oct 00:00, due Thu 15 Oct 18:00."
    assert first.basis == "revision 4 of plan plan; working calendar cn, version 3"
    assert first.who == "系统"


def test_a_change_by_an_order_names_the_order_and_what_it_follows() -> None:
    moved = TaskMoved(2, at(20, "18:00"), 0, 0, calendar_version=4, order="notice-2027")

    _, first, second = told((moved, TaskExcused("d7", "storm-2026-07")), "en")

    assert first.text == (
        "By order notice-2027 it follows version 4 of the working calendar: now due Tue 20 Oct 18:00."
    )
    assert second.text == "Excused by order storm-2026-07: the unit no longer owes this."
    assert [quote.digest for quote in second.quotes] == ["d7"], "because"


def test_an_escalation_names_who_was_told_instead_of_whom_which_posts_were_vacant_and_why() -> None:
    _, raised = told((EscalationRaised(1, "level-2", 0, 2, TOLD, BASIS, 0),), "en")

    assert raised.text == (
        "Overdue: escalated to level 2: 赵副局长 (head, 卫生局) instead of 王主任, "
        "as the post is vacant at 第一医院; "
        "李科员 (clerk, 第一医院)."
    )
    assert raised.basis == (
        "due Thu 15 Oct 18:00 and not reported; 2 working days after due; step level-2 of policy standard, "
        "revision 2; calendar cn version 3; organisation version 11"
    )


def test_a_report_says_how_late_it_is_by_the_due_instant_of_then() -> None:
    late = told((TaskReported(1),), "en", now=DUE)[-1]
    early = told((TaskReported(1),), "en", now=DUE - 1)[-1]
    extended = told((ExtensionGranted(2, at(20, "18:00"), 0), TaskReported(2)), "en", now=at(19, "18:00"))[-1]

    assert late.text == "Reported done, less than a minute late."
    assert early.text == "Reported done, on time."
    assert extended.text == "Reported done, on time."


def test_what_was_written_and_handed_in_goes_with_its_sentence() -> None:
    reported = told((TaskReported(1, "d4", (Evidence("e1", 10, "image/png"),)),), "zh")[-1]

    assert reported.quotes == (Quote("note", "d4"),)
    assert [file.digest for file in reported.files] == ["e1"]


def test_a_story_of_the_past_ends_where_the_log_ended() -> None:
    log = MemoryLog(lambda: DUE)
    append(log, Append("c1", b"1" * 32, (Write("unit/u-1/schedule/plan", 0, (SCHEDULED,)),), "system", DUE))
    append(
        log,
        Append("c2", b"2" * 32, (Write("unit/u-1/task/plan/i1/2026-10", 0, (TaskStarted(),)),), "m-2", DUE),
    )

    assert [record.tag for record in history(log, TASK, ENTRY)] == ["TasksScheduled", "TaskStarted"]
    assert [record.tag for record in history(log, TASK, ENTRY, until=2)] == ["TasksScheduled"]
    assert history(log, TASK, ENTRY, until=1) == ()
