"""Where a table of units comes from: carried beside it, in one key of its ``attrs``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.words import Confidence, Text, base_text

# Tables are cut, joined and copied by pandas, which hands on ``attrs`` and nothing else of ours: a
# noun around the table would be lost, or be unpacked and packed again, at each of these steps.
KEY = "provenance"
Table = TypeVar("Table", bound=pd.DataFrame)


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its name, without folder, and the hash of its bytes."""

    name: str
    sha256: str
    path: Path | None = field(default=None, compare=False, repr=False)
    """Where it lay, if it is a file of the user; of shipped data, and when read back: nothing."""

    def as_dict(self) -> dict[str, str]:
        """Give it as a record holds it, which says of no folder."""
        return {"name": self.name, "sha256": self.sha256}


@dataclass(frozen=True)
class StatedFact:
    """What a value ("yes", "no", "unknown" or a number) in a column rests on."""

    column: str
    value: str
    source: Text
    confidence: Confidence
    codes: frozenset[str] = frozenset()
    """The units of which it was said; none: all that have the value."""
    likely: bool = False
    """The likeliest answer and no more: what hangs on it stays open."""


@dataclass(frozen=True)
class OtherFigure:
    """What the figure of a unit would be, where the one at hand is doubtful."""

    code: str
    column: str
    value: float
    why: Text


@dataclass(frozen=True, eq=False)
class Overlay:
    """A layer of one's own that maps draw over the units.

    Attributes
    ----------
    name : Text
        What the legend calls it.
    colour : str
        ``#rrggbb``.
    width_mm : float
        Width of its lines on A3.
    dash_mm : tuple of float
        Dash and gap on A3, in turn; empty: a whole line.
    shapes : GeoDataFrame
        ``label`` (empty: none) and points, lines or areas, in the system of the units.
    """

    name: Text
    colour: str
    width_mm: float
    dash_mm: tuple[float, ...]
    shapes: gpd.GeoDataFrame


@dataclass(frozen=True)
class Provenance:
    """What a reader of the results has to know about the data.

    Attributes
    ----------
    inputs : tuple of InputFile
        In the order of reading.
    notes : tuple of Text
        Bases and assumptions that every report prints.
    repairs : tuple of Text
        What was mended in the outlines: unit, fault, area before and after.
    facts : tuple of StatedFact
        Facts with no register at hand.
    others : tuple of OtherFigure
        Other figures that may hold, of doubtful ones.
    bases : mapping of str to Text
        What ``people_base`` and ``area_base`` hold → its name in both languages.
    overlays : tuple of Overlay
        Layers of one's own that maps draw, the last above all.
    """

    inputs: tuple[InputFile, ...] = ()
    notes: tuple[Text, ...] = ()
    repairs: tuple[Text, ...] = ()
    facts: tuple[StatedFact, ...] = ()
    bases: Mapping[str, Text] = field(default_factory=dict)
    others: tuple[OtherFigure, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # pandas copies ``attrs`` deeply with every table that it makes of another.
        return self


def provenance_of(table: pd.DataFrame) -> Provenance:
    """Give what is known of a table; nothing for one that was made in memory."""
    found: Provenance = table.attrs.get(KEY, Provenance())
    return found


def attach(table: Table, provenance: Provenance) -> Table:
    """Let a new table carry its provenance, and give it back."""
    table.attrs = {KEY: provenance}
    return table


def only_likely(
    units: pd.DataFrame, column: str, facts: Iterable[StatedFact] | None = None
) -> npt.NDArray[np.bool_]:
    """Tell the units whose value in a column is the likeliest answer and no more.

    Parameters
    ----------
    units : DataFrame
    column : str
    facts : iterable of StatedFact, optional
        What was stated of the units so far; by default what they carry.

    Returns
    -------
    ndarray of bool, shape (len(units),)
    """
    likely = np.zeros(len(units), dtype=bool)
    for fact in provenance_of(units).facts if facts is None else facts:
        if fact.likely and fact.column == column:
            same = (units[column] == (fact.value == "yes")).fillna(False).to_numpy(dtype=bool)
            likely |= units.index.isin(fact.codes) if fact.codes else same
    return likely


def rests_on(units: pd.DataFrame, column: str = "people_base") -> Text:
    """Name what the figures of a table rest on, all its bases together."""
    return base_text(" + ".join(sorted(set(units[column]))), provenance_of(units).bases)
