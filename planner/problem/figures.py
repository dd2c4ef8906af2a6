"""Figures of new units: merged without outlines, and settled by the law."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.law import RuleSet, law_columns, ways
from planner.plan import Plan
from planner.plan.merging import merged_figures
from planner.units import COLUMNS, KINDS


def carry_out_figures(units: pd.DataFrame, plan: Plan, ruleset: RuleSet) -> pd.DataFrame:
    """Merge the figures of the units of a plan, without outlines.

    The law gives kind and mountain flag where the plan has none.
    """
    return settled_figures(merged_figures(units, plan, ways(ruleset)), ruleset)


def settled_figures(merged: pd.DataFrame, ruleset: RuleSet) -> pd.DataFrame:
    """Let the law give merged figures their kind and mountain flag where the plan has none."""
    columns = law_columns(merged, ruleset)
    own = merged["kind"].to_numpy(dtype=object)
    of_law = np.asarray(columns.get("kind", own), dtype=object)
    kinds = pd.array(np.where(own != "", own, of_law), dtype="str")
    # The counts of kinds are of the members, and would be taken for those of the new unit.
    counted = [kind for kind in (*KINDS, *ruleset.kinds) if kind in merged]
    figures = merged.drop(columns=counted)
    return figures.assign(kind=kinds, mountain=columns["mountain"])


def marked(findings: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Mark the findings whose value is not certain: an assumed share, or an estimate."""
    follows = findings["measure"].astype(str).map(lambda name: COLUMNS[name].follows)
    people, area = (
        findings["code"].map(table[f"{share}_assumed"]).astype(bool) for share in ("people", "area")
    )
    return findings.assign(assumed_share=people.where(follows == "people", area))
