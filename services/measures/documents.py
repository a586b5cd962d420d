"""The documents that are served with a measure: 通报, 约谈通知书, 黄牌警告通知书, 红牌警告通知书."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from services.bootstrap import CALENDAR, App
from services.i18n import Language, Translator, translator
from services.read import queries
from services.read.queries import TaskLine
from services.when import MONTHS, due_words, length_words
from workflows import org as orgs
from workflows.calendar import Calendar, local_day

MOST_FACTS = 10
"""Overdue tasks that a document names, at most."""
MOST_OWED = 2000


def document(app: App, unit: str, kind: str, reason: str, due: int, task: str = "") -> str:
    """The document of a decision at this moment, in the language of the installation.

    `due` µs UTC; `task` is named first, then what else is overdue. Raises Refused(unknown-unit).
    """
    t, now = translator(app.settings.language), app.clock()
    calendar = app.states.find_calendar(CALENDAR) or Calendar(CALENDAR, app.settings.time_zone)
    org = app.states.org()
    found = orgs.known_unit(org, unit)
    above = org.units[found.parent].name if found.parent else found.name
    return template(t.language, kind) % {
        "unit": found.name,
        "reason": reason.strip(),
        "facts": _facts(t, calendar, overdue(app, unit, task, now), now),
        "due": due_words(t.language, calendar, due),
        "above": above,
        "date": date_words(t.language, local_day(calendar, now)),
    }


@cache
def template(language: Language, kind: str) -> str:
    return (files("services.measures") / language / f"{kind}.txt").read_text("utf-8").rstrip("\n")


def overdue(app: App, unit: str, task: str, now: int) -> list[TaskLine]:
    """What the unit owes past due, `task` first, then the longest overdue."""
    owed = queries.owed(app.read(), unit, now, limit=MOST_OWED).rows
    late = [line for line in owed if line.status == "overdue"]
    return sorted(late, key=lambda line: (line.task != task, line.due))


def _fact(t: Translator, calendar: Calendar, line: TaskLine, number: int, now: int) -> str:
    words = {
        "number": number,
        "text": " ".join((line.text or line.item).rstrip("。.").split()),
        "due": due_words(t.language, calendar, line.due),
        "length": length_words(t, now - line.due),
    }
    if not line.level:
        return t("%(number)s. %(text)s: due %(due)s, %(length)s overdue.", **words)
    return t(
        "%(number)s. %(text)s: due %(due)s, %(length)s overdue, level %(level)s.", **words, level=line.level
    )


def _facts(t: Translator, calendar: Calendar, late: Sequence[TaskLine], now: int) -> str:
    """A list of its own above the paragraph that follows; "" if nothing is overdue."""
    if not late:
        return ""
    lines = [_fact(t, calendar, line, number, now) for number, line in enumerate(late[:MOST_FACTS], 1)]
    if len(late) > MOST_FACTS:
        lines.append(t("%(n)s tasks are overdue in all.", n=len(late)))
    return "\n".join((t("Overdue at this date:"), *lines, "", ""))


def date_words(language: Language, day: dt.date) -> str:
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
