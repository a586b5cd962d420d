"""Where an escalation lies: on whose desks, who passed it on, and the desks that it left for a while."""

from msgspec import Struct
from msgspec.structs import replace

from events.types import Told


class Desk(Struct, frozen=True, gc=False):
    """`told` has the escalation before them: first brought at `since_level`, last at `level`."""

    told: Told
    since_level: int
    level: int


class Return(Struct, frozen=True, gc=False):
    """Stepped back: `step` comes again at the instant `at`, and nothing comes before."""

    step: str
    at: int


def brought(desks: tuple[Desk, ...], told: tuple[Told, ...], level: int) -> tuple[Desk, ...]:
    """After a step of a level told these."""
    found = {desk.told.member: desk for desk in desks}
    for one in told:
        before = found.get(one.member)
        found[one.member] = Desk(one, min(level, before.since_level) if before else level, level)
    return tuple(found.values())


def passed(desks: tuple[Desk, ...], member: str, told: Told, level: int) -> tuple[Desk, ...]:
    """After `member` handed it over to `told`, whose own desk it may be already."""
    given = desk_of(desks, member)
    since = given.since_level if given else level
    left = tuple(desk for desk in desks if desk.told.member != member)
    before = desk_of(left, told.member)
    if before is not None:
        return brought(left, (before.told,), max(level, before.level))
    return (*left, Desk(told, since, level))


def lowered(desks: tuple[Desk, ...], level: int) -> tuple[Desk, ...]:
    """Only the desks that had it by `level` keep it."""
    return tuple(replace(desk, level=min(desk.level, level)) for desk in desks if desk.since_level <= level)


def desk_of(desks: tuple[Desk, ...], member: str) -> Desk | None:
    return next((desk for desk in desks if desk.told.member == member), None)


def handed(pairs: tuple[tuple[str, Told], ...], member: str, told: Told) -> tuple[tuple[str, Told], ...]:
    """Who is told instead of whom, after `member` handed over: what comes to `told` ends there, so that no
    ring can form."""
    kept = tuple(pair for pair in pairs if pair[0] not in (member, told.member))
    return (*kept, (member, told))


def instead(pairs: tuple[tuple[str, Told], ...], told: Told) -> Told:
    """The one who is told in the place of `told`: the last to whom it was handed over, by them or by the one
    for whom they stand in."""
    names = dict(pairs)
    away = told.member not in names and told.instead_of in names
    by, member = "", told.instead_of if away else told.member
    while member in names:
        by, member = member, names[member].member
    if not by:
        return told
    return replace(told, member=member, instead_of="" if away else told.instead_of, handed_by=by)
