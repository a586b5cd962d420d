"""The six plans that the project grew from: their outline is read, and two of them are answered.

They lie beside the project, in shared/corpus/seeds; their text is never part of it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from services.plans import Draft, OutlineEntry, answer_template, apply_answers, read
from tests.support.seeds import seeds

ANSWERS = Path(__file__).parent / "answers"
SLACK = 3  # characters between the labelled start and the one read
LEAST = 0.95


def seed(number: int) -> tuple[Draft, dict[str, Any]]:
    """A seed as read and its labels; without the folder the test is skipped, in CI it fails."""
    source = seeds() / f"plan-{number}.txt"
    labels = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))
    return read(source.read_bytes(), source.name), labels


def matched(wanted: list[dict[str, Any]], found: tuple[OutlineEntry, ...]) -> list[tuple[Any, OutlineEntry]]:
    """Pairs of label and entry whose starts lie at most SLACK apart, each used once."""
    free, pairs = list(found), []
    for label in wanted:
        near = [each for each in free if abs(each.start - label["start"]) <= SLACK]
        if near:
            free.remove(near[0])
            pairs.append((label, near[0]))
    return pairs


@pytest.mark.parametrize("number", range(1, 7))
def test_the_outline_of_a_seed_is_read_as_it_was_labelled_by_hand(number: int) -> None:
    draft, labels = seed(number)
    wanted = labels["outline"]
    pairs = matched(wanted, draft.outline)
    levels = sum(label["level"] == entry.level for label, entry in pairs)
    print(
        f"plan {number}: labelled {len(wanted)}, read {len(draft.outline)},"
        f" matched {len(pairs)}, right level {levels}"
    )
    assert len(pairs) / len(draft.outline) >= LEAST, "precision"
    assert len(pairs) / len(wanted) >= LEAST, "recall"
    assert levels / len(pairs) >= LEAST, "levels"


@pytest.mark.parametrize("number", range(1, 7))
def test_every_item_of_a_seed_stands_at_its_place_in_the_source(number: int) -> None:
    draft, _ = seed(number)
    assert draft.items
    assert len({item.item for item in draft.items}) == len(draft.items)
    for item in draft.items:
        assert item.text
        assert draft.source[item.span.start : item.span.end] == item.text


@pytest.mark.parametrize("number", range(1, 7))
def test_no_look_alike_of_a_seed_becomes_a_cadence(number: int) -> None:
    draft, labels = seed(number)
    for item in draft.items:
        decided = bool(item.cadence or item.anchor)
        for trap in labels["traps"]:
            overlap = min(item.span.end, trap["end"]) - max(item.span.start, trap["start"])
            assert not (decided and overlap > 0), (item.item, trap["text"])


@pytest.mark.parametrize("number", range(1, 7))
def test_the_template_of_a_seed_answers_nothing_before_it_is_filled_in(number: int) -> None:
    draft, _ = seed(number)
    assert draft.questions
    assert apply_answers(draft, answer_template(draft), "template.yaml") == draft


def test_plan_4_answered_has_its_start_middle_and_end_of_year() -> None:
    draft, _ = seed(4)
    answers = ANSWERS / "plan-4.yaml"

    answered = apply_answers(draft, answers.read_text(encoding="utf-8"), answers.name)

    assert answered.questions == ()
    assert {item.item: item.cadence for item in answered.items} == {
        "s1-c1": "yearly on 1-15",
        "s1-c2": "yearly on 6-30",
        "s1-c3": "yearly on 12-20",
        "s3-c1": "yearly on 12-25 or before",
    }
    assert {item.leads for item in answered.items} == {tuple(f"village-{n}" for n in range(1, 5))}
    assert (answered.unit, answered.owner) == ("township", "m-town-head")
    assert [str(answered.since), str(answered.until)] == ["2026-01-01", "2026-12-31"]
    assert {each.item for each in answered.left_out} == {"s1", "s2", "s2-c1", "s3"}
    labelled = {(419, 424), (425, 430), (431, 439), (1112, 1132)}
    assert {(item.span.start, item.span.end) for item in answered.items} == labelled


def test_plan_6_answered_has_its_monthly_meeting_and_nothing_else() -> None:
    draft, labels = seed(6)
    answers = ANSWERS / "plan-6.yaml"

    answered = apply_answers(draft, answers.read_text(encoding="utf-8"), answers.name)

    assert answered.questions == ()
    [meeting] = answered.items
    assert meeting.cadence == "monthly on 25"
    assert meeting.leads == tuple(f"community-{n}" for n in range(1, 7))
    [label] = [each for each in labels["cadences"] if each["kind"] == "monthly"]
    assert meeting.span.start <= label["start"] < label["end"] <= meeting.span.end
    by_answer = [each for each in answered.left_out if not each.rule]
    assert len(by_answer) == len(draft.items) - 1
    assert all(each.reason for each in answered.left_out)
