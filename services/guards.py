"""What an append asserts beside the streams that it writes, and how often one is tried."""

from events.log import Consulted
from workflows.calendar import Calendar, chain
from workflows.task import Task

TRIES = 8
"""How often a decision is made again after a Conflict."""


def born_of(task: Task) -> tuple[Consulted, ...]:
    """A task's first own event holds only if its schedule still stands as it was read."""
    if task.version:
        return ()
    return (Consulted(f"unit/{task.unit}/schedule/{task.plan}", task.scheduled_version),)


def consulted_calendar(calendar: Calendar) -> tuple[Consulted, ...]:
    """The calendar, and each that it inherits from: any of them may say otherwise later."""
    return tuple(Consulted(f"calendar/{name}", version) for name, version in chain(calendar))
