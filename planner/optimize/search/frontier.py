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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray, Partition, covers
from planner.optimize.effort import USUAL, Effort, Frontier
from planner.optimize.effort.control import Control
from planner.optimize.search.prices import Kept, Priced
from planner.optimize.search.states import Sweeper, both_ends
from planner.optimize.search.trials import WHOLE, best_order, part_of


@dataclass(frozen=True)
class SearchResult:
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
    plans : tuple of ndarray of int64
        The best plans within the limit, as many as were asked for.
    """

    chosen: IntArray | None
    beyond: int
    complete: bool
    states: int
    order: IntArray | None = None
    plans: tuple[IntArray, ...] = ()


def search(
    instance: Partition,
    bound: Bound,
    most: int,
    control: Control,
    tie: IntArray | None = None,
    most_states: int | None = None,
    kept: Sequence[Kept] = (),
    order: IntArray | None = None,
    effort: Effort = USUAL,
    number: int = 1,
) -> SearchResult:
    """Find the best plan that costs at most ``most``, or prove that there is none.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound, for the same groups.
    most : int
        In whole steps.
    control : Control
        When to stop.
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
    number : int
        How many plans are looked for: the best, the next best, and so on.
    """
    policy = effort.frontier
    most_states = policy.most_states if most_states is None else most_states
    gap = most * bound.one - bound.total
    if gap < 0:
        return SearchResult(None, most + 1, True, 0)
    if control.over():
        return SearchResult(None, bound.value, False, 0)
    groups = np.flatnonzero(bound.reduced <= gap)
    if not covers(instance.members[groups]):
        return SearchResult(None, most + 1, True, 0)
    tie = np.zeros(len(instance.cost), dtype=np.int64) if tie is None else tie
    priced = Priced(instance.of(groups), bound, tie[groups], [stage.of(groups) for stage in kept])
    gaps = np.array([gap, *(stage.gap for stage in kept)], dtype=np.int64)
    if order is None:
        both, states = best_order(priced, gaps, control, effort, number)
    else:
        both, states = both_ends(priced, order, policy.most_numbers, number), 0
    passes = Passes(instance, bound, groups, gaps, both, most_states, control, effort)
    passes.wants(number, tie)
    return passes.run(most, states)


class Passes:
    """Passes from both ends of an order, with growing parts of the gap.

    Parameters
    ----------
    instance : Partition
        The pool.
    bound : Bound
        Its bound.
    groups : ndarray of int64
        Groups of the pool that may be chosen.
    gaps : ndarray of int64, shape (p,)
        Of this stage and of each earlier one that was kept.
    both : list of Sweeper
        The two ends.
    most_states : int
        Most states at one unit.
    control : Control
    effort : Effort
    """

    def __init__(
        self,
        instance: Partition,
        bound: Bound,
        groups: IntArray,
        gaps: IntArray,
        both: list[Sweeper],
        most_states: int,
        control: Control,
        effort: Effort,
    ):
        self.instance, self.bound, self.groups, self.gaps = instance, bound, groups, gaps
        self.both, self.most_states, self.control = both, most_states, control
        self.policy, self.with_beams = effort.frontier, effort.beams.on
        self.kept = len(gaps) > 1
        # Earlier stages cost a pass each, and the first part was tried with the orders.
        first = int(self.kept)
        # Part of the gap that is next at each end; states that each part took, and may keep.
        self.turn = dict.fromkeys((0, 1), first)
        self.took = {end: [both[end].states] * (first + 1) for end in (0, 1)}
        self.room = dict.fromkeys((0, 1), max(1, most_states // self.policy.first_room))
        self.beams = 0
        self.plans: list[IntArray] = []
        self.wants(1, np.zeros(len(instance.cost), dtype=np.int64))

    def wants(self, number: int, tie: IntArray) -> None:
        """Say how many plans are looked for, and which of equal cost come first."""
        self.number, self.tie = number, tie

    def run(self, most: int, states: int) -> SearchResult:
        """Pass until the whole gap is searched, or the effort is spent at both ends.

        Parameters
        ----------
        most : int
            What a plan may cost, in whole steps.
        states : int
            States that were kept before.
        """
        # Proven: any other plan costs more than the bound + reached.
        self.most, self.states, reached = most, states, -1
        while self.turn:
            least = min(self.room[end] for end in self.turn)
            turn = {end: self.turn[end] for end in self.turn if self.room[end] == least}
            end = _next_end(turn, self.took, self.policy)
            # Before the long passes a better plan is looked for: it makes the gap smaller.
            if self._calls_for_a_beam(end):
                self.beams += 1
                self._pass(end, [self.gaps], self.policy.beam_states)
                continue
            eighths = self.policy.eighths[self.turn[end]]
            cap = int(self.gaps[0]) * eighths // WHOLE
            if not self._pass(end, _caps(self.gaps, eighths)):
                self._make_room(end)
                continue
            self.took[end].append(self.both[end].states)
            reached = max(reached, cap)
            if reached >= self.gaps[0]:
                beyond = self.most if len(self.plans) == self.number else self.most + 1
                order = np.argsort(self.both[0].place)
                return SearchResult(self.best, beyond, True, self.states, order, tuple(self.plans))
            self.turn[end] += 1
        beyond = (self.bound.total + reached) // self.bound.one + 1
        return SearchResult(self.best, beyond, False, self.states, plans=tuple(self.plans))

    @property
    def best(self) -> IntArray | None:
        """The best plan so far."""
        return self.plans[0] if self.plans else None

    def _calls_for_a_beam(self, end: int) -> bool:
        """Tell whether a plan is looked for before the next pass of an end."""
        policy = self.policy
        if not self.with_beams:
            return False
        if self.kept:
            left = policy.turns_of_beams[self.beams :]
            return bool(left) and self.turn[end] >= left[0]
        states = min(self.both[end].states, self.most_states)
        return not self.beams and states > policy.states_before_beam

    def _pass(self, end: int, several: Iterable[IntArray], width: int | None = None) -> bool:
        """Pass from an end with some caps, one after the other; was the last one finished?"""
        here, other, plans, done = self.both[end], self.both[1 - end], [], True
        for caps in several:
            rest = other.curve[::-1]
            done = here.sweep(caps, self.gaps, rest, self.room[end], self.control, width)
            self.states += here.states
            plans += [self.groups[plan] for plan in here.found]
        for plan in plans:
            self._take(plan)
        return done

    def _take(self, plan: IntArray) -> None:
        """Note a plan within the limit; as soon as there are enough, the last of them is it."""
        value = int(self.instance.cost[plan].sum())
        if value > self.most:
            return
        if self.number == 1:
            self.plans = [plan]
        elif not any(np.array_equal(plan, known) for known in self.plans):
            self.plans = sorted([*self.plans, plan], key=self._rank)[: self.number]
        if len(self.plans) == self.number:
            self.most = int(self.instance.cost[self.plans[-1]].sum())
            gap = self.most * self.bound.one - self.bound.total
            self.gaps[0] = min(self.gaps[0], gap)

    def _rank(self, plan: IntArray) -> tuple[int, int, list[int]]:
        """Order plans: by cost, then by the numbers that break ties."""
        return int(self.instance.cost[plan].sum()), int(self.tie[plan].sum()), plan.tolist()

    def _make_room(self, end: int) -> None:
        """Let an end keep more states; it is given up where it had as many as there may be."""
        if self.room[end] >= self.most_states or self.control.over():
            del self.turn[end]
        self.room[end] = min(self.most_states, self.policy.more_room * self.room[end])


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
            yield part_of(gaps, p, eighths)
    yield part_of(gaps, 0, eighths)
