"""School terms, as the calendar of the unit announces them."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from events.types import Term
from workflows.cadence.offsets import UNIT, Offset
from workflows.cadence.places import Place, Workday
from workflows.cadence.points import Point, Shifted, first_days
from workflows.cadence.reader import COUNT, NUMBER, Reader, numeral
from workflows.cadence.rule import LEAD, days_before
from workflows.cadence.turns import TERM, Occurrence, Period
from workflows.cadence.words import ordinal
from workflows.calendar import Calendar

FRIDAY, SATURDAY = 4, 5
POINTS = {"start": "开学", "middle": "中", "end": "末"}


class EachTerm(Struct, frozen=True):
    """A place in each school term: start, middle, end, a working day, or days before or after one of these.

    Keyed by the term. Opens with it; what is due on its first day or before opens 30 days before due.
    """

    on: Place
    FORMS: ClassVar[tuple[str, ...]] = (
        "term start",
        "term middle",
        "term end - 5 workdays",
        "each term on last workday",
        "within 10 workdays of term start",
        "每学期开学",
        "每学期中",
        "每学期末前5个工作日",
        "每学期最后一个工作日",
    )

    def written(self) -> str:
        match self.on:
            case Point(which=which):
                return f"term {which}"
            case Shifted(place=Point(which=which), offset=offset):
                return f"term {which} {offset.written()}"
            case _:
                return f"each term on {self.on.written(TERM)}"

    def english(self) -> str:
        return self.on.english(TERM, "every school term")

    def chinese(self) -> str:
        match self.on:
            case Point(which=which):
                return f"每学期{POINTS[which]}"
            case Shifted(place=Point(which=which), offset=offset):
                return f"每学期{POINTS[which]}{offset.chinese()}"
            case _:
                return f"每学期{self.on.chinese(TERM)}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for term in calendar.terms:
            period = _period(term)
            due = self.on.due(period, calendar)
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                opens = days_before(day, LEAD) if due <= period.first else period.opens
                found.append(Occurrence(period.key, opens, day))
        return sorted(found, key=lambda turn: turn.due)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start = reader.at
        found = reader.accept(rf"within {COUNT}\s*{UNIT} of (?:each |the )?term start\b") or reader.accept(
            rf"每?个?学期(?:开学|开始|初)后?(?:的?前)?{COUNT}{UNIT}(?:之|以)?内"
        )
        if found is not None:
            reader.forms = cls.FORMS
            count, days = found.groups()
            return cls(_first_days(reader, Offset.of(reader, False, count, days is None, start), start))
        if reader.accept(r"(?:(?:each|every) )?term (?:on |at )?|每?个?学期"):
            reader.forms = cls.FORMS
            place = _place(reader)
            offset = Offset.read(reader)
            return cls(place if offset is None else Shifted(place, offset))
        return None


def _period(term: Term) -> Period:
    first, last = term.since.toordinal(), term.until.toordinal()
    return Period(term.term, term.since.year, term.since.month, TERM, first, last, term.since)


def _first_days(reader: Reader, limit: Offset, at: int) -> Place:
    if limit.working:
        return first_days(reader, TERM, limit, at)
    return Point("start") if limit.count == 1 else Shifted(Point("start"), Offset(limit.count - 1))


def _place(reader: Reader) -> Place:
    """Raises CadenceError."""
    if reader.accept(r"first day\b|第一[天日]|开学|开始"):
        return Point("start")
    if reader.accept(r"last day\b|最后一[天日]|结束"):
        return Point("end")
    place: Place | None = Point.read(reader, TERM) or Workday.read(reader, TERM)
    if place is None:
        raise reader.error("start, middle, end, or a working day of the term")
    return place


class WeekOfTerm(Struct, frozen=True):
    """The Friday of a week of each school term, or its last day before that; opens on that Monday.

    Keyed by the term. The first week is the one with its first working weekday: a term that begins on a
    Saturday or Sunday counts from the Monday after. A term that is shorter has no turn.
    """

    week: int
    FORMS: ClassVar[tuple[str, ...]] = ("3rd week of term", "每学期第3周")
    MOST: ClassVar[int] = 30

    def written(self) -> str:
        return f"{ordinal(self.week)} week of term"

    def english(self) -> str:
        return f"in the {ordinal(self.week)} week of every school term"

    def chinese(self) -> str:
        return f"每学期第{self.week}周"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for term in calendar.terms:
            start, end = term.since.toordinal(), term.until.toordinal()
            monday = start - term.since.weekday() + (7 if term.since.weekday() >= SATURDAY else 0)
            opens = max(start, monday + 7 * (self.week - 1))
            due = min(monday + 7 * (self.week - 1) + FRIDAY, end)
            if opens <= due and first <= due <= last:
                found.append(Occurrence(term.term, dt.date.fromordinal(opens), dt.date.fromordinal(due)))
        return sorted(found, key=lambda turn: turn.due)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start = reader.at
        found = reader.accept(
            r"(?:in )?(?:the )?(\d{1,2})(?:st|nd|rd|th) week of (?:each |every |the )?term\b"
        )
        found = found or reader.accept(rf"每?个?学期(?:开学)?第{NUMBER}周")
        if found is None:
            return None
        reader.forms = cls.FORMS
        week = numeral(found.group(1))
        if not 1 <= week <= cls.MOST:
            raise reader.error(f"1 to {cls.MOST} weeks", start)
        return cls(week)
