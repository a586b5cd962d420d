"""Each time that something happens, within a limit."""

from typing import ClassVar, Literal, Self, TypeAlias

from msgspec import Struct

from workflows.cadence.offsets import UNIT
from workflows.cadence.reader import COUNT, Reader, numeral
from workflows.cadence.turns import Occurrence
from workflows.calendar import Calendar

LimitUnit: TypeAlias = Literal["hour", "day", "workday"]
MOST: dict[LimitUnit, int] = {"hour": 720, "day": 180, "workday": 60}
CHINESE: dict[LimitUnit, str] = {"hour": "小时", "day": "天", "workday": "个工作日"}


class OnEvent(Struct, frozen=True):
    """No turns of its own: what happens is noted, and is due within `limit` hours, days or working days."""

    limit: int
    unit: LimitUnit
    FORMS: ClassVar[tuple[str, ...]] = (
        "on event within 3 workdays",
        "on event within 24 hours",
        "每发生一次，3个工作日内",
        "每发生一次，24小时内",
    )

    def written(self) -> str:
        return f"on event within {self._counted(self.unit)}"

    def english(self) -> str:
        noun = "working day" if self.unit == "workday" else self.unit
        return f"each time it happens, within {self._counted(noun)}"

    def chinese(self) -> str:
        return f"每发生一次，{self.limit}{CHINESE[self.unit]}内"

    def _counted(self, noun: str) -> str:
        return f"{self.limit} {noun}{'' if self.limit == 1 else 's'}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        return []

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        if not reader.accept(
            r"(?:on|at|after) (?:each |every )?event\b|each time it happens\b,?"
            r"|(?:每发生|每有|每出现)一?(?:次|起|例|件)(?:事件)?(?:[，,]|后)?(?:应?[在于])?"
        ):
            return None
        reader.forms = cls.FORMS
        reader.accept(r"within\b")
        at = reader.at
        found = reader.expect(
            rf"{COUNT}\s*(?:(h(?:ours?)?\b|个?小时)|{UNIT})",
            "a limit such as within 3 workdays",
        )
        reader.accept("(?:之|以)?内")
        count, hours, days = found.groups()
        unit: LimitUnit = "hour" if hours else "day" if days else "workday"
        limit = numeral(count)
        if not 1 <= limit <= MOST[unit]:
            raise reader.error(f"1 to {MOST[unit]} {unit}s", at)
        return cls(limit, unit)
