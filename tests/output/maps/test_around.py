"""What lies around a province on a sheet, letters that can be read, and one look for A and B."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from house import HOUSE, ROOT
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from planner.output.maps.printed.contents.categories import LINES
from planner.output.maps.printed.pen import LEAST
from planner.vietnam.sources.early_2025 import former_names

EMBEDDED = gpd.read_parquet(ROOT / "data" / "boundaries" / "provinces_2026.parquet")


def written(figure: Figure) -> dict[str, tuple[float, float]]:
    """Give the names around, and where they stand."""
    return {
        str(text.get_text()): text.get_position()
        for text in figure.axes[0].texts
        if str(text.get_gid()).startswith("around-")
    }


def areas(figure: Figure, head: str) -> list[PathPatch]:
    return [
        each
        for each in figure.axes[0].patches + figure.axes[0].artists
        if isinstance(each, PathPatch) and str(each.get_gid()).startswith(head)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("sheet", [pytest.param("present", marks=pytest.mark.more), "proposal"])
def test_nothing_is_written_smaller_than_can_be_read(
    pair: dict[str, Figure], pair_a4: dict[str, Figure], sheet: str
) -> None:
    for figure in (pair[sheet], pair_a4[sheet]):
        sizes = [text.get_fontsize() for text in figure.axes[0].texts]
        assert len(sizes) > 200 and min(sizes) >= LEAST == 6.0


@pytest.mark.slow
def test_provinces_of_today_lie_around_with_country_and_sea(pair: dict[str, Figure]) -> None:
    """Hà Tĩnh of 2025: its neighbour in the south is Quảng Trị since July 2025."""
    figure = pair["present"]
    names = written(figure)
    assert set(names) == {"TỈNH NGHỆ AN", "TỈNH QUẢNG TRỊ", "CHDCND LÀO", "BIỂN ĐÔNG"}
    own = shapely.union_all(
        [shapely.Polygon(each.get_path().to_polygons()[0]) for each in areas(figure, "unit-")]
    )
    assert not any(shapely.contains_xy(own, *place) for place in names.values())
    # West, south-east and north, as on any map.
    middle = own.centroid
    assert names["CHDCND LÀO"][0] < middle.x < names["BIỂN ĐÔNG"][0]
    assert names["TỈNH QUẢNG TRỊ"][1] < middle.y < names["TỈNH NGHỆ AN"][1]
    # The sea does not leave the frame.
    frame = shapely.box(*pair_frame(figure))
    for band in areas(figure, "sea-"):
        for ring in band.get_path().to_polygons():
            assert frame.buffer(0.01).contains(shapely.Polygon(ring))
    assert len(areas(figure, "sea-")) == 3


def pair_frame(figure: Figure) -> tuple[float, float, float, float]:
    """Give the frame of the map by the kilometre lines, which end at it."""
    lines = [
        segment
        for each in figure.axes[0].collections + figure.axes[0].artists
        if re.match(r"(easting|northing)-", str(each.get_gid()))
        for segment in each.get_segments()
    ]
    points = np.vstack(lines)
    return (*points.min(axis=0), *points.max(axis=0))


def test_the_outer_border_is_as_long_as_it_is_known_to_be() -> None:
    """By the state's own figures 1,450, 2,340 and 1,258 km, along every bend of a river."""
    lines = EMBEDDED[EMBEDDED["role"] == "country"].to_crs(32648)
    long = dict(zip(lines["key"], lines.length / 1000.0))
    known = {"china": 1450, "laos": 2340, "cambodia": 1258}
    assert {key: 0.85 < long[key] / known[key] < 1.0 for key in known} == dict.fromkeys(known, True)
    assert (EMBEDDED["role"] == "province").sum() == 34 and EMBEDDED.is_valid.all()


def test_a_and_b_look_alike_on_paper_and_on_the_page() -> None:
    """One colour each; of different lightness, so that a grey copy tells them apart."""
    script = (HOUSE / "output" / "maps" / "page" / "comparison" / "maps.js").read_text(
        encoding="utf-8"
    )
    page = dict(re.findall(r'^  (a|b): \{ color: "(#[0-9a-f]{6})"', script, re.MULTILINE))
    assert page == {"a": LINES["first"].colour, "b": LINES["second"].colour}
    grey = [
        0.299 * int(c[1:3], 16) + 0.587 * int(c[3:5], 16) + 0.114 * int(c[5:], 16)
        for c in page.values()
    ]
    assert abs(grey[0] - grey[1]) > 50
    assert LINES["first"].dash != LINES["second"].dash


def test_old_names_are_told_of_communes_of_today_only() -> None:
    told = former_names(["18094", "18073"])
    assert told == {} or all(told.values())
    row = next(iter(former_names(["00097"]).values()))
    assert "Phường Phúc Xá" in row
    # 00001 was a commune of early 2025 and is none today: what it stands among is of then.
    assert former_names(["00097", "00001"]) == {}
