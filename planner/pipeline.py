"""The whole line, from a scenario to a finished run folder."""

from __future__ import annotations

import datetime
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx

from planner.check import check_plan
from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED, EXIT_TIME_LIMIT
from planner.evaluate import Evaluation, evaluate
from planner.graph import build_graph
from planner.groups import check_links, find_groups
from planner.law import RuleSet, read_ruleset, with_overrides
from planner.law.ruleset import rulesets_at_hand
from planner.plan import Plan, read_plan
from planner.reports import RunRecord, check_folder, write_outputs
from planner.scenario import ReadScenario
from planner.solve import Progress, solve
from planner.sources import read_units


@dataclass(frozen=True)
class Prepared:
    """What stands before any plan: units, neighbours, law."""

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet


@dataclass(frozen=True)
class Run:
    """A finished run: what it found, what to record, and how it ended."""

    evaluation: Evaluation
    record: RunRecord
    exit_code: int


def prepare(read: ReadScenario) -> Prepared:
    """Read and check everything that a scenario names, without solving.

    Raises
    ------
    InputError
        With every problem found in a file.
    """
    scenario = read.scenario
    ruleset = read_ruleset(scenario.law.ruleset, read.folder)
    ruleset = with_overrides(ruleset, scenario.law.overrides)
    units = read_units(scenario.units, read.folder)
    graph = build_graph(units, scenario.graph)
    check_links(units, scenario.groups)
    return Prepared(units, graph, ruleset)


def run(
    read: ReadScenario,
    folder: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
    command: str = "",
) -> Run:
    """Plan a scenario and write its run folder.

    Parameters
    ----------
    read : ReadScenario
        The scenario.
    folder : Path
        Run folder.
    force : bool
        Replace a run that is there.
    progress : callable, optional
        See ``solve``.
    command : str
        Command line, recorded with the clock.

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        Nothing has been written then.
    """
    check_folder(folder, force=force)
    clock = _Clock(command)
    scenario = read.scenario
    prepared = prepare(read)
    clock.lap("read")
    lower, upper = scenario.count.bounds(len(prepared.units))
    wanted = upper or lower
    groups = find_groups(
        prepared.units,
        prepared.graph,
        prepared.ruleset,
        scenario.groups,
        ["unsatisfied", "inertia", *(t for stage in scenario.objective for t in stage.terms)],
        target_people=float(prepared.units["people"].sum()) / wanted if wanted else None,
    )
    clock.lap("groups")
    plan = solve(groups, scenario.objective, scenario.count, scenario.solver, progress)
    clock.lap("solve")
    return _finish(read, prepared, plan, folder, force, clock, [])


def evaluate_plan(
    read: ReadScenario, plan_file: Path, folder: Path, *, force: bool = False, command: str = ""
) -> Run:
    """Run a plan that was drawn by hand or adopted by law through the same last lines.

    Raises
    ------
    InputError
        The plan does not fit the units, or the folder cannot be written.
    """
    check_folder(folder, force=force)
    clock = _Clock(command)
    prepared = prepare(read)
    plan = read_plan(plan_file, prepared.units)
    clock.lap("read")
    return _finish(read, prepared, plan, folder, force, clock, [plan_file])


def _finish(
    read: ReadScenario,
    prepared: Prepared,
    plan: Plan,
    folder: Path,
    force: bool,
    clock: _Clock,
    more_files: list[Path],
) -> Run:
    """Evaluate, check and write: the same for every kind of plan."""
    scenario = read.scenario
    evaluation = evaluate(prepared.units, prepared.graph, plan, prepared.ruleset)
    complaints = check_evaluation(evaluation, read)
    clock.lap("evaluate")
    shipped = rulesets_at_hand().get(scenario.law.ruleset)
    rules = shipped or read.folder / scenario.law.ruleset
    record = RunRecord(
        title_vi=scenario.title_vi,
        title_en=scenario.title_en,
        scenario=read.applied,
        inputs=[
            *prepared.units.attrs["inputs"],
            *({"name": path.name, "sha256": _sha256(path)} for path in (*read.files, rules)),
            *({"name": path.name, "sha256": _sha256(path)} for path in more_files),
        ],
        timing=clock.laps,
        check=complaints,
        locked=list(scenario.groups.keep),
    )
    write_outputs(evaluation, folder, record, force=force)
    return Run(evaluation, record, _exit_code(evaluation, complaints))


def check_evaluation(evaluation: Evaluation, read: ReadScenario) -> list[str]:
    """Hand plain figures to the independent check, and bring back its complaints."""
    units, scenario = evaluation.units, read.scenario
    facts = units.drop(columns=["geometry", "units", "mountain_km2", "mountain_units"])
    plain = facts.astype(object).where(facts.notna(), None)
    lower, upper = scenario.count.bounds(len(units))
    solved = bool(evaluation.plan.stages)
    return check_plan(
        units=plain.to_dict("index"),
        outlines=dict(units.geometry.items()),
        parts=list(evaluation.plan.parts.itertuples(index=False, name=None)),
        claims={
            code: {
                "people": int(evaluation.merged.at[code, "people"]),
                "area_km2": float(evaluation.merged.at[code, "area_km2"]),
                "status": str(evaluation.verdicts_after.at[code, "status"]),
            }
            for code in evaluation.merged.index
        },
        rules=evaluation.ruleset.model_dump(mode="json"),
        min_border_m=scenario.graph.min_border_m,
        bridges=[link.between for link in scenario.graph.bridges],
        barriers=[link.between for link in scenario.graph.barriers],
        # A plan that was brought need not keep what the scenario asks of the optimizer.
        most_members=scenario.groups.max_members if solved else None,
        count=(lower, upper) if solved else (None, None),
        together=scenario.groups.together if solved else [],
        apart=scenario.groups.apart if solved else [],
        keep=scenario.groups.keep if solved else [],
    )


def _exit_code(evaluation: Evaluation, complaints: list[str]) -> int:
    stages = evaluation.plan.stages
    if not evaluation.plan.repeatable and not all(stage.proven for stage in stages):
        return EXIT_TIME_LIMIT
    satisfied = bool(evaluation.verdicts_after["accepted"].all())
    return EXIT_DONE if satisfied and not complaints else EXIT_NOT_SATISFIED


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Clock:
    """Everything about a run that may differ the next time."""

    def __init__(self, command: str):
        self.laps: dict[str, Any] = {
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "command": command,
        }
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        """Note the seconds since the last lap."""
        now = time.monotonic()
        self.laps[f"{name}_s"] = round(now - self._last, 3)
        self._last = now
