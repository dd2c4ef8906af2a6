"""Comparison: plans on the same units side by side, in figures and unit by unit.

It says in what plans differ and never which one to choose: ``left_out`` names
the reasons that no figure holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.evaluation import Evaluation
from planner.evaluation.compare.figures import INDICATORS, PAIR_FIGURES, Figure, agreement, figures
from planner.evaluation.compare.left_out import left_out
from planner.plan import Plan
from planner.units import full_name
from planner.words import Text
from planner.words.text import joined, say

__all__ = [
    "INDICATORS",
    "PAIR_FIGURES",
    "Comparison",
    "Figure",
    "agreement_of",
    "check_same_units",
    "compare",
    "partners_differ",
    "people_heirs",
]

FEWEST_PLANS, MOST_PLANS = 2, 5


@dataclass(frozen=True)
class Comparison:
    """Plans side by side.

    Attributes
    ----------
    plans : tuple of str
        Names of the plans in the order given.
    table : DataFrame
        Index the keys of ``INDICATORS``, a column a plan; units of measure
        and formulas stand in ``INDICATORS``.
    pairs : DataFrame
        A row for each two plans: ``first``, ``second`` and the keys of
        ``PAIR_FIGURES``.
    differences : DataFrame
        Index ``code``: ``name``, ``people`` (of the first plan), for each plan
        ``new_code: …`` and ``new_unit: …`` (heirs joined by "; "), then
        ``divided``, ``assumed_share`` (a plan divides it by shares that it
        had to assume) and ``same_partners``: whether the unit has the same
        co-members in all plans.
    left_out : tuple of Text
        What the comparison does not hold.
    notes : tuple of (plan, text)
        Assumptions that the plans bring along.
    heirs : DataFrame
        Index ``code``, a column a plan: the new unit that takes most of a
        unit's people, which ``pairs`` and ``same_partners`` go by.
    """

    plans: tuple[str, ...]
    table: pd.DataFrame
    pairs: pd.DataFrame
    differences: pd.DataFrame
    left_out: tuple[Text, ...]
    notes: tuple[tuple[str, Text], ...]
    heirs: pd.DataFrame


def compare(evaluations: Mapping[str, Evaluation]) -> Comparison:
    """Compare two to five plans on the same units.

    Parameters
    ----------
    evaluations : mapping of name to Evaluation
        In the order in which they are to be shown.

    Raises
    ------
    InputError
        Fewer than two plans, more than five, or not the same units.
    """
    _check(evaluations)
    plans = tuple(evaluations)
    heirs = pd.DataFrame({name: people_heirs(each.plan) for name, each in evaluations.items()})
    rows = [
        {"first": one, "second": other, **agreement(heirs[one], heirs[other])}
        for one, other in combinations(plans, 2)
    ]
    return Comparison(
        plans=plans,
        table=pd.DataFrame({name: figures(each) for name, each in evaluations.items()}),
        pairs=pd.DataFrame(rows),
        differences=_differences(evaluations, heirs),
        left_out=left_out(evaluations),
        notes=tuple((name, note) for name, each in evaluations.items() for note in each.plan.notes),
        heirs=heirs,
    )


def _check(evaluations: Mapping[str, Evaluation]) -> None:
    if not FEWEST_PLANS <= len(evaluations) <= MOST_PLANS:
        raise InputError(
            Problem(
                "planner compare",
                say("{count} plans", count=len(evaluations)),
                say("{least} to {most}", least=FEWEST_PLANS, most=MOST_PLANS),
                say("name the runs, such as `planner compare runs/A runs/B`"),
            )
        )
    check_same_units({name: each.units for name, each in evaluations.items()})


def check_same_units(tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse plans that were not made for the units of the first.

    Parameters
    ----------
    tables : mapping of name to Units

    Raises
    ------
    InputError
        Naming, for each other plan, the units that only one of the two has.
    """
    (first, base), *others = tables.items()
    problems = []
    for name, each in others:
        more, fewer = each.index.difference(base.index), base.index.difference(each.index)
        found = [say("units only in it: {units}", units=listed(more))] if len(more) else []
        if len(fewer):
            found.append(say("units only in {plan}: {units}", plan=first, units=listed(fewer)))
        if found:
            problems.append(
                Problem(
                    say("comparison, plan {plan}", plan=name),
                    joined(found, "; "),
                    say("the {count} units of {plan}", count=len(base), plan=first),
                    say("compare plans that were made for the same units"),
                )
            )
    raise_if_any(problems)


def people_heirs(plan: Plan) -> pd.Series[Any]:
    """Name the new unit that takes most of each unit's people.

    Returns
    -------
    Series of str, index ``code``
        Of equal shares of people that with more area, then the first by code.
    """
    order = ["code", "share_people", "share_area", "new_code"]
    parts = plan.parts.sort_values(order, ascending=[True, False, False, True])
    return parts.drop_duplicates("code").set_index("code")["new_code"]


def agreement_of(one: Plan, other: Plan) -> dict[str, float | int]:
    """Say how far two plans on the same units agree, each unit with its heir of most people.

    Returns
    -------
    dict
        The keys of ``PAIR_FIGURES``.
    """
    return agreement(people_heirs(one), people_heirs(other))


def partners_differ(one: pd.Series[Any], other: pd.Series[Any]) -> pd.Series[bool]:
    """Find the units whose co-members are not the same in two partitions."""
    together = one.groupby([one, other]).transform("size")
    alone = [side.groupby(side).transform("size") for side in (one, other)]
    return (together != alone[0]) | (together != alone[1])


def _differences(evaluations: Mapping[str, Evaluation], heirs: pd.DataFrame) -> pd.DataFrame:
    base = next(iter(evaluations.values()))
    table = pd.DataFrame({"name": full_name(base.units), "people": base.units["people"]})
    divided = pd.Series(False, index=table.index)
    for name, each in evaluations.items():
        grouped = each.moves.groupby(level=0)
        joined = grouped[["new_code", "new_name"]].agg("; ".join).reindex(table.index)
        table[f"new_code: {name}"] = joined["new_code"]
        table[f"new_unit: {name}"] = joined["new_name"]
        divided |= (grouped.size() > 1).reindex(table.index)
    first = heirs.iloc[:, 0]
    differ = [partners_differ(first, heirs[name]) for name in heirs.columns[1:]]
    table["divided"] = divided
    assumed = {code for each in evaluations.values() for code, _, _ in each.plan.assumed}
    table["assumed_share"] = table.index.isin(assumed)
    table["same_partners"] = ~np.logical_or.reduce(differ)
    return table
