"""Whether the clock is kept: a province that nothing proves in time, stopped after some seconds.

    pip install -e ".[history]"
    python benchmarks/clock.py

Hà Nội in the round of 2025, as in ``country_2025.py``.  A plan that the clock stopped says that it
is not repeatable; the tests hold that, and this holds what they leave out: how long it took.
Writes ``benchmarks/clock.csv``.
"""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
from country_2025 import STAGES, read

from planner import SolverSettings
from planner.optimize import TimeLimitError
from planner.optimize.lexicographic import solve
from planner.problem.groups import find_groups

HA_NOI = "01"
LIMITS_S = (10.0, 30.0, 60.0)


def main() -> None:
    """Solve once for each limit, print the table and write it."""
    province = read(HA_NOI, STAGES)
    groups = find_groups(province.units, province.graph, province.ruleset, province.groups, STAGES)
    rows = []
    for limit in LIMITS_S:
        start = time.perf_counter()
        try:
            settings = SolverSettings(time_limit_s=limit)
            plan = solve(groups, province.stages, province.count, settings).plan
        except TimeLimitError:
            plan = None
        taken = time.perf_counter() - start
        row = {"limit_s": limit, "taken_s": round(taken, 2), "over_s": round(taken - limit, 2)}
        rows.append(row | {"plan": plan is not None, "repeatable": bool(plan and plan.repeatable)})
    table = pd.DataFrame(rows)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
