"""Telling people: once each, by file and by mail, and what became of it is in the log."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from events.log import Append, Appended, append
from events.types import AnyEvent, Delivery, NoticeFailed, NoticeSent
from services.kept import Person
from services.notify.channels import FileChannel
from services.notify.deliver import deliver, record
from services.notify.outbox import BACKOFF, MOST_ATTEMPTS, backoff
from services.parts import look_through, tell, work_through
from tests.support.domain import CN, at, item, stands_in
from tests.support.life import Life, life_on
from tests.support.relay import Relay, relay
from workflows.calendar import local_day
from workflows.org import RenameUnit
from workflows.task import UrgeTask, stream_of

T = "hospital-1/health-2026/i1/2026-W36"
MAIL = "zhang.san@example.org"
HEAD = Person("m-head-1", "张三", MAIL, "zh")


def escalated(life: Life) -> Life:
    """The clerks were reminded and the head told of the task of 2026-W36; nothing is delivered yet."""
    life.issue(item())
    life.at("09-04 18:00")
    look_through(life.app)
    return life


@contextmanager
def life_with_mail(home: Path, address: str) -> Iterator[Life]:
    with life_on(home, smtp=address, smtp_from="duban@example.org") as life:
        life.settle()
        life.app.kept.people([HEAD])
        yield life


@pytest.fixture
def mail() -> Iterator[Relay]:
    with relay() as server:
        yield server


def ended(life: Life) -> list[AnyEvent]:
    """All notice events, by day."""
    streams = dict.fromkeys(one.stream for one in life.app.log.read_prefix("notice/"))
    return [event for stream in streams for event in life.events(stream)]


def sent(life: Life) -> list[Delivery]:
    return [one for event in ended(life) if isinstance(event, NoticeSent) for one in event.deliveries]


def failed(life: Life) -> list[Delivery]:
    return [one for event in ended(life) if isinstance(event, NoticeFailed) for one in event.deliveries]


def lines(life: Life) -> list[dict[str, object]]:
    path = life.app.settings.home / "notices.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


# --- file -----------------------------------------------------------------------------------------------


def test_a_step_is_told_to_each_recipient_in_a_line_of_the_file_and_the_log_says_so(life: Life) -> None:
    tell(escalated(life).app)
    told = [(line["member"], line["kind"], line["level"], line["task"]) for line in lines(life)]
    assert told == [
        ("m-clerk-1", "reminded", 0, T),
        ("m-clerk-2", "reminded", 0, T),
        ("m-head-1", "escalated", 1, T),
    ]
    (event,) = life.events("notice/2026-09-04")
    assert isinstance(event, NoticeSent)
    assert [(one.member, one.channel, one.attempts) for one in event.deliveries] == [
        (name, "file", 1) for name in ("m-clerk-1", "m-clerk-2", "m-head-1")
    ]
    raised = life.app.log.read_stream(stream_of(T))[-1]
    assert event.deliveries[-1].position == raised.position


def test_nobody_is_told_twice_however_often_it_is_looked(life: Life) -> None:
    escalated(life)
    for _ in range(3):
        work_through(life.app)
    assert len(lines(life)) == len(sent(life)) == 3
    assert life.app.outbox.counts() == {"told": 3}


def test_who_stands_in_is_told_and_for_whom(life: Life) -> None:
    life.give(stands_in("m-deputy", "m-head-1", "09-01", "09-30"))
    tell(escalated(life).app)
    assert (lines(life)[-1]["member"], lines(life)[-1]["instead_of"]) == ("m-deputy", "m-head-1")


def test_an_urge_is_told_too(life: Life) -> None:
    life.issue(item())
    life.live_until("09-02 09:00")
    life.give(UrgeTask(T), "m-chief")
    work_through(life.app)
    assert [(line["member"], line["kind"]) for line in lines(life)] == [
        ("m-clerk-1", "urged"),
        ("m-clerk-2", "urged"),
        ("m-head-1", "urged"),
    ]


def test_a_file_that_cannot_be_written_keeps_the_notices_waiting(life: Life, tmp_path: Path) -> None:
    escalated(life)
    life.app.channels = (FileChannel(tmp_path / "no such folder" / "notices.jsonl"),)
    tell(life.app)
    assert life.app.outbox.counts() == {"waiting": 3}
    (tmp_path / "no such folder").mkdir()
    life.clock.now += BACKOFF
    tell(life.app)
    assert life.app.outbox.counts() == {"told": 3}
    assert [one.attempts for one in sent(life)] == [2, 2, 2]
    assert str(tmp_path) not in repr(life.events("notice/2026-09-04"))


def test_more_than_a_page_of_the_log_is_followed(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notify.outbox.PAGE", 3)
    tell(escalated(life).app)
    assert len(sent(life)) == 3


# --- mail -----------------------------------------------------------------------------------------------


def test_mail_goes_to_members_with_an_address_in_their_language(tmp_path: Path, mail: Relay) -> None:
    with life_with_mail(tmp_path, mail.address) as life:
        work_through(escalated(life).app)
        (message,) = mail.mails
        assert (message["To"], message["From"]) == (MAIL, "duban@example.org")
        raised = life.app.log.read_stream(stream_of(T))[-1].position
        assert message["Message-ID"] == f"<{raised}-m-head-1@duban>"
        plain, page = message.iter_parts()  # type: ignore[attr-defined]  # an EmailMessage
        assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
        assert "第一医院" in message["Subject"] + plain.get_content() + page.get_content()
        assert any("一" <= letter <= "鿿" for letter in message["Subject"])
        assert sorted((one.member, one.channel) for one in sent(life)) == [
            ("m-clerk-1", "file"),
            ("m-clerk-2", "file"),
            ("m-head-1", "file"),
            ("m-head-1", "mail"),
        ]


def test_a_relay_that_is_away_is_tried_again_with_backoff_and_given_up_in_the_log(tmp_path: Path) -> None:
    with life_with_mail(tmp_path, _closed_port()) as life:
        escalated(life)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            tell(life.app)
            assert life.app.outbox.counts().get("waiting", 0) == (attempt < MOST_ATTEMPTS)
            early = backoff(attempt) - 1
            life.clock.now += early
            tell(life.app)
            assert life.app.outbox.waiting(life.clock.now) == []
            life.clock.now += 1
        (gone,) = failed(life)
        assert (gone.member, gone.channel, gone.attempts) == ("m-head-1", "mail", MOST_ATTEMPTS)
        assert "ConnectionRefusedError" in gone.error
        assert life.app.outbox.counts() == {"told": 3, "quarantined": 1}
        _no_address_in(life)


def test_a_relay_that_comes_back_gets_the_mail_once(tmp_path: Path) -> None:
    with life_with_mail(tmp_path, _closed_port()) as life:
        tell(escalated(life).app)
        with relay() as back:
            life.app.channels[1]._relay = back.address  # type: ignore[attr-defined]  # the mail channel
            life.clock.now += BACKOFF
            for _ in range(3):
                tell(life.app)
            assert len(back.mails) == 1
        assert [(one.channel, one.attempts) for one in sent(life) if one.member == "m-head-1"] == [
            ("file", 1),
            ("mail", 2),
        ]


def test_an_address_that_is_refused_does_not_get_into_the_log(tmp_path: Path, mail: Relay) -> None:
    mail.refuse.add(MAIL)
    with life_with_mail(tmp_path, mail.address) as life:
        escalated(life)
        for _ in range(MOST_ATTEMPTS):
            tell(life.app)
            life.clock.now += BACKOFF * 2**MOST_ATTEMPTS
        (gone,) = failed(life)
        assert "SMTPRecipientsRefused" in gone.error
        _no_address_in(life)


@pytest.mark.parametrize("address", ["a\nb@example.org", "张三", "two words@example.org"])
def test_an_address_that_is_none_stops_nobody_elses_mail(tmp_path: Path, mail: Relay, address: str) -> None:
    with life_with_mail(tmp_path, mail.address) as life:
        life.app.kept.people([HEAD, Person("m-clerk-1", "李四", address, "en")])
        tell(escalated(life).app)
        assert MAIL in [message["To"] for message in mail.mails]
        assert life.app.outbox.counts().get("waiting", 0) <= 1
        _no_address_in(life)


def test_a_rude_farewell_undoes_no_delivery(tmp_path: Path, mail: Relay) -> None:
    mail.rude = True
    with life_with_mail(tmp_path, mail.address) as life:
        tell(escalated(life).app)
        assert life.app.outbox.counts() == {"told": 4}


def test_a_relay_that_hangs_up_half_way_gets_only_the_rest_again(tmp_path: Path, mail: Relay) -> None:
    mail.hang_up_after = 1
    people = [Person(f"m-clerk-{n}", "某", f"clerk-{n}@example.org") for n in (1, 2)]
    with life_with_mail(tmp_path, mail.address) as life:
        life.app.kept.people(people)
        tell(escalated(life).app)
        assert life.app.outbox.counts() == {"told": 4, "waiting": 2}
        mail.hang_up_after = 10
        life.clock.now += BACKOFF
        tell(life.app)
        assert sorted(message["To"] for message in mail.mails) == [
            "clerk-1@example.org",
            "clerk-2@example.org",
            MAIL,
        ]


def test_a_mail_at_which_the_relay_hangs_up_takes_no_other_with_it(tmp_path: Path, mail: Relay) -> None:
    mail.hang_up_at = "clerk-1@example.org"
    people = [Person(f"m-clerk-{n}", "某", f"clerk-{n}@example.org") for n in (1, 2)]
    with life_with_mail(tmp_path, mail.address) as life:
        life.app.kept.people(people)
        escalated(life)
        for _ in range(MOST_ATTEMPTS * 2):
            tell(life.app)
            life.clock.now += BACKOFF * 2**MOST_ATTEMPTS
        assert [one.member for one in failed(life)] == ["m-clerk-1"]
        assert sorted(message["To"] for message in mail.mails) == ["clerk-2@example.org", MAIL]


def test_a_name_of_two_lines_makes_a_mail_with_one_subject(tmp_path: Path, mail: Relay) -> None:
    with life_with_mail(tmp_path, mail.address) as life:
        life.give(RenameUnit("hospital-1", "第一\r\nBcc: x@example.org\n医院"))
        tell(escalated(life).app)
        (message,) = mail.mails
        assert message["Bcc"] is None
        assert "第一 Bcc: x@example.org 医院" in message["Subject"]


def test_a_channel_that_is_no_longer_set_up_is_said(tmp_path: Path, mail: Relay) -> None:
    with life_with_mail(tmp_path, mail.address) as life:
        escalated(life)
        life.app.outbox.follow(life.app.log, life.app.routes.page)
        life.app.channels = life.app.channels[:1]
        for _ in range(MOST_ATTEMPTS):
            tell(life.app)
            life.clock.now += BACKOFF * 2**MOST_ATTEMPTS
        assert [one.error for one in failed(life)] == ["channel mail is not set up"]


# --- crashes --------------------------------------------------------------------------------------------


class Crashed(Exception):
    """The process is gone."""


def test_a_crash_between_the_commit_and_the_note_of_it_tells_the_log_once(life: Life) -> None:
    app = escalated(life).app
    app.outbox.follow(app.log, app.routes.page)
    deliver(app.outbox, app.channels, app.writer, app.clock(), app.routes.told_at(app.clock()))

    def commit_and_die(one: Append) -> Appended:
        append(app.log, one)
        raise Crashed

    today = local_day(CN, app.clock())
    with pytest.raises(Crashed):
        record(app.outbox, app.log, commit_and_die, app.clock(), today)
    assert app.outbox.counts() == {"sent": 3}
    life.clock.now = at("09-05 09:00")  # the next day, so another stream
    tell(app)
    assert app.outbox.counts() == {"told": 3}
    assert len(sent(life)) == 3
    assert life.app.log.version("notice/2026-09-05") == 0


def test_a_crash_before_the_commit_tells_the_log_after_the_restart(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        app = escalated(life).app
        app.outbox.follow(app.log, app.routes.page)
        deliver(app.outbox, app.channels, app.writer, app.clock(), app.routes.told_at(app.clock()))
        assert app.outbox.counts() == {"sent": 3}
        clock = life.clock
    with life_on(tmp_path, clock) as life:
        work_through(life.app)
        assert len(sent(life)) == 3
        assert len(lines(life)) == 3


def test_notices_of_several_days_lie_in_the_stream_of_the_day_on_which_they_ended(life: Life) -> None:
    life.issue(item())
    life.live_until("09-06 00:00")
    assert [one.stream for one in life.app.log.read_prefix("notice/")] == [
        "notice/2026-09-03",
        "notice/2026-09-04",
        "notice/2026-09-05",
    ]


def _closed_port() -> str:
    """An address at which nobody answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


def _no_address_in(life: Life) -> None:
    """No address stands anywhere in the log."""
    bodies = b"".join(one.body for one in life.app.log.read_all(limit=100_000))
    assert b"@example" not in bodies
    assert "张三".encode() not in bodies
