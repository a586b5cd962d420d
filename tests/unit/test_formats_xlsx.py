"""Workbooks are read as their reader sees them; hostile and damaged ones are refused in words."""

import datetime as dt
import io
import itertools
import re
import struct
import zipfile

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plans.document import Document
from services.plans.formats import sheet_parts
from services.plans.formats import workbook as workbook_module
from services.plans.formats.number_formats import built_in, format_of, shown
from services.plans.formats.workbook import read_workbook
from services.plans.formats.xlsx import read_xlsx
from services.plans.problems import PlanFileError
from tests.support.workbooks import raw_sheet, sheet_of, workbook, zipped


def text_of(data: bytes) -> str:
    return read_xlsx(data, "a.xlsx").text


def grid_of(document: Document, place: int = 0) -> list[list[str]]:
    rows = document.grids[place].rows
    return [[document.text[cell.start : cell.end] for cell in row] for row in rows]


def refusal(data: bytes) -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        read_xlsx(data, "a.xlsx")
    assert caught.value.name == "a.xlsx"
    assert re.search("[一-龥]", caught.value.chinese)
    return caught.value


def outcome(data: bytes) -> str:
    """The text, or what is said in its place."""
    try:
        return text_of(data)
    except PlanFileError as error:
        return error.say("zh")


# --- what is read -----------------------------------------------------------------------------------------


def test_a_row_is_a_line_with_its_cells_parted_by_tabs() -> None:
    document = read_xlsx(
        sheet_of(["序号", "任务"], [1, "扫街"], [None, None], [2, " 清\n\n沟\t井 "]), "a.xlsx"
    )
    assert document.text == "序号\t任务\n1\t扫街\n2\t清 沟 井\n"
    assert document.form == "xlsx"
    assert [document.text[line.start : line.end] for line in document.lines] == document.text.splitlines()
    assert grid_of(document) == [["序号", "任务"], ["1", "扫街"], ["2", "清 沟 井"]]


def test_blanks_that_stand_for_a_number_are_kept() -> None:
    assert text_of(sheet_of(["20  年 　 月"])) == "20  年 　 月\n"


def test_a_row_keeps_its_blank_cells_before_the_last_one_and_the_grid_all_of_them() -> None:
    document = read_xlsx(sheet_of(["a", "b", "c"], [None, "x"]), "a.xlsx")
    assert document.text == "a\tb\tc\n\tx\n"
    assert grid_of(document)[1] == ["", "x", ""]


def test_each_visible_sheet_comes_with_its_name_and_hidden_ones_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("任务", "空", "藏", "Sheet4"):
            sheet = book.add_worksheet(name)
            if name != "空":
                sheet.write(0, 0, f"在{name}")
            if name == "藏":
                sheet.hide()

    document = read_xlsx(workbook(fill), "a.xlsx")
    assert document.text == "任务\n在任务\nSheet4\n在Sheet4\n"
    assert [(loss.what, loss.count) for loss in document.losses] == [("hidden", 1)]
    assert len(document.grids) == 2


def test_the_name_that_excel_gives_to_a_lone_sheet_says_nothing() -> None:
    assert text_of(sheet_of(["扫街"])) == "扫街\n"
    assert text_of(sheet_of(["扫街"], name="三月")) == "三月\n扫街\n"


def test_a_merged_cell_is_once_in_the_text_and_in_each_place_of_the_grid() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "年度清单")
        sheet.merge_range("A2:A3", "招商")
        sheet.write_row("B2", ["外出", "六次"])
        sheet.write_row("B3", ["签约", "五个"])

    document = read_xlsx(workbook(fill), "a.xlsx")
    assert document.text == "年度清单\n招商\t外出\t六次\n\t签约\t五个\n"
    assert grid_of(document) == [["年度清单"] * 3, ["招商", "外出", "六次"], ["招商", "签约", "五个"]]
    first, second = document.grids[0].rows[1:]
    assert first[0] == second[0]


def test_what_lies_under_a_merged_cell_is_not_shown() -> None:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="str"><v>甲{row}</v></c><c r="B{row}" t="str"><v>乙</v></c></row>'
        for row in (1, 2)
    )
    data = raw_sheet(f'<sheetData>{cells}</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>')
    assert text_of(data) == "表\n甲1\t乙\n\t乙\n"


def test_merged_ranges_that_overlap_or_cover_everything_do_no_harm() -> None:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 1000 + '<mergeCell ref="?"/><mergeCell ref="B2"/>'
    data = raw_sheet(
        f'<sheetData><row r="1"><c t="str"><v>甲</v></c></row></sheetData><mergeCells>{merges}</mergeCells>'
    )
    assert text_of(data) == "表\n甲\n"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (3, "", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (13812345678, "General", "13812345678"),
        (0.95, "0%", "95%"),
        (0.9555, "0.0%", "95.6%"),
        (1.005, "0.00", "1.01"),
        (3, "000", "003"),
        (12345.5, "#,##0", "12,346"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"无"', "无"),
        (3, '0"家"', "3家"),
        (3, '"不少于"0"次"', "不少于3次"),
        (1500, '0.0,"千"', "1.5千"),
        (46203, "yyyy-mm-dd", "2026-06-30"),
        (46203, "m/d/yy", "2026-06-30"),
        (46203, "[$-F800]dddd, mmmm dd, yyyy", "2026-06-30"),
        (46203, 'yyyy"年"m"月"d"日"', "2026年6月30日"),
        (46203, 'yyyy"年"mm"月"dd"日";@', "2026年06月30日"),
        (46203, 'm"月"d"日"', "6月30日"),
        (46203, "yyyy\\年m\\月", "2026年6月"),
        (46203, "yyyy-mm", "2026年6月"),
        (46203, "mmm-yy", "2026年6月"),
        (46203, "aaaa", "星期二"),
        (46203.75, "yyyy/m/d h:mm", "2026-06-30 18:00"),
        (0.729166666667, "h:mm", "17:30"),
        (0.729166666667, "h:mm AM/PM", "17:30"),
        (0.729166666667, 'AM/PMh"时"mm"分"', "下午5时30分"),
        (1.5, "[h]:mm", "36:00"),
        (0.5, "# ?/?", "0.5"),
        (1234, "0.00E+00", "1234"),
        (-3, "yyyy-mm-dd", "-3"),
        (1e12, "yyyy-mm-dd", "1000000000000"),
        (5, "@", "5"),
        (7, ";;;", ""),
        (1e300, "0.00", "1" + "0" * 300 + ".00"),
    ],
)
def test_a_number_is_written_as_its_format_shows_it(value: float, code: str, expected: str) -> None:
    assert shown(value, format_of(code)) == expected


@pytest.mark.parametrize(
    ("number", "value", "expected"),
    [
        (0, 2.5, "2.5"),
        (9, 0.95, "95%"),
        (14, 46203, "2026-06-30"),
        (22, 46203.5, "2026-06-30 12:00"),
        (31, 46203, "2026年6月30日"),
        (57, 46203, "2026年6月"),
        (58, 46203, "6月30日"),
        (999, 3, "3"),
    ],
)
def test_built_in_formats_are_shown_as_a_chinese_office_does(
    number: int, value: float, expected: str
) -> None:
    assert shown(value, built_in(number)) == expected


@given(st.floats(), st.text('0#,.%;"\\[]hmsyda年月日E/? @-_*G', max_size=20), st.booleans())
def test_any_number_in_any_format_gives_a_short_line(value: float, code: str, since_1904: bool) -> None:
    found = shown(value, format_of(code), since_1904)
    assert "\n" not in found
    assert len(found) < 1000


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_any_day_comes_as_that_day(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert shown(serial, format_of("yyyy-mm-dd")) == day.isoformat()
    assert shown(serial - 1462, format_of("yyyy-mm-dd"), since_1904=True) == (
        day.isoformat() if serial >= 1462 else str(serial - 1462)
    )


def test_days_percentages_and_whole_numbers_of_a_sheet_are_as_it_shows_them() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.datetime(2026, 6, 30), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_number(0, 1, 0.95, book.add_format({"num_format": 9}))
        sheet.write_number(0, 2, 3.0)
        sheet.write_boolean(0, 3, True)

    assert text_of(workbook(fill)) == "2026-06-30\t95%\t3\tTRUE\n"


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime(0, 0, dt.datetime(2026, 6, 30), day)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True}) as book:
        fill(book)
    assert text_of(out.getvalue()) == "2026-06-30\n"


def test_a_formula_counts_as_its_last_result_and_one_without_is_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", value=2)
        sheet.write_formula(0, 1, '="扫"&"街"', value="扫街")

    assert text_of(workbook(fill)) == "2\t扫街\n"
    bare = raw_sheet('<sheetData><row><c><f>1+1</f></c><c t="str"><v>街</v></c></row></sheetData>')
    document = read_xlsx(bare, "a.xlsx")
    assert document.text == "表\n街\n"
    assert [(loss.what, loss.count) for loss in document.losses] == [("formula", 1)]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-无", "@SUM(A1)", "'=1"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    assert text_of(sheet_of([text])) == f"{text}\n"


def test_texts_of_several_runs_are_whole_and_readings_of_signs_are_left_out() -> None:
    data = raw_sheet(
        '<sheetData><row><c t="s"><v>0</v></c>'
        '<c t="inlineStr"><is><t>内</t><rPh><t>ruby</t></rPh></is></c></row></sheetData>',
        "<si><r><t>每月</t></r><r><t>25日</t></r><rPh sb='0' eb='1'><t>mei</t></rPh></si>",
    )
    assert text_of(data) == "表\n每月25日\t内\n"


def test_escaped_letters_are_read_and_controls_and_half_letters_do_no_harm() -> None:
    data = raw_sheet(
        '<sheetData><row><c t="str"><v>甲_x000D__x0007__xD800_乙_x005F_x0041_</v></c></row></sheetData>'
    )
    assert text_of(data) == "表\n甲 \ufffd乙_x0041_\n"


def test_cells_without_references_stand_one_after_the_other() -> None:
    data = raw_sheet(
        '<sheetData><row><c t="str"><v>甲</v></c><c/><c t="str"><v>丙</v></c></row>'
        '<row><c r="B9" t="str"><v>乙</v></c></row></sheetData>'
    )
    assert text_of(data) == "表\n甲\t\t丙\n\t乙\n"


def test_the_strict_form_is_read_too() -> None:
    data = raw_sheet(
        '<sheetData><row><c t="d"><v>2026-06-30T00:00:00</v></c></row></sheetData>',
        main="http://purl.oclc.org/ooxml/spreadsheetml/main",
        office="http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert text_of(data) == "表\n2026-06-30\n"


def test_macros_pictures_and_comments_are_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "扫街")
        sheet.write_comment(0, 0, "何时?")

    with zipfile.ZipFile(io.BytesIO(workbook(fill))) as package:
        entries = {name: package.read(name).decode() for name in package.namelist()}
    document = read_xlsx(zipped({**entries, "xl/vbaProject.bin": "x", "xl/media/image1.png": "x"}), "a.xlsx")
    assert document.text == "扫街\n"
    assert [loss.what for loss in document.losses] == ["comment", "macro", "picture"]


cells = (
    st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.integers(0, 10**9)
)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=5))
@settings(deadline=None)
def test_another_reader_finds_the_same_cells(rows: list[list[object]]) -> None:
    data = sheet_of(*rows)
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    expected = {
        (at, column): f"{value:.0f}" if isinstance(value, float) else str(value)
        for at, row in enumerate(other.to_python(skip_empty_area=False))
        for column, value in enumerate(row)
        if str(value).strip()
    }
    (sheet,) = read_workbook(data, "a.xlsx").sheets
    found = {(at, column): text for at, row in sheet.cells.items() for column, text in row.items()}
    assert found == expected


# --- what is refused --------------------------------------------------------------------------------------


def test_what_is_no_zip_encrypted_or_of_the_old_form_is_refused_with_what_to_do() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    assert "no xlsx file" in refusal(b"hello").message
    assert "old .xls format" in refusal(ole).message
    assert "encrypted" in refusal(ole + "EncryptedPackage".encode("utf-16-le")).message
    assert "no xlsx file" in refusal(b"").message


def test_another_office_file_is_refused() -> None:
    assert "is no workbook" in refusal(zipped({"word/document.xml": "<x/>"})).message


def test_a_workbook_without_content_is_refused_as_empty() -> None:
    assert refusal(workbook(lambda book: book.add_worksheet())).message == "is empty: nothing to read"


def test_a_truncated_file_is_refused_as_damaged() -> None:
    whole = sheet_of(["扫街"])
    for end in (4, 100, len(whole) // 2, len(whole) - 1):
        assert "damaged" in refusal(whole[:end]).message


def test_a_sheet_that_ends_in_the_middle_is_refused_as_damaged() -> None:
    assert "damaged" in refusal(raw_sheet("<sheetData><row>")).message
    assert "damaged" in refusal(raw_sheet('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>')).message
    assert "damaged" in refusal(raw_sheet("<sheetData><row><c><v>x</v></c></row></sheetData>")).message


@pytest.mark.parametrize(
    "where", ["sheet", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_a_document_type_is_refused_wherever_it_stands(where: str) -> None:
    declared = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    data = raw_sheet("<sheetData/>", head=declared if where == "sheet" else "")
    if where != "sheet":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = {name: package.read(name).decode() for name in package.namelist()}
        entries[where] = entries[where].replace("?>", f"?>{declared}", 1)
        data = zipped(entries)
    assert "document type" in refusal(data).message


def test_names_that_point_outside_are_refused() -> None:
    for name in ("../evil.xml", "/etc/evil", "xl/../../evil", "C:\\evil"):
        assert "outside" in refusal(zipped({name: "x"})).message


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "would unpack to" in refusal(zipped({"xl/worksheets/sheet1.xml": " " * 30_000_000})).message


def test_a_size_that_the_directory_lies_about_is_refused_as_damaged() -> None:
    data = bytearray(raw_sheet("<sheetData>" + "<row/>" * 1000 + "</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    place = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert struct.unpack_from("<I", data, place)[0] == size
    struct.pack_into("<I", data, place, 20)
    assert "damaged" in refusal(bytes(data)).message


def test_a_cell_in_the_last_corner_takes_no_room() -> None:
    corner = (
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>乙</v></c></row>'
    )
    assert text_of(raw_sheet(f"{corner}</sheetData>")) == "表\n甲\n\t乙\n"


def test_a_sheet_whose_rows_and_columns_span_too_much_is_refused() -> None:
    cells = "".join(
        f'<row r="{at}"><c r="{name}{at}" t="str"><v>x</v></c></row>'
        for at, name in enumerate(letters(2100), 1)
    )
    assert "split it" in refusal(raw_sheet(f"<sheetData>{cells}</sheetData>")).message


def letters(count: int) -> list[str]:
    """The names of as many columns."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = ("".join(parts) for width in (1, 2, 3) for parts in itertools.product(alphabet, repeat=width))
    return list(itertools.islice(names, count))


def test_a_shared_text_repeated_into_millions_of_letters_is_refused() -> None:
    cells = '<row><c t="s"><v>0</v></c></row>' * 300
    data = raw_sheet(f"<sheetData>{cells}</sheetData>", f"<si><t>{'长' * 32_000}</t></si>")
    assert "split it" in refusal(data).message


def test_too_many_cells_are_refused_with_and_without_content(monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet_of(*[[str(at), at] for at in range(200)])
    monkeypatch.setattr(workbook_module, "CELLS", 399)
    assert "more than 399 cells" in refusal(data).message
    monkeypatch.setattr(sheet_parts, "EVENTS", 1000)
    assert "too many cells, blank ones included" in refusal(data).message


def test_deep_nesting_does_no_harm() -> None:
    assert (
        text_of(
            raw_sheet(
                "<x>" * 5000 + "</x>" * 5000 + '<sheetData><row><c t="str"><v>甲</v></c></row></sheetData>'
            )
        )
        == "表\n甲\n"
    )


@given(st.data())
@settings(deadline=None)
def test_any_damage_is_refused_in_words_or_read(data: st.DataObject) -> None:
    whole = bytearray(sheet_of(["序号", "任务"], [1, "扫街"]))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(whole))


PIECES = st.sampled_from(
    [
        *(
            '<row r="2">',
            "<row>",
            "</row>",
            '<c r="A1">',
            '<c t="s">',
            '<c t="str">',
            '<c s="9">',
            "<c/>",
            "</c>",
        ),
        *(
            "<v>",
            "</v>",
            "<f>",
            "</f>",
            "<is>",
            "</is>",
            "<t>",
            "</t>",
            "1",
            "-1",
            "1e400",
            "nan",
            "扫街",
            "<x/>",
        ),
        *(
            '<row r="99999999">',
            '<c r="ZZZ1">',
            '<c r="A0">',
            "<sheetData>",
            "</sheetData>",
            "&amp;",
            "&lol;",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(deadline=None)
def test_any_sheet_is_refused_in_words_or_read(data: str) -> None:
    assert outcome(raw_sheet(data, "<si><t>甲</t></si>"))
