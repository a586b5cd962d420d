"""What may be done about measures over the API."""

import hashlib
from typing import Annotated

from msgspec import Meta, Struct

from events.types import Evidence
from services.measures.documents import document
from services.web.measure_reads import MEASURE, MEASURES
from services.web.operations import Operation
from services.web.task_writes import (
    REPORT_FORM,
    Instant,
    Reason,
    Report,
    ReportForm,
    Words,
    kept_evidence,
    report_form,
    store_files,
)
from services.web.writing import Making, writing
from workflows.measures import KINDS, AnswerMeasure, DecideMeasure, LiftMeasure


class NewMeasure(Struct, frozen=True, forbid_unknown_fields=True):
    """`due`: to be answered by then. `task`: the one that gave cause. `skips`: the milder measure is left out
    knowingly. `text`: the document to serve; without it one is made from the template of the kind.
    `measure` is an id of your choice; without it one is made."""

    kind: Annotated[str, Meta(description=", ".join(KINDS))]
    reason: Words
    due: Instant
    task: str = ""
    skips: bool = False
    text: Words = ""
    measure: str = ""


def decide(on: Making, body: NewMeasure) -> DecideMeasure:
    unit, name = on.path["unit"], body.measure or measure_id(on.command_id)
    reason, text = on.keep_all((body.reason, body.text))
    return DecideMeasure(
        name,
        unit,
        body.kind,
        reason,
        body.due,
        text or _served(on, unit, name, body),
        body.task,
        body.skips,
    )


def measure_id(command_id: str) -> str:
    """The same for the same command, so that it can be sent again."""
    return f"m-{hashlib.sha256(command_id.encode()).hexdigest()[:12]}"


def _served(on: Making, unit: str, name: str, body: NewMeasure) -> str:
    """The digest of the document from the template; of a command that comes again the one that was served,
    since a new one would tell of another day. A kind that is not known has none: the rules refuse it."""
    known = on.app.states.measures(unit).get(name)
    if known is not None:
        return known.text
    if body.kind not in KINDS:
        return ""
    return on.keep(document(on.app, unit, body.kind, body.reason, body.due, body.task))


def answer(on: Making, body: Report | ReportForm) -> AnswerMeasure:
    evidence: tuple[Evidence, ...]
    if isinstance(body, ReportForm):
        evidence = store_files(on.app, on.command_id, body.files)
    else:
        evidence = tuple(kept_evidence(on, file) for file in body.evidence)
    return AnswerMeasure(on.path["measure"], on.path["unit"], on.keep(body.note), evidence)


def lift(on: Making, body: Reason) -> LiftMeasure:
    return LiftMeasure(on.path["measure"], on.path["unit"], on.keep(body.reason))


MEASURE_WRITES: tuple[Operation, ...] = (
    writing(MEASURES, "Decide on a measure", "Measures", decide, NewMeasure),
    writing(
        f"{MEASURE}/answers",
        "The unit answers a measure, with a note and evidence",
        "Measures",
        answer,
        Report,
        form=report_form,
        form_body=REPORT_FORM,
    ),
    writing(f"{MEASURE}/liftings", "Lift a measure: it no longer holds", "Measures", lift, Reason),
)
