"""Errors, as people and as machines read them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, cast

import typer

from planner.cli.help import help_text
from planner.cli.language import language_asked
from planner.errors import EXIT_BAD_INPUT, InputError, PlannerError, Problem
from planner.words.text import LANGUAGES, Text, quoting, say, text

EXIT_INTERRUPTED = 130
PARTS = ("place", "found", "expected", "mend")
# A command line that does not fit; Typer has no name of its own for it.
UsageError = cast("type[Exception]", typer.BadParameter.__base__)


@contextmanager
def telling_faults() -> Iterator[None]:
    """Tell what goes wrong in the language that was asked for, and end with its exit code."""
    try:
        yield
    except PlannerError as error:
        _fail(error)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is all that it has to say
            print(error, file=sys.stderr)
            raise SystemExit(EXIT_BAD_INPUT) from None
        _fail(_mistyped(error))
    except (KeyboardInterrupt, typer.Abort):
        _stopped()
    except SystemExit as end:
        # Typer makes a number of the signal.
        if end.code == EXIT_INTERRUPTED:
            _stopped()
        raise


def _stopped() -> NoReturn:
    print(say("stopped; nothing was changed").shown(language_asked(), "\n"), file=sys.stderr)
    raise SystemExit(EXIT_INTERRUPTED)


def _mistyped(error: Any) -> InputError:
    """Say what is wrong with a command line."""
    kind, context = type(error).__name__, error.ctx
    path = context.command_path if context else _path_typed()
    mend = say("see `{command} --help`", command=path)
    if kind == "NoSuchOption":
        names = [name for param in context.command.get_params(context) for name in param.opts]
        found = say("there is no option `{option}`", option=error.option_name)
        expected = _one_of(error.possibilities or [name for name in names if name[0] == "-"])
        if error.option_name == "--lang":
            mend = say("write it before the command: `planner --lang vi …`")
    elif kind == "MissingParameter":
        found = say("`{name}` is missing", name=error.param.opts[-1])
        expected = help_text(error.param.help)
    elif kind == "BadOptionUsage":
        found, expected = _misused(error.option_name)
    elif commands := getattr(context and context.command, "commands", None):
        found, expected = _no_such_command(error.format_message()), _one_of(commands)
    else:
        found, expected = _too_much(error.format_message()), say("a command line that fits")
        mend = say("leave it out; put a path that holds spaces into quotes")
    return InputError(Problem(path, found, expected, mend))


def _one_of(names: Iterable[str]) -> Text:
    return say("one of {names}", names=", ".join(names))


def _path_typed() -> str:
    """Name the command that was typed, where Typer did not come so far as to say."""
    pairs = zip(sys.argv, sys.argv[1:])
    words = [word for before, word in pairs if before != "--lang" and not word.startswith("-")]
    return " ".join(["planner", *words[:1]])


def _misused(option: str) -> tuple[Text, Text]:
    if any(word.startswith(f"{option}=") for word in sys.argv):
        return say("`{option}` with a value", option=option), say("`{option}` alone", option=option)
    return say("`{option}` without its value", option=option), say("a value")


def _no_such_command(message: str) -> Text:
    # Typer has no class for it; where its sentence changes, the name is left out.
    typed = re.search("'(.*?)'", message)
    return say("there is no command `{command}`", command=typed[1]) if typed else say("no command")


def _too_much(message: str) -> Text:
    """Name what a command does not take; what Typer seldom says stays in its words in English."""
    typed = re.search(r" \((.*)\)$", message)
    if typed:
        return say("`{words}`, which the command does not take", words=typed[1])
    return quoting(say("a command line that does not fit"), message)


def _fail(error: PlannerError) -> NoReturn:
    if "--json" in sys.argv:
        told = {
            "error": type(error).__name__,
            "problems": [_in_english(problem) for problem in error.problems],
            "said": [_in_both(problem) for problem in error.problems],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    print(error.shown(language_asked()), file=sys.stderr)
    raise SystemExit(error.exit_code or EXIT_BAD_INPUT)


def _in_english(problem: Problem) -> dict[str, str]:
    return {part: text(getattr(problem, part)).en for part in PARTS}


def _in_both(problem: Problem) -> dict[str, dict[str, str]]:
    parts = {part: text(getattr(problem, part)) for part in PARTS}
    return {part: {each: said.in_(each) for each in LANGUAGES} for part, said in parts.items()}
