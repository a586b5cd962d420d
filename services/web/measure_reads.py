"""What the API tells about measures on units."""

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.codec import event_of
from events.types import Evidence, MeasureAnswered
from services.bootstrap import App
from services.read import measures as queries
from services.read.measures import MeasureLine
from services.web.evidence import serve_file
from services.web.operations import PREFIX, Endpoint, Operation, asked
from services.web.task_reads import Happened, Text, happened
from services.web.unit_reads import UnitPage, known_unit
from services.web.views import Ask, AsOf, Paged, Rows, View, reading
from workflows.measures import stream_of
from workflows.refusal import Refused

MEASURES = "/units/{unit}/measures"
MEASURE = MEASURES + "/{measure}"


class OfMeasure(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str
    measure: str


class OfMeasureFile(Ask, frozen=True, forbid_unknown_fields=True):
    unit: str
    measure: str
    digest: str


class MeasureFound(Struct, frozen=True):
    """A measure, the document that was served, and its records: decided, answered, lifted, by whom."""

    measure: MeasureLine
    document: Text
    records: tuple[Happened, ...]
    as_of_position: int


def all_measures(view: View, ask: Paged) -> Rows[MeasureLine]:
    return view.cut(queries.measures(view.db, view.now), lambda one: f"{one.unit}/{one.measure}", ask)


def measures(view: View, ask: UnitPage) -> Rows[MeasureLine]:
    known_unit(view, ask.unit)
    return view.cut(queries.measures(view.db, view.now, ask.unit), lambda one: one.measure, ask)


def measure(view: View, ask: OfMeasure) -> MeasureFound:
    found = queries.measure(view.db, ask.unit, ask.measure, view.now)
    if found is None:
        raise _unknown(ask.unit, ask.measure)
    app = view.app
    records = app.log.read_stream(stream_of(ask.unit, ask.measure), until=view.position)
    document = Text(app.kept.text(found.text), app.kept.erased(found.text))
    return MeasureFound(found, document, tuple(happened(view, one) for one in records), view.position)


def _unknown(unit: str, measure: str) -> Refused:
    return Refused("unknown-measure", f"{unit} has no measure {measure}", unit=unit, measure=measure)


def file_of(app: App, unit: str, measure: str, digest: str) -> Evidence:
    """A file of the answer to a measure. Raises Refused(unknown-evidence)."""
    for record in app.log.read_stream(stream_of(unit, measure)):
        event = event_of(record)
        files = event.evidence if isinstance(event, MeasureAnswered) else ()
        for file in files:
            if file.digest == digest:
                return file
    raise Refused("unknown-evidence", f"no answer to {measure} names a file {digest}", digest=digest)


def _fetch(app: App) -> Endpoint:
    def answer(ask: OfMeasureFile) -> Response:
        return serve_file(app, file_of(app, ask.unit, ask.measure, ask.digest))

    async def get(request: Request) -> Response:
        return await run_in_threadpool(answer, asked(request, OfMeasureFile))

    return get


MEASURE_READS: tuple[Operation, ...] = (
    reading(
        "/measures",
        "Measures on all units: what waits for an answer first",
        "Measures",
        all_measures,
        Paged,
        Rows[MeasureLine],
    ),
    reading(
        MEASURES,
        "Measures on a unit: what waits for an answer first",
        "Measures",
        measures,
        UnitPage,
        Rows[MeasureLine],
        one_unit=True,
    ),
    reading(
        MEASURE,
        "A measure with its document and its records",
        "Measures",
        measure,
        OfMeasure,
        MeasureFound,
        one_unit=True,
    ),
    Operation(
        "GET",
        f"{PREFIX}{MEASURE}/evidence/{{digest}}",
        "Download a file of an answer",
        "Measures",
        _fetch,
        OfMeasureFile,
        (),
        {},
        {200: None},
        (404, 410),
        "application/octet-stream",
    ),
)
