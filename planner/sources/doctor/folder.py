"""An office's folder: which file is the map, which are tables, and what else lies there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from planner.errors import InputError, Problem, listed
from planner.gate.places import real
from planner.sources.doctor.caution import CAUTION, Report
from planner.sources.doctor.maps.boundaries import VECTORS
from planner.sources.doctor.maps.parts import of_today
from planner.sources.doctor.maps.systems import read_map
from planner.sources.outlines import PACKED, UNPACK
from planner.sources.tables.grids import OTHER_WORKBOOKS, TEXTS, WORKBOOKS
from planner.words.text import say

TABLES = (*TEXTS, *WORKBOOKS, *OTHER_WORKBOOKS)


def files_of(folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """Find the boundary file and the tables in an office's folder.

    Raises
    ------
    InputError
        No boundary file, or several.
    """
    found = _of(folder)
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
    vectors = _of_units(_nearest(found, folder, VECTORS))
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
                UNPACK
                if packed and not vectors
                else say("name it: `planner data import FILE --table FILE`"),
            )
        )
    return vectors[0], tuple(path for path in found if path.suffix.lower() in TABLES)


def _of(folder: Path) -> list[Path]:
    """List what lies in a folder and below it; lock files of Office and hidden ones are nothing."""
    return sorted(
        path
        for path in folder.rglob("*")
        if not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    )


def _nearest(files: Sequence[Path], folder: Path, kinds: Collection[str]) -> list[Path]:
    """Choose the files of some kinds that lie in the folder itself; where none does, those below.

    What lies deeper beside others of its kind is mostly what they were made from.
    """
    own = [path for path in files if path.suffix.lower() in kinds]
    return [path for path in own if path.parent == folder] or own


def _of_units(vectors: list[Path]) -> list[Path]:
    """Choose among several maps the one whose outlines are units of today, or the only one of any.

    Beside the map of units lie roads, border marks, seats.
    """
    if len(vectors) < 2:
        return vectors
    fits = dict[Path, float]()
    for path in vectors:
        try:
            frame = read_map(path, Report(), None, None, None)
        except InputError:
            continue
        fits[path] = float((of_today(frame, CAUTION.overlap) != "").mean())
    likely = [path for path, share in fits.items() if share > CAUTION.of_today]
    if len(likely) == 1:
        return likely
    return list(fits) if not likely and len(fits) == 1 else vectors


def others_of(folder: Path, vector: Path, tables: Collection[Path]) -> tuple[Path, ...]:
    """Name what is neither the map nor a table; lock files of Office are nothing.

    Parameters
    ----------
    folder : Path
    vector : Path
        The boundary file.
    tables : collection of Path
    """
    maps = [path for path in _of(folder) if path.suffix.lower() in VECTORS]
    return tuple(
        path
        for path in _of(folder)
        if path.is_file()
        and path not in tables
        # Parts of a map have its name.
        and not any(
            path.parent == each.parent
            and path.name.startswith(f"{each.stem}.")
            and (path != each or each == vector)
            for each in maps
        )
    )
