"""From a planned act to a command: by whom it is given, with what words and files."""

from random import Random
from typing import assert_never

from msgspec import Struct

from events.types import Evidence, Item
from services.bootstrap import App
from services.deciding import Caller, Command
from services.demo.acts import (
    Acknowledge,
    Amend,
    Answer,
    Ask,
    Excuse,
    Intent,
    Known,
    Planned,
    Report,
    Review,
    Start,
    Urge,
)
from services.demo.papers import Occasion, paper
from services.demo.people import Actor, acting, holder, reporter, reviewer
from services.demo.scenario import Amendment, ItemLine, Reasons, Scenario
from services.demo.timing import Timing
from workflows.cadence import parse, written
from workflows.calendar import local_day, local_time
from workflows.org import Org
from workflows.plan import AmendPlan
from workflows.task import (
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    TaskCommand,
    UrgeTask,
)

LATE_WORDS = 0.4  # of late reports say why
TWO_FILES = 0.2  # of reports with evidence
PATIENCE = 0.5  # a second return is so much rarer than the first
AGAIN = (3, 5)  # working days for what was returned
LONGER = (2, 4)  # calendar days of an extension
HOLD = (1, 3)  # working days


class Deeds(Struct, frozen=True):
    """Draws words, files and lengths of time from one `Random`, in the order of the acts."""

    app: App
    scenario: Scenario
    timing: Timing
    rng: Random

    def command(self, intent: Intent, now: int) -> tuple[Command, Caller] | None:
        """What an intent comes to now, its texts and files kept; None for one that has been overtaken."""
        command_id = self.app.chance.command_id()
        if isinstance(intent, Amend):
            return self._amend(self.scenario.behaviour.amendments[intent.place], command_id)
        if intent.turn != intent.known.turn:
            return None
        actor = self._actor(intent, now)
        command = self._on_task(intent, command_id, now, actor)
        return command, Caller(actor.member, command_id, actor.on_behalf)

    def _actor(self, intent: Planned, now: int) -> Actor:
        org, known = self.app.states.org(), intent.known
        on = local_day(self.timing.calendar, now)
        match intent.act:
            case Start() | Report() | Ask():
                return reporter(org, known.unit, on, self.rng.choice)
            case Review() | Answer():
                return reviewer(org, self.app.states.plan(known.plan), known.unit, on)
            case Acknowledge(told=told) | Urge(told=told) | Excuse(told=told):
                return holder(org, told, on)
            case _:
                assert_never(intent.act)

    def _on_task(self, intent: Planned, command_id: str, now: int, actor: Actor) -> TaskCommand:
        known, task = intent.known, intent.known.task
        match intent.act:
            case Start():
                return StartTask(task)
            case Report():
                return self._report(known, intent.act, command_id, now)
            case Review():
                return self._review(known, command_id, now, actor)
            case Ask():
                reason = self._word(command_id, self._reasons.extension)
                return AskExtension(task, reason, self.timing.shifted(known.due, self.rng.randint(*LONGER)))
            case Answer():
                if self.rng.random() < self.scenario.behaviour.manner(actor.member).grants_extension:
                    return GrantExtension(task)
                return RefuseExtension(task, self._word(command_id, self._reasons.refuse))
            case Acknowledge():
                until = self.timing.closing(now, self.rng.randint(*HOLD)) if intent.act.hold else 0
                return AcknowledgeEscalation(task, until)
            case Urge():
                return UrgeTask(task, self._word(command_id, self._reasons.urge))
            case Excuse():
                return ExcuseTask(task, self._word(command_id, self._reasons.excuse))
            case _:
                assert_never(intent.act)

    # --- reports and their review ------------------------------------------------------------------------

    def _report(self, known: Known, act: Report, command_id: str, now: int) -> ReportTask:
        wording = self.scenario.behaviour.wordings[known.work]
        note = self.rng.choice(wording.texts)
        evidence = self._evidence(known, note, command_id, now)
        said = note
        if act.late and self.rng.random() < LATE_WORDS:
            said += self.rng.choice(self._reasons.late)
        return ReportTask(known.task, self.app.kept.keep(command_id, said), evidence)

    def _evidence(self, known: Known, note: str, command_id: str, now: int) -> tuple[Evidence, ...]:
        behaviour = self.scenario.behaviour
        if self.rng.random() >= behaviour.units[known.unit].evidence:
            return ()
        names = behaviour.wordings[known.work].files
        count = 2 if len(names) > 1 and self.rng.random() < TWO_FILES else 1
        unit = self.app.states.org().units[known.unit].name
        at = local_time(self.timing.calendar, now)
        about = Occasion(unit, self.scenario.texts[known.work], at, note)
        papers = [paper(about, name, self.rng) for name in self.rng.sample(names, count)]
        return tuple(self.app.evidence.store(command_id, p.data, p.name, p.media_type) for p in papers)

    def _review(self, known: Known, command_id: str, now: int, actor: Actor) -> TaskCommand:
        returns = self.scenario.behaviour.manner(actor.member).returns
        if self.rng.random() >= returns * PATIENCE ** (known.round - 1):
            return AcceptTask(known.task)
        reason = self._word(command_id, self._reasons.returned)
        return ReturnTask(known.task, reason, self.timing.closing(now, self.rng.randint(*AGAIN)))

    # --- plans -------------------------------------------------------------------------------------------

    def _amend(self, change: Amendment, command_id: str) -> tuple[Command, Caller]:
        plan = self.app.states.plan(change.plan)
        texts = [change.reason, *(item.text for item in change.put)]
        reason, *digests = self.app.kept.keep_all(command_id, texts)
        put = tuple(item_of(line, digest) for line, digest in zip(change.put, digests, strict=True))
        command = AmendPlan(change.plan, change.since, change.open_tasks, put, change.removed, reason)
        owner = acting(self._org, plan.owner, plan.unit, change.on, "owner", plan.plan)
        return command, Caller(owner.member, command_id, owner.on_behalf)

    # --- small things ------------------------------------------------------------------------------------

    def _word(self, command_id: str, words: tuple[str, ...]) -> str:
        return self.app.kept.keep(command_id, self.rng.choice(words))

    @property
    def _reasons(self) -> Reasons:
        return self.scenario.behaviour.reasons

    @property
    def _org(self) -> Org:
        return self.app.states.org()


def item_of(line: ItemLine, text: str) -> Item:
    """The item of a plan that a line of an amendment asks for; `text` is its kept wording's digest."""
    return Item(
        line.id,
        text,
        written(parse(line.cadence)),
        line.leads,
        line.cooperating,
        line.informed,
        line.number,
        opens_before=line.opens_before,
        due_time=line.due_time,
        review=line.review,
        policy=line.policy,
        target=line.target,
        carries_out=line.carries_out,
    )
