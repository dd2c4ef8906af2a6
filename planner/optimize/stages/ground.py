"""What a stage stands on: its goal, the pool, the clock, the best plan and the bounds so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, SideRow
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.frontier import SearchResult, search
from planner.optimize.search.prices import Kept

Report = Callable[[str, int | None, int | None, str], None]


@dataclass(frozen=True)
class Goal:
    """What a stage asks for.

    Attributes
    ----------
    name : str
        For reports.
    cost : ndarray of int64, shape (m,)
        Cost of each group of the pool, in steps.
    telling : bool
        The term tells nearly every two plans apart; else it takes few values, and thousands of
        groups are tied.
    guide : ndarray of int64, shape (m,), or None
        A cost that tells tied groups apart.
    tie : ndarray of int64, shape (m,), or None
        Fixed numbers that choose between plans that are equal in the stage.
    within_percent : float
        How much worse later stages may make it.
    """

    name: str
    cost: IntArray
    telling: bool
    guide: IntArray | None = None
    tie: IntArray | None = None
    within_percent: float = 0.0


@dataclass
class Ground:
    """What all stages share.

    Attributes
    ----------
    members : csr_array of int64, shape (m, n)
        The whole pool.
    labels : list of str
        Codes of the units.
    rows : list of SideRow
        Count and kept stages, over the whole pool.
    control : Control
        When to stop.
    max_nodes : int
        Most nodes of each branch and bound.
    report : callable
        Called with stage, value, bound (steps) and a word on what is done.
    effort : Effort
    cuts : Cuts
        Cuts with which cutting begins.
    kept : list of Kept
        Stages that a row holds, over the whole pool.
    alive : ndarray of int64
        Groups that no stage so far has excluded.
    stopped : bool
        The clock or a cancel ended something before its own end.
    """

    members: sparse.csr_array
    labels: list[str]
    rows: list[SideRow]
    control: Control
    max_nodes: int
    report: Report
    effort: Effort
    cuts: Cuts
    kept: list[Kept] = field(default_factory=list)
    alive: IntArray = field(init=False)
    stopped: bool = False
    # The last plain relaxation: its cost, the groups alive and the number of rows then.
    _known: tuple[IntArray, IntArray, int, Bound] | None = None

    def __post_init__(self) -> None:
        self.alive = np.arange(self.members.shape[0])

    def instance(self, cost: IntArray, groups: IntArray | None = None, *more: SideRow) -> Partition:
        """State the problem on some groups of the pool; None: on those alive."""
        groups = self.alive if groups is None else groups
        rows = tuple(row.of(groups) for row in (*self.rows, *more))
        nothing = no_cuts(len(self.labels))
        # The whole pool may take half a gigabyte: it is not copied.
        whole = len(groups) == self.members.shape[0]
        members = self.members if whole else self.members[groups]
        return Partition(members, cost[groups], rows, self.labels, nothing)

    def leave(self, inside: npt.NDArray[np.bool_]) -> None:
        """Go on with some of the groups alive.

        Where those are all, they stay the same to whoever asks whether they do (``plain``).
        """
        if not inside.all():
            self.alive = self.alive[inside]

    def note(self, end: Control) -> None:
        """Note whether what had to end by then was stopped."""
        self.stopped |= end.over()

    def of(self, values: IntArray | None) -> IntArray | None:
        """Restrict numbers of the whole pool to the groups alive."""
        return None if values is None else values[self.alive]

    def plain(self, cost: IntArray, guide: IntArray | None = None) -> Bound:
        """Bound a stage by the plain relaxation; one that was just solved is not solved again."""
        if guide is None and self._known is not None:
            before, alive, rows, bound = self._known
            if before is cost and alive is self.alive and rows == len(self.rows):
                return bound
        instance, second = self.instance(cost), self.of(guide)
        bound = relax(instance, self.control, 0, second, effort=self.effort)
        self._known = (cost, self.alive, len(self.rows), bound) if guide is None else None
        return bound

    def search(
        self,
        cost: IntArray,
        bound: Bound,
        most: int,
        tie: IntArray | None = None,
        most_states: int | None = None,
        order: IntArray | None = None,
    ) -> SearchResult:
        """Search what the bound leaves, and what the bounds of earlier stages leave."""
        kept = [stage.of(self.alive) for stage in self.kept]
        instance, end, ties = self.instance(cost), self.control, self.of(tie)
        return search(instance, bound, most, end, ties, most_states, kept, order, self.effort)


@dataclass
class Incumbent:
    """The best plan so far, and what it costs in a stage.

    Attributes
    ----------
    cost : ndarray of int64, shape (m,)
        Of each group of the pool.
    plan : ndarray of int64 or None
        Groups of the pool; None: no plan is known.
    """

    cost: IntArray
    plan: IntArray | None

    @property
    def value(self) -> int:
        """What it costs, in steps."""
        assert self.plan is not None
        return int(self.cost[self.plan].sum())

    @property
    def known(self) -> int | None:
        """What it costs; None: no plan is known."""
        return None if self.plan is None else self.value

    def at(self, value: int) -> bool:
        """Tell whether it costs no more than this."""
        return self.plan is not None and self.value <= value

    def far(self, bound: Bound, percent: float) -> bool:
        """Tell whether it is farther from a bound than this."""
        return not self.at(bound.value + tolerance(bound.value, percent))

    def take(self, plan: IntArray | None) -> None:
        """Go on with a plan if it is better."""
        if plan is not None and (self.plan is None or int(self.cost[plan].sum()) < self.value):
            self.plan = plan


class Bounds:
    """Bounds of a stage, one after the other, each of the groups that the ones before left.

    The last one always is for the groups alive.
    """

    def __init__(self, ground: Ground):
        self._ground = ground
        self._all: list[Bound] = []

    def __iter__(self) -> Iterator[Bound]:
        return iter(self._all)

    def __bool__(self) -> bool:
        return bool(self._all)

    @property
    def last(self) -> Bound:
        """The bound by which the stage goes on."""
        return self._all[-1]

    def add(self, bound: Bound) -> None:
        """Go on with another bound of the groups alive."""
        self._all.append(bound)

    def leave_out(self, most: int) -> None:
        """Leave out the groups that no plan of cost ≤ ``most`` holds."""
        inside = self.last.within(most)
        self._ground.leave(inside)
        self._all[-1] = replace(self.last, reduced=self.last.reduced[inside])


def tolerance(value: int, within_percent: float) -> int:
    """How much worse than its best value a stage may become, in steps."""
    return math.floor(abs(value) * within_percent / 100.0)
