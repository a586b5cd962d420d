"""Parts that several events carry; see events/types.py for the conventions."""

import datetime as dt
from typing import TypeAlias

from msgspec import Struct

Instant: TypeAlias = int  # microseconds UTC
Digest: TypeAlias = str  # 64 hex digits, or "" for no text


class Span(Struct, frozen=True, gc=False):
    """Characters [start, end) of a text, line ends as \\n: the plan's source, unless it names another."""

    start: int
    end: int


class Evidence(Struct, frozen=True, gc=False):
    """A file: its salted digest, size in bytes, media type; its name is text and lives apart."""

    digest: Digest
    size: int
    media_type: str
    name: Digest = ""


class Target(Struct, frozen=True, gc=False, omit_defaults=True):
    """A typed commitment: ratio (≥ 95 %), count, trend, never."""

    kind: str
    metric: str
    op: str = ""
    value: float = 0
    unit: str = ""


class Item(Struct, frozen=True, gc=False, omit_defaults=True):
    """One thing that a plan asks for.

    `text` is the digest of its wording, `span` its place in the source. `cadence` is the written form of
    workflows.cadence. `leads` owe it, one task each and period; `opens_before` is the number of days
    before due on which a task opens (-1: with its period). `review`: a report needs acceptance. `lead_sets`,
    written kind/unit, are all open units of a kind below a unit: issuing adds them to the leads. `source` is
    the text that `span` points into, if not the plan's own: that of a later version of its document.
    """

    item: str
    text: Digest
    cadence: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    number: str = ""
    span: Span | None = None
    opens_before: int = -1
    due_time: str = "18:00"
    review: bool = False
    policy: str = ""
    target: Target | None = None
    carries_out: str = ""
    lead_sets: tuple[str, ...] = ()
    source: Digest = ""


class LeftOut(Struct, frozen=True, gc=False):
    """Something that the document says and that is no item of the plan; `reason` is a text."""

    item: str
    reason: Digest


class Question(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that the reader of a plan could not decide. `kind` is a key of the reader's catalogue."""

    question: str
    kind: str
    span: Span | None = None
    item: str = ""
    text: Digest = ""
    choices: tuple[str, ...] = ()


class Step(Struct, frozen=True, gc=False, omit_defaults=True):
    """A rung of the ladder.

    At `offset` `unit`s from due (negative: before; unit `day`, `working_day`, `hour`, `working_hour` or
    `working_minute`) tell `to`, each of clerk, head, parent_head, ancestor_head:N (head of the Nth unit
    above), owner (of the plan), leading_group (the head of the one that is nearest to the plan's issuer),
    role:ROLE (of the task's unit or the nearest above that has one), unit:UNIT (its head). Level 0
    reminds, level ≥ 1 escalates. `repeat_every` units up to `repeat_times` more times; 0 is never.
    `urgent`: told at once, in quiet hours and beside digests too.
    """

    step: str
    level: int
    offset: int
    unit: str
    to: tuple[str, ...]
    repeat_every: int = 0
    repeat_times: int = 0
    urgent: bool = False


class Lights(Struct, frozen=True, gc=False, omit_defaults=True):
    """When a task that is owed turns yellow and red: `yellow_before` hours before due (0: at due), red from
    `red_level` of the ladder, or `red_after` hours past due (0: never by time alone)."""

    yellow_before: int = 0
    red_level: int = 2
    red_after: int = 0


class DayHours(Struct, frozen=True, gc=False):
    """The working hours of a day of the week (mon to sun) or of one date: "08:30-12:00", "" for none."""

    day: str
    hours: str


class Term(Struct, frozen=True, gc=False):
    """A school term, first and last day; `term` is its period key, such as 2026-autumn."""

    term: str
    since: dt.date
    until: dt.date


class Move(Struct, frozen=True, gc=False, array_like=True):
    """A task's new opening and due instant."""

    task: str
    opens: Instant
    due: Instant


class ScheduledTask(Struct, frozen=True, gc=False, array_like=True):
    """One task of a window: item, period key, instants of opening, due (exclusive) and first wake."""

    item: str
    period: str
    opens: Instant
    due: Instant
    wake_at: Instant  # 0: none


class Participants(Struct, frozen=True, gc=False, omit_defaults=True):
    """Who else an item concerns, by the facts of the day on which it was scheduled. `issuer` is the unit that
    issued the plan: its `owner` sits there. `overlap`: buffer or skip, if no turn may begin while an
    earlier one of the item is owed."""

    item: str
    text: Digest
    policy: str
    owner: str
    review: bool = False
    cooperating: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    issuer: str = ""
    overlap: str = ""


class Told(Struct, frozen=True, gc=False, omit_defaults=True):
    """One recipient of a step: the member, the unit and role by which they are in the chain.

    `instead_of` names the member whom a substitute stands in for, `handed_by` the one who handed the
    escalation over, `skipped` the units whose post was vacant, `path` the units climbed from where the desk
    was looked for (mostly the task's unit) to this one, empty if it was found there.
    """

    member: str
    unit: str
    role: str
    instead_of: str = ""
    skipped: tuple[str, ...] = ()
    handed_by: str = ""
    path: tuple[str, ...] = ()


class Basis(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a step was decided on: the facts that, had they been otherwise, would have stopped it.

    `unfilled` are the desks that nobody sits at, up to the `top` of the tree, the unit at which it ends.
    """

    due: Instant
    policy: str
    policy_version: int
    task_version: int
    calendar: str
    calendar_version: int
    org_version: int
    working_days: int = 0
    unfilled: tuple[str, ...] = ()
    top: str = ""


class Delivery(Struct, frozen=True, gc=False, omit_defaults=True):
    """One notice: the event at `position`, for `member`, by `channel`. A digest names its local day, and the
    last event that it tells of."""

    position: int
    member: str
    channel: str
    attempts: int = 1
    error: str = ""
    digest: str = ""
