"""Problem: what is arranged, by which law, and what is asked; and any partition, judged by it.

What always travels together is one noun: whoever arranges, explains, verifies or judges takes a
``Problem``, and one that differs in something is made by ``dataclasses.replace``.

A partition that was drawn and one that was found are judged by the same lines, without outlines.
What changes in a few groups is judged in these groups only, and is equal in every column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from planner.law import RuleSet, judge, judge_verdicts, not_known, roles, verdicts
from planner.plan import Plan, giving_way, shares, with_groups
from planner.plan.cover import fits_in, refuse_uncovered
from planner.plan.grouping import Ground, Grouping, IntArray, pieces
from planner.plan.terms import TERMS
from planner.problem.figures import carry_out_figures, marked, settled_figures
from planner.problem.hashes import hash_of_graph, hash_of_units
from planner.problem.indicators import OF_ALL, OWN, counted, indicator_table, sums_of
from planner.problem.limits import GroupSettings
from planner.problem.settings import (
    USUAL_OBJECTIVE,
    CountSettings,
    SolverSettings,
    StageSettings,
)
from planner.units import ward_percent
from planner.units.provenance import attach, provenance_of

__all__ = ["Judged", "Problem", "carry_out_figures", "settled_figures"]


@dataclass(frozen=True, eq=False)
class Problem:
    """What is arranged, and what is asked.

    Two problems are equal where they are so as data (:meth:`as_dict`), whoever read their tables.
    Tables and graph are not changed by anybody; a problem with others is another one.

    Attributes
    ----------
    units : GeoDataFrame
        Complete Units table; no outline is read.
    graph : Graph
        Neighbours of the units.
    ruleset : RuleSet
        The law.
    groups : GroupSettings
        Which sets of units may become one, and locks.
    count : CountSettings
        How many new units there may be.
    objective : sequence of StageSettings
        Stages, the most important first.
    solver : SolverSettings
        Limits of effort.
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet
    groups: GroupSettings = field(default_factory=GroupSettings)
    count: CountSettings = field(default_factory=CountSettings)
    objective: Sequence[StageSettings] = USUAL_OBJECTIVE
    solver: SolverSettings = field(default_factory=SolverSettings)

    @property
    def seats(self) -> frozenset[str]:
        """Units that give name and seat to any group; elsewhere the member of most people does."""
        return frozenset(self.groups.seats)

    @cached_property
    def terms(self) -> list[str]:
        """Terms that the stages need priced, each once."""
        return list(dict.fromkeys(term for stage in self.objective for term in stage.terms))

    @property
    def targets(self) -> tuple[float, float]:
        """People and km² of a new unit that the terms of balance aim at."""
        return self.count.targets(self.units)

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it: tables and graph by their hashes (SHA-256), the rest whole."""
        return {
            "units": hash_of_units(self.units),
            "graph": hash_of_graph(self.graph),
            "ruleset": {"id": self.ruleset.id, "sha256": self.ruleset.sha256},
            "groups": self.groups.model_dump(mode="json"),
            "count": self.count.model_dump(mode="json"),
            "objective": [stage.model_dump(mode="json") for stage in self.objective],
            "solver": self.solver.model_dump(mode="json"),
        }

    @cached_property
    def key(self) -> str:
        """The problem as text, equal for equal problems."""
        return json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)

    def __eq__(self, other: object) -> bool:
        """Tell whether another problem is the same."""
        return isinstance(other, Problem) and (self is other or self.key == other.key)

    def __hash__(self) -> int:
        """Hash it, so that it may be a key."""
        return hash(self.key)

    @cached_property
    def ground(self) -> Ground:
        """What terms ask of units and neighbours."""
        return Ground(self.units, self.graph)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The units without their outlines."""
        return pd.DataFrame(self.units.drop(columns=self.units.geometry.name))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the units of today (``law.FINDINGS``, ``assumed_share``)."""
        return marked(judge(self.units, self.ruleset, today=True), self.units)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Verdicts of the units of today (``law.verdicts``)."""
        return verdicts(self.findings, not_known(self.units, self.ruleset, today=True))

    @cached_property
    def asked(self) -> pd.DataFrame:
        """What the law asks of each unit (``law.roles``)."""
        return roles(self.units, self.ruleset, self.findings)

    def judge(self, plan: Plan, within: pd.DataFrame | None = None) -> Judged:
        """Judge a whole partition.

        Parameters
        ----------
        plan : Plan
            Drawn or found.
        within : DataFrame, optional
            See ``Judged``.

        Raises
        ------
        InputError
            A plan that does not cover exactly these units; see ``plan.cover``.
        """
        refuse_uncovered(plan, self.units)
        return Judged(self, plan, within, *self._rows(plan, within))

    def delta(self, before: Judged, touched: Plan) -> Judged:
        """Judge a partition that differs from one that was judged in a few groups.

        Parameters
        ----------
        before : Judged
            Of this problem.
        touched : Plan
            The groups that are new: each group that has a unit of theirs gives way to them.

        Returns
        -------
        Judged
            Equal in every column to that of the whole plan (``plan.with_groups``).

        Raises
        ------
        InputError
            As :meth:`judge`: units of a group that gave way, and that no new one takes, are
            missing.
        """
        gone = giving_way(before.plan, touched)
        plan = with_groups(before.plan, touched, gone)
        if not fits_in(before.plan, touched, gone):
            refuse_uncovered(plan, self.units)
        new = self._rows(touched, before.within)
        old = before.figures, before.verdicts, before.costs
        codes = old[0].index.append(new[0].index)
        stay = np.append(~old[0].index.isin(gone), np.ones(len(new[0]), dtype=bool))
        order = np.flatnonzero(stay)[codes[stay].argsort()]
        return Judged(
            self,
            plan,
            before.within,
            *(_spliced(one, other, order) for one, other in zip(old, new, strict=True)),
        )

    def _rows(
        self, plan: Plan, within: pd.DataFrame | None
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Figures, verdicts and costs of the groups of a plan, of which each is for itself."""
        members = self.table.index.isin(plan.parts["code"])
        units = self.table if members.all() else self.table[members]
        figures = carry_out_figures(units, plan, self.ruleset)
        if within is not None:
            figures = figures.assign(**within.reindex(figures.index))
            figures["ward_percent"] = ward_percent(figures)
        rows = judge_verdicts(figures, self.ruleset)
        rows = _with_those_that_stay(rows, plan, self.asked)
        grouping = self.grouping(plan, figures.index, rows)
        costs = {name: TERMS[name].costs(grouping) for name in OWN}
        costs["pieces"] = pieces(grouping.members, self.ground.edges)
        return figures, rows, pd.DataFrame(costs, index=figures.index)

    def grouping(
        self, plan: Plan, codes: pd.Index[str], rows: pd.DataFrame, target_people: float = 0.0
    ) -> Grouping:
        """Give terms the groups of a plan, in the order of their codes."""
        order = plan.results.index.get_indexer(codes)
        area, people = shares(self.units, plan)
        if (np.diff(order) < 0).any():
            area, people = area[order], people[order]
        return Grouping(self.ground, people, rows, self.seats, target_people, area_share=area)

    def grouping_today(self, target_people: float) -> Grouping:
        """Give terms each unit as a group of its own."""
        present = sparse.eye_array(len(self.units), format="csr")
        return Grouping(
            self.ground, present, self.verdicts, self.seats, target_people, area_share=present
        )

    @cached_property
    def costs_today(self) -> dict[str, int]:
        """What the units of today cost of the terms ``indicators.OWN``."""
        return sums_of(OWN, self.grouping_today(0.0))

    @cached_property
    def figures_today(self) -> dict[str, float]:
        """The figures of today (``indicators.counted``)."""
        # A plan that changes nothing has the same counts on both sides.
        rows = self.verdicts
        may_stay = (rows["status"] == "missed") & (self.asked["role"] != "mandatory")
        return counted(self.table, rows.assign(accepted=rows["accepted"] | may_stay))


@dataclass(frozen=True)
class Judged:
    """A partition that covers the units, with what was made of it.

    Attributes
    ----------
    problem : Problem
    plan : Plan
    within : DataFrame or None
        ``communes, wards, townships`` that each new unit will hold (index new code), where these
        were arranged as well; else those of today add up.
    figures : DataFrame
        The new units: the columns of ``COLUMNS`` but for the outline, index ``code``, sorted.
    verdicts : DataFrame
        ``law.verdicts`` and ``untouched``: below standard, but the law lets it stay as it is.
    costs : DataFrame of int64
        What each group costs of the terms ``indicators.OWN``; ``pieces``: into how many parts it
        falls, by the borders and bridges of the graph.  A share of a divided unit is no line on a
        map: each heir counts as touching all that the unit touches.
    """

    problem: Problem
    plan: Plan
    within: pd.DataFrame | None
    figures: pd.DataFrame
    verdicts: pd.DataFrame
    costs: pd.DataFrame

    @property
    def contiguous(self) -> pd.Series[bool]:
        """Whether each new unit hangs together, index ``code``."""
        return self.costs["pieces"] == 1

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the new units (``law.FINDINGS``, ``assumed_share``)."""
        return marked(judge(self.figures, self.problem.ruleset), self.figures)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row an indicator (``INDICATOR_COLUMNS``), numbers before and after."""
        problem = self.problem
        target = float(problem.units["people"].sum()) / len(self.figures)
        after = problem.grouping(self.plan, self.figures.index, self.verdicts, target)
        sums = (
            problem.costs_today | sums_of(OF_ALL, problem.grouping_today(target)),
            {name: int(self.costs[name].sum()) for name in OWN} | sums_of(OF_ALL, after),
        )
        figures = problem.figures_today, counted(self.figures, self.verdicts)
        return indicator_table(figures, sums)


def _spliced(old: pd.DataFrame, new: pd.DataFrame, order: IntArray) -> pd.DataFrame:
    """Put rows behind others, and take those that stay in an order."""
    return attach(pd.concat([old, new]).take(order), provenance_of(old))


def _with_those_that_stay(after: pd.DataFrame, plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """Accept a unit below standard that the law lets stay as it is (``untouched``)."""
    # What is left of a divided unit is alone, but not as it was.
    changed = plan.parts["new_code"].duplicated(False) | plan.parts["code"].duplicated(False)
    alone = plan.parts[~changed.to_numpy()]
    role = rows["role"].array[rows.index.get_indexer(pd.Index(alone["code"]))]
    untouched = np.zeros(len(after), dtype=bool)
    untouched[after.index.get_indexer(pd.Index(alone["new_code"]))] = role != "mandatory"
    untouched &= (after["status"] == "missed").to_numpy()
    return after.assign(accepted=after["accepted"] | untouched, untouched=untouched)
