"""Features of a boundary file → one outline a unit: parts joined, strangers and marks set aside."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import listed
from planner.sources.country import country
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.maps.water import given_back
from planner.sources.doctor.matching import alike, kind_and_name
from planner.sources.outlines import outline_problems
from planner.units import full_name
from planner.words.text import say, text

Codes = npt.NDArray[np.object_]
Rows = npt.NDArray[np.intp]
POLYGONS = (3, 6)
"""Type ids of GEOS: polygon, multipolygon."""


def polygons(frame: gpd.GeoDataFrame, place: str, report: Report) -> gpd.GeoDataFrame:
    """Leave out marks and lines among outlines, and say which; a file of nothing else stays.

    Parameters
    ----------
    frame : GeoDataFrame
        Index: number of the feature, from 0.
    """
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    drawn = np.isin(kinds, POLYGONS)
    if drawn.all() or outline_problems(frame.geometry[drawn], place) or not drawn.any():
        return frame
    rows = listed([str(row + 1) for row in frame.index[~drawn]])
    report.doubt(text(place), say("no outlines, set aside: rows {rows}", rows=rows))
    return frame[drawn]


def of_today(frame: gpd.GeoDataFrame, share: float) -> Codes:
    """Give the commune of today that each outline is, empty where it is none of them.

    Parameters
    ----------
    frame : GeoDataFrame of n rows
    share : float
        Of the area of both that has to be common.
    """
    own, other, common = _common(frame)
    shapes, today = frame.geometry.to_crs(4326).to_numpy(), country().outlines_of_today()
    both = shapely.area(shapes)[own] + shapely.area(today)[other] - common
    return _first(len(frame), own, other, common >= share * both)


def one_each(
    frame: gpd.GeoDataFrame,
    texts: pd.DataFrame,
    place: str,
    report: Report,
    caution: Caution,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Codes]:
    """Join the features of each commune of today, and set aside those of another province.

    A feature belongs to the commune that it is, or, where it is none and has no name of another
    one, to the commune that it lies in: an island apart, a pond, an older half of the outline.

    Parameters
    ----------
    frame : GeoDataFrame of n rows
    texts : DataFrame of n rows
        ``code``, ``name``, ``kind`` as written; empty where there is none.
    place : str
        The file.
    report : Report
    caution : Caution

    Returns
    -------
    GeoDataFrame, DataFrame
        Of m ≤ n rows, indexed by the first feature of each.
    ndarray of object, shape (m,)
        The commune of today that each is; empty where it is none.
    """
    there = of_today(frame, caution.overlap)
    if (there != "").mean() <= caution.of_today:
        return frame, texts, np.full(len(frame), "", dtype=object)
    homes = np.where(there != "", there, _inside(frame, texts, caution))
    shapes = frame.geometry.to_numpy().copy()
    keep = np.ones(len(frame), dtype=bool)
    for code in sorted({code for code in homes if code}):
        rows = np.flatnonzero(homes == code)
        if len(rows) == 1:
            continue
        # The largest names them all.
        rows = rows[np.argsort(-shapely.area(shapes[rows]), kind="stable")]
        whole = shapely.union_all(shapely.make_valid(shapes[rows]))
        joined = frame.iloc[rows[:1]].set_geometry([whole], crs=frame.crs)
        if of_today(joined, caution.overlap)[0] != code:
            continue
        shapes[rows[0]] = whole
        there[rows[0]] = code
        keep[rows[1:]] = False
        name = str(country().known_today().at[code, "name"])
        numbers = listed([str(row + 1) for row in sorted(frame.index[rows])])
        report.doubt(
            text(place), say("{name}: features {rows} joined into one", name=name, rows=numbers)
        )
    keep &= ~_strangers(there, place, texts, report)
    frame = frame.set_geometry(shapes, crs=frame.crs)
    area = shapely.area(shapes)
    slivers = keep & (there == "") & (texts["name"] == "").to_numpy()
    slivers &= area < CAUTION.sliver * np.median(area)
    if slivers.any():
        which = listed([str(row + 1) for row in frame.index[slivers]])
        said = say("slivers without a name, set aside: rows {rows}", rows=which)
        report.doubt(text(place), said)
    keep &= ~slivers
    frame, texts, there = frame[keep], texts[keep], there[keep]
    return given_back(frame, texts, there, place, report)


def _common(frame: gpd.GeoDataFrame) -> tuple[Rows, Rows, npt.NDArray[np.float64]]:
    """Pairs of an outline and a commune of today, and their common area (square degrees)."""
    shapes = frame.geometry.to_crs(4326).make_valid().to_numpy()
    today = country().outlines_of_today()
    own, other = shapely.STRtree(today).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[own], shapely.make_valid(today[other])))
    return own, other, common


def _first(n: int, own: Rows, other: Rows, fits: npt.NDArray[np.bool_]) -> Codes:
    codes = country().known_today().index.to_numpy(dtype=object)
    found = np.full(n, "", dtype=object)
    found[own[fits]] = codes[other[fits]]
    return found


def _inside(frame: gpd.GeoDataFrame, texts: pd.DataFrame, caution: Caution) -> Codes:
    """Give the commune that each feature lies in, unless its name is another one's."""
    own, other, common = _common(frame)
    area = shapely.area(frame.geometry.to_crs(4326).to_numpy())
    home = _first(len(frame), own, other, common >= caution.within * area[own])
    names = country().known_today()["name"]
    for row in np.flatnonzero(home != ""):
        written = kind_and_name(re.sub(r"\(.*?\)", "", str(texts["name"].iloc[row])))[1]
        if written and alike(written, str(names[home[row]])) < caution.likely:
            home[row] = ""
    return home


def _strangers(
    there: Codes, place: str, texts: pd.DataFrame, report: Report
) -> npt.NDArray[np.bool_]:
    """Mark the few outlines that are communes of another province, and name them."""
    known = country().known_today()
    provinces = known["province_code"].reindex(there).to_numpy(dtype=object)
    counted = pd.Series(provinces).value_counts()
    if len(counted) < 2:
        return np.zeros(len(there), dtype=bool)
    # An office has a layer of its province; who brings two brings many of each.
    few = {code for code, many in counted.items() if many < CAUTION.few * len(there)}
    foreign = np.array([code in few for code in provinces], dtype=bool)
    for row in np.flatnonzero(foreign):
        unit = known.loc[there[int(row)]]
        report.doubt(
            say("{place}, row {row}", place=place, row=int(texts.index[int(row)]) + 1),
            say("{name} is of {province}: set aside", name=unit["name"], province=unit["province"]),
        )
    return foreign


def with_lacking(units: gpd.GeoDataFrame, place: str, report: Report) -> gpd.GeoDataFrame:
    """Add the few communes of the province that a layer lacks, as the reference map draws them.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Index ``code``; communes of today: ``name``, ``kind``, outlines, perhaps figures.
    place : str
        The file.
    report : Report
        Gets a doubt for each that is added.
    """
    known = country().known_today()
    provinces = known["province_code"].reindex(units.index).value_counts()
    if provinces.empty:
        return units
    own = known.index[known["province_code"] == provinces.index[0]]
    lacking = own.difference(units.index)
    # Who brings a district of a province lacks nothing.
    if not len(lacking) or len(lacking) > CAUTION.few * len(own):
        return units
    outlines = country().outlines_of_today()[known.index.get_indexer(lacking)]
    more = gpd.GeoDataFrame(
        known.loc[lacking, ["name", "kind"]], geometry=list(outlines), crs="EPSG:4326"
    ).to_crs(units.crs)
    for name in full_name(more):
        said = say(
            "{name} is not in the layer: its outline is that of the reference map", name=name
        )
        report.doubt(text(place), said)
    return gpd.GeoDataFrame(pd.concat([units, more]).rename_axis("code"), crs=units.crs)


def unlike_reference(units: gpd.GeoDataFrame) -> list[str]:
    """Name communes of today whose outlines are moved or drawn anew, the least alike first."""
    own, other, common = _common(units)
    known = country().known_today().index
    same = known.to_numpy(dtype=object)[other] == units.index.to_numpy(dtype=object)[own]
    shapes, today = units.geometry.to_crs(4326).to_numpy(), country().outlines_of_today()
    both = shapely.area(shapes)[own] + shapely.area(today)[other] - common
    shares = pd.Series((common / both)[same], units.index[own[same]]).sort_values()
    return [str(code) for code in shares.index[shares < CAUTION.like]]


def tell_unlike(units: gpd.GeoDataFrame, place: str, report: Report) -> None:
    """Name the units that are drawn otherwise than the reference map draws them."""
    unlike = unlike_reference(units)
    if unlike:
        names = listed([str(units.at[code, "name"]) for code in unlike])
        said = say(
            "drawn otherwise than on the reference map, the least alike first: {names}", names=names
        )
        report.doubt(text(place), said)


def with_reference(units: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """Take the outline of the reference map for one of the units."""
    outline = country().outlines_of_today()[
        country().known_today().index.get_indexer(pd.Index([code]))
    ]
    own = gpd.GeoSeries(list(outline), crs="EPSG:4326").to_crs(units.crs)
    shapes = units.geometry.copy()
    shapes.loc[code] = own.iloc[0]
    return units.set_geometry(shapes)


def exchanged(frame: gpd.GeoDataFrame, place: str, report: Report) -> gpd.GeoDataFrame:
    """Turn round outlines in degrees that lie far from all others, and among them when turned.

    Parameters
    ----------
    frame : GeoDataFrame
        As read; nothing is done where it is not in degrees.
    place : str
        The file.
    report : Report
        Gets a doubt for each.
    """
    if frame.crs is None or not frame.crs.is_geographic or frame.empty:
        return frame
    shapes = frame.geometry.to_numpy()
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    usual = np.median(middle, axis=0)
    far = (np.abs(middle - usual) > CAUTION.province_deg).any(axis=1)
    far &= (np.abs(middle[:, ::-1] - usual) <= CAUTION.province_deg).all(axis=1)
    if not far.any():
        return frame
    right = np.where(far, shapely.transform(shapes, lambda xy: xy[:, ::-1]), shapes)
    rows = listed([str(row + 1) for row in frame.index[far]])
    report.doubt(
        text(place), say("latitude and longitude exchanged, put right: rows {rows}", rows=rows)
    )
    return frame.set_geometry(right, crs=frame.crs)
