"""PDF files: lines joined again to paragraphs, and files that are refused."""

import io

import pypdf
import pytest

from services.plans.document import Document
from services.plans.formats import pdf
from services.plans.formats.pdf import read_pdf
from services.plans.formats.pdf_lines import Piece, Sheet, paragraphs
from services.plans.problems import PlanFileError
from tests.support.documents import pdf_of

LEFT, INDENTED, TOP, PITCH = 90.0, 122.0, 740.0, 28.0
FULL = "各单位要按照职责分工认真抓好落实确保各项工作取得成效并"  # 26 of 16 points reach the right edge

Line = tuple[float, float, str]


def page(*lines: tuple[float, str]) -> list[Line]:
    """Lines by x and text, one under the other."""
    return [(x, TOP - place * PITCH, text) for place, (x, text) in enumerate(lines)]


def texts(document: Document) -> list[str]:
    return [document.text[line.start : line.end] for line in document.lines]


def read(*pages: list[Line]) -> list[str]:
    return texts(read_pdf(pdf_of(*pages), "plan.pdf"))


def refused(data: bytes) -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        read_pdf(data, "plan.pdf")
    assert caught.value.chinese
    return caught.value


def protected(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(page((LEFT, "每月报送")))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def indented_plan() -> list[tuple[float, str]]:
    """Three paragraphs of three lines; each but the last line is full."""
    first, middle, last = FULL[:24], FULL[:26], "圆满完成任务。"
    return [(INDENTED, first), (LEFT, middle), (LEFT, last)] * 3


def test_full_lines_are_joined_without_blanks_and_an_indent_opens_a_paragraph() -> None:
    joined = FULL[:24] + FULL[:26] + "圆满完成任务。"

    assert read(page(*indented_plan(), (INDENTED, "二、主要任务"))) == [joined] * 3 + ["二、主要任务"]


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_page_numbers_are_left_out() -> None:
    before = [*page(*indented_plan()[:8]), (270.0, 60.0, "- 1 -")]
    after = [*page((LEFT, "圆满完成任务。"), (INDENTED, "三、要求")), (270.0, 60.0, "- 2 -")]

    document = read_pdf(pdf_of(before, after), "plan.pdf")

    assert texts(document) == [FULL[:24] + FULL[:26] + "圆满完成任务。"] * 3 + ["三、要求"]
    assert [(loss.what, loss.count) for loss in document.losses] == [("running line", 2)]


def test_a_running_header_is_left_out_and_a_line_of_the_text_that_repeats_is_not() -> None:
    pages = [
        [(LEFT, 800.0, "某市文件"), (LEFT, 400.0, "各单位报送"), (LEFT, 300.0, f"第{sign}项")]
        for sign in "甲乙丙"
    ]

    assert read(*pages) == ["各单位报送", "第甲项", "各单位报送", "第乙项", "各单位报送", "第丙项"]


def test_a_number_that_counts_no_pages_stays() -> None:
    assert read(page((LEFT, "完成率"), (LEFT, "95"))) == ["完成率", "95"]


def test_without_indents_a_full_line_that_ends_a_sentence_ends_its_paragraph() -> None:
    full, ends = FULL[:26], FULL[:25] + "。"

    assert read(page((LEFT, full), (LEFT, ends), (LEFT, full), (LEFT, "完成。"))) == [
        full + ends,
        full + "完成。",
    ]


def test_a_wide_distance_or_another_size_opens_a_paragraph() -> None:
    size = 16.0
    pieces = [Piece(FULL[:26], LEFT, TOP - place * PITCH, size) for place in range(4)]
    apart = Piece(FULL[:26], LEFT, TOP - 6 * PITCH, size)
    smaller = Piece("附注", LEFT, TOP - 7 * PITCH, 10.0)

    found, _ = paragraphs([Sheet(595, 842, (*pieces, apart, smaller))])

    assert found == [FULL[:26] * 4, FULL[:26], "附注"]


def test_short_lines_of_one_length_are_not_joined() -> None:
    assert read(page(*[(LEFT, "每月报送数据")] * 4)) == ["每月报送数据"] * 4


def test_wide_gaps_in_a_line_are_tabs_and_pieces_side_by_side_are_one_text() -> None:
    row = [(LEFT, TOP, "序号"), (200.0, TOP, "责任"), (232.0, TOP, "单位"), (400.0, TOP, "时限")]

    assert read(row) == ["序号\t责任单位\t时限"]


def test_words_of_latin_letters_keep_a_blank_between_lines() -> None:
    pieces = tuple(
        Piece(text, LEFT, TOP - place * PITCH, 16.0)
        for place, text in enumerate(("the annual plan of the whole department and its", "offices", "完"))
    )

    assert (
        paragraphs([Sheet(595, 842, pieces)])[0][0]
        == "the annual plan of the whole department and its offices"
    )


def test_text_drawn_twice_to_look_bold_is_read_once() -> None:
    pieces = (Piece("重要", LEFT, TOP, 16.0), Piece("重要", LEFT + 0.4, TOP, 16.0))

    assert paragraphs([Sheet(595, 842, pieces)])[0] == ["重要"]


def test_pieces_that_are_all_placed_at_the_start_of_their_line_come_in_order() -> None:
    pieces = tuple(Piece(text, LEFT, TOP, 16.0) for text in ("每月", "25", "日前"))

    assert paragraphs([Sheet(595, 842, pieces)])[0] == ["每月25日前"]


def test_radicals_that_stand_for_characters_become_them() -> None:
    assert read(page((LEFT, "\u2f00、\u2f63产和\u2ea0政"))) == ["一、生产和民政"]


def test_a_turned_page_is_read_as_it_is_seen() -> None:
    # what the reader sees at (x, y) is drawn at (595 - y, x), writing upwards
    turned = pdf_of(page((LEFT, "一、目标")), turned=True)

    assert texts(read_pdf(turned, "plan.pdf")) == ["一、目标"]


def test_slanted_text_such_as_a_watermark_is_left_out_and_counted() -> None:
    document = read_pdf(pdf_of(page((LEFT, "一、目标")), slanted="机密"), "plan.pdf")

    assert texts(document) == ["一、目标"]
    assert [(loss.what, loss.count) for loss in document.losses] == [("slanted text", 1)]


def test_a_file_protected_against_changes_only_is_read() -> None:
    assert texts(read_pdf(protected(""), "plan.pdf")) == ["每月报送"]


def test_a_file_with_a_password_is_refused() -> None:
    assert "password" in refused(protected("secret")).message


def test_a_file_of_scanned_pictures_is_refused_and_so_is_an_empty_one() -> None:
    assert "no text layer" in refused(pdf_of([], picture=True)).message
    assert "is empty" in refused(pdf_of([])).message


def test_text_whose_font_names_no_characters_is_refused() -> None:
    assert "fonts do not name" in refused(pdf_of(page((LEFT, "\ue001\ue002\ue003")))).message


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGES", 2)

    assert "3 pages" in refused(pdf_of([], [], [])).message


def test_what_is_no_pdf_is_refused() -> None:
    assert "is no PDF" in refused(b"PK\x03\x04").message
    assert "is no PDF" in refused(b"").message


def test_every_cut_and_every_flipped_byte_is_refused_or_read_and_never_crashes() -> None:
    whole = pdf_of(page((LEFT, "一、目标"), (LEFT, "每月报送")))
    cuts = [whole[:end] for end in range(0, len(whole), 97)]
    flips = [
        whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        for place in range(0, len(whole), 41)
    ]

    for data in (*cuts, *flips):
        try:
            document = read_pdf(data, "plan.pdf")
        except PlanFileError:
            continue
        assert document.lines
