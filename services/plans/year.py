"""Which year a plan is for, where its text says so beyond doubt."""

import re

from services.plans.passage import one_width

HEAD = 800
"""Characters from the top in which a plan names its own year."""
_FOOT = 200

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SOME = "20[0-9]{2}|二[〇零][〇零一二三四五六七八九]{2}"
_YEAR = f"(?<![0-9])(?P<year>{_SOME})"
_MASKED = re.compile("20[0-9]?[_xX×*〇?]{1,2} ?年|二[〇零][×xX_*]{1,2}年|(?<![0-9])20 {1,4}年")
_DOCUMENT = "(?:计划|方案|要点|安排|清单|任务|分工|部署|通知|意见)"
_TITLE = re.compile(f"{_YEAR}(?:年|-|至|学年)[^。;,\\n]{{0,40}}?{_DOCUMENT}")
_MADE = re.compile(
    f"(?:制定|制订|拟定|做好|印发|现将|现就|提出|推进|落实)[^。;,\\n0-9《]{{0,12}}?《?{_YEAR}年[^。;\\n]{{0,40}}?"
    f"(?:{_DOCUMENT}|工作)"
)
_SIGNED = re.compile(
    f"(?m){_YEAR}(?:年|[-./])[0-9一二三四五六七八九十]{{1,3}}(?:月|[-./])"
    "[0-9一二三四五六七八九十]{1,3}[日曰]?[)\\s]*$"
)
_ANY = re.compile(f"{_YEAR}年(?![^。;\\n]{{0,8}}(?:修订|修正|以来|起施行))")


def plan_year(text: str) -> int:
    """The year of its title, else of the sentence that makes it (现制定2026年…计划), else of the day at its
    end, else the only year of its head. 0 where it names none or several, or where its year is masked."""
    head, foot = one_width(text[:HEAD]), one_width(text[-_FOOT:])
    title = head.lstrip().partition("\n")[0][:60]
    if _MASKED.search(title):
        return 0
    for form, place in ((_TITLE, title), (_MADE, head)):
        found = {_value(match) for match in form.finditer(place)}
        if len(found) == 1:
            return found.pop()
    if _MASKED.search(head):
        return 0
    signed = [_value(match) for match in _SIGNED.finditer(foot)]
    if signed:
        return signed[-1]
    years = {_value(match) for match in _ANY.finditer(head)}
    return years.pop() if len(years) == 1 else 0


def _value(match: re.Match[str]) -> int:
    return int(match["year"].translate(_DIGITS))
