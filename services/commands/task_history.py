"""A task's history as sentences, made of what the readings tell: here and from a server alike."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from events.codec import SCHEMAS, encode
from events.log import Recorded
from events.types import AnyEvent, TasksScheduled
from services.commands.calls import HISTORY, UNITS
from services.commands.source import Source, every, zone_of
from services.commands.words import Words
from services.commands.world import Face
from services.story import Sentence, Teller, story
from services.web.task_reads import Happened, Text
from services.web.views import Rows
from workflows.schedule import Entry
from workflows.task import task_id


class Told(Struct, frozen=True):
    """`texts` are what was written, by digest; text null with `erased_at` (µs UTC): it was erased."""

    task: str
    sentences: tuple[Sentence, ...]
    texts: dict[str, Text]
    as_of_position: int


def story_of(face: Face, at: Source, path: Mapping[str, str], as_of: str) -> Told:
    """Raises Refused(unknown-task)."""
    found: Rows[Happened] = at.read(HISTORY, **path, as_of=as_of)
    names = {one.unit: one.name for one in every(at, UNITS, as_of=as_of).rows}

    def member(name: str) -> str:
        label = at.member(name)
        return face.t.term("actor", name) if label == name else label

    teller = Teller(face.t, zone_of(at), member, lambda unit: names.get(unit, unit))
    scheduled = _event(found.rows[0])
    assert isinstance(scheduled, TasksScheduled), "a history begins with its schedule"
    entry = Entry(found.rows[0].version, scheduled, scheduled.tasks[0], scheduled.participants[0])
    sentences = story(teller, entry, [_recorded(one) for one in found.rows])
    texts = {digest: text for one in found.rows for digest, text in one.texts.items()}
    return Told(task_id(**path), sentences, texts, found.as_of_position)


def _event(happened: Happened) -> AnyEvent:
    event: AnyEvent = msgspec.convert(happened.event, AnyEvent)
    return event


def _recorded(happened: Happened) -> Recorded:
    """What a story reads of a record; the fields that it does not read are empty."""
    _, _, body = encode(_event(happened))
    return Recorded(
        position=happened.position,
        stream=happened.stream,
        version=happened.version,
        tag=happened.tag,
        schema=SCHEMAS[happened.tag],
        occurred_at=happened.occurred_at,
        recorded_at=happened.recorded_at,
        actor=happened.actor,
        on_behalf=happened.on_behalf,
        command=happened.command,
        causation="",
        correlation="",
        consulted=b"[]",
        source="",
        body=body,
        leaf=b"",
    )


def print_history(face: Face, words: Words, told: Told) -> None:
    """One sentence a line, what stands behind it below."""
    t = face.t
    face.say(told.task)
    for one in told.sentences:
        face.say(f"{one.when}  [{one.position}] {one.who}: {one.text}")
        if one.basis:
            face.say(f"    {t('Basis: %(facts)s', facts=one.basis)}")
        for quote in one.quotes:
            face.say(f"    {t.term('quote', quote.kind)}: {_text(words, told, quote.digest)}")
        for file in one.files:
            face.say(f"    {_text(words, told, file.name)} ({file.size:,} B, {file.digest[:12]}…)")


def _text(words: Words, told: Told, digest: str) -> str:
    text = told.texts.get(digest, Text(None))
    if text.text is None and text.erased_at:
        return words.t("erased on %(when)s", when=words.moment(text.erased_at))
    return words.text(text.text)
