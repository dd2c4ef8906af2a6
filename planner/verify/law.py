"""The checker's law: rules as plain data, held against columns of facts.

It judges the candidate groups of a certificate and the new units of a plan,
and shares no code with the program's own judge (``planner.law.judge``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.verify.facts import Facts, FloatArray, with_shares
from planner.verify.pool import BoolArray, IntArray

Rules = Mapping[str, Any]
# Sums of areas carry noise: a threshold is missed only beyond this.
NOISE = 1e-9
# "Two thirds" is written with a finite number of digits.
ROUNDED = 1e-6


@dataclass(frozen=True)
class Judged:
    """What the law says of m groups or units.

    Attributes
    ----------
    missed, waived, no_rule : ndarray of bool, shape (m,)
        Whether some measure is missed, some is missed but waived, no standard applies.
    open : ndarray of bool, shape (m,)
        Whether a figure that is asked for is not known.
    shortfall : ndarray, shape (m,)
        Percent missing, summed over the measures.
    percent : dict of measure to ndarray, shape (m,)
        100 · value ∕ threshold; NaN where the measure is not asked.
    """

    missed: BoolArray
    waived: BoolArray
    no_rule: BoolArray
    open: BoolArray
    shortfall: FloatArray
    percent: dict[str, FloatArray]

    @property
    def accepted(self) -> BoolArray:
        """Met or waived."""
        return ~self.missed & ~self.no_rule

    @property
    def status(self) -> list[str]:
        """In one word: the worst that holds."""
        words = ["no_rule", "missed", "waived", "open"]
        states = [self.no_rule, self.missed, self.waived, self.open]
        return [str(word) for word in np.select(states, words, default="met")]


def of_results(rules: Rules) -> Rules:
    """Rules as what becomes of units is held against: an orientation, where there is one."""
    asked = rules.get("results")
    if not asked:
        return rules
    standards = {standard["id"]: standard["minimum"] for standard in rules["standards"]}
    worked = []
    for entry in asked:
        shares = entry.get("percent", {}).items()
        least = {m: standards[entry["of"]][m] * share / 100.0 for m, share in shares}
        worked.append({**entry, "minimum": {**least, **entry.get("minimum", {})}, "also": {}})
    # What hardship takes off a standard is not said of the orientation.
    return {**rules, "standards": worked, "reductions": [], "results": []}


def said_ways(rules: Rules) -> dict[str, str]:
    """How properties of members make that of a group, where the rules say so: all, or any."""
    return {flag["column"]: flag["members"] for flag in rules.get("flags", [])}


def of_today(rules: Rules) -> Rules:
    """Rules as units of today are held against, which then are of the kind that they have."""
    if not rules.get("results"):
        return rules
    kinds = dict.fromkeys(standard["kind"] for standard in rules["standards"])
    same = [{"kind": kind, "members": [kind]} for kind in kinds]
    return {**rules, "result_kinds": same, "results": []}


def settled(
    facts: Facts, kinds: npt.NDArray[Any], rules: Rules, own: FloatArray | None = None
) -> Facts:
    """Let the law decide what no sum can: kind, mountain, and shares of counts.

    Parameters
    ----------
    facts : Facts
        Columns of m groups.
    kinds : ndarray of str, shape (m, k)
        Kinds of the members of each.
    rules : mapping
        A rule set as plain data.
    own : ndarray, shape (m,), optional
        Flag of a unit that stays alone: it stands, unless a unit that was merged before has none.
    """
    mountain = _mountain(facts, rules)
    if own is not None:
        open_ = (facts["units"] > 1) & np.isnan(own)
        mountain = np.where(open_, mountain, own)
    return with_shares(facts | {"kind": _kinds(kinds, rules), "mountain": mountain})


def judge(facts: Facts, rules: Rules) -> Judged:
    """Hold facts against the standards, with reductions and waivers.

    Raises
    ------
    KeyError
        A standard asks for a figure that is not there.
    """
    rules = of_results(rules)
    m, standards = len(facts["kind"]), rules["standards"]
    own = _standards_of(facts, rules)
    missed, waived = np.zeros(m, dtype=bool), np.zeros(m, dtype=bool)
    shortfall, percents, lacking = np.zeros(m), {}, np.zeros(m, dtype=bool)
    certain = [name for standard in standards for name in standard["minimum"]]
    perhaps = [name for standard in standards for name in standard.get("also", {})]
    for measure in dict.fromkeys([*certain, *perhaps]):
        bounds = [{**s["minimum"], **s.get("also", {})}.get(measure, np.nan) for s in standards]
        least = np.array([*bounds, np.nan])[own] * _factor(facts, measure, rules, own)
        asked = ~np.isnan(least)
        if measure not in certain and measure not in facts:
            lacking |= asked
            continue
        value = facts[measure]
        if measure not in certain:
            # What few have figures of counts only where the figure is there.
            lacking |= asked & np.isnan(value)
            asked &= ~np.isnan(value)
        with np.errstate(invalid="ignore", divide="ignore"):
            enough = value >= least * (1.0 - NOISE)
            percent = 100.0 * value / least
        percent = np.where(enough, np.maximum(percent, 100.0), percent)
        lacks, excused = asked & ~enough, _waived(facts, measure, rules)
        missed |= lacks & ~excused
        waived |= lacks & excused
        missing = np.nan_to_num(np.clip(100.0 - percent, 0.0, None))
        shortfall = shortfall + np.where(lacks, missing, 0.0)
        percents[measure] = np.where(asked, percent, np.nan)
    return Judged(missed, waived, own < 0, lacking, shortfall, percents)


def may_stay(today: Facts, rules: Rules) -> BoolArray:
    """Tell the units of today that the law does not oblige to change, shape (n,)."""
    rules = of_today(rules)
    judged, n = judge(today, rules), len(today["kind"])
    must = judged.missed & ~judged.no_rule
    if rules["triggers"]:
        must = np.zeros(n, dtype=bool)
        for trigger in rules["triggers"]:
            of_kind = np.array([kind in trigger["kinds"] for kind in today["kind"]])
            must |= of_kind & holds(dict(judged.percent), trigger["percent"], n)
    for exemption in rules["exemptions"]:
        must &= ~(holds(today, exemption["when"], n) & _attains_one(today, exemption, rules))
    return ~must


def _attains_one(today: Facts, exemption: Rules, rules: Rules) -> BoolArray:
    """Whether people and area of some standard that an exemption names are there, unreduced."""
    n, names = len(today["kind"]), exemption.get("meets") or ()
    some = np.full(n, not names)
    for standard in rules["standards"]:
        if standard["id"] in names:
            when = standard.get("when")
            fits = np.ones(n, dtype=bool) if when is None else holds(today, when, n)
            for measure in ("people", "area_km2"):
                fits &= today[measure] >= standard["minimum"][measure] * (1.0 - NOISE)
            some |= fits
    return some


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


def _standards_of(facts: Facts, rules: Rules) -> IntArray:
    """Place of the first standard that fits each; −1: none."""
    m = len(facts["kind"])
    own = np.full(m, -1, dtype=np.int64)
    for i, standard in reversed(list(enumerate(rules["standards"]))):
        fits = np.array(facts["kind"] == standard["kind"], dtype=bool)
        if standard.get("when") is not None:
            fits &= holds(facts, standard["when"], m)
        if standard.get("unless") is not None:
            fits &= ~holds(facts, standard["unless"], m)
        own[fits] = i
    return own


def _waived(facts: Facts, measure: str, rules: Rules) -> BoolArray:
    m = len(facts["kind"])
    excused = np.zeros(m, dtype=bool)
    for waiver in rules.get("waivers", []):
        if measure in waiver["measures"]:
            excused |= holds(facts, waiver["when"], m)
    return excused


def _factor(facts: Facts, measure: str, rules: Rules, own: IntArray) -> FloatArray:
    """Lowest factor of a standard by the reductions that apply."""
    m = len(facts["kind"])
    lowest = np.ones(m)
    for reduction in rules.get("reductions", []):
        if reduction["measure"] != measure:
            continue
        of_kind = np.isin(facts["kind"].astype(str), reduction["kinds"])
        factor, ladder = np.full(m, float(reduction["factor"])), reduction.get("ladder")
        if ladder is not None and ladder["column"] in facts:
            climbed = (facts[ladder["column"]] - ladder["start"]) / ladder["every"]
            steps = np.floor(np.nan_to_num(np.clip(climbed, 0, None)))
            factor = np.maximum(ladder.get("floor", 0.0), factor + ladder["change"] * steps)
        applies = of_kind & holds(facts, reduction["when"], m)
        if reduction.get("standards"):
            named = [standard["id"] in reduction["standards"] for standard in rules["standards"]]
            applies &= np.array([*named, False])[own]
        lowest = np.where(applies & (factor < lowest), factor, lowest)
    return lowest


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
    rule = rules.get("mountain")
    if rule is None:
        return np.full(len(facts["units"]), np.nan)
    if rule["share_of"] == "units":
        share = facts["mountain_units"] / facts["units"]
    else:
        share = facts["mountain_km2"] / facts["area_km2"]
    enough = share > 0 if rule["at_least"] == "one" else share >= rule["at_least"] - ROUNDED
    return np.where(enough, 1.0, 0.0)
