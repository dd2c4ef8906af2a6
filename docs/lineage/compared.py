"""The lineage held against other tables: every difference as a line of docs/lineage.md."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pandas as pd

from docs.lineage.registers import exact, old_communes, plain
from planner.units import full_name, split_kind
from planner.vietnam.sources.today import today_plain

Pair = tuple[str, str]


def against_table(rows: pd.DataFrame, path: Path) -> None:
    """Print how another table of the same codes differs: false rows, then rows it lacks."""
    other = pd.read_csv(path, dtype=str, keep_default_na=False)
    names = other.drop_duplicates("code_2024").set_index("code_2024")["name_2024"].to_dict()
    print(f"## Against {path.name}")
    _differences(rows, set(zip(other["code_2024"], other["code_2025"], strict=True)), names)


def against_converter(rows: pd.DataFrame) -> None:
    """Print how the converter of the package ``vietnamadminunits`` differs."""
    files = {part.name: part.locate() for part in metadata.files("vietnamadminunits") or ()}
    converter = json.loads(Path(str(files["converter_2025.json"])).read_text("utf-8"))
    with sqlite3.connect(str(files["dataset.db"])) as database:
        old = pd.read_sql("select * from admin_units_legacy where wardCode is not null", database)
        new = pd.read_sql("select * from admin_units", database)
    before = dict(
        zip(old["provinceKey"] + "_" + old["districtKey"] + "_" + old["wardKey"], old["wardCode"])
    )
    after = dict(zip(new["provinceKey"] + "|" + new["wardKey"], new["wardCode"]))
    pairs: set[Pair] = set()
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, sources in wards.items():
            pairs |= {(before.get(each, ""), after[f"{province}|{ward}"]) for each in sources}
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for each, heirs in wards.items():
            keys = [f"{province}|{heir['newWardKey']}" for heir in heirs]
            pairs |= {(before.get(each, ""), after[key]) for key in keys}
    print("## Against the converter")
    _differences(rows, {pair for pair in pairs if pair[0]}, {})


def _differences(rows: pd.DataFrame, other: set[Pair], names: dict[str, str]) -> None:
    own = rows[rows["code_2024"] != ""]
    pairs = set(zip(own["code_2024"], own["code_2025"], strict=True))
    clauses = own.groupby("code_2025")["code_2024"].agg(set)
    theirs = pd.DataFrame(sorted(other), columns=["old", "new"]).groupby("new")["old"].agg(set)
    equal = sum(theirs.get(new) == sources for new, sources in clauses.items())
    print(f"{len(pairs & other)} rows in both, {len(pairs - other)} only here,", end=" ")
    print(
        f"{len(other - pairs)} only there; {equal} of {len(clauses)} new units of the same sources"
    )
    _print("only there", sorted(other - pairs), own, names)
    _print("only here", sorted(pairs - other), own, names)


def _print(title: str, pairs: Iterable[Pair], own: pd.DataFrame, names: dict[str, str]) -> None:
    old, new = old_communes(), full_name(today_plain())
    by_heir = own.groupby("code_2025").indices
    print(f"### {title}\n| old | heir | clause | what it is |\n|---|---|---|---|")
    for code, heir in pairs:
        there = code in old.index
        told = (
            f"{old.at[code, 'full']}, {old.at[code, 'district']}" if there else names.get(code, "")
        )
        rows = own.iloc[by_heir.get(heir, [])]
        clause = "; ".join(dict.fromkeys(f"{r.resolution}, {r.clause}" for r in rows.itertuples()))
        said = rows[rows["code_2024"] == code]
        if len(said):
            row = said.iloc[0]
            why = f"the clause names it: area {row['area']}, people {row['people']}"
        else:
            why = _why(code, told, rows, there)
        print(f"| {told} ({code}) | {new.get(heir, '?')} ({heir}) | {clause or '–'} | {why} |")


def _why(code: str, told: str, rows: pd.DataFrame, there: bool) -> str:
    """Say whom the clause names instead: a namesake, or a name like it."""
    if not there:
        return "had ceased before 2025"
    name = split_kind(told.split(",")[0])[1]
    for key, word in ((exact, "of that name"), (plain, "spelled like it")):
        other = rows[[key(split_kind(each)[1]) == key(name) for each in rows["name_2024"]]]
        if len(other):
            row = other.iloc[0]
            meant = f"{row['name_2024']}, {row['district_2024']} ({row['code_2024']})"
            return f"the clause means the one {word}: {meant}"
    return "not in the clause"
