"""A plan written in YAML to a draft; all that is wrong in it is said at once, with line and key."""

import datetime as dt

import yaml

from events.types import Span
from services.plans.draft import Draft, DraftItem
from services.plans.encoding import line_ends
from services.plans.item_fields import SETTABLE, check_period, outside, with_fields
from services.plans.yaml_nodes import Fields, Problems, compose

PLAN_KEYS = ("plan", "title", "unit", "owner", "calendar", "policy", "since", "until", "items")
ITEM_KEYS = ("id", "number", "text", *SETTABLE)


def read_yaml(source: str, name: str) -> Draft:
    """A draft without questions. Raises PlanFileError, or PlanFileErrors for several problems."""
    source = line_ends(source)
    return draft_of(compose(source, name), source, Problems(name))


def draft_of(root: yaml.Node, source: str, problems: Problems) -> Draft:
    """The plan that a mapping with the keys of a plan says; its marks point into `source`."""
    fields = Fields(problems, root, "", PLAN_KEYS)
    fields.need("plan", "title", "unit", "owner", "since", "until", "items")
    since, until = fields.day("since"), fields.day("until")
    check_period(fields, since, until)
    draft = Draft(
        plan=fields.ident("plan"),
        title=fields.text("title"),
        unit=fields.ident("unit"),
        owner=fields.ident("owner"),
        calendar=fields.ident("calendar", "cn"),
        policy=fields.ident("policy", "standard"),
        since=since,
        until=until,
        items=_items(source, fields, since, until),
        questions=(),
        source=source,
        source_name=problems.name,
    )
    problems.raise_any()
    return draft


def _items(
    source: str, fields: Fields, since: dt.date | None, until: dt.date | None
) -> tuple[DraftItem, ...]:
    seen: dict[str, int] = {}
    items: list[DraftItem] = []
    for place, node in enumerate(fields.listed("items"), 1):
        inner = Fields(fields.problems, node, f"items[{place}]", ITEM_KEYS)
        item = _item(source, inner, place)
        if item.item in seen:
            first = fields.problems.place(f"items[{seen[item.item]}]")
            inner.wrong(
                "id",
                f"{item.item} is already the id of {first}: choose another",
                f"{item.item} 已用于 {first}:请换一个编号",
            )
        if outside(item, since, until):
            inner.wrong(
                "cadence",
                f"{item.cadence} lies outside the plan, {since} to {until}",
                f"{item.cadence} 不在计划期 {since} 至 {until} 内",
            )
        seen[item.item] = place
        items.append(item)
    return tuple(items)


def _item(source: str, fields: Fields, place: int) -> DraftItem:
    fields.need("text", "cadence", *(() if "lead_sets" in fields.nodes else ("leads",)))
    span = _span(source, fields.nodes.get("text", fields.node))
    blank = DraftItem(
        item=fields.ident("id") or f"i{place}",
        number=fields.text("number"),
        text=fields.text("text"),
        span=span,
    )
    return with_fields(blank, fields)


def _span(source: str, node: yaml.Node) -> Span:
    """Where the value stands, without its quotation marks or the header of a block."""
    start, end = node.start_mark.index, node.end_mark.index
    style = getattr(node, "style", None)
    if style in ("'", '"'):
        return Span(start + 1, end - 1)
    if style in ("|", ">"):
        start = source.find("\n", start) + 1
    while start < end and source[start] in " \t\n":
        start += 1
    while end > start and source[end - 1] in " \t\n":
        end -= 1
    return Span(start, end)
