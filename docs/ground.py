"""Write docs/ground.md: totals of provinces and mountain flags, held against what is published.

``python docs/ground.py > docs/ground.md``; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.sources import SourceSettings, data_folder, read_units
from planner.units.provenance import only_likely, provenance_of
from planner.vietnam.sources.totals import compare_totals
from planner.words import number

TWO_THIRDS, NONE = 200.0 / 3.0, 0.05
HEAD = """\
# Dữ liệu có sẵn, đối chiếu · The embedded data, held against what is published

Trang này do `python docs/ground.py > docs/ground.md` viết từ dữ liệu đi kèm chương trình.
This page is written from the data that come with the program; a test compares the two.
"""
TOTALS = """\
## Tổng số của 34 tỉnh, thành phố · Totals of the 34 provinces

Cộng các xã, phường, đặc khu, so với tổng số trong bảng tháng 7/2025 của Nhà xuất bản
Tài nguyên – Môi trường và Bản đồ Việt Nam (`data/boundaries/totals_2025.csv`). Dân số chỉ so ở 23
tỉnh, thành phố hợp nhất năm 2025; của 11 nơi còn lại tổng số theo nguồn khác, không nêu.
Sums of communes less the totals of the state map publisher's table of July 2025. People are
compared where provinces were merged in 2025; the totals of the eleven others have another base,
which is not said.

"""
MOUNTAINS = """\
## Miền núi: độ cao so với quyết định · Mountains: heights against decisions

Nơi có quyết định (`data/facts/mountain_2025.csv`) thì quyết định nói; nơi khác độ cao
(`data/facts/heights_2026.csv`) chỉ cho điều nhiều khả năng: có, khi ít nhất hai phần ba diện tích
cao trên 200 m; không, khi không phần nào (dưới 0,05 %); còn lại chưa biết. Bảng này xem độ cao
đúng bao nhiêu ở nơi có quyết định.
Where a decision is at hand, it says; elsewhere heights make likely: yes with at least two thirds
of the area above 200 m, no with none (below 0.05 %); the rest is not known. The table tells how
often that is right where decisions are.

"""
OF_TOTALS = (
    "tỉnh, thành phố · province",
    "xã · communes",
    "ước tính, đáng ngờ · not as published",
    "diện tích công bố · published, km²",
    "chênh · more, km²",
    "dân số công bố · published people",
    "chênh · more, %",
    "vì sao · why",
)
OF_MOUNTAINS = (
    "tỉnh, thành phố · province",
    "có theo độ cao, đúng · yes, right",
    "không theo độ cao, đúng · no, right",
    "chưa rõ: có, không theo quyết định · between: decided yes, no",
)


def _head(names: tuple[str, ...]) -> str:
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"


def page(units: gpd.GeoDataFrame) -> str:
    """Write the whole page.

    Parameters
    ----------
    units : GeoDataFrame
        The communes of the country, as ``vietnam@2026`` gives them.
    """
    return "\n".join([HEAD, TOTALS + _totals(units), MOUNTAINS + _mountains(units)])


def _totals(units: gpd.GeoDataFrame) -> str:
    table = compare_totals(units)
    counts = units["province_code"].value_counts()
    rows = [_head(OF_TOTALS)]
    for code, row in table.iterrows():
        people = _signed(row["people_percent"]) if row["merged"] else "–"
        cells = [
            row["province"],
            str(counts[code]),
            str(row["estimated"]),
            number(row["area_published"], "vi", 2),
            _signed(row["area_more_km2"]),
            number(row["people_published"], "vi"),
            people,
            f"{row['why'].vi}<br>{row['why'].en}" if row["why"] else "",
        ]
        rows.append(f"| {' | '.join(cells)} |\n")
    return "".join(rows)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, "vi", 2)


def _mountains(units: gpd.GeoDataFrame) -> str:
    folder = data_folder() / "facts"
    share = pd.read_csv(folder / "heights_2026.csv", dtype={"code": str}, index_col="code")
    named = pd.read_csv(folder / "mountain_2025.csv", dtype={"code": str}, index_col="code")
    said = units[units["mountain"].notna() & ~only_likely(units, "mountain")]
    # Of the plains no decision says it.
    said = said[said["province_code"].isin(units["province_code"].reindex(named.index))]
    high = share["above_200m_percent"].reindex(said.index)
    table = pd.DataFrame(
        {
            "province": said["province"],
            "decided": said["mountain"].astype(bool),
            "heights": "between",
        }
    )
    table.loc[high >= TWO_THIRDS, "heights"] = "yes"
    table.loc[high < NONE, "heights"] = "no"
    whole = table.assign(province="**Cộng · all**")
    rows = [_head(OF_MOUNTAINS)]
    for name, part in pd.concat([table, whole]).groupby("province", sort=False):
        yes, no = part[part["heights"] == "yes"], part[part["heights"] == "no"]
        between = part[part["heights"] == "between"]["decided"]
        cells = (
            str(name),
            f"{yes['decided'].sum()} / {len(yes)}",
            f"{(~no['decided']).sum()} / {len(no)}",
            f"{between.sum()}, {(~between).sum()}",
        )
        rows.append(f"| {' | '.join(cells)} |\n")
    wrong = table[
        ((table["heights"] == "yes") & ~table["decided"])
        | ((table["heights"] == "no") & table["decided"])
    ]
    names = [
        f"{units.at[code, 'name']} ({units.at[code, 'province']}, "
        f"{number(high[code], 'vi', 1)} %, {'có' if row['decided'] else 'không'})"
        for code, row in wrong.iterrows()
    ]
    return "".join(rows) + "\n" + _in_words(units, ", ".join(names))


def _in_words(units: gpd.GeoDataFrame, wrong: str) -> str:
    likely = only_likely(units, "mountain")
    counts = {
        "yes": int((likely & (units["mountain"] == True).fillna(False)).sum()),  # noqa: E712
        "no": int((likely & (units["mountain"] == False).fillna(False)).sum()),  # noqa: E712
        "open": int(units["mountain"].isna().sum()),
    }
    doubt = [
        len(fact.codes)
        for fact in provenance_of(units).facts
        if fact.column == "mountain" and fact.confidence == "unverified"
    ]
    return (
        f"Trái với quyết định (tỷ lệ diện tích cao trên 200 m, quyết định): {wrong}. "
        f"{sum(doubt)} xã trong số đó có tên trong quyết định nhưng không có phần nào cao trên "
        "200 m: cần đối chiếu với bản chính.\n"
        f"Against a decision: the above (share above 200 m, and what was decided); "
        f"{sum(doubt)} of them are named by the decision with nothing above 200 m, to be held "
        "against the original.\n\n"
        f"Nơi không có quyết định: {counts['yes']} nhiều khả năng có, {counts['no']} nhiều khả "
        f"năng không, {counts['open']} chưa biết (phương án mặc định coi là không).\n"
        f"Where no decision is at hand: {counts['yes']} likely, {counts['no']} likely not, "
        f"{counts['open']} not known (a plan by default takes them as not).\n"
    )


if __name__ == "__main__":
    country = read_units(SourceSettings(boundaries="vietnam@2026"), Path())
    print(page(country), end="")
