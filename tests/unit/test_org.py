"""The organisation: its tree, its posts, its substitutes; what it refuses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.org import (
    EMPTY,
    AddUnit,
    AppointMember,
    CloseUnit,
    EndAppointment,
    EndSubstitute,
    MoveUnit,
    NameSubstitute,
    Org,
    OrgCommand,
    RenameUnit,
    ancestors,
    children,
    decide,
    descendants,
    evolve,
    holders,
    stand_in,
)
from workflows.refusal import Refused

JAN, MAY, JUNE, DECEMBER = (
    dt.date(2026, 1, 1),
    dt.date(2026, 5, 31),
    dt.date(2026, 6, 1),
    dt.date(2026, 12, 31),
)
DAY = dt.timedelta(days=1)


def after(*commands: OrgCommand, org: Org = EMPTY) -> Org:
    for command in commands:
        for event in decide(org, command):
            org = evolve(org, event)
    return org


def refused(org: Org, command: OrgCommand) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(org, command)
    return caught.value


DISTRICT = after(
    AddUnit("city", "市政府办公室", "office"),
    AddUnit("health", "卫生健康局", "bureau", "city"),
    AddUnit("hospital-1", "第一医院", "hospital", "health"),
    AddUnit("hospital-2", "第二医院", "hospital", "health"),
    AddUnit("east", "东街道", "sub-district", "city"),
)


def head(appointment: str, member: str, since: dt.date, until: dt.date | None = None) -> AppointMember:
    return AppointMember(appointment, member, "health", "head", since, until)


# --- the tree ---------------------------------------------------------------------------------------------


def test_the_tree_is_asked_upwards_and_downwards() -> None:
    assert ancestors(DISTRICT, "hospital-1") == ("health", "city")
    assert children(DISTRICT, "health") == ("hospital-1", "hospital-2")
    assert children(DISTRICT, "") == ("city",)
    assert descendants(DISTRICT, "city") == ("city", "health", "hospital-1", "hospital-2", "east")
    assert descendants(DISTRICT, "east") == ("east",)


def test_several_roots_are_allowed() -> None:
    org = after(AddUnit("county", "县政府", "office"), org=DISTRICT)
    assert children(org, "") == ("city", "county")


def test_a_moved_unit_takes_what_is_below_it_along() -> None:
    org = after(MoveUnit("health", "east"), org=DISTRICT)
    assert ancestors(org, "hospital-2") == ("health", "east", "city")
    assert children(org, "city") == ("east",)


def test_a_unit_can_become_a_root() -> None:
    org = after(MoveUnit("health", ""), org=DISTRICT)
    assert ancestors(org, "hospital-1") == ("health",)
    assert children(org, "") == ("city", "health")


def test_a_new_name_replaces_the_old_one() -> None:
    org = after(RenameUnit("east", "东门街道"), org=DISTRICT)
    assert org.units["east"].name == "东门街道"
    assert org.version == DISTRICT.version + 1


def test_an_older_state_is_not_touched_by_a_later_event() -> None:
    after(
        MoveUnit("east", "health"),
        AppointMember("a1", "m-1", "east", "clerk", JAN),
        CloseUnit("east"),
        org=DISTRICT,
    )
    assert children(DISTRICT, "city") == ("health", "east")
    assert not DISTRICT.units["east"].closed
    assert holders(DISTRICT, "east", "clerk", JAN) == ()
    assert Org() == EMPTY


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AddUnit("East", "东", "street", "city"), "bad-id"),
        (AddUnit("", "东", "street", "city"), "bad-id"),
        (AddUnit("east\n", "东", "street", "city"), "bad-id"),
        (AddUnit("east", "东", "street", "city"), "unit-exists"),
        (AddUnit("west", " ", "street", "city"), "no-name"),
        (AddUnit("west", "西街道", "", "city"), "no-kind"),
        (AddUnit("west", "西街道", "street", "nowhere"), "unknown-unit"),
        (RenameUnit("nowhere", "无"), "unknown-unit"),
        (RenameUnit("east", ""), "no-name"),
        (RenameUnit("east", "东街道"), "unchanged"),
        (MoveUnit("nowhere", "city"), "unknown-unit"),
        (MoveUnit("east", "nowhere"), "unknown-unit"),
        (MoveUnit("east", "city"), "unchanged"),
        (MoveUnit("city", "hospital-1"), "cycle"),
        (MoveUnit("health", "hospital-1"), "cycle"),
        (MoveUnit("east", "east"), "cycle"),
        (CloseUnit("nowhere"), "unknown-unit"),
        (CloseUnit("health"), "has-open-children"),
    ],
)
def test_a_change_that_breaks_the_tree_is_refused(command: OrgCommand, code: str) -> None:
    assert refused(DISTRICT, command).code == code


def test_a_refusal_names_the_children_in_the_way() -> None:
    refusal = refused(DISTRICT, CloseUnit("health"))
    assert refusal.facts == {"unit": "health", "children": "hospital-1, hospital-2"}
    assert "hospital-1, hospital-2" in refusal.message


def test_a_unit_whose_children_are_closed_can_close() -> None:
    org = after(CloseUnit("hospital-1"), CloseUnit("hospital-2"), CloseUnit("health"), org=DISTRICT)
    assert org.units["health"].closed
    assert descendants(org, "health") == ("health", "hospital-1", "hospital-2")


def test_a_closed_unit_keeps_its_history_and_takes_nothing_new() -> None:
    appointed = AppointMember("a1", "m-1", "east", "head", JAN)
    org = after(appointed, CloseUnit("east"), org=DISTRICT)
    assert holders(org, "east", "head", JAN) == ("m-1",)
    for command in (
        AppointMember("a2", "m-2", "east", "clerk", JAN),
        AddUnit("lane", "一社区", "community", "east"),
        MoveUnit("hospital-1", "east"),
        MoveUnit("east", "health"),
        RenameUnit("east", "旧东街道"),
        CloseUnit("east"),
        NameSubstitute("s1", "m-1", "m-2", JAN, MAY, "east"),
    ):
        assert refused(org, command).code == "unit-closed"


def test_a_question_about_an_unknown_unit_is_refused() -> None:
    for question in (ancestors, descendants):
        with pytest.raises(Refused) as caught:
            question(DISTRICT, "nowhere")
        assert caught.value.code == "unknown-unit"


# --- posts ------------------------------------------------------------------------------------------------


def test_a_post_is_held_from_its_first_to_its_last_day() -> None:
    org = after(head("a1", "m-1", JAN, MAY), head("a2", "m-2", JUNE), org=DISTRICT)
    assert holders(org, "health", "head", JAN - DAY) == ()
    assert holders(org, "health", "head", JAN) == ("m-1",)
    assert holders(org, "health", "head", MAY) == ("m-1",)
    assert holders(org, "health", "head", JUNE) == ("m-2",)
    assert holders(org, "health", "head", dt.date(2099, 1, 1)) == ("m-2",)
    assert holders(org, "health", "clerk", JAN) == ()
    assert holders(org, "east", "head", JAN) == ()


def test_several_clerks_hold_one_post_and_each_is_named_once() -> None:
    org = after(
        AppointMember("a1", "m-2", "east", "clerk", JAN),
        AppointMember("a2", "m-1", "east", "clerk", JAN),
        AppointMember("a3", "m-2", "east", "clerk", MAY),
        org=DISTRICT,
    )
    assert holders(org, "east", "clerk", JUNE) == ("m-2", "m-1")


@pytest.mark.parametrize(
    "second",
    [
        head("a2", "m-2", JUNE),
        head("a2", "m-2", MAY, JUNE),
        head("a2", "m-2", JAN, JAN),
        head("a2", "m-1", DECEMBER, None),
    ],
)
def test_two_heads_at_once_are_refused(second: AppointMember) -> None:
    org = after(head("a1", "m-1", JAN), org=DISTRICT)
    refusal = refused(org, second)
    assert refusal.code == "second-head"
    assert refusal.facts["appointment"] == "a1"


def test_a_head_may_follow_the_day_after_the_last_one_ends() -> None:
    org = after(head("a1", "m-1", JAN), EndAppointment("a1", MAY), org=DISTRICT)
    assert refused(org, head("a2", "m-2", MAY)).code == "second-head"
    assert holders(after(head("a2", "m-2", JUNE), org=org), "health", "head", JUNE) == ("m-2",)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AppointMember("A 1", "m-1", "east", "head", JAN), "bad-id"),
        (AppointMember("a9", "王某", "east", "head", JAN), "bad-id"),
        (head("a1", "m-2", JAN), "appointment-exists"),
        (AppointMember("a9", "m-1", "nowhere", "head", JAN), "unknown-unit"),
        (AppointMember("a9", "m-1", "east", "king", JAN), "unknown-role"),
        (AppointMember("a9", "m-1", "east", "clerk", JUNE, MAY), "bad-dates"),
        (EndAppointment("a9", MAY), "unknown-appointment"),
        (EndAppointment("a1", JAN - 2 * DAY), "bad-dates"),
        (EndAppointment("a1", DECEMBER), "bad-dates"),
        (EndAppointment("a1", DECEMBER + DAY), "bad-dates"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused(command: OrgCommand, code: str) -> None:
    org = after(head("a1", "m-1", JAN, DECEMBER), org=DISTRICT)
    assert refused(org, command).code == code


def test_an_appointment_made_by_mistake_can_be_voided() -> None:
    org = after(head("a1", "m-1", JAN), EndAppointment("a1", JAN - DAY), head("a2", "m-2", JAN), org=DISTRICT)
    assert holders(org, "health", "head", JAN) == ("m-2",)


days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 28))


terms = st.lists(st.tuples(days, st.none() | days), max_size=8)


def taken(org: Org, command: OrgCommand) -> Org | None:
    """The state after it; None if it is refused."""
    try:
        return after(command, org=org)
    except Refused:
        return None


@given(terms, days)
def test_a_unit_never_has_two_heads_on_one_day(
    wanted: list[tuple[dt.date, dt.date | None]], on: dt.date
) -> None:
    org = DISTRICT
    for number, (since, until) in enumerate(wanted):
        free = until is None or since <= until
        for other in org.appointments.values():
            last, other_last = until or dt.date.max, other.until or dt.date.max
            free = free and (last < other.since or other_last < since)
        appointed = taken(org, head(f"a{number}", f"m-{number}", since, until))
        assert (appointed is not None) == free
        org = appointed or org
    assert len(holders(org, "health", "head", on)) <= 1


# --- substitutes ------------------------------------------------------------------------------------------


def test_a_substitute_acts_within_the_dates_only() -> None:
    org = after(NameSubstitute("s1", "m-1", "m-2", JAN, MAY), org=DISTRICT)
    assert stand_in(org, "m-1", "east", JAN - DAY) is None
    assert stand_in(org, "m-1", "east", JAN) == "m-2"
    assert stand_in(org, "m-1", "health", MAY) == "m-2"
    assert stand_in(org, "m-1", "east", JUNE) is None
    assert stand_in(org, "m-2", "east", JAN) is None


def test_a_substitute_for_one_unit_goes_before_one_for_everywhere() -> None:
    org = after(
        NameSubstitute("s1", "m-1", "m-2", JAN, MAY, "east"),
        NameSubstitute("s2", "m-1", "m-3", JAN, MAY),
        org=DISTRICT,
    )
    assert stand_in(org, "m-1", "east", JAN) == "m-2"
    assert stand_in(org, "m-1", "health", JAN) == "m-3"


def test_the_narrowest_scope_goes_before_a_wider_one_whichever_was_named_first() -> None:
    org = after(
        NameSubstitute("s1", "m-1", "m-2", JAN, MAY, "east", "head", "safety"),
        NameSubstitute("s2", "m-1", "m-3", JAN, MAY, plan="safety"),
        NameSubstitute("s3", "m-1", "m-4", JAN, MAY),
        org=DISTRICT,
    )
    assert stand_in(org, "m-1", "east", JAN, "head", "safety") == "m-2"
    assert stand_in(org, "m-1", "east", JAN, "clerk", "safety") == "m-3"
    assert stand_in(org, "m-1", "east", JAN, "head", "roads") == "m-4"


def test_a_substitute_for_one_plan_acts_for_no_other() -> None:
    org = after(NameSubstitute("s1", "m-1", "m-2", JAN, MAY, plan="safety"), org=DISTRICT)
    assert stand_in(org, "m-1", "east", JAN, "head", "roads") is None
    assert stand_in(org, "m-1", "east", JAN) is None


def test_of_two_substitutes_the_one_named_last_acts() -> None:
    org = after(
        NameSubstitute("s1", "m-1", "m-2", JAN, DECEMBER),
        NameSubstitute("s2", "m-1", "m-3", JUNE, JUNE),
        org=DISTRICT,
    )
    assert stand_in(org, "m-1", "east", MAY) == "m-2"
    assert stand_in(org, "m-1", "east", JUNE) == "m-3"


def test_a_substitute_of_a_substitute_acts() -> None:
    org = after(
        NameSubstitute("s1", "m-1", "m-2", JAN, DECEMBER),
        NameSubstitute("s2", "m-2", "m-3", JUNE, JUNE),
        org=DISTRICT,
    )
    assert stand_in(org, "m-1", "east", MAY) == "m-2"
    assert stand_in(org, "m-1", "east", JUNE) == "m-3"


def test_a_ring_of_substitutes_ends_at_its_last_member() -> None:
    org = after(
        NameSubstitute("s1", "m-1", "m-2", JAN, MAY),
        NameSubstitute("s2", "m-2", "m-3", JAN, MAY),
        NameSubstitute("s3", "m-3", "m-1", JAN, MAY),
        org=DISTRICT,
    )
    assert stand_in(org, "m-1", "east", JAN) == "m-3"
    assert stand_in(org, "m-3", "east", JAN) == "m-2"


def test_a_substitute_can_end_early_or_be_voided() -> None:
    named = after(NameSubstitute("s1", "m-1", "m-2", JAN, MAY), org=DISTRICT)
    assert stand_in(after(EndSubstitute("s1", JAN), org=named), "m-1", "east", JAN + DAY) is None
    assert stand_in(after(EndSubstitute("s1", JAN - DAY), org=named), "m-1", "east", JAN) is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (NameSubstitute("s 1", "m-1", "m-2", JAN, MAY), "bad-id"),
        (NameSubstitute("s9", "", "m-2", JAN, MAY), "bad-id"),
        (NameSubstitute("s9", "m-1", "M2", JAN, MAY), "bad-id"),
        (NameSubstitute("s1", "m-1", "m-2", JAN, MAY), "substitute-exists"),
        (NameSubstitute("s9", "m-1", "m-1", JAN, MAY), "same-member"),
        (NameSubstitute("s9", "m-1", "m-2", MAY, JAN), "bad-dates"),
        (NameSubstitute("s9", "m-1", "m-2", JAN, MAY, "nowhere"), "unknown-unit"),
        (NameSubstitute("s9", "m-1", "m-2", JAN, MAY, role="king"), "unknown-role"),
        (NameSubstitute("s9", "m-1", "m-2", JAN, MAY, plan="A plan"), "bad-id"),
        (EndSubstitute("s9", MAY), "unknown-substitute"),
        (EndSubstitute("s1", MAY), "bad-dates"),
        (EndSubstitute("s1", JAN - 2 * DAY), "bad-dates"),
    ],
)
def test_a_substitute_that_makes_no_sense_is_refused(command: OrgCommand, code: str) -> None:
    org = after(NameSubstitute("s1", "m-1", "m-2", JAN, MAY), org=DISTRICT)
    assert refused(org, command).code == code


members = st.sampled_from(["m-1", "m-2", "m-3", "m-4"])


@given(st.lists(st.tuples(members, members, days, st.integers(0, 30)), max_size=12), members, days)
def test_whoever_stands_in_is_never_the_absent_member(
    named: list[tuple[str, str, dt.date, int]], member: str, on: dt.date
) -> None:
    org = DISTRICT
    for number, (absent, present, since, length) in enumerate(named):
        if absent != present:
            until = since + length * DAY
            org = after(NameSubstitute(f"s{number}", absent, present, since, until), org=org)
    absent_now = {s.member for s in org.substitutes.values() if s.since <= on <= s.until}
    acting = stand_in(org, member, "east", on)
    assert acting != member
    assert (acting is None) == (member not in absent_now)


# --- invariants over any history --------------------------------------------------------------------------

units = st.sampled_from([f"u{number}" for number in range(6)])
tree_changes: st.SearchStrategy[OrgCommand] = st.one_of(
    st.builds(AddUnit, units, st.just("单位"), st.just("unit"), units | st.just("")),
    st.builds(MoveUnit, units, units | st.just("")),
    st.builds(CloseUnit, units),
)


@given(st.lists(tree_changes, max_size=40))
def test_any_history_leaves_a_forest(commands: list[OrgCommand]) -> None:
    org, accepted = EMPTY, 0
    for command in commands:
        changed = taken(org, command)
        accepted += changed is not None
        org = changed or org
    assert org.version == accepted
    found = [unit for root in children(org, "") for unit in descendants(org, root)]
    assert sorted(found) == sorted(org.units)
    for unit in org.units.values():
        assert unit.unit not in ancestors(org, unit.unit)
        assert unit.unit in children(org, unit.parent)
        assert unit.closed or not any(org.units[above].closed for above in ancestors(org, unit.unit))
