"""The home itself: `duban init`, `duban tick`, `duban doctor`."""

import apsw
import click
import msgspec
from msgspec import Struct

from services.bootstrap import App, found_calendar
from services.commands.options import as_json
from services.commands.remote import NAME, Remote, Server
from services.commands.source import alone, source
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.parts import work_through
from services.web.health import Readiness

YEARS = (2025, 2026)
"""For which the program brings holiday notices."""

FILES = ("log.db", "kept.db", "read.db", "jobs.db", "evidence", "notices.jsonl", NAME)


@click.command()
@pass_face
def init(face: Face) -> None:
    """Make a home: its log, and the working calendar cn with the notices of 2025 and 2026.

    What is there already stays as it is.
    """
    with alone(face, make=True) as app:
        found_calendar(app, YEARS)
        app.catch_up()
        opened, head = app.log.opened, app.log.head()
    face.say(
        face.t(
            "Ready: %(home)s holds log %(log)s (%(zone)s), at position %(head)s.",
            home=face.settings.home,
            log=opened.log,
            zone=opened.time_zone,
            head=head,
        )
    )


@click.command()
@pass_face
def tick(face: Face) -> None:
    """Do everything that is due now, once: schedules kept ahead, reminders, escalations, notices.

    A running server does this by itself.
    """
    with alone(face) as app:
        before = app.log.head()
        jobs = work_through(app)
        app.catch_up()
        face.say(face.t("%(jobs)s jobs done, %(events)s events.", jobs=jobs, events=app.log.head() - before))


class Health(Struct, frozen=True, omit_defaults=True):
    """How a home is. `files`: bytes by name, -1 for none; `lag`: events that the tables do not show yet;
    `server`: who has the home open, and then jobs and notices are its own business."""

    home: str
    sqlite: str
    files: dict[str, int]
    head: int
    shown: int
    lag: int
    log: str = ""
    jobs: dict[str, int] = {}
    notices: dict[str, int] = {}
    server: Server | None = None


@click.command()
@as_json
@pass_face
def doctor(face: Face, as_json: bool) -> int:
    """Say how the home is; exit 1 if jobs are quarantined or notices could not be delivered."""
    with source(face) as at:
        found = _served(face, at) if isinstance(at, Remote) else _opened(face, at.app)
    if as_json:
        face.json(found)
    else:
        _print(face, found)
    return 1 if found.jobs.get("quarantined") or found.notices.get("quarantined") else 0


def _opened(face: Face, app: App) -> Health:
    head, shown = app.log.head(), app.store.position()
    return Health(
        str(face.settings.home),
        apsw.sqlite_lib_version(),
        _files(face),
        head,
        shown,
        head - shown,
        app.log.opened.log,
        app.jobs.counts(),
        app.outbox.counts(),
    )


def _served(face: Face, at: Remote) -> Health:
    ready = msgspec.json.decode(at.get("/readyz"), type=Readiness)
    return Health(
        str(face.settings.home),
        apsw.sqlite_lib_version(),
        _files(face),
        ready.head,
        ready.shown,
        ready.lag,
        server=at.server,
    )


def _files(face: Face) -> dict[str, int]:
    """A folder counts with all that is in it."""
    found = {}
    for name in FILES:
        path = face.settings.home / name
        parts = path.rglob("*") if path.is_dir() else [path]
        found[name] = sum(part.stat().st_size for part in parts if part.is_file()) if path.exists() else -1
    return found


def _print(face: Face, found: Health) -> None:
    t = face.t
    made = table(found.home, "", "")
    if found.server is not None:
        made.add_row(t("Server"), f"{found.server.url} ({found.server.pid})")
    for name, size in found.files.items():
        made.add_row(name, "-" if size < 0 else f"{size:,}")
    made.add_row("SQLite", found.sqlite)
    if found.log:
        made.add_row(t("Log"), found.log)
    made.add_row(t("Position in the log"), str(found.head))
    made.add_row(t("Shown by the tables"), f"{found.shown} ({-found.lag})" if found.lag else str(found.shown))
    if found.server is None:
        made.add_row(t("Jobs"), _counts(found.jobs))
        made.add_row(t("Notices"), _counts(found.notices))
    face.show(made)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{state} {number}" for state, number in sorted(counts.items())) or "0"
