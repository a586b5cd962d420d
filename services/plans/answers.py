"""Answers to a draft's questions, from a YAML file: what is answered is set, the rest stays a question."""

import datetime as dt

import yaml
from msgspec.structs import replace

from events.types import Span
from services.plans.draft import Draft, DraftItem, LeftOut
from services.plans.encoding import line_ends
from services.plans.item_fields import SETTABLE, cadence, check_period, outside, with_fields
from services.plans.questions import ANCHORS, EXAMPLES
from services.plans.settling import settled
from services.plans.yaml_nodes import Fields, Problems, compose, unknown
from workflows.cadence import CadenceError, parse, written

ANSWER_KEYS = (
    "plan",
    "title",
    "year",
    "unit",
    "owner",
    "calendar",
    "policy",
    "since",
    "until",
    "leads",
    "lead_sets",
    "anchors",
    "items",
    "undecided",
    "seen",
)
_KINDS = {
    "weekly": ("weekly",),
    "monthly": ("monthly",),
    "quarterly": ("quarterly",),
    "half_yearly": ("half-yearly",),
    "yearly": ("yearly", "on"),
}


def apply_answers(draft: Draft, answers_source: str, name: str) -> Draft:
    """The draft with the answers in `answers_source` (YAML); a key without a value answers nothing.

    Raises PlanFileError, or PlanFileErrors for several problems, naming line and key.
    """
    problems = Problems(name)
    fields = Fields(problems, compose(line_ends(answers_source), name), "", ANSWER_KEYS)
    answered = _with_head(draft, fields)
    answered = _with_items(answered, fields, problems)
    answered = _with_anchors(answered, fields, problems)
    leads, sets = fields.idents("leads"), fields.unit_sets("lead_sets")
    items = (item if item.leads or item.lead_sets else _led(item, leads, sets) for item in answered.items)
    answered = _with_seen(replace(answered, items=tuple(items)), fields)
    _check_due_days(draft, answered, fields)
    answered = _without_undecided(settled(answered), fields, problems)
    _check_restored(draft, answered, fields)
    problems.raise_any()
    return settled(answered)


def _with_head(draft: Draft, fields: Fields) -> Draft:
    since, until = fields.day("since"), fields.day("until")
    year = fields.integer("year", 1990, 2100, 0)
    if year:
        since, until = since or dt.date(year, 1, 1), until or dt.date(year, 12, 31)
        if since.year != year or until.year < year:
            fields.wrong(
                "year",
                f"{year} is not the year of since, {since}, to until, {until}: make them agree",
                f"{year} 与起止日期 {since} 至 {until} 不一致:请改为一致",
            )
    since, until = since or draft.since, until or draft.until
    check_period(fields, since, until)
    return replace(
        draft,
        plan=fields.ident("plan", draft.plan),
        title=fields.text("title", draft.title),
        unit=fields.ident("unit", draft.unit),
        owner=fields.ident("owner", draft.owner),
        calendar=fields.ident("calendar", draft.calendar),
        policy=fields.ident("policy", draft.policy),
        since=since,
        until=until,
    )


def _with_items(draft: Draft, fields: Fields, problems: Problems) -> Draft:
    if "items" not in fields.nodes:
        return draft
    listed = Fields(problems, fields.nodes["items"], "items", ())
    items = {item.item: item for item in draft.items}
    left_out = {one.item: one for one in draft.left_out}
    for key, key_node in listed.keys.items():
        can_return = key in left_out and left_out[key].span is not None
        if key not in items and not can_return:
            problems.add(key_node, listed.at(key), *_unknown_item(key, items, set(left_out)))
            continue
        if key not in listed.nodes:
            continue
        inner = Fields(problems, listed.nodes[key], listed.at(key), (*SETTABLE, "leave_out"))
        before = items.pop(key, None) or _restored(draft, left_out[key])
        reason = inner.text("leave_out").strip()
        if reason:
            left_out[key] = LeftOut(key, reason, before.span, "", before.number, before.outline)
            _check_alone(inner)
        else:
            left_out.pop(key, None)
            items[key] = with_fields(before, inner)
    in_place = tuple(sorted(items.values(), key=lambda item: item.span.start))
    return replace(draft, items=in_place, left_out=tuple(left_out.values()))


def _led(item: DraftItem, leads: tuple[str, ...], sets: tuple[str, ...]) -> DraftItem:
    """Who leads no longer helps."""
    cooperating = tuple(unit for unit in item.cooperating if unit not in leads)
    informed = tuple(unit for unit in item.informed if unit not in leads)
    return replace(item, leads=leads, lead_sets=sets, cooperating=cooperating, informed=informed)


def _restored(draft: Draft, one: LeftOut) -> DraftItem:
    """What was left out becomes an item after all."""
    span = one.span or Span(0, 0)
    text = draft.source[span.start : span.end]
    return DraftItem(one.item, one.number, text, span, outline=one.outline)


def _unknown_item(key: str, items: dict[str, DraftItem], gone: set[str]) -> tuple[str, str]:
    if key in gone:
        return f"item {key} was left out before: drop this answer", f"事项 {key} 此前已不列入:请删去此答复"
    return unknown("item", "事项", key, items)


def _check_alone(fields: Fields) -> None:
    others = [key for key in fields.nodes if key != "leave_out"]
    if others:
        fields.wrong(
            "leave_out",
            f"an item that is left out cannot also have {', '.join(others)}: keep one",
            f"不列入的事项不能同时有 {', '.join(others)}:只保留一种",
        )


def _with_anchors(draft: Draft, fields: Fields, problems: Problems) -> Draft:
    if "anchors" not in fields.nodes:
        return draft
    listed = Fields(problems, fields.nodes["anchors"], "anchors", ANCHORS)
    settled = {key: _anchor(listed, key) for key in listed.nodes}
    items = (replace(item, cadence=item.cadence or settled.get(item.anchor, "")) for item in draft.items)
    return replace(draft, items=tuple(items))


def _anchor(fields: Fields, key: str) -> str:
    """year_* take a day, MM-DD, with an optional `or before` / `or after`; the others a cadence."""
    if key not in _KINDS:
        return _day_of_year(fields, key)
    found = cadence(fields, key)
    if found and found.split()[0] not in _KINDS[key]:
        example = EXAMPLES[key][0]
        fields.wrong(
            key,
            f"{found!r} is not {key.replace('_', '-')}: write for instance {example}",
            f"「{found}」与此项的周期不符:例如写 {example}",
        )
    return found


def _day_of_year(fields: Fields, key: str) -> str:
    value = fields.text(key).strip()
    example = EXAMPLES[key][0]
    try:
        if not value[:1].isdigit():
            raise CadenceError(value, 0, "MM-DD", EXAMPLES[key])
        return written(parse(f"yearly on {value}"))
    except CadenceError:
        fields.wrong(
            key,
            f"{value!r} is no day of the year: write MM-DD, such as {example}",
            f"「{value}」不是一年中的日期:请写 月-日,如 {example}",
        )
        return ""


def _with_seen(draft: Draft, fields: Fields) -> Draft:
    """`seen: all`, or a list of the gaps that somebody has seen and takes as they are."""
    gaps = [one.question for one in draft.questions if one.kind == "gap"]
    node = fields.nodes.get("seen")
    if isinstance(node, yaml.ScalarNode) and node.value == "all":
        return replace(draft, seen=(*draft.seen, *gaps))
    seen = fields.idents("seen")
    for gap in seen:
        if gap not in (*gaps, *draft.seen):
            fields.wrong("seen", *unknown("gap", "疑点", gap, gaps))
    return replace(draft, seen=(*draft.seen, *seen))


def _without_undecided(draft: Draft, fields: Fields, problems: Problems) -> Draft:
    if "undecided" not in fields.nodes:
        return draft
    inner = Fields(problems, fields.nodes["undecided"], "undecided", ("leave_out",))
    reason = inner.text("leave_out").strip()
    if not reason:
        return draft
    gone = tuple(
        LeftOut(item.item, reason, item.span, "", item.number, item.outline)
        for item in draft.items
        if not item.cadence
    )
    kept = tuple(item for item in draft.items if item.cadence)
    return replace(draft, items=kept, left_out=(*draft.left_out, *gone))


def _check_restored(before: Draft, after: Draft, fields: Fields) -> None:
    """What was left out is not asked about: who makes it an item must say all of it."""
    restored = {one.item for one in before.left_out}
    for item in after.items:
        if item.item in restored and not (item.cadence and (item.leads or item.lead_sets)):
            fields.wrong(
                "items",
                f"{item.item} becomes an item: give it cadence and leads",
                f"{item.item} 要列为事项:请同时写明频次和牵头单位",
            )


def _check_due_days(before: Draft, after: Draft, fields: Fields) -> None:
    """Of the days that these answers give; what the document itself says is asked about (settled)."""
    known = {item.item: item.cadence for item in before.items}
    for item in after.items:
        given = item.cadence != known.get(item.item, "")
        if given and outside(item, after.since, after.until):
            fields.wrong(
                "items",
                f"{item.item} is due {item.cadence}, outside the plan from {after.since} to {after.until}:"
                " give it another cadence or leave it out",
                f"{item.item}({item.cadence})不在计划期 {after.since} 至 {after.until} 内:请改频次或不列入",
            )
