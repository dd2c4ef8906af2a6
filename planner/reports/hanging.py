"""The sheet that says what verdicts depend on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.depends.sentences import ON, outcome, sentence
from planner.reports.sheets import Field
from planner.words import Pair, pair_of

HEADING: Pair = ("Kết luận phụ thuộc", "What verdicts depend on")
STATES: dict[str, Pair] = {"before": ("Hiện trạng", "Present"), "after": ("Phương án", "Proposal")}


def depends_fields(table: pd.DataFrame) -> dict[str, Field]:
    """Columns of the sheet: state, unit, verdict now, what it hangs on and at which figure."""
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in table.to_dict("records")
    ]

    def texts(values: list[str]) -> pd.Series[Any]:
        return pd.Series(values, dtype="str")

    now = [outcome(row["status"], row["role"], "vi") for row in rows]
    return {
        "state": Field("Trạng thái", "State", texts([STATES[row["state"]][0] for row in rows])),
        "code": Field("Mã", "Code", texts([row["code"] for row in rows]), width=10),
        "name": Field("Tên đơn vị", "Name", texts([row["name"] for row in rows])),
        "now": Field("Kết luận hiện nay", "Verdict now", texts(now), width=28),
        "on": Field("Phụ thuộc vào", "Depends on", texts([ON[row["on"]][0] for row in rows])),
        "what": Field(
            "Điều gì, đổi tại đâu, thành gì",
            "What, where it flips, to what",
            texts([pair_of(sentence(row))[0] for row in rows]),
            width=80,
        ),
    }
