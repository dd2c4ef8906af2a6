"""Forms to be filled, and tables that stand within a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from planner.output.dossier.inputs import COUNTS
from planner.output.dossier.matter import Matter
from planner.output.dossier.tables.table import (
    Annex,
    capital,
    number_field,
    of_asked,
    row_numbers,
    text_field,
    wanted_field,
)
from planner.output.dossier.units import Unit
from planner.output.reports.workbook.annexes import AnnexSheet
from planner.output.reports.workbook.sheets import Field
from planner.words.outputs import dossier as words


def measured(units: Sequence[Unit]) -> list[Field]:
    """Area and people of units, each with its percent of the standard."""
    fields = []
    for head, key, kind in (("area", "area_km2", "decimal"), ("people", "people", "whole")):
        values = [getattr(unit, head) for unit in units]
        marks = [getattr(unit, f"{head}_uncertain") for unit in units]
        fields.append(number_field(head, values, kind, marks, total=True))  # type: ignore[arg-type]
        percents = [unit.figures[key].percent if key in unit.figures else pd.NA for unit in units]
        known = [mark and p is not pd.NA for mark, p in zip(marks, percents, strict=True)]
        fields.append(number_field(f"{head}_percent", percents, "decimal", known))
    return fields


def notes_of(matter: Matter, units: Sequence[Unit], *more: str) -> tuple[str, ...]:
    """Write what stands under a table of units: how percents are meant, bases, marks."""
    lines = [words.NOTES["people"].format(base=matter.bases["people"])]
    lines.append(words.NOTES["area"].format(base=matter.bases["area"]))
    if any(unit.people_uncertain or unit.area_uncertain for unit in units):
        lines.append(words.NOTES["uncertain"])
    return (words.NOTES["percent"], *lines, *more)


def tally(matter: Matter) -> AnnexSheet:
    """Make the form on which each settlement's opinions are counted, with checks of each cell."""
    known = matter.evaluation.units["settlements"]
    rows = [
        unit
        for unit in matter.moved
        for _ in range(int(known[unit.code]) if known[unit.code] > 0 else matter.layout.form_rows)
    ]
    empty = [pd.NA] * len(rows)
    fields = (
        row_numbers(len(rows)),
        text_field("code", [unit.code for unit in rows], 9.0),
        text_field("name", [capital(unit.called) for unit in rows], 26.0),
        wanted_field("settlement", empty, width=28.0),
        *(wanted_field(head, empty, total=True) for head in COUNTS),
        Field(
            words.HEADS["agree_percent"],
            pd.Series(empty, dtype="object"),
            "decimal",
            14.0,
            False,
            '=IF(AND(ISNUMBER(G{row}),N(E{row})>0),ROUNDDOWN(100*G{row}/E{row},2),"")',
        ),
    )
    asked = matter.layout.ballot.asked
    whole = "ISNUMBER({cell}{{row}}),{cell}{{row}}>=0,{cell}{{row}}=INT({cell}{{row}})"
    limits = {
        "E": "",
        "F": ",F{row}<=E{row}",
        "G": ",G{row}+N(H{row})<=F{row}",
        "H": ",N(G{row})+H{row}<=F{row}",
    }
    checks = [
        (4 + place, words.of_asked(words.CHECKED, asked), f"=AND({whole.format(cell=cell)}{limit})")
        for place, (cell, limit) in enumerate(limits.items())
    ]
    return AnnexSheet(
        words.TALLY,
        words.TALLY,
        words.TITLES["tally"],
        tuple(of_asked(field, asked) for field in fields),
        tuple(words.of_asked(words.NOTES[note], asked) for note in ("opinions", "tally")),
        checks,
    )


def below_annex(matter: Matter) -> Annex:
    """List the units of today that are below a standard."""
    units = [unit for unit in matter.present if unit.status in ("missed", "waived")]
    fields = (
        row_numbers(len(units)),
        text_field("name", [capital(unit.called) for unit in units], 30.0),
        *(replace(field, total=False) for field in measured(units)),
    )
    return Annex("below", fields, notes_of(matter, units)[:1], matter.layout.called)
