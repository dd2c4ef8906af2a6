"""Frontier search: what is left after the bound, searched to the end in whole numbers.

The duals leave a gap: a plan that costs at most the best value known holds
only groups whose reduced costs sum to no more than the gap.  All such plans
are searched, unit by unit in a fixed order.  A *state* is the union W of the
groups chosen so far, which covers all units before the present one and some
after it; it is priced as if it were one group,

    v(W) = Σ c − π(W) + Σ_t μ_t ⌊u_t(W) ∕ d_t⌋ − Σ_r λ_r k_r(W),

with the duals π of the units, μ of the cuts and λ of the side rows, of which
k is the sum so far.  v never falls when a disjoint group joins, for reduced
costs are not negative and ⌊·⌋ is superadditive.  So states of v above the gap
are dropped; of states with the same units and sums only the cheapest stays.
A plan costs at least the bound + v: when no state is left, none is better.

The order of the units matters, and one pass at the full gap is not cheap.
Passes with a part of the gap run from both ends first.  What a pass from the
other end shows every finish to cost (``rest``) is added to v, and states that
cannot be finished within the gap drop out early.  States, not seconds, limit
the effort: the end is the same on every machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from planner.solve.formulation import IntArray, Partition
from planner.solve.relaxation import Bound
from planner.solve.states import Priced, Sweeper

# Parts of the gap, in eighths, with which passes run.
EIGHTHS = (1, 2, 4, 6, 8)
# Most states at one unit: some 200 bytes each while they are sorted.
MOST_STATES = 6_000_000
# Most states of the short passes that compare orders of the units, and so few that an order
# is taken at once.
TRIAL_STATES = 100_000
FEW_A_UNIT = 16
# A pass that kept more states than this calls for a guided beam search of such a width.
STATES_BEFORE_BEAM = 200_000
WIDTH = 10_000
# More than any plan is worth, and far from the end of 64 bits.
NO_GAP = 1 << 61


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    chosen : ndarray of int64 or None
        Best plan within the limit, as groups of the instance.
    beyond : int
        Proven: every plan that is not ``chosen`` or as good costs at least
        this, in whole steps.
    complete : bool
        Nothing within the limit was left unsearched.
    states : int
        States that were kept.
    order : ndarray of int64, shape (n,), or None
        Order of the units in which the states were few.
    """

    chosen: IntArray | None
    beyond: int
    complete: bool
    states: int
    order: IntArray | None = None


def search(
    instance: Partition,
    bound: Bound,
    most: int,
    deadline: float,
    tie: IntArray | None = None,
    most_states: int = MOST_STATES,
) -> Found:
    """Find the best plan that costs at most ``most``, or prove that there is none.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound, for the same groups.
    most : int
        In whole steps.
    deadline : float
        ``time.monotonic()`` at which to stop.
    tie : ndarray of int64, shape (m,), optional
        Chooses among plans of equal cost: the smaller sum.
    most_states : int
        Most states at one unit.
    """
    gap = most * bound.one - bound.total
    if gap < 0:
        return Found(None, most + 1, True, 0)
    if time.monotonic() >= deadline:
        return Found(None, bound.value, False, 0)
    groups = np.flatnonzero(bound.reduced <= gap)
    if not _covers(instance.members[groups]):
        return Found(None, most + 1, True, 0)
    tie = np.zeros(len(instance.cost), dtype=np.int64) if tie is None else tie
    priced = Priced(instance.of(groups), bound, groups, tie[groups])
    both, states = _best_order(priced, gap, deadline)
    # Proven: any other plan costs more than the bound + reached.
    reached, best, tried = -1, None, False
    turn = {0: 0, 1: 0}
    while turn:
        # The end that was cheaper goes on.
        end = min(turn, key=lambda e: (both[e].states, e))
        here, other = both[end], both[1 - end]
        rest = other.curve[::-1]
        cap = gap * EIGHTHS[turn[end]] // EIGHTHS[-1]
        # Before the long passes a better plan is looked for: it makes the gap smaller.
        few = here.states > STATES_BEFORE_BEAM and not tried
        width = WIDTH if few else None
        done = here.sweep(gap if few else cap, gap, rest, most_states, deadline, width)
        states += here.states
        if here.chosen is not None:
            value = int(instance.cost[groups[here.chosen]].sum())
            if value <= most:
                best, most = groups[here.chosen], value
                gap = min(gap, most * bound.one - bound.total)
        if few:
            tried = True
            continue
        if not done:
            del turn[end]
            continue
        reached = max(reached, cap)
        if reached >= gap:
            order = np.argsort(both[0].place)
            return Found(best, most + 1 if best is None else most, True, states, order)
        turn[end] += 1
    return Found(best, (bound.total + reached) // bound.one + 1, False, states)


def beam(
    instance: Partition, bound: Bound, deadline: float, groups_a_unit: int, width: int
) -> IntArray | None:
    """Find a good plan: the same search with few groups and states, from both ends.

    Parameters
    ----------
    instance, bound, deadline
        See :func:`search`.
    groups_a_unit : int
        Groups of least reduced cost that are looked at, for each unit.
    width : int
        States of least v that go on at each unit.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: a dead end.
    """
    n = instance.members.shape[1]
    # A unit that may stay as it is can always do so: fewer dead ends.
    single = np.diff(instance.members.indptr) == 1
    least = np.argsort(bound.reduced, kind="stable")[: groups_a_unit * n]
    groups = np.union1d(least, np.flatnonzero(single))
    if not _covers(instance.members[groups]):
        return None
    priced = Priced(instance.of(groups), bound, groups, np.zeros(len(groups), dtype=np.int64))
    order, rest = _narrow_order(priced.members), np.zeros(n + 1, dtype=np.int64)
    plans = []
    for ordered in (order, order[::-1]):
        end = Sweeper(priced, ordered)
        end.sweep(NO_GAP, NO_GAP, rest, MOST_STATES, deadline, width)
        if end.chosen is not None:
            plans.append(groups[end.chosen])
    return min(plans, key=lambda plan: int(instance.cost[plan].sum()), default=None)


def _best_order(priced: Priced, gap: int, deadline: float) -> tuple[list[Sweeper], int]:
    """Choose the order of the units whose frontier holds the fewest states.

    Their numbers differ by orders of magnitude, and no rule foretells them:
    orders are tried from both ends with the smallest part of the gap until one
    needs few states.
    """
    tried: list[tuple[tuple[int, int, int], list[Sweeper]]] = []
    states = 0
    for number, order in enumerate(_orders(priced, gap)):
        both = [Sweeper(priced, order), Sweeper(priced, order[::-1])]
        for end in (0, 1):
            rest = both[1 - end].curve[::-1]
            both[end].sweep(gap // EIGHTHS[-1], gap, rest, TRIAL_STATES, deadline)
        total = both[0].states + both[1].states
        states += total
        tried.append(((sum(each.stopped for each in both), total, number), both))
        if total < FEW_A_UNIT * len(order) or time.monotonic() > deadline:
            break
    return min(tried, key=lambda each: each[0])[1], states


def _orders(priced: Priced, gap: int) -> Iterator[IntArray]:
    """Give orders of small bandwidth, then orders along the slowest waves of the graph."""
    for part in (1, 4, 2, 8):
        yield _narrow_order(priced.members[priced.reduced <= gap // part])
    for slope in (8.0, 2.0):
        # Units that share groups of small reduced cost pull at each other.
        weight = np.exp(-slope * priced.reduced / max(gap, 1))
        near = (priced.members.T @ sparse.diags_array(weight) @ priced.members).toarray()
        np.fill_diagonal(near, 0.0)
        pull = np.sqrt(near.sum(axis=1) + 1e-9)
        _, waves = np.linalg.eigh(-near / np.outer(pull, pull))
        for wave in (1, 2):
            yield np.argsort(np.round(waves[:, wave] / pull, 9), kind="stable")


def _narrow_order(members: sparse.csr_array) -> IntArray:
    """Order the units so that each group spans few places."""
    near = (members.T @ members).tocsr().astype(np.float64)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.int64)


def _covers(members: sparse.csr_array) -> bool:
    return bool((np.bincount(members.indices, minlength=members.shape[1]) > 0).all())
