"""A batch as a folder: record, table and workbook of all points, beside the folder of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.scenario import CsvForm
from planner.store.folder import check_folder, run_folder
from planner.words import Text
from planner.words.outputs.provinces import NO, YES

FLAGS = ("proven", "any_size", "verified", "people_known")
"""Columns that are shown as yes or no."""


@dataclass(frozen=True)
class Batch:
    """Where the results of many points are gathered, beside the folder of each.

    Attributes
    ----------
    name : str
        Of its files: ``<name>.json`` is the record, ``.csv`` and ``.xlsx`` are the table,
        ``.jsonl`` is the journal.
    rows : str
        What a row is, in the record.
    pictures : tuple of str
        Other files.
    runs : str
        Folder that holds those of the points; none: this one.
    """

    name: str
    rows: str = "provinces"
    pictures: tuple[str, ...] = ()
    runs: str = ""

    @property
    def record(self) -> str:
        """Name of the record."""
        return f"{self.name}.json"

    @property
    def journal(self) -> str:
        """Name of the journal, which is no result."""
        return f"{self.name}.jsonl"

    @property
    def files(self) -> tuple[str, ...]:
        """Names of all files that are written when the last point has ended."""
        return (self.record, f"{self.name}.csv", f"{self.name}.xlsx", *self.pictures)

    def check(self, folder: Path, *, force: bool) -> None:
        """Find out before the work whether the results can be written.

        Raises
        ------
        InputError
            See ``check_folder``.
        """
        check_folder(folder, force=force, files=self.files, record=self.record)

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


def fields_of(
    table: pd.DataFrame,
    heads: Mapping[str, Text],
    *,
    decimal: Collection[str] = (),
    wide: Collection[str] = (),
) -> list[Field]:
    """Show columns of a table of points.

    Parameters
    ----------
    table : DataFrame
    heads : mapping of str to Text
        Column → heading; ``fault`` is made of ``fault_vi`` and ``fault_en``.
    decimal : collection of str
        Figures that are no whole numbers.
    wide : collection of str
        Columns of long texts.
    """
    fields = []
    for name, head in heads.items():
        if name == "fault":
            pairs = table[["fault_vi", "fault_en"]].itertuples(index=False)
            faults = ["" if pd.isna(vi) else Text(str(vi), str(en)) for vi, en in pairs]
            fields.append(Field(head, pd.Series(faults, table.index), width=60))
            continue
        values = table[name]
        if name in FLAGS:
            fields.append(Field(head, values.map({True: YES, False: NO}).fillna("")))
        elif values.map(lambda value: isinstance(value, str)).any():
            width = 40.0 if name in wide else 30.0
            fields.append(Field(head, values.fillna("").astype(str), width=width))
        else:
            kind: CellKind = "decimal" if name in decimal else "whole"
            fields.append(Field(head, values.astype("Float64"), kind))
    return fields
