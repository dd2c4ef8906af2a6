"""That no plan keeps locks, limits and count: proven like a stage in which groups cost nothing.

Prices under which no group costs less than it pays, and which come to more than nothing all the
same, exclude every plan (Farkas 1902).  Where the relaxation is not enough, what it leaves is
searched to its end.
"""

from __future__ import annotations

import numpy as np

from planner.optimize.bound.counted import rows_of_count
from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort import CHOICES, USUAL, Choices, Effort
from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.proofs import proof_of
from planner.optimize.search import frontier
from planner.optimize.solved import Solved, Trace
from planner.plan.proof import Proof
from planner.problem.groups import Groups
from planner.problem.settings import CountSettings


def impossible(
    groups: Groups,
    count: CountSettings,
    control: Control = ENDLESS,
    effort: Effort = USUAL,
    policy: Choices = CHOICES,
) -> Proof | None:
    """Prove that no plan of some groups keeps a count.

    Parameters
    ----------
    groups : Groups
        Every group that locks and limits allow.
    count : CountSettings
    control : Control
        When to stop.
    effort : Effort
    policy : Choices
        How far plans are looked for.

    Returns
    -------
    Proof or None
        That of a stage whose least value is 1.  None: there is a plan, or it was not decided.
    """
    codes, m = list(groups.units.index), len(groups)
    nothing = np.zeros(m, dtype=np.int64)
    rows = rows_of_count(groups, count)
    instance = Partition(groups.members, nothing, rows, codes, no_cuts(len(codes)))
    bound = relax(instance, control, effort=effort)
    order = None
    if bound.total <= 0:
        if control.over():
            return None
        found = frontier.search(
            instance, bound, 0, control, most_states=policy.states, effort=effort
        )
        if found.chosen is not None or not found.complete:
            return None
        order = found.order
    trace = Trace("bound" if bound.total > 0 else "search", (bound,), order)
    return proof_of(Solved("", 1, 1, 0, 0, trace), 0, codes, None)
