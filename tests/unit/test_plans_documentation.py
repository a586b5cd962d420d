"""The examples in docs/plans.md are read as they stand."""

import re
from pathlib import Path

from services.plans import apply_answers, read_text, read_yaml
from services.plans.answers import ANSWER_KEYS
from services.plans.item_fields import SETTABLE
from services.plans.questions import ANCHORS
from services.plans.yaml_plan import PLAN_KEYS
from workflows.cadence import parse, written

DOCUMENT = (Path(__file__).parents[2] / "docs" / "plans.md").read_text(encoding="utf-8")
PLAN, ANSWERS = re.findall("```yaml\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_plan_in_the_documentation_is_right() -> None:
    draft = read_yaml(PLAN, "docs/plans.md")
    assert [(item.item, item.cadence) for item in draft.items] == [("bulletin", "weekly on fri")]


def test_the_answers_in_the_documentation_settle_a_plan_of_that_shape() -> None:
    long = "村里的事要有人管。" * 20
    source = f"一、责任\n{long}年初有计划,年中有回头看,年底有盘点。\n二、口号\n三、例会\n每月碰头一次。\n"
    answered = apply_answers(read_text(source, "villages.txt"), ANSWERS, "docs/plans.md")
    assert answered.questions == ()
    assert {item.item: item.cadence for item in answered.items} == {
        "s1-c1": "yearly on 1-20",
        "s1-c2": "yearly on 6-30",
        "s1-c3": "yearly on 12-20 or before",
        "s3": "monthly on 25",
    }
    assert [each.item for each in answered.left_out] == ["s2", "s1"]


def test_every_key_is_documented() -> None:
    for key in (*PLAN_KEYS, *ANSWER_KEYS, *SETTABLE, *ANCHORS, "leave_out", "number", "text"):
        assert key in DOCUMENT, key


ROW = re.compile(r"^\| (?P<english>`[^|]*`) \| (?P<chinese>`[^|]*`) \| `", re.MULTILINE)


def test_every_cadence_in_the_documentation_is_one_and_the_english_are_canonical() -> None:
    rows = list(ROW.finditer(DOCUMENT.partition("Cadences, in")[2].partition("All mistakes")[0]))
    assert len(rows) == 29
    for row in rows:
        first, *others = re.findall("`([^`]+)`", row["english"])
        head = first.partition(" on ")[0]  # `monthly on 25`, `on last day`; but `on 3-05` is whole
        forms = (f"{head} {one}" if re.match(r"on (?!\d+-)", one) else one for one in others)
        for form in (first, *forms):
            assert written(parse(form)) == form
        for form in re.findall("`([^`]+)`", row["chinese"]):
            assert parse(form)
