"""Control: a cancel is heard in the midst of the work, and what is known by then comes back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import worlds

from planner.groups import GroupSettings, Locks
from planner.law import read_ruleset
from planner.optimize import Arrangement, Control, SolverSettings, TimeLimitError, arrange
from planner.optimize.bound.formulation import Partition, build, no_cuts
from planner.optimize.bound.highs import Master, solve_whole
from planner.optimize.certificate import certificate, problem
from planner.optimize.effort.control import ENDS, GOING_ON, WITHOUT_LOCKS
from planner.sources import SourceSettings, read_units
from planner.units.graph import build_graph
from planner.verify import verify

LAW = read_ruleset("vn-commune-112-2025")
OBJECTIVE = ("unsatisfied", "disturbed", "inertia")
FOREVER = 1e6


class Cancelling:
    """Whoever listens, and has another thread cancel at the first event that is as asked."""

    def __init__(self, stage: str, note: str | None = None):
        self.stage, self.note = stage, note
        self.control = Control(progress=self)
        self.events: list[tuple[Any, ...]] = []
        self.after = 0

    def __call__(self, *event: Any) -> None:
        self.events.append(event)
        if self.control.cancelled:
            self.after += 1
        elif event[0] == self.stage and self.note in (None, event[3]):
            thread = threading.Thread(target=self.control.cancel)
            thread.start()
            thread.join()


@pytest.fixture(scope="module")
def thanh_hoa() -> tuple[Any, Any]:
    """A province of today whose plan takes seconds."""
    units = read_units(SourceSettings(boundaries="vietnam:thanh_hoa@2026"), Path())
    return units, build_graph(units)
