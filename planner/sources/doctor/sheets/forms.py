"""Sheets that are a form about one unit: a label and a value in each row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.sources.doctor.sheets.words import plain_word
from planner.words.sources import FORM_NAME, LABEL_NUMBER, heading_key

BELOW = re.compile(r"^\s*([-–+•]|\s{2})")
"""How a label begins that belongs to the one above it."""


def form_of(rows: Sequence[list[object]]) -> list[list[object]] | None:
    """Turn a form about one unit into a heading and a row; None where a sheet is none.

    Examples
    --------
    >>> form_of([["1. Tên đơn vị:", "Xã An"], ["2. Dân số:"], [" - Tổng số:", 5000]])
    [['Tên đơn vị', 'Dân số / Tổng số'], ['Xã An', 5000]]
    """
    heads, values, section = list[object](), list[object](), ""
    for row in rows:
        filled = [cell for cell in row if plain_word(cell)]
        if not filled or not isinstance(filled[0], str):
            continue
        label = re.sub(LABEL_NUMBER, "", filled[0]).strip().rstrip(":").strip()
        if len(filled) == 1:
            section = label if filled[0].rstrip().endswith(":") else ""
        elif len(filled) == 2:
            within = f"{section} / {label}" if section and BELOW.match(filled[0]) else label
            heads.append(within)
            values.append(filled[1])
    named = [n for n, head in enumerate(heads) if re.fullmatch(FORM_NAME, heading_key(str(head)))]
    if len(named) != 1 or len(set(heads)) < len(heads):
        return None
    return [heads, values]
