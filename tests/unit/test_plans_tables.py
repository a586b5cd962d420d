"""Rows of tables are read by their headers: the task, who leads it, by when and how often."""

from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from events.types import Span
from services.plans.document import Document, plain
from services.plans.formats.xlsx import read_xlsx
from services.plans.found import Deadline
from services.plans.table_words import role_of
from services.plans.tables import (
    TableRow,
    deadlines_of,
    grids_of_text,
    parties_of,
    rows_of,
)
from tests.support.workbooks import workbook

HEADER = "序号\t任务\t牵头单位\t配合单位\t责任人\t完成时限\t频次\t目标\t备注"


def document(*lines: str) -> Document:
    return plain("\n".join(lines), "a.txt")


def only(*lines: str) -> tuple[Document, TableRow]:
    """The only row of a table."""
    found = document(*lines)
    (row,) = rows_of(found)
    return found, row


def said(source: Document, span: Span | None) -> str:
    return source.text[span.start : span.end] if span else ""


def tasks(source: Document) -> list[str]:
    return [said(source, row.task) for row in rows_of(source)]


def named(found: Sequence[tuple[str, Span]]) -> list[str]:
    return [name for name, _ in found]


# --- headers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "headers"),
    [
        ("number", "序号 编号 项次 No."),
        (
            "task",
            "任务 工作内容 事项 具体措施 重点工作 工作任务 主要任务 目标任务 项目名称 整改措施 工作要点 内容"
            " 重点任务分解 任务（项目）",
        ),
        (
            "lead",
            "牵头单位 责任单位 主办 牵头部门 责任科室 责任部门 主责单位 承办单位 负责部门 牵头处室 实施单位"
            " 责任单位(人)",
        ),
        ("cooperating", "配合单位 协办 参与单位 协办单位 配合部门 协同单位 协助科室"),
        ("person", "责任人 负责人 联系人 责任领导 分管领导 牵头领导 经办人 联系人及电话 负责人员"),
        (
            "deadline",
            "完成时限 完成时间 截止日期 时间节点 办结时限 完成期限 整改时限 上报时间 要求完成时间"
            " 完成时限（2026年）",
        ),
        ("cadence", "频次 周期 办理频率 报送频次 检查频率 时间 月份 日期 活动时间 时间安排 周次"),
        ("target", "目标 指标 工作目标 考核标准 预期目标 目标值 考核要点 考核指标 预期成效 成果形式"),
        ("note", "备注 说明"),
        ("group", "类别 任务类别 工作类别 领域 一级指标"),
    ],
)
def test_headers_are_known_in_their_common_wordings(role: str, headers: str) -> None:
    assert {header: role_of(header) for header in headers.split(" ")} == dict.fromkeys(
        headers.split(" "), role
    )


def test_blanks_marks_and_width_of_a_header_do_not_matter() -> None:
    assert role_of(" 备  注 ") == "note"
    assert role_of("序\u3000号") == "number"
    assert role_of("责任单位:") == "lead"
    assert role_of("任务/项目") == "task"


@pytest.mark.parametrize(
    "cell", ["", "招商引资", "3月底前完成", "市财政局", "按月调度项目进展情况,及时通报", "12"]
)
def test_other_cells_are_no_headers(cell: str) -> None:
    assert role_of(cell) is None


# --- rows -------------------------------------------------------------------------------------------------


def test_each_cell_of_a_row_is_taken_by_its_header() -> None:
    source, row = only(HEADER, "1\t扫街\t城管局\t公安局、各街道\t张三\t2026-06-30\t每周五\t不少于3次\t长期")
    assert row.number == "1"
    assert said(source, row.task) == "扫街"
    assert (named(row.leads), named(row.cooperating), named(row.persons)) == (
        ["城管局"],
        ["公安局", "各街道"],
        ["张三"],
    )
    assert (said(source, row.deadline), said(source, row.cadence), said(source, row.target)) == (
        "2026-06-30",
        "每周五",
        "不少于3次",
    )
    assert row.note == "长期"
    assert source.text[row.start : row.end] == source.text.splitlines()[1]
    assert all(said(source, span) == name for name, span in (*row.leads, *row.cooperating, *row.persons))


def test_title_lines_above_and_text_around_a_table_are_no_rows() -> None:
    source = document("2026年责任清单", HEADER, "1\t扫街", "以上请落实。", "", "联系人\t张三")
    assert tasks(source) == ["扫街"]


def test_a_header_that_comes_again_on_the_next_page_is_no_row() -> None:
    assert tasks(document(HEADER, "1\t扫街", HEADER, "2\t清沟")) == ["扫街", "清沟"]


def test_another_header_begins_another_table() -> None:
    source = document("序号\t任务\t责任单位", "1\t扫街\t甲局", "问题\t整改措施\t责任人", "积水\t清沟\t张三")
    one, other = rows_of(source)
    assert named(one.leads) == ["甲局"]
    assert (other.group, named(other.persons)) == (("积水",), ["张三"])


def test_totals_are_no_rows() -> None:
    assert tasks(document(HEADER, "1\t扫街", "合计\t3")) == ["扫街"]


def test_a_table_without_a_header_has_no_rows() -> None:
    assert rows_of(document("1\t扫街\t城管局", "2\t清沟\t水务局")) == ()


def test_of_two_columns_of_work_the_last_is_the_task_and_a_blank_before_it_goes_on_with_the_category() -> (
    None
):
    source = document(
        "重点工作\t具体措施\t责任单位", "招商\t外出六次\t商务局", "\t签约五个\t商务局", "养老\t\t民政局"
    )
    assert [(said(source, row.task), row.group) for row in rows_of(source)] == [
        ("外出六次", ("招商",)),
        ("签约五个", ("招商",)),
        ("养老", ()),
    ]


def test_beside_a_leading_unit_the_responsible_ones_help() -> None:
    _, row = only("任务\t牵头单位\t责任单位", "扫街\t城管局\t公安局")
    assert (named(row.leads), named(row.cooperating)) == (["城管局"], ["公安局"])
    _, row = only("任务\t责任单位\t完成时限", "扫街\t城管局\t6月")
    assert named(row.leads) == ["城管局"]


def test_where_no_column_is_called_a_task_the_first_target_is_one() -> None:
    source, row = only("指标\t目标值\t责任单位", "满意率\t95%\t甲局")
    assert (said(source, row.task), said(source, row.target)) == ("满意率", "95%")


def official(book: xlsxwriter.Workbook) -> None:
    """Title, a header of two rows, headings across, merged categories and leads."""
    sheet = book.add_worksheet()
    sheet.merge_range("A1:G1", "2026年重点工作责任清单")
    for column, header in enumerate(["序号", "类别", "工作任务"]):
        sheet.merge_range(1, column, 2, column, header)
    sheet.merge_range("D2:E2", "责任分工")
    sheet.write_row("D3", ["牵头单位", "配合\n单位"])
    for column, header in enumerate(["完成时限", "备注"], 5):
        sheet.merge_range(1, column, 2, column, header)
    sheet.merge_range("A4:G4", "一、经济发展")
    sheet.merge_range("B5:B6", "招商")
    sheet.merge_range("D5:D6", "商务局")
    sheet.write_row("C5", ["外出招商", None, "财政局"])
    sheet.write_row("C6", ["签约", None, "同上", "11月"])
    sheet.merge_range("A7:G7", "二、民生")
    sheet.write_row("A8", [3, "养老", "建食堂", "民政局", None, "6月底前", "按季报"])


def test_an_official_list_is_read_through_its_merged_cells_and_two_rows_of_headers() -> None:
    source = read_xlsx(workbook(official), "a.xlsx")
    found = [
        (said(source, row.task), row.group, named(row.leads), named(row.cooperating))
        for row in rows_of(source)
    ]
    assert found == [
        ("外出招商", ("一、经济发展", "招商"), ["商务局"], ["财政局"]),
        ("签约", ("一、经济发展", "招商"), ["商务局"], ["财政局"]),
        ("建食堂", ("二、民生", "养老"), ["民政局"], []),
    ]
    assert [source.text[row.start : row.end] for row in rows_of(source)][1] == "签约\t\t同上\t11月"


def test_rows_that_share_a_merged_task_are_one_with_the_parties_of_both() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["任务", "责任单位", "完成时限"])
        sheet.merge_range("A2:A3", "扫街")
        sheet.write_row("B2", ["甲局", "6月"])
        sheet.write_row("B3", ["乙局", "9月"])

    source = read_xlsx(workbook(fill), "a.xlsx")
    (row,) = rows_of(source)
    assert named(row.leads) == ["甲局", "乙局"]
    assert said(source, row.deadline) == "6月"


# --- weeks and months -------------------------------------------------------------------------------------


def test_each_cell_of_a_timetable_is_work_of_the_day_above_it() -> None:
    source = document(
        "时间\t星期一\t星期二\t星期三\t星期四\t星期五", "上午\t例会\t\t下乡", "下午\t\t\t\t\t扫除"
    )
    assert [(said(source, row.task), said(source, row.cadence), row.group) for row in rows_of(source)] == [
        ("例会", "星期一", ("上午",)),
        ("下乡", "星期三", ("上午",)),
        ("扫除", "星期五", ("下午",)),
    ]


def test_rows_of_weekdays_and_of_months_have_them_as_cadence() -> None:
    source = document("\t工作内容\t负责人", "周一\t例会\t张三", "周五\t扫除\t李四")
    assert [said(source, row.cadence) for row in rows_of(source)] == ["周一", "周五"]
    source = document("月份\t工作内容\t负责人", "9月\t开学\t张三", "\t军训", "十月份\t秋游")
    assert [said(source, row.cadence) for row in rows_of(source)] == ["9月", "9月", "十月份"]


# --- parties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市财政局、市审计局，市委办；各街道", ["市财政局", "市审计局", "市委办", "各街道"]),
        ("招商局 商务局", ["招商局", "商务局"]),
        ("各镇（街道、园区） 平等街道", ["各镇（街道、园区）", "平等街道"]),
        ("发改局、工信局 等部门", ["发改局", "工信局"]),
        ("发改局、工信局等部门", ["发改局", "工信局"]),
        ("住建局等有关单位", ["住建局"]),
        ("全局各科室。", ["全局各科室"]),
        ("IT Center、教务处", ["IT Center", "教务处"]),
        ("-", []),
        ("/", []),
        ("无", []),
        ("——", []),
    ],
)
def test_units_of_a_cell_are_parted(cell: str, expected: list[str]) -> None:
    _, row = only("任务\t责任单位", f"扫街\t{cell}")
    assert named(row.leads) == expected


def test_a_name_of_two_signs_with_a_blank_between_is_one_person() -> None:
    _, row = only("任务\t责任人", "扫街\t李 明 王小芳、张 三")
    assert named(row.persons) == ["李 明", "王小芳", "张 三"]


def test_labels_and_notes_in_a_cell_say_who_leads_and_who_helps() -> None:
    _, row = only("任务\t责任单位", "扫街\t牵头单位：城管局；配合单位：公安局、街道")
    assert (named(row.leads), named(row.cooperating)) == (["城管局"], ["公安局", "街道"])
    _, row = only("任务\t责任单位", "扫街\t城管局（牵头）、公安局（配合）")
    assert (named(row.leads), named(row.cooperating)) == (["城管局"], ["公安局"])


def test_there_is_one_party_for_each_cell_of_leads_helpers_and_persons() -> None:
    source = document(HEADER, "1\t扫街\t城管局、环卫所\t公安局\t张三", "2\t清沟\t同上\t/")
    found = [(party.role, party.units, party.rule) for party in parties_of(rows_of(source))]
    assert found == [
        ("lead", ("城管局", "环卫所"), "table"),
        ("cooperating", ("公安局",), "table"),
        ("person", ("张三",), "table"),
        ("lead", ("城管局", "环卫所"), "table"),
    ]
    assert [source.text[p.start : p.end] for p in parties_of(rows_of(source))][-1] == "同上"


def test_a_cell_that_rows_share_is_one_party() -> None:
    source = read_xlsx(workbook(official), "a.xlsx")
    assert [party.units for party in parties_of(rows_of(source)) if party.role == "lead"] == [
        ("商务局",),
        ("民政局",),
    ]


# --- deadlines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("2026-06-30", "2026-06-30"),
        ("2026/6/30", "2026-06-30"),
        ("2026.6.30", "2026-06-30"),
        ("2027年6月30日", "2027-06-30"),
        ("6月30日", "2026-06-30"),
        ("６月", "2026-06-30"),
        ("2028年2月", "2028-02-29"),
        ("9月上旬", "2026-09-10"),
        ("3月-5月", "2026-05-31"),
        ("2026-06-20 18:00", "2026-06-20T18:00"),
        ("20__年7月", ""),
    ],
)
def test_a_day_or_month_of_a_deadline_column_is_a_deadline(cell: str, due: str) -> None:
    source = document("任务\t完成时限", f"扫街\t{cell}")
    (found,) = deadlines_of(rows_of(source), source.text, 2026)
    assert (found.due, found.rule, source.text[found.start : found.end]) == (due, "table", cell)


def test_without_a_year_the_month_and_day_are_told() -> None:
    source = document("任务\t完成时限", "扫街\t2月", "清沟\t2月29日", "点名\t11月30日")
    assert [one.due for one in deadlines_of(rows_of(source), source.text, 0)] == [
        "--02-28",
        "--02-29",
        "--11-30",
    ]


@pytest.mark.parametrize(
    "cell",
    ["全年", "长期", "每月", "每月25日", "6月底前", "年底", "持续推进", "2月30日", "3-5", "第3季度", "100.5"],
)
def test_other_words_of_a_deadline_column_are_left_to_the_rules(cell: str) -> None:
    source = document("任务\t完成时限", f"扫街\t{cell}")
    assert deadlines_of(rows_of(source), source.text, 2026) == ()


# --- any text ---------------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    [
        "",
        "序号",
        "任务",
        "牵头单位",
        "责任人",
        "完成时限",
        "月份",
        "星期一",
        "周二",
        "1",
        "扫街",
        "甲局、乙局",
        "同上",
        "6月",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6).map("\t".join), max_size=8).map("\n".join))
def test_whatever_a_table_holds_each_place_lies_in_its_text(text: str) -> None:
    source = plain(text, "a.txt")
    rows = rows_of(source)
    for row in rows:
        assert 0 <= row.start < row.end <= len(text)
        assert said(source, row.task).strip()
        for name, span in (*row.leads, *row.cooperating, *row.persons):
            assert said(source, span) in (name, "同上")
    assert all(0 <= one.start < one.end <= len(text) for one in parties_of(rows))
    found: tuple[Deadline, ...] = deadlines_of(rows, text, 2026)
    assert all(text[one.start : one.end] == "6月" for one in found)


@given(st.text("\t\n序号任务a ", max_size=60))
def test_tables_of_a_text_have_rows_of_equal_length(text: str) -> None:
    for grid in grids_of_text(text):
        assert len(grid.rows) > 1
        assert len({len(row) for row in grid.rows}) == 1
