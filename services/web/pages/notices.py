"""Notices on pages: what became of them, for operators; what a member was told, and how they want it."""

from collections.abc import Callable

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.bootstrap import App
from services.notify.outbox import Entry, position_of
from services.notify.preferences import CHOICES
from services.read import queries
from services.web.notices import Wish, WishFound, place, preference_of, wish_of
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import SAVED, Link, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent
from services.web.pages.visit import Visit, member_name, visiting
from workflows.refusal import Refused

STATES = ("", "waiting", "gathered", "quarantined", "told")
PAGE = 100
SHOWN = 50


class DeliveryRow(Struct, frozen=True):
    """`resend` is the address of the form, "" where there is none; `next_try` in words."""

    member: Link
    channel: str
    what: str
    when: str
    state: str
    attempts: int
    error: str
    next_try: str
    resend: str


class ToldRow(Struct, frozen=True):
    subject: str
    lines: tuple[str, ...]
    when: str
    href: str
    new: bool


class WishForm(Struct, frozen=True):
    """`channels` with whether each is chosen; `words` say what is wrong with what was sent."""

    found: WishFound
    channels: tuple[tuple[str, str, bool], ...]
    href: str
    command: str
    words: str = ""


def deliveries_page(visit: Visit) -> Response:
    state = visit.asked("state") if visit.asked("state") in STATES else ""
    found = visit.app.outbox.page(state, visit.asked("after"), PAGE + 1)
    rows = [_delivery(visit, one) for one in found[:PAGE]]
    more = path("notices", state=state, after=place(found[PAGE - 1])) if len(found) > PAGE else ""
    t = visit.t
    tabs = [
        Link(t.term("delivery", one) if one else t("All"), path("notices", state=one), one == state)
        for one in STATES
    ]
    return visit.render(
        "notices.html", rows=rows, tabs=tabs, more=more, command=visit.app.chance.command_id()
    )


def _delivery(visit: Visit, one: Entry) -> DeliveryRow:
    t = visit.t
    waits = one.state in ("waiting", "gathered") and one.next_at > visit.now
    return DeliveryRow(
        Link(member_name(visit, one.member), path("members", one.member, "notices")),
        t.term("channel", one.channel),
        t.term("notice", one.kind),
        visit.moment(one.raised_at),
        t.term("delivery", one.state),
        one.attempts,
        one.error,
        visit.moment(one.next_at) if waits else "",
        path("notices", str(one.position), one.member, one.channel, "resends")
        if one.state == "quarantined"
        else "",
    )


def member_notices_page(visit: Visit) -> Response:
    return _member_page(visit)


def _member_page(visit: Visit, tried: Wish | None = None, words: str = "", status: int = 200) -> Response:
    app, member = visit.app, visit.request.path_params["member"]
    person = app.kept.person(member)
    notices = app.outbox.of(member, SHOWN)
    if person is None and not notices and not queries.posts(app.read(), member=member):
        raise Refused("unknown-member", f"no unit has a member {member}", member=member)
    seen = app.preferences.seen(member)
    rows = []
    for one in notices:
        message = app.writer(one)
        href = path("units", one.unit) if one.kind == "measure" else path("tasks", *one.task.split("/"))
        lines = message.text.splitlines()[: -1 if app.settings.url else None]  # its end is the link
        rows.append(
            ToldRow(
                message.subject,
                tuple(filter(None, lines)),
                visit.moment(one.raised_at),
                href,
                one.position > seen,
            )
        )
    return visit.render(
        "member_notices.html",
        status,
        name=member_name(visit, member),
        rows=rows,
        unseen=app.outbox.unseen(member, seen),
        last=notices[0].position if notices else 0,
        form=_form(visit, member, tried, words) if person else None,
        seen_href=path("members", member, "notices", "seen"),
        command=app.chance.command_id(),
        desk=path("inbox", member),
    )


def _form(visit: Visit, member: str, tried: Wish | None, words: str) -> WishForm:
    found = wish_of(visit.app, member)
    shown = found if tried is None else _as_typed(found, tried)
    channels = tuple((one, visit.t.term("channel", one), one in shown.channels) for one in CHOICES)
    href = path("members", member, "notice-preferences")
    return WishForm(shown, channels, href, visit.app.chance.command_id(), words)


def _as_typed(found: WishFound, tried: Wish) -> WishFound:
    return WishFound(
        tried.channels,
        tried.language,
        tried.quiet_from,
        tried.quiet_until,
        tried.working_days,
        tried.digest,
        tried.webhook,
        found.has_secret,
        found.has_apprise,
        found.reached_by,
    )


def _wish(given: Sent) -> Wish:
    fields = given.fields
    digest = {"digest": True, "single": False}.get(fields.get("digest", ""))
    return Wish(
        tuple(one for one in CHOICES if fields.get(f"channel-{one}")),
        fields.get("language", ""),
        fields.get("quiet_from", ""),
        fields.get("quiet_until", ""),
        bool(fields.get("working_days")),
        digest,
        fields.get("webhook", ""),
        fields.get("secret") or None,
        "" if fields.get("no_apprise") else fields.get("apprise") or None,
    )


async def prefer_post(app: App, request: Request) -> Response:
    """POST /members/{member}/notice-preferences."""

    def act(given: Sent) -> Response:
        member, wish = request.path_params["member"], _wish(given)
        try:
            app.preferences.put(member, preference_of(app.preferences.of(member), wish))
        except Refused as refused:
            visit = visiting(app, request)
            return _member_page(visit, wish, visit.t.refusal(refused), 422)
        return redirect(path("members", member, "notices"), SAVED)

    return await _posted(app, request, act)


async def seen_post(app: App, request: Request) -> Response:
    """POST /members/{member}/notices/seen."""

    def act(given: Sent) -> Response:
        member, position = request.path_params["member"], position_of(given.fields.get("position", ""))
        app.preferences.see(member, min(position, app.outbox.position()))
        return redirect(path("members", member, "notices"), SAVED)

    return await _posted(app, request, act)


async def resend_post(app: App, request: Request) -> Response:
    """POST /notices/{position}/{member}/{channel}/resends."""

    def act(_: Sent) -> Response:
        name = request.path_params
        app.outbox.resend(position_of(name["position"]), name["member"], name["channel"])
        return redirect(path("notices", state="quarantined"), SAVED)

    return await _posted(app, request, act)


async def _posted(app: App, request: Request, act: Callable[[Sent], Response]) -> Response:
    """A form of ours, by somebody who is known."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, 0)

    def answer() -> Response:
        try:
            caller(app, request, given)
            return act(given)
        except Refused as refused:
            return refused_page(request, refused, app.settings.language)

    return await run_in_threadpool(answer)
