"""The round of July 2025 of all 34 provinces: each replayed by itself, one table and one sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from planner.batch.processes import Row, Told, attempted, in_processes, table_of
from planner.output.reports.country.gathered import Gathered, Shown
from planner.output.reports.workbook.book import Sheet
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.scenario import CsvForm
from planner.sources import SourceSettings, read_units
from planner.store.folder import check_folder
from planner.units import split_kind
from planner.vietnam.replay.report import RECORD as REPLAY
from planner.vietnam.replay.report import write_replay
from planner.vietnam.replay.rounds import LookedBack, Replayed, look_back, optimize_round
from planner.vietnam.replay.settings import of_2025, read_replay
from planner.vietnam.replay.tables import FREE, rounds_table
from planner.vietnam.sources.today import provinces_of_today
from planner.words import Text, joined, number_text
from planner.words.outputs.country import COUNTRY, DRAWN, TABS
from planner.words.outputs.national import (
    DECIDED_PROVEN,
    HEADS,
    LABELS,
    LEGEND,
    NOTES,
    PROVEN,
    SHOWN,
    TITLE,
    TOTAL,
)
from planner.words.outputs.provinces import NO, YES

NATIONAL = Gathered("national")
RECORD = NATIONAL.record
LOOKS = {
    "kept": ("#e6eef4", "", 0.0),
    "not": ("#a9cfe3", "", 0.0),
    "depends": ("#f3e3a0", "", 0.0),
    "waived": ("#f0a851", "", 0.0),
    "below": ("#7a2048", "", 0.4),
    "no_rule": ("#ffffff", "xxxxxx", 0.4),
    "unseen": ("#ffffff", "///", 0.0),
}
"""Fill, hatch and width of edge: of falling lightness, for any eye."""
DRAWN_BY = "vietnam@2026"
SUMMED = (
    *("stated_before", "stated_after", "before", "after", "kept", "divided", "mandatory"),
    *("new", "below", "waived", "depends", "faults"),
)


def replay_all(
    folder: Path,
    *,
    keys: Sequence[str] | None = None,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
    workers: int | None = None,
    told: Told | None = None,
) -> pd.DataFrame:
    """Replay the round of July 2025 of all provinces of today, and write what there is to see.

    Parameters
    ----------
    folder : Path
        Gets a replay ``<key>`` for each, ``national.csv``, ``.xlsx``, ``.json`` and sheets.
    keys : sequence of str, optional
        As ``provinces_of_today`` has them; all by default.
    papers : sequence of str
        Sizes of the sheets, of A3 to A0.
    csv : {"plain", "excel"}
        Form of the tables as csv.
    force : bool
        Replace what is there.
    workers : int, optional
        Processes; as many as there are cores by default.
    told : callable, optional
        Told key, row, and how many of how many are done, as each ends.

    Returns
    -------
    DataFrame, index ``key``
        A column for each of ``HEADS``, and ``seconds`` of clock.  Where the optimizer ended
        without a plan, the row says why, and what was decided all the same.

    Raises
    ------
    InputError
        A folder holds results, and ``force`` is false; nothing has been done then.
    """
    names = provinces_of_today()
    chosen = list(names) if keys is None else list(keys)
    check_folder(folder, force=force, files=files_of(papers), record=RECORD)
    for key in chosen:
        check_folder(folder / key, force=force, files=None, record=REPLAY)
    calls = {key: (key, folder / key, csv, force) for key in chosen}
    rows = in_processes(replay_one, calls, workers=workers, told=told)
    shown = {code: how for row in rows.values() for code, how in row.pop("shown").items()}
    named = {key: {"province": names[key]} | row for key, row in rows.items()}
    table = table_of(named, list(HEADS))
    _write(table, shown, folder, papers, csv, force)
    return table


def files_of(papers: Sequence[str]) -> tuple[str, ...]:
    """Name the files that are written beside the replays."""
    return NATIONAL.with_sheets(papers).files


def replay_one(key: str, folder: Path, csv: CsvForm, force: bool) -> Row:
    """Replay the round of July 2025 of one province, and write it.

    Returns
    -------
    dict
        A row of the table; ``shown``: new code → key of ``SHOWN``; plain values, which another
        process can be given.
    """
    row: Row = {"shown": {}, "fault_vi": "", "fault_en": ""}
    # What was decided is told where no plan is found beside it as well.
    return row | attempted(_replay, key, folder, csv, force, row)


def _replay(key: str, folder: Path, csv: CsvForm, force: bool, row: Row) -> Row:
    settings, _ = read_replay(key)
    back = look_back(settings, next(each for each in settings.rounds if of_2025(each)))
    row |= _decided(back)
    replayed = optimize_round(back)
    row |= _optimized(replayed)
    write_replay([replayed], [], folder, csv=csv, force=force)
    return row


def _decided(back: LookedBack) -> Row:
    """What was decided, and what it is on published figures."""
    moves, published = back.decided.moves, back.published
    assert published is not None
    parts = back.decided.plan.parts
    divided = parts["code"].duplicated(keep=False)
    asked = moves[~moves.index.duplicated()]
    shown = published["screen"].mask(
        published["waived"] & (published["screen"] == "below"), "waived"
    )
    counts = shown.value_counts()
    kept = back.decided.plan.results.index.difference(published.index)
    return {
        "joined": "; ".join(back.decided.units.drop_duplicates("province_code")["province"]),
        "stated_before": back.stated[0],
        "stated_after": back.stated[1],
        "before": len(back.decided.units),
        "after": len(back.decided.merged),
        "kept": len(kept),
        "divided": int(parts.loc[divided, "code"].nunique()),
        "mandatory": int((~asked["law_role"].isin(FREE)).sum()),
        "new": len(published),
        "below": int(counts.get("below", 0)),
        "waived": int(counts.get("waived", 0)),
        "depends": int(counts.get("depends", 0)),
        "faults": 0 if back.faults is None else len(back.faults),
        "people_known": back.people_known,
        "shown": {**dict.fromkeys(kept, "kept"), **shown.to_dict()},
    }


def _optimized(replayed: Replayed) -> Row:
    """What the optimizer has beside what was decided."""
    rounds = rounds_table([replayed]).set_index("plan")
    inertia = "inertia" if replayed.people_known else "land_inertia"
    figures: Row = {}
    for plan in ("decided", "optimized"):
        own: Row = {str(name): value for name, value in rounds.loc[plan].items()}
        figures[f"inertia_{plan}"] = float(own[inertia])
        figures[f"below_{plan}"] = int(own["waived"] + own["missed"])
        figures[f"crossed_{plan}"] = int(own["districts_crossed"])
    less = 100.0 * (1.0 - figures["inertia_optimized"] / figures["inertia_decided"])
    stages = replayed.optimized.plan.stages
    return figures | {
        "less_percent": round(less, 2),
        "identical": int(replayed.agreement["identical"]),
        "rand": round(float(replayed.agreement["rand"]), 4),
        "proven": all(stage.repeatable_proof for stage in stages),
    }


def total(table: pd.DataFrame) -> Text:
    """Say what all provinces come to."""
    sums = {name: number_text(int(table[name].sum())) for name in SUMMED}
    made = table[table["inertia_optimized"].notna()]
    proven = int(made["proven"].astype(bool).sum())
    low, high = (number_text(each, 0) for each in made["less_percent"].quantile([0.25, 0.75]))
    found = PROVEN.filled(planned=len(made), proven=proven, low=low, high=high)
    return joined([TOTAL.filled(**sums, provinces=len(table)), found], " ")


def _write(
    table: pd.DataFrame,
    shown: dict[str, str],
    folder: Path,
    papers: Sequence[str],
    csv: CsvForm,
    force: bool,
) -> None:
    units = read_units(SourceSettings(boundaries=DRAWN_BY), Path())
    how = units.index.to_series().map(shown)
    how = how.mask(how.isna() & (units["kind"] == "dac_khu"), "no_rule").fillna("unseen")
    codes = units.drop_duplicates("province").set_index("province")["province_code"]
    records: list[Row] = json.loads(table.to_json(orient="records"))
    picture = Shown(
        units[["province_code", "geometry"]].assign(shown=how),
        SHOWN,
        LOOKS,
        TITLE,
        LEGEND,
        [total(table), joined([NOTES, LABELS], " "), DRAWN],
        {str(codes[row["province"]]): _label(row) for row in records},
    )
    gathered = NATIONAL.with_sheets(papers)
    with gathered.written(folder, table, TITLE, [_sheet(table)], csv=csv, force=force) as part:
        picture.write(part, gathered.name, papers)


def _label(row: Row) -> str:
    """What stands in a province: units before and after, and how much less inertia is proven."""
    name = split_kind(row["province"])[1]
    if row["stated_before"] is None:
        return name
    counts = f"{name}\n{row['stated_before']:.0f}→{row['stated_after']:.0f}"
    if row["less_percent"] is None:
        return counts
    less = number_text(row["less_percent"], 0).vi
    return f"{counts}\n−{less} %" + ("" if row["proven"] else "*")


def _sheet(table: pd.DataFrame) -> Sheet:
    last = table[[*SUMMED]].sum().rename("")
    whole = pd.concat([table, last.to_frame().T])
    fields = []
    for name, head in HEADS.items():
        values = whole[name]
        if name == "province":
            fields.append(Field(head, values.fillna(str(COUNTRY))))
        elif name in ("proven", "people_known"):
            fields.append(Field(head, values.map({True: YES, False: NO}).fillna("")))
        elif name in ("joined", "fault_vi", "fault_en"):
            fields.append(Field(head, values.fillna(""), width=40))
        else:
            kind: CellKind = "decimal" if name.startswith(("less", "rand")) else "whole"
            fields.append(Field(head, values.astype("Float64"), kind))
    said = joined([TITLE, DECIDED_PROVEN, total(table)], " – ")
    return Sheet(TABS["provinces"].vi, said, fields, fixed=1)
