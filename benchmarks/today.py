"""All 34 provinces of today under resolution 112/2025, each checked and verified.

    python benchmarks/today.py

What `planner country --plan` does, with the seconds of each province (reading, planning, writing
its run folder, verifying it).  Writes ``benchmarks/today.csv``; the runs go to ``benchmarks/out``,
which git ignores.
"""

from __future__ import annotations

import time
from pathlib import Path

from planner.vietnam.national.plans import PLANS

HERE = Path(__file__).parent


def main() -> None:
    """Plan, and print what it came to."""
    began = time.monotonic()
    plans = PLANS.sweep(HERE / "out" / "today", force=True).table("province", PLANS.columns)
    clock = time.monotonic() - began
    plans.drop(columns=["fault_vi", "fault_en"]).to_csv(HERE / "today.csv", lineterminator="\n")
    proven = int((plans["proven"] & plans["verified"]).sum())
    print(PLANS.total(plans).en)
    print(
        f"proven and verified: {proven} of {len(plans)}; complaints: {plans['check'].sum():.0f};"
        f" {plans['seconds'].median():.1f} s in the median, {plans['seconds'].max():.1f} s at most,"
        f" {clock:.0f} s on the clock"
    )


if __name__ == "__main__":
    main()
