"""What the words around a date make of it: a time, a deadline, a span, or nothing that is to come."""

import re
from typing import Literal, TypeAlias

from services.plans.passage import Passage
from services.plans.rules.date_points import Point
from services.plans.rules.tense import told

Role: TypeAlias = Literal["at", "by", "range", "past", "each"]

_WORK_DONE = (
    "完成|办结|建成|竣工|投入使用|投用|实现|达到|达标|完工|交付|出台|到位|整改完|销号|清零|封顶|通车|基本|"
    "见效|(?:通过|竣工|初步)验收|验收(?:完|合格|达标)|投产|全部|结束|入住|启用|上线|拨付|收尾|挂牌运行|归档"
)
_DONE = re.compile(f"(?![无不])[^,。;:、\\n]{{0,6}}?(?:{_WORK_DONE})")
_DUE_LABEL = re.compile(
    "(?:(?:完成|竣工|完工|交付|投产|办结|整改|销号|落实|上报|报送|提交|截止|见效|解决|达标|建设|验收"
    "|实施)(?:的)?"
    "(?:时限|时间|期限|日期|节点)|[Dd]eadline|DDL|时限|期限|时间节点|时间要求)(?:要求)?\\)?[:为 \\t]*[(]?$"
)
_BY_PREFIX = re.compile(
    "(?:截止|最[迟晚](?:不超过|不得超过)?|不迟于|不晚于|至迟|力争|争取)(?:时间|日期)?[于在到至::为 ]*$"
)
_UP_TO = re.compile("(?<![达得收办报送想看遇感受接提谈做搬落])到 ?$")
_HOPED = re.compile("(?:估计|预计|计划|拟|确保)[于在到至 ]*$")
_AS_OF = re.compile("截[至止]?到?(?:至)? ?$")
_AS_OF_WORK = re.compile("[^。;\\n]{0,30}?(?:上报|报送|提交|报名|申报|投稿|结束|截止)")

_LAWFUL = re.compile(
    "[^,。;\\n]{0,4}?(?:以来|起?施行)|(?:第?[一二三四五六七八九十]次)?(?:修订|修正|公布|通过(?=的|[)》]))"
)
_TOLD_BEFORE = re.compile(
    "(?:已经?[于在]?|原定[于在]?|原计划[于在]?|早在|曾[于在经]?|自|根据|按照|依据|对照|参照|》\\([^()\\n]{0,12}|(?:成立|建成|始建"
    "|建|创办|创建|出生|生|毕业|颁布|印发|发布|通过)于) ?$"
)
_REPORTED = re.compile("(?:报告|统计|汇报|数据)(?:区间|期间|期|时段|时间节点)[:为 ]*$")
_LAST_YEAR = re.compile("(?:上一?个?年度?|去年|前年)的?$")
_STARTING = re.compile(" ?起(?![草诉用到点]|施行|实施|执行|床)")
_TOLD_AFTER = re.compile(
    "[^。;\\n]{0,12}?(?:已经?(?!列入|建)|累计|同比|环比|较[常上去往]年)|[^。;\\n]{0,40}?"
    "(?:(?:召开|发生|开展|举行|举办|发布|印发|出台|下发|组织|获得?|荣获|通过|完成|启动|成立|进行|建成"
    "|评为|授予)了|"
    "召开的|发生的|印发的|下发的|发布的|荣获|被评为|被授予)|[^,。;:\\n]{0,6}(?:讲话|会议精神)"
)
_ISSUED = re.compile(
    "[^,。;\\n]{0,20}?(?:发布|印发|下发|颁布|成立|召开|全[市县区省校院国街镇乡村]共?"
    "|我[市县区省校院局镇街乡]|受理|完成了)"
)
_HEAD_LABEL = re.compile("(?:发布|印发|成文|发文|制定|更新|来源|编制|审核|打印)(?:时间|日期)?[: ]*$|日期: *$")
_ENDS_IN_OFFICE = re.compile("[局室委会府校院司部处科站所中心园厂组馆办队] *$")
_LASTING = re.compile("(?:持续|延续|延长|贯穿)(?:至|到)?$")
_EACH_YEAR = re.compile("每年(?:[^。;\\n,]{1,12}前[^。;\\n]*|[0-9]{1,2}月[底初末]?[和、及与])$")
_OF_THEN = re.compile("[之以]?前[^,。;\\n]{0,10}的(?!目标|任务)")
_UNDER_TITLE = re.compile("》\\([^()\\n]{0,12}$")


def ends_work(text: str, position: int) -> bool:
    """Whether something is finished right after a place."""
    return bool(_DONE.match(text, position))


def span_role(passage: Passage, first: Point, last: Point, before: str) -> Role:
    if last.told == "last" or (last.told == "stated" and last.year < passage.year):
        return "past"
    if _REPORTED.search(before) or _LAST_YEAR.search(before):
        return "past"
    if _DUE_LABEL.search(before):
        return "by"
    if first.form == last.form == "year" or _TOLD_AFTER.match(passage.text, last.end):
        return "past"
    return "range"


def role(passage: Passage, point: Point, before: str, has_suffix: bool) -> Role | None:
    """None: no date at all, or one that only a cadence word (每年) speaks of."""
    text, end = passage.text, point.end
    if point.told == "every":
        return None
    if point.told == "last" or _is_over(passage, point, has_suffix):
        return "past"
    if _LAST_YEAR.search(before) or _LAWFUL.match(text, end) or _UNDER_TITLE.search(before):
        return "past"
    if has_suffix:
        return _suffixed(passage, point)
    if _LASTING.search(before) or (point.form not in ("blank", "year") and _STARTING.match(text, end)):
        return "range"
    if point.form == "year":
        return (
            "by"
            if point.told in ("stated", "this", "next") and _is_year_due(text, before, end, point)
            else "past"
        )
    if _DUE_LABEL.search(before) or (_BY_PREFIX.search(before) and point.part != "初"):
        return "by"
    if _AS_OF.search(before):
        return "by" if _AS_OF_WORK.match(text, end) else "past"
    if point.form == "blank":
        return "past" if _is_signature(text, point) else "at"
    if _is_past(passage, point, before):
        return "past"
    if _UP_TO.search(before):
        return "by"
    return "by" if _ends_work(text, before, end, point) else "at"


def _is_over(passage: Passage, point: Point, has_suffix: bool) -> bool:
    """Of a year before the plan's own; with 前 the year just before may still be meant by a late plan."""
    return point.told == "stated" and 0 < point.year < passage.year - (1 if has_suffix else 0)


def _suffixed(passage: Passage, point: Point) -> Role | None:
    """2022年前 and 今年前 say too little; after 每年2月底前 a 3月底前 is one of each year, too."""
    if point.form == "year" and (point.told in ("", "this") or _OF_THEN.match(passage.text, point.end)):
        return None
    sentence = passage.text[max(0, point.start - 80) : point.start]
    return "each" if point.told == "" and _EACH_YEAR.search(sentence) else "by"


def _is_year_due(text: str, before: str, end: int, point: Point) -> bool:
    """到2025年, 力争2025年建成: a bare year is a deadline only where the words make it one."""
    if text[end - 1] != "年":
        return False
    return bool(
        (_UP_TO.search(before) and not re.match("[^,。;\\n]{0,8}?(?:以来|的)", text[end : end + 12]))
        or (re.search("(?:力争|争取|确保)[于在到至 ]*$", before) and _DONE.match(text, end))
    )


def _ends_work(text: str, before: str, end: int, point: Point) -> bool:
    if point.form == "month" and before[-1:] in ("", "\n", "\t"):
        return False
    done = bool(_DONE.match(text, end))
    if point.form == "year_part":
        opens = point.told == "stated" and point.part in "底末" and text[end : end + 1] == ","
        return (done or opens) if point.part in "底末内终" else False
    if point.part in ("底", "末") or point.form in ("quarter", "half"):
        return done or bool(_HOPED.search(before) and point.part in ("底", "末"))
    return done


def _is_past(passage: Passage, point: Point, before: str) -> bool:
    text, end = passage.text, point.end
    if _TOLD_BEFORE.search(before) or _HEAD_LABEL.search(before):
        return True
    if _TOLD_AFTER.match(text, end):
        return True
    if (
        point.told == "stated"
        and not passage.year
        and (_ISSUED.match(text, end) or told(passage, point.start))
    ):
        return True
    return point.told == "stated" and point.form in ("day", "month") and _is_signature(text, point)


def _is_signature(text: str, point: Point) -> bool:
    """A date with its year at the end of a line that holds nothing else, or an office's name before it."""
    after = text[point.end : point.end + 20].partition("\n")[0].strip(" )")
    if after or text[max(0, point.start - 2) : point.start].strip().endswith(":"):
        return False
    if point.form == "day" and not text[point.end : point.end + 40].strip(" )。\n"):
        return True
    line = text[max(0, point.start - 60) : point.start].rpartition("\n")[2]
    bare = line.strip(" (")
    return not bare or bool(_ENDS_IN_OFFICE.search(line))
