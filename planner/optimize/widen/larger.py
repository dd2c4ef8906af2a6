"""Larger groups where K members are not enough.

The linear relaxation tells which units no arrangement of groups of K members
satisfies: those with a positive price.  A group helps only if the prices of
its members add up to more than nothing, so it holds one of them.  Around these
units, and nowhere else, larger groups are built, until none is left that
helps, or a largest size is reached.  What the relaxation then says of
unsatisfied units holds for every group of that size.  Where that size is not
enough and groups may have any, unions of neighbouring groups take their place.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.widen.unions import compact_groups, satisfying, unions
from planner.problem.groups import GroupMaker, Groups, most_members
from planner.problem.groups.connected import IntArray
from planner.problem.settings import INERTIA


def raised_groups(
    maker: GroupMaker,
    groups: Groups | None = None,
    effort: Effort = USUAL,
    control: Control = ENDLESS,
) -> Groups:
    """Find groups, and around units that none of them satisfies larger ones.

    Parameters
    ----------
    maker : GroupMaker
        ``settings.raise_to`` is the largest size; ``unsatisfied`` and
        ``inertia`` are among its terms.
    groups : Groups, optional
        To begin with; by default all that the settings ask for.
    effort : Effort
        What each device is given.
    control : Control
        When to stop, at the latest.

    Returns
    -------
    Groups
        ``settings.larger`` names the units and the sizes.  Groups of more
        members than that are there only if groups may have any size.

    Raises
    ------
    InputError
        No group holds the units that belong together.
    """
    groups = small = groups or maker.all()
    settings, most = groups.settings, most_members(maker.units, groups.settings)
    policy, bound = effort.raising, unsatisfied(groups, effort, control)
    # Nobody satisfies a unit that has no neighbour.
    islands = ~maker.adjacency().any(axis=1)
    single = np.diff(groups.members.indptr) == 1
    never = int(groups.costs["unsatisfied"][single] @ (groups.members[single] @ islands))
    size, built = settings.max_members, groups.enumerated
    largest = settings.raise_to or 0
    if settings.any_size and bound.value > never:
        compact = compact_groups(maker, effort)
        least = least_sizes(compact)[bound.cover > 0]
        if least.max(initial=0) > policy.beyond * largest:
            largest = 0  # groups that are a little larger would not be enough either
    while bound.value > never and size < largest and built * policy.growth < policy.most_sets:
        size, built = size + 1, 0
        helps = True
        while helps and bound.value > never:
            new = np.where(bound.cover > 0, np.maximum(most, size), most)
            if (new == most).all():
                break
            more = maker.up_to(new, most)
            groups, most, built = groups.with_more(more), new, built + more.enumerated
            helps = bool((more.members @ bound.cover > 0).any())
            bound = unsatisfied(groups, effort, control) if helps else bound
    if settings.any_size and bound.value > never:
        # Unions are larger than the sizes that were not enough, and these add little to them.
        joined = unions(maker, small, compact, effort, control)
        groups = replace(small.with_more(joined), start=joined.start)
        most = most_members(maker.units, settings)
        bound = unsatisfied(groups, effort, control)
    around = {
        str(code): int(size)
        for code, size in zip(maker.units.index, most)
        if size > settings.max_members
    }
    settings = settings.model_copy(update={"larger": around})
    return replace(groups, settings=settings, least_unsatisfied=bound.value)


def least_sizes(sets: sparse.csr_array) -> IntArray:
    """Members of the smallest set that holds each unit; 0: no set holds it."""
    none = sets.shape[1] + 1
    least = np.full(sets.shape[1], none)
    size = np.diff(sets.indptr)
    np.minimum.at(least, sets.indices, np.repeat(size, size))
    return np.where(least == none, 0, least)


def unsatisfied(groups: Groups, effort: Effort = USUAL, control: Control = ENDLESS) -> Bound:
    """Bound the units that no arrangement of some groups satisfies, by the plain relaxation.

    Parameters
    ----------
    groups : Groups
        The pool, with the terms ``unsatisfied`` and ``inertia``.
    effort : Effort
        What each device is given.
    control : Control
        When to stop, at the latest.

    Returns
    -------
    Bound
        An accepted group in which ``cover`` sums to no more than zero cannot
        lower it.
    """
    control = control.within(effort.raising.relaxation_s)
    return relax(satisfying(groups), control, 0, groups.costs[INERTIA], effort=effort)
