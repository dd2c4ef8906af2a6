"""Faults of files of outlines that lack a part, or have one that is damaged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from faults.cases.boundaries import SHAPE, _unlink
from faults.fault import CHECK, Fault, Spoil, edited, setting, written

PARTS: dict[str, tuple[Spoil, str, tuple[str, ...]]] = {
    "Shapefile: no .dbf": (_unlink("shape/units.dbf"), "without units.dbf", SHAPE),
    "Shapefile: no .shx": (_unlink("shape/units.shx"), "without units.shx", SHAPE),
    "an archive": (
        lambda folder: (folder / "units.rar").write_bytes(b"Rar!" + bytes(99)),
        "unpack it",
        setting("units.boundaries=units.rar"),
    ),
    "changes that QGIS has not saved": (
        written("units.gpkg-wal", b"x"),
        "not in the file yet, but in units.gpkg-wal",
        CHECK,
    ),
    "Shapefile: no .prj": (_unlink("shape/units.prj"), "coordinate system", SHAPE),
    "Shapefile: a .prj that is none": (written("shape/units.prj", "x"), "coordinate sys", SHAPE),
    "Shapefile: a .prj without meridian": (
        edited("shape/units.prj", ('PARAMETER["Central_Meridian",105.0],', "")),
        "a part is missing",
        SHAPE,
    ),
    "Shapefile: a .prj of no projection": (
        edited("shape/units.prj", ("Transverse_Mercator", "Transverse_MerMEtor")),
        "a part is missing",
        SHAPE,
    ),
    "Shapefile: a .prj of bytes": (
        lambda folder: _spoiled_letters(folder / "shape" / "units.prj"),
        "bytes that are no letters",
        SHAPE,
    ),
    "Shapefile: a .dbf that is none": (written("shape/units.dbf", "x"), "units.shp", SHAPE),
    "Shapefile: an empty .shp": (written("shape/units.shp", b""), "an empty file", SHAPE),
    "Shapefile: a cut .shp": (
        lambda folder: os.truncate(folder / "shape" / "units.shp", 300),
        "units.shp",
        SHAPE,
    ),
    "Shapefile: a cut .dbf": (
        lambda folder: os.truncate(folder / "shape" / "units.dbf", 400),
        "units.shp",
        SHAPE,
    ),
}


def _spoiled_letters(path: Path) -> None:
    """Put bytes that are no letters into a name, as a damaged disk does."""
    path.write_bytes(path.read_bytes().replace(b"D_WGS_1984", b"\xb6\xf9\xde\xf7", 1))


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (spoil, said, words) in PARTS.items():
        yield Fault("files of outlines", name, spoil, said, words)
