"""Rows of the read tables."""

from msgspec import Struct


class Row(Struct, gc=False):
    """Fields in the order of the table's columns (services/read/tables.sql); a page owns its rows."""


class UnitRow(Row, gc=False):
    unit: str
    name: str
    kind: str
    parent: str
    closed: int = 0
    calendar: str = ""


class AppointmentRow(Row, gc=False):
    appointment: str
    member: str
    unit: str
    role: str
    since: str
    until: str


class SubstituteRow(Row, gc=False):
    substitute: str
    member: str
    stand_in: str
    unit: str
    since: str
    until: str
    role: str
    plan: str


class CalendarRow(Row, gc=False):
    calendar: str
    time_zone: str
    version: int
    inherits: str


class NoticeYearRow(Row, gc=False):
    calendar: str
    year: int
    document: str


class PolicyRow(Row, gc=False):
    """`steps` and `lights` are JSON."""

    policy: str
    name: str
    version: int
    steps: str
    lights: str
    two_hands: int


class PlanRow(Row, gc=False):
    """`title`, `source` are digests; `questions` counts the open ones."""

    plan: str
    title: str
    unit: str
    owner: str
    calendar: str
    policy: str
    since: str
    until: str
    status: str
    revision: int
    questions: int
    source: str
    version: int


class ItemRow(Row, gc=False):
    """`text`, `source` are digests; units are joined by blanks; `span_end` 0: no span."""

    plan: str
    item: str
    place: int
    number: str
    text: str
    cadence: str
    leads: str
    cooperating: str
    informed: str
    span_start: int
    span_end: int
    carries_out: str
    review: int
    source: str


class QuestionRow(Row, gc=False):
    plan: str
    question: str
    kind: str
    item: str
    text: str


class HorizonRow(Row, gc=False):
    """`until` "": nothing scheduled yet."""

    unit: str
    plan: str
    until: str
    revision: int


class TaskRow(Row, gc=False):
    """Facts of a task; instants µs UTC, 0 for none. `held_by`: members with it on their desk, by blanks."""

    task: str
    unit: str
    plan: str
    item: str
    period: str
    text: str
    opens: int
    due: int
    due_day: str
    original_due: int
    state: str
    round: int
    level: int
    acknowledged: int
    asked_due: int
    reported_at: int
    done_at: int
    reports: int
    urged: int
    review: int
    owner: str
    policy: str
    calendar: str
    held_by: str
    wake_at: int
    version: int
    endorsed_by: str = ""


class WakeRow(Row, gc=False):
    wake_at: int
    task: str


class InboxRow(Row, gc=False):
    """An open escalation on a member's desk; `raised` counts how often it came, first at `since_level`."""

    member: str
    task: str
    unit: str
    round: int
    level: int
    step: str
    raised_at: int
    raised: int
    via_unit: str
    via_role: str
    instead_of: str
    acknowledged_at: int
    held_until: int
    handed_by: str
    since_level: int


class MeasureRow(Row, gc=False):
    """A measure on a unit; `reason`, `text` are digests; instants µs UTC, 0: not yet."""

    unit: str
    measure: str
    kind: str
    reason: str
    due: int
    text: str
    task: str
    skips: int
    decided_at: int
    answered_at: int
    lifted_at: int
    version: int


class OverviewRow(Row, gc=False):
    unit: str
    due_day: str
    scheduled: int = 0
    on_time: int = 0
    late: int = 0
    excused: int = 0
    undone: int = 0
    escalated: int = 0


class OrderRow(Row, gc=False):
    """`kind` excuse or replan; `units` and `plans` by blanks; `expected` moves, 0 of an excuse. Positions:
    it was `carried` out up to one, and is due to go on while `behind` lies after it."""

    name: str
    kind: str
    ordered_at: int
    cause: str
    reason: str
    since: str
    until: str
    units: str
    plans: str
    calendar: str
    calendar_version: int
    expected: int
    done: int
    passed: int
    behind: int
    carried: int


class UnitOrdersRow(Row, gc=False):
    """The bulk excuses that cover a unit, by blanks."""

    unit: str
    orders: str


class FollowedRow(Row, gc=False):
    """Rules that tasks go by, `subject` their stream: their wakes follow it up to `version`, and there is
    something to follow while `behind` lies after it."""

    subject: str
    version: int
    behind: int


ROWS: dict[str, type[Row]] = {
    "unit": UnitRow,
    "appointment": AppointmentRow,
    "substitute": SubstituteRow,
    "calendar": CalendarRow,
    "notice_year": NoticeYearRow,
    "policy": PolicyRow,
    "plan": PlanRow,
    "item": ItemRow,
    "question": QuestionRow,
    "horizon": HorizonRow,
    "task": TaskRow,
    "wake": WakeRow,
    "inbox": InboxRow,
    "measure": MeasureRow,
    "overview": OverviewRow,
    "orders": OrderRow,
    "unit_orders": UnitOrdersRow,
    "followed": FollowedRow,
}
"""Row type by table name."""
