"""三天一通报, 一周一调度, 半月一约谈, 半年一次: so much in so long, without 每."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_silent, saying
from services.plans.rules.cadences._turns import PERIODS, count_of, in_all
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "工地三天一碰头、一周一对账、半月一验收",
        (
            ("工地三天一碰头、一周一对账、半月一验收", "daily"),
            ("工地三天一碰头、一周一对账、半月一验收", "weekly"),
            ("工地三天一碰头、一周一对账、半月一验收", "monthly"),
        ),
    ),
    Example("全年开展夜巡8次", (("全年开展夜巡8次", "yearly"),)),
    Example("举办一年一度的庙会", (("举办一年一度的庙会", "yearly"),)),
    Example("主街一日两扫", (("主街一日两扫", "daily"),)),
    Example("灶具半年一次检修", (("灶具半年一次检修", "half_yearly"),)),
    Example("片区民警一月两次走访", (("片区民警一月两次走访", "monthly"),)),
    Example("消火栓试水1次/季度", (("消火栓试水1次/季度", "quarterly"),)),
    Example("一日三餐要热,一月一日放假,一年一个样"),
)

_ACT = (
    "次遍回查巡报检学测考训评会课讲练议清通调研排督例专挂约晒结总分小碰对验点"
    "走主更轮抽演汇公推观交述盘复跟培座反召督消普扫"
)
_TURN = re.compile(
    "(?<![0-9一二三四五六七八九十第每近这那过])(?P<n>[0-9]{1,2}|[一两二三四五六七八九十]{1,2}|半)个?"
    "(?P<unit>天|日|周|星期|旬|月|季度?|年|学期)"
    f"(?:一(?:[{_ACT}])|(?P<times>[两二三四五六七八九0-9])[次遍课练查报巡扫洗测])(?!个样|个台阶)"
)
_SPREAD = re.compile(
    "(?<![上下0-9一二三四五六七八九十第])(?P<n>半(?=年|个?月)|[两二三四2-9](?=周|个|年))个?(?P<unit>周"
    "|星期|月|季度|年)[^,。;:、\\n0-9一两二三四内以]{1,12}[一1]次"
)
_ANNUAL = re.compile("(?:召开|举办|组织|开展|做好|搞好|办好)好?(?P<n>一)(?P<unit>年)一度")
_WHOLE_YEAR = re.compile("(?P<whole>全年)(?:开展|组织|上报|完成|举办|召开)[^,。;\\n0-9]{1,24}?[0-9]{1,3}次")
_SUMMED_UP = re.compile("(?<![上下])(?P<n>半)(?P<unit>年)(?=小结|总结|考核|评议|述职|分析会|通报|评比|督查)")
_RATE = re.compile(
    "(?P<times>[0-9]{1,2}|[一二两三四五六七八九十]) ?次 ?[/每] ?(?P<n>半)?(?P<unit>工作日|天|日|周|旬"
    "|月|季度?|年|学期)"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in (
        *_TURN.finditer(passage.text),
        *_SPREAD.finditer(passage.text),
        *_SUMMED_UP.finditer(passage.text),
        *_ANNUAL.finditer(passage.text),
    ):
        if not is_silent(passage, match.start(), match.end()):
            yield _turn(passage, match)
    for match in _WHOLE_YEAR.finditer(passage.text):
        if not is_silent(passage, *match.span()):
            yield saying(passage, *match.span(), "yearly", "several times a year", doubt="times")
    for match in _RATE.finditer(passage.text):
        yield _rate(passage, match)


def _turn(passage: Passage, match: re.Match[str]) -> CadenceWords:
    start, end = match.span()
    unit, count = match["unit"], count_of(match["n"])
    if match["n"] == "半":
        return in_all(passage, start, end, PERIODS.get("半" + unit, PERIODS[unit]))
    period = PERIODS[unit]
    if match.re is _TURN and match["times"]:
        return saying(
            passage, start, end, period.kind, f"{match['times']} times a {period.word}", doubt="times"
        )
    if count > 1:
        return saying(passage, start, end, period.kind, f"every {count} {period.word}s", doubt="turn")
    return in_all(passage, start, end, period)


def _rate(passage: Passage, match: re.Match[str]) -> CadenceWords:
    period = (
        PERIODS.get("半" + match["unit"], PERIODS[match["unit"]]) if match["n"] else PERIODS[match["unit"]]
    )
    if count_of(match["times"]) > 1:
        detail = f"{match['times']} times a {period.word}"
        return saying(passage, *match.span(), period.kind, detail, doubt="times")
    return in_all(passage, *match.span(), period)
