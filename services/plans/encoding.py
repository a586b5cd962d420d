"""Bytes of a document to text: BOM, UTF-8, GB18030, Big5-HKSCS, in this order and nothing else."""

import codecs
import re

from services.plans.problems import PlanFileError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Big5 pairs are all valid GB18030 pairs, but its punctuation lands in the private use area
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, name: str = "") -> str:
    """Text with \\n line ends. Raises PlanFileError for bytes that are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _try(data[len(bom) :], encoding)
            break
    else:
        text = _without_bom(data)
    if text is None or _BINARY.search(text):
        raise PlanFileError(
            name,
            0,
            "",
            "not a text file in UTF-8, GB18030 or Big5: save it as UTF-8 text and try again",
            "不是 UTF-8、GB18030 或 Big5 编码的文本文件:请另存为 UTF-8 文本后重试",
        )
    return line_ends(text)


def line_ends(text: str) -> str:
    """The same text with \\n line ends, without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _without_bom(data: bytes) -> str | None:
    text = _try(data, "utf-8")
    if text is not None:
        return text
    mainland = _try(data, "gb18030")
    if mainland is not None and not _PRIVATE_USE.search(mainland):
        return mainland
    hong_kong = _try(data, "big5hkscs")
    return mainland if hong_kong is None else hong_kong


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
