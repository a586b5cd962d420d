"""A plan in YAML: what is right becomes a draft, what is wrong is named by line and key, all of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.types import Target
from services.plans import DraftItem, PlanFileError, PlanFileErrors, read, read_yaml

GOOD = """\
# a comment
plan: streets-2026
title: 街面工作
unit: office
owner: m-1
since: 2026-09-01
until: 2026-12-31
items:
  - id: sweep
    number: （一）1
    text: 扫街到巷尾
    cadence: 每周五
    leads: [street-1, street-2]
    cooperating: [school-1]
    informed: [bureau]
    opens_before: 3
    due_time: 17:30
    review: true
    policy: strict
    carries_out: city-2026/i4
    target: {kind: ratio, metric: 满意率, op: ">=", value: 95, unit: "%"}
  - text: "清沟, 包括暗沟"
    cadence: monthly on last workday
    leads:
      - street-1
  - text: |
      点名
      并记录
    cadence: once 2026-11-30
    leads: [street-2]
"""


def problems(source: str) -> list[tuple[int, str]]:
    """Line and key of all that is wrong."""
    with pytest.raises(PlanFileError) as caught:
        read_yaml(source, "plan.yaml")
    assert all(each.message and each.chinese for each in caught.value.problems)
    return [(each.line, each.key) for each in caught.value.problems]


def without(line: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, "", 1)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_plan_is_read_with_all_its_fields() -> None:
    draft = read(GOOD.encode(), "streets.yml")

    assert (draft.plan, draft.title, draft.unit, draft.owner) == ("streets-2026", "街面工作", "office", "m-1")
    assert (draft.calendar, draft.policy) == ("cn", "standard")
    assert (draft.since, draft.until) == (dt.date(2026, 9, 1), dt.date(2026, 12, 31))
    assert draft.questions == ()
    assert draft.outline == ()
    first = draft.items[0]
    assert (first.item, first.number, first.cadence) == ("sweep", "（一）1", "weekly on fri")
    assert (first.leads, first.cooperating, first.informed) == (
        ("street-1", "street-2"),
        ("school-1",),
        ("bureau",),
    )
    assert (first.opens_before, first.due_time, first.review) == (3, "17:30", True)
    assert (first.policy, first.carries_out) == ("strict", "city-2026/i4")
    assert first.target == Target("ratio", "满意率", ">=", 95, "%")


def test_items_without_an_id_are_numbered_by_their_place() -> None:
    assert [item.item for item in read_yaml(GOOD, "p.yaml").items] == ["sweep", "i2", "i3"]


def test_spans_point_at_the_wording_without_its_quotes() -> None:
    draft = read_yaml(GOOD, "p.yaml")
    wording = [draft.source[item.span.start : item.span.end] for item in draft.items]
    assert wording == ["扫街到巷尾", "清沟, 包括暗沟", "点名\n      并记录"]


def test_spans_hold_for_windows_line_ends() -> None:
    draft = read(GOOD.replace("\n", "\r\n").encode("utf-8-sig"), "p.yaml")
    assert draft.source == GOOD
    assert draft.source[draft.items[0].span.start : draft.items[0].span.end] == "扫街到巷尾"


def test_all_problems_are_named_at_once_by_line_and_key() -> None:
    source = """\
plan: Streets 2026
title: t
unit: office
owner: m-1
since: 2026-09-31
until: 2026-12-31
items:
  - text: a
    cadence: weekly on noday
    leads: []
  - text: b
    cadense: daily
    leads: [x, x]
"""
    assert problems(source) == [
        (1, "plan"),
        (5, "since"),
        (9, "items[1].cadence"),
        (10, "items[1].leads"),
        (11, "items[2].cadence"),
        (12, "items[2].cadense"),
        (13, "items[2].leads[2]"),
    ]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (without("plan: streets-2026\n"), (2, "plan")),
        (without("owner: m-1\n"), (2, "owner")),
        (without("since: 2026-09-01\n"), (2, "since")),
        (without("    cadence: 每周五\n"), (9, "items[1].cadence")),
        (without("    leads: [street-1, street-2]\n"), (9, "items[1].leads")),
        (changed("text: 扫街到巷尾", "text:"), (9, "items[1].text")),
        (changed("since: 2026-09-01", "since: 1 Sept"), (6, "since")),
        (changed("until: 2026-12-31", "until: 2026-08-31"), (7, "until")),
        (changed("id: sweep", "id: i2"), (22, "items[2].id")),
        (changed("id: sweep", "id: 扫"), (9, "items[1].id")),
        (changed("opens_before: 3", "opens_before: soon"), (16, "items[1].opens_before")),
        (changed("opens_before: 3", "opens_before: 400"), (16, "items[1].opens_before")),
        (changed("due_time: 17:30", "due_time: 25:00"), (17, "items[1].due_time")),
        (changed("review: true", "review: maybe"), (18, "items[1].review")),
        (changed("carries_out: city-2026/i4", "carries_out: city"), (20, "items[1].carries_out")),
        (changed("kind: ratio", "kind: rate"), (21, "items[1].target.kind")),
        (changed('op: ">="', "op: about"), (21, "items[1].target.op")),
        (changed("value: 95", "value: most"), (21, "items[1].target.value")),
        (changed("informed: [bureau]", "informed: [street-1]"), (15, "items[1].informed")),
        (changed("informed: [bureau]", "informed: bureau"), (15, "items[1].informed")),
        (changed("once 2026-11-30", "once 2027-11-30"), (29, "items[3].cadence")),
        (changed("title: 街面工作", "title: [a]"), (3, "title")),
        (changed("title: 街面工作", "title: a\ntitle: b"), (4, "title")),
        (GOOD.split("items:")[0] + "items: []\n", (8, "items")),
        (GOOD.split("items:")[0] + "items:\n  - daily\n", (9, "items[1]")),
        ("- a\n", (1, "")),
    ],
)
def test_each_mistake_is_named_at_its_line(source: str, place: tuple[int, str]) -> None:
    assert place in problems(source)


def test_an_unknown_key_gets_a_suggestion_in_both_languages() -> None:
    with pytest.raises(PlanFileError) as caught:
        read_yaml(changed("cadence: 每周五", "cadense: 每周五"), "p.yaml")
    [unknown] = [each for each in caught.value.problems if each.key.endswith("cadense")]
    assert str(unknown) == "p.yaml:12: items[1].cadense: unknown key 'cadense': did you mean cadence?"
    assert unknown.say("zh") == "p.yaml:12: items[1].cadense: 未知的键「cadense」:是否为 cadence?"


def test_a_wrong_cadence_shows_forms_that_are_right() -> None:
    with pytest.raises(PlanFileError, match="weekly on fri") as caught:
        read_yaml(changed("每周五", "weekly on noday"), "p.yaml")
    assert "weekly on fri" in caught.value.say("zh")


def test_several_problems_are_said_one_a_line() -> None:
    with pytest.raises(PlanFileErrors) as caught:
        read_yaml("plan: x\n", "p.yaml")
    assert len(str(caught.value).splitlines()) == len(caught.value.problems) == 6


@pytest.mark.parametrize(
    ("source", "line", "advice"),
    [
        ("plan: &a x\ntitle: *a\n", 1, "anchors"),
        ("plan: x\ntitle: !!python/name:os.system\n", 2, "tags"),
        ("plan: x\ntitle: [a, b\n", 3, "no valid YAML"),
        ("plan: x\n\ttitle: y\n", 2, "no valid YAML"),
        ("plan: x\n---\nplan: y\n", 2, "another document"),
        ("plan: " + "[" * 5000 + "]" * 5000 + "\n", 1, "nested more than"),
        ("", 1, "is empty"),
        ("plan: a\x07b\n", 0, "does not allow"),
        ("x" * 2_000_001, 0, "longer than"),
    ],
)
def test_yaml_that_is_broken_or_unsafe_is_refused_at_its_line(source: str, line: int, advice: str) -> None:
    with pytest.raises(PlanFileError, match=advice) as caught:
        read_yaml(source, "p.yaml")
    assert caught.value.line == line


def test_aliases_that_multiply_are_refused_before_they_are_followed() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    with pytest.raises(PlanFileError, match="anchors"):
        read_yaml(bomb, "p.yaml")


LINES = GOOD.splitlines(keepends=True)


@given(st.lists(st.sampled_from([*LINES, "  - \n", "items:\n", "{", "? x\n", "'\n", "- - -\n"]), max_size=30))
def test_any_shuffle_of_lines_is_read_or_refused_with_a_place(lines: list[str]) -> None:
    places: list[tuple[str, int]] = []
    items: tuple[DraftItem, ...] = ()
    try:
        items = read_yaml("".join(lines), "p.yaml").items
    except PlanFileError as error:
        places = [(each.name, each.line) for each in error.problems]
    assert bool(items) != bool(places)
    assert all(name == "p.yaml" and line >= 1 for name, line in places)
