"""All 63 provinces of 2019 with the floors of HT-262: unsatisfied, then inertia.

    pip install -e ".[vietnam]"
    python benchmarks/provinces.py

Reads ``communes_2019.gpkg`` of the shared data beside the checkout.  K is 5,
and up to 8 around the units that no arrangement of 5 satisfies.  Where every
unit can be satisfied, groups of any size take part that the prices of the
relaxation do not exclude.  Each province runs in a process of its own, for its
peak memory; its plan is held against the independent check of its certificate.
Writes ``benchmarks/provinces.csv``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
from communes import DATA, effort, read_communes

from planner import (
    CountSettings,
    GroupSettings,
    SolverSettings,
    StageSettings,
    build_graph,
    read_ruleset,
)
from planner.anysize import solve_any_size
from planner.certificate import certificate, groups_used, problem
from planner.groups import GroupMaker
from planner.larger import raised_groups
from planner.solve import TimeLimitError
from planner.verify import verify

LEAST, MOST = 5, 8
# Seconds for a province.
PROVINCE_S = 110.0
STAGES = [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")]


def one(code: str) -> dict[str, object]:
    """Find the groups of a province, solve, verify."""
    name, units = read_communes([code])
    graph = build_graph(units)
    floors, count = read_ruleset("ht262-floors"), CountSettings()
    settings = GroupSettings(max_members=LEAST, raise_to=MOST, any_size=True)
    row: dict[str, object] = {"code": code, "province": name, "units": len(units)}
    start = time.perf_counter()
    terms = ("unsatisfied", "inertia")
    maker = GroupMaker(units, graph, floors, settings, terms, None, splits=True)
    groups = raised_groups(maker)
    row |= {
        "K": groups.settings.largest,
        "raised_around": len(groups.settings.larger),
        "sets": groups.enumerated,
        "pool": len(groups),
        "pool_seconds": round(time.perf_counter() - start, 1),
    }
    limit = SolverSettings(time_limit_s=PROVINCE_S - (time.perf_counter() - start))
    try:
        plan = solve_any_size(maker, groups, STAGES, count, limit)
    except TimeLimitError:
        return row | {"proven": False} | effort(start)
    first, second = plan.stages
    row |= {
        "named": len(plan.pool["more"]),
        "unsatisfied": int(first.value),
        "unsatisfied_bound": int(first.bound),
        "groups": len(plan.results),
        "largest": int(plan.parts.groupby("new_code").size().max()),
        "inertia": second.value,
        "bound": second.bound,
        # A bound of 0 says that the clock left no time for one.
        "gap_percent": round(100 * (second.value / second.bound - 1), 3) if second.bound else None,
        "proven": first.proven and second.proven,
        "any_size": plan.pool["any_size"],
    } | effort(start)
    stated = problem(units, graph, floors, groups_used(settings, plan), count, STAGES)
    start = time.perf_counter()
    verdict = verify(json.loads(json.dumps(certificate(stated, plan))))
    return row | {
        "verify": "proven" if verdict.proven else "; ".join(verdict.complaints) or "sound",
        "verify_seconds": round(time.perf_counter() - start, 1),
    }


def main() -> None:
    """Run each province in its own process, print the table and write it."""
    if len(sys.argv) > 1:
        print(json.dumps(one(sys.argv[1])))
        return
    codes = sorted(gpd.read_file(DATA, ignore_geometry=True)["province_code"].unique())
    rows = []
    for code in codes:
        done = subprocess.run([sys.executable, __file__, code], stdout=subprocess.PIPE, check=True)
        rows.append(json.loads(done.stdout))
        print(rows[-1], file=sys.stderr, flush=True)
        pd.DataFrame(rows).to_csv(Path(__file__).with_suffix(".csv"), index=False)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    total = table["seconds"].sum()
    print(f"proven: {table['proven'].sum()} of {len(table)}; {total:.0f} seconds in all")


if __name__ == "__main__":
    main()
