"""Measures on a unit: its record, one measure with its document, and the forms to decide, answer and lift."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec import Struct
from starlette.responses import Response

from events.codec import event_of
from events.log import Recorded
from events.types import MeasureAnswered, MeasureDecided, MeasureLifted
from services.measures.documents import overdue
from services.measures.words import record_words, state_words
from services.read import measures as queries
from services.read import queries as tasks
from services.read.measures import MeasureLine
from services.read.queries import TaskLine
from services.web.evidence import serve_file
from services.web.measure_reads import file_of
from services.web.pages.acts import Failed, Field, Form
from services.web.pages.frame import Link
from services.web.pages.rows import Badge, task_path, text_of
from services.web.pages.visit import Visit, known_unit, member_name, tables
from workflows.calendar import add_working_days
from workflows.measures import COLOURS, KINDS, stream_of, suggested, unit_light
from workflows.policy import steps_of
from workflows.refusal import Refused

ANSWER_DAYS = 5
"""Working days that are suggested for an answer."""
CLOSE_OF_DAY = "18:00"
DECIDE = "decisions"
STATES = {(False, False): "asked", (False, True): "overdue", (True, False): "on_time", (True, True): "late"}
"""Colour of a state by answered and late."""


class Choice(Struct, frozen=True):
    key: str
    word: str
    chosen: bool


class Card(Struct, frozen=True):
    """A measure in a list."""

    href: str
    kind: Badge
    state: Badge
    since: str
    due: str
    by: str
    reason: str
    skips: bool


class Decision(Struct, frozen=True):
    """The form to decide; `task` gave cause, "" for none."""

    href: str
    command: str
    kinds: tuple[Choice, ...]
    reason: str
    due: str
    skips: bool
    task: str
    task_words: str
    error: str


class Record(Struct, frozen=True):
    """The page of all measures on a unit; `hint` says which could follow by the rules."""

    unit: Link
    light: Badge | None
    cards: tuple[Card, ...]
    hint: str
    decision: Decision | None


class Said(Struct, frozen=True):
    label: str
    body: str
    gone: str


class Happening(Struct, frozen=True):
    tag: str
    when: str
    words: str
    position: int
    said: tuple[Said, ...]
    files: tuple[Link, ...]


class Sheet(Struct, frozen=True):
    """The page of one measure."""

    unit: Link
    record: Link
    title: str
    measure: str
    card: Card
    task: Link | None
    document: Said
    happenings: tuple[Happening, ...]
    unit_forms: tuple[Form, ...]
    desk_forms: tuple[Form, ...]


# --- the record of a unit --------------------------------------------------------------------------------


def measures_view(visit: Visit) -> Response:
    return measures_page(visit)


def measures_page(visit: Visit, failed: Failed | None = None, status: int = 200) -> Response:
    """The page; with a form that could not be saved as it was typed. Raises Refused(unknown-unit)."""
    unit = visit.request.path_params["unit"]
    with tables(visit, unit) as db:
        found = known_unit(db, unit)
        cards = unit_cards(visit, db, unit)
        owed = tasks.owed(db, unit, visit.now, limit=2000).rows
        light = light_badge(visit, db, unit, owed)
    kind = "" if visit.as_of else suggestion(visit, unit, owed)
    record = Record(
        Link(found.name, visit.path("units", unit)),
        light,
        cards,
        hint(visit, kind),
        None if visit.as_of or found.closed else _decision(visit, unit, kind, failed),
    )
    return visit.render("measures.html", status, record=record)


def unit_cards(visit: Visit, db: apsw.Connection, unit: str) -> tuple[Card, ...]:
    """What waits for an answer first."""
    by = _deciders(visit, unit)
    return tuple(_card(visit, one, by.get(one.measure, "")) for one in queries.measures(db, visit.now, unit))


def _deciders(visit: Visit, unit: str) -> dict[str, str]:
    """Who decided on each measure of a unit; asked of the log, which alone knows."""
    start = f"unit/{unit}/measure/"
    records = visit.app.log.read_prefix(start, until=visit.position if visit.as_of else None)
    return {r.stream.removeprefix(start): r.actor for r in records if r.tag == "MeasureDecided"}


def _card(visit: Visit, one: MeasureLine, by: str) -> Card:
    t = visit.t
    state = "cancelled" if one.lifted_at else STATES[bool(one.answered_at), one.late]
    return Card(
        visit.path("units", one.unit, "measures", one.measure),
        kind_badge(visit, one.kind),
        Badge(state, state_words(t, one)),
        visit.moment(one.decided_at),
        visit.due(one.due),
        member_name(visit, by) if by else "",
        text_of(t, one.reason),
        one.skips,
    )


def kind_badge(visit: Visit, kind: str) -> Badge:
    colour = COLOURS.get(kind, "")
    return Badge(colour or "seen", visit.t.term("measure", kind), lamp=bool(colour))


def light_badge(visit: Visit, db: apsw.Connection, unit: str, owed: Iterable[TaskLine]) -> Badge | None:
    """The light of a unit by its cards and its tasks; None for green."""
    light = unit_light(queries.in_force(db).get(unit, ()), {line.light for line in owed})
    return None if light == "green" else Badge(light, visit.t.term("light", light), lamp=True)


def suggestion(visit: Visit, unit: str, owed: Sequence[TaskLine], at_top: bool = False) -> str:
    """The kind that could follow by the rules, "" for none."""
    red = sum(line.light == "red" for line in owed)
    return suggested(visit.app.states.measures(unit).values(), red, at_top, visit.now)


def hint(visit: Visit, kind: str) -> str:
    if not kind:
        return ""
    word = visit.t.term("measure", kind)
    return visit.t("By the rules this could follow: %(kind)s. It is for a supervisor to decide.", kind=word)


def link_of_task(visit: Visit, line: TaskLine) -> Link | None:
    """To the form, filled in from an escalated task; it names what could follow at the top of the ladder."""
    if visit.as_of or not line.level or line.status != "overdue":
        return None
    task = visit.app.states.task(line.task)
    steps = steps_of(visit.app.states.policy(task.facts.policy), task.policy_version)
    at_top = line.level >= max((step.level for step in steps), default=0)
    kind = suggestion(visit, line.unit, (), at_top)
    href = visit.path("units", line.unit, "measures", task=line.task, kind=kind) + f"#{DECIDE}"
    if not kind:
        return Link(visit.t("Decide on a measure on the unit"), href)
    word = visit.t.term("measure", kind)
    return Link(visit.t("Decide on a measure on the unit; by the rules: %(kind)s", kind=word), href)


def _decision(visit: Visit, unit: str, kind: str, failed: Failed | None) -> Decision:
    typed = failed.typed if failed is not None else {}
    task = typed.get("task", visit.asked("task"))
    chosen = typed.get("kind") or visit.asked("kind") or kind or KINDS[0]
    line = _named(visit, unit, task)
    day = add_working_days(visit.calendar, visit.today, ANSWER_DAYS)
    return Decision(
        visit.path("units", unit, "measures"),
        failed.command if failed is not None else visit.app.chance.command_id(),
        tuple(Choice(one, visit.t.term("measure", one), one == chosen) for one in KINDS),
        typed.get("reason", _cause(visit, line)),
        typed.get("due", f"{day}T{CLOSE_OF_DAY}"),
        bool(typed.get("skips")),
        task if line is not None or failed is not None else "",
        text_of(visit.t, line.text) if line is not None else "",
        failed.error if failed is not None else "",
    )


def _named(visit: Visit, unit: str, task: str) -> TaskLine | None:
    if not task:
        return None
    line = tasks.task(visit.app.read(), task, visit.now)
    return line if line is not None and line.unit == unit else None


def _cause(visit: Visit, line: TaskLine | None) -> str:
    """What is known of a task, as a first wording of the reason."""
    if line is None or line.status != "overdue":
        return ""
    t = visit.t
    late = sum(one.light == "red" for one in overdue(visit.app, line.unit, line.task, visit.now))
    first = t(
        "“%(text)s” was due %(due)s and is not reported; it was escalated to level %(level)s.",
        text=text_of(t, line.text).rstrip("。."),
        due=visit.due(line.due),
        level=line.level,
    )
    return first if late < 2 else f"{first}\n{t('%(n)s tasks of the unit show red.', n=late)}"


# --- one measure -----------------------------------------------------------------------------------------


def measure_view(visit: Visit) -> Response:
    return measure_page(visit)


def measure_page(visit: Visit, failed: Failed | None = None, status: int = 200) -> Response:
    """The page; with a form that could not be saved as it was typed. Raises Refused(unknown-measure)."""
    unit, name = visit.request.path_params["unit"], visit.request.path_params["measure"]
    with tables(visit, unit) as db:
        found = known_unit(db, unit)
        line = queries.measure(db, unit, name, visit.now)
        if line is None:
            raise Refused("unknown-measure", f"{unit} has no measure {name}", unit=unit, measure=name)
        task = tasks.task(db, line.task, visit.now) if line.task else None
    records = visit.app.log.read_stream(stream_of(unit, name), until=visit.position if visit.as_of else None)
    sheet = Sheet(
        Link(found.name, visit.path("units", unit)),
        Link(visit.t("Measures"), visit.path("units", unit, "measures")),
        visit.t.term("measure", line.kind),
        name,
        _card(visit, line, records[0].actor if records else ""),
        Link(text_of(visit.t, task.text), task_path(visit, task.task)) if task else None,
        _said(visit, "document", line.text),
        tuple(_happening(visit, record) for record in records),
        () if visit.as_of or line.answered_at or line.lifted_at else (_answer_form(visit, line, failed),),
        () if visit.as_of or line.lifted_at else (_lift_form(visit, line, failed),),
    )
    return visit.render("measure.html", status, sheet=sheet)


def _happening(visit: Visit, record: Recorded) -> Happening:
    event = event_of(record)
    said: tuple[Said, ...] = ()
    files: tuple[Link, ...] = ()
    match event:
        case MeasureDecided() | MeasureLifted():
            said = (_said(visit, "reason", event.reason),)
        case MeasureAnswered():
            said = (_said(visit, "note", event.note),) if event.note else ()
            base = record.stream.split("/")
            files = tuple(
                Link(
                    visit.app.kept.text(file.name) or visit.t("(name erased)"),
                    visit.path("units", base[1], "measures", base[3], "evidence", file.digest),
                )
                for file in event.evidence
            )
    return Happening(
        record.tag,
        visit.moment(record.recorded_at),
        record_words(visit.t, record.tag, member_name(visit, record.actor)),
        record.position,
        said,
        files,
    )


def _said(visit: Visit, kind: str, digest: str) -> Said:
    body = visit.app.kept.text(digest) if digest else ""
    erased = visit.app.kept.erased(digest)
    gone = ""
    if body is None:
        when = visit.moment(erased)
        gone = visit.t("erased on %(when)s", when=when) if erased else visit.t("(text erased)")
    return Said(visit.t.term("quote", kind), body or "", gone)


def _answer_form(visit: Visit, line: MeasureLine, failed: Failed | None) -> Form:
    t = visit.t
    mine = failed if failed is not None and failed.noun == "answers" else None
    fields = (
        Field("note", "answers-note", "text", t("What was done"), "", _typed(mine, "note"), False),
        Field("files", "answers-files", "files", t.term("field", "files"), "", "", False),
    )
    help_text = t("Answer before the day that the document names; a later answer is marked as late.")
    return _form(
        visit, line, "answers", (t("Answer the measure"), t("Hand in the answer"), help_text), fields, mine
    )


def _lift_form(visit: Visit, line: MeasureLine, failed: Failed | None) -> Form:
    t = visit.t
    mine = failed if failed is not None and failed.noun == "liftings" else None
    fields = (
        Field(
            "reason", "liftings-reason", "text", t.term("field", "reason"), "", _typed(mine, "reason"), True
        ),
    )
    help_text = t("It no longer counts for the unit's light and prepares no graver one; the record stays.")
    return _form(visit, line, "liftings", (t("Lift the measure"), t("Lift it"), help_text), fields, mine)


def _form(
    visit: Visit,
    line: MeasureLine,
    noun: str,
    words: tuple[str, str, str],
    fields: tuple[Field, ...],
    failed: Failed | None,
) -> Form:
    title, button, help_text = words
    return Form(
        noun,
        noun,
        visit.path("units", line.unit, "measures", line.measure, noun),
        title,
        button,
        help_text,
        "main" if noun == "answers" else "plain",
        failed.command if failed is not None else visit.app.chance.command_id(),
        "",
        fields,
        failed.error if failed is not None else "",
        failed is not None or noun == "answers",
    )


def _typed(failed: Failed | None, name: str) -> str:
    return failed.typed.get(name, "") if failed is not None else ""


def measure_file(visit: Visit) -> Response:
    """A file of an answer, to save. Raises Refused(unknown-evidence), Unfit(410)."""
    parts = visit.request.path_params
    return serve_file(visit.app, file_of(visit.app, parts["unit"], parts["measure"], parts["digest"]))
