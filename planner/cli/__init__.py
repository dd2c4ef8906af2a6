"""The commands."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from planner.errors import EXIT_BAD_INPUT, InputError, Problem, raise_if_any, system_fault
from planner.words.text import say

__all__ = ["main"]


def main() -> None:
    """Do what the command line asks for, where anything can be done at all."""
    try:
        check_surroundings()
    except InputError as error:
        # Before any library is read: some stumble over just this.
        print(error.shown(), file=sys.stderr)
        raise SystemExit(EXIT_BAD_INPUT) from None
    # Where a console says that it has no width, nothing would be shown at all.
    if not os.environ.get("COLUMNS", "80").isdecimal() or int(os.environ.get("COLUMNS", "80")) < 20:
        del os.environ["COLUMNS"]
    from planner.cli.commands import main as command

    command()


def check_surroundings() -> None:
    """Refuse what no command can work in: a folder that is gone, a date that is none.

    Raises
    ------
    InputError
        What libraries would stumble over in the midst of the work.
    """
    problems = []
    try:
        Path.cwd()
    except OSError as error:
        gone, go = say("the folder of a project"), say("go to a folder that is there (`cd`)")
        problems.append(Problem(say("the working folder"), system_fault(error), gone, go))
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not re.fullmatch(r"\d{1,11}", epoch):
        whole, mend = say("a whole number of seconds"), say("correct it, or unset it")
        problems.append(Problem("SOURCE_DATE_EPOCH", epoch[:40], whole, mend))
    raise_if_any(problems)
