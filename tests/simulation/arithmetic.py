"""Days, hours and waits counted one by one: slow, plain, and written apart from the code under test."""

import datetime as dt
from zoneinfo import ZoneInfo

from events.types import (
    AnyEvent,
    CalendarDaysDeclared,
    CalendarOpened,
    HolidayNoticeImported,
    Step,
    WorkingHoursSet,
)

SECOND = 1_000_000
ONE_DAY = dt.timedelta(days=1)
USUAL_HOURS = "08:30-12:00 14:00-17:30"
DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Book:
    """What the calendars of a log have said so far."""

    def __init__(self) -> None:
        self.said: dict[str, list[AnyEvent]] = {}
        self.zones: dict[str, ZoneInfo] = {}
        self.above: dict[str, str] = {}
        self.edition = 0
        self._worked: dict[tuple[str, dt.date], bool] = {}
        self._moments: dict[tuple[str, Step, int, int], int] = {}

    def read(self, event: AnyEvent) -> bool:
        """True if it was about a calendar."""
        match event:
            case CalendarOpened():
                self.said[event.calendar] = [event]
                self.zones[event.calendar] = ZoneInfo(event.time_zone)
                self.above[event.calendar] = event.inherits
            case HolidayNoticeImported() | CalendarDaysDeclared() | WorkingHoursSet():
                self.said[event.calendar].append(event)
            case _:
                return False
        self.edition += 1
        self._worked.clear()
        self._moments.clear()
        return True

    # --- days ---------------------------------------------------------------------------------------------

    def works(self, calendar: str, day: dt.date) -> bool:
        key = (calendar, day)
        if key not in self._worked:
            self._worked[key] = self._says(calendar, day)
        return self._worked[key]

    def _says(self, calendar: str, day: dt.date) -> bool:
        """The nearest calendar that says something of the day: of the day itself, or of its whole year."""
        while calendar:
            for event in reversed(self.said[calendar]):
                if isinstance(event, CalendarDaysDeclared) and event.since <= day <= event.until:
                    if day in event.off or day in event.worked:
                        return day in event.worked
                    break
            for event in reversed(self.said[calendar]):
                if isinstance(event, HolidayNoticeImported) and event.year == day.year:
                    return day in event.make_up_days or (day.weekday() < 5 and day not in event.holidays)
            calendar = self.above[calendar]
        return day.weekday() < 5

    def hours(self, calendar: str, day: dt.date) -> str:
        """The hours that were set for a day, "" if none ever were."""
        while calendar:
            found = [e for e in self.said[calendar] if isinstance(e, WorkingHoursSet) and e.since <= day]
            if found:
                latest = max(found, key=lambda event: (event.since, found.index(event)))
                special = {one.day: one.hours for one in latest.exceptions}
                of_week = special.get(DAYS_OF_WEEK[day.weekday()], latest.regular)
                return special.get(day.isoformat(), of_week) or "none"
            calendar = self.above[calendar]
        return ""

    def spans(self, calendar: str, day: dt.date) -> list[tuple[int, int]]:
        """From when to when is worked on a day, as instants."""
        if not self.works(calendar, day):
            return []
        text = self.hours(calendar, day) or USUAL_HOURS
        pairs = [span.split("-") for span in text.split()] if text != "none" else []
        return [(self.at(calendar, day, start), self.at(calendar, day, end)) for start, end in pairs]

    # --- instants -----------------------------------------------------------------------------------------

    def at(self, calendar: str, day: dt.date, time: str) -> int:
        hour, minute = int(time[:2]), int(time[3:])
        if hour == 24:
            day, hour = day + ONE_DAY, 0
        local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zones[calendar])
        return round(local.timestamp()) * SECOND

    def local(self, calendar: str, instant: int) -> dt.datetime:
        whole = dt.datetime.fromtimestamp(instant // SECOND, self.zones[calendar])
        return whole.replace(microsecond=instant % SECOND)

    def day(self, calendar: str, instant: int) -> dt.date:
        return self.local(calendar, instant).date()

    def moment(self, calendar: str, step: Step, repeat: int, due: int) -> int:
        """When a repeat of a step comes for what is due at `due`."""
        key = (calendar, step, repeat, due)
        if key not in self._moments:
            self._moments[key] = self._moment(calendar, step, step.offset + repeat * step.repeat_every, due)
        return self._moments[key]

    def _moment(self, calendar: str, step: Step, wait: int, due: int) -> int:
        if wait == 0:
            return due
        match step.unit:
            case "hour":
                return due + wait * 3600 * SECOND
            case "day":
                then = self.local(calendar, due).replace(tzinfo=None) + wait * ONE_DAY
                there = then.replace(tzinfo=self.zones[calendar])
                return round(there.replace(microsecond=0).timestamp()) * SECOND + then.microsecond
            case "working_day":
                return self._working_day(calendar, self.day(calendar, due - 1), wait)
            case "working_hour":
                return self._working_minutes(calendar, due, wait * 60)
            case "working_minute":
                return self._working_minutes(calendar, due, wait)
        raise AssertionError(step.unit)

    def _working_day(self, calendar: str, day: dt.date, wait: int) -> int:
        left = abs(wait)
        while left:
            day += ONE_DAY if wait > 0 else -ONE_DAY
            left -= 1 if self.works(calendar, day) else 0
        spans = self.spans(calendar, day) if self.hours(calendar, day) else []
        return spans[0][0] if spans else self.at(calendar, day, "09:00")

    def _working_minutes(self, calendar: str, instant: int, wait: int) -> int:
        left, day = abs(wait) * 60 * SECOND, self.day(calendar, instant)
        while True:
            spans = self.spans(calendar, day)
            for start, end in spans if wait > 0 else reversed(spans):
                if wait > 0:
                    start = max(start, instant)
                else:
                    end = min(end, instant)
                if start < end and left <= end - start:
                    return start + left if wait > 0 else end - left
                left -= max(end - start, 0)
            day += ONE_DAY if wait > 0 else -ONE_DAY
