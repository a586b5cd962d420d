"""Two courses of the same tasks side by side: as it was, and by the ladder that is tried."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from workflows.task import Task
from workflows.trial.lives import Lived, Stay, Telling, ever_red, stays, tellings

MOST_CHANGED = 50
"""Tasks whose two courses are told in full, at most: the first that differ."""


class Window(Struct, frozen=True):
    """[since, until) in µs UTC; `day` is the local day of an instant, as an ordinal."""

    since: int
    until: int
    day: Callable[[int], int]

    @property
    def days(self) -> range:
        return range(self.day(self.since), self.day(self.until - 1) + 1)


class Pair(Struct, frozen=True):
    """One task as it was and as it would have been; `red_…`: it showed red in the window."""

    before: Lived
    after: Lived
    red_before: bool
    red_after: bool

    @staticmethod
    def of(
        before: Lived,
        after: Lived,
        lights: tuple[Callable[[Task, int], str], Callable[[Task, int], str]],
        window: Window,
    ) -> "Pair":
        was, would = lights
        return Pair(
            before,
            after,
            ever_red(before, was, window.since, window.until),
            ever_red(after, would, window.since, window.until),
        )


class Side(Struct, frozen=True):
    """`steps` told, `told`: persons told by them, each step and person counted, `people`: different ones,
    `red`: tasks that showed red, `nobody`: steps that found no desk filled."""

    steps: int
    told: int
    people: int
    red: int
    nobody: int


class LevelCount(Struct, frozen=True):
    """Steps of a level, 0 for reminders."""

    level: int
    before: int
    after: int


class DeskLoad(Struct, frozen=True):
    """What a member was told and would have been, and the open escalations on the desk by day: the most, and
    the mean over the days of the window."""

    member: str
    told_before: int
    told_after: int
    most_before: int
    most_after: int
    mean_before: float
    mean_after: float


class Changed(Struct, frozen=True):
    """A task with another course: the steps that only one side has."""

    task: str
    before: tuple[Telling, ...]
    after: tuple[Telling, ...]
    red_before: bool
    red_after: bool


class Difference(Struct, frozen=True):
    """`tasks` looked at, `changed` of them otherwise, the `first` of these in full. `dropped`: people's acts,
    by kind, on steps that would not have been."""

    tasks: int
    changed: int
    before: Side
    after: Side
    levels: tuple[LevelCount, ...]
    desks: tuple[DeskLoad, ...]
    red_no_more: tuple[str, ...]
    red_anew: tuple[str, ...]
    first: tuple[Changed, ...]
    dropped: dict[str, int]

    @property
    def empty(self) -> bool:
        return not self.changed


def difference(pairs: Sequence[Pair], window: Window) -> Difference:
    told = [
        (tellings(one.before, window.since, window.until), tellings(one.after, window.since, window.until))
        for one in pairs
    ]
    changed = [
        found
        for pair, sides in zip(pairs, told, strict=True)
        if (found := _changed(pair, *sides)) is not None
    ]
    changed.sort(key=_first)
    before = [one for was, _ in told for one in was]
    after = [one for _, would in told for one in would]
    return Difference(
        len(pairs),
        len(changed),
        _side(before, sum(one.red_before for one in pairs)),
        _side(after, sum(one.red_after for one in pairs)),
        _levels(before, after),
        _desks(pairs, before, after, window),
        tuple(_task(one) for one in pairs if one.red_before and not one.red_after),
        tuple(_task(one) for one in pairs if one.red_after and not one.red_before),
        tuple(changed[:MOST_CHANGED]),
        dict(sorted(Counter(tag for one in pairs for tag in one.after.dropped).items())),
    )


def _task(pair: Pair) -> str:
    return pair.before.moments[0].task.task


def _changed(pair: Pair, was: tuple[Telling, ...], would: tuple[Telling, ...]) -> Changed | None:
    """Steps are the same if they tell the same people the same level at the same instant."""
    left, right = Counter(map(_key, was)), Counter(map(_key, would))
    before = _only(was, left - right)
    after = _only(would, right - left)
    if not before and not after and pair.red_before == pair.red_after:
        return None
    return Changed(_task(pair), before, after, pair.red_before, pair.red_after)


def _key(one: Telling) -> tuple[int, int, tuple[str, ...]]:
    return one.at, one.level, tuple(told.member for told in one.told)


def _only(
    steps: tuple[Telling, ...], wanted: "Counter[tuple[int, int, tuple[str, ...]]]"
) -> tuple[Telling, ...]:
    found = []
    for one in steps:
        if wanted[_key(one)] > 0:
            wanted[_key(one)] -= 1
            found.append(one)
    return tuple(found)


def _first(one: Changed) -> tuple[int, str]:
    return min((step.at for step in (*one.before, *one.after)), default=0), one.task


def _side(steps: Sequence[Telling], red: int) -> Side:
    people = Counter(told.member for one in steps for told in one.told)
    nobody = sum(not one.told for one in steps)
    return Side(len(steps), people.total(), len(people), red, nobody)


def _levels(before: Sequence[Telling], after: Sequence[Telling]) -> tuple[LevelCount, ...]:
    was, would = Counter(one.level for one in before), Counter(one.level for one in after)
    return tuple(LevelCount(level, was[level], would[level]) for level in sorted({*was, *would}))


def _desks(
    pairs: Sequence[Pair], before: Sequence[Telling], after: Sequence[Telling], window: Window
) -> tuple[DeskLoad, ...]:
    """All who were told or would have been, the fullest desks first."""
    was = Counter(told.member for one in before for told in one.told)
    would = Counter(told.member for one in after for told in one.told)
    held = _loads((stay for one in pairs for stay in stays(one.before, window.until)), window)
    would_hold = _loads((stay for one in pairs for stay in stays(one.after, window.until)), window)
    none = (0, 0.0)
    found = [
        DeskLoad(
            member,
            was[member],
            would[member],
            held.get(member, none)[0],
            would_hold.get(member, none)[0],
            held.get(member, none)[1],
            would_hold.get(member, none)[1],
        )
        for member in {*was, *would, *held, *would_hold}
    ]
    return tuple(sorted(found, key=lambda one: (-max(one.most_before, one.most_after), one.member)))


def _loads(found: Iterable[Stay], window: Window) -> dict[str, tuple[int, float]]:
    """By member the most escalations on one day, and the mean over all days; a day counts each that lay on
    the desk at any time of it."""
    days = window.days
    steps: dict[str, list[int]] = {}
    for stay in found:
        since, until = max(stay.since, window.since), min(stay.until, window.until)
        if until <= since:
            continue
        change = steps.setdefault(stay.member, [0] * (len(days) + 1))
        change[window.day(since) - days.start] += 1
        change[window.day(until - 1) - days.start + 1] -= 1
    return {member: _load(change[:-1]) for member, change in steps.items()}


def _load(change: list[int]) -> tuple[int, float]:
    most = total = here = 0
    for step in change:
        here += step
        most, total = max(most, here), total + here
    return most, round(total / len(change), 2)
