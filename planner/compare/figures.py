"""The figures of a comparison: of one plan, and of how far two plans agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.evaluate import Evaluation
from planner.plan import Plan
from planner.terms import TERMS
from planner.words import DECIMALS, UNITS, Pair

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Figure:
    """A figure of a comparison: words, unit of measure, decimals, and how it is reckoned."""

    vi: str
    en: str
    unit: Pair
    decimals: int
    formula: Pair


def _of_term(name: str, vi: str, en: str) -> Figure:
    term = TERMS[name]
    return Figure(term.vi, term.en, UNITS[term.unit], DECIMALS.get(term.unit, 0), (vi, en))


_COUNT, _RATIO = UNITS["đơn vị"], UNITS[""]
_PAIRS: Pair = ("cặp", "pairs")

INDICATORS: dict[str, Figure] = {
    "units": Figure("Số đơn vị mới", "New units", _COUNT, 0, ("đếm", "counted")),
    "below_standard": _of_term("below_standard", "theo bộ quy tắc", "by the rule set"),
    "resting_on_waiver": Figure(
        "Đơn vị chỉ đạt nhờ miễn xét",
        "Units resting on a waiver",
        _COUNT,
        0,
        ("theo bộ quy tắc", "by the rule set"),
    ),
    "not_accepted": Figure(
        "Đơn vị chưa đạt và không được miễn",
        "Units not accepted",
        _COUNT,
        0,
        (
            "không đạt mà không được miễn hay giữ nguyên; hoặc không có quy tắc",
            "missed and neither waived nor left as it is; or no rule",
        ),
    ),
    "shortfall": _of_term(
        "shortfall", "Σ (100 % − tỷ lệ đạt) khi dưới 100 %", "Σ (100 % − attained) below 100 %"
    ),
    "disturbed": _of_term(
        "disturbed",
        "người ngoài đơn vị đông dân nhất của mỗi đơn vị mới",
        "people outside the most populous member of each new unit",
    ),
    "inertia": _of_term(
        "inertia",
        "Σ p·d², d đến tâm dân cư của đơn vị mới",
        "Σ p·d², d to the centre of people of the new unit",
    ),
    "districts_crossed": _of_term(
        "districts_crossed", "Σ (số huyện trong đơn vị mới − 1)", "Σ (districts in a new unit − 1)"
    ),
    "polsby_popper_mean": Figure(
        "Độ gọn Polsby–Popper, trung bình",
        "Polsby–Popper compactness, mean",
        _RATIO,
        3,
        ("4πA ∕ P²; hình tròn là 1", "4πA ∕ P²; a circle has 1"),
    ),
    "polsby_popper_least": Figure(
        "Độ gọn Polsby–Popper, thấp nhất",
        "Polsby–Popper compactness, lowest",
        _RATIO,
        3,
        ("4πA ∕ P²; hình tròn là 1", "4πA ∕ P²; a circle has 1"),
    ),
    "reock_mean": Figure(
        "Độ gọn Reock, trung bình",
        "Reock compactness, mean",
        _RATIO,
        3,
        ("A ∕ hình tròn nhỏ nhất chứa đơn vị", "A ∕ smallest circle around the unit"),
    ),
    "reock_least": Figure(
        "Độ gọn Reock, thấp nhất",
        "Reock compactness, lowest",
        _RATIO,
        3,
        ("A ∕ hình tròn nhỏ nhất chứa đơn vị", "A ∕ smallest circle around the unit"),
    ),
    "variation_people": Figure(
        "Hệ số biến thiên dân số",
        "Variation of people",
        _RATIO,
        3,
        ("độ lệch chuẩn ∕ trung bình", "standard deviation ∕ mean"),
    ),
    "largest_to_smallest": Figure(
        "Dân số lớn nhất so với nhỏ nhất",
        "Most people to fewest",
        ("lần", "times"),
        1,
        ("lớn nhất ∕ nhỏ nhất", "largest ∕ smallest"),
    ),
    "access": Figure(
        "Đường đến trụ sở, cộng mọi người",
        "Way to the seat, all people",
        ("người·km", "person-km"),
        0,
        (
            "Σ người · đường chim bay đến điểm của đơn vị đặt trụ sở",
            "Σ people · straight line to the point of the unit that gives the seat",
        ),
    ),
    "access_mean": Figure(
        "Đường đến trụ sở, bình quân đầu người",
        "Way to the seat, mean per person",
        ("km", "km"),
        2,
        ("người·km ∕ dân số", "person-km ∕ people"),
    ),
    "assumed_share": Figure(
        "Đơn vị có số liệu theo tỷ lệ chia giả định",
        "Units resting on an assumed share",
        _COUNT,
        0,
        (
            "nhận phần của đơn vị bị chia mà văn bản không nêu tỷ lệ",
            "take part of a divided unit, by a share that no text states",
        ),
    ),
}
PAIR_FIGURES: dict[str, Figure] = {
    "both": Figure(
        "Cặp cùng nhập ở cả hai",
        "Pairs merged in both",
        _PAIRS,
        0,
        ("cặp đơn vị chung một đơn vị mới", "pairs of units in one new unit"),
    ),
    "first_only": Figure(
        "Chỉ ở phương án thứ nhất", "In the first only", _PAIRS, 0, ("như trên", "as before")
    ),
    "second_only": Figure(
        "Chỉ ở phương án thứ hai", "In the second only", _PAIRS, 0, ("như trên", "as before")
    ),
    "rand": Figure(
        "Chỉ số Rand",
        "Rand index",
        _RATIO,
        4,
        ("phần các cặp mà hai phương án xử lý như nhau", "share of pairs treated alike"),
    ),
    "adjusted_rand": Figure(
        "Chỉ số Rand hiệu chỉnh",
        "Adjusted Rand index",
        _RATIO,
        4,
        ("0 khi trùng như ngẫu nhiên, 1 khi giống hệt", "0 as by chance, 1 when identical"),
    ),
    "variation": Figure(
        "Biến thiên thông tin",
        "Variation of information",
        ("nat", "nats"),
        4,
        ("H(A) + H(B) − 2·I(A,B); 0 khi giống hệt", "H(A) + H(B) − 2·I(A,B); 0 when identical"),
    ),
    "identical": Figure(
        "Đơn vị mới gồm cùng thành viên",
        "New units of the same members",
        _COUNT,
        0,
        ("kể cả đơn vị giữ nguyên ở cả hai", "units that stay in both are counted"),
    ),
}


def figures(evaluation: Evaluation) -> pd.Series[float]:
    """Reckon the indicators of one plan.

    Returns
    -------
    Series of float, index the keys of ``INDICATORS``
        In the units of measure that stand there; ``NaN`` where a figure does
        not exist (a new unit without people has no ratio).
    """
    values = evaluation.indicators.set_index("indicator")["after"].astype(float).to_dict()
    people = evaluation.merged["people"].to_numpy(dtype=np.float64)
    polsby_popper, reock = compactness(evaluation.merged)
    walked = access(evaluation.units, evaluation.plan)
    total = float(people.sum())
    values |= {
        "not_accepted": values["units"] - values["accepted"],
        "polsby_popper_mean": polsby_popper.mean(),
        "polsby_popper_least": polsby_popper.min(),
        "reock_mean": reock.mean(),
        "reock_least": reock.min(),
        "largest_to_smallest": people.max() / people.min() if people.min() > 0 else math.nan,
        "access": walked,
        "access_mean": walked / total if total > 0 else math.nan,
    }
    return pd.Series({name: float(values[name]) for name in INDICATORS})


def compactness(units: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    """Measure how compact outlines are.

    Polsby and Popper (1991): 4πA ∕ P², 1 for a circle.  Reock (1961):
    A ∕ πr², r the radius of the smallest circle around the outline.  A is the
    area of the outline, not the registered one.  All parts of a unit (its
    islands) count together in A, in P and in the circle; rings around holes
    count in P.

    Returns
    -------
    two arrays, shape (n,)
        Polsby–Popper and Reock, in the order of ``units``.
    """
    shapes = units.geometry.to_numpy()
    area = shapely.area(shapes)
    # The radius is exact, the polygon that stands for the circle is not.
    circle = np.pi * shapely.minimum_bounding_radius(shapes) ** 2
    return 4.0 * np.pi * area / shapely.length(shapes) ** 2, area / circle


def access(units: gpd.GeoDataFrame, plan: Plan) -> float:
    """Sum the straight ways of all people to the seat of their new unit, in person-km.

    Each unit stands for its people at its point (``x_m``, ``y_m``).  The seat
    is at the point of the member whose code the new unit has, else of the
    member that brings most people, of equals the first by code.
    """
    parts = plan.parts.assign(
        people=plan.parts["share_people"] * plan.parts["code"].map(units["people"]),
        named=plan.parts["code"] == plan.parts["new_code"],
    )
    order = ["new_code", "named", "people", "code"]
    first = parts.sort_values(order, ascending=[True, False, False, True])
    seats = first.drop_duplicates("new_code").set_index("new_code")["code"]
    points = units[["x_m", "y_m"]].astype(float)
    home = points.loc[parts["code"]].to_numpy()
    seat = points.loc[parts["new_code"].map(seats)].to_numpy()
    return float(parts["people"].to_numpy() @ np.hypot(*(home - seat).T)) / 1000.0


def agreement(one: pd.Series[Any], other: pd.Series[Any]) -> dict[str, float | int]:
    """Compare two partitions of the same units; each unit counts the same.

    Rand (1971): share of pairs of units that both plans join or both part.
    Adjusted by Hubert and Arabie (1985).  Variation of information by Meilă
    (2007), in nats: H(A) + H(B) − 2·I(A, B), here
    −Σ n_ij ∕ n · [ln(n_ij ∕ a_i) + ln(n_ij ∕ b_j)].

    Parameters
    ----------
    one, other : Series, same index
        New unit of each unit.

    Returns
    -------
    dict
        The keys of ``PAIR_FIGURES``.
    """
    table = pd.crosstab(one, other.reindex(one.index)).to_numpy(dtype=np.int64)
    a, b = table.sum(axis=1), table.sum(axis=0)
    n = int(table.sum())
    both, in_one, in_other = (_pairs(counts) for counts in (table, a, b))
    every = n * (n - 1) // 2
    expected = in_one * in_other / every if every else 0.0
    room = (in_one + in_other) / 2.0 - expected
    i, j = np.nonzero(table)
    shared = table[i, j]
    lost = -(shared / n) @ (np.log(shared / a[i]) + np.log(shared / b[j]))
    return {
        "both": both,
        "first_only": in_one - both,
        "second_only": in_other - both,
        "rand": 1.0 - (in_one + in_other - 2 * both) / every if every else 1.0,
        # Without room both plans join all pairs, or none: they are the same.
        "adjusted_rand": (both - expected) / room if room else 1.0,
        "variation": max(float(lost), 0.0),
        "identical": int(((shared == a[i]) & (shared == b[j])).sum()),
    }


def _pairs(counts: IntArray) -> int:
    return int((counts * (counts - 1) // 2).sum())
