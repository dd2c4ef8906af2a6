"""The form of facts: the questions on which verdicts hang, with room for an office's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.evaluation.depends import depends
from planner.evaluation.depends.case import Case
from planner.evaluation.depends.sentences import Row, outcome
from planner.law import RuleSet
from planner.output.reports.workbook.book import open_book
from planner.output.reports.workbook.sheets import (
    Field,
    Styles,
    freeze,
    set_print,
    write_table,
    write_title,
)
from planner.problem.unknowns import unknowns
from planner.sources.facts import STATED
from planner.units import COLUMNS, full_name
from planner.units.provenance import provenance_of
from planner.words import Text, quantity
from planner.words.facts import (
    CHOICES,
    FLIPS,
    HEADS,
    HINT,
    LAYER_HEADS,
    LAYERS,
    LAYERS_HINT,
    LAYERS_TAB,
    LAYERS_TITLE,
    NOT_KNOWN,
    OTHERS,
    TABS,
    TITLE,
)
from planner.words.law import marked
from planner.words.outputs.depends import YES_NO

ASKED = ("fact", "likely", "stated", "figure")
"""Kinds of dependence (``DEPENDS``) that an answer settles."""
WIDTHS = {"fact": 26.0, "today": 44.0, "number": 24.0, "answer": 14.0, "date": 16.0}
LAYER_WIDTHS = (30.0, 50.0, 30.0)
ROWS_MORE = 5
"""Empty rows of the form for layers that it does not name."""
WANTED = ("answer", "number", "date")


@dataclass(frozen=True)
class Question:
    """A fact of a unit that is not known, or only likely, or not verified.

    Attributes
    ----------
    code, column : str
        Unit and fact.
    now, if_yes, if_no : str
        Verdicts in words; the last two are empty where no verdict of the unit hangs on it.
    below : bool
        Whether the unit is below a standard today.
    """

    code: str
    column: str
    now: str
    if_yes: str = ""
    if_no: str = ""
    below: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is answered with yes or no."""
        return COLUMNS[self.column].dtype == "boolean"


def questions(
    bases: Mapping[str, gpd.GeoDataFrame], ruleset: RuleSet
) -> tuple[list[Question], list[Question]]:
    """List the facts that are not certain, of those units on which the law asks for them.

    Parameters
    ----------
    bases : mapping of base to Units
        As :func:`depends` takes it.
    ruleset : RuleSet

    Returns
    -------
    tuple of list of Question and list of Question
        Those on which a verdict of today hangs, units below a standard first; and all others.
    """
    units = next(iter(bases.values()))
    hangs = depends(bases, ruleset)
    hangs = hangs[hangs["on"].isin(ASKED)]
    decide = [_question(rows) for rows in _by_fact(hangs)]
    # A yes or no is answered at once; a share has to be counted.
    decide.sort(key=lambda each: (not each.below, not each.is_flag, each.code, each.column))
    asked = {(each.code, each.column) for each in decide}
    verdict = Case(units, ruleset).verdict()
    others = [
        Question(
            code,
            each.column,
            outcome(str(verdict.at[code, "status"]), str(verdict.at[code, "role"]), "vi"),
        )
        for each in unknowns(units, ruleset)
        for code in units.index[each.where]
        if (code, each.column) not in asked
    ]
    return decide, others


def _by_fact(hangs: pd.DataFrame) -> Iterable[list[Row]]:
    """Put together what hangs on one fact of one unit."""
    columns = hangs["what"].astype(str).str.partition(" = ")[0]
    kept = hangs[columns.isin(STATED)]
    for _, rows in kept.groupby([kept["code"], columns[kept.index]], sort=False):
        yield [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _question(rows: list[Row]) -> Question:
    """Say what a fact of a unit would change, one way or the other."""
    first = rows[0]
    column = str(first["what"]).partition(" = ")[0]
    now = outcome(first["status"], first["role"], "vi")
    ways = {"yes": now, "no": now}
    for row in rows:
        then = outcome(row["status_then"], row["role_then"], "vi")
        value = str(row["what"]).partition(" = ")[2]
        if value in ways:
            ways[value] = then
        else:
            figure = quantity(row["flips_at"], str(row["unit"]), "vi")
            ways = {"yes": FLIPS.vi.format(figure=figure, outcome=then), "no": ""}
    below = first["status"] == "missed" or first["role"] == "mandatory"
    return Question(first["code"], column, now, ways["yes"], ways["no"], below)


def _today(units: gpd.GeoDataFrame, question: Question) -> str:
    """Say what is known of a fact today, and from where."""
    value = units.at[question.code, question.column]
    if pd.isna(value):
        return NOT_KNOWN.vi
    word = f"{value:g}"
    shown = quantity(value, COLUMNS[question.column].unit, "vi")
    if question.is_flag:
        word = "yes" if value else "no"
        shown = YES_NO[word].vi
    for fact in reversed(provenance_of(units).facts):
        same = fact.column == question.column and fact.value == word
        if same and (question.code in fact.codes or not fact.codes):
            return f"{shown}: {marked(fact.source, fact.confidence).vi}"
    return shown


def write_form(
    path: Path,
    units: gpd.GeoDataFrame,
    decide: list[Question],
    others: list[Question],
) -> None:
    """Write the form of facts as a workbook, in Vietnamese.

    Parameters
    ----------
    path : Path
    units : GeoDataFrame
        Complete Units table.
    decide, others : list of Question
        A sheet each.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with open_book(path, TITLE.vi) as (book, styles):
        # As text: a date stays as it was typed, 45% is no 0.45.
        wanted = {"num_format": "@", "text_wrap": True, "border": 1, "bg_color": "#FFF2CC"}
        styles.cell["wanted"] = book.add_format(wanted)
        first, second = TABS
        _write_sheet(book.add_worksheet(first), styles, TITLE, units, decide)
        _write_layers(book.add_worksheet(LAYERS_TAB), styles)
        _write_sheet(book.add_worksheet(second), styles, OTHERS, units, others)


def _write_layers(sheet: Worksheet, styles: Styles) -> None:
    """Ask for layers of the office's own, which `read_layers` reads back."""
    blank = [""] * (len(LAYERS) + ROWS_MORE)
    names = [*LAYERS, *[""] * ROWS_MORE]
    columns = zip(LAYER_HEADS, (names, blank, blank), LAYER_WIDTHS, strict=True)
    fields = [
        Field(Text(head, ""), pd.Series(values, dtype="str"), "wanted", width)
        for head, values, width in columns
    ]
    top = write_title(sheet, styles, Text(LAYERS_TITLE.vi, LAYERS_HINT))
    write_table(sheet, styles, top, fields)
    # What is to be written is wider than what is there.
    for column, width in enumerate(LAYER_WIDTHS):
        sheet.set_column(column, column, width)
    set_print(sheet, top, fields)


def _write_sheet(
    sheet: Worksheet, styles: Styles, title: Text, units: gpd.GeoDataFrame, rows: list[Question]
) -> None:
    names = full_name(units)
    cells = {
        "code": [each.code for each in rows],
        "name": [names[each.code] for each in rows],
        "fact": [COLUMNS[each.column].vi for each in rows],
        "today": [_today(units, each) for each in rows],
        "now": [each.now for each in rows],
        "if_yes": [each.if_yes for each in rows],
        "if_no": [each.if_no for each in rows],
        **{name: [""] * len(rows) for name in WANTED},
    }
    if not any(each.if_yes for each in rows):
        del cells["if_yes"], cells["if_no"]
    fields = [
        Field(
            Text(HEADS[name].vi, ""),
            pd.Series(values, dtype="str"),
            "wanted" if name in WANTED else "text",
            WIDTHS.get(name, 30.0),
        )
        for name, values in cells.items()
    ]
    top = write_title(sheet, styles, Text(title.vi, HINT.vi))
    write_table(sheet, styles, top, fields)
    place = list(cells).index("answer")
    for at, each in enumerate(rows, top + 1):
        if each.is_flag:
            sheet.data_validation(at, place, at, place, {"validate": "list", "source": [*CHOICES]})
    for column, name in enumerate(cells):
        if name in WANTED:
            sheet.set_column(column, column, WIDTHS[name])
    freeze(sheet, top, len(fields), len(rows), 2)
    set_print(sheet, top, fields)
