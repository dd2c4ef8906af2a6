"""How much effort each device of the optimizer is given: policy, as data.

No number here can make a bound or a plan wrong.  They say how long something
is tried, how many states or columns it may keep, and when the next device
takes its turn.  A record is passed to whoever needs it, and stands in the
record of a run; ``USUAL`` is what has proven itself on the provinces of Viet
Nam.  Numbers that are mathematics, as widths of integers and tolerances of
floats, stand next to the code: ``tests/test_policy.py`` names them.

Where a field is "for each unit", a pool of n units is given n times as many.
States, columns and rounds limit the effort: the end is the same on every
machine.  Where seconds do, the field says so (``…_s``, ``clock_share``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from planner.optimize.effort.bound import Columns, Cutting
from planner.optimize.effort.choices import CHOICES, OTHER_COUNT, Choices, OtherCount
from planner.optimize.effort.heuristics import (
    Beams,
    Branching,
    Dives,
    Guidance,
    Parts,
    Repair,
    Resplitting,
)
from planner.optimize.effort.search import Frontier, Orders
from planner.optimize.effort.stages import Asking, Staging
from planner.optimize.effort.widen import Listing, Raising, Way, Widening
from planner.problem.groups.effort import Compact

__all__ = [
    "CHOICES",
    "OTHER_COUNT",
    "USUAL",
    "Asking",
    "Beams",
    "Branching",
    "Choices",
    "Columns",
    "Compact",
    "Cutting",
    "Dives",
    "Effort",
    "Frontier",
    "Guidance",
    "Listing",
    "Orders",
    "OtherCount",
    "Parts",
    "Raising",
    "Repair",
    "Resplitting",
    "Staging",
    "Way",
    "Widening",
]


# What is kept between questions changes no answer, and how a question is answered at once no run.
NOT_RECORDED = ("most_bytes", "windows", "window_percent", "window_shares", "near_rounds")


@dataclass(frozen=True, repr=False)
class Effort:
    """What each device is given."""

    columns: Columns = field(default_factory=Columns)
    cutting: Cutting = field(default_factory=Cutting)
    beams: Beams = field(default_factory=Beams)
    guidance: Guidance = field(default_factory=Guidance)
    parts: Parts = field(default_factory=Parts)
    dives: Dives = field(default_factory=Dives)
    orders: Orders = field(default_factory=Orders)
    frontier: Frontier = field(default_factory=Frontier)
    branching: Branching = field(default_factory=Branching)
    asking: Asking = field(default_factory=Asking)
    repair: Repair = field(default_factory=Repair)
    staging: Staging = field(default_factory=Staging)
    resplitting: Resplitting = field(default_factory=Resplitting)
    compact: Compact = field(default_factory=Compact)
    raising: Raising = field(default_factory=Raising)
    listing: Listing = field(default_factory=Listing)
    widening: Widening = field(default_factory=Widening)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Give what can change a plan as plain data: device → field → value."""
        record = asdict(self)
        for name in NOT_RECORDED:
            del record["asking"][name]
        return record

    def __repr__(self) -> str:
        """Name what differs from the usual alone: it stands in the signature of each door."""
        usual = Effort()
        changes = [
            f"{each.name}={getattr(self, each.name)!r}"
            for each in fields(self)
            if getattr(self, each.name) != getattr(usual, each.name)
        ]
        return f"Effort({', '.join(changes)})"


USUAL = Effort()
