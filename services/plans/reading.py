"""A plan document of any known form to a draft, by the ending of its name."""

import re
from collections.abc import Callable

from msgspec.structs import replace

from services.plans.assembly import Progress, assemble, silent
from services.plans.document import Document, plain
from services.plans.draft import Draft
from services.plans.encoding import decode
from services.plans.formats.docx import read_docx
from services.plans.formats.pdf import read_pdf
from services.plans.problems import PlanFileError
from services.plans.xlsx_plan import read_either
from services.plans.yaml_plan import read_yaml

MEGABYTE = 1 << 20
LARGEST_TEXT = 8 * MEGABYTE
LARGEST_FILE = 50 * MEGABYTE
MOST_TEXT = 4_000_000
"""Characters of a document as its reader sees it."""

_TEXTS = ("txt", "yaml", "yml")
ENDINGS = ("txt", "docx", "xlsx", "pdf", "yaml", "yml")
_READERS: dict[str, Callable[[bytes, str], Document]] = {"docx": read_docx, "pdf": read_pdf}
_SIGNS = ((b"PK\x03\x04", ("docx", "xlsx")), (b"%PDF-", ("pdf",)), (b"\xd0\xcf\x11\xe0", ("doc", "xls")))
"""How files of a form begin, whatever their name says."""
_NO_TEXT = re.compile("[\ud800-\udfff\x00-\x08\x0e-\x1f]")
"""Halves of pairs and control characters, which a PDF's own tables of characters may name."""


def read(data: bytes, name: str, progress: Progress = silent) -> Draft:
    """`name` ends in one of ENDINGS. Raises PlanFileError for other endings and for what is wrong."""
    ending = ending_of(data, name)
    progress("open", 0, 1)
    if ending == "xlsx":
        found = read_either(data, name)
        if isinstance(found, Draft):
            return replace(found, document=None)
        return assemble(_not_empty(found), progress)
    if ending in _READERS:
        return assemble(_not_empty(_READERS[ending](data, name)), progress)
    source = decode(data, name)
    if ending == "txt":
        return assemble(_not_empty(plain(source, name)), progress)
    if not source.strip():
        raise _empty(name)
    return read_yaml(source, name)


def ending_of(data: bytes, name: str) -> str:
    """One of ENDINGS. Raises PlanFileError for others, for what is too large, and for a wrong one."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending not in ENDINGS:
        raise PlanFileError(
            name,
            0,
            "",
            "this kind of file cannot be read: save it as .docx, .xlsx, .pdf or plain text (.txt),"
            " or write it as .yaml",
            "不能读取这种文件:请另存为 .docx、.xlsx、.pdf 或纯文本(.txt),或写成 .yaml",
        )
    largest = LARGEST_TEXT if ending in _TEXTS else LARGEST_FILE
    if len(data) > largest:
        raise PlanFileError(
            name,
            0,
            "",
            f"{len(data)} bytes are more than the {largest} of a plan: split it into several plans",
            f"文件有 {len(data)} 字节,超过 {largest} 字节:请拆成几个计划",
        )
    for sign, endings in _SIGNS:
        if data.startswith(sign) and ending in _TEXTS:
            form = " or ".join(f".{one}" for one in endings)
            raise PlanFileError(
                name,
                0,
                "",
                f"the name ends in .{ending}, but this is a {form} file: give it its right ending",
                f"文件名以 .{ending} 结尾,内容却是 {form.replace(' or ', ' 或 ')} 文件:请改正扩展名",
            )
    return ending


def _not_empty(document: Document) -> Document:
    if not document.text.strip():
        raise _empty(document.name)
    if _NO_TEXT.search(document.text):
        document = replace(document, text=_NO_TEXT.sub("\ufffd", document.text))
    if len(document.text) > MOST_TEXT:
        raise PlanFileError(
            document.name,
            0,
            "",
            f"{len(document.text)} characters are more than the {MOST_TEXT} of a plan: split it",
            f"正文有 {len(document.text)} 字,超过 {MOST_TEXT} 字:请拆成几个计划",
        )
    return document


def _empty(name: str) -> PlanFileError:
    return PlanFileError(name, 0, "", "is empty: nothing to read", "文件为空:没有可读的内容")
