"""What members choose: channels, language, quiet hours, digests; and what an older home brings along."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Mail
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.log import Append, Write
from events.types import (
    AnyEvent,
    Delivery,
    EscalationHandedOver,
    EscalationSteppedBack,
    NoticeSent,
    Told,
)
from services.chance import seeded
from services.files import open_file
from services.kept import Kept, Person
from services.notify.digests import gather
from services.notify.outbox import Outbox
from services.notify.preferences import Preference
from services.parts import look_through, tell, work_through
from tests.support.domain import HEAD, at, item
from tests.support.life import Life, life_on
from tests.support.relay import Relay, relay
from workflows.measures import DecideMeasure
from workflows.policy import SetPolicy
from workflows.refusal import Refused
from workflows.task import HandOverEscalation, ReportTask, StepBack, UrgeTask, stream_of

T = "hospital-1/health-2026/i1/2026-W36"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PERSON = Person("m-head-1", "张三", "zhang@example.org", "zh")


@pytest.fixture
def mail() -> Iterator[Relay]:
    with relay() as server:
        yield server


@contextmanager
def life_with(home: Path, mail: Relay, wish: Preference) -> Iterator[Life]:
    """The head of hospital 1 wants it so; the task of 2026-W36 is due on Friday, 4 September, at 18:00."""
    with life_on(home, smtp=mail.address, url="https://duban.example.org") as life:
        life.settle()
        life.app.kept.people([PERSON])
        life.app.preferences.put("m-head-1", wish)
        yield life


def at_moment(life: Life, moment: str) -> None:
    life.at(moment)
    work_through(life.app)


def digests(life: Life) -> list[Delivery]:
    streams = dict.fromkeys(one.stream for one in life.app.log.read_prefix("notice/"))
    found = [event for stream in streams for event in life.events(stream)]
    return [one for event in found if isinstance(event, NoticeSent) for one in event.deliveries if one.digest]


def plain(mail: Mail) -> str:
    return next(iter(mail.iter_parts())).get_content()  # type: ignore[attr-defined,no-any-return]  # an EmailMessage


def test_quiet_hours_and_days_off_hold_a_mail_back_until_the_next_working_morning(
    tmp_path: Path, mail: Relay
) -> None:
    with life_with(
        tmp_path, mail, Preference(quiet_from="17:30", quiet_until="08:00", working_days=True)
    ) as life:
        life.issue(item())
        at_moment(life, "09-04 18:00")
        at_moment(life, "09-07 07:59")
        assert mail.mails == []
        at_moment(life, "09-07 08:00")
        # Friday's, and those that its repeats of the weekend add
        assert {one["To"] for one in mail.mails} == {"zhang@example.org"}
        assert f"<{_raised(life)[0]}-m-head-1@duban>" in [one["Message-ID"] for one in mail.mails]


def test_a_retry_waits_for_the_end_of_quiet_hours_too(tmp_path: Path, mail: Relay) -> None:
    with life_with(tmp_path, mail, Preference(quiet_from="18:01", quiet_until="08:00")) as life:
        mail.refuse.add(PERSON.mail)
        life.issue(item())
        at_moment(life, "09-04 18:00")
        mail.refuse.clear()
        at_moment(life, "09-04 18:05")
        assert mail.mails == []
        at_moment(life, "09-05 08:00")
        assert f"<{_raised(life)[0]}-m-head-1@duban>" in [one["Message-ID"] for one in mail.mails]


def test_a_server_that_was_down_in_the_morning_sends_no_digest_in_the_night(
    tmp_path: Path, mail: Relay
) -> None:
    wish = Preference(quiet_from="22:00", quiet_until="07:00", digest=True)
    with life_with(tmp_path, mail, wish) as life:
        life.issue(item())
        life.live_until("09-07 08:00")
        at_moment(life, "09-07 23:00")
        assert mail.mails == []
        at_moment(life, "09-08 07:00")
        assert [one["Message-ID"] for one in mail.mails] == ["<digest-2026-09-07-m-head-1@duban>"]


def test_an_urge_and_an_urgent_step_go_out_in_quiet_hours_and_beside_digests(
    tmp_path: Path, mail: Relay
) -> None:
    with life_with(tmp_path, mail, Preference(quiet_from="17:00", quiet_until="08:00", digest=True)) as life:
        life.give(SetPolicy("standard", "急", (replace(HEAD, urgent=True, repeat_times=0, repeat_every=0),)))
        life.issue(item())
        at_moment(life, "09-04 18:00")
        assert len(mail.mails) == 1
        life.give(UrgeTask(T), "m-chief")
        work_through(life.app)
        assert len(mail.mails) == 2
        at_moment(life, "09-07 08:30")
        assert len(mail.mails) == 2, "not again in the digest"


def test_a_digest_comes_once_each_working_morning_red_first_and_nothing_singly(
    tmp_path: Path, mail: Relay
) -> None:
    with life_with(tmp_path, mail, Preference(digest=True)) as life:
        life.issue(item("i1"), item("i2"))
        life.live_until("09-07 08:00")
        assert mail.mails == []
        at_moment(life, "09-07 08:30")
        (digest,) = mail.mails
        assert digest["Message-ID"] == "<digest-2026-09-07-m-head-1@duban>"
        assert "共2项" in digest["Subject"]
        assert "第一医院" in plain(digest)
        assert plain(digest).count("https://") == 1
        for moment in ("09-07 08:31", "09-07 12:00"):
            at_moment(life, moment)
        assert len(mail.mails) == 1
        (told,) = digests(life)
        assert (told.member, told.channel, told.digest) == ("m-head-1", "mail", "2026-09-07")
        assert told.position == max(_raised(life, until=at("09-07 08:30")))


def test_what_is_settled_before_the_morning_is_only_counted(tmp_path: Path, mail: Relay) -> None:
    with life_with(tmp_path, mail, Preference(digest=True)) as life:
        life.issue(item("i1"), item("i2"))
        life.live_until("09-04 18:00")
        life.give(ReportTask(T), "m-clerk-1")
        life.live_until("09-07 08:30")
        (digest,) = mail.mails
        assert "共1项" in digest["Subject"]
        assert "另有1项现已办结" in plain(digest)


def test_a_crash_after_the_digest_was_made_makes_no_second_one_for_the_day(
    tmp_path: Path, mail: Relay
) -> None:
    with life_with(tmp_path, mail, Preference(digest=True)) as life:
        life.issue(item())
        life.live_until("09-07 08:00")
        life.at("09-07 08:30")
        assert gather(life.app.kept, life.clock.now, life.app.routes.next_morning) == 1
        clock = life.clock
    with life_on(tmp_path, clock, smtp=mail.address) as life:
        work_through(life.app)
        assert len(mail.mails) == 1
        # the clock of the machine was put back: what is gathered for the same day waits for the next
        life.at("09-07 08:00")
        life.issue(item("late", "once 2026-09-07", "hospital-1"), plan="other-2026", policy="strict")
        with life.app.kept.transaction() as db:
            db.execute(
                """UPDATE outbox SET state = 'gathered', digest = '2026-09-07', next_at = 1
                   WHERE state = 'digested'"""
            )
        at_moment(life, "09-07 09:00")
        assert len(mail.mails) == 1
        at_moment(life, "09-08 08:30")
        assert [one["Message-ID"] for one in mail.mails] == [
            "<digest-2026-09-07-m-head-1@duban>",
            "<digest-2026-09-08-m-head-1@duban>",
        ]


def test_the_installation_may_make_digests_the_custom_and_a_member_may_differ(
    tmp_path: Path, mail: Relay
) -> None:
    with life_on(tmp_path, smtp=mail.address, digest=True) as life:
        life.settle()
        life.app.kept.people([PERSON, Person("m-clerk-1", "李四", "li@example.org", "en")])
        life.app.preferences.put("m-clerk-1", Preference(digest=False))
        life.issue(item())
        life.live_until("09-04 18:00")
        assert [one["To"] for one in mail.mails] == ["li@example.org"]
        assert life.app.outbox.counts()["gathered"] == 1


def test_a_member_chooses_language_and_channels(tmp_path: Path, mail: Relay) -> None:
    with life_with(tmp_path, mail, Preference(language="en")) as life:
        life.issue(item())
        at_moment(life, "09-04 18:00")
        (message,) = mail.mails
        assert message["Subject"].startswith("Escalation, level 1: 第一医院")
        assert message["Content-Language"] == "en"
        assert f"https://duban.example.org/tasks/{T}" in plain(message)
        life.app.preferences.put("m-head-1", Preference(channels=()))
        life.live_until("09-05 18:00")
        assert len(mail.mails) == 1


def recorded(life: Life, stream: str, event: AnyEvent) -> int:
    """The position of an event that is put into the log as it stands."""
    version = life.app.log.version(stream)
    write = Write(stream, version, (event,))
    return life.app.commit(Append(f"test-{stream}-{version}", b"", (write,), "m-chief", life.clock.now)).last


def test_what_is_handed_over_or_stepped_back_is_told_to_whom_it_comes(tmp_path: Path, mail: Relay) -> None:
    with life_with(tmp_path, mail, Preference(language="en")) as life:
        life.issue(item())
        life.live_until("09-07 09:00")
        life.app.kept.people([Person("m-chief", "李局", "", "zh")])
        mail.mails.clear()
        told = Told("m-head-1", "hospital-1", "head")
        at_ = recorded(life, stream_of(T), EscalationHandedOver(1, 1, "m-chief", told))
        back = recorded(life, stream_of(T), EscalationSteppedBack(1, 0, "head", at("09-09 09:00")))

        tell(life.app)

        handed, stepped = mail.mails
        assert handed["Message-ID"] == f"<{at_}-m-head-1@duban>"
        assert handed["Subject"].startswith("Handed over to you, level 1: 第一医院")
        assert "李局 hands the overdue task of 第一医院 over to you." in plain(handed)
        assert stepped["Message-ID"] == f"<{back}-m-head-1@duban>"
        assert stepped["Subject"].startswith("Stepped back: 第一医院")


def test_who_has_it_again_is_told_when_it_is_stepped_back_by_command(tmp_path: Path, mail: Relay) -> None:
    people = [Person(one, "某", f"{one}@example.org", "en") for one in ("m-head-1", "m-head-2", "m-chief")]
    with life_with(tmp_path, mail, Preference(language="en")) as life:
        life.issue(item())
        life.live_until("09-16 18:00")
        life.app.kept.people(people)
        for command, by in (
            (HandOverEscalation(T, "m-head-2", "休假"), "m-chief"),
            (StepBack(T, at("09-18 09:00"), "先由卫生局处理", 2), "m-owner"),
            (StepBack(T, at("09-18 09:00"), "先由医院处理"), "m-head-2"),
        ):
            mail.mails.clear()
            life.give(command, by)
            tell(life.app)
            (told,) = mail.mails
            to = "m-head-1@example.org" if by == "m-head-2" else "m-head-2@example.org"
            assert told["To"] == to


def test_a_measure_is_told_at_once_to_the_head_and_the_clerks_of_the_unit(
    tmp_path: Path, mail: Relay
) -> None:
    with life_with(tmp_path, mail, Preference(quiet_from="00:00", quiet_until="23:59", digest=True)) as life:
        measure = DecideMeasure("tb-1", "hospital-1", "circular", "d1", at("09-15 18:00"))
        life.give(measure, "m-chief")

        work_through(life.app)

        (served,) = mail.mails
        assert served["Subject"] == "处置决定（通报）：第一医院"
        assert "https://duban.example.org/units/hospital-1" in plain(served)
        rows = life.app.outbox.page("", "", 10)
        assert {(one.member, one.kind) for one in rows} == {
            ("m-head-1", "measure"),
            ("m-clerk-1", "measure"),
            ("m-clerk-2", "measure"),
        }


def test_preferences_go_with_the_person_and_need_one(life: Life) -> None:
    life.app.kept.people([PERSON])
    life.app.preferences.put("m-head-1", Preference(webhook="https://a.example/x", secret=SECRET))
    life.app.kept.people([replace(PERSON, label="张三丰")])
    assert life.app.preferences.of("m-head-1").secret == SECRET
    with life.app.kept.transaction() as db:
        db.execute("DELETE FROM person WHERE member = 'm-head-1'")
    assert life.app.preferences.of("m-head-1") == Preference()
    with pytest.raises(Refused, match="directory"):
        life.app.preferences.put("m-head-1", Preference())


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Preference(channels=("pigeon",)), "bad-channel"),
        (Preference(language="fr"), "bad-language"),
        (Preference(quiet_from="9"), "bad-quiet-hours"),
        (Preference(webhook="ftp://a.example", secret=SECRET), "bad-webhook"),
        (Preference(webhook="https://a.example"), "bad-secret"),
        (Preference(apprise="json://10.0.0.1"), "bad-robot"),
        (Preference(apprise="feishu://token json://10.0.0.1"), "bad-robot"),
        (Preference(apprise="feishu://token,json://10.0.0.1"), "bad-robot"),
    ],
)
def test_a_preference_that_cannot_be_is_refused(life: Life, wish: Preference, code: str) -> None:
    life.app.kept.people([PERSON])
    with pytest.raises(Refused) as refused:
        life.app.preferences.put("m-head-1", wish)
    assert refused.value.code == code


def test_apprise_that_is_not_installed_is_said_on_the_row(life: Life) -> None:
    life.app.kept.people([PERSON])
    life.app.preferences.put("m-head-1", Preference(apprise="feishu://token"))
    life.issue(item())
    life.at("09-04 18:00")
    look_through(life.app)
    tell(life.app)
    stuck = [one for one in life.app.outbox.page("waiting", "", 10) if one.channel == "apprise"]
    assert ["pip install 'duban[apprise]'" in one.error for one in stuck] == [True]


def test_a_home_of_version_1_opens_with_what_waited_and_what_was_told(tmp_path: Path) -> None:
    old = open_file(tmp_path / "kept.db", durable=True)
    old.execute(OLD)
    old.pragma("user_version", 1)
    body = (
        '{"position":7,"member":"m-1","channel":"mail","task":"u/p/i/once","kind":"urged","level":0,'
        '"unit":"u","role":"head","instead_of":"","due":0,"raised_at":5,"attempts":0}'
    )
    for state, position in (("waiting", 7), ("told", 8)):
        old.execute(
            """INSERT INTO outbox (position, member, channel, task, body, state)
               VALUES (?, 'm-1', 'mail', 't', ?, ?)""",
            (position, body, state),
        )
    old.close()

    kept = Kept(tmp_path / "kept.db", seeded(1))

    outbox = Outbox(kept)
    assert outbox.counts() == {"told": 1, "waiting": 1}
    (waiting,) = outbox.waiting(1)
    assert (waiting.position, waiting.kind, waiting.digest) == (7, "urged", "")
    made = sorted(kept.db.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"))
    kept.close()
    fresh = Kept(tmp_path / "fresh.db", seeded(1))
    assert made == sorted(
        fresh.db.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    )
    columns = "SELECT name FROM pragma_table_info('outbox')"
    assert "resent" in [name for (name,) in fresh.db.execute(columns)]
    fresh.close()


OLD = """
CREATE TABLE salt (command TEXT PRIMARY KEY, salt BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE text (
  digest TEXT PRIMARY KEY, command TEXT NOT NULL, body TEXT, erased INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX text_by_command ON text (command);
CREATE TABLE person (
  member TEXT PRIMARY KEY, label TEXT NOT NULL, mail TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT 'zh'
) WITHOUT ROWID;
CREATE TABLE outbox (
  position INTEGER NOT NULL, member TEXT NOT NULL, channel TEXT NOT NULL, task TEXT NOT NULL,
  body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '', batch TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (position, member, channel)
) WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (next_at) WHERE state = 'waiting';
CREATE INDEX outbox_untold ON outbox (position) WHERE state IN ('sent', 'failed');
CREATE TABLE effect_checkpoint (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
"""
"""The schema that version 1 made."""


def _raised(life: Life, until: int = 1 << 62) -> list[int]:
    """Positions of what the head of hospital 1 was told up to a moment."""
    return sorted(one.position for one in life.app.outbox.of("m-head-1", 100) if one.raised_at <= until)
