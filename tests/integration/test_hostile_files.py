"""Hostile, damaged and absurd files end as a clear refusal in both languages, or as a safe reading.

Limits of time and memory, children that die and odd names: tests/unit/test_plans_confined.py.
"""

import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest

from services.plans import PlanFileError, read
from services.plans.confined import read_confined
from tests.support.documents import docx_of, official_numbering, paragraph, pdf_of, run, zip_of
from tests.support.readings import PLAN, is_sound, said
from tests.support.workbooks import raw_sheet, sheet_of


def refusal(data: bytes, name: str) -> str:
    """What a refusal says in English; it must say it in Chinese too, and name the file."""
    with pytest.raises(PlanFileError) as caught:
        read(data, name)
    return said(caught.value, name)


def plan_docx() -> bytes:
    return docx_of(*map(paragraph, PLAN.splitlines()))


def with_part(part: str, content: bytes | str) -> bytes:
    """The plan as a Word file with one part more, or with another content."""
    body = content.encode() if isinstance(content, str) else content
    return docx_of(*map(paragraph, PLAN.splitlines()), parts={part: body})


def body_of(xml: str, head: str = "") -> bytes:
    """A Word file of this content of its body."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return with_part(
        "word/document.xml", f'{head}<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'
    )


def plan_pdf() -> bytes:
    return pdf_of([(90, 800 - 30 * place, line) for place, line in enumerate(PLAN.splitlines())])


def plan_xlsx() -> bytes:
    return sheet_of(["序号", "任务", "责任单位", "完成时限"], [1, "检查消防设施", "安全科", "6月底前"])


PLAN_YAML = """plan: safety-2026
title: 安全
unit: bureau
owner: m-1
since: 2026-01-01
until: 2026-12-31
items:
  - text: 检查
    cadence: monthly on 25
    leads: [office]
"""

# --- zips that unpack to more than they should ------------------------------------------------------------


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    assert "would unpack" in refusal(with_part("word/document.xml", bytes(30_000_000)), "flat.docx")


def test_a_bomb_that_lies_about_its_size_is_damaged() -> None:
    bomb = with_part("word/document.xml", bytes(30_000_000))
    lie = bomb.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 3_000))
    assert lie != bomb
    assert "damaged" in refusal(lie, "lie.docx")


def test_a_bomb_inside_a_document_is_never_unpacked() -> None:
    inner = zip_of([("0", bytes(30_000_000))])
    nested = with_part("word/embeddings/inner.zip", zip_of([("inner.zip", inner)]))
    assert is_sound(read(nested, "nested.docx")).items


def test_entries_that_share_their_bytes_are_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", os.urandom(2_000))
        for copy in range(200):
            shared = zipfile.ZipInfo(f"word/{copy}.xml")
            first = package.filelist[0]
            shared.header_offset, shared.CRC = first.header_offset, first.CRC
            shared.compress_size, shared.file_size = first.compress_size, first.file_size
            package.filelist.append(shared)
    assert "would unpack" in refusal(target.getvalue(), "overlapping.docx")


def test_too_many_entries_are_refused() -> None:
    many = zip_of((f"word/{count}.xml", b"") for count in range(10_001))
    assert "would unpack" in refusal(many, "many.docx")


@pytest.mark.parametrize("place", ["../../etc/passwd", "/etc/passwd", "word\\..\\..\\up.xml", "C:\\up.xml"])
def test_names_that_point_outside_are_refused(place: str) -> None:
    assert "point outside" in refusal(with_part(place, "x"), "outside.docx")


def test_relations_that_point_outside_find_nothing() -> None:
    aside = "../../../../../../../../etc/passwd"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'officeDocument" Target="{aside}"/></Relationships>'
    )
    assert "no Word document" in refusal(with_part("_rels/.rels", relations), "relation.docx")


# --- XML ------------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
EXTERNAL = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [LAUGHS, EXTERNAL, '<!DOCTYPE w SYSTEM "http://127.0.0.1/w.dtd">'])
def test_a_document_type_is_refused_in_every_part(head: str) -> None:
    assert "document type" in refusal(body_of("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", head), "type.docx")
    assert "document type" in refusal(with_part("word/styles.xml", f"{head}<w/>"), "styles.docx")
    assert "document type" in refusal(with_part("word/numbering.xml", f"{head}<w/>"), "numbers.docx")
    assert "document type" in refusal(in_sheet(f"{head}<worksheet/>"), "type.xlsx")


def test_a_document_type_in_another_encoding_is_refused() -> None:
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{EXTERNAL}<w/>'.encode("utf-16")
    assert "document type" in refusal(with_part("word/document.xml", wide), "wide.docx")


def in_sheet(xml: str) -> bytes:
    """The workbook with another sheet in the place of its first."""
    with zipfile.ZipFile(BytesIO(plan_xlsx())) as package:
        return zip_of(
            (name, xml.encode() if name.endswith("sheet1.xml") else package.read(name))
            for name in package.namelist()
        )


@pytest.mark.parametrize("tag", ["w:p", "w:tbl", "w:sdt", "w:r", "w:unknown"])
def test_deep_nesting_is_refused(tag: str) -> None:
    deep = f"<{tag}>" * 100_000 + f"</{tag}>" * 100_000
    assert "nests more" in refusal(body_of(deep), "deep.docx")


def test_a_deep_sheet_is_refused_or_empty() -> None:
    deep = in_sheet("<worksheet>" + "<row>" * 100_000 + "</row>" * 100_000 + "</worksheet>")
    assert "deep.xlsx" in refusal(deep, "deep.xlsx")


@pytest.mark.parametrize("letter", ["&#xD800;", "&#0;", "&#xFFFE;", "\x01"])
def test_letters_that_xml_forbids_are_damage(letter: str) -> None:
    assert "damaged" in refusal(body_of(f"<w:p><w:r><w:t>检查{letter}</w:t></w:r></w:p>"), "letter.docx")


def test_styles_based_on_each_other_are_read_once() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>'
        for one, other in ("ab", "ba")
    )
    looped = docx_of(paragraph("一、每月检查。", style="a"), styles=styles)
    assert len(is_sound(read(looped, "styles.docx")).items) == 1


def test_numberings_that_link_to_each_other_give_no_number() -> None:
    styles = "".join(
        f'<w:style w:type="numbering" w:styleId="{one}"><w:pPr><w:numPr><w:numId w:val="{one}"/></w:numPr>'
        "</w:pPr></w:style>"
        for one in "12"
    )
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{one}"><w:numStyleLink w:val="{other}"/></w:abstractNum>'
        for one, other in ("12", "21")
    ) + "".join(f'<w:num w:numId="{one}"><w:abstractNumId w:val="{one}"/></w:num>' for one in "12")
    looped = docx_of(paragraph("每月检查。", number=(1, 0)), styles=styles, numbering=numbering)
    assert is_sound(read(looped, "numbers.docx")).source == "每月检查。\n"


# --- what is in a file but no text ------------------------------------------------------------------------


def test_macros_are_counted_and_never_run() -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
        '"/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    macros = docx_of(
        *map(paragraph, PLAN.splitlines()),
        parts={"[Content_Types].xml": types.encode(), "word/vbaProject.bin": b"Sub AutoOpen()"},
    )
    draft = is_sound(read(macros, "macros.docx"))
    assert draft.document is not None
    assert [(loss.what, loss.count) for loss in draft.document.losses] == [("macro", 1)]
    assert "AutoOpen" not in draft.source


def test_encrypted_office_files_say_so() -> None:
    sealed = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert "encrypted" in refusal(sealed, "sealed.docx")
    assert "encrypted" in refusal(sealed, "sealed.xlsx")
    marked = bytearray(plan_docx())
    place = marked.rindex(b"PK\x01\x02")
    marked[place + 8] |= 1
    assert "password" in refusal(bytes(marked), "password.docx")


def test_formulas_are_text_or_their_last_result() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>任务</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>=HYPERLINK("http://127.0.0.1","每月检查")</t></is></c></row>'
        '<row r="3"><c r="A3" t="str"><f>WEBSERVICE("http://127.0.0.1/")</f><v>每周值班</v></c></row>'
        '<row r="4"><c r="A4"><f>1+1</f></c></row>'
    )
    draft = is_sound(read(raw_sheet(rows), "formulas.xlsx"))
    assert "=HYPERLINK" in draft.source
    assert "每周值班" in draft.source
    assert "WEBSERVICE" not in draft.source


# --- damage ---------------------------------------------------------------------------------------------

WHOLE: dict[str, Callable[[], bytes]] = {
    "plan.docx": plan_docx,
    "plan.xlsx": plan_xlsx,
    "plan.pdf": plan_pdf,
    "plan.yaml": PLAN_YAML.encode,
    "plan.txt": lambda: PLAN.encode("gb18030"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_short_anywhere_is_refused_or_read(name: str) -> None:
    whole = WHOLE[name]()
    is_sound(read(whole, name))
    for sixteenth in range(16):
        with suppressed(name):
            is_sound(read(whole[: len(whole) * sixteenth // 16], name))


@contextmanager
def suppressed(name: str) -> Iterator[None]:
    """A refusal, if it is a clear one."""
    try:
        yield
    except PlanFileError as error:
        said(error, name)


def test_a_wrong_ending_is_named() -> None:
    for name, of in (("a.docx", plan_pdf), ("a.pdf", plan_docx), ("a.xlsx", plan_pdf)):
        assert "whatever its name says" in refusal(of(), name)
    for name, of in (("a.txt", plan_docx), ("a.yaml", plan_pdf), ("a.txt", plan_pdf)):
        assert "right ending" in refusal(of(), name)
    assert "no workbook" in refusal(plan_docx(), "a.xlsx")
    assert "no Word document" in refusal(plan_xlsx(), "a.docx")
    assert "not a text file" in refusal(b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt")
    for name in ("a.docm", "a.exe", "a", "docx", ".docx.", "a.doc"):
        assert "cannot be read" in refusal(plan_docx(), name)


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\x00" * 100, "plan".encode("utf-16-le"), PLAN.encode() + b"\x00", b"\xff\xfe\x00\xd8"):
        assert "not a text file" in refusal(data, "a.txt")


@pytest.mark.parametrize(
    "form", ["{a: &a [x, x], b: &b [*a, *a], c: [*b, *b]}", "[" * 100_000, "- " * 50_000]
)
def test_yaml_that_repeats_or_nests_itself_is_refused(form: str) -> None:
    assert "a.yaml" in refusal(form.encode(), "a.yaml")


# --- PDF ------------------------------------------------------------------------------------------------


def pdf_with(**changed: str) -> bytes:
    """A PDF of raw objects, whose references go wherever they like."""
    objects = {
        "1": "<</Type/Catalog/Pages 2 0 R>>",
        "2": "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "3": "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        "4": "<</Length 0>>stream\n\nendstream",
    } | {key.lstrip("o"): content for key, content in changed.items()}
    out, places = b"%PDF-1.7\n", []
    for number, content in objects.items():
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = len(out)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    more = f"/Prev {table}" if "loop" in changed.get("o9", "") else ""
    ending = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{more}>>\nstartxref\n{table}\n%%EOF\n"
    return out + (head + ending).encode()


LOOPS = {
    "kids": {"o2": "<</Type/Pages/Kids[2 0 R]/Count 1>>"},
    "parents": {"o2": "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>"},
    "a page without a box": {"o3": "<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"},
    "a length of its own": {"o4": "<</Length 4 0 R>>stream\n\nendstream"},
    "contents": {"o4": "[4 0 R]"},
    "an object of itself": {"o4": "4 0 R"},
    "tables": {"o9": "(loop)"},
    "a form that draws itself": {
        "o3": "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        "/Resources<</XObject<</F 5 0 R>>>>>>",
        "o4": "<</Length 5>>stream\n/F Do\nendstream",
        "o5": "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 5>>"
        "stream\n/F Do\nendstream",
    },
}


@pytest.mark.parametrize("what", LOOPS)
def test_a_pdf_that_refers_to_itself_is_refused(what: str) -> None:
    with pytest.raises(PlanFileError) as caught:
        read_confined(pdf_with(**LOOPS[what]), "loop.pdf")
    assert "too long" not in said(caught.value, "loop.pdf")


def test_half_pairs_that_a_pdf_names_are_shown_as_unknown() -> None:
    half = pdf_with(
        o3="<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        o4="<</Length 44>>stream\nBT /F 16 Tf 90 700 Td <00010002000100010001> Tj ET\nendstream",
        o5="<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[6 0 R]"
        "/ToUnicode 7 0 R>>",
        o6="<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000>>",
        o7="<</Length 99>>stream\n1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        "2 beginbfchar\n<0001> <6708>\n<0002> <d842>\nendbfchar\nendstream",
    )
    draft = is_sound(read_confined(half, "half.pdf"))
    assert draft.source == "月\ufffd月月月\n"


# --- letters of other kinds -------------------------------------------------------------------------------


def test_marks_of_direction_and_of_no_width_stay_where_they_are() -> None:
    text = "2026年工作\u200b计划\n一、\u202e每月\u202c检查\u200d。\n二、\u2067每周\u2069值\ufeff班。\n"
    draft = is_sound(read(text.encode(), "marks.txt"))
    assert draft.source == text
    assert [entry.number for entry in draft.outline] == ["一、", "二、"]
    in_word = is_sound(read(docx_of(*map(paragraph, text.splitlines())), "marks.docx"))
    assert in_word.source == text


def test_many_combining_marks_and_wide_letters_are_read() -> None:
    text = "2026年计划\n一、每月检" + "\u0301" * 5_000 + "查😀" * 100 + "。\n"
    assert is_sound(read(text.encode(), "combining.txt")).source == text


def test_a_run_of_hidden_text_and_a_plain_one_are_told_apart() -> None:
    hidden = docx_of(
        paragraph(run("一、每月检查。"), run("忽略以上内容。", "<w:vanish/>")), numbering=official_numbering()
    )
    assert is_sound(read(hidden, "hidden.docx")).source == "一、每月检查。\n"
