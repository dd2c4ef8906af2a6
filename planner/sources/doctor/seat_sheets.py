"""Places in an office's folder: seats and settlements, in degrees or in whatever system fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from planner.errors import listed
from planner.sources.cells import as_text, parse_number
from planner.sources.country import country
from planner.sources.doctor.caution import Caution, Report
from planner.sources.doctor.matching import match_rows
from planner.sources.doctor.pool import Pool, Witness
from planner.sources.doctor.sheets.words import clean_name
from planner.sources.tables.grids import grid_of, sheet_names
from planner.units import full_name
from planner.words.letters import Encoding
from planner.words.sources import BESIDE, HEADS, NAME_OF_SEAT, PLACES, SEAT_OF, SUMS, heading_key
from planner.words.text import say, text

Figures = npt.NDArray[np.float64]
DEGREES = re.compile(r"(\d+)[°º]\s*(\d+)['′’]\s*(\d+(?:[.,]\d+)?)")


BOTH = re.compile(r"\s*(-?\d{1,3}\.\d+)\s*°?\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*°?\s*")
"""Two coordinates in one cell, in degrees."""


@dataclass(frozen=True)
class PointSheet:
    """A sheet of places, or of settlements without places.

    Attributes
    ----------
    place : str
        File and sheet.
    rows : DataFrame
        Index: row in the file; ``code``, ``name``, ``kind``, ``label`` (text), ``people``, ``one``,
        ``other`` (coordinates as they stand; float64, NaN where there is none).
    settlements : bool
        Whether it is of settlements, and not of seats.
    """

    place: str
    rows: pd.DataFrame
    settlements: bool


def point_sheets(path: Path, encoding: Encoding | None, caution: Caution) -> list[PointSheet]:
    """Find the sheets of places in a file.

    Raises
    ------
    InputError
        A file that cannot be read.
    """
    sheets = []
    for name in sheet_names(path):
        grid = grid_of(path, name, uncomputed=True)
        cells = {cell for row in grid.rows for cell in row if isinstance(cell, str)}
        read, _ = country().meaning(cells, encoding, grid.place)
        rows = _two_cells([[read(cell) for cell in row] for row in grid.rows])
        for first, row in enumerate(rows[: caution.heading_within]):
            heads = _heads([heading_key(str(cell or "")) for cell in row])
            placed = {"one", "other"} <= heads.keys()
            if "name" in heads and (placed or {"settlement", "people"} <= heads.keys()):
                sheet = _sheet(grid.place, rows[first + 1 :], first + 2, heads)
                sheets.append(sheet)
                break
    return sheets


def _two_cells(rows: list[list[object]]) -> list[list[object]]:
    """Part cells that hold both coordinates, as maps on the web do: "16.47970,107.57434°"."""
    column = next(
        (
            n
            for n in range(max(map(len, rows), default=0))
            if sum(len(row) > n and bool(BOTH.fullmatch(str(row[n]))) for row in rows)
            > len(rows) / 2
        ),
        None,
    )
    if column is None:
        return rows
    parted = []
    for row in rows:
        cell = str(row[column] or "") if len(row) > column else ""
        both = BOTH.fullmatch(cell)
        # The heading of both becomes one of each, in the order in which such maps write them.
        two = [both[1], both[2]] if both else ["lat", "lon"] if heading_key(cell) else [None, None]
        parted.append([*row[:column], *two, *row[column + 1 :]])
    return parted


def _heads(keys: Sequence[str]) -> dict[str, int]:
    heads: dict[str, int] = {}
    patterns = {
        "one": PLACES[0],
        "other": PLACES[1],
        "settlement": BESIDE["settlement"],
        "office": BESIDE["office"],
        "code": HEADS["code"],
        "people": HEADS["people"],
        "name": (*HEADS["name"], NAME_OF_SEAT),
    }
    for ours, own in patterns.items():
        fits = [n for p in own for n, key in enumerate(keys) if re.fullmatch(p, key)]
        fits = [n for n in fits if n not in heads.values()]
        if fits:
            heads[ours] = fits[0]
    return heads


def _sheet(
    place: str, rows: Sequence[list[object]], first: int, heads: dict[str, int]
) -> PointSheet:
    label = "settlement" if "settlement" in heads else "office"
    table: dict[int, dict[str, object]] = {}
    for number, row in enumerate(rows, first):
        cells = {ours: row[n] if n < len(row) else None for ours, n in heads.items()}
        words = as_text(
            pd.Series([cells.get(ours) for ours in ("code", "name", label)], dtype=object)
        )
        if not words.iloc[1] or any(SUMS.fullmatch(word) for word in words):
            continue
        table[number] = {
            "code": words.iloc[0],
            "name": _bare(clean_name(words.iloc[1])),
            "kind": "",
            "label": words.iloc[2],
            **{ours: _figure(cells.get(ours)) for ours in ("people", "one", "other")},
        }
    frame = pd.DataFrame.from_dict(table, orient="index")
    return PointSheet(place, frame, "settlement" in heads)


def _bare(name: str) -> str:
    """Take what names the house away: "UBND phường Phú Xuân" → "phường Phú Xuân"."""
    while before := re.match(SEAT_OF, name, re.IGNORECASE):
        name = name[before.end() :]
    return name


def _figure(cell: object) -> float:
    """Read a figure, or degrees, minutes and seconds; NaN where there is none."""
    if isinstance(cell, int | float):
        return float(cell)
    written = str(cell or "").strip()
    parts = DEGREES.match(written)
    if parts:
        degrees, minutes, seconds = (float(each.replace(",", ".")) for each in parts.groups())
        return degrees + minutes / 60 + seconds / 3600
    try:
        return parse_number(written, decimal="," if "," in written else ".")
    except ValueError:
        return np.nan


def read_points(
    sheets: Sequence[PointSheet],
    units: gpd.GeoDataFrame,
    pool: Pool,
    report: Report,
    caution: Caution,
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Read seats and settlements; the people of settlements speak of those of their unit.

    Returns
    -------
    tuple of DataFrame or None
        Seats, settlements: ``code``, ``name``, ``label``, ``people``, ``lon``, ``lat`` (degrees);
        None where there are none, or they cannot be used: the report says why.
    """
    seats, settlements = None, None
    for sheet in sheets:
        if sheet.rows.empty:
            continue
        codes = _codes(sheet, units, report, caution)
        rows = sheet.rows.assign(unit=codes)[codes != ""]
        if sheet.settlements:
            sums = rows.groupby("unit")["people"].agg(lambda each: each.sum(skipna=False))
            pool.witnesses.append(Witness(sheet.place, sums, caution.place_percent))
        if not rows["one"].notna().any():
            report.done(text(sheet.place), say("places without coordinates: people are compared"))
            continue
        placed = _placed(sheet, rows, units, report, caution)
        if placed is None:
            continue
        if sheet.settlements and placed["people"].notna().all():
            settlements = placed
        elif not sheet.settlements:
            seats = placed
    return seats, settlements


def _codes(
    sheet: PointSheet, units: gpd.GeoDataFrame, report: Report, caution: Caution
) -> npt.NDArray[np.object_]:
    """Find the unit of each row; a name of many rows is looked up once."""
    names = sheet.rows.drop_duplicates(["code", "name"])
    known = {
        (match.written_code, match.written): match.code
        for match in match_rows(names[["code", "name", "kind"]], units, sheet.place, None, caution)
    }
    pairs = zip(sheet.rows["code"], sheet.rows["name"], strict=True)
    codes = np.array([known[pair] for pair in pairs], dtype=object)
    absent = sorted(set(sheet.rows["name"][codes == ""]))
    if absent:
        said = say("places of no unit that is sure, left out: {names}", names=listed(absent))
        report.doubt(text(sheet.place), said)
    return codes


def _placed(
    sheet: PointSheet,
    rows: pd.DataFrame,
    units: gpd.GeoDataFrame,
    report: Report,
    caution: Caution,
) -> pd.DataFrame | None:
    """Find the system in which most places lie in their units, and leave out units that do not."""
    one, other = (rows[name].to_numpy(dtype=np.float64) for name in ("one", "other"))
    work = units.crs if units.crs.is_projected else units.estimate_utm_crs()
    shapes = units.geometry.to_crs(work).loc[rows["unit"]].to_numpy()
    best: tuple[float, bool, pyproj.CRS, npt.NDArray[np.bool_]] | None = None
    systems = [each for in_degrees in (True, False) for each in country().systems(in_degrees)]
    for system in (units.crs, *systems):
        to_work = pyproj.Transformer.from_crs(system, work, always_xy=True)
        for turned in (False, True):
            x, y = to_work.transform(*((other, one) if turned else (one, other)))
            away = shapely.distance(shapes, shapely.points(x, y))
            inside = np.isfinite(x) & np.isfinite(y) & (away <= caution.inside_m)
            if best is None or inside.mean() > best[0]:
                best = (float(inside.mean()), turned, system, inside)
    assert best is not None
    share, turned, system, inside = best
    place = text(sheet.place)
    if share < caution.points_share:
        report.doubt(place, say("coordinates that lie in their units in no system: not used"))
        return None
    said = say("coordinates are of {system}", system=system.name)
    report.done(place, said)
    if turned and system.is_projected:
        report.doubt(place, say("X and Y are exchanged: the first is northing"))
    wrong = set(rows["unit"][~inside])
    lacking = set(units.index) - set(rows["unit"])
    if wrong:
        names = listed(sorted(full_name(units)[code] for code in wrong))
        report.doubt(place, say("places outside of their unit: {names}", names=names))
    if not sheet.settlements and (wrong or lacking):
        names = listed(sorted(full_name(units)[code] for code in wrong | lacking))
        report.doubt(place, say("seats are not used: none that is sure in {names}", names=names))
        return None
    lon, lat = pyproj.Transformer.from_crs(system, 4326, always_xy=True).transform(
        *((other, one) if turned else (one, other))
    )
    placed = rows.assign(lon=np.round(lon, 7), lat=np.round(lat, 7))
    return placed[~placed["unit"].isin(wrong)]
