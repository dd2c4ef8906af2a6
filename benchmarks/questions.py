"""Questions with one lock to an arrangement that is kept, beside the question without it.

    python benchmarks/questions.py [QUESTIONS]
    python benchmarks/questions.py same         # ten questions, and each to a new arrangement

Each case is asked once without locks and then with one lock at a time, drawn
at random: a unit alone, two neighbours together or apart, a group forbidden.
Printed are the seconds of the first question, and the median and the most of
the others, also as parts of the first.

With ``same``, ten questions about HT-262 are asked of one arrangement, one after the other, and
each of an arrangement of its own: plan, stages, pool and proofs have the same bytes.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from planner import Arrangement, CountSettings, Locks, Plan, read_scenario, scenarios_folder
from planner.errors import PlannerError
from planner.pipeline import prepare

QUESTIONS = 20
CASES = (
    ("HT-262, least inertia, K = 5", "ha_tinh_2019_floors", ["groups.max_members=5"]),
    ("Hà Tĩnh 2025", "ha_tinh_2025", []),
    ("HT-262, most groups, K = 5", "ha_tinh_2019_floors_most", []),
)


def locks(graph: nx.Graph[str], plan: Plan, number: int) -> Iterator[Locks]:
    """Draw locks that say something of a plan, the four kinds in turn."""
    draw = random.Random(0)
    home = plan.parts.set_index("code")["new_code"]
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    inside = [edge for edge in edges if home[edge[0]] == home[edge[1]]]
    across = [edge for edge in edges if home[edge[0]] != home[edge[1]]]
    for turn in range(number):
        if turn % 4 == 0:
            yield Locks(keep=[draw.choice(sorted(graph.nodes))])
        elif turn % 4 == 1:
            yield Locks(apart=[draw.choice(inside)])
        elif turn % 4 == 2:
            yield Locks(together=[list(draw.choice(across))])
        else:
            group = draw.choice(sorted(set(home)))
            yield Locks(forbidden=[sorted(home.index[home == group])])


def answered(plan: Plan) -> str:
    """Write a plan, its stages, its pool and its proofs as text."""
    known = [asdict(stage) for stage in plan.stages], [asdict(proof) for proof in plan.proofs]
    tables = plan.parts.to_csv(), plan.results.to_csv()
    return json.dumps([*tables, *known, None if plan.pool is None else asdict(plan.pool)])


def same() -> None:
    """Ask ten questions of one arrangement and of ten."""
    name, scenario, changes = CASES[0]
    read = read_scenario(Path(scenarios_folder()) / f"{scenario}.yaml", changes)
    prepared, asked = prepare(read), read.scenario
    given = prepared.units, prepared.graph, prepared.ruleset
    kept = Arrangement(*given, asked.groups)
    plan = kept.ask(objective=asked.objective)
    held = [lock for lock in locks(prepared.graph, plan, 10) if not lock.keep]
    others: list[dict[str, Any]] = [
        {"count": CountSettings(exactly=len(plan.results) - 2)},
        {"objective": ["unsatisfied", "most_groups"]},
        {"count": CountSettings(exactly=len(plan.results) - 2), "locks": held[0]},
    ]
    questions = [*({"locks": lock} for lock in held), *others]
    for question in questions:
        what = {"objective": asked.objective, "locks": Locks()} | question
        again = answered(kept.ask(**what))
        alone = answered(Arrangement(*given, asked.groups).ask(**what))
        print(f"{name}, {question}: {'same' if again == alone else 'DIFFERENT'}", flush=True)


def main() -> None:
    """Ask, and print a table."""
    if sys.argv[1:] == ["same"]:
        same()
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    rows = []
    for name, scenario, changes in CASES:
        read = read_scenario(Path(scenarios_folder()) / f"{scenario}.yaml", changes)
        prepared, asked = prepare(read), read.scenario
        start = time.perf_counter()
        kept = Arrangement(prepared.units, prepared.graph, prepared.ruleset, asked.groups)
        what = {"count": asked.count, "objective": asked.objective, "solver": asked.solver}
        plan = kept.ask(**what)
        first, seconds = time.perf_counter() - start, []
        for held in locks(prepared.graph, plan, number):
            start = time.perf_counter()
            try:
                kept.ask(**what, locks=held)
            except PlannerError as error:
                print(f"{name}, {held}: {error}", file=sys.stderr)
            seconds.append(time.perf_counter() - start)
        median = statistics.median(seconds)
        rows.append(
            {
                "case": name,
                "first_s": round(first, 2),
                "median_s": round(median, 2),
                "most_s": round(max(seconds), 2),
                "median_of_first": round(median / first, 2),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    print(pd.DataFrame(rows).to_string(index=False))


if __name__ == "__main__":
    main()
