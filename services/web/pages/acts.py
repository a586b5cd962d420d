"""What can be done with a task from a page: forms, and from their fields the command."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

from events.types import Evidence
from services.i18n import Translator
from services.read.queries import TaskLine
from services.web.pages.visit import Visit
from workflows.calendar import Calendar, add_working_days, instant_of, local_day, local_time
from workflows.refusal import Refused
from workflows.task import (
    WAITING,
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    TaskCommand,
    UrgeTask,
)

LATER = 3
"""Working days by which a new due date is suggested."""


class Given(Struct, frozen=True):
    """A form read: digests of its texts, moments in µs UTC (0: none), files kept."""

    task: str
    texts: dict[str, str]
    moments: dict[str, int]
    files: tuple[Evidence, ...] = ()


Making: TypeAlias = Callable[[Given], TaskCommand]


class Part(Struct, frozen=True):
    """A field: kind text, moment or files. `suggest`: a moment some working days ahead stands there first."""

    name: str
    kind: str
    required: bool = False
    suggest: bool = False


class Act(Struct, frozen=True):
    """`noun` ends the address; `tone`: main, grave or plain."""

    noun: str
    parts: tuple[Part, ...]
    make: Making
    tone: str = "plain"


REASON, WHY = Part("reason", "text"), Part("reason", "text", required=True)

ACTS: dict[str, Act] = {
    act.noun: act
    for act in (
        Act("starts", (), lambda g: StartTask(g.task)),
        Act(
            "reports",
            (Part("note", "text"), Part("files", "files")),
            lambda g: ReportTask(g.task, g.texts["note"], g.files),
            "main",
        ),
        Act(
            "acceptances",
            (Part("done_at", "moment"), Part("on_time_because", "text")),
            lambda g: AcceptTask(g.task, g.moments["done_at"], g.texts["on_time_because"]),
            "main",
        ),
        Act(
            "returns",
            (WHY, Part("due", "moment", required=True, suggest=True)),
            lambda g: ReturnTask(g.task, g.texts["reason"], g.moments["due"]),
        ),
        Act(
            "extension-requests",
            (WHY, Part("due", "moment", required=True, suggest=True)),
            lambda g: AskExtension(g.task, g.texts["reason"], g.moments["due"]),
        ),
        Act(
            "extensions",
            (Part("granted_due", "moment"),),
            lambda g: GrantExtension(g.task, g.moments["granted_due"]),
            "main",
        ),
        Act("extension-refusals", (REASON,), lambda g: RefuseExtension(g.task, g.texts["reason"])),
        Act("excuses", (WHY,), lambda g: ExcuseTask(g.task, g.texts["reason"]), "grave"),
        Act("urges", (REASON,), lambda g: UrgeTask(g.task, g.texts["reason"])),
        Act(
            "acknowledgements",
            (Part("hold_until", "moment"),),
            lambda g: AcknowledgeEscalation(g.task, g.moments["hold_until"]),
        ),
    )
}

UNIT_SIDE = ("reports", "starts", "extension-requests")


class Failed(Struct, frozen=True):
    """A form that was not saved: what was typed, why, and the command id to send it under again."""

    noun: str
    typed: dict[str, str]
    error: str
    command: str


class Field(Struct, frozen=True):
    name: str
    id: str
    kind: str
    label: str
    hint: str
    value: str
    required: bool


class Form(Struct, frozen=True):
    """A form to show; `open`: unfolded at once."""

    noun: str
    id: str
    href: str
    title: str
    button: str
    hint: str
    tone: str
    command: str
    back: str
    fields: tuple[Field, ...]
    error: str
    open: bool


def possible(line: TaskLine, now: int) -> tuple[str, ...]:
    """What the state of a task lets people do, by noun; the rules still have the last word."""
    if line.state == "reported":
        return ("acceptances", "returns")
    if line.state not in WAITING:
        return ()
    found = ["reports"] if now >= line.opens else []
    if line.state != "started" and now >= line.opens:
        found.append("starts")
    if now < line.due and not line.asked_due:
        found.append("extension-requests")
    if line.level:
        found.append("acknowledgements")
    if line.asked_due:
        found += ["extensions", "extension-refusals"]
    return (*found, "urges", "excuses")


def forms(
    visit: Visit,
    line: TaskLine,
    calendar: Calendar,
    nouns: Iterable[str],
    back: str = "",
    failed: Failed | None = None,
    key: str = "",
) -> tuple[Form, ...]:
    """Forms in the order of `nouns`, each under a fresh command id; `key` keeps ids of fields apart."""
    return tuple(_form(visit, line, calendar, ACTS[noun], back, failed, key) for noun in nouns)


def _form(
    visit: Visit, line: TaskLine, calendar: Calendar, act: Act, back: str, failed: Failed | None, key: str
) -> Form:
    t = visit.t
    mine = failed if failed is not None and failed.noun == act.noun else None
    suggested = suggested_due(calendar, line, visit.now)
    fields = tuple(
        _field(
            t, part, act, key, mine.typed.get(part.name, "") if mine else (suggested if part.suggest else "")
        )
        for part in act.parts
    )
    return Form(
        act.noun,
        act.noun + key,
        visit.path("tasks", *line.task.split("/"), act.noun),
        t.term("act", act.noun),
        t.term("act button", act.noun),
        t.term("act help", act.noun),
        act.tone,
        mine.command if mine else visit.app.chance.command_id(),
        back,
        fields,
        mine.error if mine else "",
        mine is not None or (failed is None and not key and act.tone == "main"),
    )


def _field(t: Translator, part: Part, act: Act, key: str, value: str) -> Field:
    name = f"{act.noun}-{part.name}{key}"
    label = t.term("field", part.name)
    hint = t.term("field help", part.name)
    return Field(part.name, name, part.kind, label, "" if hint == part.name else hint, value, part.required)


def suggested_due(calendar: Calendar, line: TaskLine, now: int) -> str:
    """Some working days after due or now, whichever is later, at the due time of day."""
    day = add_working_days(calendar, local_day(calendar, max(line.due, now)), LATER)
    return f"{day}T{local_time(calendar, line.due):%H:%M}"


def moment_of(calendar: Calendar, text: str) -> int:
    """µs UTC of a local moment as a form gives it, 0 for none. Raises Refused(bad-moment)."""
    if not text:
        return 0
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "bad-moment", f"{text!r}: write a day and time such as 2026-10-15 18:00", value=text
        ) from error
    return instant_of(calendar, at.date(), f"{at:%H:%M}")
