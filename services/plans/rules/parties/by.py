"""由X负责, 由X、Y共同…, 由A、B组成."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import BRACKET, is_name, names_in, role_of
from services.plans.rules.parties._reading import Actor, are_names, clause_end, ends, unbalanced, with_helpers
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("台账由综合科汇总", (("由综合科汇总", "综合科"),)),
    Example("由工会领衔、团委共同配合的小组", (("由工会领衔、团委共同配合", "工会、团委"),)),
    Example("由热心人老罗头负责看门", (("由热心人老罗头负责", "热心人老罗头"),)),
    Example("成立由书记、主任和各楼长组成的专班", (("由书记、主任和各楼长组成", "书记、主任、各楼长"),)),
    Example("由6个月压缩到2个月;由浅入深;由谁办;自由活动。去年由综合科汇总。"),
)

_BY = re.compile("(?<![理自缘因原经])由(?![此于来衷浅表里易内低小谁])")
_NAMES = f"(?P<names>(?:[^,。;:!?\\n\\t()由谁]|{BRACKET}){{1,60}}?)"
_TASKED = re.compile(
    "(?P<names>(?![0-9.%]{1,8}[^名位])[^,。;:!?\\n\\t()由谁]{2,30}?)"
    "(?:具体|全面|共同|分别|统一|亲自|直接)?(?:负责|牵头|领衔|主持|承[担办]|担任|兼任|承接|带队|召集|主讲|授课)"
)
_MADE_OF = re.compile(f"{_NAMES}(?:等)?(?:共同)?组成")
_FROM_TO = re.compile(
    "[^,。;\\n]{1,48}?(?:扩展|放宽|提高|降低|增加|减少|压缩|扩大|调整|下降|上升|转变|变)(?:至|到|为|成)"
    "|[^,。;\\n]{1,20}向[^,。;\\n]{1,20}转变"
)
_LONGEST_NAME = 24
_TAIL = 3
_VERB = 2  # characters of most acts
_STANDS = re.compile("(?:具体|全面|共同|总)?(?:领衔|牵头|负责|组成|担任|兼任)|[^。;\\n]{1,40}组成")


def find(passage: Passage) -> Iterator[Party]:
    for match in _BY.finditer(passage.text):
        actor = _actor(passage, match.end())
        if _FROM_TO.match(passage.text, match.end()):
            continue
        if actor is None or _is_past(passage, match.start(), actor.act) or passage.quoted(match.start()):
            continue
        yield Party(
            start=match.start(),
            end=actor.end,
            units=actor.names,
            role=role_of(actor.names),
            helping=actor.helping,
        )


def _actor(passage: Passage, start: int) -> Actor | None:
    made = _MADE_OF.match(passage.text, start)
    if made:
        names = names_in(passage, *made.span("names"))
        return Actor(start, made.end(), made.end("names"), names) if any(map(is_name, names)) else None
    for end in ends(passage, start):
        names = names_in(passage, start, end)
        if are_names(names, passage.text[start:end]) and not unbalanced(passage.text[start:end]):
            actor = with_helpers(passage, Actor(start, end, end, names))
            return (
                actor
                if actor.end > end
                else Actor(start, min(clause_end(passage, end), end + _VERB), end, names)
            )
    tasked = _TASKED.match(passage.text, start)
    if tasked is None:
        return _before_any_act(passage, start)
    first, last = tasked.span("names")
    which = passage.text.rfind("的", first, last) + 1
    names = names_in(passage, which or first, last)
    if which and not all(map(is_name, names)):
        return None
    return with_helpers(passage, Actor(start, tasked.end(), tasked.end("names"), names)) if names else None


def _before_any_act(passage: Passage, start: int) -> Actor | None:
    """The first words that are a name, where the clause goes on with an act that is no known one."""
    last = min(clause_end(passage, start), start + _LONGEST_NAME)
    again = passage.text.find("由", start, last)
    last = last if again < 0 else again
    ends = [end for end in range(start + 2, last) if _is_list(passage, start, end)]
    if not ends:
        return None
    # 交警 goes on to 交警大队
    end = max(each for each in ends if each <= ends[0] + _TAIL)
    return Actor(start, end, end, names_in(passage, start, end))


def _is_list(passage: Passage, start: int, end: int) -> bool:
    return are_names(names_in(passage, start, end)) and not unbalanced(passage.text[start:end])


def _is_past(passage: Passage, start: int, act: int) -> bool:
    """Who leads a body that stands already still does."""
    return not _STANDS.match(passage.text, act) and told(passage, start)
