"""The page of repairs: where borders of a file were mended, in one file that opens offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from planner.output.maps.document import render_page
from planner.output.maps.outlines import far_islands, feature_collection, geographic
from planner.output.maps.pages.prices import COLOURS, SCRIPTS, STYLES
from planner.words import Text
from planner.words.outputs.maps import REPAIR_CLASSES, REPAIRS

TOLERANCE_M = 20.0
"""How far outlines of the page may be off: it shows where, not how much."""


@dataclass(frozen=True)
class Mended:
    """A unit whose outline was changed.

    Attributes
    ----------
    where : Geometry
        Lines along which it was, in the system of the units.
    text : Text
        Unit, and by how much.
    large : bool
        Whether it is among those that changed most.
    """

    where: shapely.Geometry
    text: Text
    large: bool


def write_repairs_page(
    outlines: gpd.GeoSeries, mended: Sequence[Mended], path: Path, *, title: Text, notes: list[Text]
) -> None:
    """Write the page.

    Parameters
    ----------
    outlines : GeoSeries
        After the repair, in metres; index ``code``.
    mended : sequence of Mended
        The unit that changed most first.
    path : Path
        File to write (HTML, UTF-8).
    title : Text
    notes : list of Text
    """
    lines: list[dict[str, Any]] = []
    for each in mended:
        parts = gpd.GeoSeries(shapely.get_parts(each.where), crs=outlines.crs).to_crs(4326)
        drawn = [
            [[round(y, 5), round(x, 5)] for x, y in shapely.get_coordinates(part)] for part in parts
        ]
        lines.append({"lines": drawn, "class": 0 if each.large else 1, "text": each.text})
    simple = gpd.GeoSeries(
        shapely.coverage_simplify(outlines.to_numpy(), TOLERANCE_M),
        index=outlines.index,
        crs=outlines.crs,
    )
    shown = geographic(simple)
    content: dict[str, Any] = {
        "title": title,
        "words": REPAIRS,
        "notes": notes,
        "classes": [
            {"colour": colour, "name": name, "dash": None}
            for colour, name in zip((COLOURS[0], COLOURS[3]), REPAIR_CLASSES, strict=True)
        ],
        "borders": lines,
        "islands": far_islands(shown),
        "cheapest": list(range(min(20, len(lines)))),
    }
    layers = {"units": feature_collection(shown)}
    page = render_page(content, layers, styles=STYLES, scripts=SCRIPTS)
    Path(path).write_bytes(page.encode("utf-8"))
