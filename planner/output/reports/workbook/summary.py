"""The first sheet of the workbook: indicators, stages, and what a reader has to know."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planner.evaluation import Evaluation
from planner.evaluation.consequences import told_districts, told_seats, told_ties
from planner.evaluation.shapes import described
from planner.law.judge import BASE_COLUMNS
from planner.output.reports.result import RunRecord
from planner.output.reports.tables import notes
from planner.output.reports.workbook.fields import number_kind
from planner.output.reports.workbook.sheets import (
    A3,
    LINE,
    CellKind,
    Field,
    Styles,
    heading_text,
    set_print,
    write_table,
    write_title,
    write_value,
)
from planner.plan.terms import TERMS
from planner.units import COLUMNS, KINDS
from planner.units.columns import MEASURES
from planner.units.provenance import provenance_of
from planner.words import (
    CONFIDENCE,
    LAW_ROLES,
    ROLES,
    STATUS,
    UNITS,
    UNTOUCHED,
    Text,
    base_text,
    joined,
    text,
    unit_text,
)
from planner.words.law import NOT_MODELLED
from planner.words.outputs.reports import (
    CHECK,
    DISTRICTS,
    FAILED,
    FILES,
    GLOSSARY,
    INDICATOR_HEADS,
    LAW,
    NOTES,
    PASSED,
    REPAIRS,
    REPEATABLE,
    REPLACED,
    SEATS,
    SHAPES,
    SOURCE,
    SOURCES,
    STAGE_HEADS,
    STAGES,
    TIES,
)

# Indicators that a reader can recount on the other sheets, with the column that holds them.
RECOUNTED = {
    "units": ("ROWS", "people"),
    "people": ("SUM", "people"),
    "area": ("SUM", "area_km2"),
    "largest_people": ("MAX", "people"),
    "smallest_people": ("MIN", "people"),
}


def write_summary(
    sheet: Worksheet,
    styles: Styles,
    evaluation: Evaluation,
    record: RunRecord,
    ranges: list[dict[str, str]],
) -> None:
    widths = (42, 36, 30, 18, 18, 18, 28, 14, 18)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = write_title(sheet, styles, Text(record.title_vi, record.title_en))
    if record.check:
        for problem in [FAILED, *record.check]:
            sheet.merge_range(top, 0, top, len(widths) - 1, str(problem), styles.alarm)
            top += 1
        top += 1
    top = _indicators(sheet, styles, top, evaluation, ranges) + 1
    if evaluation.plan.stages:
        sheet.write_string(top, 0, str(STAGES), styles.section)
        top = write_table(sheet, styles, top + 1, _stage_fields(evaluation), widths) + 1
    for heading, lines in _texts(evaluation, record):
        sheet.write_string(top, 0, str(heading), styles.section)
        top += 1
        for line in lines:
            # The English text stands under the Vietnamese one, and as small print.
            halves = ((line.vi, styles.note), (line.en, styles.translation))
            for half, style in halves[: 1 + (line.en != line.vi)]:
                sheet.merge_range(top, 0, top, len(widths) - 1, half, style)
                # Merged cells do not find their own height.
                sheet.set_row(top, LINE * (1 + len(half) // sum(widths)))
                top += 1
        top += 1
    set_print(sheet, paper=A3, rows=top)


def _indicators(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    evaluation: Evaluation,
    ranges: list[dict[str, str]],
) -> int:
    """Write the indicators; those that can be recounted, and each difference, as formulas."""
    for column, head in enumerate(INDICATOR_HEADS):
        sheet.write_string(top, column, heading_text(head), styles.head)
    sheet.set_row(top, 34.0)
    lines = evaluation.indicators.astype({"before": float, "after": float})
    for row, line in enumerate(lines.to_dict("records"), start=top + 1):
        unit = line["unit"]
        cell = styles.cell[number_kind(unit)]
        for column, words in enumerate((line["name_vi"], line["name_en"], unit_text(unit))):
            write_value(sheet, row, column, words, styles.cell["text"])
        values = (line["before"], line["after"])
        for column, value, columns in zip((3, 4), values, ranges, strict=True):
            if line["indicator"] in RECOUNTED:
                function, of = RECOUNTED[line["indicator"]]
                sheet.write_formula(row, column, f"={function}({columns[of]})", cell, value)
            else:
                write_value(sheet, row, column, value, cell)
        before, after = (xl_rowcol_to_cell(row, column) for column in (3, 4))
        sheet.write_formula(row, 5, f"={after}-{before}", cell, values[1] - values[0])
    return top + 1 + len(evaluation.indicators)


def _stage_fields(evaluation: Evaluation) -> list[Field]:
    rows = pd.DataFrame([vars(stage) for stage in evaluation.plan.stages])
    names = {name: Text(term.vi, term.en) for name, term in TERMS.items()}
    known = [names.get(name) or Text(name, "") for name in rows["name"]]
    kinds = [number_kind(unit) for unit in rows["unit"]]
    before, after = (rows[name].astype(float) for name in ("last_without", "last_with"))
    # A bound of nothing has no percent.
    raised = 100 * (after / before.where(before != 0) - 1).abs()
    columns: dict[str, tuple[pd.Series[Any], CellKind | list[CellKind]]] = {
        "stage": (pd.Series([term.vi for term in known]), "text"),
        "english": (pd.Series([term.en for term in known]), "text"),
        "unit": (rows["unit"].map(unit_text), "text"),
        "value": (rows["value"], kinds),
        "bound": (rows["bound"], kinds),
        "final": (rows["final"], kinds),
        "grade": (pd.Series([stage.grade for stage in evaluation.plan.stages]), "text"),
        "within": (rows["within_percent"], "decimal"),
        "raised": (raised, "decimal"),
    }
    return [Field(STAGE_HEADS[name], *column) for name, column in columns.items()]


def _glossary(evaluation: Evaluation) -> list[Text]:
    """Words that the tables show in Vietnamese alone."""
    kinds = [*evaluation.units["kind"], *evaluation.merged["kind"]]
    bases = [*evaluation.findings_before["base"], *evaluation.findings_after["base"]]
    noted = [*evaluation.findings_before["note"], *evaluation.findings_after["note"]]
    used = [
        *(KINDS[kind].words for kind in KINDS.among(kinds) if kind),
        *(MEASURES[name] for name in evaluation.ruleset.measures),
        *(UNITS[COLUMNS[name].unit] for name in evaluation.ruleset.measures),
        *STATUS.values(),
        *([UNTOUCHED] if evaluation.verdicts_after["untouched"].any() else []),
        *ROLES.values(),
        *(LAW_ROLES[role] for role in LAW_ROLES if role in set(evaluation.moves["law_role"])),
        *CONFIDENCE.values(),
        *(base_text(base, provenance_of(evaluation.units).bases) for base in sorted(set(bases))),
        *sorted(set(noted), key=str),
    ]
    return [words for words in dict.fromkeys(used) if words.vi != words.en]


def _texts(evaluation: Evaluation, record: RunRecord) -> list[tuple[Text, list[Text]]]:
    """Headings and lines under the figures: the law, the sources, what a reader has to know."""
    plan, ruleset = evaluation.plan, evaluation.ruleset
    law = [
        ruleset.title,
        text(f"{ruleset.id}, {ruleset.version}, SHA-256 {ruleset.sha256}"),
        *(_after(SOURCE, source) for _, source in sorted(ruleset.sources.items())),
        *(_after(REPLACED, change.text) for change in ruleset.overrides),
    ]
    units, provenance = evaluation.units, provenance_of(evaluation.units)
    bases = [
        _after(MEASURES[measure], base_text(base, provenance.bases))
        for measure, column in BASE_COLUMNS.items()
        for base in sorted(set(units[column]))
    ]
    inputs = sorted(record.inputs, key=lambda file: file.name)
    files = [text(f"{file.name}: SHA-256 {file.sha256}") for file in inputs]
    known = [
        _after(CHECK, PASSED[not record.check]),
        *([REPEATABLE[plan.repeatable]] if plan.stages else []),
        *notes(evaluation),
    ]
    words = "; ".join(
        f"{each.vi.rstrip('.')} = {each.en.rstrip('.')}" for each in _glossary(evaluation)
    )
    named = [
        (LAW, law),
        (NOT_MODELLED, list(ruleset.not_modelled)),
        (SOURCES, bases),
        (REPAIRS, list(provenance.repairs)),
        (TIES, told_ties(evaluation)),
        (SEATS, told_seats(evaluation)),
        (DISTRICTS, told_districts(evaluation)),
        (SHAPES, described(evaluation.shapes, evaluation.merged)),
        (NOTES, known),
        (GLOSSARY, [text(words)]),
        (FILES, files),
    ]
    return [(heading, lines) for heading, lines in named if lines]


def _after(head: Text, said: Text) -> Text:
    """Put a heading before a text."""
    return joined((head, said), ": ")
