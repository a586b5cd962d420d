"""Evidence files that a unit attaches: small texts, tables and pictures, the same for the same chance."""

import datetime as dt
import re
from random import Random
from struct import pack
from zlib import adler32, crc32

from msgspec import Struct

TABLE = re.compile("台账|登记|清单|签到|名册|核对|成绩|汇总|值班")
PICTURE = re.compile("照片|影像|小样")
WIDTH, HEIGHT = 96, 64  # pixels


class Paper(Struct, frozen=True):
    """A file to be stored."""

    data: bytes
    name: str
    media_type: str


class Occasion(Struct, frozen=True):
    """What a paper is about; `at` is local."""

    unit: str
    item: str
    at: dt.datetime
    note: str


def paper(occasion: Occasion, name: str, rng: Random) -> Paper:
    """A file by the wording of its name: a table, a picture, else a text."""
    stem = name.rpartition(".")[0] or name
    if PICTURE.search(stem):
        return Paper(picture(rng), f"{stem}.png", "image/png")
    if TABLE.search(stem):
        return Paper(_table(occasion, rng).encode("utf-8-sig"), f"{stem}.csv", "text/csv")
    return Paper(_text(occasion, stem).encode(), f"{stem}.txt", "text/plain")


def _text(occasion: Occasion, title: str) -> str:
    return (
        f"{title}\n\n单位：{occasion.unit}\n事项：{occasion.item}\n"
        f"时间：{occasion.at:%Y-%m-%d %H:%M}\n情况：{occasion.note}\n"
    )


def _table(occasion: Occasion, rng: Random) -> str:
    """With a byte order mark and CRLF, as spreadsheets want it."""
    lines = ["序号,时间,单位,情况"]
    for number, part in enumerate(re.split("[，。；]", occasion.note.rstrip("。")), 1):
        minutes = rng.randrange(10, 150)
        at = occasion.at - dt.timedelta(minutes=minutes)
        lines.append(f"{number},{at:%Y-%m-%d %H:%M},{occasion.unit},{part}")
    return "\r\n".join(lines) + "\r\n"


def picture(rng: Random) -> bytes:
    """A grey PNG. Stored uncompressed, so that its bytes hang on no version of a compressor."""
    shade, slope = rng.randrange(60, 200), rng.randrange(1, 5)
    left, top = rng.randrange(WIDTH // 2), rng.randrange(HEIGHT // 2)
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            inside = left <= x < left + WIDTH // 3 and top <= y < top + HEIGHT // 3
            rows.append((shade + slope * (x + y) // 4 + 90 * inside) % 256)
    size = len(rows)
    stored = b"\x78\x01\x01" + pack("<HH", size, size ^ 0xFFFF) + rows + pack(">I", adler32(rows))
    header = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", stored), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
