"""Where a webhook may go, and how it is signed."""

import base64
import re
import time
from pathlib import Path

import pytest

from services.notify.addresses import Barred, allowed, networks, target
from services.notify.signing import key_of, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/notices.md"


def reached(*addresses: str, url: str = "https://hooks.example.org/x", allow: str = "") -> str:
    return allowed(target(url), networks(allow), lambda host, port: addresses)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("2001:0:7f00:1::", "fec0::1", "3fff::1", "::7f00:1", "192.0.0.8", "::ffff:192.0.0.10"),
    ],
)
def test_no_address_inside_is_called(address: str) -> None:
    with pytest.raises(Barred, match="DUBAN_WEBHOOK_ALLOW"):
        reached(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_called(address: str) -> None:
    assert reached(address) == address


def test_one_bad_address_of_a_name_bars_it() -> None:
    with pytest.raises(Barred):
        reached("93.184.215.14", "10.0.0.1")
    with pytest.raises(Barred, match="no address"):
        reached()


def test_networks_of_the_house_can_be_named_and_only_these() -> None:
    assert reached("10.1.2.3", url="http://intranet/x", allow="192.168.0.0/16, 10.0.0.0/8") == "10.1.2.3"
    assert reached("::ffff:10.1.2.3", allow="10.0.0.0/8") == "::ffff:a01:203"
    with pytest.raises(Barred):
        reached("192.168.0.1", allow="10.0.0.0/8")


def test_outside_the_house_only_https_is_called() -> None:
    with pytest.raises(Barred, match="https"):
        reached("93.184.215.14", url="http://hooks.example.org/x")


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://a.example/x", "https://", "https://user@a.example/", "https://u:p@a.example/"),
        *("https://a.example:99999/", "https://a.example/a b", "https://a.example/\r\nX: y", "file:///etc"),
        "https://[::1/",
    ],
)
def test_what_is_no_address_of_a_webhook_is_said(url: str) -> None:
    with pytest.raises(Barred):
        target(url)


def test_an_address_is_taken_apart() -> None:
    found = target("https://Hooks.Example.org:8443/a/b?c=d#e")
    assert (found.secure, found.host, found.port, found.path) == (True, "hooks.example.org", 8443, "/a/b?c=d")
    assert (target("http://[::1]").host, target("http://[::1]").port) == ("::1", 80)


def test_the_signature_is_that_of_the_published_example() -> None:
    signed = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_?", "whsec_" + base64.b64encode(b"short").decode()])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"whsec_|bytes"):
        key_of(secret)


def test_what_the_documentation_says_verifies_a_webhook() -> None:
    (code,) = re.findall(r"```python\n(.+?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    seconds, body = int(time.time()), b'{"type":"notice.escalated"}'
    headers = {
        "webhook-id": "7-m-1",
        "webhook-timestamp": str(seconds),
        "webhook-signature": "v2,other " + signature(SECRET, "7-m-1", seconds, body),
    }
    genuine = names["genuine"]

    assert callable(genuine)
    assert genuine(SECRET, headers, body)
    assert not genuine(SECRET, headers, body + b" ")
    assert not genuine(SECRET, headers | {"webhook-id": "8-m-1"}, body)
    assert not genuine(SECRET, headers | {"webhook-timestamp": str(seconds - 301)}, body)
