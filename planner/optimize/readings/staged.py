"""The stages of an objective over a pool whose costs are given, each held to a limit of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from planner.errors import InfeasibleError
from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.objective import cost_of
from planner.optimize.solved import Solved
from planner.optimize.stages import Search, TimeLimitError, tolerance
from planner.optimize.stages.warm_start import grown, resumed
from planner.problem import Problem
from planner.problem.groups import Groups
from planner.problem.groups.maker import NEVER
from planner.problem.settings import INERTIA
from planner.problem.unknowns import BoolArray


@dataclass(frozen=True)
class Best:
    """The least that a plan costs in a stage.

    Attributes
    ----------
    value : int
        In steps, proven.
    rows : ndarray of int64
        Groups of a plan that costs it, as rows of the pool.
    solved : Solved
        How it was proven.
    """

    value: int
    rows: IntArray
    solved: Solved


@dataclass(frozen=True)
class Outcome:
    """What became of a reading.

    Attributes
    ----------
    rows : ndarray of int64
        Groups of the best plan.
    limits : sequence of (ndarray of int64, int)
        What a group costs in each stage, and a best plan at most.
    alive : ndarray of bool, shape (m,)
        Groups that a best plan may have.
    stages : sequence of Solved
        How each was closed.
    """

    rows: IntArray
    limits: Sequence[tuple[IntArray, int]]
    alive: BoolArray
    stages: Sequence[Solved]

    def differs(self, costs: Sequence[IntArray]) -> int:
        """Count the groups that cost something else in some stage."""
        pairs = zip((mine for mine, _ in self.limits), costs, strict=True)
        other = [mine != cost for mine, cost in pairs if mine is not cost]
        return int(np.logical_or.reduce(other).sum()) if other else 0


class Chain:
    """Stages one after the other over some groups of a pool, whose costs somebody else gives.

    Parameters
    ----------
    pool : Pool
    rows : ndarray of int64
        The groups.
    """

    def __init__(self, pool: Pool, rows: IntArray):
        self.pool, self.rows = pool, rows
        self._limits: list[tuple[int, IntArray, int]] = []
        self._bound: Bound | None = None
        self._values: list[int] = []
        self._reach = 0
        self._begin()

    def _begin(self) -> None:
        """Begin anew, with the limits so far."""
        pool, groups = self.pool, self.pool.groups
        count = [row.of(self.rows) for row in rows_of_count(groups, pool.problem.count)]
        case = groups.members[self.rows], list(groups.units.index), count, pool.control
        self._search = Search(*case, pool.problem.solver.max_nodes, _silent, pool.effort)
        for number, cost, most in self._limits:
            self._keep(number, cost, most, None)

    def _keep(self, number: int, cost: IntArray, most: int, bound: Bound | None) -> None:
        name = self.pool.problem.objective[number].stage
        self._search.keep(name, cost[self.rows], most, bound)

    @property
    def alive(self) -> BoolArray:
        """Groups of the pool that a plan within the limits may have, shape (m,)."""
        mask: BoolArray = np.zeros(len(self.pool.groups), dtype=bool)
        mask[self.rows[self._search.alive]] = True
        return mask

    def best(self, number: int, cost: IntArray, bases: Sequence[Solved] = ()) -> Best | None:
        """Find the least of a stage; None: no plan keeps the limits so far.

        Parameters
        ----------
        number : int
            Of the stage in the objective.
        cost : ndarray of int64, shape (m,)
        bases : sequence of Solved
            The stages under other costs, or among more groups: where the search begins.

        Raises
        ------
        OpenError
            It could not be proven.
        """
        self._bound = None
        within = self.alive
        alive = self.pool.groups.members[within]
        if not (np.asarray(alive.sum(axis=0)).ravel() > 0).all():
            return None
        start = self.pool.start(within, [(kept, most) for _, kept, most in self._limits], cost)
        self._search.plan = None if start is None else np.searchsorted(self.rows, start)
        stage, priced = self.pool.problem.objective[number], cost[self.rows]
        last = number == len(self.pool.problem.objective) - 1
        solved = None
        if len(bases) > number:
            same = self._values == [each.value for each in bases[:number]]
            search, base = self._search, bases[number]
            warm, solved = resumed(search, priced, stage, base, None, last=last, same=same)
            self._bound = None if warm is None else warm.bound
        try:
            if solved is None:
                guide = None if last else self.pool.groups.costs.get(INERTIA)
                guiding = None if guide is None else guide[self.rows]
                solved, self._bound = self._search.minimise(
                    stage.stage, priced, guiding, within_percent=stage.within_percent
                )
        except InfeasibleError:
            return None
        except TimeLimitError:
            raise OpenError from None
        if not solved.proven or self._search.plan is None:
            raise OpenError
        self._values.append(solved.value)
        self._reach = self.pool.most_of(number, solved.value)
        best = Best(solved.value, self.rows[self._search.plan], solved)
        self.pool.plans.setdefault(best.rows.tobytes(), best.rows)
        return best

    def hold(self, number: int, cost: IntArray, most: int) -> None:
        """Hold a stage to a limit from now on, in steps; its cost is that of the last stage."""
        self._limits.append((number, cost, most))
        if self._bound is None or most <= self._reach:
            self._keep(number, cost, most, self._bound)
        else:
            # The search has left out what a plan of that cost may have.
            self._begin()
        self._bound = None


class OpenError(Exception):
    """A stage could not be proven in the time that there was."""


@dataclass(frozen=True)
class Pool:
    """A pool with the count of a problem, whose costs somebody else gives.

    Attributes
    ----------
    problem : Problem
        Its objective, count and limits of effort.
    groups : Groups
    control : Control
    effort : Effort
    """

    problem: Problem
    groups: Groups
    control: Control
    effort: Effort = USUAL
    plans: dict[bytes, IntArray] = field(default_factory=dict)
    """Plans that were best for something asked before, as rows in order: where searches begin."""
    outcomes: list[Outcome] = field(default_factory=list)
    """Readings that were solved."""

    def start(
        self, within: BoolArray, limits: Sequence[tuple[IntArray, int]], cost: IntArray
    ) -> IntArray | None:
        """Give the cheapest plan at hand among some groups (shape (m,)) that keeps the limits."""
        fit = [
            rows
            for rows in self.plans.values()
            if within[rows].all() and all(kept[rows].sum() <= most for kept, most in limits)
        ]
        return min(fit, key=lambda rows: int(cost[rows].sum()), default=None)

    def chain(self, within: BoolArray) -> Chain:
        """Begin with the first stage, among some groups (shape (m,))."""
        return Chain(self, np.flatnonzero(within))

    def least(
        self,
        within: BoolArray,
        limits: Sequence[tuple[IntArray, int]],
        cost: IntArray,
        bases: Sequence[Solved] = (),
    ) -> Best | None:
        """Find the least of the last stage where those before are held to limits.

        Parameters
        ----------
        within : ndarray of bool, shape (m,)
            The groups that a plan may have.
        limits : sequence of (ndarray of int64, int)
            What a group costs in the stages before, and a plan may cost at most.
        cost : ndarray of int64, shape (m,)
        bases : sequence of Solved
            The stages where a plan may have more groups.
        """
        chain = self.chain(within)
        for number, (limit, most) in enumerate(limits):
            chain.hold(number, limit, most)
        return chain.best(len(limits), cost, bases)

    def best(self, groups: Groups) -> frozenset[int] | None:
        """Find the best plan, as rows of the pool, where all facts are answered.

        Parameters
        ----------
        groups : Groups
            The pool, priced so.

        Returns
        -------
        frozenset of int or None
            None: there is no plan, or it could not be proven.
        """
        try:
            solved = self._solved(groups)
        except OpenError:
            return None
        return None if solved is None else frozenset(solved.rows.tolist())

    def lost(self, groups: Groups, targets: Sequence[int]) -> list[int] | None:
        """Name the groups that no best plan has, among some; None: it could not be proven.

        Parameters
        ----------
        groups : Groups
            The pool, priced as all facts are answered.
        targets : sequence of int
            Rows of it.
        """
        try:
            solved = self._solved(groups)
            if solved is None:
                return None
            chosen = set(solved.rows.tolist())
            away = [target for target in targets if target not in chosen]
            return [target for target in away if not self._as_good(target, solved)]
        except OpenError:
            return None

    def _solved(self, groups: Groups) -> Outcome | None:
        """Solve every stage, and keep what it leaves of the pool."""
        costs = [cost_of(groups, stage) for stage in self.problem.objective]
        near = self._nearest(costs)
        if near is not None and not near.differs(costs):
            return near
        bases = () if near is None else grown(near.stages, self.problem.objective)
        chain = self.chain(useful(self.problem, groups.members, costs, costs))
        limits, stages = list[tuple[IntArray, int]](), list[Solved]()
        best: Best | None = None
        for number, cost in enumerate(costs):
            best = chain.best(number, cost, bases)
            if best is None:
                return None
            stages.append(best.solved)
            limits.append((cost, self.most_of(number, best.value)))
            chain.hold(number, cost, limits[-1][1])
        assert best is not None
        outcome = Outcome(best.rows, limits, chain.alive, stages)
        self.outcomes.append(outcome)
        return outcome

    def _nearest(self, costs: Sequence[IntArray]) -> Outcome | None:
        """Take the reading that fewest groups cost otherwise in."""
        return min(self.outcomes, key=lambda each: each.differs(costs), default=None)

    def _as_good(self, target: int, outcome: Outcome) -> bool:
        """Whether some plan with a group is as good as the best."""
        if not outcome.alive[target]:
            return False
        cost, most = outcome.limits[-1]
        within = self.beside(target) & outcome.alive
        own = self.least(within, outcome.limits[:-1], cost, outcome.stages)
        return own is not None and own.value <= most

    def beside(self, target: int) -> BoolArray:
        """Groups that a plan may have together with one: itself, and those apart from it."""
        members = self.groups.members
        inside = np.zeros(members.shape[1], dtype=np.int64)
        inside[members.indices[members.indptr[target] : members.indptr[target + 1]]] = 1
        apart: BoolArray = members @ inside == 0
        apart[target] = True
        return apart

    def most_of(self, number: int, value: int) -> int:
        """What later stages may make of a stage whose best value is given, in steps."""
        return value + tolerance(value, self.problem.objective[number].within_percent)


def useful(
    problem: Problem,
    members: sparse.csr_array,
    least: Sequence[IntArray],
    most: Sequence[IntArray],
) -> BoolArray:
    """Tell units, and groups that may save something in some stage over their members as they are.

    No plan is better with another group.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
    least, most : sequence of ndarray of int64, shape (m,)
        What a group may cost in each stage.
    """
    single: BoolArray = np.diff(members.indptr) == 1
    if not problem.count.may_split:
        return np.ones(len(single), dtype=bool)
    rows = np.flatnonzero(single)
    worth = single.copy()
    for low, high in zip(least, most, strict=True):
        alone = np.full(members.shape[1], NEVER, dtype=np.int64)
        alone[members.indices[members.indptr[rows]]] = high[rows]
        worth |= low < members @ alone
    return worth


def _silent(name: str, value: int | None, bound: int | None, note: str) -> None:
    """Report nothing: hundreds of small questions are asked."""
