"""Settings, from the environment; every one has a default that works."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

MEGABYTE = 1 << 20


class SettingsError(Exception):
    """A setting cannot be used; the message names the variable and what to do."""


class Settings(Struct, frozen=True):
    """Sizes in bytes, times in seconds. `smtp` is host:port of a relay, "" for none."""

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
    log_level: str = "info"


PREFIX = "DUBAN_"


def settings(environ: Mapping[str, str]) -> Settings:
    """Settings from DUBAN_* variables. Raises SettingsError naming the variable."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    given: dict[str, object] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and name in names and value:
            given[name] = value
    found = Settings()
    for name, text in given.items():
        try:
            found = msgspec.convert({**asdict(found), name: text}, Settings, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{PREFIX}{name.upper()}={text!r}: {error}") from error
    if found.language not in ("zh", "en"):
        raise SettingsError(f"DUBAN_LANGUAGE={found.language!r}: choose zh or en")
    return found


def _path(kind: type, value: object) -> object:
    """What msgspec does not convert itself: a text that stands for a path."""
    return Path(value) if kind is Path and isinstance(value, str) else value
