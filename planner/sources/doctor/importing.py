"""An office's files put together: boundaries and tables → units, a report, matches to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate.places import real
from planner.sources.cells import as_text
from planner.sources.country import country
from planner.sources.doctor.boundaries import VECTORS, Drawn, OpenError, read_boundaries
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.lineage import match_former
from planner.sources.doctor.matching import Match, in_short, match_rows, match_text
from planner.sources.doctor.sheets import OfficeTable, office_table
from planner.sources.outlines import PACKED, UNPACK, measure_km2
from planner.sources.outlines.systems import project
from planner.sources.plausible import doubts, unit_of_area
from planner.sources.provenance import Gathering
from planner.sources.settings import KM2, AreaUnit, TableJoin
from planner.sources.tables.grids import OTHER_WORKBOOKS, TEXTS, WORKBOOKS
from planner.sources.tables.reading import read_sheet
from planner.units import full_name
from planner.words import number_text
from planner.words.letters import Encoding
from planner.words.text import Text, joined, say, text

TABLES = (*TEXTS, *WORKBOOKS, *OTHER_WORKBOOKS)
FIGURES = ("people", "area_km2")
# Headings of the file in which matches are settled.
MATCH_COLUMNS = ("file", "row", "written_code", "written", "code", "name", "score", "how")


@dataclass(frozen=True)
class Files:
    """What an office brings, and what it says of it.

    Attributes
    ----------
    boundaries : Path
    tables : tuple of Path
        With people, areas or both.
    layer, crs, encoding : str, optional
        Of the boundary file, where it does not say them itself or says them wrongly.
    columns : mapping of str
        Our column → heading, where it is not found or taken wrongly.
    matches : Path, optional
        Matches that somebody settled.
    """

    boundaries: Path
    tables: tuple[Path, ...] = ()
    layer: str | None = None
    crs: str | None = None
    encoding: Encoding | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    matches: Path | None = None


@dataclass(frozen=True)
class Imported:
    """What became of an office's files.

    Attributes
    ----------
    units : GeoDataFrame
        Index ``code``; ``name``, ``kind``, ``people``, ``area_km2`` where they were given, codes
        and names of the province; outlines in the system of the file.
    of_today : bool
        Whether they are communes of today.
    report : Report
    matches : list of Match
        Those that are doubtful.
    """

    units: gpd.GeoDataFrame
    of_today: bool
    report: Report
    matches: list[Match]


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


def import_files(files: Files, caution: Caution = CAUTION) -> Imported:
    """Put boundaries and tables together, and name every doubt.

    Parameters
    ----------
    files : Files
    caution : Caution
        How sure a match has to be.

    Raises
    ------
    OpenError
        Rows or outlines of which nobody can be sure; it holds their matches.
    InputError
        Files that cannot be read; every problem that was found in one go.
    """
    report = Report()
    settled = _settled(files.matches)
    drawn = read_boundaries(
        files.boundaries,
        report,
        layer=files.layer,
        crs=files.crs,
        encoding=files.encoding,
        headings=files.columns,
        settled_codes=settled.get(files.boundaries.name, {}),
        caution=caution,
    )
    _refuse_repeated(drawn.units, files.boundaries.name)
    area = measure_km2(drawn.units.geometry)
    units = _in_km2(drawn.units, None, area, text(files.boundaries.name), report)
    matches, problems = list(drawn.matches), []
    for path in files.tables:
        table = office_table(path, report, files.columns, caution=caution)
        given = settled.get(table.place, {})
        found = match_rows(table.rows, units, table.place, given, caution)
        if drawn.of_today:
            found = match_former(table, found, units, given, report, caution)
        matches += [match for match in found if match.doubtful]
        wrong = _open_rows(table, found, units)
        problems += wrong
        if not wrong:
            units = _joined(units, table, found, area, report)
    if problems:
        raise OpenError(problems, matches)
    units = _placed(units, drawn)
    _tell_doubts(units, area, files.boundaries.name, report)
    return Imported(units, drawn.of_today, report, matches)


def _settled(path: Path | None) -> dict[str, dict[int, str]]:
    """Read matches that somebody settled: file → row → code."""
    if path is None:
        return {}
    sheet = read_sheet(path, TableJoin(file=path.name))
    raise_if_any(
        [
            Problem(
                sheet.place,
                say("no column '{column}'", column=head),
                say("the file of matches"),
                say("take matches.csv, which `planner data import` wrote"),
            )
            for head in ("file", "row", "code")
            if head not in sheet.frame
        ]
    )
    settled: dict[str, dict[int, str]] = {}
    texts = {head: as_text(sheet.frame[head]) for head in ("file", "row", "code")}
    for place, row, code in zip(*texts.values(), strict=True):
        if row.isdecimal():
            settled.setdefault(place, {})[int(row)] = code
    return settled


def _refuse_repeated(units: gpd.GeoDataFrame, place: str) -> None:
    twice = sorted(set(units.index[units.index.duplicated()]))
    if twice:
        raise InputError(
            Problem(
                place,
                say("codes that stand more than once: {codes}", codes=listed(twice)),
                say("one outline a unit"),
                say("join the parts of a unit into one outline (QGIS: Dissolve)"),
            )
        )


def _open_rows(table: OfficeTable, matches: Sequence[Match], units: pd.DataFrame) -> list[Problem]:
    """Name rows without a unit, units without a row, and units with two."""
    names = full_name(units)
    head = table.columns.get("name") or table.columns["code"]
    mend = say("write the code into matches.csv, and give it back with `--matches`")
    problems = []
    for position, match in enumerate(matches):
        if match.code in units.index or (match.how == "given" and not match.code):
            continue
        perhaps = listed([f"{names[code]} ({code})" for code in match.perhaps])
        problems.append(
            Problem(
                table.address(position, head),
                say("“{written}” was divided in July 2025", written=match.written)
                if match.how == "divided"
                else say(
                    "no unit that is surely “{written}”",
                    written=match.written or match.written_code,
                ),
                say("perhaps {names}", names=perhaps) if match.perhaps else say("a unit"),
                mend,
            )
        )
    taken = pd.Series([match.code for match in matches if match.code], dtype="str")
    twice, absent = sorted(set(taken[taken.duplicated()])), units.index[~units.index.isin(taken)]
    if twice and not any(match.how == "former" for match in matches):
        several = say("several rows for {units}", units=listed(names[code] for code in twice))
        problems.append(Problem(table.place, several, say("a row a unit"), mend))
    if len(absent):
        named = [f"{names[code]} ({code})" for code in absent]
        without = say("no row for units: {codes}", codes=listed(named))
        problems.append(Problem(table.place, without, say("a row a unit"), mend))
    return problems


def _joined(
    units: gpd.GeoDataFrame,
    table: OfficeTable,
    matches: Sequence[Match],
    drawn: npt.NDArray[np.float64],
    report: Report,
) -> gpd.GeoDataFrame:
    """Lay the figures of a table beside the outlines."""
    head = table.columns.get("name") or table.columns["code"]
    for position, match in enumerate(matches):
        if match.doubtful:
            where = table.address(position, head)
            report.doubt(where, match_text(match, units), in_short(match, units))
        elif match.how == "given" and not match.code:
            left = say("“{written}” left out, as settled", written=match.written)
            report.done(table.address(position, head), left)
    kept = np.array([bool(match.code) for match in matches])
    rows = table.rows[kept].set_axis(
        pd.Index([match.code for match in matches if match.code], dtype="str"), axis="index"
    )
    # Communes of before that became one unit are summed; else each unit has one row.
    sums = {ours: rows[ours].groupby(level=0).sum() for ours in FIGURES if ours in rows}
    columns = {ours: each.reindex(units.index) for ours, each in sums.items()}
    return _in_km2(units.assign(**columns), table.area_unit, drawn, text(table.place), report, rows)


def _in_km2(
    units: gpd.GeoDataFrame,
    area_unit: AreaUnit | None,
    drawn: npt.NDArray[np.float64],
    place: Text,
    report: Report,
    table: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Make areas km², and say how it is known in which unit of measure they stand."""
    if "area_km2" not in (units if table is None else table):
        return units
    areas = units["area_km2"].to_numpy(dtype=np.float64)
    unit = next(each for each in KM2 if each == unit_of_area(areas, drawn))
    if area_unit not in (None, unit):
        report.doubt(
            place,
            say(
                "the heading says {stated}, but areas are as in {unit}", stated=area_unit, unit=unit
            ),
        )
    if unit == "km2":
        return units
    first = units.index[0]
    said = say(
        "areas are in {unit}, made km²: {name} {old} {unit} = {new} km², drawn {drawn} km²",
        unit=unit,
        name=full_name(units)[first],
        old=number_text(areas[0], 2),
        new=number_text(areas[0] * KM2[unit], 4),
        drawn=number_text(drawn[0], 4),
    )
    (report.done if area_unit == unit else report.doubt)(place, said)
    return units.assign(area_km2=np.round(areas * KM2[unit], 6))


def _placed(units: gpd.GeoDataFrame, drawn: Drawn) -> gpd.GeoDataFrame:
    """Add the province of each commune of today, and people as whole numbers."""
    if drawn.of_today:
        table = country().known_today().reindex(units.index)
        units = units.assign(
            province_code=table["province_code"].fillna(""), province=table["province"].fillna("")
        )
    if "people" in units and units["people"].notna().all():
        units = units.assign(people=units["people"].astype("int64"))
    return units


def _tell_doubts(
    units: gpd.GeoDataFrame,
    drawn: npt.NDArray[np.float64],
    place: str,
    report: Report,
) -> None:
    """Hold figures against outlines, neighbours and what is published."""
    if "people" not in units:
        found, mend = say("no figures of people"), say("bring a table of people with `--table`")
        raise InputError(Problem(place, found, say("the people of each unit"), mend))
    flat = project(units, None, Gathering())
    for doubt in doubts(
        flat.assign(area_km2=units.get("area_km2", pd.Series(drawn, units.index))),
        drawn,
        country().known_today(),
    ):
        report.doubt(doubt.unit, joined([doubt.claim, doubt.against], "; "), of_figures=True)
