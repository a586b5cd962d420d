"""What went wrong, as problem+json (RFC 9457): a code for programs, words in zh and en for people."""

import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from events.codec import UnknownEvent, UnreadableEvent
from events.log import CommandReused, Conflict, LogError, LogUnavailable, Unknown
from services.plans.problems import PlanFileError
from workflows.refusal import Refused

MEDIA_TYPE = "application/problem+json"
PLACE = re.compile(r"^(?P<message>.*?) - at `(?P<path>.+)`$", re.DOTALL)
UNKNOWN_FIELD = re.compile(r"^Object (?:contains unknown|missing required) field `(?P<field>[^`]+)`")
BYTE = re.compile(r"\(byte (?P<byte>\d+)\)")

STATE = frozenset(
    (
        *("already-started", "already-reported", "not-open", "not-owed", "not-reported", "nothing-asked"),
        *("deferred", "noted-otherwise", "not-quarantined"),
        *("past-due", "not-escalated", "nobody"),
        *("plan-exists", "wrong-status", "open-questions", "no-items", "no-change"),
        *("unit-exists", "unit-closed", "unchanged", "cycle", "has-open-children", "appointment-exists"),
        *("second-head", "substitute-exists", "calendar-exists"),
        *("order-exists", "calendar-moved-on", "not-proposed"),
        *("measure-exists", "already-answered", "already-lifted", "no-milder-measure", "own-unit"),
    )
)
"""Refusals for which the present state is the reason: at another moment the command might be allowed."""

TITLES = {
    400: ("The request cannot be read", "请求无法读取"),
    403: ("The request comes from elsewhere", "请求来源不被允许"),
    404: ("There is no such thing", "没有找到"),
    405: ("This cannot be done here", "此处不支持该操作"),
    409: ("The present state does not allow this", "当前状态不允许该操作"),
    410: ("It was erased", "已被清除"),
    412: ("It has changed since you read it", "读取之后已被更改"),
    413: ("The request is too large", "请求内容过大"),
    415: ("The request is in a form that is not read here", "不支持的内容类型"),
    422: ("The request breaks a rule", "请求不符合规则"),
    500: ("Something unexpected went wrong", "发生了意外错误"),
    503: ("Not available now", "暂时不可用"),
}


class Flaw(Struct, frozen=True, omit_defaults=True):
    """One thing wrong in a request. `place`: body, form, query, header, file; `path`: the field in it."""

    place: str
    path: str
    message: str
    line: int = 0


class Problem(Struct, frozen=True, omit_defaults=True):
    """An error, RFC 9457. `code` is a stable key, `facts` what it is about, `request` the id in the log."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    facts: dict[str, str] = {}
    errors: tuple[Flaw, ...] = ()
    request: str = ""


class Unfit(Exception):
    """A request that cannot be carried out as it stands; `english` and `chinese` say what to do."""

    def __init__(
        self,
        status: int,
        code: str,
        english: str,
        chinese: str,
        errors: tuple[Flaw, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(english)
        self.status, self.code, self.english, self.chinese = status, code, english, chinese
        self.errors, self.headers = errors, dict(headers or {})


def unfit_value(place: str, path: str, message: str, code: str = "invalid") -> Unfit:
    """One value of a request breaks its type or range: 422."""
    where = f"{place}, {path}" if path else place
    return Unfit(422, code, f"{where}: {message}", f"{where}：{message}", (Flaw(place, path, message),))


def invalid(error: msgspec.ValidationError, place: str) -> Unfit:
    """Well-formed, but not what the schema asks for; names the field."""
    text = str(error)
    found = PLACE.match(text)
    message, path = (found["message"], found["path"]) if found else (text, "$")
    field = UNKNOWN_FIELD.match(message)
    if field is not None:
        path = f"{path}.{field['field']}"
    return unfit_value(place, path if place == "body" else path.removeprefix("$."), message)


def malformed(error: msgspec.DecodeError | UnicodeDecodeError, body: bytes) -> Unfit:
    """No JSON at all; names line and column."""
    at = _byte_of(error, body)
    line = body.count(b"\n", 0, at) + 1
    column = at - (body.rfind(b"\n", 0, at) + 1) + 1
    message = str(error)
    return Unfit(
        400,
        "malformed-json",
        f"The body is no JSON: line {line}, byte {column} of it: {message}",
        f"请求体不是有效的 JSON：第 {line} 行第 {column} 字节：{message}",
        (Flaw("body", f"byte {at}", message, line),),
    )


def _byte_of(error: msgspec.DecodeError | UnicodeDecodeError, body: bytes) -> int:
    if isinstance(error, UnicodeDecodeError):
        return error.start
    found = BYTE.search(str(error))
    return int(found["byte"]) if found else len(body)


class Shown(Struct, frozen=True):
    """A problem before it is put in words: both languages, the facts of a refusal, further headers."""

    status: int
    code: str
    english: str
    chinese: str = ""
    facts: dict[str, str] = {}
    errors: tuple[Flaw, ...] = ()
    headers: dict[str, str] = {}


def shown(error: Exception, path: Mapping[str, str]) -> Shown | None:
    """What a known error tells; None for one that nobody expected. `path`: the parameters of the address."""
    match error:
        case Unfit():
            return Shown(
                error.status, error.code, error.english, error.chinese, {}, error.errors, error.headers
            )
        case Refused():
            return Shown(status_of(error, path), error.code, error.message, "", error.facts)
        case PlanFileError():
            flaws = tuple(Flaw("file", one.key or one.name, one.message, one.line) for one in error.problems)
            return Shown(422, "bad-plan-file", error.say("en"), error.say("zh"), {}, flaws)
        case LogError():
            return _of_log(error)
        case _:
            return None


def status_of(refused: Refused, path: Mapping[str, str]) -> int:
    """404 if the address names what is unknown, 409 if the state forbids it, else 422."""
    kind, _, what = refused.code.partition("-")
    if kind == "unknown":
        named = (
            what in ("task", "notice")
            or (what == "evidence" and "digest" in path)
            or (what in path and refused.facts.get(what, path[what]) == path[what])
        )
        return 404 if named else 422
    if refused.code == "evidence-too-large":
        return 413
    return 409 if refused.code in STATE else 422


def _of_log(error: LogError) -> Shown | None:
    match error:
        case CommandReused():
            return Shown(
                409,
                "command-reused",
                "Another request stands under this Idempotency-Key: choose a new key for a new request.",
                "该 Idempotency-Key 已用于另一请求：新的请求请使用新的键。",
            )
        case Conflict():
            return Shown(
                409,
                "conflict",
                "Others kept changing the same thing at this moment; nothing was saved. Send it again.",
                "此刻有其他人同时修改，本次未保存，请重新提交。",
                headers={"Retry-After": "1"},
            )
        case Unknown():
            return Shown(
                503,
                "outcome-unknown",
                "It is not known whether this was saved. Send it again under the same Idempotency-Key:"
                " it is never done twice.",
                "无法确认是否已保存。请用同一 Idempotency-Key 重新提交，不会重复执行。",
                headers={"Retry-After": "1"},
            )
        case UnknownEvent() | UnreadableEvent():
            return None
        case LogUnavailable():
            return Shown(
                503,
                "log-unavailable",
                f"The log cannot be used, nothing was saved: {error}",
                f"事件日志不可用，本次未保存：{error}",
                headers={"Retry-After": "5"},
            )
        case _:
            return None
