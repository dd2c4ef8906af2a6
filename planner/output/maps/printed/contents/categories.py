"""The categories of the legend, which the QGIS styles share: one table, drawn twice.

Urban and rural differ in lightness, so that a grey copy still tells them
apart; what changes is tinted and heavily outlined, what stays is white.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.evaluation import Evaluation
from planner.plan import heirs
from planner.units import KINDS
from planner.words import ROLES, Text
from planner.words.outputs.printed import (
    AREAS,
    BORDERS,
    FORMED,
    KEPT,
)

WHITE = "#ffffff"


@dataclass(frozen=True)
class Category:
    """How areas of one kind look.

    Attributes
    ----------
    key : str
        Value in the column ``category`` of the GIS layers.
    word : Text
    fill : str
        Colour, ``#rrggbb``.
    hatch : str
        Matplotlib's signs: ``////``, ``....``, ``xxxx`` or none.
    heavy : bool
        Outlined by the heavy line of a new unit.
    """

    key: str
    word: Text
    fill: str
    hatch: str = ""
    heavy: bool = False


@dataclass(frozen=True)
class Line:
    """How a border looks: width and dashes in mm on A3, distinct without colour."""

    word: Text
    width: float
    dash: tuple[float, ...] = ()
    colour: str = "#1a1a1a"


LINES = {
    "province": Line(BORDERS["province"], 0.7),
    "islet": Line(BORDERS["islet"], 0.15),
    "district": Line(BORDERS["district"], 0.45, (3.2, 0.8, 0.5, 0.8)),
    "unit": Line(BORDERS["unit"], 0.2, (1.2, 0.5), "#333333"),
    "new": Line(BORDERS["new"], 0.45),
    # As on the page (`page/changes.js`): told apart by dash, in a colour of their own.
    "hangs": Line(BORDERS["hangs"], 0.6, (2.4, 1.2), "#b3122b"),
    "as_read": Line(BORDERS["as_read"], 0.7, (0.7, 1.0), "#b3122b"),
    "former": Line(BORDERS["former"], 0.13, (0.35, 0.5), "#555555"),
    "neither": Line(
        BORDERS["neither"],
        0.13,
        (0.35, 0.5),
        "#555555",
    ),
    # Plan A and plan B, here and on the page (`page/comparison/maps.js`): told apart by colour, by
    # lightness and by dash.
    "first": Line(BORDERS["first"], 0.65, (3.0, 1.0), "#0b4f8a"),
    "second": Line(BORDERS["second"], 0.75, (0.8, 0.8), "#d97706"),
    "both": Line(BORDERS["both"], 0.35),
    "dissolved": Line(BORDERS["former"], 0.6, (0.9, 0.7), "#b3261e"),
}
# Lines that are told apart by colour and dashes stand on a white one, which a grey copy needs.
CASED, CASING = ("first", "second", "dissolved", "hangs", "as_read"), 0.5
# A pale edge outside the province, as administrative maps have it: width in mm, colour.
EDGE = (3.0, "#d9cfe0")
GAP = Category(
    "gap",
    AREAS["gap"],
    "#dce9f2",
    "----",
)
# The plan on the units of today, by their roles.
BY_ROLE = [
    Category("stays", ROLES["stays"], WHITE),
    Category("gives_name", ROLES["gives_name"], "#cfe3f2"),
    Category("joins", ROLES["joins"], "#f0c64e", "...."),
    Category("divided", ROLES["divided"], "#c3b1dc", "xxxx"),
]
DIFFERENCES = [
    Category("same", AREAS["same"], WHITE),
    Category("renamed", AREAS["renamed"], "#f0c64e", "...."),
    Category("differs", AREAS["differs"], "#cfe3f2", "////"),
]


def present_category(kinds: pd.Series[str]) -> pd.Series[str]:
    """Give units of today their category: their kind."""
    return kinds.astype(str)


def proposal_category(evaluation: Evaluation) -> pd.Series[str]:
    """Give new units their category: kind, and whether anything changes there."""
    kept = set(evaluation.moves.loc[evaluation.moves["role"] == "stays", "new_code"])
    state = np.where(evaluation.merged.index.isin(list(kept)), "_kept", "_new")
    return pd.Series(evaluation.merged["kind"].astype(str) + state, evaluation.merged.index)


def change_category(evaluation: Evaluation) -> pd.Series[str]:
    """Give units of today their role in the plan; see ``evaluate.Evaluation.moves``."""
    roles: pd.Series[str] = evaluation.moves["role"].groupby(level=0).first()
    return roles


def categories(keys: Iterable[str]) -> list[Category]:
    """Describe categories of the present and of the proposal, in the order of the legend.

    Parameters
    ----------
    keys : iterable of str
        As :func:`present_category` or :func:`proposal_category` give them.
    """
    states = ("", "_new", "_kept")
    keys = set(keys)
    kinds = KINDS.among(_kind(key) for key in keys)
    order = [f"{kind}{state}" for state in states for kind in kinds]
    return [_category(key) for key in order if key in keys]


def _kind(key: str) -> str:
    return key.removesuffix("_new").removesuffix("_kept")


def _category(key: str) -> Category:
    kind = KINDS[_kind(key)]
    word = kind.words
    if key.endswith("_new"):
        return Category(key, FORMED.filled(kind=word), kind.tint, heavy=True)
    if key.endswith("_kept"):
        return Category(key, KEPT.filled(kind=word), WHITE, kind.hatch)
    return Category(key, word, kind.tint)


def difference_category(first: Evaluation, second: Evaluation) -> pd.Series[str]:
    """Say of each unit of today whether two plans put it together with the same others.

    Returns
    -------
    Series of str, index as ``first.units``
        ``same``, ``renamed`` or ``differs``.
    """
    sides = []
    for evaluation in (first, second):
        heir = heirs(evaluation.plan).reindex(evaluation.units.index)
        members = heir.groupby(heir).groups
        sides.append(
            (
                heir.map({new: frozenset(codes) for new, codes in members.items()}),
                heir.map(evaluation.merged["kind"] + " " + evaluation.merged["name"]),
            )
        )
    (one, name), (other, other_name) = sides
    same = one == other
    return pd.Series(
        np.select([same & (name == other_name), same], ["same", "renamed"], "differs"),
        index=first.units.index,
    )
