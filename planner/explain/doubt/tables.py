"""What survives doubt as a folder: a table and a picture each, a workbook, sentences to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.explain.claims import CLAIMS, write_claims
from planner.explain.doubt.changes import (
    change_sentences,
    changes_points,
    changes_table,
    homes,
)
from planner.explain.doubt.claims import doubt_claims
from planner.explain.doubt.demand import USUAL, Doubting
from planner.explain.doubt.figures import figure_sentences, figures_table
from planner.explain.doubt.front import front_of, front_points, front_sentences
from planner.explain.doubt.pairs import near_pairs, pair_sentences
from planner.explain.doubt.pictures import PICTURES, write_pictures
from planner.explain.doubt.points import all_proven
from planner.explain.doubt.worst import worst_case, worst_sentences
from planner.explain.wishes import Case
from planner.gate.files import write_record
from planner.optimize.certificate import Statement
from planner.output.reports.csvs import write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.plan.terms import TERMS, stage_name
from planner.scenario import CsvForm
from planner.store.folder import check_folder, run_folder
from planner.store.runs import read_run
from planner.units import COLUMNS
from planner.words import LAW_ROLES, STATUS, Text, joined, number_text, text
from planner.words.outputs.depends import (
    CHANGES,
    DOUBT_HEADS,
    FIGURES,
    FRONT,
    PAIRS,
    PARTNERS,
    PLANS,
    TABS,
    TITLE,
    TOGETHER,
    WITHIN,
    WORST,
)
from planner.words.outputs.provinces import NO, YES

RECORD = "doubt.json"
TABLES = ("pairs", "figures", "worst", "changes", "front")
FILES = (RECORD, CLAIMS, "doubt.xlsx", *(f"{name}.csv" for name in TABLES), *PICTURES)
TITLES = {"pairs": PAIRS, "figures": FIGURES, "worst": WORST, "changes": CHANGES, "front": FRONT}
WHOLE = ("groups", "unsafe", "units", "changed", "disturbed", "unsatisfied")


@dataclass(frozen=True)
class Doubted:
    """What was found of a run in doubt.

    Attributes
    ----------
    case : Case
    tables : dict of str to DataFrame
        A key of ``TABLES`` → its table.
    said : dict of str to list of Text
        What each table says, in sentences.
    claims : dict
        What is proven of it; empty: nothing.
    """

    case: Case
    tables: dict[str, pd.DataFrame]
    said: dict[str, list[Text]]
    claims: Statement

    @property
    def lines(self) -> list[Text]:
        """All sentences."""
        return [line for name in TABLES for line in self.said[name]]


def doubted(
    case: Case, scope: Doubting = USUAL, progress: Callable[[str], None] | None = None
) -> Doubted:
    """Ask all questions of doubt.

    Parameters
    ----------
    case : Case
    scope : Doubting
        How far doubt goes.
    progress : callable, optional
        Called with the key of each table that is done.
    """

    def done(name: str) -> None:
        if progress is not None:
            progress(name)

    percents, off = scope.within_percents, scope.off_percent
    pairs = near_pairs(case, percents)
    done("pairs")
    figures = figures_table(case, pairs.table, percents[-1])
    done("figures")
    worst = worst_case(case, off)
    done("worst")
    changed = changes_points(case, scope)
    changes = changes_table(case, scope, homes(changed), proven=all_proven(case, changed))
    done("changes")
    other = front_points(case, scope)
    front = front_of(case, other)
    done("front")
    tables = dict(zip(TABLES, (pairs.table, figures, worst.table, changes, front), strict=True))
    said = {
        "pairs": pair_sentences(case, pairs.table, percents, proven=pairs.proven),
        "figures": figure_sentences(figures, off),
        "worst": worst_sentences(case, worst.doubted, worst.table, off),
        "changes": change_sentences(changes),
        "front": front_sentences(case, front),
    }
    points = {"changes": changed, "front": other}
    return Doubted(case, tables, said, doubt_claims(case, pairs, worst, percents, points))


def write_doubt(
    folder: Path,
    out: Path,
    *,
    scope: Doubting = USUAL,
    progress: Callable[[str], None] | None = None,
    csv: CsvForm = "plain",
    force: bool = False,
) -> Doubted:
    """Say of a finished run what survives doubt, as tables, pictures and sentences.

    Parameters
    ----------
    folder : Path
        A run folder.
    out : Path
        Gets ``FILES``: the same bytes for the same run.
    asked, told
        See :func:`doubted`.
    csv : {"plain", "excel"}
        Form of the tables: for programs, or with the headings, words and digits of the workbook.
    force : bool
        Replace what is there.

    Raises
    ------
    InputError
        No run, or files that are there already.
    """
    check_folder(out, force=force, files=FILES, record=RECORD)
    found = doubted(Case(*read_run(folder)), scope, progress)
    sheets = [_sheet(name, found) for name in TABLES]
    with run_folder(out, force=force, files=FILES, record=RECORD) as part:
        for name, table in found.tables.items():
            write_table(table, part / f"{name}.csv", csv)
        write_book(part / "doubt.xlsx", TITLE.vi, sheets)
        write_pictures(part, found.case, found.tables, scope)
        if found.claims:
            write_claims(part, found.claims)
        said = {name: [line.by_language() for line in lines] for name, lines in found.said.items()}
        stated: dict[str, object] = {"said": said, **asdict(scope)}
        if csv != "plain":
            stated["csv"] = csv
        write_record(stated, part / RECORD)
    return found


def write_table(table: pd.DataFrame, path: Path, csv: CsvForm) -> None:
    """Write one of the tables."""
    plain = table.map(lambda cell: str(cell) if isinstance(cell, Text) else cell)
    write_told(plain, _fields(table), path, csv, digits="%.15g")


def _sheet(name: str, doubted: Doubted) -> Sheet:
    title = joined([TITLES[name], *doubted.said[name][:2]], ". ")
    return Sheet(TABS[name].vi, title, _fields(doubted.tables[name]), fixed=2)


def _fields(table: pd.DataFrame) -> list[Field]:
    return [_field(str(column), table[column]) for column in table.columns]


def _field(name: str, values: pd.Series[Any]) -> Field:
    """Show a column: words for keys, yes and no for flags, numbers as numbers."""
    head = DOUBT_HEADS.get(name) or (stage_name(name) if name in TERMS else text(name))
    if name.startswith("within_"):
        percent = number_text(float(name.removeprefix("within_")))
        return Field(WITHIN.filled(percent=percent), values.map(TOGETHER))
    words = {
        "partners": PARTNERS,
        "plan": PLANS,
        "measure": {key: column.words for key, column in COLUMNS.items()},
        **dict.fromkeys(("status", "less_status", "more_status"), STATUS | {"": text("")}),
        **dict.fromkeys(("role", "less_role", "more_role"), LAW_ROLES | {"": text("")}),
    }.get(name)
    if words is not None:
        return Field(head, values.map(words).fillna(""))
    if values.dropna().map(lambda each: isinstance(each, bool)).all() and len(values.dropna()):
        return Field(head, values.map({True: YES, False: NO}).fillna(""))
    if pd.api.types.is_numeric_dtype(values) or values.dropna().map(_number).all():
        kind: CellKind = "whole" if name in WHOLE else "decimal"
        return Field(head, values.astype("Float64"), kind)
    return Field(head, values.fillna(""), width=40)


def _number(value: object) -> bool:
    return isinstance(value, int | float)
