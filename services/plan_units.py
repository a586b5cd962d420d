"""The names in a document, matched to the units of the organisation."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from services.bootstrap import App
from services.plans import Draft, DraftItem, DraftQuestion
from services.plans.settling import settled
from services.plans.units import Matched, match_units
from services.read import queries
from workflows.org import Org


def names_of(app: App) -> dict[str, tuple[str, ...]]:
    """What each unit is called, by its id."""
    return {unit.unit: (unit.name,) for unit in queries.units(app.read())}


def matcher(app: App, under: str) -> "Matcher":
    return Matcher(app.states.org(), names_of(app), under)


class Matcher:
    """Matches names below a unit; the same name is looked up once."""

    def __init__(self, org: Org, names: Mapping[str, tuple[str, ...]], under: str) -> None:
        self._org, self._names, self._under = org, names, under
        self._known: dict[str, Matched] = {}

    def __call__(self, names: Sequence[str]) -> tuple[Matched, ...]:
        new = [name for name in dict.fromkeys(names) if name not in self._known]
        if new:
            found = match_units(new, self._org, self._names, self._under)
            self._known.update((one.name, one) for one in found)
        return tuple(self._known[name] for name in names)

    def words(self, units: Sequence[str]) -> str:
        """The names of units, parted by 、"""
        return "、".join(self._names.get(unit, (unit,))[0] for unit in units)


def with_units(draft: Draft, match: Matcher) -> Draft:
    """Items get the units that their parties name beyond doubt; what is doubtful stays a question.

    A question about leads proposes the units that a doubtful name could mean.
    """
    match([name for item in draft.items for party in item.parties for name in party.units])
    items = tuple(_matched(item, match) for item in draft.items)
    by_id = {item.item: item for item in items}
    questions = tuple(_with_choices(one, by_id.get(one.item), match) for one in draft.questions)
    return settled(replace(draft, items=items, questions=questions))


def _matched(item: DraftItem, match: Matcher) -> DraftItem:
    named = match(item.named("lead"))
    if item.leads or item.lead_sets or any(not one.units for one in named):
        leads, sets = item.leads, item.lead_sets
    else:
        leads = tuple(dict.fromkeys(unit for one in named if not one.expansion for unit in one.units))
        sets = tuple(dict.fromkeys(one.expansion for one in named if one.expansion))
    return replace(
        item,
        leads=leads,
        lead_sets=sets,
        cooperating=item.cooperating or _helpers(match, item, "cooperating", leads),
        informed=item.informed or _helpers(match, item, "informed", leads),
    )


def _helpers(match: Matcher, item: DraftItem, role: str, leads: Sequence[str]) -> tuple[str, ...]:
    found = match(item.named(role))
    return tuple(dict.fromkeys(unit for one in found for unit in one.units if unit not in leads))


def _with_choices(one: DraftQuestion, item: DraftItem | None, match: Matcher) -> DraftQuestion:
    if one.kind != "leads" or item is None:
        return one
    doubtful = (found for found in match(item.named("lead")) if not found.units)
    choices = dict.fromkeys(unit for found in doubtful for unit in found.choices)
    return replace(one, choices=tuple(choices)) if choices else one
