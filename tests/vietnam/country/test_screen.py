"""Screening: what holds in every case is certain, and the rest names what it hangs on."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import worlds

from planner.law import read_ruleset
from planner.sources import data_folder
from planner.units.provenance import OtherFigure, StatedFact, attach, provenance_of
from planner.vietnam.country.readings import (
    SAID_BY_THE_MINISTRY,
    by_annex_14,
    differences,
    readings,
)
from planner.vietnam.country.screen import screen
from planner.words import text

LAW = read_ruleset("vn-commune-112-2025")


def communes(**columns: list[object]) -> gpd.GeoDataFrame:
    """Communes of 10 by 10 km, 100 km² each unless said."""
    n = len(next(iter(columns.values())))
    outlines = {f"{i:02d}": worlds.square(i, 0) for i in range(n)}
    plain = {
        "province_code": ["42"] * n,
        "province": ["Tỉnh Hà Tĩnh"] * n,
        "island": [False] * n,
        "land_border": [False] * n,
        "coastal_hardship": [False] * n,
        "red_river_delta": [False] * n,
        "minority_percent": [0.0] * n,
        "mountain": [False] * n,
    }
    return worlds.world(outlines, **(plain | columns))


def test_a_commune_is_below_not_below_or_depends_on_what_is_not_known() -> None:
    """A plain commune needs 16,000 people on 30 km², a mountainous one 5,000 on 100 km²."""
    units = communes(
        people=[20_000, 4_000, 6_000, 20_000, 6_000],
        area_km2=[100.0, 100.0, 100.0, 50.0, 90.0],
        mountain=pd.array([pd.NA] * 5, dtype="boolean"),
    )
    table = screen(units, LAW).table
    # 4,000 are enough for neither; 6,000 on 90 km² have too few people or too little land.
    assert table["screen"].tolist() == ["not", "below", "depends", "depends", "below"]
    assert table["on"].tolist() == ["", "", "mountain", "mountain", ""]


def test_what_is_only_likely_is_no_certainty() -> None:
    """6,000 people on 100 km² are enough in the mountains: certain by decision, not by heights."""
    units = communes(people=[6_000, 6_000, 4_000], mountain=[True, True, True])
    heights = StatedFact(
        "mountain", "yes", text("heights"), "computed", frozenset({"00", "02"}), likely=True
    )
    units = attach(units, replace(provenance_of(units), facts=(heights,)))
    table = screen(units, LAW).table
    assert table["screen"].tolist() == ["depends", "not", "below"]
    assert table["on"].tolist() == ["mountain", "", ""]
    assert table["mountain"].tolist() == ["likely_yes", "yes", "likely_yes"]
    # The likely answer is that of the facts at hand; a reading by decisions alone has another.
    assert not table["now"].iloc[0]
    found = {str(row["reading"]): row["below"] for row in readings(units, LAW).to_dict("records")}
    by_words = [
        [
            count
            for words, count in found.items()
            if part in words and "with reductions" in words and not words.startswith("Phụ lục")
        ]
        for part in ("two thirds of the area", "only what decisions")
    ]
    assert by_words == [[1], [2]]


def test_two_facts_that_turn_a_verdict_only_together_are_found() -> None:
    """Of 5,000 people half are enough in the mountains where half belong to minorities."""
    units = communes(
        people=[3_000],
        mountain=pd.array([pd.NA], dtype="boolean"),
        minority_percent=pd.array([pd.NA], dtype="Float64"),
    )
    table = screen(units, LAW).table
    assert table["screen"].tolist() == ["depends"]
    assert table["on"].tolist() == ["mountain minority_percent"]


def test_a_figure_that_is_not_certain_may_be_off() -> None:
    units = communes(
        people=[16_500, 16_500, 18_500],
        people_assumed=[True, False, True],
    )
    table = screen(units, LAW, off_percent=10.0).table
    assert table["screen"].tolist() == ["depends", "not", "not"]
    assert table["on"].tolist() == ["people", "", ""]
    assert table["least"].iloc[0] == pytest.approx(100 * 0.9 * 16_500 / 16_000)
    assert table["most"].iloc[0] == pytest.approx(100 * 1.1 * 16_500 / 16_000)


@pytest.mark.parametrize("seed", range(6))
def test_certain_is_what_holds_in_every_combination(seed: int) -> None:
    """Against thresholds written out here, for each combination of what is not known."""
    draw = np.random.default_rng(seed)
    n = 12
    unknown = draw.random((3, n)) < 0.5
    mountain, coastal = draw.random(n) < 0.5, draw.random(n) < 0.3
    share = draw.choice([0.0, 60.0], n)
    people, area = draw.integers(2_000, 20_000, n), draw.uniform(20, 130, n).round(1)
    units = communes(
        people=people.tolist(),
        area_km2=area.tolist(),
        mountain=pd.array(np.where(unknown[0], None, mountain), dtype="boolean"),
        coastal_hardship=pd.array(np.where(unknown[1], None, coastal), dtype="boolean"),
        minority_percent=pd.array(np.where(unknown[2], np.nan, share), dtype="Float64"),
    )

    def below(i: int, high: bool, coast: bool, minority: float) -> bool:
        factor = max(0.0, 0.5 - 0.05 * ((minority - 50) // 10)) if high and minority >= 50 else 1.0
        factor = min(factor, 0.5) if coast else factor
        needed = (5_000, 100.0) if high else (16_000, 30.0)
        return people[i] < needed[0] * factor * (1 - 1e-9) or area[i] < needed[1]

    expected = []
    for i in range(n):
        cases = itertools.product(
            [False, True] if unknown[0][i] else [mountain[i]],
            [False, True] if unknown[1][i] else [coastal[i]],
            [0.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0] if unknown[2][i] else [share[i]],
        )
        answers = {below(i, *case) for case in cases}
        expected.append({(True,): "below", (False,): "not"}.get(tuple(answers), "depends"))
    assert screen(units, LAW).table["screen"].tolist() == expected


def test_provinces_sum_to_the_country() -> None:
    units = communes(
        people=[20_000, 4_000, 6_000],
        mountain=pd.array([pd.NA] * 3, dtype="boolean"),
        province_code=["42", "42", "40"],
        province=["Tỉnh Hà Tĩnh", "Tỉnh Hà Tĩnh", "Tỉnh Nghệ An"],
    )
    counts = screen(units, LAW).by_province
    assert counts.loc["42", ["units", "at_least", "at_most"]].tolist() == [2, 1, 1]
    assert counts.loc["40", ["units", "at_least", "at_most"]].tolist() == [1, 0, 1]
    whole = counts.loc[""]
    assert whole[["units", "at_least", "at_most", "not"]].tolist() == [3, 1, 2, 1]
    # 6,000 people are enough for a mountain commune only, and no decision names it.
    assert screen(units, LAW).reasons().to_numpy().tolist() == [["mountain", 1, 1]]


def test_readings_answer_what_is_not_known_in_one_way_each() -> None:
    """On 100 km²: 60 and 40 people per km², neither of which the plain standard accepts."""
    units = communes(people=[6_000, 4_000], mountain=pd.array([pd.NA] * 2, dtype="boolean"))
    found = readings(units, LAW)
    by_words = {str(row["reading"]): row["below"] for row in found.to_dict("records")}
    below = {words: count for words, count in by_words.items() if "without reductions" in words}
    # Strictly and by annex item 14, which are the same where nothing is known.
    assert [count for words, count in below.items() if "fewer than 50 " in words] == [2, 2]
    assert [count for words, count in below.items() if "fewer than 100 " in words] == [1, 1]
    assert (found["difference"] == found["below"] - SAID_BY_THE_MINISTRY).all()


def test_annex_item_14_asks_what_the_strict_reading_denies() -> None:
    """Of former Hương Sơn: mountainous; others of Hà Tĩnh: not known; in Cà Mau: not."""
    units = communes(
        people=[6_000, 6_000, 6_000, 6_000],
        province_code=["42", "42", "96", "75"],
        mountain=[False, False, False, True],
    )
    units.index = pd.Index(["18184", "18394", "31999", "25200"], name="code")
    annexed = by_annex_14(units)
    assert annexed["mountain"].tolist() == [True, pd.NA, False, True]
    # On 100 km² 6,000 people are enough in the mountains only.
    assert screen(units, LAW).table["screen"].tolist() == ["below", "below", "below", "not"]
    asked = screen(annexed, LAW).table
    assert asked["screen"].tolist() == ["not", "depends", "below", "not"]
    assert asked["on"].tolist() == ["", "mountain", "", ""]
    found = readings(units, LAW)
    totals = {str(row["reading"]): row["below"] for row in found.to_dict("records")}
    said = [n for words, n in totals.items() if "only what" in words and "with reductions" in words]
    annex = [words.startswith("Phụ lục mục 14") for words in totals if "only what" in words]
    assert sorted(said) == [2, 3] and sorted(annex) == [False, False, True, True]


def test_the_other_answer_of_the_law_moves_the_total_as_well() -> None:
    """8,000 people on the border are enough by “or”; by “and” half must be of minorities, too."""
    units = communes(people=[8_000, 20_000], land_border=[True, False])
    moved = differences(units, LAW).to_dict("records")
    said = {str(row["reason"]): (row["below"], row["change"]) for row in moved}
    assert [said[words] for words in said if "“and”" in words] == [(1, 1)]


def test_the_communes_of_former_mountain_districts_are_those_of_the_lineage() -> None:
    """The list of Hà Tĩnh beside the facts, reckoned again from lineage and former districts."""
    lineage = pd.read_csv(data_folder() / "plans" / "ha_tinh_lineage.csv", dtype=str)
    former = lineage["district_2019"].isin(["Huyện Hương Sơn", "Huyện Vũ Quang", "Huyện Hương Khê"])
    members = lineage[former].groupby("code_2025").size()
    path = data_folder() / "facts" / "mountain_members_ha_tinh.csv"
    listed = pd.read_csv(path, dtype={"code": str}).set_index("code")["mountain_members"]
    assert listed.to_dict() == members.to_dict() and len(listed) == 19


def test_the_communes_with_a_member_of_the_mountains_are_those_of_the_lineage() -> None:
    """The list of 2025 beside the facts, reckoned again from what was recognised before."""
    earlier = pd.read_csv(data_folder() / "facts" / "mountain_earlier.csv", dtype=str)
    lineage = pd.read_csv(data_folder() / "plans" / "lineage_2025.csv", dtype=str)
    whole = lineage[(lineage["area"] == "whole") & (lineage["people"] == "whole")]
    bare = whole["name_2024"].str.replace(r"^(Xã|Phường|Thị trấn) ", "", regex=True)
    whole = whole.assign(name=bare)
    every = whole["province_2024"].isin(earlier["province_2024"][earlier["name"].isna()])
    named = pd.MultiIndex.from_frame(earlier[["province_2024", "name"]].dropna())
    by_name = pd.MultiIndex.from_frame(whole[["province_2024", "name"]]).isin(named)
    members = whole[every | by_name].groupby("code_2025").size()
    path = data_folder() / "facts" / "mountain_members_2025.csv"
    listed = pd.read_csv(path, dtype={"code": str}).set_index("code")["mountain_members"]
    assert listed.to_dict() == members.to_dict() and len(listed) == 271
    # What the decision of 2025 says of former Lâm Đồng agrees: all of it is mountainous.
    decided = pd.read_csv(data_folder() / "facts" / "mountain_2025.csv", dtype=str)
    former = set(whole["code_2025"][whole["province_2024"] == "68"])
    assert former <= set(decided["code"])


def test_another_figure_that_is_known_is_one_of_the_cases() -> None:
    units = communes(people=[20_000], people_assumed=[True])
    other = OtherFigure("00", "people", 9_000.0, text("the estimate instead"))
    units = attach(units, replace(provenance_of(units), others=(other,)))
    table = screen(units, LAW).table
    assert table["screen"].tolist() == ["depends"]
    assert table["least"].iloc[0] == pytest.approx(100 * 9_000 / 16_000)


def test_each_answer_alone_moves_the_total() -> None:
    """6,000 people on 100 km² are enough in the mountains only; 16,500 may be a tenth fewer."""
    units = communes(
        people=[6_000, 16_500, 4_000],
        people_assumed=[False, True, False],
        mountain=pd.array([pd.NA, False, False], dtype="boolean"),
    )
    found = differences(units, LAW, 10.0)
    moved = {str(row["reason"]): (row["below"], row["change"]) for row in found.to_dict("records")}
    # By the facts at hand two are below: no decision names the first.
    assert [moved[words] for words in moved if "mountainous: yes" in words] == [(1, -1)]
    assert [moved[words] for words in moved if "-10%" in words] == [(3, 1)]
    assert len(differences(units, LAW, 10.0, most=1)) == 1
    assert (found["difference"] == found["below"] - SAID_BY_THE_MINISTRY).all()
    assert (found["change"].abs().diff().dropna() <= 0).all() and (found["change"] != 0).all()
