"""Long invented plans for the benchmark of reading: official prose as a Word file, a list as a workbook."""

import io
import random

import docx
import xlsxwriter

PAGES, LETTERS = 300, 1_000
"""Of the Word file; letters of a page."""
ROWS = 20_000

_UNITS = (
    *("安全科", "财务科", "办公室", "人事科", "工程部", "教务处"),
    *("市第一医院", "各社区", "各镇人民政府", "水务局"),
)
_WORK = (
    *("检查消防设施", "更新台账", "走访困难家庭", "核对预算执行", "清理河道", "组织业务培训", "整理档案"),
    *("公示收费项目", "巡查施工现场", "回访服务对象", "维护设备", "抽查食品样品", "召开碰头会", "排查隐患"),
)
_PLACES = (
    *("东片", "西片", "老城区", "开发区", "南部各村"),
    *("滨河一带", "学校周边", "办公楼", "仓库", "门诊楼"),
)
_RESULTS = (
    *("覆盖率达到{0}%以上", "办结率不低于{0}%", "全年不少于{1}次"),
    *("投诉同比下降{1}%", "不发生责任事故", "整改到位"),
)
_TIMES = (
    *("每月{1}日前", "每季度末", "{2}月底前", "2026年{2}月{1}日前", "每周五", "每年初", "定期"),
    *("每半年", "{2}月至11月", "收到通知后{1}个工作日内", "节假日前", "年底前"),
)
_LINKS = (
    *("并做好记录", "由{3}牵头、{4}配合", "责任单位：{3}"),
    *("结果报{3}备案", "（{3}负责）", "必要时请{4}派人参加"),
)
_HAN = "一二三四五六七八九"


def _filled(chance: random.Random, form: str) -> str:
    lead, helper = chance.sample(_UNITS, 2)
    return form.format(chance.randint(80, 99), chance.randint(2, 28), chance.randint(3, 10), lead, helper)


def _sentence(chance: random.Random) -> str:
    """Of about forty letters: when, where, what, how far, by whom."""
    parts = (
        _filled(chance, chance.choice(_TIMES)) + "对" + chance.choice(_PLACES) + chance.choice(_WORK),
        f"重点核对第{chance.randint(1, 900)}号清单所列{chance.randint(2, 60)}项内容",
        _filled(chance, chance.choice(_RESULTS)),
        _filled(chance, chance.choice(_LINKS)),
    )
    return "，".join(parts) + "。"


def word(pages: int, seed: int = 1) -> bytes:
    """一、（一）1. and prose, a table after every ten pages or so."""
    chance = random.Random(seed)
    document = docx.Document()
    document.add_paragraph("2026年度综合工作计划")
    written, count = 0, 0
    while written < pages * LETTERS:
        place = count % 81
        if place == 0:
            document.add_paragraph(f"{_HAN[count // 81 % 9]}、第{count // 81 + 1}部分工作")
            _table(document, chance)
        if place % 9 == 0:
            document.add_paragraph(f"（{_HAN[place // 9]}）{chance.choice(_WORK)}方面")
        text = f"{place % 9 + 1}．" + "".join(_sentence(chance) for _ in range(4))
        document.add_paragraph(text)
        written, count = written + len(text), count + 1
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: "docx.document.Document", chance: random.Random) -> None:
    table = document.add_table(rows=0, cols=4)
    for cells in (("序号", "任务", "牵头单位", "完成时限"), *(_row(chance, place) for place in range(1, 11))):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = str(text)


def _row(chance: random.Random, place: int) -> tuple[int, str, str, str]:
    task = f"{chance.choice(_PLACES)}{chance.choice(_WORK)}，{_filled(chance, chance.choice(_RESULTS))}"
    return place, task, chance.choice(_UNITS), f"{chance.randint(3, 12)}月底前"


def workbook(rows: int, seed: int = 1) -> bytes:
    """A 责任清单 of so many rows below its header."""
    chance = random.Random(seed)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("责任清单")
        sheet.write_row(0, 0, ("序号", "任务", "牵头单位", "完成时限", "备注"))
        for place in range(1, rows + 1):
            sheet.write_row(place, 0, (*_row(chance, place), f"见第{place}号文"))
    return out.getvalue()
