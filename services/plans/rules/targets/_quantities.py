"""Numbers with a unit, and the words around them that make one a target."""

import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.passage import Passage
from services.plans.rules.tense import Regions, told

_HAN = "[一二两三四五六七八九十百千零〇]"
_TIME = "个?工作日|个自然日|个?小时|分钟|秒钟?|个?月|个?季度|个?学期|天|日|周|年"
_MONEY = "元|美元"
_SIZE = (
    "平方公里|平方米|立方米|公里|千米|厘米|毫米|米|亩|公顷|吨标准煤|吨|公斤|千克|千瓦时|千瓦|兆瓦|度电?"
    "|mg/L|mg/m3|dB|微克|毫克|分贝|摄氏度|℃"
)
_THINGS = (
    "批次|例次|场次|班次|车次|人次|人|名|位|户次?|家次?|个|场次|场|次|遍|回|期|项|件|起|条|篇|份|例"
    "|台套?|套|辆|座|处|节|课时"
    "|学时|批|所"
    "|间|幢|栋|支|只|头|株|棵|册|本|部|张|块|面|幅|班次|班|门|届|轮|分|床|张床位|幕|首|盏|根|艘|架|对|组"
    "|类|道|字|栋|趟|场次|幅次|岁|人份|瓶|包|箱|盒|袋|顶|束|封|卷|款|批次|车次|课|例次|株|桶"
)
_UNIT = f"%|‰|个百分点|周岁|{_TIME}|{_SIZE}|{_MONEY}|{_THINGS}"
_DIGITS = "[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,9}(?:\\.[0-9]{1,4})?"
_QUANTITY = re.compile(
    f"(?P<percent>百分之(?P<of>{_HAN}{{1,4}}|{_DIGITS}))"
    f"|(?<![0-9.])(?:(?P<digits>{_DIGITS})|(?<!{_HAN})(?P<han>{_HAN}{{1,5}}|万(?=[家户人名亩株])))"
    f"(?P<more>[余多])? ?(?P<scale>[百千万亿]{{0,2}})"
    f"(?P<unit>{_UNIT}|(?<=[0-9])(?=[,。;)\\n\\t]|$)|成(?=以|左|多|的|$|[,。;、]))"
    f"(?P<per>/[^,。;:、\\s0-9]{{1,4}}?(?=[以之,。;:、)\\s左]|$))?"
)
AT_LEAST = "不得?少于|不得?低于|不能?少于|不能?低于|应?不小于|至少|最少|起码|≥|>=|大于等于|高于或等于"
AT_MOST = "不得?超过|不得?高于|不得?多于|不得?大于|不能超过|最多|至多|≤|<=|小于等于"
OVER = "(?<!不)(?<!不得)(?<!不能)(?:超过|突破|高于|大于)|>"
UNDER = "(?<!不)(?<!不得)(?<!不能)(?:低于|少于|小于)|<"
_MOVE = (
    "提高|提升|增加|增长|扩大|上升|提|升|增|扩展|发展|减少|压减|压缩|压降|缩短|缩减|降低|下降|降|减|缩"
    "|精简|控制|稳定|保持|维持|巩固|延长|扩"
)
TO = f"(?:{_MOVE})(?:到|至|为|在)|达到|达(?!成)"
AIM = "力争|确保|争取|实现|覆盖|完成(?!时限|时间)"
UP = "(?:提高|提升|增长|增加|上升|增速|增幅|(?<!新)增)(?:幅度|了)?(?:为|达|达到)?"
DOWN = "(?:下降|降低|减少|压减|压降|压缩|缩短|缩减|减|降)(?:幅度|了)?(?:为|达|达到)?"
_PER = "(?:每[^,。;:\\s0-9]{1,4})?"
_BEFORE = re.compile(
    f"(?:(?P<at_least>{AT_LEAST})|(?P<at_most>{AT_MOST})|(?P<to>{TO})|(?P<aim>{AIM})|(?P<over>{OVER})"
    f"|(?P<under>{UNDER})"
    f"|(?P<up>{UP})|(?P<down>{DOWN})|(?P<origin>[由从自]|(?<![占同环分对])比|(?<!比)较))[ :]?{_PER}$"
)
_APART = re.compile(
    '(?:(?P<at_least>至少|最少|不少于|不低于)|(?P<at_most>最多|至多|不超过))[^,。;:0-9”"]{1,10}$'
)
_AFTER = re.compile(
    "[ ]?(?:(?P<at_least>及?以上|或以上)|(?P<at_most>以内|之内|及?以下)|(?P<about>左右|上下)|(?P<within>内))"
)
CASE = re.compile("(?:对|凡|如|若|遇|(?<!应)当(?![年地日月天前场])|预报)[^,]{0,12}$")
"""Who a rule is for, not what is to be reached: 对合格率低于90%的单位."""
_CLAUSE = 60  # characters of a clause before its number, at most
_STOPS = ",。;!?:\n\t"
_NAMED = re.compile("[一二两三四五六七八九十]个$")  # 三个100%
_LOW = re.compile("(?<![0-9.月年日第:])(?P<low>[0-9]{1,5}) ?(?:至|到|-)$")
"""5至10门 asks for 5 at least."""
_NO_RANGE = (None, "岁", "分", "年", "月", "个月", "日", "天", "周", "小时", "分钟", "点", "时")
_DATE = re.compile("(?:20[0-9]{2}年|[0-9]{1,2}月(?:份)?)$")
STATES = re.compile(
    "[^。]{0,8}(?:完成情况|进展情况|背景|情况分析|基本情况|现状|形势|工作回顾|回顾|上年工作|主要成[绩效]"
    "|工作成效|存在的?问题|班级情况|学情分析|概况"
    "|(?:上半年|上一?年度?|上学期|本周|上周|本月|上月|去年|前期)(?:工作)?(?:总结|小结|进展))[^。]{0,6}"
)
_NUMERALS = {**{sign: at for at, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_SCALES = {"百": 100, "千": 1000, "万": 10_000}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
TIMES = re.compile(_TIME)
SCORED = re.compile("[^。;,\\n]{0,8}, ?得 ?[0-9.]+ ?分")
"""A step of a scale of points: 组织3次,得1分."""


class Quantity(Struct, frozen=True):
    """A number at [start, end) with its unit and the comparison after it; `first`: where its clause begins.

    `before` and `after` name the words of comparison right beside it (at_least, at_most, to, over, under,
    up, down, origin; at_least, at_most, about, within), `lead` is where those before it begin.
    """

    start: int
    end: int
    value: float
    unit: str
    written: bool
    before: str
    after: str
    lead: int
    first: int


def quantities(passage: Passage) -> tuple[Quantity, ...]:
    """By place; none that stands in quotation marks."""
    return passage.once(_quantities)


def _quantities(passage: Passage) -> Iterator[Quantity]:
    text, last = passage.text, 0
    for match in _QUANTITY.finditer(text):
        one = _quantity(text, match, last)
        if one is None or not (one.unit or one.before) or passage.quoted(one.start) or _is_step(text, one):
            continue
        yield one
        last = one.end if one.before != "origin" else last


class Asked:
    """Tells what is asked for from what is told of the past, or stands in a section of the present state."""

    def __init__(self, passage: Passage) -> None:
        self._passage, self._states = passage, Regions(passage, STATES)

    def at(self, position: int) -> bool:
        return not self._states.holds(position) and not told(self._passage, position)


def is_percent(unit: str) -> bool:
    return unit in ("%", "‰", "个百分点")


def _is_step(text: str, one: Quantity) -> bool:
    """Of a scale of points: 每降低1个百分点扣0.5分."""
    return text[one.lead - 1 : one.lead] == "每" and one.before in ("up", "down", "over", "under")


def ends_clause(text: str, position: int) -> bool:
    """Whether a clause ends at a place, or its next one begins there by 、 or 和."""
    rest = text[position : position + 1]
    return not rest or rest in ",。;!?:、)\n\t]和且并及" or rest.isspace()


def _quantity(text: str, match: re.Match[str], last: int) -> Quantity | None:
    start, end = match.span()
    low = _LOW.search(text, max(0, start - 8), start) if match["unit"] not in _NO_RANGE else None
    if low:
        start = low.start()
    elif _is_date(text, match):
        return None
    first = max(
        last, start - _CLAUSE, *(text.rfind(mark, max(0, start - _CLAUSE), start) + 1 for mark in _STOPS)
    )
    near = max(first, start - 14)
    before = _BEFORE.search(text[near:start]) or _APART.search(text[near:start])
    after = _AFTER.match(text, end)
    unit, value = _measured(match)
    at_least = "at_least" if low and match["digits"] else ""
    return Quantity(
        start,
        after.end() if after else end,
        float(low["low"]) if low and at_least else value,
        unit,
        match["han"] is None,
        (before.lastgroup or "") if before else "",
        at_least or ((after.lastgroup or "") if after else ""),
        near + before.start() if before else start,
        first,
    )


def _is_date(text: str, match: re.Match[str]) -> bool:
    """A day, month or year of the calendar, an ordinal, or a piece of a longer numeral."""
    unit, start = match["unit"] or "", match.start()
    if start and (text[start - 1] in "第-/" or _NAMED.search(text, max(0, start - 2), start)):
        return True
    if unit in ("日", "天") and _DATE.search(text, max(0, start - 6), start):
        return True
    if unit == "年" and (len(match["digits"] or "") == 4 or text[start - 1 : start] in tuple("〇零一二")):
        return True
    return unit == "月" or (unit == "日" and text[match.end() : match.end() + 1] == "前")


def _measured(match: re.Match[str]) -> tuple[str, float]:
    if match["percent"]:
        return "%", _number(match["of"])
    value = _number(match["digits"] or match["han"])
    scale, unit = match["scale"] or "", match["unit"] + (match["per"] or "")
    for sign in scale:
        value *= _SCALES.get(sign, 1)
    unit = "亿" + unit if "亿" in scale else unit
    return ("%", value * 10) if match["unit"] == "成" else (unit, value)


def _number(words: str) -> float:
    if words[0] in "0123456789":
        return float(words.replace(",", ""))
    total, digit = 0, 0
    for sign in words:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _NUMERALS[sign]
    return float(total + digit)
