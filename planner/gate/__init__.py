"""Gate: whatever somebody else made is read through here, within limits and without rights.

``limits`` is the one table of limits; ``child`` parses in a process of its own, which gives up
its ``rights`` first; ``archive`` unpacks, ``files`` reads whole, and ``places`` keeps a bundle
from naming anything outside itself.
"""

from planner.gate.child import BrokenOffError, apart
from planner.gate.limits import CELLS, COUNTS, FILES, OUTLINES, SOLVER, TEMPLATE, WORKBOOK, Limits
from planner.gate.places import admit, confined

__all__ = [
    "CELLS",
    "COUNTS",
    "FILES",
    "OUTLINES",
    "SOLVER",
    "TEMPLATE",
    "WORKBOOK",
    "BrokenOffError",
    "Limits",
    "admit",
    "apart",
    "confined",
]
