"""The optimizer: Groups → Plan, with a proof of how good it is."""

from planner.optimize.lexicographic import Progress, TimeLimitError, solve
from planner.optimize.settings import (
    COHESION,
    INERTIA,
    CountSettings,
    SolverSettings,
    StageSettings,
)

__all__ = [
    "COHESION",
    "INERTIA",
    "CountSettings",
    "Progress",
    "SolverSettings",
    "StageSettings",
    "TimeLimitError",
    "solve",
]
