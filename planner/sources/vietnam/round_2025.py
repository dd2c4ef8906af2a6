"""What was decided in July 2025, of every province: the lineage held against outlines, as a plan.

The lineage was read out of the resolutions with a machine.  A row that cannot be right is
named, with what is taken instead; where the law divides a commune without saying shares, they
are reckoned from the outlines before and after, and stand as assumptions.
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
from planner.sources.vietnam.early_2025 import lineage_of_2025
from planner.sources.vietnam.embedded import read_register
from planner.sources.vietnam.matching import ascii_key
from planner.sources.vietnam.today import today_plain
from planner.units import full_name, split_kind
from planner.words import NO_TEXT, Text, say

FAULTS = ["fault", "code_2024", "name_2024", "code_2025", "name_2025", "why", "taken"]
"""``fault``: ceased, no_outline, heir_code, elsewhere, apart, no_source; ``why`` and ``taken``
are texts: what speaks against the row, and what stands in its place."""


@dataclass(frozen=True)
class Believed:
    """When a row of the lineage is believed."""

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
        Columns ``FAULTS``: rows of the lineage that cannot be right, or cannot be shown.
    stated_before, stated_after : int
        Communes of the lineage before and after, without those that had ceased.
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
        What is asked of a row.
    """
    rows = lineage_of_2025()
    rows = rows[rows["key"] == key].drop(columns="key").reset_index(drop=True)
    today = today_plain(key).to_crs(units.crs)
    rows["name"] = full_name(today).reindex(rows["code_2025"]).to_numpy()
    rows["why"], rows["taken"], rows["fault"] = NO_TEXT, NO_TEXT, ""
    rows["heir"] = rows["code_2025"]
    _heirs_not_in_force(rows, today)
    _without_outline(rows, units, pd.Index(read_register()["wardCode"]))
    overlap, apart = _laid_together(rows, units, today)
    _far_apart(rows, units, today, overlap, apart, believed)
    used = rows["heir"].ne("") & rows["code_2024"].isin(units.index)
    overlap, _ = _laid_together(rows, units, today)
    plan = _plan(rows[used], overlap[used.to_numpy()], today, believed)
    ceased = rows["fault"] == "ceased"
    kept = rows[~ceased]
    heirs = kept["heir"].where(kept["heir"] != "", kept["code_2025"])
    return Decided(
        plan=plan,
        faults=_faults(rows, today, heirs),
        stated_before=kept["code_2024"].nunique(),
        stated_after=len(today),
        provinces=tuple(units.drop_duplicates("province_code")["province"]),
    )


def _heirs_not_in_force(rows: pd.DataFrame, today: gpd.GeoDataFrame) -> None:
    """Find the heir by its name where its code is not in force in the province."""
    names = pd.Series(today.index, [ascii_key(name) for name in today["name"]])
    names = names[~names.index.duplicated(keep=False)]
    for row in rows.index[~rows["code_2025"].isin(today.index)]:
        named = str(rows.at[row, "name_2025"])
        found = names.get(ascii_key(split_kind(named)[1])) if named else None
        rows.at[row, "heir"] = found or ""
        code = rows.at[row, "code_2025"]
        if found:
            rows.at[row, "fault"] = "heir_code"
            rows.at[row, "why"] = say("no unit of today has the code {code}", code=code)
            rows.at[row, "taken"] = say("the unit of that name, {code}", code=found)
        else:
            rows.at[row, "fault"] = "elsewhere"
            rows.at[row, "why"] = say("the heir, {code}, lies in another province", code=code)


def _without_outline(rows: pd.DataFrame, units: gpd.GeoDataFrame, register: pd.Index) -> None:
    """Mark the communes that had ceased before, and those that no outline was found of."""
    absent = ~rows["code_2024"].isin(units.index)
    ceased = absent & ~rows["code_2024"].isin(register)
    for where, fault, why in (
        (ceased, "ceased", say("not in the register of early 2025: it had ceased before")),
        (absent & ~ceased, "no_outline", say("no outline of it was found")),
    ):
        rows.loc[where, "fault"] = fault
        rows.loc[where, "heir"] = ""
        rows.loc[where, "why"] = [why] * int(where.sum())
        rows.loc[where, "taken"] = [say("left out")] * int(where.sum())


def _laid_together(
    rows: pd.DataFrame, units: gpd.GeoDataFrame, today: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Share of each old outline within that of its heir, and metres between the two."""
    old = units.geometry.reindex(rows["code_2024"]).to_numpy()
    new = today.geometry.reindex(rows["heir"]).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = shapely.area(shapely.intersection(old, new)) / shapely.area(old)
    return np.nan_to_num(share), np.nan_to_num(shapely.distance(old, new))


def _far_apart(
    rows: pd.DataFrame,
    units: gpd.GeoDataFrame,
    today: gpd.GeoDataFrame,
    overlap: npt.NDArray[np.float64],
    apart: npt.NDArray[np.float64],
    believed: Believed,
) -> None:
    """Put the unit in which an outline lies in the place of an heir that lies elsewhere."""
    there = rows["code_2024"].isin(units.index)
    covered = pd.Series(overlap).groupby(rows["code_2024"]).transform("sum")
    far = pd.Series(apart > believed.apart_m) & rows["heir"].ne("")
    far |= (100 * covered < believed.covered_percent) & rows["heir"].ne("")
    for row in rows.index[there & far]:
        rows.at[row, "fault"] = "apart"
        rows.at[row, "heir"] = ""
        rows.at[row, "why"] = say(
            "{percent} % of its outline lies in its heirs, {km} km from this one",
            percent=f"{100 * covered[row]:.0f}",
            km=f"{apart[row] / 1000:.1f}",
        )
    told = there & rows["heir"].eq("")
    homeless = told & ~rows["code_2024"].isin(rows.loc[rows["heir"].ne(""), "code_2024"])
    for row in rows.index[told & ~homeless]:
        rows.at[row, "taken"] = say("its other heirs")
    for row in rows.index[homeless & ~rows["code_2024"].duplicated()]:
        outline = units.at[rows.at[row, "code_2024"], "geometry"]
        within = today.intersection(outline).area
        rows.at[row, "heir"] = within.idxmax() if within.max() else today.distance(outline).idxmin()
        name = full_name(today)[rows.at[row, "heir"]]
        rows.at[row, "taken"] = say("{name}, in which most of its outline lies", name=name)


def _plan(
    rows: pd.DataFrame,
    overlap: npt.NDArray[np.float64],
    today: gpd.GeoDataFrame,
    believed: Believed,
) -> Plan:
    """Write the rows as a plan; shares of divided communes are those of their outlines."""
    pieces = rows["code_2024"].map(rows["code_2024"].value_counts()).to_numpy()
    weight = pd.Series(np.maximum(overlap, believed.least_share), rows.index)
    share = weight / weight.groupby(rows["code_2024"]).transform("sum")
    share = share.round(6).where(pieces > 1, 1.0)
    # Rounded shares still sum to one.
    first = share.groupby(rows["code_2024"]).idxmax()
    share[first] += 1.0 - share.groupby(rows["code_2024"]).sum()[first.index].to_numpy()
    parts = pd.DataFrame(
        {
            "code": rows["code_2024"],
            "new_code": rows["heir"],
            "share_area": share,
            "share_people": share,
        }
    ).sort_values(["code", "new_code"], ignore_index=True)
    kinds = today["kind"].copy()
    for heir, named in rows.loc[rows["name_2025"] != "", ["heir", "name_2025"]].itertuples(False):
        kinds[heir] = split_kind(named)[0] or kinds[heir]
    results = pd.DataFrame({"name": today["name"], "kind": kinds})
    results = results.reindex(sorted(parts["new_code"].unique())).rename_axis("new_code")
    divided = rows.loc[pieces > 1].drop_duplicates("code_2024")
    notes: list[Text] = []
    if len(divided):
        said = say(
            "{count} communes were divided, and the shares are not known; by assumption each heir"
            " has of area and people what the outlines of before and after have in common: {names}.",
            count=len(divided),
            names=listed(divided["name_2024"], len(divided)),
        )
        notes.append(said)
    assumed = frozenset(
        (code, heir, what)
        for code, heir in rows.loc[pieces > 1, ["code_2024", "heir"]].itertuples(False)
        for what in SHARES
    )
    return Plan(parts, results, notes=tuple(notes), assumed=assumed)


def _faults(rows: pd.DataFrame, today: gpd.GeoDataFrame, heirs: pd.Series[str]) -> pd.DataFrame:
    """List the rows that cannot be right, and the units of today that no row leads to."""
    told = rows[rows["fault"] != ""]
    given = told["name_2025"].where(told["name_2025"] != "", told["name"].fillna(""))
    found = told.assign(name_2025=given)[FAULTS]
    without = today.index.difference(heirs)
    more = pd.DataFrame(
        {
            "fault": "no_source",
            "code_2024": "",
            "name_2024": "",
            "code_2025": without,
            "name_2025": full_name(today.loc[without]),
            "why": [say("no commune leads to it")] * len(without),
            "taken": [say("left out")] * len(without),
        }
    )
    every = pd.concat([found, more[FAULTS]], ignore_index=True)
    return every.sort_values(["fault", "code_2024", "code_2025"], ignore_index=True)
