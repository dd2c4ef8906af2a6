"""Indicators: a partition in a few figures, beside those of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from planner.plan.grouping import Grouping
from planner.plan.terms import TARGETED, TERMS
from planner.words.numbers import COUNTED, PERSONS
from planner.words.outputs.reports import INDICATORS as WORDS

INDICATOR_COLUMNS = ["indicator", "name_vi", "name_en", "unit", "before", "after"]
# Terms that say how far a plan is from something; the others are counted directly.
TERMS_SHOWN = [
    "below_standard",
    "shortfall",
    "disturbed",
    "disturbed_any",
    "inertia",
    "districts_crossed",
    "border_dissolved",
    "narrow_joints",
    "compactness_loss",
    "size_spread",
]
# What a group costs of the first does not hang on the others, of the second on how many there are.
OWN = [name for name in TERMS_SHOWN if name not in TARGETED]
OF_ALL = [name for name in TERMS_SHOWN if name in TARGETED]
UNITS_OF_MEASURE = {
    "units": COUNTED,
    "people": PERSONS,
    "area": "km²",
    "accepted": COUNTED,
    "resting_on_waiver": COUNTED,
    "no_rule": COUNTED,
    "assumed_share": COUNTED,
    "largest_people": PERSONS,
    "smallest_people": PERSONS,
    "variation_people": "",
}


def counted(table: pd.DataFrame, rows: pd.DataFrame) -> dict[str, float]:
    """Count the units of a table and their verdicts: a figure for each of ``UNITS_OF_MEASURE``."""
    people = table["people"]
    return {
        "units": len(table),
        "people": int(people.sum()),
        "area": float(table["area_km2"].sum()),
        "accepted": int(rows["accepted"].sum()),
        "resting_on_waiver": int(rows["waived"].sum()),
        "no_rule": int(rows["no_rule"].sum()),
        "assumed_share": int((table["people_assumed"] | table["area_assumed"]).sum()),
        "largest_people": int(people.max()),
        "smallest_people": int(people.min()),
        "variation_people": float(people.std(ddof=0) / people.mean()),
    }


def sums_of(names: Iterable[str], grouping: Grouping) -> dict[str, int]:
    """Sum what groups cost of some terms, in 1 ∕ ``steps`` of its unit each."""
    return {name: int(TERMS[name].costs(grouping).sum()) for name in names}


def indicator_table(
    figures: tuple[Mapping[str, float], Mapping[str, float]],
    sums: tuple[Mapping[str, int], Mapping[str, int]],
) -> pd.DataFrame:
    """Lay out the indicators of both sides.

    Parameters
    ----------
    figures : pair of mappings
        Before and after, see :func:`counted`.
    sums : pair of mappings
        Cost of each of ``TERMS_SHOWN``, in 1 ∕ ``steps`` of its unit: summed as integers, like
        the objective, so that both print the same figure.

    Returns
    -------
    DataFrame
        ``INDICATOR_COLUMNS``.
    """
    lines: list[tuple[object, ...]] = [
        (name, WORDS[name].vi, WORDS[name].en, unit, *(side[name] for side in figures))
        for name, unit in UNITS_OF_MEASURE.items()
    ]
    for name in TERMS_SHOWN:
        term = TERMS[name]
        values = [abs(side[name]) / term.steps for side in sums]
        lines.append((name, term.vi, term.en, term.unit, *values))
    return pd.DataFrame(lines, columns=INDICATOR_COLUMNS)
