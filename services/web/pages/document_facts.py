"""What a document says of itself: who issued it, when, to whom, on what basis, as part of what."""

from msgspec import Struct

from services.i18n import Translator
from services.plans import Draft

KINDS = ("number", "issuer", "issued_on", "addressee", "campaign", "basis")
"""Of found.Mention, in the order in which they are shown."""


class Said(Struct, frozen=True):
    label: str
    words: str


def said_of_itself(t: Translator, draft: Draft) -> tuple[Said, ...]:
    """One line for each kind that is mentioned; and what the text could not carry."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for one in draft.findings.mentions:
        if one.kind in found:
            found[one.kind][one.text] = None
    lines = [Said(t.term("mention", kind), "、".join(texts)) for kind, texts in found.items() if texts]
    losses = draft.document.losses if draft.document else ()
    if losses:
        counted = "、".join(f"{t.term('loss', one.what)} {one.count}" for one in losses)
        lines.append(Said(t("Not read"), counted))
    return tuple(lines)
