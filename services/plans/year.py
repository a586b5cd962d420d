"""Which year a plan is for, where its text says so beyond doubt."""

import re

from services.plans.passage import one_width

HEAD = 800
"""Characters from the top in which a plan names its own year."""

_YEAR = "(?<![0-9])(?P<year>20[0-9]{2})"
_NAMED = re.compile(
    f"{_YEAR}年?(?:度|上半年|下半年|[春秋]季)?[^。;,\\n0-9]{{0,30}}?(?:计划|方案|要点|安排|清单|任务|分工|部署)"
)
_TERM = re.compile(f"{_YEAR}(?:-|至)20[0-9]{{2}}学年")
_ANY = re.compile(f"{_YEAR}年")
_SIGNED = re.compile(f"{_YEAR}年[0-9]{{1,2}}月[0-9]{{1,2}}日\\s*(?:\\([^)\\n]{{0,20}}\\)\\s*)?$")


def plan_year(text: str) -> int:
    """The year in the plan's name (2026年工作计划), else the day at its end, else the only year of its head.

    0 where it names none, or several.
    """
    head = one_width(text[:HEAD])
    named = {int(match["year"]) for match in _NAMED.finditer(head)}
    if len(named) == 1 and not _TERM.search(head):
        return named.pop()
    signed = _SIGNED.search(one_width(text[-80:]))
    if signed:
        return int(signed["year"])
    years = {int(match["year"]) for match in _ANY.finditer(head)}
    return years.pop() if len(years) == 1 else 0
