"""What near plans have in common: pairs of units that are together in all of them, or in none.

A plan is near where it keeps what the best one keeps – locks, limits, count, and in every stage
but the last what the best plan's proof lets the stage come to – and costs at most some percent
more in the last stage.  For each pair what the best plan does with it is turned round: groups
that hold both are left out, or those that hold one without the other.  Where the bound, or the
search of all that it leaves, finds no near plan then, every near plan does as the best one does.

One search tells it of every pair, where its states are not too many (``marginal``): what the best
plan costs that turns a pair round.  `planner verify` repeats that search by code of its own.  Else
each pair is asked by itself, and each plan that is found answers for all pairs in which it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, covers
from planner.optimize.bound.relaxation import relax
from planner.optimize.choices.listing import Incumbent, bounds_within
from planner.optimize.choices.marginal import Marginals, marginals_within
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.lexicographic import tie_breaker
from planner.optimize.search import frontier
from planner.optimize.search.marginals import NO_PLAN
from planner.optimize.stages import Search, tolerance

Survives = Literal["all", "none", "some", "open"]
"""Together in all near plans, in none, in some; or not decided in the time."""
BoolArray = npt.NDArray[np.bool_]


class Near:
    """Plans near the best, and what they do with pairs of units.

    Parameters
    ----------
    known : Incumbent
        The best plan, and every group that may be: also such as save nothing in any stage.
    percent : float
        How much more the last stage may come to.
    control : Control
        When to stop.
    effort : Effort
    policy : Choices
    """

    def __init__(
        self,
        incumbent: Incumbent,
        percent: float,
        control: Control,
        effort: Effort,
        policy: Choices,
    ):
        self.cost, self.control, self.effort, self.policy = incumbent.cost, control, effort, policy
        best = int(self.cost[incumbent.chosen].sum())
        self.most = best + tolerance(best, percent)
        self.search: Search = incumbent.last_stage(control, effort)
        self.bound: Bound = bounds_within(self.search, self.cost, self.most, incumbent.solved[-1])[
            -1
        ]
        self.left: IntArray = self.search.alive
        self.tie = tie_breaker(incumbent.groups)
        self.order = incumbent.solved[-1].proof.order
        members = incumbent.groups.members
        self.members = members[self.left].tocsc()
        self.best = _homes(members[incumbent.chosen])
        self.found: list[IntArray] = []
        """Unit → number of its group, in each near plan that was found."""
        self._all = members

    def survives(self, pair: tuple[int, int]) -> Survives:
        """Tell what near plans do with two units, named by their rows."""
        one, other = pair
        together = bool(self.best[one] == self.best[other])
        if any((home[one] == home[other]) != together for home in self.found):
            return "some"
        holds = [self._holding(each) for each in pair]
        kept = ~(holds[0] & holds[1]) if together else holds[0] == holds[1]
        plan = self._plan(kept)
        if plan is None:
            return "all" if together else "none"
        if not len(plan):
            return "open"
        self.found.append(_homes(self._all[plan]))
        return "some"

    def _holding(self, unit: int) -> BoolArray:
        holds = np.zeros(len(self.left), dtype=bool)
        column = self.members.indices[self.members.indptr[unit] : self.members.indptr[unit + 1]]
        holds[column] = True
        return holds

    def _plan(self, kept: BoolArray) -> IntArray | None:
        """Find a near plan of some of the groups; None: there is none; empty: not decided."""
        undecided: IntArray = np.zeros(0, dtype=np.int64)
        groups = self.left[kept]
        ground = self.search.ground
        ground.alive = groups
        instance = ground.instance(self.cost)
        if not covers(instance.members):
            return None
        if self.control.over():
            return undecided
        bound = relax(instance, self.control, effort=self.effort)
        if not bound.feasible or bound.value > self.most:
            return None
        inside = bound.within(self.most)
        groups = groups[inside]
        ground.alive = groups
        found = frontier.search(
            ground.instance(self.cost),
            replace(bound, reduced=bound.reduced[inside]),
            self.most,
            self.control,
            self.tie[groups],
            self.policy.states,
            [stage.of(groups) for stage in self.search.kept],
            self.order,
            self.effort,
        )
        if found.chosen is not None:
            return groups[found.chosen]
        return None if found.complete else undecided


@dataclass(frozen=True)
class Surviving:
    """What near plans do with pairs of units.

    Attributes
    ----------
    states : list of list of str
        For each percentage the state of each pair.
    search : Marginals or None
        The one search that told all of it; None: each pair was asked by itself.
    """

    states: list[list[Survives]]
    search: Marginals | None = None


def surviving(
    incumbent: Incumbent,
    pairs: Sequence[tuple[str, str]],
    percents: Sequence[float],
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Surviving:
    """Tell for pairs of units whether all near plans have them together, none, or some.

    Parameters
    ----------
    known, control, effort, policy
        See :class:`Near`.
    pairs : sequence of (str, str)
        Codes of two units each.
    percents : sequence of float
        How much more the last stage may come to, in percent of its best value.

    Returns
    -------
    Surviving
        All are ``open`` where the best plan is not proven.
    """
    if not incumbent.repeatable:
        return Surviving([["open"] * len(pairs) for _ in percents])
    row_of = {code: row for row, code in enumerate(incumbent.groups.units.index)}
    rows = [(row_of[one], row_of[other]) for one, other in pairs]
    best = int(incumbent.cost[incumbent.chosen].sum())
    limits = [best + tolerance(best, percent) for percent in percents]
    found = marginals_within(incumbent, max(limits), control, effort, policy)
    if found is None:
        nears = [Near(incumbent, percent, control, effort, policy) for percent in percents]
        return Surviving([[near.survives(pair) for pair in rows] for near in nears])
    home = _homes(incumbent.groups.members[incumbent.chosen])
    together = [bool(home[one] == home[other]) for one, other in rows]
    least = [
        int(found.costs[found.turned(*pair, joined=joined)].min(initial=NO_PLAN))
        for pair, joined in zip(rows, together, strict=True)
    ]
    states: list[list[Survives]] = [
        [
            "some" if cost <= limit else "all" if joined else "none"
            for cost, joined in zip(least, together, strict=True)
        ]
        for limit in limits
    ]
    return Surviving(states, found)


def _homes(groups: sparse.csr_array) -> IntArray:
    """Number of the group of each unit."""
    home = np.zeros(groups.shape[1], dtype=np.int64)
    home[groups.indices] = np.repeat(np.arange(groups.shape[0]), np.diff(groups.indptr))
    return home
