"""Festivals and named days: what they are called in both languages, and when they are.

Fixed dates: 全国年节及纪念日放假办法, and the days set by law or by decision of the Standing Committee.
A new one is a line in FESTIVALS, nothing else.
"""

import datetime as dt
from calendar import monthrange
from typing import Literal, TypeAlias

from msgspec import Struct

from workflows.cadence.lunar import lunar_day, lunar_year

When: TypeAlias = Literal["lunar", "eve", "qingming", "equinox", "solstice", "weekday"]


class Festival(Struct, frozen=True):
    """`name` in canonical forms; `called` in English sentences. `on`: (month, day), lunar if `when` says
    so, or (month, nth) of the `weekday` (0 Monday; nth -1: the last).

    `also`: other words that are read.
    """

    name: str
    called: str
    chinese: str
    also: tuple[str, ...] = ()
    on: tuple[int, int] = (0, 0)
    when: When | None = None
    weekday: int = 0

    def day_in(self, year: int) -> int:
        """The ordinal; `year` is the lunar one for lunar festivals, so that 除夕 closes it.

        Raises UnknownLunarYear.
        """
        month, day = self.on
        match self.when:
            case None:
                return dt.date(year, month, day).toordinal()
            case "lunar":
                return lunar_day(year, month, day)
            case "eve":
                return lunar_year(year).eve
            case "qingming":
                return lunar_year(year).clear_and_bright
            case "equinox":
                return lunar_year(year).autumn_equinox
            case "solstice":
                return lunar_year(year).winter_solstice
            case "weekday":
                return nth_weekday(year, month, day, self.weekday)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> int:
    """The ordinal of the `nth` Monday (0) to Sunday (6) of a month; nth -1: the last."""
    if nth < 0:
        end = dt.date(year, month, monthrange(year, month)[1]).toordinal()
        return end - (end + 6 - weekday) % 7
    first = dt.date(year, month, 1).toordinal()
    return first + (weekday - first - 6) % 7 + 7 * (nth - 1)


def _lunar(name: str, called: str, chinese: str, month: int, day: int, *also: str) -> Festival:
    return Festival(name, called, chinese, also, (month, day), "lunar")


def _fixed(name: str, called: str, chinese: str, month: int, day: int, *also: str) -> Festival:
    return Festival(name, called, chinese, also, (month, day))


def _nth(name: str, called: str, chinese: str, month: int, nth: int, weekday: int, *also: str) -> Festival:
    return Festival(name, called, chinese, also, (month, nth), "weekday", weekday)


FESTIVALS = (
    Festival(
        "spring festival eve",
        "Spring Festival Eve",
        "除夕",
        ("除夕夜", "大年三十", "年三十", "new year's eve"),
        when="eve",
    ),
    _lunar("spring festival", "the Spring Festival", "春节", 1, 1, "大年初一", "chinese new year"),
    _lunar("lantern festival", "the Lantern Festival", "元宵节", 1, 15, "元宵"),
    _lunar("dragon head festival", "the Dragon Head Festival", "龙抬头", 2, 2, "二月二"),
    Festival(
        "qingming",
        "the Qingming Festival",
        "清明",
        ("清明节", "qingming festival", "tomb sweeping day"),
        when="qingming",
    ),
    _lunar("dragon boat festival", "the Dragon Boat Festival", "端午节", 5, 5, "端午"),
    _lunar("qixi", "the Qixi Festival", "七夕", 7, 7, "七夕节", "qixi festival"),
    _lunar("ghost festival", "the Ghost Festival", "中元节", 7, 15, "中元"),
    _lunar("mid-autumn festival", "the Mid-Autumn Festival", "中秋节", 8, 15, "中秋", "mid-autumn"),
    _lunar("double ninth festival", "the Double Ninth Festival", "重阳节", 9, 9, "重阳", "double ninth"),
    _lunar("laba festival", "the Laba Festival", "腊八节", 12, 8, "腊八", "laba"),
    Festival(
        "harvest festival",
        "the Farmers' Harvest Festival",
        "农民丰收节",
        ("中国农民丰收节", "丰收节", "秋分"),
        when="equinox",
    ),
    Festival("winter solstice", "the winter solstice", "冬至", ("冬至节",), when="solstice"),
    _fixed("new year's day", "New Year's Day", "元旦", 1, 1, "元旦节"),
    _fixed("police day", "Police Day", "人民警察节", 1, 10, "中国人民警察节"),
    _fixed("lei feng day", "Lei Feng Day", "学雷锋纪念日", 3, 5, "学雷锋日"),
    _fixed("women's day", "Women's Day", "妇女节", 3, 8, "三八妇女节", "三八节"),
    _fixed("arbor day", "Arbor Day", "植树节", 3, 12),
    _fixed("consumer rights day", "Consumer Rights Day", "消费者权益日", 3, 15),
    _fixed("national security day", "National Security Education Day", "国家安全教育日", 4, 15),
    _fixed("labour day", "Labour Day", "劳动节", 5, 1, "五一劳动节", "五一", "labor day", "may day"),
    _fixed("youth day", "Youth Day", "青年节", 5, 4, "五四青年节"),
    _fixed("nurses' day", "Nurses' Day", "护士节", 5, 12),
    _fixed("disaster prevention day", "Disaster Prevention Day", "防灾减灾日", 5, 12),
    _fixed("children's day", "Children's Day", "儿童节", 6, 1, "六一儿童节", "六一"),
    _fixed("environment day", "Environment Day", "环境日", 6, 5, "世界环境日"),
    _fixed("anti-drug day", "Anti-Drug Day", "禁毒日", 6, 26, "国际禁毒日"),
    _fixed("party day", "the Party's founding day", "建党节", 7, 1, "七一"),
    _fixed("army day", "Army Day", "建军节", 8, 1, "八一建军节", "八一"),
    _fixed("doctors' day", "Doctors' Day", "医师节", 8, 19, "中国医师节"),
    _fixed("teachers' day", "Teachers' Day", "教师节", 9, 10),
    _fixed("martyrs' day", "Martyrs' Day", "烈士纪念日", 9, 30),
    _fixed("national day", "National Day", "国庆节", 10, 1, "国庆"),
    _fixed("journalists' day", "Journalists' Day", "记者节", 11, 8),
    _fixed("fire safety day", "Fire Safety Day", "消防日", 11, 9, "全国消防日", "消防宣传日"),
    _fixed("constitution day", "Constitution Day", "宪法日", 12, 4, "国家宪法日"),
    # 1996年国家教委等通知: the last Monday of March
    _nth("school safety day", "School Safety Day", "全国中小学生安全教育日", 3, -1, 0, "中小学生安全教育日"),
    # 残疾人保障法: the third Sunday of May
    _nth("disabled persons day", "the Day for Helping Disabled Persons", "全国助残日", 5, 3, 6, "助残日"),
    # 2001年全国人大常委会决定: the third Saturday of September
    _nth("defence education day", "Defence Education Day", "全民国防教育日", 9, 3, 5, "国防教育日"),
    # 中国科协: the third Saturday of September
    _nth("science day", "National Science Day", "全国科普日", 9, 3, 5, "科普日"),
    # 2023年全国人大常委会决定
    _fixed("ecology day", "National Ecology Day", "全国生态日", 8, 15, "生态日"),
    _fixed("memorial day", "the National Memorial Day", "国家公祭日", 12, 13, "公祭日"),
)
BY_NAME = {festival.name: festival for festival in FESTIVALS}
BY_WORD = {
    word: festival
    for festival in FESTIVALS
    for word in (
        festival.name,
        festival.chinese,
        *festival.also,
        festival.called.removeprefix("the ").lower(),
    )
}
