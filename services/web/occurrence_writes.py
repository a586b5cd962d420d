"""What happened and makes a unit owe something, over the API."""

from typing import Annotated

from msgspec import Meta, Struct

from services.web.operations import Operation
from services.web.task_writes import Instant, Words
from services.web.writing import Making, writing
from workflows.occurrence import NoteOccurrence


class Occurrence(Struct, frozen=True, forbid_unknown_fields=True):
    """`item` of `plan` is one whose cadence is an event; `occurrence` is an id of your choice, such as a case
    number: the same one is noted once. `at` is when it happened."""

    plan: str
    item: str
    occurrence: Annotated[str, Meta(max_length=80)]
    at: Instant
    note: Words = ""


def occurred(on: Making, body: Occurrence) -> NoteOccurrence:
    return NoteOccurrence(on.path["unit"], body.plan, body.item, body.occurrence, body.at, on.keep(body.note))


OCCURRENCE_WRITES: tuple[Operation, ...] = (
    writing(
        "/units/{unit}/occurrences",
        "Note something that happened: its task is scheduled with it",
        "Tasks",
        occurred,
        Occurrence,
    ),
)
