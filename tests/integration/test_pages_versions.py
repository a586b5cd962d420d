"""The pages of a new version of a document: handed in, shown beside the plan, approved item by item."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from services.asof import as_of
from services.plans import read
from services.plans.export import to_xlsx
from services.read import queries
from tests.integration.pages_world import PLAN, World, lived_world
from workflows.plan import ClosePlan

FIRST = """社区工作计划

一、定期召开会议
每月25日召开一次居民会议。(责任单位:第一医院)
二、环境整治
每周五打扫公共区域。(责任单位:第一医院)
三、安全检查
每月10日检查一次消防设施。(责任单位:第二医院)
"""
SECOND = """社区工作计划(修订)

一、志愿服务
每月20日组织志愿者走访困难家庭。
二、定期召开会议
每月25日召开一次居民会议。(责任单位:第一医院)
三、环境整治
每周四打扫公共区域和楼道。(责任单位:第一医院)
"""
AMENDED = {"since": "2026-10-19", "open_tasks": "keep", "reason": "全会部署"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("versions")) as world:
        yield world


def drafted(world: World, plan: str, text: str = FIRST) -> TestClient:
    """A client whose plan of a text has no open question."""
    client = world.client("m-owner", "zh")
    head = {"unit": "bureau", "since": "2026-09-01", "until": "2026-12-31", "plan": plan}
    files = {"file": (f"{plan}.txt", text.encode())}
    assert client.post("/import", data={**head, "command": f"import-{plan}"}, files=files).status_code == 303
    seen = {f"seen:{one}": "yes" for one in world.app.states.plan(plan).questions}
    client.post(f"/plans/{plan}/answers", data={"command": f"answers-{plan}", **seen})
    assert world.app.states.plan(plan).questions == {}
    return client


def in_force(world: World, plan: str) -> TestClient:
    client = drafted(world, plan)
    for noun in ("submissions", "issues"):
        assert client.post(f"/plans/{plan}/{noun}", data={"command": f"{noun}-{plan}"}).status_code == 303
    world.work_through()
    return client


def handed_in(client: TestClient, plan: str, text: str = SECOND, name: str = "second.txt") -> str:
    """The address of the comparison."""
    done = client.post(
        f"/plans/{plan}/versions",
        data={"command": f"version-{plan}-{name.partition('.')[0]}"},
        files={"file": (name, text.encode())},
    )
    assert done.status_code == 303, done.text
    assert done.headers["location"].startswith(f"/plans/{plan}/versions/")
    return done.headers["location"]


def shown(client: TestClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.text
    return unescape(page.text)


def form(client: TestClient, address: str) -> dict[str, str]:
    """The form's hidden fields and boxes as the page has them."""
    page = shown(client, address)
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    picks = re.findall(r'<input type="checkbox" id="[^"]+" name="(pick:[^"]+)" value="yes" checked>', page)
    return {**dict(fields), **dict.fromkeys(picks, "yes")}


def by_words(world: World, plan: str) -> dict[str, str]:
    """The id of the item that has these words."""
    items = queries.items(world.app.read(), plan)
    keys = ("会议", "打扫", "消防", "走访")
    return {key: one.item for one in items for key in keys if key in (one.text or "")}


def clause(page: str) -> str:
    (found,) = re.findall("<blockquote>.*?<mark>(.*?)</mark>", page, re.DOTALL)
    return str(found)


def source_of(page: str) -> str:
    (found,) = re.findall('<div class="source"[^>]*>(.*?)</div>', page, re.DOTALL)
    return re.sub("<[^>]*>", "", str(found))


def added(client: TestClient, address: str) -> str:
    """The id of the one item that lacks its leads."""
    (item,) = re.findall(r'name="leads:([^"]+)"', shown(client, address))
    return str(item)


def test_the_page_shows_what_is_added_changed_withdrawn_and_moved_and_touches_nothing(world: World) -> None:
    client = in_force(world, "v-1")
    ids, revision = by_words(world, "v-1"), world.app.states.plan("v-1").revision
    address = handed_in(client, "v-1")

    page = shown(client, address)

    assert "新增 1，修改 1，撤下 1，移动 1" in page
    places = [page.index(f'id="{kind}-title"') for kind in ("added", "changed", "withdrawn", "moved")]
    assert places == sorted(places)
    assert "每周<del>五</del><ins>四</ins>打扫公共区域<ins>和楼道</ins>" in page
    assert "每周五 → 每周四" in page
    assert page.count(" checked>") == 4, "everything is proposed, and no treatment of open tasks"
    assert "社区工作计划<ins>(修订)</ins>" in page
    assert f'name="pick:{ids["消防"]}"' in page
    assert world.app.states.plan("v-1").revision == revision
    assert client.get(address).text.count("change-") == page.count("change-"), "the address can be kept"


def test_an_issued_plan_is_amended_from_the_day_and_its_items_stand_in_the_new_text(world: World) -> None:
    client = in_force(world, "v-2")
    ids, address = by_words(world, "v-2"), handed_in(client, "v-2")
    new = added(client, address)

    done = client.post(address, data={**form(client, address), **AMENDED, f"leads:{new}": "第二医院"})

    assert (done.status_code, done.headers["location"]) == (303, "/plans/v-2")
    plan = world.app.states.plan("v-2")
    assert set(plan.items) == {ids["会议"], ids["打扫"], new}
    assert plan.changes[-1].since.isoformat() == "2026-10-19"
    source = plan.items[new].source
    assert source == address.split("/")[-1].partition("?")[0]
    assert world.app.kept.text(source) == SECOND
    for name, words in ((new, "走访困难家庭"), (ids["打扫"], "每周四打扫公共区域和楼道")):
        item = plan.items[name]
        assert item.span is not None
        assert item.source == source
        assert words in SECOND[item.span.start : item.span.end]
    assert plan.items[new].leads == ("hospital-2",)
    assert shown(client, "/plans/v-2").count("新版原文") == 3


def test_old_tasks_keep_their_old_clause_and_new_ones_show_the_new(world: World) -> None:
    client = in_force(world, "v-3")
    ids, address = by_words(world, "v-3"), handed_in(client, "v-3")
    picked = {f"pick:{ids['打扫']}": "yes", f"pick:{ids['消防']}": "yes"}
    fields = {key: value for key, value in form(client, address).items() if not key.startswith("pick:")}

    assert client.post(address, data={**fields, **picked, **AMENDED}).status_code == 303
    world.work_through()

    week = f"/tasks/hospital-1/v-3/{ids['打扫']}"
    before, after = shown(client, f"{week}/2026-W42"), shown(client, f"{week}/2026-W44")
    gone = shown(client, f"/tasks/hospital-2/v-3/{ids['消防']}/2026-11")
    assert "每周五打扫公共区域。" in clause(before)
    assert "每周四打扫公共区域和楼道。" in clause(after)
    assert "每月10日检查一次消防设施。" in clause(gone)


def test_the_tables_of_the_past_show_the_sources_of_the_past(world: World) -> None:
    client = in_force(world, "v-4")
    ids, address = by_words(world, "v-4"), handed_in(client, "v-4")
    before = world.app.log.head()
    data = {**form(client, address), **AMENDED, f"leads:{added(client, address)}": "第二医院"}
    assert client.post(address, data=data).status_code == 303
    world.work_through()

    with as_of(world.app.log, world.app.kept.path, before) as db:
        then = {one.item: one.source for one in queries.items(db, "v-4")}
    with as_of(world.app.log, world.app.kept.path, world.app.log.head()) as db:
        now = queries.items(db, "v-4")

    assert set(then.values()) == {""}
    assert now == queries.items(world.app.read(), "v-4")
    assert next(one.source for one in now if one.item == ids["打扫"])


def test_a_third_version_with_the_same_words_proposes_nothing(world: World) -> None:
    client = in_force(world, "v-5")
    address = handed_in(client, "v-5")
    data = {**form(client, address), **AMENDED, f"leads:{added(client, address)}": "第二医院"}
    assert client.post(address, data=data).status_code == 303

    same = shown(client, handed_in(client, "v-5", SECOND, "third.txt"))
    other = shown(client, handed_in(client, "v-5", SECOND.replace("走访", "看望"), "fourth.txt"))

    assert "新版文件没有改动本计划的任何任务。" in same
    assert "<button" not in same
    assert "新增 0，修改 1，撤下 0，移动 0" in other
    assert "<del>走访</del><ins>看望</ins>" in other


def test_what_does_not_fit_stands_beside_its_field_and_nothing_typed_is_lost(world: World) -> None:
    client = in_force(world, "v-6")
    ids, address = by_words(world, "v-6"), handed_in(client, "v-6")
    new, fields = added(client, address), form(client, address)
    del fields[f"pick:{ids['消防']}"]

    typed = {"since": "2026-10-01", "reason": "全会部署", f"leads:{new}": "第九医院"}
    first = client.post(address, data={**fields, **typed})
    past = client.post(
        address, data={**fields, **typed, "open_tasks": "withdraw", f"leads:{new}": "第二医院"}
    )

    assert first.status_code == 422
    page = unescape(first.text)
    assert "没有名为「第九医院」的单位" in page
    assert 'value="第九医院"' in page
    assert "请选择如何处理。" in page
    assert "全会部署</textarea>" in page
    assert f'name="pick:{ids["消防"]}" value="yes">' in page
    assert f'name="pick:{ids["会议"]}" value="yes" checked>' in page
    assert past.status_code == 422
    assert 'aria-describedby="since-hint"' in past.text
    assert 'value="withdraw" required checked' in past.text
    assert len(world.app.states.plan("v-6").changes) == 0


def test_an_item_without_leads_or_cadence_is_filled_in_or_unticked(world: World) -> None:
    client = drafted(world, "v-7")
    more = FIRST + "四、宣传\n定期宣传文明公约。\n"
    address = handed_in(client, "v-7", more)
    (item,) = re.findall(r'name="cadence:([^"]+)"', shown(client, address))
    fields = form(client, address)

    refused = client.post(address, data=fields)
    wrong = client.post(address, data={**fields, f"cadence:{item}": "偶尔", f"leads:{item}": "第一医院"})
    done = client.post(address, data={**fields, f"cadence:{item}": "每月5日", f"leads:{item}": "各医院"})

    assert refused.status_code == 422
    assert unescape(refused.text).count("请填写，或取消勾选该改动。") == 2
    assert wrong.status_code == 422
    assert "频次「偶尔」" in unescape(wrong.text)
    assert (done.status_code, done.headers["location"]) == (303, "/plans/v-7/reading")
    plan = world.app.states.plan("v-7")
    assert (plan.items[item].cadence, plan.items[item].lead_sets) == ("monthly on 5", ("hospital/bureau",))
    assert plan.status == "draft"
    reading = shown(client, "/plans/v-7/reading")
    assert "定期宣传文明公约。" in clause(reading)
    assert f'id="span-{item}"' not in reading


def test_answers_given_later_leave_an_items_new_place_alone(world: World) -> None:
    client = drafted(world, "v-8")
    ids, address = by_words(world, "v-8"), handed_in(client, "v-8", FIRST.replace("每周五", "每周四"))
    assert client.post(address, data=form(client, address)).status_code == 303
    before = world.app.states.plan("v-8").items[ids["打扫"]]

    answer = {"command": "later", f"due_time:{ids['打扫']}": "12:00"}
    assert client.post("/plans/v-8/answers", data=answer).status_code == 303

    after = world.app.states.plan("v-8").items[ids["打扫"]]
    assert (after.due_time, after.span, after.source) == ("12:00", before.span, before.source)
    assert before.source


def test_the_same_form_twice_is_one_amendment_and_an_outdated_one_is_refused(world: World) -> None:
    client = in_force(world, "v-9")
    ids, address = by_words(world, "v-9"), handed_in(client, "v-9")
    fields = {key: value for key, value in form(client, address).items() if not key.startswith("pick:")}
    once = {**fields, **AMENDED, f"pick:{ids['打扫']}": "yes"}

    answers = [client.post(address, data=once) for _ in range(2)]
    outdated = client.post(address, data={**fields, **AMENDED, f"pick:{ids['消防']}": "yes"})

    assert [one.status_code for one in answers] == [303, 303]
    assert len(world.app.states.plan("v-9").changes) == 1
    assert outdated.status_code == 422
    assert "打开本页之后计划已有改动" in unescape(outdated.text)


def test_nothing_ticked_is_said_and_changes_nothing(world: World) -> None:
    client = drafted(world, "v-10")
    address = handed_in(client, "v-10")
    fields = {key: value for key, value in form(client, address).items() if not key.startswith("pick:")}

    refused = client.post(address, data=fields)

    assert refused.status_code == 422
    assert "勾选的各项不改动计划" in unescape(refused.text)


def test_a_plan_file_may_be_the_new_version_and_must_have_the_plans_head(world: World) -> None:
    client = world.client("m-owner", "en")
    edited = PLAN.replace("每周检查一次院区卫生。", "每周检查两个院区的卫生。")
    list_ = to_xlsx(read(edited.encode(), "edited.yaml"))

    other = client.post(
        "/plans/health-2026/versions",
        data={"command": "other-head"},
        files={"file": ("other.yaml", PLAN.replace("owner: m-owner", "owner: m-x").encode())},
    )
    sent = client.post(
        "/plans/health-2026/versions", data={"command": "list"}, files={"file": ("list.xlsx", list_)}
    )

    assert other.status_code == 422
    assert "owner of plan health-2026" in other.text
    page = shown(client, sent.headers["location"])
    assert "0 added, 1 changed, 0 withdrawn" in page
    assert "list.xlsx" in page


def test_a_file_that_cannot_be_read_says_so_and_the_form_can_be_sent_again(world: World) -> None:
    client = drafted(world, "v-11")
    form = {"command": "broken"}

    broken = client.post("/plans/v-11/versions", data=form, files={"file": ("b.docx", b"PK\x03\x04 no zip")})
    none = client.post("/plans/v-11/versions", data=form, files={"none": ("", b"")})

    assert (broken.status_code, none.status_code) == (422, 422)
    assert "b.docx" in broken.text
    assert 'name="file"' in broken.text
    assert client.get("/plans/v-11/versions").status_code == 200


def test_an_address_of_no_version_is_told_so(world: World) -> None:
    client = drafted(world, "v-12")
    address = handed_in(client, "v-12")
    source, _, shape = address.rpartition("/")[2].partition("?shape=")
    title = world.app.states.plan("v-12").title

    assert client.get(f"/plans/v-12/versions/{'0' * 64}?shape={shape}").status_code == 404
    assert client.get(f"/plans/v-12/versions/{source}").status_code == 404
    assert client.get(f"/plans/v-12/versions/{source}?shape={source}").status_code == 404
    assert client.get(f"/plans/v-12/versions/{title}?shape={shape}").status_code == 404
    world.app.kept.erase([source], world.clock.now)
    assert client.get(address).status_code == 404


def test_an_erased_version_leaves_its_items_without_a_clause_and_the_plan_whole(world: World) -> None:
    client = in_force(world, "v-13")
    address = handed_in(client, "v-13")
    data = {**form(client, address), **AMENDED, f"leads:{added(client, address)}": "第二医院"}
    assert client.post(address, data=data).status_code == 303

    world.app.kept.erase([address.rpartition("/")[2].partition("?")[0]], world.clock.now)

    assert "新版原文" not in shown(client, "/plans/v-13")
    assert "新版原文" not in shown(client, "/plans/v-13/reading")
    assert "新版文件没有改动" in shown(client, handed_in(client, "v-13", SECOND, "again.txt"))


def test_the_pages_of_a_long_reading_keep_their_parts_of_the_source(world: World) -> None:
    lines = [f"每月{n % 28 + 1}日检查第{n}号井。(责任单位:第一医院)\n" for n in range(1, 131)]
    client = drafted(world, "v-16", "巡查计划\n" + "".join(lines))
    changed = [line.replace("检查", "彻底检查") if at in (60, 61) else line for at, line in enumerate(lines)]
    address = handed_in(client, "v-16", "巡查计划\n" + "".join([*changed, "每年6月5日清理水塔。\n"]))
    item = added(client, address)
    done = client.post(address, data={**form(client, address), f"leads:{item}": "第二医院"})
    assert done.status_code == 303

    first, second, third = (shown(client, f"/plans/v-16/reading?page={n}") for n in (1, 2, 3))

    assert "检查第60号井" in source_of(first)
    assert "检查第63号井" not in source_of(first)
    assert "检查第63号井" in source_of(second)
    assert "检查第120号井" in source_of(second)
    assert "检查第121号井" not in source_of(second)
    assert "检查第130号井" in source_of(third)
    assert "清理水塔" in clause(third)
    assert second.count("新版原文") == 2


def test_the_form_stands_on_the_plan_and_its_reading_unless_the_plan_is_closed(
    world: World,
) -> None:
    client = in_force(world, "v-14")
    for page in ("/plans/v-14", "/plans/v-14/reading"):
        assert 'action="/plans/v-14/versions"' in shown(client, page)
    address = handed_in(client, "v-14")

    world.do(ClosePlan("v-14", "keep"))
    assert world.app.store.wait(world.app.log.head())

    for page in ("/plans/v-14", "/plans/v-14/reading"):
        assert 'action="/plans/v-14/versions"' not in shown(client, page)
    assert "<button" not in shown(client, address)


def test_nobody_who_has_not_said_who_they_are_hands_in_a_version(world: World) -> None:
    drafted(world, "v-15")
    files = {"file": ("a.txt", "1. 巡查".encode())}

    done = world.client().post("/plans/v-15/versions", data={"command": "nobody"}, files=files)

    assert done.status_code == 422
    assert "who you are" in done.text
