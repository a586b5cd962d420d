"""The district of examples/district: who there is, what is planned, how they behave."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from events.types import Target
from services.loading import FileProblem, Organisation, read_organisation, read_policies, read_shaped
from services.plans import Draft, read
from workflows.cadence import CadenceError, parse
from workflows.policy import SetPolicy

DISTRICT = Path(__file__).resolve().parents[2] / "examples" / "district"
DEFAULT = "default"

Probability = Annotated[float, Meta(ge=0, le=1)]
Whole = Annotated[int, Meta(ge=0)]
Some = Annotated[tuple[str, ...], Meta(min_length=1)]
Shape = TypeVar("Shape")


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit: the rest of `on_time` and `never` is late by a number of calendar days in the range."""

    on_time: Probability
    late_by_days: tuple[Whole, Whole]
    never: Probability
    evidence: Probability
    asks_extension: Probability


class Manner(Struct, frozen=True, forbid_unknown_fields=True):
    """A supervisor; `reviews_after_days` is a range of calendar days."""

    acknowledges: Probability
    reviews_after_days: tuple[Whole, Whole]
    returns: Probability
    grants_extension: Probability
    urges: Probability
    excuses: Probability


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of work: its items as plan/item, what is reported, names of evidence files."""

    items: tuple[str, ...]
    texts: Some
    files: Some


class Reasons(Struct, frozen=True, forbid_unknown_fields=True):
    late: Some
    extension: Some
    refuse: Some
    returned: Some = msgspec.field(name="return")
    excuse: Some
    urge: Some


class ItemLine(Struct, frozen=True, forbid_unknown_fields=True):
    """An item that an amendment puts, with the keys of a plan file."""

    id: str
    text: str
    cadence: str
    leads: Some
    number: str = ""
    cooperating: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    opens_before: int = -1
    due_time: str = "18:00"
    review: bool = False
    policy: str = ""
    carries_out: str = ""
    target: Target | None = None


class Amendment(Struct, frozen=True, forbid_unknown_fields=True):
    """Made on the day `on`, in force from `since`."""

    plan: str
    on: dt.date
    since: dt.date
    open_tasks: str
    reason: str
    put: tuple[ItemLine, ...] = ()
    removed: tuple[str, ...] = ()


class Behaviour(Struct, frozen=True):
    """`wordings` by plan/item."""

    units: dict[str, Profile]
    supervisors: dict[str, Manner]
    wordings: dict[str, Wording]
    reasons: Reasons
    amendments: tuple[Amendment, ...]

    def manner(self, member: str) -> Manner:
        return self.supervisors.get(member) or self.supervisors[DEFAULT]


class Scenario(Struct, frozen=True):
    """`plans` in the order of their files; `texts` of all items by plan/item."""

    organisation: Organisation
    policies: tuple[SetPolicy, ...]
    plans: tuple[Draft, ...]
    behaviour: Behaviour
    texts: dict[str, str]


def read_scenario(folder: Path = DISTRICT) -> Scenario:
    """All files, checked against each other. Raises FileProblem, and PlanFileError for a plan."""
    if not folder.is_dir():
        raise FileProblem(f"{folder}: not there; run the demo from a checkout, which has examples/district")
    plans = tuple(read(path.read_bytes(), path.name) for path in sorted((folder / "plans").glob("*.yaml")))
    if not plans:
        raise FileProblem(f"{folder / 'plans'}: no plan here; it needs at least one .yaml file")
    path = folder / "behaviour.yaml"
    behaviour = read_behaviour(path)
    _check_against(path, behaviour, plans)
    texts = {f"{plan.plan}/{item.item}": item.text for plan in plans for item in plan.items}
    texts |= {f"{change.plan}/{item.id}": item.text for change in behaviour.amendments for item in change.put}
    return Scenario(
        read_organisation(folder / "organisation.yaml"),
        read_policies(folder / "policies.yaml"),
        plans,
        behaviour,
        texts,
    )


class _Sections(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's first level; what stands under each is read piece by piece, so that errors name it."""

    units: dict[str, Any]
    supervisors: dict[str, Any]
    notes: dict[str, Any]
    reasons: Any
    amendments: tuple[Any, ...] = ()


def read_behaviour(path: Path) -> Behaviour:
    """Raises FileProblem, with the key under which something is wrong."""
    found: _Sections = read_shaped(path, _Sections)
    units = {name: _piece(path, f"units.{name}", value, Profile) for name, value in found.units.items()}
    for name, profile in units.items():
        _check_profile(path, name, profile)
    manners = {
        name: _piece(path, f"supervisors.{name}", value, Manner) for name, value in found.supervisors.items()
    }
    for name, manner in manners.items():
        _check_range(path, f"supervisors.{name}.reviews_after_days", manner.reviews_after_days)
    if DEFAULT not in manners:
        raise FileProblem(f"{path}: supervisors: add `{DEFAULT}`, for all who have no line of their own")
    amendments = tuple(
        _piece(path, f"amendments[{place}]", value, Amendment)
        for place, value in enumerate(found.amendments, 1)
    )
    for place, change in enumerate(amendments, 1):
        _check_amendment(path, f"amendments[{place}]", change)
    reasons = _piece(path, "reasons", found.reasons, Reasons)
    return Behaviour(units, manners, _wordings(path, found.notes), reasons, amendments)


def _piece(path: Path, place: str, value: Any, shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(value, shape, strict=True)
    except msgspec.ValidationError as error:
        raise FileProblem(f"{path}: {place}: {error}") from error


def _wordings(path: Path, notes: dict[str, Any]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for name, value in notes.items():
        wording = _piece(path, f"notes.{name}", value, Wording)
        for item in wording.items:
            if item in found:
                raise FileProblem(f"{path}: notes.{name}.items: {item} has a kind of work already")
            found[item] = wording
    return found


def _check_profile(path: Path, unit: str, profile: Profile) -> None:
    if profile.on_time + profile.never > 1:
        raise FileProblem(f"{path}: units.{unit}: on_time and never are more than 1 together")
    _check_range(path, f"units.{unit}.late_by_days", profile.late_by_days)


def _check_range(path: Path, place: str, days: tuple[int, int]) -> None:
    if days[1] < days[0]:
        raise FileProblem(f"{path}: {place}: write the smaller number of days first")


def _check_amendment(path: Path, place: str, change: Amendment) -> None:
    if change.since < change.on:
        raise FileProblem(f"{path}: {place}.since: {change.since} lies before `on`, {change.on}")
    for number, item in enumerate(change.put, 1):
        try:
            parse(item.cadence)
        except CadenceError as error:
            raise FileProblem(f"{path}: {place}.put[{number}].cadence: {error}") from error


def _check_against(path: Path, behaviour: Behaviour, plans: tuple[Draft, ...]) -> None:
    """Every item has something to be said of it, and every unit that owes work has a profile."""
    names = {plan.plan for plan in plans}
    for place, change in enumerate(behaviour.amendments, 1):
        if change.plan not in names:
            raise FileProblem(f"{path}: amendments[{place}].plan: there is no plan {change.plan}")
    for item, leads in _owed(behaviour, plans):
        if item not in behaviour.wordings:
            raise FileProblem(f"{path}: notes: no kind of work names {item}; add it to the `items` of one")
        for unit in leads:
            if unit not in behaviour.units:
                raise FileProblem(f"{path}: units: add {unit}, which leads {item}")


def _owed(behaviour: Behaviour, plans: tuple[Draft, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for plan in plans:
        yield from ((f"{plan.plan}/{item.item}", item.leads) for item in plan.items)
    for change in behaviour.amendments:
        yield from ((f"{change.plan}/{item.id}", item.leads) for item in change.put)
