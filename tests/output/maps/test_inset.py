"""Islands far out stand in a box of their own, and the land is as large as without them."""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import clean_page, until
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from playwright.sync_api import Browser
from worlds import nine_squares

from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.output.maps import write_map
from planner.output.maps.printed import draw_sheets
from planner.output.maps.printed.inset import lay_out_ground
from planner.output.maps.small import small_map
from planner.plan import Plan
from planner.units import KINDS
from planner.units.graph import build_graph
from planner.words import Text


def with_island(km: float) -> gpd.GeoDataFrame:
    """Give nine squares, the north-eastern one with an island so far to the east."""
    units = nine_squares()
    _, south, east, _ = units.total_bounds
    island = shapely.box(east + km * 1000, south, east + km * 1000 + 3000, south + 2000)
    own = units.geometry["33"]
    return units.assign(geometry=units.geometry.where(units.index != "33", own.union(island)))


def evaluated(units: gpd.GeoDataFrame) -> Evaluation:
    plan = Plan(
        pd.DataFrame(
            [(code, f"{code[0]}1", 1.0, 1.0) for code in units.index],
            columns=["code", "new_code", "share_area", "share_people"],
        ),
        pd.DataFrame({"name": ["A", "B", "C"], "kind": "xa"}, index=["11", "21", "31"]),
    )
    law = read_ruleset("vn-commune-76-2025")
    return evaluate(units, build_graph(units), plan, law)


def test_an_island_far_out_has_a_box() -> None:
    """On every sheet: each area once, within its own frame, and the box clear of the land."""
    layout = lay_out_ground(with_island(300.0).geometry, "A3")
    assert layout.scale == lay_out_ground(nine_squares().geometry, "A3").scale
    assert layout.inset is not None
    sheets = draw_sheets(evaluated(with_island(300.0)), sheets=("present", "proposal", "changes"))
    for name, figure in sheets.items():
        sheet, box = figure.axes
        areas = [
            [each for each in axes.patches if str(each.get_gid()).startswith("unit-")]
            for axes in (sheet, box)
        ]
        assert len(areas[0]) == (3 if name == "proposal" else 9) and len(areas[1]) == 1
        low, high = box.get_xlim(), box.get_ylim()
        place = shapely.box(low[0], high[0], low[1], high[1])
        for part in areas[0]:
            assert not shapely.Polygon(part.get_path().vertices).intersects(place)
        island = shapely.Polygon(areas[1][0].get_path().vertices)
        assert place.contains(island)
        assert any("1:" in text.get_text() for text in box.texts)


def test_a_picture_of_a_page_of_text_has_the_box_too() -> None:
    """As wide as without the island: its squares are as large, not a thumb beside an empty sea."""

    def green(km: float) -> tuple[int, int]:
        pixels = imread(io.BytesIO(small_map(evaluated(with_island(km)), "proposal")))
        new = np.isclose(pixels[..., :3], to_rgb(KINDS["xa"].tint), atol=0.02).all(axis=-1)
        rows, columns = np.nonzero(new)
        return int(np.ptp(rows)), int(np.ptp(columns))

    near, far = green(5.0), green(300.0)
    assert min(far) > 0.9 * min(near)


@pytest.mark.parametrize("km", [5.0, 20.0])
def test_an_island_near_the_coast_stays_in_its_place(km: float) -> None:
    assert lay_out_ground(with_island(km).geometry, "A3").inset is None


@pytest.mark.parametrize("km", [20.0, 300.0])
def test_a_page_opens_with_the_land_as_on_paper(
    km: float, tmp_path: Path, browser: Browser
) -> None:
    """An island 300 km away has a box with its name, which a key opens; the house leads back."""
    write_map(evaluated(with_island(km)), tmp_path / "map.html", title=Text("Đảo", "Island"))
    with clean_page(browser, tmp_path / "map.html") as page:
        whole = "L.latLngBounds(app.content.islands.bounds)"
        seen = f"app.map.getBounds().contains({whole})"
        box = page.locator("button.islands")
        far = km > 100.0
        assert box.count() == far
        # Nine squares fill the window: nothing that is farther away makes them small.
        wide = page.evaluate(
            "app.map.latLngToContainerPoint(app.paths.present.get('13').getBounds().getNorthEast()).x"
            " - app.map.latLngToContainerPoint(app.paths.present.get('11').getBounds()"
            ".getSouthWest()).x"
        )
        assert wide > (250 if far else 150)
        if not far:
            return
        assert not page.evaluate(seen)
        assert box.inner_text() == str(nine_squares().loc["33", "name"])
        box.focus()
        page.keyboard.press("Enter")
        until(page, seen)
        page.get_by_role("button", name="Về toàn cảnh").click()
        until(page, f"!{seen} && app.map.getBounds().contains(app.bounds)")
