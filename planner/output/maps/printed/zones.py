"""VN-2000 in the zone of the province: which zone, and how outlines get there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.transformer import AreaOfInterest, Transformer, TransformerGroup

from planner.sources.country import country
from planner.words import Text, say

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Zone:
    """A zone of VN-2000 and the way into it.

    Attributes
    ----------
    epsg : int
    meridian : float
        Central meridian in degrees east.
    of_table : bool
        False when the zone was chosen by longitude, since the table of
        provinces does not name the province.
    transformer : Transformer
        From the system of the units, x and y in this order.
    """

    epsg: int
    meridian: float
    of_table: bool
    transformer: Transformer

    def project(self, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Project a table of the system that the zone was found for."""
        moved = shapely.transform(units.geometry.to_numpy(), self.points)
        return units.set_geometry(gpd.GeoSeries(moved, index=units.index, crs=self.epsg))

    def points(self, points: FloatArray) -> FloatArray:
        """Project points: an array of x, y."""
        return np.column_stack(self.transformer.transform(points[:, 0], points[:, 1]))

    def to_degrees(self, points: FloatArray) -> FloatArray:
        """Give longitude and latitude on VN-2000, which the frame of the sheet shows."""
        return np.column_stack(_geographic(self.epsg).transform(points[:, 0], points[:, 1]))

    def from_degrees(self, points: FloatArray) -> FloatArray:
        """Project longitude and latitude on VN-2000."""
        return np.column_stack(
            _geographic(self.epsg).transform(points[:, 0], points[:, 1], direction="INVERSE")
        )

    @property
    def width(self) -> int:
        """Degrees from edge to edge of the zone."""
        return country().zone_degrees(self.epsg)

    @property
    def operation(self) -> str:
        """Name the change of datum that was used, empty where there is none."""
        steps = self.transformer.operations or ()
        names = [step.name for step in steps if " to " in step.name]
        return names[0].removeprefix("Inverse of ") if names else ""

    def notes(self) -> list[Text]:
        """Say on the sheet which transformation was used and what was assumed."""
        code, lines = f"EPSG:{self.epsg}", []
        if self.operation:
            lines.append(
                say(
                    "Transformed to VN-2000 ({code}) by “{operation}” of the EPSG data, accurate "
                    "to about {accuracy:g} m.",
                    code=code,
                    operation=self.operation,
                    accuracy=self.transformer.accuracy,
                )
            )
        if not self.of_table:
            lines.append(
                say("Central meridian chosen by longitude: the province is not in the table.")
            )
        return lines


@cache
def _geographic(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, CRS.from_epsg(epsg).geodetic_crs, always_xy=True)


def province_code(units: pd.DataFrame) -> str:
    """Name the province by the code that most units carry; empty where they carry none."""
    codes = units["province_code"].value_counts()
    return str(codes.index[0]) if len(codes) else ""


def zone_of(units: gpd.GeoDataFrame) -> Zone:
    """Find the zone in which units were brought; else their province's, or the nearest one.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table, in any system.
    """
    west, south, east, north = units.to_crs(4326).total_bounds
    bounds = (west, south, east, north)
    home, system = country(), CRS(units.crs)
    epsg, meridian, of_table = home.province_zone(province_code(units), (west + east) / 2)
    # Who brings outlines in a zone works in it, whichever the table of provinces names.
    brought = home.own_zone(system)
    if brought is not None:
        meridian, of_table = brought[0], True
        epsg = system.to_epsg() or home.zone_at(meridian)
    return Zone(epsg, meridian, of_table, transformer(system, epsg, bounds))


def transformer(crs: CRS, epsg: int, bounds: tuple[float, float, float, float]) -> Transformer:
    """Choose one operation for all points: what `to_crs` leaves open would vary by point.

    Parameters
    ----------
    crs, epsg
        From which system, and to which.
    bounds : tuple of float
        West, south, east and north, in degrees.
    """
    here = AreaOfInterest(*bounds)
    return TransformerGroup(crs, epsg, always_xy=True, area_of_interest=here).transformers[0]


def degrees_text(value: float) -> str:
    """Write an angle in degrees and minutes: 105°30′."""
    minutes = round(value * 60)
    return f"{minutes // 60}°{minutes % 60:02d}′"
