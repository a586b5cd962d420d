"""A command line on a home of its own, with a clock that stands until it is moved."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from services.chance import seeded
from services.cli import run
from services.commands.world import World
from tests.integration.api_house import Moment

ORGANISATION = """
units:
  - id: bureau
    name: 市卫生局
    kind: bureau
    head: m-bureau
    owners: [m-owner]
    units:
      - {id: hospital-1, name: 第一医院, kind: hospital, head: m-head-1, clerks: [m-clerk-1]}
      - {id: hospital-2, name: 第二医院, kind: hospital, head: m-head-2}
substitutes:
  - {member: m-head-2, stand_in: m-clerk-1, since: 2026-09-01, until: 2026-09-30}
people: {m-bureau: 局长, m-head-1: 一院院长, m-clerk-1: 一院经办人}
"""
POLICIES = """
- policy: standard
  name: 一般规则
  steps:
    - {step: before, level: 0, offset: -1, unit: day, to: [clerk]}
    - {step: head, level: 1, offset: 1, unit: day, to: [head]}
    - {step: parent, level: 2, offset: 3, unit: day, to: [parent_head], repeat_every: 1, repeat_times: 2}
"""
PLAN = """
plan: health-2026
title: 卫生城市创建工作计划
unit: bureau
owner: m-owner
since: 2026-09-01
until: 2029-12-31
items:
  - {id: weekly, text: 每周五开展环境卫生检查, cadence: weekly on fri, leads: [hospital-1, hospital-2]}
  - {id: monthly, text: 每月报送工作小结, cadence: monthly on 25, leads: [hospital-1], review: true}
"""
TEXT = """社区工作计划

一、定期召开会议
每月召开一次居民会议。
二、环境整治
每周五打扫公共区域。
三、加强宣传
广泛宣传文明公约。
"""


class Said(Struct):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Line:
    """Runs `duban` in this process; `environ` may be changed between two runs."""

    def __init__(self, home: Path, clock: Moment) -> None:
        self.home, self.clock = home, clock
        self.environ = {"DUBAN_HOME": str(home), "DUBAN_LANGUAGE": "en", "DUBAN_MEMBER": "m-admin"}
        self._chance = seeded(7)

    def __call__(self, *arguments: str | Path) -> Said:
        with captured() as (out, err):
            code = run([str(one) for one in arguments], World(self.environ, self.clock, self._chance))
        return Said(code, text_of(out), text_of(err))

    def done(self, *arguments: str | Path) -> Said:
        """As a call; the command must succeed."""
        said = self(*arguments)
        assert said.code == 0, said
        return said

    def rows(self, *arguments: str | Path) -> Any:
        return self.done(*arguments, "--json").json["rows"]


@contextmanager
def captured() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """stdout and stderr, with the bytes below them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        yield out, err
    finally:
        sys.stdout, sys.stderr = before


def text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def founded(folder: Path, start: str = "2026-09-01T08:00+08:00") -> Line:
    """A home with calendar, organisation and ladder."""
    line = Line(folder / "home", Moment(start))
    line.done("init")
    line.done("org", "load", written(folder, "organisation.yaml", ORGANISATION))
    line.done("policy", "load", written(folder, "policies.yaml", POLICIES))
    return line


def issued(folder: Path, start: str = "2026-09-01T08:00+08:00") -> Line:
    """A founded home with the plan issued and scheduled."""
    line = founded(folder, start)
    line.done("plan", "import", written(folder, "plan.yaml", PLAN))
    line.done("plan", "submit", "health-2026")
    line.done("plan", "issue", "health-2026")
    line.done("tick")
    return line
