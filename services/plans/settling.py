"""What follows from what is known by now: days without a year, and the questions that are no longer open."""

import datetime as dt

from msgspec.structs import replace

from services.plans.draft import Draft, DraftItem
from services.plans.item_fields import outside
from services.plans.questions import day_question, still_open


def settled(draft: Draft) -> Draft:
    """The draft with the days that its period settles, asking only what is still open.

    A single day that lies outside of the period would never come: it is asked about.
    """
    away = {item.item: item.cadence for item in draft.items if outside(item, draft.since, draft.until)}
    items = tuple(
        replace(item, cadence="") if item.item in away else _dated(item, draft.since, draft.until)
        for item in draft.items
    )
    asked = {question.question for question in draft.questions}
    more = (day_question(item, away[item.item]) for item in items if item.item in away)
    questions = (*draft.questions, *(one for one in more if one.question not in asked))
    known = replace(draft, items=items, questions=questions)
    return replace(known, questions=still_open(known))


def _dated(item: DraftItem, since: dt.date | None, until: dt.date | None) -> DraftItem:
    """A deadline that names no year (--03-31) is the one such day within the plan, if it is only one."""
    if item.cadence or not item.due.startswith("--") or since is None or until is None:
        return item
    days = [day for year in range(since.year, until.year + 1) if (day := _day(year, item.due[2:7]))]
    within = [day for day in days if since <= day <= until]
    return replace(item, cadence=f"once {within[0]}") if len(within) == 1 else item


def _day(year: int, month_and_day: str) -> dt.date | None:
    """None for a 29 February that the year lacks."""
    try:
        return dt.date.fromisoformat(f"{year}-{month_and_day}")
    except ValueError:
        return None
