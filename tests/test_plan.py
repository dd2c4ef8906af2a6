"""Plan: carried out, written and read back; every error of a plan file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from office_files import in_tcvn3
from worlds import nine_squares, random_world

from planner.errors import InputError
from planner.plan import PLAN_COLUMNS, Plan, heirs, new_names
from planner.plan.merging import merge_units
from planner.sources.tables.plans import read_plan
from planner.units import COLUMNS
from planner.words import text

ROWS = {"1": ["11", "12", "13"], "2": ["21", "22", "23"], "3": ["31", "32", "33"]}


def plan_of(parts: list[tuple[str, str, float, float]]) -> Plan:
    """A plan of plain rows, its new units named after their codes."""
    table = pd.DataFrame(parts, columns=["code", "new_code", "share_area", "share_people"])
    table = table.sort_values(["code", "new_code"], ignore_index=True)
    codes = sorted(set(table["new_code"]))
    results = pd.DataFrame({"name": [f"New {c}" for c in codes], "kind": "xa"}, index=codes)
    return Plan(table, results.rename_axis("new_code"))


def rows_plan() -> Plan:
    """Each row of the nine squares becomes a unit."""
    return plan_of([(code, new, 1.0, 1.0) for new, codes in ROWS.items() for code in codes])


def draw_plan(data: st.DataObject, units: gpd.GeoDataFrame, new: list[str]) -> Plan:
    """Send units to new ones, dividing some; each new unit is the heir of at least one."""
    parts: list[tuple[str, str, float, float]] = []
    for i, code in enumerate(units.index):
        home = new[i] if i < len(new) else data.draw(st.sampled_from(new))
        other = data.draw(st.sampled_from(new))
        if other == home or not data.draw(st.booleans()):
            parts.append((code, home, 1.0, 1.0))
            continue
        area = data.draw(st.integers(51, 100)) / 100
        people = data.draw(st.integers(0, 100)) / 100
        parts += [(code, home, area, people), (code, other, 1 - area, 1 - people)]
    return plan_of(parts)


@given(st.data())
def test_a_plan_conserves_people_area_and_outline(data: st.DataObject) -> None:
    """To the person, also where units are divided; the outlines cover the same ground once."""
    units = random_world(data.draw(st.integers(0, 9999)), data.draw(st.integers(1, 9)))
    new = ["n1", "n2", "n3"][: data.draw(st.integers(1, min(3, len(units))))]
    merged = merge_units(units, draw_plan(data, units, new))
    assert list(merged.columns) == list(COLUMNS)
    assert list(merged.index) == new
    assert merged["people"].sum() == units["people"].sum()
    assert merged["people"].dtype == np.int64
    assert merged["area_km2"].sum() == pytest.approx(units["area_km2"].sum())
    assert merged.area.sum() == pytest.approx(units.area.sum())
    assert merged.union_all().area == pytest.approx(units.area.sum())


@given(st.data())
def test_districts_that_merge_keep_people_area_and_all_that_they_hold(data: st.DataObject) -> None:
    """A share of wards is computed anew from the sums; without communes there is none."""
    units = random_world(data.draw(st.integers(0, 9999)), data.draw(st.integers(1, 9)))
    held = [
        [data.draw(st.integers(0, communes)) for communes in (20, 15, 3)] for _ in range(len(units))
    ]
    wards, rural, townships = np.array(held).T
    units = units.assign(
        kind="huyen", communes=wards + rural + townships, wards=wards, townships=townships
    )
    new = ["n1", "n2", "n3"][: data.draw(st.integers(1, min(3, len(units))))]
    homes = new + [data.draw(st.sampled_from(new)) for _ in units.index[len(new) :]]
    plan = plan_of([(code, home, 1.0, 1.0) for code, home in zip(units.index, homes, strict=True)])
    merged = merge_units(units, plan)
    for column in ("people", "communes", "wards", "townships"):
        assert merged[column].sum() == units[column].sum()
        assert merged[column].dtype == np.int64
    assert merged["area_km2"].sum() == pytest.approx(units["area_km2"].sum())
    for code, row in merged.iterrows():
        inside = [i for i, home in enumerate(homes) if home == code]
        all_held = sum(sum(held[i]) for i in inside)
        assert row["communes"] == all_held
        if all_held:
            assert row["ward_percent"] == pytest.approx(
                100 * sum(held[i][0] for i in inside) / all_held
            )
        else:
            assert np.isnan(row["ward_percent"])


@given(st.integers(0, 12_000_000), st.integers(1, 999_999))
def test_divided_people_stay_whole_whatever_the_shares(people: int, millionths: int) -> None:
    """Shares written with six digits, which need not sum to exactly 1."""
    units = nine_squares()
    units["people"] = people
    share = millionths / 1e6
    parts = [(code, "1", 1.0, 1.0) for code in units.index[1:]]
    parts += [("11", "1", 0.5, round(share, 6)), ("11", "2", 0.5, round(1 - share, 6))]
    parts[0] = ("12", "2", 1.0, 1.0)
    merged = merge_units(units, plan_of(parts))
    assert merged["people"].sum() == 9 * people
    assert merged.at["2", "people"] == pytest.approx(people * (2 - share), abs=1)


def test_shares_that_sum_to_one_within_the_tolerance_conserve_people() -> None:
    """A third, written with six digits, of twelve million people is three times 3,999,996."""
    units = nine_squares().assign(people=12_000_000)
    for third in (0.333333, 0.33333366):
        parts = [("11", new, third, third) for new in "123"]
        parts += [(code, code[0], 1.0, 1.0) for code in units.index[1:]]
        merged = merge_units(units, plan_of(parts))
        assert merged["people"].tolist() == [28_000_000, 40_000_000, 40_000_000]


def test_rows_of_nine_squares() -> None:
    merged = merge_units(nine_squares(), rows_plan())
    assert merged["people"].tolist() == [16_000] * 3
    assert merged["area_km2"].tolist() == [300.0] * 3
    assert merged["units"].tolist() == [3] * 3
    assert merged["name"].tolist() == ["New 1", "New 2", "New 3"]
    assert merged["mountain"].isna().all()
    assert shapely.equals(merged.geometry["1"], shapely.box(500_000, 2e6, 530_000, 2_010_000))


def test_a_unit_that_stays_keeps_its_mountain_flag_and_a_divided_one_does_not() -> None:
    parts = [(code, "1", 1.0, 1.0) for code in nine_squares().index[1:]]
    alone = merge_units(nine_squares().assign(mountain=True), plan_of([*parts, ("11", "2", 1, 1)]))
    assert alone.at["2", "mountain"]
    assert pd.isna(alone.at["1", "mountain"])


def test_heirs_take_most_area_and_of_equals_the_first() -> None:
    plan = plan_of(
        [
            ("a", "n2", 0.6, 0.0),
            ("a", "n1", 0.4, 1.0),
            ("b", "n2", 0.5, 0.5),
            ("b", "n1", 0.5, 0.5),
            ("c", "n2", 1.0, 1.0),
        ]
    )
    assert heirs(plan).to_dict() == {"a": "n2", "b": "n1", "c": "n2"}


@given(st.data())
def test_a_plan_written_and_read_is_the_same(data: st.DataObject) -> None:
    units = random_world(data.draw(st.integers(0, 9999)), data.draw(st.integers(3, 9)))
    plan = draw_plan(data, units, ["n1", "n2", "n3"])
    table = new_names(units, plan)
    assert list(table.columns) == PLAN_COLUMNS
    with tempfile.TemporaryDirectory() as folder:
        table.to_csv(Path(folder) / "plan.csv", index=False)
        again = read_plan(Path(folder) / "plan.csv", units)
    pd.testing.assert_frame_equal(again.parts, plan.parts)
    pd.testing.assert_frame_equal(again.results, plan.results)


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "plan.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def lines(head: str = "code,new_code", **changed: str) -> list[str]:
    """The rows plan as lines of a csv, some of them changed."""
    plain = {f"u{code}": f"{code},{new}" for new, codes in ROWS.items() for code in codes}
    return [head, *(line for line in (plain | changed).values() if line)]


def test_a_plan_of_two_columns_takes_names_from_the_units(tmp_path: Path) -> None:
    """Notes are kept, blanks around codes and a byte order mark are not."""
    written = ["﻿# drawn on 1 May", *lines(u11=" 11 , 1 ")]
    plan = read_plan(csv(tmp_path, *written), nine_squares())
    pd.testing.assert_frame_equal(plan.parts, rows_plan().parts)
    assert plan.notes == (text("drawn on 1 May"),)
    assert plan.results["name"].tolist() == ["1", "2", "3"]
    assert plan.results["kind"].tolist() == ["", "", ""]


def test_assumed_shares_mark_what_they_touch(tmp_path: Path) -> None:
    """Of 22 the text states the area and not the people; of 33 neither; the rest is whole."""
    text = [
        "code,new_code,share_area,share_people,assumed",
        *(f"{code},{new},1,1," for new, codes in ROWS.items() for code in codes),
    ]
    text.remove("22,2,1,1,")
    text.remove("33,3,1,1,")
    text += ["22,1,1,0.5,people", "22,2,0,0.5,people", "33,3,0.5,0.5,area people"]
    text += ["33,2,0.5,0.5,area people"]
    units = nine_squares()
    plan = read_plan(csv(tmp_path, *text), units)
    assert len(plan.assumed) == 6 and ("22", "2", "people") in plan.assumed
    merged = merge_units(units, plan)
    assert merged["people_assumed"].tolist() == [True, True, True]
    assert merged["area_assumed"].tolist() == [False, True, True]
    # Made into units and merged again, all of a mark goes to whoever takes a marked unit.
    again = plan_of([("1", "a", 1, 1), ("2", "b", 1, 1), ("3", "b", 1, 1)])
    assert merge_units(merged, again)["area_assumed"].to_dict() == {"a": False, "b": True}
    new_names(units, plan).to_csv(tmp_path / "again.csv", index=False)
    assert read_plan(tmp_path / "again.csv", units).assumed == plan.assumed


def test_a_new_unit_with_the_code_of_a_member_has_its_name_and_kind(tmp_path: Path) -> None:
    own = {f"u{code}": f"{code},{codes[0]}" for codes in ROWS.values() for code in codes}
    plan = read_plan(csv(tmp_path, *lines(**own)), nine_squares())
    assert plan.results.loc["11"].to_dict() == {"name": "Unit 11", "kind": "xa"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (lines(u11="99,1"), ["unknown codes 99", "no row for 11"]),
        (lines(u11=""), ["no row for 11"]),
        (lines(u11="11,"), ["column new_code", "nothing for 11"]),
        ([*lines(), "11,1"], ["repeated rows for 11"]),
        (["code,name", "11,x"], ["header", "also new_code"]),
        ([], ["a csv or a workbook"]),
        (["code,new_code", '11,"1'], ["a csv or a workbook"]),
        ([*lines(), "11,2"], ["column share_area", "shares of 11"]),
        (
            lines("code,new_code,share_people", **{"u11": "11,1,0.9"}),
            ["column share_people", "shares of 11"],
        ),
        (
            ["code,new_code,share_area", "11,1,1.5", "11,2,-0.5"],
            ["column share_area", "shares of 11"],
        ),
        (
            ["code,new_code,new_name", "11,1,Xã A", "12,1,Xã B"],
            ["column new_name", "several names for 1"],
        ),
        (
            ["code,new_code,share_area,share_people", "11,9,0.4,0.5", "11,1,0.6,0.5"]
            + [f"{line},1,1" for line in lines()[2:]],
            ["no outline for 9"],
        ),
        (
            ["code,new_code,assumed", "11,1,people land", *lines()[2:]],
            ["column assumed", "land", "area people"],
        ),
    ],
)
def test_each_error_of_a_plan_file_is_named(
    tmp_path: Path, text: list[str], words: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        read_plan(csv(tmp_path, *text), nine_squares())
    assert all(word in str(caught.value) for word in ["plan.csv", *words])


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_plan(tmp_path / "none.csv", nine_squares())
    (tmp_path / "units.csv").write_bytes(b"GP\0\0code,new_code")
    with pytest.raises(InputError, match="no text"):
        read_plan(tmp_path / "units.csv", nine_squares())


@pytest.mark.parametrize("letters", ["utf-16", "tcvn3"])
def test_a_csv_of_a_plan_is_read_in_any_letters(tmp_path: Path, letters: str) -> None:
    """Headings and names as an office writes them; the sum below the table is no unit."""
    rows = [f"{code};{new};Xã Hòa Bình {new}" for new, codes in ROWS.items() for code in codes]
    told = "\n".join(["# ghi chú; của tôi", "Mã xã;Mã mới;Đơn vị mới", *rows, ";;Cộng 3 xã", ""])
    path = tmp_path / "plan.csv"
    path.write_bytes(in_tcvn3(told) if letters == "tcvn3" else told.encode(letters))
    plan = read_plan(path, nine_squares())
    pd.testing.assert_frame_equal(plan.parts, rows_plan().parts)
    assert plan.results["name"].tolist() == [f"Hòa Bình {new}" for new in ROWS]
    assert plan.notes == (text("ghi chú; của tôi"),)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """A workbook with a letterhead, a table somewhere below it, and a sheet of something else."""
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    book.active["A1"] = "Tờ trình"
    sheet = book.create_sheet("Phương án")
    for row in [["SỞ NỘI VỤ"], [], ["# thảo luận ngày 1/5"], *rows]:
        sheet.append(row)
    book.save(path)
    return path


def test_a_plan_comes_back_as_a_workbook(tmp_path: Path) -> None:
    """Excel took codes for numbers: they get their zeros back; shares are numbers."""
    units = nine_squares()
    units.index = pd.Index([f"000{code}" for code in units.index], name="code")
    rows: list[list[object]] = [["STT", "Mã", "Mã đơn vị mới", "share_area", "share_people"]]
    rows += [[0, 11, 11, 0.25, 0.5], [1, 11, 21, 0.75, 0.5]]
    heads = {"1": 11, "2": 21, "3": 31}
    rest = [(int(c), heads[new]) for new, codes in ROWS.items() for c in codes if c != "11"]
    rows += [[n, code, new, 1, 1] for n, (code, new) in enumerate(rest, 2)]
    plan = read_plan(workbook(tmp_path / "plan.xlsx", [*rows, ["Cộng"]]), units)
    assert set(plan.results.index) == {"00011", "00021", "00031"}
    divided = plan.parts[plan.parts["code"] == "00011"]
    assert divided["share_area"].tolist() == [0.25, 0.75]
    assert plan.notes == (text("thảo luận ngày 1/5"),)


def test_faults_of_a_workbook_name_sheet_and_cell(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Mã", "Mã mới"]]
    rows += [[int(code), int(new)] for new, codes in ROWS.items() for code in codes]
    rows[3], rows[5] = [99, 1], [21, None]
    with pytest.raises(InputError) as caught:
        read_plan(workbook(tmp_path / "plan.xlsx", rows), nine_squares())
    told = str(caught.value)
    for words in ("plan.xlsx [Phương án], cell A7", "unknown codes 99", "cell B9", "nothing for"):
        assert words in told


@pytest.mark.parametrize("parted", [";", "\t"])
def test_what_excel_saves_is_read_as_what_it_means(tmp_path: Path, parted: str) -> None:
    """With a decimal comma the columns are parted by semicolons, or by tabs."""
    whole = [f"{code},{new},1,1" for new, codes in ROWS.items() for code in codes if code != "11"]
    text = ["code,new_code,share_area,share_people", "11,1,0.25,0.5", "11,2,0.75,0.5", *whole]
    plain = read_plan(csv(tmp_path, *text), nine_squares())
    told = ["\ufeff" + text[0].replace(",", parted)]
    told += [line.replace(",", parted).replace(".", ",") for line in text[1:]]
    again = read_plan(csv(tmp_path, *told), nine_squares())
    pd.testing.assert_frame_equal(again.parts, plain.parts)
    assert plain.parts["share_area"].min() == 0.25
