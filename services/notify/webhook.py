"""Webhooks: signed posts to the address of a member or of the installation, each host in a lane of its own.

A host that does not answer costs one time limit; what else waits for it is held back, its neighbours go on.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache

import msgspec

from services.notify.addresses import Barred, Network, Resolve, Target, allowed, resolve, target
from services.notify.notice import SENT, Message, Result, Way, notice_id
from services.notify.signing import key_of, signature

LANES = 8
MOST_ANSWER = 64 * 1024  # bytes of an answer that are read
GONE = 410
MOST_LANE = 60.0  # seconds after which a slow host lets its neighbours have their turn
HELD = Result("the receiver did not answer others, or is slow", tried=False)
Seconds = Callable[[], float]


class WebhookChannel:
    """`house` is the installation's own address with its secret, for members who have none; `limit`: seconds
    for a whole call. `seconds` is the time that the signature covers."""

    name = "webhook"

    def __init__(
        self,
        house: Way,
        allow: Sequence[Network],
        limit: float,
        seconds: Seconds = time.time,
        look_up: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._house, self._allow, self._limit = house, allow, limit
        self._seconds, self._look_up = seconds, look_up
        self._trust = trust
        self._closing = threading.Event()
        self._open: set[_Call] = set()

    def close(self) -> None:
        """End the calls that run: whoever waits for them need not wait out their limit."""
        self._closing.set()
        for one in tuple(self._open):
            one.hang_up()

    def calling(self) -> int:
        """How many calls run."""
        return len(self._open)

    def deliver(self, messages: Sequence[Message]) -> list[Result]:
        lanes: dict[str, list[int]] = {}
        for place, message in enumerate(messages):
            lanes.setdefault(self._lane(message), []).append(place)
        results: list[Result] = [HELD] * len(messages)

        def along(places: list[int]) -> None:
            began = time.monotonic()
            for number, place in enumerate(places):
                if number and time.monotonic() - began > MOST_LANE:
                    return
                results[place], answered = self._call(messages[place])
                if not answered:
                    return

        with ThreadPoolExecutor(min(LANES, len(lanes) or 1)) as pool:
            list(pool.map(along, lanes.values()))
        return results

    def _way(self, message: Message) -> Way:
        return message.way if message.way.webhook else self._house

    def _lane(self, message: Message) -> str:
        try:
            where = target(self._way(message).webhook)
        except Barred:
            return ""
        return f"{where.host}:{where.port}"

    def _call(self, message: Message) -> tuple[Result, bool]:
        """What became of it, and whether the receiver answered at all."""
        if self._closing.is_set():
            return HELD, False
        way = self._way(message)
        if not way.webhook:
            return Result("no webhook is set"), True
        try:
            where = target(way.webhook)
            key_of(way.secret)
        except (Barred, ValueError) as error:  # of the address, of the secret
            return Result(f"webhook: {error}"), True
        try:
            address = allowed(where, self._allow, self._look_up)
            return _result(self._post(where, address, message, way.secret)), True
        except Barred as error:
            return Result(f"webhook: {error}"), True
        except (OSError, http.client.HTTPException) as error:  # a bad certificate, which names the host, too
            return Result(f"webhook: no answer, {type(error).__name__}"), False
        except ValueError:
            return Result("webhook: its host has no name that can be asked for"), True

    def _post(self, where: Target, address: str, message: Message, secret: str) -> int:
        """The status of the answer. Raises OSError, HTTPException."""
        name, seconds = notice_id(message.notice), int(self._seconds())
        body = msgspec.json.encode(message.data)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "duban",
            "webhook-id": name,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(secret, name, seconds, body),
        }
        began = time.monotonic()
        call = _Call(socket.create_connection((address, where.port), self._limit))
        timer = threading.Timer(max(self._limit - (time.monotonic() - began), 0), call.hang_up)
        timer.daemon = True
        timer.start()
        self._open.add(call)
        try:
            if where.secure:
                # the certificate is that of the name; the connection goes to the address that was checked
                call.sock = (self._trust or system_trust()).wrap_socket(
                    call.sock, server_hostname=where.host, do_handshake_on_connect=False
                )
                call.sock.do_handshake()
            return _exchange(call.sock, where, body, headers)
        finally:
            timer.cancel()
            self._open.discard(call)
            call.sock.close()


@lru_cache(maxsize=1)
def system_trust() -> ssl.SSLContext:
    """The authorities of the system: reading them takes a tenth of a second, and few processes need them."""
    return ssl.create_default_context()


class _Call:
    """A connection that another thread may end."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def hang_up(self) -> None:
        with suppress(OSError):  # gone already, as was wanted
            # not that of TLS, which takes the encryption away first: what is sent meanwhile would be plain
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _exchange(sock: socket.socket, where: Target, body: bytes, headers: dict[str, str]) -> int:
    """On a connection that stands already; no other is opened."""
    kind = http.client.HTTPSConnection if where.secure else http.client.HTTPConnection
    line = kind(where.host, where.port)
    line.auto_open = 0
    line.sock = sock
    line.request("POST", where.path, body, headers)
    answer = line.getresponse()
    answer.read(MOST_ANSWER)
    return answer.status


def _result(status: int) -> Result:
    if 200 <= status < 300:
        return SENT
    if 300 <= status < 400:
        return Result(f"webhook: {status}, it leads elsewhere and is not followed; set its new address")
    if status == GONE:
        return Result(f"webhook: {status}, the receiver wants no more", final=True)
    return Result(f"webhook: {status}")
