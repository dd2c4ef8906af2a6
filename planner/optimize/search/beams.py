"""Beams: a good plan by the frontier search with few groups and states."""

from __future__ import annotations

import numpy as np

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, covers
from planner.optimize.effort import USUAL, Effort
from planner.optimize.effort.control import Control
from planner.optimize.search.orders import narrow_order
from planner.optimize.search.prices import Priced
from planner.optimize.search.states import both_ends

# More than any plan is worth, and far from the end of 64 bits.
NO_GAP = 1 << 61


def beam(
    instance: Partition,
    bound: Bound,
    control: Control,
    groups_a_unit: int,
    width: int,
    effort: Effort = USUAL,
) -> IntArray | None:
    """Find a good plan: the same search with few groups and states, from both ends.

    Parameters
    ----------
    instance, bound, control
        As in ``frontier.search``.
    groups_a_unit : int
        Groups of least reduced cost that are looked at, for each unit.
    width : int
        States of least v that go on at each unit.
    effort : Effort
        Of the frontier.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: a dead end, or no time.
    """
    if control.over():
        return None
    n = instance.members.shape[1]
    # A unit that may stay as it is can always do so: fewer dead ends.
    single = np.diff(instance.members.indptr) == 1
    least = np.argsort(bound.reduced, kind="stable")[: groups_a_unit * n]
    groups = np.union1d(least, np.flatnonzero(single))
    if not covers(instance.members[groups]):
        return None
    priced = Priced(instance.of(groups), bound, np.zeros(len(groups), dtype=np.int64))
    order, rest = narrow_order(priced.members), np.zeros((n + 1, 1), dtype=np.int64)
    no_gap = np.full(1, NO_GAP)
    plans = []
    for end in both_ends(priced, order, effort.frontier.most_numbers):
        end.sweep(no_gap, no_gap, rest, effort.frontier.most_states, control, width)
        if end.chosen is not None:
            plans.append(groups[end.chosen])
    return min(plans, key=lambda plan: int(instance.cost[plan].sum()), default=None)
