"""Files as readers bring them: four squares, read by the program or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely import box

from planner.errors import InputError
from planner.sources import SourceSettings, read_units

CRS = "EPSG:32648"
EAST, NORTH, SIDE = 580_000.0, 2_030_000.0, 3_000.0


def squares(**columns: Any) -> gpd.GeoDataFrame:
    """Four squares in a block: 00001 and 00002 below, 00003 and 00004 above."""
    corners = [(EAST + SIDE * (i % 2), NORTH + SIDE * (i // 2)) for i in range(4)]
    table: dict[str, Any] = {
        "code": ["00001", "00002", "00003", "00004"],
        "name": ["Xã Sơn Kim 1", "Phường Trần Phú", "Thị trấn Nghèn", "Phường 1"],
        "people": [8500, 9000, 7000, 6000],
    }
    table |= columns
    kept = {name: values for name, values in table.items() if values is not None}
    return gpd.GeoDataFrame(
        kept, geometry=[box(x, y, x + SIDE, y + SIDE) for x, y in corners], crs=CRS
    )


def read(frame: gpd.GeoDataFrame, folder: Path, **settings: Any) -> gpd.GeoDataFrame:
    frame.to_file(folder / "units.gpkg")
    return read_units(SourceSettings(boundaries="units.gpkg", **settings), folder)


def refused(folder: Path, frame: gpd.GeoDataFrame, *words: str, **settings: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read(frame, folder, **settings)
    for word in words:
        assert word in str(caught.value)
    assert all(p.place and p.found and p.expected and p.mend for p in caught.value.problems)
    assert caught.value.exit_code == 2
    return caught.value


def write_csv(folder: Path, text: str) -> None:
    (folder / "people.csv").write_text(text, encoding="utf-8-sig")


def neighbours(units: gpd.GeoDataFrame) -> set[tuple[int, int]]:
    shapes = units.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    kept = (first < second) & (shared >= 10)
    return set(zip(first[kept].tolist(), second[kept].tolist(), strict=True))
