"""The screening as a folder: workbook, sheets and the page, opened and looked into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from conftest import clean_page, until
from matplotlib import image
from playwright.sync_api import Browser
from worlds import four_communes

from planner.errors import InputError
from planner.law import read_ruleset
from planner.output.maps import refuse_outside
from planner.vietnam.country.readings import by_annex_14, differences, readings
from planner.vietnam.country.screen import screen
from planner.vietnam.screening import files_of, write_country
from planner.words.outputs.country import HOANG_SA, TRUONG_SA

LAW = read_ruleset("vn-commune-112-2025")


def write(folder: Path, *, force: bool = False) -> None:
    """Screen four communes."""
    units = four_communes()
    screened = screen(units, LAW), screen(by_annex_14(units), LAW)
    given = *screened, readings(units, LAW), differences(units, LAW)
    write_country(units, *given, folder, force=force)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the four communes."""
    folder = tmp_path_factory.mktemp("country") / "out"
    write(folder)
    return folder


@pytest.mark.slow
def test_all_files_are_there_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    assert {path.name for path in folder.iterdir()} == set(files_of(["A3"]))
    write(tmp_path)
    for name in files_of(["A3"]):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.slow
def test_nothing_is_replaced_unasked(folder: Path) -> None:
    with pytest.raises(InputError):
        write(folder)


def test_the_workbook_says_each_answer_and_what_it_hangs_on(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "country.xlsx")
    communes = {row[0]: row for row in book["Từng đơn vị"].iter_rows(min_row=5, values_only=True)}
    assert communes["00004"][7].startswith("Chắc chắn chưa đạt")
    assert communes["00008"][7].startswith("Chắc chắn không dưới")
    assert communes["00025"][7].startswith("Còn tùy") and "miền núi" in communes["00025"][8]
    assert communes["26732"][7].startswith("Không có tiêu chuẩn")
    assert [communes[code][9].split(" · ")[1] for code in ("00004", "00025")] == ["not known"] * 2
    assert "Tổng số công bố" in book.sheetnames
    reasons = list(book["Tùy điều gì"].iter_rows(min_row=5, values_only=True))
    assert reasons[0][0].startswith("có là xã miền núi không") and reasons[0][1:3] == (1, 1)
    provinces = {
        row[0]: (row[1], *row[4:7])
        for row in book["Theo tỉnh"].iter_rows(min_row=5, values_only=True)
    }
    assert provinces["Tỉnh Hà Tĩnh"] == (2, 1, 1, 1)
    heads = [cell.value for cell in book["Theo tỉnh"][4]]
    assert sum("mục 14" in str(head) for head in heads) == 3
    table = pd.read_csv(folder / "provinces.csv").set_index("province_code")
    ends = table.loc[42, ["now_annex_14", "at_least_annex_14", "at_most_annex_14"]]
    assert ends.tolist() == [1, 1, 1]
    assert provinces["Tỉnh Nghệ An"] == (1, 1, 0, 1)
    # A row for the country after those of the provinces.
    assert [row[:1] for name, row in provinces.items() if name.startswith("Cả nước")] == [(4,)]


def test_the_page_finds_a_commune_and_says_what_it_hangs_on(folder: Path, browser: Browser) -> None:
    path = folder / "country.html"
    refuse_outside(path.read_text(encoding="utf-8"))
    with clean_page(browser, path) as page:
        assert "1 đến 2 trên 4" in page.inner_text("#overview")
        page.fill("#search", "thach lac")
        page.keyboard.press("Enter")
        told = page.inner_text("#unit")
        assert "Xã Thạch Lạc" in told and "miền núi" in told and "6.000" in told
        page.fill("#search", "truc bach")
        found = page.inner_text("#results")
        assert "Xã An Lộc" in found and "Phường Trúc Bạch" in found
        page.fill("#search", "")
        page.click("text=Tỉnh Hà Tĩnh")
        assert "Xã An Lộc" in page.inner_text("#of-province")
        page.click("#of-province button")
        page.click("#language button:nth-child(2)")
        told = page.inner_text("#unit")
        assert "Certainly below" in told and "4,000" in told


def test_the_page_names_the_archipelagos_in_their_place(folder: Path, browser: Browser) -> None:
    with clean_page(browser, folder / "country.html") as page:
        names = page.locator(".sea-name")
        assert [name.split(" (")[0] for name in (HOANG_SA.vi, TRUONG_SA.vi)] == [
            name.split("\n")[0] for name in names.all_inner_texts()
        ]
        for name, at in (("Hoàng Sa", (16.5, 112.0)), ("Trường Sa", (8.65, 111.92))):
            assert page.evaluate("(at) => app.map.getBounds().contains(at)", at)
            page.get_by_role("button", name=name).focus()
            page.keyboard.press("Enter")
            until(page, "app.map.getZoom() > 5.5 && !app.map.getBounds().contains([21.03, 105.85])")
            page.get_by_role("button", name="Đất liền").click()
            until(page, "app.map.getBounds().contains([21.03, 105.85])")


@pytest.mark.slow
def test_the_sheet_shows_the_answers_in_their_colours(folder: Path) -> None:
    """The squares lie in Hà Tĩnh, where the sheet shows it."""
    pixels = (image.imread(folder / "country_a3.png")[..., :3] * 255).round().astype(int)
    assert pixels.shape[:2] == (4960, 3507)
    for colour in ((0x7A, 0x20, 0x48), (0xF3, 0xC5, 0x7F), (0xE6, 0xEE, 0xF4)):
        assert (np.abs(pixels - colour).max(axis=-1) <= 1).sum() > 200
