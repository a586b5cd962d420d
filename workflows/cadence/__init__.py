"""Cadences: how often something is due, as text, as a sentence, and as the days of a window.

Forms: once 2026-11-30; daily; working days; weekly on fri, on tue thu; ten-daily | half-monthly | monthly |
quarterly | half-yearly | yearly on a day (25, 3rd month 20, 12-20), on first / 3rd / last workday, on last
day, on 2nd / last tue; monthly on 5 20; in 3 6 9 on 25; every 3 days from 2026-03-02, every 2 weeks on fri
from 2026-03-06, every 2 months on 15 from 2026-01; on 3-05; lunar 8-15; festival spring festival - 2d;
3-05 ± 7d; from 3-01 to 4-30; irregular ≥ 2 per quarter; yearly at start | middle | end; quarterly at end -
5 workdays; within 10 workdays of festival spring festival; during work safety month; term start | middle |
end; each term on last workday; 3rd week of term; on event within 3 workdays.
"… or before" and "… or after" move a due day that is not worked to the working day before or after.
", missed one" or "all": turns that were over before they could be asked are asked all the same. ", overlap
skip" or "buffer one": no turn begins while the one before is owed.
The same in Chinese: 一次 2026-11-30, 每日, 每个工作日, 每周二、四, 每旬最后一天, 每季度最后一个工作日, 除夕.

A turn's period key: 2026-11-23 (one day, or one of several days of a week or month), 2026-W48, 2026-11a
(上旬, b, c), 2026-11-H1 (half-month), 2026-11, 2026-Q4, 2026-H2, 2026 (of lunar days the lunar year), once;
2026-Q3-n1 for the first of several times in a period; of a term its own key, of what happens e-<occurrence>.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Any, Literal, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from workflows.cadence.kinds import KINDS, Rule
from workflows.cadence.reader import CadenceError, Reader
from workflows.cadence.rule import days_before
from workflows.cadence.turns import Occurrence
from workflows.calendar import Calendar, works_on

__all__ = [
    "Cadence",
    "CadenceError",
    "Language",
    "Missed",
    "Occurrence",
    "Overlap",
    "explain",
    "occurrences",
    "parse",
    "written",
]

Language: TypeAlias = Literal["zh", "en"]
Shift: TypeAlias = Literal["kept", "before", "after"]
Missed: TypeAlias = Literal["skip", "one", "all"]
Overlap: TypeAlias = Literal["allow", "buffer", "skip"]

FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()


class Cadence(Struct, frozen=True, cache_hash=True):
    """`shift`: what becomes of a due day that is not a working day; `missed`: of turns that were over before
    they could be asked (none, the latest, all are asked); `overlap`: of a turn that would begin while the one
    before is owed (it begins, waits, is left out)."""

    rule: Rule
    shift: Shift = "kept"
    missed: Missed = "skip"
    overlap: Overlap = "allow"


# --- text -------------------------------------------------------------------------------------------------


class ShiftWords(Struct, frozen=True):
    shift: Shift
    written: str
    read: str
    english: str
    chinese: str


SHIFTS = (
    ShiftWords(
        "before",
        "or before",
        r"or before\b|[（(，,]?[遇逢]休息日提前(?:至前一个工作日)?[）)]?",
        ", or the working day before if that is a day off",
        "（遇休息日提前至前一个工作日）",
    ),
    ShiftWords(
        "after",
        "or after",
        r"or after\b|[（(，,]?[遇逢]休息日顺延(?:至后一个工作日)?[）)]?",
        ", or the working day after if that is a day off",
        "（遇休息日顺延至后一个工作日）",
    ),
)


class PolicyWords(Struct, frozen=True):
    field: Literal["missed", "overlap"]
    value: str
    written: str
    read: str
    english: str
    chinese: str


MISSED, OVERLAP = r"(?:missed|misfire) ", r"overlap "
POLICIES = (
    PolicyWords("missed", "skip", "", MISSED + r"skip\b|漏期不补", "", ""),
    PolicyWords(
        "missed",
        "one",
        "missed one",
        MISSED + r"one\b|漏期补一次",
        "of missed turns the latest is made up",
        "漏期补一次",
    ),
    PolicyWords(
        "missed",
        "all",
        "missed all",
        MISSED + r"all\b|漏期(?:全部?|逐期)?补(?:办|齐)?(?!一)",
        "missed turns are all made up",
        "漏期全补",
    ),
    PolicyWords("overlap", "allow", "", OVERLAP + r"allow\b|重叠(?:允许|并行)", "", ""),
    PolicyWords(
        "overlap",
        "buffer",
        "overlap buffer one",
        OVERLAP + r"buffer(?: one)?\b|重叠顺延(?:一次)?",
        "a turn waits while the one before is owed, one at most",
        "重叠顺延一次",
    ),
    PolicyWords(
        "overlap",
        "skip",
        "overlap skip",
        OVERLAP + r"skip\b|重叠跳过",
        "a turn is left out while the one before is owed",
        "重叠跳过",
    ),
)
"""What is said after the days. The first of each field goes without saying."""

FORMS = tuple(form for kind in KINDS for form in kind.FORMS)
CHINESE = re.compile("[\u4e00-\u9fff]")


def parse(text: str) -> Cadence:
    """Raises CadenceError, which names the place and lists the forms."""
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Cadence:
    reader = Reader(text, _forms(text))
    rule = _rule(reader)
    shift = _shift(reader)
    said = _policies(reader)
    if not reader.ended():
        raise reader.error("'or before', 'or after', ', missed …', ', overlap …' or the end")
    return replace(Cadence(rule, shift), **said)


def _forms(text: str) -> tuple[str, ...]:
    """Those in the language of the text."""
    is_chinese = bool(CHINESE.search(text))
    return tuple(form for form in FORMS if bool(CHINESE.search(form)) == is_chinese)


def _rule(reader: Reader) -> Rule:
    for kind in KINDS:
        rule = kind.read(reader)
        if rule is not None:
            return rule
    raise reader.error("a cadence")


def _shift(reader: Reader) -> Shift:
    for words in SHIFTS:
        if reader.accept(words.read):
            return words.shift
    return "kept"


def _policies(reader: Reader) -> dict[str, Any]:
    """Values by field, each said once at most. Raises CadenceError."""
    said: dict[str, Any] = {}
    while True:
        start, comma = reader.at, reader.accept("[,，;；]")
        at = reader.at
        found = next((words for words in POLICIES if reader.accept(words.read)), None)
        if found is None and comma is None:
            return said
        if found is None or found.field in said:
            raise reader.error(
                "missed skip, one or all, or overlap allow, buffer one or skip, once each",
                at if comma else start,
            )
        said[found.field] = found.value


def _chosen(cadence: Cadence) -> list[PolicyWords]:
    """The words for what does not go without saying."""
    values = {"missed": cadence.missed, "overlap": cadence.overlap}
    return [words for words in POLICIES if words.written and values[words.field] == words.value]


def written(cadence: Cadence) -> str:
    """The canonical form: parse(written(cadence)) == cadence."""
    days = " ".join((cadence.rule.written(), *(s.written for s in SHIFTS if s.shift == cadence.shift)))
    return ", ".join((days, *(words.written for words in _chosen(cadence))))


def explain(cadence: Cadence, language: Language) -> str:
    """As a person says it, without a full stop."""
    shifts, chosen = [s for s in SHIFTS if s.shift == cadence.shift], _chosen(cadence)
    if language == "zh":
        days = cadence.rule.chinese() + "".join(s.chinese for s in shifts)
        return "，".join((days, *(words.chinese for words in chosen)))
    days = cadence.rule.english() + "".join(s.english for s in shifts)
    return "; ".join((days, *(words.english for words in chosen)))


# --- days -------------------------------------------------------------------------------------------------


def occurrences(
    cadence: Cadence, since: dt.date, until: dt.date, calendar: Calendar
) -> tuple[Occurrence, ...]:
    """The turns whose due day, moved if the cadence says so, lies in [since, until), by due day.

    Remembered by rule, window and calendar, all three by value: asking again for another unit costs nothing.
    """
    return _occurrences(cadence, since.toordinal(), until.toordinal() - 1, calendar)


@lru_cache(maxsize=1024)
def _occurrences(cadence: Cadence, first: int, last: int, calendar: Calendar) -> tuple[Occurrence, ...]:
    if last < first:
        return ()
    rule = cadence.rule
    match cadence.shift:
        case "kept":
            return tuple(rule.turns(first, last, calendar))
        case "before":
            end = _working(calendar, last + 1, 1) - 1
            turns, step = rule.turns(first, end, calendar), -1
        case "after":
            start = _working(calendar, first - 1, -1) + 1
            turns, step = rule.turns(start, last, calendar), 1
        case _:
            assert_never(cadence.shift)
    moved = ((turn, _working(calendar, turn.due.toordinal(), step)) for turn in turns)
    return tuple(_moved(rule, turn, due) for turn, due in moved if first <= due <= last)


def _working(calendar: Calendar, ordinal: int, step: int) -> int:
    """The nearest working day at or after (step 1), at or before (step -1) a day, while days last."""
    while FIRST <= ordinal <= LAST and not works_on(calendar, ordinal):
        ordinal += step
    return ordinal


def _moved(rule: Rule, turn: Occurrence, due: int) -> Occurrence:
    if turn.due.toordinal() == due:
        return turn
    day, lead = dt.date.fromordinal(due), rule.lead()
    opens = min(turn.opens, day) if lead is None else days_before(day, lead)
    return Occurrence(turn.period, opens, day)
