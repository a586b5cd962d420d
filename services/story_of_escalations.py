"""The sentences of a ladder: reminded, escalated, acknowledged, handed over, sent back."""

from events.types import (
    Basis,
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationSteppedBack,
    TaskReminded,
)
from services.i18n import Translator
from services.teller import Teller, joined, people


def reminded(teller: Teller, event: TaskReminded) -> str:
    t = teller.t
    if not event.told:
        return joined(
            t, t("A reminder was due, but no post of the chain is filled."), empty_desks(teller, event.basis)
        )
    told = t("Reminded %(people)s.", people=people(teller, event.told))
    return joined(t, told, empty_desks(teller, event.basis))


def escalated(teller: Teller, event: EscalationRaised) -> str:
    return joined(teller.t, _raised(teller, event), empty_desks(teller, event.basis))


def _raised(teller: Teller, event: EscalationRaised) -> str:
    t = teller.t
    if not event.told:
        return t(
            "Overdue: escalated to level %(level)s, but no post of the chain is filled.", level=event.level
        )
    told = people(teller, event.told)
    if event.repeat:
        return t(
            "Still overdue: level %(level)s told again (repeat %(repeat)s): %(people)s.",
            level=event.level,
            repeat=event.repeat,
            people=told,
        )
    return t("Overdue: escalated to level %(level)s: %(people)s.", level=event.level, people=told)


def acknowledged(teller: Teller, event: EscalationAcknowledged) -> str:
    t = teller.t
    if event.held:
        until = teller.moment(event.wake_at)
        return t("Level %(level)s acknowledged, on hold until %(until)s.", level=event.level, until=until)
    return t("Level %(level)s acknowledged: its repeats stop.", level=event.level)


def handed_over(teller: Teller, event: EscalationHandedOver) -> str:
    """`told` stands in the place of `member` for the rest of the round."""
    t = teller.t
    return t(
        "Level %(level)s handed over by %(member)s to %(other)s, who is told from now on.",
        level=event.level,
        member=teller.member(event.member),
        other=teller.member(event.told.member),
    )


def stepped_back(teller: Teller, event: EscalationSteppedBack) -> str:
    t, until = teller.t, teller.moment(event.wake_at)
    if not event.level:
        return t(
            "Sent back to the unit until %(until)s: if it is still owed then, step %(step)s comes again.",
            until=until,
            step=event.step,
        )
    return t(
        "Sent back to level %(level)s until %(until)s: if it is still owed then, step %(step)s comes again.",
        level=event.level,
        until=until,
        step=event.step,
    )


def empty_desks(teller: Teller, basis: Basis) -> str:
    """What the top of the tree ended; "" if every desk was filled."""
    if not basis.unfilled:
        return ""
    t = teller.t
    if not basis.top:
        return t("Nobody sits at %(desks)s.", desks=desk_words(teller, basis.unfilled))
    return t(
        "The tree ends at %(unit)s: nobody sits at %(desks)s, and no desk is higher.",
        unit=teller.unit(basis.top),
        desks=desk_words(teller, basis.unfilled),
    )


def desk_words(teller: Teller, desks: tuple[str, ...]) -> str:
    """Desks of a step as people call them."""
    return teller.t.term("list", ", ").join(desk_word(teller, desk) for desk in desks)


def desk_word(teller: Teller, desk: str) -> str:
    t: Translator = teller.t
    kind, _, which = desk.partition(":")
    match kind:
        case "ancestor_head":
            return t("head of the unit %(n)s above", n=which)
        case "role":
            return t("%(role)s of the nearest unit", role=t.term("role", which))
        case "unit":
            return t("head of %(unit)s", unit=teller.unit(which))
        case _:
            return t.term("desk", kind)
