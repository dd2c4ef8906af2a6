"""Outlines: read any vector file, try to show that it is not a map, project, measure."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import pyproj
import shapely

from planner.documents import MOST_SHOWN
from planner.errors import InputError, Problem, listed
from planner.sources.provenance import Gathering
from planner.words.letters import Encoding
from planner.words.text import Said, Text, quoting, say

BYTES = "ISO-8859-1"
"""The encoding in which every byte is the letter of its number."""
MOST_PERCENT = 2
"""By how much areas may be wrong in the system in which is worked, percent of the whole."""
ELLIPSOID = pyproj.Geod(ellps="WGS84")
Outlines = npt.NDArray[np.object_]


def read_vector(
    path: Path, layer: str | None, encoding: Encoding | None = None
) -> gpd.GeoDataFrame:
    """Read outlines and their attributes.

    Parameters
    ----------
    path : Path
        Any file that GDAL reads, or GeoParquet.
    layer : str, optional
        Needed where the file has several layers of outlines.
    encoding : str, optional
        How a Shapefile writes letters; one that Unicode does not know is read byte by byte, as
        Latin letters, for ``encodings.as_vietnamese``.

    Returns
    -------
    GeoDataFrame
        As in the file, its letters too.

    Raises
    ------
    InputError
        Not a map, several layers, no such layer, no feature.
    """
    place = path.name
    try:
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            frame = gpd.read_parquet(path)
        else:
            frame = _read_layer(path, _layer(path, layer), encoding)
    except InputError:
        raise
    except ImportError as error:
        raise InputError(
            Problem(
                place,
                say("GeoParquet without its reader"),
                say("the package pyarrow"),
                say("install pyarrow"),
            )
        ) from error
    except (RuntimeError, ValueError, OSError, shapely.errors.ShapelyError) as error:
        raise _no_map(place, _fault(error)) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise _no_map(place, say("a table without outlines"))
    if frame.empty:
        raise InputError(
            Problem(
                place,
                say("no feature (0 rows)"),
                say("a row a unit"),
                say("export the layer again"),
            )
        )
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame.reset_index(drop=True)


def _read_layer(path: Path, layer: str | None, encoding: Encoding | None) -> gpd.GeoDataFrame:
    stated: dict[str, str] = {}
    if path.suffix.lower() == ".shp" and encoding is not None:
        stated["encoding"] = "UTF-8" if encoding == "utf-8" else BYTES
    try:
        return gpd.read_file(path, layer=layer, engine="pyogrio", **stated)
    except UnicodeDecodeError:
        if path.suffix.lower() != ".shp" or encoding == "utf-8":
            raise
        # What is said of its letters, there or by default, is not true.
        return gpd.read_file(path, layer=layer, engine="pyogrio", encoding=BYTES)


def _layer(path: Path, layer: str | None) -> str | None:
    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if layer is not None and layer not in names:
        raise InputError(
            Problem(
                say("{file}, layer", file=path.name),
                say("no layer '{layer}'", layer=layer),
                listed(names),
                say("name one of these"),
            )
        )
    if layer is None and len(names) > 1:
        raise InputError(
            Problem(
                path.name,
                say("several layers: {names}", names=listed(names)),
                say("one that is named"),
                say("name it under `units.layer`"),
            )
        )
    if not names:
        raise _no_map(path.name, say("a table without outlines"))
    return layer or names[0]


def _no_map(place: str, found: Said) -> InputError:
    return InputError(
        Problem(
            place,
            say("not a map ({found})", found=found),
            say("a vector file of polygons: GeoPackage, GeoJSON, GeoParquet, Shapefile"),
            say(
                "name the file of boundaries under `units.boundaries`; "
                "tables go under `units.tables`"
            ),
        )
    )


def _fault(error: Exception) -> Text:
    """Say why GDAL refused a file; what it seldom says stays in its own words, in English."""
    words = " ".join(str(error).split())
    if isinstance(error, PermissionError) or "Permission denied" in words:
        return say("Permission denied")
    if "not recognized as being in a supported file format" in words:
        return say("a kind of file that is not known")
    if isinstance(error, shapely.errors.ShapelyError):
        return quoting(say("outlines that are damaged"), words[:MOST_SHOWN])
    return quoting(say("a file that is damaged"), words[:MOST_SHOWN])


def outline_problems(geometry: gpd.GeoSeries, place: str) -> list[Problem]:
    """Find rows whose outline is missing, not polygonal or without finite coordinates.

    Parameters
    ----------
    geometry : GeoSeries
        Index: how messages name the rows.
    """
    shapes: Outlines = geometry.to_numpy()
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~none & ~np.isin(shapely.get_type_id(shapes), [3, 6])
    bounds = shapely.bounds(shapes)
    infinite = ~none & ~np.isfinite(bounds).all(axis=1)
    faults = (
        (say("no outline"), none),
        (say("not a polygon"), other),
        (say("coordinates without a value"), infinite),
    )
    return [
        Problem(
            place,
            say("{fault} for {units}", fault=fault, units=listed(geometry.index[mask])),
            say("a polygon for each unit"),
            say("draw these outlines, or leave the rows out with `units.where`"),
        )
        for fault, mask in faults
        if mask.any()
    ]


def find_crs(frame: gpd.GeoDataFrame, declared: str | None, place: str) -> pyproj.CRS:
    """Settle the coordinate system, and hold the coordinates against it.

    Raises
    ------
    InputError
        None at all, two that differ, or coordinates that cannot be in it.
    """
    crs: pyproj.CRS | None = frame.crs
    where = say("{place}, coordinate system", place=place)
    if declared is not None:
        stated = parse_crs(declared, "units.crs")
        if crs is not None and not crs.equals(stated, ignore_axis_order=True):
            raise InputError(
                Problem(
                    where,
                    say(
                        "the file states {ours}, the settings {theirs}",
                        ours=crs.name,
                        theirs=stated.name,
                    ),
                    say("one of them"),
                    say("remove `units.crs`, or write the right system into the file"),
                )
            )
        crs = stated if crs is None else crs
    if crs is None:
        raise InputError(
            Problem(
                where,
                say("none"),
                say("a stated one"),
                say("state it under `units.crs`, for Hà Tĩnh in VN-2000 for example EPSG:9209"),
            )
        )
    x_min, y_min, x_max, y_max = frame.total_bounds
    in_degrees = max(abs(x_min), abs(x_max)) <= 180 and max(abs(y_min), abs(y_max)) <= 90
    if np.isfinite(x_min) and in_degrees != crs.is_geographic:
        metres, degrees = say("metres"), say("degrees")
        system = say("state the system the coordinates really are in")
        mostly = say("state the system the coordinates really are in, for degrees mostly EPSG:4326")
        raise InputError(
            Problem(
                where,
                say(
                    "coordinates that look like {unit} ({box}) under {system}",
                    unit=degrees if in_degrees else metres,
                    box=f"{x_min:g} … {x_max:g}, {y_min:g} … {y_max:g}",
                    system=crs.name,
                ),
                say("coordinates in {unit}", unit=metres if in_degrees else degrees),
                mostly if in_degrees else system,
            )
        )
    return crs


def parse_crs(text: str, place: str) -> pyproj.CRS:
    """Read a coordinate system as written in settings."""
    try:
        crs: pyproj.CRS = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            Problem(
                place, f"'{text}'", say("a coordinate system such as EPSG:9209"), say("correct it")
            )
        ) from error
    return crs


def project(
    frame: gpd.GeoDataFrame, work_crs: str | None, provenance: Gathering
) -> gpd.GeoDataFrame:
    """Bring outlines, which have a coordinate system, into the one to work in.

    Returns
    -------
    GeoDataFrame
        Projected, in metres, two dimensions.
    """
    frame = frame.set_geometry(gpd.GeoSeries(shapely.force_2d(frame.geometry), crs=frame.crs))
    if work_crs is not None:
        target = parse_crs(work_crs, "units.work_crs")
        if not _in_metres(target):
            raise InputError(
                Problem(
                    "units.work_crs",
                    target.name,
                    say("a projected system in metres"),
                    say("choose the UTM zone (EPSG:32648) or the provincial one of VN-2000"),
                )
            )
        if _distorts(frame, target):
            raise InputError(
                Problem(
                    "units.work_crs",
                    say("{system}, which distorts these outlines", system=target.name),
                    say("a system in which areas are right to {percent} %", percent=MOST_PERCENT),
                    say("choose the UTM zone (EPSG:32648) or the provincial one of VN-2000"),
                )
            )
    else:
        own = _in_metres(frame.crs) and not _distorts(frame, frame.crs)
        target = frame.crs if own else frame.estimate_utm_crs()
    if target.equals(frame.crs):
        return frame
    provenance.add_note(
        say("Outlines projected from {old} to {new}.", old=frame.crs.name, new=target.name)
    )
    return frame.to_crs(target)


def _distorts(frame: gpd.GeoDataFrame, system: pyproj.CRS) -> bool:
    """Whether areas are wrong in a system: that of the web makes them 10 % larger, and more."""
    there = float(np.sum(shapely.area(frame.geometry.to_crs(system).to_numpy()))) / 1e6
    right = float(np.abs(measure_km2(frame.geometry)).sum())
    return not abs(there - right) <= right * MOST_PERCENT / 100


def _in_metres(crs: pyproj.CRS) -> bool:
    return bool(crs.is_projected) and all(
        axis.unit_conversion_factor == 1 for axis in crs.axis_info[:2]
    )


def measure_km2(geometry: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    """Measure areas on the ellipsoid, whatever the projection.

    Parameters
    ----------
    geometry : GeoSeries
        Polygons with a coordinate system.

    Returns
    -------
    ndarray of float64, shape (len(geometry),)
        Square kilometres.
    """
    shapes = shapely.orient_polygons(geometry.to_crs("EPSG:4326").to_numpy())
    return np.array([ELLIPSOID.geometry_area_perimeter(shape)[0] for shape in shapes]) / 1e6
