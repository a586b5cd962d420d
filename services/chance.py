"""The one source of ids and salts, made at the composition root; in a simulation a seeded one."""

import random
import secrets
from collections.abc import Callable

from msgspec import Struct


class Chance(Struct, frozen=True):
    """`bits(n)` gives n random bytes."""

    bits: Callable[[int], bytes]

    def command_id(self) -> str:
        """A new command id: 32 hex digits."""
        return self.bits(16).hex()

    def salt(self) -> bytes:
        """32 bytes for one command's texts."""
        return self.bits(32)


def system() -> Chance:
    """From the operating system."""
    return Chance(secrets.token_bytes)


def seeded(seed: int) -> Chance:
    """The same seed, the same ids and salts: for simulations only."""
    return Chance(random.Random(seed).randbytes)
