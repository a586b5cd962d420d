"""What must hold for every input, and for every reading."""

from collections.abc import Iterator

import msgspec

from events.types import Span
from services.plans import Draft, PlanFileError, answer_template, apply_answers, read
from services.plans.coverage import coverage
from services.plans.settling import settled
from tests.fuzz.material import asked

_SELDOM = 4  # one input in so many is asked about what takes longest


class Broken(Exception):
    """What does not hold."""


def check(form: str, data: bytes) -> str:
    """How it went: read or refused. Raises Broken, or whatever the reader lets through."""
    try:
        if form == "answers":
            _holds(apply_answers(asked(), data.decode("utf-8", "replace"), "answers.yaml"))
        else:
            _check(form, data)
    except PlanFileError as error:
        if not all(one.message and one.chinese for one in error.problems):
            raise Broken("a refusal without words") from error
        return "refused"
    return "read"


def _check(form: str, data: bytes) -> None:
    draft = read(data, f"plan.{form}")
    if read(data, f"plan.{form}") != draft:
        raise Broken("the same bytes read twice give two drafts")
    _holds(draft)
    if len(data) % _SELDOM:
        return
    if msgspec.msgpack.decode(msgspec.msgpack.encode(draft), type=Draft) != draft:
        raise Broken("the draft does not come through the pipe as it was")
    if apply_answers(draft, answer_template(draft), "answers.yaml") != settled(draft):
        raise Broken("an answer file that says nothing changes something")


def _holds(draft: Draft) -> None:
    for what, start, end in _places(draft):
        if not 0 <= start <= end <= len(draft.source):
            raise Broken(f"{what} lies at {start} to {end} of {len(draft.source)} characters")
    for entry in draft.outline:
        if draft.source[entry.start : entry.end].rstrip() != entry.text:
            raise Broken(f"the outline says {entry.text!r}")
    for clause in coverage(draft):
        if not clause.items and not clause.reason:
            raise Broken(f"no reason for the clause at {clause.start}")
    if draft.document is None:
        return
    for item in draft.items:
        if draft.source[item.span.start : item.span.end] != item.text:
            raise Broken(f"{item.item} is not what stands at its place")
    names = [one.item for one in draft.items]
    if len(set(names)) < len(names):
        raise Broken("two items of one name")


def _places(draft: Draft) -> Iterator[tuple[str, int, int]]:
    spans: list[tuple[str, Span | None]] = [(one.item, one.span) for one in draft.items]
    spans += [(one.question, one.span) for one in draft.questions]
    spans += [(one.item, one.span) for one in draft.left_out]
    if draft.document is not None:
        spans += [("a cell", cell) for grid in draft.document.grids for row in grid.rows for cell in row]
        yield from (("a line", line.start, line.end) for line in draft.document.lines)
    yield from ((what, span.start, span.end) for what, span in spans if span is not None)
    yield from ((f"a finding of {one.rule}", one.start, one.end) for one in draft.findings.all())
    yield from ((entry.text, entry.start, entry.end) for entry in draft.outline)
    yield from (("a clause", clause.start, clause.end) for clause in coverage(draft))
