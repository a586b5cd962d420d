"""What should have happened, by the log's own words and arithmetic done another way."""

import datetime as dt

from events.log import Recorded
from events.types import (
    AnyEvent,
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationResolved,
    EscalationSteppedBack,
    ExtensionGranted,
    Participants,
    PolicySet,
    ScheduledTask,
    Step,
    TaskAccepted,
    TaskCancelled,
    TaskDeferred,
    TaskExcused,
    TaskMoved,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TaskSkipped,
    TasksScheduled,
    TaskStarted,
    TaskWakeMoved,
    Told,
)
from tests.simulation.arithmetic import Book
from tests.simulation.offices import Offices
from workflows.task import AcknowledgeEscalation, TaskCommand

OWED = ("scheduled", "started", "returned")


class Broken(Exception):
    """Something that must hold does not; the message says what, of which task, when."""


class Owed:
    """A task as the log tells it."""

    def __init__(self, line: ScheduledTask, unit: str, plan: str, calendar: str, facts: Participants) -> None:
        self.task = f"{unit}/{plan}/{line.item}/{line.period}"
        self.unit, self.plan, self.calendar, self.facts = unit, plan, calendar, facts
        self.opens, self.due, self.wake_at = line.opens, line.due, line.wake_at
        self.state, self.version, self.round = "scheduled", 0, 1
        self.open_level = self.acknowledged_at = 0
        self._begin(line.opens)

    def _begin(self, since: int) -> None:
        self.since, self.level, self.acknowledged, self.held = since, 0, 0, 0
        self.raised: dict[str, int] = {}
        self.rested: set[str] = set()
        self.frozen = 0
        self.back: tuple[str, int] | None = None
        self.handed: dict[str, str] = {}
        self.desks: list[str] = []

    def new_round(self, number: int, due: int, wake_at: int, at: int) -> None:
        self.round, self.due, self.wake_at = number, due, wake_at
        self._begin(max(at, self.opens))

    def end(self, state: str) -> None:
        self.state, self.wake_at, self.back = state, 0, None


class Oracle:
    """Reads every record once, in order, and raises Broken."""

    def __init__(self) -> None:
        self.book, self.offices = Book(), Offices()
        self.policies: dict[str, list[tuple[Step, ...]]] = {}
        self.tasks: dict[str, Owed] = {}
        self.versions: dict[str, int] = {}
        self.seen: set[tuple[str, int, str, int]] = set()
        self.told, self.last_recorded = 0, 0
        self._alarms: dict[str, tuple[int, int, int]] = {}

    # --- reading ------------------------------------------------------------------------------------------

    def read(self, record: Recorded, event: AnyEvent) -> None:
        if record.recorded_at < self.last_recorded:
            raise Broken(f"record {record.position}: recorded_at went back")
        self.last_recorded = record.recorded_at
        self.versions[record.stream] = record.version
        self.offices.read(event)
        if self.book.read(event):
            return
        if isinstance(event, PolicySet):
            self.policies.setdefault(event.policy, []).append(event.steps)
        elif isinstance(event, TasksScheduled):
            self._scheduled(event)
        elif "/task/" in record.stream:
            task = self.tasks[record.stream[5:].replace("/task/", "/", 1)]
            self._on_task(task, record, event)
            task.version += 1
            self._alarms.pop(task.task, None)

    def _scheduled(self, event: TasksScheduled) -> None:
        facts = {one.item: one for one in event.participants}
        for line in event.tasks:
            task = Owed(line, event.unit, event.plan, event.calendar, facts[line.item])
            if task.task in self.tasks:
                raise Broken(f"{task.task} was scheduled twice")
            self.tasks[task.task] = task
            if not getattr(task.facts, "overlap", ""):
                self._first_wake(task, line.opens, line.wake_at, "scheduled")

    def _on_task(self, task: Owed, record: Recorded, event: AnyEvent) -> None:
        now, at = record.occurred_at, record.recorded_at
        match event:
            case TaskReminded() | EscalationRaised():
                self._raised(task, event, now)
            case TaskStarted():
                task.state = "started"
            case TaskReported():
                task.end("reported")
            case TaskAccepted():
                task.state = "accepted"
            case TaskExcused():
                task.end("excused")
            case TaskCancelled():
                task.end("cancelled")
            case TaskSkipped():
                task.end("skipped")
            case TaskDeferred():
                task.state, task.wake_at = "deferred", event.wake_at
            case TaskReturned():
                task.state = "returned"
                self._new_round(task, event, now, at)
            case ExtensionGranted():
                self._new_round(task, event, now, at)
            case TaskMoved():
                task.state = "scheduled" if task.state in ("cancelled", "deferred") else task.state
                task.opens = event.opens or task.opens
                task.facts = event.facts or task.facts
                self._new_round(task, event, now, at)
            case EscalationAcknowledged():
                task.acknowledged, task.wake_at = event.level, event.wake_at
                task.held, task.acknowledged_at = event.wake_at if event.held else 0, now
                if not event.held:
                    self._wake_is(task, event.wake_at, now, "acknowledged")
            case EscalationHandedOver():
                for name in (event.member, event.told.member):
                    task.handed.pop(name, None)
                task.handed[event.member] = event.told.member
                task.desks = [*(one for one in task.desks if one != event.member), event.told.member]
            case EscalationSteppedBack():
                task.level, task.acknowledged = event.level, min(task.acknowledged, event.level)
                task.held, task.wake_at, task.back = 0, event.wake_at, (event.step, event.wake_at)
                task.open_level = event.level
            case EscalationResolved():
                task.open_level = 0
            case TaskWakeMoved():
                task.wake_at = event.wake_at
                self._wake_is(task, event.wake_at, now, "looked at")

    def _new_round(
        self, task: Owed, event: TaskReturned | ExtensionGranted | TaskMoved, now: int, at: int
    ) -> None:
        if event.round != task.round + 1:
            raise Broken(f"{task.task}: round {event.round} follows round {task.round}")
        task.new_round(event.round, event.due, event.wake_at, at)
        if isinstance(event, TaskMoved) and task.facts.overlap:
            return  # it is looked at as it opens: a turn before it may still be owed
        self._first_wake(task, max(now, task.opens), event.wake_at, "a new round")

    # --- steps --------------------------------------------------------------------------------------------

    def _raised(self, task: Owed, event: TaskReminded | EscalationRaised, now: int) -> None:
        what = f"{task.task}: step {event.step} repeat {event.repeat} of round {event.round}"
        self.told += 1
        key = (task.task, event.round, event.step, event.repeat)
        if key in self.seen:
            raise Broken(f"{what} was raised twice")
        self.seen.add(key)
        if task.state not in OWED:
            raise Broken(f"{what} was raised when the task was {task.state}")
        if event.round != task.round or event.basis.due != task.due:
            raise Broken(f"{what} is for an old due: round {task.round} is due at {task.due}")
        self._wants_step(task, event, now, what)
        self._right_desks(task, event, now, what)
        self._known(task, event, what)
        task.raised[event.step] = max(event.repeat, task.raised.get(event.step, -1))
        task.frozen, task.wake_at, task.held = event.basis.policy_version, event.wake_at, 0
        if task.back is not None and task.back[0] == event.step:
            task.back = None
        if not event.told:
            task.rested.add(event.step)
        if isinstance(event, EscalationRaised):
            task.level = task.open_level = max(task.level, event.level)
            task.desks += [one.member for one in event.told if one.member not in task.desks]
        self._wake_is(task, event.wake_at, now, what)

    def _wants_step(self, task: Owed, event: TaskReminded | EscalationRaised, now: int, what: str) -> None:
        if now < task.held:
            raise Broken(f"{what} came during a hold until {task.held}")
        steps = {step.step: step for step in self._steps(task)}
        step = steps.get(event.step)
        if step is None:
            raise Broken(f"{what}: its ladder has no such step")
        level = event.level if isinstance(event, EscalationRaised) else 0
        if level != step.level:
            raise Broken(f"{what} has level {level}, not {step.level}")
        moments = self._moments(task, step)
        come = [
            repeat for repeat, at in enumerate(moments) if at <= now and not self._rests(task, step, repeat)
        ]
        before = task.raised.get(event.step, -1)
        if task.back is not None:
            name, at = task.back
            wanted = max([before + 1, *(one for one in come if moments[one] <= at)])
            if name != event.step or now < at or event.repeat != wanted:
                raise Broken(f"{what}: it was to rest until {at}, then {name} repeat {wanted} was to come")
            return
        if not come or event.repeat > come[-1]:
            coming = moments[event.repeat] if event.repeat < len(moments) else 0
            raise Broken(f"{what} came at {now}, before its time {coming}")
        if event.repeat != come[-1]:
            raise Broken(f"{what}: repeat {come[-1]} had come by then")
        if event.repeat <= before or self._rests(task, step, event.repeat):
            raise Broken(f"{what} was to rest: repeat {before} was told, level {task.acknowledged} seen")

    def _right_desks(self, task: Owed, event: TaskReminded | EscalationRaised, now: int, what: str) -> None:
        step = next(step for step in self._steps(task) if step.step == event.step)
        day = self.book.day(task.calendar, now)
        wanted: dict[str, object] = {}
        for desk in step.to:
            seats = self.offices.desk(desk, task.unit, task.plan, task.facts.issuer, task.facts.owner, day)
            for seat in seats:
                has_it = self.offices.given(seat, task.handed, task.plan, day)
                wanted.setdefault(has_it[0], has_it)
        told = {one.member: _seat(one) for one in event.told}
        if len(told) < len(event.told) or told != wanted:
            raise Broken(f"{what} went to {sorted(told.values())}, not to {list(wanted.values())}, on {day}")

    def _known(self, task: Owed, event: TaskReminded | EscalationRaised, what: str) -> None:
        """What it says that it was decided on was so."""
        basis = event.basis
        policy = task.frozen or len(self.policies[task.facts.policy])
        said = (basis.policy, basis.policy_version, basis.calendar, basis.calendar_version, basis.org_version)
        so = (
            *(task.facts.policy, policy, task.calendar),
            *(self.versions[f"calendar/{task.calendar}"], self.versions["org"]),
        )
        if said != so or basis.task_version != task.version:
            raise Broken(f"{what} was decided on {said}, version {basis.task_version}; it was {so}")

    # --- wakes --------------------------------------------------------------------------------------------

    def _steps(self, task: Owed) -> tuple[Step, ...]:
        return self.policies[task.facts.policy][task.frozen - 1]

    def _moments(self, task: Owed, step: Step) -> list[int]:
        return [
            self.book.moment(task.calendar, step, repeat, task.due) for repeat in range(step.repeat_times + 1)
        ]

    def _rests(self, task: Owed, step: Step, repeat: int) -> bool:
        return repeat > 0 and (0 < step.level <= task.acknowledged or step.step in task.rested)

    def next_at(self, task: Owed, now: int) -> int:
        """When a look is wanted next; of several repeats that have come the last one; 0: never."""
        if task.back is not None:
            return task.back[1]
        found = []
        for step in self._steps(task):
            before = task.raised.get(step.step, -1)
            left = [
                at
                for repeat, at in enumerate(self._moments(task, step))
                if repeat > before
                and not (at < task.since and at < task.due)
                and not self._rests(task, step, repeat)
            ]
            come = [at for at in left if at <= now]
            if left:
                found.append(come[-1] if come else left[0])
        return min(found, default=0)

    def _first_wake(self, task: Owed, since: int, wake_at: int, what: str) -> None:
        every = [at for step in self._steps(task) for at in self._moments(task, step)]
        wanted = min((at for at in every if at >= since or at >= task.due), default=0)
        if wake_at != wanted:
            raise Broken(f"{task.task}, {what}: it is to be looked at at {wake_at}, not {wanted}")

    def _wake_is(self, task: Owed, wake_at: int, now: int, what: str) -> None:
        wanted = self.next_at(task, now)
        if wake_at != wanted and task.held <= now:
            raise Broken(f"{task.task}, {what}: looked at next at {wake_at}, not {wanted}")

    # --- after a step -------------------------------------------------------------------------------------

    def settled(self, now: int) -> None:
        """Everything that has come by now has been told."""
        for task in self.tasks.values():
            if task.state not in OWED:
                if task.open_level:
                    raise Broken(f"{task.task} is {task.state}, and its escalation was not resolved")
                continue
            if self._alarm(task, now) <= now and task.held <= now:
                raise Broken(f"{task.task} was missed: at {now} it waits since {self._alarm(task, now)}")

    def _edition(self, task: Owed) -> tuple[int, int]:
        return (self.book.edition, len(self.policies[task.facts.policy]))

    def _alarm(self, task: Owed, now: int) -> int:
        """The instant from which something is missing; kept until something it depends on changes."""
        known = self._alarms.get(task.task)
        if known is None or known[1:] != self._edition(task) or known[0] <= now:
            found = self.next_at(task, now) or (1 << 62)
            known = self._alarms[task.task] = (found, *self._edition(task))
        return known[0]

    def compare(self, rows: dict[str, tuple[object, ...]]) -> None:
        """The live rows say what the log says."""
        if rows.keys() != self.tasks.keys():
            raise Broken(f"the tables have not the tasks of the log: {rows.keys() ^ self.tasks.keys()}")
        for name, row in rows.items():
            task = self.tasks[name]
            level = task.level
            said = (task.state, task.due, task.round, level, task.wake_at, task.version)
            if tuple(row) != said:
                raise Broken(f"{name}: the table has {row}, the log says {said}")

    def granted(self, command: TaskCommand, now: int) -> None:
        """A hold that was asked for is as long as it was asked for, if anything was acknowledged."""
        if isinstance(command, AcknowledgeEscalation) and command.hold_until:
            task = self.tasks[command.task]
            if task.acknowledged_at == now and task.held != command.hold_until:
                raise Broken(f"{task.task}: a hold ends at {task.held}, not at {command.hold_until}")

    # --- for those who act --------------------------------------------------------------------------------

    def pick(self, kind: str, number: int, now: int) -> str | None:
        """A task that such an act makes sense for, as chance has it."""
        fitting = [task for task in self.tasks.values() if _fits(task, kind, now)]
        near = sorted(fitting, key=lambda task: (abs(task.due - now), task.task))[:6]
        return near[number % len(near)].task if near else None

    def desk(self, task: str, number: int) -> str:
        """Somebody on whose desk it lies."""
        desks = self.tasks[task].desks
        return desks[number % len(desks)] if desks else "m1"


def _fits(task: Owed, kind: str, now: int) -> bool:
    if kind == "accept":
        return task.state == "reported"
    if task.state not in OWED:
        return False
    if kind in ("acknowledge", "hold", "hand over", "step back"):
        return task.level > 0
    if kind == "early":
        return task.opens > now
    if kind in ("ask", "endorse", "extend", "refuse"):
        return now < task.due
    return task.opens <= now


def _seat(told: Told) -> tuple[object, ...]:
    return (told.member, told.unit, told.role, told.instead_of, told.skipped)


def shown(instant: int) -> str:
    """An instant as people in Shanghai read it."""
    moment = dt.datetime.fromtimestamp(instant / 1_000_000, dt.timezone(dt.timedelta(hours=8)))
    return f"{moment:%m-%d %H:%M}"
