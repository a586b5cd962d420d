"""Who tells a story: its language, its time zone and its names, and the words that many sentences need."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from events.types import Basis, Told
from services.i18n import Translator
from services.when import due_words, local_words
from workflows.calendar import Calendar

Naming: TypeAlias = Callable[[str], str]
"""From an id to what people call it."""


class Teller(Struct, frozen=True):
    """Words, time zone and names of a story; `year` is left out of dates."""

    t: Translator
    calendar: Calendar
    member: Naming
    unit: Naming
    year: int = 0

    def due(self, instant: int) -> str:
        return due_words(self.t.language, self.calendar, instant, self.year)

    def moment(self, instant: int) -> str:
        return local_words(self.t.language, self.calendar, instant, self.year)


def people(teller: Teller, told: tuple[Told, ...]) -> str:
    """Recipients with post, whom they stand in for, and the vacant posts that were passed over."""
    return teller.t.term("list", "; ").join(_person(teller, one) for one in told)


def _person(teller: Teller, told: Told) -> str:
    t = teller.t
    role = t.term("role", told.role)
    name = t(
        "%(member)s (%(role)s, %(unit)s)",
        member=teller.member(told.member),
        role=role,
        unit=teller.unit(told.unit),
    )
    if told.handed_by:
        name = t("%(person)s, handed over by %(other)s", person=name, other=teller.member(told.handed_by))
    if told.instead_of:
        name = t("%(person)s instead of %(other)s", person=name, other=teller.member(told.instead_of))
    if told.skipped:
        units = t.term("list", ", ").join(map(teller.unit, told.skipped))
        name = t("%(person)s, as the post is vacant at %(units)s", person=name, units=units)
    return name


def basis_words(teller: Teller, basis: Basis, step: str) -> str:
    """The facts that, had they been otherwise, would have stopped a step."""
    t = teller.t
    words = t(
        "due %(due)s and not reported; %(days)s; step %(step)s of policy %(policy)s, revision %(revision)s; "
        "calendar %(calendar)s version %(version)s; organisation version %(org)s",
        due=teller.due(basis.due),
        days=_working_days(t, basis.working_days),
        step=step,
        policy=basis.policy,
        revision=basis.policy_version,
        calendar=basis.calendar,
        version=basis.calendar_version,
        org=basis.org_version,
    )
    if not basis.top:
        return words
    return t("%(words)s; the tree ends at %(unit)s", words=words, unit=teller.unit(basis.top))


def _working_days(t: Translator, days: int) -> str:
    if days == 0:
        return t("on the due day or before the next working day")
    if days < 0:
        return t.plural("%(n)s working day before due", "%(n)s working days before due", -days)
    return t.plural("%(n)s working day after due", "%(n)s working days after due", days)


def joined(t: Translator, *sentences: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return ("" if t.language == "zh" else " ").join(filter(None, sentences))
