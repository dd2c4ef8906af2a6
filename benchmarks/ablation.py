"""What each device of the optimizer is worth: the hardest instances without it.

    pip install -e ".[history]"
    python benchmarks/ablation.py
    python benchmarks/ablation.py country 34            # one instance with everything, printed
    python benchmarks/ablation.py country 34 dives      # and without one device
    python benchmarks/ablation.py --table               # the table again, from the csv

HT-262 with K = 5, least inertia and most groups; and the five provinces that took longest in
``provinces.csv`` (unsatisfied, then inertia, with groups of any size)
and in ``country_2025.csv`` (the round of 2025).  Each is solved with everything, and once
without each device; each solution has a process of its own, two at a time, and a minute.
No device changes what is best or what is proven: without it a plan is
worse, or its proof takes longer, or is not found in time.  Writes ``ablation.csv`` and
``ablation.md``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import country_2025
import pandas as pd
import provinces
from communes import effort as spent
from communes import graph_of, processes, read_communes

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
from planner.errors import PlannerError
from planner.optimize.effort import USUAL, Effort, Listing

HERE = Path(__file__).parent
Instance = tuple[Arrangement, list[StageSettings], CountSettings]
Made = Callable[[Effort], Instance]
EVERYTHING = "nothing"
WITHOUT: dict[str, Effort] = {
    EVERYTHING: USUAL,
    "beams": replace(USUAL, beams=replace(USUAL.beams, on=False)),
    "dives": replace(USUAL, dives=replace(USUAL.dives, on=False)),
    "saving": replace(USUAL, dives=replace(USUAL.dives, saved=())),
    "neighbourhoods": replace(USUAL, parts=replace(USUAL.parts, on=False)),
    "orders": replace(USUAL, orders=replace(USUAL.orders, on=False)),
    "divisor-3": replace(USUAL, cutting=replace(USUAL.cutting, divisors=(2,))),
}
HARDEST = 5
# Seconds of clock for each, the groups included: half of what the other benchmarks give.
LIMIT_S = 60.0
HT262 = ("inertia", "most_groups")
# Seconds after which a process that does not end is given up.
GIVEN_UP_S = 200.0
COLUMNS = [
    *("set", "code", "name", "without", "stage", "value", "bound", "gap_percent"),
    *("proven", "stages_proven", "seconds", "cpu_seconds", "peak_mb", "note"),
]


def within_k(effort: Effort) -> Effort:
    """Do not look whether groups of any size could do better."""
    return replace(effort, listing=Listing(on=False))


def ht262(stage: str) -> tuple[str, Made]:
    """The 262 communes of Hà Tĩnh of 2019 under the floors of the benchmark, within K."""

    def made(effort: Effort) -> Instance:
        units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2019"), Path())
        floors, limits = read_ruleset("ht262-floors"), GroupSettings(max_members=5)
        stages = [StageSettings(stage="unsatisfied"), StageSettings(stage=stage)]
        kept = Arrangement(units, graph_of(units), floors, limits, within_k(effort))
        return kept, stages, CountSettings()

    return f"HT-262, {stage}", made


def floors(code: str) -> tuple[str, Made]:
    """A province with the floors of HT-262, as in ``provinces.py``."""
    name, units = read_communes([code])

    def made(effort: Effort) -> Instance:
        ruleset, count = read_ruleset("ht262-floors"), CountSettings()
        limits = GroupSettings(max_members=provinces.LEAST, raise_to=provinces.MOST, any_size=True)
        kept = Arrangement(units, graph_of(units), ruleset, limits, effort)
        return kept, provinces.STAGES, count

    return name, made


def country(code: str) -> tuple[str, Made]:
    """A province in the round of 2025, as in ``country_2025.py``."""
    given = country_2025.read(code, country_2025.STAGES)

    def made(effort: Effort) -> Instance:
        given_effort = within_k(effort)
        kept = Arrangement(given.units, given.graph, given.ruleset, given.groups, given_effort)
        return kept, given.stages, given.count

    return given.name, made


SETS = {"ht262": ht262, "floors": floors, "country": country}


def one(kind: str, code: str, without: str = EVERYTHING) -> dict[str, object]:
    """Solve an instance without a device; its row: the first stage that stayed open, or the last.

    Parameters
    ----------
    kind : str
        ``ht262``, ``floors`` or ``country``.
    code : str
        Of the province; of HT-262 the last stage.
    without : str
        A key of ``WITHOUT``.
    """
    name, made = SETS[kind](code)
    row: dict[str, object] = {"set": kind, "code": code, "name": name, "without": without}
    start = time.perf_counter()
    kept, stages, count = made(WITHOUT[without])
    kept.groups(count=count, objective=stages)
    left = max(1.0, LIMIT_S - (time.perf_counter() - start))
    try:
        limit = SolverSettings(time_limit_s=left)
        plan = kept.ask(count=count, objective=stages, solver=limit)
    except PlannerError as error:
        note = "; ".join(str(problem.found) for problem in error.problems)
        return row | spent(start) | {"proven": False, "note": note}
    row |= spent(start)
    told = next((stage for stage in plan.stages if not stage.proven), plan.stages[-1])
    proven = [stage.proven for stage in plan.stages]
    gap = abs(told.value - told.bound)
    return row | {
        "stage": told.name,
        "value": told.value,
        "bound": told.bound,
        "gap_percent": round(100 * gap / abs(told.bound), 3) if told.bound else None,
        "proven": all(proven),
        "stages_proven": f"{sum(proven)} of {len(proven)}",
    }


def hardest(table: str) -> list[str]:
    """Codes of the provinces that took longest in another benchmark."""
    rows = pd.read_csv(HERE / table, dtype={"code": str})
    ordered = rows.sort_values("seconds", ascending=False, kind="stable")
    return [str(code) for code in ordered["code"][:HARDEST]]


def cases() -> list[tuple[str, ...]]:
    """List what is solved: each instance with everything, then without each device."""
    instances = [
        *(("ht262", stage) for stage in HT262),
        *(("floors", code) for code in hardest("provinces.csv")),
        *(("country", code) for code in hardest("country_2025.csv")),
    ]
    return [(*instance, without) for instance in instances for without in WITHOUT]


def as_markdown(table: pd.DataFrame) -> str:
    """A line for each instance, a column for each device: seconds, or what stayed open."""
    lines = [
        f"| instance | {' | '.join(_heading(device) for device in WITHOUT)} |",
        f"|---|{'--:|' * len(WITHOUT)}",
    ]
    for (kind, code), rows in table.groupby(["set", "code"], sort=False):
        told = {row["without"]: _cell(row) for _, row in rows.iterrows()}
        name = rows["name"].dropna()
        title = f"{name.iloc[0] if len(name) else code} ({kind})"
        lines.append(f"| {title} | {' | '.join(told.get(d, '') for d in WITHOUT)} |")
    return "\n".join(lines) + "\n"


def _heading(device: str) -> str:
    return "everything" if device == EVERYTHING else f"no {device}"


def _cell(row: pd.Series) -> str:
    if row["proven"]:
        return f"{row['seconds']:.1f} s"
    if pd.isna(row["value"]):
        return "no plan" if pd.notna(row["seconds"]) else "given up"
    gap = "–" if pd.isna(row["gap_percent"]) else f"{row['gap_percent']:.1f} %"
    return f"{row['stage']} open, {gap}"


def main() -> None:
    """Solve all, print the table and write it; or solve one."""
    path = Path(__file__)
    if len(sys.argv) > 2:
        print(json.dumps(one(*sys.argv[1:]), ensure_ascii=False))
        return
    if sys.argv[1:] != ["--table"]:
        rows = []
        for (kind, code, without), row in processes(__file__, cases(), GIVEN_UP_S):
            rows.append({"set": kind, "code": code, "without": without, "proven": False} | row)
            print(rows[-1], file=sys.stderr, flush=True)
            table = pd.DataFrame(rows).sort_values(["set", "code"], kind="stable")
            table.reindex(columns=COLUMNS).to_csv(path.with_suffix(".csv"), index=False)
    shown = as_markdown(pd.read_csv(path.with_suffix(".csv"), dtype={"code": str}))
    path.with_suffix(".md").write_text(shown, encoding="utf-8")
    print(shown)


if __name__ == "__main__":
    main()
