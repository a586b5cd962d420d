"""Pages for what went wrong: each says what happened and what to do next."""

from starlette.requests import Request
from starlette.responses import Response

from services.web.pages.frame import frame, render
from services.web.problems import status_of
from workflows.refusal import Refused

KNOWN = (403, 404, 405, 409, 413, 422, 500, 503)


def error_page(
    request: Request, status: int, title: str = "", detail: str = "", standard: str = "zh"
) -> Response:
    """An error as a page in the reader's language; `title` and `detail` default to those of the status."""
    around = frame(request, standard)
    t = around.t
    key = str(status if status in KNOWN else (500 if status >= 500 else 422))
    return render(
        request,
        around,
        "error.html",
        status,
        code=status,
        title=title or t.term("error", key),
        detail=detail or t.term("error help", key),
        help="" if not detail else t.term("error help", key),
    )


def refused_page(request: Request, refused: Refused, standard: str = "zh") -> Response:
    """What a rule refuses."""
    t = frame(request, standard).t
    status = status_of(refused, request.path_params)
    return error_page(request, status, "", t.refusal(refused), standard)
