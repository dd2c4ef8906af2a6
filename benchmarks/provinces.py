"""All 63 provinces of 2019 with the floors of HT-262: unsatisfied, then inertia.

    pip install -e ".[vietnam]"
    python benchmarks/provinces.py

Reads ``communes_2019.gpkg`` of the shared data beside the checkout.  K starts
at 5 and rises while the relaxation leaves room for a larger K to satisfy more
units, up to 8 and to some million sets; each province runs in a process of
its own, for its peak memory.  Writes ``benchmarks/provinces.csv``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner import (
    GroupSettings,
    SolverSettings,
    SourceSettings,
    StageSettings,
    build_graph,
    find_groups,
    read_ruleset,
    read_units,
    solve,
)
from planner.solve import TimeLimitError
from planner.solve.cuts import no_cuts
from planner.solve.formulation import Partition
from planner.solve.relaxation import relax

DATA = Path(__file__).parents[2] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
LEAST, MOST = 5, 8
# Seconds for a relaxation, for a K when a larger one can be tried, and for a province.
LIMIT_S, TRIAL_S, PROVINCE_S = 30.0, 40.0, 115.0
# Most sets that are built, and how many times as many a larger K makes.
MOST_SETS, GROWTH = 5_000_000, 4.7
STAGES = [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")]


def read(code: str):
    """Read a province; an outline without census people is left out."""
    rows = gpd.read_file(DATA, ignore_geometry=True)
    rows = rows[(rows["province_code"] == code) & rows["population"].notna()]
    settings = SourceSettings(
        boundaries=str(DATA),
        columns={"people": "population"},
        where={"code": sorted(rows["code"])},
        people_base="census 2019",
        facts=["data/facts/density.yaml", "data/facts/provinces.yaml"],
    )
    units = read_units(settings, Path())
    return str(rows["province"].iloc[0]), units, build_graph(units)


def least_unsatisfied(groups) -> int:
    """Bound the units that no arrangement of these groups can satisfy: the plain relaxation."""
    codes = list(groups.units.index)
    cost = groups.costs["unsatisfied"]
    instance = Partition(groups.members, cost, (), codes, no_cuts(len(codes)))
    return relax(instance, time.monotonic() + LIMIT_S, 0, groups.costs["inertia"]).value


def one(code: str) -> dict[str, object]:
    """Raise K while the relaxation says that a larger one may satisfy more, and solve."""
    name, units, graph = read(code)
    floors = read_ruleset("ht262-floors")
    start = time.perf_counter()

    def pool(most: int):
        groups = find_groups(units, graph, floors, GroupSettings(max_members=most), splits=True)
        return groups, least_unsatisfied(groups)

    most = LEAST
    groups, least = pool(most)
    best: dict[str, object] = {}
    while True:
        left = PROVINCE_S - (time.perf_counter() - start)
        may_rise = most < MOST and groups.enumerated * GROWTH < MOST_SETS
        larger, beyond = None, 0
        if least > 0 and may_rise:
            # What K + 1 leaves at least.
            larger, beyond = pool(most + 1)
        if beyond >= least or not may_rise:
            row = solved(groups, min(left, TRIAL_S) if may_rise else left)
            row["K_is_enough"] = row["proven"] and row["unsatisfied"] <= (beyond if may_rise else 0)
            if row["unsatisfied"] < best.get("unsatisfied", len(units) + 1):
                best = row
            if row["K_is_enough"] or not may_rise or left < 2 * TRIAL_S:
                break
        most += 1
        groups, least = (larger, beyond) if larger is not None else pool(most)
    return {
        "code": code,
        "province": name,
        "units": len(units),
        **best,
        "seconds": round(time.perf_counter() - start, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def solved(groups, limit: float) -> dict[str, object]:
    """Solve one K within some seconds; everything unsatisfied when no plan was found."""
    row: dict[str, object] = {
        "K": groups.max_members,
        "sets": groups.enumerated,
        "pool": len(groups),
        "unsatisfied": len(groups.units),
        "proven": False,
    }
    try:
        plan = solve(groups, STAGES, settings=SolverSettings(time_limit_s=max(limit, 1.0)))
    except TimeLimitError:
        return row
    first, second = plan.stages
    return row | {
        "unsatisfied": int(first.value),
        "unsatisfied_bound": int(first.bound),
        "groups": len(plan.results),
        "inertia": second.value,
        "bound": second.bound,
        # A bound of 0 says that the clock left no time for one.
        "gap_percent": round(100 * (second.value / second.bound - 1), 3) if second.bound else None,
        "proven": first.proven and second.proven,
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
