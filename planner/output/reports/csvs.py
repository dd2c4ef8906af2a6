"""The csv files of a run: plain, or as a Vietnamese Excel opens them by a double click."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from pathlib import Path

import pandas as pd
from pandas.api.types import is_float_dtype, is_object_dtype

from planner.evaluation import Evaluation
from planner.evaluation.consequences import seats_chosen
from planner.output.reports.result import RunRecord
from planner.output.reports.tables import as_printed, named_findings, one_line
from planner.output.reports.workbook.fields import (
    finding_fields,
    indicator_fields,
    name_fields,
    shape_fields,
)
from planner.output.reports.workbook.hanging import depends_fields
from planner.output.reports.workbook.sheets import DIGITS, Field
from planner.plan import new_names
from planner.scenario import CsvForm
from planner.units import COLUMNS, full_name
from planner.units.provenance import provenance_of
from planner.units.seats import Seats
from planner.words.standing import HEADS, STANDS

MARK = "\ufeff"


def write_csv(
    table: pd.DataFrame, path: Path, form: CsvForm, *, digits: str | None = "%.15g", head: str = ""
) -> None:
    """Write a table that the program reads back: its own headings, and every digit.

    Parameters
    ----------
    table : DataFrame
    path : Path
    form : {"plain", "excel"}
        Plain: UTF-8, commas.  Excel: with the mark of UTF-8, semicolons, decimal commas and ends
        of lines of Windows.
    digits : str or None
        Format of fractions; none: the shortest that reads back as the same number.
    head : str
        Lines above the headings.
    """
    shown = as_printed(table)
    if form == "plain":
        text = head + shown.to_csv(index=False, lineterminator="\n", float_format=digits)
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    # Of a column of any type: a value with a decimal point would be a date to a Vietnamese Excel.
    for name in shown:
        if not (is_float_dtype(shown[name]) or is_object_dtype(shown[name])):
            continue
        cells = [_fraction(value, digits) for value in shown[name]]
        shown[name] = pd.Series(cells, shown.index, dtype="object")
    text = head.replace("\n", "\r\n") + shown.to_csv(index=False, sep=";", lineterminator="\r\n")
    path.write_text(MARK + text, encoding="utf-8", newline="")


def read_csv(path: Path, dtype: Mapping[str, type[str]] | type[str]) -> pd.DataFrame:
    """Read a csv of a run, in whichever form it was written; empty cells are empty texts."""
    with path.open("rb") as file:
        marked = file.read(3) == MARK.encode()
    return pd.read_csv(
        path,
        sep=";" if marked else ",",
        decimal="," if marked else ".",
        encoding="utf-8-sig",
        dtype=dtype,
        keep_default_na=False,
    )


def write_excel_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a csv for people that Vietnamese Excel opens: see :func:`write_csv`."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(heads)
        writer.writerows(rows)


def write_told(
    table: pd.DataFrame,
    fields: Iterable[Field],
    path: Path,
    form: CsvForm,
    *,
    digits: str | None = None,
) -> None:
    """Write a table that only people read.

    Parameters
    ----------
    table : DataFrame
    fields : iterable of Field
        The same table as a sheet of a workbook shows it.
    path : Path
    form : {"plain", "excel"}
        Plain: the table.  Excel: the sheet, with its Vietnamese headings, words and digits.
    digits : str or None
        Format of fractions of the plain form; see :func:`write_csv`.
    """
    if form == "plain":
        write_csv(table, path, form, digits=digits)
    else:
        _write_fields(fields, path)


def _write_fields(fields: Iterable[Field], path: Path) -> None:
    """Write what a sheet of the workbook holds: its headings, words and digits."""
    columns = list(fields)
    cells = [
        [_cell(value, kind) for value, kind in zip(each.values, each.kinds, strict=True)]
        for each in columns
    ]
    write_excel_csv(path, [each.head.vi for each in columns], list(zip(*cells, strict=True)))


def _cell(value: object, kind: str) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if kind in DIGITS and isinstance(value, Real):
        return f"{float(value):.{DIGITS[kind]}f}".replace(".", ",")
    return " ".join(str(value).split())


def _fraction(value: object, digits: str | None) -> object:
    if value is pd.NA or value != value:
        return ""
    if not isinstance(value, float):
        return value
    return (repr(float(value)) if digits is None else digits % value).replace(".", ",")


def write_tables(evaluation: Evaluation, record: RunRecord, folder: Path) -> None:
    """Write the csv files of a run.

    In the form of Excel what only people read has the Vietnamese headings, words and digits of the
    workbook; what comes back into the program (``plan.csv``, ``bases.csv``) keeps its headings and
    every digit, since both decide what a plan is.
    """
    form = record.csv
    # A note is one line: an inner line break would be read as a row of the plan.
    lines = "".join(f"# {one_line(note)}\n" for note in evaluation.plan.notes)
    plan = new_names(evaluation.units, evaluation.plan)
    # Shares are written to the last bit, so that the plan reads back as it was.
    write_csv(plan, folder / "plan.csv", form, digits=None, head=lines)
    bases = pd.DataFrame() if record.bases is None else record.bases
    write_csv(bases, folder / "bases.csv", form)
    seats: Seats = evaluation.graph.graph["seats"]
    if seats.settings.offices:
        write_csv(seats_chosen(evaluation), folder / "seats.csv", form)
    _write_standing(evaluation, folder, form)
    shapes = evaluation.shapes.assign(
        name=evaluation.shapes["code"].map(full_name(evaluation.merged))
    )
    depends = pd.DataFrame() if record.depends is None else record.depends
    names = pd.DataFrame() if record.names is None else record.names
    findings = named_findings(evaluation)
    plain = {
        "findings": findings,
        "indicators": evaluation.indicators,
        "depends": depends,
        "names": names,
        "shapes": shapes,
    }
    if form == "plain":
        for name, table in plain.items():
            write_csv(table, folder / f"{name}.csv", form)
        return
    known = provenance_of(evaluation.units).bases
    articles = {entry.id: entry.article for entry in evaluation.ruleset.reductions}
    for_people = {
        "findings": finding_fields(findings, articles, known, states=True),
        "indicators": indicator_fields(evaluation.indicators),
        "depends": depends_fields(depends, known),
        "names": name_fields(names, full_name(evaluation.merged)),
        "shapes": shape_fields(shapes),
    }
    for name, fields in for_people.items():
        _write_fields(fields.values(), folder / f"{name}.csv")


def _write_standing(evaluation: Evaluation, folder: Path, form: CsvForm) -> None:
    """Write what each merger stands on, a row for each question: those that may go first."""
    standing = evaluation.plan.standing
    if standing is None:
        return
    names = full_name(evaluation.figures)
    rows = [
        (
            code,
            names[code],
            key,
            each.column if each else "",
            *((each.code, each.name) if each else ("", "")),
        )
        for code, key in standing.mergers.items()
        for each in standing.hangs_on.get(code, (None,))
    ]
    table = pd.DataFrame(rows, columns=list(HEADS))
    shown = table.assign(
        standing=[STANDS[key].vi for key in table["standing"]],
        column=[COLUMNS[name].vi if name else "" for name in table["column"]],
    )
    fields = [Field(HEADS[name], shown[name]) for name in HEADS]
    write_told(table, fields, folder / "standing.csv", form)
