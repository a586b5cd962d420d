"""Documents made for tests: Word files written out as raw XML, PDF files of placed lines."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_NAMESPACES = " ".join(
    (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/%s" Target="%s"/>%s</Relationships>'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
# the levels of an official document: 一、（一）1．（1）①
OFFICIAL = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3．"),
    ("decimal", "（%4）"),
    ("decimalEnclosedCircle", "%5"),
)
_TYPED = re.compile(
    "(?P<first>[一二三四五六七八九十]{1,3}、)|(?P<second>[(（][一二三四五六七八九十]{1,3}[)）])"
)


def run(text: str, properties: str = "") -> str:
    """A run of text; `properties`: the content of its rPr."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    *runs: str, style: str = "", number: tuple[int, int] | None = None, properties: str = ""
) -> str:
    """A paragraph of texts, or of runs as XML. `number`: numId and level of its automatic numbering."""
    content = "".join(one if one.startswith("<") else run(one) for one in runs)
    styled = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    counted = (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    )
    return f"<w:p><w:pPr>{styled}{counted}{properties}</w:pPr>{content}</w:p>"


def cell(*content: str, properties: str = "") -> str:
    """A cell of texts, or of blocks as XML; `properties`: the content of its tcPr."""
    blocks = "".join(one if one.startswith("<") else paragraph(one) for one in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    """A table of rows of texts, or of cells as XML."""
    return "<w:tbl>%s</w:tbl>" % "".join(
        "<w:tr>%s</w:tr>" % "".join(one if one.startswith("<w:tc>") else cell(one) for one in row)
        for row in rows
    )


def level(place: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of automatic numbering; `more`: further elements of it, as XML."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val={quoteattr(text)}/><w:suff w:val="nothing"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    """A definition of automatic numbering, of levels as XML."""
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, definition: int, overrides: str = "") -> str:
    """A list that counts by a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def official_numbering() -> str:
    """List 1, with the levels of an official document."""
    levels = (level(place, form, text) for place, (form, text) in enumerate(OFFICIAL))
    return abstract(0, *levels) + num(1, 0)


def docx_of(
    *blocks: str, numbering: str = "", styles: str = "", parts: Mapping[str, bytes] | None = None
) -> bytes:
    """A Word file of blocks as XML, with its numbering and its styles, and further or other parts."""
    document = f"{_HEAD}<w:document {_NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>"
    more = f'<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
    files = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": (_RELATIONS % ("officeDocument", "word/document.xml", "")).encode(),
        "word/_rels/document.xml.rels": (_RELATIONS % ("styles", "styles.xml", more)).encode(),
        "word/document.xml": document.encode(),
        "word/styles.xml": f"{_HEAD}<w:styles {_NAMESPACES}>{styles}</w:styles>".encode(),
        "word/numbering.xml": f"{_HEAD}<w:numbering {_NAMESPACES}>{numbering}</w:numbering>".encode(),
        **(parts or {}),
    }
    return zip_of(files.items())


def automatic(text: str) -> bytes:
    """A plan as a Word file whose typed 一、 and （一） have become automatic numbers."""
    blocks: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        typed = _TYPED.match(line)
        number = (1, 0 if typed["first"] else 1) if typed else None
        blocks.append(paragraph(line[typed.end() :] if typed else line, number=number))
    return docx_of(*blocks, numbering=official_numbering())


def zip_of(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these entries, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(name, content)
    return target.getvalue()


def pdf_of(
    *pages: Sequence[tuple[float, float, str]], size: float = 16, trailer: str = "", extra: str = ""
) -> bytes:
    """A PDF of lines placed at x and y in points, in one font of full-width characters of `size`.

    `trailer`: further entries of the trailer; `extra`: further entries of each page.
    """
    texts = sorted({sign for page in pages for _, _, line in page for sign in line})
    codes = {sign: code for code, sign in enumerate(texts, 1)}
    mapped = "\n".join(f"<{codes[sign]:04x}> <{sign.encode('utf-16-be').hex()}>" for sign in texts)
    narrow = " ".join(f"{codes[sign]} [500]" for sign in texts if ord(sign) < 128)
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(texts)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000/W[{narrow}]/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>".encode(),
        _stream(unicode_map.encode()),
    ]
    for place, page in enumerate(pages):
        shown = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{codes[sign]:04x}' for sign in line)}> Tj ET"
            for x, y, line in page
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {7 + 2 * place} 0 R{extra}"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects.append(_stream(shown.encode()))
    return _pdf_file(objects, trailer)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _pdf_file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table_at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    ending = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table_at}\n%%EOF\n"
    out.write(ending.encode())
    return out.getvalue()
