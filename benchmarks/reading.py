"""A long plan as a Word file and a long list as a workbook, read with all rules in the confined process.

Beside it what only takes the text out of the same file and understands nothing of it: python-docx, and
python-calamine, which is written in Rust. Each reading is measured in a process of its own, so that the peak
of memory is that of one child.
"""

import io
import multiprocessing
import resource
from functools import partial
from multiprocessing.connection import Connection

import docx
import python_calamine

from benchmarks import papers
from benchmarks.result import Measured, Ratio, say, seconds
from services.plans.confined import read_confined

AIM = 10.0
"""Seconds that a person waits for a long file without harm."""
MEGABYTES = 500.0
TWICE = 2.3
"""Times as long for twice as much: linear, with room for noise."""
_ROUNDS = 3


def run(scale: float) -> Measured:
    ratios: list[Ratio] = []
    amounts: list[tuple[str, float, str]] = []
    for name, made, size, text_of in (
        ("300-page docx", papers.word, papers.PAGES, _docx_text),
        ("20,000-row xlsx", papers.workbook, papers.ROWS, _xlsx_text),
    ):
        say(f"reading: {name}")
        ending = name.rpartition(" ")[2]
        half, whole = (made(max(1, round(size * scale * part))) for part in (0.5, 1.0))
        shorter, _, _ = _measured(half, ending)
        took, peak, items = _measured(whole, ending)
        bare = min(seconds(partial(text_of, whole)) for _ in range(_ROUNDS))
        ratios += (
            Ratio(f"{name}, seconds / {AIM:g}", took / AIM, 1, most=True),
            Ratio(f"{name}, the size / half of it", took / shorter, TWICE, most=True),
            Ratio(f"{name}, peak MB / {MEGABYTES:g}", peak / MEGABYTES, 1, most=True),
        )
        amounts += (
            (f"{name} with all rules", took, " s"),
            (f"{name}, peak of the child", peak, " MB"),
            (f"{name}, tasks found", items, ""),
            (f"{name}, its bare text alone", bare, " s"),
            (f"{name} / its bare text alone", took / bare, ""),
        )
    return Measured(tuple(ratios), tuple(amounts))


def _measured(data: bytes, ending: str) -> tuple[float, float, int]:
    """Seconds (the best of three), megabytes at the peak, and items found."""
    found = [_alone(data, ending) for _ in range(_ROUNDS)]
    return min(took for took, _, _ in found), max(peak for _, peak, _ in found), found[0][2]


def _alone(data: bytes, ending: str) -> tuple[float, float, int]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_reader, args=(theirs,))
    process.start()
    theirs.close()  # or a reader that dies would be waited for
    ours.send((data, ending))
    found: tuple[float, float, int] = ours.recv()
    process.join()
    return found


def _reader(pipe: Connection) -> None:
    data, ending = pipe.recv()
    items: list[int] = []
    took = seconds(lambda: items.append(len(read_confined(data, f"plan.{ending}").items)))
    pipe.send((took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, items[0]))


def _docx_text(data: bytes) -> int:
    """How many letters: of all paragraphs and cells."""
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return sum(len(one.text) for one in document.paragraphs) + sum(map(len, cells))


def _xlsx_text(data: bytes) -> int:
    """How many rows."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
