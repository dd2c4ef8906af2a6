"""Groups of any size: what K leaves out, priced and, where it matters, put into the pool.

Inertia grows faster than a group, so prices exclude nearly every group of more
than K members.  Those they do not exclude are listed (``planner.optimize.widen.beyond``),
judged and added, first until no group of any size would lower the linear
relaxation, then those that a better plan could hold.  When none is left, the
plan is the best for groups of any size, and K was only where one began.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.optimize.bound.duals import Bound
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.lexicographic import Solution, solve
from planner.optimize.objective import limiting, never_negative
from planner.optimize.solved import Solved
from planner.optimize.stages.warm_start import grown
from planner.optimize.widen.people import ByPeople
from planner.optimize.widen.widening import AnySize, bound_of, reduced_costs
from planner.plan import Plan
from planner.problem.groups import GroupMaker, Groups
from planner.problem.groups.connected import IntArray
from planner.problem.settings import INERTIA, CountSettings, SolverSettings, StageSettings


@dataclass(frozen=True)
class Widened:
    """A solution on a pool that larger groups have joined.

    Attributes
    ----------
    solution : Solution
        Of the pool; the plan's ``pool.any_size`` is True when it is proven for groups of any
        size; else every claim is within K and the groups that are named beside it.
    groups : Groups
        The pool in the end.
    bound : Bound or None
        Of the last stage where the others cost nothing, true for groups of any size.
    """

    solution: Solution
    groups: Groups
    bound: Bound | None


def solve_any_size(
    maker: GroupMaker,
    groups: Groups,
    objective: Sequence[StageSettings],
    count: CountSettings,
    settings: SolverSettings,
    control: Control | None = None,
    start: IntArray | None = None,
    base: tuple[Sequence[Solved], Bound | None] = ((), None),
    effort: Effort = USUAL,
) -> Widened:
    """Solve, and tell whether groups of any size could do better.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    groups : Groups
        The pool to begin with.
    objective, count, settings, control, start
        See ``solve``; a stage counts people, or the last one is inertia.
    base : (sequence of Solved, Bound or None), optional
        The stages and the bound of a pool without locks, which hold for this one as well.
    effort : Effort
        What each device is given.

    Raises
    ------
    InfeasibleError, TimeLimitError
        See ``solve``.
    ValueError
        No stage excludes larger groups.
    """
    control = (control or Control()).within(settings.time_limit_s)
    number = limiting(objective)
    if number is not None:
        people = ByPeople(maker, objective, number, count, effort.listing, control)
        return _by_people(people, groups, settings, control, start, base[0], effort)
    if objective[-1].stage != INERTIA:
        raise ValueError(f"the last stage is {objective[-1].stage}; expected {INERTIA}")
    begun = time.monotonic()
    work = AnySize(maker, groups, objective, count, control, effort)
    (solved, bound), complete = base, False
    too_long: int | None = None
    if bound is not None and start is not None and work.is_free(start):
        # A plan is at hand: all that could be better takes part from the start.
        complete = _listed(work, bound, int(work.groups.costs[INERTIA][start].sum()) - 1)
    elif bound is None:
        bound = work.widen()
        start = work.plan() if start is None else start
        complete, too_long = _begun(work, bound, start)

    def solution() -> Solution:
        pool = work.named()
        found = solve(pool, objective, count, settings, control, start, solved, effort, work.cuts)
        return replace(found, plan=with_pool(found.plan, more=pool.settings.more))

    found = solution()
    listable = bound is not None and not complete and _proven(found.plan, objective)
    if listable and (too_long is None or found.plan.proofs[-1].value <= too_long):
        assert bound is not None
        start, before = found.chosen, len(work.groups)
        complete = _listed(work, bound, found.plan.proofs[-1].value - 1)
        if len(work.groups) > before:
            found = solution()
    again = not complete and _proven(found.plan, objective)
    in_time = control.left() > time.monotonic() - begun
    if again and in_time:
        start = _parted_anew(work, found)
        found = found if start is None else solution()
    plan = found.plan
    # What only a solver has closed cannot be checked with groups of any size, either.
    claim = complete and _proven(plan, objective) and plan.stages[-1].repeatable_proof
    # A list that the clock cut short may be longer the next time.
    stopped = control.over() or (again and not in_time)
    plan = replace(with_pool(plan, any_size=claim), repeatable=plan.repeatable and not stopped)
    return Widened(replace(found, plan=plan), work.named(), bound)


def _by_people(
    work: ByPeople,
    groups: Groups,
    settings: SolverSettings,
    control: Control,
    start: IntArray | None,
    base: Sequence[Solved],
    effort: Effort,
) -> Widened:
    """Solve until the pool lacks no group that the proofs do not exclude."""
    before: tuple[Solution, Groups] | None = None
    lacking: Groups | None = None
    for _ in range(effort.widening.rounds):
        found = solve(groups, work.objective, work.count, settings, control, start, base, effort)
        if before is not None and not all(stage.proven for stage in found.plan.stages):
            # No time was left to prove as much of more groups.
            found, groups = before
            lacking = None
            break
        lacking = work.beyond(groups, found.plan)
        if not lacking:
            break
        before, sets = (found, groups), groups.members[found.chosen]
        groups = work.joined(groups, lacking)
        # A question without locks begins anew, as it did before there were others.
        start, base = groups.rows_of(sets), grown(found.solved, work.objective) if base else ()
    claim, stopped = lacking is not None and not len(lacking), control.over()
    plan = with_pool(found.plan, any_size=claim, more=groups.settings.more)
    plan = replace(plan, repeatable=plan.repeatable and not stopped)
    return Widened(replace(found, plan=plan), groups, None)


def with_pool(plan: Plan, **facts: Any) -> Plan:
    """Say more of the pool of a plan that was solved."""
    assert plan.pool is not None
    return replace(plan, pool=replace(plan.pool, **facts))


def _parted_anew(work: AnySize, solution: Solution) -> IntArray | None:
    """Part pairs of groups of a plan anew: that may be better than what prices found; else None."""
    start = work.bettered(solution.chosen, best=True)
    better = int(work.groups.costs[INERTIA][start].sum()) < solution.plan.proofs[-1].value
    return start if better and work.is_free(start) else None


def _begun(work: AnySize, bound: Bound | None, start: IntArray | None) -> tuple[bool, int | None]:
    """Let groups take part at once; whether they are all, and up to which cost they are too many.

    A plan of parts is near the best: what could be better than it is a short list, or none.
    """
    if bound is None or start is None or not work.in_parts:
        _join_near(work, bound, start)
        return False, None
    most = int(work.groups.costs[INERTIA][start].sum()) - 1
    complete = _listed(work, bound, most)
    return complete, None if complete else most


def _join_near(work: AnySize, bound: Bound | None, start: IntArray | None) -> None:
    """Let what a better plan than the first may hold take part at once, if it is not too much."""
    if bound is None:
        return
    best = None if start is None else int(work.groups.costs[INERTIA][start].sum()) - 1
    for share in work.policy.near:
        most = bound.value + int(share * abs(bound.value))
        near = work.of_plans(bound, most if best is None else min(most, best))
        if near is not None:
            work.join(near)
            return


def _listed(work: AnySize, bound: Bound, most: int) -> bool:
    """Let every group join that a plan of cost ≤ ``most`` may hold; was the list complete?"""
    found = work.of_plans(bound, most)
    if found is None:
        # Too many: cuts make the room smaller.
        work.exclude(bound, most)
        again = work.bounded()
        found = None if again is None else work.of_plans(again, most)
    if found is not None:
        work.join(found)
    return found is not None


def any_size(
    maker: GroupMaker,
    groups: Groups,
    plan: Plan,
    objective: Sequence[StageSettings],
    count: CountSettings,
    effort: Effort = USUAL,
    control: Control = ENDLESS,
) -> bool:
    """Tell whether a plan's proofs hold for groups of any size as they stand.

    The duals of a stage that counts people exclude every larger group (``people``); or those of
    the last stage, inertia, do, and the stages before cost nothing, since nothing costs less.
    False says that this is not known: every claim is then within K.
    """
    number = limiting(objective)
    if count.per_district:
        # Larger groups would need a price for the district of their seat.
        return False
    if number is not None:
        by_people = ByPeople(maker, objective, number, count, effort.listing, control)
        lacking = by_people.beyond(groups, plan)
        return lacking is not None and not len(lacking)
    # A stage that is closed otherwise has left groups out by duals of its own.
    free = all(proof.closed == "free" for proof in plan.proofs[:-1])
    # Nothing costs less than nothing, but what is as good the more there is of it.
    free &= all(never_negative(stage) for stage in objective[:-1])
    if objective[-1].stage != INERTIA or not free or not plan.stages[-1].repeatable_proof:
        return False
    work = AnySize(maker, groups, objective, count, control, effort)
    proof, codes = plan.proofs[-1], groups.units.index
    for number, duals in enumerate(proof.duals, start=1):
        bound = bound_of(duals, codes)
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


def _proven(plan: Plan, objective: Sequence[StageSettings]) -> bool:
    """Every stage before the last costs nothing and cannot cost less, the last is at its best."""
    free = all(proof.value == 0 for proof in plan.proofs[:-1])
    least = all(never_negative(stage) for stage in objective[:-1])
    return free and least and plan.stages[-1].proven
