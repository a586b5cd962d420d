"""Taking texts and files away for good: the log keeps their digests and the fact, nobody keeps the words.

The event comes first, so that a crash half-way, or a restored copy, is put right at the next start.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from events.codec import event_of
from events.log import Append, Appended, Conflict, EventLog, Write
from events.types import Digest, MeasureAnswered, TaskReported, TextErased
from services.deciding import Caller
from services.evidence import EvidenceFolder
from services.handle import Saved
from services.kept import Kept
from workflows.ids import checked_id
from workflows.refusal import Refused

STREAM = "erasure"
HANDED_IN = ("TaskReported", "MeasureAnswered")
"""Events that name files."""
PAGE = 5_000
TRIES = 8


def erase(
    log: EventLog,
    kept: Kept,
    evidence: EvidenceFolder,
    commit: Callable[[Append], Appended],
    now: int,
    digests: Sequence[Digest],
    reason: str,
    caller: Caller,
) -> Saved:
    """Erase texts and files of these digests; with a file goes its name. `reason` is a key, never free text.

    Raises Refused: bad-id, unknown-digest. What was erased before changes nothing.
    """
    checked_id("reason", reason)
    wanted = tuple(dict.fromkeys(name for digest in digests for name in _with_name(log, evidence, digest)))
    before = {digest for event, _ in _erased(log) for digest in event.digests}
    for digest in wanted:
        if digest not in before and not _there(kept, evidence, digest):
            raise Refused("unknown-digest", f"no text and no file has the digest {digest}", digest=digest)
    there = tuple(digest for digest in wanted if _there(kept, evidence, digest))
    if not there:
        return Saved(log.head(), changed=False)
    done = _appended(log, commit, TextErased(there, reason), caller, now)
    _take_away(kept, evidence, there, done.recorded_at)
    return Saved(done.last, done.again)


def apply_again(log: EventLog, kept: Kept, evidence: EvidenceFolder) -> int:
    """Erase once more what the log says is erased, as after a restore; how many texts and files went."""
    return sum(_take_away(kept, evidence, event.digests, at) for event, at in _erased(log))


def _erased(log: EventLog) -> Iterator[tuple[TextErased, int]]:
    """Each erasure, and when it was recorded, µs UTC."""
    for record in log.read_stream(STREAM):
        event = event_of(record)
        if isinstance(event, TextErased):
            yield event, record.recorded_at


def _take_away(kept: Kept, evidence: EvidenceFolder, digests: Sequence[Digest], at: int) -> int:
    files = sum(evidence.erase(digest) for digest in digests)
    return files + kept.erase(digests, at)


def _appended(
    log: EventLog, commit: Callable[[Append], Appended], event: TextErased, caller: Caller, now: int
) -> Appended:
    fingerprint = hashlib.sha256(repr((event, caller.actor, caller.on_behalf)).encode()).digest()
    for attempt in range(TRIES):
        write = Write(STREAM, log.version(STREAM), (event,))
        try:
            return commit(
                Append(caller.command_id, fingerprint, (write,), caller.actor, now, caller.on_behalf)
            )
        except Conflict:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _with_name(log: EventLog, evidence: EvidenceFolder, digest: Digest) -> tuple[Digest, ...]:
    if evidence.open(digest) is None:
        return (digest,)
    return tuple(filter(None, (digest, *_names(log, digest))))


def _names(log: EventLog, digest: Digest) -> set[Digest]:
    """What the reports and answers that hand in a file call it."""
    after, found = 0, set[Digest]()
    while records := log.read_all(after, PAGE):
        after = records[-1].position
        for record in records:
            if record.tag not in HANDED_IN or digest.encode() not in record.body:
                continue
            event = event_of(record)
            if isinstance(event, TaskReported | MeasureAnswered):
                found.update(file.name for file in event.evidence if file.digest == digest)
    return found


def _there(kept: Kept, evidence: EvidenceFolder, digest: Digest) -> bool:
    return kept.text(digest) is not None or evidence.open(digest) is not None
