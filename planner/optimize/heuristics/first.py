"""A first plan: beams, and a second cost where the stage's own tells few plans apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition
from planner.optimize.bound.pricing import best_of_each_unit
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.heuristics.parts import plan_of_parts
from planner.optimize.search.beams import beam


def guided_plan(
    instance: Partition,
    control: Control,
    beams: Sequence[tuple[int, int]] | None = None,
    effort: Effort = USUAL,
) -> IntArray | None:
    """Find a plan that keeps the rows and is good by the cost of the instance.

    Parameters
    ----------
    instance : Partition
        Its cost guides; a row may hold a stage.
    control : Control
        When to stop.
    beams : sequence of (int, int)
        Groups for each unit, and states, one after the other; None: all of the effort.
    effort : Effort
        Of beams and guidance.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: dead ends, or no plan.
    """
    beams = effort.beams.first() if beams is None else beams
    plain = relax(instance, control, cut_rounds=0, effort=effort)
    if not plain.feasible or control.over():
        return None
    if [row.name for row in instance.rows] == ["count"] and instance.in_parts:
        # A beam that has used up the number of groups before the last part comes to a dead end.
        return plan_of_parts(instance, plain, control, effort)
    least = np.argsort(plain.reduced, kind="stable")
    for most in effort.guidance.groups_a_unit:
        groups = np.sort(least[: most * len(instance.labels)])
        some = instance.of(groups)
        bound = relax(some, control, effort.guidance.cut_rounds, effort=effort)
        for number, width in beams:
            plan = beam(some, bound, control, number, width, effort)
            if plan is not None:
                return np.asarray(groups[plan])
    return None


def priced_count(
    instance: Partition, control: Control, guide: IntArray, effort: Effort = USUAL
) -> Bound | None:
    """Bound a stage that the relaxation lets cost nothing, at half a step for a group.

    Where groups that cost nothing make a little more than the number that is
    asked for, the relaxation has no reason to price anything, and a search
    none to leave anything out.  A price on the number makes it count what
    each group takes away from it.

    Parameters
    ----------
    instance : Partition
        The stage; costs are not negative.
    control : Control
        When to stop.
    guide : ndarray of int64, shape (m,)
        A cost by which equal groups are taken in order.
    effort : Effort
        Of columns and cutting.

    Returns
    -------
    Bound or None
        None: no least number of groups is asked for, or the bound is below nothing.
    """
    found = [(r, row.lower) for r, row in enumerate(instance.rows) if row.name == "count"]
    at, least = found[0] if found else (0, None)
    if least is None:
        return None
    rows = instance.rows[:at] + instance.rows[at + 1 :]
    # Twice the cost less one: a step is two of these.
    doubled = replace(instance, cost=2 * instance.cost - 1, rows=rows)
    bound = relax(doubled, control, guide=guide, effort=effort)
    total = bound.total + least * bound.one
    if not bound.feasible or total <= -2 * bound.one:
        return None
    sides = np.insert(bound.sides, at, bound.one)
    return replace(bound, total=total, one=2 * bound.one, sides=sides)


def soft_plans(
    instance: Partition,
    guide: IntArray,
    control: Control,
    cut_rounds: int | None = None,
    effort: Effort = USUAL,
) -> Iterator[IntArray]:
    """Give plans that weigh a stage's cost against the guide, as they come.

    A row that holds the stage to its bound may leave no plan at all.  A weight
    leaves every plan, and the duals of the sum tell where the stage must give.

    Parameters
    ----------
    instance : Partition
        The stage.
    guide : ndarray of int64, shape (m,)
        A cost that tells plans apart.
    control : Control
        When to stop.
    cut_rounds : int
        Most rounds of cutting; None: those of guidance.
    effort : Effort
        Of beams and guidance.
    """
    if control.over():
        return
    policy = effort.guidance
    cut_rounds = policy.cut_rounds if cut_rounds is None else cut_rounds
    size = np.diff(instance.members.indptr)
    order, most = np.argsort(guide / size, kind="stable"), policy.first_groups_a_unit
    near = best_of_each_unit(instance.members, order, most, control)
    # A unit that may stay as it is can always do so.
    begun = np.union1d(near, np.flatnonzero(size == 1))
    instance, guide, size = instance.of(begun), guide[begun], size[begun]
    single = size == 1
    typical = int(np.median((guide // size)[~single])) if not single.all() else 1
    some = instance.cost[instance.cost > 0]
    step = max(1, int(np.median(some))) if len(some) else 1
    weighed = guide + max(1, policy.weight * typical // step) * instance.cost
    summed = replace(instance, cost=weighed)
    plain = relax(summed, control, cut_rounds=0, effort=effort)
    if not plain.feasible:
        return
    least = np.argsort(plain.reduced, kind="stable")
    groups = np.union1d(
        least[: policy.groups_a_unit[0] * len(summed.labels)], np.flatnonzero(single)
    )
    few = summed.of(groups)
    bound = relax(few, control, cut_rounds, effort=effort)
    # Where a row may leave a dead end at every turn, wide beams are seldom worth their time.
    most = effort.beams.short if instance.rows else effort.beams.guided
    for number, width in effort.beams.first(most):
        plan = beam(few, bound, control, number, width, effort)
        if plan is not None:
            yield begun[groups[plan]]
