"""Boundary files and layers that make the reader of maps open something else."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator

from . import base
from .attack import SECRET, Attack, Ground, run_it, scenario

ENTITY = '<!DOCTYPE x [<!ENTITY s SYSTEM "file://{root}/outside/secret.txt">]>'
VRT = """\
<OGRVRTDataSource><OGRVRTLayer name="units">
<SrcDataSource relativeToVRT="0">{source}</SrcDataSource>
<SrcSQL>SELECT *{more} FROM units</SrcSQL>
</OGRVRTLayer></OGRVRTDataSource>
"""


def _as_boundaries(path: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        scenario(ground, units__boundaries=path.replace("{root}", str(ground.root)))
        return run_it(ground)

    return build


def _as_source(path: str, command: str = "check") -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        source = path.replace("{root}", str(ground.root))
        return ["data", command, source, *(["--out", "new"] if command != "check" else [])]

    return build


def _file(name: str, content: str | bytes, command: str = "run") -> Callable[[Ground], list[str]]:
    """Send a boundary file of this name and content."""

    def build(ground: Ground) -> list[str]:
        folder = ground.sent / "office"
        folder.mkdir(exist_ok=True)
        if isinstance(content, str):
            (folder / name).write_text(
                content.replace("{root}", str(ground.root)), encoding="utf-8"
            )
        else:
            (folder / name).write_bytes(content)
        if command == "run":
            scenario(ground, units__boundaries=f"office/{name}")
            return run_it(ground)
        shutil.copy(ground.sent / "people.xlsx", folder)
        return ["data", command, str(folder), *(["--out", "new"] if command == "import" else [])]

    return build


def _vrt(more: str = "") -> str:
    return VRT.format(source="{root}/outside/office/units.geojson", more=more)


def _geojson(change: Callable[[dict[str, object]], object]) -> str:
    whole = base.outlines()
    return json.dumps(change(whole) or whole)


def _ring(ring: object) -> str:
    def change(whole: dict[str, object]) -> None:
        features: list[dict[str, dict[str, object]]] = whole["features"]  # type: ignore[assignment]
        features[0]["geometry"]["coordinates"] = [ring]

    return _geojson(change)


def _views(ground: Ground) -> list[str]:
    """Send a GeoPackage with triggers and endless views."""
    path = ground.sent / "units.gpkg"
    shutil.copy(ground.run / "units.gpkg", path)
    with sqlite3.connect(path) as base_file:
        tables = [row[0] for row in base_file.execute("SELECT table_name FROM gpkg_contents")]
        base_file.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) "
            "SELECT i AS fid, i AS code, 'x' AS name, NULL AS geom FROM n"
        )
        base_file.execute(
            "UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless' "
            f"WHERE table_name = '{tables[0]}'"
        )
        base_file.execute(
            "UPDATE gpkg_geometry_columns SET table_name = 'endless' "
            f"WHERE table_name = '{tables[0]}'"
        )
    scenario(ground, units__boundaries="units.gpkg", units__layer="endless")
    return run_it(ground)


def _listening(ground: Ground) -> list[str]:
    """Point at a server of this process, which writes down who asks."""

    class Asked(http.server.BaseHTTPRequestHandler):
        """Write into a canary whoever asks."""

        def do_GET(self) -> None:
            """Note the question, which should never come."""
            (ground.outside / "asked.txt").write_text(self.path, encoding="utf-8")
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815

    server = http.server.HTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    scenario(ground, units__boundaries=f"/vsicurl/http://127.0.0.1:{port}/units.geojson")
    return run_it(ground)


def _layer(path: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        place = path.replace("{root}", str(ground.root))
        scenario(ground, maps={"layers": [{"file": place, "name": "sông"}]})
        return run_it(ground)

    return build


def _big_wkb() -> bytes:
    """Say that a ring has four thousand million points, in a Shapefile."""
    head = bytearray(100)
    head[0:4] = (9994).to_bytes(4, "big")
    head[24:28] = (0x7FFFFFFF).to_bytes(4, "big")
    head[28:36] = (1000).to_bytes(4, "little") + (5).to_bytes(4, "little")
    record = (1).to_bytes(4, "big") + (0x3FFFFFF0).to_bytes(4, "big") + (5).to_bytes(4, "little")
    return bytes(head) + record + bytes(32) + b"\xff\xff\xff\x7f" * 2 + bytes(64)


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    inside = "{root}/outside/office/units.geojson"
    for name, build in {
        "vsicurl asks": _listening,
        "vsicurl": _as_boundaries("/vsicurl/http://127.0.0.1:1/units.geojson"),
        "vsizip": _as_boundaries("/vsizip/{root}/sent/A.zip/inputs/scenario/units.geojson"),
        "vsisubfile": _as_boundaries("/vsisubfile/0_5000," + inside),
        "vsistdin": _as_source("/vsistdin/"),
        "postgres": _as_boundaries("PG:host=127.0.0.1 port=1 dbname=x"),
        "mysql": _as_source("MYSQL:x,host=127.0.0.1,port=1"),
        "wfs": _as_boundaries("WFS:http://127.0.0.1:1/wfs"),
        "gpkg prefix": _as_boundaries("GPKG:{root}/sent/runs/A/units.gpkg:units"),
        "geojson prefix": _as_boundaries("GeoJSON:" + inside),
        "http": _as_source("http://127.0.0.1:1/units.geojson", "import"),
        "inline": _as_boundaries(json.dumps(base.outlines())),
        "vrt": _file("units.vrt", _vrt()),
        "vrt renamed geojson": _file("units.geojson", _vrt()),
        "vrt renamed gpkg": _file("units.gpkg", _vrt()),
        "vrt in office": _file("units.shp", _vrt(), "import"),
        "layer vrt": _layer("/vsizip/{root}/sent/A.zip"),
        "layer curl": _layer("/vsicurl/http://127.0.0.1:1/a.geojson"),
        "passwd": _as_boundaries("/etc/passwd"),
        "endless view": _views,
    }.items():
        yield Attack("drivers", name, build, quick=name in ("vsicurl asks", "vrt renamed geojson"))
    name_of_all = f'{{"type":"Topology","secret":"{SECRET[:4]}"}}'
    for name, build in {
        "kml external": _file(
            "units.kml", f"<?xml version='1.0'?>{ENTITY}<kml><name>&s;</name></kml>"
        ),
        "gml external": _file("units.gml", f"<?xml version='1.0'?>{ENTITY}<a>&s;</a>", "check"),
        "column twice": _file("units.vrt", _vrt(", 'xa' AS kind")),
        "mbtiles": _file("units.mbtiles", b"SQLite format 3\x00" + bytes(4000)),
        "topology": _file("units.geojson", name_of_all),
        "empty": _file("units.geojson", b""),
        "random shp": _file("units.shp", os.urandom(3000), "check"),
        "giant record": _file("units.shp", _big_wkb(), "check"),
        "giant coordinates": _file(
            "units.geojson", _ring([[1e308, 1e308], [-1e308, 1], [5, 5], [1e308, 1e308]])
        ),
        "text coordinates": _file("units.geojson", _ring([["a", "b"]] * 4)),
        "not a number": _file("units.geojson", _ring([[float("nan"), 1.0]] * 4)),
        "deep": _file("units.geojson", "[" * 200_000),
        "bow tie": _file(
            "units.geojson",
            _ring(
                [
                    [450000, 1550000],
                    [458000, 1558000],
                    [458000, 1550000],
                    [450000, 1558000],
                    [450000, 1550000],
                ]
            ),
            "check",
        ),
    }.items():
        refuse = name != "bow tie"
        yield Attack("geometry", name, build, refuse, quick=name in ("empty", "giant coordinates"))
