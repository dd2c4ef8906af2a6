"""The sheet that says what verdicts depend on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.errors import listed
from planner.evaluation.depends.sentences import grouped, outcome, sentence
from planner.output.reports.workbook.sheets import Field
from planner.words import Text
from planner.words.outputs.depends import HEADS, ON, STATES

# Names of units in one cell: ``depends.csv`` has them all.
MOST_NAMED = 60


def depends_fields(table: pd.DataFrame, bases: Mapping[str, Text]) -> dict[str, Field]:
    """A row for each unit: state, verdict now, what it hangs on and at which figure."""
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


def grouped_fields(table: pd.DataFrame, bases: Mapping[str, Text]) -> dict[str, Field]:
    """A row for all units that hang on the same thing, with the same outcome."""
    groups = [
        (str(state), group)
        for state, rows in table.groupby("state", sort=False)
        for group in grouped(rows, bases)
    ]
    cells = {
        "state": [STATES[state].vi for state, _ in groups],
        "what": [group.said.vi for _, group in groups],
        "count": [len(group.units) for _, group in groups],
        "units": [listed(group.units, MOST_NAMED).vi for _, group in groups],
    }
    widths = {"state": 14.0, "what": 90.0, "count": 10.0, "units": 110.0}
    return {
        name: Field(
            HEADS[name], pd.Series(values), "whole" if name == "count" else "text", widths[name]
        )
        for name, values in cells.items()
    }
