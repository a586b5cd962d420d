"""The composition root: settings → App. The one place where clock, chance and files are made."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

import apsw

from events.group import GroupCommit
from events.log import Answer, Append, Appended, Clock, append
from events.sqlite import SqliteLog
from services.chance import Chance, system
from services.deciding import Caller, Command
from services.desk import Desk
from services.erasure import apply_again
from services.evidence import EvidenceFolder
from services.follow import catch_up
from services.handle import Outcome, Saved, handle, handle_many
from services.holidays import built_in_notice
from services.jobs import Jobs
from services.kept import Kept
from services.notify.addresses import networks
from services.notify.channels import AppriseChannel, Channel, FileChannel, SmtpChannel
from services.notify.notice import Way
from services.notify.outbox import Outbox
from services.notify.preferences import Preferences
from services.notify.routes import Custom, Routes
from services.notify.webhook import WebhookChannel
from services.notify.wording import Writer
from services.read.store import ReadStore
from services.settings import Settings
from services.states import States
from services.tick import Runner
from workflows.calendar import ImportHolidayNotice, OpenCalendar

CALENDAR = "cn"


def system_clock() -> int:
    """Now, µs UTC."""
    return time.time_ns() // 1000


class App:
    """Everything that a face needs. `group` is None in a single-threaded simulation: appends are direct.

    `committed` is called after each commit, so that a follower need not wait for its next look."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        chance: Chance,
        log: SqliteLog,
        kept: Kept,
        store: ReadStore,
        jobs: Jobs,
        group: GroupCommit | None,
    ) -> None:
        self.settings, self.clock, self.chance = settings, clock, chance
        self.log, self.kept, self.store, self.jobs, self.group = log, kept, store, jobs, group
        self.evidence = EvidenceFolder(settings.home / "evidence", kept, settings.evidence_limit)
        self.states = States(log)
        self.outbox = Outbox(kept)
        self.preferences = Preferences(kept, settings.language)
        self.channels = channels(settings)
        self.routes = Routes(self.states, self.preferences, self._custom, clock)
        self.writer = Writer(
            self.read, kept, self.states, self.preferences, clock, settings.url, settings.time_zone
        )
        self._alone = Lock()
        self.desk = Desk(self.handle_many) if group is not None else None
        self.committed: Callable[[], None] = _nobody_waits
        self.runner = Runner(self.states, self.commit_many, clock, jobs, self.read)

    def handle(self, command: Command, caller: Caller) -> Saved:
        """See services.handle.handle. Whoever comes while another is at it goes to the desk."""
        if self.desk is not None and not self._alone.acquire(blocking=False):
            return self.desk.submit(command, caller).result()
        try:
            return handle(self.states, self.commit, self.clock, command, caller)
        finally:
            if self.desk is not None:
                self._alone.release()

    def handle_many(self, commands: Sequence[tuple[Command, Caller]]) -> list[Outcome]:
        """See services.handle.handle_many."""
        return handle_many(self.states, self.commit_many, self.clock, commands)

    def commit(self, one: Append) -> Appended:
        """Durable when it returns; raises what the append is refused with."""
        done = self.group(one) if self.group else append(self.log, one)
        self.committed()
        return done

    def commit_many(self, appends: Sequence[Append]) -> list[Answer]:
        """One answer each."""
        if not appends:
            return []
        answers = self.group.commit_many(appends) if self.group else self.log.commit(appends)
        self.committed()
        return answers

    def _custom(self) -> Custom:
        """How the installation tells those who chose nothing."""
        one = self.settings
        house = {"webhook": one.webhook, "apprise": one.apprise}
        return Custom(
            tuple(channel.name for channel in self.channels),
            frozenset(name for name, address in house.items() if address),
            one.digest,
            one.digest_at,
            one.time_zone,
        )

    def catch_up(self) -> int:
        """Bring the read tables up to the log; the number of events."""
        return catch_up(self.log, self.store)

    def read(self) -> apsw.Connection:
        """This thread's connection to the live tables."""
        return self.store.read()


def _nobody_waits() -> None:
    """What follows a commit until parts run: the follower is not nudged."""


def channels(settings: Settings) -> tuple[Channel, ...]:
    found: list[Channel] = [FileChannel(settings.home / "notices.jsonl")]
    if settings.smtp:
        found.append(SmtpChannel(settings.smtp, settings.smtp_from))
    house = Way(webhook=settings.webhook, secret=settings.webhook_secret)
    found.append(WebhookChannel(house, networks(settings.webhook_allow), settings.webhook_seconds))
    found.append(AppriseChannel(settings.apprise))
    return tuple(found)


@contextmanager
def open_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    chance: Chance | None = None,
    threads: bool = True,
    log_id: str = "",
) -> Iterator[App]:
    """The embedded App on `settings.home`, alone: raises LogUnavailable saying who holds it.

    `threads` False: no writer thread, everything in the caller's (simulation).
    """
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    luck = chance or system()
    with ExitStack() as stack:
        log = SqliteLog.open(
            home / "log.db", clock, log_id=log_id or luck.command_id(), time_zone=settings.time_zone
        )
        stack.callback(log.close)
        kept = Kept(home / "kept.db", luck)
        stack.callback(kept.close)
        store = open_store(home, log.head())
        stack.callback(store.close)
        jobs = Jobs(home / "jobs.db")
        stack.callback(jobs.close)
        jobs.release()
        group = GroupCommit(log) if threads else None
        if group is not None:
            stack.callback(group.close)
        app = App(settings, clock, luck, log, kept, store, jobs, group)
        if app.desk is not None:
            stack.callback(app.desk.close)
        apply_again(log, kept, app.evidence)
        yield app


def open_store(home: Path, head: int) -> ReadStore:
    """The read tables; those that show more than the log has (another log's) are dropped first."""
    from services.read.store import drop

    store = ReadStore(home / "read.db", home / "kept.db")
    if store.position() <= head:
        return store
    store.close()
    drop(home / "read.db")
    return ReadStore(home / "read.db", home / "kept.db")


def found_calendar(app: App, years: Sequence[int]) -> None:
    """Open the calendar `cn` and import the built-in holiday notices of `years`; what is known stays."""
    commands: list[tuple[str, Command]] = [
        ("calendar/cn", OpenCalendar(CALENDAR, app.settings.time_zone)),
    ]
    for year in years:
        notice = built_in_notice(CALENDAR, year)
        if notice is not None:
            commands.append((f"calendar/cn/{year}", notice))
    for command_id, command in commands:
        if not _known(app, command):
            app.handle(command, Caller("system", f"built-in/{command_id}", source="built-in"))


def _known(app: App, command: Command) -> bool:
    calendar = app.states.find_calendar(CALENDAR)
    if calendar is None:
        return False
    return isinstance(command, OpenCalendar) or (
        isinstance(command, ImportHolidayNotice) and command.year in calendar.years
    )
