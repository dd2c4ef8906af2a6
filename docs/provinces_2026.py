"""Write data/boundaries/provinces_2026.parquet: what lies around a province on a printed sheet.

``python docs/provinces_2026.py`` joins the communes of today to provinces, and parts the outer
border of the country into coast and land borders by the lists of ``data/facts/``.  Lines and
outlines are simplified together, for sheets of paper and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

DATA = Path(__file__).parents[1] / "data"
SIMPLIFIED_M = 250.0
METRES = 32648
# Where three countries meet: VN, China and Laos; VN, Laos and Cambodia (degrees).
CHINA_FROM = (22.40, 104.0, 21.2)
CAMBODIA_BELOW = 14.69
# The gulf lies west of the cape, and of the bay north of it.
GULF_WEST_OF, BAY_WEST_OF, BAY_NORTH_OF = 104.9, 105.4, 9.3
COUNTRIES = {
    "china": ("Trung Quốc", "China"),
    "laos": ("CHDCND Lào", "Lao PDR"),
    "cambodia": ("Campuchia", "Cambodia"),
}
SEAS = {"east_sea": ("Biển Đông", "East Sea"), "gulf": ("Vịnh Thái Lan", "Gulf of Thailand")}


def country(lon: float, lat: float) -> str:
    """Say which country a land border at a place is with."""
    north, east, above = CHINA_FROM
    if lat > north or (lon > east and lat > above):
        return "china"
    return "cambodia" if lat < CAMBODIA_BELOW else "laos"


def sea(lon: float, lat: float) -> str:
    """Say which sea a coast at a place is on."""
    west = lon < GULF_WEST_OF or (lon < BAY_WEST_OF and lat > BAY_NORTH_OF)
    return "gulf" if west and lat < CAMBODIA_BELOW else "east_sea"


def coded(name: str) -> set[str]:
    """Read the codes of a list of facts."""
    return set(pd.read_csv(DATA / "facts" / name, dtype=str)["code"])


def outer_pieces(communes: gpd.GeoDataFrame, rim: object) -> gpd.GeoDataFrame:
    """Part the outer border of the country into pieces of some kilometres, each of one commune."""
    lines = shapely.get_parts(shapely.segmentize(shapely.line_merge(rim), 500.0))
    pieces = [
        line
        for whole in lines
        for start in range(0, len(whole.coords) - 1, 8)
        for line in [shapely.LineString(whole.coords[start : start + 9])]
    ]
    table = gpd.GeoDataFrame(geometry=pieces, crs=communes.crs)
    middles = table.set_geometry(table.interpolate(0.5, normalized=True))
    near = gpd.sjoin_nearest(middles, communes[["code", "geometry"]])
    return table.assign(code=near[~near.index.duplicated()]["code"])


def told_apart(pieces: gpd.GeoDataFrame) -> pd.Series[str]:
    """Say of each piece whether it is coast or land border; of both lists: what is nearer."""
    coast, land = coded("coast_2026.csv") | coded("islands_2026.csv"), coded("land_border_2026.csv")
    on_coast, on_land = pieces["code"].isin(coast), pieces["code"].isin(land)
    kind = pd.Series(np.where(on_land & ~on_coast, "land", "coast"), pieces.index)
    sure = {
        "coast": pieces[on_coast & ~on_land].geometry.union_all(),
        "land": pieces[on_land & ~on_coast].geometry.union_all(),
    }
    both = pieces[on_coast & on_land]
    nearer = both.distance(sure["land"]) < both.distance(sure["coast"])
    kind[both.index] = np.where(nearer, "land", "coast")
    return kind


def main() -> None:
    """Write the file."""
    communes = gpd.read_parquet(DATA / "boundaries" / "communes_2026.parquet")
    communes = communes.reset_index().to_crs(METRES)
    provinces = communes.dissolve("province_code", aggfunc={"province": "first"}).reset_index()
    rim = shapely.union_all(provinces.geometry.to_numpy()).boundary
    pieces = outer_pieces(communes, rim)
    middles = pieces.interpolate(0.5, normalized=True).to_crs(4326)
    kinds = told_apart(pieces)
    keys = [
        (sea if kind == "coast" else country)(point.x, point.y)
        for kind, point in zip(kinds, middles)
    ]
    lines = pieces.assign(key=keys).dissolve("key").reset_index()
    lines["geometry"] = [
        shapely.simplify(shapely.line_merge(line), SIMPLIFIED_M) for line in lines.geometry
    ]
    simple = shapely.coverage_simplify(provinces.geometry.to_numpy(), SIMPLIFIED_M)
    names = SEAS | COUNTRIES
    table = pd.concat(
        [
            provinces.assign(
                role="province",
                key=provinces["province_code"],
                name_vi=provinces["province"],
                geometry=simple,
            ),
            lines.assign(
                role=["sea" if key in SEAS else "country" for key in lines["key"]],
                name_vi=[names[key][0] for key in lines["key"]],
                name_en=[names[key][1] for key in lines["key"]],
            ),
        ]
    )
    heads = ("Thành phố ", "Tỉnh ")
    bare = table["name_vi"].str.removeprefix(heads[0]).str.removeprefix(heads[1])
    table["name_en"] = table["name_en"].fillna(bare)
    columns = ["role", "key", "name_vi", "name_en", "geometry"]
    written = gpd.GeoDataFrame(table[columns], crs=METRES).to_crs(4326)
    written["geometry"] = shapely.set_precision(written.geometry.to_numpy(), 1e-5)
    written.reset_index(drop=True).to_parquet(
        DATA / "boundaries" / "provinces_2026.parquet", index=False, compression="zstd"
    )


if __name__ == "__main__":
    main()
