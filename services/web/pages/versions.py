"""A new version of a plan's document beside the plan: what it changes, each to be approved or left out."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from services.i18n import Translator
from services.kept_versions import KeptVersion, version_of
from services.plan_units import matcher
from services.plan_versions import Incomplete, all_of, compared, incomplete
from services.plans import Draft, DraftItem
from services.plans.alignment import Stretch
from services.plans.comparison import ClauseChange, Comparison, ItemChange
from services.plans.questions import EXAMPLES
from services.version_words import counts_words, kind_words, notes, number_words
from services.web.pages.reading import COMMON, MOST_LINES, Field, Mistyped
from services.web.pages.rows import Badge, text_of
from services.web.pages.version_upload import version_path
from services.web.pages.visit import Visit
from workflows.plan import Plan

KINDS = ("added", "changed", "withdrawn", "moved")


class Piece(Struct, frozen=True):
    """Of two texts laid together. `kind`: same, gone or new."""

    kind: str
    text: str


class ChangeLine(Struct, frozen=True):
    """`fields` for what the item lacks; `picked`: it is to be carried out."""

    item: str
    number: str
    headings: tuple[str, ...]
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    fields: tuple[Field, ...]
    picked: bool


class Group(Struct, frozen=True):
    kind: str
    title: str
    hint: str
    changes: tuple[ChangeLine, ...]


class ProseLine(Struct, frozen=True):
    kind: str
    pieces: tuple[Piece, ...]
    reason: str


class Option(Struct, frozen=True):
    value: str
    words: str
    chosen: bool


class Terms(Struct, frozen=True):
    """What an amendment needs besides its changes: its first day, what becomes of opened tasks, why."""

    since: Field
    first: str
    last: str
    treatments: tuple[Option, ...]
    treatment_error: str
    reason: str


class VersionSheet(Struct, frozen=True):
    """`changing`: there is something to approve, and it may be; `terms` None: the plan is not issued."""

    title: str
    href: str
    action: str
    badge: Badge
    name: str
    counts: str
    words: str
    command: str
    revision: int
    changing: bool
    empty: bool
    submitted: bool
    groups: tuple[Group, ...]
    whole: tuple[Field, ...]
    terms: Terms | None
    prose: tuple[ProseLine, ...]
    prose_more: int


def version_page(visit: Visit) -> Response:
    """GET /plans/{plan}/versions/{version}. Raises Refused(unknown-plan, unknown-version, source-erased)."""
    return version_view(visit)


def asked_version(request: Request) -> KeptVersion:
    return KeptVersion(request.path_params["version"], request.query_params.get("shape", ""))


def version_view(visit: Visit, failed: Mistyped | None = None, status: int = 200) -> Response:
    """The comparison with the plan as it stands now; with a form that was not accepted, as it was typed."""
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    version = asked_version(visit.request)
    new = version_of(visit.app.kept, version)
    found = compared(visit.app, plan, new)
    sheet = _Sheet(visit, plan, found, failed).made(new, version_path(plan.plan, version))
    return visit.render("version.html", status, sheet=sheet)


class _Sheet:
    """The making of a page: what its parts share."""

    def __init__(self, visit: Visit, plan: Plan, found: Comparison, failed: Mistyped | None) -> None:
        self.visit, self.plan, self.found, self.failed = visit, plan, found, failed
        self.t: Translator = visit.t
        self.match = matcher(visit.app, plan.unit)
        self.lacking = {one.item: one for one in incomplete(found, all_of(found))}

    def made(self, new: Draft, action: str) -> VersionSheet:
        t, plan, failed = self.t, self.plan, self.failed
        changing = bool(self.found.changes) and plan.status != "closed" and not self.visit.as_of
        prose = self.found.clauses
        return VersionSheet(
            title=text_of(t, self.visit.app.kept.text(plan.title)),
            href=self.visit.path("plans", plan.plan),
            action=action,
            badge=Badge(plan.status, t.term("plan status", plan.status)),
            name=new.source_name,
            counts=counts_words(t, self.found),
            words=failed.words if failed else "",
            command=failed.command if failed else self.visit.app.chance.command_id(),
            revision=plan.revision,
            changing=changing,
            empty=not self.found.changes,
            submitted=plan.status == "submitted",
            groups=tuple(self._groups()),
            whole=tuple(self._whole()) if changing else (),
            terms=self._terms() if changing and plan.status == "issued" else None,
            prose=tuple(_prose(t, one) for one in prose[:MOST_LINES]),
            prose_more=max(0, len(prose) - MOST_LINES),
        )

    def _groups(self) -> Iterator[Group]:
        t = self.t
        for kind in KINDS:
            changes = tuple(self._line(one) for one in self.found.changes if one.kind == kind)
            amended = kind == "moved" and self.plan.status == "issued"
            hint = t("Where opened tasks are withdrawn, untick what only moved and is to keep its tasks.")
            if changes:
                yield Group(kind, kind_words(t, kind), hint if amended else "", changes)

    def _line(self, change: ItemChange) -> ChangeLine:
        before, after = change.before, change.after
        shown = after or before
        return ChangeLine(
            change.item,
            number_words(change),
            shown.outline if shown else (),
            laid_together(before.text if before else "", after.text if after else "", change.stretches),
            tuple(notes(self.t, change, self._units)),
            tuple(self._fields(after, self.lacking.get(change.item))),
            not self.failed or f"pick:{change.item}" in self.failed.fields,
        )

    def _units(self, units: Iterable[str]) -> str:
        """Sets of units are shown as they are written."""
        return self.match.words(tuple(units))

    def _fields(self, item: DraftItem | None, lacking: Incomplete | None) -> Iterator[Field]:
        if item is None or lacking is None:
            return
        if "cadence" in lacking.lacks:
            name, choices = f"cadence:{item.item}", EXAMPLES.get(item.anchor, COMMON)
            yield self._field(name, self.t("How often"), "", "", choices)
        if "leads" in lacking.lacks:
            yield self._field(f"leads:{item.item}", self.t("Lead unit"), "、".join(item.named("lead")))

    def _whole(self) -> Iterator[Field]:
        """One answer for many."""
        t = self.t
        if sum("leads" in one.lacks for one in self.lacking.values()) > 1:
            hint = t("Names of units, parted by 、 such as 市一院、各村. Used where an item names none.")
            yield self._field("leads", t("Lead units of all other items"), "", hint)

    def _field(
        self, name: str, label: str, value: str = "", hint: str = "", choices: tuple[str, ...] = ()
    ) -> Field:
        typed = self.failed.fields.get(name, value) if self.failed else value
        return Field(name, label, typed, hint, self._error(name), choices)

    def _error(self, name: str) -> str:
        return self.failed.wrong.get(name, "") if self.failed else ""

    def _terms(self) -> Terms:
        t, plan = self.t, self.plan
        typed = self.failed.fields if self.failed else {}
        days = [self.visit.today, plan.since, *(change.since for change in plan.changes)]
        first = min(max(days), plan.until).isoformat()
        words = {
            "keep": t("They stay as they are"),
            "withdraw": t("They are withdrawn"),
            "move": t("They move to the new due day"),
        }
        given = typed.get("open_tasks", "")
        return Terms(
            self._field("since", t("Holds from this day on"), first),
            first,
            plan.until.isoformat(),
            tuple(Option(value, text, value == given) for value, text in words.items()),
            self._error("open_tasks"),
            typed.get("reason", ""),
        )


def _prose(t: Translator, one: ClauseChange) -> ProseLine:
    reason = t.term("no task", one.reason) if one.reason else ""
    return ProseLine(kind_words(t, one.kind), laid_together(one.before, one.after, one.stretches), reason)


def laid_together(before: str, after: str, stretches: tuple[Stretch, ...]) -> tuple[Piece, ...]:
    """Two texts as one, with what is gone and what is new; without stretches the one that is there."""
    found: list[Piece] = []
    at = 0
    for _, start, end, new_start, new_end in stretches:
        found += [
            Piece("same", after[at:new_start]),
            Piece("gone", before[start:end]),
            Piece("new", after[new_start:new_end]),
        ]
        at = new_end
    found.append(Piece("same", after[at:] if stretches else after or before))
    return tuple(piece for piece in found if piece.text)
