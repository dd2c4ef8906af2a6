"""Stages: the terms of the objective solved to proof, one after the other.

Each stage is bounded, solved on the groups that its bound cannot exclude, and
then kept: as a row with its tolerance, and by dropping every group that no
plan of that value can hold.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from planner.errors import EXIT_TIME_LIMIT, InfeasibleError, PlannerError, Problem
from planner.optimize.bettering import SHARE_OF_CUTS, Bettering, tolerance
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, stage_row
from planner.optimize.bound.relaxation import relax
from planner.optimize.heuristics.first import BEAMS, SHORT_BEAMS, priced_count
from planner.optimize.infeasible import why_infeasible
from planner.optimize.search.frontier import MOST_STATES, TRIAL_STATES, Found, beam, covers
from planner.optimize.search.prices import Kept
from planner.optimize.solved import Solved, Trace
from planner.proof import Closed

# Groups with which the first search of a stage begins, for each unit.
GROUPS_A_UNIT = 4
# Terms that take few values leave thousands of groups tied: a second cost guides the search.
MANY_A_UNIT = 32
# A plan of a term that takes few values is good enough after a beam of so many states.
ENOUGH_WIDTH = 4000
# Plans are first looked for this near to the bound, in percent, one after the other: alone, and
# where earlier stages are kept.
NEAR_PERCENT, NEAR_PERCENT_KEPT = (0.75,), (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
# With so few groups for each unit all is searched at once.
FEW_A_UNIT = 8
# Parts of a plan that is farther from the bound than this, in percent, are solved anew: before
# cutting, and after it.
FAR_PERCENT, FAR_PERCENT_CUT = 10.0, 1.5
# Groups for each unit among which a little of branch and bound looks for a better one.
COLUMNS_A_UNIT = 7
# Where a plan is farther from the bound than this, in percent, a dive may find a better one.
FAR_PERCENT_DIVE = 0.3
# Parts of a dive's plan that is farther from the bound than this, in percent, are solved anew.
FAR_PERCENT_DIVEN = 5.0
# How often what is left after a dive is cut again, in a stage that tells plans apart.
CUT_AGAIN = 2
# A stage that takes few values is dived into, cut, and searched with so many states at one unit,
# again and again.
EFFORTS = (MOST_STATES // 256, MOST_STATES // 64, MOST_STATES // 8, MOST_STATES)


class TimeLimitError(PlannerError):
    """The clock stopped the search before any plan was found."""

    exit_code = EXIT_TIME_LIMIT


class Search(Bettering):
    """A lexicographic search over a pool, stage after stage."""

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

        Raises
        ------
        InfeasibleError
            No plan keeps the rows.
        TimeLimitError
            The clock ran out before a plan was found.
        """
        if guide is not None and self._free(cost, guide):
            self.report(name, 0, 0, "proven")
            return Solved(name, 0, 0, 0, 0, Trace("free")), None
        # What tells plans apart is searched with more effort from the first dive on.
        bounds, self.dives = [], 0 if guide is not None else 2
        if self.plan is None and guide is not None:
            self._soft(name, cost, guide)
        if self.plan is not None:
            best = self._plain(cost, guide)
            if guide is None and not self.rows:
                self._improve(best, cost, FAR_PERCENT)
            # What no plan as good as this one holds need not be cut, priced or looked at again.
            value = self.value(cost)
            inside = best.within(value + tolerance(value, within_percent))
            self.alive = self.alive[inside]
            bounds.append(best)
            if value <= best.value and guide is not None:
                self.report(name, value, value, "proven")
                best = replace(best, reduced=best.reduced[inside])
                return Solved(name, value, value, 0, 0, Trace("bound", (best,))), best
        second = None if guide is None else guide[self.alive]
        instance = self.instance(cost, self.alive)
        # What cutting leaves of the clock goes into a plan, or a better one.
        end = self._part_of_clock(SHARE_OF_CUTS)
        bound = relax(instance, end, guide=second)
        self.stopped |= time.monotonic() >= end
        if not bound.feasible:
            raise InfeasibleError(why_infeasible(self.instance(cost, self.alive), self.deadline))
        if bounds and bound.total / bound.one < bounds[0].total / bounds[0].one:
            # The clock left no time for as much.
            bound = bounds[0] = replace(bounds[0], reduced=bounds[0].reduced[inside])
        else:
            bounds.append(bound)
        if guide is None and self.rows and self._far(bound, cost, FAR_PERCENT_DIVE):
            self._dive(name, cost, bound, bound.value)
            if self.plan is not None:
                self._improve(bound, cost, FAR_PERCENT_DIVEN)
            for _ in range(CUT_AGAIN):
                # Without a plan there is nothing that groups could be held against.
                if self.plan is None or self._at(cost, bound.value):
                    break
                better = self._cut_again(cost, guide, bounds, within_percent)
                bound = bounds[-1]
                if not better:
                    break
        if guide is None and self.plan is not None and not self.kept:
            self._improve(bound, cost, FAR_PERCENT_CUT)
            if self._far(bound, cost, FAR_PERCENT_CUT):
                least = np.argsort(bound.reduced, kind="stable")
                near = self.alive[least[: COLUMNS_A_UNIT * len(self.labels)]]
                self._branch(name, cost, bound, np.union1d(near, self.plan))
        lower, priced = bound.value, False
        self.report(name, self.value(cost) if self.plan is not None else None, lower, "LP")
        if guide is not None and second is not None and lower == 0 and not self._at(cost, 0):
            counted = priced_count(instance, self.deadline, second)
            if counted is not None:
                bound, lower, priced = counted, max(0, counted.value), True
                bounds.append(bound)
        telling, searched, nodes, columns = guide is None, None, 0, 0
        if guide is not None and self.rows:
            searched = self._by_value(name, cost, guide, bounds, lower, within_percent, priced)
            bound, lower = bounds[-1], searched.beyond
        elif guide is not None:
            tied = self.alive[bound.within(lower)]
            many = len(tied) > MANY_A_UNIT * len(self.labels)
            if (self.plan is None or many) and not self._at(cost, lower):
                self._guided(tied, guide, stage_row(name, cost, lower))
        if telling or not self._at(cost, lower):
            # Of what was searched to the last effort only branch and bound is left.
            done = searched is not None and self.plan is not None
            lower, nodes, columns, searched = self._close(
                name, cost, bound, lower, tie if telling else None, telling, done
            )
        if self.plan is None:
            raise TimeLimitError(
                Problem(
                    "solver.time_limit_s",
                    "no plan found before the clock ran out",
                    "time for at least one plan",
                    "raise the limit, or lower groups.max_members",
                )
            )
        value = self.value(cost)
        if tie is not None and guide is not None and value <= lower and self._few(bound, cost):
            # Little effort: of thousands of equal plans the one that was come upon stays.
            instance = self.instance(cost, self.alive)
            found = self._search(instance, bound, value, tie, TRIAL_STATES)
            if found.complete and found.chosen is not None:
                self.plan = self.alive[found.chosen]
        self.report(name, value, lower, "proven" if value <= lower else "open")
        reached = max(each.value for each in bounds)
        closed: Closed = "bound" if value <= reached else "search"
        if closed == "search" and not (searched and searched.complete):
            closed = "solver"
        trace = Trace(closed, tuple(bounds), searched.order if searched else None)
        return Solved(name, value, lower, nodes, columns, trace), bound

    def outlook(self, cost: IntArray) -> int:
        """Bound a later stage as things stand, by the plain relaxation."""
        return self._plain(cost, None).value

    def _plain(self, cost: IntArray, guide: IntArray | None) -> Bound:
        """Bound a stage by the plain relaxation; one that was just solved is not solved again."""
        if guide is None and self.known is not None:
            before, alive, rows, bound = self.known
            if before is cost and alive is self.alive and rows == len(self.rows):
                return bound
        second = None if guide is None else guide[self.alive]
        bound = relax(self.instance(cost, self.alive), self.deadline, 0, second)
        self.known = (cost, self.alive, len(self.rows), bound) if guide is None else None
        return bound

    def keep(self, name: str, cost: IntArray, most: int, bound: Bound | None) -> None:
        """Hold a stage to ``most`` steps from now on."""
        if bound is not None:
            self.alive = self.alive[bound.within(most)]
        # Nothing but zeros sums to zero: the row would say no more than the columns.
        if most == 0 and int(cost.min(initial=0)) >= 0:
            self.alive = self.alive[cost[self.alive] == 0]
        elif bound is None or not bound.settles(most):
            row = stage_row(name, cost, most)
            self.rows.append(row)
            if bound is not None:
                self.kept.append(Kept(row.name, cost, bound, most))

    def _free(self, cost: IntArray, guide: IntArray) -> bool:
        """Look for a plan that costs nothing: below that no plan can be."""
        if int(cost[self.alive].min(initial=0)) < 0:
            return False
        if self.plan is None or self.value(cost) > 0:
            free = self.alive[cost[self.alive] == 0]
            if not covers(self.members[free]):
                return False
            before, self.plan = self.plan, None
            # With a number of groups to be reached there may be none: not too long.
            self._guided(free, guide, beams=BEAMS[:3] if self.rows else BEAMS)
            if self.plan is None:
                self.plan = before
                return False
        return True

    def _close(
        self,
        name: str,
        cost: IntArray,
        bound: Bound,
        lower: int,
        tie: IntArray | None,
        telling: bool,
        done: bool,
    ) -> tuple[int, int, int, Found | None]:
        """Close the gap: a good plan first, then search all that could be better.

        The frontier search is exact.  Where its states are too many, branch
        and bound goes on over the groups that the bound cannot exclude: a plan
        that costs at most the bound plus δ holds only groups of reduced cost
        at most δ, so the best of those groups is the best of all, or
        everything else costs more than the bound plus δ.  Where all
        was ``done`` but that, only that is left to do.
        """
        base = bound.value
        nodes, columns, searched = 0, 0, None
        rank = min(len(self.alive), GROUPS_A_UNIT * len(self.labels)) - 1
        delta = max(0, int(np.partition(bound.reduced, rank)[rank]) // bound.one)
        if not done and not self._at(cost, lower):
            nodes = self._first_plan(name, cost, bound, base + delta, telling)
        if not done and self.plan is not None and (tie is not None or self.value(cost) > lower):
            most = self.value(cost) - (tie is None)
            columns = int(bound.within(most).sum())
            self.report(name, self.value(cost), lower, f"{columns} of {len(self.alive)} groups")
            searched, lower = self._search_all(cost, bound, lower, most, tie, telling)
            if searched.chosen is not None:
                self.plan = self.alive[searched.chosen]
            known = self.value(cost) if searched.complete else max(lower, searched.beyond)
            lower = min(known, self.value(cost))
            if telling and self.kept and self.value(cost) > lower:
                self._improve(bound, cost, FAR_PERCENT_CUT)
        while self.plan is None or self.value(cost) > lower:
            if self.out_of_time():
                break
            if self.plan is not None:
                # Nothing beyond the best plan need be looked at.
                delta = min(delta, self.value(cost) - 1 - base)
            inside = bound.within(base + delta)
            groups = self.alive[inside]
            columns = len(groups)
            self.report(
                name,
                self.value(cost) if self.plan is not None else None,
                lower,
                f"{columns} of {len(self.alive)} groups",
            )
            instance = replace(self.instance(cost, groups), cuts=bound.cuts)
            found = self._whole(instance, name=name, floor=lower)
            nodes += found.nodes
            if found.chosen is not None:
                self._take(groups[found.chosen], cost)
            proven = math.inf if found.infeasible else found.bound
            if proven > -math.inf:
                lower = max(lower, int(min(proven, base + delta + 1)))
            if inside.all() and found.infeasible and self.plan is None:
                raise InfeasibleError(
                    why_infeasible(self.instance(cost, self.alive), self.deadline)
                )
            if (
                not found.infeasible
                and found.bound < base + delta + 1
                and (self.plan is None or self.value(cost) > lower)
            ):
                break  # nodes or time ran out inside
            delta = max(1, 2 * delta)
        return lower, nodes, columns, searched

    def _search_all(
        self,
        cost: IntArray,
        bound: Bound,
        lower: int,
        most: int,
        tie: IntArray | None,
        telling: bool,
    ) -> tuple[Found, int]:
        """Search all plans of cost ≤ ``most``; what was found, and what is known from below.

        A known plan may be far off, and its gap leave too many states: where the term tells
        plans apart, they are looked for near the bound first, unless few groups are left.
        """
        instance, order = self.instance(cost, self.alive), None
        if telling and int(bound.within(most).sum()) <= FEW_A_UNIT * len(self.labels):
            found = self._search(instance, bound, most, tie, TRIAL_STATES)
            order = found.order
            if found.complete:
                return found, lower
        for percent in (NEAR_PERCENT_KEPT if self.kept else NEAR_PERCENT) if telling else ():
            near = bound.value + tolerance(bound.value, percent)
            if near >= most:
                break
            found = self._search(instance, bound, near, tie, order=order)
            order = found.order
            lower = max(lower, min(found.beyond, most + 1))
            if found.chosen is not None or not found.complete:
                return found, lower
        return self._search(instance, bound, most, tie, order=order), lower

    def _first_plan(self, name: str, cost: IntArray, bound: Bound, most: int, telling: bool) -> int:
        """Look for a good plan among the groups of least reduced cost; nodes that it took.

        Where the term tells plans apart, it goes on until the search has few groups.
        """
        instance = self.instance(cost, self.alive)
        # With a plan, the search itself looks for better ones where it has more to go by.
        short = self.plan is not None and (telling or bool(self.rows))
        for size, width in SHORT_BEAMS if short else BEAMS:
            plan = beam(instance, bound, self.deadline, size, width)
            if plan is not None:
                self._take(self.alive[plan], cost)
            # Of a term that takes few values one more try is cheaper than a long search.
            if self.plan is not None:
                enough = self._few(bound, cost) if telling else width >= ENOUGH_WIDTH
                if enough or self._at(cost, bound.value):
                    break
            if self.out_of_time():
                break
        if self.plan is not None:
            return 0
        return self._branch(name, cost, bound, self.alive[bound.within(most)], bound.cuts)

    def _by_value(
        self,
        name: str,
        cost: IntArray,
        guide: IntArray,
        bounds: list[Bound],
        lower: int,
        within_percent: float,
        priced: bool,
    ) -> Found:
        """Close a stage that takes few values: dive, search value by value, and cut again.

        The last of the bounds is for the groups that are left in the end; one that prices
        the number where the relaxation costs nothing would only get worse by cutting.
        """
        searched = Found(None, lower, False, 0)
        for again, states in enumerate(EFFORTS):
            if self.plan is not None and again and self._settled(bounds[-1], lower):
                tied = self.alive[bounds[-1].within(lower)]
                self._guided(tied, guide, stage_row(name, cost, lower))
            if not self._at(cost, lower):
                self._dive(name, cost, bounds[-1], lower, guide)
            if self.plan is not None and not priced and not self._at(cost, lower):
                self._cut_again(cost, guide, bounds, within_percent)
                lower = max(lower, bounds[-1].value)
            further = 0
            while self.plan is not None and not self._at(cost, lower):
                self.report(name, self.value(cost), lower, "search")
                instance = self.instance(cost, self.alive)
                most = min(lower + further, self.value(cost) - 1)
                found = self._search(instance, bounds[-1], most, None, states)
                further = 2 * further + 1
                if found.chosen is not None:
                    self._take(self.alive[found.chosen], cost)
                if not found.complete:
                    break
                searched = found
                lower = max(lower, min(found.beyond, self.value(cost)))
            if self.plan is None or self._at(cost, lower) or self.out_of_time():
                break
        return replace(searched, beyond=lower)

    def _settled(self, bound: Bound, lower: int) -> bool:
        """Tell whether the relaxation costs a whole number that many groups are tied at."""
        near = (lower * bound.one - bound.total) * MANY_A_UNIT <= bound.one
        return near and int(bound.within(lower).sum()) > MANY_A_UNIT * len(self.labels)
