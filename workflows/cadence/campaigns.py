"""Named weeks and months of the law, of the ministries and of usage: what they are called, and when they are.

A week is counted as notices count it: from Monday to Sunday, the one with the 1st of the month being the
first. Where a year's own notice moves one, the plan of that year says the dates. A new one is a line in
CAMPAIGNS, nothing else; each stands below its source.
"""

import datetime as dt
from calendar import monthrange

from msgspec import Struct


class Campaign(Struct, frozen=True):
    """`name` in canonical forms; `called` in English sentences; `also`: other words that are read.

    `since`, `until`: (month, day), the whole `since[0]` month if `until` is (0, 0); `week`: of that month.
    """

    name: str
    called: str
    chinese: str
    also: tuple[str, ...] = ()
    since: tuple[int, int] = (0, 0)
    until: tuple[int, int] = (0, 0)
    week: int = 0

    def days_in(self, year: int) -> tuple[int, int]:
        """The ordinals of its first and last day."""
        month, day = self.since
        first = dt.date(year, month, day).toordinal()
        if self.week:
            monday = first - (first + 6) % 7 + 7 * (self.week - 1)
            return monday, monday + 6
        end_month, end_day = self.until
        if not end_month:
            return first, first + monthrange(year, month)[1] - 1
        return first, dt.date(year, end_month, end_day).toordinal()


def _month(name: str, called: str, chinese: str, month: int, *also: str) -> Campaign:
    return Campaign(name, called, chinese, also, (month, 1))


def _week(name: str, called: str, chinese: str, month: int, week: int, *also: str) -> Campaign:
    return Campaign(name, called, chinese, also, (month, 1), week=week)


def _days(
    name: str, called: str, chinese: str, since: tuple[int, int], until: tuple[int, int], *also: str
) -> Campaign:
    return Campaign(name, called, chinese, also, since, until)


CAMPAIGNS = (
    # by usage: March; some provinces have a month of their own
    _month("public order month", "Public Order Month", "综治宣传月", 3, "平安建设宣传月"),
    # by usage: March, around the day of 5 March
    _month("lei feng month", "Lei Feng Month", "学雷锋活动月", 3, "学雷锋月"),
    # 水利部: 22 to 28 March, since 1994
    _days("water week", "China Water Week", "中国水周", (3, 22), (3, 28)),
    # 全国爱国卫生运动委员会, 1989: April
    _month("patriotic health month", "Patriotic Health Month", "爱国卫生月", 4),
    # 国家税务总局: April, since 1992
    _month("tax month", "Tax Month", "税收宣传月", 4),
    # 国函〔2025〕101号: the fourth week of April, since 2026
    _week("reading week", "Reading Week", "全民阅读活动周", 4, 4, "全民阅读周"),
    # 国家知识产权局: 20 to 26 April, since 2009
    _days("intellectual property week", "Intellectual Property Week", "知识产权宣传周", (4, 20), (4, 26)),
    # 国家卫生健康委: 25 April to 1 May, since 2002
    _days("occupational health week", "Occupational Health Week", "职业病防治法宣传周", (4, 25), (5, 1)),
    # 国务院2001年批复: the third week of May; notices of late years begin it on the Saturday after or later
    _week("science week", "Science and Technology Week", "科技活动周", 5, 3, "科技周"),
    # 中央宣传部、司法部: May, since 2021
    _month("civil code month", "Civil Code Month", "民法典宣传月", 5),
    # 国务院安委会: June, since 2002
    _month("work safety month", "Work Safety Month", "安全生产月", 6),
    # by usage: June, around the day of 26 June
    _month("anti-drug month", "Anti-Drug Month", "禁毒宣传月", 6, "全民禁毒宣传月"),
    # 国防教育法 (2024): September
    _month("defence education month", "Defence Education Month", "全民国防教育月", 9, "国防教育月"),
    # 科学技术普及法 (2024): September
    _month("science month", "National Science Month", "全国科普月", 9, "科普月"),
    # 市场监管总局: September, since 1978
    _month("quality month", "Quality Month", "质量月", 9),
    # 国务院1997年批复: the third week of September
    _week("putonghua week", "Putonghua Week", "推广普通话宣传周", 9, 3, "推普周"),
    # 国家网络安全宣传周活动方案 (2016): the third week of September
    _week("cybersecurity week", "Cybersecurity Week", "网络安全宣传周", 9, 3),
    # 全国老龄委: October, since 2010
    _month("respect for the aged month", "Respect for the Aged Month", "敬老月", 10),
    # by usage: November, around the day of 9 November
    _month("fire safety month", "Fire Safety Month", "消防宣传月", 11, "119消防宣传月", "消防安全宣传月"),
    # 中央宣传部、司法部: 1 to 7 December, since 2018
    _days("constitution week", "Constitution Week", "宪法宣传周", (12, 1), (12, 7)),
)
BY_NAME = {campaign.name: campaign for campaign in CAMPAIGNS}
BY_WORD = {
    word: campaign for campaign in CAMPAIGNS for word in (campaign.name, campaign.chinese, *campaign.also)
}
