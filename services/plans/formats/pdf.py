"""PDF files with a text layer: paragraphs of joined lines; tables come as lines, tabs between wide gaps."""

import io
import logging
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject, StreamObject

from services.plans.document import Document
from services.plans.formats.composer import Composer
from services.plans.formats.package import refusal
from services.plans.formats.pdf_lines import Piece, Sheet, paragraphs
from services.plans.problems import PlanFileError

PAGES = 2_000
_HEAD = 1_024  # bytes in which %PDF must stand
_UNREADABLE = 0.3  # of the characters
# fonts map words to radicals that look the same; NFKC knows only one of the two blocks
_RADICALS = str.maketrans(
    "⺁⺌⺎⺐⺝⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂小兀尢月母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_SHOWN = _RADICALS | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# the library's warnings about a file are no news: the reading or its refusal is
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read_pdf(data: bytes, name: str) -> Document:
    """The text of all pages, without page numbers and running lines.

    Raises PlanFileError for what is no PDF, is damaged, needs a password, is too long or has no text.
    """
    if b"%PDF" not in data[:_HEAD]:
        raise refusal(
            name,
            "is no PDF, whatever its name says: check the file",
            "不是 PDF 文件(与文件名后缀不符):请检查文件",
        )
    try:
        return _read(data, name)
    except (PlanFileError, MemoryError):
        raise
    except Exception as error:  # pypdf documents no end of kinds
        raise refusal(
            name,
            "is damaged or cut short: print it to a new PDF and try again",
            "文件已损坏或不完整:请重新打印为 PDF 后再试",
        ) from error


def _read(data: bytes, name: str) -> Document:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens(reader):
        raise refusal(
            name,
            "is protected with a password: print it to a new PDF without one and try again",
            "文件有密码保护:请重新打印为无密码的 PDF 后再试",
        )
    pages = len(reader.pages)
    if pages > PAGES:
        raise refusal(
            name,
            f"{pages} pages are more than {PAGES}: split it",
            f"共 {pages} 页,超过 {PAGES} 页:请拆分",
        )
    out = Composer()
    texts, repeated = paragraphs([_sheet(page, out) for page in reader.pages])
    for text in texts:
        out.paragraph(text)
    if repeated:
        out.losses["running line"] = repeated
    document = out.document(name, "pdf")
    _refuse_unreadable(document)
    return document


def _opens(reader: pypdf.PdfReader) -> bool:
    """Whether a file that is only protected against changes opens without a password."""
    try:
        return bool(reader.decrypt(""))
    except DependencyError:
        return False  # needs AES


def _refuse_unreadable(document: Document) -> None:
    pictures = any(loss.what == "picture" for loss in document.losses)
    if not document.lines:
        raise refusal(
            document.name,
            "has no text layer, only scanned pictures: recognise its text first, then try again"
            if pictures
            else "is empty: nothing to read",
            "没有文字层,只有扫描图片:请先做文字识别再试" if pictures else "文件为空:没有可读的内容",
        )
    unknown = sum(
        unicodedata.category(sign) in ("Co", "Cn", "Cc") or sign == "\ufffd" for sign in document.text
    )
    if unknown - document.text.count("\n") - document.text.count("\t") > _UNREADABLE * len(document.text):
        raise refusal(
            document.name,
            "shows text that its fonts do not name: print it to a new PDF, or recognise its text",
            "字体缺少文字编码,无法取得文字:请重新打印为 PDF,或做文字识别",
        )


def _sheet(page: pypdf.PageObject, out: Composer) -> Sheet:
    pieces: list[Piece] = []
    box = page.mediabox
    turned = page.rotation % 360

    def draw(text: str, matrix: Any, text_matrix: Any, _font: object, size: float) -> None:
        a, b, x, y = _placed(text_matrix, matrix)
        across, up, x, y = (
            *_turned(a, b, turned),
            *_turned(x - float(box.left), y - float(box.bottom), turned),
        )
        if not text.strip():
            return
        if across <= 0 or abs(up) > 0.1 * across:
            out.losses["slanted text"] += 1
            return
        pieces.append(Piece(_clean(text), x, y, abs(size) * across))

    page.extract_text(visitor_text=draw)
    out.losses["picture"] += sum(1 for _ in _pictures(page))
    out.losses["comment"] += sum(1 for _ in _comments(page))
    width, height = float(box.width), float(box.height)
    if turned in (90, 270):
        width, height = height, width
    return Sheet(width, height, _lifted(pieces, turned, width, height))


def _placed(text: Any, page: Any) -> tuple[float, float, float, float]:
    """Direction of writing and start of a piece of text, in the page's units."""
    a, b, _, _, x, y = map(float, text)
    pa, pb, pc, pd, px, py = map(float, page)
    return a * pa + b * pc, a * pb + b * pd, x * pa + y * pc + px, x * pb + y * pd + py


def _turned(x: float, y: float, angle: int) -> tuple[float, float]:
    """As the reader sees it when the page is turned clockwise."""
    return {90: (y, -x), 180: (-x, -y), 270: (-y, x)}.get(angle, (x, y))


def _lifted(pieces: list[Piece], angle: int, width: float, height: float) -> tuple[Piece, ...]:
    """Turning leaves the page beside its corner: moves it back."""
    right = width if angle in (180, 270) else 0.0
    up = height if angle in (90, 180) else 0.0
    return tuple(Piece(piece.text, piece.x + right, piece.y + up, piece.size) for piece in pieces)


def _clean(text: str) -> str:
    return " ".join(text.translate(_SHOWN).replace("\u00ad", "").splitlines())


def _pictures(page: pypdf.PageObject) -> Iterator[StreamObject]:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return
    for key in objects.get_object():
        found = objects.get_object()[key]
        if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
            yield found


def _comments(page: pypdf.PageObject) -> Iterator[DictionaryObject]:
    for one in page.get("/Annots") or ():
        found = one.get_object()
        if isinstance(found, DictionaryObject) and found.get("/Subtype") in (
            "/Text",
            "/FreeText",
            "/Highlight",
        ):
            yield found
