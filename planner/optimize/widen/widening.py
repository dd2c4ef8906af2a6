"""A pool that widens: groups of any size join where prices do not exclude them.

They are found in several ways, the quick ones first: compact sets, a beam, and
the complete list that alone can tell that none is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from planner.optimize.bound.cuts import Cuts, no_cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import Partition, count_rows
from planner.optimize.bound.pricing import best_of_each_unit
from planner.optimize.bound.relaxation import Growing, relax
from planner.optimize.effort import USUAL, Effort, Way
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.first import guided_plan
from planner.optimize.heuristics.neighbourhoods import improved
from planner.optimize.heuristics.resplit import Resplit
from planner.optimize.objective import cost_of
from planner.optimize.widen.beyond import beamed, not_excluded
from planner.plan import Plan
from planner.plan.proof import Duals
from planner.plan.terms import TERMS
from planner.problem.groups import GroupMaker, Groups, exceed, most_members, sets_of
from planner.problem.groups.compact import promising
from planner.problem.groups.connected import IntArray, matrix_of
from planner.problem.groups.places import Places, places
from planner.problem.settings import INERTIA, CountSettings, StageSettings


class AnySize:
    """Larger groups for a pool whose last stage is inertia.

    The stages before the last are held at zero: nothing that costs them
    anything takes part, but units that no group could make cost nothing.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    groups : Groups
        All groups that the settings ask for.
    objective : list of StageSettings
        The last stage is inertia.
    count : CountSettings
        Bounds on the number of groups.
    control : Control
        When to stop.
    effort : Effort
        What each device is given.
    """

    def __init__(
        self,
        maker: GroupMaker,
        groups: Groups,
        objective: Sequence[StageSettings],
        count: CountSettings,
        control: Control,
        effort: Effort = USUAL,
    ):
        self.effort, self.policy = effort, effort.widening
        self.maker, self.groups = maker, groups
        self.objective, self.count, self.control = objective, count, control
        self.where: Places = places(groups.units, maker.adjacency())
        self.steps = TERMS[INERTIA].steps
        # Most members of a group around each unit: what is larger joins one by one.
        self.most = most_members(groups.units, groups.settings)
        self.joined = set(sets_of(groups.members[exceed(groups.members, self.most)]))
        # Rows of the pool that take part; a unit that none of them holds stays as it is.
        free = self._free(groups)
        held = np.bincount(groups.members[free].indices, minlength=len(self.most)) > 0
        first = groups.members.indices[groups.members.indptr[:-1]]
        stays = (np.diff(groups.members.indptr) == 1) & ~held[first]
        self.unsatisfiable = int(stays.sum())
        stays[free] = True
        self.rows = np.flatnonzero(stays)
        # Those with which pricing begins.
        self.near = self.rows[:0]
        # Cuts that bound what is left: they hold for every pool of these units.
        self.cuts = no_cuts(len(self.most))

    def widen(self) -> Bound | None:
        """Let groups join until none of any size lowers the relaxation.

        Returns
        -------
        Bound or None
            Of the rows that take part, and true for groups of any size.  None:
            there is no such plan, or it is not known.
        """
        if self.groups.least_unsatisfied > self.unsatisfiable:
            return None
        bound = self.relaxed(self.rows, no_cuts(len(self.most)))
        if bound is None:
            return None
        self.near = self.rows[
            bound.within(bound.value + int(self.policy.beginning * abs(bound.value)))
        ]
        before: Way = "compact"
        policy = self.policy
        for way in policy.ways if self.groups.start is None else policy.ways_of_unions:
            priced = self._priced(way, bound)
            if priced is None:
                if self.groups.start is None:
                    self._enrich(bound, before)
                return None
            before, bound = way, priced
        return bound

    def _enrich(self, bound: Bound, way: Way) -> None:
        """Let groups join that a plan near the bound could hold: not all of them are known."""
        room = int(self.policy.room * abs(bound.value)) * bound.one
        found = self.listed(bound, room, way)
        if found is None:
            return
        self._join_best(found, bound, room, self.policy.groups_near)

    def _join_best(
        self, groups: Groups, bound: Bound, room: int, most: int
    ) -> tuple[int, sparse.csr_array]:
        """Let the best groups of each unit join; how many cost at most ``room``, who joined."""
        reduced = reduced_costs(groups.members, groups.costs[INERTIA], bound)
        near = np.flatnonzero(reduced <= room)
        order = near[np.argsort(reduced[near], kind="stable")]
        best = groups.of(best_of_each_unit(groups.members, order, most, self.control))
        self.join(best)
        return len(near), best.members

    def _priced(self, way: Way, bound: Bound) -> Bound | None:
        """Let groups join that are found in one way, until there are none, or few.

        None: there is no such plan, or it is not known whether none are left.
        """
        policy = self.policy
        relaxation = Growing(self._instance(self._part(way), None), self.control, self.effort)
        every = around = np.arange(len(self.most))
        few = 0 if way == "complete" else len(every) // policy.few_units
        for _ in range(policy.rounds):
            before, now = bound, relaxation.bound()
            found = None if now is None else self.listed(now, 0, way, around)
            if now is None or found is None:
                return None
            bound = now
            negative, joined = self._join_best(found, bound, -1, policy.groups_a_round)
            whole = way != "beam" or len(around) == len(every)
            slow = 0 < before.value - bound.value < policy.least_progress * before.value
            if not negative or (negative < few and whole) or (slow and way == "compact"):
                return bound
            # Prices move where something joined.
            around = every if negative < few else np.unique(joined.indices)
            relaxation.join(self._instance(self._part(way), None))
        return None if way == "complete" else bound

    def _part(self, way: Way) -> IntArray:
        """Rows of all groups that take part, or of those near the bound."""
        return self.rows if way == "complete" else self.near

    def bounded(self) -> Bound | None:
        """Bound with cuts; groups that its prices let through join."""
        bound = None
        for _ in range(self.policy.rounds):
            # The cuts of the first round stay; their prices change as groups join.
            bound = self.relaxed(self.rows, bound.cuts if bound else None)
            if bound is None or self.control.over():
                return None
            self.cuts = bound.cuts
            # Prices of cuts are many-valued: groups that cost little more join at once.
            room = int(self.policy.soon * abs(bound.total))
            found = self.listed(bound, room)
            if found is None:
                return None
            reduced = reduced_costs(found.members, found.costs[INERTIA], bound)
            if not (reduced < 0).any():
                break
            self.join(found.of(np.flatnonzero(reduced <= room)))
        return bound

    def relaxed(self, rows: IntArray, cuts: Cuts | None = None) -> Bound | None:
        """Bound the last stage over some rows; None: no plan of them.

        With ``cuts`` these are kept and no more are sought.
        """
        some = self._instance(rows, cuts)
        bound = relax(some, self.control, None if cuts is None else 0, effort=self.effort)
        return bound if bound.feasible else None

    def _instance(self, rows: IntArray, cuts: Cuts | None) -> Partition:
        codes = list(self.groups.units.index)
        beside = count_rows(len(rows), self.count.bounds(len(codes)))
        members, cost = self.groups.members[rows], self.groups.costs[INERTIA][rows]
        return Partition(members, cost, beside, codes, cuts or no_cuts(len(codes)))

    def exclude(self, bound: Bound, most: int) -> None:
        """Leave rows out that no plan of cost ≤ ``most`` holds.

        The bound is one of :meth:`widen`: it has to be true for groups of any size.
        """
        members, cost = self.groups.members[self.rows], self.groups.costs[INERTIA][self.rows]
        self.rows = self.rows[reduced_costs(members, cost, bound) <= most * bound.one - bound.total]

    def join(self, groups: Groups) -> None:
        """Put groups into the pool."""
        self.joined |= set(sets_of(groups.members))
        new = len(self.groups) + np.arange(len(groups))
        self.groups = self.groups.with_more(groups)
        self.rows, self.near = (np.concatenate([part, new]) for part in (self.rows, self.near))

    def plan(self) -> IntArray | None:
        """Better the plan that the pool was made with, or look for one near the prices."""
        rows = None if self.groups.start is None else self.groups.rows_of(self.groups.start)
        if rows is not None and self._keeps(rows):
            return self.bettered(rows)
        if not len(self.near) or self.control.over():
            return None
        # Parts are small, and any of their groups may be needed to come to the number.
        rows = self.rows if self.in_parts else self.near
        chosen = guided_plan(self._instance(rows, None), self.control, effort=self.effort)
        return None if chosen is None else rows[chosen]

    @property
    def in_parts(self) -> bool:
        """Whether nothing but the number of groups ties some of the units to the others."""
        instance = self._instance(self.rows, None)
        return bool(instance.rows) and instance.in_parts

    def bettered(self, plan: IntArray, best: bool = False) -> IntArray:
        """Part pairs of groups anew, let the parts join, solve parts of the plan anew.

        Of a plan that is the ``best`` of its pool parts are only solved where something joined.
        """
        cost, policy, effort = self.groups.costs[INERTIA], self.policy, self.effort
        for _ in range(policy.betterings):
            before = int(cost[plan].sum())
            sets = self.groups.members[plan]
            work = Resplit(self.maker, self.where, sets, self.control, effort.resplitting)
            parted = work.run()
            new = matrix_of(
                [np.array(group) for group in sorted(work.found - self.joined)], len(self.most)
            )
            found = self.maker.of_sets(new[exceed(new, self.most)])
            free = self._free(found)
            self.join(found.of(free))
            rows = self.groups.rows_of(parted)
            # What no better plan holds may have been left out.
            every = np.union1d(self.rows, plan)
            if rows is not None and np.isin(rows, every).all() and self._keeps(rows):
                plan = rows
            if best and not len(free):
                break
            some = self._instance(every, None)
            bound = relax(some, self.control, 0, effort=effort)
            at = np.searchsorted(every, np.sort(plan))
            plan = every[improved(some, bound, at, self.control, policy.parts, effort)]
            cost = self.groups.costs[INERTIA]
            if int(cost[plan].sum()) >= before * (1.0 - policy.least_gain):
                break
        return np.sort(plan)

    def is_free(self, plan: IntArray) -> bool:
        """Tell whether a plan costs nothing in the stages before the last."""
        return len(self._free(self.groups.of(plan))) == len(plan)

    def _keeps(self, plan: IntArray) -> bool:
        """Tell whether a plan has a number of groups that is asked for."""
        every = np.arange(len(self.groups))
        return self._instance(every, None).holds(np.isin(every, plan))

    def of_plans(self, bound: Bound, most: int) -> Groups | None:
        """List the groups beyond the pool that a plan of cost ≤ ``most`` may hold.

        Where the bound prices some group above its cost, its prices are
        lowered: it is a little weaker then, and holds for groups of any size.

        Parameters
        ----------
        bound : Bound
            Of the free groups of the pool, with or without cuts.
        most : int
            In whole steps.

        Returns
        -------
        Groups or None
            None: too many to be listed.
        """
        for _ in range(self.policy.lowerings):
            room = most * bound.one - bound.total
            found = self.listed(bound, max(room, 0))
            if found is None:
                return None
            reduced = reduced_costs(found.members, found.costs[INERTIA], bound)
            negative = np.flatnonzero(reduced < 0)
            if not len(negative):
                return found.of(np.flatnonzero(reduced <= room))
            less = np.zeros_like(bound.cover)
            first = found.members.indices[found.members.indptr[negative]]
            np.minimum.at(less, first, reduced[negative])
            total = bound.total + sum(less.tolist())
            bound = replace(bound, cover=bound.cover + less, total=total)
        return None

    def listed(
        self, bound: Bound, room: int, way: Way = "complete", around: IntArray | None = None
    ) -> Groups | None:
        """Make the groups beyond the pool that cost at most ``room`` beyond the prices.

        All of them, or those that are found in another way, a beam around some units only.
        """
        unit = float(bound.one) * self.steps
        price = bound.cover / unit
        # A cost is inertia rounded to whole steps.
        most = (room + _of_count(bound)) / unit + 1.0 / self.steps
        sets: sparse.csr_array | None
        if way == "complete":
            sets = not_excluded(self.where, price, most, self.control, self.effort.listing)
        elif way == "beam":
            every = np.arange(len(price))
            around = every if around is None else around
            sets = beamed(self.where, price, around, most, self.effort.listing, self.control)
        else:
            sets = promising(self.where, price, most, self.effort.compact)
        if sets is None or self.control.over():
            return None
        sets = sets[exceed(sets, self.most)]
        self.control.over()
        new: dict[tuple[int, ...], int] = {}
        for row, key in enumerate(sets_of(sets)):
            if key not in self.joined:
                new.setdefault(key, row)
        sets = sets[np.array(list(new.values()), dtype=np.int64)]
        if self.control.over():
            return None
        try:
            found = self.maker.of_sets(sets, self.control.over)
        except TimeoutError:
            return None
        return found.of(self._free(found))

    def _free(self, groups: Groups) -> IntArray:
        """Rows that cost nothing in the stages before the last."""
        free = np.ones(len(groups), dtype=bool)
        for stage in self.objective[:-1]:
            free &= cost_of(groups, stage) == 0
        return np.flatnonzero(free)

    def rows_of(self, plan: Plan) -> IntArray:
        """Find the groups of a plan in the pool."""
        place = self.groups.units.index.get_indexer(pd.Index(plan.parts["code"]))
        new, _ = pd.factorize(plan.parts["new_code"])
        shape = (new.max() + 1, len(self.most))
        rows = self.groups.rows_of(
            sparse.csr_array((np.ones_like(place), (new, place)), shape=shape)
        )
        assert rows is not None
        return rows

    def named(self) -> Groups:
        """Write the groups that joined into the settings of the pool."""
        codes = self.groups.units.index.tolist()
        listed = sorted(sorted(codes[unit] for unit in key) for key in self.joined)
        settings = self.groups.settings.model_copy(update={"more": listed})
        return replace(self.groups, settings=settings)


def _of_count(bound: Bound) -> int:
    """Price of the row of the count: the only row beside the cover."""
    return int(bound.sides[0]) if len(bound.sides) else 0


def reduced_costs(members: sparse.csr_array, cost: IntArray, bound: Bound) -> IntArray:
    """Reduced costs of groups that a bound has not seen."""
    reduced = cost * bound.one - members @ bound.cover - _of_count(bound)
    return np.asarray(reduced + bound.cuts.coefficients(members) @ bound.prices)


def bound_of(duals: Duals, codes: pd.Index) -> Bound:
    """Read the prices of a proof."""
    cover = np.array([duals.cover[code] for code in codes], dtype=np.int64)
    weights = np.zeros((len(duals.cuts), len(codes)), dtype=np.int64)
    for row, cut in enumerate(duals.cuts):
        weights[row, codes.get_indexer(pd.Index(list(cut.weights)))] = list(cut.weights.values())
    divisors = np.array([cut.divisor for cut in duals.cuts], dtype=np.int64)
    prices = np.array([cut.price for cut in duals.cuts], dtype=np.int64)
    cuts = Cuts(sparse.csr_array(weights), divisors)
    sides = np.array(duals.sides, dtype=np.int64)
    return Bound(duals.total, duals.one, cover, sides, cuts, prices, np.empty(0, dtype=np.int64))
