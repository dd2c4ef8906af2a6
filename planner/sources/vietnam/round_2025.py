"""What was decided in July 2025, of every province: the lineage held against outlines, as a plan.

The lineage was read out of the resolutions with a machine.  A row that cannot be right is
named, with what is taken instead; where the law divides a commune without saying shares, they
are reckoned from the outlines before and after, and stand as assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

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
from planner.words import Text, number_text, say

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
    given = rows["code_2025"].map(full_name(today)).fillna("")
    rows = rows.assign(
        heir=rows["code_2025"], name_2025=rows["name_2025"].where(rows["name_2025"] != "", given)
    )
    faults: Faults = {}
    _heirs_not_in_force(rows, today, faults)
    _without_outline(rows, units, pd.Index(read_register()["wardCode"]), faults)
    _far_apart(rows, units, today, faults, believed)
    used = rows[rows["heir"].ne("") & rows["code_2024"].isin(units.index)]
    ceased = [row for row, fault in faults.items() if fault.kind == "ceased"]
    return Decided(
        plan=_plan(used, _laid_together(used, units, today)[0], today, believed),
        faults=_listed(rows, today, faults),
        stated_before=rows.drop(index=ceased)["code_2024"].nunique(),
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


def _heirs_not_in_force(rows: pd.DataFrame, today: gpd.GeoDataFrame, faults: Faults) -> None:
    """Find the heir by its name where its code is not in force in the province."""
    names = pd.Series(today.index, [ascii_key(name) for name in today["name"]])
    known = names[~names.index.duplicated(keep=False)].to_dict()
    heirs = rows["heir"].to_list()
    for row in np.flatnonzero(~rows["code_2025"].isin(today.index)).tolist():
        code = heirs[row]
        heirs[row] = known.get(ascii_key(split_kind(rows["name_2025"].iloc[row])[1]), "")
        if heirs[row]:
            why = say("no unit of today has the code {code}", code=code)
            taken = say("the unit of that name, {code}", code=heirs[row])
            faults[row] = Fault("heir_code", why, taken)
        else:
            why = say("the heir, {code}, lies in another province", code=code)
            faults[row] = Fault("elsewhere", why, say("its other heirs"))
    rows["heir"] = heirs


def _without_outline(
    rows: pd.DataFrame, units: gpd.GeoDataFrame, register: pd.Index[Any], faults: Faults
) -> None:
    """Mark the communes that had ceased before, and those that no outline was found of."""
    absent = ~rows["code_2024"].isin(units.index)
    registered = rows["code_2024"].isin(register)
    ceased = say("not in the register of early 2025: it had ceased before")
    unseen = say("no outline of it was found")
    for row in np.flatnonzero(absent).tolist():
        there = bool(registered.iloc[row])
        kind, why = ("no_outline", unseen) if there else ("ceased", ceased)
        faults[row] = Fault(kind, why, say("left out"))
    rows["heir"] = rows["heir"].mask(absent, "")


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
    faults: Faults,
    believed: Believed,
) -> None:
    """Put the unit in which an outline lies in the place of an heir that lies elsewhere."""
    overlap, apart = _laid_together(rows, units, today)
    percent = 100 * pd.Series(overlap).groupby(rows["code_2024"]).transform("sum").to_numpy()
    has_heir = rows["heir"].ne("").to_numpy()
    far = has_heir & ((apart > believed.apart_m) | (percent < believed.covered_percent))
    for row in np.flatnonzero(far).tolist():
        why = say(
            "{percent} % of its outline lies in its heirs, {km} km from this one",
            percent=number_text(percent[row]),
            km=number_text(apart[row] / 1000.0, 1),
        )
        faults[row] = Fault("apart", why, say("its other heirs"))
    heirs = rows["heir"].mask(far, "")
    names, codes = full_name(today), rows["code_2024"]
    homeless = codes.isin(units.index) & ~codes.isin(codes[heirs != ""]) & ~codes.duplicated()
    for row in np.flatnonzero(homeless).tolist():
        outline = units.geometry[codes.iloc[row]]
        within = today.intersection(outline).area.to_numpy()
        near = within.argmax() if within.max() else today.distance(outline).to_numpy().argmin()
        heirs[row] = str(today.index[near])
        taken = say("{name}, in which most of its outline lies", name=names.iloc[near])
        faults[row] = replace(faults[row], taken=taken)
    rows["heir"] = heirs


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
    own = rows[rows["heir"] == rows["code_2025"]]
    was = {heir: split_kind(named)[0] for heir, named in zip(own["heir"], own["name_2025"])}
    kinds = today.index.to_series().map(was).fillna(today["kind"])
    results = pd.DataFrame({"name": today["name"], "kind": kinds})
    results = results.reindex(sorted(parts["new_code"].unique())).rename_axis("new_code")
    divided = rows.loc[pieces > 1].drop_duplicates("code_2024")
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
        for code, heir in rows.loc[pieces > 1, ["code_2024", "heir"]].itertuples(False)
        for what in SHARES
    )
    return Plan(parts, results, notes=tuple(notes), assumed=assumed)


def _listed(rows: pd.DataFrame, today: gpd.GeoDataFrame, faults: Faults) -> pd.DataFrame:
    """List the rows that cannot be right, and the units of today that no row leads to."""
    told = rows.loc[list(faults), ["code_2024", "name_2024", "code_2025", "name_2025"]]
    found = told.assign(
        fault=[fault.kind for fault in faults.values()],
        why=pd.Series([fault.why for fault in faults.values()], told.index, dtype=object),
        taken=pd.Series([fault.taken for fault in faults.values()], told.index, dtype=object),
    )
    heirs = rows["heir"].where(rows["heir"] != "", rows["code_2025"])
    without = today.loc[today.index.difference(heirs)]
    more = pd.DataFrame(
        {
            "fault": "no_source",
            "code_2024": "",
            "name_2024": "",
            "code_2025": without.index,
            "name_2025": full_name(without),
            "why": [say("no commune leads to it")] * len(without),
            "taken": [say("left out")] * len(without),
        }
    )
    every = pd.concat([found, more], ignore_index=True)[FAULTS]
    return every.sort_values(["fault", "code_2024", "code_2025"], ignore_index=True)
