"""Webhooks at a receiver that fails, hangs, redirects, has gone, and comes back: each once in the end."""

import json
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from events.types import NoticeFailed, NoticeSent
from services.kept import Person
from services.notify import webhook
from services.notify.addresses import networks
from services.notify.notice import Message, Notice, Way
from services.notify.outbox import BACKOFF, LONGEST_BACKOFF, MOST_ATTEMPTS
from services.notify.preferences import Preference
from services.notify.signing import signature
from services.notify.webhook import WebhookChannel
from services.parts import Parts, look_through, tell
from tests.support.domain import item
from tests.support.life import Life, life_on
from tests.support.receiver import CERTIFICATE, Receiver, receiver
from tests.support.relay import relay
from workflows.task import stream_of

T = "hospital-1/health-2026/i1/2026-W36"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LOOPBACK = "127.0.0.0/8"


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as server:
        yield server


@contextmanager
def life_with_hook(home: Path, url: str, **settings: object) -> Iterator[Life]:
    """The head of hospital 1 has a webhook; the task of 2026-W36 is overdue, nothing is delivered yet."""
    wanted: dict[str, object] = {"webhook_allow": LOOPBACK, "webhook_seconds": 0.5}
    with life_on(home, None, 1, **(wanted | settings)) as life:
        life.settle()
        life.app.kept.people([Person("m-head-1", "张三", "zhang@example.org", "en")])
        life.app.preferences.put("m-head-1", Preference(webhook=url, secret=SECRET))
        life.issue(item())
        life.at("09-04 18:00")
        look_through(life.app)
        yield life


def ended(life: Life, channel: str = "webhook") -> list[tuple[str, int, str]]:
    """Member, attempts and error of each delivery that the log knows."""
    streams = dict.fromkeys(one.stream for one in life.app.log.read_prefix("notice/"))
    return [
        (one.member, one.attempts, one.error)
        for stream in streams
        for event in life.events(stream)
        if isinstance(event, NoticeSent | NoticeFailed)
        for one in event.deliveries
        if one.channel == channel
    ]


def wait_out(life: Life, turns: int = 1) -> None:
    for _ in range(turns):
        life.clock.now += LONGEST_BACKOFF
        tell(life.app)


def test_a_member_is_told_by_a_signed_call(tmp_path: Path, hook: Receiver) -> None:
    with life_with_hook(tmp_path, hook.url) as life:
        tell(life.app)
        tell(life.app)

        (call,) = hook.calls
        raised = life.app.log.read_stream(stream_of(T))[-1].position
        assert call.headers["webhook-id"] == f"{raised}-m-head-1"
        name, seconds = call.headers["webhook-id"], int(call.headers["webhook-timestamp"])
        assert call.headers["webhook-signature"] == signature(SECRET, name, seconds, call.body)
        told = json.loads(call.body)
        assert told["type"] == "notice.escalated"
        assert (told["data"]["member"], told["data"]["task"], told["data"]["level"]) == ("m-head-1", T, 1)
        assert told["timestamp"].startswith("2026-09-04T10:00")
        assert ended(life) == [("m-head-1", 1, "")]


def test_a_receiver_that_fails_and_comes_back_gets_it_once_under_the_same_id(
    tmp_path: Path, hook: Receiver
) -> None:
    hook.status = 500
    with life_with_hook(tmp_path, hook.url) as life:
        tell(life.app)
        life.clock.now += BACKOFF
        tell(life.app)
        assert ended(life) == []
        hook.status = 200
        wait_out(life, 3)

        assert len({call.headers["webhook-id"] for call in hook.calls}) == 1
        assert len({call.body for call in hook.calls}) == 1
        assert len(hook.calls) == 3
        assert len(hook.taken()) == 1
        assert ended(life) == [("m-head-1", 3, "")]


def test_a_redirect_is_not_followed_and_says_so(tmp_path: Path, hook: Receiver) -> None:
    hook.status = 302
    with life_with_hook(tmp_path, hook.url) as life:
        tell(life.app)
        wait_out(life, MOST_ATTEMPTS)

        assert {call.path for call in hook.calls} == {"/hook"}
        assert [(member, attempts) for member, attempts, _ in ended(life)] == [("m-head-1", MOST_ATTEMPTS)]
        assert "302" in ended(life)[0][2]


def test_who_wants_no_more_is_quarantined_at_once_and_told_when_it_is_sent_again(
    tmp_path: Path, hook: Receiver
) -> None:
    hook.status = 410
    with life_with_hook(tmp_path, hook.url) as life:
        tell(life.app)
        wait_out(life, 2)
        assert len(hook.calls) == 1
        assert ended(life) == [("m-head-1", 1, "webhook: 410, the receiver wants no more")]

        (stuck,) = life.app.outbox.page("quarantined", "", 10)
        hook.status = 204
        assert life.app.outbox.resend(stuck.position, stuck.member, stuck.channel)
        assert not life.app.outbox.resend(stuck.position, stuck.member, stuck.channel)
        tell(life.app)
        tell(life.app)
        assert hook.taken() == [hook.calls[0].headers["webhook-id"]]
        assert ended(life)[1:] == [("m-head-1", 1, "")]


def test_a_receiver_that_hangs_costs_one_time_limit_and_is_told_when_it_comes_back(
    tmp_path: Path, hook: Receiver
) -> None:
    hook.hangs = True
    with (
        receiver() as neighbour,
        relay() as mail,
        life_with_hook(
            tmp_path, hook.url, smtp=mail.address, webhook=neighbour.url, webhook_secret=SECRET
        ) as life,
    ):
        tell(life.app)
        told = sorted(json.loads(call.body)["data"]["member"] for call in neighbour.calls)
        assert told == ["m-clerk-1", "m-clerk-2"]
        assert [message["To"] for message in mail.mails] == ["zhang@example.org"]
        assert hook.calls == []

        hook.hangs = False
        hook.let_go.set()
        wait_out(life, 2)
        assert len(hook.taken()) == 1
        assert ("m-head-1", 2, "") in ended(life)


def test_an_address_inside_is_not_called_and_the_log_does_not_name_it(tmp_path: Path, hook: Receiver) -> None:
    with life_with_hook(tmp_path, hook.url, webhook_allow="") as life:
        tell(life.app)
        wait_out(life, MOST_ATTEMPTS)

        assert hook.calls == []
        assert "DUBAN_WEBHOOK_ALLOW" in ended(life)[0][2]
        bodies = b"".join(one.body for one in life.app.log.read_all(limit=100_000))
        assert b"127.0.0.1" not in bodies
        assert SECRET.encode() not in bodies


def message_to(url: str) -> Message:
    notice = Notice(7, "m-1", "webhook", "u/p/i/once", "urged", 0, "u", "head", "", 0, 0)
    return Message(notice, "s", "t", "h", "en", Way(webhook=url, secret=SECRET), {"type": "notice.urged"})


def test_a_name_is_asked_once_and_the_call_goes_to_the_address_that_was_checked(hook: Receiver) -> None:
    asked = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    allow = networks("127.0.0.1/32")
    channel = WebhookChannel(Way(), allow, 0.5, look_up=look_up)
    name = f"hooks.example.org:{hook.server_port}"

    (result,) = channel.deliver([message_to(f"http://{name}/hook")])

    assert result.error == ""
    assert asked == ["hooks.example.org"]
    assert hook.calls[0].headers["host"] == name
    assert channel.deliver([message_to(f"http://{name}/hook")])[0].error.startswith("webhook: it leads into")


def secure_channel(limit: float = 5) -> WebhookChannel:
    trust = ssl.create_default_context(cafile=CERTIFICATE)
    allow = networks("127.0.0.1/32")
    return WebhookChannel(Way(), allow, limit, look_up=lambda host, port: ["127.0.0.1"], trust=trust)


def test_tls_goes_to_the_checked_address_and_asks_for_the_name() -> None:
    with receiver(secure=True) as hook:
        url = f"https://hooks.example.org:{hook.server_port}/hook"

        (result,) = secure_channel().deliver([message_to(url)])

        assert result.error == ""
        assert hook.asked_for == ["hooks.example.org"]
        assert hook.calls[0].headers["host"] == f"hooks.example.org:{hook.server_port}"


def test_a_certificate_of_another_name_is_no_delivery_and_the_error_names_nobody() -> None:
    with receiver(secure=True) as hook:
        url = f"https://intranet.example.org:{hook.server_port}/hook"

        (result,) = secure_channel().deliver([message_to(url)])

        assert result.error == "webhook: no answer, SSLCertVerificationError"
        assert hook.calls == []


def test_closing_ends_a_handshake_that_hangs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as pool:
        channel = secure_channel(limit=60)
        url = f"https://hooks.example.org:{silent.getsockname()[1]}/hook"
        waiting = pool.submit(channel.deliver, [message_to(url)])
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(1), "the handshake has begun"
            channel.close()
            (result,) = waiting.result(timeout=20)
    assert result.error.startswith("webhook: no answer")


def test_a_host_that_cannot_be_a_name_is_an_error_of_the_row() -> None:
    (result,) = WebhookChannel(Way(), (), 0.5).deliver([message_to("https://a..example/x")])

    assert result.error == "webhook: its host has no name that can be asked for"


def test_a_slow_host_does_not_keep_its_neighbours_waiting_for_all_that_it_is_told(
    hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "MOST_LANE", -1.0)
    channel = WebhookChannel(Way(), networks(LOOPBACK), 5)

    results = channel.deliver([message_to(hook.url)] * 3)

    assert [(one.error == "", one.tried) for one in results] == [(True, True), (False, False), (False, False)]
    assert len(hook.calls) == 1


def test_a_channel_that_is_closed_calls_nobody(hook: Receiver) -> None:
    channel = WebhookChannel(Way(), networks(LOOPBACK), 0.5)
    channel.close()

    (result,) = channel.deliver([message_to(hook.url)])

    assert not result.tried
    assert hook.calls == []


def test_stopping_does_not_wait_for_a_receiver_that_hangs(tmp_path: Path, hook: Receiver) -> None:
    hook.hangs = True
    with life_with_hook(tmp_path, hook.url, webhook_seconds=30.0, sweep_seconds=0.05) as life:
        failures: list[str] = []
        parts = Parts(life.app, lambda name, error: failures.append(f"{name}: {error}"))
        parts.start()
        channel = next(one for one in life.app.channels if isinstance(one, WebhookChannel))
        for _ in range(200):
            if channel.calling():
                break
            hook.let_go.wait(0.02)
        assert channel.calling()

        assert parts.stop(5)
        assert failures == []
