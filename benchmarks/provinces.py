"""All 63 provinces of 2019 with the floors of HT-262: unsatisfied, then inertia.

    pip install -e ".[vietnam]"
    python benchmarks/provinces.py

Reads ``communes_2019.gpkg`` of the shared data beside the checkout.  K starts
at 5 and rises until a larger K satisfies no further unit; each province runs
in a process of its own, for its peak memory.  Writes ``benchmarks/provinces.csv``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

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
from planner.law import judge, settle, verdicts
from planner.units import combine

DATA = Path(__file__).parents[2] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
LEAST, MOST = 5, 8
# Seconds for one K, and for a province: a larger K is tried only while there is time.
LIMIT_S, PROVINCE_S = 100.0, 120.0
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


def one(code: str) -> dict[str, object]:
    """Raise K until nothing more is satisfied; the last K that satisfied more."""
    name, units, graph = read(code)
    floors = read_ruleset("ht262-floors")
    best: dict[str, object] = {}
    start = time.perf_counter()
    for most in range(LEAST, MOST + 1):
        begun = time.perf_counter()
        left = PROVINCE_S - (begun - start)
        if best and left < 10:
            break
        groups = find_groups(units, graph, floors, GroupSettings(max_members=most), splits=True)
        settings = SolverSettings(time_limit_s=min(LIMIT_S, left))
        try:
            plan = solve(groups, STAGES, settings=settings)
        except Exception as error:
            print(code, most, error, file=sys.stderr)
            continue
        first, second = plan.stages
        row = {
            "code": code,
            "province": name,
            "units": len(units),
            "K": most,
            "pool": len(groups),
            "unsatisfied": int(first.value),
            "unsatisfied_bound": int(first.bound),
            "groups": len(plan.results),
            "inertia": second.value,
            "bound": second.bound,
            "gap_percent": round(100 * (second.value / second.bound - 1), 3)
            if second.bound
            else 0.0,
            "proven": first.proven and second.proven,
            "seconds_of_K": round(time.perf_counter() - begun, 1),
        }
        if best and row["unsatisfied"] >= best["unsatisfied"]:
            break
        best = row
        if first.value == 0 or (first.proven and _on_islands(plan, groups, graph, most)):
            break
    best["seconds"] = round(time.perf_counter() - start, 1)
    best["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return best


def _on_islands(plan, groups, graph, most: int) -> bool:
    """Tell whether every unit that is left lies where no larger group can reach."""
    small = [part for part in nx.connected_components(graph) if len(part) <= most]
    reach = {code for part in small for code in part}
    units, codes = groups.units, plan.parts["code"].to_numpy()
    rows, _ = pd.factorize(plan.parts["new_code"])
    ones = np.ones(len(rows), dtype=np.int64)
    share = sparse.csr_array((ones, (rows, units.index.get_indexer(codes))))
    floors = read_ruleset("ht262-floors")
    accepted = verdicts(judge(settle(combine(units, share), floors), floors))["accepted"].to_numpy()
    return set(codes[~accepted[rows]]) <= reach


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
