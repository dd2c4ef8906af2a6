"""The categories of the legend, which the QGIS styles share: one table, drawn twice.

Urban and rural differ in lightness, so that a grey copy still tells them
apart; what changes is tinted and heavily outlined, what stays is white.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.evaluate import Evaluation
from planner.plan import heirs
from planner.units import KINDS
from planner.words import Pair

WHITE = "#ffffff"
# Orange, yellow, green, violet: of different lightness, and told apart with colour blindness.
TINTS = {
    "phuong": "#e88f3f",
    "thi_tran": "#f0c64e",
    "xa": "#dcebc4",
    "dac_khu": "#c3b1dc",
    "quan": "#e88f3f",
    "thanh_pho": "#e88f3f",
    "thi_xa": "#f0c64e",
    "huyen": "#dcebc4",
    "tinh": "#dcebc4",
    "thanh_pho_tw": "#e88f3f",
}
# A unit that stays has no tint; a hatch keeps urban and rural apart.
HATCHES = {"phuong": "////", "thi_tran": "....", "dac_khu": "xxxx"}
HATCHES |= {"quan": "////", "thanh_pho": "////", "thi_xa": "....", "thanh_pho_tw": "////"}


@dataclass(frozen=True)
class Category:
    """How areas of one kind look.

    Attributes
    ----------
    key : str
        Value in the column ``category`` of the GIS layers.
    word : pair of str
        Vietnamese, English.
    fill : str
        Colour, ``#rrggbb``.
    hatch : str
        Matplotlib's signs: ``////``, ``....``, ``xxxx`` or none.
    heavy : bool
        Outlined by the heavy line of a new unit.
    """

    key: str
    word: Pair
    fill: str
    hatch: str = ""
    heavy: bool = False


@dataclass(frozen=True)
class Line:
    """How a border looks: width and dashes in mm on A3, distinct without colour."""

    word: Pair
    width: float
    dash: tuple[float, ...] = ()
    colour: str = "#1a1a1a"


LINES = {
    "province": Line(("Ranh giới tỉnh, bờ biển", "Province border, coast"), 0.7),
    "islet": Line(("Bờ đảo nhỏ", "Coast of an islet"), 0.15),
    "district": Line(("Ranh giới cấp huyện", "District border"), 0.45, (3.2, 0.8, 0.5, 0.8)),
    "unit": Line(("Ranh giới {level}", "Border, {level}"), 0.2, (1.2, 0.5), "#333333"),
    "new": Line(("Ranh giới đơn vị mới", "Border of a new unit"), 0.45),
    "former": Line(
        ("Ranh giới cũ, bị xóa", "Former border, dissolved"), 0.13, (0.35, 0.5), "#555555"
    ),
    "neither": Line(
        ("Ranh giới hiện nay, cả hai đều bỏ", "Border of today in neither plan"),
        0.13,
        (0.35, 0.5),
        "#555555",
    ),
    "first": Line(("Ranh giới chỉ có ở phương án A", "Border of plan A only"), 0.6, (), "#0b5fa5"),
    "second": Line(
        ("Ranh giới chỉ có ở phương án B", "Border of plan B only"), 0.6, (1.6, 0.7), "#b34700"
    ),
    "both": Line(("Ranh giới có ở cả hai", "Border of both plans"), 0.35),
}
# Lines that are told apart by colour and dashes stand on a white one, which a grey copy needs.
CASED, CASING = ("first", "second"), 0.5
# A pale edge outside the province, as administrative maps have it: width in mm, colour.
EDGE = (3.0, "#d9cfe0")
GAP = Category(
    "gap",
    ("Không thuộc đơn vị nào trong số liệu", "In no unit of the data (lake or gap)"),
    "#dce9f2",
    "----",
)
DIFFERENCES = [
    Category("same", ("Hai phương án như nhau", "Same in both plans"), WHITE),
    Category("renamed", ("Cùng địa bàn, khác tên", "Same area, other name"), "#f0c64e", "...."),
    Category("differs", ("Hai phương án khác nhau", "Plans differ"), "#cfe3f2", "////"),
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
    order = [f"{kind}{state}" for state in ("", "_new", "_kept") for kind in KINDS]
    return [_category(key) for key in sorted(set(keys), key=order.index)]


def _category(key: str) -> Category:
    kind = key.removesuffix("_new").removesuffix("_kept")
    entry, vi, en = KINDS[kind], KINDS[kind].vi, KINDS[kind].en
    if key.endswith("_new"):
        word = (f"{vi} hình thành sau sắp xếp", f"{en} formed by the plan")
        return Category(key, word, TINTS[kind], heavy=True)
    if key.endswith("_kept"):
        word = (f"{vi} giữ nguyên", f"{en} that stays as it is")
        return Category(key, word, WHITE, HATCHES.get(kind, ""))
    return Category(key, (vi, en), TINTS[kind] if entry else WHITE)


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
