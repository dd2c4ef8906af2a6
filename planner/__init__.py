"""Plans mergers of administrative units, with proof.

Units → MergerGraph → Groups → Plan → Evaluation: each function makes one noun
of the one before it, and works in a notebook without the others.
"""

from planner.evaluate import Evaluation, evaluate
from planner.groups import Groups, find_groups
from planner.groups.limits import GroupSettings
from planner.law import RuleSet, judge, read_ruleset
from planner.optimize import CountSettings, SolverSettings, StageSettings, solve
from planner.plan import Plan, read_plan
from planner.scenario import Scenario, read_scenario, scenarios_folder
from planner.sources import SourceSettings, read_units
from planner.units.graph import GraphSettings, build_graph

__version__ = "0.2.0"

__all__ = [
    "CountSettings",
    "Evaluation",
    "GraphSettings",
    "GroupSettings",
    "Groups",
    "Plan",
    "RuleSet",
    "Scenario",
    "SolverSettings",
    "SourceSettings",
    "StageSettings",
    "build_graph",
    "evaluate",
    "find_groups",
    "judge",
    "read_plan",
    "read_ruleset",
    "read_scenario",
    "read_units",
    "scenarios_folder",
    "solve",
]
