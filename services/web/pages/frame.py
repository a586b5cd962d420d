"""What surrounds every page: templates, language, the acting member, links of the header, flash words."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.i18n import LANGUAGES, Language, Translator, language_of, translator
from workflows.ids import ID

YEAR = 366 * 24 * 3600
SAVED, PENDING = "saved", "pending"
TAGS = {"zh": "zh-CN", "en": "en"}


class Link(Struct, frozen=True):
    """`current`: the page that it leads to is this one."""

    text: str
    href: str
    current: bool = False
    tag: str = ""


class Frame(Struct, frozen=True):
    """The header of a page. `past` is the moment shown, in words, "" for now; `live` leads back to now."""

    t: Translator
    tag: str
    stylesheet: str
    member: str
    member_name: str
    links: tuple[Link, ...]
    languages: tuple[Link, ...]
    flash: str = ""
    past: str = ""
    live: str = ""


def path(*parts: str, **query: str) -> str:
    """An address of ours from its parts; empty query values are left out."""
    whole = "/" + "/".join(quote(part, safe="") for part in parts)
    given = {key: value for key, value in query.items() if value}
    return f"{whole}?{urlencode(given)}" if given else whole


def wished_language(request: Request, standard: str) -> Language:
    """`?lang=`, else the cookie, else the standard of the installation."""
    return language_of(request.query_params.get("lang"), request.cookies.get("lang"), standard)


def acting_member(request: Request) -> str:
    """Who says that they act, by the cookie; "" for nobody. There are no accounts yet."""
    member = request.cookies.get("member", "")
    return member if ID.fullmatch(member) else ""


def frame(
    request: Request, standard: str = "zh", member_name: str = "", as_of: str = "", past: str = ""
) -> Frame:
    t = translator(wished_language(request, standard))
    member = acting_member(request)
    flash = request.cookies.get("flash", "")
    return Frame(
        t,
        TAGS[t.language],
        stylesheet(),
        member,
        member_name or member,
        _header(t, request.url.path, member, as_of),
        tuple(_language(request.url, language, t.language) for language in LANGUAGES),
        flash if flash in (SAVED, PENDING) else "",
        past,
        relative(request.url.remove_query_params("as_of")) if past else "",
    )


def _header(t: Translator, here: str, member: str, as_of: str) -> tuple[Link, ...]:
    desk = path("inbox", member, as_of=as_of) if member else path("inbox", as_of=as_of)
    places = (
        (t("Start"), "/", here == "/"),
        (t("My desk") if member else t("Desks"), desk, here.startswith("/inbox")),
        (t("Overview"), path("overview", as_of=as_of), here.startswith("/overview")),
        (t("Plans"), path("plans"), here.startswith("/plans")),
        (t("Policies"), path("policies", as_of=as_of), here.startswith("/policies")),
        (t("Orders"), path("orders", as_of=as_of), here.startswith("/orders")),
        (t("Calendars"), path("calendars", as_of=as_of), here.startswith("/calendars")),
    )
    return tuple(Link(*place) for place in places)


def _language(url: URL, language: Language, now: Language) -> Link:
    name = {"zh": "中文", "en": "English"}[language]
    return Link(name, relative(url.include_query_params(lang=language)), language == now, TAGS[language])


def relative(url: URL) -> str:
    """Path and query alone."""
    return f"{url.path}?{url.query}" if url.query else url.path


@cache
def stylesheet() -> str:
    """The address of the style sheet; it changes with the sheet, so that no old copy is used."""
    sheet = (files("services.web") / "static" / "duban.css").read_bytes()
    return f"/static/duban.css?v={hashlib.sha256(sheet).hexdigest()[:12]}"


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("services.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(request: Request, around: Frame, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. A language that was wished by `?lang=` is remembered, a flash is shown once."""
    body = environment().get_template(template).render(frame=around, t=around.t, **context)
    response = HTMLResponse(body, status, {"Cache-Control": "no-store", "Content-Language": around.tag})
    if request.query_params.get("lang") in LANGUAGES:
        remember(response, "lang", around.t.language)
    if "flash" in request.cookies:
        response.delete_cookie("flash", path="/")
    return response


def remember(response: Response, name: str, value: str, seconds: int = YEAR) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax")


def redirect(to: str, flash: str = "") -> RedirectResponse:
    """After a POST; `to` is an address of ours."""
    response = RedirectResponse(to, 303)
    if flash:
        remember(response, "flash", flash, 60)
    return response


def attachment(name: str) -> str:
    """A Content-Disposition that saves under a name in any script (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
