"""All 63 provinces of 2019 with the floors of HT-262: unsatisfied, then inertia.

    pip install -e ".[history]"
    python benchmarks/provinces.py

Reads ``communes_2019.gpkg`` of the shared data beside the checkout.  K is 5,
and up to 8 around the units that no arrangement of 5 satisfies.  Where every
unit can be satisfied, groups of any size take part that the prices of the
relaxation do not exclude.  Each province runs in a process of its own, two at
a time; its plan is held against the independent check, its certificate is
verified.
Writes ``benchmarks/provinces.csv``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
from communes import SLOWER, effort, graph_of, provinces_apart, read_communes, verified

from planner import (
    Arrangement,
    CountSettings,
    GroupSettings,
    SolverSettings,
    StageSettings,
    read_ruleset,
)
from planner.evaluation import check_evaluation, evaluate
from planner.optimize import TimeLimitError

LEAST, MOST = 5, 8
# Seconds for a province.
PROVINCE_S = 110.0 * SLOWER
# Seconds after which a process that does not end is given up, its verification included.
GIVEN_UP_S = 600.0
STAGES = [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")]
COLUMNS = [
    *("code", "province", "units", "K", "raised_around", "sets", "pool", "pool_seconds", "named"),
    *("unsatisfied", "unsatisfied_bound", "groups", "largest", "inertia", "bound", "gap_percent"),
    *("proven", "any_size", "seconds", "cpu_seconds", "peak_mb"),
    *("check", "verify", "verify_seconds"),
]


def one(code: str) -> dict[str, object]:
    """Find the groups of a province, solve, verify."""
    name, units = read_communes([code])
    graph = graph_of(units)
    floors, count = read_ruleset("ht262-floors"), CountSettings()
    settings = GroupSettings(max_members=LEAST, raise_to=MOST, any_size=True)
    row: dict[str, object] = {"code": code, "province": name, "units": len(units)}
    start = time.perf_counter()
    kept = Arrangement(units, graph, floors, settings)
    groups = kept.groups(objective=STAGES)
    row |= {
        "K": groups.settings.largest,
        "raised_around": len(groups.settings.larger),
        "sets": groups.enumerated,
        "pool": len(groups),
        "pool_seconds": round(time.perf_counter() - start, 1),
    }
    limit = SolverSettings(time_limit_s=PROVINCE_S - (time.perf_counter() - start))
    try:
        plan = kept.ask(objective=STAGES, solver=limit)
    except TimeLimitError:
        return row | {"proven": False} | effort(start)
    first, second = plan.stages
    row |= {
        "named": len(plan.pool.more),
        "unsatisfied": int(first.value),
        "unsatisfied_bound": int(first.bound),
        "groups": len(plan.results),
        "largest": int(plan.parts.groupby("new_code").size().max()),
        "inertia": second.value,
        "bound": second.bound,
        # A bound of 0 says that the clock left no time for one.
        "gap_percent": round(100 * (second.value / second.bound - 1), 3) if second.bound else None,
        "proven": first.proven and second.proven,
        "any_size": plan.pool.any_size,
    } | effort(start)
    row["check"] = len(check_evaluation(evaluate(units, graph, plan, floors)))
    return row | verified(units, graph, floors, settings, count, STAGES, plan)


def main() -> None:
    """Run each province in its own process, print the table and write it."""
    if len(sys.argv) > 1:
        print(json.dumps(one(sys.argv[1])))
        return
    start = time.perf_counter()
    rows = []
    for row in provinces_apart(__file__, GIVEN_UP_S):
        print(row, file=sys.stderr, flush=True)
        rows.append(row)
        table = pd.DataFrame(rows).sort_values("code").reindex(columns=COLUMNS)
        table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))
    print(
        f"proven: {table['proven'].sum()} of {len(table)}; "
        f"complaints: {table['check'].sum()}; "
        f"verified: {(table['verify'] == 'proven').sum()}; "
        f"solved in {table['seconds'].sum():.0f} s, longest {table['seconds'].max()} s; "
        f"verified in {table['verify_seconds'].sum():.0f} s; "
        f"with starting and reading, two at a time, {time.perf_counter() - start:.0f} s; "
        f"peak {table['peak_mb'].max():.0f} MB"
    )


if __name__ == "__main__":
    main()
