"""The small pure functions of the pages: stretches of days, bars, marked sources."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.web.pages.overview import WIDTH, Totals, rate, segments
from services.web.pages.periods import after, before, day_of, stretch, stretch_of
from services.web.pages.source import excerpt, pieces
from services.web.pages.tasks import size_words
from workflows.refusal import Refused

DAYS = st.dates(dt.date(1971, 1, 1), dt.date(2200, 12, 31))
KINDS = st.sampled_from(["day", "week", "month", "quarter", "half", "year"])


@given(KINDS, DAYS)
def test_a_stretch_holds_its_day_and_meets_its_neighbours(kind: str, day: dt.date) -> None:
    one = stretch(kind, day)

    assert one.since <= day < one.until
    assert before(one).until == one.since
    assert after(one).since == one.until
    assert stretch_of(one.key) == one


@pytest.mark.parametrize(
    "key", ["", "x", "2026-13", "2026-W54", "2026-Q5", "2026-H3", "2026-Q0", "1-02", "9999"]
)
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(Refused, match="no period"):
        stretch_of(key)


@pytest.mark.parametrize("text", ["15.10.2026", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        day_of(text, dt.date(2026, 10, 15))


@given(st.lists(st.integers(0, 5000), min_size=7, max_size=7))
def test_a_bars_parts_lie_side_by_side_and_fill_it(numbers: list[int]) -> None:
    totals = Totals(*numbers)
    parts = segments(totals)

    shown = totals.on_time + totals.late + totals.open + totals.overdue + totals.excused
    assert bool(parts) == bool(shown)
    assert sum(part.width for part in parts) == pytest.approx(WIDTH if shown else 0, abs=0.1)
    assert [part.x for part in parts] == sorted(part.x for part in parts)


def test_the_on_time_rate_counts_only_what_had_to_be_done() -> None:
    assert rate(Totals(scheduled=10, on_time=3, late=0, overdue=1, open=6)) == "75 %"
    assert rate(Totals(scheduled=2, open=1, excused=1)) == "–"


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(max_size=50), SPANS)
def test_a_marked_source_is_the_source(source: str, spans: list[tuple[int, int]]) -> None:
    marked = pieces(source, [(f"i{number}", span) for number, span in enumerate(spans)])

    assert "".join(piece.text for piece in marked) == source


def test_of_clauses_that_overlap_the_first_is_marked() -> None:
    marked = pieces("abcdef", [("i2", (2, 5)), ("i1", (1, 3))])

    assert [(piece.text, piece.item) for piece in marked] == [("a", ""), ("bc", "i1"), ("def", "")]


def test_an_excerpt_shows_what_stands_around_a_clause() -> None:
    source = "x" * 500 + "条文" + "y" * 10

    found = excerpt(source, (500, 502))

    assert found.clause == "条文"
    assert found.before == "…" + "x" * 120
    assert found.after == "y" * 10


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (1536, "1.5 KB"), (20 << 20, "20.0 MB")])
def test_a_size_is_said_in_its_unit(size: int, words: str) -> None:
    assert size_words(size) == words
