"""100,000 tasks due at 17:30 on one day, the evening and the morning after.

The evening: the sweep finds them, jobs of some hundred are claimed, each task is looked at and its first step
appended alone, until all are durable. Beside it the same record bytes put by apsw alone into a copy of the
file, some hundred a commit. The morning: 5,000 supervisors get one digest each, made of what was gathered and
put in words, up to the moment at which a channel would send it. Both in a process of their own whose peak of
memory is asked at its end; another one has prepared the home.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks import world
from benchmarks.commands import Raw
from benchmarks.result import Measured, Ratio, say, seconds
from services.bootstrap import App, open_app
from services.kept import Person
from services.notify.digests import gather
from services.notify.notice import SENT
from services.parts import today
from services.settings import Settings
from services.tick import LOOKS_A_JOB, sweep
from workflows.calendar import instant_of

SUPERVISORS = 5_000
"""Heads of as many units; the tasks of each are told to its head."""
TASKS_EACH = 20
RATE, LONGEST, MOST_MEMORY = 10_000, 60, 1_000
"""Steps a second; seconds for the digests; MB."""
DUE = instant_of(world.CALENDAR, world.SINCE, "17:30")
NEXT_DAY = world.SINCE.replace(day=world.SINCE.day + 1)
MORNING = instant_of(world.CALENDAR, NEXT_DAY, "09:00")
MEGA = 1_000_000
KIB = 1024


class Found(Struct, frozen=True):
    """What the process says: seconds (`processor` those of its own in the evening), and its peak of resident
    memory in MB at either point."""

    steps: int
    evening: float
    processor: float
    raw: float
    notices: float
    digests: float
    words: float
    told: int
    evening_memory: float
    memory: float


def run(scale: float) -> Measured:
    units = max(1, int(SUPERVISORS * scale))
    with world.folder() as home:
        say(f"evening: {units * TASKS_EACH:,} tasks of {units:,} units due at 17:30")
        _apart("prepare", home, units)
        found = msgspec.json.decode(_apart("live", home, units), type=Found)
    morning = found.notices + found.digests + found.words
    return Measured(
        (
            Ratio("evening, first steps durable per second", found.steps / found.evening, RATE),
            Ratio("evening, first steps / raw group commit", found.raw / found.evening, 0.2),
            Ratio(f"evening, {found.told:,} digests in words, seconds", morning, LONGEST, most=True),
            Ratio("evening, peak memory, MB", found.memory, MOST_MEMORY, most=True),
        ),
        (
            ("evening, sweep and looks", found.steps / found.evening, " steps/s"),
            ("evening, the same by processor time", found.steps / found.processor, " steps/s"),
            (f"evening, raw driver, {LOOKS_A_JOB} a commit", found.steps / found.raw, " records/s"),
            ("evening, notices from the log", found.notices, " s"),
            ("evening, digests gathered", found.digests, " s"),
            ("evening, digests in words", found.words, " s"),
            ("evening, peak memory before the digests", found.evening_memory, " MB"),
        ),
    )


def _apart(part: str, home: Path, units: int) -> bytes:
    command = [sys.executable, "-m", "benchmarks.evening", part, str(home), str(units)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def prepare(home: Path, units: int) -> None:
    """The district with its tasks on the schedule and in the due queue; each head has an address."""
    with open_app(_settings(home), clock=lambda: world.START, threads=False) as app:
        world.found(app.log, units, TASKS_EACH, world.AT_DUE)
        world.at_once(app.log, units, TASKS_EACH, DUE, DUE)
        heads = (f"m-{world.unit_name(number)}-head" for number in range(units))
        app.kept.people(Person(head, head, f"{head}@example.org") for head in heads)
        app.catch_up()


def live(home: Path, units: int) -> Found:
    """The evening and the morning, in this process."""
    clock = [world.START]
    with open_app(_settings(home), clock=lambda: clock[0], threads=False) as app:
        before = app.log.head()
        raw = Raw(home / "log.db", home / "raw.db")
        clock[0] = DUE
        own = time.process_time()
        evening = seconds(lambda: _evening(app))
        processor = time.process_time() - own
        steps = app.log.head() - before
        assert steps == units * TASKS_EACH, steps
        evening_memory = _peak()
        app.catch_up()
        notices = seconds(lambda: app.outbox.follow(app.log, app.routes.page))
        clock[0] = MORNING
        digests = seconds(lambda: gather(app.kept, MORNING, app.routes.next_morning))
        begin = time.perf_counter()
        told = _in_words(app)
        words = time.perf_counter() - begin
        assert told == units, told
        memory = _peak()
        rows = raw.take()  # only now: the rows themselves are a hundred megabytes
        bare = seconds(lambda: raw.write(rows, LOOKS_A_JOB))
    return Found(steps, evening, processor, bare, notices, digests, words, told, evening_memory, memory)


def _evening(app: App) -> None:
    sweep(app.read(), app.jobs, DUE, today(app, DUE))
    for job in app.jobs.ready(DUE):
        app.runner.run(job)


def _in_words(app: App) -> int:
    """Every digest as the mail channel would get it, page by page as deliveries are; their number."""
    made = 0
    while waiting := app.outbox.waiting(MORNING, "mail"):
        messages = [app.writer(notice) for notice in waiting]
        assert all(message.text and message.html for message in messages)
        made += len(messages)
        app.outbox.settle([(notice, SENT) for notice in waiting], MORNING)
    return made


def _settings(home: Path) -> Settings:
    """A relay is named so that there is a mail channel; nothing is sent."""
    return Settings(home=home, smtp="127.0.0.1:9", digest=True)


def _peak() -> float:
    """MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB / MEGA


if __name__ == "__main__":
    part, folder, count = sys.argv[1:]
    if part == "prepare":
        prepare(Path(folder), int(count))
    else:
        sys.stdout.buffer.write(msgspec.json.encode(live(Path(folder), int(count))))
