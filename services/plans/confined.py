"""Reading in a process of its own, with limits: a hostile file can harm nothing but its own reading.

Frames, on the child's standard input a Task with the file's bytes behind it, on its standard output Answers:
four bytes of length, big-endian, then msgpack. Nothing of a file is in a command line or on a disk.
"""

import gc
import resource
import signal
import struct
import subprocess
import sys
import threading
import traceback
from typing import IO, TypeAlias

import msgspec
from msgspec import Struct

from services.plans.assembly import Progress, silent
from services.plans.draft import Draft
from services.plans.problems import PlanFileError, PlanFileErrors
from services.plans.reading import ending_of, read

SECONDS = 120.0
"""Of waiting, and of the child's processor time."""
MEMORY = 1 << 30
"""Bytes of address space; a 300-page document takes a fifth of it."""
FINDINGS = 96 << 20
"""Bytes of a draft as it is handed back: the parent holds it without a limit of its own."""

_LENGTH = struct.Struct(">I")
_LATE = (
    "reading takes too long: split the document, or save its text as .txt",
    "读取时间过长:请拆分文件,或把正文另存为 .txt",
)
_LARGE = (
    "reading takes more memory than a plan may: split the document, or save its text as .txt",
    "读取所需内存超过限制:请拆分文件,或把正文另存为 .txt",
)
_DEAD = (
    "this file cannot be read, the reader broke down on it: save its text as .txt",
    "无法读取此文件,读取程序意外中止:请把正文另存为 .txt",
)


class Task(Struct, frozen=True):
    name: str
    size: int
    seconds: float
    memory: int


class Step(Struct, frozen=True, tag=True):
    stage: str
    done: int
    total: int


class Problem(Struct, frozen=True):
    line: int
    key: str
    message: str
    chinese: str

    def error(self, name: str) -> PlanFileError:
        return PlanFileError(name, self.line, self.key, self.message, self.chinese)


class Wrong(Struct, frozen=True, tag=True):
    """`trace`: where the reader broke down, if it did."""

    problems: tuple[Problem, ...]
    trace: str = ""


class Done(Struct, frozen=True, tag=True):
    draft: Draft


Answer: TypeAlias = Step | Wrong | Done


def read_confined(
    data: bytes, name: str, progress: Progress = silent, seconds: float = SECONDS, memory: int = MEMORY
) -> Draft:
    """As reading.read, in a child process. Raises PlanFileError also where a limit is met."""
    name = name.encode("utf-8", "replace").decode()
    ending_of(data, name)
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "services.plans.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    late = threading.Event()
    timer = threading.Timer(seconds, _kill, (child, late))
    feeder = threading.Thread(target=_feed, args=(child, Task(name, len(data), seconds, memory), data))
    try:
        timer.start()
        feeder.start()
        draft = _answered(child, name, progress)
        if draft is None:
            spent = child.wait() == -signal.SIGXCPU or late.is_set()
            raise PlanFileError(name, 0, "", *(_LATE if spent else _DEAD))
        return draft
    finally:
        timer.cancel()
        child.kill()
        if feeder.ident is not None:
            feeder.join()
        child.__exit__(None, None, None)  # closes its pipes and waits for its end


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _feed(child: subprocess.Popen[bytes], task: Task, data: bytes) -> None:
    assert child.stdin is not None, "a pipe was asked for"
    try:
        with child.stdin as pipe:
            pipe.write(_frame(task))
            pipe.write(data)
    except BrokenPipeError:
        return  # the child ended first: what it said, or that it said nothing, is told by the reader


def _answered(child: subprocess.Popen[bytes], name: str, progress: Progress) -> Draft | None:
    """None where the child ends without having said how it went."""
    assert child.stdout is not None, "a pipe was asked for"
    while (body := _body(child.stdout)) is not None:
        match msgspec.msgpack.decode(body, type=Answer):
            case Step() as answer:
                progress(answer.stage, answer.done, answer.total)
            case Wrong() as answer:
                cause = RuntimeError(answer.trace) if answer.trace else None
                raise PlanFileErrors([one.error(name) for one in answer.problems]) from cause
            case Done() as answer:
                return answer.draft
    return None


def _body(pipe: IO[bytes]) -> bytes | None:
    """The next frame's; None where the pipe ends before it does."""
    head = pipe.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    body = pipe.read(size)
    return body if size and len(body) == size else None


def _frame(message: Task | Answer) -> bytes:
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


# --- the child --------------------------------------------------------------------------------------------


def main(source: IO[bytes], out: IO[bytes]) -> None:
    body = _body(source)
    assert body is not None, "the parent is gone"
    task = msgspec.msgpack.decode(body, type=Task)
    gc.disable()  # a draft is all small parts and no cycles: looking for them takes a tenth of the time
    for limit, most in (
        (resource.RLIMIT_AS, task.memory),
        (resource.RLIMIT_CPU, int(task.seconds) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most + (limit == resource.RLIMIT_CPU)))  # killed a second later

    def told(stage: str, done: int, total: int) -> None:
        out.write(_frame(Step(stage, done, total)))
        out.flush()

    out.write(_result(source, task, told))
    out.flush()


def _result(source: IO[bytes], task: Task, told: Progress) -> bytes:
    """The last frame, whatever happens."""
    try:
        data = source.read()
        if len(data) < task.size:
            raise EOFError("the parent is gone")
        frame = _frame(Done(read(data, task.name, told)))
    except PlanFileError as error:
        problems = (Problem(one.line, one.key, one.message, one.chinese) for one in error.problems)
        return _frame(Wrong(tuple(problems)))
    except MemoryError:
        return _frame(Wrong((Problem(0, "", *_LARGE),)))
    except Exception:  # what the reader did not foresee ends with its place told, not in silence
        return _frame(Wrong((Problem(0, "", *_DEAD),), traceback.format_exc(-20)))
    return frame if len(frame) < FINDINGS else _frame(Wrong((Problem(0, "", *_LARGE),)))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
