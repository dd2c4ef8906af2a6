"""``summary.xlsx``: the tables that leaders read and that planners check and print."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.evaluate import Evaluation
from planner.law.judge import BASES
from planner.reports.hanging import HEADING, depends_fields
from planner.reports.result import RunRecord
from planner.reports.sheets import (
    FONT,
    LINE,
    Field,
    Kind,
    Styles,
    freeze,
    set_print,
    span,
    write_table,
    write_title,
    write_value,
)
from planner.reports.tables import named_findings, new_units, notes, present_units, shown_percent
from planner.terms import TERMS
from planner.units import COLUMNS, full_name
from planner.units.columns import KIND_WORDS, MEASURES
from planner.words import (
    ASSUMED_SHARE,
    CONFIDENCE,
    DECIMALS,
    LAW_ROLES,
    ROLES,
    STATUS,
    UNITS,
    UNTOUCHED,
    Pair,
    base_text,
    bilingual,
    pair_of,
    unit_text,
)

# The file carries the time of its making; a fixed one keeps its bytes the same.
FIXED_DATE = datetime.datetime(2000, 1, 1)
SUMMARY, PLAN, PRESENT = "Tổng hợp", "Phương án", "Đơn vị hiện trạng"
AFTER, BEFORE = "Kết quả xét", "Hiện trạng xét"
# Indicators that a reader can recount on the other sheets, with the column that holds them.
RECOUNTED = {
    "units": ("ROWS", "people"),
    "people": ("SUM", "people"),
    "area": ("SUM", "area_km2"),
    "largest_people": ("MAX", "people"),
    "smallest_people": ("MIN", "people"),
}


def write_workbook(evaluation: Evaluation, record: RunRecord, path: Path) -> None:
    """Write the workbook, the same bytes for the same content.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    options = {
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": 11},
    }
    book = Workbook(str(path), options)
    book.set_properties({"title": record.title_vi, "created": FIXED_DATE})
    book.set_calc_mode("auto")
    styles = Styles(book)
    sheets = {name: book.add_worksheet(name) for name in (SUMMARY, PLAN, PRESENT, AFTER, BEFORE)}
    ranges = [
        _fill(sheets[PRESENT], styles, "Present units", _present_fields(evaluation)),
        _fill(sheets[PLAN], styles, "New units", _plan_fields(evaluation)),
    ]
    findings = named_findings(evaluation)
    articles = {entry.id: pair_of(entry.article) for entry in evaluation.ruleset.reductions}
    for name, en, state in (
        (AFTER, "Findings after", "after"),
        (BEFORE, "Findings before", "before"),
    ):
        rows = findings[findings["state"] == state]
        _fill(sheets[name], styles, en, _finding_fields(rows, articles), numbered=False)
    if record.depends is not None and len(record.depends):
        sheet = book.add_worksheet(HEADING[0])
        _fill(sheet, styles, HEADING[1], depends_fields(record.depends), numbered=False)
    _summary(sheets[SUMMARY], styles, evaluation, record, ranges)
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _fill(
    sheet: Worksheet,
    styles: Styles,
    en: str,
    fields: dict[str, Field],
    numbered: bool = True,
) -> dict[str, str]:
    """Fill a sheet with one table; returns the range of each column, for formulas elsewhere."""
    n = len(next(iter(fields.values())).values)
    if numbered:
        number = pd.Series(np.arange(1, n + 1))
        fields = {"number": Field("STT", "No.", number, "whole"), **fields}
    top = write_title(sheet, styles, sheet.get_name(), en)
    write_table(sheet, styles, top, list(fields.values()))
    freeze(sheet, top, len(fields), n, fixed=3 if numbered else 2)
    set_print(sheet, top, list(fields.values()))
    return {key: span(sheet.get_name(), i, top + 1, top + n) for i, key in enumerate(fields)}


def _named(values: pd.Series[Any], words: Mapping[Any, Pair]) -> pd.Series[Any]:
    """Put the Vietnamese word for each key; the summary lists the English ones."""
    return values.astype(str).map(lambda key: words[key][0] if key in words else "")


def _vi(text: str) -> str:
    return pair_of(text)[0]


def _base_vi(base: str) -> str:
    return _vi(base_text(base))


def _after(vi: str, en: str, text: str) -> str:
    """Put a heading before a text in two languages."""
    halves = pair_of(text)
    return bilingual(f"{vi}: {halves[0]}", f"{en}: {halves[1]}")


def _ground(values: pd.Series[Any]) -> pd.Series[Any]:
    """Keep the article of each ground, without the key by which the rule set calls it."""
    return values.astype(str).map(
        lambda text: "; ".join(part.partition(": ")[2] or part for part in text.split("; "))
    )


def _verdict_fields(table: pd.DataFrame) -> dict[str, Field]:
    """Percents and verdict of each unit, as present and new units both show them."""
    stems = {"people": "Dân số đạt (%)", "area": "Diện tích đạt (%)"}
    percents = {
        f"{stem}_percent": Field(
            vi, f"{stem.title()} attained", shown_percent(table[f"{stem}_percent"]), "decimal"
        )
        for stem, vi in stems.items()
        if f"{stem}_percent" in table
    }
    status = _named(table["status"], STATUS)
    if "untouched" in table:
        status = status.mask(table["untouched"], UNTOUCHED[0])
    fields = {
        **percents,
        "status": Field("Kết quả", "Verdict", status, width=18),
        "article": Field("Điều khoản", "Article", table["article"], width=40),
        "waived_by": Field("Căn cứ miễn xét", "Waiver", _ground(table["waived_by"]), width=30),
    }
    return _without_empty(fields, "waived_by")


def _assumed_fields(table: pd.DataFrame) -> dict[str, Field]:
    """Name the figures of each unit that rest on an assumed share, if any do."""
    marks = [
        table[f"{share}_assumed"].map({True: COLUMNS[name].vi.lower(), False: ""})
        for share, name in (("people", "people"), ("area", "area_km2"))
    ]
    named = pd.Series(
        [", ".join(filter(None, pair)) for pair in zip(*marks, strict=True)], table.index
    )
    return _without_empty({"assumed": Field(*ASSUMED_SHARE, named, width=20)}, "assumed")


def _base_fields(table: pd.DataFrame) -> dict[str, Field]:
    return {
        "code": Field("Mã", "Code", pd.Series(table.index), width=10),
        "name": Field("Tên đơn vị", "Name", full_name(table), width=30),
        "kind": Field("Loại", "Kind", _named(table["kind"], KIND_WORDS), width=12),
        "people": Field("Dân số (người)", "People", table["people"], "whole", total=True),
        "area_km2": Field("Diện tích (km²)", "Area", table["area_km2"], "decimal", total=True),
    }


def _plan_fields(evaluation: Evaluation) -> dict[str, Field]:
    table = new_units(evaluation)
    base = _base_fields(table)
    members = {
        "units": Field("Số đơn vị hợp thành", "Members", table["units"], "whole"),
        "members": Field("Gồm các đơn vị", "Made of", table["members"], width=46),
    }
    head = {key: base.pop(key) for key in ("code", "name", "kind")}
    return {**head, **members, **base, **_verdict_fields(table), **_assumed_fields(table)}


def _present_fields(evaluation: Evaluation) -> dict[str, Field]:
    table = present_units(evaluation)
    base = _base_fields(table)
    head = {key: base.pop(key) for key in ("code", "name", "kind")}
    district = {"district": Field("Huyện", "District", table["district"], width=24)}
    district = _without_empty(district, "district")
    asked = {
        "law_role": Field(
            "Diện sắp xếp", "Asked by law", _named(table["law_role"], LAW_ROLES), width=24
        ),
        "law_reason": Field(
            "Căn cứ về diện", "On what ground", _ground(table["law_reason"]).map(_vi), width=30
        ),
    }
    asked = _without_empty(asked, "law_reason")
    future = {
        "new_name": Field("Đơn vị mới", "New unit", table["new_name"], width=28),
        "new_code": Field("Mã mới", "New code", table["new_code"], width=12),
        "role": Field("Vai trò", "Role", _named(table["role"], ROLES), width=24),
    }
    verdict = _verdict_fields(table)
    return {**head, **district, **base, **verdict, **_assumed_fields(table), **asked, **future}


def _finding_fields(rows: pd.DataFrame, articles: dict[str, Pair]) -> dict[str, Field]:
    kinds = [_kind(unit) for unit in rows["unit"].astype(str)]
    fields = {
        "code": Field("Mã", "Code", rows["code"], width=10),
        "name": Field("Tên đơn vị", "Name", rows["name"], width=30),
        "measure": Field("Tiêu chí", "Measure", _named(rows["measure"], MEASURES), width=22),
        "value": Field("Giá trị", "Value", rows["value"], kinds),
        "unit": Field("Đơn vị tính", "Unit", rows["unit"].astype(str), width=8),
        "standard": Field("Tiêu chuẩn", "Standard", rows["standard"], kinds),
        "factor": Field("Hệ số giảm", "Factor", rows["factor"], "decimal"),
        "reduced_by": Field(
            "Căn cứ giảm", "Reduction", _named(rows["reduced_by"], articles), width=20
        ),
        "threshold": Field("Mức phải đạt", "Threshold", rows["threshold"], kinds),
        "percent": Field("Tỷ lệ đạt (%)", "Percent", shown_percent(rows["percent"]), "decimal"),
        "status": Field("Kết quả", "Verdict", _named(rows["status"], STATUS), width=18),
        "waived_by": Field("Căn cứ miễn xét", "Waiver", _ground(rows["waived_by"]), width=26),
        "article": Field("Điều khoản", "Article", rows["article"].astype(str), width=38),
        "confidence": Field(
            "Độ tin cậy", "Confidence", _named(rows["confidence"], CONFIDENCE), width=18
        ),
        "base": Field(
            "Nguồn số liệu", "Base of figure", rows["base"].astype(str).map(_base_vi), width=24
        ),
        "assumed_share": Field(
            *ASSUMED_SHARE, rows["assumed_share"].map({True: "Có", False: ""}), width=14
        ),
        "law_role": Field(
            "Diện sắp xếp", "Asked by law", _named(rows["law_role"], LAW_ROLES), width=24
        ),
        "note": Field("Ghi chú", "Note", rows["note"].astype(str).map(_vi), width=40),
    }
    empty = ("reduced_by", "waived_by", "base", "assumed_share", "law_role", "note")
    return _without_empty(fields, *empty)


def _without_empty(fields: dict[str, Field], *names: str) -> dict[str, Field]:
    """Leave out named columns that hold nothing: they take paper and say nothing."""
    empty = {name for name in names if not (fields[name].values != "").any()}
    return {name: field for name, field in fields.items() if name not in empty}


def _summary(
    sheet: Worksheet,
    styles: Styles,
    evaluation: Evaluation,
    record: RunRecord,
    ranges: list[dict[str, str]],
) -> None:
    widths = (42, 36, 30, 18, 18, 18, 14, 14, 18)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = write_title(sheet, styles, record.title_vi, record.title_en)
    if record.check:
        for problem in ["Kiểm tra độc lập phát hiện lỗi · Independent check failed", *record.check]:
            sheet.merge_range(top, 0, top, len(widths) - 1, problem, styles.alarm)
            top += 1
        top += 1
    top = _indicators(sheet, styles, top, evaluation, ranges) + 1
    if evaluation.plan.stages:
        sheet.write_string(top, 0, "Các bước tối ưu · Stages of the objective", styles.section)
        top = write_table(sheet, styles, top + 1, _stage_fields(evaluation), widths) + 1
    for heading, lines in _texts(evaluation, record):
        sheet.write_string(top, 0, heading, styles.section)
        top += 1
        for vi, en in map(pair_of, lines):
            # The English text stands under the Vietnamese one, and as small print.
            for text, style in ((vi, styles.note), (en, styles.translation))[: 1 + (en != vi)]:
                sheet.merge_range(top, 0, top, len(widths) - 1, text, style)
                # Merged cells do not find their own height.
                sheet.set_row(top, LINE * (1 + len(text) // sum(widths)))
                top += 1
        top += 1
    set_print(sheet)


def _indicators(
    sheet: Worksheet,
    styles: Styles,
    top: int,
    evaluation: Evaluation,
    ranges: list[dict[str, str]],
) -> int:
    """Write the indicators; those that can be recounted, and each difference, as formulas."""
    heads = (
        ("Chỉ tiêu", "Indicator"),
        ("Tiếng Anh", "In English"),
        ("Đơn vị tính", "Unit"),
        ("Hiện trạng", "Before"),
        ("Phương án", "After"),
        ("Tăng, giảm", "Difference"),
    )
    for column, (vi, en) in enumerate(heads):
        sheet.write_string(top, column, f"{vi}\n{en}".strip(), styles.head)
    sheet.set_row(top, 34.0)
    lines = evaluation.indicators.astype({"before": float, "after": float})
    for row, line in enumerate(lines.to_dict("records"), start=top + 1):
        unit = line["unit"]
        cell = styles.cell[_kind(unit)]
        for column, text in enumerate((line["name_vi"], line["name_en"], unit_text(unit))):
            write_value(sheet, row, column, text, styles.cell["text"])
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


def _kind(unit: str) -> Kind:
    """Number format that a figure of this unit of measure deserves."""
    digits = DECIMALS.get(unit, 0)
    return "whole" if digits == 0 else "ratio" if digits == 3 else "decimal"


def _stage_fields(evaluation: Evaluation) -> list[Field]:
    rows = pd.DataFrame([vars(stage) for stage in evaluation.plan.stages])
    names = {name: (term.vi, term.en) for name, term in TERMS.items()}
    known = [names.get(name, (name, "")) for name in rows["name"]]
    kinds = [_kind(unit) for unit in rows["unit"]]
    before, after = (rows[name].astype(float) for name in ("last_without", "last_with"))
    # A bound of nothing has no percent.
    raised = 100 * (after / before.where(before != 0) - 1).abs()
    proven = rows["proven"].map({True: "Có · Yes", False: "Không · No"})
    return [
        Field("Bước", "Stage", pd.Series([vi for vi, _ in known])),
        Field("Tiếng Anh", "In English", pd.Series([en for _, en in known])),
        Field("Đơn vị tính", "Unit", rows["unit"].map(unit_text)),
        Field("Giá trị", "Value", rows["value"], kinds),
        Field("Cận đã chứng minh", "Proven bound", rows["bound"], kinds),
        Field("Giá trị cuối", "Final value", rows["final"], kinds),
        Field("Tối ưu", "Proven", proven),
        Field("Được nới (%)", "Within (%)", rows["within_percent"], "decimal"),
        Field("Làm tăng cận của bước cuối (%)", "Cost to the last stage (%)", raised, "decimal"),
    ]


def _glossary(evaluation: Evaluation) -> list[Pair]:
    """Words that the tables show in Vietnamese alone."""
    kinds = [*evaluation.units["kind"], *evaluation.merged["kind"]]
    bases = [*evaluation.findings_before["base"], *evaluation.findings_after["base"]]
    noted = [*evaluation.findings_before["note"], *evaluation.findings_after["note"]]
    used = [
        *(KIND_WORDS[kind] for kind in KIND_WORDS if kind in set(kinds)),
        *(MEASURES[name] for name in evaluation.ruleset.measures),
        *(UNITS[COLUMNS[name].unit] for name in evaluation.ruleset.measures),
        *STATUS.values(),
        *([UNTOUCHED] if evaluation.verdicts_after["untouched"].any() else []),
        *ROLES.values(),
        *(LAW_ROLES[role] for role in LAW_ROLES if role in set(evaluation.moves["law_role"])),
        *CONFIDENCE.values(),
        *(pair_of(base_text(base)) for base in sorted(set(bases))),
        *map(pair_of, sorted(set(noted))),
    ]
    return [pair for pair in dict.fromkeys(used) if pair[0] != pair[1]]


def _texts(evaluation: Evaluation, record: RunRecord) -> list[tuple[str, list[str]]]:
    """Headings and lines under the figures: the law, the sources, what a reader has to know."""
    plan, ruleset = evaluation.plan, evaluation.ruleset
    law = [
        bilingual(ruleset.title_vi, ruleset.title_en),
        f"{ruleset.id}, {ruleset.version}, SHA-256 {ruleset.sha256}",
        *(_after("Nguồn", "Source", text) for _, text in sorted(ruleset.sources.items())),
        *(
            _after("Số của văn bản đã được thay", "Number of the law replaced", change.text)
            for change in ruleset.overrides
        ),
    ]
    units = evaluation.units
    bases = [
        _after(*MEASURES[measure], base_text(base))
        for measure, column in BASES.items()
        for base in sorted(set(units[column]))
    ]
    files = [f"{entry['name']}: SHA-256 {entry['sha256']}" for entry in record.inputs]
    checked = "không đạt · failed" if record.check else "đạt · passed"
    repeatable = (
        "Chạy lại cho cùng kết quả · Repeatable"
        if plan.repeatable
        else "Dừng do hết giờ, chạy lại có thể khác · Stopped by the clock, not repeatable"
    )
    known = [
        _after("Kiểm tra độc lập", "Independent check", checked),
        *([repeatable] if plan.stages else []),
        *notes(evaluation),
    ]
    words = "; ".join(f"{vi.rstrip('.')} = {en.rstrip('.')}" for vi, en in _glossary(evaluation))
    named = [
        ("Căn cứ pháp lý · Law", law),
        ("Chưa xét đến · Not modelled", list(ruleset.not_modelled)),
        ("Nguồn số liệu · Sources", bases),
        ("Ranh giới đã sửa · Repairs", list(units.attrs.get("repairs", []))),
        ("Ghi chú · Notes", known),
        ("Từ dùng trong bảng · Words of the tables", [words]),
        ("Tệp đầu vào · Input files", files),
    ]
    return [(heading, lines) for heading, lines in named if lines]
