"""A task's history as sentences: who, when, what, on what basis, who was told and instead of whom."""

from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from events.types import (
    Digest,
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationResolved,
    EscalationSteppedBack,
    Evidence,
    ExtensionAsked,
    ExtensionEndorsed,
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
)
from services import story_of_escalations as escalations
from services.teller import Naming as Naming
from services.teller import Teller as Teller
from services.teller import basis_words as basis_words
from services.teller import joined as joined
from services.teller import people as people
from services.when import length_words
from workflows.schedule import Entry
from workflows.task import Task, TaskEvent, begins, born, evolve, stream_of


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
        case ExtensionEndorsed():
            return t("The extension to %(due)s was endorsed.", due=teller.due(event.due)), ""
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
            return escalations.reminded(teller, event), basis_words(teller, event.basis, event.step)
        case EscalationRaised():
            return escalations.escalated(teller, event), basis_words(teller, event.basis, event.step)
        case EscalationAcknowledged():
            return escalations.acknowledged(teller, event), ""
        case EscalationHandedOver():
            return escalations.handed_over(teller, event), ""
        case EscalationSteppedBack():
            return escalations.stepped_back(teller, event), ""
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


def _looked(teller: Teller, after: Task) -> str:
    if not after.wake_at:
        return teller.t("Looked at: nobody to tell, and no further step.")
    return teller.t("Looked at: nobody to tell before %(next)s.", next=teller.moment(after.wake_at))


def _quotes(event: TaskEvent) -> tuple[Quote, ...]:
    match event:
        case TaskReported(note=digest):
            return (Quote("note", digest),) if digest else ()
        case TaskAccepted(on_time_because=digest):
            return (Quote("reason", digest),) if digest else ()
        case (
            TaskReturned()
            | ExtensionAsked()
            | ExtensionEndorsed()
            | ExtensionRefused()
            | TaskExcused()
            | TaskUrged()
            | EscalationHandedOver()
            | EscalationSteppedBack()
        ):
            return (Quote("reason", event.reason),) if event.reason else ()
        case _:
            return ()


def _files(event: TaskEvent) -> tuple[Evidence, ...]:
    return event.evidence if isinstance(event, TaskReported) else ()
