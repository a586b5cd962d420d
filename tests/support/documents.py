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
    written = ("".join(one if one.startswith("<w:tc>") else cell(one) for one in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{cells}</w:tr>' for cells in written)}</w:tbl>"


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
    *pages: Sequence[tuple[float, float, str]], turned: bool = False, slanted: str = "", picture: bool = False
) -> bytes:
    """A PDF of lines placed at x and y in points, in one font of full-width characters of 16 points.

    `turned`: drawn sideways on a page that is shown turned; `slanted`: a watermark on each page; `picture`:
    one on each page.
    """
    signs = sorted({sign for page in pages for _, _, line in page for sign in line} | set(slanted))
    codes = {sign: f"{code:04x}" for code, sign in enumerate(signs, 1)}
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{7 + 2 * place} 0 R' for place in range(len(pages)))}]"
        f"/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        _stream(_unicode_map(codes)),
        _stream(
            b"\xff", "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
        ),
    ]
    more = "/XObject<</I 6 0 R>>" if picture else ""
    box = "0 0 842 595]/Rotate 90" if turned else "0 0 595 842]"
    for place, page in enumerate(pages):
        drawn = [
            _drawn(f"0 1 -1 0 {842 - y} {x}" if turned else f"1 0 0 1 {x} {y}", line, codes)
            for x, y, line in page
        ]
        drawn += [_drawn("0.7 0.7 -0.7 0.7 200 300", slanted, codes)] if slanted else []
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}/Contents {8 + 2 * place} 0 R"
            f"/Resources<</Font<</F 3 0 R>>{more}>>>>".encode(),
            _stream("\n".join(drawn).encode()),
        ]
    return _pdf_file(objects)


def _drawn(matrix: str, line: str, codes: Mapping[str, str]) -> str:
    return f"BT /F 16 Tf {matrix} Tm <{''.join(map(codes.__getitem__, line))}> Tj ET"


def _unicode_map(codes: Mapping[str, str]) -> bytes:
    mapped = "\n".join(f"<{code}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    ).encode()


def _stream(content: bytes, more: str = "") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more.encode(), packed)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table_at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    ending = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table_at}\n%%EOF\n"
    out.write(ending.encode())
    return out.getvalue()
