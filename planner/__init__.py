"""Plans mergers of administrative units, with proof.

Units → MergerGraph → Groups → Plan → Evaluation: each function makes one noun
of the one before it, and works in a notebook without the others.
"""

from planner.evaluate import Evaluation, evaluate
from planner.groups import Groups, GroupSettings, Locks
from planner.law import RuleSet, judge, read_ruleset
from planner.maps import write_map
from planner.maps.notebook import explore, plot
from planner.optimize import (
    Arrangement,
    CountSettings,
    SolverSettings,
    StageSettings,
    arrange,
)
from planner.plan import Plan
from planner.scenario import Scenario, scenarios_folder
from planner.scenario.reading import read_scenario
from planner.sources import SourceSettings, read_units
from planner.sources.tables.plans import read_plan
from planner.units.graph import GraphSettings, build_graph

__version__ = "0.2.0"

# An evaluation is drawn from its own methods, although maps stand on a higher floor than it.
Evaluation.plot = plot
Evaluation.explore = explore

__all__ = [
    "Arrangement",
    "CountSettings",
    "Evaluation",
    "GraphSettings",
    "GroupSettings",
    "Groups",
    "Locks",
    "Plan",
    "RuleSet",
    "Scenario",
    "SolverSettings",
    "SourceSettings",
    "StageSettings",
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
    "write_map",
]
