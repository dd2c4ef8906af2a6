"""What is known of a smaller pool, said of one that more groups have joined."""

from __future__ import annotations

import pytest

from planner.optimize.solved import Solved, Trace
from planner.optimize.stages.warm_start import grown
from planner.plan.proof import Closed
from planner.problem.settings import StageSettings


@pytest.mark.parametrize(
    ("closed", "stage", "holds"),
    [
        ("free", "unsatisfied", True),
        ("free", "most_groups", False),
        ("bound", "disturbed", True),
        ("search", "disturbed", False),
        ("solver", "inertia", False),
    ],
)
def test_what_was_searched_is_not_proven_of_more_groups(
    closed: Closed, stage: str, holds: bool
) -> None:
    """Prices prove as much of new groups, which are priced as well; no search has seen them."""
    before = Solved(stage, 7, 7, 0, 0, Trace(closed))
    (after,) = grown([before], [StageSettings(stage=stage)])
    assert after.proven == holds and after.value == 7
