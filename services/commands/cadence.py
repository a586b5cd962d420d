"""Cadences by themselves: `duban cadence explain`. Needs no home."""

import datetime as dt

import click
from msgspec import Struct

from services.bootstrap import CALENDAR, system_clock
from services.commands.failures import Failure
from services.commands.options import DayType, as_json
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.holidays import built_in_notice
from services.when import day_words, period_words
from workflows.cadence import Cadence, CadenceError, Occurrence, explain, occurrences, parse, written
from workflows.cadence.kinds import EachTerm, OnEvent, Rule, WeekOfTerm
from workflows.cadence.lunar import UnknownLunarYear
from workflows.calendar import Calendar, decide, evolve, local_day, provisional

YEARS_AHEAD = 60
"""How far a turn is looked for: five turns of the rarest cadence lie within it."""


class DueTurn(Struct, frozen=True):
    """The last day on which to do it, the first, and the period key."""

    due: dt.date
    opens: dt.date
    period: str


class Explained(Struct, frozen=True):
    """`written` is the canonical form; `provisional`: years without a holiday notice that these days need."""

    cadence: str
    written: str
    zh: str
    en: str
    turns: tuple[DueTurn, ...]
    provisional: tuple[int, ...]


@click.group()
def cadence() -> None:
    """How often something is due: what a text means."""


@cadence.command(name="explain")
@click.argument("text", metavar="TEXT")
@click.option("--from", "since", type=DayType(), help="The first day on which a turn may be due; else today.")
@click.option("--count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many turns.")
@as_json
@pass_face
def explain_text(face: Face, text: str, since: dt.date | None, count: int, as_json: bool) -> None:
    """What TEXT means, in Chinese and English, and the next days on which it is due.

    By the holidays that come with the program.
    """
    found = explained(face, text, since or _today(face), count)
    if as_json:
        face.json(found)
        return
    _print(face, found, parse(text).rule)


def explained(face: Face, text: str, since: dt.date, count: int) -> Explained:
    """Raises Failure for what is no cadence, and for lunar days that are not known."""
    calendar = calendar_of(since.year, face.settings.time_zone)
    try:
        rule = parse(text)
        turns = next_turns(rule, since, count, calendar)
    except CadenceError as error:
        raise Failure(_told(face, error)) from error
    except UnknownLunarYear as error:
        raise Failure(
            face.t("Lunar days are known from 1990 to 2100, not those of %(year)s.", year=error.year)
        ) from error
    years = {turn.due.year for turn in turns} if needs_holidays(rule) else set()
    return Explained(
        text,
        written(rule),
        explain(rule, "zh"),
        explain(rule, "en"),
        tuple(DueTurn(turn.due, turn.opens, turn.period) for turn in turns),
        tuple(sorted(year for year in years if provisional(calendar, year))),
    )


def needs_holidays(rule: Cadence) -> bool:
    """Whether the days hang on which ones are worked."""
    return rule.shift != "kept" or "work" in rule.rule.written()


def _told(face: Face, error: CadenceError) -> str:
    if face.language == "en":
        return str(error)
    return face.t(
        "The cadence %(text)s cannot be read from character %(place)s on. Write for instance: %(forms)s",
        text=error.text,
        place=error.at + 1,
        forms="; ".join(error.forms),
    )


def next_turns(rule: Cadence, since: dt.date, count: int, calendar: Calendar) -> tuple[Occurrence, ...]:
    """The first `count` due on or after `since`, within YEARS_AHEAD years. Raises UnknownLunarYear."""
    found: list[Occurrence] = []
    start = since
    for year in range(since.year + 1, min(since.year + YEARS_AHEAD, dt.MAXYEAR) + 1):
        end = dt.date(year, 1, 1)
        found += occurrences(rule, start, end, calendar)
        if len(found) >= count:
            break
        start = end
    return tuple(found[:count])


def calendar_of(year: int, time_zone: str) -> Calendar:
    """From the notices that come with the program, from the year before on."""
    calendar = Calendar(CALENDAR, time_zone)
    for one in range(year - 1, year + YEARS_AHEAD):
        notice = built_in_notice(CALENDAR, one)
        for event in decide(calendar, notice) if notice else ():
            calendar = evolve(calendar, event)
    return calendar


def _today(face: Face) -> dt.date:
    clock = face.world.clock or system_clock
    return local_day(Calendar(CALENDAR, face.settings.time_zone), clock())


def _none_due(face: Face, rule: Rule) -> str:
    """Why no day can be told."""
    if isinstance(rule, OnEvent):
        return face.t("It has no days of its own: each time that it happens is noted, and then falls due.")
    if isinstance(rule, EachTerm | WeekOfTerm):
        return face.t("Its days are those of the terms that the calendar of each unit announces.")
    return face.t("Nothing is due in the %(years)s years from that day on.", years=YEARS_AHEAD)


def _print(face: Face, found: Explained, rule: Rule) -> None:
    t = face.t
    sentences = (found.zh, found.en) if face.language == "zh" else (found.en, found.zh)
    for line in (found.written, *sentences):
        face.say(line)
    if not found.turns:
        face.say(_none_due(face, rule))
        return
    made = table("", t("Due"), t("Opens"), t("Period"), t("Period key"))
    for turn in found.turns:
        made.add_row(
            day_words(face.language, turn.due),
            day_words(face.language, turn.opens),
            period_words(face.language, turn.period),
            turn.period,
        )
    face.show(made)
    if found.provisional:
        years = ", ".join(map(str, found.provisional))
        face.hint(
            t("Holidays of %(years)s are not announced yet: working days may still change.", years=years)
        )
