"""Word documents: the text that their reader sees, and files that are refused."""

import io
import itertools
import zipfile

import docx
import pytest

from services.plans.document import Document
from services.plans.formats import package as limits
from services.plans.formats.docx import read_docx
from services.plans.problems import PlanFileError
from tests.support.documents import (
    abstract,
    automatic,
    cell,
    docx_of,
    level,
    num,
    official_numbering,
    paragraph,
    run,
    table,
    zip_of,
)

BODY = "word/document.xml"


def read(*blocks: str, numbering: str = "", styles: str = "") -> Document:
    return read_docx(docx_of(*blocks, numbering=numbering, styles=styles), "plan.docx")


def lines(document: Document) -> list[str]:
    return [document.text[line.start : line.end] for line in document.lines]


def headings(document: Document) -> list[int]:
    return [line.heading for line in document.lines]


def grid(document: Document, place: int = 0) -> list[list[str]]:
    return [[document.text[span.start : span.end] for span in row] for row in document.grids[place].rows]


def losses(document: Document) -> dict[str, int]:
    return {loss.what: loss.count for loss in document.losses}


def style(
    name: str, shown: str = "", properties: str = "", based_on: str = "", kind: str = "paragraph"
) -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{shown or name}"/>{based}{properties}'
        "</w:style>"
    )


def refused(data: bytes, name: str = "plan.docx") -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        read_docx(data, name)
    assert caught.value.name == name
    assert caught.value.chinese
    return caught.value


def with_body(xml: str) -> bytes:
    return docx_of(parts={BODY: xml.encode()})


def test_paragraphs_and_tables_come_in_order_and_lines_point_at_them() -> None:
    document = read(
        paragraph("工作计划"), table(["序号", "任务"], ["1", "月报"]), paragraph("附则"), paragraph(" ")
    )

    assert document.form == "docx"
    assert document.text == "工作计划\n序号\t任务\n1\t月报\n附则\n"
    assert lines(document) == ["工作计划", "序号\t任务", "1\t月报", "附则"]
    assert grid(document) == [["序号", "任务"], ["1", "月报"]]


def test_automatic_numbers_of_an_official_document_are_written_out() -> None:
    blocks = [
        paragraph(text, number=(1, place))
        for text, place in (
            *(
                ("总体要求", 0),
                ("主要任务", 0),
                ("宣传", 1),
                ("培训", 1),
                ("办班", 2),
                ("考试", 2),
                ("笔试", 3),
            ),
            *(("闭卷", 4), ("面试", 3), ("检查", 1), ("自查", 2), ("保障", 0), ("经费", 1)),
        )
    ]

    assert lines(read(*blocks, numbering=official_numbering())) == [
        *("一、总体要求", "二、主要任务", "（一）宣传", "（二）培训", "1．办班", "2．考试", "（1）笔试"),
        *("①闭卷", "（2）面试", "（三）检查", "1．自查", "三、保障", "（一）经费"),
    ]


def test_a_plan_with_typed_numbers_reads_the_same_when_they_are_automatic() -> None:
    plan = (
        "年度计划\n一、目标\n全年完成。\n二、任务\n（一）月报\n每月报送。\n（二）检查\n三、要求\n（一）落实\n"
    )

    assert read_docx(automatic(plan), "plan.docx").text == plan


@pytest.mark.parametrize(
    ("form", "start", "shown"),
    [
        ("decimal", 9, ["9", "10", "11"]),
        ("decimalZero", 9, ["09", "10", "11"]),
        ("chineseCounting", 10, ["十", "十一", "十二"]),
        ("chineseCounting", 99, ["九十九", "一〇〇", "一〇一"]),
        ("chineseCountingThousand", 99, ["九十九", "一百", "一百零一"]),
        ("chineseCountingThousand", 110, ["一百一十", "一百一十一", "一百一十二"]),
        ("chineseCountingThousand", 1009, ["一千零九", "一千零一十", "一千零一十一"]),
        ("japaneseCounting", 19, ["十九", "二十", "二十一"]),
        ("japaneseCounting", 100, ["百", "百一", "百二"]),
        ("ideographDigital", 9, ["九", "一〇", "一一"]),
        ("ideographTraditional", 9, ["壬", "癸", "11"]),
        ("ideographZodiac", 1, ["子", "丑", "寅"]),
        ("chineseLegalSimplified", 20, ["贰拾", "贰拾壹", "贰拾贰"]),
        ("upperLetter", 26, ["Z", "AA", "BB"]),
        ("lowerLetter", 2, ["b", "c", "d"]),
        ("upperRoman", 4, ["IV", "V", "VI"]),
        ("lowerRoman", 1999, ["mcmxcix", "mm", "mmi"]),
        ("decimalEnclosedCircle", 19, ["⑲", "⑳", "21"]),
        ("decimalFullWidth", 9, ["９", "１０", "１１"]),
        ("decimalEnclosedParen", 1, ["⑴", "⑵", "⑶"]),
        ("none", 1, ["", "", ""]),
        ("no-such-form", 1, ["1", "2", "3"]),
    ],
)
def test_a_number_form_counts_as_word_shows_it(form: str, start: int, shown: list[str]) -> None:
    numbering = abstract(0, level(0, form, "%1:", start=start)) + num(1, 0)

    document = read(*[paragraph("项", number=(1, 0))] * 3, numbering=numbering)

    assert lines(document) == [f"{sign}:项" for sign in shown]


def test_a_level_shows_the_numbers_above_it_and_all_as_digits_where_it_says_so() -> None:
    numbering = abstract(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2 "),
        level(2, "decimal", "%1.%2.%3 ", "<w:isLgl/>"),
    )
    places = (0, 1, 2, 2, 0, 2)

    document = read(
        *(paragraph("项", number=(1, place)) for place in places), numbering=numbering + num(1, 0)
    )

    # a level that was passed over shows where it would begin
    assert lines(document) == ["第一章项", "一.1 项", "1.1.1 项", "1.1.2 项", "第二章项", "2.1.1 项"]


def test_a_list_with_its_own_start_begins_anew_once_and_others_count_on() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, again) + num(3, 0)

    document = read(*(paragraph("项", number=(place, 0)) for place in (1, 1, 2, 2, 3)), numbering=numbering)

    assert lines(document) == ["1.项", "2.项", "5.项", "6.项", "7.项"]


def test_a_level_can_be_replaced_in_one_list() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, other)

    document = read(*(paragraph("项", number=(place, 0)) for place in (1, 2)), numbering=numbering)

    assert lines(document) == ["1.项", "B)项"]


def test_a_level_that_never_restarts_counts_through_the_document() -> None:
    numbering = abstract(
        0, level(0, "decimal", "%1、"), level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')
    )

    document = read(
        *(paragraph("项", number=(1, place)) for place in (0, 1, 0, 1)), numbering=numbering + num(1, 0)
    )

    assert lines(document) == ["1、项", "(1)项", "2、项", "(2)项"]


@pytest.mark.parametrize(
    ("after", "text", "shown"),
    [
        ("tab", "%1、", "1、项"),
        ("tab", "%1.", "1. 项"),
        ("space", "第%1条", "第1条 项"),
        ("nothing", "%1.", "1.项"),
    ],
)
def test_what_follows_a_number_is_a_blank_where_its_sign_has_no_room_of_its_own(
    after: str, text: str, shown: str
) -> None:
    one = level(0, "decimal", text).replace('"nothing"', f'"{after}"')

    assert lines(read(paragraph("项", number=(1, 0)), numbering=abstract(0, one) + num(1, 0))) == [shown]


def test_bullets_of_symbol_fonts_are_signs_that_can_be_read() -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="{}"/></w:rPr>'
    numbering = abstract(
        0,
        level(0, "bullet", "\uf06e", fonts.format("Wingdings")),
        level(1, "bullet", "——"),
        level(2, "bullet", "\uf012", fonts.format("Unknown")),
    )

    document = read(
        *(paragraph("项", number=(1, place)) for place in range(3)), numbering=numbering + num(1, 0)
    )

    assert lines(document) == ["■项", "——项", "•项"]


def test_a_style_numbers_its_paragraphs_and_zero_switches_that_off() -> None:
    linked = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="A"/>') + level(
        1, "decimal", "%2.", '<w:pStyle w:val="B"/>'
    )
    counted = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        style("A", properties=counted) + style("B", properties=counted) + style("C", based_on="B")
        + style("D", based_on="A", properties='<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>')
    )  # fmt: skip
    names = ("A", "B", "C", "D", "A")

    document = read(
        *(paragraph("项", style=name) for name in names),
        paragraph("项", style="A", number=(0, 0)),
        numbering=abstract(0, linked) + num(1, 0),
        styles=styles,
    )

    assert lines(document) == ["一、项", "1.项", "2.项", "项", "二、项", "项"]


def test_a_numbering_style_leads_to_its_definition() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="N"/></w:abstractNum>'
        + abstract(1, '<w:styleLink w:val="N"/>', level(0, "decimal", "%1)"))
        + num(1, 0)
        + num(2, 1)
    )
    linked = style("N", kind="numbering", properties='<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>')

    assert lines(read(paragraph("项", number=(1, 0)), numbering=numbering, styles=linked)) == ["1)项"]


def test_headings_come_from_names_outline_levels_and_the_styles_beneath() -> None:
    styles = (
        style("1", "heading 1")
        + style("H2", "标题 2")
        + style("Own", "我的标题", based_on="H2")
        + style("O", properties='<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + style("Loop", based_on="Loop2")
        + style("Loop2", based_on="Loop")
    )

    document = read(
        *(paragraph("项", style=name) for name in ("1", "H2", "Own", "O", "Loop", "Missing")),
        paragraph("项", properties='<w:outlineLvl w:val="0"/>'),
        paragraph("项", style="1", properties='<w:outlineLvl w:val="9"/>'),
        styles=styles,
    )

    assert headings(document) == [1, 2, 2, 3, 0, 0, 1, 0]


def test_a_line_break_opens_a_line_and_a_tab_is_a_blank() -> None:
    broken = f"{run('第一章')}<w:r><w:br/></w:r>{run('总则')}<w:r><w:tab/></w:r>{run('一')}"

    document = read(paragraph(broken, style="1"), styles=style("1", "heading 1"))

    assert lines(document) == ["第一章", "总则 一"]
    assert headings(document) == [1, 0]


def test_hyphens_and_symbols_are_what_they_look_like() -> None:
    signs = (
        "<w:r><w:t>soft\u00adly</w:t><w:softHyphen/><w:t>2026</w:t><w:noBreakHyphen/><w:t>2027</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Mystery" w:char="F012"/></w:r>'
    )

    document = read(paragraph(signs))

    assert lines(document) == ["softly2026-2027☑"]
    assert losses(document) == {"symbol": 1}


def test_insertions_are_read_and_deletions_are_not() -> None:
    changed = (
        f"{run('每')}<w:del><w:r><w:delText>周</w:delText></w:r></w:del><w:ins>{run('月')}</w:ins>"
        f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('报送')}</w:moveTo>"
    )

    document = read(paragraph(changed))

    assert lines(document) == ["每月报送"]
    assert losses(document) == {"deletion": 2}


def test_a_paragraph_whose_end_is_deleted_is_one_with_the_next() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    blocks = (
        paragraph("每月", number=(1, 0), properties=gone),
        paragraph("报送", number=(1, 0)),
        paragraph("总结", number=(1, 0)),
        paragraph("末段", properties=gone),
    )

    assert lines(read(*blocks, numbering=official_numbering())) == ["一、每月报送", "二、总结", "末段"]


def test_hidden_text_is_not_read_whether_run_or_style_hides_it() -> None:
    hidden = "<w:vanish/>"
    styles = style("Hid", kind="character", properties=f"<w:rPr>{hidden}</w:rPr>")

    document = read(
        paragraph(run("明"), run("暗", hidden), run("暗", '<w:rStyle w:val="Hid"/>')),
        paragraph(run("显", '<w:rStyle w:val="Hid"/><w:vanish w:val="0"/>')),
        paragraph(run("暗", hidden), number=(1, 0), properties=f"<w:rPr>{hidden}</w:rPr>"),
        paragraph("项", number=(1, 0)),
        styles=styles,
        numbering=official_numbering(),
    )

    assert lines(document) == ["明", "显", "一、项"]
    assert losses(document) == {"hidden": 3}


def test_of_a_field_only_the_result_is_read() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = mark("begin") + run("内") + mark("separate") + run("中") + mark("end")
    code = f"{mark('begin')}<w:r><w:instrText>IF</w:instrText></w:r>{nested}"
    field = code + mark("separate") + run("果") + mark("end")

    document = read(
        paragraph(f"{run('前')}{field}{run('后')}"),
        paragraph(f'<w:fldSimple w:instr="DATE">{run("六月")}</w:fldSimple>'),
        paragraph(mark("begin")),
        paragraph("未完的域不吞掉下一段"),
    )

    assert lines(document) == ["前果后", "六月", "未完的域不吞掉下一段"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    inside = f"<w:txbxContent>{paragraph('框内')}{table(['甲', '乙'])}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )

    document = read(paragraph(f"{box}{run('正文')}"), paragraph("下文"))

    assert lines(document) == ["正文", "框内", "甲\t乙", "下文"]
    assert grid(document) == [["甲", "乙"]]


def test_what_the_text_does_not_carry_is_counted() -> None:
    marks = (
        "<w:r><w:footnoteReference w:id='1'/><w:endnoteReference w:id='1'/><w:commentReference w:id='0'/>"
        "<w:object><v:shape><v:imagedata/></v:shape></w:object><w:drawing><pic:pic/></w:drawing></w:r>"
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    )

    document = read_docx(
        docx_of(paragraph(run("正文") + marks), parts={"word/vbaProject.bin": b"x"}), "plan.docm"
    )

    assert lines(document) == ["正文"]
    assert losses(document) == dict.fromkeys(
        ("footnote", "endnote", "comment", "object", "picture", "formula", "macro"), 1
    )


def test_a_table_of_contents_and_placeholders_are_left_out() -> None:
    styles = style("T", "toc 1") + style("P", "Placeholder Text", kind="character")

    document = read(
        paragraph("一、目标 1", style="T"),
        paragraph(run("点击输入", '<w:rStyle w:val="P"/>'), run("正文")),
        styles=styles,
    )

    assert lines(document) == ["正文"]
    assert losses(document) == {"contents": 1, "placeholder": 1}


def test_content_controls_and_links_are_read_through() -> None:
    inner = (
        f"<w:hyperlink>{run('链接')}</w:hyperlink><w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
    )
    block = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(inner)}</w:sdtContent></w:sdt>"

    assert lines(read(block, paragraph("尾"))) == ["链接控件", "尾"]


def test_a_merged_cell_stands_once_in_the_text_and_in_each_place_of_the_grid() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

    document = read(
        table(
            ["序号", cell("责任单位", properties='<w:gridSpan w:val="2"/>')],
            [cell("1", properties=down), "牵头", "配合"],
            [cell("", properties=on), "甲局", cell("乙局", "丙局")],
            ["", "", ""],
        )
    )

    assert document.text == "序号\t责任单位\n1\t牵头\t配合\n\t甲局\t乙局 丙局\n"
    assert grid(document) == [
        ["序号", "责任单位", "责任单位"],
        ["1", "牵头", "配合"],
        ["1", "甲局", "乙局 丙局"],
    ]
    assert document.grids[0].rows[0][1] == document.grids[0].rows[0][2]


def test_a_table_of_one_column_is_a_frame_around_paragraphs_and_tables() -> None:
    framed = table([cell("一、目标", "二、任务", table(["甲", "乙"]), "尾")])

    document = read(framed)

    assert lines(document) == ["一、目标", "二、任务", "甲\t乙", "尾"]
    assert [grid(document, place) for place in range(len(document.grids))] == [[["甲", "乙"]]]


def test_a_table_in_a_cell_is_part_of_the_cell() -> None:
    document = read(table(["外", cell("前", table(["甲", "乙"]), "后")]))

    assert grid(document) == [["外", "前 甲 乙 后"]]


def test_automatic_numbers_in_cells_count_row_by_row() -> None:
    counted = cell(paragraph(number=(1, 2)))

    document = read(table([counted, "甲"], [counted, "乙"]), numbering=official_numbering())

    assert grid(document) == [["1．", "甲"], ["2．", "乙"]]


def test_a_file_that_another_program_wrote_reads_the_same() -> None:
    written = docx.Document()
    written.add_heading("第一章 总则", 1)
    for text in ("月报", "季报"):
        written.add_paragraph(text, style="List Number")
    merged = written.add_table(2, 3)
    for place, one in enumerate(merged.rows[0].cells):
        one.text = f"列{place}"
    merged.cell(1, 0).merge(merged.cell(1, 1)).text = "合并"
    target = io.BytesIO()
    written.save(target)

    document = read_docx(target.getvalue(), "plan.docx")

    assert lines(document) == ["第一章 总则", "1. 月报", "2. 季报", "列0\t列1\t列2", "合并\t"]
    assert headings(document)[0] == 1
    assert grid(document)[1] == ["合并", "合并", ""]


def test_a_strict_document_reads_like_a_transitional_one() -> None:
    body = zipfile.ZipFile(
        io.BytesIO(docx_of(paragraph("正文", properties='<w:outlineLvl w:val="0"/>')))
    ).read(BODY)
    strict = body.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    document = read_docx(docx_of(parts={BODY: strict}), "plan.docx")

    assert lines(document) == ["正文"]
    assert headings(document) == [1]


@pytest.mark.parametrize("stored", ["utf-16", "gb18030"])
def test_a_part_in_another_encoding_is_read_or_refused_but_never_garbled(stored: str) -> None:
    body = zipfile.ZipFile(io.BytesIO(docx_of(paragraph("每月报送")))).read(BODY).decode()
    data = docx_of(parts={BODY: body.replace("UTF-8", stored).encode(stored)})

    try:
        text = read_docx(data, "plan.docx").text
    except PlanFileError as error:
        text = error.message

    assert text == "每月报送\n" or "is damaged" in text


def test_every_cut_of_a_file_is_refused_or_reads_what_is_whole() -> None:
    whole = docx_of(paragraph("一、目标"), table(["甲", "乙"]))

    for end in range(0, len(whole) - 22, 7):
        refused(whole[:end])


def test_old_and_encrypted_files_say_what_to_do() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)

    assert "old .doc format" in refused(ole + "WordDocument".encode("utf-16-le")).message
    assert "is encrypted" in refused(ole + "EncryptedPackage".encode("utf-16-le")).message


def test_a_file_that_is_something_else_is_refused() -> None:
    workbook = (
        b'<Relationships><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )

    assert "is no docx file" in refused(b"%PDF-1.7").message
    assert "is no docx file" in refused(b"").message
    assert (
        "is no Word document"
        in refused(zip_of([("_rels/.rels", workbook), ("xl/workbook.xml", b"<a/>")])).message
    )
    assert "is no Word document" in refused(zip_of([("a.txt", b"x")])).message


def test_a_file_without_text_says_what_it_holds_instead() -> None:
    picture = paragraph("<w:r><w:drawing><pic:pic/></w:drawing></w:r>")

    assert "is empty" in refused(docx_of(paragraph(" "))).message
    assert "pictures and no text" in refused(docx_of(picture)).message
    assert "macros and no text" in refused(docx_of(parts={"word/vbaProject.bin": b"x"})).message


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE w:document [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1/evil.dtd">',
        '<!DOCTYPE w:document [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    ],
)
@pytest.mark.parametrize("part", [BODY, "word/styles.xml", "word/numbering.xml", "_rels/.rels"])
def test_a_document_type_is_refused_in_every_part(part: str, declared: str) -> None:
    data = docx_of(paragraph("正文"), parts={part: f"{declared}<a>&b;</a>".encode()})

    assert "document type" in refused(data).message
    assert "document type" in refused(docx_of(parts={part: f"{declared}<a/>".encode("utf-16")})).message


def test_broken_xml_is_refused() -> None:
    assert "is damaged" in refused(with_body("<w:document>")).message
    assert "is damaged" in refused(with_body("")).message
    assert "is damaged" in refused(with_body("<a>&unknown;</a>")).message
    assert "is damaged" in refused(with_body("<a\x00>")).message
    assert "is damaged" in refused(with_body("<a><\x00></a>")).message


def test_too_deep_a_tree_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200

    assert "nests more than" in refused(docx_of(deep)).message


@pytest.mark.parametrize(
    "place", ["../evil.xml", "/etc/evil", "word/../../evil", "C:\\evil", "a\\..\\..\\evil"]
)
def test_entries_that_point_outside_the_file_are_refused(place: str) -> None:
    assert "point outside" in refused(docx_of(paragraph("正文"), parts={place: b"x"})).message


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zip_of([(BODY, b"<a/>"), (BODY, b"<b/>")])

    assert "same name" in refused(data).message


def test_a_bomb_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx_of(paragraph("正文"), parts={"word/media/a.bin": bytes(20_000_000)})
    many = docx_of(parts={f"a{place}": b"" for place in range(limits.ENTRIES)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))

    assert "would unpack to" in refused(bomb).message
    assert "would unpack to" in refused(many).message


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = bytearray(docx_of(paragraph("正文"), parts={"word/a.bin": bytes(range(256)) * 9}))
    # the directory claims more packed bytes than the file has
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 20 : entry + 24] = (10_000_000).to_bytes(4, "little")

    assert refused(bytes(data)).message


def test_a_span_of_columns_or_a_number_beyond_all_bounds_costs_nothing() -> None:
    wide = cell("宽", properties='<w:gridSpan w:val="999999999"/>')
    numbering = abstract(0, level(0, "upperLetter", "%1" * 500, start=999_999_999)) + num(1, 0)

    document = read(table([wide, wide]), paragraph("项", number=(1, 0)), numbering=numbering)

    assert len(document.grids[0].rows[0]) == 64
    assert len(document.text) < 1_000


def test_a_repetitive_document_is_not_taken_for_a_bomb() -> None:
    assert len(read(*[paragraph("各单位每月25日前报送进展")] * 20_000).lines) == 20_000


def test_flipped_bytes_are_refused_or_read_and_never_crash() -> None:
    whole = docx_of(paragraph("一、目标", number=(1, 0)), table(["甲", "乙"]), numbering=official_numbering())

    for place, mask in itertools.product(range(0, len(whole), 11), (0x01, 0xFF)):
        changed = bytearray(whole)
        changed[place] ^= mask
        try:
            document = read_docx(bytes(changed), "plan.docx")
        except PlanFileError:
            continue
        assert document.lines
