"""The communes of early 2025, before the round of July: outlines of 2018 gathered to their units.

Codes, names and kinds are those of the register of early 2025, outlines those of the
communes of which its units were made.  A province is one of today: what was joined first is
arranged as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.sources.edition import data_folder
from planner.sources.provenance import Gathering
from planner.units import split_kind
from planner.vietnam.sources.embedded import embedded_layer, read_register
from planner.vietnam.sources.matching import ascii_key, district_key, register_keys
from planner.vietnam.sources.today import today_plain
from planner.words import say

BEFORE = 2024
"""Year by which a lineage calls the units before the round of July 2025."""
LINEAGE = "plans/lineage_2025.csv"
PROVINCES = "plans/provinces_2024.csv"
"""The 63 provinces of then, each with the province of today that it is in."""
CEASED = "plans/ceased_2024.csv"


def lineage_of_2025() -> pd.DataFrame:
    """Read what became of each commune of early 2025, clause by clause.

    Returns
    -------
    DataFrame of str
        A row for each commune and heir: ``code_2024, name_2024, district_2024, province_2024,
        code_2025, name_2025`` (only where it was of another kind than today), ``resolution``,
        ``clause``, ``area`` and ``people`` (``whole``, ``part``, ``rest`` or ``none``: what of
        the commune the heir has), ``province`` of then by name, and ``key`` of today's.  Five
        districts that had no communes stand with an empty ``code_2024``.
    """
    rows = pd.read_csv(data_folder() / LINEAGE, dtype=str, keep_default_na=False)
    provinces = pd.read_csv(data_folder() / PROVINCES, dtype=str).set_index("code")
    home = rows["province_2024"]
    return rows.assign(
        province=home.map(provinces["name"]).to_numpy(), key=home.map(provinces["key"]).to_numpy()
    )


def ceased_before_2025() -> pd.DataFrame:
    """Read the communes that lists of early 2025 still name, and that had ceased before.

    Returns
    -------
    DataFrame of str
        ``code, name, province_2024``, ``code_2024`` (the commune of early 2025 that has its name
        among its former ones; empty where none has).
    """
    return pd.read_csv(data_folder() / CEASED, dtype=str, keep_default_na=False)


@cache
def _former() -> dict[str, list[str]]:
    rows = pd.read_csv(data_folder() / LINEAGE, dtype=str, keep_default_na=False)
    names: dict[str, list[str]] = {str(code): [] for code in today_plain().index}
    for code, name in zip(rows["code_2025"], rows["name_2024"], strict=True):
        names.setdefault(str(code), []).append(name)
    return names


def former_names(codes: Iterable[str]) -> dict[str, list[str]]:
    """Name the communes of early 2025 that each commune of today was made of.

    Parameters
    ----------
    codes : iterable of str
        Of all units at hand: where one is no code of today, they are of another year, in which
        the same code may be another commune, and none is told.

    Returns
    -------
    dict
        Code → names with their kinds, as they were written then.
    """
    asked = list(codes)
    if not set(asked) <= set(today_plain().index):
        return {}
    known = _former()
    return {code: known[code] for code in asked}


def former_communes(codes: Iterable[str]) -> pd.DataFrame:
    """Give the communes of early 2025 of which communes of today were made.

    Parameters
    ----------
    codes : iterable of str
        Codes of today.

    Returns
    -------
    DataFrame
        ``code``, ``name`` and ``kind`` of early 2025, ``heir`` (a code of today): a row for each
        heir of a commune that was divided, also of those beyond the codes asked for.
    """
    rows = pd.read_csv(data_folder() / LINEAGE, dtype=str, keep_default_na=False)
    rows = rows[rows["code_2024"] != ""]
    asked = rows.loc[rows["code_2025"].isin(list(codes)), "code_2024"]
    rows = rows[rows["code_2024"].isin(asked)]
    split = [split_kind(name) for name in rows["name_2024"]]
    return pd.DataFrame(
        {
            "code": rows["code_2024"].to_numpy(),
            "name": [name for _, name in split],
            "kind": [kind for kind, _ in split],
            "heir": rows["code_2025"].to_numpy(),
        }
    )


def communes_of_early_2025(key: str, provenance: Gathering) -> gpd.GeoDataFrame:
    """Gather the communes of early 2025 in a province of today.

    Parameters
    ----------
    key : str
        Province, as ``provinces_of_today`` has it.
    provenance : Gathering
        Gets files, and what was not found.

    Returns
    -------
    GeoDataFrame, EPSG:4326
        ``code, name, kind, district_code, district, province_code, province, outlines`` (how
        many outlines of 2018 the unit is made of).
    """
    lineage = lineage_of_2025()
    lineage = lineage[(lineage["key"] == key) & (lineage["code_2024"] != "")]
    cache = embedded_layer(provenance)
    provenance.add_file(data_folder() / LINEAGE)
    known = read_register()
    known = known[known["provinceCode"].isin(lineage["province_2024"])].set_index("wardCode")
    named = ", ".join(f"'{code}'" for code in sorted(set(lineage["province_2024"])))
    outlines = gpd.read_file(cache, where=f"province_code in ({named})")
    owner = _owner(outlines, known, lineage)
    drawn = outlines.assign(code=owner).dissolve("code", aggfunc={"name": "size"})
    units = drawn.rename(columns={"name": "outlines"}).join(known)
    without = known.index.difference(units.index)
    if len(without):
        names = known.loc[without, "ward"].str.cat(known.loc[without, "district"], ", ")
        provenance.add_note(
            say(
                "Communes of early 2025 without an outline, left out: {names}.",
                names="; ".join(names),
            )
        )
    split = [split_kind(name) for name in units["ward"]]
    return gpd.GeoDataFrame(
        {
            "code": units.index,
            "name": [name for _, name in split],
            "kind": [kind for kind, _ in split],
            "district_code": units["districtCode"].to_numpy(),
            "district": units["district"].to_numpy(),
            "province_code": units["provinceCode"].to_numpy(),
            "province": units["province"].to_numpy(),
            "outlines": units["outlines"].to_numpy(),
        },
        geometry=units.geometry.to_numpy(),
        crs=outlines.crs,
    )


def _owner(
    outlines: gpd.GeoDataFrame, register: pd.DataFrame, lineage: pd.DataFrame
) -> npt.NDArray[np.object_]:
    """Find the unit of early 2025 of which each outline of 2018 became a part.

    A code that was matched by name stays.  Else a unit whose former names hold the outline's, in
    the district, then in the province; else, of the units whose heir lies at the outline's
    point, the one in the middle of which it lies most nearly.

    Returns
    -------
    ndarray of str, shape (len(outlines),)
    """
    keys = pd.Series(register_keys(register["district"]), register.index)
    former = register["aliases"].explode().dropna()
    codes = outlines["code"].to_numpy(dtype=object)
    points = outlines.representative_point()
    boxes = _boxes(register)
    heirs = lineage.groupby("code_2025")["code_2024"].agg(list)
    today = today_plain(lineage["key"].iloc[0])
    heir = gpd.sjoin(gpd.GeoDataFrame(geometry=points), today).groupby(level=0)["code"].first()
    for row in np.flatnonzero(~outlines["code"].isin(register.index)):
        outline = outlines.iloc[row]
        aliased = former.index[(former == ascii_key(outline["name"])).to_numpy()].unique()
        near = aliased[(keys[aliased] == district_key(outline["outline_district"])).to_numpy()]
        found = near if len(near) else aliased
        if len(found) != 1:
            there = pd.Index(heirs.get(heir.get(row, ""), [])).intersection(register.index)
            found = there if len(there) else register.index
            found = _nearest(boxes.loc[found], points.iloc[row])
        codes[row] = found[0]
    return np.asarray(codes, dtype=object)


def _boxes(register: pd.DataFrame) -> pd.DataFrame:
    """Bounds of each unit in the register, degrees: "south,west – north,east"."""
    numbers = register["wardBounds"].str.extractall(r"(-?\d+(?:\.\d+)?)")[0].astype(float).unstack()
    return numbers.set_axis(["south", "west", "north", "east"], axis=1)


def _nearest(boxes: pd.DataFrame, point: shapely.Point) -> pd.Index[Any]:
    """The unit in whose box a point lies nearest to the middle, in widths of the box."""
    south, west, north, east = (boxes[name].to_numpy(np.float64) for name in boxes)
    away = np.hypot((east + west) / 2 - point.x, (north + south) / 2 - point.y)
    # A box without extent is a place that the register did not know.
    size = np.maximum(np.hypot(east - west, north - south), 1e-9)
    return boxes.index[[int(np.argmin(away / size))]]
