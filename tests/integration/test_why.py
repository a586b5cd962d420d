"""Why a step was told: the facts as they stood then, and those that would have stopped it."""

import datetime as dt

from msgspec.structs import replace

from events.log import Append, Write
from events.types import AnyEvent, Delivery, EscalationRaised, NoticeFailed, NoticeSent, TaskReminded
from services.i18n import translator
from services.story import Teller
from services.why import Account, why
from services.why_words import account_words, headline
from tests.support.domain import CN, HEAD, LADDER, at, day, item, refused, stands_in
from tests.support.life import Life
from workflows.calendar import ImportHolidayNotice, local_time
from workflows.org import EndAppointment, MoveUnit, NameSubstitute, RenameUnit
from workflows.policy import SetPolicy
from workflows.task import AcknowledgeEscalation, AskExtension, GrantExtension, ReportTask, stream_of

T = "hospital-1/health-2026/i1/2026-W37"


def position(life: Life, step: str, repeat: int = 0, task: str = T) -> int:
    """Of the first time that a step was told of a task."""
    for record, event in zip(life.app.log.read_stream(stream_of(task)), life.history(task), strict=True):
        if isinstance(event, TaskReminded | EscalationRaised) and (event.step, event.repeat) == (
            step,
            repeat,
        ):
            return record.position
    raise AssertionError(f"{step} was not told")


def told(life: Life, step: str, repeat: int = 0) -> Account:
    return why(life.app.log, position(life, step, repeat))


def overdue(life: Life, until: str = "09-16 12:00") -> Life:
    """The weekly task of 2026-W37, due on Friday 11 September at 18:00, is not done."""
    life.issue(item())
    life.live_until(until)
    return life


def words(account: Account, language: str = "en") -> str:
    teller = Teller(translator(language), CN, lambda name: name, lambda unit: unit, 2026)
    parts = account_words(teller, account)
    return "\n".join([headline(teller, account), *(line.text for part in parts for line in part.lines)])


def test_it_names_the_step_of_the_frozen_revision_and_the_record_that_set_it(life: Life) -> None:
    overdue(life)
    account = told(life, "parent")
    (record,) = [one for one in life.app.log.read_stream("policy/standard") if one.version == 1]
    assert (account.level, account.step.step, account.set_position) == (2, "parent", record.position)
    assert account.planned_at == account.at == at("09-15 09:00")
    assert "2 working days after due, to the head of the unit above" in words(account)
    assert "到期后 2 个工作日，告知上级单位负责人" in words(account, "zh")


def test_it_lists_the_working_days_that_were_counted_and_those_that_were_not(life: Life) -> None:
    life.issue(item("i1", "once 2026-09-30"))
    life.live_until("10-10 12:00")
    account = why(life.app.log, position(life, "parent", task="hospital-1/health-2026/i1/once"))
    kinds = {one.day.day: one.kind for one in account.days}
    weekend, weekdays = dict.fromkeys((3, 4), "weekend"), dict.fromkeys((8, 9), "weekday")
    assert kinds == {**dict.fromkeys((1, 2, 5, 6, 7), "holiday"), **weekend, **weekdays}
    assert [one.day for one in account.days if one.works] == [dt.date(2026, 10, 8), dt.date(2026, 10, 9)]
    documents = {one.document for one in account.days if one.kind == "holiday"}
    assert documents == {document for _, document in CN.documents}
    assert account.basis.working_days == 2


def test_it_names_who_held_the_post_by_which_record_and_who_stood_in(life: Life) -> None:
    life.give(stands_in("m-mayor", "m-chief", "09-10", "09-30"))
    named = life.app.log.head()
    overdue(life)
    (post,) = told(life, "parent").told
    (appointed,) = [one for one in life.app.log.read_stream("org") if b'"a-chief"' in one.body]
    assert (post.told.member, post.told.instead_of) == ("m-mayor", "m-chief")
    assert (post.appointed, post.substituted) == (appointed.position, named)
    assert "m-mayor stood in for m-chief." in words(told(life, "parent"))


def test_of_two_arrangements_with_the_same_substitute_it_names_the_one_whose_scope_fits(life: Life) -> None:
    life.give(NameSubstitute("s-1", "m-chief", "m-mayor", day("09-10"), day("09-30"), "health-bureau"))
    fits = life.app.log.head()
    life.give(NameSubstitute("s-2", "m-chief", "m-mayor", day("09-10"), day("09-30"), plan="another-plan"))
    overdue(life)

    (post,) = told(life, "parent").told

    assert (post.told.member, post.substituted) == ("m-mayor", fits)


def test_a_vacant_post_that_was_passed_over_is_told(life: Life) -> None:
    life.give(EndAppointment("a-chief", day("09-01")))
    overdue(life)
    account = told(life, "parent")
    assert account.told[0].told.member == "m-mayor"
    assert "The post was vacant at health-bureau, so it passed to the next head up." in words(account)


def test_it_tells_when_the_notice_arrived(life: Life) -> None:
    overdue(life)
    account = told(life, "parent")
    assert [(one.member, one.error) for one in account.delivered] == [("m-chief", "")]
    assert account.delivered[0].position > account.position
    before = why(life.app.log, account.position, account.position)
    assert before.delivered == ()
    assert "No notice to m-chief has gone out yet." in words(before)


def test_a_notice_that_was_sent_again_has_arrived_where_it_had_failed(life: Life) -> None:
    overdue(life)
    account = told(life, "parent")
    (first,) = account.delivered
    failed = Delivery(account.position, "m-chief", "mail", 10, "refused")
    stream = f"notice/{local_time(CN, first.at):%Y-%m-%d}"
    ends: tuple[AnyEvent, ...] = (NoticeFailed((failed,)), NoticeSent((replace(failed, error=""),)))
    for number, event in enumerate(ends):
        write = Write(stream, life.app.log.version(stream), (event,))
        life.app.commit(Append(f"notices-test-{number}", b"", (write,), "system", first.at))

    assert [(one.channel, one.error) for one in told(life, "parent").delivered] == [
        ("file", ""),
        ("mail", ""),
    ]


def test_what_would_have_stopped_it_is_what_the_ladder_says(life: Life) -> None:
    overdue(life)
    parent, reminder = told(life, "parent"), told(life, "remind")
    assert [one.kind for one in parent.stops] == ["report", "extension", "excuse", "hold"]
    assert [one.kind for one in reminder.stops] == ["report", "extension", "excuse"]
    assert {one.before for one in parent.stops} == {at("09-15 09:00")}
    assert "A report before" in words(parent)
    assert "An acknowledgement with a hold until after Tue 15 Sep 09:00." in words(parent)


def test_only_a_repeat_is_stopped_by_acknowledging_its_level(life: Life) -> None:
    overdue(life)
    assert "acknowledgement" in [one.kind for one in told(life, "head", 1).stops]
    assert "acknowledgement" not in [one.kind for one in told(life, "parent").stops]


def test_every_step_of_a_life_is_come_to_again(life: Life) -> None:
    life.issue(item(), item("i2", "daily", "hospital-2"))
    life.live_until("09-12 08:00")
    life.give(AcknowledgeEscalation(T, at("09-14 12:00")), "m-head-1")
    life.live_until("09-16 08:00")
    life.give(SetPolicy("standard", "一般督办", (HEAD,)))
    later = "hospital-1/health-2026/i1/2026-W38"
    life.give(AskExtension(later, life.app.kept.keep("e", "人手不足"), at("09-22 18:00")))
    life.give(GrantExtension(later), "m-chief")
    life.live_until("09-21 08:00")
    life.give(ReportTask(T), "m-clerk-1")
    life.live_until("10-12 08:00")
    steps = [
        record.position
        for record in life.app.log.read_all(0)
        if record.tag in ("TaskReminded", "EscalationRaised")
    ]
    accounts = [why(life.app.log, one) for one in steps]
    assert len(accounts) > 40
    assert [one.position for one in accounts if not one.same] == []
    assert all({"report", "excuse"} <= {stop.kind for stop in one.stops} for one in accounts)


def test_what_came_later_changes_nothing_of_it(life: Life) -> None:
    overdue(life, "09-15 12:00")
    before = told(life, "parent")
    life.give(SetPolicy("standard", "另一规则", (HEAD,)))
    life.give(EndAppointment("a-chief", day("09-02")))
    life.give(MoveUnit("hospital-1", "city-office"))
    life.give(RenameUnit("health-bureau", "卫健局"))
    holidays = tuple(dt.date(2026, 9, number) for number in (14, 15, 16))
    life.give(ImportHolidayNotice("cn", 2026, "另行通知", holidays, ()))
    life.give(ReportTask(T), "m-clerk-1")
    life.live_until("10-12 08:00")
    assert told(life, "parent") == before
    assert replace(told(life, "parent"), delivered=()) == replace(
        why(life.app.log, before.position, before.position), delivered=()
    )


def test_a_position_that_holds_no_step_is_refused(life: Life) -> None:
    overdue(life)
    for wrong in (0, 1, life.app.log.head() + 1):
        with refused("unknown-escalation"):
            why(life.app.log, wrong)
    assert told(life, "head").step == LADDER[1]


def test_a_position_that_no_log_can_hold_is_refused(life: Life) -> None:
    with refused("unknown-escalation"):
        why(life.app.log, 2**70)
