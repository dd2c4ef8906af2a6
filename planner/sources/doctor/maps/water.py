"""Features cut out of units, such as water: given back to the units that the reference map has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import listed
from planner.sources.country import country
from planner.sources.doctor.caution import CAUTION, Report
from planner.sources.doctor.matching import alike, kind_and_name
from planner.words.text import say, text

Codes = npt.NDArray[np.object_]
POLYGON = 3
"""Type id of GEOS."""


def given_back(
    frame: gpd.GeoDataFrame, texts: pd.DataFrame, there: Codes, place: str, report: Report
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Codes]:
    """Give features that are cut out of units back to them, parted as the reference map parts them.

    A feature is cut out where it is no unit, has no code and no name like one, lies in units of
    the layer by the reference map, and in none of its other features.

    Parameters
    ----------
    frame : GeoDataFrame of n rows
    texts : DataFrame of n rows
        ``code``, ``name`` as written.
    there : ndarray of object, shape (n,)
        The commune of today that each is; empty where it is none.
    place : str
        The file.
    report : Report

    Returns
    -------
    GeoDataFrame, DataFrame, ndarray of object
        Without the features that were given back.
    """
    loose = np.flatnonzero((there == "") & (texts["code"] == "").to_numpy())
    if not len(loose) or len(loose) > CAUTION.few * len(frame) + 1:
        return frame, texts, there
    known = country().known_today()
    names = [str(known.at[code, "name"]) for code in there if code]
    drawn = frame.geometry.to_numpy().copy()
    shapes = shapely.make_valid(drawn)
    rows = {str(code): row for row, code in enumerate(there) if code}
    today = gpd.GeoSeries(list(country().outlines_of_today()), known.index, crs=4326)
    today = today.loc[list(rows)].to_crs(frame.crs)
    keep = np.ones(len(frame), dtype=bool)
    for row in loose:
        name = kind_and_name(str(texts["name"].iloc[row]))[1]
        if name and max(alike(name, other) for other in names) >= CAUTION.likely:
            continue
        shape, units = shapes[row], shapes[list(rows.values())]
        own = shapely.make_valid(today[today.intersects(shape)].to_numpy())
        codes = today.index[today.intersects(shape)]
        inside = shapely.area(shapely.intersection(shape, shapely.union_all(own)))
        common = shapely.area(shapely.intersection(shape, units)).sum()
        area = shapely.area(shape)
        if inside < CAUTION.within * area or common > (1 - CAUTION.within) * area:
            continue
        heirs = parted(shape, dict(zip(codes, own, strict=True)))
        for code, piece in heirs.items():
            drawn[rows[code]] = polygonal([shapes[rows[code]], piece])
            shapes[rows[code]] = drawn[rows[code]]
        keep[row] = False
        said = say(
            "row {row}, “{written}”: no unit, but cut out of units; given back to {names}",
            row=int(frame.index[row]) + 1,
            written=str(texts["name"].iloc[row]),
            names=listed([str(known.at[code, "name"]) for code in heirs]),
        )
        report.doubt(text(place), said)
    if keep.all():
        return frame, texts, there
    whole = frame.set_geometry(drawn, crs=frame.crs)
    return whole[keep], texts[keep], there[keep]


def parted(
    shape: shapely.Geometry, outlines: Mapping[str, shapely.Geometry]
) -> dict[str, shapely.Geometry]:
    """Part a shape among outlines; what lies in none goes with the largest part."""
    area = shapely.area(shape)
    pieces: dict[str, shapely.Geometry] = {
        code: shapely.intersection(shape, own) for code, own in outlines.items()
    }
    pieces = {
        code: piece for code, piece in pieces.items() if shapely.area(piece) > CAUTION.sliver * area
    }
    rest = shapely.difference(shape, shapely.union_all(list(pieces.values())))
    largest = max(pieces, key=lambda code: float(shapely.area(pieces[code])))
    pieces[largest] = shapely.union_all([pieces[largest], rest])
    return pieces


def polygonal(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Join shapes, without the lines and points in which they touch."""
    parts = shapely.get_parts(shapely.union_all(shapes))
    return shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])
