"""The command line: `duban`. Commands are looked up by name and imported only when they run."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from services.commands.world import Face, World, face_of

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("services.commands.home:init", "Make a home: its log, and the working calendar."),
    "doctor": ("services.commands.home:doctor", "Say how the home is: files, log, tables, jobs, notices."),
    "demo": ("services.demo.command:demo", "Live through 92 days of an invented district, then serve it."),
    "serve": ("services.commands.serving:serve", "Serve the pages and the API, and keep time running."),
    "tick": ("services.commands.home:tick", "Do everything that is due now, once."),
    "org": ("services.commands.org:org", "The organisation: load it, show its tree."),
    "policy": ("services.commands.policy:policy", "Ladders of supervision: load, list, show."),
    "calendar": ("services.commands.calendar:calendar", "Working days, holidays and make-up days."),
    "cadence": ("services.commands.cadence:cadence", "How often something is due: explain a text."),
    "plan": ("services.commands.plan:plan", "Plans: read, import, answer, issue, amend, close."),
    "schedule": ("services.commands.lists:schedule", "What a unit has to do, by due day."),
    "owed": ("services.commands.lists:owed", "What a unit owes now, the most overdue first."),
    "inbox": ("services.commands.lists:inbox", "Open escalations on a member's desk."),
    "overview": ("services.commands.lists:overview", "Counts of a unit and all below it over a period."),
    "task": ("services.commands.task:task", "One task: show it, its history, report, review, extend."),
    "excuse": ("services.commands.order:excuse", "Take off what units owe by some days, for one cause."),
    "order": ("services.commands.order:order", "Orders over many tasks: what, who, how far."),
    "measure": ("services.commands.measure:measure", "Measures on units: decide, answer, lift, show."),
    "why": (
        "services.commands.why:why",
        "Why somebody was reminded or told, and what would have stopped it.",
    ),
    "notices": ("services.commands.notices:notices", "Notices: what became of them, how people want them."),
    "log": ("services.commands.log:log", "The log: export it, verify it."),
    "replay": ("services.commands.replay:replay", "Rebuild the tables beside the live ones and compare."),
    "erase": ("services.commands.erase:erase", "Take a text or a file away for good."),
}
"""Where each command stands, and what `duban --help` says of it."""


class Commands(click.Group):
    """Imports a command when it is called, and tells what is expected to go wrong without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command {args[0]!r}. Commands: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from services.commands.failures import failure_of

            failure = failure_of(error, ctx.obj)
            if failure is None:
                raise
            raise failure from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that holds all state. [env: DUBAN_HOME; default: ./var]",
)
@click.option(
    "--language", type=click.Choice(["zh", "en"]), help="Of what is printed. [env: DUBAN_LANGUAGE, LANG]"
)
@click.version_option(package_name="duban")
@click.pass_context
def duban(ctx: click.Context, home: Path | None, language: str | None) -> None:
    """duban 督办: see it through.

    Turns work plans into each unit's schedule, takes reports, routes what is overdue up the chain of
    supervisors, and keeps all of it as events. docs/getting-started.md is the way in.
    """
    ctx.obj = face_of(ctx.obj, home, language)


def run(arguments: Sequence[str], world: World) -> int:
    """Carry out one command line; its exit code: 0 done, 1 refused or a check that failed, 2 unusable."""
    try:
        result = duban.main(list(arguments), prog_name="duban", standalone_mode=False, obj=world)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # the reader of a pipe has gone: what is left must not be flushed at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return result if isinstance(result, int) else 0


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:], World(os.environ)))


__all__ = ["COMMANDS", "Face", "World", "duban", "main", "run"]
