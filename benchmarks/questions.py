"""Questions to an arrangement that is kept: the mended plan at once, and the proof.

    python benchmarks/questions.py [QUESTIONS]
    python benchmarks/questions.py same         # ten questions, and each to a new arrangement

Each case is asked once without locks, and then questions drawn at random, seven sorts in turn: a
unit alone, two neighbours together or apart, a group fixed or forbidden, one new unit more or
less, two locks more.  A row has the seconds to the first answer and to the proof (median, 95th
percentile, most), how many first answers came within 2 % of the value in the end, processor
seconds beside the clock, and by how much memory grew.  Writes ``benchmarks/questions.csv``.

With ``same``, ten questions about HT-262 are asked of one arrangement, one after the other, and
each of an arrangement of its own: plan, stages, pool and proofs have the same bytes.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from planner import Arrangement, CountSettings, Locks, Plan, read_scenario
from planner.errors import PlannerError
from planner.pipeline import prepare

QUESTIONS = 50
SCENARIOS = Path(__file__).parents[1] / "scenarios"
CASES: tuple[tuple[str, Path, list[str]], ...] = (
    ("HT-262, K = 5", SCENARIOS / "ha_tinh_2019_floors.yaml", ["groups.max_members=5"]),
    ("Hà Tĩnh 2025", SCENARIOS / "ha_tinh_2025.yaml", []),
    ("TP. Hồ Chí Minh today", Path("vietnam:ho_chi_minh@2026"), []),
)
WITHIN = 0.02


def questions(
    graph: nx.Graph[str], plan: Plan, number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Draw questions that say something of a plan, the seven sorts in turn."""
    draw = random.Random(0)
    home = plan.parts.set_index("code")["new_code"]
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    inside = [edge for edge in edges if home[edge[0]] == home[edge[1]]]
    across = [edge for edge in edges if home[edge[0]] != home[edge[1]]]
    homes, nodes = sorted(set(home)), sorted(graph.nodes)
    merged = [new for new in homes if (home == new).sum() > 1]

    def members(new: str) -> list[str]:
        return sorted(home.index[home == new])

    for turn in range(number):
        sort = turn % 7
        if sort == 0:
            yield "alone", {"locks": Locks(keep=[draw.choice(nodes)])}
        elif sort == 1:
            yield "together", {"locks": Locks(together=[list(draw.choice(across))])}
        elif sort == 2:
            yield "apart", {"locks": Locks(apart=[draw.choice(inside)])}
        elif sort == 3:
            yield "fixed", {"locks": Locks(fixed=[members(draw.choice(homes))])}
        elif sort == 4:
            yield "forbidden", {"locks": Locks(forbidden=[members(draw.choice(merged))])}
        elif sort == 5:
            count = len(homes) + draw.choice((-1, 1))
            yield "count", {"count": CountSettings(exactly=count)}
        else:
            two = Locks(keep=[draw.choice(nodes)], apart=[draw.choice(inside)])
            yield "two", {"locks": two}


def answered(plan: Plan) -> str:
    """Write a plan, its stages, its pool and its proofs as text."""
    known = [asdict(stage) for stage in plan.stages], [asdict(proof) for proof in plan.proofs]
    tables = plan.parts.to_csv(), plan.results.to_csv()
    return json.dumps([*tables, *known, None if plan.pool is None else asdict(plan.pool)])


def same() -> None:
    """Ask ten questions of one arrangement and of ten."""
    name, path, changes = CASES[0]
    read = read_scenario(path, changes)
    prepared, asked = prepare(read), read.scenario
    case = prepared.units, prepared.graph, prepared.ruleset
    kept = Arrangement(*case, asked.groups)
    plan = kept.ask(objective=asked.objective)
    for _, question in questions(prepared.graph, plan, 10):
        what = {"objective": asked.objective, "locks": Locks()} | question
        again = answered(kept.ask(**what))
        alone = answered(Arrangement(*case, asked.groups).ask(**what))
        print(f"{name}, {question}: {'same' if again == alone else 'DIFFERENT'}", flush=True)


def memory_mb() -> float:
    """Memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def asked_of(kept: Arrangement, what: dict[str, Any]) -> dict[str, Any]:
    """Ask one question: seconds to each answer, and how far the first was from the last."""
    begun, processor = time.perf_counter(), time.process_time()
    plans: list[Plan] = []
    first_s = first_cpu_s = float("nan")
    try:
        for plan in kept.answers(**what):
            plans.append(plan)
            if len(plans) == 1:
                first_s, first_cpu_s = time.perf_counter() - begun, time.process_time() - processor
        ended = "proven" if all(stage.proven for stage in plans[-1].stages) else "open"
    except PlannerError as error:
        ended = type(error).__name__
    row = {"s": time.perf_counter() - begun, "cpu_s": time.process_time() - processor}
    row |= {"first_s": first_s, "first_cpu_s": first_cpu_s, "answers": len(plans), "end": ended}
    if plans:
        pairs = zip(plans[0].stages, plans[-1].stages, strict=True)
        row["near"] = all(a.final <= b.final + WITHIN * abs(b.final) for a, b in pairs)
    return row


def summary(name: str, base_s: float, grown_mb: float, rows: pd.DataFrame) -> dict[str, Any]:
    """One row of the table."""
    row: dict[str, Any] = {"case": name, "questions": len(rows), "without_locks_s": base_s}
    # Where the first answer is the last one, there was nothing to be mended.
    two = rows[rows["answers"] > 1]
    for column, values in (("first", two["first_s"]), ("proof", rows["s"])):
        row[f"{column}_median_s"] = values.median()
        row[f"{column}_95_s"] = np.quantile(values, 0.95) if len(values) else np.nan
        row[f"{column}_most_s"] = values.max()
    for column, values in (("first_cpu", two["first_cpu_s"]), ("cpu", rows["cpu_s"])):
        row[f"{column}_median_s"], row[f"{column}_95_s"] = values.median(), values.quantile(0.95)
    row["two_answers"], row["within_2_percent"] = len(two), two["near"].mean()
    row["proven"], row["grown_mb"] = int((rows["end"] == "proven").sum()), grown_mb
    return row


def main() -> None:
    """Ask, print a table and write it."""
    if sys.argv[1:] == ["same"]:
        same()
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    table = []
    for name, path, changes in CASES:
        read = read_scenario(path, changes)
        prepared, scenario = prepare(read), read.scenario
        start = time.perf_counter()
        kept = Arrangement(prepared.units, prepared.graph, prepared.ruleset, scenario.groups)
        what = {
            "count": scenario.count,
            "objective": scenario.objective,
            "solver": scenario.solver,
        }
        plan = kept.ask(**what)
        base_s, before, rows = time.perf_counter() - start, memory_mb(), []
        for sort, question in questions(prepared.graph, plan, number):
            rows.append({"sort": sort} | asked_of(kept, what | question))
            print(name, rows[-1], file=sys.stderr, flush=True)
        table.append(summary(name, base_s, memory_mb() - before, pd.DataFrame(rows)))
    done = pd.DataFrame(table).round(2)
    done.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(done.T.to_string())


if __name__ == "__main__":
    main()
