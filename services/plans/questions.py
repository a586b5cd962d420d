"""The questions that a reading leaves: their wording in Chinese and English, and when they are answered."""

import re

from events.types import Span
from services.plans.draft import Draft, DraftItem, DraftQuestion
from services.plans.found import Gap

ANCHORS = {
    "year_start": ("年初是哪一天(月-日)?", "Which day (MM-DD) is the start of the year?"),
    "year_middle": ("年中是哪一天(月-日)?", "Which day (MM-DD) is the middle of the year?"),
    "year_end": ("年底是哪一天(月-日)?", "Which day (MM-DD) is the end of the year?"),
    "weekly": ("每周的工作,周几截止?", "On which day is weekly work due?"),
    "monthly": ("每月的工作,哪一天截止?", "On which day is monthly work due?"),
    "quarterly": ("每季度的工作,哪一天截止?", "On which day is quarterly work due?"),
    "half_yearly": ("每半年的工作,哪一天截止?", "On which day is half-yearly work due?"),
    "yearly": ("每年的工作,哪一天截止?", "On which day is yearly work due?"),
}
EXAMPLES = {
    "year_start": ("01-15",),
    "year_middle": ("06-30",),
    "year_end": ("12-20",),
    "weekly": ("weekly on fri",),
    "monthly": ("monthly on 25", "monthly on last workday"),
    "quarterly": ("quarterly on last workday",),
    "half_yearly": ("half-yearly on last workday",),
    "yearly": ("yearly on 12-20",),
}
DOUBTS = {
    "cadence": (
        "正文没有写明频次:多久办一次?不办则写明理由",
        "The text does not say how often: give a cadence, or leave it out with a reason",
    ),
    "times": (
        "一个周期内不止一次:选定一个频次,或改写为几个事项",
        "Several times in one period: choose one cadence, or write it as several items",
    ),
    "window": ("这是一段时间:以哪一天为截止日?", "This is a span of time: which day is the due day?"),
    "turn": (
        "几个周期一次,从哪天算起没有写明:选定一个频次",
        "Once in several periods, and the text does not say from when: choose a cadence",
    ),
    "month": ("只写了月份:以哪一天为截止日?", "Only a month is named: which day is due?"),
    "term": (
        "学期的起止日没有写明:以哪一天为截止日?",
        "The dates of the school term are not given: which day is due?",
    ),
    "festival": ("节日活动:以哪一天为截止日?", "Work on a festival: which day is due?"),
    "irregular": ("不定期或未写明时间:选定一个频次", "At no stated time: choose a cadence"),
    "outside": (
        "文中的日期不在计划期内:截止日是哪一天?不办则写明理由",
        "The day in the text lies outside of the plan: which day is due? Or leave it out with a reason",
    ),
    "date": ("日期不明确或不存在:截止日是哪一天?", "The date is open or does not exist: which day is due?"),
}
_ASKED_ANYWAY = "no-year"  # the question for the period asks for it
_LEADS = ("由哪些单位牵头办理?", "Which units lead?")
_YEAR = re.compile("(?<![0-9])20[0-9]{2}(?=年)")
_HEAD = 600  # characters from the top in which a plan names its own year


def plan_questions(source: str, year: int = 0) -> tuple[DraftQuestion, ...]:
    """What no plain text says in a form that could be trusted: unit, owner, and the period with its year.

    `year`: the one that the document seems to be for, proposed first."""
    found = _YEAR.findall(source, 0, _HEAD)
    years = tuple(dict.fromkeys([str(year), *found] if year else found))
    return (
        _asked("plan-unit", "unit", "由哪个单位制定下达?", "Which unit issues the plan?"),
        _asked("plan-owner", "owner", "计划制定人是谁?", "Which member owns the plan?"),
        _asked(
            "plan-period",
            "period",
            "计划是哪一年的,或起止日期是哪天?",
            "Which year is the plan for, or from which day to which?",
            years,
        ),
    )


def anchor_questions(items: tuple[DraftItem, ...]) -> tuple[DraftQuestion, ...]:
    """One question for each word of the year or period that items wait for; the span is its first use."""
    found: list[DraftQuestion] = []
    for anchor, (text, text_en) in ANCHORS.items():
        waiting = [item for item in items if item.anchor == anchor and not item.cadence]
        if waiting:
            name = "anchor-" + anchor.replace("_", "-")
            span = waiting[0].span
            found.append(DraftQuestion(name, "anchor", "", span, text, text_en, EXAMPLES[anchor]))
    return tuple(found)


def gap_questions(gaps: tuple[Gap, ...]) -> tuple[DraftQuestion, ...]:
    """What is broken in the document, by place: somebody must have seen it before the plan is issued."""
    asked = (gap for gap in gaps if gap.kind != _ASKED_ANYWAY)
    return tuple(
        DraftQuestion(f"gap-{place}", "gap", "", Span(gap.start, gap.end), gap.text, gap.text_en, gap.choices)
        for place, gap in enumerate(asked, 1)
    )


def item_questions(item: DraftItem, doubt: str, choices: tuple[str, ...]) -> tuple[DraftQuestion, ...]:
    """Cadence (unless known or left to an anchor) and leads. `doubt`: cadence, times, window or date."""
    asked: list[DraftQuestion] = []
    if not item.cadence and not item.anchor:
        text, text_en = DOUBTS.get(doubt, DOUBTS["cadence"])
        name = f"{item.item}-cadence"
        asked.append(DraftQuestion(name, doubt, item.item, item.span, text, text_en, choices))
    if not (item.leads or item.lead_sets):
        asked.append(DraftQuestion(f"{item.item}-leads", "leads", item.item, item.span, *_LEADS))
    return tuple(asked)


def day_question(item: DraftItem, cadence: str) -> DraftQuestion:
    """About a day that the document names and that lies outside of the plan."""
    text, text_en = DOUBTS["outside"]
    name = f"{item.item}-cadence"
    return DraftQuestion(name, "outside", item.item, item.span, text, text_en, (cadence,))


def still_open(draft: Draft) -> tuple[DraftQuestion, ...]:
    """The draft's questions that its fields do not answer yet."""
    items = {item.item: item for item in draft.items}
    return tuple(question for question in draft.questions if _is_open(draft, items, question))


def _is_open(draft: Draft, items: dict[str, DraftItem], question: DraftQuestion) -> bool:
    match question.kind:
        case "unit":
            return not draft.unit
        case "owner":
            return not draft.owner
        case "period":
            return draft.since is None or draft.until is None
        case "anchor":
            anchor = question.question.removeprefix("anchor-").replace("-", "_")
            return any(item.anchor == anchor and not item.cadence for item in draft.items)
        case "gap":
            return question.question not in draft.seen
        case "leads":
            item = items.get(question.item)
            return item is not None and not (item.leads or item.lead_sets)
        case _:
            item = items.get(question.item)
            return item is not None and not item.cadence


def _asked(question: str, kind: str, text: str, text_en: str, choices: tuple[str, ...] = ()) -> DraftQuestion:
    return DraftQuestion(question, kind, "", None, text, text_en, choices)
