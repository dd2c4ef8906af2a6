"""Plans beside the best, made of what a certificate says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
from scipy import sparse

from planner.errors import Problem, listed, raise_if_any
from planner.grouping import Ground, pieces
from planner.groups import GroupMaker, Groups, GroupSettings, Locks
from planner.law import RuleSet
from planner.optimize.certificate import Stated
from planner.optimize.lexicographic import plan_of
from planner.optimize.objective import cost_of, measure_of
from planner.optimize.settings import CountSettings, StageSettings
from planner.plan import Plan
from planner.words import say


@dataclass(frozen=True)
class Teller:
    """The problem of a run, by which groups that are named are judged, priced and named.

    Attributes
    ----------
    units, graph, ruleset
        What was arranged.
    groups : GroupSettings
        Units that give name and seat.
    count : CountSettings
    objective : sequence of StageSettings
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet
    groups: GroupSettings
    count: CountSettings
    objective: Sequence[StageSettings]

    def of(self, groups: Sequence[Sequence[str]]) -> Groups:
        """Judge and price groups, in their order.

        Parameters
        ----------
        groups : sequence of sequence of str
            Codes of the members of each.

        Raises
        ------
        InputError
            Groups that do not hang together, each with its members.
        """
        row_of = {code: i for i, code in enumerate(self.units.index)}
        columns = np.array([row_of[code] for group in groups for code in group], dtype=np.int64)
        pointers = np.cumsum([0, *map(len, groups)])
        ones = np.ones(len(columns), dtype=np.int64)
        members = sparse.csr_array((ones, columns, pointers), shape=(len(groups), len(row_of)))
        members.sort_indices()
        self._refuse_apart(groups, members)
        targets = self.count.targets(self.units)
        terms = ["inertia", *(term for stage in self.objective for term in stage.terms)]
        free = self.groups.locked(Locks())
        given = self.units, self.graph, self.ruleset, free, terms, targets
        return GroupMaker(*given, splits=False).of_sets(members)

    def _refuse_apart(self, groups: Sequence[Sequence[str]], members: sparse.csr_array) -> None:
        parts = pieces(members, Ground(self.units, self.graph).edges)
        apart = [groups[i] for i in np.flatnonzero(parts > 1).tolist()]
        raise_if_any(
            [
                Problem(
                    say("plan"),
                    say("{units} do not hang together", units=listed(group, len(group))),
                    say("units that share borders within the other limits"),
                    say("add a bridge, raise `max_members`, or drop the link"),
                )
                for group in apart
            ]
        )

    def plan(self, groups: Sequence[Sequence[str]]) -> tuple[Plan, dict[str, float]]:
        """Make a plan of its groups, and tell its value in each stage, in the stage's unit."""
        made = self.of(groups)
        values = {
            stage.stage: measure_of(stage).shown(int(cost_of(made, stage).sum()))
            for stage in self.objective
        }
        return plan_of(made, np.arange(len(made))), values

    def last_cost(self, groups: Sequence[Sequence[str]]) -> list[float]:
        """Tell what each group costs in the last stage, in its unit."""
        stage = self.objective[-1]
        return [measure_of(stage).shown(each) for each in cost_of(self.of(groups), stage).tolist()]


def groups_of(plan: Plan) -> list[list[str]]:
    """Codes of the members of each new unit of a plan that divides no unit."""
    return [sorted(codes) for _, codes in plan.parts.groupby("new_code")["code"]]


def whole_plans(best: Plan, stated: Stated) -> list[list[list[str]]]:
    """Complete the plans of a certificate with the groups that they share with the best."""
    own, plans = groups_of(best), []
    for groups in stated["plans"]:
        other = {code for group in groups for code in group}
        kept = [group for group in own if not other.intersection(group)]
        plans.append(sorted([*(sorted(group) for group in groups), *kept]))
    return plans
