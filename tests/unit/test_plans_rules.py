"""Every rule finds what its examples say, quote by quote, and nothing where they say nothing."""

from typing import Any

import pytest

from services.plans.document import plain
from services.plans.found import gist
from services.plans.outline import sections
from services.plans.passage import Passage, one_width
from services.plans.rules.registry import Example, Rule, rules_of

LAYERS = ("cadences", "deadlines", "parties", "targets", "gaps", "asides", "mentions")
RULES = [pytest.param(layer, rule, id=f"{layer}/{rule.name}") for layer in LAYERS for rule in rules_of(layer)]


@pytest.mark.parametrize(("layer", "rule"), RULES)
def test_a_rule_finds_what_its_examples_say(layer: str, rule: Rule[Any]) -> None:
    assert rule.examples
    for example in rule.examples:
        found = tuple(
            (example.text[one.start : one.end], gist(one)) for one in rule.find(passage_of(example))
        )
        assert found == example.found, (layer, rule.name, example.text)


@pytest.mark.parametrize(("layer", "rule"), RULES)
def test_a_rule_has_an_example_that_it_finds_and_one_that_it_leaves(layer: str, rule: Rule[Any]) -> None:
    assert any(example.found for example in rule.examples), (layer, rule.name)
    assert any(not example.found for example in rule.examples), (layer, rule.name)


def test_the_copy_that_rules_read_has_the_length_of_the_source() -> None:
    source = "①（一）３．５％—“引号”、㈠　全角\u00a0空格｛Ａ｝"
    assert len(one_width(source)) == len(source)


def passage_of(example: Example) -> Passage:
    return Passage(plain(example.text, "example.txt"), sections(example.text), example.year)
