"""Faults of outlines: files, coordinates, gaps and overlaps."""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from faults.fault import CHECK, Fault, Spoil, nothing, setting, written

GEOJSON = setting("units.boundaries=units.geojson")
SHAPE = setting("units.boundaries=shape/units.shp")
PARQUET = setting("units.boundaries=units.parquet")
RUN = ("run", "small.yaml", "--out", "out")


def _frame(change: Callable[[gpd.GeoDataFrame], Any]) -> Spoil:
    """Change the units of the GeoPackage."""

    def spoil(folder: Path) -> None:
        path = folder / "units.gpkg"
        frame = gpd.read_file(path)
        changed = change(frame)
        path.unlink()
        (frame if changed is None else changed).to_file(path)

    return spoil


def _outline(change: Callable[[Any], Any], code: str = "22") -> Spoil:
    """Change the outline of one unit."""

    def of(frame: gpd.GeoDataFrame) -> None:
        shapes = frame.geometry.to_numpy().copy()
        row = list(frame["code"]).index(code)
        shapes[row] = change(shapes[row])
        frame.geometry = gpd.GeoSeries(shapes, crs=frame.crs)

    return _frame(of)


def _moved(by_m: float) -> Callable[[Any], Any]:
    return lambda shape: shapely.transform(shape, lambda points: points + np.array([by_m, 0.0]))


def _scaled(factor: float) -> Callable[[Any], Any]:
    def change(shape: Any) -> Any:
        centre = np.asarray(shapely.centroid(shape).coords)
        return shapely.transform(shape, lambda points: centre + (points - centre) * factor)

    return change


def _bow_tie(shape: Any) -> Any:
    x0, y0, x1, y1 = shapely.bounds(shape)
    return shapely.Polygon([(x0, y0), (x1, y1), (x1, y0), (x0, y1), (x0, y0)])


def _twice(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    shapes[3] = shapes[4]
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


def _small_loop(shape: Any) -> Any:
    """Cross itself in one corner, by a metre."""
    x0, y0, x1, y1 = shapely.bounds(shape)
    return shapely.Polygon(
        [(x0, y0), (x1, y0), (x1, y1), (x0 + 1, y1), (x0, y1 - 1), (x0 + 1, y1 - 1), (x0, y1)]
    )


def _geojson(change: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "units.geojson"
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data), encoding="utf-8")

    return spoil


def _ring(data: dict[str, Any]) -> list[Any]:
    rings: list[Any] = data["features"][4]["geometry"]["coordinates"]
    while not isinstance(rings[0][0], int | float):
        rings = rings[0]
    return rings


def _set_geometry(value: Any) -> Spoil:
    return _geojson(lambda data: data["features"][4].update(geometry=value))


def _set_property(name: str, value: Any) -> Spoil:
    return _geojson(lambda data: data["features"][4]["properties"].update({name: value}))


def _unlink(*names: str) -> Spoil:
    def spoil(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return spoil


def _sql(*commands: str) -> Spoil:
    """Change the tables inside the GeoPackage."""

    def spoil(folder: Path) -> None:
        with sqlite3.connect(folder / "units.gpkg") as base:
            for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                base.create_function(name, 1, lambda _: 0.0)
            for command in commands:
                base.execute(command)
        base.close()

    return spoil


def _column(name: str, value: Any) -> Spoil:
    def of(frame: gpd.GeoDataFrame) -> None:
        frame[name] = 5000.0 if isinstance(value, float) else 5000
        frame[name] = frame[name].astype(object)
        frame.loc[4, name] = value
        if not isinstance(value, str | list):
            frame[name] = frame[name].astype(float)

    return _frame(of)


GAPS: dict[str, tuple[Spoil, str, tuple[str, ...], Any]] = {
    "half a metre all round": (_outline(_scaled(0.9999)), "gap|face each other", RUN, 2),
    "fifty metres to one side": (_outline(_moved(50.0)), "a gap of up to 100 m along", RUN, 2),
    "fifty metres all round": (_outline(_scaled(0.99)), "face each other|gap", RUN, 2),
    "a kilometre all round": (_outline(_scaled(0.8)), "neighbour", RUN, 2),
    "an overlap of a kilometre": (_outline(_scaled(1.2)), "gaps or overlaps beyond", RUN, 2),
    "one over another": (_outline(_moved(10_000.0)), "gaps or overlaps beyond", RUN, 2),
    "a unit far away": (_outline(_moved(200_000.0)), "neighbour", RUN, 2),
    "gaps everywhere": (
        _frame(
            lambda frame: frame.set_geometry(
                gpd.GeoSeries([_scaled(0.9999)(s) for s in frame.geometry], crs=frame.crs)
            )
        ),
        "face each other|gap|neighbour",
        RUN,
        2,
    ),
    "a bow-tie": (_outline(_bow_tie), "crosses itself", RUN, 2),
    "a loop of a metre": (_outline(_small_loop), "outline crossed itself", CHECK, (0, 1)),
    "a hole that nobody fills": (
        _outline(lambda shape: shape.difference(shapely.buffer(shapely.centroid(shape), 100.0))),
        "Nine squares",
        RUN,
        (0, 1),
    ),
    "a duplicate outline": (
        _frame(_twice),
        "gaps or overlaps beyond",
        RUN,
        2,
    ),
}
OUTLINES: dict[str, tuple[Spoil, str]] = {
    "none": (_outline(lambda _: None), "no outline for 22"),
    "an empty one": (_outline(lambda _: shapely.Polygon()), "no outline for 22"),
    "a point": (_frame(lambda f: f.set_geometry(f.geometry.centroid)), "not a polygon"),
    "lines": (_frame(lambda f: f.set_geometry(f.geometry.boundary)), "not a polygon"),
    "a line among polygons": (_outline(lambda shape: shape.boundary), "not a polygon for 22"),
    "without an area": (
        _outline(lambda s: shapely.Polygon([(0, 0), (1, 1), (0, 0), (0, 0)])),
        "outlines without an area for 22|units.gpkg",
    ),
    "infinite": (
        _outline(lambda s: shapely.transform(s, lambda p: p * np.inf)),
        "coordinates without a value for 22",
    ),
    "1e30 metres away": (_outline(_moved(1e30)), "units.gpkg"),
    "degrees under metres": (
        _frame(lambda f: f.to_crs(4326).set_crs(32648, allow_override=True)),
        "look like degrees",
    ),
    "metres under degrees": (
        _frame(lambda f: f.set_crs(4326, allow_override=True)),
        "look like metres",
    ),
    "no system": (_frame(lambda f: f.set_crs(None, allow_override=True)), "coordinate system"),
    "no row": (_frame(lambda f: f.iloc[:0]), "no feature|no unit"),
    "no column of codes": (_frame(lambda f: f.drop(columns="code")), "no column 'code'"),
    "no column of names": (_frame(lambda f: f.drop(columns="name")), "column name"),
    "no column of kinds": (_frame(lambda f: f.drop(columns="kind")), "column kind"),
    "repeated codes": (
        _frame(lambda f: f.assign(code=["11", *f["code"][:-1]])),
        "codes that stand more than once: 11",
    ),
    "codes as numbers with fractions": (
        _frame(lambda f: f.assign(code=[float(c) + 0.5 for c in f["code"]])),
        "codes without an outline",
    ),
    "an empty code": (_frame(lambda f: f.assign(code=["", *f["code"][1:]])), "no code in row 1"),
    "codes of none": (_frame(lambda f: f.assign(code=[None, *f["code"][1:]])), "no code in row"),
    "an unknown kind": (_frame(lambda f: f.assign(kind=["làng", *f["kind"][1:]])), "làng"),
    "an empty kind": (_frame(lambda f: f.assign(kind=["", *f["kind"][1:]])), "empty cells"),
    "kinds of another level": (_frame(lambda f: f.assign(kind="huyen")), "kind"),
    "an empty name": (_frame(lambda f: f.assign(name=["", *f["name"][1:]])), "no name for 11"),
    "a name of none": (_frame(lambda f: f.assign(name=[None, *f["name"][1:]])), "no name for 11"),
    "flags that are none": (_frame(lambda f: f.assign(mountain="maybe")), "'maybe'"),
    "people of infinity": (_column("communes", math.inf), "communes.*inf"),
    "communes of −1": (_column("communes", -1.0), "communes.*-1"),
    "communes of 1e300": (_column("communes", 1e300), "communes.*1e\\+300"),
    "a share of 250 %": (_column("urban_percent", 250.0), "urban_percent.*22 = 250"),
    "a share of −3 %": (_column("poverty_percent", -3.0), "poverty_percent.*22 = -3"),
}
FILES: dict[str, tuple[Spoil, str, tuple[str, ...]]] = {
    "GeoPackage: empty": (written("units.gpkg", b""), "an empty file", CHECK),
    "GeoPackage: text": (written("units.gpkg", "code"), "not a map", CHECK),
    "GeoPackage: cut off": (
        lambda folder: os.truncate(folder / "units.gpkg", 20_000),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: zeros in the midst": (
        lambda folder: (folder / "units.gpkg").write_bytes(
            (data := (folder / "units.gpkg").read_bytes())[:30_000] + bytes(9_000) + data[39_000:]
        ),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: a blob that is none": (
        _sql("UPDATE units SET geom = X'00' WHERE code = '22'"),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: text for an outline": (
        _sql("UPDATE units SET geom = 'x' WHERE code = '22'"),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: no contents": (
        _sql("DELETE FROM gpkg_contents"),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: no table": (
        _sql("DROP TABLE units"),
        "units.gpkg",
        CHECK,
    ),
    "GeoPackage: no system": (
        _sql("UPDATE gpkg_geometry_columns SET srs_id = 99", "UPDATE gpkg_contents SET srs_id=99"),
        "coordinate system|units.gpkg",
        CHECK,
    ),
    "GeoPackage: a folder": (
        lambda folder: ((folder / "units.gpkg").unlink(), (folder / "units.gpkg").mkdir()),
        "not a map",
        CHECK,
    ),
    "GeoPackage: not there": (_unlink("units.gpkg"), "no such file", CHECK),
    "GeoJSON: an open ring": (_geojson(lambda d: _ring(d).pop()), "units.geojson", GEOJSON),
    "GeoJSON: two points": (
        _geojson(lambda d: _ring(d).__delitem__(slice(2, None))),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: no point": (_geojson(lambda d: _ring(d).clear()), "units.geojson", GEOJSON),
    "GeoJSON: a word for a number": (
        _geojson(lambda d: _ring(d).__setitem__(1, ["x", "y"])),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: one coordinate": (
        _geojson(lambda d: _ring(d).__setitem__(1, [500_000.0])),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: no geometry": (_set_geometry(None), "no outline for 22", GEOJSON),
    "GeoJSON: a number for geometry": (_set_geometry(7), "units.geojson", GEOJSON),
    "GeoJSON: a kind that is none": (
        _set_geometry({"type": "Square", "coordinates": []}),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: a collection": (
        _set_geometry({"type": "GeometryCollection", "geometries": []}),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: a list as code": (_set_property("code", ["22"]), "code", GEOJSON),
    "GeoJSON: a mapping as code": (_set_property("code", {"a": 22}), "code", GEOJSON),
    "GeoJSON: no code": (_set_property("code", None), "no code in row 5", GEOJSON),
    "GeoJSON: a list as name": (_set_property("name", ["a", "b"]), "name", GEOJSON),
    "GeoJSON: a list as kind": (_set_property("kind", ["xa"]), "kind", GEOJSON),
    "GeoJSON: a mapping as flag": (_set_property("mountain", {"a": 1}), "mountain", GEOJSON),
    "GeoJSON: cut off": (
        lambda folder: os.truncate(folder / "units.geojson", 2_000),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: no features": (_geojson(lambda d: d.update(features=[])), "units.geojson", GEOJSON),
    "GeoJSON: features that are none": (
        _geojson(lambda d: d.update(features=[1, 2])),
        "units.geojson",
        GEOJSON,
    ),
    "GeoJSON: a list": (written("units.geojson", "[]"), "not a map", GEOJSON),
    "GeoJSON: nested deep": (
        written("units.geojson", '{"type":"FeatureCollection","features":' + "[" * 50_000),
        "not a map",
        GEOJSON,
    ),
    "GeoJSON: an unknown system": (
        _geojson(lambda d: d.update(crs={"type": "name", "properties": {"name": "EPSG:1"}})),
        "coordinate system|units.geojson",
        GEOJSON,
    ),
    "GeoJSON: latin letters": (
        written("units.geojson", b'{"type":"FeatureCollection","features":["\xe3"]}'),
        "units.geojson",
        GEOJSON,
    ),
    "GeoParquet: cut off": (
        lambda folder: os.truncate(folder / "units.parquet", 3_000),
        "not a map",
        PARQUET,
    ),
    "GeoParquet: text": (written("units.parquet", "PAR1" * 20), "not a map", PARQUET),
    "a csv": (nothing, "not a map|without outlines", setting("units.boundaries=people.csv")),
    "a workbook": (nothing, "not a map|without outl", setting("units.boundaries=people.xlsx")),
    "a scenario": (nothing, "not a map", setting("units.boundaries=small.yaml")),
    "a device": (nothing, "a device or a pipe", setting("units.boundaries=/dev/zero")),
    "a folder": (nothing, "boundaries|shape", setting("units.boundaries=.")),
    "an address": (nothing, "no such file", setting("units.boundaries=https://example.org/x.shp")),
    "a virtual file": (nothing, "no such file", setting("units.boundaries=/vsicurl/http://x/y")),
    "a database": (nothing, "no such file", setting("units.boundaries='PG:dbname=x'")),
    "no layer": (nothing, "no layer 'x'", setting("units.layer=x")),
    "a province that is none": (nothing, "province", setting("units.boundaries=vietnam:x@2026")),
    "a year that is none": (nothing, "2099", setting("units.boundaries=vietnam:ha_tinh@2099")),
    "a system that is none": (nothing, "units.crs", setting("units.crs=EPSG:1")),
    "a system of words": (nothing, "units.crs", setting("units.crs=hello")),
    "another system": (nothing, "coordinate system", setting("units.crs=EPSG:9209")),
    "work in degrees": (nothing, "units.work_crs", setting("units.work_crs=EPSG:4326")),
    "work in no system": (nothing, "units.work_crs", setting("units.work_crs=xxx")),
    "work in feet": (nothing, "units.work_crs", setting("units.work_crs=EPSG:2263")),
    "work at the other end of the world": (
        nothing,
        "units.work_crs|coordinates",
        setting("units.work_crs=EPSG:32633"),
    ),
    "no such column": (nothing, "no column 'x'", setting("units.columns={name: x}")),
    "a kind that is none": (
        nothing,
        "no such kinds: village",
        setting("units.kinds={làng: village}"),
    ),
}


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (spoil, said, words, code) in GAPS.items():
        yield Fault("gaps", name, spoil, said, words, code)
    for name, (spoil, said) in OUTLINES.items():
        yield Fault("outlines", name, spoil, said)
    for name, (spoil, said, words) in FILES.items():
        yield Fault("files of outlines", name, spoil, said, words)
