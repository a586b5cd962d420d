"""What tests of readings share: a plan, what a refusal must say, and what a reading must keep to."""

from services.plans import Draft, PlanFileError
from services.plans.coverage import coverage

PLAN = (
    "2026年安全检查工作计划\n一、每月检查消防设施。\n二、6月30日前完成整改，责任单位：安全科。\n"
    "三、做好值班工作。\n"
)


def said(error: PlanFileError, name: str) -> str:
    for problem in error.problems:
        assert problem.name == name
        assert problem.message
        assert problem.chinese
        assert any("一" <= letter <= "龥" for letter in problem.chinese)
    return error.say("en")


def is_sound(draft: Draft) -> Draft:
    """Everything lies where it says, and can be told to others."""
    for item in draft.items:
        assert draft.source[item.span.start : item.span.end] == item.text
    for one in (*draft.findings.all(), *draft.outline, *coverage(draft)):
        assert 0 <= one.start <= one.end <= len(draft.source)
    draft.source.encode()
    return draft
