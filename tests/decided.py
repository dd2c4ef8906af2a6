"""The plan that resolution 1665 decided for Hà Tĩnh, evaluated."""

from __future__ import annotations

from commandline import REPOSITORY

from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.sources import SourceSettings, read_units
from planner.sources.tables.plans import read_plan
from planner.units.graph import build_graph

# EPSG code of VN-2000 in the zone of Hà Tĩnh.
HA_TINH = 9209


def decided_plan() -> Evaluation:
    """Evaluate the plan of resolution 1665 for Hà Tĩnh: 209 units become 69."""
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2024"), REPOSITORY)
    plan = read_plan(REPOSITORY / "data/plans/ha_tinh_2025_decided.csv", units)
    return evaluate(units, build_graph(units), plan, read_ruleset("vn-commune-76-2025"))
