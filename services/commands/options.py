"""Options that several commands share."""

import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from services.commands.failures import Failure, Unusable
from services.commands.source import Source, Who, zone_of
from services.commands.world import Face
from workflows.calendar import EPOCH, MICROSECOND, Calendar, instant_of, local_time
from workflows.ids import checked_id

if TYPE_CHECKING:
    from click.decorators import FC

F = TypeVar("F", bound=Callable[..., Any])

QUARTER_MONTHS, HALF_MONTHS = 3, 6
PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
as_of_option = click.option(
    "--as-of",
    metavar="INSTANT|POSITION",
    default="",
    help="Show what was known then: an instant such as 2026-10-15T09:00+08:00 (without a zone it is taken"
    " in the calendar's), or a position of the log.",
)
due_option = click.option(
    "--due",
    required=True,
    metavar="INSTANT",
    help="The new due moment; a day alone is its end, a moment without a zone is in the calendar's.",
)


def day_option(name: str, help_text: str, *, required: bool = False) -> "Callable[[FC], FC]":
    """An option that takes a local day."""
    return click.option(name, type=DayType(), required=required, help=help_text)


class DayType(click.ParamType[dt.date]):
    """An ISO day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: write YYYY-MM-DD", param, ctx)


def acting(command: F) -> F:
    """Adds who acts, which must be said; the command gets it as `who`."""
    return maybe_acting(_needed(command))


def _needed(command: F) -> F:
    @functools.wraps(command)
    def wrapped(*args: Any, who: Who | None, **rest: Any) -> Any:
        return command(*args, who=needed(who), **rest)

    return wrapped  # type: ignore[return-value]  # click calls it by name


def maybe_acting(command: F) -> F:
    """Adds who acts; the command gets it as `who`, None if nobody was named."""

    @click.option("--as", "member", help="The acting member's id. [env: DUBAN_MEMBER]")
    @click.option("--on-behalf", default="", metavar="MEMBER", help="For whom the member acts.")
    @click.option(
        "--command-id",
        default="",
        metavar="ID",
        help="The id of this command, kept for ever: the same again under it is done once.",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, member: str | None, on_behalf: str, command_id: str, **rest: Any) -> Any:
        acts = member or _face().world.environ.get("DUBAN_MEMBER")
        who = Who(acts, on_behalf, command_id) if acts else None
        return command(*args, who=who, **rest)

    return wrapped  # type: ignore[return-value]  # click calls it by name


def needed(who: Who | None) -> Who:
    """Raises Failure if nobody was named, Refused(bad-id)."""
    if who is None:
        raise Unusable(_face().t("Say who acts: --as MEMBER, or DUBAN_MEMBER."))
    checked_id("member", who.member)
    if who.on_behalf:
        checked_id("member", who.on_behalf)
    return who


def _face() -> Face:
    face = click.get_current_context().find_object(Face)
    assert face is not None, "the root command makes it"
    return face


# --- moments ---------------------------------------------------------------------------------------------


def moment_asked(face: Face, at: Source, text: str) -> str:
    """`--as-of` as the readings take it; says on stderr in which zone an instant without one was taken."""
    if not text or text.isdigit():
        return text
    found = _parsed(face, text)
    if found.tzinfo is not None:
        return text
    calendar = zone_of(at)
    local = _instant(calendar, found)
    shown = local_time(calendar, local).isoformat(timespec="minutes")
    face.hint(
        face.t(
            "%(text)s is taken as %(moment)s (%(zone)s).", text=text, moment=shown, zone=calendar.time_zone
        )
    )
    return shown


def instant_asked(face: Face, at: Source, text: str) -> int:
    """A moment in µs UTC; a day alone is its end, which is when the next one begins."""
    calendar = zone_of(at)
    if DAY.fullmatch(text):
        return instant_of(calendar, _parsed(face, text).date(), "24:00")
    found = _parsed(face, text)
    if found.tzinfo is None:
        return _instant(calendar, found)
    return (found - EPOCH) // MICROSECOND


def _parsed(face: Face, text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise Failure(
            face.t("%(text)s is no moment: write one such as 2026-10-15T09:00+08:00.", text=text)
        ) from None


def _instant(calendar: Calendar, local: dt.datetime) -> int:
    minute = instant_of(calendar, local.date(), f"{local:%H:%M}")
    return minute + local.second * 1_000_000 + local.microsecond


# --- periods ---------------------------------------------------------------------------------------------


def window_of(face: Face, key: str) -> tuple[dt.date, dt.date]:
    """[since, until) of a period key: 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W42, 2026-10-15."""
    found = PERIOD.fullmatch(key)
    try:
        if found is None:
            raise ValueError(key)
        return _window({name: int(text) for name, text in found.groupdict().items() if text})
    except ValueError:
        raise Failure(
            face.t(
                "%(key)s is no period: write 2026, 2026-H2, 2026-Q4, 2026-10, 2026-W42 or 2026-10-15.",
                key=key,
            )
        ) from None


def _window(parts: dict[str, int]) -> tuple[dt.date, dt.date]:
    year = parts["year"]
    if "week" in parts:
        monday = dt.date.fromisocalendar(year, parts["week"], 1)
        return monday, monday + dt.timedelta(days=7)
    if "day" in parts:
        day = dt.date(year, parts["month"], parts["day"])
        return day, day + dt.timedelta(days=1)
    if "month" in parts:
        return _months(year, parts["month"], 1)
    if "quarter" in parts:
        return _months(year, (parts["quarter"] - 1) * QUARTER_MONTHS + 1, QUARTER_MONTHS)
    if "half" in parts:
        return _months(year, (parts["half"] - 1) * HALF_MONTHS + 1, HALF_MONTHS)
    return _months(year, 1, 12)


def _months(year: int, first: int, count: int) -> tuple[dt.date, dt.date]:
    over, month = divmod(first - 1 + count, 12)
    return dt.date(year, first, 1), dt.date(year + over, month + 1, 1)
