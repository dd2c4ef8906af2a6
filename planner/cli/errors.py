"""Errors, as people and as machines read them."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from typer.core import TyperGroup

from planner.cli.options import language_of
from planner.errors import EXIT_BAD_INPUT, PlannerError, Problem
from planner.words.text import LANGUAGES, Shown, say, text

EXIT_INTERRUPTED = 130
PARTS = ("place", "found", "expected", "mend")


class Planner(TyperGroup):
    """The program: what goes wrong in a command is said in the language that was asked for."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; errors are printed for people, and end with their exit code."""
        try:
            return super().invoke(ctx)
        except PlannerError as error:
            _fail(error, language_of(ctx))
        except KeyboardInterrupt:
            stopped = say("stopped; nothing was written")
            print(stopped.shown(language_of(ctx), "\n"), file=sys.stderr)
            raise SystemExit(EXIT_INTERRUPTED) from None


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
