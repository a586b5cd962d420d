"""What was answered so far, as an answer file that can be kept and used again."""

from typing import Any

import yaml
from msgspec.structs import asdict

from events.types import Span
from services.plans.draft import Draft, DraftItem
from services.plans.item_fields import SETTABLE

_TOP = "# 答复文件,可再次使用。 Answers, to be used again: duban plan import FILE --answers THIS\n"


def answers_of(read: Draft, answered: Draft) -> str:
    """YAML that brings `read`, a document as read, to `answered`, the same document after answers."""
    before = {item.item: item for item in read.items}
    gone = {one.item for one in read.left_out}
    before |= {one.item: DraftItem(one.item, one.number, "", one.span or Span(0, 0)) for one in read.left_out}
    items: dict[str, Any] = {
        item.item: fields
        for item in answered.items
        if item.item in before and (fields := _differences(before[item.item], item))
    }
    items |= {
        one.item: {"leave_out": one.reason or "-"}
        for one in answered.left_out
        if one.item in before and one.item not in gone
    }
    head: dict[str, Any] = {
        name: _plain(getattr(answered, name))
        for name in ("plan", "title", "unit", "owner", "calendar", "policy", "since", "until")
        if getattr(answered, name) and getattr(answered, name) != getattr(read, name)
    }
    if answered.seen:
        head["seen"] = list(answered.seen)
    if items:
        head["items"] = items
    return _TOP + yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=100)


def _differences(before: DraftItem, after: DraftItem) -> dict[str, Any]:
    old, new = asdict(before), asdict(after)
    return {name: _plain(new[name]) for name in SETTABLE if new[name] != old[name] and new[name]}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "__struct_fields__"):
        return {name: part for name, part in asdict(value).items() if part not in ("", None)}
    return value if isinstance(value, bool | int | float) else str(value)
