"""A case whose verdicts are asked about, and how two verdicts are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.evaluate import carry_out
from planner.law import RuleSet, judge, not_known, roles, verdicts
from planner.plan import Plan
from planner.words import Text


@dataclass(frozen=True)
class Case:
    """Units of today, or those that a plan makes of them, under a law.

    Attributes
    ----------
    units : GeoDataFrame
    ruleset : RuleSet
    plan : Plan or None
    near_percent : float
        Numbers of the law that would have to differ by more are not listed for a unit that meets
        them.
    off_percent : float
        By how much a figure is asked to be off that is not certain.
    """

    units: gpd.GeoDataFrame
    ruleset: RuleSet
    plan: Plan | None = None
    near_percent: float = 20.0
    off_percent: float = 10.0

    def table(self, units: gpd.GeoDataFrame | None = None, ruleset: RuleSet | None = None) -> Any:
        """The units that are judged, with other facts or another law."""
        members = self.units if units is None else units
        law = ruleset or self.ruleset
        return members if self.plan is None else carry_out(members, self.plan, law)

    def findings(self, table: pd.DataFrame, ruleset: RuleSet | None = None) -> pd.DataFrame:
        """Hold a table of such units against the law, or another."""
        return judge(table, ruleset or self.ruleset, today=self.plan is None)

    def verdict(
        self, units: gpd.GeoDataFrame | None = None, ruleset: RuleSet | None = None
    ) -> pd.DataFrame:
        """``status`` and ``role`` (none after a plan) of each unit, index ``code``."""
        law, table = ruleset or self.ruleset, self.table(units, ruleset)
        unknown = not_known(table, law, today=self.plan is None)
        status = verdicts(self.findings(table, law), unknown)["status"].astype("str")
        role = roles(table, law)["role"] if self.plan is None else ""
        return pd.DataFrame({"status": status, "role": role}).reindex(table.index)


def changed(
    now: pd.DataFrame, then: pd.DataFrame, on: str, what: str, source: Text | str = ""
) -> pd.DataFrame:
    """Rows for the units whose verdict differs."""
    differs = (now["status"] != then["status"]) | (now["role"] != then["role"])
    codes = now.index[differs]
    return pd.DataFrame(
        {
            "code": codes,
            "on": on,
            "what": what,
            "source": source,
            "figure": np.nan,
            "flips_at": np.nan,
            "unit": "",
            "status": now.loc[codes, "status"].to_numpy(),
            "status_then": then.loc[codes, "status"].to_numpy(),
            "role": now.loc[codes, "role"].to_numpy(),
            "role_then": then.loc[codes, "role"].to_numpy(),
        }
    )
