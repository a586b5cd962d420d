"""Evidence that the demo's units attach."""

import csv
import datetime as dt
import io
import zlib
from random import Random

import pytest

from services.demo.papers import HEIGHT, WIDTH, Occasion, Paper, paper, picture

OCCASION = Occasion(
    "三号楼", "巡查楼道", dt.datetime(2026, 9, 3, 15, 20), "走了一遍，清走纸箱两个。未见新增堆物。"
)


def made(name: str, seed: int = 1) -> Paper:
    return paper(OCCASION, name, Random(seed))


@pytest.mark.parametrize(
    ("name", "stored", "media_type"),
    [
        ("巡楼记录.txt", "巡楼记录.txt", "text/plain"),
        ("整治前后照片说明.txt", "整治前后照片说明.png", "image/png"),
        ("诉求办理台账.txt", "诉求办理台账.csv", "text/csv"),
        ("没有扩展名", "没有扩展名.txt", "text/plain"),
    ],
)
def test_the_wording_of_a_name_decides_the_form(name: str, stored: str, media_type: str) -> None:
    assert (made(name).name, made(name).media_type) == (stored, media_type)


def test_a_text_says_who_what_and_when() -> None:
    text = made("巡楼记录.txt").data.decode()

    assert all(words in text for words in ("三号楼", "巡查楼道", "2026-09-03 15:20", OCCASION.note))


def test_a_table_is_read_by_spreadsheets() -> None:
    data = made("诉求办理台账.txt").data

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["序号", "时间", "单位", "情况"]
    assert [row[3] for row in rows[1:]] == ["走了一遍", "清走纸箱两个", "未见新增堆物"]


def test_a_picture_is_a_whole_png() -> None:
    data = picture(Random(1))

    chunks, at = {}, 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 8 + size]
        assert int.from_bytes(data[at + 8 + size : at + 12 + size], "big") == zlib.crc32(body)
        chunks[body[:4]] = body[4:]
        at += 12 + size
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert len(zlib.decompress(chunks[b"IDAT"])) == HEIGHT * (WIDTH + 1)


def test_the_same_chance_gives_the_same_bytes_and_another_gives_others() -> None:
    assert made("照片.txt", 3) == made("照片.txt", 3)
    assert made("照片.txt", 3) != made("照片.txt", 4)
