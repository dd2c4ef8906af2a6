"""Groups of any size: what K leaves out, priced and, where it matters, put into the pool.

Inertia grows faster than a group, so prices exclude nearly every group of more
than K members.  Those they do not exclude are listed (``planner.beyond``),
judged and added, first until no group of any size would lower the linear
relaxation, then those that a better plan could hold.  When none is left, the
plan is the best for groups of any size, and K was only where one began.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from planner.beyond import Places, not_excluded, places, promising
from planner.connected import IntArray
from planner.groups import GroupMaker, Groups
from planner.plan import Plan
from planner.proof import Duals
from planner.solve import CountSettings, Progress, SolverSettings, StageSettings, solve
from planner.solve.cuts import Cuts, no_cuts
from planner.solve.formulation import Partition, count_row
from planner.solve.relaxation import Bound, best_of_each_unit, relax
from planner.terms import TERMS

LAST = "inertia"
# Rounds of pricing, groups that join for each unit in one, rounds of cuts and of lowering prices.
ROUNDS, GROUPS_A_ROUND, CUT_ROUNDS, LOWERINGS = 40, 6, 20, 8
# Groups of plans that cost up to this share more than the bound are listed before solving.
NEAR = 0.004
SOON = 0.001


class AnySize:
    """Larger groups for a pool whose last stage is inertia.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    groups : Groups
        All groups of at most K members, and perhaps some larger ones.
    objective : list of StageSettings
        The last stage is inertia.
    count : CountSettings
        Bounds on the number of groups.
    """

    def __init__(
        self,
        maker: GroupMaker,
        groups: Groups,
        objective: list[StageSettings],
        count: CountSettings,
    ):
        self.maker, self.groups = maker, groups
        self.objective, self.count = objective, count
        self.where: Places = places(groups.units, maker.beside())
        self.steps = TERMS[LAST].steps
        self.known = _keys(groups)

    def widen(self, deadline: float) -> bool:
        """Add groups until none of any size lowers the relaxation; True when that is certain.

        The stages before the last are held at zero: nothing that costs them
        anything takes part.
        """
        for _ in range(ROUNDS):
            bound = self.relaxed(deadline, no_cuts(len(self.groups.units)))
            if bound is None:
                return False
            for complete in (False, True):
                found = self._listed(bound, 0, complete)
                if found is None:
                    return False
                reduced = _reduced(found, bound)
                negative = np.flatnonzero(reduced < 0)
                if len(negative):
                    break
            else:
                return True
            order = negative[np.argsort(reduced[negative], kind="stable")]
            self._add(found, best_of_each_unit(found.members, order, GROUPS_A_ROUND))
            if time.monotonic() > deadline:
                return False
        return False

    def relaxed(self, deadline: float, cuts: Cuts | None = None) -> Bound | None:
        """Bound the last stage over the free groups; None: no plan of them.

        With ``cuts`` these are kept and no more are sought.
        """
        free = self._free(self.groups)
        codes = list(self.groups.units.index)
        lower, upper = self.count.bounds(len(codes))
        counted = lower is not None or upper is not None
        rows = (count_row(len(free), lower, upper),) if counted else ()
        cost = self.groups.costs[LAST][free]
        some = Partition(self.groups.members[free], cost, rows, codes, cuts or no_cuts(len(codes)))
        bound = relax(some, deadline, CUT_ROUNDS if cuts is None else 0)
        return bound if bound.feasible else None

    def _free(self, groups: Groups) -> IntArray:
        """Rows that cost nothing in the stages before the last."""
        free = np.ones(len(groups), dtype=bool)
        for stage in self.objective[:-1]:
            free &= groups.costs[stage.stage] == 0
        return np.flatnonzero(free)

    def _listed(self, bound: Bound, room: int, complete: bool) -> Groups | None:
        """Make the groups that are not in the pool and cost at most ``room`` beyond the prices."""
        unit = float(bound.one) * self.steps
        price, most = bound.cover / unit, (room + _of_count(bound)) / unit
        where = self.where
        sets = not_excluded(where, price, most) if complete else promising(where, price)
        if sets is None:
            return None
        sets = sets[np.diff(sets.indptr) > self.maker.settings.max_members]
        found = self.maker.made(sets)
        seen = set(self.known)
        new = np.zeros(len(found), dtype=bool)
        for row, key in enumerate(_rows(found)):
            new[row] = key not in seen
            seen.add(key)
        return _some(found, np.intersect1d(np.flatnonzero(new), self._free(found)))

    def _add(self, found: Groups, rows: IntArray) -> None:
        some = _some(found, rows)
        self.known |= _keys(some)
        self.groups = self.groups.and_(some)

    def bounded(self, deadline: float) -> Bound | None:
        """Bound the last stage with cuts; groups that its prices let through join."""
        bound = None
        for _ in range(ROUNDS):
            # The cuts of the first round stay; their prices change as groups join.
            bound = self.relaxed(deadline, bound.cuts if bound else None)
            if bound is None or time.monotonic() > deadline:
                return None
            # Prices of cuts are many-valued: groups that cost little more join at once.
            room = int(SOON * abs(bound.total))
            found = self._listed(bound, room, complete=True)
            if found is None:
                return None
            reduced = _reduced(found, bound)
            if not (reduced < 0).any():
                return bound
            self._add(found, np.flatnonzero(reduced <= room))
        return bound

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
            found = self._listed(bound, max(room, 0), complete=True)
            if found is None:
                return None
            reduced = _reduced(found, bound)
            negative = np.flatnonzero(reduced < 0)
            if not len(negative):
                return _some(found, np.flatnonzero(reduced <= room))
            less = np.zeros_like(bound.cover)
            first = found.members.indices[found.members.indptr[negative]]
            np.minimum.at(less, first, reduced[negative])
            total = bound.total + sum(less.tolist())
            bound = replace(bound, cover=bound.cover + less, total=total)
        return None

    def add(self, found: Groups | None) -> bool:
        """Put groups into the pool; False when there were too many to be listed."""
        if found is not None:
            self._add(found, np.arange(len(found)))
        return found is not None

    def rows_of(self, plan: Plan) -> IntArray:
        """Find the groups of a plan in the pool."""
        at = {key: row for row, key in enumerate(_rows(self.groups))}
        places = self.groups.units.index.get_indexer(pd.Index(plan.parts["code"]))
        held = pd.Series(places).groupby(plan.parts["new_code"].to_numpy()).agg(list)
        return np.array(sorted(at[tuple(sorted(units))] for units in held), dtype=np.int64)

    def named(self) -> Groups:
        """Write the groups that joined into the settings of the pool."""
        settings = self.groups.settings
        size = np.diff(self.groups.members.indptr)
        codes = self.groups.units.index
        allowed = np.array([settings.larger.get(code, settings.max_members) for code in codes])
        most = np.maximum.reduceat(
            allowed[self.groups.members.indices], self.groups.members.indptr[:-1]
        )
        more = self.groups.members[size > most]
        listed = sorted(sorted(codes[list(key)]) for key in _rows_of(more))
        return replace(self.groups, settings=settings.model_copy(update={"more": listed}))


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
    """
    deadline = time.monotonic() + settings.time_limit_s
    work = AnySize(maker, groups, objective, count)
    bound = work.bounded(deadline) if work.widen(deadline) else None
    most = 0
    if bound is not None:
        most = bound.value + int(NEAR * abs(bound.value))
        bound = bound if work.add(work.of_plans(bound, most)) else None

    def solved() -> Plan:
        left = max(deadline - time.monotonic(), 0.01)
        limited = settings.model_copy(update={"time_limit_s": left})
        return solve(work.named(), objective, count, limited, progress, start)

    plan = solved()
    if bound is not None and _proven(plan) and plan.proofs[-1].value - 1 > most:
        most = plan.proofs[-1].value - 1
        before, start = len(work.groups), work.rows_of(plan)
        if not work.add(work.of_plans(bound, most)):
            bound = None
        elif len(work.groups) > before:
            plan = solved()
    known = {"any_size": bound is not None and _proven(plan), "more": work.named().settings.more}
    return replace(plan, pool=plan.pool | known)


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
    if objective[-1].stage != LAST or not _proven(plan):
        return False
    proof, work = plan.proofs[-1], AnySize(maker, groups, objective, count)
    codes = groups.units.index
    for number, duals in enumerate(proof.duals, start=1):
        bound = _bound_of(duals, codes)
        # Duals that came first have left groups out for good; the last have to exclude.
        last = number == len(proof.duals)
        room = max((proof.value - 1) * duals.one - duals.total, 0) if last else 0
        found = work._listed(bound, room, complete=True)
        if found is None:
            return False
        reduced = _reduced(found, bound)
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


def _reduced(groups: Groups, bound: Bound) -> IntArray:
    """Reduced costs of groups that a bound has not seen."""
    reduced = groups.costs[LAST] * bound.one - groups.members @ bound.cover - _of_count(bound)
    return np.asarray(reduced + bound.cuts.coefficients(groups.members) @ bound.prices)


def _rows(groups: Groups) -> list[tuple[int, ...]]:
    return _rows_of(groups.members)


def _rows_of(members: sparse.csr_array) -> list[tuple[int, ...]]:
    pointers, units = members.indptr.tolist(), members.indices.tolist()
    return [tuple(units[a:b]) for a, b in zip(pointers, pointers[1:])]


def _keys(groups: Groups) -> set[tuple[int, ...]]:
    """Larger groups of a pool: positions of their members, rising."""
    large = np.diff(groups.members.indptr) > groups.settings.max_members
    return set(_rows_of(groups.members[large]))


def _some(groups: Groups, rows: IntArray) -> Groups:
    return replace(
        groups,
        members=groups.members[rows],
        table=groups.table.iloc[rows],
        verdicts=groups.verdicts.iloc[rows],
        costs={name: cost[rows] for name, cost in groups.costs.items()},
    )
