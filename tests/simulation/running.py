"""One story on one machine, looked at by the oracle after every step."""

import hashlib

from msgspec import Struct

from events.codec import event_of
from tests.simulation.oracle import Broken, Oracle
from tests.simulation.stories import DAY, HOUR, START, Act, Do, Give
from tests.simulation.world import Machine, machine
from workflows.refusal import Refused
from workflows.task import (
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    EndorseExtension,
    ExcuseTask,
    GrantExtension,
    HandOverEscalation,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    StepBack,
    TaskCommand,
    UrgeTask,
)

END = START + 360 * DAY


class Outcome(Struct, frozen=True):
    """`broken` "": all that must hold held. `digest` covers the log to the last byte."""

    broken: str
    digest: str
    records: int
    told: int
    crashes: int
    refused: int


def run(acts: list[Act], seed: int) -> Outcome:
    """Live through a story; the first thing that does not hold ends it."""
    with machine(seed, START) as found:
        life = Life(found, acts)
        broken = ""
        try:
            life.live()
        except Broken as error:
            broken = str(error)
        except (AssertionError, Refused) as error:
            broken = f"{type(error).__name__}: {error}"
        except Exception as error:  # the code under test may fail in any way
            broken = f"{type(error).__name__}: {error}"
        records = found.log.read_all(limit=1_000_000)
        digest = hashlib.sha256(b"".join(record.leaf for record in records)).hexdigest()
        return Outcome(broken, digest, len(records), life.oracle.told, found.crashes, found.refused)


class Life:
    def __init__(self, machine: Machine, acts: list[Act]) -> None:
        self.machine, self.acts, self.oracle = machine, acts, Oracle()
        self.read, self.looks = 0, 0
        self.given: dict[int, int] = {}

    def live(self) -> None:
        for number, act in enumerate(self.acts):
            self._until(act.at)
            self._do(act, f"act-{number}")
            self._look(settled=False)
        self._until(END)
        self._tables()

    # --- time -----------------------------------------------------------------------------------------

    def _until(self, moment: int) -> None:
        """From wake to wake, and to each first day of a month; what is due is done on the way."""
        clock = self.machine.clock
        while True:
            self._look(settled=self.machine.settle())
            if clock.now >= moment:
                return
            coming = self.machine.next_wake() or moment
            clock.now = min(moment, coming, (clock.now // (15 * DAY) + 1) * 15 * DAY)

    def _look(self, *, settled: bool) -> None:
        """The oracle reads what is new, and says what it thinks."""
        fresh = self.machine.log.read_all(self.read, 1_000_000)
        for record in fresh:
            self.oracle.read(record, event_of(record))
        self.read += len(fresh)
        wrong = self.machine.touched_differences()
        if wrong:
            raise Broken(f"a fold of the log has these rows otherwise: {wrong[:3]}")
        if settled:
            self.oracle.settled(self.machine.clock.now)

    def _tables(self) -> None:
        wrong = self.machine.table_differences()
        if wrong:
            raise Broken(f"the live tables {', '.join(wrong)} are not what a fold of the log gives")
        rows = self.machine.app.read().execute(
            "SELECT task, state, due, round, level, wake_at, version FROM task"
        )
        self.oracle.compare({str(row[0]): row[1:] for row in rows})
        behind = self.machine.behind()
        if behind:
            raise Broken(f"schedules did not follow a change of their plan: {behind}")
        failed = self.machine.failed_jobs()
        if failed:
            raise Broken(f"jobs failed: {failed[:3]}")

    # --- acts -----------------------------------------------------------------------------------------

    def _do(self, act: Act, name: str) -> None:
        match act:
            case Give():
                self.machine.give(act.command, "m1", name)
            case Do(kind="crash"):
                self.machine.faults.left = act.pick % 25 + 1
            case Do(kind="twice" | "drop" | "reorder"):
                self.machine.mode = act.kind
            case Do(kind="back"):
                self.machine.clock.now -= act.pick * HOUR
            case Do(kind="sleep"):
                self.machine.clock.now += act.pick * 6 * HOUR
            case Do(kind="forget"):
                self.machine.start_again("read.db")
            case Do(kind="lose"):
                self.machine.start_again("jobs.db")
            case Do():
                self._on_task(act, name)

    def _on_task(self, act: Do, name: str) -> None:
        now = self.machine.clock.now
        task = self.oracle.pick(act.kind, act.pick, now)
        if task is None:
            return
        for number, (actor, command) in enumerate(commands(act, task, now, self.oracle.desk(task, act.more))):
            self.machine.give(command, actor, f"{name}-{number}")
            self._look(settled=False)
            self.oracle.granted(command, now)


def commands(act: Do, task: str, now: int, desk: str) -> list[tuple[str, TaskCommand]]:
    """What an act on a task asks for, and who asks."""
    later = now + (act.more % 30 + 1) * DAY
    extension = AskExtension(task, "why", later + 60 * DAY if act.more % 2 else later)
    some: dict[str, list[tuple[str, TaskCommand]]] = {
        "report": [("m1", ReportTask(task))],
        "early": [("m1", ReportTask(task))],
        "start": [("m1", StartTask(task))],
        "accept": [("m2", AcceptTask(task))],
        "return": [("m1", ReportTask(task)), ("m2", ReturnTask(task, "poor", later))],
        "ask": [("m1", extension)],
        "endorse": [("m1", extension), ("m3", EndorseExtension(task=task))],
        "extend": [
            ("m1", extension),
            ("m3", EndorseExtension(task=task)),
            ("m2", GrantExtension(task)),
        ],
        "refuse": [("m1", extension), ("m2", RefuseExtension(task))],
        "excuse": [("m2", ExcuseTask(task, "why"))],
        "urge": [("m2", UrgeTask(task))],
        "acknowledge": [(desk, AcknowledgeEscalation(task))],
        "hold": [(desk, AcknowledgeEscalation(task, later))],
        "hand over": [(desk, HandOverEscalation(task=task, to=f"m{act.more % 13}", reason="why"))],
        "step back": [(desk, StepBack(task=task, until=later, reason="why", level=act.more % 2))],
    }
    return some[act.kind]
