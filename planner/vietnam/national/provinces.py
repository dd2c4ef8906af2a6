"""A batch with a point for each province as it is shown: a table, a workbook, sheets of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.tables import Batch, fields_of
from planner.output.maps.country import Kind, write_country_sheet
from planner.output.reports.workbook.book import Sheet
from planner.scenario import CsvForm
from planner.words import Text
from planner.words.outputs.country import COUNTRY, TABS


@dataclass(frozen=True)
class Provinces:
    """How a batch of provinces is shown.

    Attributes
    ----------
    name : str
        Of its files.
    title, legend : Text
        Of the sheets; the title of the workbook as well.
    heads : mapping of str to Text
        Columns of the table, ``province`` first.
    summed : tuple of str
        Those that the last row sums.
    decimal, wide : tuple of str
        See ``fields_of``.
    words : mapping of str to Text
        Kinds of units in the order of the legend.
    looks : mapping of str to (str, str, float)
        Fill, hatch and width of edge (mm) of each kind: of falling lightness, for any eye.
    """

    name: str
    title: Text
    legend: Text
    heads: Mapping[str, Text]
    summed: tuple[str, ...]
    decimal: tuple[str, ...]
    wide: tuple[str, ...]
    words: Mapping[str, Text]
    looks: Mapping[str, tuple[str, str, float]]

    def on(self, papers: Sequence[str]) -> Batch:
        """Name what is written, with sheets of some sizes, of A3 to A0."""
        names = [f"{self.name}_{paper.lower()}{e}" for paper in papers for e in (".pdf", ".png")]
        return replace(Batch(self.name), pictures=tuple(names))

    def write(
        self,
        folder: Path,
        table: pd.DataFrame,
        said: Text,
        drawn: gpd.GeoDataFrame,
        labels: Mapping[str, str],
        notes: Sequence[Text],
        *,
        papers: Sequence[str] = ("A3",),
        csv: CsvForm = "plain",
        force: bool = False,
    ) -> None:
        """Write table, workbook and sheets, whole or not at all.

        Parameters
        ----------
        folder : Path
        table : DataFrame, index ``key``
        said : Text
            Stands above the table in the workbook.
        drawn : GeoDataFrame
            ``province_code``, ``shown`` (a key of ``words``) and outlines.
        labels : mapping of str to str
            ``province_code`` → what is written in the province.
        notes : sequence of Text
            Below the sheets.
        papers : sequence of str
            Sizes of the sheets, of A3 to A0.
        csv : {"plain", "excel"}
            Form of the table as a csv.
        force : bool
            Replace what is there.

        Raises
        ------
        InputError
            The folder holds results already, or cannot be written.
        """
        last = table[list(self.summed)].sum().rename("")
        whole = pd.concat([table, last.to_frame().T])
        whole["province"] = whole["province"].fillna(str(COUNTRY))
        fields = fields_of(whole, self.heads, decimal=self.decimal, wide=self.wide)
        sheets = [Sheet(TABS["provinces"].vi, said, fields, fixed=1)]
        there = set(drawn["shown"])
        kinds = {
            key: Kind(word, *self.looks[key]) for key, word in self.words.items() if key in there
        }
        batch = self.on(papers)
        with batch.written(folder, table, self.title, sheets, csv=csv, force=force) as part:
            for paper in papers:
                write_country_sheet(
                    drawn,
                    kinds,
                    part / f"{self.name}_{paper.lower()}",
                    title=self.title,
                    legend=self.legend,
                    notes=notes,
                    paper=paper,
                    labels=labels,
                )
