"""How a plan's document was read: its source with everything marked, its tasks, what is asked, what is not.

A page of the reading holds some items and the part of the source that they come from.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from msgspec import Struct
from starlette.responses import Response

from services.i18n import Translator
from services.plan_changes import draft_of
from services.plan_units import Matcher, matcher
from services.plans import Draft, DraftItem, DraftQuestion
from services.plans.coverage import Clause, coverage
from services.plans.found import AnyFound, Aside, CadenceWords, Deadline, Gap, Goal, Mention, Party
from services.plans.questions import ANCHORS, EXAMPLES
from services.story import joined
from services.web.pages.document_facts import Said, said_of_itself
from services.web.pages.frame import Link
from services.web.pages.paging import page_links, paged
from services.web.pages.rows import Badge, text_of
from services.web.pages.source import Clauses, Excerpt, Noted, Stretch, stretches
from services.web.pages.tasks import cadence_words
from services.web.pages.version_upload import Upload, upload_form
from services.web.pages.visit import Visit, provisional_words
from workflows.cadence import CadenceError, explain, parse
from workflows.plan import Plan

PAGE = 60
"""Items on a page."""

CHANGING = ("draft", "submitted")
MOST_LINES = 300
"""Clauses without a task that one page lists."""


class Mistyped(Struct, frozen=True):
    """A form that was not accepted: its fields as typed, what is wrong by field, and in general."""

    fields: Mapping[str, str]
    wrong: Mapping[str, str]
    words: str
    command: str


class FactLine(Struct, frozen=True):
    """`label` says what kind of thing was found, `words` what it says; `rule` found it."""

    kind: str
    label: str
    words: str
    rule: str
    inferred: bool


class Field(Struct, frozen=True):
    name: str
    label: str
    value: str
    hint: str = ""
    error: str = ""
    choices: tuple[str, ...] = ()


class TaskCard(Struct, frozen=True):
    """An item; `open` while something of it is asked. `clause`: where it stands in a later version."""

    item: str
    number: str
    text: str
    headings: tuple[str, ...]
    facts: tuple[FactLine, ...]
    cadence: str
    asked: tuple[str, ...]
    fields: tuple[Field, ...]
    open: bool
    in_source: bool
    clause: Excerpt | None


class SeenGap(Struct, frozen=True):
    question: str
    text: str
    around: str
    seen: bool


class NoTask(Struct, frozen=True):
    """A clause without a task; `reason` in words. With `fields` it can become one after all."""

    text: str
    reason: str
    item: str = ""
    fields: tuple[Field, ...] = ()


class ReadingSheet(Struct, frozen=True):
    plan: str
    title: str
    href: str
    page: str
    revision: int
    badge: Badge
    changing: bool
    command: str
    words: str
    counts: tuple[tuple[str, int], ...]
    about: tuple[Said, ...]
    gaps: tuple[SeenGap, ...]
    whole: tuple[Field, ...]
    cards: tuple[TaskCard, ...]
    source: tuple[Stretch, ...]
    none: tuple[NoTask, ...]
    none_more: int
    pages: tuple[Link, ...]
    ready: bool
    status: str
    upload: Upload | None


def reading_page(visit: Visit) -> Response:
    return reading_view(visit)


def reading_view(visit: Visit, failed: Mistyped | None = None, status: int = 200) -> Response:
    """Raises Refused(unknown-plan, source-erased)."""
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    draft = draft_of(visit.app.kept, plan)
    sheet = _Sheet(visit, plan, draft, matcher(visit.app, plan.unit), failed)
    warning = provisional_words(visit, visit.app.read(), plan.calendar, plan.since.year, plan.until.year)
    return visit.render("reading.html", status, sheet=sheet.made(), provisional=warning)


class _Sheet:
    """The making of a page: what its parts share."""

    def __init__(
        self, visit: Visit, plan: Plan, draft: Draft, match: Matcher, failed: Mistyped | None
    ) -> None:
        self.visit, self.plan, self.draft, self.match, self.failed = visit, plan, draft, match, failed
        self.t: Translator = visit.t
        self.found = draft.findings.all()
        self.changing = plan.status in CHANGING and not visit.as_of
        self.questions: dict[str, list[DraftQuestion]] = {}
        for one in draft.questions:
            self.questions.setdefault(one.item, []).append(one)
        self.moved_on = {name for name, one in plan.items.items() if one.source or one.span is None}
        self.clauses = Clauses(visit.app.kept.text)
        typed = failed.fields if failed else {}
        self.stale = typed.get("revision", "") not in ("", str(plan.revision))
        self.place, self.last = paged(visit.asked("page") or typed.get("page", ""), len(draft.items), PAGE)
        first = (self.place - 1) * PAGE
        ordered = sorted(draft.items, key=self._rank)
        self.items = ordered[first : first + PAGE]
        self.within = self._part(ordered[first + PAGE :])

    def _rank(self, item: DraftItem) -> tuple[int, int, int]:
        """What stands or stood in the document lies by place, all else behind it."""
        return (0, item.span.start, item.span.end) if item.span.end > 0 else (1, 0, 0)

    def _part(self, behind: list[DraftItem]) -> tuple[int, int]:
        """The part of the source that the page shows: of its items, and on to the next page's first."""
        whole = len(self.draft.source)
        mine = [item.span for item in self.items if self._stands(item)]
        first = min((span.start for span in mine), default=whole) if self.place > 1 else 0
        last = min((item.span.start for item in behind if self._stands(item)), default=whole)
        return first, max(last, *(span.end for span in mine), first)

    def _stands(self, item: DraftItem) -> bool:
        """Whether the item is still the one of the document that is shown."""
        return item.span.end > 0 and item.item not in self.moved_on

    def made(self) -> ReadingSheet:
        t, plan, draft = self.t, self.plan, self.draft
        clauses = coverage(draft)
        none = [clause for clause in clauses if not clause.items]
        shown = [one for one in none if self.within[0] <= one.start < self.within[1]]
        return ReadingSheet(
            plan=plan.plan,
            title=text_of(t, self.visit.app.kept.text(plan.title)),
            href=self.visit.path("plans", plan.plan),
            page=str(self.place) if self.place > 1 else "",
            revision=plan.revision,
            badge=Badge(plan.status, t.term("plan status", plan.status)),
            changing=self.changing,
            command=self.failed.command if self.failed else self.visit.app.chance.command_id(),
            words=self.failed.words if self.failed else "",
            counts=self._counts(clauses, none),
            about=said_of_itself(t, draft),
            gaps=tuple(self._gaps()),
            whole=tuple(self._whole_fields()) if self.changing else (),
            cards=tuple(self._card(item) for item in self.items),
            source=self._source(),
            none=tuple(self._none(shown[:MOST_LINES])),
            none_more=max(0, len(shown) - MOST_LINES),
            pages=page_links(self.visit, ("plans", plan.plan, "reading"), self.place, self.last),
            ready=not plan.questions and bool(plan.items),
            status=plan.status,
            upload=upload_form(self.visit, plan.plan, plan.status, bool(draft.source)),
        )

    def _counts(self, clauses: tuple[Clause, ...], none: list[Clause]) -> tuple[tuple[str, int], ...]:
        t = self.t
        return (
            (t("clauses"), len(clauses)),
            (t("tasks"), len(self.draft.items)),
            (t("clauses without a task"), len(none)),
            (t("open questions"), len(self.plan.questions)),
        )

    def _none(self, clauses: list[Clause]) -> Iterable[NoTask]:
        """Each that was left out can be made a task, once for its whole place."""
        left = {one.span.start: one for one in self.draft.left_out if one.span}
        starts = sorted(left)
        offered: set[str] = set()
        for clause in clauses:
            text = self.draft.source[clause.start : clause.end].strip()
            at = bisect_right(starts, clause.end - 1) - 1
            one = left[starts[at]] if at >= 0 else None
            inside = one is not None and one.span is not None and clause.start < one.span.end
            if one is None or not inside or one.item in offered or not self.changing:
                yield NoTask(text, self._reason(clause))
                continue
            offered.add(one.item)
            yield NoTask(text, self._reason(clause), one.item, tuple(self._restoring(one.item)))

    def _restoring(self, item: str) -> Iterable[Field]:
        yield self._field(f"cadence:{item}", self.t("How often"), "", "", COMMON)
        yield self._field(f"leads:{item}", self.t("Lead unit"))

    def _reason(self, clause: Clause) -> str:
        known = self.t.term("no task", clause.reason)
        return clause.reason if known == clause.reason else known

    def _gaps(self) -> Iterable[SeenGap]:
        for one in self.draft.questions:
            if one.kind == "gap" and one.span:
                around = self.draft.source[max(0, one.span.start - 12) : one.span.end + 12]
                typed = bool(self.failed and self.failed.fields.get(f"seen:{one.question}"))
                yield SeenGap(one.question, self._said(one), " ".join(around.split()), typed)

    def _said(self, one: DraftQuestion) -> str:
        return one.text if self.t.language == "zh" or not one.text_en else one.text_en

    def _field(
        self, name: str, label: str, value: str = "", hint: str = "", choices: Iterable[str] = ()
    ) -> Field:
        typed = self.failed.fields.get(name, value) if self.failed else value
        error = self.failed.wrong.get(name, "") if self.failed else ""
        if self.stale and typed != value:
            hint = joined(self.t, self.t("In the plan now: %(value)s.", value=value or "—"), hint)
        return Field(name, label, typed, hint, error, tuple(choices))

    def _whole_fields(self) -> Iterable[Field]:
        """What one answer settles for many items."""
        t = self.t
        for one in self.questions.get("", []):
            if one.kind == "anchor":
                anchor = one.question.removeprefix("anchor-").replace("-", "_")
                text = ANCHORS[anchor][0 if t.language == "zh" else 1]
                yield self._field(f"anchor:{anchor}", text, "", "", EXAMPLES[anchor])
        if any(one.kind == "leads" for one in self.draft.questions):
            hint = t("Names of units, parted by 、 such as 市一院、各村. Used where an item names none.")
            yield self._field("leads", t("Lead units of all other items"), "", hint)
        if any(not item.cadence for item in self.draft.items):
            hint = t("All items that still have no time are then no tasks.")
            yield self._field("undecided", t("Leave out the rest, because"), "", hint)

    def _card(self, item: DraftItem) -> TaskCard:
        asked = tuple(self._said(one) for one in self.questions.get(item.item, []))
        stands, known = self._stands(item), self.plan.items[item.item]
        place = (known.span.start, known.span.end) if known.span else (0, 0)
        return TaskCard(
            item.item,
            item.number,
            item.text,
            item.outline if stands else (),
            tuple(self._facts(item)) if stands else (),
            cadence_words(self.visit, item.cadence) if item.cadence else "",
            asked,
            tuple(self._fields(item)) if self.changing else (),
            bool(asked) or self._is_wrong(item.item),
            stands,
            self.clauses.of(known.source, place),
        )

    def _is_wrong(self, item: str) -> bool:
        return bool(self.failed) and any(name.endswith(f":{item}") for name in self.failed.wrong)  # type: ignore[union-attr]  # asked before

    def _fields(self, item: DraftItem) -> Iterable[Field]:
        t, questions = self.t, self.questions.get(item.item, [])
        choices = [c for one in questions if one.kind not in ("leads", "gap") for c in one.choices]
        cadence = item.cadence
        yield self._field(f"cadence:{item.item}", t("How often"), cadence, "", choices or COMMON)
        units = [self.match.words([unit]) for unit in item.leads]
        leads = "、".join([*units, *item.lead_sets] or item.named("lead"))
        doubtful = [c for one in questions if one.kind == "leads" for c in one.choices]
        yield self._field(
            f"leads:{item.item}",
            t("Lead unit"),
            leads,
            self._sets(item),
            [self.match.words([c]) for c in doubtful],
        )
        helpers = self.match.words(item.cooperating) or "、".join(item.named("cooperating"))
        yield self._field(f"cooperating:{item.item}", t("Cooperating"), helpers)
        yield self._field(f"due_time:{item.item}", t("Due at"), item.due_time)
        yield self._field(f"leave_out:{item.item}", t("No task, because"))

    def _sets(self, item: DraftItem) -> str:
        if not item.lead_sets:
            return ""
        return self.t("When the plan is issued: all units of %(sets)s", sets=", ".join(item.lead_sets))

    def _facts(self, item: DraftItem) -> Iterable[FactLine]:
        """Of findings that begin within the item: they lie by place."""
        first = bisect_left(self.found, item.span.start, key=lambda one: one.start)
        for one in itertools.islice(self.found, first, None):
            if one.start >= item.span.end:
                return
            if one.end <= item.span.end:
                yield self._fact(one)

    def _fact(self, one: AnyFound) -> FactLine:
        kind = kind_of(one)
        return FactLine(kind, self.t.term("found", kind), self._words(one), one.rule, one.inferred)

    def _words(self, one: AnyFound) -> str:
        quote = self.draft.source[one.start : one.end]
        match one:
            case CadenceWords():
                return f"{quote} ({self._how_often(one)})"
            case Deadline():
                return f"{quote} ({one.due.replace('--', '')})" if one.due else quote
            case Party():
                return "; ".join(
                    f"{'、'.join(names)} ({self.t.term('party role', role)})"
                    for role in dict.fromkeys((one.role, "cooperating"))
                    if (names := one.named(role))
                )
            case Goal():
                value = "" if one.value is None else f"{one.value:g}"
                return " ".join(part for part in (one.metric, one.op, value + one.unit) if part)
            case Gap():
                return one.text if self.t.language == "zh" else one.text_en
            case Aside():
                return self.t.term("no task", one.reason)
            case Mention():
                return one.text

    def _how_often(self, one: CadenceWords) -> str:
        try:
            return explain(parse(one.cadence), self.t.language)
        except CadenceError:
            return self.t.term("cadence kind", one.kind)

    def _source(self) -> tuple[Stretch, ...]:
        first, last = self.within
        standing = (item for item in self.items if self._stands(item))
        spans = [(item.item, (item.span.start, item.span.end)) for item in standing]
        found = [
            Noted(
                one.start, one.end, kind_of(one), f"{self.t.term('found', kind_of(one))}: {self._words(one)}"
            )
            for one in self.found
            if first < one.end and one.start < last
        ]
        return stretches(self.draft.source, self.within, spans, found)


COMMON = (  # cadences to choose from
    "daily",
    "weekly on fri",
    "monthly on 25",
    "monthly on last workday",
    "quarterly on last workday",
    "yearly on 12-20",
)


def kind_of(one: AnyFound) -> str:
    """The layer that found it."""
    match one:
        case CadenceWords():
            return "cadence"
        case Deadline():
            return "deadline"
        case Party():
            return "party"
        case Goal():
            return "target"
        case Gap():
            return "gap"
        case Aside():
            return "aside"
        case Mention():
            return "mention"
