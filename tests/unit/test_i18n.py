"""The catalogues hold what code and templates ask for, in both languages, and nothing else."""

import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from events.codec import SCHEMAS
from services.i18n import LANGUAGES, Language, language_of, translator
from services.notify.notice import Notice
from services.notify.preferences import CHOICES
from services.notify.wording import Facts, words
from services.plans.document import LOSSES
from services.plans.found import CADENCE_KINDS, REASONS
from services.plans.questions import DOUBTS
from services.web.notices import WishFound
from services.web.pages.acts import ACTS
from services.web.pages.document_facts import KINDS
from services.web.pages.errors import KNOWN
from services.web.pages.overview import PARTS
from tests.unit.phrases import (
    ROOT,
    code_phrases,
    code_terms,
    places,
    refusals,
    template_phrases,
)
from workflows.measures import KINDS as MEASURES
from workflows.orders import CAUSES
from workflows.refusal import Refused
from workflows.replan import LEFT, MOVES

DRAFT_KINDS = {"unit", "owner", "period", "anchor", "gap", "leads", *DOUBTS}


def unit_kinds() -> set[str]:
    source = (ROOT / "examples/district/organisation.yaml").read_text("utf-8")
    return set(re.findall(r"kind: ([a-z-]+)", source))


def terms() -> set[tuple[str, str]]:
    """Every key of every kind that a page can show."""
    fields = {part.name for act in ACTS.values() for part in act.parts}
    counts = {*PARTS, "scheduled", "escalated"}
    by_kind: dict[str, set[str]] = {
        "actor": {"system"},
        "delivery": {"gathered", "digested", "waiting", "sent", "failed", "told", "quarantined"},
        "channel": {"file", *CHOICES},
        "notice": {"reminded", "escalated", "urged", "handed_over", "stepped_back", "measure", "digest"},
        "preference": set(WishFound.__struct_fields__),
        "status": {
            "upcoming",
            "open",
            "overdue",
            "on_time",
            "late",
            "excused",
            "cancelled",
            "skipped",
            "deferred",
        },
        "state": {
            "scheduled",
            "started",
            "reported",
            "accepted",
            "returned",
            "excused",
            "cancelled",
            "skipped",
            "deferred",
        },
        "light": {"green", "yellow", "red"},
        "measure": set(MEASURES),
        "role": {"head", "clerk", "supervisor", "auditor", "owner", "admin"},
        "unit kind": unit_kinds(),
        "plan status": {"draft", "submitted", "issued", "closed"},
        "question": DRAFT_KINDS,
        "ended": {"completion", "extension", "excuse", "withdrawal", "amendment"},
        "cause": set(CAUSES),
        "proposed": {*MOVES, *LEFT},
        "every": {"hour", "day", "working_day", "working_hour", "working_minute"},
        "trial stage": {"reading", "trying"},
        "quote": {"note", "reason", "document"},
        "desk": {"clerk", "head", "parent_head", "leading_group", "owner"},
        "day kind": {"holiday", "make_up", "off", "worked"},
        "event": {name for name in SCHEMAS if name.startswith(("Task", "Escalation", "Extension"))}
        - {"TasksScheduled"},
        "count": counts,
        "back to": {"unit", "level"},
        "act": set(ACTS),
        "act button": set(ACTS),
        "act help": set(ACTS),
        "field": fields,
        "field help": fields & {"files", "done_at", "granted_due", "hold_until"},
        "loss": set(LOSSES),
        "mention": set(KINDS),
        "found": {"cadence", "deadline", "party", "target", "gap", "aside", "mention"},
        "no task": {*REASONS, "title", "heading", "introduction"},
        "cadence kind": set(CADENCE_KINDS),
        "party role": {"lead", "cooperating", "informed", "person", "addressee"},
        "error": {str(status) for status in KNOWN},
        "error help": {str(status) for status in KNOWN},
        "refused": {refusal.code for refusal in refusals()},
    }
    return code_terms() | {(kind, key) for kind, keys in by_kind.items() for key in keys}


def catalogue(language: str) -> dict[tuple[str, str], str]:
    with (files("services") / "locale" / f"{language}.po").open("rb") as file:
        found = read_po(file, locale=language)
    return {
        (m.context or "", m.id if isinstance(m.id, str) else m.id[0]): str(m.string) for m in found if m.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_every_phrase_that_is_used_and_none_that_is_not(language: str) -> None:
    used = {("", phrase) for phrase in code_phrases() | template_phrases()} | terms()

    kept = set(catalogue(language))

    assert len(used) > 200
    assert sorted(used - kept) == [], "missing"
    assert sorted(kept - used) == [], "unused"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_its_words(language: str) -> None:
    assert [key for key, words in catalogue(language).items() if not words.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_only_places_that_the_phrase_has(language: str) -> None:
    wrong = {
        phrase: places(words) ^ places(phrase)
        for (context, phrase), words in catalogue(language).items()
        if not context
    }

    assert {phrase: names for phrase, names in wrong.items() if names} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusals_words_use_only_facts_that_every_place_of_refusal_gives(language: str) -> None:
    words = catalogue(language)

    missing = [
        (refusal.place, refusal.code, places(words["refused", refusal.code]) - refusal.facts - {"message"})
        for refusal in refusals()
    ]

    assert len(missing) > 50
    assert [one for one in missing if one[2]] == []


def test_the_kinds_of_questions_are_those_that_the_readers_of_plans_ask() -> None:
    source = (ROOT / "services/plans/questions.py").read_text("utf-8")

    assert [kind for kind in DRAFT_KINDS if f'"{kind}"' not in source] == []


def test_a_notice_is_worded_in_the_language_of_its_reader() -> None:
    notice = Notice(7, "m-2", "mail", "u-1/p/i1/once", "escalated", 2, "u-2", "head", "m-1", 0, 0)
    facts = Facts(
        "卫生局", "第一医院", "检查<卫生>", "10月16日 24:00", "李四", link="https://d.example/tasks/u-1"
    )

    subject, text, html = words(notice, facts, translator("en"))
    assert subject == "Escalation, level 2: 第一医院, 检查<卫生>"
    assert text == (
        "This task of 第一医院 is overdue and has come to your desk at level 2.\n"
        "Item: 检查<卫生>\n"
        "Due: 10月16日 24:00\n"
        "You are told as head of 卫生局.\n"
        "You receive this instead of 李四.\n"
        "https://d.example/tasks/u-1\n"
    )
    assert "检查&lt;卫生&gt;" in html
    assert "<卫生>" not in html
    assert words(notice, facts, translator("zh"))[0] == "2级督办：第一医院，检查<卫生>"


def test_a_number_takes_its_form() -> None:
    english, chinese = translator("en"), translator("zh")

    assert english.plural("%(n)s day", "%(n)s days", 1) == "1 day"
    assert english.plural("%(n)s day", "%(n)s days", 3) == "3 days"
    assert chinese.plural("%(n)s day", "%(n)s days", 3) == "3天"


def test_a_refusal_is_told_in_the_readers_language_with_words_for_its_keys() -> None:
    refused = Refused("not-owed", "u/p/i/once is excused", task="u/p/i/once", state="excused")

    assert translator("zh").refusal(refused) == "该任务已无须办理：免办。"
    assert translator("en").refusal(refused) == "It is no longer owed: it is excused."


def test_a_refusal_without_words_or_facts_keeps_the_rules_own_message() -> None:
    assert translator("zh").refusal(Refused("never-heard-of", "because")) == "because"
    assert translator("zh").refusal(Refused("unknown-unit", "there is no unit u")) == "there is no unit u"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [((None, "en"), "en"), (("fr", "en"), "en"), (("zh", "en"), "zh"), ((None,), "zh"), (("",), "zh")],
)
def test_the_first_wish_that_is_ours_decides_the_language(
    wishes: tuple[str | None, ...], language: Language
) -> None:
    assert language_of(*wishes) == language
