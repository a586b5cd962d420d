"""学期中, 期末, 暑假期间, 汛期: spans of the year that have no date here."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("学期中召开碰头会", (("学期中召开碰头会", "range"),)),
    Example("暑假期间留人看门", (("暑假期间留人看门", "range"),)),
    Example("本学期中心工作,上学期末已清,学期末前交表,期末考试,汛期降水偏多"),
)

_TERM = re.compile(
    "(?<![上到非])(?:开学(?:初|之初|第一周|前两周)|(?<=利用)(?:寒暑假|寒假|暑假)(?!期间)|学期(?:初|末|结束时|中(?![心学国期]))|(?:寒假|暑假|寒暑假|假期)(?:期间|里|中(?!心))"
    "|(?:主?汛期|防火期|高温季节?|采暖期|供暖期|攻坚期|冬春季节?|秋冬季节?)(?:期间|内|(?=[(]?[0-9]{1,2}月)|(?=实行|加密|坚持|开展))"
    "|(?:[一-龥]{0,4}(?:宣传|活动)[月周]|两会|中高考|高考)期间)(?!前|以?来)"
    "|用[一两二三四五六1-9]个?(?:半)?(?:年|月)(?:左右|多)?的?时间"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _TERM.finditer(passage.text):
        start, end = match.span()
        if is_quoted(passage, start) or is_past(passage, start, end):
            continue
        yield saying(passage, start, end, "range", "", doubt="term")
