"""An answer file to fill in: every open question as a comment, its key without a value below it."""

import itertools
from collections.abc import Iterator

from services.plans.draft import Draft, DraftItem, DraftQuestion

_TOP = (
    "# 答复文件:填写冒号后的值;留空表示暂不答复。频次写法见 docs/plans.md。",
    "# Answers: fill in the values; an empty one stays a question. docs/plans.md lists the cadences.",
)
_LEADS = (
    "# 默认牵头单位,用于未另写 leads 的事项",
    "# Lead units of every item that names none of its own, such as [unit-1, unit-2]",
)
_UNDECIDED = (
    "# 其余没有频次的事项都不列入:写明理由",
    "# Leaves out every item that still has no cadence: write the reason",
)
_SEEN = (
    "# 文中疑点:看过并照此办理的写编号,如 [gap-1, gap-2];全部看过写 all",
    "# Gaps of the document: list those that you have seen, such as [gap-1, gap-2], or write all",
)
_KEYS = {"unit": ("unit",), "owner": ("owner",), "period": ("year", "since", "until")}
_SHOWN = 40
_SENTENCE = 200


def answer_template(draft: Draft) -> str:
    """YAML that apply_answers takes as it is, and that answers nothing before it is filled in."""
    parts = (_plan(draft), _gaps(draft), _anchors(draft), _items(draft))
    return "\n".join([*_TOP, f"plan: {draft.plan}", *itertools.chain(*parts)]) + "\n"


def _plan(draft: Draft) -> Iterator[str]:
    for question in draft.questions:
        if question.kind in _KEYS:
            yield ""
            yield from _comments(question, "")
            yield from (f"{key}:" for key in _KEYS[question.kind])
    if any(question.kind == "leads" for question in draft.questions):
        yield from ("", *_LEADS, "leads:")


def _gaps(draft: Draft) -> Iterator[str]:
    asked = [question for question in draft.questions if question.kind == "gap"]
    if not asked:
        return
    yield from ("", *_SEEN)
    for question in asked:
        yield f"# {question.question}: {_line(question.text, _SENTENCE)}"
        yield f"#   {_line(question.text_en, _SENTENCE)}"
    yield "seen:"


def _anchors(draft: Draft) -> Iterator[str]:
    asked = [question for question in draft.questions if question.kind == "anchor"]
    if asked:
        yield from ("", "anchors:")
    for question in asked:
        yield from _comments(question, "  ")
        yield f"  {question.question.removeprefix('anchor-').replace('-', '_')}:"


def _items(draft: Draft) -> Iterator[str]:
    asked: dict[str, list[DraftQuestion]] = {}
    for question in draft.questions:
        if question.item:
            asked.setdefault(question.item, []).append(question)
    if not asked:
        return
    yield from ("", *_UNDECIDED, "undecided:", "  leave_out:", "", "items:")
    for item in draft.items:
        if item.item in asked:
            yield from _item(item, asked[item.item])


def _item(item: DraftItem, asked: list[DraftQuestion]) -> Iterator[str]:
    yield f"  {item.item}:"
    yield f"    # {_line(item.number + ' ' + item.text)}"
    for question in asked:
        yield from _comments(question, "    ")
        yield "    leads:" if question.kind == "leads" else "    cadence:"
    yield "    leave_out:"


def _comments(question: DraftQuestion, indent: str) -> Iterator[str]:
    choices = f" ({' | '.join(question.choices)})" if question.choices else ""
    yield f"{indent}# {question.text}"
    yield f"{indent}# {question.text_en}{choices}"


def _line(text: str, shown: int = _SHOWN) -> str:
    """One line of a comment: a line break or control character would end it."""
    flat = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(flat[:shown].split())
