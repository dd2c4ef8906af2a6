"""How fast a cancel is heard, how well the clock is kept, and how often work tells where it stands.

    pip install -e ".[history]"
    python benchmarks/control.py

Each case is planned whole, and then stopped at parts of the time that this took: once by a cancel
from another thread, once by the clock.  Writes ``benchmarks/control.csv``.  The tests hold what
comes back (``tests/optimize/test_control.py``); this holds what they leave out: how long it takes.
Each time is on the clock, and in seconds of processor: where others use the machine, the clock
counts how long this process had to wait for them.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.optimize import Control, TimeLimitError, arrange
from planner.pipeline import Prepared, prepare
from planner.plan import Plan
from planner.scenario.reading import read_scenario

FloatArray = npt.NDArray[np.float64]
SCENARIOS = Path(__file__).parents[1] / "scenarios"
CASES = {
    "Hà Tĩnh 2026": SCENARIOS / "ha_tinh_2026.yaml",
    "Nghệ An today": Path("vietnam:nghe_an@2026"),
    "Thanh Hóa today": Path("vietnam:thanh_hoa@2026"),
    "HT-262": SCENARIOS / "ha_tinh_2019_floors.yaml",
    "Hà Tĩnh 2025": SCENARIOS / "ha_tinh_2025.yaml",
    "Hà Tĩnh 2025, with locks": SCENARIOS / "ha_tinh_2025_keep.yaml",
}
PARTS = (0.25, 0.5, 0.75)


def now() -> FloatArray:
    """Give the time: on the clock, and of the processor for this process, in s."""
    return np.array([time.monotonic(), time.process_time()])


class Listener:
    """Longest silences of a piece of work."""

    def __init__(self) -> None:
        self.last, self.longest, self.events = now(), np.zeros(2), 0

    def __call__(self, *_: object) -> None:
        """Hear an event, or that the work has ended."""
        at = now()
        self.longest, self.last = np.maximum(self.longest, at - self.last), at
        self.events += 1


class Stop(threading.Timer):
    """Cancel a piece of work after some seconds, or note only that its clock ran out."""

    def __init__(self, control: Control, seconds: float, *, cancelled: bool) -> None:
        super().__init__(seconds, self.due)
        self.control, self.cancelled = control, cancelled
        self.at: FloatArray | None = None

    def due(self) -> None:
        """The time has come."""
        self.at = now()
        if self.cancelled:
            self.control.cancel()


def planned(case: Prepared, control: Control) -> Plan | None:
    """Plan a case; the plan, if there is one by then."""
    asked = case.read.scenario
    try:
        return arrange(
            case.units,
            case.graph,
            case.ruleset,
            groups=asked.groups,
            count=asked.count,
            objective=asked.objective,
            solver=asked.solver,
            control=control,
        )
    except TimeLimitError:
        return None


def stopped(case: Prepared, seconds: float, *, cancelled: bool) -> tuple[FloatArray, str]:
    """Stop a case after some seconds; what it took longer, and what came back."""
    control = Control() if cancelled else Control(seconds)
    stop = Stop(control, seconds, cancelled=cancelled)
    stop.start()
    plan = planned(case, control)
    end = now()
    stop.cancel()
    if stop.at is None:
        return np.zeros(2), "done"
    what = "none" if plan is None else "open"
    if plan is not None and all(stage.proven for stage in plan.stages):
        what = "proven"
    return end - stop.at, what


def both(name: str, seconds: FloatArray) -> dict[str, float]:
    """Name a time on the clock and of the processor."""
    return {f"{name}_s": float(seconds[0]), f"{name}_cpu_s": float(seconds[1])}


def main() -> None:
    """Plan and stop each case, print the table and write it."""
    rows = []
    for name, path in CASES.items():
        case, heard = prepare(read_scenario(path)), Listener()
        began = now()
        planned(case, Control(progress=heard))
        heard()
        whole = now() - began
        row: dict[str, object] = {"case": name, "events": heard.events}
        row |= both("whole", whole) | both("silence", heard.longest)
        for how in ("cancel", "clock"):
            each = [stopped(case, part * whole[0], cancelled=how == "cancel") for part in PARTS]
            row |= both(how, np.max([over for over, _ in each], axis=0))
            row[f"{how}_left"] = " ".join(what for _, what in each)
        rows.append(row)
        print(row, flush=True)
    table = pd.DataFrame(rows).round(2)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
