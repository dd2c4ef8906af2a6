"""Stages: the terms of the objective solved to proof, one after the other.

Each stage is bounded, solved on the groups that its bound cannot exclude, and
then kept: as a row with its tolerance, and by dropping every group that no
plan of that value can hold.
"""

from planner.optimize.stages.closing import TimeLimitError, no_plan, turn
from planner.optimize.stages.ground import Goal, tolerance
from planner.optimize.stages.search import Search

__all__ = ["Goal", "Search", "TimeLimitError", "no_plan", "tolerance", "turn"]
