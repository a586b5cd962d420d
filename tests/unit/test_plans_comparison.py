"""A plan against a new version of its document: what is added, changed, withdrawn or only moved."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import Span
from services.plan_versions import Incomplete, all_of, asked_of, incomplete
from services.plans import Draft, DraftItem, DraftQuestion, LeftOut, OutlineEntry
from services.plans.alignment import stretches, wording
from services.plans.comparison import Comparison, ItemChange, applied, compare
from services.plans.document import plain
from services.plans.found import Party

WORKS = (
    "每周五清扫背街小巷",
    "每月召开一次居民代表会议",
    "组织志愿者走访困难家庭",
    "检查辖区消防设施并登记隐患",
    "更换破损的宣传栏",
    "对沿街商户开展门前三包培训",
    "汇总各网格上报的问题",
    "修剪小区绿化带",
    "公布物业服务投诉电话",
    "清理河道漂浮物和岸边垃圾",
)


def draft(*items: DraftItem, title: str = "", left_out: Sequence[str] = ()) -> Draft:
    """A document with these items, each below a line for its headings where they change; spans are right.

    `left_out`: wordings that an answer left out, each a line of its own at the end.
    """
    source = f"{title}\n" if title else ""
    outline: list[OutlineEntry] = []
    placed: list[DraftItem] = []
    for item in items:
        for heading in item.outline:
            if heading not in [entry.text for entry in outline]:
                start = len(source)
                source += f"{heading}\n"
                mark = heading[: heading.find("、") + 1]
                outline.append(OutlineEntry(1, mark, heading, start, start + len(heading)))
        start = len(source) + len(item.number)
        source += f"{item.number}{item.text}\n"
        placed.append(replace(item, span=Span(start, start + len(item.text))))
    out = []
    for place, text in enumerate(left_out, 1):
        out.append(LeftOut(f"x{place}", "本年度不办", Span(len(source), len(source) + len(text))))
        source += f"{text}\n"
    return Draft(
        plan="streets",
        title=title,
        unit="office",
        owner="m-1",
        calendar="cn",
        policy="standard",
        since=dt.date(2026, 1, 1),
        until=dt.date(2026, 12, 31),
        items=tuple(placed),
        questions=(),
        source=source,
        source_name="streets.txt",
        outline=tuple(outline),
        left_out=tuple(out),
        document=plain(source, "streets.txt"),
    )


def item(name: str, text: str, number: str = "", **more: object) -> DraftItem:
    return replace(DraftItem(name, number, text, Span(0, 0)), **more)


def numbered(texts: Sequence[str], **more: object) -> Draft:
    return draft(*(item(f"s{n}", text, f"{n}、", **more) for n, text in enumerate(texts, 1)))


def answered(plan: Draft) -> Draft:
    """As a plan of the log: every item has its cadence and its lead."""
    items = (
        replace(one, cadence="monthly on 25", leads=("street-1",), policy="strict") for one in plan.items
    )
    return replace(plan, items=tuple(items))


def kinds(comparison: Comparison) -> dict[str, str]:
    return {change.item: change.kind for change in comparison.changes}


def only(comparison: Comparison) -> ItemChange:
    assert len(comparison.changes) == 1, comparison.changes
    return comparison.changes[0]


def after(comparison: Comparison) -> DraftItem:
    """The new form of the only item that changes."""
    item = only(comparison).after
    assert item is not None
    return item


def wordings(plan: Draft) -> Counter[str]:
    return Counter(wording(one.text) for one in plan.items)


works = st.lists(
    st.one_of(
        st.sampled_from(WORKS),
        st.lists(st.sampled_from(WORKS), min_size=2, max_size=4).map(",".join),
        st.text("清扫检查每周月1234,。 ", max_size=12).map(lambda text: f"办{text}"),
    ),
    max_size=12,
)


# --- invariants --------------------------------------------------------------------------------------------


@given(works)
def test_a_document_compared_with_itself_proposes_nothing(texts: list[str]) -> None:
    read = numbered(texts)

    for found in (compare(read, read), compare(answered(read), read, read)):
        assert found.changes == ()
        assert found.clauses == ()
        assert found.unchanged == len(texts)


@given(works, works)
def test_every_item_of_either_side_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    read = numbered(old)
    before, after = answered(read), numbered(new)

    found = compare(before, after, read)

    count = Counter(change.kind for change in found.changes)
    pairs = count["changed"] + count["moved"] + found.unchanged
    assert count["withdrawn"] + pairs == len(old)
    assert count["added"] + pairs == len(new)
    assert len({change.item for change in found.changes}) == len(found.changes)
    known = {one.item for one in before.items}
    for change in found.changes:
        assert (change.item in known) == (change.kind != "added")
        assert (change.before is None) == (change.kind == "added")
        assert (change.after is None) == (change.kind == "withdrawn")


@given(works, works)
def test_all_changes_together_give_the_new_wordings(old: list[str], new: list[str]) -> None:
    found = compare(answered(numbered(old)), numbered(new), numbered(old))

    result = applied(found, all_of(found))

    assert wordings(result) == wordings(numbered(new))
    assert len({one.item for one in result.items}) == len(result.items)
    again = compare(result, numbered(new), replace(numbered(old), items=()))
    assert [change for change in again.changes if change.kind != "moved"] == []


@given(works, works, st.data())
def test_what_is_not_chosen_stays_as_it_is(old: list[str], new: list[str], data: st.DataObject) -> None:
    before = answered(numbered(old))
    found = compare(before, numbered(new), numbered(old))
    chosen = frozenset(name for name in sorted(all_of(found)) if data.draw(st.booleans(), label=name))

    kept = {one.item: one for one in applied(found, chosen).items}

    assert {one.item: one for one in before.items if one.item not in chosen}.items() <= kept.items()


@given(st.permutations(WORKS))
def test_another_order_gives_only_moves(order: list[str]) -> None:
    read = numbered(WORKS)

    found = compare(answered(read), numbered(order), read)

    moved = {text for was, text in zip(WORKS, order, strict=True) if was != text}
    assert {change.kind for change in found.changes} <= {"moved"}
    assert {change.before.text for change in found.changes if change.before} == moved
    assert all(change.fields == ("number",) and not change.stretches for change in found.changes)


@given(st.text("甲乙丙丁,。\n", max_size=30), st.text("甲乙丙丁,。\n", max_size=30))
def test_the_stretches_are_all_that_differs(before: str, after: str) -> None:
    built, at = "", 0
    for op, start, end, new_start, new_end in stretches(before, after):
        built += before[at:start] + after[new_start:new_end]
        at = end
        assert (start == end) == (op == "insert")
        assert (new_start == new_end) == (op == "delete")

    assert built + before[at:] == after


# --- what counts as the same -------------------------------------------------------------------------------


def test_width_blanks_and_the_last_stop_do_not_make_another_wording() -> None:
    read = numbered(["检查消防设施，登记隐患。"])

    assert compare(answered(read), numbered(["检查消防设施, 登记隐患；"]), read).changes == ()


def test_items_are_paired_by_their_wording_and_not_by_their_number() -> None:
    read = numbered([WORKS[0], WORKS[3], WORKS[7]])
    new = numbered(["制定年度创建方案", WORKS[0], WORKS[3] + "台账"])

    found = compare(answered(read), new, read)

    assert kinds(found) == {"s1-v2": "added", "s1": "moved", "s2": "changed", "s3": "withdrawn"}
    assert [change.kind for change in found.changes] == ["added", "moved", "changed", "withdrawn"]


def test_of_two_with_the_same_wording_the_one_with_its_number_is_paired_first() -> None:
    read = numbered([WORKS[0], WORKS[1], WORKS[0]])
    new = draft(item("s3", WORKS[0], "3、"), item("s2", WORKS[1], "2、"))

    assert kinds(compare(answered(read), new, read)) == {"s1": "withdrawn"}


def test_items_that_differ_in_a_number_alone_find_each_other_among_thousands() -> None:
    texts = [f"每月检查第{n}号点位的消防设施,完成时限:12月底前" for n in range(3000)]
    read = numbered(texts)
    new = numbered([text.replace("每月", "每季度") for text in reversed(texts)])

    found = compare(answered(read), new, read)

    assert Counter(change.kind for change in found.changes) == {"changed": 3000}
    assert all(
        change.before and change.after and change.after.text == change.before.text.replace("每月", "每季度")
        for change in found.changes
    )


def test_the_stretches_of_a_changed_item_point_into_both_texts() -> None:
    read = numbered(["每周五清扫背街小巷"])

    change = only(compare(answered(read), numbered(["每周四清扫背街小巷和楼道"]), read))

    assert change.before is not None
    assert change.after is not None
    told = [(op, change.before.text[a:b], change.after.text[c:d]) for op, a, b, c, d in change.stretches]
    assert told == [("replace", "五", "四"), ("insert", "", "和楼道")]


def test_a_very_long_text_is_marked_by_the_clause() -> None:
    clauses = [f"第{n}段工作要求逐条落实到位,不留死角" for n in range(400)]
    after = [*clauses[:200], "新增一段要求", *clauses[201:390], "末尾改写", *clauses[391:]]

    found = stretches("。".join(clauses), "。".join(after))

    assert [(op, "。".join(after)[c:d]) for op, _, _, c, d in found if op != "delete"]
    assert len(found) <= 4


# --- headings and prose ------------------------------------------------------------------------------------


def under(*pairs: tuple[str, str]) -> Draft:
    return draft(*(item(f"s{n}", text, "1、", outline=(heading,)) for n, (heading, text) in enumerate(pairs)))


def test_an_item_under_other_headings_has_moved_and_one_whose_heading_is_reworded_has_not() -> None:
    read = under(("一、环境卫生整治", WORKS[0]), ("二、安全生产", WORKS[3]), ("二、安全生产", WORKS[6]))
    new = under(
        ("一、安全生产", WORKS[3]), ("二、环境卫生专项整治", WORKS[0]), ("二、环境卫生专项整治", WORKS[6])
    )

    found = compare(answered(read), new, read)

    assert [(change.kind, change.fields) for change in found.changes] == [("moved", ("span",))]
    assert only(found).item == "s2"
    assert [(one.kind, one.reason, one.before, one.after) for one in found.clauses] == [
        ("changed", "heading", "一、环境卫生整治", "二、环境卫生专项整治")
    ]


def test_prose_is_told_for_information_and_is_nobodys_change() -> None:
    line = "为巩固创建成果,制定本方案。"
    read = draft(item("s1", WORKS[0], outline=(line,)))
    read = replace(read, items=(replace(read.items[0], outline=()),), outline=())

    found = compare(answered(read), draft(item("s1", WORKS[0]), title="工作要点"), read)

    assert found.changes == ()
    assert [(one.kind, one.before, one.after) for one in found.clauses] == [
        ("added", "", "工作要点"),
        ("withdrawn", line, ""),
    ]


# --- what is carried over ----------------------------------------------------------------------------------


def test_what_was_answered_goes_on_with_a_reworded_item() -> None:
    read = numbered(["每月召开一次居民代表会议"], anchor="monthly")
    plan = replace(
        read,
        items=(
            replace(
                read.items[0],
                cadence="monthly on 25",
                leads=("street-1",),
                cooperating=("street-2",),
                policy="strict",
                review=True,
                opens_before=3,
                due_time="17:30",
                carries_out="city/i4",
            ),
        ),
    )

    change = only(compare(plan, numbered(["每月召开一次居民代表会议并公示结果"], anchor="monthly"), read))

    assert change.fields == ("text",)
    assert change.after is not None
    assert replace(change.after, text="", span=Span(0, 0)) == replace(plan.items[0], text="", span=Span(0, 0))


@pytest.mark.parametrize(
    ("old", "new", "cadence"),
    [
        ({"anchor": "monthly"}, {"cadence": "weekly on fri"}, "weekly on fri"),
        ({"anchor": "monthly"}, {"anchor": "quarterly"}, ""),
        ({"anchor": "weekly"}, {"anchor": "monthly"}, "monthly on 25"),
        ({"cadence": "monthly on 20"}, {"cadence": "monthly on 20"}, "monthly on 25"),
        ({"cadence": "once 2026-03-31", "due": "2026-03-31"}, {}, ""),
        ({}, {}, "monthly on 25"),
    ],
)
def test_the_cadence_is_the_plans_own_unless_the_document_says_another(
    old: dict[str, str], new: dict[str, str], cadence: str
) -> None:
    read = numbered([WORKS[1]], **old)

    change = only(compare(answered(read), numbered([WORKS[1] + "并公示结果"], **new), read))

    assert change.after is not None
    assert change.after.cadence == cadence
    assert ("cadence" in change.fields) == (cadence != "monthly on 25")


def test_a_day_of_the_year_that_was_answered_holds_for_other_words_of_the_year() -> None:
    read = numbered(["年底开展一次测评"], anchor="year_end")
    plan = replace(read, items=(replace(read.items[0], cadence="yearly on 12-20", leads=("street-1",)),))

    found = compare(plan, numbered(["每年开展一次测评并公示"], anchor="yearly"), read)

    assert after(found).cadence == "yearly on 12-20"


def test_a_deadline_that_the_heading_moves_changes_an_item_of_the_same_wording() -> None:
    read = numbered([WORKS[3]], cadence="once 2026-03-31", due="2026-03-31")
    new = numbered([WORKS[3]], cadence="once 2026-06-30", due="2026-06-30")

    change = only(compare(answered(read), new, read))

    assert (change.kind, change.fields) == ("changed", ("cadence", "due"))
    assert change.after is not None
    assert change.after.cadence == "once 2026-06-30"


def test_a_deadline_without_a_year_falls_into_the_plans() -> None:
    read = numbered([WORKS[3]], due="--03-31")
    plan = replace(read, items=(replace(read.items[0], cadence="once 2026-03-31", leads=("street-1",)),))
    new = replace(numbered([WORKS[3]], due="--04-30"), since=None, until=None)

    change = only(compare(plan, new, read))

    assert change.after is not None
    assert change.after.cadence == "once 2026-04-30"


def lead(*names: str) -> tuple[Party, ...]:
    return (Party(start=0, end=0, units=names),)


def test_leads_are_asked_again_only_where_the_document_names_others() -> None:
    read = numbered([WORKS[3]], parties=lead("街道办"))
    same = numbered([WORKS[3] + "台账"], parties=lead("街道办"))
    other = numbered([WORKS[3] + "台账"], parties=lead("消防救援站"))
    matched = numbered([WORKS[3] + "台账"], parties=lead("消防救援站"), leads=("fire-1",))

    found = [compare(answered(read), new, read) for new in (same, other, matched)]

    assert [after(one).leads for one in found] == [("street-1",), (), ("fire-1",)]
    assert [incomplete(one, all_of(one)) for one in found] == [(), (Incomplete("s1", ("leads",)),), ()]


def test_an_item_that_left_its_document_keeps_what_was_answered() -> None:
    plan = answered(numbered([WORKS[1]]))
    new = numbered([WORKS[1] + "并公示结果"])

    change = only(compare(plan, new, replace(plan, items=())))

    assert change.fields == ("text",)
    assert change.after is not None
    assert (change.after.cadence, change.after.leads) == ("monthly on 25", ("street-1",))


def test_a_plan_file_says_everything_itself() -> None:
    plan = answered(numbered([WORKS[0], WORKS[1]]))
    file = replace(
        plan,
        document=None,
        items=(replace(plan.items[0], leads=("street-2",)), replace(plan.items[1], number="", policy="")),
    )

    found = compare(plan, file, numbered([WORKS[0], WORKS[1]]))

    assert [(change.item, change.kind, change.fields) for change in found.changes] == [
        ("s1", "changed", ("leads",)),
        ("s2", "changed", ("policy",)),
    ]


# --- what was left out, and ids ----------------------------------------------------------------------------


def test_what_an_answer_left_out_is_proposed_again_only_in_other_words() -> None:
    plan = draft(item("s1", WORKS[0]), left_out=[WORKS[2], WORKS[5]])
    read = plan
    new = draft(item("s1", WORKS[0]), item("s2", WORKS[2]), item("s3", WORKS[5] + "和考核"))

    found = compare(answered(plan), new, read)

    assert found.still_left_out == ("x1",)
    assert [(change.kind, change.item, change.note) for change in found.changes] == [
        ("added", "s3", "本年度不办")
    ]
    assert found.clauses == ()


def test_what_was_withdrawn_may_come_back_under_another_id() -> None:
    plan = draft(item("s1", WORKS[0]), left_out=[WORKS[2]])
    plan = replace(plan, left_out=(replace(plan.left_out[0], item="s2", reason=""),))
    new = draft(item("s1", WORKS[0]), item("s2", WORKS[2]))

    assert kinds(compare(answered(plan), new, plan)) == {"s2-v2": "added"}


def test_a_new_item_never_gets_an_id_that_another_has_or_had() -> None:
    read = numbered([WORKS[0], WORKS[1]])
    texts = ["建立问题销号台账", WORKS[0], WORKS[1], "组织年终测评表彰", "更新社区公共服务指南"]
    new = numbered(texts)
    new = replace(new, items=(*new.items[:4], replace(new.items[4], item="s1-v2")))

    found = compare(answered(read), new, read, frozenset({"s4", "s4-v2"}))

    added = {
        change.after.text: change.item for change in found.changes if change.kind == "added" and change.after
    }
    assert added == {texts[0]: "s1-v3", texts[3]: "s4-v3", texts[4]: "s1-v2"}


# --- what must be answered first ---------------------------------------------------------------------------


def test_new_items_lack_what_no_question_of_the_plan_asks() -> None:
    read = numbered([WORKS[0]])
    new = numbered([WORKS[0], WORKS[2], "每季度更换宣传栏"])
    new = replace(new, items=(*new.items[:2], replace(new.items[2], anchor="quarterly", leads=("street-2",))))

    found = compare(answered(read), new, read)
    asked = asked_of(found, all_of(found))

    assert incomplete(found, all_of(found)) == (
        Incomplete("s2", ("cadence", "leads")),
        Incomplete("s3", ("cadence",)),
    )
    assert incomplete(found, frozenset({"s3"})) == (Incomplete("s3", ("cadence",)),)
    assert [one.question for one in asked.questions] == ["anchor-quarterly", "s2-cadence", "s2-leads"]


def test_a_reworded_item_that_is_still_asked_about_waits_for_its_answer() -> None:
    read = numbered([WORKS[2]])
    questions = tuple(
        DraftQuestion(f"s1-{kind}", kind, "s1", None, "?", "?") for kind in ("cadence", "leads")
    )
    plan = replace(read, questions=questions)

    found = compare(plan, numbered([WORKS[2] + "并登记"]), read)

    assert incomplete(found, all_of(found)) == ()
    assert applied(found, all_of(found)).questions == questions


def test_the_questions_of_a_withdrawn_item_are_closed() -> None:
    read = numbered([WORKS[0], WORKS[2]])
    plan = replace(read, questions=(DraftQuestion("s2-leads", "leads", "s2", None, "?", "?"),))

    found = compare(plan, numbered([WORKS[0]]), read)

    assert kinds(found) == {"s2": "withdrawn"}
    assert applied(found, all_of(found)).questions == ()
    assert applied(found, frozenset()) == plan


def test_where_opened_tasks_are_withdrawn_a_mere_move_is_not_chosen() -> None:
    read = numbered(WORKS[:3])
    found = compare(answered(read), numbered([WORKS[1], WORKS[0], WORKS[2] + "并登记"]), read)

    assert all_of(found, "keep") == {"s1", "s2", "s3"}
    assert all_of(found, "withdraw") == {"s3"}
