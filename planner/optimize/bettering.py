"""What is known in the midst of a search, and how its plan and its bound are bettered.

The stages decide what is tried and when; here stands how: first plans, parts
solved anew, dives, a little of branch and bound, and cutting among the groups
that are left.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow
from planner.optimize.bound.highs import WholeSolution
from planner.optimize.bound.relaxation import relax
from planner.optimize.heuristics.branching import branched
from planner.optimize.heuristics.diving import dived
from planner.optimize.heuristics.first import SHORT_BEAMS, guided_plan, soft_plans
from planner.optimize.heuristics.neighbourhoods import improved
from planner.optimize.search.frontier import MOST_STATES, Found, search
from planner.optimize.search.prices import Kept

# Groups for each unit that are few enough for a search to begin at once.
GROUPS_ENOUGH_A_UNIT = 32
# Parts of what is left of the clock that solving parts anew, cutting and a dive may take.
SHARE_OF_PARTS, SHARE_OF_CUTS, SHARE_OF_DIVES = 0.5, 0.6, 0.6
# A dive looks this near to the bound first, in percent; where it ends elsewhere, so many follow.
NEAR_PERCENT_DIVE = 8.0
DIVES = 3
# Parts of what kept stages may come to beyond their bounds that the last of the dives saves.
SAVED = (0.25, 0.5, 0.75)
# Above the cost of any plan, in steps.
UNKNOWN = 1 << 58
# Where beams come to dead ends, a little of branch and bound.
FIRST_NODES = 30

Report = Callable[[str, int | None, int | None, str], None]


@dataclass
class Bettering:
    """What is known in the midst of a lexicographic search, and how its plan is bettered.

    Attributes
    ----------
    members : csr_array of int64, shape (m, n)
        The whole pool.
    labels : list of str
        Codes of the units.
    rows : list of SideRow
        Count and kept stages, over the whole pool.
    deadline : float
        ``time.monotonic()`` at which to stop.
    max_nodes : int
        Most nodes of each branch and bound.
    report : callable
        Called with stage, value, bound (steps) and a word on what is done.
    alive : ndarray of int64
        Groups that no stage so far has excluded.
    plan : ndarray of int64 or None
        Groups of the best plan so far.
    stopped : bool
        The clock ended some stage before its proof.
    kept : list of Kept
        Stages that a row holds, over the whole pool.
    dives : int
        Dives so far in this stage: each goes another way.
    known : tuple, optional
        The last plain relaxation: its cost, the groups alive and the number of rows then.
    """

    members: sparse.csr_array
    labels: list[str]
    rows: list[SideRow]
    deadline: float
    max_nodes: int
    report: Report
    alive: IntArray = field(init=False)
    plan: IntArray | None = None
    stopped: bool = False
    kept: list[Kept] = field(default_factory=list)
    dives: int = 0
    known: tuple[IntArray, IntArray, int, Bound] | None = None

    def __post_init__(self) -> None:
        self.alive = np.arange(self.members.shape[0])

    def instance(self, cost: IntArray, groups: IntArray, *more: SideRow) -> Partition:
        """State the problem on some groups of the pool."""
        rows = tuple(row.of(groups) for row in (*self.rows, *more))
        nothing = no_cuts(len(self.labels))
        return Partition(self.members[groups], cost[groups], rows, self.labels, nothing)

    def out_of_time(self) -> bool:
        """Tell whether the clock has run out."""
        return time.monotonic() >= self.deadline

    def _at(self, cost: IntArray, value: int) -> bool:
        return self.plan is not None and self.value(cost) <= value

    def _take(self, plan: IntArray, cost: IntArray) -> None:
        """Go on with a plan if it is better than the best so far."""
        if self.plan is None or int(cost[plan].sum()) < self.value(cost):
            self.plan = plan

    def _few(self, bound: Bound, cost: IntArray) -> bool:
        """Tell whether a plan as good as the best so far can hold few groups only."""
        left = int(bound.within(self.value(cost)).sum())
        return left <= GROUPS_ENOUGH_A_UNIT * len(self.labels)

    def value(self, cost: IntArray) -> int:
        """Cost of the best plan so far, in steps."""
        assert self.plan is not None
        return int(cost[self.plan].sum())

    def _search(
        self,
        instance: Partition,
        bound: Bound,
        most: int,
        tie: IntArray | None,
        most_states: int = MOST_STATES,
        order: IntArray | None = None,
    ) -> Found:
        """Search what the bound leaves, and what the bounds of earlier stages leave."""
        ties = None if tie is None else tie[self.alive]
        kept = [stage.of(self.alive) for stage in self.kept]
        return search(instance, bound, most, self.deadline, ties, most_states, kept, order)

    def _guided(
        self,
        groups: IntArray,
        guide: IntArray,
        *row: SideRow,
        beams: Sequence[tuple[int, int]] = SHORT_BEAMS,
    ) -> None:
        """Look for a plan among groups that keep a stage and are good by the guide as well."""
        plan = guided_plan(self.instance(guide, groups, *row), self.deadline, beams)
        if plan is not None:
            self.plan = groups[plan]

    def _soft(self, name: str, cost: IntArray, guide: IntArray) -> None:
        """Look for a plan that weighs the stage against the guide."""
        instance, before = self.instance(cost, self.alive), UNKNOWN
        for plan in soft_plans(instance, guide[self.alive], self.deadline):
            self._take(self.alive[plan], cost)
            value = self.value(cost)
            self.report(name, value, None, "first plans")
            # Where rows tie all of a province together, better ones come from diving.
            if self.rows or self.out_of_time() or value == before:
                return
            before = value

    def _improve(self, bound: Bound, cost: IntArray, percent: float) -> None:
        """Better a plan that is far from the bound part by part."""
        assert self.plan is not None
        if not self._far(bound, cost, percent) or not np.isin(self.plan, self.alive).all():
            return
        end = self._part_of_clock(SHARE_OF_PARTS)
        at = np.searchsorted(self.alive, self.plan)
        better = improved(self.instance(cost, self.alive), bound, at, end)
        self.stopped |= time.monotonic() >= end
        self._take(np.sort(self.alive[better]), cost)

    def _far(self, bound: Bound, cost: IntArray, percent: float) -> bool:
        """Tell whether the best plan is farther from a bound than this."""
        return not self._at(cost, bound.value + tolerance(bound.value, percent))

    def _branch(
        self, name: str, cost: IntArray, bound: Bound, groups: IntArray, cuts: Cuts | None = None
    ) -> int:
        """Look for a plan among some groups by a little of branch and bound; nodes it took."""
        instance = self.instance(cost, groups)
        if cuts is not None:
            instance = replace(instance, cuts=cuts)
        found = self._whole(instance, name=name, floor=bound.value, max_nodes=FIRST_NODES)
        if found.chosen is not None:
            self._take(groups[found.chosen], cost)
        return found.nodes

    def _cut_again(
        self, cost: IntArray, guide: IntArray | None, bounds: list[Bound], within_percent: float
    ) -> bool:
        """Cut among the groups that a plan as good as the best so far may hold; was it of use?

        The relaxation begins anew with the cuts that bind: from other columns it comes to
        other solutions and other cuts, often better ones than going on.
        """
        value, bound = self.value(cost), bounds[-1]
        inside = bound.within(value + tolerance(value, within_percent))
        self.alive = self.alive[inside]
        bounds[-1] = bound = replace(bound, reduced=bound.reduced[inside])
        instance = replace(self.instance(cost, self.alive), cuts=bound.cuts)
        end = self._part_of_clock(SHARE_OF_CUTS)
        again = relax(instance, end, guide=None if guide is None else guide[self.alive])
        self.stopped |= time.monotonic() >= end
        better = again.total / again.one > bound.total / bound.one
        if better:
            bounds.append(again)
        return better

    def _dive(
        self, name: str, cost: IntArray, bound: Bound, lower: int, guide: IntArray | None = None
    ) -> None:
        """Look for a better plan by diving; again, if it is not near the bound."""
        end = self._part_of_clock(SHARE_OF_DIVES)
        second = None if guide is None else guide[self.alive]
        instance = self.instance(cost, self.alive)
        near = lower + max(1, tolerance(lower, NEAR_PERCENT_DIVE))
        for again in range(DIVES):
            most = UNKNOWN if self.plan is None else self.value(cost) - 1
            saving = self._saving(instance) if again == DIVES - 1 else []
            # Under tighter rows the relaxation costs more, and tells less of what comes out.
            aim = most if saving else min(near, most)
            plan = dived(instance, bound, aim, most, end, second, self.dives, saving)
            self.dives += 1
            if plan is not None:
                self._take(self.alive[plan], cost)
                self.report(name, self.value(cost), lower, "diving")
            if self._at(cost, near) or time.monotonic() >= end:
                break
        self.stopped |= time.monotonic() >= end

    def _saving(self, instance: Partition) -> list[tuple[SideRow, ...]]:
        """Hold kept stages to less than they may come to, from tight to nearly all of it.

        The relaxation of a later stage takes what an earlier one allows from the
        start, in parts of groups, and nothing is left for whole ones in the end.
        """
        held = [instance.rows]
        for share in SAVED:
            upper = {
                k.name: k.most - math.floor(share * (k.most - k.bound.value)) for k in self.kept
            }
            rows = tuple(replace(r, upper=upper.get(r.name, r.upper)) for r in instance.rows)
            if [row.upper for row in rows] != [row.upper for row in held[0]]:
                held.insert(0, rows)
        return held[:-1]

    def _part_of_clock(self, share: float) -> float:
        """When a part of what is left of the clock has run."""
        now = time.monotonic()
        return now + share * (self.deadline - now)

    def _whole(
        self, instance: Partition, name: str, floor: int, max_nodes: int | None = None
    ) -> WholeSolution:
        """Solve an instance by branch and bound, and report how it goes."""

        def watch(value: int | None, bound: int | None) -> None:
            best = floor if bound is None else max(floor, bound)
            self.report(name, value, best, "branch and bound")

        nodes = self.max_nodes if max_nodes is None else max_nodes
        return branched(instance, self.deadline, nodes, watch)


def tolerance(value: int, within_percent: float) -> int:
    """How much worse than its best value a stage may become, in steps."""
    return math.floor(abs(value) * within_percent / 100.0)
