"""What is published beside the map: names, provinces and their totals, and rows that are mended.

``docs/communes_2026.py`` makes the embedded communes with it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.units import split_kind
from planner.words.letters import spelling

# As resolution 202/2025/QH15 spells them; the publisher's map sets the mark on the last letter.
SPELLED = {"Tỉnh Khánh Hoà": "Tỉnh Khánh Hòa", "Tỉnh Thanh Hoá": "Tỉnh Thanh Hóa"}
# Cities since September 2026 (36 and 39/2026/QH16): the publisher's map is of June, but what a
# province prints today bears the name that it has today, under which its verdicts are made as well.
CITIES = {
    "Tỉnh Quảng Ninh": "Thành phố Quảng Ninh",
    "Tỉnh Bắc Ninh": "Thành phố Bắc Ninh",
}
CA_MAU = "96"
# The row of Bình Sơn (An Giang) repeats the area of Hòn Đất, beside it in the table; the total of
# the province is right with the drawn one.  The area of Hoàng Sa has two digits exchanged: it is
# 305 km² in the collected table and wherever the city writes it.
ANOTHERS_ROW, EXCHANGED = "30823", {"20333": 305.0}
# Why totals differ where they do: published of the communes less published of the province.
WHY = {
    "22": (
        "16 xã, phường, đặc khu ven biển có diện tích công bố khác ranh giới vẽ quá 10 %; chưa tìm "
        "được dòng nào sai đúng bằng phần chênh",
        "16 units on the coast have registered areas more than 10 % off the drawn ones; no row was "
        "found that is wrong by the difference",
    ),
    "37": (
        "diện tích công bố của Rạng Đông, Giao Minh, Giao Hòa, Giao Phúc, Giao Hưng kém ranh giới "
        "vẽ (có bãi bồi) 97 km², của Kim Đông hơn 44 km²; chưa rõ dòng nào sai",
        "registered areas of Rạng Đông, Giao Minh, Giao Hòa, Giao Phúc and Giao Hưng are 97 km² "
        "less than drawn (with mud flats), that of Kim Đông 44 km² more; which row is wrong is "
        "not known",
    ),
    "40": ("chưa tìm được dòng nào sai", "no row was found that is wrong"),
    "48": (
        "Hải Vân có 406,09 km², ranh giới vẽ 398,58; Hoàng Sa đã sửa 350 thành 305 km²; dân số: "
        "chưa rõ",
        "Hải Vân has 406.09 km², drawn 398.58; of Hoàng Sa 350 was mended to 305 km²; people: not "
        "explained",
    ),
    "51": ("dân số: chưa rõ", "people: not explained"),
    "68": (
        "Trường Xuân có 332,47 km², ranh giới vẽ 322,32: có lẽ sai một chữ số",
        "Trường Xuân has 332.47 km², drawn 322.32: perhaps one digit is wrong",
    ),
    "75": (
        "dân số: 24 xã ước tính theo mức tăng giữa 1,19 của các xã đã công bố, cả tỉnh chỉ 1,10",
        "people: 24 communes are estimated by the median growth of 1.19 of the published ones, "
        "that of the province is 1.10",
    ),
    "79": (
        "Rạch Dừa có 19,70 km², ranh giới vẽ 12,03; dân số: chỉ 4 phường, xã ước tính, số công bố "
        "của xã và của thành phố có lẽ khác ngày, khác nguồn",
        "Rạch Dừa has 19.70 km², drawn 12.03; people: only 4 are estimated, published figures of "
        "communes and of the city are perhaps of another day or base",
    ),
    "82": (
        "dân số: 21 xã ước tính theo mức tăng giữa 1,23 của các xã đã công bố, cả tỉnh là 1,30",
        "people: 21 communes are estimated by the median growth of 1.23 of the published ones, "
        "that of the province is 1.30",
    ),
    "86": (
        "không dòng nào thiếu như vậy: các xã ven biển có diện tích công bố lớn hơn ranh giới vẽ; "
        "chưa rõ",
        "no row lacks as much: communes on the coast have larger areas than drawn; not explained",
    ),
    "91": (
        "Bình Sơn đã lấy diện tích vẽ: dòng công bố lặp lại số của Hòn Đất; dân số: Phú Quốc có "
        "294.400 người, đáng ngờ, nhiều hơn ước tính 101 nghìn",
        "Bình Sơn has the drawn area: its published row repeats that of Hòn Đất; people: Phú Quốc "
        "has 294,400, doubtful, 101 thousand more than its estimate",
    ),
    "96": (
        "25 xã, phường của Bạc Liêu cũ lấy diện tích vẽ (không có bãi bồi) vì dòng công bố chỉ có "
        "một phần; dân số các xã đó ước tính từ phần còn lại của tổng số, nên tổng khớp",
        "the 25 communes of the former Bạc Liêu have the drawn area (without mud flats), since "
        "their published rows have a fraction; their people are estimated from what the total "
        "leaves, so that agrees",
    ),
}


def read_list(path: Path) -> pd.DataFrame:
    """Read the list of communes of official letter 1027/CTK-CSCL of 25 June 2025.

    Returns
    -------
    DataFrame of 3,321 rows, index ``code``
        ``name``, ``kind`` as the program has it.
    """
    rows = re.findall(r"^\|[^|]*\|\s*(\d{5})\s*\|([^|]*)\|", path.read_text("utf-8"), re.MULTILINE)
    codes = [code for code, _ in rows]
    plain = [unicodedata.normalize("NFC", name.replace("<br>", " ")) for _, name in rows]
    split = [split_kind(" ".join(name.split())) for name in plain]
    return pd.DataFrame(split, columns=["kind", "name"], index=pd.Index(codes, name="code"))


def as_listed(units: gpd.GeoDataFrame, listed: pd.DataFrame) -> gpd.GeoDataFrame:
    """Spell names as the list does.

    The publisher's map places tones as schools do today ("Hoà"), the list as it was always done
    ("Hòa").  Nothing else differs: what would, is not mended here but fails.
    """
    names = listed["name"].reindex(units.index).fillna(units["name"])
    assert (names.map(spelling) == units["name"].map(spelling)).all()
    return units.assign(name=names)


def since_list(units: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Communes whose code or kind is not that of the list, with both.

    Returns
    -------
    DataFrame, index ``code``
        ``name``, ``kind``, ``province``, and what the list has: ``code_1027``, ``kind_1027``.
    """
    gone = listed[~listed.index.isin(units.index)].reset_index().set_index("name")["code"]
    code = units.index.to_series().where(units.index.isin(listed.index), units["name"].map(gone))
    kind = listed["kind"].reindex(code).set_axis(units.index)
    later = units[["name", "kind", "province"]].assign(code_1027=code, kind_1027=kind)
    return later[(later.index != code) | (units["kind"] != kind)].sort_index()


def published_totals(folder: Path) -> pd.DataFrame:
    """Area and people of the provinces as the state map publisher printed them in July 2025.

    Returns
    -------
    DataFrame of 34 rows, index ``code``
        ``province``, ``area_km2``, ``people``; ``merged``: made of several provinces in 2025;
        ``why_vi``, ``why_en``: why the communes have another area in all, empty where they do not.
    """
    given = pd.read_parquet(
        folder / "communes_2026.parquet", columns=["province_code", "province"]
    ).drop_duplicates()
    by_key = given.set_index(given["province"].map(province_key))
    rows = pd.read_csv(folder / "provinces_2025.csv")
    rows = rows.set_index(rows["name"].map(lambda n: province_key(n[:1].upper() + n[1:])))
    lineage = pd.read_csv(folder / "lineage_2025.csv", dtype=str)
    before = lineage.groupby("new_province_code")["old_province_code"].nunique()
    return (
        by_key.join(rows[["area_km2", "people"]], validate="1:1")
        .set_index("province_code")
        .rename_axis("code")
        .replace({"province": SPELLED | CITIES})
        .assign(
            merged=lambda table: table.index.map(before) > 1,
            why_vi=lambda table: [WHY.get(code, ("", ""))[0] for code in table.index],
            why_en=lambda table: [WHY.get(code, ("", ""))[1] for code in table.index],
        )
        .sort_index()
    )


def mend_areas(units: gpd.GeoDataFrame) -> pd.Series:
    """Put areas right that are another unit's, or have lost their order of digits, in place.

    All 25 communes of the former Bạc Liêu have a fraction of the drawn area in the published
    table, and no other commune of Cà Mau has: such rows are not those of the communes of today.

    Returns
    -------
    Series of bool
        Units that have the area of their outline now.
    """
    fraction = (units["province_code"] == CA_MAU) & (units["area_km2"] < 0.9 * units["drawn_km2"])
    assert fraction.sum() == 25
    redrawn = fraction | (units.index == ANOTHERS_ROW)
    units["area_km2"] = units["area_km2"].mask(redrawn, units["drawn_km2"])
    units["area_km2"] = units["area_km2"].mask(
        units.index.isin(EXCHANGED), units.index.to_series().map(EXCHANGED)
    )
    return redrawn


def reckon_again(
    units: gpd.GeoDataFrame, growth: pd.Series, people_is: pd.Series, totals: pd.DataFrame
) -> None:
    """Estimate people of Cà Mau anew, in place, without the rows that are not its communes'.

    Growth of the former Cà Mau is the median of its published communes.  For the former Bạc Liêu,
    of which no row is right, it is what the published total of the province leaves over.
    """
    here = units["province_code"] == CA_MAU
    wrong = here & (units["published_km2"] < 0.9 * units["drawn_km2"])
    sound = here & ~wrong & (units["people_basis"] == "published")
    made = here & ~wrong & ~sound
    census = units["census_2019"]
    growth[here] = round((units["people"] / census)[sound].median(), 6)
    units["people"] = units["people"].mask(made, (census * growth).round())
    rest = totals.at[CA_MAU, "people"] - units["people"][here & ~wrong].sum()
    growth[wrong] = round(rest / census[wrong].sum(), 6)
    units["people"] = units["people"].mask(wrong, (census * growth).round())
    people_is[wrong] = "estimated"


def province_key(name: str) -> str:
    """Write a province as a source names it: "Tỉnh Hà Tĩnh" → "ha_tinh"."""
    short = name.removeprefix("Tỉnh ").removeprefix("Thành phố ").removeprefix("Thủ đô ")
    plain = unicodedata.normalize("NFD", short.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(
        " ", "_"
    )
