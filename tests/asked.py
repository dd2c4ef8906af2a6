"""A small world that is solved, so that something can be asked about its best plan."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from planner.evaluation import evaluate
from planner.explain.wishes import Case
from planner.law import read_ruleset
from planner.optimize import StageSettings, arrange
from planner.problem.groups import GroupSettings
from planner.scenario import Scenario
from planner.sources import SourceSettings
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-76-2025")


def case_of(units: gpd.GeoDataFrame, **asked: Any) -> Case:
    """Solve a small world and ask about it."""
    scenario = Scenario(
        title_vi="Nhỏ",
        units=SourceSettings(boundaries="units.gpkg"),
        law={"ruleset": "vn-commune-76-2025"},
        **{
            "groups": GroupSettings(max_members=3),
            "objective": [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")],
            **asked,
        },
    )
    graph = build_graph(units)
    plan = arrange(
        *(units, graph, LAW),
        groups=scenario.groups,
        count=scenario.count,
        objective=scenario.objective,
    )
    return Case(evaluate(units, graph, plan, LAW), scenario)
