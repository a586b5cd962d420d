"""Delivering notices by their channels; what became of each is an event."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Sequence

import msgspec
import structlog

from events.log import Append, EventLog, Write
from events.types import Delivery, NoticeFailed, NoticeSent
from services.guards import SYSTEM
from services.notify.channels import Channel
from services.notify.notice import Message, Notice, Result
from services.notify.outbox import Outbox

log = structlog.get_logger()


def deliver(
    outbox: Outbox,
    channels: Sequence[Channel],
    write: Callable[[Notice], Message],
    now: int,
    told_at: Callable[[Notice], int],
    leave: Collection[str] = (),
) -> int:
    """Deliver what waits, channel by channel, save those to `leave`; the number delivered.

    `told_at` is asked again: a retry, or a server that was down, would else tell in quiet hours.
    """
    by_name = {channel.name: channel for channel in channels}
    names = [name for name in outbox.ready(now) if name not in leave]
    return sum(_deliver(outbox, name, by_name.get(name), write, now, told_at) for name in names)


def _deliver(
    outbox: Outbox,
    name: str,
    channel: Channel | None,
    write: Callable[[Notice], Message],
    now: int,
    told_at: Callable[[Notice], int],
) -> int:
    """Until nothing waits, or a receiver does not answer: then others have their turn first."""
    sent = 0
    while found := outbox.waiting(now, name):
        moments = [(notice, told_at(notice)) for notice in found]
        outbox.hold([one for one in moments if one[1] > now])
        waiting = [notice for notice, at in moments if at <= now]
        if not waiting:
            continue
        if channel is None:
            results = [Result(f"channel {name} is not set up")] * len(waiting)
        else:
            results = channel.deliver([write(notice) for notice in waiting])
        outbox.settle(zip(waiting, results, strict=True), now)
        sent += sum(not one.error for one in results)
        for error in {one.error for one in results if one.error}:
            log.warning("notice not delivered", channel=name, error=error)
        if not all(one.tried for one in results):
            break
    return sent


def record(
    outbox: Outbox, log_: EventLog, commit: Callable[[Append], object], now: int, today: dt.date
) -> int:
    """Put ended deliveries into the log, in batches; the number of deliveries."""
    count = 0
    while True:
        batch, ended = outbox.untold()
        if not ended:
            return count
        stream = f"notice/{today.isoformat()}"
        good = tuple(_delivery(n, "") for n, state, _ in ended if state == "sent")
        bad = tuple(_delivery(n, error) for n, state, error in ended if state == "failed")
        events = (*((NoticeSent(good),) if good else ()), *((NoticeFailed(bad),) if bad else ()))
        command = f"notices/{batch}"
        fingerprint = hashlib.sha256(msgspec.json.encode(events)).digest()
        commit(Append(command, fingerprint, (Write(stream, log_.version(stream), events),), SYSTEM, now))
        outbox.told([notice for notice, _, _ in ended])
        count += len(ended)


def _delivery(notice: Notice, error: str) -> Delivery:
    return Delivery(notice.position, notice.member, notice.channel, notice.attempts, error, notice.digest)
