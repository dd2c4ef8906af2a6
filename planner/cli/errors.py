"""Errors, as people and as machines read them."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, NoReturn, cast

import typer
from typer.core import TyperGroup

from planner.cli.options import language_of
from planner.errors import EXIT_BAD_INPUT, InputError, PlannerError, Problem
from planner.words.text import LANGUAGES, Shown, say, text

EXIT_INTERRUPTED = 130
PARTS = ("place", "found", "expected", "mend")
# A command line that does not fit; Typer has no name of its own for it.
UsageError = cast("type[Exception]", typer.BadParameter.__base__)


class Planner(TyperGroup):
    """The program: what goes wrong in a command is said in the language that was asked for."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; errors are printed for people, and end with their exit code."""
        try:
            return super().invoke(ctx)
        except PlannerError as error:
            _fail(error, language_of(ctx))
        except UsageError as error:
            _fail(_mistyped(error), language_of(ctx))
        except KeyboardInterrupt:
            stopped = say("stopped; nothing was written")
            print(stopped.shown(language_of(ctx), "\n"), file=sys.stderr)
            raise SystemExit(EXIT_INTERRUPTED) from None


def _mistyped(error: Any) -> InputError:
    """Say what is wrong with a command line; what Typer seldom says stays in its own words."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":  # the help is all that it has to say
        raise error
    path = error.ctx.command_path if error.ctx else "planner"
    found, expected = text(error.format_message()), say("a command line that fits")
    if kind == "NoSuchOption":
        found = say("there is no option `{option}`", option=error.option_name)
        if error.possibilities:
            expected = say("one of {names}", names=", ".join(sorted(error.possibilities)))
    elif kind == "MissingParameter":
        found = say("`{name}` is missing", name=error.param.opts[-1])
        expected = say("a value")
    elif kind == "BadOptionUsage":
        found = say("`{option}` without its value", option=error.option_name)
        expected = say("a value")
    elif command := re.match("No such command '(.*?)'", found.en):
        found = say("there is no command `{command}`", command=command[1])
        expected = say("one of {names}", names=", ".join(error.ctx.command.commands))
    return InputError(Problem(path, found, expected, say("see `{command} --help`", command=path)))


def _fail(error: PlannerError, shown: Shown) -> NoReturn:
    if "--json" in sys.argv:
        told = {
            "error": type(error).__name__,
            "problems": [_in_english(problem) for problem in error.problems],
            "said": [_in_both(problem) for problem in error.problems],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    print(error.shown(shown), file=sys.stderr)
    raise SystemExit(error.exit_code or EXIT_BAD_INPUT)


def _in_english(problem: Problem) -> dict[str, str]:
    return {part: text(getattr(problem, part)).en for part in PARTS}


def _in_both(problem: Problem) -> dict[str, dict[str, str]]:
    parts = {part: text(getattr(problem, part)) for part in PARTS}
    return {part: {each: said.in_(each) for each in LANGUAGES} for part, said in parts.items()}
