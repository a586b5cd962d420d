"""A small district on real files, with all parts running, and a client that speaks to its API."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from msgspec import Struct
from starlette.testclient import TestClient

from services.bootstrap import App, found_calendar, open_app
from services.parts import Parts
from services.settings import Settings
from services.web.app import create_app

UNITS = (
    ("city-office", "市政府办公室", "office", ""),
    ("health-bureau", "市卫生局", "bureau", "city-office"),
    ("hospital-1", "第一医院", "hospital", "health-bureau"),
    ("hospital-2", "第二医院", "hospital", "health-bureau"),
)
POSTS = (
    ("m-city-head", "city-office", "head"),
    ("m-bureau-head", "health-bureau", "head"),
    ("m-head-1", "hospital-1", "head"),
    ("m-clerk-1", "hospital-1", "clerk"),
    ("m-head-2", "hospital-2", "head"),
)
STEPS = [
    {"step": "remind", "level": 0, "offset": -1, "unit": "day", "to": ["clerk"]},
    {"step": "head", "level": 1, "offset": 0, "unit": "day", "to": ["head"]},
    {"step": "parent", "level": 2, "offset": 2, "unit": "working_day", "to": ["parent_head"]},
]
PLAN: dict[str, Any] = {
    "plan": "health-2026",
    "title": "卫生城市创建工作计划",
    "unit": "health-bureau",
    "owner": "m-owner",
    "since": "2026-09-01",
    "until": "2026-12-31",
    "items": [
        {
            "item": "i1",
            "text": "每周开展一次环境卫生检查",
            "cadence": "weekly on fri",
            "leads": ["hospital-1", "hospital-2"],
        },
        {
            "item": "i2",
            "text": "每月报送工作小结",
            "cadence": "monthly on 25",
            "leads": ["hospital-1"],
            "review": True,
        },
    ],
}
ACTING = {"Duban-Member": "m-admin", "Accept-Language": "en"}


class Moment:
    """A clock that stands until it is moved; µs UTC."""

    def __init__(self, text: str) -> None:
        self.now = instant(text)

    def __call__(self) -> int:
        return self.now

    def move(self, text: str) -> None:
        self.now = instant(text)


class House(Struct):
    app: App
    clock: Moment
    client: TestClient

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a good answer."""
        answer = self.client.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return self.client.post(f"/api/v1{path}", json=body, headers={**ACTING, **headers})

    def saved(self, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.post(path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        assert answer.json()["shown"], "the follower did not keep up"
        return answer.json()

    def tasks(self, unit: str, **query: Any) -> list[Any]:
        rows: list[Any] = self.get(f"/units/{unit}/schedule", **query)["rows"]
        return rows


def instant(text: str) -> int:
    """µs UTC of an ISO moment with its zone."""
    return round(dt.datetime.fromisoformat(text).timestamp()) * 1_000_000


@contextmanager
def empty_house(home: Path, **settings: Any) -> Iterator[House]:
    """Nothing but the calendar."""
    clock = Moment("2026-09-01T08:00+08:00")
    wanted = Settings(home=home, **{"sweep_seconds": 0.02, **settings})
    with open_app(wanted, clock=clock) as app:
        found_calendar(app, [2026])
        failed: list[str] = []
        parts = Parts(app, lambda part, error: failed.append(f"{part}: {error!r}"))
        parts.start()
        try:
            server = create_app(app)
            with TestClient(server, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
                yield House(app, clock, client)
        finally:
            parts.stop()
        assert failed == []


@contextmanager
def district(home: Path, **settings: Any) -> Iterator[House]:
    """Four units with their heads, a ladder, and an issued plan whose tasks stand on the schedule."""
    with empty_house(home, **settings) as house:
        for unit, name, kind, parent in UNITS:
            house.saved("/units", {"unit": unit, "name": name, "kind": kind, "parent": parent})
        for member, unit, role in POSTS:
            post = {"appointment": f"{unit}-{role}", "member": member, "unit": unit, "role": role}
            house.saved("/appointments", {**post, "since": "2026-01-01"})
        house.saved("/policies", {"policy": "standard", "name": "一般督办", "steps": STEPS})
        issue(house, PLAN)
        eventually(lambda: len(house.tasks("hospital-1", month="2026-09")) == 5)
        yield house


def issue(house: House, plan: dict[str, Any]) -> None:
    house.saved("/plans", plan)
    house.saved(f"/plans/{plan['plan']}/submissions")
    house.saved(f"/plans/{plan['plan']}/issues")


def eventually(so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what the parts do in their own time."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
