"""A failing story made short: acts, items, steps and leads go while it still fails in the same way."""

import re
from collections.abc import Callable, Iterator

from msgspec.structs import asdict, replace

from tests.simulation.oracle import shown
from tests.simulation.running import run
from tests.simulation.stories import Act, Do, Give
from workflows.org import AddUnit
from workflows.plan import AmendPlan, DraftPlan
from workflows.policy import SetPolicy

MOST_RUNS = 400
DONE = {
    "crash": "the machine crashes, at the {pick}th moment from now on, and starts again",
    "twice": "each job is handed to two workers, old hints come again",
    "drop": "half of the jobs get lost",
    "reorder": "the jobs come in another order",
    "back": "the clock is put back {pick} hours",
    "sleep": "nobody is there, and the clock jumps {quarters} hours",
    "forget": "the read tables are deleted",
    "lose": "the queue is deleted",
}


def shrunken(acts: list[Act], seed: int, broken: str, runs: int = MOST_RUNS) -> tuple[list[Act], str]:
    """The shortest story found that breaks the same rule, and how it does."""
    budget = [runs]

    def fails(some: list[Act]) -> str:
        budget[0] -= 1
        found = run(some, seed).broken
        return found if kind_of(found) == kind_of(broken) else ""

    best, how = acts, broken
    while budget[0] > 0:
        smaller, said = _once(best, fails, budget)
        if smaller == best:
            break
        best, how = smaller, said or how
    return best, how


def kind_of(broken: str) -> str:
    """What rule was broken, without the names and numbers of this case."""
    said = re.sub(r"\[.*\]|\(.*\)", "", broken)
    return " ".join(re.findall(r"\b[a-z]{4,}\b", re.sub(r"\S+/\S+", "", said)))


def _once(acts: list[Act], fails: Callable[[list[Act]], str], budget: list[int]) -> tuple[list[Act], str]:
    how, size = "", max(len(acts) // 2, 1)
    while size:
        place = 0
        while place < len(acts) and budget[0] > 0:
            fewer = acts[:place] + acts[place + size :]
            said = fails(fewer)
            if said:
                acts, how = fewer, said
            else:
                place += size
        size //= 2
    for place in range(len(acts)):
        for simpler in _simpler(acts[place]):
            if budget[0] > 0 and (said := fails([*acts[:place], simpler, *acts[place + 1 :]])):
                acts, how = [*acts[:place], simpler, *acts[place + 1 :]], said
                break
    return acts, how


def _simpler(act: Act) -> Iterator[Act]:
    """The same act with a part less."""
    match act:
        case Give(command=AddUnit() as command) if command.parent:
            yield Give(act.at, replace(command, parent=""))
            if command.parent != "u0":
                yield Give(act.at, replace(command, parent="u0"))
        case Give(command=DraftPlan() as command):
            for place in range(len(command.items) if len(command.items) > 1 else 0):
                items = command.items[:place] + command.items[place + 1 :]
                yield Give(act.at, replace(command, items=items))
            for place, item in enumerate(command.items):
                if len(item.leads) > 1:
                    fewer = replace(item, leads=item.leads[:1])
                    yield Give(
                        act.at,
                        replace(command, items=(*command.items[:place], fewer, *command.items[place + 1 :])),
                    )
        case Give(command=AmendPlan() as command) if len(command.put) > 1:
            yield Give(act.at, replace(command, put=command.put[:1]))
        case Give(command=SetPolicy() as command) if len(command.steps) > 1:
            for place in range(len(command.steps)):
                steps = command.steps[:place] + command.steps[place + 1 :]
                yield Give(act.at, replace(command, steps=steps))
        case _:
            return


def told(acts: list[Act]) -> str:
    """The story, a sentence a line, with local times."""
    return "\n".join(f"  {shown(act.at)}  {_sentence(act)}" for act in acts)


def _sentence(act: Act) -> str:
    if isinstance(act, Do):
        of_task = f"somebody does `{act.kind}` to the {act.pick % 6 + 1}th task that it fits ({act.more})"
        return DONE.get(act.kind, of_task).format(pick=act.pick % 25 + 1, quarters=act.pick * 6)
    command = act.command
    match command:
        case AddUnit():
            return f"unit {command.unit}, a {command.kind}, is added below {command.parent or 'nobody'}"
        case SetPolicy():
            steps = "; ".join(
                f"{one.step}: level {one.level}, {one.offset} {one.unit} from due, to {', '.join(one.to)}"
                + (f", {one.repeat_times} more every {one.repeat_every}" if one.repeat_times else "")
                for one in command.steps
            )
            return f"policy {command.policy} is set: {steps}"
        case DraftPlan():
            items = "; ".join(
                f"{one.item}: {one.cadence}, by {one.due_time}, {' '.join(one.leads)} {one.policy}".strip()
                for one in command.items
            )
            return f"{command.unit} drafts {command.plan} ({command.since} to {command.until}): {items}"
        case _:
            fields = {name: value for name, value in asdict(command).items() if value not in ("", (), None)}
            return f"{type(command).__name__}: " + ", ".join(
                f"{key} {value}" for key, value in fields.items()
            )
