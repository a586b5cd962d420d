"""A plan written out and read in again is the same plan; what cannot be written is refused by name."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import Span, Target
from services.plans import Draft, DraftItem, PlanFileError, read
from services.plans.document import Document
from services.plans.export import LONGEST_CELL, to_xlsx, to_yaml
from services.plans.plan_sheets import COLUMNS, HEAD, LIST, PLAN
from services.plans.xlsx_plan import read_either, read_list

NOWHERE = Span(0, 0)
FULL = DraftItem(
    item="sweep",
    number="007",
    text='=SUM(A1)\n\t"扫街" 😀, 到巷尾: 包括后巷 # 不是注释',
    span=NOWHERE,
    cadence="weekly on fri",
    leads=("street-1", "street-2"),
    cooperating=("school-1",),
    informed=("bureau",),
    opens_before=0,
    due_time="17:30",
    review=True,
    policy="strict",
    target=Target("ratio", "+满意率", ">=", 99.5, "%"),
    carries_out="city-2026/i4",
    lead_sets=("village/township",),
)
ONCE = DraftItem(
    item="i2", number="", text="@清沟", span=NOWHERE, cadence="once 2026-11-30", leads=("street-1",)
)


def draft(*items: DraftItem, title: str = "街面工作") -> Draft:
    return Draft(
        plan="streets-2026",
        title=title,
        unit="office",
        owner="m-1",
        calendar="cn",
        policy="standard",
        since=dt.date(2026, 9, 1),
        until=dt.date(2026, 12, 31),
        items=items,
        questions=(),
        source="",
        source_name="",
    )


def said(plan: Draft) -> Draft:
    """What a plan file can say of a plan."""
    items = tuple(replace(item, span=NOWHERE) for item in plan.items)
    return replace(plan, items=items, source="", source_name="", document=None)


def problems(data: bytes) -> list[tuple[str, str, str]]:
    """Place and messages of all that is wrong."""
    with pytest.raises(PlanFileError) as caught:
        read_list(data, "list.xlsx")
    return [(each.key, each.message, each.chinese) for each in caught.value.problems]


def workbook(
    rows: list[dict[str, object]], head: dict[str, object] | None = None, headers: list[str] | None = None
) -> bytes:
    """A list as a person edits one: `rows` and `head` by key."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        items, plan = book.add_worksheet(LIST), book.add_worksheet(PLAN)
        items.write_row(0, 0, headers or list(COLUMNS.values()))
        for at, row in enumerate(rows, 1):
            for key, value in row.items():
                items.write(at, list(COLUMNS).index(key), value, day if isinstance(value, dt.date) else None)
        values = {**HEAD_VALUES, **(head or {})}
        for at, (key, label) in enumerate(HEAD.items()):
            plan.write(at, 0, label)
            value = values.get(key, "")
            plan.write(at, 1, value, day if isinstance(value, dt.date) else None)
    return out.getvalue()


HEAD_VALUES: dict[str, object] = {
    "plan": "streets-2026",
    "title": "街面工作",
    "unit": "office",
    "owner": "m-1",
    "since": dt.date(2026, 9, 1),
    "until": dt.date(2026, 12, 31),
}
ROW: dict[str, object] = {"id": "a", "text": "扫街", "cadence": "每周五", "leads": "street-1"}


@pytest.mark.parametrize("plan", [draft(FULL, ONCE), draft(ONCE, title="'2026: {年}")])
def test_a_plan_is_the_same_after_a_workbook_and_after_yaml(plan: Draft) -> None:
    assert said(read_list(to_xlsx(plan), "a.xlsx")) == plan
    assert said(read(to_yaml(plan).encode(), "a.yaml")) == plan


ids = st.text("abc019-", min_size=1, max_size=8)
signs = st.one_of(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    st.sampled_from("\t\n=+-@'\"#:&*!|>%`{}[],?😀0 _x<r/\u3000"),
)
texts = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "=", "+", "-", "@", "'", "0", " ", "\n", "<r>", "_x0041_", "- ", "? "]),
        st.text(signs, max_size=40),
        st.sampled_from(["", "</r>", " ", "\n", "\n\n", "_x000A_x0042_"]),
    ),
).filter(str.strip)
units = st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple)
cadences = st.sampled_from(
    ["once 2026-11-30", "once 2026-11-01 or before", "daily", "weekly on fri", "monthly on last workday"]
)
targets = st.one_of(
    st.builds(
        Target,
        st.sampled_from(["ratio", "count"]),
        texts,
        st.sampled_from([">=", "=", "<"]),
        st.decimals(-99999, 99999, places=3).map(float),
        texts | st.just(""),
    ),
    st.builds(Target, st.just("trend"), texts, st.sampled_from(["", "up", "down"])),
    st.builds(Target, st.just("never"), texts),
)


@st.composite
def items(draw: st.DrawFn, name: str) -> DraftItem:
    leads = draw(units)
    others = units.map(lambda found: tuple(unit for unit in found if unit not in leads))
    return DraftItem(
        item=name,
        number=draw(texts | st.just("")),
        text=draw(texts),
        span=NOWHERE,
        cadence=draw(cadences),
        leads=leads,
        cooperating=draw(others),
        informed=draw(others),
        opens_before=draw(st.integers(-1, 366)),
        due_time=draw(st.sampled_from(["18:00", "00:00", "09:30", "24:00"])),
        review=draw(st.booleans()),
        policy=draw(st.just("") | ids),
        target=draw(st.none() | targets),
        carries_out=draw(st.sampled_from(["", "city-2026/i4"])),
        lead_sets=draw(st.sampled_from([(), ("village/township",)])),
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    names = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    plan = draft(*(draw(items(name)) for name in names), title=draw(texts))
    return replace(plan, plan=draw(ids), calendar=draw(ids), policy=draw(ids))


@given(drafts())
@settings(deadline=None)
def test_any_plan_is_the_same_after_a_workbook_and_after_yaml(plan: Draft) -> None:
    assert said(read_list(to_xlsx(plan), "a.xlsx")) == plan
    assert said(read(to_yaml(plan).encode(), "a.yaml")) == plan


@given(st.lists(texts, min_size=1, max_size=5))
@settings(deadline=None)
def test_a_workbook_holds_no_formula_whatever_the_texts_are(found: list[str]) -> None:
    plan = draft(*(replace(FULL, item=f"i{at}", text=text) for at, text in enumerate(found)))
    with zipfile.ZipFile(io.BytesIO(to_xlsx(plan))) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/" in name]
    assert len(sheets) == 2
    assert not any(b"<f" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert to_xlsx(draft(FULL)) == to_xlsx(draft(FULL))


def test_yaml_says_lists_and_targets_on_one_line_and_leaves_out_what_is_usual() -> None:
    lines = to_yaml(draft(replace(FULL, text="扫街", lead_sets=()), ONCE)).splitlines()
    assert "    leads: [street-1, street-2]" in lines
    assert "    target: {kind: ratio, metric: +满意率, op: '>=', value: 99.5, unit: '%'}" in lines
    assert lines[-4:] == [
        "  - id: i2",
        "    text: '@清沟'",
        "    cadence: once 2026-11-30",
        "    leads: [street-1]",
    ]


def test_units_that_several_items_share_are_written_out_each_time() -> None:
    leads = ("street-1",)
    text = to_yaml(draft(replace(FULL, leads=leads), replace(ONCE, leads=leads)))
    assert [item["leads"] for item in yaml.safe_load(text)["items"]] == [["street-1"], ["street-1"]]


def test_the_words_of_a_list_point_at_their_cell() -> None:
    plan = read_list(to_xlsx(draft(ONCE, replace(FULL, text="扫街"))), "a.xlsx")
    assert [plan.source[slice(item.span.start, item.span.end)] for item in plan.items] == ["@清沟", "扫街"]
    assert plan.document is not None
    assert plan.document.text == plan.source


@pytest.mark.parametrize("control", ["\x00", "\x07", "\r", "\x7f", "\x85", "\ud800", "\ufffe"])
def test_control_characters_are_refused_by_item_and_key(control: str) -> None:
    plan = draft(ONCE, replace(FULL, text=f"扫{control}街"))
    for write in (to_xlsx, to_yaml):
        with pytest.raises(PlanFileError) as caught:
            write(plan)
        assert caught.value.key == "items[2].text"
        assert f"U+{ord(control):04X} at 1" in caught.value.message
        assert f"第 2 个字是控制字符 U+{ord(control):04X}" in caught.value.chinese


@pytest.mark.parametrize("text", ["长" * LONGEST_CELL, "😀" * (LONGEST_CELL // 2)])
def test_a_text_fills_a_cell_to_its_limit_and_is_refused_beyond(text: str) -> None:
    full = draft(replace(ONCE, text=text))
    assert said(read_list(to_xlsx(full), "a.xlsx")) == full
    beyond = draft(replace(ONCE, text=text + "😀"))
    with pytest.raises(PlanFileError) as caught:
        to_xlsx(beyond)
    assert caught.value.key == "items[1].text"
    assert "32767" in caught.value.message
    assert "32767" in caught.value.chinese
    assert said(read(to_yaml(beyond).encode(), "a.yaml")) == beyond


def test_a_plan_too_long_for_a_plan_file_is_refused() -> None:
    with pytest.raises(PlanFileError, match="split the plan"):
        to_yaml(draft(replace(ONCE, text="长" * 2_000_000)))


@pytest.mark.parametrize("value", [1e12, 0.1234567, float("nan"), float("inf")])
def test_a_number_that_a_plan_file_cannot_say_is_refused(value: float) -> None:
    plan = draft(replace(FULL, target=Target("count", "件", ">=", value)))
    for write in (to_xlsx, to_yaml):
        with pytest.raises(PlanFileError) as caught:
            write(plan)
        assert caught.value.key == "items[1].target.value"


def test_an_open_plan_is_written_as_far_as_it_is_known_and_asks_for_the_rest_when_read() -> None:
    plan = replace(draft(DraftItem("i1", "", "扫街", NOWHERE)), owner="", since=None)
    found = problems(to_xlsx(plan))
    assert [place for place, _, _ in found] == ["计划!B4", "计划!B7", "责任清单!D2", "责任清单!E2"]
    assert found[2][1:] == ("is missing: fill in 频次 or 完成时限", "缺少:请填写「频次」或「完成时限」")


def test_a_list_edited_by_hand_reads_dates_yes_and_no_and_times_as_the_sheet_shows_them() -> None:
    row = {
        **ROW,
        "review": "否",
        "due_time": "8:30",
        "opens_before": 3,
        "leads": "street-1，street-2 street-3",
    }
    plan = read_list(
        workbook([row, {**ROW, "id": "b", "cadence": "", "due": dt.date(2026, 11, 30), "review": True}]),
        "a.xlsx",
    )
    one, other = plan.items
    assert (one.review, one.due_time, one.opens_before) == (False, "08:30", 3)
    assert one.leads == ("street-1", "street-2", "street-3")
    assert (other.cadence, other.review, plan.since) == ("once 2026-11-30", True, dt.date(2026, 9, 1))


def test_all_that_is_wrong_in_a_list_is_told_by_sheet_and_cell() -> None:
    found = problems(
        workbook(
            [
                {**ROW, "cadence": "有时"},
                {**ROW, "leads": "街道一"},
                {**ROW, "id": "c", "cadence": "", "due": "下周"},
                {**ROW, "id": "d", "due": "2026-11-30"},
                {**ROW, "id": "e", "cadence": "", "due": "2027-11-30"},
                {**ROW, "id": "f", "target.kind": "ratio", "target.metric": "满意率", "target.op": ">="},
                {**ROW, "id": "g", "review": "也许", "opens_before": "早", "due_time": "25:00"},
            ],
            {"until": "明年"},
        )
    )
    places = [place for place, _, _ in found]
    assert places[:2] == ["责任清单!I4", "责任清单!I5"]
    assert "计划!B8" in places
    for place in ("D2", "E3", "A3", "M7", "Q8", "O8", "P8"):
        assert f"责任清单!{place}" in places, (place, places)
    assert all(message and chinese for _, message, chinese in found)
    again = next(message for place, message, _ in found if place == "责任清单!A3")
    assert again == "a is already the id of 责任清单!2: choose another"


def test_a_day_outside_the_plan_is_told_at_its_cell() -> None:
    found = problems(workbook([{**ROW, "cadence": "", "due": "2027-11-30"}]))
    assert [place for place, _, _ in found] == ["责任清单!I2"]


def test_unknown_and_repeated_headers_are_told() -> None:
    headers = [*COLUMNS.values(), "配和单位", "任务"]
    found = problems(workbook([ROW], headers=headers))
    assert [place for place, _, _ in found] == ["责任清单!T1", "责任清单!U1"]
    assert "did you mean 配合单位?" in found[0][1]
    assert "是否为 配合单位" in found[0][2]


def test_a_list_without_rows_is_refused() -> None:
    assert [place for place, _, _ in problems(workbook([]))] == ["责任清单"]


def test_another_workbook_is_a_document_and_no_list() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet(LIST).write_row(0, 0, ["序号", "任务", "牵头单位"])
        book.add_worksheet(PLAN).write(0, 0, "说明")
    found = read_either(out.getvalue(), "a.xlsx")
    assert isinstance(found, Document)
    assert found.text == "责任清单\n序号\t任务\t牵头单位\n计划\n说明\n"
    with pytest.raises(PlanFileError, match="no list of this program") as caught:
        read_list(out.getvalue(), "a.xlsx")
    assert "不是本系统的责任清单" in caught.value.chinese
