"""Settings, from the environment; every one has a default that works."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from services.notify.addresses import Barred, networks, target
from services.notify.signing import key_of
from workflows.calendar import minutes_of

MEGABYTE = 1 << 20


class SettingsError(Exception):
    """A setting cannot be used; the message names the variable and what to do."""


class Settings(Struct, frozen=True):
    """Sizes in bytes, times in seconds. `smtp` is host:port of a relay, "" for none.

    `url` is where people reach the pages. `webhook` and `apprise` are for members without an address of their
    own; `digest`: one notice each working morning at `digest_at` (HH:MM local) for those who did not choose.
    """

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8420
    language: str = "zh"
    time_zone: str = "Asia/Shanghai"
    evidence_limit: int = 20 * MEGABYTE
    sweep_seconds: float = 1.0
    workers: int = 2
    smtp: str = ""
    smtp_from: str = "duban@localhost"
    url: str = ""
    webhook: str = ""
    webhook_secret: str = ""
    webhook_allow: str = ""
    webhook_seconds: float = 10.0
    apprise: str = ""
    digest: bool = False
    digest_at: str = "08:30"
    log_level: str = "info"


PREFIX = "DUBAN_"
SECRETS = ("webhook", "webhook_secret", "apprise")
"""May be given as files: DUBAN_WEBHOOK_SECRET_FILE names one that holds the value."""


def settings(environ: Mapping[str, str]) -> Settings:
    """Settings from DUBAN_* variables. Raises SettingsError naming the variable."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    given: dict[str, object] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and name in names and value:
            given[name] = value
    given |= _from_files(environ)
    found = Settings()
    for name, text in given.items():
        try:
            found = msgspec.convert({**asdict(found), name: text}, Settings, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            shown = "" if name in SECRETS else f"={text!r}"
            raise SettingsError(f"{PREFIX}{name.upper()}{shown}: {error}") from error
    if found.language not in ("zh", "en"):
        raise SettingsError(f"DUBAN_LANGUAGE={found.language!r}: choose zh or en")
    check_notices(found)
    return found


def check_notices(found: Settings) -> None:
    """Raises SettingsError naming the variable."""
    for name, check in (
        ("digest_at", lambda: minutes_of(found.digest_at)),
        ("webhook_allow", lambda: networks(found.webhook_allow)),
        ("webhook", lambda: found.webhook and target(found.webhook)),
        ("webhook_secret", lambda: found.webhook and key_of(found.webhook_secret)),
    ):
        try:
            check()
        except (ValueError, Barred) as error:
            raise SettingsError(f"{PREFIX}{name.upper()}: {error}") from error


def _from_files(environ: Mapping[str, str]) -> dict[str, object]:
    """What files hold. Raises SettingsError."""
    found: dict[str, object] = {}
    for name in SECRETS:
        variable = f"{PREFIX}{name.upper()}_FILE"
        if path := environ.get(variable):
            try:
                found[name] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{variable}={path!r} cannot be read") from error
    return found


def _path(kind: type, value: object) -> object:
    """What msgspec does not convert itself: a text that stands for a path."""
    return Path(value) if kind is Path and isinstance(value, str) else value
