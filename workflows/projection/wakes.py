"""Which rules the tasks of the schedules go by, and how far their changes were followed."""

from collections.abc import Iterable

from events import types as e
from events.log import Record
from workflows.projection.common import Handler, there
from workflows.tables import FollowedRow, Tables


def goes_by_calendar(tables: Tables, calendar: str, version: int) -> None:
    """Tasks were scheduled by a version of a calendar; one that came too late for them is to be followed."""
    line, row = calendar, tables.calendars.get(calendar)
    _goes_by(tables, f"calendar/{calendar}", version)
    while row is not None and row.inherits:
        line, row = row.inherits, tables.calendars.get(row.inherits)
        if row is not None:
            _goes_by(tables, f"calendar/{line}", row.version)


def goes_by_policies(tables: Tables, policies: Iterable[str]) -> None:
    for policy in set(policies):
        row = tables.policies.get(policy)
        _goes_by(tables, f"policy/{policy}", row.version if row else 0)


def _goes_by(tables: Tables, subject: str, version: int) -> None:
    row = tables.followed.get(subject)
    if row is None:
        tables.followed.put(subject, FollowedRow(subject, version, version))
    elif version < row.version:
        row.version = version
        tables.followed.touch(subject)


def changed(tables: Tables, subject: str, version: int) -> None:
    """A new version of rules; nothing to follow where no task goes by them yet."""
    row = tables.followed.get(subject)
    if row is not None:
        row.behind = version
        tables.followed.touch(subject)


def announced(tables: Tables, calendar: str, version: int) -> None:
    """Terms: where no task goes by the calendar yet, they may be what brings the first."""
    subject = f"calendar/{calendar}"
    if tables.followed.get(subject) is None:
        tables.followed.put(subject, FollowedRow(subject, 0, version))
    changed(tables, subject, version)


def _followed(tables: Tables, record: Record, event: e.WakesFollowed) -> None:
    row = there(tables.followed.get(event.subject), record)
    row.version = max(row.version, event.version)
    tables.followed.touch(event.subject)


HANDLERS: dict[type, Handler] = {e.WakesFollowed: _followed}
