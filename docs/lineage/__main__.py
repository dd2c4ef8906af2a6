"""Writes data/plans/lineage_2025.csv from the clauses of the resolutions of July 2025.

    python -m docs.lineage FOLDER                            # writes, and says what is not even
    python -m docs.lineage FOLDER --sample 100 --seed 2026   # prints clauses to be read by eye
    python -m docs.lineage FOLDER --against OLD.csv          # prints the differences from a table

``FOLDER`` holds the texts of resolutions 1654 to 1687/NQ-UBTVQH15 (``1665_NQ-UBTVQH15.md``) and
the list of the statistics office (``1027_CTK-CSCL.md``); no text is kept here, only what it says.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pandas as pd

from docs.lineage.clauses import Resolution, miscounts, read_resolution
from docs.lineage.compared import against_converter, against_table
from docs.lineage.matching import Registers, match, rows_of, short, uneven
from docs.lineage.registers import DATA, listed_communes, old_communes

OUT = DATA / "plans" / "lineage_2025.csv"
COLUMNS = [
    *("code_2024", "name_2024", "district_2024", "province_2024", "code_2025", "name_2025"),
    *("resolution", "clause", "area", "people"),
]


def resolutions(folder: Path) -> list[Resolution]:
    """Read the 34 resolutions of a folder."""
    return [read_resolution(path) for path in sorted(folder.glob("16*_NQ-UBTVQH15.md"))]


def lineage(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read and match every clause.

    Returns
    -------
    rows : DataFrame
        Columns ``COLUMNS``, ``how`` (by what the commune of before was found) and ``was`` (its
        name in the clause).
    faults : list of str
        What does not agree: a resolution's own counts, communes in no clause or in too many.
    """
    registers = Registers(old_communes(), listed_communes(folder / "1027_CTK-CSCL.md"))
    tables, faults = [], []
    for resolution in resolutions(folder):
        found = match(resolution, registers)
        told = miscounts(resolution)
        told += uneven(found, registers, registers.keys[short(resolution.province)])
        faults += [f"{resolution.number}: {each}" for each in told]
        tables.append(rows_of(resolution, found, registers))
    rows = pd.concat(tables, ignore_index=True)
    return rows.sort_values(["code_2024", "code_2025"], ignore_index=True), faults


def sample(folder: Path, count: int, seed: int) -> None:
    """Print clauses taken at random, each with what was read of it."""
    every = [(each, clause) for each in resolutions(folder) for clause in each.clauses]
    rows = lineage(folder)[0]
    for resolution, clause in random.Random(seed).sample(every, count):
        print(
            f"\n{resolution.number}, {clause.number}: {clause.text}\n → {clause.kind} {clause.name}"
        )
        own = rows[(rows["resolution"] == resolution.number) & (rows["clause"] == clause.number)]
        if clause.kept:
            own = own[own["was"] == clause.name]
        for row in own.itertuples():
            print(
                f"    {row.name_2024}, {row.district_2024} ({row.code_2024}) → {row.code_2025}:"
                f" area {row.area}, people {row.people}, by {row.how}"
            )


def main() -> None:
    """Read the arguments; see the top of the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--against", type=Path)
    asked = parser.parse_args()
    if asked.sample:
        sample(asked.folder, asked.sample, asked.seed)
        return
    rows, faults = lineage(asked.folder)
    if asked.against:
        against_table(rows, asked.against)
        against_converter(rows)
        return
    rows[COLUMNS].to_csv(OUT, index=False, lineterminator="\n")
    clauses = [clause for each in resolutions(asked.folder) for clause in each.clauses]
    made = [clause for clause in clauses if not clause.kept]
    print(f"{len(made)} clauses, {len(clauses) - len(made)} communes kept, {len(rows)} rows")
    print(rows["how"].value_counts().to_string())
    print(
        rows.loc[
            ~rows["how"].isin(["name", "district", "beside"]), [*COLUMNS, "was", "how"]
        ].to_string()
    )
    print(*(faults or ["nothing uneven"]), sep="\n")


if __name__ == "__main__":
    main()
