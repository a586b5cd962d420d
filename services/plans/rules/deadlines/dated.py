"""3月底前, 2022年6月30日前, 6月20日18:00前, 年底前, 到2025年, 完成时限:…: dates by which something is due."""

import re
from collections.abc import Iterator

from services.plans.found import Deadline
from services.plans.passage import Passage
from services.plans.rules.date_points import Point
from services.plans.rules.dates import moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "3月底前清沟,6月20日18:00前报表",
        (("3月底前", "2026-03-31"), ("6月20日18:00前", "2026-06-20T18:00")),
        2026,
    ),
    Example(
        "2022年6月30日前清沟,7月底前报表", (("2022年6月30日前", "2022-06-30"), ("7月底前", "2022-07-31"))
    ),
    Example("泵站\t竣工时间\n东站\t2026年6月\n", (("2026年6月", "2026-06-30"),)),
    Example("2026年底,沟渠达标", (("2026年底", "2026-12-31"),)),
    Example("3.15前清沟", (("3.15前", "--03-15"),)),
    Example("估计1月底开工", (("1月底", "--01-31"),)),
    Example("年底前清沟", (("年底前", "--12-31"),)),
    Example("20xx年底前清沟,  月  日前交表", (("20xx年底前", ""), ("  月  日前", ""))),
    Example("到2025年,新增泵站2座;力争2027年建成", (("2025年", "2025-12-31"), ("2027年", "2027-12-31"))),
    Example("完成时限:2026年3月至5月", (("2026年3月至5月", "2026-05-31"),)),
    Example("三季度末完成清沟", (("三季度末", "--09-30"),)),
    Example("任务\t完成时限\n清沟\t5月\n", (("5月", "--05-31"),)),
    Example("每月25日前报表;3月5日前后上街;截至2021年底共有泵站2座;2021年3月5日前已清;4月清沟"),
    Example("2020年底前修好", (), 2026),
)


_DOTTED = re.compile(
    "(?<![0-9.A-Za-z])(?P<month>1[0-2]|0?[1-9])\\.(?P<day>3[01]|[12][0-9]|0?[1-9]) ?前(?!后)"
)


def find(passage: Passage) -> Iterator[Deadline]:
    stated = (0, 0)
    line = -1
    for one in moments(passage):
        if one.role != "by":
            continue
        place = passage.text.rfind("\n", max(0, one.start - 300), one.start)
        if place != line:
            line, stated = place, (0, 0)
        due, inferred = _due(one.last, stated)
        if one.last.told == "stated":
            stated = (one.last.year, one.last.month)
        yield Deadline(start=one.start, end=one.end, due=due, inferred=inferred)
    for match in _DOTTED.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        point = Point(*match.span(), "day", month, day, passage.year)
        due, inferred = _due(point, (0, 0))
        yield Deadline(start=match.start(), end=match.end(), due=due, inferred=inferred)


def _due(point: Point, stated: tuple[int, int]) -> tuple[str, bool]:
    """`stated`: year and month of a date before it on the line, for those after it that name no year."""
    if point.told == "blank" or point.form == "blank" or not point.exists():
        return "", False
    year = point.year
    if point.told == "" and point.month >= stated[1] > 0:
        year = stated[0]
    day = f"{point.month:02}-{point.day:02}"
    clock = f"T{point.clock}" if point.clock else ""
    if not year:
        return f"--{day}{clock}", False
    return f"{year:04}-{day}{clock}", point.told != "stated"
