"""Units made of others: the units of a later year, districts, provinces."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.gate.documents import read_yaml, validate
from planner.plan import Plan, shares
from planner.plan.merging import merge_units
from planner.sources.edition import data_folder
from planner.sources.facts import Statement
from planner.sources.provenance import Gathering
from planner.units import (
    KINDS,
    complete,
    kind_counts,
    split_kind,
    urban_district_percent,
    ward_percent,
)
from planner.units.kinds import Level
from planner.words.law import LEVEL_NOUNS
from planner.words.text import Said, say

MOUNTAIN_RULE = "facts/merged_units.yaml"
# Facts about a unit itself, which say nothing of the larger one that holds it.
OWN_FACTS = [
    "isolated",
    "unchanged_since_1945",
    "key_defence",
    "distinctive",
    "planned_urban",
    "rearranged",
]


class MountainShare(Statement):
    """When a unit that was made of others counts as mountainous."""

    area_percent_at_least: float
    """Share of its area that mountainous members hold, percent."""


def carry_out(units: gpd.GeoDataFrame, plan: Plan, provenance: Gathering) -> gpd.GeoDataFrame:
    """Carry a plan out and make units of its results.

    A result counts as one unit.  Its point is taken anew from its outline,
    its mountain flag from the shares of its members by the rule in the data.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    plan : Plan
        Covers exactly these units.
    provenance : Gathering
        Gets the notes of the plan, and the rule.

    Returns
    -------
    GeoDataFrame
        Complete Units table, index the new codes.
    """
    path = data_folder() / MOUNTAIN_RULE
    rule = validate(MountainShare, read_yaml(path), path.name)
    merged = merge_units(units, plan)
    area_share, _ = shares(units, plan)
    flags = units["mountain"]
    area = units["area_km2"].to_numpy()
    certain = area_share @ (area * flags.fillna(False).to_numpy(dtype=float))
    possible = area_share @ (area * flags.fillna(True).to_numpy(dtype=float))
    limit = area_share @ area * rule.area_percent_at_least / 100
    flag = pd.Series(
        pd.arrays.BooleanArray(certain >= limit, (certain < limit) & (possible >= limit)),
        index=plan.results.index,
    )
    if flags.notna().any():
        provenance.add_file(path)
        provenance.add_note(rule.note)
    for note in plan.notes:
        provenance.add_note(note)
    provenance.forget_units()
    merged = merged.assign(units=1, mountain=flag.reindex(merged.index))
    return complete(merged.drop(columns=["x_m", "y_m", "mountain_km2", "mountain_units"]))


def dissolve(
    units: gpd.GeoDataFrame, level: Level, place: Said, provenance: Gathering
) -> gpd.GeoDataFrame:
    """Dissolve communes to their districts, or any units to their provinces.

    Units that already are of the level come back as they are.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table with the code and the name, kind before it
        ("Huyện Hương Sơn"), of the district or province of each unit.
    level : {"district", "province"}
        Level of the result.
    place : str or Text
        Source, for the messages.
    provenance : Gathering
        See :func:`carry_out`.

    Raises
    ------
    InputError
        A unit without code of its district, or a district without kind.
    """
    if levels_of(units["kind"]).eq(level).all():
        return units
    codes, names = units[f"{level}_code"], units[level]
    without = units.index[(codes == "").to_numpy()]
    if len(without):
        raise InputError(
            Problem(
                say("{place}, column {column}", place=place, column=f"{level}_code"),
                say("nothing for {units}", units=listed(without)),
                say("the code of the {level} of each unit", level=LEVEL_NOUNS[level]),
                say(
                    "name the column under `units.columns`, or plan at another level than {level}",
                    level=LEVEL_NOUNS[level],
                ),
            )
        )
    heads = pd.DataFrame({"new_code": codes, "full": names}).drop_duplicates("new_code")
    first = heads.set_index("new_code")["full"].sort_index()
    split = [split_kind(str(name), level) for name in first]
    results = pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=first.index,
    )
    levels = levels_of(results["kind"])
    strange = results.index[(levels != level).to_numpy()]
    if len(strange):
        words = [entry.vi for entry in KINDS.values() if entry.level == level]
        raise InputError(
            Problem(
                say("{place}, column {column}", place=place, column=level),
                say("names without a kind: {names}", names=listed(first.reindex(strange))),
                say("a name that begins with {kinds}", kinds=listed(words)),
                say("write the kind before the name"),
            )
        )
    parts = pd.DataFrame(
        {"code": units.index, "new_code": codes.to_numpy(), "share_area": 1.0, "share_people": 1.0}
    )
    merged = carry_out(units, Plan(parts, results), provenance)
    merged = merged.assign(**dict.fromkeys(OWN_FACTS, pd.array([pd.NA] * len(merged), "boolean")))
    merged = holding(merged, units, codes)
    if level == "province":
        merged = _holding_districts(merged, units)
    above = ["district", "district_code", "district_kind"]
    above += ["province", "province_code"] if level == "province" else []
    return merged.assign(**dict.fromkeys(above, ""))


def holding(
    upper: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, codes: pd.Series[str]
) -> gpd.GeoDataFrame:
    """Count the communes, wards and townships that each larger unit holds.

    Parameters
    ----------
    upper : GeoDataFrame
        Districts or provinces, index ``code``.
    communes : GeoDataFrame
        Units of commune level, as they are or as a plan would make them.
    codes : Series of str, index as ``communes``
        The larger unit of each.
    """
    counts = (
        kind_counts(communes).groupby(codes.to_numpy()).sum().reindex(upper.index, fill_value=0)
    )
    held = [kind for kind in map(str, counts) if KINDS[kind].level == "commune"]
    apart = _counted_apart(counts, ("wards", "townships"))
    counted = upper.assign(communes=counts[held].sum(axis=1), **apart)
    return counted.assign(ward_percent=ward_percent(counted))


def _holding_districts(provinces: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count the districts of each province, the urban ones apart."""
    found = communes[communes["district_code"] != ""]
    districts = found.drop_duplicates(["province_code", "district_code"])
    kinds = kind_counts(pd.DataFrame({"kind": districts["district_kind"]}))
    apart = _counted_apart(kinds, ("city_districts", "towns"))
    counts = pd.DataFrame({"districts": 1, **apart}, index=districts.index)
    summed = counts.groupby(districts["province_code"]).sum().reindex(provinces.index, fill_value=0)
    counted = provinces.assign(**{str(name): summed[name] for name in counts})
    return counted.assign(urban_district_percent=urban_district_percent(counted))


def _counted_apart(counts: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, pd.Series[int]]:
    """Count the kinds that a larger unit counts apart: column → how many."""

    def counted(name: str) -> list[str]:
        return [kind for kind in map(str, counts) if KINDS[kind].counted_as == name]

    return {name: counts[counted(name)].sum(axis=1) for name in columns}


def levels_of(kinds: pd.Series[str]) -> pd.Series[str]:
    """Give the level of each kind; none of a name without kind."""
    return kinds.map({kind: KINDS[kind].level for kind in kinds.unique() if kind})


def step(
    lineage: pd.DataFrame, before: int, after: int, units: gpd.GeoDataFrame
) -> tuple[Plan, pd.DataFrame]:
    """Write one step of a lineage as a plan.

    Parameters
    ----------
    lineage : DataFrame of str
        Columns ``code_<year>``, ``name_<year>`` and, where districts changed,
        ``district_<year>``.  Codes are used again for other units: they are
        joined by code *and* year.
    before, after : int
        The years.
    units : GeoDataFrame
        Units of the year before, for codes of districts.

    Returns
    -------
    tuple of Plan and DataFrame
        The plan, and the new ``district`` and ``district_code`` by new code
        (no columns where districts stay).
    """
    pairs = lineage.drop_duplicates([f"code_{before}", f"code_{after}"])
    heads = lineage.drop_duplicates(f"code_{after}").set_index(f"code_{after}").sort_index()
    heads.index.name = "new_code"
    split = [split_kind(name) for name in heads[f"name_{after}"]]
    results = pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=heads.index,
    )
    parts = pd.DataFrame(
        {
            "code": pairs[f"code_{before}"].to_numpy(),
            "new_code": pairs[f"code_{after}"].to_numpy(),
            "share_area": np.ones(len(pairs)),
            "share_people": np.ones(len(pairs)),
        }
    )
    districts = pd.DataFrame(index=heads.index)
    if f"district_{after}" in lineage:
        known = units.drop_duplicates("district").set_index("district")["district_code"]
        districts["district"] = heads[f"district_{after}"]
        districts["district_code"] = districts["district"].map(known).fillna("")
    parts = parts.sort_values(["code", "new_code"], ignore_index=True)
    return Plan(parts, results), districts
