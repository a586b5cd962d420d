"""From an event to notices: who is told, by which channels, at once, later or in the morning's digest."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.codec import event_of
from events.log import Recorded
from events.types import (
    Basis,
    EscalationHandedOver,
    EscalationRaised,
    EscalationSteppedBack,
    MeasureDecided,
    TaskReminded,
    TaskUrged,
    Told,
)
from services.notify.notice import CN, Notice
from services.notify.outbox import Routing, Row
from services.notify.preferences import Preferences, Reach
from services.states import States
from workflows.calendar import Calendar, local_day
from workflows.org import calendar_of, holders, stand_in
from workflows.policy import steps_of
from workflows.quiet import next_morning, told_at
from workflows.refusal import Refused

TELLING = frozenset(
    {
        *("TaskReminded", "EscalationRaised", "TaskUrged"),
        *("EscalationHandedOver", "EscalationSteppedBack", "MeasureDecided"),
    }
)
AT_ONCE = ("urged", "measure")
"""Kinds that no quiet hours hold back, and that stand in no digest."""


class Custom(Struct, frozen=True):
    """The installation's: `names` of the channels that are set up, the channels that reach members without an
    address of their own, digests or single notices for those who chose neither, the time of digests."""

    names: tuple[str, ...]
    house: frozenset[str]
    digest: bool
    morning: str
    time_zone: str


class Routes(Struct, frozen=True):
    """`custom` is asked for each page of the log, `now` gives µs UTC."""

    states: States
    preferences: Preferences
    custom: Callable[[], Custom]
    now: Callable[[], int]

    def page(self) -> Routing:
        return _Page(self.states, self.preferences, self.custom(), self.now()).rows

    def next_morning(self, notice: Notice) -> tuple[str, int]:
        """When a notice that missed its digest is told: local day, µs UTC."""
        return _Page(self.states, self.preferences, self.custom(), self.now()).morning(notice)

    def told_at(self, now: int) -> Callable[[Notice], int]:
        """For what waits: when it may be told, from `now` on (µs UTC)."""
        return _Page(self.states, self.preferences, self.custom(), now).told_at

    def channels_of(self, member: str) -> list[str]:
        """By which channels a member is reached now."""
        return _channels(self.preferences.reach(member), self.custom())


class _Page:
    """One page of the log: what it asks of others is asked once."""

    def __init__(self, states: States, preferences: Preferences, custom: Custom, now: int) -> None:
        self._states, self._preferences, self._custom, self._now = states, preferences, custom, now
        self._reach: dict[str, Reach] = {}
        self._calendars: dict[str, Calendar] = {}
        self._calendar_names: dict[str, str] = {}
        self._urgent: dict[tuple[str, int], frozenset[str]] = {}

    def rows(self, record: Recorded) -> Sequence[Row]:
        if record.tag not in TELLING:
            return ()
        return [
            self._row(notice, channel, urgent)
            for notice, urgent in self._notices(record)
            for channel in _channels(self._known(notice.member), self._custom)
        ]

    def morning(self, notice: Notice) -> tuple[str, int]:
        calendar, quiet = self._calendar(notice.calendar), self._known(notice.member).preference.quiet
        day, at = next_morning(calendar, self._now, self._custom.morning)
        return day.isoformat(), told_at(quiet, calendar, at)

    def _row(self, notice: Notice, channel: str, urgent: bool) -> Row:
        one = replace(notice, channel=channel, urgent=urgent)
        wish = self._known(one.member).preference
        if self._at_once(one):
            return Row(one)
        if self._custom.digest if wish.digest is None else wish.digest:
            day, at = self.morning(one)
            return Row(one, at, day)
        at = self.told_at(one)
        return Row(one, at if at > self._now else 0)

    def told_at(self, notice: Notice) -> int:
        if self._at_once(notice):
            return self._now
        quiet = self._known(notice.member).preference.quiet
        return told_at(quiet, self._calendar(notice.calendar), self._now)

    def _at_once(self, notice: Notice) -> bool:
        return notice.channel == "file" or notice.urgent or notice.kind in AT_ONCE

    def _known(self, member: str) -> Reach:
        found = self._reach.get(member)
        if found is None:
            found = self._reach[member] = self._preferences.reach(member)
        return found

    def _calendar(self, name: str) -> Calendar:
        found = self._calendars.get(name)
        if found is None:
            known = self._states.find_calendar(name)
            found = self._calendars[name] = known or Calendar(name, self._custom.time_zone)
        return found

    def _calendar_name(self, unit: str) -> str:
        found = self._calendar_names.get(unit)
        if found is None:
            try:
                found = calendar_of(self._states.org(), unit) or CN
            except Refused:  # a unit of another log
                found = CN
            self._calendar_names[unit] = found
        return found

    def _is_urgent(self, basis: Basis, step: str) -> bool:
        key = basis.policy, basis.policy_version
        found = self._urgent.get(key)
        if found is None:
            policy = self._states.find_policy(basis.policy)
            steps = steps_of(policy, basis.policy_version) if policy else ()
            found = self._urgent[key] = frozenset(one.step for one in steps if one.urgent)
        return step in found

    def _notices(self, record: Recorded) -> Iterable[tuple[Notice, bool]]:
        """Each recipient once, without a channel yet, and whether it is urgent."""
        match event_of(record):
            case TaskReminded() as event:
                urgent = self._is_urgent(event.basis, event.step)
                return self._to(record, event.told, "reminded", 0, event.basis.due, event.step, urgent)
            case EscalationRaised() as event:
                urgent = self._is_urgent(event.basis, event.step)
                return self._to(
                    record, event.told, "escalated", event.level, event.basis.due, event.step, urgent
                )
            case TaskUrged() as event:
                return self._to(record, event.told, "urged")
            case EscalationHandedOver() as event:
                told = replace(event.told, handed_by=event.told.handed_by or event.member)
                return self._to(record, (told,), "handed_over", event.level)
            case EscalationSteppedBack() as event:
                return self._to(record, self._back_at(record, event.level), "stepped_back", event.level)
            case MeasureDecided() as event:
                told_ = self._posts(record, event.unit, ("head", "clerk"))
                return self._to(record, told_, "measure", 0, event.due, event.kind)
            case other:
                raise AssertionError(f"position {record.position}: {type(other).__name__} tells nobody")

    def _to(
        self,
        record: Recorded,
        told: Iterable[Told],
        kind: str,
        level: int = 0,
        due: int = 0,
        step: str = "",
        urgent: bool = False,
    ) -> list[tuple[Notice, bool]]:
        task = _named(record)
        return [
            (
                Notice(
                    record.position,
                    one.member,
                    "",
                    task,
                    kind,
                    level,
                    one.unit,
                    one.role,
                    one.instead_of,
                    due,
                    record.recorded_at,
                    step=step,
                    skipped=one.skipped,
                    handed_by=one.handed_by,
                    calendar=self._calendar_name(one.unit),
                ),
                urgent,
            )
            for one in told
        ]

    def _back_at(self, record: Recorded, level: int) -> list[Told]:
        """Whose desk of that level has it now; at the unit, or where no desk is left, its head."""
        desks = self._states.task(_named(record)).desks if level else ()
        told = [desk.told for desk in desks if desk.level == level]
        return told or self._posts(record, record.stream.split("/")[1], ("head",))

    def _posts(self, record: Recorded, unit: str, roles: Sequence[str]) -> list[Told]:
        """Who sits in a unit that day, or who stands in for them; each once."""
        org, on = self._states.org(), self._day(record.recorded_at)
        found: dict[str, Told] = {}
        for role in roles:
            for member in holders(org, unit, role, on):
                other = stand_in(org, member, unit, on, role)
                told = Told(other or member, unit, role, member if other else "")
                found.setdefault(told.member, told)
        return list(found.values())

    def _day(self, at: int) -> dt.date:
        return local_day(self._calendar(CN), at)


def _named(record: Recorded) -> str:
    """The task of a stream unit/…/task/…, or the measure of one."""
    return record.stream[5:].replace("/task/", "/", 1).replace("/measure/", "/", 1)


def _channels(reach: Reach, custom: Custom) -> list[str]:
    """The file has everything; the others have what is wished and has an address."""
    wish = reach.preference
    there = {
        "file": True,
        "mail": bool(reach.mail),
        "webhook": bool(wish.webhook) or "webhook" in custom.house,
        "apprise": bool(wish.apprise) or "apprise" in custom.house,
    }
    return [
        name for name in custom.names if there.get(name, True) and (name == "file" or name in wish.channels)
    ]
