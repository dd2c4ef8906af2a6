"""The sheet that says what verdicts depend on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.depends.sentences import outcome, sentence
from planner.reports.workbook.sheets import Field
from planner.words import Text
from planner.words.outputs.depends import HEADS, ON, STATES


def depends_fields(table: pd.DataFrame, bases: Mapping[str, Text]) -> dict[str, Field]:
    """Columns of the sheet: state, unit, verdict now, what it hangs on and at which figure."""
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in table.to_dict("records")
    ]
    now = [outcome(row["status"], row["role"], "vi") for row in rows]
    cells = {
        "state": [STATES[row["state"]].vi for row in rows],
        "code": [row["code"] for row in rows],
        "name": [row["name"] for row in rows],
        "now": now,
        "on": [ON[row["on"]].vi for row in rows],
        "what": [sentence(row, bases).vi for row in rows],
    }
    widths = {"code": 10.0, "now": 28.0, "what": 80.0}
    return {
        name: Field(HEADS[name], pd.Series(texts, dtype="str"), width=widths.get(name, 30.0))
        for name, texts in cells.items()
    }
