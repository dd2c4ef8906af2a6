"""Unions of neighbouring groups, of any size, where no group of K members satisfies a unit.

What the law does not accept in a first plan joins its neighbours, round by
round, until it is accepted.  The unions need not be good: they make sure that
there is a plan which satisfies everybody, and the prices of its relaxation
find better groups (``planner.optimize.widen.anysize``).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.heuristics.first import soft_plans
from planner.problem.groups import GroupMaker, Groups, exceed, most_members, sets_of
from planner.problem.groups.compact import BoolArray, nearest
from planner.problem.groups.connected import IntArray
from planner.problem.groups.places import places
from planner.problem.settings import INERTIA


def satisfying(groups: Groups) -> Partition:
    """State how few units stay unsatisfied, without a row beside the cover."""
    codes = list(groups.units.index)
    return Partition(groups.members, groups.costs["unsatisfied"], (), codes, no_cuts(len(codes)))


def compact_groups(maker: GroupMaker, effort: Effort = USUAL) -> sparse.csr_array:
    """List compact sets around each unit that the law accepts, shape (m, n)."""
    area = maker.units["area_km2"].to_numpy(dtype=np.float64)
    where = places(maker.units, maker.adjacency())

    def accepted(some: sparse.csr_array) -> BoolArray:
        return np.asarray(maker.allows(some) & maker.weighed(some)[0])

    return nearest(where, area, accepted, effort.compact)


def unions(
    maker: GroupMaker,
    groups: Groups,
    compact: sparse.csr_array,
    effort: Effort = USUAL,
    control: Control = ENDLESS,
) -> Groups:
    """Join neighbouring groups of a first plan until the law accepts what it can.

    Each group that is not accepted joins the neighbour with which inertia
    grows least.  All accepted unions of such a group with a neighbour come
    back, also those that the joining passed by, and the compact sets.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    groups : Groups
        The pool, with the terms ``unsatisfied`` and ``inertia``.
    compact : csr_array, shape (m, n)
        See :func:`compact_groups`; those that the sizes of the pool do not allow come back too.
    effort : Effort
        What each device is given.
    control : Control
        When to stop, at the latest.

    Returns
    -------
    Groups
        Accepted groups, none of which the sizes of the pool allow; and the
        plan in which the joining ended.
    """
    limit = control.within(effort.raising.first_plan_s)
    plan = next(soft_plans(satisfying(groups), groups.costs[INERTIA], limit, 0, effort), None)
    if plan is None:
        return maker.of_sets(groups.members[:0])
    sets = groups.members[plan]
    accepted, costs = maker.weighed(sets)
    cost = costs[INERTIA]
    beside = sparse.csr_array(maker.adjacency().astype(np.int64))
    found = [compact]
    while True:
        one, other = (sets @ beside @ sets.T).nonzero()
        new = (one < other) & ~(accepted[one] & accepted[other])
        one, other = one[new], other[new]
        both = (sets[one] + sets[other]).tocsr()
        both.sort_indices()
        allowed = maker.allows(both)
        one, other, both = one[allowed], other[allowed], both[allowed]
        good, costs = maker.weighed(both)
        found.append(both[good])
        pairs = _matched(one, other, costs[INERTIA] - cost[one] - cost[other])
        if not len(pairs):
            break
        stays = np.ones(sets.shape[0], dtype=bool)
        stays[one[pairs]] = stays[other[pairs]] = False
        sets = sparse.vstack([sets[stays], both[pairs]], format="csr")
        accepted = np.concatenate([accepted[stays], good[pairs]])
        cost = np.concatenate([cost[stays], costs[INERTIA][pairs]])
    members = sparse.vstack(found, format="csr")
    members = members[exceed(members, most_members(groups.units, groups.settings))]
    once = {key: row for row, key in enumerate(sets_of(members))}
    return replace(
        maker.of_sets(members[np.array(sorted(once.values()), dtype=np.int64)]), start=sets
    )


def _matched(one: IntArray, other: IntArray, cost: IntArray) -> IntArray:
    """Take pairs in the order of their cost, each set once."""
    pairs: list[int] = []
    taken: set[int] = set()
    for pair in np.argsort(cost, kind="stable").tolist():
        two = {int(one[pair]), int(other[pair])}
        if not taken & two:
            taken |= two
            pairs.append(pair)
    return np.array(pairs, dtype=np.int64)
