"""How often each border disappears: neighbours that the plans of a sweep put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.plans import present
from planner.batch.points import Point, Swept
from planner.store.runs import levels_of, read_run

HEAD = [
    *("scenarios", "one", "one_name", "other", "other_name"),
    *("border_km", "plans", "together", "percent"),
]


@dataclass(frozen=True)
class Territory:
    """The same units, planned in several points.

    Attributes
    ----------
    name : str
        Scenarios that arrange them.
    units : GeoDataFrame
        Of today; index ``code``.
    borders : DataFrame, one row a pair of neighbours
        ``HEAD``: ``plans`` in which it could disappear, ``together`` in which it did.
    """

    name: str
    units: gpd.GeoDataFrame
    borders: pd.DataFrame


def territories(swept: Swept, runs: Path) -> list[Territory]:
    """Count for each border the plans in which it disappears.

    Parameters
    ----------
    swept : Swept
    runs : Path
        Holds the run of each point; only points with a plan count.

    Returns
    -------
    list of Territory
        In the order of the points; units of the same codes are one.
    """
    homes: dict[frozenset[str], dict[str, pd.Series[str]]] = {}
    points: dict[frozenset[str], list[Point]] = {}
    for point in swept.points:
        if "groups" not in swept.rows[point.key]:
            continue
        home = present(runs / point.key)["new_code"]
        codes = frozenset(map(str, home.index))
        homes.setdefault(codes, {})[point.key] = home
        points.setdefault(codes, []).append(point)
    return [_territory(points[codes], homes[codes], runs) for codes in homes]


def _territory(points: list[Point], homes: Mapping[str, pd.Series[str]], runs: Path) -> Territory:
    place = runs / points[0].key
    units = present(place, outlines=True)
    # Neighbours are those of the first plan: its outlines are the others' as well.
    graph = read_run(levels_of(place)[0])[0].graph
    names = units["full_name"]
    scenarios = ", ".join(dict.fromkeys(point.name for point in points))
    rows = []
    for one, other in sorted((min(pair), max(pair)) for pair in graph.edges):
        together = sum(bool(home[one] == home[other]) for home in homes.values())
        length = graph.edges[one, other]["border_km"]
        percent = round(100.0 * together / len(homes), 2)
        counted = (length, len(homes), together, percent)
        rows.append((scenarios, one, names[one], other, names[other], *counted))
    return Territory(scenarios, units, pd.DataFrame(rows, columns=HEAD))


def all_borders(territories: list[Territory]) -> pd.DataFrame:
    """Put the borders of all territories into one table."""
    tables = [each.borders for each in territories if len(each.borders)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=HEAD)
