"""A case whose verdicts are asked about, and how two verdicts are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from planner.law import RuleSet, judge, not_known, roles, verdicts, ways
from planner.plan import Plan
from planner.plan.merging import merged_figures
from planner.problem import carry_out_figures, settled_figures
from planner.units.provenance import attach, provenance_of
from planner.words import Text


@dataclass(frozen=True)
class Case:
    """Units of today, or those that a plan makes of them, under a law.

    Attributes
    ----------
    units : DataFrame
        Complete Units table; no outline is needed.
    ruleset : RuleSet
    plan : Plan or None
    near_percent : float
        Numbers of the law that would have to differ by more are not listed for a unit that meets
        them.
    off_percent : float
        By how much a figure is asked to be off that is not certain.
    """

    units: pd.DataFrame
    ruleset: RuleSet
    plan: Plan | None = None
    near_percent: float = 20.0
    off_percent: float = 10.0

    def table(self, units: pd.DataFrame | None = None, ruleset: RuleSet | None = None) -> Any:
        """The units that are judged, with other facts or another law."""
        law = ruleset or self.ruleset
        if self.plan is None:
            return self.units if units is None else units
        if units is None and ways(law) == ways(self.ruleset):
            return settled_figures(self._merged, law)
        return carry_out_figures(self.units if units is None else units, self.plan, law)

    @cached_property
    def _merged(self) -> pd.DataFrame:
        """Figures that the plan makes of the units: the numbers of a law do not change them."""
        assert self.plan is not None
        return merged_figures(self.units, self.plan, ways(self.ruleset))

    def findings(self, table: pd.DataFrame, ruleset: RuleSet | None = None) -> pd.DataFrame:
        """Hold a table of such units against the law, or another."""
        return judge(table, ruleset or self.ruleset, today=self.plan is None)

    def verdict(
        self, units: pd.DataFrame | None = None, ruleset: RuleSet | None = None
    ) -> pd.DataFrame:
        """``status`` and ``role`` (none after a plan) of each unit, index ``code``."""
        law, table = ruleset or self.ruleset, self.table(units, ruleset)
        unknown = not_known(table, law, today=self.plan is None)
        findings = self.findings(table, law)
        status = verdicts(findings, unknown)["status"].astype("str")
        role = roles(table, law, findings)["role"] if self.plan is None else ""
        return pd.DataFrame({"status": status, "role": role}).reindex(table.index)

    def verdicts(self, altered: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
        """Verdicts of many tables of the same units, all judged at once."""
        if not altered:
            return []
        worlds = [f"{number:04d}:" for number in range(len(altered))]
        together = pd.concat(
            [table.set_axis(at + table.index) for at, table in zip(worlds, altered, strict=True)]
        )
        together.index.name = "code"
        plan = None if self.plan is None else _repeated(self.plan, worlds)
        case = replace(self, units=attach(together, provenance_of(self.units)), plan=plan)
        found = case.verdict()
        rows = len(found) // len(worlds)
        parts = (found.iloc[rows * i : rows * (i + 1)] for i in range(len(worlds)))
        return [part.set_axis(part.index.str.slice(len(worlds[0]))) for part in parts]


def _repeated(plan: Plan, worlds: list[str]) -> Plan:
    """Let a plan be carried out in each of several worlds, whose codes begin with their names."""
    names = ["code", "new_code"]
    parts = [plan.parts.assign(**{n: at + plan.parts[n] for n in names}) for at in worlds]
    results = [plan.results.set_axis(at + plan.results.index) for at in worlds]
    assumed = frozenset((at + c, at + new, what) for at in worlds for c, new, what in plan.assumed)
    return replace(
        plan,
        parts=pd.concat(parts, ignore_index=True),
        results=pd.concat(results),
        assumed=assumed,
    )


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
