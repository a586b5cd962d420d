"""Names in documents and the units that they mean; what is open stays open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.units import match_units
from workflows.org import EMPTY, AddUnit, CloseUnit, Org, OrgCommand, decide, descendants, evolve

UNITS = (
    ("city", "临江市人民政府", "city", ""),
    ("health", "临江市卫生健康局", "bureau", "city"),
    ("education", "临江市教育局", "bureau", "city"),
    ("ward-1", "临江市第一人民医院", "hospital", "health"),
    ("ward-2", "临江市中医院", "hospital", "health"),
    ("office-1", "医政科", "office", "health"),
    ("office-2", "疾控科", "office", "health"),
    ("school-1", "桐花小学", "school", "education"),
    ("school-2", "书院小学", "school", "education"),
    ("street", "望桥街道办事处", "sub-district", "city"),
    ("community-1", "鹭洲社区居民委员会", "community", "street"),
    ("community-2", "青藤社区居民委员会", "community", "street"),
    ("east", "东河区人民政府", "district", "city"),
    ("west", "西河区人民政府", "district", "city"),
    ("east-health", "东河区卫生局", "bureau", "east"),
    ("west-health", "西河区卫生局", "bureau", "west"),
    ("east-office", "综合科", "office", "east-health"),
    ("west-office", "综合科", "office", "west-health"),
)
NAMES = {unit: (name,) for unit, name, _, _ in UNITS} | {"education": ("临江市教育局", "市教体局")}


def made(*commands: OrgCommand) -> Org:
    org = EMPTY
    for command in commands:
        for event in decide(org, command):
            org = evolve(org, event)
    return org


ORG = made(*(AddUnit(unit, f"digest-{unit}", kind, parent) for unit, _, kind, parent in UNITS))


@pytest.mark.parametrize(
    ("name", "under", "how", "units", "expansion"),
    [
        ("临江市教育局", "city", "exact", ("education",), ""),
        ("市教育局", "city", "alias", ("education",), ""),
        ("教育局", "city", "alias", ("education",), ""),
        ("市教体局", "city", "alias", ("education",), ""),
        ("望桥街道", "city", "alias", ("street",), ""),
        ("鹭洲社区", "street", "alias", ("community-1",), ""),
        ("各社区", "street", "kind", ("community-1", "community-2"), "community/street"),
        ("机关各科室", "health", "kind", ("office-1", "office-2"), "office/health"),
        ("辖区各学校", "city", "kind", ("school-1", "school-2"), "school/city"),
        ("局属各医院", "health", "kind", ("ward-1", "ward-2"), "hospital/health"),
        ("各区县卫生局", "city", "place", ("east-health", "west-health"), ""),
        ("望桥街道各社区", "city", "place", ("community-1", "community-2"), "community/street"),
        ("各部门", "city", "kind", ("health", "education"), ""),
        ("综合科", "east-health", "exact", ("east-office",), ""),
    ],
)
def test_a_name_means(name: str, under: str, how: str, units: tuple[str, ...], expansion: str) -> None:
    (matched,) = match_units((name,), ORG, NAMES, under)

    assert (matched.how, matched.units, matched.expansion) == (how, units, expansion)


@pytest.mark.parametrize(
    ("name", "under", "choices"),
    [
        ("综合科", "city", ("east-office", "west-office")),
        ("卫生局", "city", ("east-health", "west-health")),
        ("小学", "education", ("school-1", "school-2")),
        ("市卫生健康局", "street", ("health",)),
    ],
)
def test_what_could_mean_several_or_lies_elsewhere_is_asked(
    name: str, under: str, choices: tuple[str, ...]
) -> None:
    (matched,) = match_units((name,), ORG, NAMES, under)

    assert (matched.how, matched.units, matched.choices) == ("ambiguous", (), choices)


@pytest.mark.parametrize("name", ["市教育局办公室", "何田", "各村", "", "各", "社会各界", "财政局"])
def test_a_name_of_nobody_here_means_nothing(name: str) -> None:
    (matched,) = match_units((name,), ORG, NAMES, "city")

    assert (matched.how, matched.units, matched.choices) == ("none", (), ())


def test_a_closed_unit_is_no_longer_meant() -> None:
    org = made(
        *(AddUnit(unit, f"digest-{unit}", kind, parent) for unit, _, kind, parent in UNITS),
        CloseUnit("community-2"),
    )

    exact, every = match_units(("青藤社区居民委员会", "各社区"), org, NAMES, "street")

    assert exact.units == ()
    assert (every.units, every.expansion) == (("community-1",), "community/street")


def test_answers_come_in_the_order_of_the_names() -> None:
    matched = match_units(("教育局", "何田", "教育局"), ORG, NAMES, "city")

    assert [one.name for one in matched] == ["教育局", "何田", "教育局"]


_PLACES = st.sampled_from(["东", "西", "南", "北", "临江市", "望桥镇"])
_ENDS = st.sampled_from(["村", "社区", "小学", "教育局", "综合科", "街道办事处", "人民政府", "医院"])
_KINDS = st.sampled_from(["village", "community", "school", "bureau", "office", "town", "hospital"])
_ASKED = st.one_of(
    st.builds(str.__add__, _PLACES, _ENDS),
    st.builds(lambda before, end: f"{before}各{end}", st.sampled_from(["", "辖区", "局属", "望桥镇"]), _ENDS),
    st.sampled_from(["各单位", "各部门", "机关各科室", "村", "小学", "各村（社区）"]),
    st.text("各村社区市局（）、等的 a", max_size=8),
)


@st.composite
def _orgs(draw: st.DrawFn) -> tuple[Org, dict[str, tuple[str, ...]]]:
    commands: list[OrgCommand] = []
    names: dict[str, tuple[str, ...]] = {}
    for place in range(draw(st.integers(1, 12))):
        parent = draw(st.sampled_from(["", *names])) if place else ""
        commands.append(AddUnit(f"u{place}", f"d{place}", draw(_KINDS), parent))
        names[f"u{place}"] = tuple(
            draw(st.lists(st.builds(str.__add__, _PLACES, _ENDS), min_size=1, max_size=2))
        )
    org = made(*commands)
    for unit in draw(st.lists(st.sampled_from(sorted(names)), max_size=3, unique=True)):
        if all(org.units[below].closed for below in descendants(org, unit)[1:]):
            org = evolve(org, decide(org, CloseUnit(unit))[0])
    return org, names


@given(_orgs(), st.lists(_ASKED, max_size=6), st.sampled_from(["u0", "u1", "elsewhere", ""]))
def test_every_unit_meant_is_open_and_lies_below_the_issuer_or_is_named_whole(
    known: tuple[Org, dict[str, tuple[str, ...]]], asked: list[str], under: str
) -> None:
    org, names = known

    for one in match_units(asked, org, names, under):
        below = descendants(org, under) if under in org.units else ()
        for unit in one.units:
            assert not org.units[unit].closed
            assert unit in below or one.name.removesuffix("等").replace(" ", "") in names[unit]
        for unit in one.choices:
            assert not org.units[unit].closed
        assert bool(one.units) == (one.how not in ("none", "ambiguous"))
        assert not (one.units and one.choices)
        if one.expansion:
            kind, _, root = one.expansion.partition("/")
            of_kind = {u for u in descendants(org, root)[1:] if org.units[u].kind == kind}
            assert set(one.units) == {u for u in of_kind if not org.units[u].closed}
