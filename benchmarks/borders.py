"""The price of every border, timed, and some of them held against fresh solutions.

    python benchmarks/borders.py [PAIRS] [CASE]

Prices all pairs of neighbours as `planner explain RUN --prices` does, with two processes, and says
how many were told by one search for every group.  Then draws pairs at random, solves each afresh
with a lock of its own, and compares every stage.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from planner import arrange, read_scenario, scenarios_folder
from planner.explain import prices
from planner.explain.wishes import Case
from planner.pipeline import prepare, run
from planner.problem.groups import Locks
from planner.store.runs import read_run

CASES = {
    "ht262": ("ha_tinh_2019_floors", ["groups.max_members=5"]),
    "ha_tinh_2026": ("ha_tinh_2026", list[str]()),
}


def main() -> None:
    """Price, time, compare."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name in sys.argv[2:] or CASES:
        scenario, changes = CASES[name]
        read = read_scenario(Path(scenarios_folder()) / f"{scenario}.yaml", changes)
        with tempfile.TemporaryDirectory() as folder:
            run(read, Path(folder) / "run")
            began = time.monotonic()
            priced = prices.border_prices(Path(folder) / "run", workers=2)
            took = time.monotonic() - began
            case = Case(*read_run(Path(folder) / "run"))
            both = [(pair.one, pair.other) for pair in priced.pairs]
            began = time.monotonic()
            at_once = prices.told_at_once(case, both)
            print(
                f"{name}: {len(both)} borders in {took:.1f} s, {len(at_once.pairs)} of them by"
                f" one search of {time.monotonic() - began:.1f} s;"
                f" proven {sum(pair.proven for pair in priced.pairs)}",
                flush=True,
            )
        made, asked = prepare(read), read.scenario
        given = made.units, made.graph, made.ruleset
        best = {stage.name: stage.final for stage in priced.case.best.stages}
        other = 0
        for pair in random.Random(0).sample(priced.pairs, min(number, len(priced.pairs))):
            two = [pair.one, pair.other]
            locks = {"apart": [tuple(two)]} if pair.joined else {"together": [two]}
            plan = arrange(
                *given,
                groups=asked.groups.locked(Locks.model_validate(locks)),
                count=asked.count,
                objective=asked.objective,
            )
            more = {stage.name: round(stage.final - best[stage.name], 6) for stage in plan.stages}
            other += more != pair.more
            print(
                f"{name} | {two} | {pair.more} | {'same' if more == pair.more else more}",
                flush=True,
            )
        print(f"{name}: {other} differ")


if __name__ == "__main__":
    main()
