"""Who answers a command: the home opened here, or the server that has it open."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.log import LogHeld
from services.asof import as_of
from services.bootstrap import CALENDAR, App, open_app, system_clock
from services.commands.calls import CALENDARS, Reading, Writing
from services.commands.failures import Failure, Unusable
from services.commands.remote import Remote, server_of
from services.commands.world import Face
from services.deciding import Caller
from services.web.problems import invalid
from services.web.views import View, moment
from services.web.writing import Done, Making
from workflows.calendar import Calendar


class Who(Struct, frozen=True):
    """Who acts; `command_id` "" asks for a new one."""

    member: str
    on_behalf: str = ""
    command_id: str = ""


class Local(Struct, frozen=True):
    """The home opened in this process, its tables brought up to the log."""

    app: App

    def read(self, reading: Reading, **asked: object) -> Any:
        """Raises Refused, Unfit."""
        try:
            ask = msgspec.convert(asked, reading.ask, strict=False)
        except msgspec.ValidationError as error:
            raise invalid(error, "query") from error
        past = getattr(ask, "as_of", "")
        if not past:
            return reading.read(
                View(self.app, self.app.read(), self.app.store.position(), self.app.clock()), ask
            )
        position, now = moment(self.app, past)
        unit = getattr(ask, "unit", "") if reading.one_unit else ""
        with as_of(self.app.log, self.app.kept.path, position, unit) as db:
            return reading.read(View(self.app, db, position, now, past=True), ask)

    def write(self, writing: Writing, path: Mapping[str, str], body: object, who: Who) -> Done:
        """Raises Refused, LogError."""
        command_id = who.command_id or self.app.chance.command_id()
        command = writing.make(Making(self.app, dict(path), command_id), body)
        saved = self.app.handle(command, Caller(who.member, command_id, who.on_behalf, source="cli"))
        self.app.catch_up()
        return Done(saved.position, saved.again, saved.changed, shown=True)

    def calendar(self) -> Calendar:
        """The working calendar, or one of the installation's zone that knows no holidays."""
        return self.app.states.find_calendar(CALENDAR) or Calendar("", self.app.settings.time_zone)

    def member(self, member: str) -> str:
        """What the directory calls a member; the id if nothing."""
        person = self.app.kept.person(member)
        return person.label if person else member

    def now(self) -> int:
        return self.app.clock()


Source: TypeAlias = Local | Remote


@contextmanager
def alone(face: Face, *, make: bool = False) -> Iterator[App]:
    """The home opened here, tables not yet brought up to the log; `make`: also one that is not there yet.

    Raises Failure where a server has it, LogUnavailable.
    """
    home = face.settings.home
    if not make and not (home / "log.db").exists():
        raise Unusable(
            face.t("There is no log in %(home)s: run duban init, or name its folder with --home.", home=home)
        )
    world = face.world
    with ExitStack() as stack:
        try:
            app = stack.enter_context(
                open_app(face.settings, clock=world.clock or system_clock, chance=world.chance, threads=False)
            )
        except LogHeld as error:
            server = server_of(home)
            if server is None:
                raise
            raise Unusable(
                face.t(
                    "The server at %(url)s (process %(pid)s) has the log, and this command needs it"
                    " for itself: stop the server first.",
                    url=server.url,
                    pid=server.pid,
                )
            ) from error
        yield app


@contextmanager
def source(face: Face) -> Iterator[Source]:
    """The home opened here; where a server has it, that server. Raises as `alone`."""
    with ExitStack() as stack:
        yield _local(face, stack) or _remote(face, stack)


def _local(face: Face, stack: ExitStack) -> Local | None:
    server = server_of(face.settings.home)
    try:
        app = stack.enter_context(alone(face))
    except Failure as failure:
        if server is None or not isinstance(failure.__cause__, LogHeld):
            raise
        return None
    app.catch_up()
    return Local(app)


def _remote(face: Face, stack: ExitStack) -> Remote:
    server = server_of(face.settings.home)
    if server is None:  # it ended between two looks
        raise Unusable(face.t("The log is in use: %(error)s", error=face.settings.home))
    return stack.enter_context(Remote.to(server, face))


def every(at: Source, reading: Reading, **asked: object) -> Any:
    """All pages of a list as one; its position is that of the first."""
    first = page = at.read(reading, limit=500, **asked)
    rows = list(first.rows)
    while page.next:
        page = at.read(reading, limit=500, **{**asked, "after": page.next})
        rows += page.rows
    return replace(first, rows=tuple(rows), next="")


def zone_of(at: Source) -> Calendar:
    """The calendar by whose zone local days and times are told."""
    if isinstance(at, Local):
        return at.calendar()
    found = {one.calendar: one for one in at.read(CALENDARS).rows}
    return Calendar("", found[CALENDAR].time_zone if CALENDAR in found else at.face.settings.time_zone)
