"""An office's folder: which file is the map, which are tables, and what else lies there."""

from __future__ import annotations

from pathlib import Path

from planner.errors import InputError, Problem, listed
from planner.gate.places import real
from planner.sources.doctor.boundaries import VECTORS
from planner.sources.outlines import PACKED, UNPACK
from planner.sources.tables.grids import OTHER_WORKBOOKS, TEXTS, WORKBOOKS
from planner.words.text import say

TABLES = (*TEXTS, *WORKBOOKS, *OTHER_WORKBOOKS)
# What goes with a map, and is read with it.
WITH_MAPS = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".xml", ".dat", ".id", ".map")


def files_of(folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """Find the boundary file and the tables in an office's folder.

    Raises
    ------
    InputError
        No boundary file, or several.
    """
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    home = real(folder)
    out = [path.name for path in found if not real(path).is_relative_to(home)]
    if out:
        raise InputError(
            Problem(
                str(folder),
                say("links to files elsewhere: {names}", names=listed(out)),
                say("files that lie in the folder"),
                say("copy these files into the folder, or name them: `--table FILE`"),
            )
        )
    vectors = [path for path in found if path.suffix.lower() in VECTORS]
    if len(vectors) != 1:
        names = listed([path.name for path in vectors])
        packed = listed([path.name for path in found if path.suffix.lower() in PACKED])
        none = say("no boundary file")
        if packed:
            none = say("no boundary file, but {packed}", packed=packed)
        raise InputError(
            Problem(
                str(folder),
                say("several boundary files: {names}", names=names) if vectors else none,
                say("one: Shapefile, GeoPackage, GeoJSON, KML, MapInfo or GeoParquet"),
                UNPACK if packed else say("name it: `planner data import FILE --table FILE`"),
            )
        )
    return vectors[0], tuple(path for path in found if path.suffix.lower() in TABLES)


def others_of(folder: Path) -> tuple[Path, ...]:
    """Name what is neither map nor table: letters, folders; lock files of Office are nothing."""
    known = (*VECTORS, *TABLES, *WITH_MAPS)
    return tuple(
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~$")) and path.suffix.lower() not in known
    )
