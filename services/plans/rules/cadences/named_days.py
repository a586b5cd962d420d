"""学雷锋日, 植树节, 12·4国家宪法日, 阅读日: days that are known by their names."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import clause, is_past, saying
from services.plans.rules.dates import moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("植树节上山栽树", (("植树节上山栽树", "dated"),)),
    Example("在12·4国家宪法日前后设摊", (("在12·4国家宪法日前后设摊", "dated"),)),
    Example("结合全区读报日办展", (("结合全区读报日办展", "dated"),)),
    Example("3·15上街", ()),
    Example("4月22日是世界地球日;讲世界地球日的由来;4月21日下午,各班办好世界地球日板报"),
    Example("“5·12”地震后,生日当天,节日,工作日,近日"),
)

FIXED = {
    "警察节": (1, 10), "湿地日": (2, 2), "爱耳日": (3, 3), "雷锋日": (3, 5), "雷锋纪念日": (3, 5),
    "学雷锋日": (3, 5), "妇女节": (3, 8), "植树节": (3, 12), "消费者权益日": (3, 15),
    "消费者权益保护日": (3, 15), "睡眠日": (3, 21), "世界水日": (3, 22), "中国水周": (3, 22),
    "气象日": (3, 23), "防治结核病日": (3, 24), "结核病日": (3, 24), "卫生日": (4, 7),
    "国家安全教育日": (4, 15), "地球日": (4, 22), "读书日": (4, 23), "图书日": (4, 23),
    "知识产权日": (4, 26), "青年节": (5, 4), "红十字日": (5, 8), "护士节": (5, 12),
    "防灾减灾日": (5, 12), "博物馆日": (5, 18), "旅游日": (5, 19), "营养日": (5, 20),
    "生物多样性日": (5, 22), "无烟日": (5, 31), "儿童节": (6, 1), "环境日": (6, 5), "爱眼日": (6, 6),
    "遗产日": (0, 0), "献血者日": (6, 14), "献血日": (6, 14), "土地日": (6, 25), "禁毒日": (6, 26),
    "建党节": (7, 1), "人口日": (7, 11), "建军节": (8, 1), "健身日": (8, 8), "医师节": (8, 19),
    "教师节": (9, 10), "爱牙日": (9, 20), "烈士纪念日": (9, 30), "高血压日": (10, 8),
    "精神卫生日": (10, 10), "粮食日": (10, 16), "记者节": (11, 8), "消防日": (11, 9),
    "消防宣传日": (11, 9), "糖尿病日": (11, 14), "艾滋病日": (12, 1), "交通安全日": (12, 2),
    "残疾人日": (12, 3), "宪法日": (12, 4), "宪法宣传日": (12, 4), "志愿者日": (12, 5),
    "国家公祭日": (12, 13), "公祭日": (12, 13), "档案日": (6, 9), "法制宣传日": (12, 4),
    "航天日": (4, 24), "爱肝日": (3, 18), "无车日": (9, 22), "圣诞节": (12, 25), "助残日": (0, 0),
    "科普日": (0, 0), "国防教育日": (0, 0), "低碳日": (0, 0), "母亲节": (0, 0), "父亲节": (0, 0),
}  # fmt: skip
"""Month and day of days that come on the same day each year; 0, 0 for those that do not."""

_FIXED = "|".join(sorted(FIXED, key=len, reverse=True))
_NUMBER = "(?:“?(?:[0-9]{1,2}[·.][0-9]{1,2}|三八|五四|六一|七一|八一|六五|[0-9]{3,4})”? ?)?"
_KNOWN = re.compile(
    f"{_NUMBER}[“]?(?:国际|世界|全国|中国|国家|全民|联合国|学){{0,2}}(?P<name>{_FIXED})”?(?:前后|期间|当天)?"
)
_EVE = re.compile(
    "“?(?P<name>七一|六一|八一|五四|三八)”?(?:前后|前夕|期间|来临之际|(?<=”)(?=[表庆评座走慰活系文主汇]))"
    "|(?<=[庆迎])“?(?P<met>七一|六一|八一|五四|三八)”?"
    "|(?:立春|惊蛰|谷雨|立夏|立秋|霜降|立冬|大雪|大寒)(?:前后|当[天日])"
)
_UNKNOWN = re.compile(
    "(?:结合|利用|借助|抓住|依托|围绕|以|借|在"
    "|逢)(?:[一-龥]{1,6}[月周]、)?[一-龥“”]{0,10}?(?P<name>[一-龥]{2}(?<![节生工休假近平次])日)”?(?=为契机|办|开展|组织|举|,|。|、|等|期间|活动|前后|当天|契机)"
)
_COMMON = re.compile("(?:节|生|作|休|假|近|平|次|今|明|昨|往|逐|即|每|纪念|时|落|整|半|烈|连|隔|某|末|息)日")
_EVE_DAYS = {"七一": (7, 1), "六一": (6, 1), "八一": (8, 1), "五四": (5, 4), "三八": (3, 8)}
_ABOUT = re.compile("的?(?:由来|意义|来历|活动内容|知识|活动方案)|”?(?:即将|快要)?(?:到来|来临)(?!之际)")
_STOPS = re.compile("[。;\\n]")
_BEFORE = re.compile("[之以]?前[^后]{0,8}?完成")


def find(passage: Passage) -> Iterator[CadenceWords]:
    text = passage.text
    for match in _KNOWN.finditer(text):
        if not (
            _is_heading(passage, match) or _in_title(passage, match.start()) or _is_only_named(passage, match)
        ):
            yield from _known(passage, match, FIXED[match["name"]])
    for match in _EVE.finditer(text):
        yield from _known(passage, match, _EVE_DAYS.get(match["name"] or match["met"] or "", (0, 0)))
    for match in _UNKNOWN.finditer(text):
        start, end = match.span("name")
        if (
            _COMMON.search(match["name"])
            or any(name in match.group() for name in FIXED)
            or _in_title(passage, start)
        ):
            continue
        yield saying(passage, start, end, "dated", "named day without date", doubt="date")


def _known(passage: Passage, match: re.Match[str], on: tuple[int, int]) -> Iterator[CadenceWords]:
    start, end = match.span()
    if is_past(passage, start, end) or _BEFORE.match(passage.text, end):
        return
    month, day = on
    cadence = f"on {month}-{day:02}" if month else ""
    detail = f"{month:02}-{day:02}" if month else "named day without date"
    if match.group().endswith(("前后", "期间", "前夕", "之际")):
        yield saying(
            passage,
            start,
            end,
            "dated",
            f"{detail} (around)",
            doubt="window",
            choices=(cadence,) if cadence else (),
        )
    else:
        yield saying(passage, start, end, "dated", detail, cadence=cadence, doubt="" if cadence else "date")


def _is_heading(passage: Passage, match: re.Match[str]) -> bool:
    """A clause that is nothing but the name, at the start of an item, heads what follows."""
    start, end = clause(passage, *match.span())
    if end - start > match.end() - match.start() + 1:
        return False
    return passage.text[end : end + 1] in ("。", ":")


def _is_only_named(passage: Passage, match: re.Match[str]) -> bool:
    """Told of (4月23日是世界读书日, its 由来), or the name of an act whose own day the sentence gives."""
    text, start = passage.text, match.start()
    if text[max(0, start - 2) : start].strip("“").endswith(("日是", "是", "为")) or _ABOUT.match(
        text, match.end()
    ):
        return True
    dated = moments(passage)
    place = bisect_left(dated, start, key=lambda one: one.start) - 1
    if place < 0 or dated[place].role != "at" or dated[place].first.form != "day":
        return False
    between = text[dated[place].end : start]
    apart = len(between) > 6 or "," in between
    return apart and len(between) < 80 and not _STOPS.search(between)


def _in_title(passage: Passage, position: int) -> bool:
    around = passage.quoted(position)
    if around is None:
        return False
    return passage.text[around[0]] == "《" or around[1] - around[0] > 12
