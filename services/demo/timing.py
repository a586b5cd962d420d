"""When people of the district do things: in slots of a day, offices on working days only."""

import datetime as dt
from random import Random

from msgspec import Struct

from workflows.calendar import Calendar, add_working_days, instant_of, is_working_day, local_day

SLOT = 20  # minutes
MORNING, EVENING = 8 * 60, 17 * 60 + 40
NIGHT = 22 * 60
LAST_DAYS = 5
MINUTE = 60_000_000


class Timing(Struct, frozen=True):
    """Instants µs UTC, days local to the calendar."""

    rng: Random
    calendar: Calendar

    def before(self, since: int, due: int, office: bool) -> int:
        """A moment in [since, due): rather late than early, an office's on a working day if there is one."""
        first, last = local_day(self.calendar, since), local_day(self.calendar, due - 1)
        days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        worked = [day for day in days if is_working_day(self.calendar, day)]
        chosen = (worked if office and worked else days)[-LAST_DAYS:]
        day = chosen[-1 - int(self.rng.random() ** 2 * len(chosen))]
        latest = due - SLOT * MINUTE
        return max(since, min(latest, self.on(day, MORNING, EVENING if office else NIGHT, latest)))

    def on(self, day: dt.date, first: int, last: int, latest: int = 0) -> int:
        """A slot of a day between two minutes of it; no later than `latest` if that lies after `first`."""
        if latest and local_day(self.calendar, latest) == day:
            start = instant_of(self.calendar, day, "00:00")
            last = max(first, min(last, (latest - start) // MINUTE))
        minute = SLOT * self.rng.randint(first // SLOT, last // SLOT)
        return instant_of(self.calendar, day, f"{minute // 60:02}:{minute % 60:02}")

    def days_after(self, instant: int, days: int, office: bool) -> int:
        """A moment on the day that many calendar days later; an office's on the next working day then."""
        day = local_day(self.calendar, instant) + dt.timedelta(days=days)
        if office and not is_working_day(self.calendar, day):
            day = add_working_days(self.calendar, day, 1)
        return self.on(day, MORNING, EVENING if office else NIGHT)

    def later(self, instant: int, days: tuple[int, int], office: bool = True) -> int:
        """A moment a number of days of a range later, and after `instant`."""
        at = self.days_after(instant, self.rng.randint(*days), office)
        return at if at > instant else self.days_after(instant, 1, office)

    def closing(self, instant: int, working_days: int) -> int:
        """18:00 that many working days later."""
        day = add_working_days(self.calendar, local_day(self.calendar, instant), working_days)
        return instant_of(self.calendar, day, "18:00")

    def shifted(self, instant: int, days: int) -> int:
        """The same local time that many calendar days later."""
        day = local_day(self.calendar, instant)
        since = instant_of(self.calendar, day, "00:00")
        return instant_of(self.calendar, day + dt.timedelta(days=days), "00:00") + instant - since
