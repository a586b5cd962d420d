"""Where a webhook may go: public addresses, and the networks that the installation names.

A name is resolved once, every address that it has is checked, and the connection goes to one of these very
addresses: a name that answers otherwise a moment later leads nowhere.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""The addresses of a name; raises OSError."""

NEVER = tuple(
    ipaddress.ip_network(one)
    for one in (
        "168.63.129.16/32",  # the metadata of a cloud, at a public address
        "192.0.0.0/24",  # of protocols, of documentation, and what sites had for themselves
        "3fff::/20",
        "fec0::/10",
        "192.88.99.0/24",  # what follows wraps an IPv4 address that a relay would unwrap
        "2002::/16",
        "2001::/32",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
    )
)
"""Beside what is not global anyway: private, loopback, link-local, shared, reserved, multicast."""

PORTS = {"https": 443, "http": 80}
LONGEST = 2000


class Barred(Exception):
    """This address is not called; the message says why, without naming it."""


class Target(Struct, frozen=True):
    """A webhook's address, taken apart; `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str


def unfit_target(address: str) -> str:
    """Why an address cannot be that of a webhook, "" if it can."""
    try:
        target(address)
    except Barred as error:
        return str(error)
    return ""


def target(address: str) -> Target:
    """Raises Barred."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Barred("write it as https://host/path") from error
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in PORTS or not parts.hostname or not plain or len(address) > LONGEST:
        raise Barred("write it as https://host/path")
    if parts.username is not None or parts.password is not None:
        raise Barred("no user and no password may stand in it")
    return Target(parts.scheme == "https", parts.hostname, port or PORTS[parts.scheme], _path(parts))


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def networks(text: str) -> tuple[Network, ...]:
    """Networks of a setting, separated by commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, by the machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def allowed(where: Target, allow: Sequence[Network], look_up: Resolve = resolve) -> str:
    """The address to connect to. Raises Barred if any address of the name is barred, OSError."""
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in look_up(where.host, where.port)]
    if not addresses:
        raise Barred("its name has no address")
    for address in addresses:
        _check(_bare(address), where, allow)
    return str(addresses[0])


def _bare(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _check(address: Address, where: Target, allow: Sequence[Network]) -> None:
    if _within(address, allow):
        return
    if not address.is_global or address.is_multicast or address.is_reserved or _within(address, NEVER):
        raise Barred("it leads into a network that is not called: DUBAN_WEBHOOK_ALLOW names exceptions")
    if not where.secure:
        raise Barred("outside the networks of DUBAN_WEBHOOK_ALLOW only https is called")


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)
