"""Answers to the questions of a draft: what is answered is set, the rest stays a question."""

import datetime as dt

import pytest

from services.plans import Draft, PlanFileError, answer_template, apply_answers, read_text
from services.plans.answered import answers_of

TEXT = """\
2026年街面工作计划
一、例会
1、每月碰头一次,通报进度
2、每天晨检
二、街面
1、扫街
2、年初定路段,年底有盘点
"""


def draft() -> Draft:
    return read_text(TEXT, "streets.txt")


def answered(answers: str) -> Draft:
    return apply_answers(draft(), answers, "answers.yaml")


def open_questions(of: Draft) -> set[str]:
    return {question.question for question in of.questions}


def problems(answers: str) -> list[tuple[int, str]]:
    with pytest.raises(PlanFileError) as caught:
        answered(answers)
    assert all(
        each.name == "answers.yaml" and each.message and each.chinese for each in caught.value.problems
    )
    return [(each.line, each.key) for each in caught.value.problems]


def test_the_draft_asks_for_what_the_answers_below_settle() -> None:
    assert open_questions(draft()) == {
        "plan-unit",
        "plan-owner",
        "plan-period",
        "anchor-year-start",
        "anchor-year-end",
        "anchor-monthly",
        "s1-1-leads",
        "s1-2-leads",
        "s2-1-cadence",
        "s2-1-leads",
        "s2-2-c1-leads",
        "s2-2-c2-leads",
    }


def test_all_answers_leave_no_question() -> None:
    done = answered(
        """\
plan: streets-2026
title: 街面
year: 2026
unit: office
owner: m-1
calendar: cn
policy: strict
leads: [street-1, street-2]
anchors: {year_start: 01-15, year_end: 12-20 or before, monthly: monthly on 25}
items:
  s1-2: {leads: [school-1], review: true, due_time: "09:00"}
  s2-1: {leave_out: 另有安排}
"""
    )
    assert done.questions == ()
    assert {item.item: (item.cadence, item.leads) for item in done.items} == {
        "s1-1": ("monthly on 25", ("street-1", "street-2")),
        "s1-2": ("daily", ("school-1",)),
        "s2-2-c1": ("yearly on 1-15", ("street-1", "street-2")),
        "s2-2-c2": ("yearly on 12-20 or before", ("street-1", "street-2")),
    }
    assert (done.items[1].review, done.items[1].due_time) == (True, "09:00")
    assert [(one.item, one.reason, one.rule) for one in done.left_out] == [("s2-1", "另有安排", "")]
    assert (done.plan, done.title, done.policy) == ("streets-2026", "街面", "strict")
    assert (done.since, done.until) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert (done.source, done.outline) == (draft().source, draft().outline)


def test_what_is_not_answered_stays_a_question() -> None:
    done = answered("unit: office\nanchors: {monthly: monthly on 25}\nitems:\n  s2-1: {cadence: 每周五}\n")
    assert open_questions(draft()) - open_questions(done) == {"plan-unit", "anchor-monthly", "s2-1-cadence"}


def test_answers_may_come_in_several_files() -> None:
    first = answered("unit: office\nowner: m-1\nleads: [street-1]\n")
    second = apply_answers(
        first,
        "year: 2026\nanchors: {year_start: 01-15, year_end: 12-20}\nundecided: {leave_out: 不排期}\n",
        "b.yaml",
    )
    assert second.questions == ()
    assert [each.item for each in second.left_out] == ["s1-1", "s2-1"]
    assert (second.unit, second.owner) == ("office", "m-1")


def test_a_cadence_of_its_own_goes_before_the_anchor() -> None:
    done = answered("anchors: {year_end: 12-20}\nitems:\n  s2-2-c2: {cadence: yearly on 11-30}\n")
    assert done.items[-1].cadence == "yearly on 11-30"


def test_since_and_until_narrow_the_year() -> None:
    done = answered("year: 2026\nsince: 2026-09-01\n")
    assert (done.since, done.until) == (dt.date(2026, 9, 1), dt.date(2026, 12, 31))


def test_half_a_period_stays_a_question() -> None:
    assert "plan-period" in open_questions(answered("since: 2026-09-01\n"))


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ("unti: office\n", (1, "unti")),
        ("unit: Office 1\n", (1, "unit")),
        ("year: soon\n", (1, "year")),
        ("year: 2026\nsince: 2025-09-01\nuntil: 2025-12-31\n", (1, "year")),
        ("since: 2026-09-01\nuntil: 2026-08-31\n", (2, "until")),
        ("leads: []\n", (1, "leads")),
        ("leads: street-1\n", (1, "leads")),
        ("\nanchors:\n  mounthly: monthly on 25\n", (3, "anchors.mounthly")),
        ("anchors:\n  monthly: weekly on fri\n", (2, "anchors.monthly")),
        ("anchors:\n  monthly: monthly on 41\n", (2, "anchors.monthly")),
        ("anchors:\n  year_end: 12-41\n", (2, "anchors.year_end")),
        ("anchors:\n  year_end: last day\n", (2, "anchors.year_end")),
        ("anchors: monthly\n", (1, "anchors")),
        ("items:\n  s9-9:\n    cadence: daily\n", (2, "items.s9-9")),
        ("items:\n  s9-9:\n", (2, "items.s9-9")),
        ("items:\n  s2-1:\n    cadence: sometimes\n", (3, "items.s2-1.cadence")),
        ("items:\n  s2-1:\n    leed: [a]\n", (3, "items.s2-1.leed")),
        ("items:\n  s2-1:\n    cadence: daily\n    leave_out: no\n", (4, "items.s2-1.leave_out")),
        ("undecided: leave_out\n", (1, "undecided")),
        ("year: 2026\nitems:\n  s2-1: {cadence: once 2027-01-05}\n", (3, "items")),
    ],
)
def test_a_wrong_answer_is_named_by_line_and_key(answers: str, place: tuple[int, str]) -> None:
    assert place in problems(answers)


def test_an_unknown_item_gets_a_suggestion() -> None:
    with pytest.raises(PlanFileError, match="did you mean s2-2-c1"):
        answered("items:\n  s2-2c1: {cadence: daily}\n")


def test_an_item_left_out_before_comes_back_only_with_all_that_it_needs() -> None:
    without = answered("items:\n  s2-1: {leave_out: 另有安排}\n")
    with pytest.raises(PlanFileError, match="give it cadence and leads"):
        apply_answers(without, "items:\n  s2-1: {cadence: daily}\n", "b.yaml")


def test_the_template_holds_a_key_for_every_question_and_answers_none() -> None:
    template = answer_template(draft())
    assert apply_answers(draft(), template, "template.yaml") == draft()
    for question in draft().questions:
        assert question.text in template
        assert question.text_en in template


def test_a_template_that_is_filled_in_settles_its_questions() -> None:
    filled = (
        answer_template(draft())
        .replace("unit:\n", "unit: office\n", 1)
        .replace("owner:\n", "owner: m-1\n", 1)
        .replace("year:\n", "year: 2026\n", 1)
        .replace("\nleads:\n", "\nleads: [street-1]\n", 1)
        .replace("year_start:\n", "year_start: 01-15\n")
        .replace("year_end:\n", "year_end: 12-20\n")
        .replace("monthly:\n", "monthly: monthly on 25\n")
        .replace("  leave_out:\n", "  leave_out: 不排期\n", 1)
    )
    assert apply_answers(draft(), filled, "filled.yaml").questions == ()


def test_odd_letters_of_an_item_do_not_break_the_template() -> None:
    odd = read_text("1、甲\u2028乙\x85丙: # '\"\n2、丁\u3000\n", "odd.txt")
    assert apply_answers(odd, answer_template(odd), "template.yaml") == odd


WITH_GAPS = "2026年计划\n一、口号\n(一)人人爱河。\n二、任务\n(一)每天巡河\n(三)20_年清沟\n"


def test_gaps_stay_questions_until_somebody_says_to_have_seen_them() -> None:
    read = read_text(WITH_GAPS, "river.txt")
    gaps = [one.question for one in read.questions if one.kind == "gap"]
    assert len(gaps) >= 2

    one = apply_answers(read, f"seen: [{gaps[0]}]\n", "a.yaml")
    all_seen = apply_answers(one, "seen: all\n", "b.yaml")

    assert [q.question for q in one.questions if q.kind == "gap"] == gaps[1:]
    assert not [q for q in all_seen.questions if q.kind == "gap"]


def test_an_unknown_gap_gets_a_suggestion() -> None:
    with pytest.raises(PlanFileError, match="did you mean gap-"):
        apply_answers(read_text(WITH_GAPS, "river.txt"), "seen: [gap-l]\n", "a.yaml")


def test_what_a_rule_left_out_can_become_an_item_after_all() -> None:
    read = read_text(WITH_GAPS, "river.txt")
    slogan = next(one for one in read.left_out if one.reason == "slogan")
    answers = f"items:\n  {slogan.item}: {{cadence: monthly on 5, leads: [street-1]}}\n"

    answered = apply_answers(read, answers, "a.yaml")

    item = answered.items[0]
    assert (item.item, item.text, item.cadence) == (slogan.item, "人人爱河。", "monthly on 5")
    assert item.number == "一、(一)"
    assert slogan.item not in {one.item for one in answered.left_out}


def test_an_item_made_of_what_was_left_out_needs_cadence_and_leads() -> None:
    read = read_text(WITH_GAPS, "river.txt")
    slogan = next(one for one in read.left_out if one.reason == "slogan")
    with pytest.raises(PlanFileError, match="give it cadence and leads"):
        apply_answers(read, f"items:\n  {slogan.item}: {{cadence: daily}}\n", "a.yaml")


def test_a_deadline_without_a_year_is_settled_by_the_plans_period() -> None:
    read = read_text("1、6月20日18:00前清沟\n", "a.txt")
    assert [(item.cadence, item.due) for item in read.items] == [("", "--06-20T18:00")]

    answered = apply_answers(read, "since: 2026-01-01\nuntil: 2026-12-31\n", "a.yaml")
    open_still = apply_answers(read, "since: 2026-01-01\nuntil: 2027-12-31\n", "a.yaml")

    assert [(item.cadence, item.due_time) for item in answered.items] == [("once 2026-06-20", "18:00")]
    assert [item.cadence for item in open_still.items] == [""], "two such days lie within two years"


def test_sets_of_units_answer_who_leads() -> None:
    read = read_text("2026年计划\n1、每天清沟\n", "a.txt")
    answered = apply_answers(read, "lead_sets: [village/township]\n", "a.yaml")
    assert answered.items[0].lead_sets == ("village/township",)
    assert not [one for one in answered.questions if one.kind == "leads"]


def test_what_was_answered_can_be_kept_and_used_again() -> None:
    read = read_text(WITH_GAPS, "river.txt")
    given = (
        "year: 2026\nunit: bureau\nowner: m-1\nleads: [street-1]\nseen: all\n"
        "items:\n  s2-1: {due_time: '09:30', review: true}\n  s2-3: {leave_out: 明年再办}\n"
    )
    answered = apply_answers(read, given, "a.yaml")

    again = apply_answers(read, answers_of(read, answered), "kept.yaml")

    assert again == answered


def test_naming_leads_replaces_the_sets_that_were_named_before_and_the_other_way_round() -> None:
    read = read_text("2026年计划\n1、每天清沟\n", "a.txt")
    sets = apply_answers(read, "items: {s1: {lead_sets: [village/township]}}\n", "a.yaml")
    units = apply_answers(sets, "items: {s1: {leads: [village-1]}}\n", "b.yaml")
    assert (units.items[0].leads, units.items[0].lead_sets) == (("village-1",), ())
    again = apply_answers(units, "items: {s1: {lead_sets: [village/township]}}\n", "c.yaml")
    assert (again.items[0].leads, again.items[0].lead_sets) == ((), ("village/township",))


def test_whoever_becomes_a_lead_no_longer_helps_and_helpers_can_be_taken_away() -> None:
    read = read_text("2026年计划\n1、每天清沟\n", "a.txt")
    both = apply_answers(read, "items: {s1: {leads: [a], cooperating: [b, c]}}\n", "a.yaml")
    moved = apply_answers(both, "items: {s1: {leads: [b]}}\n", "b.yaml")
    alone = apply_answers(moved, "items: {s1: {cooperating: []}}\n", "c.yaml")
    assert (moved.items[0].leads, moved.items[0].cooperating) == (("b",), ("c",))
    assert alone.items[0].cooperating == ()


def test_default_leads_do_not_help_as_well() -> None:
    read = read_text("2026年计划\n1、每天清沟\n", "a.txt")
    helped = apply_answers(read, "items: {s1: {cooperating: [a, b]}}\n", "a.yaml")
    led = apply_answers(helped, "leads: [a]\n", "b.yaml")
    assert (led.items[0].leads, led.items[0].cooperating) == (("a",), ("b",))


def test_a_day_of_the_document_outside_of_the_plan_is_asked_about() -> None:
    read = read_text("1、2025年6月30日前清沟\n2、每天巡河\n", "a.txt")
    period = apply_answers(read, "since: 2026-01-01\nuntil: 2026-12-31\n", "a.yaml")
    (asked,) = [one for one in period.questions if one.question == "s1-cadence"]
    assert (asked.kind, asked.choices) == ("outside", ("once 2025-06-30",))
    assert period.items[0].cadence == ""
    other = apply_answers(period, "items: {s2: {leads: [a]}}\n", "b.yaml")
    assert other.items[1].leads == ("a",), "other answers are not held up"


def test_leaving_out_twice_is_once() -> None:
    read = read_text("2026年计划\n1、每天清沟\n2、巡河\n", "a.txt")
    once = apply_answers(read, "items: {s2: {leave_out: 手误}}\n", "a.yaml")
    twice = apply_answers(once, "items: {s2: {leave_out: 手误}}\n", "a.yaml")
    assert twice == once


def test_answers_to_use_again_hold_what_a_rule_had_left_out() -> None:
    read = read_text(WITH_GAPS, "river.txt")
    slogan = next(one for one in read.left_out if one.reason == "slogan")
    given = f"items:\n  {slogan.item}: {{cadence: daily, leads: [street-1]}}\n"
    answered = apply_answers(read, given, "a.yaml")
    assert apply_answers(read, answers_of(read, answered), "kept.yaml") == answered
