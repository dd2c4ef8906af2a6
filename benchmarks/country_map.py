"""One map of the country's round of 2025: every new unit by how the law judges it.

    python benchmarks/country_2025.py
    python benchmarks/country_map.py

Reads the plans in ``benchmarks/out/plans/``, ``country_2025.csv`` and the
outlines of ``communes_2019.gpkg``; writes ``benchmarks/out/country_2025.pdf``
and ``.png`` (A3, portrait).  The outlines may not be handed on, and neither
may the map: git ignores the folder.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from communes import DATA

from planner.output.maps.country import CRS, Kind, write_country_sheet
from planner.words import Text, number_text

HERE = Path(__file__).parent
OUT = HERE / "out"
KINDS = {
    "met": Kind(Text("Đạt tiêu chuẩn", "Meets the standards"), "#d6e6f0"),
    "waived": Kind(
        Text("Được miễn xét (từ 3 đơn vị)", "Accepted by the waiver (3 and more)"),
        "#e8963c",
        "",
        0.7,
    ),
    "missed": Kind(Text("Chưa đạt", "Not accepted"), "#5b1a6b", "", 0.7),
    "no_rule": Kind(
        Text("Không có tiêu chuẩn áp dụng", "No rule exists"), "#ffffff", "xxxxxx", 0.4
    ),
    "no_plan": Kind(
        Text("Tỉnh chưa có phương án kịp giờ", "Provinces without a plan in time"), "#ffffff", "///"
    ),
}
TITLE = Text(
    "Phương án sắp xếp xã, phường cả nước theo Nghị quyết 76/2025",
    "Arranging the communes of Việt Nam under resolution 76/2025",
)
LEGEND = Text("Đơn vị mới theo tiêu chuẩn", "New units by the standards")
COUNTED = Text(
    "{before} → {after} đơn vị ở {provinces} tỉnh năm 2019, mỗi tỉnh còn 33 %; "
    "đơn vị mới có tối đa 5 đơn vị cũ. Có chứng minh tối ưu: {proven} tỉnh.",
    "{before} → {after} units in {provinces} provinces of 2019, 33 % left in each; "
    "at most 5 old units in a new one. Proven optimal in {proven} provinces.",
)
GENERALISED = Text(
    "Ranh giới là đường khái quát năm 2018–2019, chỉ để nghiên cứu; "
    "dân số theo tổng điều tra 1/4/2019.",
    "Boundaries are generalised outlines of 2018/2019, for study only; "
    "people of the census of 1 April 2019.",
)
NOT_HELD = Text(
    "Quần đảo Hoàng Sa (thành phố Đà Nẵng) và Trường Sa (tỉnh Khánh Hòa) không có trong số liệu "
    "ranh giới.",
    "The archipelagos Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa) are not in the outlines.",
)


def new_units() -> gpd.GeoDataFrame:
    """Dissolve the communes to new units, and those of a province without a plan to one.

    Returns
    -------
    GeoDataFrame
        ``province_code``, ``shown`` (a key of ``KINDS``), outlines.
    """
    plans = [pd.read_csv(path, dtype=str) for path in sorted((OUT / "plans").glob("*.csv"))]
    communes = gpd.read_file(DATA).merge(pd.concat(plans), on="code", how="left").to_crs(CRS)
    own = communes["province_code"] + communes["new_code"]
    communes["new_code"] = own.fillna(communes["province_code"])
    communes["shown"] = communes["status"].fillna("no_plan")
    columns = ["new_code", "province_code", "shown", "geometry"]
    return communes[columns].dissolve("new_code", method="coverage")


def main() -> None:
    """Draw the map and write it."""
    table = pd.read_csv(HERE / "country_2025.csv", dtype={"code": str})
    results = new_units()
    with_plan = results[results["shown"] != "no_plan"]
    planned = table[table["code"].isin(set(with_plan["province_code"]))]
    counted = COUNTED.filled(
        before=number_text(int(planned["units"].sum())),
        after=number_text(len(with_plan)),
        provinces=number_text(len(planned)),
        proven=number_text(int(table["proven"].sum())),
    )
    lacking = len(with_plan) < len(results)
    kinds = {name: kind for name, kind in KINDS.items() if lacking or name != "no_plan"}
    for path in write_country_sheet(
        results,
        kinds,
        OUT / "country_2025",
        title=TITLE,
        legend=LEGEND,
        notes=[counted, GENERALISED, NOT_HELD],
    ):
        print(path)
    print(results["shown"].value_counts().to_string())


if __name__ == "__main__":
    main()
