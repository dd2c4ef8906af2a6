"""A lexicographic search over a pool, stage after stage."""

from __future__ import annotations

from scipy import sparse

from planner.optimize.bound.cuts import Cuts, no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, SideRow, stage_row
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.prices import Kept
from planner.optimize.solved import Solved
from planner.optimize.stages.coarse import solve_coarse
from planner.optimize.stages.ground import Goal, Ground, Incumbent, Report
from planner.optimize.stages.telling import solve_telling


class Search:
    """A lexicographic search over a pool, stage after stage.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
        The whole pool.
    labels : list of str
        Codes of the units.
    rows : list of SideRow
        Bounds on the number of groups.
    control : Control
        When to stop.
    max_nodes : int
        Most nodes of each branch and bound.
    report : callable
        Called with stage, value, bound (steps) and a word on what is done.
    effort : Effort
        What each device is given.
    cuts : Cuts, optional
        Cuts with which cutting begins; None: none.

    Attributes
    ----------
    plan : ndarray of int64 or None
        Groups of the best plan so far.
    """

    def __init__(
        self,
        members: sparse.csr_array,
        labels: list[str],
        rows: list[SideRow],
        control: Control,
        max_nodes: int,
        report: Report,
        effort: Effort = USUAL,
        cuts: Cuts | None = None,
    ):
        cuts = no_cuts(len(labels)) if cuts is None else cuts
        self.ground = Ground(members, labels, rows, control, max_nodes, report, effort, cuts)
        self.plan: IntArray | None = None

    @property
    def control(self) -> Control:
        """When to stop."""
        return self.ground.control

    @control.setter
    def control(self, control: Control) -> None:
        self.ground.control = control

    @property
    def stopped(self) -> bool:
        """The clock ended something before its own end."""
        return self.ground.stopped

    @stopped.setter
    def stopped(self, was: bool) -> None:
        self.ground.stopped = was

    @property
    def alive(self) -> IntArray:
        """Groups that no stage so far has excluded."""
        return self.ground.alive

    @property
    def rows(self) -> list[SideRow]:
        """Count and kept stages, over the whole pool."""
        return self.ground.rows

    @property
    def kept(self) -> list[Kept]:
        """Stages that a row holds, over the whole pool."""
        return self.ground.kept

    def out_of_time(self) -> bool:
        """Tell whether the clock has run out."""
        return self.ground.control.over()

    def minimise(
        self,
        name: str,
        cost: IntArray,
        guide: IntArray | None,
        tie: IntArray | None = None,
        within_percent: float = 0.0,
    ) -> tuple[Solved, Bound | None]:
        """Solve one stage.

        Parameters
        ----------
        name : str
            For reports.
        cost : ndarray of int64, shape (m,)
            Cost of each group of the pool, in steps.
        guide : ndarray of int64, shape (m,), optional
            A cost that tells tied groups apart; None: the term does so itself.
        tie : ndarray of int64, shape (m,), optional
            Fixed numbers that choose between plans that are equal in the stage.
        within_percent : float
            How much worse later stages may make it.

        Returns
        -------
        Solved
        Bound or None
            For the groups alive; None: a plan costs nothing, and nothing is less.

        Raises
        ------
        InfeasibleError
            No plan keeps the rows.
        TimeLimitError
            The clock ran out before a plan was found.
        """
        goal = Goal(name, cost, guide is None, guide, tie, within_percent)
        best = Incumbent(cost, self.plan)
        solve = solve_telling if goal.telling else solve_coarse
        solved, bound = solve(self.ground, goal, best)
        self.plan = best.plan
        return solved, bound

    def outlook(self, cost: IntArray) -> int:
        """Bound a later stage as things stand, by the plain relaxation."""
        return self.ground.plain(cost).value

    def keep(self, name: str, cost: IntArray, most: int, bound: Bound | None) -> None:
        """Hold a stage to ``most`` steps from now on."""
        ground = self.ground
        if bound is not None:
            ground.leave(bound.within(most))
        # Nothing but zeros sums to zero: the row would say no more than the columns.
        if most == 0 and int(cost.min(initial=0)) >= 0:
            ground.leave(cost[ground.alive] == 0)
        elif bound is None or not bound.settles(most):
            row = stage_row(name, cost, most)
            ground.rows.append(row)
            if bound is not None:
                ground.kept.append(Kept(row.name, cost, bound, most))
