"""Bugs that are put into the running code on purpose: the simulation must see each of them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from msgspec import Struct
from msgspec.structs import replace

from events.types import EscalationAcknowledged
from services import deciding, horizon, tick
from services.jobs import Jobs, Subject
from workflows import calendar as calendars
from workflows import ladder, policy, seats
from workflows import task as tasks
from workflows.tables.page import Table
from workflows.task import state

HOUR, DAY = 3_600_000_000, 86_400_000_000


class Bug(Struct, frozen=True):
    """`name` of `place` is replaced by `wrong`, which gets the real function first."""

    says: str
    place: Any
    name: str
    wrong: Callable[..., Any]

    @contextmanager
    def planted(self) -> Iterator[None]:
        real, wrong = getattr(self.place, self.name), self.wrong

        def stands_in(*args: Any, **more: Any) -> Any:
            return wrong(real, *args, **more)

        forget_tables()
        with patch.object(self.place, self.name, stands_in):
            yield
        forget_tables()


def forget_tables() -> None:
    """What was computed before, by right or wrong rules, is computed anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("workflows"):
            for one in vars(module).values():
                if hasattr(one, "cache_clear"):
                    one.cache_clear()


def _no_higher_levels(real: Any, task: Any, rungs: Any, now: int) -> Any:
    return real(task, tuple(rung for rung in rungs if rung.step.level < 2), now)


def _one_repeat_off(real: Any, step: Any, repeat: int, due: int, calendar: Any) -> Any:
    return real(step, repeat + 1 if repeat else 0, due, calendar)


def _due_is_included(real: Any, step: Any, repeat: int, due: int, calendar: Any) -> int:
    found = int(real(step, repeat, due, calendar))
    return found + 1 if found == due else found


def _nobody_stands_in(real: Any, *about: Any) -> None:
    return None


def _chain_ends_at_once(real: Any, org: Any, unit: str) -> Any:
    return real(org, unit)[:1]


def _seen_but_repeated(real: Any, task: Any, rung: Any) -> Any:
    return real(replace(task, acknowledged=0), rung)


def _hold_is_an_hour(real: Any, task: Any, command: Any, around: Any) -> Any:
    events = real(task, command, around)
    return tuple(
        replace(event, wake_at=around.now + HOUR)
        if isinstance(event, EscalationAcknowledged) and event.held
        else event
        for event in events
    )


def _round_keeps_raised(real: Any, task: Any, *new: Any) -> Any:
    return replace(real(task, *new), raised=task.raised)


def _looked_at_by_the_old_due(real: Any, task: Any, around: Any, due: int, now: int) -> Any:
    return real(task, around, max(task.due, now + 1), now)


def _no_make_up_days(real: Any, calendar: Any, day: Any, count: int) -> Any:
    return real(replace(calendar, make_up=frozenset()), day, count)


def _midnight_is_the_next_day(real: Any, calendar: Any, due: int) -> Any:
    return calendars.local_day(calendar, due)


def _desks_are_not_cleared(real: Any, table: Any) -> Any:
    gone, kept = real(table)
    return [] if table.name == "inbox" else gone, kept


def _change_is_not_followed(real: Any, states: Any, commit: Any, now: Any, fate_of: Any, plan: str) -> Any:
    return 0


class _Young(Struct, frozen=True):
    """Takes no look on that should have been done a day ago."""

    jobs: Jobs
    now: int

    def add(self, kind: str, subjects: Sequence[Subject], size: int) -> int:
        fresh = [one for one in subjects if one.wake_at > self.now - DAY]
        return self.jobs.add(kind, fresh, size)


def _no_catching_up(real: Any, db: Any, jobs: Jobs, now: int) -> Any:
    return real(db, _Young(jobs, now), now)


PLANTED = (
    Bug("steps of level 2 and more are never reached", ladder, "next_rung", _no_higher_levels),
    Bug("repeats come one turn late", policy, "instant", _one_repeat_off),
    Bug("the due instant still belongs to the time before", policy, "instant", _due_is_included),
    Bug("nobody is told in the place of another", seats, "stand_in", _nobody_stands_in),
    Bug("a vacant post ends the chain above the parent", seats, "ancestors", _chain_ends_at_once),
    Bug("what was seen is repeated", ladder, "_void", _seen_but_repeated),
    Bug("a hold lasts an hour", tasks, "decide", _hold_is_an_hour),
    Bug("a new round takes over what the old one told", state, "_new_round", _round_keeps_raised),
    Bug("a new round is looked at by the old due", deciding, "_first_look", _looked_at_by_the_old_due),
    Bug("make-up days are not worked", policy, "add_working_days", _no_make_up_days),
    Bug("what is due at midnight counts from the next day", policy, "due_day", _midnight_is_the_next_day),
    Bug("desks are not cleared", Table, "changes", _desks_are_not_cleared),
    Bug("schedules do not follow amendments", horizon, "_follow_one", _change_is_not_followed),
    Bug("looks that are a day late are given up", tick, "_due", _no_catching_up),
)
