"""Coverage tells of every clause of a document which tasks come from it, or why none does."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import Span
from services.plans import Draft, DraftItem, LeftOut, read_text, read_yaml
from services.plans.coverage import Clause, coverage
from tests.fuzz.material import plans

_WORD = re.compile("[\\w一-龥]")
_PIECES = (
    *(
        "一、",
        "（一）",
        "1.",
        "一是",
        "每月检查消防设施",
        "6月底前完成",
        "责任单位：安全科",
        "口号：安全第一",
        "已完成整改",
    ),
    *(
        "。",
        "；",
        "！",
        "？",
        "，",
        "：",
        "\n",
        "\n\n",
        "\t",
        " ",
        "\u3000",
        "”",
        "“",
        "（",
        "）",
        "。”",
        "a b",
        "_",
        "95%",
    ),
)


def clauses_of(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    draft = read_text(text, "plan.txt")
    return [(draft.source[one.start : one.end], one.items, one.reason) for one in coverage(draft)]


def hold(draft: Draft, clauses: tuple[Clause, ...]) -> None:
    """Each word lies in one clause, and each clause says what became of it."""
    inside: list[int] = []
    before = 0
    for clause in clauses:
        assert before <= clause.start < clause.end <= len(draft.source)
        assert bool(clause.items) != bool(clause.reason)
        inside.extend(range(clause.start, clause.end))
        before = clause.end
    words = {match.start() for match in _WORD.finditer(draft.source)}
    assert words <= set(inside)


def slowly(draft: Draft) -> list[tuple[str, ...]]:
    """The tasks of each clause, by looking at all of them each time."""
    ordered = sorted(draft.items, key=lambda item: (item.span.start, item.span.end))
    return [
        tuple(i.item for i in ordered if i.span.start < one.end and one.start < i.span.end)
        for one in coverage(draft)
    ]


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_every_word_of_a_text_lies_in_one_clause_with_tasks_or_a_reason(text: str) -> None:
    draft = read_text(text, "plan.txt")
    hold(draft, coverage(draft))
    assert [one.items for one in coverage(draft)] == slowly(draft)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_so_does_every_word_of_any_text(text: str) -> None:
    draft = read_text(text, "plan.txt")
    hold(draft, coverage(draft))


def test_so_does_every_word_of_the_plans_of_this_project() -> None:
    for text in plans():
        draft = read_text(text, "plan.txt")
        hold(draft, coverage(draft))


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60)), max_size=20).map(
        lambda places: [Span(start, min(start + length, 96)) for start, length in places]
    )
)
@settings(deadline=None)
def test_tasks_that_lie_inside_each_other_are_all_named(spans: list[Span]) -> None:
    read = read_text("检查台账并且登记。" * 10 + "到位。\n" * 2, "plan.txt")
    items = tuple(
        DraftItem(f"i{place}", "", read.source[span.start : span.end], span)
        for place, span in enumerate(spans)
    )
    draft = replace(read, items=items)
    assert [one.items for one in coverage(draft)] == slowly(draft)


def test_a_clause_without_a_task_says_why() -> None:
    found = clauses_of(
        "2026年工作计划\n为做好工作，制定本计划。\n一、总体要求\n（一）每月检查。\n口号：安全第一。"
    )
    assert found[0] == ("2026年工作计划", (), "title")
    assert found[1][2] == "background"
    assert ("一、总体要求", (), "heading") in found
    assert ("（一）每月检查。", ("s1-1",), "") in found


def test_what_an_answer_leaves_out_has_the_reason_of_the_answer() -> None:
    draft = read_text("一、每月检查。\n二、每周值班。\n", "plan.txt")
    gone = draft.items[1]
    left = replace(draft, items=draft.items[:1], left_out=(LeftOut(gone.item, "并入第一项", gone.span),))
    assert [(one.items, one.reason) for one in coverage(left)] == [(("s1",), ""), ((), "并入第一项")]


def test_a_plan_in_yaml_is_all_items() -> None:
    source = (
        "plan: p\ntitle: t\nunit: u\nowner: m\nsince: 2026-01-01\nuntil: 2026-12-31\n"
        "items: [{text: 检查, cadence: daily, leads: [u]}]\n"
    )
    assert coverage(read_yaml(source, "p.yaml")) == ()
