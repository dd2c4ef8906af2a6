"""What the best plan that holds a group costs, for as many groups as a search comes to.

As with the next best plans (``listing``), every plan keeps what the best plan
keeps, and the last stage decides.  But here every group counts that law and
locks allow, those as well that save nothing: a wish may need them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.optimize.choices.listing import Incumbent, bounds_within, growing
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.proofs import proof_of
from planner.optimize.search.marginals import NO_PLAN, marginals
from planner.optimize.solved import Solved, Trace
from planner.optimize.stages import Search
from planner.plan.proof import Proof
from planner.problem.groups import Groups

BoolArray = npt.NDArray[np.bool_]


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

    def least(self, rows: BoolArray) -> int | None:
        """Give the least of some groups; None: it is not known."""
        least = int(self.costs[rows].min(initial=NO_PLAN))
        return least if least < NO_PLAN or self.complete else None

    def turned(self, one: int, other: int, *, joined: bool) -> BoolArray:
        """Tell groups of which a plan holds one just where it turns round what is done with two.

        Parameters
        ----------
        one, other : int
            Units, as rows of the table.
        joined : bool
            Whether the best plan joins them: another parts them then.
        """
        with_one, with_other = self._holding(one), self._holding(other)
        return with_one & (~with_other if joined else with_other)

    def _holding(self, unit: int) -> BoolArray:
        held, columns = np.zeros(len(self.costs), dtype=bool), self._columns
        held[columns.indices[columns.indptr[unit] : columns.indptr[unit + 1]]] = True
        return held

    @cached_property
    def _columns(self) -> sparse.csc_array:
        return self.groups.members.tocsc()


def marginal_costs(
    incumbent: Incumbent,
    enough: Callable[[Marginals], bool],
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Marginals:
    """Look within a growing gap until enough is known, or the states are too many.

    Parameters
    ----------
    incumbent : Incumbent
        With every group that may be.
    enough : callable
        Called with what is known so far.
    control : Control
        When to stop.
    effort : Effort
    policy : Choices
        How far plans are looked for.
    """
    best = int(incumbent.cost[incumbent.chosen].sum())
    nothing = np.full(len(incumbent.groups), NO_PLAN, dtype=np.int64)
    found = Marginals(incumbent.groups, best, nothing, best - 1, complete=False)
    begun = incumbent.last_stage(control, effort)
    for most, bounds in growing(incumbent, begun, None, policy):
        wider = _within(incumbent, begun, bounds, most, control, effort, policy)
        if wider is None or enough(wider):
            return found if wider is None else wider
        found = wider
    return replace(found, complete=True)


def marginals_within(
    incumbent: Incumbent,
    most: int,
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Marginals | None:
    """Look at all plans up to a cost in the last stage.

    Parameters
    ----------
    known, control, effort, policy
        See :func:`marginal_costs`.
    most : int
        In steps.

    Returns
    -------
    Marginals or None
        None: the states are too many, or no time is left.
    """
    begun = incumbent.last_stage(control, effort)
    bounds = bounds_within(begun, incumbent.cost, most, incumbent.solved[-1])
    return _within(incumbent, begun, bounds, most, control, effort, policy)


def _within(
    incumbent: Incumbent,
    search: Search,
    bounds: list[Bound],
    most: int,
    control: Control,
    effort: Effort,
    policy: Choices,
) -> Marginals | None:
    """Search the groups that bounds up to ``most`` have left."""
    cost, left, order = incumbent.cost, search.alive, incumbent.solved[-1].proof.order
    if len(left) > policy.priced_groups_a_unit * len(incumbent.groups.units):
        return None
    instance, kept = search.ground.instance(cost), [stage.of(left) for stage in search.kept]
    given = order, policy.priced_states, kept, effort
    costs = marginals(instance, bounds[-1], most, control, *given)
    if costs is None:
        return None
    whole = np.full(len(incumbent.groups), NO_PLAN, dtype=np.int64)
    whole[left] = costs
    trace = Trace("search", tuple(bounds), order)
    codes = list(incumbent.groups.units.index)
    proof = proof_of(Solved("", most, most, 0, 0, trace), most, codes, None)
    best = int(cost[incumbent.chosen].sum())
    return Marginals(incumbent.groups, best, whole, most, complete=False, proof=proof)
