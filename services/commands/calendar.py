"""The working calendar: `duban calendar`."""

import datetime as dt
from pathlib import Path

import click

from events.types import DayHours, Term
from services.bootstrap import CALENDAR
from services.calendar_years import Year
from services.commands import calls
from services.commands.failures import Failure
from services.commands.options import acting, as_json, as_of_option, day_option, moment_asked
from services.commands.order import replan
from services.commands.saved import say_done
from services.commands.source import Who, every, source
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.notice_files import days_of, read_notice
from services.web.house_reads import CalendarFound
from services.web.house_writes import (
    DeclaredDays,
    HolidayNotice,
    NewCalendar,
    Terms,
    UnitCalendar,
    WorkingHours,
)
from services.web.views import Rows
from services.when import day_words, hours_words, month_words

document_option = click.option(
    "--document", required=True, help="The document, or its number, that this comes from."
)


@click.group()
def calendar() -> None:
    """Working days, holidays and make-up days, working hours, school terms."""


calendar.add_command(replan)


@calendar.command("list")
@as_json
@pass_face
def list_(face: Face, as_json: bool) -> None:
    """All calendars, and the years whose holidays are not announced yet."""
    with source(face) as at:
        found: Rows[CalendarFound] = every(at, calls.CALENDARS)
    if as_json:
        face.json(found)
        return
    t = face.t
    made = table(t("Calendar"), t("Time zone"), t("Inherits from"), t("Version"), t("Not announced"))
    for one in found.rows:
        years = ", ".join(map(str, one.provisional))
        made.add_row(one.calendar, one.time_zone, one.inherits, str(one.version), years)
    face.show(made)


@calendar.command()
@click.argument("name", default=CALENDAR)
@click.option("--year", type=click.IntRange(1990, 2100), help="Else the present one.")
@as_of_option
@as_json
@pass_face
def show(face: Face, name: str, year: int | None, as_of: str, as_json: bool) -> None:
    """One year of a calendar (cn): its months, hours and terms, what it inherits and who goes by it."""
    with source(face) as at:
        asked = moment_asked(face, at, as_of)
        found: Year = at.read(calls.CALENDAR_YEAR, calendar=name, year=year or 0, as_of=asked)
    if as_json:
        face.json(found)
        return
    _print(face, found)


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
    for label, lines in _more(face, year):
        if lines:
            face.say(f"{label}: {'; '.join(lines)}")
    if year.provisional:
        face.hint(
            t("Holidays of %(years)s are not announced yet: working days may still change.", years=year.year)
        )


def _more(face: Face, year: Year) -> tuple[tuple[str, list[str]], ...]:
    t = face.t
    return (
        (t("Inherits from"), list(year.inherits)),
        (t("Working hours"), [hours_words(t, one) for one in year.hours]),
        (t("Terms"), [f"{one.term} {one.since} – {one.until}" for one in year.terms]),
        (t("Own days"), [f"{one.since} – {one.until} {one.document}" for one in year.declared]),
        (t("Units with this calendar"), list(year.units)),
    )


# --- writing ----------------------------------------------------------------------------------------------


@calendar.command("open")
@click.argument("name")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="IANA name of its time zone.")
@click.option("--inherits", default="", metavar="CALENDAR", help="What holds where it says nothing.")
@acting
@pass_face
def open_(face: Face, name: str, zone: str, inherits: str, who: Who) -> None:
    """Open a calendar, such as a school's that inherits from the country's."""
    with source(face) as at:
        done = at.write(calls.OPEN_CALENDAR, {}, NewCalendar(name, zone, inherits), who)
        say_done(face, done, face.t("Calendar %(calendar)s is open.", calendar=name))


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
@pass_face
def notice(face: Face, file: Path, who: Who) -> None:
    """Import the holiday notice of a year from a YAML or JSON FILE.

    Its keys: calendar (cn), year, document, holidays, make_up_days; days or ranges of days.
    """
    found = read_notice(file)
    body = HolidayNotice(found.year, found.document, found.holidays, found.make_up_days)
    with source(face) as at:
        done = at.write(calls.NOTICE, {"calendar": found.calendar}, body, who)
        words = face.t("The holidays of %(year)s are known.", year=found.year)
        say_done(face, done, words)
        face.hint(
            face.t("duban calendar replan %(calendar)s lists what it would move.", calendar=found.calendar)
        )


@calendar.command()
@click.argument("name")
@day_option("--since", "The first day that this is about.", required=True)
@day_option("--until", "The last day.", required=True)
@click.option("--off", multiple=True, metavar="DAY", help="A day off, or a range; repeatable.")
@click.option("--worked", multiple=True, metavar="DAY", help="A day worked, or a range; repeatable.")
@document_option
@acting
@pass_face
def days(
    face: Face,
    /,
    name: str,
    since: dt.date,
    until: dt.date,
    off: tuple[str, ...],
    worked: tuple[str, ...],
    document: str,
    who: Who,
) -> None:
    """Declare days of a calendar off or worked, whatever it inherits.

    A range is written 2026-07-01..2026-08-31. Neither off nor worked: as inherited again.
    """
    body = DeclaredDays(document, since, until, _days(off), _days(worked))
    with source(face) as at:
        done = at.write(calls.DECLARE_DAYS, {"calendar": name}, body, who)
        say_done(face, done, face.t("The days are declared."))


def _days(texts: tuple[str, ...]) -> tuple[dt.date, ...]:
    try:
        return tuple(day for text in texts for day in days_of(text))
    except ValueError as error:
        raise Failure(str(error)) from error


@calendar.command()
@click.argument("name")
@day_option("--since", "From which day on.", required=True)
@click.option("--regular", required=True, metavar="HOURS", help='Such as "08:30-12:00 14:00-17:30".')
@click.option(
    "--except",
    "exceptions",
    multiple=True,
    metavar="DAY=HOURS",
    help="Hours of a day of the week (mon to sun) or of a date, such as fri=08:30-12:00; repeatable.",
)
@document_option
@acting
@pass_face
def hours(
    face: Face, name: str, since: dt.date, regular: str, exceptions: tuple[str, ...], document: str, who: Who
) -> None:
    """Set the working hours of a calendar from a day on."""
    named = tuple(DayHours(*_pair(text)) for text in exceptions)
    with source(face) as at:
        body = WorkingHours(document, since, regular, named)
        done = at.write(calls.SET_HOURS, {"calendar": name}, body, who)
        say_done(face, done, face.t("The working hours are set."))


def _pair(text: str) -> tuple[str, str]:
    name, mark, rest = text.partition("=")
    if not mark:
        raise Failure(
            f"{text!r}: write NAME=…, such as fri=08:30-12:00 or 2026-autumn=2026-09-01..2027-01-22"
        )
    return name.strip(), rest.strip()


@calendar.command()
@click.argument("name")
@click.option(
    "--term",
    "terms_",
    multiple=True,
    required=True,
    metavar="KEY=FIRST..LAST",
    help="Such as 2026-autumn=2026-09-01..2027-01-22; repeatable.",
)
@document_option
@acting
@pass_face
def terms(face: Face, name: str, terms_: tuple[str, ...], document: str, who: Who) -> None:
    """Announce the school terms of a calendar."""
    named = tuple(_term(text) for text in terms_)
    with source(face) as at:
        done = at.write(calls.ANNOUNCE_TERMS, {"calendar": name}, Terms(document, named), who)
        say_done(face, done, face.t("The terms are announced."))


def _term(text: str) -> Term:
    key, span = _pair(text)
    first, _, last = span.partition("..")
    try:
        return Term(key, dt.date.fromisoformat(first.strip()), dt.date.fromisoformat(last.strip()))
    except ValueError as error:
        raise Failure(f"{text!r}: write such as 2026-autumn=2026-09-01..2027-01-22") from error


@calendar.command()
@click.argument("unit")
@click.argument("name", default="")
@acting
@pass_face
def choose(face: Face, unit: str, name: str, who: Who) -> None:
    """Schedule UNIT and all below it by calendar NAME from now on; without NAME, as those above it.

    What is scheduled already stays.
    """
    with source(face) as at:
        done = at.write(calls.CHOOSE_CALENDAR, {"unit": unit}, UnitCalendar(name), who)
        say_done(face, done, face.t("The calendar of the unit is chosen."))
