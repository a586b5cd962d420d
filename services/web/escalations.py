"""What the API tells about one step of a ladder: all that it was decided on."""

from typing import Annotated

from msgspec import Meta

from services.web.operations import Operation
from services.web.views import AsOf, View, reading
from services.why import Account, why


class OfEscalation(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    escalation: Annotated[
        int, Meta(ge=1, description="position of a TaskReminded or EscalationRaised in the log")
    ]


def escalation(view: View, ask: OfEscalation) -> Account:
    return why(view.app.log, ask.escalation, view.position if view.past else None)


ESCALATIONS: tuple[Operation, ...] = (
    reading(
        "/escalations/{escalation}",
        "Why somebody was reminded or told: what it was decided on, and what would have stopped it",
        "Tasks",
        escalation,
        OfEscalation,
        Account,
    ),
)
