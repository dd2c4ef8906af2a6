"""Rows of a table beside the units: headings as offices write them, units by code or by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.cells import Address, as_text, read_numbers
from planner.sources.outlines import read_vector
from planner.sources.settings import TableJoin
from planner.sources.tables import Sheet, read_sheet
from planner.units.naming import find_units
from planner.words.sources import BESIDE, TOTALS, heading_key
from planner.words.text import Text, say

LAYERS = (".gpkg", ".geojson", ".json", ".shp", ".kml")
LONLAT = "EPSG:4326"


class BesideTable(BaseModel):
    """A table beside the units."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    file: str
    """Path of a csv (UTF-8), xlsx, xls, xlsb or ods file."""
    sheet: str | None = None
    """Sheet of a workbook; needed when it has several."""
    header_row: int = Field(default=1, ge=1)
    """Row that holds the headings, counted from 1; rows above it are not read."""
    columns: dict[str, str] = {}
    """Our column name → the table's heading; usual Vietnamese headings need no entry."""
    decimal: Literal[",", "."] | None = None
    """Decimal sign of numbers written as text; by default the one that the column shows."""


class PointTable(BesideTable):
    """A table of places, or a layer of points (GeoPackage, GeoJSON, Shapefile, KML)."""

    outside_m: float = Field(default=100.0, ge=0, le=10_000)
    """A place may lie so far outside of its unit, in metres: outlines are drawn more simply than
    the land is (those of 2026 to 40 m)."""


class SettlementTable(PointTable):
    """A table of settlements."""

    base: Text | None = None
    """What the people of the settlements rest on; reports print it."""


@dataclass(frozen=True)
class Rows:
    """Rows of a table under our names.

    Attributes
    ----------
    text : DataFrame of str
        Cells as text; index: row number in the file.
    cells : DataFrame of object
        Cells as they are.
    place : str
        File, and sheet of a workbook.
    address : callable
        Row position and our name → where the cell stands.
    """

    text: pd.DataFrame
    cells: pd.DataFrame
    place: str
    address: Address

    def numbers(
        self, name: str, problems: list[Problem], decimal: Literal[",", "."] | None, *, whole: bool
    ) -> npt.NDArray[np.float64]:
        """Read a column of numbers, of which none may be missing: those that are faults are NaN."""
        cells = self.text[name]
        if decimal is None and not whole:
            # A degree or a weight has no thousands: its only sign is that of decimals.
            decimal = "," if cells.str.contains(",", regex=False).any() else "."
        values, faults = read_numbers(self.cells[name], name, self.address, whole, decimal)
        problems += faults
        for row in np.flatnonzero(np.isnan(values)).tolist():
            problems.append(empty(self.address(row, name)))
        return np.where(np.isfinite(values), values, np.nan)

    def units(
        self, units: pd.DataFrame, code: str, name: str, problems: list[Problem]
    ) -> list[str]:
        """Find the unit of each row, by its code or else by its name; empty where it is a fault."""
        known: dict[str, str | list[Problem]] = {}
        found = []
        for row in range(len(self.text)):
            head = next((h for h in (code, name) if h in self.text and self.text[h].iloc[row]), "")
            if not head:
                problems.append(empty(self.address(row, code if code in self.text else name)))
                found.append("")
                continue
            said = str(self.text[head].iloc[row])
            if said not in known:
                try:
                    known[said] = find_units(units, [said], "")[0]
                except InputError as error:
                    known[said] = list(error.problems)
            each = known[said]
            found.append(each if isinstance(each, str) else "")
            if not isinstance(each, str):
                problems += [
                    Problem(self.address(row, head), p.found, p.expected, p.mend) for p in each
                ]
        return found


def read_rows(path: Path, settings: BesideTable, needed: Sequence[str | tuple[str, ...]]) -> Rows:
    """Read the rows of a table, without those that are sums.

    Parameters
    ----------
    path : Path
    settings : BesideTable
    needed : sequence of str, or of tuples of which one is enough
        Our names of columns that must be there.

    Raises
    ------
    InputError
        No such headings, or what ``read_sheet`` refuses.
    """
    sheet = _layer(path) if path.suffix.lower() in LAYERS else _table(path, settings)
    heads = _named(sheet, settings)
    problems = []
    for each in needed:
        names = (each,) if isinstance(each, str) else each
        if not any(name in heads for name in names):
            problems.append(
                Problem(
                    sheet.place,
                    say("no column '{column}'", column=" / ".join(names)),
                    say("one of {names}", names=listed(map(str, sheet.frame.columns), 20)),
                    say("name it under `columns` ({name}: the heading in the file)", name=names[0]),
                )
            )
    raise_if_any(problems)
    frame = sheet.frame[list(heads.values())].set_axis(list(heads), axis="columns")
    text = frame.apply(as_text)
    sums = text.apply(lambda column: column.map(lambda cell: bool(TOTALS.match(cell)))).any(axis=1)
    kept = ~(sums & (text.get("code", text.iloc[:, 0]) == "")) & (text != "").any(axis=1)
    frame, text = frame[kept], text[kept]
    own = sheet.address(frame.index)
    return Rows(text, frame, sheet.place, lambda row, name: own(row, heads.get(name, name)))


def _named(sheet: Sheet, settings: BesideTable) -> dict[str, str]:
    """Find the headings that we know: our name → heading."""
    heads = {name: head for name, head in settings.columns.items() if head in sheet.frame}
    keys = {str(head): heading_key(str(head)) for head in sheet.frame if head}
    for name, patterns in BESIDE.items():
        for pattern in () if name in heads else patterns:
            fits = [head for head, key in keys.items() if re.fullmatch(pattern, key)]
            fits = [head for head in fits if head not in heads.values()]
            if fits:
                heads[name] = fits[0]
                break
    return heads


def _table(path: Path, settings: BesideTable) -> Sheet:
    sheet, row = settings.sheet, settings.header_row
    return read_sheet(path, TableJoin(file=settings.file, sheet=sheet, header_row=row))


def _layer(path: Path) -> Sheet:
    """Read a layer of points, with their degrees as columns."""
    layer = read_vector(path, None)
    if layer.crs is None or not (layer.geom_type == "Point").all():
        raise InputError(
            Problem(
                path.name,
                say("no points, or no coordinate system"),
                say("a layer of points with its coordinate system"),
                say("set its coordinate system and save it again, or give columns lon and lat"),
            )
        )
    points = layer.geometry.to_crs(LONLAT)
    frame = pd.DataFrame(layer.drop(columns=layer.geometry.name)).astype(object)
    frame = frame.assign(lon=points.x.to_numpy(), lat=points.y.to_numpy())
    return Sheet(path.name, frame.set_axis(range(1, len(frame) + 1), axis="index"), {})


def empty(place: Text) -> Problem:
    """Say that a cell has to be filled."""
    return Problem(place, say("an empty cell"), say("a figure, or a name"), say("fill it"))
