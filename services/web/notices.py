"""Notices over the API: what became of them, sending again, what a member was told and prefers.

None of it is an event: it lies in kept.db, where it can be erased.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.bootstrap import App
from services.notify.notice import Message, Notice
from services.notify.outbox import Entry, position_of
from services.notify.preferences import CHOICES, Preference
from services.web.operations import JSON, PREFIX, Endpoint, Operation, answer, body_of
from services.web.views import MOST_ROWS, Ask, Rows, View, reading
from services.web.writing import BEHALF, KEY, MEMBER, Empty, caller_of
from workflows.ids import checked_id

NOTICE = "/notices/{position}/{member}/{channel}"


class NoticesPage(Ask, frozen=True, forbid_unknown_fields=True):
    state: Annotated[str, Meta(description="waiting, quarantined, …; empty: all")] = ""
    after: Annotated[str, Meta(description="`next` of the page before")] = ""
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 200


class OfNotice(Ask, frozen=True, forbid_unknown_fields=True):
    position: Annotated[int, Meta(ge=1, le=2**53)]
    member: str
    channel: str


class ToldMember(Ask, frozen=True, forbid_unknown_fields=True):
    member: str
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 50


class OfWish(Ask, frozen=True, forbid_unknown_fields=True):
    member: str


class NoticeFound(Struct, frozen=True):
    """A delivery, and its words as they would be now."""

    delivery: Entry
    subject: str
    text: str


class ToldOf(Struct, frozen=True):
    """One thing that a member was told. `raised_at` µs UTC."""

    position: int
    kind: str
    level: int
    task: str
    raised_at: int
    subject: str
    text: str
    seen: bool


class MemberNotices(Struct, frozen=True):
    """The newest first; `unseen` counts all that came since the member last said that they saw them."""

    rows: tuple[ToldOf, ...]
    unseen: int


class Wish(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """How a member wants to be told. `digest` null: as is the custom of the installation. `secret` and
    `apprise` are never given out: null, or left out, keeps what there is; "" takes it away."""

    channels: tuple[str, ...] = CHOICES
    language: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    working_days: bool = False
    digest: bool | None = None
    webhook: str = ""
    secret: str | None = None
    apprise: str | None = None


class WishFound(Struct, frozen=True):
    """`has_secret`, `has_apprise`: one is kept. `reached_by`: the channels that reach the member now."""

    channels: tuple[str, ...]
    language: str
    quiet_from: str
    quiet_until: str
    working_days: bool
    digest: bool | None
    webhook: str
    has_secret: bool
    has_apprise: bool
    reached_by: tuple[str, ...]


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """The position of the last event that was seen."""

    position: Annotated[int, Meta(ge=0, le=2**53)]


class Resent(Struct, frozen=True):
    """`changed` false: it waited already."""

    changed: bool


def notices(view: View, ask: NoticesPage) -> Rows[Entry]:
    found = view.app.outbox.page(ask.state, ask.after, ask.limit + 1)
    rows = tuple(found[: ask.limit])
    return Rows(rows, place(rows[-1]) if len(found) > ask.limit else "", view.position)


def place(one: Entry) -> str:
    """How a delivery is named: position/member/channel."""
    return f"{one.position}/{one.member}/{one.channel}"


def notice(view: View, ask: OfNotice) -> NoticeFound:
    """Raises Refused(unknown-notice)."""
    entry = view.app.outbox.entry(ask.position, ask.member, ask.channel)
    message = view.app.writer(view.app.outbox.notice(ask.position, ask.member, ask.channel))
    return NoticeFound(entry, message.subject, message.text)


def told(view: View, ask: ToldMember) -> MemberNotices:
    app = view.app
    seen = app.preferences.seen(ask.member)
    rows = [_told(one, app.writer(one), seen) for one in app.outbox.of(ask.member, ask.limit)]
    return MemberNotices(tuple(rows), app.outbox.unseen(ask.member, seen))


def _told(one: Notice, message: Message, seen: int) -> ToldOf:
    fits = one.position <= seen
    return ToldOf(
        one.position, one.kind, one.level, one.task, one.raised_at, message.subject, message.text, fits
    )


def wish(view: View, ask: OfWish) -> WishFound:
    return wish_of(view.app, ask.member)


def wish_of(app: App, member: str) -> WishFound:
    one = app.preferences.of(member)
    return WishFound(
        one.channels,
        one.language,
        one.quiet_from,
        one.quiet_until,
        one.working_days,
        one.digest,
        one.webhook,
        bool(one.secret),
        bool(one.apprise),
        tuple(app.routes.channels_of(member)),
    )


class Acting(Struct, frozen=True):
    """POST `path`: `act` changes what is kept, and gives a `gives`."""

    path: str
    summary: str
    act: Callable[[App, Mapping[str, str], Any], Any]
    body: Any
    gives: Any


def _prefer(app: App, path: Mapping[str, str], body: Wish) -> WishFound:
    """Raises Refused as services.notify.preferences.Preferences.put."""
    member = path["member"]
    checked_id("member", member)
    app.preferences.put(member, preference_of(app.preferences.of(member), body))
    return wish_of(app, member)


def preference_of(known: Preference, body: Wish) -> Preference:
    """A wish with the secrets that are kept, where it does not speak of them."""
    secret = known.secret if body.secret is None else body.secret
    return Preference(
        body.channels,
        body.language,
        body.quiet_from,
        body.quiet_until,
        body.working_days,
        body.digest,
        body.webhook,
        secret if body.webhook else "",
        known.apprise if body.apprise is None else body.apprise,
    )


def _see(app: App, path: Mapping[str, str], body: Seen) -> MemberNotices:
    member = path["member"]
    checked_id("member", member)
    app.preferences.see(member, min(body.position, app.outbox.position()))
    return MemberNotices((), app.outbox.unseen(member, app.preferences.seen(member)))


def _resend(app: App, path: Mapping[str, str], _: object) -> Resent:
    """Raises Refused: unknown-notice, not-quarantined."""
    position = position_of(path["position"])
    return Resent(app.outbox.resend(position, path["member"], path["channel"]))


PREFER = Acting(
    "/members/{member}/notice-preferences", "Say how a member wants to be told", _prefer, Wish, WishFound
)
SEE = Acting("/members/{member}/notices/seen", "Note what a member has seen", _see, Seen, MemberNotices)
RESEND = Acting(f"{NOTICE}/resends", "Send again what was given up on", _resend, Empty, Resent)


def _acting(one: Acting) -> Operation:
    def endpoint(app: App) -> Endpoint:
        async def post(request: Request) -> Response:
            caller_of(request, app)
            body = await body_of(request, one.body)
            return answer(await run_in_threadpool(one.act, app, request.path_params, body))

        return post

    return Operation(
        "POST",
        PREFIX + one.path,
        one.summary,
        "Notices",
        endpoint,
        None,
        (MEMBER, BEHALF, KEY),
        {JSON: one.body},
        {200: one.gives},
        (400, 404, 409, 413, 415, 422),
    )


NOTICES: tuple[Operation, ...] = (
    reading("/notices", "What became of notices", "Notices", notices, NoticesPage, Rows[Entry]),
    reading(NOTICE, "One delivery, with its words", "Notices", notice, OfNotice, NoticeFound),
    reading(
        "/members/{member}/notices", "What a member was told", "Notices", told, ToldMember, MemberNotices
    ),
    reading(PREFER.path, "How a member wants to be told", "Notices", wish, OfWish, WishFound),
    _acting(PREFER),
    _acting(SEE),
    _acting(RESEND),
)
