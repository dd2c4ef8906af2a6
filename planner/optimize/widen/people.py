r"""Groups of any size where a stage counts people: whoever joins a group is counted.

Let a stage cost α for each person whose unit ceases to exist and β for each
person of a merged unit.  A set W of units whose largest has p_s people costs,
beyond what its members pay at prices π of the units, μ of cuts and λ of the
number of groups,

    r(W) ≥ Σ_{i ∈ W, i ≠ s} ((α + β) p_i − π_i) + β p_s − π_s + Σ μ ⌊u(W) ∕ d⌋ − λ .

So W grows from s by units that are no larger, each at a price of its own, and
what a cut costs never falls.  A plan that keeps the stage holds no set of
which r is above what the stage leaves: those that are left are few, and all of
them are listed.  When the pool holds them, the stage and **all that follow**
are solved for groups of any size, whatever their terms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csgraph

from planner.optimize.bound.duals import Bound
from planner.optimize.effort import USUAL, Listing
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.objective import cost_of, person_weights
from planner.optimize.widen.widening import bound_of, reduced_costs
from planner.plan import Plan
from planner.plan.proof import Duals, Proof
from planner.problem.groups import GroupMaker, Groups, exceed, most_members, sets_of
from planner.problem.groups.connected import matrix_of
from planner.problem.settings import CountSettings, StageSettings

LOOK = 1000
"""Sets between two looks at the clock: a hundredth of a second."""


@dataclass(frozen=True)
class Prices:
    """What a set costs as it grows, in parts of a step.

    Attributes
    ----------
    seats, joins : list of int
        Cost of each unit as the largest of a set, and as one more.
    cuts : list of list of (int, int)
        For each unit the cuts that weigh it, and its weight there.
    divisors, prices : list of int
        Of the cuts.
    """

    seats: list[int]
    joins: list[int]
    cuts: list[list[tuple[int, int]]]
    divisors: list[int]
    prices: list[int]

    def added(self, weights: tuple[int, ...], unit: int) -> tuple[tuple[int, ...], int]:
        """Weights in the cuts after a unit has joined, and what that costs."""
        if not self.cuts[unit]:
            return weights, 0
        after, cost = list(weights), 0
        for cut, weight in self.cuts[unit]:
            after[cut] += weight
            steps = after[cut] // self.divisors[cut] - weights[cut] // self.divisors[cut]
            cost += self.prices[cut] * steps
        return tuple(after), cost


class ByPeople:
    """Which groups beyond the pool a plan may hold that keeps the stage of people.

    Parameters
    ----------
    maker : GroupMaker
        Makes groups of sets.
    objective : sequence of StageSettings
    number : int
        The stage of people; see ``objective.limiting``.
    count : CountSettings
        Bounds on the number of groups.
    effort : Listing
        How many sets are too many.
    control : Control
        When to give up.
    """

    def __init__(
        self,
        maker: GroupMaker,
        objective: Sequence[StageSettings],
        number: int,
        count: CountSettings,
        effort: Listing = USUAL.listing,
        control: Control = ENDLESS,
    ):
        self.maker, self.effort, self.control = maker, effort, control
        self.objective, self.number, self.count = objective, number, count
        self.codes = list(maker.units.index)
        self.people = maker.units["people"].to_numpy(dtype=np.float64)
        # Members of what the pool may lack.
        self.least = int(most_members(maker.units, maker.settings).min()) + 1
        self.counted = count.bounds(len(self.codes)) != (None, None)

    def beyond(self, groups: Groups, plan: Plan) -> Groups | None:
        """Make the groups that the pool lacks and the proofs of its plan do not exclude.

        Parameters
        ----------
        groups : Groups
            The pool.
        plan : Plan
            Best in all stages.

        Returns
        -------
        Groups or None
            None: it is not known, since a stage is not proven, or there are too many.
        """
        proofs = plan.proofs[: self.number + 1]
        if not self.effort.on or not plan.repeatable_proof:
            return None
        if not all(self._sound(proof) for proof in proofs[:-1]):
            return None
        found: list[int] = []
        for bound, room in self._limits(proofs[-1]):
            # A cost is rounded once: a whole step more.
            sets = self._sets(bound, room + bound.one)
            if sets is None:
                return None
            found += sets
        members = matrix_of(
            [np.array(_units(bits), dtype=np.int64) for bits in dict.fromkeys(found)],
            len(self.codes),
        )
        members = members[exceed(members, most_members(groups.units, groups.settings))]
        try:
            made = self.maker.of_sets(members[groups.lacks(members)], self.control.over)
        except TimeoutError:
            return None
        return made.of(np.flatnonzero(self._needed(made, groups, plan)))

    def joined(self, groups: Groups, lacking: Groups) -> Groups:
        """Put groups into the pool, and into the list of those that are named."""
        codes = groups.units.index.tolist()
        new = [sorted(codes[unit] for unit in row) for row in sets_of(lacking.members)]
        settings = groups.settings.model_copy(update={"more": sorted(groups.settings.more + new)})
        return replace(groups.with_more(lacking), settings=settings)

    def _limits(self, proof: Proof) -> Iterator[tuple[Bound, int]]:
        """Prices, and the reduced cost that they do not exclude at most."""
        codes = pd.Index(self.codes)
        if proof.closed == "free":
            nothing = Duals(0, 1, dict.fromkeys(self.codes, 0), (), ())
            yield bound_of(nothing, codes), 0
        for number, duals in enumerate(proof.duals, start=1):
            bound = bound_of(duals, codes)
            # What a stage before is kept to costs a group nothing at least.
            bound = replace(bound, sides=bound.sides[: int(self.counted)])
            # Those that came first have left groups out: they have to price all others.
            last = number == len(proof.duals)
            yield bound, proof.most * bound.one - bound.total if last else -1

    def _sound(self, proof: Proof) -> bool:
        """Tell whether an earlier stage is bounded for groups of any size.

        A larger group costs nothing at least: its units must not pay more than that, where so many
        hang together at all.
        """
        _, part = csgraph.connected_components(self.maker.adjacency(), directed=False)
        wide = np.bincount(part)[part] >= self.least
        paid = [
            (bound.cover[wide] > 0).any() or _side(bound) > 0 for bound, _ in self._limits(proof)
        ]
        return not any(paid)

    def _needed(self, made: Groups, pool: Groups, plan: Plan) -> npt.NDArray[np.bool_]:
        """Tell which groups the proofs, stage after stage, price above their cost or leave."""
        left, needed = np.ones(len(made), dtype=bool), np.zeros(len(made), dtype=bool)
        rows = [np.ones(len(made), dtype=np.int64)] if self.counted else []
        codes = pd.Index(self.codes)
        for stage, proof in zip(self.objective, plan.proofs, strict=True):
            cost = cost_of(made, stage)
            most = proof.value - 1 if stage is self.objective[-1] else proof.most
            bounds = [bound_of(duals, codes) for duals in proof.duals]
            for bound in bounds:
                reduced = reduced_costs(made.members, cost, replace(bound, sides=bound.sides[:0]))
                reduced -= sum(p * row for p, row in zip(bound.sides.tolist(), rows, strict=True))
                needed |= left & (reduced < 0)
                left &= reduced <= most * bound.one - bound.total
            if proof.most == 0 and int(cost_of(pool, stage).min(initial=0)) >= 0:
                needed |= left & (cost < 0)
                left &= cost == 0
            elif not bounds or not bounds[-1].settles(proof.most):
                rows.append(cost)
        return needed | left

    def _prices(self, bound: Bound) -> Prices:
        ceases, merged = person_weights(self.objective[self.number])
        weights = bound.cuts.weights.tocsc()
        cuts = [
            list(zip(rows.tolist(), own.tolist(), strict=True))
            for rows, own in (
                (weights.indices[a:b], weights.data[a:b])
                for a, b in zip(weights.indptr, weights.indptr[1:])
            )
        ]
        seats, joins = (
            [math.floor(step * p * bound.one) for p in self.people.tolist()]
            for step in (merged, ceases + merged)
        )
        pay = bound.cover.tolist()
        return Prices(
            [cost - own for cost, own in zip(seats, pay, strict=True)],
            [cost - own for cost, own in zip(joins, pay, strict=True)],
            cuts,
            bound.cuts.divisors.tolist(),
            bound.prices.tolist(),
        )

    def _sets(self, bound: Bound, room: int) -> list[int] | None:
        """List the connected sets beyond K that may cost ``room`` or less, as bit sets."""
        prices, room = self._prices(bound), room + _side(bound)
        found: list[int] = []
        smaller, built = 0, 0
        for seat in np.argsort(self.people, kind="stable").tolist():
            for members in grown(prices, self.maker.neighbours, seat, smaller, room):
                built += 1
                if built > self.effort.most_by_people:
                    return None
                # A look at the clock takes as long as a set.
                if built % LOOK == 0 and self.control.over():
                    return None
                if members.bit_count() >= self.least:
                    found.append(members)
            smaller |= 1 << seat
        return found


def _side(bound: Bound) -> int:
    """λ: what the number of groups pays for each."""
    return int(bound.sides[0]) if len(bound.sides) else 0


def grown(
    prices: Prices, neighbours: list[int], seat: int, allowed: int, room: int
) -> Iterator[int]:
    """Grow every connected set of one largest unit and of allowed ones that fits the room.

    Each once: a unit that was passed over does not join later.
    """
    gains = sum(1 << unit for unit in _units(allowed) if prices.joins[unit] < 0)
    left = sum(prices.joins[unit] for unit in _units(gains))
    held, cost = prices.added((0,) * len(prices.divisors), seat)
    cost += prices.seats[seat]
    if cost + left > room:
        return
    stack = [(1 << seat, neighbours[seat] & allowed, 1 << seat, held, cost, left)]
    while stack:
        members, front, seen, held, cost, left = stack.pop()
        yield members
        seen |= front
        while front:
            bit = front & -front
            front ^= bit
            unit = bit.bit_length() - 1
            join = prices.joins[unit]
            # What may still be gained, after this one has joined or was passed over.
            left -= min(join, 0)
            after, more = prices.added(held, unit)
            if cost + join + more + left <= room:
                wider = front | (neighbours[unit] & allowed & ~seen)
                stack.append((members | bit, wider, seen, after, cost + join + more, left))


def _units(bits: int) -> list[int]:
    """Write a bit set as its units, rising."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
