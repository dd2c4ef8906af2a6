"""In which language the program answers: asked for with ``--lang`` or ``PLANNER_LANG``."""

from __future__ import annotations

import os
import sys
from typing import get_args

import typer

from planner.words.text import Shown

LANGUAGES_SHOWN: tuple[Shown, ...] = get_args(Shown)


def language_of(context: typer.Context) -> Shown:
    """In which language a command answers; both where what was asked for is none."""
    return _known(context.find_root().params.get("lang"))


def language_asked() -> Shown:
    """In which language to speak of a command line that is not read yet, or cannot be.

    Help and what is wrong with a line are shown before Typer has read `--lang`.
    """
    words = sys.argv[1:]
    asked = os.environ.get("PLANNER_LANG")
    for word, after in zip(words, [*words[1:], ""]):
        name, sign, value = word.partition("=")
        if name == "--lang":
            asked = value if sign else after
    return _known(asked)


def _known(asked: object) -> Shown:
    return next((shown for shown in LANGUAGES_SHOWN if shown == asked), "both")
