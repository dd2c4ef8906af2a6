"""Units: what a table of them holds, how they combine, and who their neighbours are."""

from planner.units.check import check_units
from planner.units.columns import COLUMNS, MEASURES, Column
from planner.units.graph import GraphSettings, build_graph
from planner.units.kinds import KINDS, Kind
from planner.units.table import (
    combine,
    complete,
    full_name,
    kind_counts,
    largest_member,
    split_kind,
    urban_district_percent,
    ward_percent,
    with_derived,
)

__all__ = [
    "COLUMNS",
    "KINDS",
    "MEASURES",
    "Column",
    "GraphSettings",
    "Kind",
    "build_graph",
    "check_units",
    "combine",
    "complete",
    "full_name",
    "kind_counts",
    "largest_member",
    "split_kind",
    "urban_district_percent",
    "ward_percent",
    "with_derived",
]
