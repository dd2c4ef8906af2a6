"""Groups of any size: what K leaves out, priced and, where it matters, put into the pool.

Inertia grows faster than a group, so prices exclude nearly every group of more
than K members.  Those they do not exclude are listed (``planner.optimize.widen.beyond``),
judged and added, first until no group of any size would lower the linear
relaxation, then those that a better plan could hold.  When none is left, the
plan is the best for groups of any size, and K was only where one began.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from planner.groups import GroupMaker, Groups
from planner.groups.connected import IntArray
from planner.optimize.bound.cuts import Cuts
from planner.optimize.bound.duals import Bound
from planner.optimize.lexicographic import Progress, solve
from planner.optimize.settings import INERTIA, CountSettings, SolverSettings, StageSettings
from planner.optimize.widen.widening import AnySize, reduced_costs
from planner.plan import Plan
from planner.proof import Duals

# Groups of plans that cost so much more than the bound take part before solving: the first
# share of which the list is not too long.
NEAR = (0.01, 0.004)


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
        found = work.listed(bound, room)
        if found is None:
            return False
        reduced = reduced_costs(found.members, found.costs[INERTIA], bound)
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
