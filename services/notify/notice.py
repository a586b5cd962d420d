"""A notice, as it waits in the outbox, and as it is worded for a channel."""

from msgspec import Struct

CN = "cn"


class Part(Struct, frozen=True, omit_defaults=True):
    """One line of a digest; `due` µs UTC."""

    task: str
    kind: str
    level: int
    unit: str
    due: int
    instead_of: str = ""


class Notice(Struct, frozen=True):
    """What is told: `kind` reminded, escalated, urged, handed_over, stepped_back, measure or digest; `due`
    and `raised_at` µs UTC.

    `task` of a measure is unit/measure, and `step` its kind. A digest is of the local day `digest`, holds the
    first `parts` of `total` lines, and has the position of the last event that it tells of. What is `urgent`
    waits for no quiet hours.
    """

    position: int
    member: str
    channel: str
    task: str
    kind: str
    level: int
    unit: str
    role: str
    instead_of: str
    due: int
    raised_at: int
    attempts: int = 0
    step: str = ""
    skipped: tuple[str, ...] = ()
    handed_by: str = ""
    calendar: str = CN
    digest: str = ""
    parts: tuple[Part, ...] = ()
    total: int = 0
    urgent: bool = False


class Way(Struct, frozen=True):
    """Where a member is reached at the time of delivery; "" for what is not known. Never logged."""

    mail: str = ""
    webhook: str = ""
    secret: str = ""
    apprise: str = ""


class Message(Struct, frozen=True):
    """A notice in words. `data` is what programs get beside them."""

    notice: Notice
    subject: str
    text: str
    html: str
    language: str
    way: Way
    data: dict[str, object]


class Result(Struct, frozen=True):
    """What became of a delivery. `error` "" is delivered; it goes into the log, so no address stands in it.
    `final`: trying again is no use; not `tried`: it was held back, which is no attempt."""

    error: str = ""
    final: bool = False
    tried: bool = True


SENT = Result()


def notice_id(notice: Notice) -> str:
    """The same for every repetition: by it a receiver knows what it has had before."""
    if notice.digest:
        return f"digest-{notice.digest}-{notice.member}"
    return f"{notice.position}-{notice.member}"
