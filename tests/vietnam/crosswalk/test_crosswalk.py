"""What became of a commune, asked as people type, and an office's table with new codes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from commandline import Planner

from planner.errors import InputError
from planner.vietnam.crosswalk import Crosswalk, convert, read_crosswalk


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    return read_crosswalk()


@pytest.mark.parametrize(
    ("written", "before", "after"),
    [
        ("Xã Hòa Sơn, huyện Đô Lương", ["17647"], []),
        ("Xã Hoà Sơn, Nghệ An", ["17647"], []),
        ("xa hoa son, do luong", ["17647"], []),
        ("Xã Hoa Sơn, Nghệ An", ["17357"], []),
        ("P. Đại Nài", ["18082"], []),
        ("Phường Thành Sen", [], ["18073"]),
        ("Xã Kỳ Lợi, TX Kỳ Anh", ["18796"], []),
        ("Kỳ Tân, H. Kỳ Anh, Hà Tĩnh", ["18814"], []),
        ("Phường 04, TP. Tây Ninh", ["25462"], []),
        ("18073", ["18073"], ["18073"]),
        ("3469", ["03469"], []),
        ("Đặc khu Hoàng Sa", [], ["20333"]),
    ],
)
def test_communes_are_found_as_they_are_typed(
    crosswalk: Crosswalk, written: str, before: list[str], after: list[str]
) -> None:
    found = crosswalk.ask(written)
    assert (list(found.before), list(found.after)) == (before, after) and found.sure


def test_what_is_not_as_it_was_typed_is_not_sure(crosswalk: Crosswalk) -> None:
    """Another kind; a district that it had left; a name that nobody has."""
    kind = crosswalk.ask("Thị trấn Hòa Sơn, Đô Lương")
    assert kind.before == ("17647",) and not kind.sure
    moved = crosswalk.ask("Xã Thạch Trị, huyện Thạch Hà")
    assert moved.before == ("18619",) and not moved.sure
    absent = crosswalk.ask("Xã Hòa Sươn, Đô Lương")
    assert not absent.before and not absent.after
    assert any("Xã Hòa Sơn, Huyện Đô Lương, Tỉnh Nghệ An (17647)" in each for each in absent.near)


def test_every_code_is_in_the_crosswalk(crosswalk: Crosswalk) -> None:
    rows = crosswalk.rows
    assert rows.loc[rows["code_2024"] != "", "code_2024"].nunique() == 10_047
    ceased = rows[rows["area"] == "ceased"].set_index("code_2024")
    assert len(ceased) == 12 and (ceased["code_2025"] == "").sum() == 3
    assert ceased.at["25174", "name_2025"] == "Xã Cát Tiên"
    assert (rows["code_2025"] != "").sum() == len(rows) - 3
    here = read_crosswalk("Hà Tĩnh").rows
    assert set(here["province_2025"]) == {"Tỉnh Hà Tĩnh"} and here["code_2024"].nunique() == 210
    with pytest.raises(InputError, match="Hà Tịnh"):
        read_crosswalk("Hà Tịnh Xa")


def office(path: Path) -> None:
    """An office's table: letterhead, a total, and every kind of row that can be open."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SỞ NỘI VỤ"])
    sheet.append(["STT", "Mã xã", "Tên xã", "Huyện", "Số hộ"])
    for row in (
        (1, "17647", "Xã Hoà Sơn", "Đô Lương", 3),
        (2, None, "Xã Kỳ Tân", "Kỳ Anh", 7),
        (3, 18082, "Phường Đại Nài", "TP Hà Tĩnh", 9),
        (4, None, "Xã Tân An", None, 5),
        (5, "25174", "Xã Mỹ Lâm", None, 5),
        (6, None, "Xã Không Có", None, 1),
        (7, "17647", "Xã Kỳ Tân", "Kỳ Anh", 1),
        (8, None, "Thị trấn Hòa Sơn", "Đô Lương", 4),
        (None, None, "Tổng cộng", None, 35),
    ):
        sheet.append(row)
    book.save(path)


def test_an_office_table_gets_new_codes_and_never_one_of_several(
    crosswalk: Crosswalk, tmp_path: Path
) -> None:
    office(tmp_path / "bang.xlsx")
    found = convert(tmp_path / "bang.xlsx", crosswalk)
    table = found.table
    assert table["Số hộ"].tolist() == [3, 7, 9, 5, 5, 1, 1, 4, 35]
    assert table["state"].tolist() == [
        *["whole", "whole", "divided", "several", "ceased", "none", "several", "unsure", ""],
    ]
    codes = table["code_2025"].fillna("").tolist()
    assert codes[:3] == ["17677", "18814", "18073; 18652"]
    assert codes[3:] == ["", "25159", "", "", "17677", ""]
    assert table["clause"].iloc[2] == "59/1665; 61/1665"
    left = found.open.groupby("row")
    assert sorted(left.groups) == [5, 6, 7, 8, 9, 10]
    assert left.get_group(5)["area"].tolist() == ["part", "rest"]
    names = left.get_group(6)
    assert set(names["name_2024"]) == {"Xã Tân An"} and names["code_2024"].nunique() == 10
    assert set(left.get_group(9)["code_2024"]) == {"17647", "18814"}
    assert found.counts == {"rows": 8, "whole": 2, "open": 6}


def test_tables_that_cannot_be_read_are_refused(crosswalk: Crosswalk, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="names of communes"):
        convert(tmp_path / "a.csv", crosswalk)
    (tmp_path / "b.csv").write_text("Mã xã,state\n17647,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="state"):
        convert(tmp_path / "b.csv", crosswalk)
    with pytest.raises(InputError, match="no such file"):
        convert(tmp_path / "c.csv", crosswalk)


def test_the_command_answers(planner: Planner) -> None:
    told = planner("--lang", "vi", "crosswalk", "Xã Kỳ Lợi", "Thành Sen")
    assert told.returncode == 0, told.stderr
    assert "diện tích: toàn bộ, dân số: không (khoản 62 Điều 1" in told.stdout
    assert told.stdout.count("→ Phường Thành Sen (18073)") == 9
    many = planner("crosswalk", "Xã Tân An")
    assert many.returncode == 1 and "Tỉnh Nghệ An (17305)" in many.stdout
    plain = planner("crosswalk", "17647", "--json")
    rows = json.loads(plain.stdout)[0]["before"]
    assert [(row["code_2025"], row["clause"]) for row in rows] == [("17677", "22")]
    absent = planner("crosswalk", "Xã Hòa Sươn")
    assert absent.returncode == 2 and "17647" in absent.stderr
    assert planner("crosswalk").returncode == 2
    assert planner("crosswalk", "bang.xlsx").returncode == 2


def test_the_command_writes(planner: Planner, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    assert planner("crosswalk", "--province", "ha_tinh", "--out", whole).returncode == 0
    assert planner("crosswalk", "--province", "ha_tinh", "--out", whole).returncode == 2
    first = {path.name: path.read_bytes() for path in whole.iterdir()}
    again = planner("crosswalk", "--province", "ha_tinh", "--out", whole, "--force")
    assert again.returncode == 0 and first == {p.name: p.read_bytes() for p in whole.iterdir()}
    table = pd.read_csv(whole / "crosswalk.csv", dtype=str)
    assert table["code_2024"].nunique() == 210 and table["resolution"].eq("1665").all()
    sheet = pd.read_excel(whole / "crosswalk.xlsx", header=None, dtype=str, engine="openpyxl")
    assert sheet.isin(["Phường Đại Nài"]).to_numpy().sum() == 2
    office(tmp_path / "bang.xlsx")
    done = planner("crosswalk", tmp_path / "bang.xlsx", "--out", tmp_path / "new", "--json")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout) == {"rows": 8, "whole": 2, "open": 6}
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"converted.csv", "converted.xlsx", "open.csv", "crosswalk.json"}
