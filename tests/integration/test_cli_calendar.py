"""`duban calendar`: notices from a file, calendars that inherit, hours, terms, and who goes by them."""

from pathlib import Path

import pytest

from tests.integration.cli_world import Line, Said, founded

NOTICE = """
year: 2027
document: 国办发明电〔2026〕9号
holidays: [2027-01-01, 2027-02-06 .. 2027-02-12, "2027-10-01 – 2027-10-07"]
make_up_days: [2027-02-14]
"""


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return founded(tmp_path)


def failed(line: Line, *arguments: str | Path) -> Said:
    said = line(*arguments)
    assert said.code != 0, said
    return said


def written(line: Line, text: str, name: str = "notice.yaml") -> Path:
    file = line.home.parent / name
    file.write_text(text, "utf-8")
    return file


def test_a_notice_from_a_file_ends_what_was_provisional(line: Line) -> None:
    assert "not announced" in line.done("calendar", "show", "--year", "2027").err

    said = line.done("calendar", "notice", written(line, NOTICE))

    assert "holidays of 2027 are known" in said.out
    shown = line.done("calendar", "show", "--year", "2027")
    assert "not announced" not in shown.err
    year = line.done("calendar", "show", "--year", "2027", "--json").json
    assert year["documents"] == ["国办发明电〔2026〕9号"]
    assert year["months"][1]["holidays"] == [f"2027-02-{day:02}" for day in (8, 9, 10, 11, 12)]
    assert year["months"][1]["make_up_days"] == ["2027-02-14"]
    assert "already" in failed(line, "calendar", "notice", written(line, NOTICE)).err


def test_a_notice_may_be_json(line: Line) -> None:
    text = '{"calendar": "cn", "year": 2027, "document": "x", "holidays": ["2027-01-01"]}'
    line.done("calendar", "notice", written(line, text, "notice.json"))
    assert not line.done("calendar", "show", "--year", "2027", "--json").json["provisional"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("2027-02-06 .. 2027-02-12", "2027-02-31"), "out of range"),
        (("2027-02-06 .. 2027-02-12", "next week"), "'next week' is no day"),
        (("2027-02-06 .. 2027-02-12", "2027-02-12 .. 2027-02-06"), "at most"),
        (("make_up_days", "makeup"), "makeup"),
        (("[2027-02-14]", "[2027-02-15]"), "weekday"),
    ],
)
def test_what_is_wrong_with_a_notice_is_named(line: Line, change: tuple[str, str], words: str) -> None:
    assert words in failed(line, "calendar", "notice", written(line, NOTICE.replace(*change))).err


def test_a_school_inherits_and_says_its_own(line: Line) -> None:
    document = ("--document", "校历")
    line.done("calendar", "open", "school", "--inherits", "cn")
    line.done(
        *("calendar", "days", "school", "--since", "2026-07-01", "--until", "2026-08-31"),
        *("--off", "2026-07-13..2026-08-28", "--worked", "2026-07-04", *document),
    )
    line.done(
        *("calendar", "hours", "school", "--since", "2026-09-01", "--regular", "08:00-11:30 14:00-16:30"),
        *("--except", "fri=08:00-11:30", *document),
    )
    line.done("calendar", "terms", "school", "--term", "2026-autumn=2026-09-01..2027-01-22", *document)

    shown = line.done("calendar", "show", "school", "--year", "2026").out
    year = line.done("calendar", "show", "school", "--year", "2026", "--json").json

    assert "Inherits from: cn" in shown
    assert "08:00-11:30 14:00-16:30 (from 2026-09-01 on), Fri 08:00-11:30" in shown
    assert "Terms: 2026-autumn 2026-09-01 – 2027-01-22" in shown
    assert "2026-07-04" in year["months"][6]["make_up_days"]
    assert "2026-10-01" in year["months"][9]["holidays"]
    assert not year["provisional"]
    listed = line.done("calendar", "list").out
    assert "school" in listed
    assert "2027" in listed


def test_a_unit_chooses_its_calendar(line: Line) -> None:
    line.done("calendar", "open", "school", "--inherits", "cn")
    line.done("calendar", "choose", "hospital-1", "school")
    assert line.done("calendar", "show", "school", "--json").json["units"] == ["hospital-1"]
    line.done("calendar", "choose", "hospital-1")
    assert line.done("calendar", "show", "school", "--json").json["units"] == []
    assert "moon" in failed(line, "calendar", "choose", "hospital-1", "moon").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("open", "a", "--inherits", "moon"), "moon"),
        (("hours", "cn", "--since", "2026-01-01", "--regular", "8-12", "--document", "x"), "'8'"),
        (
            (
                "hours",
                "cn",
                "--since",
                "2026-01-01",
                "--regular",
                "08:00-12:00",
                "--except",
                "fri",
                "--document",
                "x",
            ),
            "fri",
        ),
        (("terms", "cn", "--term", "2026-autumn=soon", "--document", "x"), "soon"),
        (
            ("days", "cn", "--since", "2026-01-01", "--until", "2026-01-02", "--off", "x", "--document", "x"),
            "'x'",
        ),
        (("show", "moon"), "moon"),
    ],
)
def test_what_is_wrong_is_said(line: Line, arguments: tuple[str, ...], words: str) -> None:
    assert words in failed(line, "calendar", *arguments).err


def test_a_calendar_is_shown_as_it_was(line: Line) -> None:
    before = line.done("calendar", "show", "--year", "2027", "--json").json
    position = line.done("org", "show", "--json").json["as_of_position"]
    line.done("calendar", "notice", written(line, NOTICE))
    then = line.done("calendar", "show", "--year", "2027", "--as-of", str(position), "--json").json
    assert then["provisional"]
    assert then == before


def test_the_notice_in_the_documentation_can_be_imported(line: Line) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/calendars.md").read_text("utf-8")
    line.done("calendar", "notice", written(line, text.split("```yaml\n")[1].split("```")[0]))
    assert not line.done("calendar", "show", "--year", "2027", "--json").json["provisional"]
