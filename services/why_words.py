"""An account of a step in sentences, each with the records that it rests on."""

from msgspec import Struct

from events.types import Step
from services.i18n import Translator
from services.stopping import Stop
from services.story import Teller, joined
from services.when import day_words
from services.why import Account, Day, Delivered, Post


class Line(Struct, frozen=True):
    """A sentence; `positions` are those of the log that it rests on."""

    text: str
    positions: tuple[int, ...] = ()


class Part(Struct, frozen=True):
    title: str
    lines: tuple[Line, ...]


def headline(teller: Teller, account: Account) -> str:
    t = teller.t
    when = teller.moment(account.at)
    if not account.level:
        return t("Why the reminder of %(when)s went out", when=when)
    return t("Why it was escalated to level %(level)s on %(when)s", level=account.level, when=when)


def account_words(teller: Teller, account: Account) -> tuple[Part, ...]:
    t = teller.t
    parts = (
        Part(t("The task"), _task(teller, account)),
        Part(t("The rule"), _rule(teller, account)),
        Part(t("The days counted"), _days(teller, account)),
        Part(t("Who was told, and why they"), _people(teller, account)),
        Part(t("What would have stopped it"), _stops(teller, account)),
    )
    return tuple(part for part in parts if part.lines)


# --- the task ---------------------------------------------------------------------------------------------


def _task(teller: Teller, account: Account) -> tuple[Line, ...]:
    t = teller.t
    owed = t(
        "%(unit)s owed it by %(due)s (round %(round)s).",
        unit=teller.unit(account.unit),
        due=teller.due(account.basis.due),
        round=account.round,
    )
    if not account.stood:
        return (
            Line(
                joined(t, owed, t("Nothing had happened to it since it was scheduled.")),
            ),
        )
    names = t.term("list", ", ").join(
        f"{t.term('event', one.tag)} ({teller.moment(one.at)})" for one in account.stood
    )
    last = t("In its record stood: %(events)s. No report stood.", events=names)
    return (Line(owed), Line(last, tuple(one.position for one in account.stood)))


# --- the rule ---------------------------------------------------------------------------------------------


def _rule(teller: Teller, account: Account) -> tuple[Line, ...]:
    t, step = teller.t, account.step
    frozen = t(
        "Policy %(name)s (%(policy)s), revision %(revision)s, set on %(when)s by %(who)s.",
        name=account.policy_name,
        policy=account.basis.policy,
        revision=account.basis.policy_version,
        when=teller.moment(account.set_at),
        who=teller.member(account.set_by),
    )
    said = t(
        "Its step %(step)s: %(offset)s, to %(desks)s.",
        step=step.step,
        offset=offset_words(t, step.offset + account.repeat * step.repeat_every, step.unit),
        desks=desks_words(teller, step.to),
    )
    if account.repeat:
        said = joined(t, said, t("This is its repeat %(repeat)s.", repeat=account.repeat))
    came = t("So it came at %(when)s.", when=teller.moment(account.planned_at))
    if account.at > account.planned_at:
        came = joined(t, came, t("It was looked at on %(when)s.", when=teller.moment(account.at)))
    return (Line(frozen, (account.set_position,)), Line(said), Line(came))


def offset_words(t: Translator, offset: int, unit: str) -> str:
    """2 working days after due, 1 day before due, at due."""
    if not offset:
        return t("at due")
    n = abs(offset)
    length = _length(t, n, unit)
    return (
        t("%(length)s before due", length=length) if offset < 0 else t("%(length)s after due", length=length)
    )


def repeats_words(t: Translator, step: Step) -> str:
    """Then every working day, 3 times at most; "" for a step that comes once."""
    if not step.repeat_times:
        return ""
    one = step.repeat_every == 1
    every = t.term("every", step.unit) if one else _length(t, step.repeat_every, step.unit)
    return t("then every %(length)s, %(n)s times at most", length=every, n=step.repeat_times)


def _length(t: Translator, n: int, unit: str) -> str:
    match unit:
        case "hour":
            return t.plural("%(n)s hour", "%(n)s hours", n)
        case "day":
            return t.plural("%(n)s day", "%(n)s days", n)
        case "working_day":
            return t.plural("%(n)s working day", "%(n)s working days", n)
        case "working_hour":
            return t.plural("%(n)s working hour", "%(n)s working hours", n)
        case _:
            return t.plural("%(n)s working minute", "%(n)s working minutes", n)


def desks_words(teller: Teller, desks: tuple[str, ...]) -> str:
    return teller.t.term("list", ", ").join(desk_words(teller, one) for one in desks)


def desk_words(teller: Teller, desk: str) -> str:
    """The head of the unit above; the key itself for one that is not known here."""
    t = teller.t
    kind, _, which = desk.partition(":")
    match kind:
        case "ancestor_head":
            return t("the head %(n)s levels above", n=which)
        case "role":
            return t("every %(role)s", role=t.term("role", which))
        case "unit":
            return t("the head of %(unit)s", unit=teller.unit(which))
        case _:
            return t.term("desk", kind)


# --- days -------------------------------------------------------------------------------------------------


def _days(teller: Teller, account: Account) -> tuple[Line, ...]:
    t = teller.t
    lines = []
    worked = [one for one in account.days if one.works]
    if worked:
        text = t.plural("%(n)s working day after due: ", "%(n)s working days after due: ", len(worked))
        lines.append(Line(text + t.term("list", ", ").join(_day(teller, one) for one in worked)))
    off = [one for one in account.days if not one.works]
    if off:
        lines.append(Line(t("Not counted: ") + t.term("list", ", ").join(_day(teller, one) for one in off)))
    read = t.term("list", ", ").join(
        t("%(calendar)s, version %(version)s", calendar=one.stream.split("/")[1], version=one.version)
        for one in account.consulted
        if one.stream.startswith("calendar/")
    )
    lines.append(Line(t("By the working calendar %(read)s.", read=read)))
    lines += [
        Line(t("No holiday notice of %(year)s was known: its days were provisional.", year=year))
        for year in account.provisional
    ]
    return tuple(lines)


def _day(teller: Teller, one: Day) -> str:
    t = teller.t
    words = day_words(t.language, one.day, teller.year)
    if one.kind in ("weekday", "weekend"):
        return words
    kind = t.term("day kind", one.kind)
    return f"{words} ({kind}, {one.document})" if one.document else f"{words} ({kind})"


# --- people -----------------------------------------------------------------------------------------------


def _people(teller: Teller, account: Account) -> tuple[Line, ...]:
    t = teller.t
    lines = [line for one in account.told for line in _person(teller, account, one)]
    lines += [
        Line(
            t("Desk “%(desk)s”: nobody sits there, up to the top of the tree.", desk=desk_words(teller, desk))
        )
        for desk in account.basis.unfilled
    ]
    if not account.told and not account.basis.unfilled:
        lines.append(Line(t("Nobody: no post of the chain was filled.")))
    lines.append(
        Line(t("By the organisation as it stood at version %(version)s.", version=account.basis.org_version))
    )
    return tuple(lines)


def _person(teller: Teller, account: Account, post: Post) -> list[Line]:
    t, told = teller.t, post.told
    holder = told.handed_by or told.instead_of or told.member
    said = t(
        "%(member)s was %(role)s of %(unit)s that day.",
        member=teller.member(holder),
        role=t.term("role", told.role),
        unit=teller.unit(told.unit),
    )
    lines = [Line(said, (post.appointed,) if post.appointed else ())]
    if told.path:
        way = " → ".join(map(teller.unit, told.path))
        lines.append(Line(t("The way up: %(way)s.", way=way)))
    if told.skipped:
        units = t.term("list", ", ").join(map(teller.unit, told.skipped))
        lines.append(
            Line(t("The post was vacant at %(units)s, so it passed to the next head up.", units=units))
        )
    if told.handed_by:
        text = t(
            "%(one)s handed it over to %(other)s.",
            one=teller.member(holder),
            other=teller.member(told.member),
        )
        lines.append(Line(text, (post.handed,) if post.handed else ()))
    elif told.instead_of:
        text = t(
            "%(other)s stood in for %(one)s.", one=teller.member(holder), other=teller.member(told.member)
        )
        lines.append(Line(text, (post.substituted,) if post.substituted else ()))
    notices = [one for one in account.delivered if one.member == told.member]
    if not notices:
        lines.append(Line(t("No notice to %(member)s has gone out yet.", member=teller.member(told.member))))
    lines += [_delivered(teller, one) for one in notices]
    return lines


def _delivered(teller: Teller, one: Delivered) -> Line:
    t = teller.t
    channel = t.term("channel", one.channel)
    facts = {"member": teller.member(one.member), "channel": channel, "when": teller.moment(one.at)}
    if one.error:
        text = t(
            "The notice to %(member)s by %(channel)s failed for good on %(when)s: %(error)s.",
            error=one.error,
            **facts,
        )
    else:
        text = t("The notice to %(member)s by %(channel)s arrived on %(when)s.", **facts)
    return Line(text, (one.position,))


# --- what would have stopped it ---------------------------------------------------------------------------


def _stops(teller: Teller, account: Account) -> tuple[Line, ...]:
    t = teller.t
    if not account.same:
        return (Line(t("The ladder, asked again, does not come to this step: tell whoever runs duban.")),)
    found = tuple(Line(_stop(teller, one)) for one in account.stops)
    return found or (Line(t("No single act would have stopped it.")),)


def _stop(teller: Teller, stop: Stop) -> str:
    t, before = teller.t, teller.moment(stop.before)
    match stop.kind:
        case "report":
            return t("A report before %(when)s.", when=before)
        case "extension":
            return t(
                "An extension beyond %(when)s, asked for before %(asked)s and granted before %(when)s.",
                when=before,
                asked=teller.due(stop.asked_before),
            )
        case "excuse":
            return t("An excuse by a supervisor before %(when)s.", when=before)
        case "hold":
            return t("An acknowledgement with a hold until after %(when)s.", when=before)
        case _:
            return t("An acknowledgement of its level before %(when)s: repeats then stop.", when=before)
