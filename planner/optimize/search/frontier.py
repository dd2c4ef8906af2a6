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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition
from planner.optimize.effort import USUAL, Effort, Frontier, Orders
from planner.optimize.search.orders import orders
from planner.optimize.search.prices import Kept, Priced
from planner.optimize.search.states import Sweeper

# Parts of the gap are counted in these.
WHOLE = 8
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
    most_states: int | None = None,
    kept: Sequence[Kept] = (),
    order: IntArray | None = None,
    effort: Effort = USUAL,
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
        Most states at one unit; None: as many as the effort allows.
    kept : sequence of Kept
        Earlier stages, for the groups of the pool: their bounds exclude states as well.
    order : ndarray of int64, shape (n,), optional
        Order of the units, where one is known that needs few states.
    effort : Effort
        Of the frontier and of orders.
    """
    policy = effort.frontier
    most_states = policy.most_states if most_states is None else most_states
    gap = most * bound.one - bound.total
    if gap < 0:
        return Found(None, most + 1, True, 0)
    if time.monotonic() >= deadline:
        return Found(None, bound.value, False, 0)
    groups = np.flatnonzero(bound.reduced <= gap)
    if not covers(instance.members[groups]):
        return Found(None, most + 1, True, 0)
    tie = np.zeros(len(instance.cost), dtype=np.int64) if tie is None else tie
    priced = Priced(instance.of(groups), bound, tie[groups], [stage.of(groups) for stage in kept])
    gaps = np.array([gap, *(stage.gap for stage in kept)], dtype=np.int64)
    if order is None:
        both, states = _best_order(priced, gaps, deadline, effort)
    else:
        both, states = _ends(priced, order, policy), 0
    # Proven: any other plan costs more than the bound + reached.
    reached, best = -1, None
    # Earlier stages cost a pass each, and the first part was tried with the orders.
    turn = {0: 1, 1: 1} if kept else {0: 0, 1: 0}
    beams = 0
    # States that each end took with each part of the gap, and may keep at one unit.
    took = {e: [both[e].states] * (turn[e] + 1) for e in turn}
    room = dict.fromkeys(turn, max(1, most_states // policy.first_room))
    while turn:
        least = min(room[e] for e in turn)
        end = _next_end({e: turn[e] for e in turn if room[e] == least}, took, policy)
        here, other = both[end], both[1 - end]
        # Before the long passes a better plan is looked for: it makes the gap smaller.
        few = (
            turn[end] >= policy.turns_of_beams[beams]
            if kept and beams < len(policy.turns_of_beams)
            else not kept
            and not beams
            and min(here.states, most_states) > policy.states_before_beam
        )
        beams += few
        plans, done = [], True
        eighths = policy.eighths[turn[end]]
        cap = int(gaps[0]) * eighths // WHOLE
        for caps in [gaps] if few else _caps(gaps, eighths):
            width = policy.beam_states if few else None
            done = here.sweep(caps, gaps, other.curve[::-1], room[end], deadline, width)
            states += here.states
            if here.chosen is not None:
                plans.append(groups[here.chosen])
        for plan in plans:
            value = int(instance.cost[plan].sum())
            if value <= most:
                best, most = plan, value
                gaps[0] = min(gaps[0], most * bound.one - bound.total)
        if few:
            continue
        if not done:
            if room[end] >= most_states or time.monotonic() > deadline:
                del turn[end]
            room[end] = min(most_states, policy.more_room * room[end])
            continue
        took[end].append(here.states)
        reached = max(reached, cap)
        if reached >= gaps[0]:
            order = np.argsort(both[0].place)
            return Found(best, most + 1 if best is None else most, True, states, order)
        turn[end] += 1
    return Found(best, (bound.total + reached) // bound.one + 1, False, states)


def _next_end(turn: dict[int, int], took: dict[int, list[int]], policy: Frontier) -> int:
    """Choose the end from which the next pass begins: the one that was cheaper.

    An end that is one pass ahead goes on if the same part of the gap took it
    far fewer states than the other.
    """
    end = min(turn, key=lambda e: (took[e][-1], e))
    ahead = max(turn, key=lambda e: (turn[e], e == end))
    if turn[ahead] - turn[end] != 1:
        return end
    return ahead if policy.much_cheaper * took[ahead][turn[end]] < took[end][-1] else end


def _caps(gaps: IntArray, eighths: int) -> Iterator[IntArray]:
    """Give parts of one gap at a time, the others whole: earlier stages first, then this one."""
    if eighths < WHOLE:
        for p in range(1, len(gaps)):
            yield _part(gaps, p, eighths)
    yield _part(gaps, 0, eighths)


def _part(gaps: IntArray, p: int, share: int, of: int = WHOLE) -> IntArray:
    caps = gaps.copy()
    caps[p] = gaps[p] * share // of
    return caps


def beam(
    instance: Partition,
    bound: Bound,
    deadline: float,
    groups_a_unit: int,
    width: int,
    effort: Effort = USUAL,
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
    effort : Effort
        Of the frontier.

    Returns
    -------
    ndarray of int64 or None
        Groups of the instance; None: a dead end, or no time.
    """
    if time.monotonic() >= deadline:
        return None
    n = instance.members.shape[1]
    # A unit that may stay as it is can always do so: fewer dead ends.
    single = np.diff(instance.members.indptr) == 1
    least = np.argsort(bound.reduced, kind="stable")[: groups_a_unit * n]
    groups = np.union1d(least, np.flatnonzero(single))
    if not covers(instance.members[groups]):
        return None
    priced = Priced(instance.of(groups), bound, np.zeros(len(groups), dtype=np.int64))
    order, rest = _narrow_order(priced.members), np.zeros((n + 1, 1), dtype=np.int64)
    no_gap = np.full(1, NO_GAP)
    plans = []
    for end in _ends(priced, order, effort.frontier):
        end.sweep(no_gap, no_gap, rest, effort.frontier.most_states, deadline, width)
        if end.chosen is not None:
            plans.append(groups[end.chosen])
    return min(plans, key=lambda plan: int(instance.cost[plan].sum()), default=None)


def _ends(priced: Priced, order: IntArray, policy: Frontier) -> list[Sweeper]:
    """Make passes from both ends of an order."""
    return [Sweeper(priced, each, policy.most_numbers) for each in (order, order[::-1])]


def _best_order(
    priced: Priced, gaps: IntArray, deadline: float, effort: Effort
) -> tuple[list[Sweeper], int]:
    """Choose the order of the units whose frontier holds the fewest states.

    The most promising orders are tried from both ends with small parts of the
    gap, up to the smallest of the search itself, until one needs few states.
    Where earlier stages were kept, they are tried with a part of their gaps as
    well.
    """
    policy = effort.orders
    if not policy.on:
        return _ends(priced, _narrow_order(priced.members), effort.frontier), 0
    tried: list[_Tried] = []
    states = 0
    share = (priced.reduced @ (1.0 / np.maximum(gaps, 1))) / len(gaps)
    for order in orders(priced.members, share, policy, deadline)[: policy.most]:
        tried.append(_Tried(_ends(priced, order, effort.frontier), policy))
        states += tried[-1].climb(gaps, deadline)
        if (
            tried[-1].effort < (0, policy.few_states_a_unit * len(order))
            or time.monotonic() > deadline
        ):
            break
    tried.sort(key=lambda each: each.effort)
    if len(gaps) > 1:
        for each in tried:
            each.effort = (0, 0)
            for p in range(1, len(gaps)):
                states += each.sweep(_part(gaps, p, 1), gaps, deadline)
        tried.sort(key=lambda each: each.effort)
    return tried[0].both, states


class _Tried:
    """An order from both ends, with the effort so far: passes that were stopped, and states."""

    def __init__(self, both: list[Sweeper], policy: Orders):
        self.both, self.policy = both, policy
        self.effort = (0, 0)

    def climb(self, gaps: IntArray, deadline: float) -> int:
        """Pass with larger and larger parts of the gap; states that were kept.

        Effort is that of the last pass, and every pass that was not come to counts as stopped.
        """
        states = 0
        trials = self.policy.trials
        for left, divisor in zip(reversed(range(len(trials))), trials):
            missed = 2 * left
            self.effort = (missed, 0)
            states += self.sweep(_part(gaps, 0, 1, divisor), gaps, deadline)
            if self.effort[0] > missed:
                break
        return states

    def sweep(self, caps: IntArray, gaps: IntArray, deadline: float) -> int:
        """Pass from both ends; states that were kept."""
        for here, other in (self.both, self.both[::-1]):
            done = here.sweep(caps, gaps, other.curve[::-1], self.policy.trial_states, deadline)
            self.effort = (self.effort[0] + (not done), self.effort[1] + here.states)
        return sum(end.states for end in self.both)


def _narrow_order(members: sparse.csr_array) -> IntArray:
    """Order the units so that each group spans few places."""
    near = (members.T @ members).tocsr().astype(np.float64)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.int64)


def covers(members: sparse.csr_array) -> bool:
    """Tell whether some group holds each unit."""
    return bool((np.bincount(members.indices, minlength=members.shape[1]) > 0).all())
