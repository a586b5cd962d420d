"""The documents that are changed: plans as text, Word files, workbooks, PDF files and YAML; answer files."""

import random
from functools import cache
from pathlib import Path

from msgspec import Struct

from services.plans import Draft, read_text
from services.plans.encoding import decode
from services.plans.template import answer_template
from tests.support.documents import (
    abstract,
    automatic,
    docx_of,
    level,
    num,
    official_numbering,
    paragraph,
    pdf_of,
    run,
    table,
)
from tests.support.workbooks import sheet_of

_PLANS = Path(__file__).parents[1] / "plans"
_ANSWERS = Path(__file__).parents[1] / "acceptance" / "answers"
_EXCERPT = 900  # characters of a plan that are changed at once, at most
_WHOLE = 0.02  # of the texts are whole plans
_LINES = 18  # of a plan, in a file of another form
_WIDTH = 30  # characters of a line of a PDF
_YAML = """plan: health-2026
title: 2026年工作计划
unit: health-bureau
owner: m-0012
since: 2026-01-01
until: 2026-12-31
items:
  - number: （一）
    text: 每月检查一次
    cadence: monthly on last workday
    leads: [hospital-1, hospital-2]
    cooperating: [office]
    opens_before: 3
    due_time: "17:30"
    target: {kind: ratio, metric: 满意率, op: ">=", value: 95, unit: "%"}
  - text: |
      整改
      到位
    cadence: once 2026-11-30
    lead_sets: [every-village]
"""
_SHARES = {"txt": 44, "docx": 22, "xlsx": 12, "pdf": 8, "yaml": 6, "answers": 8}


class Material(Struct, frozen=True):
    """`form`: an ending of reading.ENDINGS, or answers."""

    form: str
    data: bytes


def pick(chance: random.Random) -> Material:
    """One of the documents, by the share of its form."""
    (form,) = chance.choices(list(_SHARES), list(_SHARES.values()))
    if form == "txt":
        return Material(form, _text(chance).encode())
    return Material(form, chance.choice(_files(form)))


def _text(chance: random.Random) -> str:
    plan = chance.choice(plans())
    if chance.random() < _WHOLE:
        return plan
    start = chance.choice((0, chance.randrange(len(plan))))
    return plan[start : start + chance.randint(40, _EXCERPT)]


@cache
def plans() -> tuple[str, ...]:
    """The project's own plans."""
    return tuple(decode(path.read_bytes()) for path in sorted(_PLANS.glob("*.txt")))


@cache
def _files(form: str) -> tuple[bytes, ...]:
    match form:
        case "docx":
            return (*map(automatic, _heads()), *map(_word, _heads()))
        case "xlsx":
            return tuple(map(_sheet, _heads()))
        case "pdf":
            return tuple(map(_pages, _heads()[:8]))
        case "yaml":
            return (_YAML.encode(),)
        case _:
            kept = (path.read_bytes() for path in sorted(_ANSWERS.glob("*.yaml")))
            return (*kept, answer_template(asked()).encode())


@cache
def asked() -> Draft:
    """The draft that answer files are for."""
    return read_text(plans()[0][:_EXCERPT], "plan.txt")


def _heads() -> tuple[str, ...]:
    return tuple("\n".join(plan.split("\n")[:_LINES])[:_EXCERPT] for plan in plans())


def _word(text: str) -> bytes:
    """With what a Word file can hold: tables, insertions and deletions, styles, numbers of several kinds."""
    lines = text.split("\n")
    numbered = [paragraph(line, number=(1 + place % 2, place % 4)) for place, line in enumerate(lines)]
    rows = [[line[:6], line[6:20], line[20:40]] for line in lines[:6]]
    changes = (
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins>" + run("补入") + "</w:ins></w:p>"
    )
    levels = (level(place, form, f"%{place + 1}.") for place, form in enumerate(("upperRoman", "bullet")))
    return docx_of(
        *numbered,
        table(["序号", "任务", "责任单位"], *rows),
        changes,
        paragraph("一、标题", style="h"),
        numbering=official_numbering() + abstract(7, *levels) + num(2, 7),
        styles='<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/></w:style>',
    )


def _sheet(text: str) -> bytes:
    head: list[object] = ["序号", "任务", "牵头单位", "完成时限", "频次"]
    rows: list[list[object]] = [
        [place, line[:60], line[60:70], "6月底前", 46_000 + place]
        for place, line in enumerate(text.split("\n"), 1)
    ]
    return sheet_of(head, *rows, name="责任清单")


def _pages(text: str) -> bytes:
    lines = [line[at : at + _WIDTH] for line in text.split("\n") for at in range(0, len(line), _WIDTH)]
    placed = [(60.0, 780.0 - 24 * (place % 30), line) for place, line in enumerate(lines)]
    return pdf_of(*(placed[at : at + 30] for at in range(0, len(placed), 30)))
