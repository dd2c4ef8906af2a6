"""Comparison → a folder: page, workbook, json and the table of differences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.workbook import Workbook

from planner.compare import INDICATORS, PAIR_FIGURES, Comparison, Figure, compare
from planner.evaluate import Evaluation
from planner.maps.comparison import TITLE, write_comparison_page
from planner.reports.folder import run_folder
from planner.reports.sheets import (
    FONT,
    Field,
    Kind,
    Styles,
    freeze,
    set_print,
    write_table,
    write_title,
)
from planner.reports.workbook import FIXED_DATE
from planner.words import LANGUAGES, Pair, bilingual, by_language, pair_of

COMPARISON_FILES = ("comparison.html", "comparison.json", "comparison.xlsx", "differences.csv")
YES_NO = {True: "Có · Yes", False: "Không · No"}


def write_comparison(
    evaluations: Mapping[str, Evaluation],
    folder: Path,
    *,
    titles: Mapping[str, Pair] | None = None,
    force: bool = False,
) -> Comparison:
    """Compare plans and write all that there is to see, whole or not at all.

    Parameters
    ----------
    evaluations : mapping of name to Evaluation
        Two to five plans on the same units, in the order of the columns;
        names may be texts in two languages (see ``wording``).
    folder : Path
        Made with its parents if need be; holds ``COMPARISON_FILES`` then.
    titles : mapping of name to pair of str, optional
        What plans are called in full, Vietnamese and English, beside their short names.
    force : bool
        Replace a comparison that is there; other files are kept.

    Returns
    -------
    Comparison
        What was written; the same plans give the same bytes.

    Raises
    ------
    InputError
        The plans cannot be compared, or the folder cannot be written.
    """
    comparison, titles = compare(evaluations), titles or {}
    with run_folder(Path(folder), force=force, files=COMPARISON_FILES) as part:
        page, book = part / "comparison.html", part / "comparison.xlsx"
        write_comparison_page(comparison, evaluations, page, titles=titles)
        write_comparison_workbook(comparison, book, titles)
        described = as_json(comparison, titles)
        text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False)
        (part / "comparison.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        table = comparison.differences.to_csv(lineterminator="\n")
        (part / "differences.csv").write_text(table, encoding="utf-8", newline="\n")
    return comparison


def as_json(comparison: Comparison, titles: Mapping[str, Pair] | None = None) -> dict[str, Any]:
    """Describe a comparison in plain data; a figure that does not exist is ``None``."""
    called = {**dict.fromkeys(comparison.plans), **(titles or {})}
    return {
        "plans": [by_language(name) for name in comparison.plans],
        "titles": [
            dict(zip(LANGUAGES, title, strict=True)) if (title := called[name]) else None
            for name in comparison.plans
        ],
        "indicators": [
            {
                "indicator": key,
                **_described(figure),
                "values": [_number(value) for value in comparison.table.loc[key].to_numpy()],
            }
            for key, figure in INDICATORS.items()
        ],
        "pairs": [
            {
                "plans": [
                    comparison.plans.index(row["first"]),
                    comparison.plans.index(row["second"]),
                ],
                **{key: _number(row[key]) for key in PAIR_FIGURES},
            }
            for row in comparison.pairs.to_dict("records")
        ],
        "pair_figures": {key: _described(figure) for key, figure in PAIR_FIGURES.items()},
        "units": len(comparison.differences),
        "units_with_other_partners": int((~comparison.differences["same_partners"]).sum()),
        "left_out": [{"vi": vi, "en": en} for vi, en in comparison.left_out],
        "notes": [
            {"plan": comparison.plans.index(plan), **by_language(note)}
            for plan, note in comparison.notes
        ],
    }


def _described(figure: Figure) -> dict[str, dict[str, str]]:
    texts = {
        "name": (figure.vi, figure.en),
        "unit": figure.unit,
        "formula": figure.formula,
    }
    return {key: {"vi": vi, "en": en} for key, (vi, en) in texts.items()}


def _number(value: Any) -> float | int | None:
    number = float(value)
    if not np.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def write_comparison_workbook(
    comparison: Comparison, path: Path, titles: Mapping[str, Pair] | None = None
) -> None:
    """Write the workbook of a comparison, the same bytes for the same content.

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
    book.set_properties({"title": TITLE[0], "created": FIXED_DATE})
    book.set_calc_mode("auto")
    styles = Styles(book)
    for name, vi, en, fields, fixed in (
        (
            "Chỉ tiêu",
            "Chỉ tiêu của từng phương án",
            "Indicators",
            _indicators(comparison, titles or {}),
            1,
        ),
        ("Từng cặp", "Từng cặp phương án", "Plans two by two", _pairs(comparison), 2),
        ("Từng đơn vị", "Khác nhau theo từng đơn vị", "Unit by unit", _units(comparison), 2),
        (
            "Không thể hiện",
            "Những điều so sánh này không thể hiện; giả định của từng phương án",
            "What this comparison leaves out; assumptions of each plan",
            _left_out(comparison),
            0,
        ),
        ("Cách tính", "Cách tính các con số", "How figures are reckoned", _formulas(), 1),
    ):
        sheet = book.add_worksheet(name)
        top = write_title(sheet, styles, f"{TITLE[0]}: {vi}", f"{TITLE[1]}: {en}")
        write_table(sheet, styles, top, fields)
        freeze(sheet, top, len(fields), len(fields[0].values), fixed)
        set_print(sheet, top, fields)
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _head(name: str) -> tuple[str, str]:
    """Name a plan in a heading; a name that is in one language stands once."""
    vi, en = pair_of(name)
    return vi, "" if en == vi else en


def _kind(figure: Figure) -> Kind:
    return "whole" if figure.decimals == 0 else "ratio" if figure.decimals > 2 else "decimal"


def _indicators(comparison: Comparison, titles: Mapping[str, Pair]) -> list[Field]:
    shown = list(INDICATORS.values())
    kinds = [_kind(figure) for figure in shown]
    units = [bilingual(*figure.unit) for figure in shown]
    plans = [
        Field(
            *((pair_of(name)[0], titles[name][0]) if name in titles else _head(name)),
            comparison.table.loc[list(INDICATORS), name],
            kinds,
            width=24,
        )
        for name in comparison.plans
    ]
    return [
        Field("Chỉ tiêu", "Indicator", _series(figure.vi for figure in shown), width=36),
        Field("Tiếng Anh", "In English", _series(figure.en for figure in shown), width=34),
        Field("Đơn vị tính", "Unit", _series(units), width=24),
        *plans,
    ]


def _pairs(comparison: Comparison) -> list[Field]:
    rows = comparison.pairs
    names = [
        Field(vi, en, rows[key].map(lambda name: "\n".join(filter(None, _head(name)))), width=30)
        for key, vi, en in (("first", "Phương án A", "Plan A"), ("second", "Phương án B", "Plan B"))
    ]
    return [
        *names,
        *(
            Field(_with_unit(f.vi, f.unit[0]), _with_unit(f.en, f.unit[1]), rows[key], _kind(f))
            for key, f in PAIR_FIGURES.items()
        ),
    ]


def _with_unit(text: str, unit: str) -> str:
    return f"{text} ({unit})" if unit else text


def _units(comparison: Comparison) -> list[Field]:
    rows = comparison.differences
    plans = []
    for name in comparison.plans:
        vi, en = _head(name)
        plans.append(Field(vi, en, rows[f"new_unit: {name}"], width=28))
    return [
        Field("Mã", "Code", pd.Series(rows.index), width=10),
        Field("Tên đơn vị", "Name", rows["name"], width=30),
        Field("Dân số (người)", "People", rows["people"], "whole", total=True),
        *plans,
        Field("Cùng thành viên", "Same partners", rows["same_partners"].map(YES_NO), width=14),
        Field("Bị chia", "Divided", rows["divided"].map(YES_NO), width=14),
        Field("Tỷ lệ giả định", "Assumed share", rows["assumed_share"].map(YES_NO), width=14),
    ]


def _left_out(comparison: Comparison) -> list[Field]:
    lines = [("Mọi phương án", text) for text in comparison.left_out]
    lines += [(pair_of(plan)[0], pair_of(note)) for plan, note in comparison.notes]
    return [
        Field("Phương án", "Plan", _series(plan for plan, _ in lines), width=24),
        Field("Nội dung", "", _series(vi for _, (vi, _) in lines), width=70),
        Field("Tiếng Anh", "In English", _series(en for _, (_, en) in lines), width=70),
    ]


def _formulas() -> list[Field]:
    shown = [*INDICATORS.values(), *PAIR_FIGURES.values()]
    return [
        Field("Con số", "Figure", _series(figure.vi for figure in shown), width=36),
        Field("Cách tính", "Reckoned as", _series(f.formula[0] for f in shown), width=46),
        Field("Tiếng Anh", "In English", _series(figure.en for figure in shown), width=34),
        Field(
            "Cách tính bằng tiếng Anh", "In English", _series(f.formula[1] for f in shown), width=46
        ),
    ]


def _series(values: Any) -> pd.Series[Any]:
    return pd.Series(list(values), dtype="object")
