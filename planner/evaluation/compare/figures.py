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

from planner.evaluation import Evaluation
from planner.plan import Plan
from planner.plan.terms import TERMS
from planner.words import DECIMALS, UNITS, Text
from planner.words.numbers import COUNTED
from planner.words.outputs.comparison import FIGURES, FORMULAS, NATS, PAIRS, PERSON_KM, TIMES

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Figure:
    """A figure of a comparison: its name, unit of measure, decimals, and how it is reckoned."""

    name: Text
    unit: Text
    decimals: int
    formula: Text


def _of_term(name: str) -> Figure:
    term = TERMS[name]
    unit, decimals = UNITS[term.unit], DECIMALS.get(term.unit, 0)
    return Figure(Text(term.vi, term.en), unit, decimals, FORMULAS[name])


def _figure(name: str, unit: Text, decimals: int) -> Figure:
    return Figure(FIGURES[name], unit, decimals, FORMULAS[name])


# Steps of the quadrature over a circle.
RADII, ANGLES = 12, 24
_COUNT, _RATIO = UNITS[COUNTED], UNITS[""]

INDICATORS: dict[str, Figure] = {
    "units": _figure("units", _COUNT, 0),
    "below_standard": _of_term("below_standard"),
    "resting_on_waiver": _figure("resting_on_waiver", _COUNT, 0),
    "not_accepted": _figure("not_accepted", _COUNT, 0),
    "no_rule": _figure("no_rule", _COUNT, 0),
    **{name: _of_term(name) for name in ("shortfall", "disturbed", "inertia", "districts_crossed")},
    "polsby_popper_mean": _figure("polsby_popper_mean", _RATIO, 3),
    "polsby_popper_least": _figure("polsby_popper_least", _RATIO, 3),
    "reock_mean": _figure("reock_mean", _RATIO, 3),
    "reock_least": _figure("reock_least", _RATIO, 3),
    "variation_people": _figure("variation_people", _RATIO, 3),
    "largest_to_smallest": _figure("largest_to_smallest", TIMES, 1),
    "access": _figure("access", PERSON_KM, 0),
    "access_mean": _figure("access_mean", UNITS["km"], 2),
    "access_moved": _figure("access_moved", UNITS["km"], 2),
    "assumed_share": _figure("assumed_share", _COUNT, 0),
}
PAIR_FIGURES: dict[str, Figure] = {
    "both": _figure("both", PAIRS, 0),
    "first_only": _figure("first_only", PAIRS, 0),
    "second_only": _figure("second_only", PAIRS, 0),
    "rand": _figure("rand", _RATIO, 4),
    "adjusted_rand": _figure("adjusted_rand", _RATIO, 4),
    "variation": _figure("variation", NATS, 4),
    "identical": _figure("identical", _COUNT, 0),
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
    ways = access(evaluation.units, evaluation.plan)
    walked, moved = float(ways["person_km"].sum()), ways[~ways["at_seat"]]
    total, movers = float(people.sum()), float(moved["people"].sum())
    values |= {
        # What no rule judges is counted apart, as `planner run` counts it.
        "not_accepted": values["units"] - values["accepted"] - values["no_rule"],
        "polsby_popper_mean": polsby_popper.mean(),
        "polsby_popper_least": polsby_popper.min(),
        "reock_mean": reock.mean(),
        "reock_least": reock.min(),
        "largest_to_smallest": people.max() / people.min() if people.min() > 0 else math.nan,
        "access": walked,
        "access_mean": walked / total if total > 0 else math.nan,
        "access_moved": float(moved["person_km"].sum()) / movers if movers > 0 else math.nan,
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


def access(units: gpd.GeoDataFrame, plan: Plan) -> pd.DataFrame:
    """Measure the straight ways of all people to the seat of their new unit.

    The people of a unit are spread evenly over a circle around its point (``x_m``, ``y_m``)
    that has the unit's area: at the point itself nobody would have a way to the seat of a unit
    that stays.  The seat is at the point of the member whose code the new unit has, else of the
    member that brings most people, of equals the first by code.

    Returns
    -------
    DataFrame, a row for each part of the plan
        ``people``; ``person_km``, the way of all of them together; ``at_seat``: whether their
        seat is in their own unit of today.
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
    own = parts["new_code"].map(seats)
    seat = points.loc[own].to_numpy()
    area = parts["share_area"] * parts["code"].map(units["area_km2"])
    radius = np.sqrt(area.to_numpy(dtype=np.float64) / np.pi)
    way = mean_way(np.hypot(*(home - seat).T) / 1000.0, radius)
    return pd.DataFrame(
        {
            "people": parts["people"],
            "person_km": parts["people"] * way,
            "at_seat": parts["code"] == own,
        }
    )


def mean_way(distance: FloatArray, radius: FloatArray) -> FloatArray:
    """Mean distance from a point to all points of a circle, by quadrature.

    Of a point in the middle it is 2 ∕ 3 of the radius, of one far away the distance.

    Parameters
    ----------
    distance, radius : array, shape (n,)
        Of the point to the middle of each circle, and of the circle, in the same unit.

    Returns
    -------
    array, shape (n,)
        Right to a thousandth of the radius.
    """
    nodes, weights = np.polynomial.legendre.leggauss(RADII)
    angles = (np.arange(ANGLES) + 0.5) * np.pi / ANGLES
    share = (nodes + 1.0) / 2.0
    away = radius[:, None, None] * share[:, None]
    near = distance[:, None, None]
    ways = np.sqrt(near**2 + away**2 - 2.0 * near * away * np.cos(angles)).mean(axis=2)
    return np.asarray(ways @ (weights * share), dtype=np.float64)


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
