"""Answers that come from a form: unit names instead of ids, one answer file's worth at once."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from msgspec import Struct

from services.plans.units import Matched


class ItemAnswer(Struct, frozen=True):
    """`leads` and `cooperating` are names as a person writes them, parted by 、; `cooperating` "" says that
    nobody helps, None says nothing.

    `proposed` are the document's own names for both: sent back as they were, they answer nothing where they
    fit no unit. `sets` of units are taken as written only where the item has them.
    """

    cadence: str = ""
    leads: str = ""
    cooperating: str | None = None
    due_time: str = ""
    leave_out: str = ""
    proposed: tuple[str, str] = ("", "")
    sets: tuple[str, ...] = ()


class PlanAnswers(Struct, frozen=True):
    """`anchors` by name; `leads` of items without any; `undecided`: why the rest is left out; gaps seen."""

    items: Mapping[str, ItemAnswer]
    anchors: Mapping[str, str] = {}
    leads: str = ""
    undecided: str = ""
    seen: tuple[str, ...] = ()


class UnknownNames(Exception):
    """Names that fit no unit, or several: by field, each with what could be meant."""

    def __init__(self, fields: dict[str, tuple[Matched, ...]]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


Match = Callable[[tuple[str, ...]], tuple[Matched, ...]]
"""From names to units of the organisation."""

_PARTED = re.compile("[、，,;；\\s]+")


def answer_file(answers: PlanAnswers, match: Match) -> str:
    """The answers as an answer file. Raises UnknownNames."""
    names = _Names(match)
    items = {name: _item(names, name, answer) for name, answer in answers.items.items()}
    whole: dict[str, Any] = {
        "anchors": {name: value for name, value in answers.anchors.items() if value},
        "items": {name: fields for name, fields in items.items() if fields},
        "seen": list(answers.seen),
        "undecided": {"leave_out": answers.undecided} if answers.undecided else {},
        **names.units("leads", answers.leads),
    }
    if names.unknown:
        raise UnknownNames(names.unknown)
    return yaml.safe_dump({key: value for key, value in whole.items() if value}, allow_unicode=True)


def names_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _PARTED.split(text) if name))


def _item(names: "_Names", name: str, answer: ItemAnswer) -> dict[str, Any]:
    if answer.leave_out:
        return {"leave_out": answer.leave_out}
    leads, helpers = answer.proposed
    fields: dict[str, Any] = names.units(f"items.{name}.leads", answer.leads, leads, answer.sets)
    if answer.cooperating == "":
        fields["cooperating"] = []
    elif answer.cooperating:
        found = names.units(f"items.{name}.cooperating", answer.cooperating, helpers)
        fields |= {"cooperating": found["leads"]} if "leads" in found else {}
    if answer.cadence:
        fields["cadence"] = answer.cadence
    if answer.due_time:
        fields["due_time"] = answer.due_time
    return fields


class _Names:
    """Matches names field by field and remembers those that fit nothing."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self.unknown: dict[str, tuple[Matched, ...]] = {}

    def units(
        self, field: str, text: str, proposed: str = "", known: tuple[str, ...] = ()
    ) -> dict[str, list[str]]:
        """leads and lead_sets of the names in a text; {} for none, and for `proposed` ones that fit none."""
        written = names_in(text)
        found = self._match(tuple(name for name in written if name not in known))
        unclear = tuple(one for one in found if not one.units)
        if unclear:
            self.unknown |= {} if text == proposed else {field: unclear}
            return {}
        leads = [unit for one in found if not one.expansion for unit in one.units]
        sets = [name for name in written if name in known]
        sets += [one.expansion for one in found if one.expansion]
        kept = {"leads": list(dict.fromkeys(leads)), "lead_sets": list(dict.fromkeys(sets))}
        return {key: value for key, value in kept.items() if value}
