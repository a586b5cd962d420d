"""每天, 每两周, 每月25日, 每季度末, 每年4月: once in each of a period."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.markers import number
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_silent, saying
from services.plans.rules.cadences._turns import COUNTED, PERIODS, WEEKDAY, count_of, in_all, several
from services.plans.rules.cadences._written import literal, offered
from services.plans.rules.dates import moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("各班每天清点库房,有缺即补。", (("各班每天清点库房", "daily"),)),
    Example("出入口每个工作日巡查", (("出入口每个工作日巡查", "daily"),)),
    Example("每周五下午碰头", (("每周五下午碰头", "weekly"),)),
    Example(
        "仓库每两周盘一次货;每月28日前对账", (("仓库每两周盘一次货", "weekly"), ("每月28日前对账", "monthly"))
    ),
    Example(
        "每旬、每半个月各报一次",
        (("每旬、每半个月各报一次", "monthly"), ("每旬、每半个月各报一次", "monthly")),
    ),
    Example("每个季度末开碰头会", (("每个季度末开碰头会", "quarterly"),)),
    Example("每学期家访一遍,每半年查账", (("每学期家访一遍", "half_yearly"), ("每半年查账", "half_yearly"))),
    Example("护林员早晚各巡一趟", (("护林员早晚各巡一趟", "daily"),)),
    Example("每年4月清沟", (("每年4月清沟", "yearly"),)),
    Example(
        "每年2月底前清点,3月底前报账",
        (("每年2月底前清点", "yearly"), ("3月底前报账", "yearly")),
    ),
    Example("每单周周三听课", (("每单周周三听课", "weekly"),)),
    Example("园里每期末向家长发一次问卷", (("园里每期末向家长发一次问卷", "half_yearly"),)),
    Example("每年4月8日清沟", (("每年4月8日清沟", "dated"),)),
    Example("落实“每日一扫”制度", (("落实“每日一扫”制度", "daily"),)),
    Example("让住户每天都有新收获"),
    Example("墙上写着“每天少一点,每年好一点”"),
    Example("每年级两个班,每次两人,每期20人,每年补助300元,每年有2万人落水,过好每一天"),
)

_EVERY = re.compile(
    "每(?!一[天日年](?!次)) ?(?P<gap>间?隔)?(?P<n>[0-9]{1,3}|半|[双单]|[一二两三四五六七八九十]{1,3})?个?"
    "(?P<unit>工作日|小时|天(?![气然空])|日(?![程志记子常用]|三餐)|双休日|[晚早](?:上|晨)?|夜|(?:周|星期"
    "|礼拜)(?![年岁边围期])|旬"
    "|月份?(?![饼台球嫂薪租])|季度?(?!节)|学期|学年|年度?(?![级龄代画货])|期(?=[末每向对至不]|初))"
)
_TWICE = re.compile("(?<![每天日])早、?(?:中、?)?晚(?:各(?=[一-龥]{0,4}[一1])|[两二三2-3][次遍])")
_QUANTITY = re.compile(
    "(?:(?:平均|大?约|都)?(?:约?有|约|近|超过|达)(?:约|近)? ?[0-9.]+ ?[万千多余]{0,2}[名人户件起例]"
    "|[约达近仅]?(?:[0-9.,]+|[一二三四五六七八九十百千]+) ?[多余]?[万亿千]?[元个]?(?:元|小时|吨"
    "|公里|学时|课时|千瓦时)"
    "|[^,。;\\n0-9]{0,6}?[0-9.,]+ ?[万亿]?元|[^,。;\\n]{0,12}?控制在|(?:的)?(?:工作)?(?:安排|要点)[:\\n]"
    "|[^,。;\\n0-9]{0,4}?(?:递增|增长|增加|提高|下降|减少|降低|新增|递减|增收)[^,。;\\n]{0,6}?[0-9])"
)
_WEEK_PLACE = re.compile(
    f"(?P<first>{WEEKDAY})(?!{COUNTED})(?P<more>(?:(?:[、,和及与]|至|到|-)(?:每?个?(?:周"
    f"|星期))?{WEEKDAY}(?!{COUNTED})){{1,6}})?"
)
_MONTH_DAY = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_PLACE = re.compile(
    f"的?(?:(?P<day>{_MONTH_DAY})(?:[日号])?(?P<more>(?:(?:[、,和及与]|至|到"
    f"|-){_MONTH_DAY}[日号]?){{1,4}})?(?<=[日号])"
    "|(?P<workday>最后一?个?工作日)|(?P<last>最后一[天日])"
    f"|第(?P<nth>[一二三四1-4])个?(?:周|星期)(?P<weekday>{WEEKDAY})|(?P<loose>[上中下]旬|月?[初底末]"
    f"|最后[一-龥]{{1,2}}))"
)
_YEAR_PLACE = re.compile(
    f"的?(?P<month>{_MONTH_DAY}) ?月份?(?:(?P<day>{_MONTH_DAY})[日号])?"
    f"(?P<more>(?:[、,和及与]|至|到|-){_MONTH_DAY} ?月份?(?:{_MONTH_DAY}[日号])?)?(?:[上中下]旬|[底初末])?"
    "|的?年?(?P<part>[初中底末终])(?![国央心学层小期华考共])"
)
_QUARTER_PLACE = re.compile(
    "的?(?:(?P<workday>最后一?个?工作日)|(?P<last>最后一[天日])|首月|末月?|初|第[一二三]个?月)"
)
_PARTS = {"初": "year_start", "中": "year_middle", "底": "year_end", "末": "year_end", "终": "year_end"}
_NAMES = dict(zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True))
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _EVERY.finditer(passage.text):
        if (
            _is_rate(passage.text, match)
            or _QUANTITY.match(passage.text, match.end())
            or is_silent(passage, match.start(), match.end())
        ):
            continue
        yield _read(passage, match)
    for one in moments(passage):
        if one.role == "each":
            yield saying(passage, one.start, one.end, "yearly", "", doubt="date")
    for match in _TWICE.finditer(passage.text):
        yield saying(passage, *match.span(), "daily", "twice a day", doubt="times")


def _is_rate(text: str, match: re.Match[str]) -> bool:
    """800 cubic metres an hour."""
    return match["unit"] == "小时" and not match["n"]


def _read(passage: Passage, match: re.Match[str]) -> CadenceWords:
    start, end = match.span()
    period = PERIODS[match["unit"]]
    count = count_of(match["n"] or "") + (1 if match["gap"] else 0)
    if match["n"] == "半" and period.word == "year":
        return in_all(passage, start, end, PERIODS["半年"])
    if match["n"] == "半":
        choices = offered(f"half-{period.word}ly on last day", f"half-{period.word}ly on last workday")
        detail = f"every half {period.word}"
        return saying(passage, start, end, period.kind, detail, doubt="turn", choices=choices)
    if count > 1 or match["unit"] == "小时":
        return saying(passage, start, end, period.kind, f"every {count} {period.word}s", doubt="turn")
    if match["unit"] == "工作日":
        return several(passage, start, end, period) or saying(
            passage, start, end, "daily", "every working day", cadence="working days"
        )
    match period.word:
        case "week":
            return _week(passage, start, end)
        case "month":
            return _month(passage, start, end)
        case "quarter":
            return _quarter(passage, start, end)
        case "year" if match["unit"] != "学年":
            return _year(passage, start, end)
        case _:
            return in_all(passage, start, end, period)


def _week(passage: Passage, start: int, end: int) -> CadenceWords:
    """每周一 is a Monday only where no thing follows that could be counted: 每周一查 is once a week."""
    text = passage.text
    place = _WEEK_PLACE.match(text, end)
    if not place:
        days = re.compile(f"{WEEKDAY}天").match(text, end)
        if days:
            return saying(passage, start, days.end(), "weekly", "several days a week", doubt="times")
        return in_all(passage, start, end, PERIODS["周"])
    if place["more"]:
        return _several_days(passage, start, place.end(), "week")
    after = text[place.end() : place.end() + 1]
    if place["first"] == "一" and after and after not in "上下早晚中前,、。;:和及()0123456789 \n\t":
        return in_all(passage, start, end, PERIODS["周"])
    name = _NAMES[place["first"]]
    return saying(passage, start, place.end(), "weekly", name, cadence=f"weekly on {name}")


def _month(passage: Passage, start: int, end: int) -> CadenceWords:
    place = _MONTH_PLACE.match(passage.text, end)
    if not place:
        return in_all(passage, start, end, PERIODS["月"])
    last = place.end()
    if place["loose"]:
        return saying(passage, start, last, "monthly", "every 1 month", anchor="monthly")
    if place["more"]:
        return _several_days(passage, start, last, "month")
    if place["workday"]:
        return saying(passage, start, last, "monthly", "last workday", cadence="monthly on last workday")
    if place["last"]:
        return saying(passage, start, last, "monthly", "last day", cadence="monthly on last day")
    if place["nth"]:
        form = f"{_ORDINALS[number(place['nth'])]} {_NAMES[place['weekday']]}"
        return saying(passage, start, last, "monthly", form, cadence=f"monthly on {form}")
    day = number(place["day"])
    if not 1 <= day <= 31:
        return saying(passage, start, last, "monthly", "", doubt="date")
    return saying(passage, start, last, "monthly", f"on the {day}", cadence=f"monthly on {day}")


def _several_days(passage: Passage, start: int, end: int, period: str) -> CadenceWords:
    """每周二、四: settled where the words name the days one by one."""
    cadence = literal(passage.text[start:end])
    doubt = "" if cadence else "times"
    detail = f"several days a {period}"
    return saying(passage, start, end, f"{period}ly", detail, cadence=cadence, doubt=doubt)


def _quarter(passage: Passage, start: int, end: int) -> CadenceWords:
    place = _QUARTER_PLACE.match(passage.text, end)
    if place and place["workday"]:
        cadence = "quarterly on last workday"
        return saying(passage, start, place.end(), "quarterly", "last workday", cadence=cadence)
    if place and place["last"]:
        cadence = "quarterly on last day"
        return saying(passage, start, place.end(), "quarterly", "last day", cadence=cadence)
    return in_all(passage, start, place.end() if place else end, PERIODS["季度"])


def _year(passage: Passage, start: int, end: int) -> CadenceWords:
    place = _YEAR_PLACE.match(passage.text, end)
    if not place:
        return in_all(passage, start, end, PERIODS["年"])
    last = place.end()
    if place["part"]:
        return saying(passage, start, last, "yearly", "every 1 year", anchor=_PARTS[place["part"]])
    month, day = number(place["month"]), number(place["day"] or "")
    kind = "dated" if day else "yearly"
    if not 1 <= month <= 12 or (place["day"] and not 1 <= day <= 31):
        return saying(passage, start, last, kind, "", doubt="date")
    if place["more"]:
        is_span = place["more"][0] in "至到-"
        return saying(
            passage, start, last, "range" if is_span else kind, "", doubt="window" if is_span else "times"
        )
    if not day:
        return saying(passage, start, last, kind, f"in month {month}", doubt="month")
    return saying(passage, start, last, kind, f"{month:02}-{day:02}", cadence=f"yearly on {month}-{day:02}")
