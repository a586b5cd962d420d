"""Reading in a process of its own, with limits: a hostile file can harm nothing but its own reading.

Frames on the child's standard output: four bytes of length, big-endian, then msgpack of an Answer.
"""

import resource
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO, TypeAlias

import msgspec
from msgspec import Struct

from services.plans.assembly import Progress, silent
from services.plans.draft import Draft
from services.plans.problems import PlanFileError, PlanFileErrors
from services.plans.reading import read

SECONDS = 120
"""Of waiting, and of the child's processor time."""
MEMORY = 1 << 30
"""Bytes of address space; a 300-page document takes a fifth of it."""

_LENGTH = struct.Struct(">I")


class Step(Struct, frozen=True, tag=True):
    stage: str
    done: int
    total: int


class Problem(Struct, frozen=True):
    line: int
    key: str
    message: str
    chinese: str


class Wrong(Struct, frozen=True, tag=True):
    problems: tuple[Problem, ...]


class Done(Struct, frozen=True, tag=True):
    draft: Draft


Answer: TypeAlias = Step | Wrong | Done


def read_confined(data: bytes, name: str, progress: Progress = silent, seconds: float = SECONDS) -> Draft:
    """As reading.read, in a child process. Raises PlanFileError also where a limit is met."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "services.plans.confined", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    late = threading.Event()
    timer = threading.Timer(seconds, _kill, (child, late))
    timer.start()
    try:
        return _answered(child, data, name, progress, late)
    finally:
        timer.cancel()
        child.kill()
        child.wait()


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _answered(
    child: subprocess.Popen[bytes], data: bytes, name: str, progress: Progress, late: threading.Event
) -> Draft:
    assert child.stdin is not None, "a pipe was asked for"
    assert child.stdout is not None, "a pipe was asked for"
    feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
    feeder.start()
    for answer in _frames(child.stdout):
        match answer:
            case Step():
                progress(answer.stage, answer.done, answer.total)
            case Wrong():
                raise _problems(name, answer)
            case Done():
                return answer.draft
    if late.is_set():
        raise PlanFileError(
            name,
            0,
            "",
            "reading takes too long: split the document, or save its text as .txt",
            "读取时间过长:请拆分文件,或把正文另存为 .txt",
        )
    raise PlanFileError(
        name,
        0,
        "",
        "this file cannot be read within the limits of memory and time: save its text as .txt",
        "在内存和时间限制内无法读取此文件:请把正文另存为 .txt",
    )


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        return  # the child ended first: what it said, or that it said nothing, is told by the reader


def _frames(pipe: IO[bytes]) -> Iterator[Answer]:
    decoder = msgspec.msgpack.Decoder(Answer)
    while len(head := pipe.read(_LENGTH.size)) == _LENGTH.size:
        size = _LENGTH.unpack(head)[0]
        body = pipe.read(size)
        if len(body) < size:
            return
        yield decoder.decode(body)


def _problems(name: str, wrong: Wrong) -> PlanFileError:
    problems = [PlanFileError(name, one.line, one.key, one.message, one.chinese) for one in wrong.problems]
    return problems[0] if len(problems) == 1 else PlanFileErrors(problems)


# --- the child --------------------------------------------------------------------------------------------


def main(name: str, source: IO[bytes], out: IO[bytes]) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))

    def tell(answer: Answer) -> None:
        body = msgspec.msgpack.encode(answer)
        out.write(_LENGTH.pack(len(body)) + body)
        out.flush()

    try:
        draft = read(source.read(), name, lambda stage, done, total: tell(Step(stage, done, total)))
    except PlanFileError as error:
        problems = (Problem(one.line, one.key, one.message, one.chinese) for one in error.problems)
        tell(Wrong(tuple(problems)))
    else:
        tell(Done(draft))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
