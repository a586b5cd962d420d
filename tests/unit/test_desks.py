"""Who sits at the desks that a step names."""

import pytest
from msgspec.structs import replace

from events.types import Step, Told
from tests.support.domain import NEW_YEAR, ORG, a_task, day, org_of, stands_in
from tests.unit.test_policy import set_policy
from workflows.org import AddUnit, AppointMember, EndAppointment, NameSubstitute, Org
from workflows.policy import is_desk
from workflows.seats import Seats, recipients, seats

ON = day("09-15")
UP = ("hospital-1", "health-bureau")


def seated(desk: str, org: Org = ORG) -> Seats:
    return seats(org, a_task(), (desk,), ON)


def members(*desks: str, org: Org = ORG) -> list[str]:
    return [one.member for one in recipients(org, a_task(), desks, ON)]


def test_the_nth_unit_above_counts_from_the_tasks_own() -> None:
    assert members("ancestor_head:1") == members("parent_head") == ["m-chief"]
    assert members("ancestor_head:2") == ["m-mayor"]


def test_a_desk_above_the_top_of_the_tree_is_named_with_the_top() -> None:
    assert seated("ancestor_head:3") == Seats((), ("ancestor_head:3",), "city-office")
    root = replace(a_task(), unit="city-office")
    assert seats(ORG, root, ("head", "parent_head"), ON) == Seats(
        (Told("m-mayor", "city-office", "head"),), ("parent_head",), "city-office"
    )


def test_a_role_is_held_by_all_of_the_nearest_unit_that_has_one() -> None:
    org = org_of(
        AppointMember("a-s1", "m-s1", "health-bureau", "supervisor", NEW_YEAR),
        AppointMember("a-s2", "m-s2", "health-bureau", "supervisor", NEW_YEAR),
        AppointMember("a-s3", "m-s3", "city-office", "supervisor", NEW_YEAR),
        start=ORG,
    )
    assert seated("role:supervisor", org).told == (
        Told("m-s1", "health-bureau", "supervisor", "", ("hospital-1",), path=UP),
        Told("m-s2", "health-bureau", "supervisor", "", ("hospital-1",), path=UP),
    )
    assert members("role:clerk") == ["m-clerk-1", "m-clerk-2"]
    assert seated("role:auditor").unfilled == ("role:auditor",)


def test_a_named_unit_is_told_through_its_head_or_the_next_above() -> None:
    assert members("unit:hospital-2") == ["m-head-2"]
    vacant = org_of(EndAppointment("a-head-2", day("09-01")), start=ORG)
    assert seated("unit:hospital-2", vacant).told == (
        Told("m-chief", "health-bureau", "head", "", ("hospital-2",), path=("hospital-2", "health-bureau")),
    )
    assert seated("unit:nowhere").unfilled == ("unit:nowhere",)


def test_the_leading_group_is_the_one_nearest_to_the_plans_issuer() -> None:
    above = org_of(
        AddUnit("group-city", "市领导小组", "leading-group", "city-office"),
        AppointMember("a-g1", "m-vice-mayor", "group-city", "head", NEW_YEAR),
        start=ORG,
    )
    assert members("leading_group", org=above) == ["m-vice-mayor"]
    near = org_of(
        AddUnit("group-health", "卫生领导小组", "leading-group", "health-bureau"),
        AppointMember("a-g2", "m-leader", "group-health", "head", NEW_YEAR),
        start=above,
    )
    assert members("leading_group", org=near) == ["m-leader"]
    vacant = org_of(EndAppointment("a-g2", day("09-01")), start=near)
    assert seated("leading_group", vacant).told[0].skipped == ("group-health",)
    assert seated("leading_group").unfilled == ("leading_group",)


def test_several_desks_tell_each_member_once_and_name_those_that_stay_empty() -> None:
    found = seats(ORG, a_task(), ("head", "parent_head", "unit:health-bureau", "role:auditor"), ON)
    assert [one.member for one in found.told] == ["m-head-1", "m-chief"]
    assert (found.unfilled, found.top) == (("role:auditor",), "city-office")


def test_a_substitute_for_one_post_or_plan_is_told_there_alone() -> None:
    org = org_of(
        NameSubstitute("s1", "m-chief", "m-x", day("09-01"), day("09-30"), role="clerk"),
        NameSubstitute("s2", "m-head-1", "m-y", day("09-01"), day("09-30"), plan="health-2026"),
        start=ORG,
    )
    assert members("head", "parent_head", org=org) == ["m-y", "m-chief"]


def test_the_chain_goes_on_from_the_replaced_one_at_every_desk() -> None:
    org = org_of(stands_in("m-mayor", "m-head-1", "09-01", "09-30"), start=ORG)
    assert members("head", "ancestor_head:1", org=org) == ["m-mayor", "m-chief"]


@pytest.mark.parametrize(
    "desk", ["clerk", "leading_group", "ancestor_head:1", "ancestor_head:20", "role:owner", "unit:street-1"]
)
def test_a_desk_that_a_step_may_name(desk: str) -> None:
    assert is_desk(desk)
    assert set_policy(Step("a", 1, 1, "day", (desk,)))


@pytest.mark.parametrize(
    "desk",
    [
        *("", "mayor", "head:1", "ancestor_head", "ancestor_head:", "ancestor_head:0", "ancestor_head:-1"),
        *(
            "ancestor_head:21",
            "ancestor_head:100",
            "ancestor_head:01",
            "ancestor_head:２",
            "role:",
            "role:boss",
        ),
        *("unit:", "unit:Street 1", "unit:a/b", "owner:m-1"),
    ],
)
def test_a_desk_that_there_is_not(desk: str) -> None:
    assert not is_desk(desk)
