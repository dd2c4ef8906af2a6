"""Groups of any size: what K leaves out, priced and, where it matters, put into the pool.

Inertia grows faster than a group, so prices exclude nearly every group of more
than K members.  Those they do not exclude are listed (``planner.beyond``),
judged and added, first until no group of any size would lower the linear
relaxation, then those that a better plan could hold.  When none is left, the
plan is the best for groups of any size, and K was only where one began.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from planner.beyond import Places, beamed, not_excluded, places
from planner.compact import promising
from planner.connected import IntArray, matrix_of
from planner.groups import GroupMaker, Groups, exceed, most_members, sets_of
from planner.plan import Plan
from planner.proof import Duals
from planner.resplit import Resplit
from planner.solve import INERTIA, CountSettings, Progress, SolverSettings, StageSettings, solve
from planner.solve.cuts import Cuts, no_cuts
from planner.solve.first import guided_plan
from planner.solve.formulation import Partition, count_rows
from planner.solve.neighbourhoods import improved
from planner.solve.relaxation import Bound, Growing, best_of_each_unit, relax
from planner.terms import TERMS

# How larger groups are found, one way after the other; and where units are so small that unions
# had to be made: a beam gets nowhere there.
Way = Literal["compact", "beam", "complete"]
WAYS: tuple[Way, ...] = ("compact", "beam", "complete")
WAYS_OF_UNIONS: tuple[Way, ...] = ("compact", "complete")
# Rounds of pricing, groups that join for each unit in one, and rounds of lowering prices.
ROUNDS, GROUPS_A_ROUND, LOWERINGS = 40, 6, 8
# Pricing begins on the groups that cost up to this share of the bound beyond their prices.
BEGINNING = 0.03
# Groups of plans that cost so much more than the bound take part before solving: the first
# share of which the list is not too long.
NEAR = (0.01, 0.004)
# Where the list is too long: a share of the bound, and groups that join for each unit.
ROOM, GROUPS_NEAR = 0.004, 12
# Groups that join at once when prices of cuts are sought.
SOON = 0.001
# Compact sets are enough where fewer than one for so many units lower the relaxation, or a
# round lowers it by less than this share.
FEW, LEAST_PROGRESS = 16, 0.0005
# Times that a plan is parted anew and solved anew, part by part, and units of these parts; what
# gains less than this share is the last.
BETTERINGS, PARTS, LEAST_GAIN = 2, (50,), 0.005


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
    deadline : float
        ``time.monotonic()`` at which to stop.
    """

    def __init__(
        self,
        maker: GroupMaker,
        groups: Groups,
        objective: list[StageSettings],
        count: CountSettings,
        deadline: float,
    ):
        self.maker, self.groups = maker, groups
        self.objective, self.count, self.deadline = objective, count, deadline
        self.where: Places = places(groups.units, maker.beside())
        self.steps = TERMS[INERTIA].steps
        # Most members of a group around each unit: what is larger joins one by one.
        self.most = most_members(groups.units, groups.settings)
        self.joined = set(sets_of(groups.members[exceed(groups.members, self.most)]))
        # Rows of the pool that take part; a unit that none of them holds stays as it is.
        free = self._free(groups)
        held = np.bincount(groups.members[free].indices, minlength=len(self.most)) > 0
        first = groups.members.indices[groups.members.indptr[:-1]]
        stays = (np.diff(groups.members.indptr) == 1) & ~held[first]
        self.hopeless = int(stays.sum())
        self.rows = np.union1d(free, np.flatnonzero(stays))
        # Those with which pricing begins.
        self.near = self.rows[:0]

    def widen(self) -> Bound | None:
        """Let groups join until none of any size lowers the relaxation.

        Returns
        -------
        Bound or None
            Of the rows that take part, and true for groups of any size.  None:
            there is no such plan, or it is not known.
        """
        if self.groups.least_unsatisfied > self.hopeless:
            return None
        bound = self.relaxed(self.rows, no_cuts(len(self.most)))
        if bound is None:
            return None
        self.near = self.rows[bound.within(bound.value + int(BEGINNING * abs(bound.value)))]
        before: Way = "compact"
        for way in WAYS if self.groups.start is None else WAYS_OF_UNIONS:
            priced = self._priced(way, bound)
            if priced is None:
                if self.groups.start is None:
                    self._enrich(bound, before)
                return None
            before, bound = way, priced
        return bound

    def _enrich(self, bound: Bound, way: Way) -> None:
        """Let groups join that a plan near the bound could hold: not all of them are known."""
        room = int(ROOM * abs(bound.value)) * bound.one
        found = self._listed(bound, room, way)
        if found is None:
            return
        reduced = _reduced(found.members, found.costs[INERTIA], bound)
        near = np.flatnonzero(reduced <= room)
        order = near[np.argsort(reduced[near], kind="stable")]
        self.join(found.of(best_of_each_unit(found.members, order, GROUPS_NEAR)))

    def _priced(self, way: Way, bound: Bound) -> Bound | None:
        """Let groups join that are found in one way, until there are none, or few.

        None: there is no such plan, or it is not known whether none are left.
        """
        relaxation = Growing(self._instance(self._part(way), None), self.deadline)
        every = around = np.arange(len(self.most))
        few = {"compact": len(every) // FEW, "beam": len(every) // FEW, "complete": 0}[way]
        for _ in range(ROUNDS):
            before, now = bound, relaxation.bound()
            found = None if now is None else self._listed(now, 0, way, around)
            if now is None or found is None:
                return None
            bound = now
            reduced = _reduced(found.members, found.costs[INERTIA], bound)
            negative = np.flatnonzero(reduced < 0)
            order = negative[np.argsort(reduced[negative], kind="stable")]
            best = best_of_each_unit(found.members, order, GROUPS_A_ROUND)
            self.join(found.of(best))
            whole = way != "beam" or len(around) == len(every)
            slow = 0 < before.value - bound.value < LEAST_PROGRESS * before.value
            if not len(negative) or (len(negative) < few and whole) or (slow and way == "compact"):
                return bound
            # Prices move where something joined.
            around = every if len(negative) < few else np.unique(found.members[best].indices)
            relaxation.join(self._instance(self._part(way), None))
        return None if way == "complete" else bound

    def _part(self, way: Way) -> IntArray:
        """Rows of all groups that take part, or of those near the bound."""
        return self.rows if way == "complete" else self.near

    def bounded(self) -> Bound | None:
        """Bound with cuts; groups that its prices let through join."""
        bound = None
        for _ in range(ROUNDS):
            # The cuts of the first round stay; their prices change as groups join.
            bound = self.relaxed(self.rows, bound.cuts if bound else None)
            if bound is None or time.monotonic() > self.deadline:
                return None
            # Prices of cuts are many-valued: groups that cost little more join at once.
            room = int(SOON * abs(bound.total))
            found = self._listed(bound, room)
            if found is None:
                return None
            reduced = _reduced(found.members, found.costs[INERTIA], bound)
            if not (reduced < 0).any():
                break
            self.join(found.of(np.flatnonzero(reduced <= room)))
        return bound

    def relaxed(self, rows: IntArray, cuts: Cuts | None = None) -> Bound | None:
        """Bound the last stage over some rows; None: no plan of them.

        With ``cuts`` these are kept and no more are sought.
        """
        some = self._instance(rows, cuts)
        bound = relax(some, self.deadline, None if cuts is None else 0)
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
        self.rows = self.rows[_reduced(members, cost, bound) <= most * bound.one - bound.total]

    def join(self, found: Groups) -> None:
        """Put groups into the pool."""
        self.joined |= set(sets_of(found.members))
        new = len(self.groups) + np.arange(len(found))
        self.groups = self.groups.and_(found)
        self.rows, self.near = (np.concatenate([part, new]) for part in (self.rows, self.near))

    def plan(self) -> IntArray | None:
        """Better the plan that the pool was made with, or look for one near the prices."""
        rows = None if self.groups.start is None else self._rows(self.groups.start)
        if rows is not None and self._keeps(rows):
            return self.bettered(rows)
        if not len(self.near):
            return None
        chosen = guided_plan(self._instance(self.near, None), self.deadline)
        return None if chosen is None else self.near[chosen]

    def bettered(self, plan: IntArray) -> IntArray:
        """Part pairs of groups anew, let the parts join, solve parts of the plan anew."""
        cost = self.groups.costs[INERTIA]
        for _ in range(BETTERINGS):
            before = int(cost[plan].sum())
            work = Resplit(self.maker, self.where, self.groups.members[plan], self.deadline)
            parted = work.run()
            new = matrix_of(
                [np.array(group) for group in sorted(work.found - self.joined)], len(self.most)
            )
            self.join(self.maker.made(new[exceed(new, self.most)]))
            rows = self._rows(parted)
            if rows is not None and self._keeps(rows):
                plan = rows
            # What no better plan holds may have been left out.
            every = np.union1d(self.rows, plan)
            some = self._instance(every, None)
            bound = relax(some, self.deadline, 0)
            at = np.searchsorted(every, np.sort(plan))
            plan = every[improved(some, bound, at, self.deadline, PARTS)]
            cost = self.groups.costs[INERTIA]
            if int(cost[plan].sum()) >= before * (1.0 - LEAST_GAIN):
                break
        return np.sort(plan)

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
        for _ in range(LOWERINGS):
            room = most * bound.one - bound.total
            found = self._listed(bound, max(room, 0))
            if found is None:
                return None
            reduced = _reduced(found.members, found.costs[INERTIA], bound)
            negative = np.flatnonzero(reduced < 0)
            if not len(negative):
                return found.of(np.flatnonzero(reduced <= room))
            less = np.zeros_like(bound.cover)
            first = found.members.indices[found.members.indptr[negative]]
            np.minimum.at(less, first, reduced[negative])
            total = bound.total + sum(less.tolist())
            bound = replace(bound, cover=bound.cover + less, total=total)
        return None

    def _listed(
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
            sets = not_excluded(self.where, price, most, self.deadline)
        elif way == "beam":
            every = np.arange(len(price))
            sets = beamed(self.where, price, every if around is None else around, most)
        else:
            sets = promising(self.where, price, most)
        if sets is None:
            return None
        sets = sets[exceed(sets, self.most)]
        new: dict[tuple[int, ...], int] = {}
        for row, key in enumerate(sets_of(sets)):
            if key not in self.joined:
                new.setdefault(key, row)
        found = self.maker.made(sets[np.array(list(new.values()), dtype=np.int64)])
        return found.of(self._free(found))

    def _free(self, groups: Groups) -> IntArray:
        """Rows that cost nothing in the stages before the last."""
        free = np.ones(len(groups), dtype=bool)
        for stage in self.objective[:-1]:
            free &= groups.costs[stage.stage] == 0
        return np.flatnonzero(free)

    def rows_of(self, plan: Plan) -> IntArray:
        """Find the groups of a plan in the pool."""
        place = self.groups.units.index.get_indexer(pd.Index(plan.parts["code"]))
        new, _ = pd.factorize(plan.parts["new_code"])
        shape = (new.max() + 1, len(self.most))
        rows = self._rows(sparse.csr_array((np.ones_like(place), (new, place)), shape=shape))
        assert rows is not None
        return rows

    def _rows(self, sets: sparse.csr_array) -> IntArray | None:
        """Find sets in the pool, by a random number for each unit; None: not all are there."""
        number = np.random.default_rng(0).integers(1 << 58, size=len(self.most))
        rows = np.flatnonzero(np.isin(self.groups.members @ number, sets @ number))
        return rows if len(rows) == sets.shape[0] else None

    def named(self) -> Groups:
        """Write the groups that joined into the settings of the pool."""
        codes = self.groups.units.index
        listed = sorted(sorted(codes[list(key)]) for key in self.joined)
        settings = self.groups.settings.model_copy(update={"more": listed})
        return replace(self.groups, settings=settings)


def solve_any_size(
    maker: GroupMaker,
    groups: Groups,
    objective: list[StageSettings],
    count: CountSettings,
    settings: SolverSettings,
    progress: Progress | None = None,
    start: IntArray | None = None,
) -> Plan:
    """Solve, and tell whether groups of any size could do better.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    groups : Groups
        The pool to begin with.
    objective, count, settings, progress, start
        See ``solve``; the last stage is inertia.

    Returns
    -------
    Plan
        ``pool["any_size"]`` is True when it is proven for groups of any size;
        else every claim is within K and the groups that are named beside it.

    Raises
    ------
    InfeasibleError, TimeLimitError
        See ``solve``.
    ValueError
        The last stage is another.
    """
    if objective[-1].stage != INERTIA:
        raise ValueError(f"the last stage is {objective[-1].stage}; expected {INERTIA}")
    begun = time.monotonic()
    deadline = begun + settings.time_limit_s
    work = AnySize(maker, groups, objective, count, deadline)
    bound = work.widen()
    start = work.plan() if start is None else start
    if bound is not None:
        # What a better plan than the first may hold takes part at once, if it is not too much.
        best = None if start is None else int(work.groups.costs[INERTIA][start].sum()) - 1
        for share in NEAR:
            most = bound.value + int(share * abs(bound.value))
            near = work.of_plans(bound, most if best is None else min(most, best))
            if near is not None:
                work.join(near)
                break

    def solved() -> Plan:
        left = max(deadline - time.monotonic(), 0.01)
        limited = settings.model_copy(update={"time_limit_s": left})
        pool = work.named()
        plan = solve(pool, objective, count, limited, progress, start)
        return replace(plan, pool=plan.pool | {"more": pool.settings.more})

    plan = solved()
    known = False
    if bound is not None and _proven(plan):
        most, start = plan.proofs[-1].value - 1, work.rows_of(plan)
        before = len(work.groups)
        found = work.of_plans(bound, most)
        if found is None:
            # Too many: cuts make the room smaller.
            work.exclude(bound, most)
            bound = work.bounded()
            found = None if bound is None else work.of_plans(bound, most)
        known = found is not None
        if found is not None:
            work.join(found)
            if len(work.groups) > before:
                plan = solved()
    again, now = not known and _proven(plan), time.monotonic()
    in_time = deadline - now > now - begun
    if again and in_time:
        # What pairs of its groups can be parted into may be better than what prices found.
        start = work.bettered(work.rows_of(plan))
        if int(work.groups.costs[INERTIA][start].sum()) < plan.proofs[-1].value:
            plan = solved()
    plan = replace(plan, pool=plan.pool | {"any_size": known and _proven(plan)})
    # A list that the clock cut short may be longer the next time.
    stopped = time.monotonic() >= deadline or (again and not in_time)
    return replace(plan, repeatable=plan.repeatable and not stopped)


def any_size(
    maker: GroupMaker,
    groups: Groups,
    plan: Plan,
    objective: list[StageSettings],
    count: CountSettings,
) -> bool:
    """Tell whether a plan's proofs hold for groups of any size as they stand.

    The duals of the last stage must price every larger group, and exclude it;
    the stages before must cost nothing, since nothing costs less.  False says
    that this is not known: every claim is then within K.
    """
    # A stage that is closed otherwise has left groups out by duals of its own.
    free = all(proof.closed == "free" for proof in plan.proofs[:-1])
    if objective[-1].stage != INERTIA or not free or not plan.stages[-1].proven:
        return False
    work = AnySize(maker, groups, objective, count, math.inf)
    proof, codes = plan.proofs[-1], groups.units.index
    for number, duals in enumerate(proof.duals, start=1):
        bound = _bound_of(duals, codes)
        # Duals that came first have left groups out for good; the last have to exclude.
        last = number == len(proof.duals)
        room = max((proof.value - 1) * duals.one - duals.total, 0) if last else 0
        found = work._listed(bound, room)
        if found is None:
            return False
        reduced = _reduced(found.members, found.costs[INERTIA], bound)
        if (reduced < 0).any() or (last and (reduced <= room).any()):
            return False
    return bool(proof.duals)


def _bound_of(duals: Duals, codes: pd.Index) -> Bound:
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


def _proven(plan: Plan) -> bool:
    """Every stage before the last costs nothing, and the last is at its optimum."""
    free = all(proof.value == 0 for proof in plan.proofs[:-1])
    return free and plan.stages[-1].proven


def _of_count(bound: Bound) -> int:
    """Price of the row of the count: the only row beside the cover."""
    return int(bound.sides[0]) if len(bound.sides) else 0


def _reduced(members: sparse.csr_array, cost: IntArray, bound: Bound) -> IntArray:
    """Reduced costs of groups that a bound has not seen."""
    reduced = cost * bound.one - members @ bound.cover - _of_count(bound)
    return np.asarray(reduced + bound.cuts.coefficients(members) @ bound.prices)
