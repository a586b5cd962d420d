"""Evidence files: a folder addressed by salted digest, written once, durable before the report names it."""

import os
from pathlib import Path
from threading import get_ident

from events.types import Evidence
from services.kept import Kept, digest_of
from workflows.refusal import Refused

DEFAULT_TYPE = "application/octet-stream"


class EvidenceFolder:
    """`limit` is the largest file in bytes."""

    def __init__(self, folder: Path, kept: Kept, limit: int) -> None:
        self._folder, self._kept, self._limit = folder, kept, limit
        folder.mkdir(parents=True, exist_ok=True)

    def store(self, command: str, data: bytes, file_name: str, media_type: str = DEFAULT_TYPE) -> Evidence:
        """Keep a file of a command. Raises Refused: empty-evidence, evidence-too-large."""
        if not data:
            raise Refused(
                "empty-evidence", f"{file_name} is empty: choose a file with content", file=file_name
            )
        if len(data) > self._limit:
            raise Refused(
                "evidence-too-large",
                f"{file_name} has {len(data)} bytes, more than the {self._limit} allowed",
                file=file_name,
                size=str(len(data)),
                limit=str(self._limit),
            )
        digest = digest_of(self._kept.salt(command), data)
        self._write(digest, data)
        return Evidence(digest, len(data), media_type or DEFAULT_TYPE, self._kept.keep(command, file_name))

    def open(self, digest: str) -> bytes | None:
        """The bytes of a file; None if it was erased or never kept."""
        path = self._path(digest)
        return path.read_bytes() if path.exists() else None

    def erase(self, digest: str) -> bool:
        """Delete a file; False if there was none."""
        path = self._path(digest)
        if not path.exists():
            return False
        path.unlink()
        _sync(path.parent)
        return True

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not all(c in "0123456789abcdef" for c in digest):
            raise Refused("unknown-evidence", f"{digest!r} is not a digest", digest=digest)
        return self._folder / digest[:2] / digest

    def _write(self, digest: str, data: bytes) -> None:
        path = self._path(digest)
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{get_ident()}.part")  # the same file may come twice at once
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync(path.parent)


def _sync(folder: Path) -> None:
    """What was added to or taken from a folder is on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
