"""What a verdict depends on, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.units import COLUMNS
from planner.units.columns import MEASURES
from planner.words import (
    LANGUAGES,
    LAW_ROLES,
    STATUS,
    Language,
    Text,
    base_text,
    quantity,
)
from planner.words.outputs.depends import FLIPS_AT, NOW_BY, ON, YES_NO

Row = Mapping[str, Any]
Bases = Mapping[str, Text]


def sentence(row: Row, bases: Bases) -> Text:
    """Say what one row of ``depends`` says.

    Parameters
    ----------
    row : mapping
        Of the table, by column.
    bases : mapping of str to Text
        Names of bases, as ``Provenance`` has them.

    Examples
    --------
    "nguồn số liệu: 14.766 người, đổi tại 16.000 người; theo …: Đạt, …"
    """
    return Text(*(_sentence(row, bases, language) for language in LANGUAGES))


def _sentence(row: Row, bases: Bases, language: Language) -> str:
    said = f"{ON[row['on']].in_(language)}: {_what(row, bases, language)}"
    if not math.isnan(row["flips_at"]):
        figure = "" if math.isnan(row["figure"]) else _figure(row, row["figure"], language)
        flips = f"{FLIPS_AT.in_(language)} {_figure(row, row['flips_at'], language)}"
        said += f" ({', '.join(part for part in (figure, flips) if part)})"
    return f"{said} → {outcome(row['status_then'], row['role_then'], language)}"


def _what(row: Row, bases: Bases, language: Language) -> str:
    name, _, value = str(row["what"]).partition(" = ")
    source: Text | str = row["source"]
    told = source.in_(language) if isinstance(source, Text) else source
    if row["on"] == "base":
        return base_text(name, bases).in_(language)
    if row["on"] in ("assumption", "share", "doubt"):
        return told
    if row["on"] in ("fact", "stated", "likely", "figure"):
        head = COLUMNS[name].words.in_(language)
        said = f"{head} = {YES_NO[value].in_(language)}" if value in YES_NO else head
        return f"{said} ({NOW_BY.in_(language)} {told})" if row["on"] == "likely" else said
    tail = name.rpartition(".")[2]
    if tail in MEASURES:
        return f"{name.removesuffix('.' + tail)}, {MEASURES[tail].in_(language)}"
    return f"{name}, {told}" if told else name


def _figure(row: Row, value: float, language: Language) -> str:
    return quantity(value, str(row["unit"]), language)


def outcome(status: str, role: str, language: Language) -> str:
    """Name a verdict: "Chưa đạt, phải sắp xếp"."""
    words = [STATUS[status].in_(language)] if status else []
    words += [LAW_ROLES[role].in_(language).lower()] if role else []
    return ", ".join(words)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


@dataclass(frozen=True)
class Grouped:
    """Units whose verdicts hang on the same thing and would become the same.

    Attributes
    ----------
    said : Text
        What they hang on, and the outcome; the figure of a unit only where it is one.
    units : list of str
        Name and code of each.
    """

    said: Text
    units: list[str]


def grouped(verdicts: pd.DataFrame, bases: Bases) -> list[Grouped]:
    """Put together what is the same of many units, in order of the questions.

    Parameters
    ----------
    verdicts : DataFrame
        Rows of ``depends``, of one state.
    bases : mapping of str to Text
        Names of bases, as ``Provenance`` has them.
    """
    groups = []
    keys = ["on", "what", "flips_at", "status_then", "role_then"]
    for _, rows in verdicts.groupby(keys, sort=False, dropna=False):
        first = _rows(rows)[0]
        row = first if len(rows) == 1 else first | {"figure": math.nan}
        named = [f"{name} ({code})" for code, name in zip(rows["code"], rows["name"], strict=True)]
        groups.append(Grouped(sentence(row, bases), named))
    return groups
