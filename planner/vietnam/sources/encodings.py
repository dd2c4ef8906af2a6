"""Encodings: names in TCVN3, VNI or Windows-1258, found by how Vietnamese they read, made Unicode.

A Shapefile that does not say how its letters are written is read as Latin ones, and so are files
that others made of it.  Each encoding is tried on every word; the one in which they are syllables
of Vietnamese is taken, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.sources.cells import as_text
from planner.words.letters import READERS, Encoding, decoded, vietnamese
from planner.words.text import Text, joined, say

_ENOUGH, _LIKELY, _APART = 0.75, 0.5, 0.25
"""What share of words is Vietnamese where it is sure, or likely; how far ahead of the next."""


def as_meant(
    frame: gpd.GeoDataFrame, declared: Encoding | None, place: str
) -> tuple[gpd.GeoDataFrame, Text | None]:
    """Give text columns as they are meant.

    Parameters
    ----------
    frame : GeoDataFrame
        As read; letters of an unknown encoding as Latin ones.
    declared : Encoding, optional
        The encoding, where it is known: nothing is guessed then.
    place : str
        File, for the messages.

    Returns
    -------
    tuple of GeoDataFrame and Text
        Text in NFC; what was converted, with three examples, or none.

    Raises
    ------
    InputError
        Letters that are not Vietnamese, and no encoding in which they clearly are; or a stated
        one in which they cannot be read.
    """
    columns = [
        str(name)
        for name in frame.columns.drop("geometry")
        if pd.api.types.is_string_dtype(frame[name])
    ]
    cells = {text for name in columns for text in frame[name] if isinstance(text, str)}
    read, note = meaning(cells, declared, place)
    return frame.assign(**{name: as_text(frame[name].map(read)) for name in columns}), note


def meaning(
    cells: Set[str], declared: Encoding | None, place: str
) -> tuple[Callable[[object], object], Text | None]:
    """Find how the texts of a file are meant.

    Parameters
    ----------
    cells : set of str
        Every text of the file, as read.
    declared : Encoding, optional
        The encoding, where it is known.
    place : str
        File, for the messages.

    Returns
    -------
    tuple of callable and Text
        Gives a cell as it is meant; what was converted, with three examples, or none.

    Raises
    ------
    InputError
        As :func:`as_meant` does.
    """
    # Bytes that stand for a space elsewhere are letters of UTF-8.
    words = sorted({word for text in cells for word in text.split(" ") if not word.isascii()})
    encoding = declared if declared is not None else _guess(words, place)
    meant = {} if encoding is None else _meant(words, encoding, place)

    def read(text: object) -> object:
        return " ".join(meant.get(w, w) for w in text.split(" ")) if isinstance(text, str) else text

    examples = [f"{text} → {read(text)}" for text in sorted(cells) if read(text) != text]
    if not examples:
        return read, None
    note = say(
        "{file}: text in {encoding} made Unicode: {examples}.",
        file=place,
        encoding=encoding,
        examples=joined(_three(examples), "; "),
    )
    return read, note


def _meant(words: list[str], encoding: Encoding, place: str) -> dict[str, str]:
    """Read words as an encoding has them; what reads well as it is was Unicode already."""
    if all(map(vietnamese, words)):
        return {}
    meant = {word: decoded(word, encoding) for word in words}
    lost = [word for word, read in meant.items() if read is None]
    if lost:
        found = say("{words}, which are not {name}", words=listed(lost), name=encoding)
        raise _unclear(place, found)
    return {word: read for word, read in meant.items() if read is not None}


def _three(examples: list[str]) -> list[str]:
    """Choose three, from far apart."""
    return (
        examples if len(examples) < 4 else [examples[0], examples[len(examples) // 2], examples[-1]]
    )


def _guess(words: list[str], place: str) -> Encoding | None:
    """Find the encoding in which words are Vietnamese; none where they are as they were read."""
    if not words:
        return None
    own = _share(words)
    if own >= _ENOUGH:
        return None
    shares = {name: _share(decoded(word, name) for word in words) for name in READERS}
    best = max(shares, key=lambda name: shares[name])
    rest = max([own, *(share for name, share in shares.items() if name != best)])
    if shares[best] >= _ENOUGH and shares[best] - rest >= _APART:
        return best
    # Names of other tongues are no fault.
    if shares[best] < _LIKELY or shares[best] <= own:
        return None
    likely = say("perhaps {name}: {words}", name=best, words=listed(_shown(words, best), 3))
    raise _unclear(place, joined([listed(words, 3), likely], "; "))


def _share(words: Iterable[str | None]) -> float:
    found = [vietnamese(word) for word in words]
    return sum(found) / len(found)


def _shown(words: list[str], encoding: Encoding) -> list[str]:
    return [f"{word} → {decoded(word, encoding) or '?'}" for word in words]


def _unclear(place: str, reason: Text) -> InputError:
    return InputError(
        Problem(
            say("{place}, letters", place=place),
            reason,
            say("Vietnamese text in Unicode"),
            say(
                "state the encoding under `units.encoding` (tcvn3, vni, windows-1258, utf-8), or"
                " export the file again in UTF-8"
            ),
        )
    )
