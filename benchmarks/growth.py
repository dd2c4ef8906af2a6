"""How time and memory grow with the number of units and with K.

    pip install -e ".[history]"
    python benchmarks/growth.py

Hà Tĩnh of 2019 (HT-262) with K from 3 to 7, and neighbouring provinces glued
from Quảng Trị northwards to Nghệ An with K = 5 (``communes_2019.gpkg`` of the
shared data beside the checkout).  The floors of HT-262, unsatisfied units,
then inertia, 60 seconds for the optimizer.  Each row runs in a process of its
own, for its peak memory.  Writes ``benchmarks/growth.csv`` and
``benchmarks/out/growth.png``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from communes import WITHIN_K, graph_of, peak_mb, read_communes, verified

from planner import (
    Arrangement,
    CountSettings,
    GroupSettings,
    SolverSettings,
    SourceSettings,
    StageSettings,
    read_ruleset,
    read_units,
)
from planner.evaluation import check_evaluation, evaluate
from planner.optimize import TimeLimitError
from planner.problem.groups.connected import connected_sets

matplotlib.use("Agg")
from matplotlib import pyplot as plt

OUT = Path(__file__).parent / "out"
LIMIT_S = 60.0
STAGES = ["unsatisfied", "inertia"]
# Quảng Trị, Thừa Thiên Huế, Quảng Bình, Hà Tĩnh, Nghệ An: each borders on one before it.
CHAIN = ["45", "46", "44", "42", "40"]
HT262 = "HT-262"


def read(place: str):
    """Read HT-262, or provinces joined by "+"; an outline without census people is left out."""
    if place == HT262:
        return read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
    return read_communes(place.split("+"))[1]


def timed(what: Callable[[], Any]) -> tuple[Any, float, float]:
    """Call; what it gives, seconds of the clock, and seconds of the CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = what()
    return result, time.perf_counter() - clock, time.process_time() - cpu


def one(place: str, most: int) -> dict[str, object]:
    """Enumerate, judge and solve one world."""
    units = read(place)
    graph, floors = graph_of(units), read_ruleset("ht262-floors")
    row = {code: i for i, code in enumerate(units.index)}
    beside = [sum(1 << row[other] for other in graph[code]) for code in units.index]
    sets, enumerating, enumerating_cpu = timed(lambda: connected_sets(beside, most))
    found = sets.shape[0]
    del sets
    limits = GroupSettings(max_members=most)

    def pooled():
        kept = Arrangement(units, graph, floors, limits, WITHIN_K)
        return kept, kept.groups(objective=STAGES)

    (kept, groups), pool, pool_cpu = timed(pooled)
    assert groups.enumerated == found

    objective = [StageSettings(stage=name) for name in STAGES]

    def arranged():
        try:
            return kept.ask(objective=objective, solver=SolverSettings(time_limit_s=LIMIT_S))
        except TimeLimitError:
            return None

    plan, solving, solving_cpu = timed(arranged)
    peak = peak_mb()
    last = plan.stages[-1] if plan else None
    known = last is not None and last.bound > 0
    passes: dict[str, object] = {"check": None, "verify": None}
    if plan is not None:
        told = check_evaluation(evaluate(units, graph, plan, floors), limits={"most_members": most})
        verdict = verified(units, graph, floors, limits, CountSettings(), objective, plan)
        passes = {"check": len(told), "verify": verdict["verify"]}
    return {
        "place": place,
        "n": len(units),
        "K": most,
        "sets": found,
        "pool": len(groups),
        "enumerate_s": round(enumerating, 3),
        # Building the pool enumerates once more.
        "judge_s": round(max(pool - enumerating, 0.0), 3),
        "solve_s": round(solving, 3),
        "enumerate_cpu_s": round(enumerating_cpu, 3),
        "judge_cpu_s": round(max(pool_cpu - enumerating_cpu, 0.0), 3),
        "solve_cpu_s": round(solving_cpu, 3),
        "peak_mb": peak,
        "proven": plan is not None and all(stage.proven for stage in plan.stages),
        "gap_percent": round(100 * (last.value / last.bound - 1), 3) if known else None,
    } | passes


def draw(table: pd.DataFrame) -> None:
    """Seconds of the CPU and peak memory, on logarithmic axes."""
    figure, axes = plt.subplots(2, 2, figsize=(9, 7), sharey="row", layout="constrained")
    steps = {"enumerate": "enumerate", "judge": "judge and price", "solve": "solve"}
    worlds = table["place"] == HT262
    for column, (rows, by, title) in enumerate(
        ((worlds, "K", "HT-262, n = 262"), (~worlds, "n", "provinces glued, K = 5"))
    ):
        part = table[rows].sort_values(by)
        above, below = axes[0][column], axes[1][column]
        for step, label in steps.items():
            above.loglog(part[by], part[f"{step}_cpu_s"], "o-", label=label)
        opened = part[~part["proven"]]
        if len(opened):
            label = f"not proven in {LIMIT_S:.0f} s"
            above.loglog(opened[by], opened["solve_cpu_s"], "rx", ms=12, label=label)
        below.loglog(part[by], part["peak_mb"], "ks-")
        above.set(title=title, ylabel="CPU seconds")
        below.set(xlabel=by, ylabel="peak MB")
        for axis in (above, below):
            axis.set_xticks(part[by], [str(value) for value in part[by]])
            axis.minorticks_off()
            axis.grid(alpha=0.3)
    axes[1][0].set_yticks([300, 500, 1000, 1500], ["300", "500", "1000", "1500"])
    handles = {}
    for axis in axes[0]:
        handles |= {label: line for line, label in zip(*axis.get_legend_handles_labels())}
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=4)
    OUT.mkdir(exist_ok=True)
    figure.savefig(OUT / "growth.png", dpi=150)


def main() -> None:
    """Run each world in its own process, print the table, write and draw it."""
    if len(sys.argv) > 1:
        print(json.dumps(one(sys.argv[1], int(sys.argv[2]))))
        return
    runs = [(HT262, most) for most in range(3, 8)]
    runs += [("+".join(CHAIN[:count]), 5) for count in range(1, len(CHAIN) + 1)]
    rows = []
    for place, most in runs:
        command = [sys.executable, __file__, place, str(most)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        rows.append(json.loads(done.stdout))
        print(rows[-1], file=sys.stderr, flush=True)
        pd.DataFrame(rows).to_csv(Path(__file__).with_suffix(".csv"), index=False)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    draw(table)


if __name__ == "__main__":
    main()
