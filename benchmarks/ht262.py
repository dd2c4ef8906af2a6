"""HT-262 against other ways to solve it: one instance, one judge, one run.

    pip install -e ".[history]" -r benchmarks/requirements.txt
    python benchmarks/ht262.py [SECONDS]

Two questions: the least inertia, and the most groups, into which the 262
communes can be merged so that each group meets both floors.  The peers stand
in ``peers/``: two max-p heuristics, three solvers that get the whole pool,
and a compact model without a pool.  They are given the same communes, borders
and floors, and SECONDS for each solver (60 unless told).  CP-SAT and pygeoda
have two threads, all others one.  Whatever a peer says of its plan, the groups
are counted, judged and looked at on our graph here.  Writes
``benchmarks/ht262.csv``; figures of a machine are in the README beside.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from communes import WITHIN_K, verified
from peers import Outcome, Pool, cbc, cp_sat, hess_flow, highs, pygeoda_max_p, spopt_max_p
from scipy import sparse

from planner import (
    CountSettings,
    GroupSettings,
    SourceSettings,
    StageSettings,
    arrange,
    build_graph,
    read_ruleset,
    read_units,
)
from planner.evaluation import check_evaluation, evaluate
from planner.law import judge, settle, verdicts
from planner.plan.terms import TERMS
from planner.problem.groups import find_groups
from planner.units import combine

FLOORS = read_ruleset("ht262-floors")
INERTIA, MOST = "least inertia", "most groups"
TERM_OF = {INERTIA: "inertia", MOST: "most_groups"}
STEPS = TERMS["inertia"].steps
# Seconds for each solver unless told; starts that take a heuristic about as long.
LIMIT_S, LONG = 60.0, 60_000
# Proven long ago: groups of the best plan for each goal and K.
GOLDEN = {(INERTIA, 5): 85, (INERTIA, 6): 86, (MOST, 5): 94, (MOST, 6): 95}
Run = tuple[str, str, str, "int | None", Callable[[], Outcome]]


def complying(units: Any, graph: nx.Graph[str], labels: npt.NDArray[Any]) -> int:
    """Count the groups of a partition that the rule set accepts and that are connected."""
    codes, _ = pd.factorize(labels)
    ones = np.ones(len(units), dtype=np.int64)
    share = sparse.csr_array((ones, (codes, np.arange(len(units)))))
    table = settle(combine(units, share), FLOORS)
    accepted = verdicts(judge(table, FLOORS))["accepted"].to_numpy(dtype=bool)
    whole = [nx.is_connected(graph.subgraph(units.index[codes == k])) for k in range(len(accepted))]
    return int((accepted & whole).sum())


def inertia(units: Any, labels: npt.NDArray[Any]) -> float:
    """Inertia of a partition about its groups' centres of population, person-km²."""
    groups = units.groupby(np.asarray(labels))
    total = 0
    for _, one in groups:
        people = one["people"].to_numpy(dtype=float)
        where = one[["x_m", "y_m"]].to_numpy() / 1000.0
        away = where - np.average(where, axis=0, weights=people)
        # Every group in whole steps, as the pool prices it.
        total += round(float((people * (away**2).sum(axis=1)).sum()) * STEPS)
    return total / STEPS


def row_of(units: Any, graph: nx.Graph[str], run: Run) -> dict[str, object]:
    """Run one way to solve it, judge the plan, and hold its value against its bound."""
    family, method, goal, most, call = run
    before = cpu_seconds()
    outcome = call()
    spent = cpu_seconds() - before
    # Zero for what a peer calls −0, nan for "no bound".
    labels, bound = outcome.labels, float(outcome.bound) + 0.0
    row: dict[str, object] = {"family": family, "method": method, "goal": goal, "K": most}
    if labels is None:
        row |= {"groups": 0, "complying": 0, "largest": 0, "value": np.nan}
    else:
        sizes = pd.Series(labels).value_counts()
        row |= {
            "groups": len(sizes),
            "complying": complying(units, graph, labels),
            "largest": int(sizes.max()),
            "value": inertia(units, labels) if goal == INERTIA else float(len(sizes)),
        }
    value = float(row["value"])  # type: ignore[arg-type]
    row["bound"] = bound if np.isfinite(bound) else np.nan
    row["gap_percent"] = round(abs(float(row["bound"]) - value) / value * 100, 3)
    row["proven"] = row["groups"] == row["complying"] and met(goal, value, float(row["bound"]))
    row["seconds"], row["cpu_seconds"] = round(outcome.seconds, 2), round(spent, 2)
    row["status"] = outcome.status if outcome.passes is None else outcome.passes()
    return row


def cpu_seconds() -> float:
    """Processor time of this process and of the programs that it has called so far."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def met(goal: str, value: float, bound: float) -> bool:
    """Tell whether no plan can be better: less than one step of the goal is left."""
    if not (np.isfinite(value) and np.isfinite(bound)):
        return False
    if goal == MOST:
        return bool(value >= np.floor(bound + 1e-6))
    return value - bound < 1 / STEPS + 1e-9 * value


def ours(units: Any, graph: nx.Graph[str], goal: str, most: int) -> Outcome:
    """Solve to proof, enumeration included in the time."""
    start = time.perf_counter()
    term = TERM_OF[goal]
    limits = GroupSettings(max_members=most)
    stages = [StageSettings(stage="unsatisfied"), StageSettings(stage=term)]
    plan = arrange(units, graph, FLOORS, groups=limits, objective=stages, effort=WITHIN_K)
    seconds = time.perf_counter() - start
    labels = plan.parts.set_index("code")["new_code"].reindex(units.index).to_numpy()
    last = plan.stages[1]

    def passes() -> str:
        """Say what the independent check and the verification say; not part of the time."""
        told = check_evaluation(evaluate(units, graph, plan, FLOORS), limits={"most_members": most})
        verdict = verified(units, graph, FLOORS, limits, CountSettings(), stages, plan)
        return "; ".join([*told, str(verdict["verify"])])

    return Outcome(labels, last.bound, seconds, "optimal" if last.proven else "stopped", passes)


def pool_of(units: Any, graph: nx.Graph[str], goal: str, most: int) -> tuple[Pool, float]:
    """The groups of at most ``most`` members that the rules accept, and the seconds it took."""
    start = time.perf_counter()
    settings = GroupSettings(max_members=most)
    groups = find_groups(units, graph, FLOORS, settings, ["unsatisfied", "inertia"])
    legal = np.flatnonzero(groups.costs["unsatisfied"] == 0)
    if goal == INERTIA:
        pool = Pool(groups.members[legal], groups.costs["inertia"][legal], STEPS)
    else:
        pool = Pool(groups.members[legal], np.full(len(legal), -1, dtype=np.int64), -1.0)
    return pool, time.perf_counter() - start


def with_pool(
    peer: Callable[[Pool, float], Outcome],
    units: Any,
    graph: nx.Graph[str],
    goal: str,
    most: int,
    limit_s: float,
) -> Outcome:
    """Let a peer solve the pool; its time includes the enumeration, as ours does."""
    pool, seconds = pool_of(units, graph, goal, most)
    outcome = peer(pool, limit_s)
    return Outcome(outcome.labels, outcome.bound, outcome.seconds + seconds, outcome.status)


def runs(units: Any, graph: nx.Graph[str], limit_s: float) -> list[Run]:
    """Everything that is compared, the quick ones first."""
    todo: list[Run] = []
    for goal, most in GOLDEN:
        todo.append(("planner", "planner", goal, most, partial(ours, units, graph, goal, most)))
    effort = [(99, 1), (99, 2), (99, 3), (999, 1), (999, 2), (999, 3), (LONG, 1)]
    for starts, seed in effort:
        name = f"spopt max-p, {starts} starts, seed {seed}"
        call = partial(spopt_max_p, units, graph, starts, seed)
        todo.append(("max-p", name, MOST, None, call))
    for starts in (99, LONG):
        for search in ("greedy", "tabu", "annealing"):
            name = f"pygeoda max-p {search}, {starts} starts"
            call = partial(pygeoda_max_p, units, graph, search, starts)
            todo.append(("max-p", name, MOST, None, call))
    for name, peer in {"CP-SAT": cp_sat, "HiGHS": highs, "CBC": cbc}.items():
        for goal in (INERTIA, MOST):
            call = partial(with_pool, peer, units, graph, goal, 5, limit_s)
            todo.append(("pool", f"{name}, whole pool", goal, 5, call))
    call = partial(hess_flow, units, graph, 6, limit_s)
    todo.append(("compact", "HiGHS, Hess + flow", MOST, 6, call))
    return todo


def comparison(table: pd.DataFrame) -> list[str]:
    """Ours beside the best valid plan of each family of peers, a line for each goal and K."""
    lines = []
    mine = table[table["family"] == "planner"]
    valid = table[(table["groups"] > 0) & (table["groups"] == table["complying"])]
    for _, one in mine.iterrows():
        goal, most = one["goal"], one["K"]
        peers = valid[(valid["family"] != "planner") & (valid["goal"] == goal)]
        peers = peers[peers["K"].isna() | (peers["K"] == most)]
        for family, some in peers.groupby("family", sort=False):
            # The best value, and of equal ones the quickest.
            best = some.sort_values(["value", "seconds"], ascending=[goal != MOST, True]).iloc[0]
            ratio = one["value"] / best["value"]
            ratio = ratio if goal == MOST else 1 / ratio
            lines.append(
                f"{goal}, K = {most}: planner {one['value']:,.10g} in {one['seconds']:.1f} s; "
                f"best {family} peer {best['value']:,.10g} in {best['seconds']:.1f} s "
                f"({best['method']}): {ratio:.3f} times"
            )
    return lines


def main(limit_s: float = LIMIT_S) -> None:
    """Print the table and write it."""
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
    graph = build_graph(units)
    rows = []
    for run in runs(units, graph, limit_s):
        rows.append(row_of(units, graph, run))
        print(rows[-1], file=sys.stderr, flush=True)
    table = pd.DataFrame(rows)
    table["K"] = table["K"].astype("Int64")
    for (goal, most), groups in GOLDEN.items():
        mine = table[(table["family"] == "planner") & (table["goal"] == goal)]
        row = mine[mine["K"] == most].iloc[0]
        assert row["proven"] and row["groups"] == row["complying"] == groups, row
        assert row["status"] == "proven", row
    shown = table.drop(columns="family")
    print(shown.to_string(index=False, na_rep="-", float_format=lambda v: f"{v:,.10g}"))
    print(*comparison(table), sep="\n")
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
