"""The page of prices: what it costs to remove each border, in one file that opens offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.evaluation import Evaluation
from planner.output.maps.borders import shared_lines
from planner.output.maps.document import render_page
from planner.output.maps.outlines import draw_outlines, far_islands, feature_collection
from planner.words import Text
from planner.words.outputs.maps import PRICE_CLASSES, PRICES

STYLES = ("page.css", "country/country.css", "prices/prices.css")
SCRIPTS = ("elements.js", "prices/prices.js")
OUTLINE_BYTES = 1_000_000
# From the cheapest to the dearest, then what no plan does.
COLOURS = ("#b2182b", "#ef8a62", "#f7c99b", "#92c5de", "#2166ac", "#8a8f94")


@dataclass(frozen=True)
class Line:
    """A border, what its price is said to be, and where it stands among the others.

    Attributes
    ----------
    one, other : str
        Codes of the units.
    text : Text
    rank : float or None
        From 0, the cheapest, to 1; None: no plan turns it round.
    """

    one: str
    other: str
    text: Text
    rank: float | None

    @property
    def group(self) -> int:
        """Number of its colour."""
        last = len(COLOURS) - 1
        return last if self.rank is None else min(int(self.rank * last), last - 1)


def write_prices_page(
    evaluation: Evaluation, lines: Sequence[Line], path: Path, *, title: Text, notes: Sequence[Text]
) -> None:
    """Write the page.

    Parameters
    ----------
    evaluation : Evaluation
    lines : sequence of Line
    path : Path
        File to write (HTML, UTF-8).
    title : Text
    notes : sequence of Text
        What the prices are.
    """
    outlines = draw_outlines(evaluation.units, evaluation.plan, OUTLINE_BYTES)
    pieces = {
        frozenset((border.one, border.other)): border.lines
        for border in shared_lines(outlines.present)
    }
    drawn = [line for line in lines if frozenset((line.one, line.other)) in pieces]
    borders: list[dict[str, Any]] = [
        {
            "lines": pieces[frozenset((line.one, line.other))],
            "class": line.group,
            "text": line.text,
        }
        for line in drawn
    ]
    ranks = pd.Series([line.rank for line in drawn], dtype=float).dropna()
    content: dict[str, Any] = {
        "title": title,
        "words": PRICES,
        "notes": list(notes),
        "classes": [
            {"colour": colour, "name": name, "dash": None if at < 5 else "4 6"}
            for at, (colour, name) in enumerate(zip(COLOURS, PRICE_CLASSES, strict=True))
        ],
        "borders": borders,
        "islands": far_islands(outlines.present, evaluation.units["name"]),
        "cheapest": [int(at) for at in ranks.sort_values(kind="stable").index[:20]],
    }
    layers = {"units": feature_collection(outlines.present)}
    page = render_page(content, layers, styles=STYLES, scripts=SCRIPTS)
    Path(path).write_bytes(page.encode("utf-8"))
