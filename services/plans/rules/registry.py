"""Rules: a module each, with what it finds and examples. A new rule is a new file in a layer's folder."""

import importlib
import pkgutil
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from services.plans.found import Found
from services.plans.passage import Passage

F = TypeVar("F", bound=Found)


class Example(Struct, frozen=True):
    """`found`: for each finding its quote and its gist (see gist); () where nothing must be found."""

    text: str
    found: tuple[tuple[str, str], ...] = ()
    year: int = 0


class Rule(Struct, Generic[F], frozen=True):
    name: str
    find: Callable[[Passage], Iterator[F]]
    examples: tuple[Example, ...]


@cache
def rules_of(layer: str) -> tuple[Rule[Any], ...]:
    """The rules of services.plans.rules.<layer>, by name; a module whose name begins with _ is no rule."""
    package = importlib.import_module(f"services.plans.rules.{layer}")
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return tuple(
        _rule(importlib.import_module(f"{package.__name__}.{name}"), name)
        for name in names
        if not name.startswith("_")
    )


def _rule(module: ModuleType, name: str) -> Rule[Any]:
    find = cast("Callable[[Passage], Iterator[Found]]", module.find)
    return Rule(name, find, cast("tuple[Example, ...]", module.EXAMPLES))


def found_by(rules: Iterable[Rule[F]], passage: Passage) -> list[F]:
    """All that the rules find, each marked with its rule, by place."""
    found = [replace(one, rule=rule.name) for rule in rules for one in rule.find(passage)]
    return sorted(found, key=lambda one: (one.start, one.end))


def longest(found: Iterable[F]) -> tuple[F, ...]:
    """Of findings that overlap the longest, of equal ones the first; by place."""
    kept: list[F] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        place = bisect_right(kept, one.start, key=lambda other: other.start)
        free_before = place == 0 or kept[place - 1].end <= one.start
        free_after = place == len(kept) or one.end <= kept[place].start
        if free_before and free_after:
            kept.insert(place, one)
    return tuple(kept)
