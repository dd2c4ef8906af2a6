"""How fast a cancel is heard, how well the clock is kept, and how often work tells where it stands.

    pip install -e ".[history]"
    python benchmarks/control.py

Each case is planned whole, and then stopped at parts of the time that this took: once by a cancel
from another thread, once by the clock.  Writes ``benchmarks/control.csv``.  The tests hold what
comes back (``tests/optimize/test_control.py``); this holds what they leave out: how long it takes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from planner.optimize import Control, TimeLimitError, arrange
from planner.pipeline import Prepared, prepare
from planner.plan import Plan
from planner.scenario.reading import read_scenario

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


class Listener:
    """Longest silence of a piece of work."""

    def __init__(self) -> None:
        self.last, self.longest, self.events = time.monotonic(), 0.0, 0

    def __call__(self, *_: object) -> None:
        """Hear an event, or that the work has ended."""
        now = time.monotonic()
        self.longest, self.last = max(self.longest, now - self.last), now
        self.events += 1


def planned(case: Prepared, control: Control) -> tuple[Plan | None, float]:
    """Plan a case; the plan, if there is one by then, and when it came back."""
    asked = case.read.scenario
    try:
        plan = arrange(
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
        plan = None
    return plan, time.monotonic()


def stopped(case: Prepared, seconds: float, *, cancelled: bool) -> tuple[float, str]:
    """Stop a case after some seconds; what it took longer, and what came back."""
    control = Control() if cancelled else Control(seconds)
    due = control.deadline if not cancelled else time.monotonic() + seconds
    stop: Callable[[], None] = control.cancel
    timer = threading.Timer(seconds, stop)
    if cancelled:
        timer.start()
    plan, end = planned(case, control)
    timer.cancel()
    if end < due:
        return 0.0, "done"
    if plan is None:
        return end - due, "none"
    return end - due, "open" if not all(stage.proven for stage in plan.stages) else "proven"


def main() -> None:
    """Plan and stop each case, print the table and write it."""
    rows = []
    for name, path in CASES.items():
        case, heard = prepare(read_scenario(path)), Listener()
        began = time.monotonic()
        _, end = planned(case, Control(progress=heard))
        heard()
        whole = end - began
        ends = {
            how: [stopped(case, part * whole, cancelled=how == "cancel") for part in PARTS]
            for how in ("cancel", "clock")
        }
        row = {"case": name, "whole_s": whole, "events": heard.events, "silence_s": heard.longest}
        for how, each in ends.items():
            row[f"{how}_s"] = max(over for over, _ in each)
            row[f"{how}_left"] = " ".join(what for _, what in each)
        rows.append(row)
        print(row, flush=True)
    table = pd.DataFrame(rows).round(2)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
