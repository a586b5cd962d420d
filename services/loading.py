"""Organisation and policies from YAML files: read whole, checked whole, then handed over as commands."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct
from msgspec.structs import asdict

from events.types import Lights, Step
from services.kept import Person
from workflows.org import AddUnit, AppointMember, NameSubstitute, OrgCommand
from workflows.policy import SetPolicy

SINCE = dt.date(2026, 1, 1)


class FileProblem(Exception):
    """A file cannot be read as what it should be; the message names file, place and remedy."""


class UnitNode(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of the file with those below it; members by role."""

    id: str
    name: str
    kind: str
    head: str = ""
    clerks: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    units: tuple["UnitNode", ...] = ()


class SubstituteNode(Struct, frozen=True, forbid_unknown_fields=True):
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""
    role: str = ""
    plan: str = ""


class Rung(Step, frozen=True, forbid_unknown_fields=True):
    """A step as the file says it: a key that is none is told."""


class LightsNode(Lights, frozen=True, forbid_unknown_fields=True):
    """When a task turns yellow and red."""


class Ladder(Struct, frozen=True, forbid_unknown_fields=True):
    policy: str
    name: str
    steps: tuple[Rung, ...]
    lights: LightsNode = LightsNode()
    two_hands: bool = False


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    """`people`: what the directory calls each member."""

    units: tuple[UnitNode, ...]
    since: dt.date = SINCE
    substitutes: tuple[SubstituteNode, ...] = ()
    people: dict[str, str] = {}


def read_organisation(path: Path) -> Organisation:
    """Raises FileProblem."""
    found: Organisation = read_shaped(path, Organisation)
    return found


def read_policies(path: Path) -> tuple[SetPolicy, ...]:
    """Raises FileProblem."""

    found: tuple[Ladder, ...] = read_shaped(path, tuple[Ladder, ...])
    return tuple(
        SetPolicy(
            one.policy,
            one.name,
            tuple(Step(**asdict(step)) for step in one.steps),
            Lights(**asdict(one.lights)),
            one.two_hands,
        )
        for one in found
    )


def commands_of(organisation: Organisation) -> Iterator[OrgCommand]:
    """Units from the top down, then posts, then substitutes."""
    for unit, parent in _walk(organisation.units, ""):
        yield AddUnit(unit.id, unit.name, unit.kind, parent)
    for unit, _ in _walk(organisation.units, ""):
        for role, member in _posts(unit):
            yield AppointMember(f"{unit.id}-{role}-{member}", member, unit.id, role, organisation.since)
    for place, one in enumerate(organisation.substitutes, 1):
        yield NameSubstitute(
            f"substitute-{place}",
            one.member,
            one.stand_in,
            one.since,
            one.until,
            one.unit,
            one.role,
            one.plan,
        )


def people_of(organisation: Organisation) -> list[Person]:
    return [Person(member, label) for member, label in organisation.people.items()]


def _walk(units: tuple[UnitNode, ...], parent: str) -> Iterator[tuple[UnitNode, str]]:
    for unit in units:
        yield unit, parent
        yield from _walk(unit.units, unit.id)


def _posts(unit: UnitNode) -> Iterator[tuple[str, str]]:
    if unit.head:
        yield "head", unit.head
    for role, members in (
        ("clerk", unit.clerks),
        ("supervisor", unit.supervisors),
        ("owner", unit.owners),
        ("auditor", unit.auditors),
        ("admin", unit.admins),
    ):
        for member in members:
            yield role, member


def read_shaped(path: Path, kind: Any) -> Any:
    """A YAML file as a `kind` of msgspec. Raises FileProblem."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise FileProblem(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8, or a day that is none
        raise FileProblem(f"{path}: not YAML in UTF-8: {error}") from error
    try:
        return msgspec.convert(found, kind, strict=True)
    except msgspec.ValidationError as error:
        raise FileProblem(f"{path}: {error}") from error
