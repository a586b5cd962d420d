"""The channels beside webhooks: a file of lines, mail by SMTP, robots by apprise."""

import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import msgspec

from services.notify.notice import SENT, Message, Result, notice_id

HELD = Result("the relay hung up at another mail", tried=False)
SMTP_TIMEOUT = 10.0  # seconds


class Channel(Protocol):
    name: str

    def deliver(self, messages: Sequence[Message]) -> list[Result]:
        """One result each. A repeated notice carries the same id."""
        ...


class FileChannel:
    """One JSON line a notice, appended to a file: the default, needs nothing."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, messages: Sequence[Message]) -> list[Result]:
        lines = [
            msgspec.json.encode({"id": notice_id(one.notice), **msgspec.to_builtins(one.notice)}) + b"\n"
            for one in messages
        ]
        try:
            with self._path.open("ab") as file:
                file.writelines(lines)
        except OSError as error:
            return [Result(f"{self._path.name}: {error.strerror}")] * len(messages)
        return [SENT] * len(messages)


class SmtpChannel:
    """Mail through a relay (host:port) to members with an address in the directory."""

    name = "mail"

    def __init__(self, relay: str, sender: str) -> None:
        self._relay, self._sender = relay, sender

    def deliver(self, messages: Sequence[Message]) -> list[Result]:
        host, _, port = self._relay.partition(":")
        results: list[Result] = []
        try:
            with smtplib.SMTP(host, int(port or 25), timeout=SMTP_TIMEOUT) as relay:
                for message in messages:
                    results.append(self._send(relay, message))
                    if relay.sock is None:  # it hung up, maybe at this very mail: others did not fail
                        results += [HELD] * (len(messages) - len(results))
                        break
        except (OSError, smtplib.SMTPException) as error:  # a bad farewell undoes no delivery
            failed = Result(f"{self._relay}: {type(error).__name__}")
            results += [failed] * (len(messages) - len(results))
        return results

    def _send(self, relay: smtplib.SMTP, message: Message) -> Result:
        if not message.way.mail:
            return Result("no address in the directory")
        mail = EmailMessage()
        try:
            mail["Message-ID"] = f"<{notice_id(message.notice)}@duban>"
            mail["From"], mail["To"] = self._sender, message.way.mail
            mail["Subject"] = " ".join(message.subject.split())  # a name may have two lines
            mail.set_content(message.text)
            mail.add_alternative(message.html, subtype="html")
            mail["Content-Language"] = message.language
            relay.send_message(mail)
        except (ValueError, UnicodeError):  # line breaks and the like
            return Result("the address in the directory is none")
        except smtplib.SMTPException as error:
            return Result(f"refused by {self._relay}: {type(error).__name__}")  # no address: this is logged
        return SENT


class AppriseChannel:
    """DingTalk, WeCom, Feishu and more, at a member's address, or at the installation's for those without."""

    name = "apprise"

    def __init__(self, house: str) -> None:
        self._house = house

    def deliver(self, messages: Sequence[Message]) -> list[Result]:
        try:
            apprise = import_module("apprise")
        except ImportError:
            missing = Result("apprise is not installed: pip install 'duban[apprise]'")
            return [missing] * len(messages)
        return [self._send(apprise, message) for message in messages]

    def _send(self, apprise: Any, message: Message) -> Result:
        found = apprise.Apprise()
        addresses = (message.way.apprise or self._house).split()
        if not addresses or not all(found.add(one) for one in addresses):
            return Result("apprise: the address is none")
        try:
            told = found.notify(body=message.text, title=message.subject)
        except Exception as error:  # it drives the libraries of a hundred services
            return Result(f"apprise: {type(error).__name__}")
        return SENT if told else Result("apprise: the service did not take it")
