"""A batch with a point for each province: what it makes, and how it is shown on one sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.points import Point, Swept, Tally, sweep
from planner.batch.processes import Row
from planner.batch.tables import Batch, fields_of
from planner.output.maps.country import CountrySheet, sheet_files
from planner.output.reports.workbook.book import Sheet
from planner.scenario import CsvForm
from planner.vietnam.sources.today import provinces_of_today
from planner.words import Text
from planner.words.outputs.country import COUNTRY, TABS


@dataclass(frozen=True)
class Provinces:
    """What is made of every province, and how it is shown.

    Attributes
    ----------
    name : str
        Of the files.
    point : callable
        Key and name of a province, and form of its tables → what is asked there.
    ended : callable
        Row → how it ended, in words.
    columns : sequence of str
        Of the table, ``province`` first; those with ``heads`` are shown in the workbook.
    heads : mapping of str to Text
    summed : tuple of str
        Columns that the last row sums.
    decimal, wide : tuple of str
        See ``fields_of``.
    title, legend : Text
        Of the sheets; the title of the workbook as well.
    total : callable
        Table → what all provinces come to.
    said : callable
        That → what stands above the table in the workbook.
    notes : tuple of Text
        Below the sheets, after what all provinces come to.
    drawn : callable
        Table, rows and folder → units: ``province_code``, ``province``, ``shown`` and outlines.
    words : mapping of str to Text
        ``shown`` → kinds of units, in the order of the legend.
    looks : mapping of str to (str, str, float)
        Fill, hatch and width of edge (mm) of each: of falling lightness, for any eye.
    label : callable
        Row of the table → what is written in its province.
    """

    name: str
    point: Callable[[str, str, CsvForm], Point]
    ended: Callable[[Row], Text]
    columns: Sequence[str]
    heads: Mapping[str, Text]
    summed: tuple[str, ...]
    decimal: tuple[str, ...]
    wide: tuple[str, ...]
    title: Text
    legend: Text
    total: Callable[[pd.DataFrame], Text]
    said: Callable[[Text], Text]
    notes: tuple[Text, ...]
    drawn: Callable[[pd.DataFrame, Swept, Path], gpd.GeoDataFrame]
    words: Mapping[str, Text]
    looks: Mapping[str, tuple[str, str, float]]
    label: Callable[[Row], str]

    def on(self, papers: Sequence[str]) -> Batch:
        """Name what is written, with sheets of some sizes, of A3 to A0."""
        return Batch(self.name, pictures=tuple(sheet_files(self.name, papers)))

    def sweep(
        self,
        folder: Path,
        *,
        keys: Sequence[str] | None = None,
        papers: Sequence[str] = ("A3",),
        csv: CsvForm = "plain",
        force: bool = False,
        workers: int | None = None,
        progress: Tally | None = None,
    ) -> Swept:
        """Make provinces of today that are not finished.

        Parameters
        ----------
        folder : Path
            Gets the results of each in a folder ``<key>``.
        keys : sequence of str, optional
            As ``provinces_of_today`` has them; all by default.
        papers, csv
            See :meth:`write`.
        force, workers, told
            See ``planner.batch.points.sweep``.

        Raises
        ------
        InputError
            The folder holds results, and ``force`` is false; nothing has been done then.
        """
        names, batch = provinces_of_today(), self.on(papers)
        batch.check(folder, force=force)
        points = [self.point(key, names[key], csv) for key in (names if keys is None else keys)]
        return sweep(batch, points, folder, force=force, workers=workers, progress=progress)

    def write(
        self,
        swept: Swept,
        folder: Path,
        *,
        papers: Sequence[str] = ("A3",),
        csv: CsvForm = "plain",
        force: bool = False,
    ) -> pd.DataFrame:
        """Write table, workbook and sheets, whole or not at all.

        Parameters
        ----------
        swept : Swept
            See :meth:`sweep`.
        folder : Path
            Holds the results of each province.
        papers : sequence of str
            Sizes of the sheets, of A3 to A0.
        csv : {"plain", "excel"}
            Form of the table as a csv.
        force : bool
            Replace what is there.

        Returns
        -------
        DataFrame, index ``key``
            ``columns``, and ``seconds`` of clock.

        Raises
        ------
        InputError
            The folder holds results already, or cannot be written.
        """
        table = swept.table("province", self.columns)
        total, drawn = self.total(table), self.drawn(table, swept, folder)
        last = table[list(self.summed)].sum().rename("")
        whole = pd.concat([table, last.to_frame().T])
        whole["province"] = whole["province"].fillna(str(COUNTRY))
        fields = fields_of(whole, self.heads, decimal=self.decimal, wide=self.wide)
        sheets = [Sheet(TABS["provinces"].vi, self.said(total), fields, fixed=1)]
        codes = drawn.drop_duplicates("province").set_index("province")["province_code"]
        rows: list[Row] = json.loads(table.to_json(orient="records"))
        labels = {str(codes[row["province"]]): self.label(row) for row in rows}
        notes = [total, *self.notes]
        sheet = CountrySheet(drawn, self.words, self.looks, self.title, self.legend, notes, labels)
        batch = self.on(papers)
        with batch.written(folder, table, self.title, sheets, csv=csv, force=force) as part:
            sheet.write(part, self.name, papers)
        return table
