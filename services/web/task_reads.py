"""What the API tells about a task: how it stands, and all that happened to it."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from events.codec import event_of
from events.log import Recorded
from services.read import queries
from services.read.queries import TaskLine
from services.story import history
from services.web.operations import Operation
from services.web.views import AsOf, Rows, View, reading
from workflows.refusal import Refused
from workflows.task import task_id

TASK = "/tasks/{unit}/{plan}/{item}/{period}"


class OfTask(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str
    plan: str
    item: str
    period: str

    @property
    def task(self) -> str:
        return task_id(self.unit, self.plan, self.item, self.period)


class TaskFound(Struct, frozen=True):
    """The ETag of the answer is the task's version: send it back as If-Match."""

    task: TaskLine
    as_of_position: int


class Text(Struct, frozen=True):
    """A text that an event names by digest; `text` null with `erased_at` (µs UTC): it was erased."""

    text: str | None
    erased_at: int = 0


class Happened(Struct, frozen=True):
    """One record of a task's history. Instants µs UTC; `event` is the event as recorded, its kind under
    `type` (of a schedule only the line of this task); `texts` holds what its digests stand for."""

    position: int
    stream: str
    version: int
    tag: str
    recorded_at: int
    occurred_at: int
    actor: str
    on_behalf: str
    command: str
    event: Annotated[dict[str, Any], Meta(description="see docs/events.md")]
    texts: dict[str, Text]


def task(view: View, ask: OfTask) -> TaskFound:
    found = queries.task(view.db, ask.task, view.now)
    if found is None:
        raise Refused("unknown-task", f"there is no task {ask.task}", task=ask.task)
    return TaskFound(found, view.position)


def etag(found: TaskFound) -> dict[str, str]:
    return {"ETag": f'"{found.task.version}"'}


def task_history(view: View, ask: OfTask) -> Rows[Happened]:
    """Read from the log, so that it is never behind it; the first record is the one that scheduled it."""
    entry = view.app.states.schedule(ask.unit, ask.plan).tasks.get((ask.item, ask.period))
    until = view.position if view.past else None
    records = history(view.app.log, ask.task, entry, until) if entry else ()
    if not records:
        raise Refused("unknown-task", f"there is no task {ask.task}", task=ask.task)
    first = _happened(view, records[0], ask)
    shown = max(view.position, records[-1].position)
    return Rows((first, *(_happened(view, record, None) for record in records[1:])), "", shown)


def _happened(view: View, record: Recorded, only: OfTask | None) -> Happened:
    event = msgspec.to_builtins(event_of(record))
    if only is not None:
        event["tasks"] = [line for line in event["tasks"] if line[:2] == [only.item, only.period]]
        event["participants"] = [one for one in event["participants"] if one["item"] == only.item]
    texts = {digest: _text(view, digest) for digest in _digests(event)}
    return Happened(
        record.position,
        record.stream,
        record.version,
        record.tag,
        record.recorded_at,
        record.occurred_at,
        record.actor,
        record.on_behalf,
        record.command,
        event,
        texts,
    )


def happened(view: View, record: Recorded) -> Happened:
    """A record as it stands, with the texts that it names."""
    return _happened(view, record, None)


def _digests(event: dict[str, Any]) -> list[str]:
    """Digests of texts in a task's event: its note and reasons, file names, the wording of its item."""
    found = [event.get(field, "") for field in ("note", "reason", "on_time_because")]
    found += [file.get("name", "") for file in event.get("evidence", ())]
    found += [one.get("text", "") for one in event.get("participants", ())]
    return [digest for digest in found if digest]


def _text(view: View, digest: str) -> Text:
    return Text(view.app.kept.text(digest), view.app.kept.erased(digest))


TASK_READS: tuple[Operation, ...] = (
    reading(TASK, "A task", "Tasks", task, OfTask, TaskFound, one_unit=True, headers=etag),
    reading(
        f"{TASK}/history",
        "All that happened to a task, the oldest first",
        "Tasks",
        task_history,
        OfTask,
        Rows[Happened],
        one_unit=True,
    ),
)
