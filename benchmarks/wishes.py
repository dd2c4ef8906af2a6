"""Prices of wishes and of borders held against fresh solutions, on HT-262 and Hà Tĩnh 2026.

    python benchmarks/wishes.py [WISHES] [CASE]

Wishes are drawn at random: two neighbours joined, a unit left as it is, two neighbours kept apart,
another number of new units; and the partners of ten units.  Each is asked of an arrangement that
is kept, as `planner explain` does, and solved once more by an arrangement of its own; every stage
has to be the same.  The certificate of each plan is verified as well.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from planner import arrange, read_scenario, scenarios_folder
from planner.errors import PlannerError
from planner.evaluation import evaluate
from planner.explain.wishes import Case, Wish
from planner.optimize.certificate import certified
from planner.pipeline import prepare
from planner.problem import Problem
from planner.verify import verify

CASES = {
    "ha_tinh_2026": ("ha_tinh_2026", list[str]()),
    "ht262": ("ha_tinh_2019_floors", ["groups.max_members=5"]),
}


def wishes(case: Case, number: int) -> Iterator[Wish]:
    """Draw wishes, the four kinds in turn, after the partners of ten units."""
    draw = random.Random(0)
    edges = sorted((min(a, b), max(a, b)) for a, b in case.evaluation.graph.edges)
    inside = [edge for edge in edges if case.home[edge[0]] == case.home[edge[1]]]
    across = [edge for edge in edges if case.home[edge[0]] != case.home[edge[1]]]
    codes = sorted(case.units.index)
    for code in draw.sample(codes, min(10, number)):
        near = sorted(case.evaluation.graph[code])
        yield case.merge([code, draw.choice(near)])
    for turn in range(number):
        if turn % 4 == 0:
            yield case.merge(list(draw.choice(across)))
        elif turn % 4 == 1:
            yield case.alone(draw.choice(codes))
        elif turn % 4 == 2:
            yield case.apart(*draw.choice(inside))
        else:
            yield case.count(len(set(case.home)) + draw.choice([-2, -1, 1, 2]))


def main() -> None:
    """Hold every price against a fresh solution, and print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name in sys.argv[2:] or CASES:
        scenario, changes = CASES[name]
        read = read_scenario(Path(scenarios_folder()) / f"{scenario}.yaml", changes)
        prepared, asked = prepare(read), read.scenario
        given = prepared.units, prepared.graph, prepared.ruleset
        plan = arrange(*given, groups=asked.groups, count=asked.count, objective=asked.objective)
        case = Case(evaluate(prepared.units, prepared.graph, plan, prepared.ruleset), asked)
        other = 0
        for wish in wishes(case, number):
            began = time.process_time()
            price = case.price(wish)
            kept, began = time.process_time() - began, time.process_time()
            groups, count = asked.groups.locked(wish.locks), wish.count or asked.count
            try:
                alone = arrange(*given, groups=groups, count=count, objective=asked.objective)
            except PlannerError:
                alone = None
            took = time.process_time() - began
            told = [
                None if p is None else [(s.value, s.final) for s in p.stages]
                for p in (price.plan, alone)
            ]
            stated = None
            if price.plan is not None:
                used = replace(price.plan)
                stated = verify(
                    certified(Problem(*given, groups, count, asked.objective), used)
                ).proven
            same = told[0] == told[1]
            other += not same
            print(
                f"{name} | {wish.words.en} | {'same' if same else told} | proven {price.proven},"
                f" verified {stated} | {kept:.1f} s, afresh {took:.1f} s",
                flush=True,
            )
        print(f"{name}: {other} differ")


if __name__ == "__main__":
    main()
