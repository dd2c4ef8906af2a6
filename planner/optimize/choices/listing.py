"""The next best plans, one after the other, and the proof that none was passed by.

Alternatives keep what the best plan keeps: locks, limits, count, and in every
stage but the last what the best plan's proof lets the stage come to.  Among
these plans the last stage decides, and then the fixed numbers by which ties
are broken.  No group has part that saves nothing in any stage.

A plan of cost ≤ z spends z less the bound on reduced costs, so one search lists
all of them: of states that cover the same units not only the cheapest goes on,
but as many as plans are looked for.  The gap grows until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.errors import InfeasibleError
from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, SideRow, power_of_two
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.lexicographic import tie_breaker
from planner.optimize.objective import TELLING, cost_of
from planner.optimize.proofs import proof_of
from planner.optimize.search import frontier
from planner.optimize.solved import Solved, Trace
from planner.optimize.stages import Search, TimeLimitError, tolerance
from planner.optimize.stages.warm_start import price
from planner.plan.proof import Proof
from planner.problem.groups import Groups
from planner.problem.settings import (
    INERTIA,
    Alternatives,
    CountSettings,
    SolverSettings,
    StageSettings,
)


@dataclass(frozen=True)
class Incumbent:
    """What was asked, and what is known of its best plan.

    Attributes
    ----------
    groups : Groups
        The pool.
    objective : tuple of StageSettings
    count : CountSettings
    chosen : ndarray of int64
        The best plan, as rows of the pool.
    solved : tuple of Solved
        Its stages.
    max_nodes : int
        Most nodes of each branch and bound.
    """

    groups: Groups
    objective: tuple[StageSettings, ...]
    count: CountSettings
    chosen: IntArray
    solved: tuple[Solved, ...]
    max_nodes: int

    @property
    def repeatable(self) -> bool:
        """Whether `planner verify` could repeat the proof of every stage."""
        closed = {"free", "bound", "search"}
        return all(s.proven and s.proof.closed in closed for s in self.solved)

    @property
    def cost(self) -> IntArray:
        """What each group costs in the last stage, in steps."""
        return cost_of(self.groups, self.objective[-1])

    def among(self, groups: Groups) -> Incumbent:
        """Tell the same of a pool that holds all that this one does."""
        chosen = groups.rows_of(self.groups.members[self.chosen])
        assert chosen is not None
        return replace(self, groups=groups, chosen=chosen)

    def last_stage(self, control: Control, effort: Effort) -> Search:
        """Stand where the last stage began: rows and groups that the stages before leave."""
        groups = self.groups
        codes = list(groups.units.index)
        rows = list(rows_of_count(groups, self.count))
        given = codes, rows, control, self.max_nodes
        search = Search(groups.members, *given, lambda *_: None, effort)
        for stage, solved in zip(self.objective[:-1], self.solved):
            cost = cost_of(groups, stage)
            most = solved.value + tolerance(solved.value, stage.within_percent)
            free = solved.proof.closed == "free"
            priced = None if free else price(search, cost, most, solved)
            bound = priced[0][-1] if priced and priced[0] else None
            search.keep(stage.stage, cost, most, bound)
        return search


@dataclass(frozen=True)
class Listed:
    """Plans beside the best, the next best first.

    Attributes
    ----------
    plans : tuple of ndarray of int64
        Rows of the pool.
    proofs : tuple of Proof
        One for all, whose ``value`` says below what all are listed; or, where they have to
        differ, one for each.
    complete : bool
        As many as were asked for, or proven that there are no more.  What is listed is proven
        in either case.
    """

    plans: tuple[IntArray, ...]
    proofs: tuple[Proof, ...]
    complete: bool


def listed(
    incumbent: Incumbent,
    settings: Alternatives,
    solver: SolverSettings,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
    control: Control = ENDLESS,
) -> Listed:
    """Look for the plans that are asked for; nothing is claimed where the best is not proven.

    Parameters
    ----------
    incumbent : Incumbent
    settings : Alternatives
        How many, and by how much they have to differ.
    solver : SolverSettings
        The clock.
    effort : Effort
    policy : Choices
        How far plans are looked for.
    control : Control
        When to stop, at the latest.
    """
    if not incumbent.repeatable:
        return Listed((), (), complete=False)
    control, number = control.within(solver.time_limit_s), settings.number - 1
    if settings.differ_percent:
        return differing(incumbent, number, settings.differ_percent, control, effort)
    if settings.within_percent is None:
        return next_best(incumbent, number, None, control, effort, policy)
    best = int(incumbent.cost[incumbent.chosen].sum())
    most = best + tolerance(best, settings.within_percent)
    return next_best(incumbent, policy.most_plans, most, control, effort, policy)


def next_best(
    incumbent: Incumbent,
    number: int,
    most: int | None = None,
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Listed:
    """List the best plans in the order of the last stage.

    Parameters
    ----------
    incumbent : Incumbent
    number : int
        How many, beside the best.
    most : int, optional
        Only up to this cost in the last stage, in steps.
    control : Control
        When to stop.
    effort : Effort
    policy : Choices
        How far plans are looked for.
    """
    cost = incumbent.cost
    begun, tie = incumbent.last_stage(control, effort), tie_breaker(incumbent.groups)
    for cap, bounds in growing(incumbent, begun, most, policy):
        left = begun.alive
        found = frontier.search(
            begun.ground.instance(cost),
            bounds[-1],
            cap,
            control,
            tie[left],
            policy.states,
            [kept.of(left) for kept in begun.kept],
            incumbent.solved[-1].proof.order,
            effort,
            number + 1,
        )
        if len(found.plans) > number or not found.complete:
            break
    plans = [np.sort(left[plan]) for plan in found.plans]
    others = [plan for plan in plans if not np.array_equal(plan, incumbent.chosen)][:number]
    # As good as the last that is listed may be others.
    below = int(cost[others[-1]].sum()) if len(others) == number else cap + 1
    if not found.complete:
        below = min(below, found.beyond)
        others = [plan for plan in others if int(cost[plan].sum()) <= below]
    solved = Solved("", below, below, 0, 0, Trace("search", tuple(bounds), found.order))
    proof = proof_of(solved, below - 1, list(incumbent.groups.units.index), None)
    # Of all plans up to a cost those that are listed are all where fewer than enough were found.
    complete = found.complete and (most is None or len(others) < number)
    return Listed(tuple(others), (proof,), complete)


def growing(
    incumbent: Incumbent, search: Search, most: int | None, policy: Choices
) -> Iterator[tuple[int, list[Bound]]]:
    """Bound plans of ever higher cost, until whoever asks has enough or there are no dearer ones.

    Parameters
    ----------
    incumbent : Incumbent
    search : Search
        Where the last stage begins; the groups that such plans may hold are ``alive``.
    most : int, optional
        Only up to this cost, in steps.
    policy : Choices
        How far plans are looked for.

    Yields
    ------
    int, list of Bound
        What plans may cost, in steps; see ``begun.price``.
    """
    cost, alive = incumbent.cost, search.alive
    best = int(cost[incumbent.chosen].sum())
    # No plan costs more than its dearest groups.
    end = max(dearest(incumbent.groups, cost), best) if most is None else most
    room, cap = max(1, tolerance(best, policy.first_percent)), best - 1
    while cap < end:
        cap = min(end, best + room)
        search.ground.alive = alive
        yield cap, bounds_within(search, cost, cap, incumbent.solved[-1])
        room *= policy.wider


def bounds_within(search: Search, cost: IntArray, most: int, base: Solved) -> list[Bound]:
    """Bound the plans of cost ≤ ``most``, by what is known or anew."""
    alive = search.alive
    priced = price(search, cost, most, base) if base.proof.bounds else None
    if priced is not None:
        return priced[0]
    search.ground.alive = alive
    bound = relax(search.ground.instance(cost), search.control, effort=search.ground.effort)
    inside = bound.within(most)
    search.ground.alive = alive[inside]
    return [replace(bound, reduced=bound.reduced[inside])]


def dearest(groups: Groups, cost: IntArray) -> int:
    """Bound what any plan costs: for each unit its dearest group, as a part of it."""
    members = groups.members
    size = np.diff(members.indptr)
    share = -(-np.maximum(cost, 0) // size)
    most = np.zeros(members.shape[1], dtype=np.int64)
    np.maximum.at(most, members.indices, np.repeat(share, size))
    return int(most.sum())


def differing(
    incumbent: Incumbent,
    number: int,
    percent: float,
    control: Control = ENDLESS,
    effort: Effort = USUAL,
) -> Listed:
    """List plans each of which is the best of those that differ enough from all before.

    A unit's people differ where the new unit that they would be in does not consist of the same
    units.  So what a plan differs from another is a sum over its groups: the people of those
    that the other has not.

    Parameters
    ----------
    known, number, control, effort
        See :func:`next_best`.
    percent : float
        Of all people, at least.
    """
    plans, proofs = [incumbent.chosen], list[Proof]()
    cost = incumbent.cost
    stage = incumbent.objective[-1]
    telling = stage.stage in TELLING
    guide = None if telling else incumbent.groups.costs[INERTIA]
    for _ in range(number):
        search = incumbent.last_stage(control, effort)
        search.ground.rows += [
            differ_row(incumbent.groups, plan, percent, f"differ{place}")
            for place, plan in enumerate(plans)
        ]
        try:
            result, _ = search.minimise(stage.stage, cost, guide, tie_breaker(incumbent.groups))
        except (InfeasibleError, TimeLimitError):
            return Listed(tuple(plans[1:]), tuple(proofs), False)
        known_to_all = result.proven and result.proof.closed != "solver"
        if search.out_of_time() or not known_to_all or search.plan is None:
            return Listed(tuple(plans[1:]), tuple(proofs), False)
        plans.append(search.plan)
        codes = list(incumbent.groups.units.index)
        proofs.append(proof_of(result, result.value, codes, None))
    return Listed(tuple(plans[1:]), tuple(proofs), True)


def differ_row(groups: Groups, plan: IntArray, percent: float, name: str) -> SideRow:
    """At most so many people are in new units that another plan has as well."""
    people = groups.units["people"].to_numpy(dtype=np.int64)
    same = np.zeros(len(groups), dtype=np.int64)
    same[plan] = groups.members[plan] @ people
    most = int(people.sum()) - least_other(int(people.sum()), percent)
    return SideRow(name, same, None, most, power_of_two(same))


def least_other(people: int, percent: float) -> int:
    """Least people that have to differ, a percentage rounded up to whole persons."""
    return -int(-people * percent // 100)
