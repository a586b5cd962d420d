"""Delivering notices: a file of lines, or mail by SMTP; what became of each is an event."""

import datetime as dt
import hashlib
import smtplib
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from events.log import Append, EventLog, Write
from events.types import Delivery, NoticeFailed, NoticeSent
from services.kept import Kept
from services.notify.outbox import Notice, Outbox

SYSTEM = "system"
SMTP_TIMEOUT = 10.0  # seconds
log = structlog.get_logger()


class Channel(Protocol):
    name: str

    def deliver(self, notices: Sequence[Notice]) -> list[str]:
        """One result each: "" for delivered, else the error. A repeated notice carries the same id."""
        ...


def notice_id(notice: Notice) -> str:
    return f"{notice.position}-{notice.member}"


class FileChannel:
    """One JSON line a notice, appended to a file: the default, needs nothing."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, notices: Sequence[Notice]) -> list[str]:
        lines = [
            msgspec.json.encode({"id": notice_id(n), **msgspec.to_builtins(n)}).decode() + "\n"
            for n in notices
        ]
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(lines)
        except OSError as error:
            return [f"{self._path.name}: {error.strerror}"] * len(notices)
        return [""] * len(notices)


class SmtpChannel:
    """Mail through a relay (host:port) to members with an address in the directory."""

    name = "mail"

    def __init__(
        self, relay: str, sender: str, kept: Kept, word: Callable[[Notice, str], tuple[str, str]]
    ) -> None:
        """`word` gives subject and text of a notice in a language."""
        self._relay, self._sender, self._kept, self._word = relay, sender, kept, word

    def deliver(self, notices: Sequence[Notice]) -> list[str]:
        host, _, port = self._relay.partition(":")
        results: list[str] = []
        try:
            with smtplib.SMTP(host, int(port or 25), timeout=SMTP_TIMEOUT) as relay:
                results += [self._send(relay, notice) for notice in notices]
        except (OSError, smtplib.SMTPException) as error:  # a bad farewell undoes no delivery
            failed = f"{self._relay}: {type(error).__name__}"
            results += [failed] * (len(notices) - len(results))
        return results

    def _send(self, relay: smtplib.SMTP, notice: Notice) -> str:
        person = self._kept.person(notice.member)
        if person is None or not person.mail:
            return "no address in the directory"
        subject, text = self._word(notice, person.language)
        mail = EmailMessage()
        try:
            mail["Message-ID"] = f"<{notice_id(notice)}@duban>"
            mail["From"], mail["To"], mail["Subject"] = self._sender, person.mail, subject
            mail.set_content(text)
            relay.send_message(mail)
        except ValueError:  # line breaks and the like
            return "the address in the directory is none"
        except smtplib.SMTPException as error:
            return f"refused by {self._relay}: {type(error).__name__}"  # no address: this goes into the log
        return ""


def deliver(outbox: Outbox, channels: Sequence[Channel], now: int) -> int:
    """Deliver what waits, channel by channel; the number delivered."""
    sent = 0
    while True:
        waiting = outbox.waiting(now)
        if not waiting:
            return sent
        by_name = {channel.name: channel for channel in channels}
        for name in sorted({notice.channel for notice in waiting}):
            mine = [notice for notice in waiting if notice.channel == name]
            channel = by_name.get(name)
            errors = channel.deliver(mine) if channel else [f"channel {name} is not set up"] * len(mine)
            outbox.settle(list(zip(mine, errors, strict=True)), now)
            sent += errors.count("")
            for error in {e for e in errors if e}:
                log.warning("notice not delivered", channel=name, error=error)


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
    return Delivery(notice.position, notice.member, notice.channel, notice.attempts, error)
