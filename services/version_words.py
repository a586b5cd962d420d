"""What a new version of a plan's document changes, in words; on the command line and on the pages."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from events.types import Target
from services.i18n import Translator
from services.plan_versions import Incomplete
from services.plans import DraftItem
from services.plans.comparison import Comparison, ItemChange
from workflows.cadence import explain, parse

Units: TypeAlias = Callable[[Sequence[str]], str]
"""How several units are called together."""

_ELSEWHERE = ("text", "number", "span")  # fields that are not told as old → new


def counts_words(t: Translator, found: Comparison) -> str:
    kinds = Counter(change.kind for change in found.changes)
    return t(
        "%(added)s added, %(changed)s changed, %(withdrawn)s withdrawn, %(moved)s moved,"
        " %(unchanged)s unchanged, %(left)s still left out.",
        added=kinds["added"],
        changed=kinds["changed"],
        withdrawn=kinds["withdrawn"],
        moved=kinds["moved"],
        unchanged=found.unchanged,
        left=len(found.still_left_out),
    )


def kind_words(t: Translator, kind: str) -> str:
    words = {"added": t("added"), "changed": t("changed"), "withdrawn": t("withdrawn"), "moved": t("moved")}
    return words[kind]


def field_words(t: Translator, name: str) -> str:
    """The key of plan files where there is no word for it."""
    words = {
        "cadence": t("How often"),
        "leads": t("Lead unit"),
        "due": t("Deadline"),
        "cooperating": t("Cooperating units"),
        "informed": t("Informed units"),
        "due_time": t("Due at"),
        "review": t("Review"),
        "policy": t("Policy"),
        "target": t.term("found", "target"),
        "carries_out": t("Carries out"),
    }
    return words.get(name, name)


def lacking_words(t: Translator, one: Incomplete) -> str:
    return ", ".join(field_words(t, name) for name in one.lacks)


def number_words(change: ItemChange) -> str:
    """Its number; old → new where they differ."""
    numbers = [one.number for one in (change.before, change.after) if one]
    return " → ".join(dict.fromkeys(numbers))


def notes(t: Translator, change: ItemChange, units: Units) -> Iterator[str]:
    """What changes besides the wording, each in a line."""
    if change.before and change.after:
        for name in change.fields:
            if name not in _ELSEWHERE:
                old, new = (_value(t, one, name, units) for one in (change.before, change.after))
                yield f"{field_words(t, name)}: {old} → {new}"
    if "span" in change.fields:
        yield t("under other headings")
    if change.note:
        yield t("left out before: %(reason)s", reason=change.note)


def _value(t: Translator, item: DraftItem, name: str, units: Units) -> str:
    match name:
        case "cadence":
            return explain(parse(item.cadence), t.language) if item.cadence else t("not decided yet")
        case "leads":
            return units([*item.leads, *item.lead_sets]) or t("not decided yet")
        case "cooperating" | "informed":
            return units(getattr(item, name)) or "-"
        case "review":
            return t("yes") if item.review else t("no")
        case "target":
            return _goal(item.target) if item.target else "-"
        case _:
            return str(getattr(item, name) or "-")


def _goal(target: Target) -> str:
    return " ".join(part for part in (target.metric, target.op, f"{target.value:g}{target.unit}") if part)
