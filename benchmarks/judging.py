"""How long it takes to judge a partition, and one in which one group is another.

    python benchmarks/judging.py

69 and 209 units of Hà Tĩnh, and the 3,321 communes of the country.  A random unit leaves its group
for that of a neighbour: two groups change, or one that is new.  Processor time of this process,
which says little of a machine that others use; the median of the edits and the 95th percentile,
with all indicators.
Writes ``benchmarks/judging.csv``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from planner.evaluation import evaluate
from planner.law import read_ruleset
from planner.plan import Plan
from planner.problem import Judged, Problem
from planner.sources import SourceSettings, read_units
from planner.units.graph import build_graph

PLACES = ("vietnam:ha_tinh@2026", "vietnam:ha_tinh@2024", "vietnam@2026")
LAW = "vn-commune-112-2025"
EDITS = 100


def merged_pairs(problem: Problem) -> Plan:
    """Join each unit with a neighbour that is still alone, in the order of codes."""
    home = {code: code for code in problem.units.index}
    alone = set(home)
    for code in home:
        free = sorted(alone.intersection(problem.graph[code]) - {code})
        if code in alone and free:
            home[free[0]] = code
            alone -= {code, free[0]}
    return drawn(problem, home)


def drawn(problem: Problem, home: dict[str, str]) -> Plan:
    """Draw a plan of whole units; names are those of the units that give the code."""
    parts = pd.DataFrame({"code": list(home), "new_code": list(home.values())})
    names = problem.table.loc[sorted(set(home.values())), ["name"]].assign(kind="")
    return Plan(parts.assign(share_area=1.0, share_people=1.0), names.rename_axis("new_code"))


def edit(problem: Problem, judged: Judged, draw: np.random.Generator) -> Plan:
    """Let a random unit go to the group of a random neighbour: the groups that are touched."""
    home = judged.plan.parts.set_index("code")["new_code"]
    code = str(draw.choice(problem.units.index.to_numpy()))
    other = str(draw.choice(sorted(problem.graph[code]) or [code]))
    both = home[home.isin([home[code], home[other]])].to_dict()
    both[code] = home[other]
    # Who gave the code of a group may have left it: the first that is left gives it instead.
    heads = {new: min(unit for unit in both if both[unit] == new) for new in set(both.values())}
    return drawn(problem, {unit: heads[new] for unit, new in both.items()})


def spent(work: Callable[[], object]) -> float:
    """Processor time of some work, in ms."""
    start = time.process_time()
    work()
    return 1000.0 * (time.process_time() - start)


def row(place: str) -> dict[str, object]:
    """Measure one place."""
    units = read_units(SourceSettings(boundaries=place), Path())
    problem = Problem(units, build_graph(units), read_ruleset(LAW))
    plan, draw = merged_pairs(problem), np.random.default_rng(0)
    judged = problem.judge(plan)
    _ = judged.indicators
    whole = spent(lambda: evaluate(units, problem.graph, plan, problem.ruleset))
    again = spent(lambda: problem.judge(plan).indicators)
    changed = [edit(problem, judged, draw) for _ in range(EDITS)]
    times = [spent(lambda t=touched: problem.delta(judged, t).indicators) for touched in changed]
    return {
        "units": len(units),
        "groups": len(judged.figures),
        "evaluate_ms": round(whole, 1),
        "judge_ms": round(again, 1),
        "delta_ms": round(float(np.median(times)), 1),
        "delta_95_ms": round(float(np.quantile(times, 0.95)), 1),
    }


def main() -> None:
    """Measure each place, print the table and write it."""
    table = pd.DataFrame([row(place) for place in PLACES])
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
