"""What can be done with a task from a page: forms, and from their fields the command."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct

from events.types import Evidence
from services.read.queries import TaskLine
from services.web.pages.visit import Visit, calendar_of, member_name
from workflows.calendar import Calendar, add_working_days, instant_of, local_day, local_time
from workflows.org import Org, ancestors, children
from workflows.refusal import Refused
from workflows.seats import posts_of
from workflows.task import (
    WAITING,
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    EndorseExtension,
    ExcuseTask,
    GrantExtension,
    HandOverEscalation,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    StepBack,
    TaskCommand,
    UrgeTask,
)

LATER = 3
"""Working days by which a new due date is suggested."""


class Given(Struct, frozen=True):
    """A form read: digests of its texts, moments in µs UTC (0: none), files kept, what was chosen."""

    task: str
    texts: dict[str, str]
    moments: dict[str, int]
    files: tuple[Evidence, ...] = ()
    plain: dict[str, str] = {}


Making: TypeAlias = Callable[[Given], TaskCommand]


class Part(Struct, frozen=True):
    """A field: kind text, moment, files, member or level. `suggest`: a moment some working days ahead stands
    there first."""

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
        Act("endorsements", (REASON,), lambda g: EndorseExtension(g.task, g.texts["reason"]), "main"),
        Act("extension-refusals", (REASON,), lambda g: RefuseExtension(g.task, g.texts["reason"])),
        Act("excuses", (WHY,), lambda g: ExcuseTask(g.task, g.texts["reason"]), "grave"),
        Act("urges", (REASON,), lambda g: UrgeTask(g.task, g.texts["reason"])),
        Act(
            "acknowledgements",
            (Part("hold_until", "moment"),),
            lambda g: AcknowledgeEscalation(g.task, g.moments["hold_until"]),
        ),
        Act(
            "handovers",
            (Part("to", "member", required=True), WHY),
            lambda g: HandOverEscalation(g.task, g.plain["to"], g.texts["reason"]),
        ),
        Act(
            "step-backs",
            (Part("until", "moment", required=True, suggest=True), Part("level", "level"), WHY),
            lambda g: StepBack(g.task, g.moments["until"], g.texts["reason"], level_of(g.plain["level"])),
        ),
    )
}

MOST_NEAR = 60
"""Members that a form offers to hand over to; the command line and the API take any."""

UNIT_SIDE = ("reports", "starts", "extension-requests")


class Failed(Struct, frozen=True):
    """A form that was not saved: what was typed, why, and the command id to send it under again."""

    noun: str
    typed: dict[str, str]
    error: str
    command: str


class Choice(Struct, frozen=True):
    value: str
    label: str


class Field(Struct, frozen=True):
    name: str
    id: str
    kind: str
    label: str
    hint: str
    value: str
    required: bool
    choices: tuple[Choice, ...] = ()


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


def possible(line: TaskLine, now: int, member: str = "") -> tuple[str, ...]:
    """What the state of a task lets a member do, by noun; the rules still have the last word."""
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
        found += ["handovers", "step-backs"] if member in line.held_by else []
    if line.asked_due:
        found += (*_hands(line, member), "extension-refusals")
    return (*found, "urges", "excuses")


def _hands(line: TaskLine, member: str) -> tuple[str, ...]:
    """By two hands: one endorses, another grants."""
    if not line.two_hands:
        return ("extensions",)
    if not line.endorsed_by:
        return ("endorsements",)
    return ("extensions",) if line.endorsed_by != member else ()


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
            visit,
            line,
            part,
            act,
            key,
            mine.typed.get(part.name, "") if mine else (suggested if part.suggest else ""),
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


def _field(visit: Visit, line: TaskLine, part: Part, act: Act, key: str, value: str) -> Field:
    t = visit.t
    name = f"{act.noun}-{part.name}{key}"
    label = t.term("field", part.name)
    hint = t.term("field help", part.name)
    return Field(
        part.name,
        name,
        part.kind,
        label,
        "" if hint == part.name else hint,
        value,
        part.required,
        _choices(visit, line, part),
    )


def _choices(visit: Visit, line: TaskLine, part: Part) -> tuple[Choice, ...]:
    """Levels below the present one; members in office near the task, the nearest units first."""
    if part.kind == "level":
        levels = range(max(line.level, 1))
        return tuple(
            Choice(str(level), visit.t.term("back to", "unit" if not level else "level") % {"level": level})
            for level in levels
        )
    if part.kind != "member":
        return ()
    org, found = visit.app.states.org(), dict[str, Choice]()
    on = local_day(calendar_of(visit, visit.app.states.task(line.task).calendar), visit.now)
    for unit in _near(org, line.unit):
        for told in posts_of(org, unit, on):
            if told.member not in (*line.held_by, visit.frame.member) and len(found) < MOST_NEAR:
                post = f"{org.units[unit].name} {visit.t.term('role', told.role)}"
                label = f"{member_name(visit, told.member)} · {post}"
                found.setdefault(told.member, Choice(told.member, label))
    return tuple(found.values())


def _near(org: Org, unit: str) -> tuple[str, ...]:
    line = (unit, *ancestors(org, unit))
    return tuple(dict.fromkeys((*line, *(one for above in line[1:] for one in children(org, above)))))


def level_of(text: str) -> int:
    """Raises Refused(bad-level)."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise Refused("bad-level", f"{text!r} is no level: 0 is the unit itself")
    return int(text[:4])


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
