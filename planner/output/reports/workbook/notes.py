"""The sheet of what a reader has to know: stages, law, sources, notes, words and files."""

from __future__ import annotations

from typing import Any

import pandas as pd
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
    set_print,
    write_table,
    write_title,
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
    FILES,
    GLOSSARY,
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


def write_notes(
    sheet: Worksheet, styles: Styles, evaluation: Evaluation, record: RunRecord
) -> None:
    """Write everything that stands behind the figures, in both languages."""
    widths = (42, 36, 30, 18, 18, 18, 28, 14, 18)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = write_title(sheet, styles, Text(record.title_vi, record.title_en))
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
