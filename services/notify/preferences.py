"""How a member wants to be told. Lies in kept.db, and goes with the person's entry in the directory."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from services.i18n import LANGUAGES
from services.kept import Kept
from services.notify.addresses import unfit_target
from services.notify.signing import key_of
from workflows.quiet import Quiet, checked
from workflows.refusal import Refused

CHOICES = ("mail", "webhook", "apprise")
"""Channels to choose from: the file, which the page shows, has everything."""

ROBOTS = ("dingtalk", "wecombot", "feishu", "lark")
"""Kinds of apprise address that a member may give: their hosts are fixed, so that none leads inside."""


ROBOT_WORDS = ", ".join(f"{one}://" for one in ROBOTS)


class Preference(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`language` "" is that of the directory; `digest` None is the installation's custom. Quiet hours HH:MM.

    `webhook` is an address, `secret` its whsec_ key, `apprise` the address of a group's robot.
    """

    channels: tuple[str, ...] = CHOICES
    language: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    working_days: bool = False
    digest: bool | None = None
    webhook: str = ""
    secret: str = ""
    apprise: str = ""

    @property
    def quiet(self) -> Quiet:
        return Quiet(self.quiet_from, self.quiet_until, self.working_days)


NONE = Preference()


class Reach(Struct, frozen=True):
    """A member's preference with what the directory says."""

    preference: Preference
    mail: str
    language: str


class Preferences:
    """Rows of kept.db. `language` is the installation's."""

    def __init__(self, kept: Kept, language: str) -> None:
        self._kept, self._language = kept, language

    def of(self, member: str) -> Preference:
        with self._kept.transaction() as db:
            body: Any = db.execute("SELECT body FROM preference WHERE member = ?", (member,)).get
        return msgspec.json.decode(body, type=Preference) if body else NONE

    def reach(self, member: str) -> Reach:
        person, found = self._kept.person(member), self.of(member)
        language = found.language or (person.language if person else self._language)
        return Reach(found, person.mail if person else "", language)

    def put(self, member: str, preference: Preference) -> None:
        """Raises Refused: unknown-person, and as `checked_preference`."""
        checked_preference(preference)
        if self._kept.person(member) is None:
            raise Refused(
                "unknown-person",
                f"{member} is not in the directory: put the person into the organisation file first",
                member=member,
            )
        body = msgspec.json.encode(preference).decode()
        with self._kept.transaction() as db:
            db.execute(
                """INSERT INTO preference (member, body) VALUES (?1, ?2)
                   ON CONFLICT (member) DO UPDATE SET body = ?2""",
                (member, body),
            )

    def seen(self, member: str) -> int:
        """The position up to which the member has seen what the page of notices shows."""
        with self._kept.transaction() as db:
            found: Any = db.execute("SELECT seen FROM preference WHERE member = ?", (member,)).get
        return found or 0

    def see(self, member: str, position: int) -> None:
        with self._kept.transaction() as db:
            db.execute(
                """INSERT INTO preference (member, seen) VALUES (?1, ?2)
                   ON CONFLICT (member) DO UPDATE SET seen = max(seen, ?2)""",
                (member, position),
            )


def checked_preference(wish: Preference) -> Preference:
    """Raises Refused: bad-channel, bad-language, bad-quiet-hours, bad-webhook, bad-secret, bad-robot."""
    checked(wish.quiet)
    if not set(wish.channels) <= set(CHOICES):
        raise Refused("bad-channel", f"choose channels of {', '.join(CHOICES)}")
    if wish.language not in ("", *LANGUAGES):
        raise Refused("bad-language", "choose the language zh or en")
    unfit = unfit_target(wish.webhook) if wish.webhook else ""
    if unfit:
        raise Refused("bad-webhook", f"the address of the webhook: {unfit}")
    if wish.webhook and not _is(key_of, wish.secret):
        raise Refused("bad-secret", "a webhook needs a secret: whsec_ and base64 of 24 to 64 bytes")
    if wish.apprise and not _is_robot(wish.apprise):
        raise Refused("bad-robot", f"give the address of one robot: it begins with {ROBOT_WORDS}")
    return wish


def _is_robot(address: str) -> bool:
    """One, and no list: apprise would take what follows a blank or a comma for further addresses."""
    plain = address.isprintable() and not set(" ,") & set(address) and address.count("://") == 1
    return plain and urlsplit(address).scheme in ROBOTS


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
