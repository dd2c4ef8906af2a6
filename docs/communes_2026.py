"""Makes the embedded communes of 2026, and the facts that they and the lineage of 2025 tell.

    python docs/communes_2026.py FOLDER LIST

``FOLDER`` holds ``communes_2026.parquet``, ``height_2026.csv``, ``mountain_2025.csv``,
``mountain_lists_2026.csv`` and ``provinces_2025.csv`` as they were gathered, the lineage is that of
``docs/lineage``; ``data/boundaries/SOURCE.md`` and ``data/facts/SOURCE.md`` name their origin.
``LIST`` is the list of official letter 1027/CTK-CSCL as text, by which names are spelled.
Two runs give the same bytes.  Outlines are kept as they are, an exact
coverage; what is added is the order, so that a province is read by itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from published_2026 import (
    CA_MAU,
    CITIES,
    SPELLED,
    as_listed,
    mend_areas,
    province_key,
    published_totals,
    read_list,
    reckon_again,
    since_list,
)

DATA = Path(__file__).parents[1] / "data"
ELLIPSOID = pyproj.Geod(ellps="WGS84")
KINDS = {"xã": "xa", "phường": "phuong", "đặc khu": "dac_khu"}
# Outlines have six decimals: whole numbers of these are exact.
PER_DEGREE = 1_000_000
# Where the land border ends at the sea: the mouth of the Bắc Luân (Móng Cái) and the border
# marker on the shore of Hà Tiên.  The outer line of the mainland between them, by way of the
# north, is land border; all the rest of it is coast.
MONG_CAI, HA_TIEN = (108.035, 21.547), (104.441, 10.421)
# A registered area that differs by more from the drawn one is doubtful, percent.
DOUBTFUL_PERCENT = 10.0


def main(folder: Path, list_1027: Path, out: Path = DATA) -> None:
    """Write the communes and the lists of ``facts/`` under ``out``, which has the lineage."""
    given = gpd.read_parquet(folder / "communes_2026.parquet")
    given = given.sort_values(["province_code", "code"], ignore_index=True)
    assert shapely.coverage_is_valid(given.geometry.to_numpy())
    listed = read_list(list_1027)
    totals = published_totals(folder)
    units = as_listed(communes(given, totals), listed)
    totals.to_csv(out / "boundaries" / "totals_2025.csv", lineterminator="\n")
    later = since_list(units, listed)
    later.to_csv(out / "boundaries" / "since_list_1027.csv", lineterminator="\n")
    write_by_province(units, out / "boundaries" / "communes_2026.parquet")
    facts = out / "facts"
    border, coast = outer_lines(units)
    for name, lengths in (("land_border", border), ("coast", coast)):
        km = lengths[lengths > 0].round(1)
        write_list(units, km.index, facts / f"{name}_2026.csv", km=km)
    write_list(units, on_islands(units), facts / "islands_2026.csv")
    write_list(units, kept(out / "plans" / "lineage_2025.csv"), facts / "kept_2025.csv")
    heights = pd.read_csv(folder / "height_2026.csv", dtype={"code": str}).set_index("code")
    share = heights["above_200m_percent"].dropna()
    write_list(units, share.index, facts / "heights_2026.csv", above_200m_percent=share)
    mountain = decisions(folder)
    write_list(units, mountain.index, facts / "mountain_2025.csv", decision=mountain)


def communes(given: gpd.GeoDataFrame, totals: pd.DataFrame) -> gpd.GeoDataFrame:
    """Name columns and kinds as the program does, and say of each figure what it is.

    Returns
    -------
    GeoDataFrame
        Index ``code``.  ``people`` is empty where it is not known;
        ``people_is`` and ``area_is`` say how a figure was come by; ``growth``
        is people of 2025 over people of 2019, as the estimates of the
        province have it, else its median; ``drawn_km2`` the area of the
        outline on the ellipsoid.
    """
    units = given.set_index("code")
    note = units["people_note"]
    is_doubtful = note.str.contains("doubtful")
    is_restored = note.str.startswith("trailing zeros restored")
    people_is = units["people_basis"].replace("unknown", "not known")
    people_is = people_is.mask(is_restored, "zeros restored").mask(is_doubtful, "doubtful")
    drawn = [ELLIPSOID.geometry_area_perimeter(s)[0] / 1e6 for s in oriented(units)]
    units["drawn_km2"] = np.round(drawn, 2)
    units["published_km2"] = units["area_km2"]
    redrawn = mend_areas(units)
    off = 100 * (units["drawn_km2"] / units["area_km2"] - 1).abs()
    growth = units["province_code"].map(growths(units))
    made = units["people_basis"] == "estimated"
    assert (units["census_2019"] * growth - units["people"])[made].abs().max() < 2
    reckon_again(units, growth, people_is, totals)
    area_is = pd.Series(np.where(off > DOUBTFUL_PERCENT, "doubtful", "published"), units.index)
    units["people_note"] = note.mask(
        redrawn & (units["province_code"] == CA_MAU), "the published row has a fraction of the area"
    )
    return gpd.GeoDataFrame(
        {
            "name": units["name"],
            "kind": units["kind"].map(KINDS),
            "province_code": units["province_code"],
            "province": units["province"].replace(SPELLED | CITIES),
            "key": units["province"].map(province_key),
            "people": units["people"].astype("Int64").mask(people_is == "not known"),
            "people_is": people_is,
            "people_note": units["people_note"],
            "people_2019": units["census_2019"].astype("Int64"),
            "growth": growth,
            "area_km2": units["area_km2"],
            "area_is": area_is.mask(redrawn, "drawn"),
            "drawn_km2": units["drawn_km2"],
            "published_km2": units["published_km2"],
            "seat": units["seat"],
        },
        geometry=units.geometry,
        crs=units.crs,
    )


def oriented(units: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    """Outlines with shells counterclockwise, whose area then is positive."""
    return list(shapely.orient_polygons(units.geometry.to_numpy()))


def growths(units: gpd.GeoDataFrame) -> pd.Series:
    """Growth of each province since 2019: that of its estimates, else the median of the published.

    People of 2019 on today's outlines were rounded after the estimates were
    made of them, so an estimate is come by again within two persons.
    """
    ratio = units["people"] / units["census_2019"]
    basis = units["people_basis"]
    made, published = (
        ratio[basis == which].groupby(units["province_code"]).median()
        for which in ("estimated", "published")
    )
    return made.reindex(published.index).fillna(published).round(6)


def write_by_province(units: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoParquet with one row group a province."""
    sample = units.reset_index()
    with path.open("wb") as file:
        table = _arrow(sample)
        with pq.ParquetWriter(
            file, table.schema, compression="zstd", compression_level=19
        ) as writer:
            for _, here in sample.groupby("province_code", sort=False):
                start = int(here.index[0])
                writer.write_table(table.slice(start, len(here)))


def _arrow(units: gpd.GeoDataFrame) -> pa.Table:
    """The table as GeoParquet has it, with its words about coordinates in the schema."""
    buffer = pa.BufferOutputStream()
    units.to_parquet(buffer, index=False)
    return pq.read_table(pa.BufferReader(buffer.getvalue()))


def outer_lines(units: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Length of land border and of coast of each commune, km.

    An edge that only one outline has is outside; on the ring of the mainland
    it is land border or coast by where it lies, elsewhere coast.
    """
    outlines = units.geometry.to_numpy()
    parts = shapely.get_parts(shapely.coverage_union_all(outlines))
    mainland = int(np.argmax(shapely.area(parts)))
    owner = _edges(outlines)
    km = {"border": np.zeros(len(units)), "coast": np.zeros(len(units))}
    for number, part in enumerate(parts):
        ring = shapely.get_coordinates(shapely.orient_polygons(part, exterior_cw=True).exterior)
        ends = np.rint(ring * PER_DEGREE).astype(np.int64)
        length = np.asarray(ELLIPSOID.inv(ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1])[2])
        owners = [
            owner[_edge(a, b)] for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        ]
        land = np.zeros(len(owners), dtype=bool)
        if number == mainland:
            # Clockwise: from Hà Tiên to the north, and down to Móng Cái.
            first, last = (_nearest(ring[:-1], point) for point in (HA_TIEN, MONG_CAI))
            place = np.arange(len(owners))
            land = (place - first) % len(owners) < (last - first) % len(owners)
        np.add.at(km["border"], np.array(owners)[land], length[land] / 1000)
        np.add.at(km["coast"], np.array(owners)[~land], length[~land] / 1000)
    return pd.Series(km["border"], units.index), pd.Series(km["coast"], units.index)


def _edges(outlines: np.ndarray) -> dict[tuple[int, int, int, int], int]:
    """Edge → position of an outline that has it."""
    rings, owners = shapely.get_rings(shapely.get_parts(outlines), return_index=True)
    _, of_part = shapely.get_parts(outlines, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.rint(points * PER_DEGREE).astype(np.int64)
    same = of_ring[:-1] == of_ring[1:]
    whose = of_part[owners][of_ring[:-1]][same]
    pairs = zip(ends[:-1][same].tolist(), ends[1:][same].tolist(), whose.tolist(), strict=True)
    return {_edge(a, b): number for a, b, number in pairs}


def _edge(a: list[int], b: list[int]) -> tuple[int, int, int, int]:
    return (*a, *b) if a < b else (*b, *a)


def _nearest(ring: np.ndarray, point: tuple[float, float]) -> int:
    return int(np.argmin(((ring - point) ** 2).sum(axis=1)))


def on_islands(units: gpd.GeoDataFrame) -> pd.Index:
    """Communes that share no land with the mainland, and all special zones."""
    outlines = units.geometry.to_numpy()
    left, right = shapely.STRtree(outlines).query(outlines, predicate="touches")
    graph = nx.Graph(zip(left.tolist(), right.tolist(), strict=True))
    graph.add_nodes_from(range(len(units)))
    mainland = max(nx.connected_components(graph), key=len)
    apart = ~np.isin(np.arange(len(units)), list(mainland))
    return units.index[apart | (units["kind"] == "dac_khu").to_numpy()]


def kept(lineage: Path) -> pd.Index:
    """Communes that the round of July 2025 left as they were: one source, whole, and no other."""
    rows = pd.read_csv(lineage, dtype=str, keep_default_na=False)
    whole = (rows["area"] == "whole") & (rows["people"] == "whole") & (rows["code_2024"] != "")
    alone = ~rows["code_2025"].duplicated(keep=False) & whole
    return pd.Index(rows.loc[alone, "code_2025"])


def decisions(folder: Path) -> pd.Series:
    """Decisions that name communes as mountainous, of six provinces.

    Returns
    -------
    Series of str, index ``code``
        Number and date of the decision.
    """
    columns = {"code": str, "decision": str, "mountain": str}
    lists = pd.read_csv(folder / "mountain_lists_2026.csv", dtype=columns)
    first = pd.read_csv(folder / "mountain_2025.csv", dtype=columns)
    both = pd.concat([first, lists[lists["mountain"] == "yes"]])
    assert both["code"].is_unique
    return both.set_index("code")["decision"]


def write_list(units: pd.DataFrame, codes: pd.Index, path: Path, **more: pd.Series) -> None:
    """Write a list of communes: code, name, province, and what more is known of each."""
    rows = units.loc[units.index.isin(codes), ["name", "province"]].sort_index()
    rows.assign(**more).to_csv(path, index_label="code", lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
