"""A new version between its upload and its approval, and its text laid together with the old one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chance import seeded
from services.kept import Kept
from services.kept_versions import KeptVersion, keep_version, version_of
from services.plans import read
from services.plans.alignment import stretches
from services.plans.export import to_xlsx
from services.web.pages.versions import laid_together
from tests.integration.pages_world import PLAN
from tests.support.documents import automatic
from workflows.refusal import Refused

TEXT = "河道方案\n一、巡查\n（一）每周五巡查一次。\n（二）每月25日检测水质。\n"
WORDS = st.text("每周月五四日。, \n", max_size=40)
DOCUMENTS = {
    "plan.txt": TEXT.encode(),
    "plan.docx": automatic(TEXT),
    "plan.yaml": PLAN.encode(),
    "list.xlsx": to_xlsx(read(PLAN.encode(), "plan.yaml")),
}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    found = Kept(tmp_path / "kept.db", seeded(1))
    yield found
    found.close()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_version_reads_the_same_when_it_is_taken_up_again(kept: Kept, name: str) -> None:
    draft = read(DOCUMENTS[name], name)

    version = keep_version(kept, draft, "upload-1")

    assert draft.items
    assert version_of(kept, version) == draft
    assert kept.text(version.source) == draft.source
    assert keep_version(kept, draft, "upload-1") == version


def test_texts_that_were_not_kept_together_are_no_version(kept: Kept) -> None:
    one, other = (keep_version(kept, read(DOCUMENTS[name], name), name[-4:]) for name in list(DOCUMENTS)[:2])
    title = kept.keep("txt", "河道方案")

    for wrong in (
        KeptVersion(one.source, other.shape),
        KeptVersion(one.source, one.source),
        KeptVersion(one.source, title),
        KeptVersion("", ""),
    ):
        with pytest.raises(Refused, match="hand the document in again"):
            version_of(kept, wrong)


def test_a_version_that_was_erased_is_gone(kept: Kept) -> None:
    version = keep_version(kept, read(DOCUMENTS["plan.txt"], "plan.txt"), "upload-1")

    kept.erase([version.source], 1)

    with pytest.raises(Refused, match="hand the document in again"):
        version_of(kept, version)


@given(WORDS, WORDS)
def test_two_texts_laid_together_hold_both_and_nothing_else(before: str, after: str) -> None:
    pieces = laid_together(before, after, stretches(before, after))

    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    if stretches(before, after):
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert all(piece.text for piece in pieces)
