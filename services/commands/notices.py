"""Notices: `duban notices`."""

from pathlib import Path
from typing import Any

import click
import msgspec

from services.commands.calls import NOTICES, ONE_NOTICE, WISH
from services.commands.failures import Failure
from services.commands.options import acting, as_json
from services.commands.source import Local, Source, Who, every, source, zone_of
from services.commands.words import Words, table
from services.commands.world import Face, pass_face
from services.i18n import Translator
from services.notify.preferences import CHOICES
from services.web.notices import PREFER, RESEND, Acting, NoticeFound, Wish, WishFound, place
from services.web.writing import Empty

STATES = ("gathered", "digested", "waiting", "sent", "failed", "told", "quarantined")


@click.group()
def notices() -> None:
    """What became of notices, and how members want to be told."""


@notices.command("list")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only these.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@as_json
@pass_face
def list_(face: Face, state: str | None, limit: int, as_json: bool) -> None:
    """Deliveries, the newest first."""
    with source(face) as at:
        found = at.read(NOTICES, state=state or "", limit=limit)
        words = Words(face.t, zone_of(at))
    if as_json:
        face.json(found)
        return
    t = face.t
    made = table(t("Notices"), t("State"), t("Attempts"), t("Next try"), t("Error"), t("Notice"))
    for one in found.rows:
        next_try = words.moment(one.next_at) if one.state in ("waiting", "gathered") else ""
        made.add_row(t.term("delivery", one.state), str(one.attempts), next_try, one.error, place(one))
    face.show(made)
    if not found.rows:
        face.say(t("There is no such notice."))


@notices.command()
@click.argument("notice", metavar="POSITION/MEMBER/CHANNEL")
@as_json
@pass_face
def show(face: Face, notice: str, as_json: bool) -> None:
    """One delivery, with its words as they would be now."""
    with source(face) as at:
        found: NoticeFound = at.read(ONE_NOTICE, **_place(face, notice))
    if as_json:
        face.json(found)
        return
    one = found.delivery
    face.say(
        " · ".join(part for part in (face.t.term("delivery", one.state), one.channel, one.error) if part)
    )
    face.say(found.subject)
    face.say(found.text)


@notices.command()
@click.argument("notice", metavar="POSITION/MEMBER/CHANNEL", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Everything in quarantine.")
@acting
@pass_face
def resend(face: Face, notice: tuple[str, ...], all_: bool, who: Who) -> None:
    """Send again what was given up on, under the same id."""
    with source(face) as at:
        stuck = [place(one) for one in every(at, NOTICES, state="quarantined").rows] if all_ else []
        names = [*notice, *stuck]
        again = sum(_act(at, RESEND, _place(face, name), Empty(), who).changed for name in names)
    face.say(face.t("%(n)s notices are sent again.", n=again))


@notices.command()
@click.argument("member_id", metavar="MEMBER")
@click.option("--channels", default=None, help=f"Some of {','.join(CHOICES)}, or none.")
@click.option("--language", type=click.Choice(["zh", "en"]), default=None)
@click.option("--quiet", metavar="HH:MM-HH:MM", default=None, help="Quiet hours, local; off ends them.")
@click.option("--working-days/--any-day", default=None, help="Tell nothing on days off.")
@click.option("--digest/--single", default=None, help="One notice each working morning, or each at once.")
@click.option("--webhook", metavar="URL", default=None, help="Where to call; off takes it away.")
@click.option("--secret-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
@click.option("--robot-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None)
@as_json
@acting
@pass_face
def prefer(face: Face, /, member_id: str, as_json: bool, who: Who, **asked: Any) -> None:
    """Say how MEMBER wants to be told; what is not named stays as it is. Without options, show it.

    Secrets are read from files: --secret-file holds the webhook's whsec_ key, --robot-file the address of a
    DingTalk, WeCom or Feishu robot.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    with source(face) as at:
        found: WishFound = at.read(WISH, member=member_id)
        if given:
            found = _act(at, PREFER, {"member": member_id}, _wish(face, found, given), who)
    if as_json:
        face.json(found)
        return
    t = face.t
    made = table(member_id, "")
    for name, value in msgspec.to_builtins(found).items():
        made.add_row(t.term("preference", name), _shown(t, value))
    face.show(made)


def _wish(face: Face, found: WishFound, given: dict[str, Any]) -> Wish:
    kept = {
        name: getattr(found, name) for name in Wish.__struct_fields__ if name not in ("secret", "apprise")
    }
    wish = Wish(**kept)
    for name, value in given.items():
        wish = msgspec.structs.replace(wish, **_changed(face, name, value))
    return wish


def _changed(face: Face, name: str, value: Any) -> dict[str, Any]:
    match name:
        case "channels":
            return {"channels": () if value == "none" else tuple(one.strip() for one in value.split(","))}
        case "quiet":
            since, dash, until = ("", "-", "") if value == "off" else value.partition("-")
            if not dash:
                raise Failure(face.t("Write quiet hours as 22:00-07:00, or off."))
            return {"quiet_from": since, "quiet_until": until}
        case "webhook":
            return {"webhook": "" if value == "off" else value}
        case "secret_file":
            return {"secret": value.read_text("utf-8").strip()}
        case "robot_file":
            return {"apprise": value.read_text("utf-8").strip()}
        case _:
            return {name: value}


def _act(at: Source, one: Acting, path: dict[str, str], body: object, who: Who) -> Any:
    if isinstance(at, Local):
        return one.act(at.app, path, body)
    return at.act(one.path, path, body, one.gives, who)


def _place(face: Face, name: str) -> dict[str, str]:
    parts = name.split("/")
    if len(parts) != 3 or not parts[0].isdecimal():
        raise Failure(face.t("%(name)s is no notice: write POSITION/MEMBER/CHANNEL.", name=name))
    return dict(zip(("position", "member", "channel"), parts, strict=True))


def _shown(t: Translator, value: Any) -> str:
    match value:
        case list() | tuple():
            return t.term("list", ", ").join(t.term("channel", one) for one in value)
        case bool():
            return t("yes") if value else t("no")
        case _:
            return "" if value is None else str(value)
