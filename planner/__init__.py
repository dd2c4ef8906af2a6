"""Plans mergers of administrative units, with proof.

Units → MergerGraph → Groups → Plan → Evaluation: each function makes one noun
of the one before it, and works in a notebook without the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.evaluation import Evaluation, evaluate
    from planner.law import RuleSet, judge, read_ruleset
    from planner.optimize import (
        Arrangement,
        CountSettings,
        SolverSettings,
        StageSettings,
        arrange,
    )
    from planner.optimize.readings import stand
    from planner.output.maps import write_map
    from planner.output.maps.notebook import explore, plot
    from planner.plan import Plan
    from planner.plan.standing import Standing
    from planner.problem import Problem
    from planner.problem.groups import Groups, GroupSettings, Locks
    from planner.scenario import Scenario, scenarios_folder
    from planner.scenario.reading import read_scenario
    from planner.sources import SourceSettings, read_units
    from planner.sources.tables.plans import read_plan
    from planner.units.graph import GraphSettings, build_graph

__version__ = "0.2.0"

_HOMES = {
    "Arrangement": "planner.optimize",
    "CountSettings": "planner.optimize",
    "Evaluation": "planner.evaluation",
    "GraphSettings": "planner.units.graph",
    "GroupSettings": "planner.problem.groups",
    "Groups": "planner.problem.groups",
    "Locks": "planner.problem.groups",
    "Plan": "planner.plan",
    "Problem": "planner.problem",
    "RuleSet": "planner.law",
    "Scenario": "planner.scenario",
    "SolverSettings": "planner.optimize",
    "SourceSettings": "planner.sources",
    "StageSettings": "planner.optimize",
    "Standing": "planner.plan.standing",
    "arrange": "planner.optimize",
    "build_graph": "planner.units.graph",
    "evaluate": "planner.evaluation",
    "judge": "planner.law",
    "read_plan": "planner.sources.tables.plans",
    "read_ruleset": "planner.law",
    "read_scenario": "planner.scenario.reading",
    "read_units": "planner.sources",
    "scenarios_folder": "planner.scenario",
    "stand": "planner.optimize.readings",
    "write_map": "planner.output.maps",
    "explore": "planner.output.maps.notebook",
    "plot": "planner.output.maps.notebook",
}
"""Where each name is from: a part is read when it is asked for, and `planner --help` needs none."""

__all__ = [
    "Arrangement",
    "CountSettings",
    "Evaluation",
    "GraphSettings",
    "GroupSettings",
    "Groups",
    "Locks",
    "Plan",
    "Problem",
    "RuleSet",
    "Scenario",
    "SolverSettings",
    "SourceSettings",
    "StageSettings",
    "Standing",
    "arrange",
    "build_graph",
    "evaluate",
    "explore",
    "judge",
    "plot",
    "read_plan",
    "read_ruleset",
    "read_scenario",
    "read_units",
    "scenarios_folder",
    "stand",
    "write_map",
]


def __getattr__(name: str) -> object:
    """Read the part of the program that a name is from."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
