"""A plan as its events make it: commands, state, evolve."""

import datetime as dt
from typing import TypeAlias, TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import (
    Item,
    LeftOut,
    PlanAmended,
    PlanClosed,
    PlanDrafted,
    PlanIssued,
    PlanRevised,
    PlanSubmitted,
    Question,
)

V = TypeVar("V")
PlanEvent: TypeAlias = PlanDrafted | PlanRevised | PlanSubmitted | PlanIssued | PlanAmended | PlanClosed


class Change(Struct, frozen=True, gc=False):
    """An amendment or closing: what it touched, from which day, what becomes of opened tasks; its record."""

    revision: int
    since: dt.date
    open_tasks: str
    touched: tuple[str, ...]
    at: int


class Plan(Struct, frozen=True):
    """`items` by id, in order; `left_out`: digest of the reason, by item; `changes` since issuing, by
    revision, with the items `earlier` than each; `issued_at` µs UTC, 0 before."""

    plan: str
    version: int
    status: str
    revision: int
    title: str
    unit: str
    owner: str
    calendar: str
    policy: str
    since: dt.date
    until: dt.date
    items: dict[str, Item]
    questions: dict[str, Question]
    source: str
    source_name: str
    layout: str = ""
    left_out: dict[str, str] = {}
    changes: tuple[Change, ...] = ()
    earlier: tuple[dict[str, Item], ...] = ()
    issued_at: int = 0


class DraftPlan(Struct, frozen=True, tag=True):
    """Texts (title, source, the items' wording) are digests of kept texts; `until` is the last day."""

    plan: str
    title: str
    unit: str
    owner: str
    since: dt.date
    until: dt.date
    items: tuple[Item, ...]
    calendar: str = "cn"
    policy: str = "standard"
    questions: tuple[Question, ...] = ()
    source: str = ""
    source_name: str = ""
    layout: str = ""
    left_out: tuple[LeftOut, ...] = ()


class RevisePlan(Struct, frozen=True, tag=True):
    plan: str
    put: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class SubmitPlan(Struct, frozen=True, tag=True):
    plan: str


class IssuePlan(Struct, frozen=True, tag=True):
    plan: str


class AmendPlan(Struct, frozen=True, tag=True):
    """From the day `since` on. `open_tasks`, with no default: keep, withdraw or move."""

    plan: str
    since: dt.date
    open_tasks: str
    put: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()
    reason: str = ""


class ClosePlan(Struct, frozen=True, tag=True):
    """`open_tasks`, with no default: keep or withdraw."""

    plan: str
    open_tasks: str
    reason: str = ""


PlanCommand: TypeAlias = DraftPlan | RevisePlan | SubmitPlan | IssuePlan | AmendPlan | ClosePlan


def evolve(plan: Plan | None, at: int, event: PlanEvent) -> Plan:
    """`at` is the record's recorded_at."""
    if isinstance(event, PlanDrafted):
        return drafted(event)
    if plan is None:
        raise ValueError(f"{type(event).__name__} without PlanDrafted")
    return replace(_after(plan, at, event), version=plan.version + 1)


def drafted(event: PlanDrafted) -> Plan:
    return Plan(
        plan=event.plan,
        version=1,
        status="draft",
        revision=1,
        title=event.title,
        unit=event.unit,
        owner=event.owner,
        calendar=event.calendar,
        policy=event.policy,
        since=event.since,
        until=event.until,
        items={item.item: item for item in event.items},
        questions={q.question: q for q in event.questions},
        source=event.source,
        source_name=event.source_name,
        layout=event.layout,
        left_out=_reasons({}, event.left_out, ()),
    )


def _after(
    plan: Plan, at: int, event: PlanRevised | PlanSubmitted | PlanIssued | PlanAmended | PlanClosed
) -> Plan:
    match event:
        case PlanRevised():
            return replace(
                plan,
                status="draft",
                revision=event.revision,
                items=_merged(plan.items, event.put, event.removed),
                questions=_without(plan.questions, event.answered),
                left_out=_reasons(plan.left_out, event.left_out, event.put),
            )
        case PlanSubmitted():
            return replace(plan, status="submitted")
        case PlanIssued():
            return replace(plan, status="issued", issued_at=at)
        case PlanAmended():
            touched = (*(item.item for item in event.put), *event.removed)
            change = Change(event.revision, event.since, event.open_tasks, touched, at)
            return replace(
                plan,
                revision=event.revision,
                items=_merged(plan.items, event.put, event.removed),
                changes=(*plan.changes, change),
                earlier=(*plan.earlier, plan.items),
            )
        case PlanClosed():
            change = Change(event.revision, plan.since, event.open_tasks, tuple(plan.items), at)
            return replace(
                plan,
                status="closed",
                revision=event.revision,
                changes=(*plan.changes, change),
                earlier=(*plan.earlier, plan.items),
            )
        case _:
            assert_never(event)


def _without(known: dict[str, V], gone: tuple[str, ...]) -> dict[str, V]:
    names = frozenset(gone)
    return {name: value for name, value in known.items() if name not in names}


def _reasons(before: dict[str, str], left_out: tuple[LeftOut, ...], put: tuple[Item, ...]) -> dict[str, str]:
    """An item that is put again is no longer left out."""
    known = {**before, **{one.item: one.reason for one in left_out}}
    back = {item.item for item in put}
    return {item: reason for item, reason in known.items() if item not in back}


def _merged(items: dict[str, Item], put: tuple[Item, ...], removed: tuple[str, ...]) -> dict[str, Item]:
    merged = _without(items, removed)
    merged.update((item.item, item) for item in put)
    return merged
