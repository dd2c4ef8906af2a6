"""Runs: a run folder read back, so that maps and comparisons start from files alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
from pyogrio.errors import DataSourceError

from planner.documents import read_yaml, validate
from planner.errors import InputError, Problem, listed
from planner.evaluate import Evaluation, evaluate
from planner.graph import build_graph
from planner.law import read_ruleset, with_overrides
from planner.plan import Stage, read_plan
from planner.reports import FILES
from planner.scenario import Scenario
from planner.units import COLUMNS, complete
from planner.wording import bilingual


def read_run(folder: Path) -> tuple[Evaluation, Scenario]:
    """Read a run folder back and evaluate its plan again.

    Parameters
    ----------
    folder : Path
        As ``planner run`` or ``planner evaluate`` wrote it.

    Returns
    -------
    Evaluation and Scenario
        The stages are those that the run proved.

    Raises
    ------
    InputError
        A file of the run is missing or unreadable, or the rule set has
        changed since.
    """
    folder = Path(folder)
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise InputError(
            Problem(
                str(folder),
                f"no {listed(missing)}",
                "a complete run folder",
                "make one with `planner run` or `planner evaluate`",
            )
        )
    record = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    scenario = validate(Scenario, read_yaml(folder / "scenario.yaml"), "scenario.yaml")
    try:
        present = gpd.read_file(folder / "units.gpkg", layer="present")
    except DataSourceError as error:
        raise InputError(
            Problem(
                str(folder / "units.gpkg"), str(error), "a GeoPackage", "run the scenario again"
            )
        ) from error
    units = complete(present.set_index("code")[list(COLUMNS)])
    units.attrs = {
        name: [bilingual(text["vi"], text["en"]) for text in record[name]]
        for name in ("notes", "repairs")
    } | {"inputs": record["inputs"]}
    ruleset = read_ruleset("ruleset.yaml", folder)
    ruleset = with_overrides(ruleset, scenario.law.overrides)
    plan = read_plan(folder / "plan.csv", units)
    plan = replace(
        plan,
        stages=tuple(Stage(**stage) for stage in record["stages"]),
        pool=record["pool"],
        repeatable=record["repeatable"],
    )
    return evaluate(units, build_graph(units, scenario.graph), plan, ruleset), scenario
