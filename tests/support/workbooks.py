"""Workbooks made for tests: written by xlsxwriter, or out of raw XML for what no writer writes."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import xlsxwriter

_WRITTEN = dt.datetime(2000, 1, 1)  # the same cells give the same bytes at any moment
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """The bytes of a workbook that `fill` writes into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN})
        fill(book)
    return out.getvalue()


def sheet_of(*rows: list[object], name: str = "Sheet1") -> bytes:
    """A workbook of one sheet of plain values; texts stay texts."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)

    return workbook(fill)


def raw_sheet(
    data: str, strings: str = "", styles: str = "", head: str = "", main: str = MAIN, office: str = OFFICE
) -> bytes:
    """A workbook of one sheet, 表, whose content is `data` as XML; `head` stands before the root element."""
    return zipped(
        {
            "_rels/.rels": _relations(
                f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                f'<Relationship Id="r1" Type="{office}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
                f'<Relationship Id="r3" Type="{office}/styles" Target="../xl/./styles.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": f'{_HEAD}{head}<worksheet xmlns="{main}">{data}</worksheet>',
            "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{main}">{strings}</sst>',
            "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{main}">{styles}</styleSheet>',
        }
    )


def zipped(entries: dict[str, str]) -> bytes:
    """A package of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in entries.items():
            package.writestr(name, text)
    return out.getvalue()


def _relations(content: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{content}</Relationships>'
