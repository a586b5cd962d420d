"""What is expected to go wrong, in a line or a few: the message and the exit code."""

from typing import IO, Any

import click

from events.log import CommandReused, Conflict, LogHeld, LogUnavailable, Unknown
from services.commands.world import Face
from services.i18n import Translator, translator
from services.loading import FileProblem
from services.plans.problems import PlanFileError
from services.settings import SettingsError
from services.web.problems import Unfit
from workflows.refusal import Refused


class Failure(click.ClickException):
    """Told in red on stderr; exit code 1: a command refused, a check failed."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.secho(self.message, fg="red", err=True)


class Unusable(Failure):
    """The log, the home, a setting or the server cannot be used; exit code 2."""

    exit_code = 2


def failure_of(error: Exception, face: object) -> Failure | None:
    """How an error is told; None for one that nobody expected. `face`: none before settings are read."""
    t = face.t if isinstance(face, Face) else translator("en")
    match error:
        case Refused():
            return Failure(t.refusal(error))
        case Unfit():
            return Failure(error.chinese if t.language == "zh" else error.english)
        case PlanFileError():
            return Failure(error.say(t.language))
        case FileProblem():
            return Failure(str(error))
        case SettingsError():
            return Unusable(str(error))
        case CommandReused() | Conflict() | Unknown() | LogUnavailable():
            return _of_log(error, t)
        case OSError() if error.filename and not isinstance(error, BrokenPipeError):
            return Unusable(f"{error.filename}: {error.strerror}")
        case _:
            return None


def _of_log(error: Exception, t: Translator) -> Failure:
    match error:
        case CommandReused():
            return Failure(t("Another command stands under this command id: choose a new one."))
        case Conflict():
            return Failure(t("Others changed this at the same moment; nothing was saved. Send it again."))
        case Unknown():
            return Unusable(
                t("It is not known whether this was saved. Send it again: it is never done twice.")
            )
        case LogHeld():
            return Unusable(t("The log is in use: %(error)s", error=error))
        case _:
            return Unusable(t("The log cannot be used: %(error)s", error=error))
