"""A running server asked in place of the files that it holds, over its API."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import httpx2
import msgspec
from msgspec import Struct

from services.chance import system
from services.commands.calls import Import, Reading, Writing
from services.commands.failures import Failure, Unusable
from services.commands.world import Face
from services.web.operations import PREFIX
from services.web.problems import MEDIA_TYPE, Problem
from services.web.task_writes import ReportForm
from services.web.writing import BEHALF, KEY, MEMBER, Done, Upload

if TYPE_CHECKING:
    from services.commands.source import Who

TIMEOUT = 30  # seconds
NAME = "server.json"
UNAVAILABLE = 500


class Server(Struct, frozen=True):
    """Who serves a home, as `serve` wrote it there; `url` ends in /."""

    url: str
    pid: int


def server_of(home: Path) -> Server | None:
    """The server that says it has a home; None if none says so."""
    try:
        return msgspec.json.decode((home / NAME).read_bytes(), type=Server)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


@contextmanager
def named_server(home: Path) -> Iterator[Path]:
    """The file that names the server of a home, to be written by `name_server`; gone when it ends."""
    path = home / NAME
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def name_server(path: Path, url: str) -> None:
    """Whole or not at all: a command may look at any moment."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(Server(url, os.getpid())))
    part.replace(path)


class Remote(Struct, frozen=True):
    """The same readings and writings as `Local`, by HTTP."""

    client: httpx2.Client
    server: Server
    face: Face

    @classmethod
    @contextmanager
    def to(cls, server: Server, face: Face) -> Iterator[Self]:
        headers = {"Accept-Language": face.language}
        # no proxy of the environment stands between this machine and itself
        with httpx2.Client(base_url=server.url, timeout=TIMEOUT, headers=headers, trust_env=False) as client:
            yield cls(client, server, face)

    def read(self, reading: Reading, **asked: object) -> Any:
        """Raises Failure with what the server says."""
        path, query = _split(reading.path, asked)
        answer = self._sent("GET", path, params=query)
        return msgspec.json.decode(answer, type=reading.gives)

    def write(self, writing: Writing, path: Mapping[str, str], body: object, who: "Who") -> Done:
        """Raises Failure with what the server says."""
        headers = {MEMBER: who.member, KEY: who.command_id or system().command_id()}
        if who.on_behalf:
            headers[BEHALF] = who.on_behalf
        answer = self._sent("POST", _split(writing.path, path)[0], headers=headers, **_content(body))
        return msgspec.json.decode(answer, type=Done)

    def ask(self, path: str, body: object, gives: Any, seconds: float = TIMEOUT) -> Any:
        """What the server works out of a body, saving nothing. Raises Failure with what it says."""
        answer = self._sent("POST", path, timeout=seconds, **_content(body))
        return msgspec.json.decode(answer, type=gives)

    def act(self, path: str, values: Mapping[str, str], body: object, gives: Any, who: "Who") -> Any:
        """What the server answers to a change of what it keeps. Raises Failure with what it says."""
        headers = {MEMBER: who.member, KEY: who.command_id or system().command_id()}
        answer = self._sent("POST", _split(path, values)[0], headers=headers, **_content(body))
        return msgspec.json.decode(answer, type=gives)

    def get(self, path: str) -> bytes:
        """The body of another address of the server, ready or not."""
        return self._answer("GET", path).content

    def member(self, member: str) -> str:
        """The directory is not asked over the API: the id."""
        return member

    def _sent(self, method: str, path: str, **content: Any) -> bytes:
        answer = self._answer(method, PREFIX + path, **content)
        if answer.is_success:
            return answer.content
        if not answer.headers.get("content-type", "").startswith(MEDIA_TYPE):
            raise Unusable(f"{answer.url}: {answer.status_code} {answer.reason_phrase}")
        problem = msgspec.json.decode(answer.content, type=Problem)
        kind = Unusable if problem.status >= UNAVAILABLE else Failure
        raise kind(problem.detail)

    def _answer(self, method: str, path: str, **content: Any) -> httpx2.Response:
        try:
            return self.client.request(method, path, **content)
        except httpx2.TransportError as error:
            raise Unusable(
                self.face.t(
                    "The server at %(url)s (process %(pid)s) has the log but does not answer: %(error)s",
                    url=self.server.url,
                    pid=self.server.pid,
                    error=error,
                )
            ) from error


def _split(template: str, values: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """The address, and what is left for the query."""
    path, query = template, {}
    for name, value in values.items():
        if f"{{{name}}}" in template:
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif value is not None and value != "":
            query[name] = str(value)
    return path, query


def _content(body: object) -> dict[str, Any]:
    """JSON, or a form for what comes with files."""
    match body:
        case ReportForm():
            # a form without files would be sent as no multipart at all
            parts = [("note", (None, body.note.encode()))]
            return {"files": [*parts, *(("files", _file(one)) for one in body.files)]}
        case Import():
            head = {name: str(value) for name, value in msgspec.structs.asdict(body.head).items() if value}
            answers = [("answers", _file(body.answers))] if body.answers else []
            return {"data": head, "files": [("file", _file(body.document)), *answers]}
        case None:
            return {}
        case _:
            return {"json": msgspec.to_builtins(body)}


def _file(upload: Upload) -> tuple[str, bytes, str]:
    return upload.name, upload.data, upload.media_type
