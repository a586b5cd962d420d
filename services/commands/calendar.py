"""The working calendar: `duban calendar`."""

import datetime as dt

import click
from msgspec import Struct

from services.bootstrap import CALENDAR
from services.commands.options import as_json
from services.commands.order import replan
from services.commands.source import alone
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.when import day_words, month_words
from workflows.calendar import Calendar, is_working_day, local_day, provisional
from workflows.refusal import Refused

MONTHS = 12


class Month(Struct, frozen=True):
    """Holidays are weekdays off; make-up days are days of the weekend that are worked 调休."""

    month: str
    working_days: int
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


class Year(Struct, frozen=True):
    """`provisional`: no notice of that year is known, so weekends are all that is off."""

    calendar: str
    time_zone: str
    version: int
    year: int
    provisional: bool
    documents: tuple[str, ...]
    months: tuple[Month, ...]


@click.group()
def calendar() -> None:
    """Working days, holidays and make-up days."""


calendar.add_command(replan)


@calendar.command()
@click.argument("name", default=CALENDAR)
@click.option("--year", type=click.IntRange(1990, 2100), help="Else the present one.")
@as_json
@pass_face
def show(face: Face, name: str, year: int | None, as_json: bool) -> None:
    """The months of one year of a calendar (cn)."""
    with alone(face) as app:
        state = app.states.find_calendar(name)
        if state is None:
            raise Refused("unknown-calendar", f"there is no calendar {name}", calendar=name)
        found = year_of(state, year or local_day(state, app.clock()).year)
    if as_json:
        face.json(found)
        return
    _print(face, found)


def year_of(calendar: Calendar, year: int) -> Year:
    """A year by months."""
    documents = tuple(name for one, name in sorted(calendar.documents) if one == year)
    months = tuple(_month(calendar, year, month) for month in range(1, MONTHS + 1))
    return Year(
        calendar.calendar,
        calendar.time_zone,
        calendar.version,
        year,
        provisional(calendar, year),
        documents,
        months,
    )


def _month(calendar: Calendar, year: int, month: int) -> Month:
    first = dt.date(year, month, 1)
    length = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    days = [first + dt.timedelta(days=place) for place in range(length)]
    return Month(
        f"{first:%Y-%m}",
        sum(is_working_day(calendar, day) for day in days),
        tuple(day for day in days if day.toordinal() in calendar.holidays),
        tuple(day for day in days if day.toordinal() in calendar.make_up),
    )


def _print(face: Face, year: Year) -> None:
    t = face.t
    made = table(
        f"{t('Working calendar')} {year.calendar} {year.year} ({year.time_zone})",
        t("Month"),
        t("Working days"),
        t("Days off"),
        t("Make-up days"),
        caption="; ".join(year.documents),
    )
    for month in year.months:
        number = int(month.month[5:])
        off, worked = (
            ", ".join(day_words(t.language, day, year.year) for day in days)
            for days in (month.holidays, month.make_up_days)
        )
        made.add_row(month_words(t.language, year.year, number), str(month.working_days), off, worked)
    face.show(made)
    if year.provisional:
        face.hint(
            t("Holidays of %(years)s are not announced yet: working days may still change.", years=year.year)
        )
