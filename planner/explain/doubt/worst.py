"""The worst case over figures that are not certain: what is safe whatever they are, at what price.

A lower figure of people or of area never helps a unit to meet a standard, and a trigger never
spares what has less.  So the worst that the figures can be is each at its lowest, and a plan that
is accepted then is accepted whatever they are; it is held against their other ends all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import InfeasibleError
from planner.evaluation import evaluate
from planner.evaluation.consequences.more import more_words
from planner.evaluation.depends.worlds import FIGURES, Doubt, doubts, worlds
from planner.explain.doubt.pairs import as_found
from planner.explain.wishes import Case
from planner.optimize import Arrangement, TimeLimitError
from planner.optimize.choices.partition import groups_of, plan_of_sets
from planner.optimize.effort import USUAL
from planner.plan import Plan
from planner.units import COLUMNS, with_derived
from planner.words import Text, joined, number_text
from planner.words.text import say

HEAD = ["plan", "groups", "unsafe", "unsafe_units", "proven"]
PLANS = ("best", "safe")


@dataclass(frozen=True)
class Worst:
    """The best plan, and the best one for the worst case, beside each other.

    Attributes
    ----------
    doubted : dict of str to int
        Column → units whose figure is not certain.
    units : GeoDataFrame
        Every such figure at its lowest.
    plan : Plan or None
        Best there; None: there is none, or nothing is doubted.
    table : DataFrame
        ``HEAD`` and the stages of the scenario on the figures as stated: ``unsafe`` counts the
        new units that are not accepted in some case.
    """

    doubted: dict[str, int]
    units: gpd.GeoDataFrame
    plan: Plan | None
    table: pd.DataFrame

    @property
    def proven(self) -> bool:
        """Whether `planner verify` can repeat that the plan is the best there."""
        return self.plan is not None and self.plan.repeatable_proof


def uncertain(case: Case, off_percent: float) -> list[Doubt]:
    """List the figures of people and area that are not certain."""
    units, law = case.evaluation.units, case.evaluation.ruleset
    return [each for each in doubts(units, law, off_percent) if each.column in FIGURES]


def counted(doubts: list[Doubt]) -> dict[str, int]:
    """Count the units whose figure is not certain, by column."""
    return {each.column: int(each.where.sum()) for each in doubts}


def lowest(units: gpd.GeoDataFrame, doubts: list[Doubt]) -> gpd.GeoDataFrame:
    """Put every figure that is not certain at its lowest."""
    ways = [
        (doubt.column, change(units)[doubt.column]) for doubt in doubts for change in doubt.ways
    ]
    table = units
    for name in dict.fromkeys(column for column, _ in ways):
        least = np.min([values.to_numpy(dtype=float) for at, values in ways if at == name], axis=0)
        whole = COLUMNS[name].dtype == "int64"
        table = table.assign(**{name: np.floor(least).astype(np.int64) if whole else least})
    altered: gpd.GeoDataFrame = with_derived(table.copy(), units)
    return altered


def worst_case(case: Case, off_percent: float) -> Worst:
    """Plan for the worst that the figures can be, and price that on the figures as stated.

    Parameters
    ----------
    case : Case
    off_percent : float
        By how much a figure may be off that is not simply published; what else it might be
        (an estimate, the drawn area) is tried as well.
    """
    found = uncertain(case, off_percent)
    units = lowest(case.units, found)
    if not found:
        return Worst({}, units, None, pd.DataFrame(columns=HEAD))
    asked = replace(case.problem, units=units)
    try:
        safe: Plan | None = Arrangement.of(asked, USUAL).best(asked)
    except (InfeasibleError, TimeLimitError):
        safe = None
    plans = {"best": (groups_of(case.best), case.best.repeatable_proof)}
    if safe is not None:
        plans["safe"] = groups_of(safe), safe.repeatable_proof
    return Worst(counted(found), units, safe, worst_table(case, found, plans))


def worst_table(
    case: Case, doubts: list[Doubt], plans: Mapping[str, tuple[list[list[str]], bool]]
) -> pd.DataFrame:
    """Price plans on the figures as stated, and tell what of them is not safe.

    Parameters
    ----------
    case : Case
    doubts : list of Doubt
        See :func:`uncertain`.
    plans : mapping of str to (list of list of str, bool)
        A key of ``PLANS`` → codes of each new unit, and whether it is proven to be best.

    Returns
    -------
    DataFrame
        See :class:`Worst`.
    """
    rows = []
    for name, (groups, proven) in plans.items():
        stated, values = plan_of_sets(case.problem, groups)
        unsafe = _unsafe(case, stated, doubts)
        rows.append(
            (name, len(stated.results), len(unsafe), "; ".join(unsafe), proven, *values.values())
        )
    columns = [*HEAD, *(stage.stage for stage in case.problem.objective)]
    return pd.DataFrame(rows, columns=columns)


def _unsafe(case: Case, plan: Plan, doubts: list[Doubt]) -> list[str]:
    """Name the new units that are not accepted in some case."""
    evaluation = case.evaluation
    named: dict[str, None] = {}
    low = lowest(evaluation.units, doubts)
    for table in (low, *(table for _, table in worlds(evaluation.units, doubts))):
        people = np.floor(table["people"].to_numpy(dtype=float)).astype(np.int64)
        altered = with_derived(table.assign(people=people), evaluation.units)
        after = evaluate(altered, evaluation.graph, plan, evaluation.ruleset)
        verdicts = after.verdicts_after
        # Of what the law has no rule for no figure decides.
        missed = verdicts.index[~verdicts["accepted"] & ~verdicts["no_rule"]]
        named |= dict.fromkeys(str(after.figures.at[code, "name"]) for code in missed)
    return list(named)


def worst_sentences(
    case: Case, doubted: Mapping[str, int], table: pd.DataFrame, off_percent: float
) -> list[Text]:
    """Say what is safe, and at what price.

    Parameters
    ----------
    case : Case
    doubted, table
        See :class:`Worst`.
    off_percent : float
        See :func:`worst_case`.
    """
    if not doubted:
        return [no_worst()]
    figures = [
        say("{measure} of {count} units", measure=COLUMNS[name].words, count=count)
        for name, count in doubted.items()
    ]
    percent = number_text(off_percent)
    head = say(
        "Not certain: {figures}; taken to be off by up to {percent} %.",
        figures=joined(figures),
        percent=percent,
    )
    rows = {str(row["plan"]): row for row in table.to_dict("records")}
    best = rows["best"]
    said = [
        head,
        say("Whatever they are, every new unit of the best plan is accepted.")
        if best["unsafe"] == 0
        else say(
            "In the worst case {count} units of the best plan are not accepted: {units}.",
            count=int(best["unsafe"]),
            units=best["unsafe_units"],
        ),
    ]
    if "safe" not in rows:
        return [*said, no_plan()]
    safe = rows["safe"]
    before = {stage.name: stage for stage in case.best.stages}
    costs = [
        more_words(name, stage.unit, float(best[name]), round(float(safe[name] - best[name]), 6))
        for name, stage in before.items()
        if round(float(safe[name] - best[name]), 6)
    ]
    price = joined(costs, "; ") if costs else say("nothing in the figures of the plan")
    left = int(safe["unsafe"])
    said.append(
        say(
            "The plan for the worst case has {count} units; it costs: {price}.",
            count=int(safe["groups"]),
            price=price,
        )
    )
    said.append(
        say("With it every new unit is accepted whatever the figures are.")
        if left == 0
        else say(
            "Even so {count} units are not accepted in the worst case: {units}.",
            count=left,
            units=safe["unsafe_units"],
        )
    )
    return said if safe["proven"] else [*said, as_found()]


def no_worst() -> Text:
    """Say that every figure is certain."""
    return say("Every figure of people and area is as published: there is no worst case.")


def no_plan() -> Text:
    """Say that there is no plan for the worst case."""
    return say("No plan keeps the limits in the worst case.")
