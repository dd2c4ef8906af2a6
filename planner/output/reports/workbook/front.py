"""The first sheet of the workbook, one page in Vietnamese: what changes, figures, proofs."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planner.evaluation import Evaluation
from planner.evaluation.changes import changes
from planner.output.reports.result import RunRecord
from planner.output.reports.workbook.fields import named, number_kind
from planner.output.reports.workbook.sheets import (
    A3,
    A4,
    LINE,
    Field,
    Styles,
    set_print,
    write_table,
    write_value,
)
from planner.plan.terms import stage_name
from planner.words import NO_TEXT, STATUS, UNTOUCHED, Text, joined, unit_text
from planner.words.outputs.reports import (
    CHANGES,
    FAILED,
    FIRST_HEADS,
    HEADS,
    MADE_OF,
    NO_CHANGE,
    NOTES_BEHIND,
    STAGES,
)
from planner.words.standing import IF_READ, STANDS

# Indicators that a reader can recount on the other sheets, with the column that holds them.
RECOUNTED = {
    "units": ("ROWS", "people"),
    "people": ("SUM", "people"),
    "area": ("SUM", "area_km2"),
    "largest_people": ("MAX", "people"),
    "smallest_people": ("MIN", "people"),
}
# Number, name, members, people, area, verdict, why; and how sure, where that was asked.
WIDTHS = [6.0, 27.0, 44.0, 15.0, 15.0, 22.0, 52.0]
STANDING_WIDTH = 40.0
# What can still be read on one page of A4; more stands on A3, upright.
MOST_ON_A4 = 18


def write_front(
    sheet: Worksheet,
    styles: Styles,
    evaluation: Evaluation,
    record: RunRecord,
    ranges: list[dict[str, str]],
) -> None:
    """Write the first sheet; ``ranges`` are those of units of today and of new units."""
    made = changes(evaluation)
    widths = [*WIDTHS, *([STANDING_WIDTH] if made["standing"].any() else [])]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    last = len(widths) - 1

    def line(row: int, words: str, style: str) -> None:
        sheet.merge_range(row, 0, row, last, words, getattr(styles, style))
        sheet.set_row(row, LINE * (1 + int(len(words) / sum(widths))) + 4.0)

    sheet.write_string(0, 0, record.title_vi, styles.title)
    moved = evaluation.moves[evaluation.moves["role"] != "stays"].index.nunique()
    counts = {"before": len(evaluation.units), "after": len(evaluation.figures)}
    line(1, MADE_OF.vi.format(**counts, new=len(made), moved=moved), "section")
    top = 2
    for problem in [FAILED, *record.check] if record.check else []:
        line(top, problem.vi, "alarm")
        top += 1
    plan = evaluation.plan
    for place, said in enumerate(plan.ground):
        # What is best only if is not written as what is best.
        line(top, said.vi, "note" if place or not plan.is_conditional else "caution")
        top += 1
    top += 1
    sheet.write_string(top, 0, CHANGES.vi, styles.section)
    if made.empty:
        sheet.write_string(top + 1, 0, NO_CHANGE.vi, styles.note)
        top += 3
    else:
        top = write_table(sheet, styles, top + 1, _change_fields(made), widths) + 1
    top = _indicators(sheet, styles, top, evaluation, ranges) + 1
    top = _stages(sheet, styles, top, evaluation, last)
    line(top, NOTES_BEHIND.vi, "subtitle")
    long = len(made) > MOST_ON_A4
    set_print(sheet, paper=A3 if long else A4)
    if long:
        sheet.set_portrait()
    sheet.fit_to_pages(1, 1)


def _change_fields(made: pd.DataFrame) -> list[Field]:
    """Columns of the list of new units."""
    status = named(made["status"], STATUS).mask(made["untouched"], UNTOUCHED.vi)
    number = pd.Series(range(1, len(made) + 1), dtype="int64")
    fields = [
        Field(HEADS["number"], number, "whole"),
        Field(HEADS["new_name"], made["name"].map(_vi)),
        Field(HEADS["members"], made["members"].map(_vi)),
        Field(HEADS["people"], made["people"], "whole"),
        Field(HEADS["area"], made["area_km2"], "decimal"),
        Field(HEADS["status"], status),
        Field(HEADS["why"], made["why"].map(_vi)),
    ]
    if made["standing"].any():
        words = [
            ": ".join(filter(None, (STANDS[key].vi if key else "", questions.vi)))
            for key, questions in zip(made["standing"], made["hangs_on"], strict=True)
        ]
        fields.append(Field(HEADS["standing"], pd.Series(words)))
    return [Field(Text(each.head.vi, ""), each.values, each.kind) for each in fields]


def _vi(said: Text) -> str:
    return said.vi


def _heads(sheet: Worksheet, styles: Styles, top: int, keys: tuple[str, ...]) -> None:
    """Write a heading of which the first stands over the columns of number, name and members."""
    first, *others = (FIRST_HEADS[key].vi for key in keys)
    sheet.merge_range(top, 0, top, 2, first, styles.head)
    for column, words in enumerate(others, 3):
        sheet.write_string(top, column, words, styles.head)


def _indicators(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    evaluation: Evaluation,
    ranges: list[dict[str, str]],
) -> int:
    """Write the indicators; those that can be recounted, and each difference, as formulas."""
    _heads(sheet, styles, top, ("indicator", "before", "after", "difference", "unit"))
    lines = evaluation.indicators.astype({"before": float, "after": float})
    for row, line in enumerate(lines.to_dict("records"), start=top + 1):
        unit = line["unit"]
        cell = styles.cell[number_kind(unit)]
        sheet.merge_range(row, 0, row, 2, line["name_vi"], styles.cell["text"])
        write_value(sheet, row, 6, unit_text(unit).vi, styles.cell["text"])
        values = (line["before"], line["after"])
        for column, value, columns in zip((3, 4), values, ranges, strict=True):
            if line["indicator"] in RECOUNTED:
                function, of = RECOUNTED[line["indicator"]]
                sheet.write_formula(row, column, f"={function}({columns[of]})", cell, value)
            else:
                write_value(sheet, row, column, value, cell)
        before, after = (xl_rowcol_to_cell(row, column) for column in (3, 4))
        sheet.write_formula(row, 5, f"={after}-{before}", cell, values[1] - values[0])
    return top + 1 + len(lines)


def _stages(sheet: Worksheet, styles: Styles, top: int, evaluation: Evaluation, last: int) -> int:
    """Write what the plan was made for, in order, and how good each is."""
    stages = evaluation.plan.stages
    if not stages:
        return top
    condition = IF_READ if evaluation.plan.is_conditional else NO_TEXT
    sheet.write_string(top, 0, STAGES.vi, styles.section)
    for row, stage in enumerate(stages, start=top + 1):
        sheet.merge_range(row, 0, row, 2, stage_name(stage.name).vi, styles.cell["text"])
        write_value(sheet, row, 3, stage.value, styles.cell[number_kind(stage.unit)])
        write_value(sheet, row, 4, unit_text(stage.unit).vi, styles.cell["text"])
        grade = joined([stage.grade, condition], ", ").vi
        sheet.merge_range(row, 5, row, last, grade, styles.cell["text"])
        sheet.set_row(row, LINE * (1 + len(grade) // 70))
    return top + len(stages) + 2
