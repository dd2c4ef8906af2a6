"""Ground: what the page draws once: outlines, borders, names and the law's view of today."""

from __future__ import annotations

import hashlib

from planner.gate import FILES
from planner.output.maps.borders import shared_lines
from planner.output.maps.document import script_data
from planner.output.maps.outlines import (
    draw_outlines,
    far_islands,
    feature_collection,
    label_points,
)
from planner.problem import Problem
from planner.session.change import plain
from planner.session.state import Roster, started
from planner.units import full_name


def ground_of(problem: Problem, order: list[str]) -> tuple[bytes, str]:
    """Write what never changes in a workspace.

    Parameters
    ----------
    problem : planner.problem.Problem
        What is arranged.
    order : list of str
        All units, as the log has them.

    Returns
    -------
    bytes, str
        JSON in UTF-8 with ``outlines`` (GeoJSON, EPSG:4326), ``borders`` (``one``, ``other``,
        ``lines`` of [latitude, longitude]), ``units`` (code, name, people in persons, area in km²,
        whether mountainous, what the law says of it today, ``at``), ``neighbours`` (pairs) and
        ``locks`` of the scenario; and its hash.
    """
    units = problem.units
    today = started(Roster.of(problem, order)).plan()
    outlines = draw_outlines(units, today, 2 * FILES.outline_bytes).present
    table = units[["people", "area_km2", "mountain", "kind"]].copy()
    table["name"] = full_name(units)
    table["status"] = problem.verdicts["status"].astype(str)
    table["least_percent"] = problem.verdicts["least_percent"]
    table["role"] = problem.asked["role"].astype(str)
    rows = plain(table)
    for code, row, at in zip(units.index, rows, label_points(outlines), strict=True):
        row |= {"code": str(code), "at": at}
    ground = {
        "outlines": feature_collection(outlines),
        "islands": far_islands(outlines, table["name"]),
        "borders": [vars(border) for border in shared_lines(outlines)],
        "units": rows,
        "neighbours": sorted(sorted(map(str, pair)) for pair in problem.graph.edges),
        "locks": [[kind, sorted(codes)] for kind, codes in problem.groups.locks.each],
    }
    data = script_data(ground).encode()
    return data, hashlib.sha256(data).hexdigest()
