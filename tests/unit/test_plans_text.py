"""Plain text to a draft: items, their cadence words, and the questions that remain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans import Draft, DraftItem, PlanFileError, decode, read, read_text
from services.plans.document import plain
from services.plans.passage import Passage
from services.plans.questions import EXAMPLES
from services.plans.rules import cadences, deadlines
from services.plans.timing import timings
from workflows.cadence import parse


def items(source: str) -> dict[str, DraftItem]:
    return {item.item: item for item in read_text(source, "plan.txt").items}


def kinds(draft: Draft) -> dict[str, str]:
    return {question.question: question.kind for question in draft.questions}


def words(text: str) -> list[str]:
    """For each cadence word its cadence, anchor or doubt."""
    passage = Passage(plain(text, "a.txt"))
    found = timings(passage, cadences.annotate(passage), deadlines.annotate(passage))
    return [one.cadence or one.anchor or one.doubt for one in found.within(0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每周五下午碰头", "weekly on fri"),
        ("每年年底盘点", "year_end"),
        ("2026年11月30日前修好", "once 2026-11-30"),
        ("2020年底前修好", "once 2020-12-31"),
        ("今年年底前修好", "date"),
        ("每月25日前报送", "monthly on 25"),
        ("每月碰头两次", "times"),
    ],
)
def test_a_time_comes_from_a_cadence_or_from_a_deadline_and_is_told_once(text: str, expected: str) -> None:
    assert words(text) == [expected]


def test_every_proposed_answer_is_a_cadence_or_a_day() -> None:
    for anchor, examples in EXAMPLES.items():
        for example in examples:
            assert parse(f"yearly on {example}" if anchor.startswith("year_") else example)


def test_items_are_the_leaves_of_the_outline_with_the_headings_above_them() -> None:
    found = items("一、环境\n(一)街面\n1、扫街\n2、清沟\n二、秩序\n")
    assert list(found) == ["s1-1-1", "s1-1-2", "s2"]
    assert found["s1-1-2"].number == "一、(一)2、"
    assert found["s1-1-2"].outline == ("一、环境", "(一)街面")
    assert found["s1-1-2"].text == "清沟"


def test_a_short_item_takes_its_only_cadence_word() -> None:
    found = items("1、开会。村委会每月碰头一次,通报进度。\n2、每天扫街。\n")
    assert (found["s1"].anchor, found["s1"].cadence) == ("monthly", "")
    assert found["s2"].cadence == "daily"


def test_start_middle_and_end_of_the_year_in_one_sentence_are_three_items() -> None:
    source = "一、责任\n各村都要上心,做到年初有计划,年中有回头看,年底有结账、讲评,村主任负责。\n"
    found = items(source)
    assert [found[f"s1-c{n}"].text for n in (1, 2, 3)] == ["年初有计划", "年中有回头看", "年底有结账、讲评"]
    assert [found[f"s1-c{n}"].anchor for n in (1, 2, 3)] == ["year_start", "year_middle", "year_end"]


def test_a_clause_that_only_says_when_runs_on_through_what_is_done() -> None:
    source = "一、台账\n" + "先把名册理清楚。" * 20 + "在每年年底前后,应当逐户对一遍名册,有错就改。\n"
    assert items(source)["s1-c1"].text == "在每年年底前后,应当逐户对一遍名册"


def test_two_cadences_in_one_clause_are_two_items_without_the_joint() -> None:
    source = "一、学习\n" + "大家都要认真。" * 20 + "利用每天的晨会及每周的例会讲一讲,要有记录。\n"
    found = items(source)
    assert [found["s1-c1"].text, found["s1-c2"].text] == ["利用每天的晨会", "每周的例会讲一讲"]
    assert found["s1-c1"].cadence == "daily"


def test_numbers_that_come_twice_give_ids_that_differ() -> None:
    assert list(items("1、甲\n1、乙\n2、丙\n")) == ["s1", "s1-b2", "s2"]


def test_a_text_without_numbers_has_one_item_a_line_and_a_title() -> None:
    draft = read_text("街道卫生工作计划\n\n每天扫街\n\n清沟\n", "街道.txt")
    assert draft.title == "街道卫生工作计划"
    assert [(item.item, item.text, item.cadence) for item in draft.items] == [
        ("l1", "每天扫街", "daily"),
        ("l2", "清沟", ""),
    ]


def test_the_signature_at_the_end_is_nobodys_work() -> None:
    found = items("一、扫街\n二、清沟\n\n河西街道办\n2026年3月1日\n")
    assert {name: item.cadence for name, item in found.items()} == {"s1": "", "s2": ""}
    assert found["s2"].text == "清沟"


def test_what_a_text_cannot_say_for_certain_is_asked() -> None:
    draft = read_text("2026年工作计划\n1、每月碰头一次\n2、扫街\n3、每天晨检\n", "a.txt")
    assert kinds(draft) == {
        "plan-unit": "unit",
        "plan-owner": "owner",
        "plan-period": "period",
        "anchor-monthly": "anchor",
        "s1-leads": "leads",
        "s2-cadence": "cadence",
        "s2-leads": "leads",
        "s3-leads": "leads",
    }
    period = draft.questions[2]
    assert period.choices == ("2026",)
    assert draft.since is None
    assert all(question.text and question.text_en for question in draft.questions)


def test_a_span_of_days_asks_which_of_them_is_due() -> None:
    draft = read_text("1、3月1日至4月30日清沟\n", "a.txt")
    [question] = [question for question in draft.questions if question.kind == "window"]
    assert question.choices == ("from 3-01 to 4-30", "on 3-01", "on 4-30")


@pytest.mark.parametrize(
    ("name", "plan"), [("Plan 4.txt", "plan-4"), ("in/box\\health_2026.txt", "health-2026")]
)
def test_the_plan_is_named_after_its_file(name: str, plan: str) -> None:
    assert read_text("扫街", name).plan == plan


def test_a_file_with_a_chinese_name_gets_an_id_of_its_text() -> None:
    first, again, other = (read_text(text, "计划.txt").plan for text in ("扫街", "扫街", "清沟"))
    assert first == again != other
    assert first.startswith("plan-")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_mainland_text_is_decoded_in_every_usual_encoding(encoding: str) -> None:
    assert decode("一、每月碰头，通报。\r\n二、扫街\r".encode(encoding)) == "一、每月碰头，通报。\n二、扫街\n"


def test_a_short_line_in_gb18030_is_chinese() -> None:
    assert decode("值班表".encode("gb18030")) == "值班表"


def test_big5_is_known_by_its_punctuation() -> None:
    text = "一、每月開會，檢查衞生。"
    assert decode(text.encode("big5hkscs")) == text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\xff\xff\xff\xff"])
def test_bytes_that_are_no_text_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(PlanFileError, match="save it as UTF-8") as caught:
        read(data, "plan.txt")
    assert caught.value.name == "plan.txt"


@pytest.mark.parametrize("name", ["plan.doc", "plan.jpg", "plan", "txt"])
def test_other_kinds_of_file_are_refused_with_advice(name: str) -> None:
    with pytest.raises(PlanFileError, match=r"save it as \.docx") as caught:
        read("一、扫街".encode(), name)
    assert "另存为" in caught.value.say("zh")


@pytest.mark.parametrize(
    ("data", "form"),
    [(b"PK\x03\x04", ".docx or .xlsx"), (b"%PDF-1.7", ".pdf"), (b"\xd0\xcf\x11\xe0", ".doc")],
)
def test_a_file_with_a_wrong_ending_is_told_its_right_one(data: bytes, form: str) -> None:
    with pytest.raises(PlanFileError, match="give it its right ending") as caught:
        read(data, "plan.txt")
    assert form in caught.value.say("en")
    assert "请改正扩展名" in caught.value.say("zh")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PlanFileError, match="is empty"):
        read(b" \n\n", "plan.txt")


PIECES = ["一、", "(一)", "1、", "一是", "每天", "每周", "每月5日", "年底", "3月5日", "至", "“", "”"]
TEXTS = st.lists(st.sampled_from([*PIECES, "扫街", ",", "。", "\n", "及", "都有进步", "2026年"]), max_size=40)


@given(TEXTS.map("".join))
def test_any_text_gives_the_same_draft_twice_and_every_item_its_place(source: str) -> None:
    draft = read_text(source, "a.txt")
    assert draft == read_text(source, "a.txt")
    assert len({item.item for item in draft.items}) == len(draft.items)
    assert len({question.question for question in draft.questions}) == len(draft.questions)
    for item in draft.items:
        assert draft.source[item.span.start : item.span.end] == item.text
        asked = {question.kind for question in draft.questions if question.item == item.item}
        assert item.cadence or item.anchor or asked > {"leads"}
