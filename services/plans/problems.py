"""What is wrong in a plan file: the place, and what to do, in English and Chinese."""

from collections.abc import Sequence


class PlanFileError(Exception):
    """One thing wrong in a file. `line` counts from 1 (0: the file as a whole), `key` is the path in it."""

    def __init__(self, name: str, line: int, key: str, message: str, chinese: str) -> None:
        self.name, self.line, self.key = name, line, key
        self.message, self.chinese = message, chinese
        super().__init__(self.say())

    def say(self, language: str = "en") -> str:
        """`language`: zh or en."""
        message = self.chinese if language == "zh" else self.message
        place = f"{self.name}:{self.line}" if self.line else self.name
        return ": ".join(part for part in (place, self.key, message) if part)

    @property
    def problems(self) -> tuple["PlanFileError", ...]:
        """All that is wrong, by line."""
        return (self,)


class PlanFileErrors(PlanFileError):
    """Several things wrong in one file; name, line, key and message are those of the first."""

    def __init__(self, problems: Sequence[PlanFileError]) -> None:
        self._problems = tuple(sorted(problems, key=lambda problem: problem.line))
        first = self._problems[0]
        super().__init__(first.name, first.line, first.key, first.message, first.chinese)
        self.args = (self.say(),)

    def say(self, language: str = "en") -> str:
        """One line for each problem; `language`: zh or en."""
        return "\n".join(problem.say(language) for problem in self._problems)

    @property
    def problems(self) -> tuple[PlanFileError, ...]:
        """All that is wrong, by line."""
        return self._problems


def raise_any(problems: Sequence[PlanFileError]) -> None:
    """Raises the problems found: PlanFileError for one, PlanFileErrors for several, nothing for none."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise PlanFileErrors(problems)
