"""Outlines: read any vector file, try to show that it is not a map, measure."""

from __future__ import annotations

import glob
import io
from pathlib import Path

import geopandas as gpd
import geopandas.io.arrow
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet  # noqa: F401
import pyogrio
import pyproj
import shapely

from planner.errors import InputError, Problem, listed, system_fault
from planner.gate import FILES, OUTLINES, BrokenOffError, apart
from planner.gate.documents import MOST_SHOWN
from planner.words.letters import Encoding
from planner.words.text import Said, Text, quoting, say

BYTES = "ISO-8859-1"
"""The encoding in which every byte is the letter of its number."""
REFERRING = (b"<OGRVRT", b"<VRTDataset", b"<OGRWFS", b"<OGRGPSBabel", b"gdal_streamed_alg")
"""How files begin that hold no outlines, but say where GDAL should look for them."""
OF_SHAPES = {"ShapelyError", "GEOSException", "InvalidGeometryError", "TopologicalError"}
LAYERED = (".gpkg", ".gdb")
FOLDED = (".kml", ".kmz")
"""Kinds of files that may have several layers; and those whose folders are layers."""
PACKED = (".zip", ".rar", ".7z")
UNPACK = say("unpack it, and name the boundary file that was in it")
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
        Latin letters, for ``Country.as_meant``.

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
    _whole(path)
    try:
        frame = features(path, layer, encoding)
    except BrokenOffError as error:
        raise _refused(place, error) from error
    except OSError as error:
        raise _no_map(place, system_fault(error)) from error
    if frame is None:
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


def _whole(path: Path) -> None:
    """Refuse a Shapefile without its parts, and a database of which a part is elsewhere yet."""
    if path.suffix.lower() == ".shp" and path.is_file():
        there = {other.suffix.lower() for other in path.parent.glob(f"{glob.escape(path.stem)}.*")}
        missing = [part for part in (".shx", ".dbf") if part not in there]
        if missing:
            names = listed([path.stem + part for part in missing])
            raise InputError(
                Problem(
                    path.name,
                    say("a Shapefile without {names}", names=names),
                    say("all its parts: .shp, .shx, .dbf, .prj"),
                    say("copy all files of that name into the folder"),
                )
            )
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size:
        raise InputError(
            Problem(
                path.name,
                say("changes that are not in the file yet, but in {log}", log=log.name),
                say("a file that no other program has open"),
                say("save it in QGIS and close it there, then give the command again"),
            )
        )


def polygon_layers(path: Path) -> list[str]:
    """Name the layers of a file that may hold outlines; empty where there is one, or folders are.

    Raises
    ------
    InputError, BrokenOffError, OSError
        See :func:`features`.
    """
    if path.suffix.lower() in FOLDED or path.suffix.lower() not in LAYERED:
        return []
    _refuse_swollen(path)
    names: list[str] = apart(_polygon_layers, OUTLINES, [path], path.absolute())
    return names if len(names) > 1 else []


def _polygon_layers(path: Path) -> list[str]:
    """List them, in a child."""
    layers = pyogrio.list_layers(path)
    return [str(name) for name, kind in layers if "Polygon" in str(kind)]


def features(
    path: Path, layer: str | None, encoding: Encoding | None = None
) -> gpd.GeoDataFrame | None:
    """Read a layer of whoever's file in a child, within limits.

    Returns
    -------
    GeoDataFrame or None
        None of a table without outlines.

    Raises
    ------
    InputError
        No such layer, several, a file that only names other files, or one that is too large.
    BrokenOffError
        It is damaged, or no file of outlines at all.
    OSError
        It cannot be read.
    """
    _refuse_swollen(path)
    packed, crs = apart(_packed, OUTLINES, [path], path.absolute(), layer, encoding)
    if not packed:
        return None
    frame = gpd.read_parquet(io.BytesIO(packed))
    for name in frame.select_dtypes("object"):
        # A list of a GeoJSON stays one, and is refused where a name or a figure is asked for.
        frame[name] = frame[name].map(lambda v: v.tolist() if isinstance(v, np.ndarray) else v)
    # As the file's own reader made it: two writings of one system are not the same text.
    return frame.set_crs(crs, allow_override=True) if crs else frame


def _packed(path: Path, layer: str | None, encoding: Encoding | None) -> tuple[bytes, str]:
    """Read a layer, in a child: as GeoParquet, and its coordinate system; nothing without one."""
    if path.suffix.lower() in (".parquet", ".geoparquet"):
        frame = gpd.read_parquet(path)
    else:
        layers = [_read_layer(path, name, encoding) for name in _layers(path, layer)]
        frame = layers[0] if len(layers) == 1 else pd.concat(layers, ignore_index=True)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return b"", ""
    packed = io.BytesIO()
    frame.to_parquet(packed)
    return packed.getvalue(), frame.crs.srs if frame.crs else ""


def _refuse_swollen(path: Path) -> None:
    """Refuse a file that is larger than any map, or names other files and machines instead."""
    parts = [path] if path.is_file() else sorted(path.rglob("*"))
    size = sum(part.stat().st_size for part in parts if part.is_file())
    head = b""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(4_096)
    if size > FILES.most_outline_bytes:
        raise _no_map(
            path.name, say("a file of more than {most} MB", most=FILES.most_outline_bytes >> 20)
        )
    if any(mark in head for mark in REFERRING):
        raise _no_map(path.name, say("a file that names other files instead of holding outlines"))


def _refused(place: str, error: BrokenOffError) -> InputError:
    """Say why a file of outlines was not read."""
    if error.kind == "ImportError":
        return InputError(
            Problem(
                place,
                say("GeoParquet without its reader"),
                say("the package pyarrow"),
                say("install pyarrow"),
            )
        )
    if error.kind == "UnboundLocalError":
        # So pyogrio ends where a coordinate system holds bytes that are no letters.
        return InputError(
            Problem(
                say("{place}, coordinate system", place=place),
                say("bytes that are no letters"),
                say("a coordinate system such as EPSG:9209"),
                say("export the layer again"),
            )
        )
    return _no_map(place, _fault(error))


def _read_layer(path: Path, layer: str | None, encoding: Encoding | None) -> gpd.GeoDataFrame:
    stated: dict[str, str] = {}
    if path.suffix.lower() == ".shp" and encoding is not None:
        stated["encoding"] = "UTF-8" if encoding == "utf-8" else BYTES
    try:
        return gpd.read_file(path, layer=layer, engine="pyogrio", **stated)
    except UnicodeDecodeError:
        if path.suffix.lower() not in (".shp", ".mif", ".tab") or encoding == "utf-8":
            raise
        # What is said of its letters, there or by default, is not true.
        return gpd.read_file(path, layer=layer, engine="pyogrio", encoding=BYTES)


def _layers(path: Path, layer: str | None) -> list[str]:
    """Choose the layers that are read: one; of what Google Earth writes each folder is one."""
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
    if layer is None and len(names) > 1 and path.suffix.lower() not in FOLDED:
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
    return names if layer is None else [layer]


def _no_map(place: str, reason: Said) -> InputError:
    mend = say(
        "name the file of boundaries under `units.boundaries`; tables go under `units.tables`"
    )
    return InputError(
        Problem(
            place,
            say("not a map ({found})", found=reason),
            say("a vector file of polygons: GeoPackage, GeoJSON, GeoParquet, Shapefile"),
            UNPACK if place.lower().endswith(PACKED) else mend,
        )
    )


def _fault(error: BrokenOffError) -> Text:
    """Say why GDAL refused a file; what it seldom says stays in its own words, in English."""
    words = error.text.en
    if not error.kind:
        return error.text
    if error.kind == "PermissionError" or "Permission denied" in words:
        return say("Permission denied")
    if "database is locked" in words:
        return say("open in another program (Excel, Word, QGIS …): close it there")
    if "not recognized as being in a supported file format" in words:
        return say("a kind of file that is not known")
    if error.kind in OF_SHAPES:
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
