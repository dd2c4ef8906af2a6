"""What was decided in July 2025, of every province: the lineage held against outlines, as a plan.

The lineage is what the clauses say.  Where outlines before and after do not agree with it, the
outline is named, and the clause is taken; where the law divides a commune without saying shares,
they are reckoned from the outlines before and after, and stand as assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import listed
from planner.plan import SHARES, Plan
from planner.units import full_name, split_kind
from planner.vietnam.sources.early_2025 import lineage_of_2025
from planner.vietnam.sources.today import today_plain
from planner.words import Text, number_text, say

FAULTS = ["fault", "code_2024", "name_2024", "code_2025", "name_2025", "why", "taken"]
"""``fault``: no_outline, apart, no_source; ``why`` and ``taken`` are texts: what does not agree
with the row, and what is taken."""


@dataclass(frozen=True)
class Believed:
    """When an outline of before is believed."""

    apart_m: float = 1000.0
    """Outlines before and after lie no further apart, metres."""
    covered_percent: float = 20.0
    """Of the outline before lies at least so much in its heirs, percent."""
    least_share: float = 0.01
    """What an heir has of a divided commune at least, however little the outlines overlap."""


BELIEVED = Believed()


@dataclass(frozen=True)
class Decided:
    """The round of July 2025 in a province of today.

    Attributes
    ----------
    plan : Plan
        Over the communes of early 2025 that have an outline.
    faults : DataFrame
        Columns ``FAULTS``: rows of the lineage that outlines cannot show, or do not bear out.
    stated_before, stated_after : int
        Communes of the lineage before and after.
    provinces : tuple of str
        Old provinces that were joined, by name.
    """

    plan: Plan
    faults: pd.DataFrame
    stated_before: int
    stated_after: int
    provinces: tuple[str, ...]


def decided_in_2025(key: str, units: gpd.GeoDataFrame, believed: Believed = BELIEVED) -> Decided:
    """Lay the lineage of a province as a plan over its communes of early 2025.

    Parameters
    ----------
    key : str
        Province, as ``provinces_of_today`` has it.
    units : GeoDataFrame
        Its communes of early 2025, index ``code``, projected in metres.
    believed : Believed
        What is asked of an outline.
    """
    rows = lineage_of_2025()
    rows = rows[(rows["key"] == key) & (rows["code_2024"] != "")].reset_index(drop=True)
    today = today_plain(key).to_crs(units.crs)
    given = rows["code_2025"].map(full_name(today))
    rows["name_2025"] = rows["name_2025"].where(rows["name_2025"] != "", given)
    used = rows[rows["code_2024"].isin(units.index)]
    overlap, apart = _laid_together(used, units, today)
    faults = _without_outline(rows, units) | _far_apart(used, overlap, apart, believed)
    return Decided(
        plan=_plan(used, overlap, today, believed),
        faults=_listed(rows, today, faults),
        stated_before=rows["code_2024"].nunique(),
        stated_after=len(today),
        provinces=tuple(units.drop_duplicates("province_code")["province"]),
    )


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: a kind of ``FAULTS``, why, and what stands in its place."""

    kind: str
    why: Text
    taken: Text


Faults = dict[int, Fault]


def _without_outline(rows: pd.DataFrame, units: gpd.GeoDataFrame) -> Faults:
    """Mark the communes that no outline was found of."""
    absent = np.flatnonzero(~rows["code_2024"].isin(units.index))
    fault = Fault("no_outline", say("no outline of it was found"), say("left out"))
    return {int(row): fault for row in absent}


def _laid_together(
    rows: pd.DataFrame, units: gpd.GeoDataFrame, today: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Share of each old outline within that of its heir, and metres between the two."""
    old = units.geometry.reindex(rows["code_2024"]).to_numpy()
    new = today.geometry.reindex(rows["code_2025"]).to_numpy()
    share = shapely.area(shapely.intersection(old, new)) / shapely.area(old)
    return share, shapely.distance(old, new)


def _far_apart(
    rows: pd.DataFrame,
    overlap: npt.NDArray[np.float64],
    apart: npt.NDArray[np.float64],
    believed: Believed,
) -> Faults:
    """Mark the outlines of before that lie elsewhere than the heir that a clause names."""
    within = pd.Series(100 * overlap, rows.index).groupby(rows["code_2024"]).transform("sum")
    far = (apart > believed.apart_m) | (within.to_numpy() < believed.covered_percent)
    faults: Faults = {}
    for row in np.flatnonzero(far).tolist():
        why = say(
            "{percent} % of its outline lies in its heirs, {km} km from this one",
            percent=number_text(within.iloc[row]),
            km=number_text(apart[row] / 1000.0, 1),
        )
        taken = say(
            "as clause {clause} of resolution {number} says",
            clause=rows["clause"].iloc[row],
            number=rows["resolution"].iloc[row],
        )
        faults[int(rows.index[row])] = Fault("apart", why, taken)
    return faults


def _plan(
    rows: pd.DataFrame,
    overlap: npt.NDArray[np.float64],
    today: gpd.GeoDataFrame,
    believed: Believed,
) -> Plan:
    """Write the rows as a plan; shares that no clause says are those of outlines."""
    weight = pd.Series(np.maximum(overlap, believed.least_share), rows.index)
    shares = {f"share_{what}": _shares(rows, weight, what) for what in SHARES}
    parts = pd.DataFrame(
        {"code": rows["code_2024"], "new_code": rows["code_2025"], **shares}
    ).sort_values(["code", "new_code"], ignore_index=True)
    was = dict(zip(rows["code_2025"], [split_kind(name)[0] for name in rows["name_2025"]]))
    kinds = today.index.to_series().map(was).fillna(today["kind"])
    results = pd.DataFrame({"name": today["name"], "kind": kinds})
    results = results.reindex(sorted(parts["new_code"].unique())).rename_axis("new_code")
    parted = {what: rows[rows[what].isin(["part", "rest"])] for what in SHARES}
    divided = pd.concat(parted.values()).drop_duplicates("code_2024").sort_values("code_2024")
    notes: list[Text] = []
    if len(divided):
        said = say(
            "{count} communes were divided, and the shares are not known; by assumption each heir"
            " has of area and people what outlines before and after have in common: {names}.",
            count=len(divided),
            names=listed(divided["name_2024"], len(divided)),
        )
        notes.append(said)
    assumed = frozenset(
        (code, heir, what)
        for what, own in parted.items()
        for code, heir in own[["code_2024", "code_2025"]].itertuples(False)
    )
    return Plan(parts, results, notes=tuple(notes), assumed=assumed)


def _shares(rows: pd.DataFrame, weight: pd.Series[float], what: str) -> pd.Series[float]:
    """Part the area or the people of each commune among its heirs: none where a clause says so."""
    own = weight.where(rows[what] != "none", 0.0)
    share = (own / own.groupby(rows["code_2024"]).transform("sum")).round(6)
    # Rounded shares still sum to one.
    first = share.groupby(rows["code_2024"]).idxmax()
    share[first] += 1.0 - share.groupby(rows["code_2024"]).sum()[first.index].to_numpy()
    return share


def _listed(rows: pd.DataFrame, today: gpd.GeoDataFrame, faults: Faults) -> pd.DataFrame:
    """List what outlines do not show or bear out, and the units that had no communes."""
    told = rows.loc[list(faults), ["code_2024", "name_2024", "code_2025", "name_2025"]]
    found = told.assign(
        fault=[fault.kind for fault in faults.values()],
        why=pd.Series([fault.why for fault in faults.values()], told.index, dtype=object),
        taken=pd.Series([fault.taken for fault in faults.values()], told.index, dtype=object),
    )
    without = today.loc[today.index.difference(rows["code_2025"])]
    more = pd.DataFrame(
        {
            "fault": "no_source",
            "code_2024": "",
            "name_2024": "",
            "code_2025": without.index,
            "name_2025": full_name(without),
            "why": [say("it was a district without communes")] * len(without),
            "taken": [say("left out")] * len(without),
        }
    )
    every = pd.concat([found, more], ignore_index=True)[FAULTS]
    return every.sort_values(["fault", "code_2024", "code_2025"], ignore_index=True)
