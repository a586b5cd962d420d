"""Periods that contradict each other: stages that overlap, ends before their beginnings, wrong weekdays."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_RANGE = re.compile(
    "(?:(?P<y1>20[0-9]{2})年)?(?<![0-9])(?P<m1>[0-9]{1,2})月(?:(?P<d1>[0-9]{1,2})[日号])?(?:起|开始)?"
    " ?(?:至|到|-{1,2}) ?(?P<next>次年|翌年|第二年)?"
    "(?:(?P<y2>20[0-9]{2})年)?(?:(?P<m2>[0-9]{1,2})月)?(?:(?P<d2>[0-9]{1,2})[日号])?"
)
_STAGE = re.compile("(?:阶段|步|时段|环节)[^。;\\n]{0,20}$")
_FAR = 4000  # characters between stages of one plan, at most
_WEEKDAY = re.compile(
    "(?:(?P<year>20[0-9]{2})年)?(?<![0-9])(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]"
    " ?\\(?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\\)?"
)
_DAYS = "一二三四五六日"

EXAMPLES = (
    Example(
        "第一阶段(6月1日至7月31日):摸排。\n第二阶段(7月25日至8月31日):整治。",
        (("7月25日至8月31日", "stages-overlap"),),
    ),
    Example("活动时间:2025年9月10日至2025年9月1日。", (("2025年9月10日至2025年9月1日", "end-before-start"),)),
    Example("5月20日至10日集中整治。", (("5月20日至10日", "end-before-start"),)),
    Example("2025年3月5日(星期一)开会。", (("2025年3月5日(星期一)", "wrong-weekday"),)),
    Example("第一阶段(3月至5月)。第二阶段(5月至8月)。2024年11月1日至次年2月8日;9月1日至1月20日。"),
    Example("2025年3月5日(星期三)开会。"),
)


class _Stage(Struct, frozen=True):
    """From month and day to month and day; 0 for a day that is not named."""

    start: int
    end: int
    since: tuple[int, int, int]
    until: tuple[int, int, int]


def find(passage: Passage) -> Iterator[Gap]:
    found = [*_reversed(passage), *_overlaps(passage), *_weekdays(passage)]
    yield from sorted(found, key=lambda one: one.start)


def _stage(match: re.Match[str], year: int) -> _Stage | None:
    """None where the second part is no date of its own."""
    if not match["m2"] and not (match["d2"] and match["d1"]):
        return None
    first = int(match["y1"] or year)
    m1, m2 = int(match["m1"]), int(match["m2"] or match["m1"])
    last = int(match["y2"] or first) + bool(match["next"])
    crosses = not match["y2"] and not match["next"] and bool(match["m2"]) and m2 < m1
    return _Stage(
        match.start(),
        match.end(),
        (first, m1, int(match["d1"] or 0)),
        (last + crosses, m2, int(match["d2"] or 32)),
    )


def _reversed(passage: Passage) -> Iterator[Gap]:
    for match in _RANGE.finditer(passage.text):
        stage = _stage(match, passage.year)
        if stage is None or stage.since <= stage.until:
            continue
        words = match.group().strip()
        yield gap(
            "end-before-start",
            match.start(),
            match.start() + len(match.group().rstrip()),
            f"“{words}”的结束早于开始:应为哪一天?",
            f"“{words}” ends before it begins: which day is meant?",
        )


def _overlaps(passage: Passage) -> Iterator[Gap]:
    before: _Stage | None = None
    for match in _RANGE.finditer(passage.text):
        if not _STAGE.search(passage.text, max(0, match.start() - 30), match.start()):
            continue
        stage = _stage(match, passage.year)
        if stage is None:
            continue
        near = before is not None and stage.start - before.end < _FAR
        if near and before and before.since <= stage.since and _overlap(before, stage):
            earlier, words = passage.source[before.start : before.end], match.group()
            yield gap(
                "stages-overlap",
                *match.span(),
                f"“{words}”与前一阶段“{earlier}”时间重叠:以哪个为准?",
                f"“{words}” overlaps with the stage before, “{earlier}”: which one holds?",
            )
        before = stage


def _overlap(before: _Stage, stage: _Stage) -> bool:
    """A month or a day that both share may be the border of two stages."""
    if not stage.since[2] or before.until[2] > 31:
        return stage.since[:2] < before.until[:2]
    return stage.since < before.until


def _weekdays(passage: Passage) -> Iterator[Gap]:
    for match in _WEEKDAY.finditer(passage.text):
        year, month, day = int(match["year"] or passage.year), int(match["month"]), int(match["day"])
        if not year or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            continue
        right = _DAYS[dt.date(year, month, day).weekday()]
        if right == match["weekday"].replace("天", "日"):
            continue
        words = match.group()
        yield gap(
            "wrong-weekday",
            *match.span(),
            f"“{words}”:{year}年的这一天是星期{right},以日期还是星期为准?",
            f"“{words}”: in {year} this day is a 星期{right}: does the date hold, or the weekday?",
            ("以日期为准", "以星期为准"),
        )
