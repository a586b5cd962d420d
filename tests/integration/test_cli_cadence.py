"""`duban cadence explain`."""

from pathlib import Path

import pytest

from tests.integration.api_house import Moment
from tests.integration.cli_world import Line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path / "nothing-here", Moment("2026-09-21T10:00+08:00"))


def test_a_cadence_is_explained_in_both_languages_with_its_next_days_and_needs_no_home(line: Line) -> None:
    said = line("cadence", "explain", "每月5日、20日，遇休息日顺延", "--count", "2")

    assert said.code == 0
    assert said.out.splitlines()[:3] == [
        "monthly on 5 20 or after",
        "on the 5th and 20th of every month, or the working day after if that is a day off",
        "每月5日、20日（遇休息日顺延至后一个工作日）",
    ]
    assert "Thu 8 Oct 2026" in said.out
    assert "2026-10-20" in said.out
    assert not line.home.exists()


def test_the_next_five_days_from_a_day_on_are_data_too(line: Line) -> None:
    said = line("cadence", "explain", "除夕", "--from", "2026-02-16", "--json")

    assert said.json["written"] == "festival spring festival eve"
    assert [turn["due"] for turn in said.json["turns"]] == [
        "2026-02-16",
        "2027-02-05",
        "2028-01-25",
        "2029-02-12",
        "2030-02-02",
    ]
    assert said.json["turns"][0] == {"due": "2026-02-16", "opens": "2026-01-17", "period": "2025"}
    assert said.json["provisional"] == []


def test_working_days_of_a_year_without_a_notice_are_called_provisional(line: Line) -> None:
    said = line("cadence", "explain", "monthly on last workday", "--from", "2030-01-01", "--count", "1")

    assert "Thu 31 Jan 2030" in said.out
    assert "Holidays of 2030 are not announced yet" in said.err


def test_a_bad_text_is_told_with_its_place_in_the_language_asked_for(line: Line) -> None:
    english = line("cadence", "explain", "every 3 days")
    line.environ["DUBAN_LANGUAGE"] = "zh"
    chinese = line("cadence", "explain", "每三天")

    assert (english.code, chinese.code) == (1, 1)
    assert "expected from and the day of the first turn" in english.err
    assert "从第 4 个字起无法识别" in chinese.err


def test_days_that_are_over_or_unknown_are_said_to_be(line: Line) -> None:
    over = line("cadence", "explain", "once 2020-01-01")
    unknown = line("cadence", "explain", "中秋", "--from", "2150-01-01")

    assert (over.code, unknown.code) == (0, 1)
    assert "Nothing is due in the 60 years" in over.out
    assert "known from 1990 to 2100" in unknown.err


def test_what_has_no_days_of_its_own_says_why(line: Line) -> None:
    event = line("cadence", "explain", "每发生一次，3个工作日内")
    term = line("cadence", "explain", "term end - 5 workdays")

    assert event.out.splitlines()[0] == "on event within 3 workdays"
    assert "each time that it happens is noted" in event.out
    assert "Its days are those of the terms that the calendar of each unit announces." in term.out


def test_what_becomes_of_missed_and_overlapping_turns_is_explained_with_the_days(line: Line) -> None:
    said = line("cadence", "explain", "每周五，漏期补一次，重叠跳过")

    assert said.out.splitlines()[:3] == [
        "weekly on fri, missed one, overlap skip",
        "every Friday; of missed turns the latest is made up; "
        "a turn is left out while the one before is owed",
        "每周五，漏期补一次，重叠跳过",
    ]
    assert "Fri 25 Sep 2026" in said.out
