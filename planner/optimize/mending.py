"""The plan without locks, mended: where locks or a count break it, and better around there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.cuts import Cuts, no_cuts
from planner.optimize.bound.formulation import IntArray, Partition, stage_row
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import Effort
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.neighbourhoods import improved
from planner.optimize.heuristics.repair import repairs
from planner.optimize.objective import TELLING, cost_of
from planner.optimize.question import Answer, Question
from planner.optimize.stages.ground import tolerance
from planner.problem.groups import Groups
from planner.problem.settings import INERTIA, StageSettings

# What weighed costs stay below.
LARGEST_WEIGHED = 1 << 48


def mended_plan(
    groups: Groups, question: Question, base: Answer, control: Control, effort: Effort
) -> IntArray | None:
    """Mend the plan that was found without locks, if it can be so that it is as good."""
    sets = base.groups.members[base.solution.chosen]
    broken = groups.lacks(sets)
    left = groups.rows_of(sets[~broken])
    assert left is not None
    codes = list(groups.units.index)
    rows = rows_of_count(groups, question.count)
    cost = _weighed(groups, question.objective, effort)
    instance = Partition(groups.members, cost, rows, codes, no_cuts(len(codes)))
    best: IntArray | None = None
    coarse = [
        (cost_of(groups, stage), solved.value)
        for stage, solved in zip(question.objective, base.solution.solved)
        if stage.stage not in TELLING
    ]
    for plan in repairs(instance, left, control, effort):
        if best is None or cost[plan].sum() < cost[best].sum():
            best = plan
        if all(int(each[best].sum()) <= value for each, value in coarse):
            break
    if best is None:
        return None
    # Where no lock breaks a group, the count has opened some.
    gone = sets[broken] if broken.any() else groups.members[np.setdiff1d(left, best)]
    around = np.unique(gone.indices).astype(np.int64)
    if not len(around):
        return best
    return _bettered(groups, question, base, best, around, control, effort)


def _bettered(
    groups: Groups,
    question: Question,
    base: Answer,
    plan: IntArray,
    around: IntArray,
    control: Control,
    effort: Effort,
) -> IntArray:
    """Better a mended plan in the last stage, around the units whose groups are gone.

    The stages before are held to what the plan has of them, or to what the tolerance allows that
    the last one may take.
    """
    *before, last = question.objective
    alive, rows = np.arange(len(groups)), list(rows_of_count(groups, question.count))
    codes, policy = list(groups.units.index), effort.asking

    def left(cost: IntArray, cuts: Cuts) -> Partition:
        every = Partition(groups.members, cost, tuple(rows), codes, cuts)
        return every if len(alive) == len(groups) else every.of(alive)

    same = True
    for stage, solved in zip(before, base.solution.solved):
        cost = cost_of(groups, stage)
        most = value = int(cost[plan].sum())
        if stage.within_percent:
            # While nothing before is worse, no plan under locks is below the best without them.
            least = solved.bound
            if not same:
                bound = relax(left(cost, no_cuts(len(codes))), control, 0, effort=effort)
                least = bound.value
            most = max(most, least + tolerance(least, stage.within_percent))
        same = same and value <= solved.value
        if most == 0 and int(cost.min(initial=0)) >= 0:
            alive = alive[cost[alive] == 0]
        else:
            rows.append(stage_row(stage.stage, cost, most))
    proof = base.solution.solved[-1].proof
    cuts = proof.bounds[-1].cuts if proof.bounds else no_cuts(len(codes))
    instance = left(cost_of(groups, last), cuts)
    bound = relax(instance, control, 0, effort=effort)
    if not bound.feasible:
        return plan
    instance = replace(instance, cuts=no_cuts(len(codes)))
    at, shares = np.searchsorted(alive, np.sort(plan)), policy.window_shares
    near = bound.value + tolerance(bound.value, policy.window_percent)
    for size in policy.windows:
        if int(instance.cost[at].sum()) <= near:
            break
        at = improved(instance, bound, at, control, (size,), effort, around, shares)
    return np.sort(alive[at])


def _weighed(groups: Groups, objective: Sequence[StageSettings], effort: Effort) -> IntArray:
    """Weigh the stages against each other in one cost, inertia the last of all."""
    total = groups.costs[INERTIA]
    for stage in reversed(objective):
        cost = cost_of(groups, stage)
        step = 1 + effort.repair.step_outweighs * int(np.abs(total).max(initial=0))
        most = LARGEST_WEIGHED // (1 + int(np.abs(cost).max(initial=0)))
        total = total + cost * max(1, min(step, most))
    return total
