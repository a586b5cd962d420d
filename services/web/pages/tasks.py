"""One task: what is asked, how it stands, its history as sentences, what can be done."""

from collections.abc import Sequence

import apsw
from msgspec import Struct
from starlette.responses import Response

from events.codec import event_of
from events.types import Evidence, TaskReported
from services.read import queries
from services.read.queries import ItemLine, TaskLine
from services.story import Quote, Sentence, Teller, history, people, story
from services.web.pages.acts import UNIT_SIDE, Failed, Form, forms, possible
from services.web.pages.frame import Link, attachment
from services.web.pages.measures import link_of_task
from services.web.pages.rows import Badge, Plans, badges, note, plans_of, text_of, title_of, visit_plan
from services.web.pages.source import Excerpt, excerpt
from services.web.pages.visit import Visit, calendar_of, member_name, provisional_words, tables, teller
from services.when import period_words
from workflows.cadence import CadenceError, explain, parse
from workflows.calendar import Calendar, local_day
from workflows.ladder import next_rung, recipients
from workflows.policy import Rung, rungs, steps_of
from workflows.refusal import Refused
from workflows.schedule import Entry
from workflows.task import WAITING, Task

KILO = 1024
TOLD = ("TaskReminded", "EscalationRaised")


class Fact(Struct, frozen=True):
    label: str
    words: str
    links: tuple[Link, ...] = ()


class Said(Struct, frozen=True):
    """A text that somebody wrote; `gone` says when it was erased, "" if it is there."""

    label: str
    body: str
    gone: str


class File(Struct, frozen=True):
    name: str
    href: str
    size: str


class Passage(Struct, frozen=True):
    """A sentence of the history with what was written and handed in; `why` leads to what a step was decided
    on, "" for other events."""

    sentence: Sentence
    why: str
    said: tuple[Said, ...]
    files: tuple[File, ...]


class TaskSheet(Struct, frozen=True):
    task: str
    text: str
    number: str
    badges: tuple[Badge, ...]
    note: str
    unit: Link
    plan: Link
    period: str
    facts: tuple[Fact, ...]
    clause: Excerpt | None
    ladder: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    unit_forms: tuple[Form, ...]
    desk_forms: tuple[Form, ...]
    measure: Link | None = None


def task_view(visit: Visit) -> Response:
    return task_page(visit)


def task_page(visit: Visit, failed: Failed | None = None, status: int = 200, back: str = "") -> Response:
    """The page; with a form that could not be saved as it was typed. Raises Refused(unknown-task)."""
    parts = visit.request.path_params
    name = "/".join(parts[one] for one in ("unit", "plan", "item", "period"))
    with tables(visit, parts["unit"]) as db:
        line = queries.task(db, name, visit.now)
        if line is None:
            raise Refused("unknown-task", f"there is no task {name}", task=name)
        sheet = _sheet(visit, db, line, failed, back)
        year, calendar = int(line.due_day[:4]), _entry(visit, line).event.calendar
        asked = local_day(calendar_of(visit, calendar), line.asked_due).year if line.asked_due else year
        warning = provisional_words(visit, db, calendar, year, max(year, asked))
    return visit.render("task.html", status, sheet=sheet, provisional=warning)


def _entry(visit: Visit, line: TaskLine) -> Entry:
    """Where the task was scheduled."""
    return visit.app.states.schedule(line.unit, line.plan).tasks[(line.item, line.period)]


def _sheet(visit: Visit, db: apsw.Connection, line: TaskLine, failed: Failed | None, back: str) -> TaskSheet:
    t = visit.t
    plans = plans_of(visit, db)
    entry = _entry(visit, line)
    calendar = calendar_of(visit, entry.event.calendar)
    tell = teller(visit, db, calendar)
    item = next((one for one in queries.items(db, line.plan) if one.item == line.item), None)
    nouns = () if visit.as_of else possible(line, visit.now, visit.frame.member)
    shown = (*nouns, failed.noun) if failed is not None and failed.noun not in nouns else nouns
    made = forms(visit, line, calendar, shown, back, failed)
    return TaskSheet(
        line.task,
        text_of(t, line.text),
        item.number if item else "",
        badges(t, line),
        note(t, line, visit.now),
        Link(line.unit_name, visit.path("units", line.unit)),
        Link(title_of(t, plans, line.plan), visit_plan(line.plan, line.item)),
        period_words(t.language, line.period),
        _facts(visit, plans, line, item, entry, tell),
        _clause(visit, plans, line, item),
        _ladder(visit, line, calendar, tell),
        _passages(visit, line, entry, tell),
        tuple(form for form in made if form.noun in UNIT_SIDE),
        tuple(form for form in made if form.noun not in UNIT_SIDE),
        link_of_task(visit, line),
    )


# --- facts -----------------------------------------------------------------------------------------------


def _facts(
    visit: Visit, plans: Plans, line: TaskLine, item: ItemLine | None, entry: Entry, tell: Teller
) -> tuple[Fact, ...]:
    t = visit.t
    facts = [
        Fact(t("Due"), tell.due(line.due)),
        Fact(t("Originally due"), tell.due(line.original_due)) if line.original_due != line.due else None,
        Fact(t("Opens"), tell.moment(line.opens)),
        Fact(t("Reported"), tell.moment(line.reported_at)) if line.reported_at else None,
        Fact(t("Extension asked to"), tell.due(line.asked_due)) if line.asked_due else None,
        Fact(t("Endorsed by"), tell.member(line.endorsed_by)) if line.endorsed_by else None,
        Fact(t("Lead unit"), "", (Link(line.unit_name, visit.path("units", line.unit)),)),
        _units(visit, t("Cooperating units"), entry.facts.cooperating, tell),
        _units(visit, t("Informed units"), entry.facts.informed, tell),
        Fact(t("Plan owner"), tell.member(line.owner)),
        Fact(t("How often"), cadence_words(visit, item.cadence)) if item and item.cadence else None,
        Fact(t("Review"), t("A report must be accepted")) if line.review else None,
        _carries(visit, item),
    ]
    return tuple(fact for fact in facts if fact is not None)


def _units(visit: Visit, label: str, units: Sequence[str], tell: Teller) -> Fact | None:
    if not units:
        return None
    return Fact(label, "", tuple(Link(tell.unit(one), visit.path("units", one)) for one in units))


def _carries(visit: Visit, item: ItemLine | None) -> Fact | None:
    if item is None or not item.carries_out:
        return None
    plan, _, name = item.carries_out.partition("/")
    return Fact(visit.t("Carries out"), "", (Link(item.carries_out, visit_plan(plan, name)),))


def cadence_words(visit: Visit, cadence: str) -> str:
    """How often, as people say it; the written form where it cannot be read."""
    try:
        return explain(parse(cadence), visit.t.language)
    except CadenceError:
        return cadence


def _clause(visit: Visit, plans: Plans, line: TaskLine, item: ItemLine | None) -> Excerpt | None:
    plan = plans.lines.get(line.plan)
    if plan is None:
        return None
    if item is not None and item.text == line.text and item.span != (0, 0):
        return _excerpt(visit, item.source or plan.source, item.span)
    for items in reversed(visit.app.states.plan(line.plan).earlier):
        one = items.get(line.item)
        if one and one.span and line.text is not None and visit.app.kept.text(one.text) == line.text:
            return _excerpt(visit, one.source or plan.source, (one.span.start, one.span.end))
    return None


def _excerpt(visit: Visit, digest: str, span: tuple[int, int]) -> Excerpt | None:
    source = visit.app.kept.text(digest) if digest else None
    return excerpt(source, span) if source else None


# --- escalation ------------------------------------------------------------------------------------------


def _ladder(visit: Visit, line: TaskLine, calendar: Calendar, tell: Teller) -> tuple[Fact, ...]:
    """Where the task stands on its ladder, and who is told next if nothing happens."""
    t = visit.t
    if line.state not in WAITING:
        return ()
    facts = []
    if line.level:
        holders = t.term("list", ", ").join(member_name(visit, one) for one in line.held_by)
        facts.append(Fact(t("Level"), str(line.level)))
        facts.append(Fact(t("On the desk of"), holders or t("nobody: no post is filled")))
        facts.append(Fact(t("Acknowledged"), t("yes") if line.acknowledged >= line.level else t("no")))
    if line.urged:
        facts.append(Fact(t("Urged"), t.plural("%(n)s time", "%(n)s times", line.urged)))
    if not visit.as_of:
        facts += _next(visit, visit.app.states.task(line.task), calendar, tell)
    return tuple(facts)


def _next(visit: Visit, task: Task, calendar: Calendar, tell: Teller) -> list[Fact]:
    t = visit.t
    if task.held_until > visit.now:
        return [Fact(t("On hold until"), tell.moment(task.held_until))]
    policy = visit.app.states.policy(task.facts.policy)
    ladder = tuple(rungs(steps_of(policy, task.policy_version), task.due, calendar))
    rung = next_rung(task, ladder, visit.now)
    if rung is None:
        return [Fact(t("Next step"), t("none left"))]
    told = recipients(
        visit.app.states.org(), task, rung.step.to, local_day(calendar, max(rung.at, visit.now))
    )
    what = _step_words(visit, rung)
    who = people(tell, told) or t("nobody: no post is filled")
    words = t("%(when)s, %(what)s: %(people)s", when=tell.moment(rung.at), what=what, people=who)
    return [Fact(t("Next step"), words)]


def _step_words(visit: Visit, rung: Rung) -> str:
    level = rung.step.level
    if not level:
        return visit.t("reminder")
    if rung.repeat:
        return visit.t("level %(level)s told again", level=level)
    return visit.t("escalation to level %(level)s", level=level)


# --- history ---------------------------------------------------------------------------------------------


def _passages(visit: Visit, line: TaskLine, entry: Entry, tell: Teller) -> tuple[Passage, ...]:
    records = history(visit.app.log, line.task, entry, visit.position if visit.as_of else None)
    return tuple(
        Passage(
            one,
            visit.path("escalations", str(one.position)) if one.tag in TOLD else "",
            tuple(_said(visit, quote, tell) for quote in one.quotes),
            tuple(_file(visit, line.task, file) for file in one.files),
        )
        for one in story(tell, entry, records)
    )


def _said(visit: Visit, quote: Quote, tell: Teller) -> Said:
    t = visit.t
    body = visit.app.kept.text(quote.digest)
    erased = visit.app.kept.erased(quote.digest)
    gone = ""
    if body is None:
        gone = t("erased on %(when)s", when=tell.moment(erased)) if erased else t("(text erased)")
    return Said(t.term("quote", quote.kind), body or "", gone)


def _file(visit: Visit, task: str, file: Evidence) -> File:
    name = visit.app.kept.text(file.name) or visit.t("(name erased)")
    return File(name, visit.path("tasks", *task.split("/"), "evidence", file.digest), size_words(file.size))


def size_words(size: int) -> str:
    """1.5 MB."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.1f} KB"
    return f"{size / KILO / KILO:.1f} MB"


def evidence_file(visit: Visit) -> Response:
    """A file of a report of this task, to save: never shown in the page's origin. Raises Refused."""
    parts = visit.request.path_params
    task = visit.app.states.task("/".join(parts[one] for one in ("unit", "plan", "item", "period")))
    entry = visit.app.states.schedule(task.unit, task.plan).tasks[(task.item, task.period)]
    digest = parts["digest"]
    for record in history(visit.app.log, task.task, entry)[1:]:
        event = event_of(record)
        files = event.evidence if isinstance(event, TaskReported) else ()
        for file in files:
            if file.digest == digest:
                return _download(visit, file)
    raise Refused("unknown-evidence", f"{task.task} has no file {digest}", digest=digest)


def _download(visit: Visit, file: Evidence) -> Response:
    data = visit.app.evidence.open(file.digest)
    if data is None:
        raise Refused("evidence-erased", "this file was erased", digest=file.digest)
    name = visit.app.kept.text(file.name) or file.digest[:12]
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": attachment(name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
