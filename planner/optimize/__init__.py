"""The optimizer: units, neighbours and law → Plan, with a proof of how good it is.

:func:`arrange` is the door; who has more than one question keeps an
:class:`Arrangement` and asks it.
"""

from planner.optimize.arrangement import Arrangement, arrange
from planner.optimize.effort.control import Control, Progress
from planner.optimize.stages import TimeLimitError
from planner.problem.groups import Locks
from planner.problem.settings import (
    COHESION,
    INERTIA,
    CountSettings,
    SolverSettings,
    StageSettings,
)

__all__ = [
    "COHESION",
    "INERTIA",
    "Arrangement",
    "Control",
    "CountSettings",
    "Locks",
    "Progress",
    "SolverSettings",
    "StageSettings",
    "TimeLimitError",
    "arrange",
]
