"""The law once more: rules as plain data, on columns of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.verify.pool import BoolArray, IntArray, summed

FloatArray = npt.NDArray[np.float64]
Facts = dict[str, npt.NDArray[Any]]
Rules = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """What the law says of m groups or units.

    Attributes
    ----------
    missed, waived, no_rule : ndarray of bool, shape (m,)
        Whether some measure is missed, some is missed but waived, no standard applies.
    shortfall : ndarray, shape (m,)
        Percent missing, summed over the measures.
    percent : dict of measure to ndarray, shape (m,)
        100 · value ∕ threshold; NaN where the measure is not asked.
    """

    missed: BoolArray
    waived: BoolArray
    no_rule: BoolArray
    shortfall: FloatArray
    percent: dict[str, FloatArray]

    @property
    def accepted(self) -> BoolArray:
        """Met or waived."""
        return ~self.missed & ~self.no_rule


def facts_of_units(problem: Mapping[str, Any]) -> Facts:
    """Facts of each unit: numbers and flags as floats (NaN: not known), words as objects."""
    facts: Facts = {}
    for name, way in problem["columns"].items():
        values = [unit[name] for unit in problem["units"]]
        if name == "kind" or way == "same" or any(isinstance(value, str) for value in values):
            facts[name] = np.array(values, dtype=object)
        else:
            facts[name] = np.array([np.nan if v is None else float(v) for v in values])
    return facts


def facts_of_groups(problem: Mapping[str, Any], units: Facts, layer: IntArray) -> Facts:
    """Combine the facts of the members of each group."""
    facts: Facts = {}
    people = units["people"]
    brought = np.stack([people[layer[:, k]] for k in range(layer.shape[1])], axis=1)
    rows = np.arange(len(layer))
    largest = layer[rows, brought.argmax(axis=1)]
    for name, way in problem["columns"].items():
        own = units[name]
        if way == "sum":
            facts[name] = summed(own, layer)
        elif way == "any":
            held = own[layer]
            yes, unknown = (held == 1.0).any(axis=1), np.isnan(held).any(axis=1)
            facts[name] = np.where(yes, 1.0, np.where(unknown, np.nan, 0.0))
        elif way == "mean":
            total = summed(people, layer)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = summed(own * people, layer) / total
            mean = np.where(total > 0, mean, summed(own, layer) / layer.shape[1])
            facts[name] = np.round(mean, 9)
        elif way == "largest":
            facts[name] = own[largest]
    facts["kind"] = _kinds(units["kind"][layer], problem["rules"])
    facts["mountain"] = _mountain(facts, problem["rules"])
    return _shares(facts)


def facts_of_today(problem: Mapping[str, Any], units: Facts) -> Facts:
    """Facts of the units as they are: their own flag of mountain stands."""
    rules = problem["rules"]
    derived = _mountain(units, rules)
    merged = (units["units"] > 1) & (rules["mountain"] is not None)
    own = units["mountain"]
    settled = np.where(merged & np.isnan(own), derived, own)
    kinds = _kinds(units["kind"].reshape(-1, 1), rules)
    return _shares(units | {"kind": kinds, "mountain": settled})


def judge(facts: Facts, rules: Rules) -> Judged:
    """Hold facts against the standards, with reductions and waivers."""
    m = len(facts["kind"])
    standards = rules["standards"]
    own = np.full(m, -1)
    for i in range(len(standards) - 1, -1, -1):
        standard = standards[i]
        fits = np.array(facts["kind"] == standard["kind"], dtype=bool)
        if standard["when"] is not None:
            fits &= holds(facts, standard["when"], m)
        if standard["unless"] is not None:
            fits &= ~holds(facts, standard["unless"], m)
        own[fits] = i
    missed, waived = np.zeros(m, dtype=bool), np.zeros(m, dtype=bool)
    shortfall, percents = np.zeros(m), {}
    certain = [name for standard in standards for name in standard["minimum"]]
    perhaps = [name for standard in standards for name in standard.get("also", {})]
    for measure in dict.fromkeys([*certain, *perhaps]):
        if measure not in facts:
            continue
        bounds = [{**s["minimum"], **s.get("also", {})}.get(measure, np.nan) for s in standards]
        least = np.array([*bounds, np.nan])[own] * _factor(facts, measure, rules, m)
        value = facts[measure]
        asked = ~np.isnan(least)
        if measure not in certain:
            asked &= ~np.isnan(value)
        with np.errstate(invalid="ignore", divide="ignore"):
            enough = value >= least * (1.0 - 1e-9)
            percent = 100.0 * value / least
        percent = np.where(enough, np.maximum(percent, 100.0), percent)
        excused = np.zeros(m, dtype=bool)
        for waiver in rules["waivers"]:
            if measure in waiver["measures"]:
                excused |= holds(facts, waiver["when"], m)
        lacks = asked & ~enough
        missed |= lacks & ~excused
        waived |= lacks & excused
        missing = np.nan_to_num(np.clip(100.0 - percent, 0.0, None))
        shortfall = shortfall + np.where(lacks, missing, 0.0)
        percents[measure] = np.where(asked, percent, np.nan)
    return Judged(missed, waived, own < 0, shortfall, percents)


def may_stay(problem: Mapping[str, Any], units: Facts) -> BoolArray:
    """Tell the units of today that the law does not oblige to change, shape (n,)."""
    rules = problem["rules"]
    today = facts_of_today(problem, units)
    judged, n = judge(today, rules), len(problem["units"])
    if rules["triggers"]:
        must = np.zeros(n, dtype=bool)
        for trigger in rules["triggers"]:
            of_kind = np.array([kind in trigger["kinds"] for kind in today["kind"]])
            must |= of_kind & holds(dict(judged.percent), trigger["percent"], n)
    else:
        must = judged.missed & ~judged.no_rule
    for exemption in rules["exemptions"]:
        must &= ~holds(today, exemption["when"], n)
    return ~must


def holds(facts: Facts, when: Any, m: int) -> BoolArray:
    """Any of a list of mappings, all of a mapping; what is not known never holds."""
    if isinstance(when, list):
        any_ = np.zeros(m, dtype=bool)
        for entry in when:
            any_ |= holds(facts, entry, m)
        return any_
    every = np.ones(m, dtype=bool)
    for name, test in when.items():
        every &= _one(facts[name], test) if name in facts else False
    return every


def _one(values: npt.NDArray[Any], test: Any) -> BoolArray:
    if not isinstance(test, dict):
        wanted = test if isinstance(test, list) else [test]
        return np.array(np.isin(values, wanted), dtype=bool)
    result = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        if test.get("at_least") is not None:
            result &= values >= test["at_least"]
        if test.get("above") is not None:
            result &= values > test["above"]
        if test.get("at_most") is not None:
            result &= values <= test["at_most"]
        if test.get("below") is not None:
            result &= values < test["below"]
    return np.asarray(result, dtype=bool)


def _kinds(members: npt.NDArray[Any], rules: Rules) -> npt.NDArray[Any]:
    """Kind of each group by the kinds of its members, shape (m, k); empty: none is known."""
    kinds = np.full(len(members), "", dtype=object)
    known = np.zeros(members.shape, dtype=bool)
    for rule in reversed(rules["result_kinds"]):
        inside = np.isin(members.astype(str), rule["members"])
        kinds[inside.any(axis=1)] = rule["kind"]
        known |= inside
    kinds[~known.all(axis=1)] = ""
    return kinds


def _mountain(facts: Facts, rules: Rules) -> FloatArray:
    rule = rules["mountain"]
    if rule is None:
        return np.full(len(facts["kind"]), np.nan)
    if rule["share_of"] == "units":
        share = facts["mountain_units"] / facts["units"]
    else:
        share = facts["mountain_km2"] / facts["area_km2"]
    return np.where(share >= rule["at_least"] - 1e-6, 1.0, 0.0)


def _shares(facts: Facts) -> Facts:
    """Shares of counts, which cannot be added up."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if "wards" in facts and "communes" in facts:
            facts["ward_percent"] = 100.0 * facts["wards"] / facts["communes"]
        if "districts" in facts and "towns" in facts:
            urban = facts["city_districts"] + facts["towns"]
            facts["urban_district_percent"] = 100.0 * urban / facts["districts"]
    return facts


def _factor(facts: Facts, measure: str, rules: Rules, m: int) -> FloatArray:
    lowest = np.ones(m)
    for reduction in rules["reductions"]:
        if reduction["measure"] != measure:
            continue
        of_kind = np.isin(facts["kind"].astype(str), reduction["kinds"])
        factor, ladder = np.full(m, float(reduction["factor"])), reduction["ladder"]
        if ladder is not None and ladder["column"] in facts:
            climbed = (facts[ladder["column"]] - ladder["start"]) / ladder["every"]
            steps = np.floor(np.nan_to_num(np.clip(climbed, 0, None)))
            factor = np.maximum(ladder["floor"], factor + ladder["change"] * steps)
        applies = of_kind & holds(facts, reduction["when"], m)
        lowest = np.where(applies & (factor < lowest), factor, lowest)
    return lowest
