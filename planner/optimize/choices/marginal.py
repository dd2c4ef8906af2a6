"""What the best plan that holds a group costs, for as many groups as a search comes to.

As with the next best plans (``listing``), every plan keeps what the best plan
keeps, and the last stage decides.  But here every group counts that law and
locks allow, those as well that save nothing: a wish may need them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.groups import Groups
from planner.optimize.bound.formulation import IntArray
from planner.optimize.choices.listing import Known, growing
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.proofs import proof_of
from planner.optimize.search.marginals import NO_PLAN, marginals
from planner.optimize.solved import Solved, Trace
from planner.proof import Proof


@dataclass(frozen=True)
class Marginals:
    """What the best plan that holds each group costs in the last stage.

    Attributes
    ----------
    groups : Groups
        Every group that law and locks allow.
    best : int
        What the best plan of all costs, in steps.
    costs : ndarray of int64, shape (m,)
        In steps; ``NO_PLAN`` where it is more than ``most``, or no plan holds the group.
    most : int
        How far plans were looked for, in steps; less than ``best``: not at all.
    complete : bool
        No plan costs more than ``most``.
    proof : Proof or None
        Duals and order of the search; None: plans were not looked for at all.
    """

    groups: Groups
    best: int
    costs: IntArray
    most: int
    complete: bool
    proof: Proof | None = None

    def least(self, rows: np.typing.NDArray[np.bool_]) -> int | None:
        """Give the least of some groups; None: it is not known."""
        least = int(self.costs[rows].min(initial=NO_PLAN))
        return least if least < NO_PLAN or self.complete else None


def marginal_costs(
    known: Known,
    enough: Callable[[Marginals], bool],
    deadline: float = np.inf,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Marginals:
    """Look within a growing gap until enough is known, or the states are too many.

    Parameters
    ----------
    known : Known
        With every group that may be.
    enough : callable
        Told what is known so far.
    deadline : float
        ``time.monotonic()`` at which to stop.
    effort : Effort
    policy : Choices
        How far plans are looked for.
    """
    cost = known.cost
    best = int(cost[known.chosen].sum())
    begun, order = known.last_stage(deadline, effort), known.solved[-1].proof.order
    nothing = np.full(len(known.groups), NO_PLAN, dtype=np.int64)
    codes = list(known.groups.units.index)
    found = Marginals(known.groups, best, nothing, best - 1, complete=False)
    for most, bounds in growing(known, begun, None, policy):
        left = begun.alive
        if len(left) > policy.priced_groups_a_unit * len(known.groups.units):
            return found
        instance, kept = begun.ground.instance(cost), [stage.of(left) for stage in begun.kept]
        given = order, policy.priced_states, kept, effort
        costs = marginals(instance, bounds[-1], most, deadline, *given)
        if costs is None:
            return found
        whole = nothing.copy()
        whole[left] = costs
        trace = Trace("search", tuple(bounds), order)
        proof = proof_of(Solved("", most, most, 0, 0, trace), most, codes, None)
        found = Marginals(known.groups, best, whole, most, complete=False, proof=proof)
        if enough(found):
            return found
    return replace(found, complete=True)
