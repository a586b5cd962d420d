"""What people of the district mean to do: planned acts, and what they know of a task when they plan."""

from typing import TypeAlias

from msgspec import Struct

from events.types import Told


class Known(Struct):
    """A task as its people see it. `turn` counts what has happened to it: an act that was planned for an
    earlier turn is dropped. `awaited`: a report is planned. `work` is plan/item."""

    task: str
    unit: str
    plan: str
    work: str
    opens: int
    due: int
    turn: int = 0
    round: int = 1
    awaited: bool = False


class Start(Struct, frozen=True):
    pass


class Report(Struct, frozen=True):
    late: bool = False


class Review(Struct, frozen=True):
    pass


class Ask(Struct, frozen=True):
    pass


class Answer(Struct, frozen=True):
    """To an extension that was asked."""


class Acknowledge(Struct, frozen=True):
    told: Told
    hold: bool


class Urge(Struct, frozen=True):
    told: Told


class Excuse(Struct, frozen=True):
    told: Told


class Amend(Struct, frozen=True):
    """The amendment at this place of the behaviour file."""

    place: int


OnTask: TypeAlias = Start | Report | Review | Ask | Answer | Acknowledge | Urge | Excuse


class Planned(Struct, frozen=True):
    """An act on a task, meant for one turn of it."""

    known: Known
    turn: int
    act: OnTask


Intent: TypeAlias = Planned | Amend
