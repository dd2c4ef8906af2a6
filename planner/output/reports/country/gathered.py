"""Many results in one folder: a record, table and workbook of all, sheets of the country."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.output.maps.country import Kind, write_country_sheet
from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.scenario import CsvForm
from planner.store.folder import run_folder
from planner.words import Text


@dataclass(frozen=True)
class Gathered:
    """Where many results are gathered, beside the folder of each.

    Attributes
    ----------
    name : str
        Of its files: ``<name>.json`` is the record, ``.csv`` and ``.xlsx`` are the table.
    rows : str
        What a row is, in the record.
    pictures : tuple of str
        Other files.
    """

    name: str
    rows: str = "provinces"
    pictures: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """Name of the record."""
        return f"{self.name}.json"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files."""
        return (self.record, f"{self.name}.csv", f"{self.name}.xlsx", *self.pictures)

    def with_sheets(self, papers: Sequence[str]) -> Gathered:
        """Add sheets of the country of some sizes."""
        return replace(self, pictures=(*self.pictures, *sheet_files(self.name, papers)))

    @contextmanager
    def written(
        self,
        folder: Path,
        table: pd.DataFrame,
        title: Text,
        sheets: Sequence[Sheet],
        *,
        csv: CsvForm = "plain",
        force: bool = False,
    ) -> Iterator[Path]:
        """Write record, table and workbook, whole or not at all.

        Parameters
        ----------
        folder : Path
        table : DataFrame, index ``key``
            ``seconds``, of clock, go into the record only, where a clock belongs.
        title : Text
        sheets : sequence of Sheet
            Of the workbook; the first shows the table.
        csv : {"plain", "excel"}
            Form of the table as a csv.
        force : bool
            Replace what is there.

        Yields
        ------
        Path
            Where the pictures are to be written.

        Raises
        ------
        InputError
            The folder holds results already, or cannot be written.
        """
        with run_folder(folder, force=force, files=self.files, record=self.record) as part:
            told = table.drop(columns="seconds")
            record = {
                self.rows: json.loads(told.reset_index().to_json(orient="records")),
                "timing": {str(key): float(value) for key, value in table["seconds"].items()},
            }
            text = json.dumps(record, ensure_ascii=False, indent=1)
            (part / self.record).write_text(text + "\n", encoding="utf-8", newline="\n")
            path = part / f"{self.name}.csv"
            write_told(told.reset_index(), sheets[0].fields, path, csv)
            write_book(part / f"{self.name}.xlsx", title.vi, sheets)
            yield part


def sheet_files(name: str, papers: Sequence[str]) -> list[str]:
    """Name the sheets of the country."""
    return [f"{name}_{paper.lower()}.{ending}" for paper in papers for ending in ("pdf", "png")]


@dataclass(frozen=True)
class Shown:
    """What sheets of the country show.

    Attributes
    ----------
    drawn : GeoDataFrame
        ``province_code``, ``shown`` (a key of ``words``) and outlines.
    words : mapping of str to Text
        Kinds in the order of the legend.
    looks : mapping of str to (str, str, float)
        Fill, hatch and width of edge of each kind.
    title, legend : Text
    notes : sequence of Text
    labels : mapping of str to str
        Code of a province → what is written in it.
    """

    drawn: gpd.GeoDataFrame
    words: Mapping[str, Text]
    looks: Mapping[str, tuple[str, str, float]]
    title: Text
    legend: Text
    notes: Sequence[Text]
    labels: Mapping[str, str]

    def write(self, part: Path, name: str, papers: Sequence[str]) -> None:
        """Write a sheet of each size."""
        there = set(self.drawn["shown"])
        kinds = {
            key: Kind(said, *self.looks[key]) for key, said in self.words.items() if key in there
        }
        for paper in papers:
            write_country_sheet(
                self.drawn,
                kinds,
                part / f"{name}_{paper.lower()}",
                title=self.title,
                legend=self.legend,
                notes=self.notes,
                paper=paper,
                labels=self.labels,
            )
