"""Acts on an escalation and on an extension, for oneself and in the name of another, through the real App."""

from msgspec.structs import replace

from events.types import EscalationHandedOver, EscalationSteppedBack
from services.deciding import Caller
from tests.support.domain import LADDER, T, at, item, refused, stands_in
from tests.support.life import Life
from workflows.policy import SetPolicy
from workflows.task import AskExtension, EndorseExtension, GrantExtension, HandOverEscalation, StepBack

FOR_THE_CHIEF = Caller("m-head-2", "for", on_behalf="m-chief")


def on_the_desk_of_a_substitute(life: Life) -> None:
    life.give(stands_in("m-head-2", "m-chief", "09-10", "09-30"))
    life.issue(item())
    life.live_until("09-15 10:00")


def test_a_substitute_hands_over_in_the_name_of_who_is_away(life: Life) -> None:
    on_the_desk_of_a_substitute(life)
    life.app.handle(HandOverEscalation(T, "m-mayor", life.app.kept.keep("r", "出差")), FOR_THE_CHIEF)
    event = life.history(T)[-1]
    assert isinstance(event, EscalationHandedOver)
    assert (event.member, event.told.instead_of) == ("m-head-2", "m-chief")


def test_a_substitute_sends_back_in_the_name_of_who_is_away(life: Life) -> None:
    on_the_desk_of_a_substitute(life)
    back = StepBack(T, at("09-17 12:00"), life.app.kept.keep("r", "先办"), 1)
    life.app.handle(back, FOR_THE_CHIEF)
    assert isinstance(life.history(T)[-1], EscalationSteppedBack)


def test_in_the_name_of_another_it_is_still_the_same_hand(life: Life) -> None:
    life.give(SetPolicy("standard", "一般督办", LADDER, two_hands=True))
    life.issue(item())
    life.give(AskExtension(T, life.app.kept.keep("r", "人手不足"), at("09-18 18:00")))
    life.give(EndorseExtension(T), "m-head-2")
    with refused("same-hand"):
        life.app.handle(GrantExtension(T), FOR_THE_CHIEF)
    life.app.handle(GrantExtension(T), replace(FOR_THE_CHIEF, actor="m-mayor"))
    assert life.task(T).due == at("09-18 18:00")
