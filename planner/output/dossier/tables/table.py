"""A table of the dossier: made once, written as document and as workbook.

What nobody has given is an empty cell, marked; a figure that is not certain carries its sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from planner.output.dossier.word.grid import Column
from planner.output.dossier.word.paper import CENTRE, LEFT, RIGHT
from planner.output.reports.workbook.annexes import AnnexSheet
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.words.numbers import number_vi
from planner.words.outputs import dossier as words
from planner.words.outputs.printed import ASSUMED_SIGN
from planner.words.outputs.reports import TOTAL
from planner.words.text import Text

WANTED = "……"


@dataclass(frozen=True)
class Annex:
    """One annex.

    Attributes
    ----------
    key : str
        Key of ``words.TITLES``.
    fields : tuple of Field
        Columns, all of one length.
    notes : tuple of str
        Under the table.
    level : str
        That of the units, as its title has it: "cấp xã".
    """

    key: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()
    level: str = ""

    @property
    def title(self) -> str:
        """What it holds."""
        return words.TITLES[self.key].format(level=self.level)

    @property
    def wanted(self) -> int:
        """Cells that people have still to fill."""
        return sum(
            kind == "wanted" and nothing(value)
            for field in self.fields
            for kind, value in zip(field.kinds, field.values, strict=True)
        )

    def of_asked(self, voters: str) -> Annex:
        """Head and note the counts of those who are asked: ``households`` or ``voters``."""
        fields = tuple(of_asked(field, voters) for field in self.fields)
        return replace(
            self, fields=fields, notes=tuple(words.of_asked(note, voters) for note in self.notes)
        )

    def columns(self) -> list[Column]:
        """Write it as the columns of a document, with Vietnamese numbers."""
        sums = any(field.total for field in self.fields)
        return [_column(field, sums and number == 1) for number, field in enumerate(self.fields)]

    def sheet(self, number: int) -> AnnexSheet:
        """Write it as a sheet of a workbook."""
        head = words.ANNEX.format(number=number)
        return AnnexSheet(head, head, self.title, self.fields, self.notes)


def of_asked(field: Field, voters: str) -> Field:
    """Head a column of counts by those who are asked: ``households`` or ``voters``."""
    return replace(field, head=Text(words.of_asked(field.head.vi, voters), field.head.en))


def nothing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""


def _column(field: Field, label: bool) -> Column:
    kinds = field.kinds
    cells = [_cell(value, kind) for value, kind in zip(field.values, kinds, strict=True)]
    known = [value for value in field.values if not nothing(value)]
    text = set(kinds) <= {"text"} or any(isinstance(value, str) for value in known)
    total = ""
    if field.total:
        sure = all(not nothing(value) for value in field.values)
        total = _cell(sum(field.values), field.total_kind) if sure else WANTED
    elif label:
        total = TOTAL.vi
    return Column(
        field.head.vi,
        cells,
        field.width,
        # Whether words or figures will stand in an empty column, it does not say.
        (LEFT if text else RIGHT) if known else CENTRE,
        [kind == "wanted" and nothing(v) for v, kind in zip(field.values, kinds, strict=True)],
        total,
    )


def _cell(value: Any, kind: str) -> str:
    if nothing(value):
        return WANTED if kind == "wanted" else ""
    if isinstance(value, str):
        return value
    digits = 2 if kind.startswith("decimal") else 0
    if kind == "wanted" and float(value) % 1:
        digits = 2
    return number_vi(value, digits) + ASSUMED_SIGN * kind.endswith("*")


def text_field(head: str, values: Sequence[str], width: float) -> Field:
    return Field(words.HEADS[head], pd.Series(list(values), dtype="str"), "text", width)


def number_field(
    head: str,
    values: Sequence[Any],
    kind: CellKind,
    uncertain: Sequence[bool] | None = None,
    *,
    total: bool = False,
    formula: str = "",
) -> Field:
    """Make a column of numbers; those that are not certain carry the sign."""
    starred: dict[CellKind, CellKind] = {"whole": "whole*", "decimal": "decimal*"}
    marks = uncertain or [False] * len(values)
    kinds = [starred[kind] if mark else kind for mark in marks]
    width = 13.0 if kind == "decimal" else 12.0
    cells = pd.Series(list(values), dtype="object")
    return Field(words.HEADS[head], cells, kinds, width, total, formula)


def wanted_field(
    head: str, values: Sequence[Any], *, width: float = 11.0, total: bool = False
) -> Field:
    """Make a column that the office fills; what it has given stands there."""
    cells = pd.Series(list(values), dtype="object")
    return Field(words.HEADS[head], cells, ["wanted"] * len(cells), width, total)


def row_numbers(count: int) -> Field:
    return Field(words.HEADS["number"], pd.Series(range(1, count + 1)), "whole", 5.0)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def given_cells(rows: pd.DataFrame | None, codes: Sequence[str], head: str) -> list[Any]:
    if rows is None or head not in rows:
        return [pd.NA] * len(codes)
    return [rows[head].get(code, pd.NA) for code in codes]


def sum_of(cells: Sequence[Any]) -> Any:
    known = [cell for cell in cells if not nothing(cell)]
    return sum(known) if len(known) == len(cells) else pd.NA


def difference(one: Any, other: Any) -> Any:
    return pd.NA if nothing(one) or nothing(other) else one - other


def computed_field(head: str, values: Sequence[Any], voters: str, formula: str) -> Field:
    """Make a column that is computed of others as soon as these are filled."""
    blank = "+".join(f"COUNTBLANK({part})" for part in voters.split(","))
    return Field(
        words.HEADS[head],
        pd.Series(list(values), dtype="object"),
        "whole",
        11.0,
        True,
        f'=IF({blank}=0,{formula},"")',
    )


def plain_annex(key: str, columns: Mapping[str, Sequence[str]], widths: Sequence[float]) -> Annex:
    """Make a table of texts alone, numbered."""
    rows = len(next(iter(columns.values())))
    texts = zip(columns.items(), widths, strict=True)
    return Annex(key, (row_numbers(rows), *(text_field(h, v, width) for (h, v), width in texts)))
