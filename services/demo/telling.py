"""What the demo prints: what happened, one escalation step by step, the replay check, how to go on."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from services.bootstrap import CALENDAR, App
from services.demo.home import Lived
from services.demo.run import START
from services.demo.summary import Summary, summary
from services.i18n import Translator
from services.read import queries
from services.replay import Check, check
from services.story import Sentence, Teller, history, story
from services.when import day_words
from workflows.calendar import local_time

DAY = 86_400_000_000  # µs
SHOWN = ("on_time", "late", "open", "overdue", "excused", "cancelled")


class Line(Struct, frozen=True):
    """A printed line: `kind` title, plain, detail or good."""

    text: str
    kind: str = "plain"


def told(app: App, t: Translator, lived: Lived, program: str = "duban") -> Iterator[Line]:
    """Everything that is printed of a life, piece by piece; `program` is how the reader starts duban."""
    now = app.clock()
    found = summary(app, now)
    yield from _counts(t, lived, found)
    if found.case:
        yield from _case(app, t, found.case)
    yield from _checked(t, check(app.log, app.store.path, app.kept.path))
    yield from _place(app, t, lived)
    yield from _next(app, t, lived, found.case, program)


# --- counts -----------------------------------------------------------------------------------------------


def _counts(t: Translator, lived: Lived, found: Summary) -> Iterator[Line]:
    end = START + dt.timedelta(days=lived.days)
    yield _title(
        t(
            "What happened from %(since)s to %(until)s (%(days)s days, seed %(seed)s)",
            since=day_words(t.language, START),
            until=day_words(t.language, end - dt.timedelta(days=1)),
            days=lived.days,
            seed=lived.seed,
        )
    )
    yield from _table([(t("Tasks opened"), found.tasks), *_statuses(t, found)])
    yield from _table(list(_doings(t, found)))
    for level, one in found.levels.items():
        yield Line(
            t(
                "Escalations of level %(level)s: %(raised)s, for %(tasks)s tasks",
                level=level,
                raised=one.raised,
                tasks=len(one.tasks),
            )
        )


def _statuses(t: Translator, found: Summary) -> Iterator[tuple[str, int]]:
    for name in SHOWN:
        yield t.term("status", name), found.statuses.get(name, 0)


def _doings(t: Translator, found: Summary) -> Iterator[tuple[str, int]]:
    tags = found.tags.get
    yield t("Reports"), tags("TaskReported", 0)
    yield t("Evidence files"), found.evidence
    yield t("Accepted after review"), tags("TaskAccepted", 0)
    yield t("Returned after review"), tags("TaskReturned", 0)
    yield t("Extensions asked"), tags("ExtensionAsked", 0)
    yield t("Extensions granted"), tags("ExtensionGranted", 0)
    yield t("Extensions refused"), tags("ExtensionRefused", 0)
    yield t("Plans amended"), tags("PlanAmended", 0)
    yield t("Reminders"), tags("TaskReminded", 0)
    yield t("Urged"), tags("TaskUrged", 0)
    yield t("Escalations acknowledged"), tags("EscalationAcknowledged", 0)
    yield t("of these put on hold"), found.held
    yield t("Escalations ended"), tags("EscalationResolved", 0)
    yield t("Notices delivered"), found.sent
    yield t("Notices that failed"), found.failed
    yield t("Events in the log"), sum(found.tags.values())


def _table(rows: Sequence[tuple[str, int]]) -> Iterator[Line]:
    for name, number in rows:
        yield Line(f"{number:>7}  {name}")


# --- one escalation ----------------------------------------------------------------------------------------


def _case(app: App, t: Translator, task: str) -> Iterator[Line]:
    line = queries.task(app.read(), task, app.clock())
    if line is None:
        return
    yield _title(t("The story of one escalation: %(task)s", task=task))
    yield Line(f"{line.unit_name}：{line.text}" if t.language == "zh" else f"{line.unit_name}: {line.text}")
    for sentence in _sentences(app, t, task):
        yield Line(f"{sentence.when}  {sentence.who}  {sentence.text}")
        if sentence.basis:
            yield Line(t("Basis: %(basis)s", basis=sentence.basis), "detail")
        for quote in sentence.quotes:
            yield Line(t("Said: %(words)s", words=app.kept.text(quote.digest) or "-"), "detail")
        for file in sentence.files:
            yield Line(t("File: %(name)s", name=app.kept.text(file.name) or "-"), "detail")


def _sentences(app: App, t: Translator, task: str) -> tuple[Sentence, ...]:
    unit, plan, item, period = task.split("/")
    entry = app.states.schedule(unit, plan).tasks[(item, period)]
    units = {one.unit: one.name for one in queries.units(app.read())}

    def member(name: str) -> str:
        person = app.kept.person(name)
        return person.label if person else t.term("actor", name)

    calendar = app.states.calendar(entry.event.calendar)
    teller = Teller(t, calendar, member, lambda name: units.get(name, name), START.year)
    return story(teller, entry, history(app.log, task, entry))


# --- replay, place, next steps -----------------------------------------------------------------------------


def _checked(t: Translator, result: Check) -> Iterator[Line]:
    yield _title(t("Replay check"))
    counted = ", ".join(f"{table} {rows}" for table, rows in result.rows.items())
    yield Line(t("Rebuilt from position 0 to %(position)s: %(rows)s", position=result.position, rows=counted))
    if not result.differences:
        yield Line(
            t("Equal to the live tables: %(rows)s rows compared.", rows=sum(result.rows.values())), "good"
        )
    for one in result.differences:
        yield Line(t("Not equal: %(table)s %(key)s", table=one.table, key=one.key))


def _place(app: App, t: Translator, lived: Lived) -> Iterator[Line]:
    home = app.settings.home.resolve()
    yield _title(t("Where it lies"))
    yield Line(
        t(
            "All state lies in %(home)s. The seed determines every byte of the log to position %(position)s.",
            home=home,
            position=lived.position,
        )
    )


def _next(app: App, t: Translator, lived: Lived, case: str, program: str) -> Iterator[Line]:
    """Commands with ids that are really there; "then" is the middle of the life."""
    yield _title(t("How to go on"))
    middle = local_time(app.states.calendar(CALENDAR), lived.ended - lived.days * DAY // 2)
    unit = case.partition("/")[0] or app.states.plan(queries.plans(app.read())[0].plan).unit
    schedule = f"{program} schedule {unit} --month {middle:%Y-%m}"
    commands = [
        (f"{program} demo", t("serve this again, with time running on")),
        (schedule, t("what a unit owes in a month")),
        (f"{schedule} --as-of {middle.isoformat(timespec='minutes')}", t("what was known then")),
        *((f"{program} inbox {member}", t("a supervisor's desk")) for member in _busiest(app)),
        *([(f"{program} task show {case}", t("a task with its history"))] if case else []),
        (f"{program} replay --check", t("rebuild all tables and compare")),
        (f"{program} demo --fresh", t("delete the demo and live through it anew")),
    ]
    width = max(len(command) for command, _ in commands)
    for command, does in commands:
        yield Line(f"  {command:<{width}}  {does}")


def _busiest(app: App) -> Iterable[str]:
    return [member for member, _ in queries.supervisors(app.read())[:1]]


def _title(text: str) -> Line:
    return Line(text, "title")
