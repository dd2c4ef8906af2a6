"""Units: the table of columns, its check, and how units combine."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from worlds import mountain, nine_squares, random_world, square, world

from planner.errors import InputError
from planner.units import (
    COLUMNS,
    KINDS,
    check_units,
    combine,
    complete,
    full_name,
    kind_counts,
    largest_member,
    split_kind,
)


def shares_of(homes: list[int], m: int) -> sparse.csr_array:
    """Whole units: a row a group, 1 for each member."""
    n = len(homes)
    return sparse.csr_array((np.ones(n), (homes, np.arange(n))), shape=(m, n))


def one_group(units: gpd.GeoDataFrame) -> pd.Series[Any]:
    """All units combined into one."""
    return combine(units, sparse.csr_array(np.ones((1, len(units))))).iloc[0]


@given(st.data())
def test_combining_whole_units_conserves_and_follows_each_column(data: st.DataObject) -> None:
    """Sums, largest, any and means, recomputed in plain Python for each group."""
    units = random_world(data.draw(st.integers(0, 9999)), data.draw(st.integers(1, 9)))
    drawn = data.draw(st.lists(st.integers(0, 8), min_size=len(units), max_size=len(units)))
    order = sorted(set(drawn))
    homes = [order.index(home) for home in drawn]
    table = combine(units, shares_of(homes, len(order)))
    assert table["people"].sum() == units["people"].sum()
    assert table["area_km2"].sum() == pytest.approx(units["area_km2"].sum())
    assert table["units"].sum() == len(units)
    assert table[list(KINDS)].sum().to_dict() == kind_counts(units).sum().to_dict()
    for group, row in table.iterrows():
        held = units[[home == group for home in homes]]
        people = held["people"]
        largest = people[people == people.max()].index[0]
        assert row["people"] == people.sum()
        assert row["name"] == held.at[largest, "name"]
        assert row["district_code"] == held.at[largest, "district_code"]
        assert row["land_border"] == held["land_border"].any()
        for mean in ("minority_percent", "x_m"):
            expected = sum(held[mean] * people) / people.sum()
            assert row[mean] == pytest.approx(expected, abs=1e-6)
        assert row["mountain_km2"] == pytest.approx(held.loc[held["mountain"], "area_km2"].sum())
        assert row["mountain_units"] == held["mountain"].sum()


@given(st.integers(0, 9999), st.integers(3, 9), st.integers(0, 100), st.integers(0, 100))
def test_divided_units_conserve_people_and_area(seed: int, n: int, a: int, p: int) -> None:
    """The first unit is divided between two groups, by different shares of area and people."""
    units = random_world(seed, n)
    rest = [i % 2 for i in range(1, n)]
    area, people = (
        sparse.csr_array(
            np.column_stack([[x / 100, 1 - x / 100], *([1 - r, r] for r in rest)]).astype(float)
        )
        for x in (a, p)
    )
    table = combine(units, area, people)
    assert table["area_km2"].sum() == pytest.approx(units["area_km2"].sum())
    # Each group rounds its people; whole persons are the matter of a plan.
    assert abs(table["people"].sum() - units["people"].sum()) <= 1
    inside = [a > 0 or p > 0, a < 100 or p < 100]
    assert table["units"].tolist() == [rest.count(group) + int(inside[group]) for group in (0, 1)]


def test_a_subset_of_columns_gives_the_same_values() -> None:
    units = random_world(7, 9)
    share = shares_of([0, 1, 2, 0, 1, 2, 0, 1, 2], 3)
    some = combine(units, share, columns=["people", "minority_percent"])
    assert list(some.columns) == ["people", "minority_percent", *KINDS]
    pd.testing.assert_frame_equal(some, combine(units, share)[list(some.columns)])


def test_equal_shares_may_be_given_once_or_twice() -> None:
    units = random_world(8, 9)
    share = shares_of([0, 0, 0, 1, 1, 1, 2, 2, 2], 3)
    pd.testing.assert_frame_equal(combine(units, share), combine(units, share, share.copy()))


@pytest.mark.parametrize(
    ("flags", "one_is_enough", "all_are_asked"),
    [
        ([True, None], True, pd.NA),
        ([False, None], pd.NA, False),
        ([None, None], pd.NA, pd.NA),
        ([False, False], False, False),
        ([False, True], True, False),
        ([True, True], True, True),
    ],
)
def test_flags_of_members_know_what_is_not_known(
    flags: list[bool | None], one_is_enough: object, all_are_asked: object
) -> None:
    """A border is had with one member; an island only is one where all members are."""
    known = pd.array(flags, dtype="boolean")
    units = world(
        {"a": square(0, 0), "b": square(1, 0)}, people=[1, 1], land_border=known, island=known
    )
    group = one_group(units)
    for column, expected in (("land_border", one_is_enough), ("island", all_are_asked)):
        assert group[column] is expected or group[column] == expected


def test_a_law_may_say_that_one_member_is_enough() -> None:
    units = world({"a": square(0, 0), "b": square(1, 0)}, people=[1, 1], island=[True, False])
    told = combine(units, shares_of([0, 0], 1), ways={"island": "any"})
    assert told["island"].tolist() == [True]


def test_a_mean_with_an_unknown_member_is_unknown() -> None:
    """Only in the group that holds it."""
    units = mountain()
    units["minority_percent"] = pd.array([40.0, 10.0, None, 0.0], dtype="Float64")
    table = combine(units, shares_of([0, 0, 1, 1], 2))
    assert (
        table["minority_percent"].isna().tolist()
        == units["minority_percent"].isna().groupby([0, 0, 1, 1]).any().tolist()
    )


def test_equal_percents_keep_their_value() -> None:
    """Weighted by 1, 1 and 3 people, the plain mean of 30 % would miss 30 by a rounding error."""
    for people in ([1, 1, 3], [1301, 1199, 7], [3, 7, 13]):
        units = world(
            {"a": square(0, 0), "b": square(1, 0), "c": square(2, 0)},
            people=people,
            minority_percent=[30.1] * 3,
        )
        assert one_group(units)["minority_percent"] == 30.1


def test_units_without_people_have_the_plain_mean() -> None:
    units = world(
        {"a": square(0, 0), "b": square(1, 0)}, people=[0, 0], minority_percent=[10.0, 30.0]
    )
    row = one_group(units)
    assert row["minority_percent"] == 20.0
    assert row["name"] == "Unit a"


def test_bases_of_figures_are_joined_when_they_differ() -> None:
    units = nine_squares()
    units["people_base"] = ["census 2019"] * 8 + ["register"]
    row = one_group(units)
    assert row["people_base"] == "census 2019 + register"
    assert row["area_base"] == "computed from geometry"


def test_largest_member_takes_the_first_by_code_of_equals() -> None:
    members = sparse.csr_array(np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1]]))
    people = np.array([5.0, 7.0, 7.0])
    assert largest_member(members, people, members).tolist() == [1, 1, 2]
    # A member that gives only land is one, but not the largest.
    brings = sparse.csr_array(np.array([[1, 0, 0], [0, 1, 0.5], [0, 0, 0.5]]))
    assert largest_member(brings, people, members).tolist() == [0, 1, 2]


def test_complete_sets_columns_types_and_order() -> None:
    """Absent flags are not known, codes are text in order, centres lie inside."""
    bare = gpd.GeoDataFrame(
        {"name": ["B", "A"], "kind": ["xa", "xa"], "people": [2, 1], "area_km2": [1, 1]},
        index=["02", "01"],
        geometry=[square(1, 0), square(0, 0)],
        crs=32648,
    )
    units = complete(bare)
    assert list(units.columns) == list(COLUMNS)
    assert list(units.index) == ["01", "02"]
    assert units.index.name == "code"
    assert units["island"].isna().all()
    assert units["area_km2"].dtype == np.float64
    assert (units["people_base"] == "not stated").all()
    assert (units["units"] == 1).all()
    assert gpd.GeoSeries.from_xy(units["x_m"], units["y_m"], crs=32648).within(units.geometry).all()
    pd.testing.assert_frame_equal(complete(units), units)


def test_the_share_of_wards_is_computed_and_never_read() -> None:
    """Of what a district holds; one that holds nothing has no share."""
    outlines = {str(i): square(i, 0) for i in range(4)}
    units = world(outlines, people=[1] * 4, communes=[12, 20, 0, 6], wards=[6, 13, 0, 0])
    assert units["ward_percent"].tolist()[:2] == [50.0, 65.0]
    assert np.isnan(units.at["2", "ward_percent"])
    assert units.at["3", "ward_percent"] == 0.0
    assert complete(units.assign(wards=0))["ward_percent"].dropna().tolist() == [0.0] * 3
    # A file may count communes and say nothing of wards.
    bare = world(outlines, people=[1] * 4, communes=[12, 20, 0, 6])
    assert bare["wards"].tolist() == [0] * 4
    assert bare["ward_percent"].dropna().tolist() == [0.0] * 3


def test_kind_of_a_district_is_read_from_its_name() -> None:
    names = ["Thị xã Kỳ Anh", "Huyện Đức Thọ", "Thành phố Hà Tĩnh", "Kỳ Anh"]
    outlines = {str(i): square(i, 0) for i in range(4)}
    units = world(outlines, people=[1] * 4, district=names)
    assert units["district_kind"].tolist() == ["thi_xa", "huyen", "thanh_pho", ""]


def test_full_name_puts_the_kind_where_the_language_does() -> None:
    table = pd.DataFrame(
        {"kind": ["xa", "thi_tran", "phuong", ""], "name": ["Thạch Hà", "Vũ Quang", "Đại Nài", "X"]}
    )
    assert full_name(table).tolist() == ["Xã Thạch Hà", "Thị trấn Vũ Quang", "Phường Đại Nài", "X"]
    assert full_name(table, "en").tolist() == [
        "Thạch Hà Commune",
        "Vũ Quang Township",
        "Đại Nài Ward",
        "X",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã Sơn Kim 1", ("xa", "Sơn Kim 1")),
        ("PHƯỜNG Thành Sen", ("phuong", "Thành Sen")),
        ("Thị trấn Phố Châu", ("thi_tran", "Phố Châu")),
        ("Thị xã Kỳ Anh", ("thi_xa", "Kỳ Anh")),
        ("Xãm Lấm", ("", "Xãm Lấm")),
        (" Kỳ Anh ", ("", "Kỳ Anh")),
    ],
)
def test_a_full_name_parts_into_kind_and_name(text: str, expected: tuple[str, str]) -> None:
    assert split_kind(text) == expected


def _broken(**columns: object) -> gpd.GeoDataFrame:
    return nine_squares().astype({"people": object, "area_km2": object}).assign(**columns)


@pytest.mark.parametrize(
    ("units", "words"),
    [
        (nine_squares().iloc[:0], ["no unit"]),
        (nine_squares().drop(columns="people"), ["column people", "no such column"]),
        (nine_squares().rename(index={"12": "11"}), ["more than once: 11"]),
        (_broken(people=[1, 2, 3, -4, 5, 6, 7, 8, 9]), ["column people", "21 = -4"]),
        (_broken(people=[1, 2, 3.5, 4, 5, 6, 7, 8, 9]), ["column people", "13 = 3.5"]),
        (_broken(people=[1, None, 3, "x", 5, 6, 7, 8, 9]), ["nothing readable for 12, 21"]),
        (_broken(area_km2=[0, 2, 3, 4, 5, 6, 7, 8, 9]), ["column area_km2", "11 = 0"]),
        (_broken(kind=["xa"] * 8 + ["village"]), ["column kind", "village"]),
        (_broken(kind=["xa"] * 8 + [None]), ["column kind", "empty cells"]),
        (_broken(name=["a", "", " ", None, "e", "f", "g", "h", "i"]), ["no name for 12, 13, 21"]),
        (nine_squares().to_crs(4326), ["EPSG:4326", "projected"]),
        (nine_squares().set_crs(None, allow_override=True), ["coordinate system None"]),
    ],
)
def test_check_units_names_what_is_wrong(units: gpd.GeoDataFrame, words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        check_units(units, "units.csv")
    assert all(word in str(caught.value) for word in ["units.csv", *words])
    assert len(caught.value.problems) == 1


def test_check_units_tells_every_problem_at_once() -> None:
    broken = _broken(people=[-1] * 9, kind=["?"] * 9).drop(columns="area_km2").to_crs(4326)
    with pytest.raises(InputError) as caught:
        check_units(broken, "units.csv")
    assert len(caught.value.problems) == 4


def test_check_units_accepts_what_is_right() -> None:
    check_units(nine_squares(), "nine squares")
    check_units(random_world(1, 9), "a random world")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Xã Sơn\nKim", "'Xã Sơn"),
        ("Xã Sơn\u2028Kim", "'Xã Sơn"),
        ("Xã \x07Kim", "Kim' (11)"),
        ("=1+1", "'=1+1' (11)"),
        ("@Kim", "'@Kim' (11)"),
        ("Xã Sơn Kim".encode().decode("latin-1"), "Xã Sơn Kim (11)"),
        ("Phường Phố Hiến".encode().decode("latin-1"), "Phường Phố Hiến (11)"),
    ],
)
def test_names_that_no_table_can_hold_or_that_were_misread(name: str, words: str) -> None:
    """Nothing is mended in silence: the name is shown, with what it would be."""
    units = nine_squares()
    units.loc["11", "name"] = name
    with pytest.raises(InputError, match="column name") as caught:
        check_units(units, "units.csv")
    assert words in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("code", ["#1", "=1", "+84", "1\r2", "1\u20292"])
def test_codes_that_no_table_can_hold(code: str) -> None:
    units = nine_squares().rename(index={"11": code})
    with pytest.raises(InputError, match="column code"):
        check_units(units, "units.csv")
