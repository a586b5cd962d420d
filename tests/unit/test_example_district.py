"""The demo's data: the files of examples/district agree with each other and hold every cadence."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import yaml
from msgspec import Struct

from tests.support.seeds import seeds
from workflows.cadence import parse, written
from workflows.policy import is_desk

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "examples" / "district"
ID = re.compile(r"[a-z0-9-]+")
MEMBER = re.compile(r"m-\d{4}")
SHORTEST_SENTENCE = 12

DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
NTH = r"(1st|2nd|3rd|4th)"
SHIFT = r"( or (before|after))?"
FORMS = {
    "once": rf"once \d{{4}}-\d\d-\d\d{SHIFT}",
    "daily": "daily",
    "working days": "working days",
    "weekly": rf"weekly on {DAY}{SHIFT}",
    "monthly by day": rf"monthly on \d{{1,2}}{SHIFT}",
    "monthly on the last day": rf"monthly on last day{SHIFT}",
    "monthly on the last workday": r"monthly on last workday",
    "monthly on an nth weekday": rf"monthly on {NTH} {DAY}{SHIFT}",
    "quarterly on the last workday": rf"quarterly on last workday{SHIFT}",
    "quarterly by month and day": rf"quarterly on [1-3](st|nd|rd) month \d{{1,2}}{SHIFT}",
    "half-yearly on the last workday": rf"half-yearly on last workday{SHIFT}",
    "half-yearly by month and day": rf"half-yearly on [1-6](st|nd|rd|th) month \d{{1,2}}{SHIFT}",
    "yearly": rf"yearly on \d\d?-\d\d{SHIFT}",
    "fixed date": rf"on \d\d?-\d\d{SHIFT}",
    "or before": r".* or before",
    "or after": r".* or after",
}


class UnitNode(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    kind: str
    head: str = ""
    clerks: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    units: tuple["UnitNode", ...] = ()


class SubstituteLine(Struct, frozen=True, forbid_unknown_fields=True):
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    since: dt.date
    units: tuple[UnitNode, ...]
    substitutes: tuple[SubstituteLine, ...]
    people: dict[str, str]


class PolicyStep(Struct, frozen=True, forbid_unknown_fields=True):
    step: str
    level: int
    offset: int
    unit: str
    to: tuple[str, ...]
    repeat_every: int = 0
    repeat_times: int = 0


class PolicyFile(Struct, frozen=True, forbid_unknown_fields=True):
    policy: str
    name: str
    steps: tuple[PolicyStep, ...]


class TargetLine(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    metric: str
    op: str = ""
    value: float = 0
    unit: str = ""


class ItemLine(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    text: str
    cadence: str
    leads: tuple[str, ...]
    number: str = ""
    cooperating: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    opens_before: int = -1
    due_time: str = "18:00"
    review: bool = False
    policy: str = ""
    carries_out: str = ""
    target: TargetLine | None = None


class PlanFile(Struct, frozen=True, forbid_unknown_fields=True):
    plan: str
    title: str
    unit: str
    owner: str
    policy: str
    since: dt.date
    until: dt.date
    items: tuple[ItemLine, ...]


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    on_time: float
    late_by_days: tuple[int, int]
    never: float
    evidence: float
    asks_extension: float


class Supervisor(Struct, frozen=True, forbid_unknown_fields=True):
    acknowledges: float
    reviews_after_days: tuple[int, int]
    returns: float
    grants_extension: float
    urges: float
    excuses: float


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    items: tuple[str, ...]
    texts: tuple[str, ...]
    files: tuple[str, ...]


class AmendmentLine(Struct, frozen=True, forbid_unknown_fields=True):
    plan: str
    on: dt.date
    since: dt.date
    open_tasks: str
    reason: str
    put: tuple[ItemLine, ...]
    removed: tuple[str, ...]


class Behaviour(Struct, frozen=True, forbid_unknown_fields=True):
    units: dict[str, Profile]
    supervisors: dict[str, Supervisor]
    notes: dict[str, Wording]
    reasons: dict[str, tuple[str, ...]]
    amendments: tuple[AmendmentLine, ...]


Shape = TypeVar("Shape")


def read(path: Path, shape: type[Shape]) -> Shape:
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), shape)


def walk(
    nodes: tuple[UnitNode, ...], above: tuple[str, ...] = ()
) -> Iterator[tuple[UnitNode, tuple[str, ...]]]:
    """Every unit with its ancestors, nearest first."""
    for node in nodes:
        yield node, above
        yield from walk(node.units, (node.id, *above))


ORGANISATION = read(DISTRICT / "organisation.yaml", Organisation)
POLICIES = read(DISTRICT / "policies.yaml", tuple[PolicyFile, ...])
PLANS = tuple(read(path, PlanFile) for path in sorted((DISTRICT / "plans").glob("*.yaml")))
BEHAVIOUR = read(DISTRICT / "behaviour.yaml", Behaviour)
UNITS = {node.id: (node, above) for node, above in walk(ORGANISATION.units)}


def all_items() -> Iterator[tuple[str, ItemLine]]:
    """Every item with its plan, those that an amendment puts included."""
    for plan in PLANS:
        yield from ((plan.plan, item) for item in plan.items)
    for change in BEHAVIOUR.amendments:
        yield from ((change.plan, item) for item in change.put)


def members_of(node: UnitNode) -> tuple[str, ...]:
    head = (node.head,) if node.head else ()
    return (*head, *node.clerks, *node.supervisors, *node.owners, *node.auditors)


def sentences(text: str) -> list[str]:
    """The sentences and clauses of at least twelve characters, without white space."""
    parts = (re.sub(r"\s", "", part) for part in re.split(r"[。！？；，：\n]", text))
    return [part for part in parts if len(part) >= SHORTEST_SENTENCE]


def test_ids_are_unique_and_well_formed() -> None:
    units = [node.id for node, _ in walk(ORGANISATION.units)]
    plans = [plan.plan for plan in PLANS]
    policies = [policy.policy for policy in POLICIES]
    assert all(ID.fullmatch(one) for one in (*units, *plans, *policies))
    for ids in (units, plans, policies, *([item.id for item in plan.items] for plan in PLANS)):
        assert [one for one, n in Counter(ids).items() if n > 1] == []
    assert all(ID.fullmatch(item.id) for _, item in all_items())


def test_the_district_has_the_units_that_it_promises() -> None:
    kinds = Counter(node.kind for node, _ in UNITS.values())
    assert kinds["city-office"] == kinds["business-hall"] == kinds["township"] == 1
    assert (kinds["hospital"], kinds["sub-district"], kinds["community"]) == (2, 2, 6)
    assert (kinds["school"], kinds["village"]) == (3, 4)
    for node, _ in UNITS.values():
        if node.kind == "community":
            assert 2 <= len(node.units) <= 3, node.id


def test_just_one_post_of_head_is_vacant() -> None:
    assert [node.id for node, _ in UNITS.values() if not node.head] == ["community-5"]


def test_every_unit_that_a_plan_names_exists() -> None:
    named = {plan.unit for plan in PLANS} | set(BEHAVIOUR.units)
    for _, item in all_items():
        named |= {*item.leads, *item.cooperating, *item.informed}
    assert named - set(UNITS) == set()


def test_every_member_that_is_used_has_an_entry_in_people_and_every_entry_is_used() -> None:
    used = {member for node, _ in UNITS.values() for member in members_of(node)}
    used |= {member for one in ORGANISATION.substitutes for member in (one.member, one.stand_in)}
    used |= {plan.owner for plan in PLANS} | (set(BEHAVIOUR.supervisors) - {"default"})
    assert used == set(ORGANISATION.people)
    assert all(MEMBER.fullmatch(member) for member in used)


def test_the_owner_of_each_plan_holds_that_role_in_the_issuing_unit() -> None:
    for plan in PLANS:
        assert plan.owner in UNITS[plan.unit][0].owners, plan.plan


def test_substitutes_stand_in_within_the_demo_and_one_over_national_day() -> None:
    holders = {member for node, _ in UNITS.values() for member in members_of(node)}
    for one in ORGANISATION.substitutes:
        assert dt.date(2026, 9, 1) <= one.since <= one.until <= dt.date(2026, 11, 30)
        assert one.member != one.stand_in
        assert {one.member, one.stand_in} <= holders
        assert not one.unit or one.member in members_of(UNITS[one.unit][0])
    assert len(ORGANISATION.substitutes) == 3
    assert any(one.since <= dt.date(2026, 10, 1) <= one.until for one in ORGANISATION.substitutes)


def test_there_are_at_least_four_plans_and_sixty_items() -> None:
    assert len(PLANS) >= 4
    assert sum(len(plan.items) for plan in PLANS) >= 60


@pytest.mark.parametrize("form", FORMS)
def test_every_cadence_form_occurs(form: str) -> None:
    assert [item.id for plan in PLANS for item in plan.items if re.fullmatch(FORMS[form], item.cadence)]


def test_every_cadence_can_be_read_and_keeps_its_meaning_when_written() -> None:
    for plan, item in all_items():
        cadence = parse(item.cadence)
        assert parse(written(cadence)) == cadence, (plan, item.id)


def test_what_an_item_carries_out_stands_in_an_earlier_plan_and_is_led_from_above() -> None:
    led: dict[str, tuple[str, ...]] = {}
    for plan in PLANS:
        for item in plan.items:
            if item.carries_out:
                superior = led[item.carries_out]
                chains = ({lead, *UNITS[lead][1]} for lead in item.leads)
                assert all(chain & set(superior) for chain in chains), (plan.plan, item.id)
        led |= {f"{plan.plan}/{item.id}": item.leads for item in plan.items}
    assert any(item.carries_out for _, item in all_items())


def test_targets_are_of_the_four_kinds() -> None:
    targets = [item.target for _, item in all_items() if item.target]
    assert {target.kind for target in targets} == {"ratio", "count", "trend", "never"}
    for target in targets:
        wanted = {"ratio": {">=", "<="}, "count": {">=", "<="}, "trend": {"up", "down"}, "never": {""}}
        assert target.op in wanted[target.kind], target.metric


def test_policies_used_exist_and_their_steps_are_ordered() -> None:
    named = {plan.policy for plan in PLANS} | {item.policy for _, item in all_items() if item.policy}
    assert named == {policy.policy for policy in POLICIES} == {"standard", "strict", "gentle"}
    for policy in POLICIES:
        offsets = [step.offset for step in policy.steps]
        assert offsets == sorted(offsets)
        assert all(is_desk(to) for step in policy.steps for to in step.to)


def test_every_item_has_one_kind_of_work_with_something_to_say() -> None:
    sorted_in = Counter(item for wording in BEHAVIOUR.notes.values() for item in wording.items)
    assert sorted_in == Counter({f"{plan}/{item.id}" for plan, item in all_items()})
    assert all(len(wording.texts) >= 3 and wording.files for wording in BEHAVIOUR.notes.values())


def test_every_leading_unit_has_a_profile_whose_chances_add_up() -> None:
    leading = {lead for _, item in all_items() for lead in item.leads}
    assert leading <= set(BEHAVIOUR.units)
    for unit, profile in BEHAVIOUR.units.items():
        assert 0 <= profile.on_time + profile.never <= 1, unit
        assert 1 <= profile.late_by_days[0] <= profile.late_by_days[1], unit
        assert 0 <= profile.evidence <= 1, unit
        assert 0 <= profile.asks_extension <= 1, unit


def test_every_supervisor_has_chances_between_nothing_and_one() -> None:
    assert "default" in BEHAVIOUR.supervisors
    for member, one in BEHAVIOUR.supervisors.items():
        chances = (one.acknowledges, one.returns, one.grants_extension, one.urges, one.excuses)
        assert all(0 <= chance <= 1 for chance in chances), member
        assert 0 <= one.reviews_after_days[0] <= one.reviews_after_days[1], member


def test_the_amendment_falls_half_way_and_names_items_of_its_plan() -> None:
    assert BEHAVIOUR.amendments
    for change in BEHAVIOUR.amendments:
        (plan,) = (plan for plan in PLANS if plan.plan == change.plan)
        assert plan.since < change.on <= change.since <= plan.until
        assert change.open_tasks in {"keep", "withdraw", "move"}
        assert set(change.removed) <= {item.id for item in plan.items}
        assert not set(change.removed) & {item.id for item in change.put}


def test_no_sentence_of_the_district_occurs_in_a_plan_of_the_corpus() -> None:
    corpus = "".join(
        re.sub(r"\s", "", path.read_text(encoding="utf-8")) for path in sorted(seeds().glob("*.txt"))
    )
    assert corpus
    ours = [plan.title for plan in PLANS] + [item.text for _, item in all_items()]
    ours += [text for wording in BEHAVIOUR.notes.values() for text in wording.texts]
    ours += [text for texts in BEHAVIOUR.reasons.values() for text in texts]
    ours += [change.reason for change in BEHAVIOUR.amendments]
    assert [part for text in ours for part in sentences(text) if part in corpus] == []
