"""A task as lists show it: from the query's line to words, address and badges."""

import datetime as dt
from collections.abc import Sequence

import apsw
from msgspec import Struct

from services.i18n import Translator
from services.read import queries
from services.read.queries import PlanLine, TaskLine
from services.web.pages.visit import Visit, calendar_of
from services.when import due_time, length_words, period_words
from workflows.calendar import Calendar


class Badge(Struct, frozen=True):
    """A state in a word; `kind` gives its colour, `lamp` a shape beside it."""

    kind: str
    word: str
    lamp: bool = False


class Row(Struct, frozen=True):
    """`when` is the due moment in words, `time` its time of day alone; `note` how late it is; `period` is ""
    where the due day says it already."""

    task: str
    href: str
    text: str
    day: dt.date
    when: str
    time: str
    note: str
    status: str
    word: str
    badges: tuple[Badge, ...]
    plan: str
    plan_href: str
    item: str
    period: str
    unit: str
    unit_href: str


class Plans(Struct, frozen=True):
    """Plans by id, and the calendars that they name."""

    lines: dict[str, PlanLine]
    calendars: dict[str, Calendar]


def plans_of(visit: Visit, db: apsw.Connection) -> Plans:
    lines = {line.plan: line for line in queries.plans(db)}
    return Plans(lines, {name: calendar_of(visit, name) for name in {p.calendar for p in lines.values()}})


def calendar_for(visit: Visit, plans: Plans, plan: str) -> Calendar:
    line = plans.lines.get(plan)
    return plans.calendars[line.calendar] if line else visit.calendar


def task_path(visit: Visit, task: str) -> str:
    return visit.path("tasks", *task.split("/"))


def text_of(t: Translator, text: str | None) -> str:
    """A kept text, or that it is gone."""
    return t("(text erased)") if text is None else text


def title_of(t: Translator, plans: Plans, plan: str) -> str:
    line = plans.lines.get(plan)
    return text_of(t, line.title) if line else plan


def row(visit: Visit, plans: Plans, line: TaskLine) -> Row:
    calendar = calendar_for(visit, plans, line.plan)
    return Row(
        task=line.task,
        href=task_path(visit, line.task),
        text=text_of(visit.t, line.text),
        day=dt.date.fromisoformat(line.due_day),
        when=visit.due(line.due, calendar),
        time=due_time(calendar, line.due),
        note=note(visit.t, line, visit.now),
        status=line.status,
        word=visit.t.term("status", line.status),
        badges=badges(visit.t, line),
        plan=title_of(visit.t, plans, line.plan),
        plan_href=visit_plan(line.plan, line.item),
        item=line.item,
        period="" if line.period == line.due_day else period_words(visit.t.language, line.period),
        unit=line.unit_name,
        unit_href=visit.path("units", line.unit),
    )


def visit_plan(plan: str, item: str) -> str:
    """The item on its plan's page."""
    return f"/plans/{plan}#item-{item}"


def rows(visit: Visit, plans: Plans, lines: Sequence[TaskLine]) -> tuple[Row, ...]:
    return tuple(row(visit, plans, line) for line in lines)


def note(t: Translator, line: TaskLine, now: int) -> str:
    """How late a task is or was; "" if it is not."""
    if line.status == "overdue":
        return t("%(length)s overdue", length=length_words(t, now - line.due))
    if line.status == "late":
        return t("%(length)s late", length=length_words(t, line.done_at - line.due))
    return ""


def badges(t: Translator, line: TaskLine) -> tuple[Badge, ...]:
    """Status first; then light, escalation, and what waits for an answer."""
    found = [Badge(line.status, t.term("status", line.status))]
    if line.light != "green":
        found.append(Badge(line.light, t.term("light", line.light), lamp=True))
    if line.level and line.status == "overdue":
        found.append(Badge("level", t("Level %(level)s", level=line.level)))
    if line.acknowledged and line.status == "overdue":
        found.append(Badge("seen", t("Acknowledged")))
    if line.state == "returned":
        found.append(Badge("late", t("Returned")))
    if line.state == "started" and line.status == "open":
        found.append(Badge("seen", t("Under way")))
    if line.state == "reported" and line.review:
        found.append(Badge("asked", t("Awaits review")))
    if line.asked_due:
        found.append(Badge("asked", t("Extension asked")))
    return tuple(found)
