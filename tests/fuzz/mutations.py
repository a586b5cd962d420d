"""Changes to documents: of bytes, letters and lines, of a package's parts (checksums valid), of a PDF."""

import random
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import TypeAlias

from tests.fuzz.material import Material, pick
from tests.support.documents import zip_of

Change: TypeAlias = Callable[[random.Random, bytes], bytes]

_MARKS = (
    *("一、", "（一）", "1.", "1．", "(1)", "①", "一是", "首先", "第一章", "第一，", "——", "附件：1."),
    *(
        "“",
        "”",
        "《",
        "》",
        "（",
        ")",
        "‘",
        '"',
        "。",
        "，",
        "；",
        "：",
        "\n",
        "\n\n",
        "\t",
        " ",
        "\u3000",
        "、",
    ),
    *(
        "3月",
        "31日",
        "2月30日前",
        "2026年",
        "20__年",
        "20xx年",
        "第四季度",
        "每周一",
        "每月25日",
        "年底前",
        "6.21",
        "18：00",
    ),
    *(
        "95%",
        "0",
        "1,000",
        "不少于",
        "以上",
        "至",
        "-",
        "～",
        "×××",
        "***",
        "__",
        "某",
        "由",
        "负责",
        "责任单位：",
        "已",
        "了",
    ),
    *(
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u0301",
        "😀",
        "\U00020000",
        "\x1b",
        "\x7f",
        "\r",
        "\x85",
        "\u2028",
        "٣",
        "²",
        "Ⅳ",
    ),
)
_ENCODINGS = ("gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "shift_jis")
_INSIDE = re.compile(rb"(?<=>)[^<>]{1,300}(?=<)")
_TAG = re.compile(rb"<[^<>]{1,300}>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_LONGEST = 60_000  # bytes of an input: more of the same finds nothing new


def input_of(seed: int, number: int) -> tuple[str, bytes]:
    """The form and the bytes of one input, always the same."""
    chance = random.Random(f"{seed}/{number}")
    material = pick(chance)
    data = material.data
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        data = chance.choice(_changes(material))(chance, data)
    return material.form, data[:_LONGEST]


def _changes(material: Material) -> tuple[Change, ...]:
    match material.form:
        case "docx" | "xlsx":
            return (*([_part] * 12), _entries, _bytes)
        case "pdf":
            return (_stream, _stream, _bytes)
        case _:
            return (*([_letters] * 6), *([_lines] * 3), _encoded, _bytes)


def _bytes(chance: random.Random, data: bytes) -> bytes:
    """Flipped bits, other bytes, something cut out, doubled, or taken from elsewhere, an end cut off."""
    changed, at = bytearray(data), chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 4, 40, 400)))
    match chance.randrange(6):
        case 0 if data:
            for _ in range(chance.choice((1, 2, 8))):
                changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 1:
            changed[at:end] = chance.randbytes(end - at)
        case 2:
            del changed[at:end]
        case 3:
            changed[at:at] = data[at:end] * chance.choice((1, 2, 20))
        case 4:
            del changed[at:]
        case _:
            other = pick(chance).data
            start = chance.randrange(len(other))
            changed[at:at] = other[start : start + chance.choice((2, 20, 200))]
    return bytes(changed)


def _letters(chance: random.Random, data: bytes) -> bytes:
    """Marks, digits, quotes and odd signs put in, or in the place of others."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 2, 5, 30))):
        at = chance.randrange(len(text) + 1)
        put = chance.choice(_MARKS) * chance.choice((1, 1, 1, 2, 3, 50))
        text = text[:at] + put + text[at + chance.choice((0, 0, 1, len(put))) :]
    return text.encode()


def _lines(chance: random.Random, data: bytes) -> bytes:
    """Lines and sentences doubled, moved, joined, or lost."""
    text = data.decode("utf-8", "replace")
    sign = chance.choice(("\n", "\n", "。", "，"))
    parts = text.split(sign)
    at, to = chance.randrange(len(parts)), chance.randrange(len(parts) + 1)
    match chance.randrange(5):
        case 0:
            parts[to:to] = parts[at : at + 3] * chance.choice((1, 3, 10))
        case 1:
            parts.insert(to, parts.pop(at))
        case 2:
            del parts[at : at + 2]
        case 3:
            chance.shuffle(parts)
        case _:
            return text.replace(sign, chance.choice(("", " ", "\t", sign * 2))).encode()
    return sign.join(parts).encode()


def _encoded(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(_ENCODINGS), chance.choice(("ignore", "replace")))


def _part(chance: random.Random, data: bytes) -> bytes:
    """One part of a package changed; its checksum and sizes are right."""
    parts = _unpacked(data)
    if not parts:
        return _bytes(chance, data)
    # the parts with the text in them are the largest
    names = sorted(parts, key=lambda name: -len(parts[name]))
    name = chance.choice((names[0], names[0], chance.choice(names)))
    parts[name] = chance.choice((_tags, _tags, _inside, _inside, _inside, _bytes))(chance, parts[name])
    return zip_of(parts.items())


def _inside(chance: random.Random, xml: bytes) -> bytes:
    """The text of some element changed; what XML forbids in it stays in, once in a while."""
    texts = list(_INSIDE.finditer(xml))
    if not texts:
        return _tags(chance, xml)
    one = chance.choice(texts)
    changed = _letters(chance, one.group())
    if chance.random() < 0.9:
        changed = changed.translate(None, b"\x1b<&")
    return xml[: one.start()] + changed + xml[one.end() :]


def _tags(chance: random.Random, xml: bytes) -> bytes:
    """Elements and tags doubled, moved, or lost: mostly no longer well formed, often still."""
    tags = list(_TAG.finditer(xml))
    if not tags:
        return _letters(chance, xml)
    one = chance.choice(tags)
    tag = one.group()
    closing = b"</" + tag[1:-1].split()[0] + b">"
    end = xml.find(closing, one.end())
    block = xml[one.start() : end + len(closing)] if end > 0 else tag
    match chance.randrange(5):
        case 0:
            return xml[: one.start()] + block * chance.choice((2, 2, 3, 40)) + xml[one.start() + len(block) :]
        case 1:
            return xml[: one.start()] + xml[one.start() + len(block) :]
        case 2:
            other = chance.choice(tags).end()
            return xml[:other] + block + xml[other:]
        case 3:
            number = str(chance.choice((0, 1, 2, 9, 255, 32_768, 10**9, -1))).encode()
            return xml[: one.start()] + re.sub(rb'"[0-9]+"', b'"' + number + b'"', tag) + xml[one.end() :]
        case _:
            return xml.replace(tag, chance.choice(tags).group(), chance.choice((1, -1)))


def _entries(chance: random.Random, data: bytes) -> bytes:
    """Entries that are missing, renamed, doubled, or swapped."""
    parts = _unpacked(data)
    if len(parts) < 2:
        return _bytes(chance, data)
    one, other = chance.sample(sorted(parts), 2)
    match chance.randrange(4):
        case 0:
            del parts[one]
        case 1:
            parts[one], parts[other] = parts[other], parts[one]
        case 2:
            parts[chance.choice(("../x", "/x", "word/vbaProject.bin", one.upper()))] = parts.pop(one)
        case _:
            parts[one] = parts[other] + parts[one]
    return zip_of(parts.items())


def _unpacked(data: bytes) -> dict[str, bytes]:
    """{} for what is no zip any more."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return {}


def _stream(chance: random.Random, data: bytes) -> bytes:
    """One stream of a PDF unpacked, changed and packed again; what follows it may have moved."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return _bytes(chance, data)
    one = chance.choice(streams)
    try:
        content = zlib.decompress(one[1])
    except zlib.error:
        return _bytes(chance, data)
    packed = zlib.compress(_bytes(chance, content))
    return data[: one.start(1)] + packed + data[one.end(1) :]
