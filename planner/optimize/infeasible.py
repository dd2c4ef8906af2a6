"""Why no plan keeps the links, limits and count: what a planner can change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.errors import Problem
from planner.optimize.bound.formulation import Partition
from planner.optimize.bound.relaxation import relax


def why_infeasible(instance: Partition, deadline: float) -> list[Problem]:
    """Name units that no group is left for, or the numbers of groups that are possible.

    Parameters
    ----------
    instance : Partition
        A stage that no plan keeps; its cost does not matter.
    deadline : float
        ``time.monotonic()`` at which to stop.
    """
    reached = np.asarray(instance.members.sum(axis=0)).ravel() > 0
    lost = [label for label, ok in zip(instance.labels, reached) if not ok]
    if lost:
        return [
            Problem("groups", f"no group left that holds {', '.join(lost)}", "one", "loosen links")
        ]
    ones = np.ones(len(instance.cost), dtype=np.int64)
    problems = []
    for row in instance.rows:
        if row.name != "count":
            continue
        others = tuple(other for other in instance.rows if other is not row)
        least = relax(replace(instance, cost=ones, rows=others), deadline).value
        most = -relax(replace(instance, cost=-ones, rows=others), deadline).value
        problems.append(
            Problem(
                "count",
                f"bounds {row.lower} to {row.upper}",
                f"a number between {least} and {most} (bounds of the relaxation)",
                "change `count`, raise groups.max_members, or drop links",
            )
        )
    return problems or [
        Problem("groups", "links and limits that no plan keeps", "fewer", "loosen them")
    ]
