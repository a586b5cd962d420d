"""What may be done to a task over the API."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct
from starlette.datastructures import FormData

from events.types import Evidence
from services.bootstrap import App
from services.web.operations import Operation
from services.web.task_reads import TASK
from services.web.writing import (
    UNTYPED,
    Making,
    Upload,
    check_fields,
    file_name,
    files_of,
    text_field,
    writing,
)
from workflows.refusal import Refused
from workflows.task import (
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
    UrgeTask,
)

Instant: TypeAlias = Annotated[int, Meta(ge=0, description="µs since 1970-01-01T00:00Z")]
Words: TypeAlias = Annotated[str, Meta(max_length=20_000, description="plain text")]


class FileKept(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that POST /evidence has stored before."""

    digest: str
    name: str
    media_type: str = UNTYPED


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    note: Words = ""
    evidence: tuple[FileKept, ...] = ()


class ReportForm(Struct, frozen=True):
    note: str
    files: tuple[Upload, ...]


class Acceptance(Struct, frozen=True, forbid_unknown_fields=True):
    """`done_at` other than 0 lets an earlier moment count, for a reason."""

    done_at: Instant = 0
    on_time_because: Words = ""


class Return(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Words
    due: Instant


class ExtensionRequest(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Words
    due: Instant


class Extension(Struct, frozen=True, forbid_unknown_fields=True):
    """`due` 0: as asked."""

    due: Instant = 0


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Words


class MaybeReason(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Words = ""


class Acknowledgement(Struct, frozen=True, forbid_unknown_fields=True):
    """`hold_until` 0: only the repeats of this level stop."""

    hold_until: Instant = 0


class HandOver(Struct, frozen=True, forbid_unknown_fields=True):
    """`to` is told instead of whoever hands it over, for the rest of the round."""

    to: str
    reason: Words


class BackTo(Struct, frozen=True, forbid_unknown_fields=True):
    """`level` 0: the unit; `until`: then the same step comes again."""

    until: Instant
    reason: Words
    level: Annotated[int, Meta(ge=0)] = 0


async def report_form(form: FormData) -> ReportForm:
    check_fields(form, "note", "files")
    return ReportForm(text_field(form, "note"), await files_of(form, "files"))


def report(on: Making, body: Report | ReportForm) -> ReportTask:
    if isinstance(body, ReportForm):
        evidence = store_files(on.app, on.command_id, body.files)
    else:
        evidence = tuple(kept_evidence(on, file) for file in body.evidence)
    return ReportTask(on.task, on.keep(body.note), evidence)


def store_files(app: App, command_id: str, files: tuple[Upload, ...]) -> tuple[Evidence, ...]:
    """Durable when it returns. Raises Refused: empty-evidence, evidence-too-large."""
    return tuple(
        app.evidence.store(command_id, file.data, file_name(file.name), file.media_type) for file in files
    )


def kept_evidence(on: Making, file: FileKept) -> Evidence:
    data = on.app.evidence.open(file.digest)
    if data is None:
        raise Refused(
            "unknown-evidence",
            f"no file {file.digest} is kept: POST it to /evidence first",
            digest=file.digest,
        )
    return Evidence(file.digest, len(data), file.media_type, on.keep(file_name(file.name)))


def start(on: Making, _: object) -> StartTask:
    return StartTask(on.task)


def accept(on: Making, body: Acceptance) -> AcceptTask:
    return AcceptTask(on.task, body.done_at, on.keep(body.on_time_because))


def give_back(on: Making, body: Return) -> ReturnTask:
    return ReturnTask(on.task, on.keep(body.reason), body.due)


def ask_extension(on: Making, body: ExtensionRequest) -> AskExtension:
    return AskExtension(on.task, on.keep(body.reason), body.due)


def grant(on: Making, body: Extension) -> GrantExtension:
    return GrantExtension(on.task, body.due)


def endorse(on: Making, body: MaybeReason) -> EndorseExtension:
    return EndorseExtension(on.task, on.keep(body.reason))


def refuse(on: Making, body: MaybeReason) -> RefuseExtension:
    return RefuseExtension(on.task, on.keep(body.reason))


def excuse(on: Making, body: Reason) -> ExcuseTask:
    return ExcuseTask(on.task, on.keep(body.reason))


def urge(on: Making, body: MaybeReason) -> UrgeTask:
    return UrgeTask(on.task, on.keep(body.reason))


def acknowledge(on: Making, body: Acknowledgement) -> AcknowledgeEscalation:
    return AcknowledgeEscalation(on.task, body.hold_until)


def hand_over(on: Making, body: HandOver) -> HandOverEscalation:
    return HandOverEscalation(on.task, body.to, on.keep(body.reason))


def step_back(on: Making, body: BackTo) -> StepBack:
    return StepBack(on.task, body.until, on.keep(body.reason), body.level)


REPORT_FORM = {
    "type": "object",
    "properties": {
        "note": {"type": "string"},
        "files": {"type": "array", "items": {"type": "string", "contentMediaType": UNTYPED}},
    },
}

TASK_WRITES: tuple[Operation, ...] = (
    writing(f"{TASK}/start", "Work on a task begins", "Tasks", start, conditional=True),
    writing(
        f"{TASK}/reports",
        "The unit reports that it is done, with a note and evidence",
        "Tasks",
        report,
        Report,
        form=report_form,
        form_body=REPORT_FORM,
        conditional=True,
    ),
    writing(f"{TASK}/acceptances", "Accept a report", "Tasks", accept, Acceptance, conditional=True),
    writing(f"{TASK}/returns", "Return a report: due again", "Tasks", give_back, Return, conditional=True),
    writing(
        f"{TASK}/extension-requests",
        "Ask for a later due date, before due",
        "Tasks",
        ask_extension,
        ExtensionRequest,
        conditional=True,
    ),
    writing(
        f"{TASK}/endorsements",
        "Support an extension that is asked for, before another grants it",
        "Tasks",
        endorse,
        MaybeReason,
        conditional=True,
    ),
    writing(f"{TASK}/extensions", "Grant an extension", "Tasks", grant, Extension, conditional=True),
    writing(
        f"{TASK}/extension-refusals", "Refuse an extension", "Tasks", refuse, MaybeReason, conditional=True
    ),
    writing(f"{TASK}/excuses", "Take a task off a unit", "Tasks", excuse, Reason, conditional=True),
    writing(f"{TASK}/urges", "Urge the unit", "Tasks", urge, MaybeReason, conditional=True),
    writing(
        f"{TASK}/acknowledgements",
        "Acknowledge an escalation, or hold it until a moment",
        "Tasks",
        acknowledge,
        Acknowledgement,
        conditional=True,
    ),
    writing(
        f"{TASK}/handovers",
        "Hand an escalation over to another member",
        "Tasks",
        hand_over,
        HandOver,
        conditional=True,
    ),
    writing(
        f"{TASK}/step-backs",
        "Send an escalation back to a lower desk until a moment",
        "Tasks",
        step_back,
        BackTo,
        conditional=True,
    ),
)
