"""Zones of VN-2000, and paper that is turned as the province is shaped."""

from __future__ import annotations

import numpy as np
import pytest
from decided import HA_TINH
from pyproj import CRS

from planner.evaluation import Evaluation
from planner.output.maps.printed.paper import SIZES, lay_out, round_scale
from planner.output.maps.printed.zones import degrees_text, zone_of
from planner.units import full_name
from planner.vietnam.sources.zones import EPSG_BY_MERIDIAN, table


def test_zones_agree_with_the_epsg_data() -> None:
    """Each province's code is a zone of VN-2000 with the meridian that the table says."""
    zones = table("zones.csv")
    assert len(zones) == 63 and zones["province_code"].is_unique
    for row in zones.itertuples():
        crs = CRS.from_epsg(int(row.epsg))
        parameters = {each.name: each.value for each in crs.coordinate_operation.params}
        assert crs.geodetic_crs.to_epsg() == 4756
        assert degrees_text(parameters["Longitude of natural origin"]) == row.meridian
        assert parameters["Scale factor at natural origin"] == 0.9999
    for meridian, epsg in EPSG_BY_MERIDIAN.items():
        operation = CRS.from_epsg(epsg).coordinate_operation
        assert operation.params[1].value == meridian


def test_hà_tĩnh_is_in_its_zone(decided: Evaluation) -> None:
    zone = zone_of(decided.units)
    assert (zone.epsg, zone.meridian, zone.of_table) == (HA_TINH, 105.5, True)
    assert zone.operation == "VN-2000 to WGS 84 (2)"
    moved = zone.project(decided.units)
    assert moved.crs.to_epsg() == HA_TINH and len(full_name(moved)) == 209


@pytest.mark.parametrize("paper", list(SIZES))
def test_paper_is_turned_as_the_province_is_shaped(paper: str) -> None:
    wide, tall = (lay_out(np.array(b), paper) for b in ([0, 0, 2e5, 8e4], [0, 0, 8e4, 2e5]))
    assert wide.width > wide.height and tall.width < tall.height
    for sheet, size in ((wide, (2e5, 8e4)), (tall, (8e4, 2e5))):
        metres = sheet.scale / 1000
        assert sheet.frame.w * metres >= size[0] and sheet.frame.h * metres >= size[1]
        assert round_scale(sheet.scale) == sheet.scale
        for rect in (sheet.title, sheet.frame.inset(-sheet.band), sheet.panel, sheet.strip):
            assert rect.x >= 5 and rect.y >= 5
            assert rect.right <= sheet.width - 5 and rect.top <= sheet.height - 5
