"""A task's history as sentences: who, when, what, on what basis, who was told and instead of whom."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from events.types import (
    Basis,
    Digest,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    Evidence,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    TaskAccepted,
    TaskCancelled,
    TaskDeferred,
    TaskExcused,
    TaskMoved,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TaskSkipped,
    TaskStarted,
    TaskUrged,
    TaskWakeMoved,
    Told,
)
from services.i18n import Translator
from services.when import due_words, length_words, local_words
from workflows.calendar import Calendar
from workflows.schedule import Entry
from workflows.task import Task, TaskEvent, begins, born, evolve, stream_of

Naming: TypeAlias = Callable[[str], str]
"""From an id to what people call it."""


class Quote(Struct, frozen=True):
    """A text that somebody wrote: what it is (note, reason) and its digest."""

    kind: str
    digest: Digest


class Sentence(Struct, frozen=True):
    """One event told. `at` µs UTC; `actor` a member or process id; `tag` the event's; `basis` "" for none."""

    position: int
    at: int
    when: str
    actor: str
    who: str
    tag: str
    text: str
    basis: str = ""
    quotes: tuple[Quote, ...] = ()
    files: tuple[Evidence, ...] = ()


class Teller(Struct, frozen=True):
    """Words, time zone and names of a story; `year` is left out of dates."""

    t: Translator
    calendar: Calendar
    member: Naming
    unit: Naming
    year: int = 0

    def due(self, instant: int) -> str:
        return due_words(self.t.language, self.calendar, instant, self.year)

    def moment(self, instant: int) -> str:
        return local_words(self.t.language, self.calendar, instant, self.year)


def history(log: EventLog, task: str, entry: Entry, until: int | None = None) -> tuple[Recorded, ...]:
    """The record that scheduled a task, then those of its own stream, up to a position.

    Raises Refused(unknown-task) for a malformed id.
    """
    own = log.read_stream(stream_of(task), until=until)
    unit, plan, _, _ = task.split("/")
    scheduled = log.read_stream(f"unit/{unit}/schedule/{plan}", after=entry.version - 1, until=until)
    return (*scheduled[:1], *own)


def story(teller: Teller, entry: Entry, records: Sequence[Recorded]) -> tuple[Sentence, ...]:
    """The records of `history` as sentences, oldest first."""
    if not records:
        return ()
    task = born(entry.event, entry.version, entry.line, entry.facts)
    told = [_sentence(teller, records[0], *_scheduled(teller, task, entry))]
    for record in records[1:]:
        event: TaskEvent = event_of(record)  # type: ignore[assignment]  # a task stream holds task events
        after = evolve(task, record.recorded_at, event)
        text, basis = _told(teller, event, task, after, record.recorded_at)
        told.append(_sentence(teller, record, text, basis, _quotes(event), _files(event)))
        task = after
    return tuple(told)


def _sentence(
    teller: Teller,
    record: Recorded,
    text: str,
    basis: str = "",
    quotes: tuple[Quote, ...] = (),
    files: tuple[Evidence, ...] = (),
) -> Sentence:
    who = teller.member(record.actor)
    if record.on_behalf:
        who = teller.t("%(who)s for %(other)s", who=who, other=teller.member(record.on_behalf))
    return Sentence(
        record.position,
        record.recorded_at,
        teller.moment(record.recorded_at),
        record.actor,
        who,
        record.tag,
        text,
        basis,
        quotes,
        files,
    )


def _scheduled(teller: Teller, task: Task, entry: Entry) -> tuple[str, str]:
    event = entry.event
    text = teller.t(
        "Entered in the schedule of %(unit)s: opens %(opens)s, due %(due)s.",
        unit=teller.unit(task.unit),
        opens=teller.moment(task.opens),
        due=teller.due(task.due),
    )
    basis = teller.t(
        "revision %(revision)s of plan %(plan)s; working calendar %(calendar)s, version %(version)s",
        revision=event.revision,
        plan=event.plan,
        calendar=event.calendar,
        version=event.calendar_version,
    )
    return text, basis


def _told(teller: Teller, event: TaskEvent, before: Task, after: Task, at: int) -> tuple[str, str]:
    """Sentence and basis of one event; `before` and `after` are the task around it."""
    t = teller.t
    match event:
        case TaskStarted():
            return t("Work began."), ""
        case TaskReported():
            return _reported(teller, event, before, at), ""
        case TaskAccepted():
            if not event.on_time_because:
                return t("The report was accepted."), ""
            return t(
                "The report was accepted; done counts from %(done)s.", done=teller.moment(event.done_at)
            ), ""
        case TaskReturned():
            due = teller.due(event.due)
            return t(
                "The report was returned: due again %(due)s (round %(round)s).", due=due, round=event.round
            ), ""
        case ExtensionAsked():
            return t("An extension to %(due)s was asked for.", due=teller.due(event.due)), ""
        case ExtensionGranted():
            due = teller.due(event.due)
            return t("Extension granted: now due %(due)s (round %(round)s).", due=due, round=event.round), ""
        case ExtensionRefused():
            return t("Extension refused: still due %(due)s.", due=teller.due(before.due)), ""
        case TaskExcused():
            return _excused(teller, event), ""
        case TaskUrged():
            return t("Urged %(people)s.", people=people(teller, event.told)), ""
        case TaskMoved():
            return _moved(teller, event, before), ""
        case TaskCancelled():
            return t("Revision %(revision)s of the plan withdrew it.", revision=event.revision), ""
        case TaskSkipped():
            return t("Skipped: %(task)s was still owed, and turns must not overlap.", task=event.earlier), ""
        case TaskDeferred():
            return t("Deferred: it begins when %(task)s, which is still owed, ends.", task=event.earlier), ""
        case TaskReminded():
            return _reminded(teller, event), basis_words(teller, event.basis, event.step)
        case EscalationRaised():
            return _escalated(teller, event), basis_words(teller, event.basis, event.step)
        case EscalationAcknowledged():
            return _acknowledged(teller, event), ""
        case EscalationResolved():
            return t("The escalation ended by %(by)s.", by=t.term("ended", event.by)), ""
        case TaskWakeMoved():
            return _looked(teller, after), ""
        case _:
            assert_never(event)


def _excused(teller: Teller, event: TaskExcused) -> str:
    if not event.order:
        return teller.t("Excused: the unit no longer owes this.")
    return teller.t("Excused by order %(order)s: the unit no longer owes this.", order=event.order)


def _moved(teller: Teller, event: TaskMoved, before: Task) -> str:
    t, due = teller.t, teller.due(event.due)
    if begins(before, event):
        return t("The turns before it have ended: it begins now, due %(due)s.", due=due)
    if not event.calendar_version:
        return t(
            "Revision %(revision)s of the plan moved it: now due %(due)s.", revision=event.revision, due=due
        )
    return t(
        "By order %(order)s it follows version %(version)s of the working calendar: now due %(due)s.",
        order=event.order,
        version=event.calendar_version,
        due=due,
    )


def _reported(teller: Teller, event: TaskReported, before: Task, at: int) -> str:
    t = teller.t
    text = t("Reported done, on time.")
    if at >= before.due:
        text = t("Reported done, %(length)s late.", length=length_words(t, at - before.due))
    return joined(t, text, t("It waits for review.") if event.review else "")


def _reminded(teller: Teller, event: TaskReminded) -> str:
    t = teller.t
    if not event.told:
        return t("A reminder was due, but no post of the chain is filled.")
    return t("Reminded %(people)s.", people=people(teller, event.told))


def _escalated(teller: Teller, event: EscalationRaised) -> str:
    t = teller.t
    if not event.told:
        return t(
            "Overdue: escalated to level %(level)s, but no post of the chain is filled.", level=event.level
        )
    told = people(teller, event.told)
    if event.repeat:
        return t(
            "Still overdue: level %(level)s told again (repeat %(repeat)s): %(people)s.",
            level=event.level,
            repeat=event.repeat,
            people=told,
        )
    return t("Overdue: escalated to level %(level)s: %(people)s.", level=event.level, people=told)


def _acknowledged(teller: Teller, event: EscalationAcknowledged) -> str:
    t = teller.t
    if event.held:
        until = teller.moment(event.wake_at)
        return t("Level %(level)s acknowledged, on hold until %(until)s.", level=event.level, until=until)
    return t("Level %(level)s acknowledged: its repeats stop.", level=event.level)


def _looked(teller: Teller, after: Task) -> str:
    if not after.wake_at:
        return teller.t("Looked at: nobody to tell, and no further step.")
    return teller.t("Looked at: nobody to tell before %(next)s.", next=teller.moment(after.wake_at))


def people(teller: Teller, told: tuple[Told, ...]) -> str:
    """Recipients with post, whom they stand in for, and the vacant posts that were passed over."""
    return teller.t.term("list", "; ").join(_person(teller, one) for one in told)


def _person(teller: Teller, told: Told) -> str:
    t = teller.t
    role = t.term("role", told.role)
    name = t(
        "%(member)s (%(role)s, %(unit)s)",
        member=teller.member(told.member),
        role=role,
        unit=teller.unit(told.unit),
    )
    if told.instead_of:
        name = t("%(person)s instead of %(other)s", person=name, other=teller.member(told.instead_of))
    if told.skipped:
        units = t.term("list", ", ").join(map(teller.unit, told.skipped))
        name = t("%(person)s, as the post is vacant at %(units)s", person=name, units=units)
    return name


def basis_words(teller: Teller, basis: Basis, step: str) -> str:
    """The facts that, had they been otherwise, would have stopped a step."""
    t = teller.t
    return t(
        "due %(due)s and not reported; %(days)s; step %(step)s of policy %(policy)s, revision %(revision)s; "
        "calendar %(calendar)s version %(version)s; organisation version %(org)s",
        due=teller.due(basis.due),
        days=_working_days(t, basis.working_days),
        step=step,
        policy=basis.policy,
        revision=basis.policy_version,
        calendar=basis.calendar,
        version=basis.calendar_version,
        org=basis.org_version,
    )


def _working_days(t: Translator, days: int) -> str:
    if days == 0:
        return t("on the due day or before the next working day")
    if days < 0:
        return t.plural("%(n)s working day before due", "%(n)s working days before due", -days)
    return t.plural("%(n)s working day after due", "%(n)s working days after due", days)


def joined(t: Translator, *sentences: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return ("" if t.language == "zh" else " ").join(filter(None, sentences))


def _quotes(event: TaskEvent) -> tuple[Quote, ...]:
    match event:
        case TaskReported(note=digest):
            return (Quote("note", digest),) if digest else ()
        case TaskAccepted(on_time_because=digest):
            return (Quote("reason", digest),) if digest else ()
        case TaskReturned() | ExtensionAsked() | ExtensionRefused() | TaskExcused() | TaskUrged():
            return (Quote("reason", event.reason),) if event.reason else ()
        case _:
            return ()


def _files(event: TaskEvent) -> tuple[Evidence, ...]:
    return event.evidence if isinstance(event, TaskReported) else ()
