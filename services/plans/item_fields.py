"""The keys of one item, alike in plan files and in answers."""

import datetime as dt

from msgspec.structs import replace

from events.types import Target
from services.plans.draft import DraftItem
from services.plans.yaml_nodes import Fields
from workflows.cadence import CadenceError, parse, written
from workflows.ids import ID

SETTABLE = (
    "cadence",
    "leads",
    "lead_sets",
    "cooperating",
    "informed",
    "opens_before",
    "due_time",
    "review",
    "policy",
    "target",
    "carries_out",
)
_HELPERS = ("cooperating", "informed")
LONGEST_OPENING = 366  # days
_KINDS = ("ratio", "count", "trend", "never")
_OPERATORS = (">=", ">", "=", "<", "<=", "up", "down")


def with_fields(item: DraftItem, fields: Fields) -> DraftItem:
    """The item with what `fields` says of it; keys that are absent change nothing.

    `leads` and `lead_sets` are one answer: giving one of them replaces both. Whom it makes a lead no longer
    helps, unless it says so itself.
    """
    named = "leads" in fields.nodes or "lead_sets" in fields.nodes
    leads = fields.idents("leads", () if named else item.leads)
    helping = {name: tuple(one for one in getattr(item, name) if one not in leads) for name in _HELPERS}
    given = replace(
        item,
        cadence=cadence(fields, "cadence") or item.cadence,
        leads=leads,
        lead_sets=fields.unit_sets("lead_sets", () if named else item.lead_sets),
        cooperating=fields.idents("cooperating", helping["cooperating"], empty=True),
        informed=fields.idents("informed", helping["informed"], empty=True),
        opens_before=fields.integer("opens_before", -1, LONGEST_OPENING, item.opens_before),
        due_time=fields.time("due_time", item.due_time),
        review=fields.flag("review") if "review" in fields.nodes else item.review,
        policy=fields.ident("policy", item.policy),
        target=_target(fields) if "target" in fields.nodes else item.target,
        carries_out=_carries_out(fields) or item.carries_out,
    )
    _check_roles(given, fields)
    return given


def cadence(fields: Fields, key: str) -> str:
    """The written form of a cadence, "" for none; CadenceError becomes a problem at its line."""
    text = fields.text(key)
    if not text:
        return ""
    try:
        return written(parse(text))
    except CadenceError as error:
        forms = "、".join(error.forms)
        fields.wrong(key, str(error), f"频次「{text}」从第 {error.at + 1} 个字起不能识别:可写 {forms}")
        return ""


def check_period(fields: Fields, since: dt.date | None, until: dt.date | None) -> None:
    """The last day must not be before the first, nor more than five years after."""
    if since and until and not 0 <= (until - since).days <= 366 * 5:
        fields.wrong(
            "until",
            f"{until} must lie within five years from since, {since}",
            f"{until} 应不早于起始日 {since},且不超过五年",
        )


def outside(item: DraftItem, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether a single due day lies outside the plan, so that nothing would ever become due."""
    if not since or not until or not item.cadence.startswith("once "):
        return False
    return not since <= dt.date.fromisoformat(item.cadence.split()[1]) <= until


def _target(fields: Fields) -> Target:
    keys = ("kind", "metric", "op", "value", "unit")
    inner = Fields(fields.problems, fields.nodes["target"], fields.at("target"), keys)
    inner.need("kind", "metric")
    kind, operator = inner.text("kind"), inner.text("op")
    _one_of(inner, "kind", kind, _KINDS)
    _one_of(inner, "op", operator, _OPERATORS)
    if kind in ("ratio", "count"):
        inner.need("op", "value")
    return Target(kind, inner.text("metric"), operator, inner.decimal("value"), inner.text("unit"))


def _one_of(fields: Fields, key: str, value: str, known: tuple[str, ...]) -> None:
    if value and value not in known:
        choices = ", ".join(known)
        fields.wrong(key, f"{value!r}: choose one of {choices}", f"「{value}」:请从 {choices} 中选一个")


def _carries_out(fields: Fields) -> str:
    value = fields.text("carries_out")
    plan, slash, item = value.partition("/")
    if value and not (ID.fullmatch(plan) and slash and ID.fullmatch(item)):
        fields.wrong(
            "carries_out",
            f"{value!r}: write plan/item of the superior's plan, such as city-2026/i4",
            f"「{value}」:请写上级计划/事项,如 city-2026/i4",
        )
        return ""
    return value


def _check_roles(item: DraftItem, fields: Fields) -> None:
    for key, units in (("cooperating", item.cooperating), ("informed", item.informed)):
        both = [unit for unit in units if unit in item.leads]
        if both and (key in fields.nodes or "leads" in fields.nodes):
            fields.wrong(
                key,
                f"{', '.join(both)} leads already: name it once",
                f"{', '.join(both)} 已是牵头单位:只写一处",
            )
