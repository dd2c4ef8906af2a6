"""Facts of units and of what is made of them, as columns: what the checker's law looks at."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.verify.pool import IntArray, summed

FloatArray = npt.NDArray[np.float64]
Facts = dict[str, npt.NDArray[Any]]
# Counted as members and not by share: a unit that is divided still is one.
MEMBERS = ("units", "mountain_units")
# What a unit holds; whole also where the unit is divided.
HELD = ("communes", "wards", "townships", "districts", "city_districts", "towns")


def column(values: Sequence[Any]) -> npt.NDArray[Any]:
    """Numbers and flags as floats (NaN: not known), words as objects."""
    if any(isinstance(value, str) for value in values):
        return np.array(values, dtype=object)
    return np.array([np.nan if value is None else float(value) for value in values])


def answered(
    units: Facts, unknown: Mapping[str, tuple[float, float, list[str]]], codes: Sequence[str]
) -> list[Facts]:
    """Give the units with each column that is open at either of its ends, in every combination.

    Parameters
    ----------
    units : Facts
        Columns of the n units.
    unknown : mapping of column to (float, float, list of str)
        Both ends, and codes of the units of which it is not known.
    codes : sequence of str
        Codes of the n units.
    """
    places = {code: i for i, code in enumerate(codes)}
    ways = []
    for ends in itertools.product((0, 1), repeat=len(unknown)):
        facts = dict(units)
        for end, (name, (low, high, some)) in zip(ends, sorted(unknown.items()), strict=True):
            at = np.array([places[code] for code in some], dtype=np.int64)
            value = high if end else low
            was, facts[name] = units[name][at], units[name].astype(np.float64)
            facts[name][at] = value
            if name == "mountain":
                turned = at[was != value]
                for count, of in (("mountain_km2", "area_km2"), ("mountain_units", "units")):
                    facts[count] = units[count].astype(np.float64)
                    facts[count][turned] = units[of][turned] * value
        ways.append(facts)
    return ways


def combined(
    units: Facts,
    ways: Mapping[str, str],
    layer: IntArray,
    area: FloatArray | None = None,
    people: FloatArray | None = None,
) -> Facts:
    """Combine the facts of the members of each group.

    Parameters
    ----------
    units : Facts
        Columns of the n units.
    ways : mapping of column to str
        ``sum``, ``any``, ``all``, ``mean`` (by people), ``largest``; others are left out.
    layer : ndarray of int64, shape (m, k)
        Members of each group.
    area, people : ndarray, shape (m, k), optional
        Share of each member's area and people that the group has; None: all of it.

    Returns
    -------
    Facts
        Columns of m groups, without what the law settles.
    """
    own = units["people"]
    brought = own[layer] if people is None else own[layer] * people
    largest = layer[np.arange(len(layer)), brought.argmax(axis=1)]
    facts: Facts = {}
    for name, way in ways.items():
        values = units[name]
        if way == "sum":
            share = None if name in MEMBERS else people if name == "people" else area
            facts[name] = summed(values, layer) if share is None else _shared(values, layer, share)
            facts[name] = np.round(facts[name]) if name in HELD else facts[name]
        elif way == "any":
            held = values[layer]
            yes, unknown = (held == 1.0).any(axis=1), np.isnan(held).any(axis=1)
            facts[name] = np.where(yes, 1.0, np.where(unknown, np.nan, 0.0))
        elif way == "all":
            held = values[layer]
            no, unknown = (held == 0.0).any(axis=1), np.isnan(held).any(axis=1)
            facts[name] = np.where(no, 0.0, np.where(unknown, np.nan, 1.0))
        elif way == "mean":
            facts[name] = _mean(values, layer, own, people)
        elif way == "largest":
            facts[name] = values[largest]
    return facts


def with_shares(facts: Facts) -> Facts:
    """Add the shares of counts, which cannot be added up."""
    facts = dict(facts)
    with np.errstate(invalid="ignore", divide="ignore"):
        if "wards" in facts and "communes" in facts:
            facts["ward_percent"] = 100.0 * facts["wards"] / facts["communes"]
        if "districts" in facts and "towns" in facts:
            urban = facts["city_districts"] + facts["towns"]
            facts["urban_district_percent"] = 100.0 * urban / facts["districts"]
    return facts


def _shared(values: FloatArray, layer: IntArray, share: FloatArray) -> FloatArray:
    total = np.zeros(len(layer))
    for k in range(layer.shape[1]):
        total = total + values[layer[:, k]] * share[:, k]
    return total


def _mean(
    values: FloatArray, layer: IntArray, people: FloatArray, share: FloatArray | None
) -> FloatArray:
    """Weigh by people; by heads where there are none."""
    if share is None:
        total, weighed = summed(people, layer), summed(values * people, layer)
    else:
        total, weighed = _shared(people, layer, share), _shared(values * people, layer, share)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = weighed / total
    by_heads = summed(values, layer) / layer.shape[1]
    return np.asarray(np.round(np.where(total > 0, mean, by_heads), 9), dtype=np.float64)
