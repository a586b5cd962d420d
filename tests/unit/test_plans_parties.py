"""Who answers for work: whole passages, where several rules meet."""

import itertools

import pytest

from services.plans.document import plain
from services.plans.found import Party
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import parties


def found(text: str, year: int = 2026) -> tuple[Party, ...]:
    return parties.annotate(Passage(plain(text, "plan.txt"), sections(text), year))


def names(text: str, year: int = 2026) -> list[tuple[str, ...]]:
    return [party.units for party in found(text, year)]


def test_a_bracket_with_leads_and_helpers_is_one_finding_with_both() -> None:
    (party,) = found("（一）清理河道。（水务局牵头，城管局、各街道配合）\n")

    assert party.named("lead") == ("水务局",)
    assert party.named("cooperating") == ("城管局", "各街道")
    assert party.named("informed") == ()


def test_those_who_share_a_duty_by_their_own_tasks_all_lead() -> None:
    (party,) = found("完善办法。（财政部牵头，教育部、农业农村部等按职责分工负责）")

    assert party.named("lead") == ("财政部", "教育部", "农业农村部")
    assert party.helping == ()


def test_fields_of_one_line_are_one_finding_and_fields_of_two_lines_are_two() -> None:
    assert names("责任单位：水务局；配合单位：各村\n") == [("水务局", "各村")]
    assert names("责任单位：水务局\n配合单位：各村\n") == [("水务局",), ("各村",)]


def test_names_keep_their_brackets_and_their_width() -> None:
    (party,) = found("责任单位：市发展改革委（粮食和储备局）、各县（区）人民政府\n")

    assert party.units == ("市发展改革委（粮食和储备局）", "各县（区）人民政府")


def test_a_joint_within_a_name_parts_nothing() -> None:
    assert names("责任单位：工业和信息化局和财政局\n") == [("工业和信息化局", "财政局")]


def test_the_addressees_stand_at_the_top_only() -> None:
    top = "关于清渠的通知\n\n各镇（街道），区直有关单位：\n\n　　请照办。\n一、清渠\n各村要上报：\n"

    addressed = [party for party in found(top) if party.role == "addressee"]

    assert [party.units for party in addressed] == [("各镇（街道）", "区直有关单位")]


def test_columns_of_a_table_give_their_roles() -> None:
    table = "序号\t任务\t牵头单位\t配合单位\t责任人\n1\t清渠\t水务局\t各村\t何田\n2\t植树\t\t/\t\n"

    assert [(party.role, party.units) for party in found(table)] == [
        ("lead", ("水务局",)),
        ("cooperating", ("各村",)),
        ("person", ("何田",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "去年，区水务局完成了三条河的清理。",
        "成立工作专班开展排查，加强部门协作。",
        "实行“科长每日一查”，提高站位。",
        "我局将继续努力，全县上下要齐心。",
        "为推进治水，区水务局研究决定，制定本方案。",
        "召开动员会部署任务，组织人员巡查，安排值班。",
        "学生能够积极参与，群众普遍满意。",
        "责任单位：\n配合单位：/\n",
    ],
)
def test_what_names_nobody_who_is_told_to_act_is_left(text: str) -> None:
    assert found(text) == ()


def test_a_place_is_found_once() -> None:
    text = "由水务局牵头，城管局配合；各组设专人看守，并上报镇政府、派出所各一份。"

    parts = found(text)

    assert all(one.end <= other.start for one, other in itertools.pairwise(parts))
    assert [party.role for party in parts] == ["lead", "lead", "informed"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("一、检查\n安质部赴工地抽查。", ("安质部",)),
        ("一、检查\n校外培训机构要按月公示收费。", ("校外培训机构",)),
        ("一、检查\n承担运营任务的单位要备足零件。", ("承担运营任务的单位",)),
        ("一、检查\n各战线，要对照清单自查。", ("各战线",)),
        ("一、检查\n各乡镇在汛期来临前要检修泵站。", ("各乡镇",)),
        ("一、检查\n宿管员熄灯后清点人数。", ("宿管员",)),
        ("一、检查\n村（居）委会主任每月自查。", ("村（居）委会主任",)),
        ("一、检查\n餐饮、保安等后勤人员每天测温。", ("餐饮", "保安")),
    ],
)
def test_whoever_stands_before_an_act_is_told_to_do_it(text: str, who: tuple[str, ...]) -> None:
    assert names(text) == [who]


@pytest.mark.parametrize(
    "text",
    [
        "一、检查\n小学部持证率100%。",
        "一、检查\n领导机构健全，保障有力。",
        "一、检查\n任何单位不得截留。",
        "一、检查\n补贴由企业在职职工扩大到退休职工。",
        "一、检查\n各类设备要定期保养，各项工作要细。",
        "水务局开展清渠工作的通知\n一、检查\n",
    ],
)
def test_what_only_looks_like_somebody_who_acts_is_left(text: str) -> None:
    assert names(text) == []


def test_one_office_may_have_an_and_in_its_name() -> None:
    assert names("由实验室与设备管理处牵头") == [("实验室与设备管理处",)]
    assert names("由后勤处和保卫处牵头") == [("后勤处", "保卫处")]


def test_all_provinces_are_one_name() -> None:
    (party,) = found("各省、自治区、直辖市教育厅（教委），部属各高校：\n请照办。\n")

    assert party.units == ("各省、自治区、直辖市教育厅（教委）", "部属各高校")


def test_who_is_made_to_act_is_found_with_him_who_makes_him() -> None:
    assert names("县司法局组织各律所开展宣讲。") == [("县司法局", "各律所")]
