"""Branch and bound on an instance: the solver's answer, in whole numbers.

The solver works in floats and within tolerances.  Its plan counts only if it
keeps every row exactly, and its bound is taken with room for its noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from planner.optimize.bound.formulation import Partition, build, power_of_two
from planner.optimize.bound.highs import NOTHING, WholeSolution, solve_whole
from planner.optimize.effort.control import Control

# Best value and bound so far, in steps; None: not known.
Watch = Callable[[int | None, int | None], None]


def branched(
    instance: Partition, control: Control, max_nodes: int | None = None, watch: Watch | None = None
) -> WholeSolution:
    """Solve an instance in binaries.

    Parameters
    ----------
    instance : Partition
        Costs in steps.
    control : Control
        When to stop.
    max_nodes : int, optional
        Limit of work.
    watch : callable, optional
        Called as the search goes on.

    Returns
    -------
    WholeSolution
        Its bound is in whole steps, −∞ where nothing is known; what is chosen keeps every row.
    """
    scale = power_of_two(instance.cost)
    try:
        problem, variables = build(instance, scale, control=control)
    except TimeoutError:
        return NOTHING

    def progress(value: float, bound: float) -> None:
        assert watch is not None
        watch(None if abs(value) > 1e29 else round(value * scale), _in_steps(bound, scale))

    solution = solve_whole(
        problem, variables, control, 1.0 / scale, max_nodes, progress if watch else None
    )
    known, chosen = _in_steps(solution.bound, scale), solution.chosen
    if chosen is not None and not instance.holds(chosen):
        chosen = None  # within the solver's tolerance, but not in whole numbers
    return replace(solution, chosen=chosen, bound=-math.inf if known is None else known)


def _in_steps(bound: float, scale: float) -> int | None:
    """Round a solver's bound up to a whole step, leaving room for its own noise."""
    if not math.isfinite(bound):
        return None
    steps = bound * scale
    return math.ceil(steps - 1e-6 - 3e-10 * abs(steps))
