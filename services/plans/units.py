"""Names matched to units (first draft by the lead; helper for parties overwrites this file)."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from workflows.org import Org


class Matched(Struct, frozen=True):
    name: str
    units: tuple[str, ...] = ()
    how: str = "none"
    choices: tuple[str, ...] = ()
    expansion: str = ""


def match_units(
    names: Sequence[str], org: Org, names_of: Mapping[str, tuple[str, ...]], under: str
) -> tuple[Matched, ...]:
    by_name = {name: unit for unit, called in names_of.items() for name in called if unit in org.units}
    return tuple(
        Matched(name, (by_name[name],), "exact") if name in by_name else Matched(name) for name in names
    )
