"""In which language the program answers: asked for with ``--lang`` or ``PLANNER_LANG``."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import unicodedata
from typing import get_args

import typer

from planner.words.text import Shown

LANGUAGES_SHOWN: tuple[Shown, ...] = get_args(Shown)


def language_of(context: typer.Context) -> Shown:
    """In which language a command answers: Vietnamese where nothing is asked for.

    Both, where what was asked for is none.
    """
    return _known(context.find_root().params.get("lang"))


def language_asked() -> Shown:
    """In which language to speak of a command line that is not read yet, or cannot be.

    Help and what is wrong with a line are shown before Typer has read `--lang`.
    """
    words = sys.argv[1:]
    asked = os.environ.get("PLANNER_LANG", "vi")
    for word, after in zip(words, [*words[1:], ""]):
        name, sign, value = word.partition("=")
        if name == "--lang":
            asked = value if sign else after
    return _known(asked)


def print_anywhere() -> None:
    """Let every console print Vietnamese: one that lacks its letters gets them without marks.

    JSON stays what it is: where the console is not in UTF-8, other letters are escaped.
    """
    codecs.register_error("planner-plain", _plain)
    codecs.register_error("planner-json", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream is sys.stdout and "--json" in sys.argv:
            encoding = stream.encoding if _knows_all(stream.encoding) else "ascii"
            stream.reconfigure(encoding=encoding, errors="planner-json")
        else:
            stream.reconfigure(errors="planner-plain")


def _knows_all(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith("utf")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Write letters as an old typewriter did: "Phương án – 5 đơn vị" is "Phuong an - 5 don vi"."""
    assert isinstance(error, UnicodeEncodeError)
    letters = error.object[error.start : error.end].translate(_BY_HAND)
    apart = unicodedata.normalize("NFKD", letters)
    kept = (letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() else "?" for letter in kept), error.end


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


_BY_HAND = str.maketrans(
    {"\u0111": "d", "\u0110": "D", "→": "->", "–": "-", "−": "-", "×": "x", "·": "-", "⚠": "!"}
    | dict.fromkeys("“”„", '"')
    | dict.fromkeys("‘’", "'")
)


def _known(owner: object) -> Shown:
    return next((shown for shown in LANGUAGES_SHOWN if shown == owner), "both")
