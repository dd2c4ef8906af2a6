"""Help, in the language that was asked for: what a command does, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from typer.core import TyperCommand, TyperGroup

from planner.cli.language import language_asked
from planner.words.text import Shown, Text, joined, say, text

# Typer keeps a help as one string; by it the text is found again.
_HELPS: dict[str, Text] = {}


def helped(said: Text) -> str:
    """Give a help to Typer, which wants one string for it."""
    _HELPS[str(said)] = said
    return str(said)


def help_text(owner: object) -> Text:
    """Find the help of a command or of what it takes, in both languages."""
    return _HELPS.get(str(owner), text(str(owner or "")))


class _Helping:
    """Writes the help of a command; the headings of Typer are in English only."""

    def get_help(self, ctx: Any) -> str:
        """Write usage, what the command does, and tables of what it takes."""
        shown, command = language_asked(), ctx.command
        params = command.get_params(ctx)
        taken = [param for param in params if param.param_type_name == "argument"]
        options = [param for param in params if param.param_type_name == "option"]
        commands = getattr(command, "commands", {})
        words = [text(_word(param)) for param in taken]
        words += [joined([say("COMMAND"), "…"], " ")] * bool(commands)
        console = Console(highlight=False)
        with console.capture() as capture:
            for said in (_usage(ctx.command_path, words), help_text(command.help)):
                console.print(escape(said.shown(shown, "\n")), end="\n\n")
            for heading, rows in (
                (say("Commands"), [(name, help_text(c.help)) for name, c in commands.items()]),
                (say("Arguments"), [(_word(param), help_text(param.help)) for param in taken]),
                (say("Options"), [_of_option(param) for param in options]),
            ):
                if rows:
                    _print_table(console, heading.shown(shown), rows, shown)
        return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _word(param: Any) -> str:
    """Name an argument: in brackets where it need not be given."""
    name = str(param.name) + " …" * (param.nargs < 0)
    return name if param.required else f"[{name}]"


def _print_table(
    console: Console, heading: str, rows: Iterable[tuple[str, Text]], shown: Shown
) -> None:
    grid = Table.grid(padding=(0, 2))
    for name, said in rows:
        grid.add_row(escape(name), escape(said.shown(shown)))
    console.print(f"[bold]{heading}[/bold]", Padding(grid, (0, 0, 1, 2)))


def _usage(path: str, words: Iterable[Text]) -> Text:
    """Say in which order a command takes its words."""
    options = joined(["[", say("OPTIONS"), "]"], "")
    return say("Usage: {command}", command=joined([path, options, *words], " "))


def _of_option(option: Any) -> tuple[str, Text]:
    """Name an option, and say what it is for and what holds where it is not given."""
    if option.name == "help":
        return "--help", say("show this and end")
    said = [help_text(option.help)]
    if option.envvar and option.default is None:
        said.append(say("(environment: {name})", name=option.envvar))
    elif option.envvar:
        said.append(
            say("(environment: {name}; else {value})", name=option.envvar, value=option.default)
        )
    elif option.required:
        said.append(say("(must be given)"))
    elif option.default and not option.is_flag:
        said.append(say("(else {value})", value=option.default))
    return " ".join(option.opts) + " …" * (not option.is_flag), joined(said, " ")


class HelpedCommand(_Helping, TyperCommand):
    """A command whose help is in the language that was asked for."""


class HelpedGroup(_Helping, TyperGroup):
    """Commands whose help is in the language that was asked for."""


def below(
    app: typer.Typer, name: str, duty: Text
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Put a command below another, with its duty as help."""
    return app.command(name, cls=HelpedCommand, help=helped(duty))
