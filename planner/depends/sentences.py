"""What a verdict depends on, in sentences."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from planner.units import COLUMNS
from planner.units.columns import MEASURES
from planner.words import (
    LANGUAGES,
    LAW_ROLES,
    STATUS,
    Language,
    Pair,
    base_text,
    bilingual,
    pair_of,
    quantity,
    word,
)

ON: dict[str, Pair] = {
    "base": ("nguồn số liệu", "base of figures"),
    "share": ("tỷ lệ chia giả định", "assumed share"),
    "fact": ("dữ kiện chưa biết", "fact not known"),
    "stated": ("dữ kiện chưa kiểm chứng", "fact not verified"),
    "figure": ("số liệu chưa có", "figure not at hand"),
    "number": ("con số chưa kiểm chứng", "number not verified"),
    "entry": ("quy định chưa kiểm chứng", "provision not verified"),
    "assumption": ("giả định", "assumption"),
}
_YES_NO: dict[str, Pair] = {"yes": ("có", "yes"), "no": ("không", "no")}


def sentence(row: dict[str, Any]) -> str:
    """Say in two languages what one row of ``depends`` says.

    Examples
    --------
    "nguồn số liệu: 14.766 người, đổi tại 16.000 người; theo …: Đạt, … · base of figures: …"
    """
    return bilingual(*(_sentence(row, language) for language in LANGUAGES))


def _sentence(row: dict[str, Any], language: Language) -> str:
    text = f"{word(ON[row['on']], language)}: {_what(row, language)}"
    if not math.isnan(row["flips_at"]):
        at = ("đổi tại", "flips at")
        figure = "" if math.isnan(row["figure"]) else _figure(row, row["figure"], language)
        flips = f"{word(at, language)} {_figure(row, row['flips_at'], language)}"
        text += f" ({', '.join(part for part in (figure, flips) if part)})"
    return f"{text} → {outcome(row['status_then'], row['role_then'], language)}"


def _what(row: dict[str, Any], language: Language) -> str:
    name, _, value = str(row["what"]).partition(" = ")
    if row["on"] == "base":
        return word(pair_of(base_text(name)), language)
    if row["on"] in ("assumption", "share"):
        return word(pair_of(row["source"]), language)
    if row["on"] in ("fact", "stated", "figure"):
        column = COLUMNS[name]
        text = word((column.vi, column.en), language)
        return f"{text} = {word(_YES_NO[value], language)}" if value in _YES_NO else text
    tail = name.rpartition(".")[2]
    if tail in MEASURES:
        return f"{name.removesuffix('.' + tail)}, {word(MEASURES[tail], language)}"
    return f"{name}, {word(pair_of(row['source']), language)}" if row["source"] else name


def _figure(row: dict[str, Any], value: float, language: Language) -> str:
    return quantity(value, str(row["unit"]), language)


def outcome(status: str, role: str, language: Language) -> str:
    """Name a verdict: "Chưa đạt, phải sắp xếp"."""
    words = [word(STATUS[status], language)] if status else []
    words += [word(LAW_ROLES[role], language).lower()] if role else []
    return ", ".join(words)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def by_unit(found: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Give for each unit a heading and its sentences, in two languages."""
    lines = []
    for code, rows in found.groupby("code", sort=False):
        first = rows.iloc[0]
        unit = f"{first['name']} ({code})"
        now = (outcome(first["status"], first["role"], each) for each in LANGUAGES)
        head = bilingual(*(f"{unit}: {each}" for each in now))
        lines.append((head, [sentence(row) for row in _rows(rows)]))
    return lines


def counted(found: pd.DataFrame) -> list[str]:
    """Count the units that hang on each thing, in two languages, in order of the questions."""
    lines = []
    for (on, what), rows in found.groupby(["on", "what"], sort=False):
        row = _rows(rows)[0]
        n = rows["code"].nunique()
        pairs = (
            f"{word(ON[str(on)], language)} – {_what({**row, 'what': what}, language)}: {n}"
            for language in LANGUAGES
        )
        lines.append(bilingual(*pairs))
    return lines
