"""A document's layout is kept apart from its text, and both together are the document again."""

from events.types import Span
from services.plans import assemble, read_text
from services.plans.document import Document, Grid, Line, Loss, laid_out, layout_of, plain
from services.plans.found import Deadline, Party

TEXT = "计划\n序号\t任务\t牵头单位\t完成时限\n1\t清沟\t河务队\t6月底\n2\t巡河\t河务队\t每月25日\n"


def test_a_plain_text_has_no_layout() -> None:
    document = plain(TEXT, "a.txt")
    assert layout_of(document) == ""
    assert laid_out(TEXT, "a.txt", "") == document


def test_headings_tables_and_losses_come_back() -> None:
    cells = (Span(3, 5), Span(6, 8))
    lines = (Line(0, 2, heading=1), Line(3, 18))
    document = Document("a.docx", "docx", TEXT, lines, (Grid((cells, cells)),), (Loss("picture", 2),))
    assert laid_out(TEXT, "a.docx", layout_of(document)) == document


def test_a_document_reads_the_same_from_its_kept_text_and_layout() -> None:
    document = Document("a.xlsx", "xlsx", TEXT, plain(TEXT, "").lines)
    assert assemble(laid_out(TEXT, "a.xlsx", layout_of(document))) == assemble(document)


def test_rows_of_a_table_are_items_with_what_their_columns_say() -> None:
    draft = read_text("2026年" + TEXT, "a.txt")

    assert [(item.item, item.number, item.text, item.cadence) for item in draft.items] == [
        ("r1", "1", "清沟", "once 2026-06-30"),
        ("r2", "2", "巡河", "monthly on 25"),
    ]
    assert [item.named("lead") for item in draft.items] == [("河务队",), ("河务队",)]
    for item in draft.items:
        assert draft.source[item.span.start : item.span.end] == item.text


def test_what_a_column_means_goes_before_what_the_words_say() -> None:
    draft = read_text("2026年" + TEXT, "a.txt")
    starts = [one.start for one in draft.findings.parties]
    assert starts == sorted(set(starts)), "by place, each once"
    assert all(isinstance(one, Party) for one in draft.findings.parties)
    assert [one.due for one in draft.findings.deadlines if isinstance(one, Deadline)] == ["2026-06-30"]


def test_text_beside_a_table_is_an_item_only_where_it_has_a_time() -> None:
    draft = read_text("2026年" + TEXT + "备注:以上事项要抓紧。\n每周五报送进度。\n", "a.txt")
    assert [item.text for item in draft.items] == ["清沟", "巡河", "每周五报送进度"]


def test_a_time_with_a_label_governs_a_long_item() -> None:
    long = "清理沟渠,疏通管道,修补路面。" * 12
    draft = read_text(f"2026年计划\n1、{long}\n完成时限:6月30日前\n2、巡河\n", "a.txt")
    assert [(item.item, item.cadence) for item in draft.items] == [("s1", "once 2026-06-30"), ("s2", "")]


def test_no_fixed_time_is_asked_only_where_nothing_else_is_said() -> None:
    draft = read_text("1、定期检查,每周五上报。\n2、定期检查。\n", "a.txt")
    assert [item.cadence for item in draft.items] == ["weekly on fri", ""]
    assert "s2-cadence" in {one.question for one in draft.questions}


def test_a_clause_of_an_item_has_those_whom_the_item_names() -> None:
    padding = "先把名册理清楚。" * 20
    draft = read_text(f"1、{padding}每周五巡河。每月25日上报。(责任单位:河务队)\n2、清沟\n", "a.txt")
    named = {item.item: item.named("lead") for item in draft.items}
    assert named["s1-c1"] == named["s1-c2"] == named["s1"] == ("河务队",)
    assert named["s2"] == ()
