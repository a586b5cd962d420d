"""Orders in a line of words, for pages and the command line."""

import datetime as dt

from services.i18n import Translator
from services.web.order_reads import OrderFound
from services.when import day_words


def what_words(t: Translator, one: OrderFound) -> str:
    """What an order is about."""
    if one.kind == "replan":
        return t(
            "Due days follow version %(version)s of calendar %(calendar)s",
            version=one.calendar_version,
            calendar=one.calendar,
        )
    return excuse_words(t, one.cause, one.since, one.until)


def excuse_words(t: Translator, cause: str, since: str, until: str) -> str:
    """A bulk excuse of ISO days."""
    first, last = (day_words(t.language, dt.date.fromisoformat(day)) for day in (since, until))
    why = t.term("cause", cause)
    if first == last:
        return t("Excused for %(cause)s: due %(day)s", cause=why, day=first)
    return t("Excused for %(cause)s: due %(since)s to %(until)s", cause=why, since=first, until=last)


def progress_words(t: Translator, one: OrderFound) -> str:
    """How far it is."""
    if not one.settled:
        return t("%(done)s done, %(left)s to do", done=one.done, left=one.remaining)
    return t("%(done)s done, %(passed)s left as they stood", done=one.done, passed=one.passed)
