"""Errors into answers: problem+json for programs, a page for people who look with a browser."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from events.log import LogError
from services.i18n import Language, language_of, translator
from services.plans.problems import PlanFileError
from services.web.operations import PREFIX, encode
from services.web.pages.errors import error_page
from services.web.pages.frame import wished_language
from services.web.problems import MEDIA_TYPE, TITLES, Problem, Shown, Unfit, shown
from workflows.refusal import Refused

Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

ROUTING = {
    404: (
        "There is nothing at this address: /docs lists what there is.",
        "该地址没有内容，可在 /docs 查看全部接口。",
    ),
    405: ("The address is known, but not for this method.", "该地址不支持此方法。"),
}
UNEXPECTED = Shown(
    500,
    "unexpected",
    "Nobody foresaw this. The server's log tells more under the request id.",
    "出现未预料的错误，服务器日志中可按请求编号查到详情。",
)


class Failures:
    """Answers for errors; `standard` is the language of the installation."""

    def __init__(self, standard: str) -> None:
        self._standard = standard

    def handlers(self) -> dict[Any, Handler]:
        """What the router asks, by class of error."""

        async def expected(request: Request, error: Exception) -> Response:
            return self(request, error)

        return dict.fromkeys((Refused, Unfit, PlanFileError, LogError, HTTPException), expected)

    def __call__(self, request: Request, error: Exception) -> Response:
        """The answer for an error that tells what it is about; raises it if nobody expected it here."""
        found = _routing(error) if isinstance(error, HTTPException) else shown(error, _path(request))
        if found is None:
            raise error
        return self._answer(request, error, found)

    def unexpected(self, request: Request, error: Exception) -> Response:
        """The answer for any other error: it is in the log, under the request id."""
        return self._answer(request, error, UNEXPECTED)

    def _answer(self, request: Request, error: Exception, found: Shown) -> Response:
        if _wants_page(request):
            language = wished_language(request, self._standard)
            detail = "" if isinstance(error, HTTPException) else _detail(error, found, language)
            page = error_page(request, found.status, "", detail, self._standard)
            page.headers.update(found.headers)
            return page
        language = self._language(request)
        problem = Problem(
            type=f"/docs#{found.code}",
            title=_title(found.status, language),
            status=found.status,
            code=found.code,
            detail=_detail(error, found, language),
            facts=found.facts,
            errors=found.errors,
            request=request.scope.get("request_id", ""),
        )
        headers = {"Content-Language": language, **found.headers}
        return Response(encode(problem), found.status, headers, MEDIA_TYPE)

    def _language(self, request: Request) -> Language:
        """The first of ours that the client names: browsers sort by weight already."""
        wishes = request.headers.get("accept-language", "").lower().split(",")
        return language_of(*(wish.strip()[:2] for wish in wishes), self._standard)


def _detail(error: Exception, found: Shown, language: Language) -> str:
    if isinstance(error, Refused):
        return translator(language).refusal(error)
    return found.chinese or found.english if language == "zh" else found.english


def _title(status: int, language: Language) -> str:
    english, chinese = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    return chinese if language == "zh" else english


def _path(request: Request) -> dict[str, str]:
    found: dict[str, str] = request.scope.get("path_params", {})
    return found


def _routing(error: HTTPException) -> Shown:
    """The router's own: unknown addresses, unknown methods, unreadable forms."""
    english, chinese = ROUTING.get(error.status_code, (error.detail, error.detail))
    code = {404: "unknown-address", 405: "unknown-method"}.get(error.status_code, f"http-{error.status_code}")
    return Shown(error.status_code, code, english, chinese, headers=dict(error.headers or {}))


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith(PREFIX) and "text/html" in request.headers.get("accept", "")
