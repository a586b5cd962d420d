"""Who sits where, read from the log by plain search: the second opinion on every desk."""

import datetime as dt

from events.types import (
    AnyEvent,
    AppointmentEnded,
    MemberAppointed,
    SubstituteEnded,
    SubstituteNamed,
    UnitAdded,
    UnitClosed,
    UnitMoved,
)

Seat = tuple[str, str, str, str, tuple[str, ...]]
"""Member, unit, role, instead of whom, units whose post is vacant."""


class Offices:
    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.kind: dict[str, str] = {}
        self.closed: set[str] = set()
        self.posts: dict[str, MemberAppointed] = {}
        self.ends: dict[str, dt.date] = {}
        self.substitutes: dict[str, SubstituteNamed] = {}

    def read(self, event: AnyEvent) -> None:
        match event:
            case UnitAdded():
                self.parent[event.unit], self.kind[event.unit] = event.parent, event.kind
            case UnitMoved():
                del self.parent[event.unit]
                self.parent[event.unit] = event.parent
            case UnitClosed():
                self.closed.add(event.unit)
            case MemberAppointed():
                self.posts[event.appointment] = event
            case AppointmentEnded():
                self.ends[event.appointment] = event.until
            case SubstituteNamed():
                self.substitutes[event.substitute] = event
            case SubstituteEnded():
                self.ends[event.substitute] = event.until

    def line(self, unit: str) -> list[str]:
        """The unit and all above it."""
        found = []
        while unit:
            found.append(unit)
            unit = self.parent[unit]
        return found

    def holders(self, unit: str, role: str, day: dt.date) -> list[str]:
        found: list[str] = []
        for name, post in self.posts.items():
            until = self.ends.get(name, post.until)
            there = post.since <= day and (until is None or day <= until)
            if (post.unit, post.role) == (unit, role) and there and post.member not in found:
                found.append(post.member)
        return found

    def acting(self, member: str, unit: str, role: str, plan: str, day: dt.date) -> str:
        """Who acts for a member that day: the member, or at the end of a line of substitutes."""
        seen = [member]
        while True:
            fitting = [
                one
                for name, one in self.substitutes.items()
                if one.member == seen[-1]
                and one.since <= day <= self.ends.get(name, one.until)
                and one.unit in ("", unit)
                and one.role in ("", role)
                and one.plan in ("", plan)
            ]
            if not fitting:
                return seen[-1]
            narrow = [sum(map(bool, (one.unit, one.role, one.plan))) for one in fitting]
            last = [one for one, width in zip(fitting, narrow, strict=True) if width == max(narrow)][-1]
            if last.stand_in in seen:
                return seen[-1]
            seen.append(last.stand_in)

    def desk(self, desk: str, unit: str, plan: str, issuer: str, owner: str, day: dt.date) -> list[Seat]:
        """Who sits at a desk for a task of `unit`; nobody if it is vacant up to the top."""
        line = self.line(unit)
        kind, _, which = desk.partition(":")
        if kind == "owner":
            return [self._seat(owner, issuer or unit, "owner", plan, (), day)]
        if kind == "clerk" and self.holders(unit, "clerk", day):
            return [self._seat(one, unit, "clerk", plan, (), day) for one in self.holders(unit, "clerk", day)]
        if kind == "role":
            for place, above in enumerate(line):
                found = self.holders(above, which, day)
                if found:
                    skipped = tuple(line[:place])
                    return [self._seat(one, above, which, plan, skipped, day) for one in found]
            return []
        ways = {
            "clerk": line,
            "head": line,
            "parent_head": line[1:],
            "ancestor_head": line[int(which) :] if which.isdigit() else [],
            "unit": self.line(which) if which in self.parent else [],
            "leading_group": self._groups(issuer or unit) if kind == "leading_group" else [],
        }
        vacant: list[str] = []
        for above in ways[kind]:
            heads = self.holders(above, "head", day)
            if heads:
                return [self._seat(heads[0], above, "head", plan, tuple(vacant), day)]
            vacant.append(above)
        return []

    def given(self, seat: Seat, handed: dict[str, str], plan: str, day: dt.date) -> Seat:
        """Who has what came to a seat once it was handed over: a receiver who holds a post that day, or who
        acts for that receiver."""
        acting, unit, role, absent, skipped = seat
        still = {giver: one for giver, one in handed.items() if self.posts_of(one, day)}
        if acting not in still and absent in still:
            acting, absent = absent, ""
        if acting not in still:
            return seat
        while acting in still:
            giver, acting = acting, still[acting]
        for post in self.posts_of(acting, day):
            other = self.acting(acting, post.unit, post.role, plan, day)
            if other not in (acting, giver):
                return (other, unit, role, acting, skipped)
            if other == giver:
                break
        return (acting, unit, role, absent, skipped)

    def posts_of(self, member: str, day: dt.date) -> list[MemberAppointed]:
        return [
            post
            for post in self.posts.values()
            if post.member == member and member in self.holders(post.unit, post.role, day)
        ]

    def _groups(self, issuer: str) -> list[str]:
        found: list[str] = []
        for above in self.line(issuer):
            near = [above, *(unit for unit, parent in self.parent.items() if parent == above)]
            good = [unit for unit in near if self.kind[unit] == "leading-group" and unit not in self.closed]
            found += [unit for unit in good if unit not in found]
        return found

    def _seat(
        self, member: str, unit: str, role: str, plan: str, skipped: tuple[str, ...], day: dt.date
    ) -> Seat:
        acting = self.acting(member, unit, role, plan, day)
        return (acting, unit, role, member if acting != member else "", skipped)
