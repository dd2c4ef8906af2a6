"""The country's round of 2025: all 63 provinces of 2019 under resolution 76/2025.

    pip install -e ".[history]"
    python benchmarks/country_2025.py
    python benchmarks/country_map.py

Exactly round(0.33 n) new units of the n communes of each province, K = 5,
fewest results below a standard, then least inertia.  Reads
``communes_2019.gpkg`` of the shared data beside the checkout.  Each province
runs in a process of its own, two at a time: it is solved within 115 s, its plan is held
against the independent check, and its certificate is verified by the code that
shares nothing with the optimizer.  Writes ``benchmarks/country_2025.csv`` and,
for the map, the plans to ``benchmarks/out/plans/``, which git ignores.

    python benchmarks/country_2025.py 34                          # one province, printed
    python benchmarks/country_2025.py 34 unsatisfied,below_standard,inertia
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd
from communes import (
    SLOWER,
    WITHIN_K,
    effort,
    graph_of,
    peak_mb,
    provinces_apart,
    read_communes,
    verified,
)

from planner import (
    Arrangement,
    GroupSettings,
    SolverSettings,
    StageSettings,
    read_ruleset,
)
from planner.errors import PlannerError
from planner.evaluation import Evaluation, check_evaluation, evaluate
from planner.law import RuleSet
from planner.optimize import CountSettings

PLANS = Path(__file__).parent / "out" / "plans"
RULES = "vn-commune-76-2025"
K = 5
# Communes that stay, of a hundred.
PERCENT = 33
STAGES = ("below_standard", "inertia")
# Seconds for a province, from its outlines to its plan.
PROVINCE_S = 115.0 * SLOWER
# Seconds after which a process that does not end is given up, its verification included.
GIVEN_UP_S = 900.0


@dataclass(frozen=True)
class Province:
    """A province as it is given to the optimizer.

    Attributes
    ----------
    code, name : str
        Code of the General Statistics Office, and name.
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours: 10 m of shared border and more.
    ruleset : RuleSet
        Resolution 76/2025.
    groups : GroupSettings
    count : CountSettings
    stages : list of StageSettings
    """

    code: str
    name: str
    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet
    groups: GroupSettings
    count: CountSettings
    stages: list[StageSettings]


def target(units: int) -> int:
    """Round 0.33 n, halves upwards, in whole numbers.

    No province has a half (33 n = 50 modulo 100), so that ``round`` of
    Python, halves to even, gives the same for all 63.
    """
    return (PERCENT * units + 50) // 100


def read(code: str, stages: Sequence[str]) -> Province:
    """Read a province: every unit that has census people, and what is assumed of it.

    Mountain communes are those below 100 people per km², in Hà Tĩnh those of
    its three mountain districts.  All wards have the standard of "other"
    wards, 21,000 people and 5.5 km²: neither the five centrally run cities nor
    the upland provinces are told apart here.
    """
    facts = "data/facts/ha_tinh.yaml" if code == "42" else "data/facts/density.yaml"
    name, units = read_communes([code], [facts])
    units = units.assign(central_city=False, upland_province=False)
    units = units.astype({"central_city": "boolean", "upland_province": "boolean"})
    return Province(
        code,
        name,
        units,
        graph_of(units),
        read_ruleset(RULES),
        GroupSettings(max_members=K),
        CountSettings(exactly=target(len(units))),
        [StageSettings(stage=stage) for stage in stages],
    )


def one(code: str, stages: Sequence[str] = STAGES) -> dict[str, object]:
    """Solve, check and verify a province; its row of the table.

    Only a plan of the usual stages is kept for the map.
    """
    start = time.perf_counter()
    if stages == STAGES:
        # A plan of an earlier run is not this one's.
        (PLANS / f"{code}.csv").unlink(missing_ok=True)
    province = read(code, stages)
    row: dict[str, object] = {
        "code": code,
        "province": province.name,
        "units": len(province.units),
        "target": province.count.exactly,
        "K": K,
        "note": "; ".join(_notes(province)),
    }
    given = province.units, province.graph, province.ruleset, province.groups
    kept = Arrangement(*given, WITHIN_K)
    asked = {"count": province.count, "objective": province.stages}
    groups = kept.groups(**asked)
    row |= {"sets": groups.enumerated, "pool": len(groups)}
    left = SolverSettings(time_limit_s=max(1.0, PROVINCE_S - (time.perf_counter() - start)))
    try:
        plan = kept.ask(**asked, solver=left)
    except PlannerError as error:
        found = [problem.found for problem in error.problems]
        note = "; ".join([*_notes(province), *found])
        return row | effort(start) | {"proven": False, "note": note}
    row |= effort(start)
    for stage in plan.stages:
        row |= {stage.name: stage.value, f"{stage.name}_bound": stage.bound}
    last = plan.stages[-1]
    row["gap_percent"] = round(100 * (last.value / last.bound - 1), 3) if last.bound else None
    row["proven"] = all(stage.proven for stage in plan.stages)
    evaluation = evaluate(province.units, province.graph, plan, province.ruleset)
    if stages == STAGES:
        _save(code, evaluation)
    status = evaluation.verdicts_after["status"].astype(str)
    size = plan.parts["new_code"].value_counts()
    refused = ~evaluation.verdicts_after["accepted"]
    row |= {f"results_{name}": int((status == name).sum()) for name in ("met", "waived")}
    row["not_accepted"] = int(refused.sum())
    row["unsatisfied"] = int(size[refused.index[refused]].sum())
    bounds = province.count.bounds(len(province.units))
    row["check"] = len(check_evaluation(evaluation, limits={"most_members": K, "count": bounds}))
    return (
        row
        | verified(*given, province.count, province.stages, plan)
        | {"verify_peak_mb": peak_mb()}
    )


def _notes(province: Province) -> list[str]:
    """Say what makes a province special: islands, and units that no rule knows."""
    alone = sorted(code for code, degree in province.graph.degree() if degree == 0)
    known = {kind for rule in province.ruleset.result_kinds for kind in rule.members}
    strange = [code for code in alone if province.units.at[code, "kind"] not in known]
    islands = [code for code in alone if code not in strange]
    name = province.units["name"]
    pieces = [piece for piece in nx.connected_components(province.graph) if len(piece) > 1]
    notes = []
    if islands:
        told = ", ".join(name[code] for code in islands)
        notes.append(f"no neighbour, stays alone: {told}")
    if strange:
        told = ", ".join(name[code] for code in strange)
        notes.append(f"no rule exists, stays alone and is not judged: {told}")
    if len(pieces) > 1:
        small = sorted(pieces, key=len)[:-1]
        told = ", ".join(f"{len(piece)} units of {_district(province, piece)}" for piece in small)
        notes.append(f"apart from the mainland: {told}")
    return notes


def _district(province: Province, piece: set[str]) -> str:
    return " and ".join(sorted(set(province.units.loc[sorted(piece), "district"])))


def _save(code: str, evaluation: Evaluation) -> None:
    """Write old code → new code, and how the law judges the new unit."""
    PLANS.mkdir(parents=True, exist_ok=True)
    judged = evaluation.verdicts_after["status"].astype(str)
    table = evaluation.plan.parts[["code", "new_code"]]
    table = table.assign(status=table["new_code"].map(judged))
    table.to_csv(PLANS / f"{code}.csv", index=False)


COLUMNS = [
    *("code", "province", "units", "target", "K", "sets", "pool"),
    *("below_standard", "below_standard_bound", "inertia", "inertia_bound", "gap_percent"),
    *("proven", "results_met", "results_waived", "not_accepted", "unsatisfied"),
    *(
        "seconds",
        "cpu_seconds",
        "peak_mb",
        "check",
        "verify",
        "verify_seconds",
        "verify_peak_mb",
        "note",
    ),
]


def main() -> None:
    """Run each province, print the table and write it."""
    if len(sys.argv) > 1:
        stages = tuple(sys.argv[2].split(",")) if len(sys.argv) > 2 else STAGES
        print(json.dumps(one(sys.argv[1], stages), ensure_ascii=False))
        return
    start = time.perf_counter()
    rows = []
    for row in provinces_apart(__file__, GIVEN_UP_S):
        print(row, file=sys.stderr, flush=True)
        rows.append(row)
        table = pd.DataFrame(rows).sort_values("code").reindex(columns=COLUMNS)
        table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.drop(columns="note").to_string(index=False))
    sums = table[["units", "target", "below_standard", "not_accepted", "check"]].sum()
    print(", ".join(f"{name} {value:g}" for name, value in sums.items()))
    print(
        f"proven: {table['proven'].sum()} of {len(table)}; "
        f"verified: {(table['verify'] == 'proven').sum()}; "
        f"solved in {table['seconds'].sum():.0f} s, longest {table['seconds'].max()} s; "
        f"verified in {table['verify_seconds'].sum():.0f} s; "
        f"with starting and reading {time.perf_counter() - start:.0f} s; "
        f"peak {table['peak_mb'].max():.0f} MB"
    )


if __name__ == "__main__":
    main()
