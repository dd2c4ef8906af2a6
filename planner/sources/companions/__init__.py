"""Tables beside the units: ties, offices, settlements and roads, as an office has them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
from pydantic import BaseModel, ConfigDict

from planner.errors import InputError, Problem, raise_if_any
from planner.sources.companions.points import read_offices, read_settlements
from planner.sources.companions.roads import RoadLayer, seconds_by_road
from planner.sources.companions.rows import BesideTable, PointTable, SettlementTable
from planner.sources.companions.ties import read_ties
from planner.sources.provenance import Gathering, find_file
from planner.units.graph import GraphSettings
from planner.units.seats import SeatSettings

__all__ = ["BesideSettings", "BesideTable", "PointTable", "SettlementTable", "with_beside"]


class BesideSettings(BaseModel):
    """Tables that say something of units which no column of theirs can."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    ties: list[BesideTable] = []
    """What binds two units: `code_a`, `code_b` (or names), `weight`, `why`, `source`, `author`."""
    offices: PointTable | None = None
    """Offices of today, of which each new unit takes one as its seat: `code` (or `name`),
    `office`, `lon`, `lat`."""
    settlements: SettlementTable | None = None
    """Where people live: `code` (or `name`), `settlement`, `people`, `lon`, `lat`."""
    roads: RoadLayer | None = None
    """Roads, for `seat_minutes`: a layer of lines with a column of speed in km/h."""


def with_beside(
    graph: GraphSettings,
    companions: BesideSettings,
    units: gpd.GeoDataFrame,
    folder: Path,
    gathering: Gathering,
) -> GraphSettings:
    """Read the tables, and write what they say into the settings of the graph.

    Parameters
    ----------
    graph : GraphSettings
        As a scenario has it.
    companions : BesideSettings
    units : GeoDataFrame
        Complete Units table.
    folder : Path
        Of the scenario.
    gathering : Gathering
        Gets the files, and what has to be said of them.

    Raises
    ------
    InputError
        Every fault of every table, each by file, row and column.
    """
    problems: list[Problem] = []
    ties = list(graph.ties)
    seats = graph.seats or SeatSettings()
    for table in companions.ties:
        try:
            ties += read_ties(_found(table.file, folder, gathering), table, units)
        except InputError as error:
            problems += error.problems
    if companions.offices is not None:
        try:
            offices = read_offices(
                _found(companions.offices.file, folder, gathering), companions.offices, units
            )
            seats = seats.model_copy(update={"offices": offices})
        except InputError as error:
            problems += error.problems
    if companions.settlements is not None:
        table = companions.settlements
        try:
            places = read_settlements(
                _found(table.file, folder, gathering), table, units, gathering
            )
            seats = seats.model_copy(update={"settlements": places, "base": table.base})
        except InputError as error:
            problems += error.problems
    raise_if_any(problems)
    if companions.roads is not None:
        path = _found(companions.roads.file, folder, gathering)
        times = seconds_by_road(path, companions.roads, units, seats, gathering)
        seats = seats.model_copy(update={"seconds": times})
    given = None if seats == SeatSettings() else seats
    return graph.model_copy(update={"ties": ties, "seats": given})


def _found(file: str, folder: Path, gathering: Gathering) -> Path:
    path = find_file(file, folder)
    gathering.add_file(path)
    return path
