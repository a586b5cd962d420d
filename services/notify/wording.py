"""What a notice says, in Chinese and English: plain text, HTML, and the same as data for programs."""

import datetime as dt
from collections.abc import Callable
from html import escape
from itertools import groupby

import apsw
from msgspec import Struct

from services.i18n import Translator, translator
from services.kept import Kept
from services.notify.notice import Message, Notice, Part, Way, notice_id
from services.notify.preferences import Preferences
from services.read import queries
from services.read.queries import TaskLine
from services.states import States
from services.when import day_words, due_words
from workflows.calendar import EPOCH, MICROSECOND, Calendar, local_day

MOST_SHOWN = 200
OPEN = ("upcoming", "open", "overdue")
LIGHTS = ("red", "yellow", "green")


class Facts(Struct, frozen=True):
    """The names behind a notice's ids; `item` "" where it was erased. `due` in words, `link` "" for none."""

    unit: str
    owing: str
    item: str
    due: str
    instead_of: str = ""
    handed_by: str = ""
    skipped: tuple[str, ...] = ()
    link: str = ""


class Line(Struct, frozen=True):
    """One task of a digest, in words."""

    unit: str
    light: str
    level: int
    item: str
    due: str
    link: str


class Digest(Struct, frozen=True):
    """`lines` by unit and light, the latest first; `settled`: what is no longer owed."""

    day: str
    lines: tuple[Line, ...]
    total: int
    settled: int
    link: str


class Writer:
    """Words notices by what the tables, the directory and the calendars say at that moment."""

    def __init__(
        self,
        read: Callable[[], apsw.Connection],
        kept: Kept,
        states: States,
        preferences: Preferences,
        now: Callable[[], int],
        url: str,
        time_zone: str,
    ) -> None:
        self._read, self._kept, self._states, self._preferences = read, kept, states, preferences
        self._now, self._url, self._time_zone = now, url.rstrip("/"), time_zone

    def __call__(self, notice: Notice) -> Message:
        reach = self._preferences.reach(notice.member)
        t = translator(reach.language)
        if notice.digest:
            subject, text, html = digest_words(self._digest(notice, t), t)
        else:
            subject, text, html = words(notice, self._facts(notice, t), t)
        wish = reach.preference
        way = Way(reach.mail, wish.webhook, wish.secret, wish.apprise)
        return Message(notice, subject, text, html, t.language, way, self._data(notice, subject, text))

    def _facts(self, notice: Notice, t: Translator) -> Facts:
        line = None if notice.kind == "measure" else self._line(notice.task)
        due = notice.due or (line.due if line else 0)
        owing = notice.task.split("/")[0]
        return Facts(
            self._unit(notice.unit),
            self._unit(owing),
            (line.text or "") if line else "",
            self._due(due, notice.calendar, t) if due else "",
            self._label(notice.instead_of),
            self._label(notice.handed_by),
            tuple(self._unit(unit) for unit in notice.skipped),
            self._link("units", owing) if notice.kind == "measure" else self._link("tasks", notice.task),
        )

    def _digest(self, notice: Notice, t: Translator) -> Digest:
        found = [(part, self._line(part.task)) for part in notice.parts]
        owed = [(part, line) for part, line in found if line is None or line.status in OPEN]
        lines = [self._part(part, line, notice.calendar, t) for part, line in owed]
        lines.sort(key=lambda one: (one.unit, LIGHTS.index(one.light)))
        day = day_words(t.language, dt.date.fromisoformat(notice.digest))
        return Digest(
            day,
            tuple(lines),
            notice.total - len(found) + len(owed),
            len(found) - len(owed),
            self._link("inbox", notice.member),
        )

    def _part(self, part: Part, line: TaskLine | None, calendar: str, t: Translator) -> Line:
        light = line.light if line else ("red" if part.level > 1 else "yellow")
        item = (line.text if line else None) or part.task
        owing = line.unit_name if line else self._unit(part.task.split("/")[0])
        due = part.due or (line.due if line else 0)
        shown = self._due(due, calendar, t) if due else ""
        return Line(owing, light, part.level, item, shown, self._link("tasks", part.task))

    def _data(self, notice: Notice, subject: str, text: str) -> dict[str, object]:
        """The body of a webhook."""
        return {
            "type": f"notice.{notice.kind}",
            "timestamp": _iso(notice.raised_at),
            "data": {
                "id": notice_id(notice),
                "position": notice.position,
                "member": notice.member,
                "unit": notice.unit,
                "role": notice.role,
                "instead_of": notice.instead_of,
                "task": notice.task,
                "level": notice.level,
                "due": _iso(notice.due) if notice.due else None,
                "digest": notice.digest,
                "tasks": [part.task for part in notice.parts],
                "subject": subject,
                "text": text,
            },
        }

    def _line(self, task: str) -> TaskLine | None:
        return queries.task(self._read(), task, self._now())

    def _unit(self, name: str) -> str:
        found = queries.unit(self._read(), name) if name else None
        return found.name if found else name

    def _label(self, member: str) -> str:
        person = self._kept.person(member) if member else None
        return person.label if person else member

    def _due(self, due: int, name: str, t: Translator) -> str:
        calendar = self._states.find_calendar(name) or Calendar(name, self._time_zone)
        return due_words(t.language, calendar, due, local_day(calendar, self._now()).year)

    def _link(self, *parts: str) -> str:
        return "/".join((self._url, *parts)) if self._url else ""


def words(notice: Notice, facts: Facts, t: Translator) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a single notice."""
    what, item = _what(notice, t), facts.item or notice.task
    subject = t("%(what)s: %(unit)s", what=what, unit=facts.owing)
    lines = [_why(notice, facts, t)]
    if notice.kind != "measure":
        subject = t("%(what)s: %(unit)s, %(item)s", what=what, unit=facts.owing, item=_short(item))
        lines.append(t("Item: %(item)s", item=item))
    if facts.due:
        lines.append(t("Due: %(due)s", due=facts.due))
    role = t.term("role", notice.role)
    lines.append(t("You are told as %(role)s of %(unit)s.", role=role, unit=facts.unit))
    if facts.skipped:
        lines.append(t("The post was vacant in: %(units)s.", units=t.term("list", ", ").join(facts.skipped)))
    if facts.instead_of:
        lines.append(t("You receive this instead of %(member)s.", member=facts.instead_of))
    return subject, _text(lines, facts.link), _html(subject, lines, facts.link)


def _what(notice: Notice, t: Translator) -> str:
    """The first words of a subject."""
    match notice.kind:
        case "reminded":
            return t("Reminder")
        case "escalated":
            return t("Escalation, level %(level)s", level=notice.level)
        case "urged":
            return t("You are urged")
        case "handed_over":
            return t("Handed over to you, level %(level)s", level=notice.level)
        case "stepped_back":
            return t("Stepped back")
        case "measure":
            return t("Measure: %(kind)s", kind=t.term("measure", notice.step))
        case kind:
            raise AssertionError(f"{kind} has no words")


def _why(notice: Notice, facts: Facts, t: Translator) -> str:
    unit, level = facts.owing, notice.level
    match notice.kind:
        case "reminded":
            return t("This task of %(unit)s needs to be seen to.", unit=unit)
        case "escalated":
            return t(
                "This task of %(unit)s is overdue and has come to your desk at level %(level)s.",
                unit=unit,
                level=level,
            )
        case "urged":
            return t("A supervisor urges you to see to this task of %(unit)s.", unit=unit)
        case "handed_over":
            return t(
                "%(member)s hands the overdue task of %(unit)s over to you.",
                member=facts.handed_by,
                unit=unit,
            )
        case "stepped_back":
            return t("The overdue task of %(unit)s has been sent back down: see to it now.", unit=unit)
        case _:
            return t("A measure was decided on %(unit)s: answer it before it is due.", unit=unit)


def digest_words(digest: Digest, t: Translator) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a digest: by unit and light, with counts."""
    late = sum(one.light == "red" for one in digest.lines)
    subject = t(
        "%(day)s: %(n)s tasks for you, %(late)s of them red", day=digest.day, n=digest.total, late=late
    )
    lines, html = [subject], [f"<p>{escape(subject)}</p>"]
    for (unit, light), found in groupby(digest.lines[:MOST_SHOWN], key=lambda one: (one.unit, one.light)):
        group = list(found)
        head = t("%(unit)s, %(light)s: %(n)s", unit=unit, light=t.term("light", light), n=len(group))
        lines += ["", head, *(f"- {_digest_line(one, t)}" for one in group)]
        html.append(f"<h2>{escape(head)}</h2><ul>{''.join(_digest_item(one, t) for one in group)}</ul>")
    rest = []
    if digest.total > len(digest.lines[:MOST_SHOWN]):
        rest.append(t("And %(n)s more.", n=digest.total - len(digest.lines[:MOST_SHOWN])))
    if digest.settled:
        rest.append(t("%(n)s have been settled since.", n=digest.settled))
    lines += ["", *rest] if rest else []
    html += [f"<p>{escape(one)}</p>" for one in rest]
    return subject, _text(lines, digest.link), _page(subject, "".join(html), digest.link)


def _digest_line(one: Line, t: Translator) -> str:
    level = t("Level %(level)s", level=one.level) if one.level else ""
    due = t("Due: %(due)s", due=one.due) if one.due else ""
    return " · ".join(part for part in (one.item, due, level) if part)


def _digest_item(one: Line, t: Translator) -> str:
    words_ = escape(_digest_line(one, t))
    return f'<li><a href="{escape(one.link)}">{words_}</a></li>' if one.link else f"<li>{words_}</li>"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _text(lines: list[str], link: str) -> str:
    return "\n".join([*lines, *([link] if link else [])]) + "\n"


def _html(subject: str, lines: list[str], link: str) -> str:
    return _page(subject, "".join(f"<p>{escape(line)}</p>" for line in lines), link)


def _page(subject: str, body: str, link: str) -> str:
    end = f'<p><a href="{escape(link)}">{escape(link)}</a></p>' if link else ""
    head = f'<meta charset="utf-8"><title>{escape(subject)}</title>'
    return f"<!doctype html><html><head>{head}</head><body>{body}{end}</body></html>\n"


def _iso(instant: int) -> str:
    return (EPOCH + instant * MICROSECOND).isoformat()
