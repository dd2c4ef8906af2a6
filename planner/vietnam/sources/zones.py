"""Zones of VN-2000: by name, by their parameters where a file names none, and by province.

Circular 973/2001/TT-TCĐC gives each province a central meridian, with zones of 3° (scale 0.9999)
and of 6° (0.9996).  An office's file often states the zone under a name of its own, with seven
parameters to WGS 84 or without, or not at all: where outlines lie tells then.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from planner.words.text import Text, say

Points = npt.NDArray[np.float64]

# The zones of 3° by central meridian.
EPSG_BY_MERIDIAN = {
    102.0: 5896,
    103.0: 9205,
    104.0: 9206,
    104.5: 9207,
    104.75: 9208,
    105.0: 5897,
    105.5: 9209,
    105.75: 9210,
    106.0: 9211,
    106.25: 9212,
    106.5: 9213,
    107.0: 9214,
    107.25: 9215,
    107.5: 9216,
    107.75: 5899,
    108.0: 5898,
    108.25: 9217,
    108.5: 9218,
}
# Zones of 6° of the whole country, in VN-2000 and in WGS 84.
WIDE = {105.0: 3405, 111.0: 3406}
UTM = (32648, 32649)
DEGREES = (4326, 4756)
BOX = (101.5, 7.0, 117.5, 23.9)
"""West, south, east, north of the country with its islands, in degrees."""
VN_2000 = 4756
NARROW_SCALE, WIDE_SCALE = 0.9999, 0.9996


def own_zone(crs: pyproj.CRS) -> tuple[float, float] | None:
    """Find the zone of VN-2000 that a system is, whatever its name.

    Returns
    -------
    tuple of float, or None
        Central meridian in degrees east, and scale along it.
    """
    flat = crs.source_crs if crs.is_bound else crs
    if flat is None or not flat.is_projected or flat.coordinate_operation is None:
        return None
    given = {each.name: float(each.value) for each in flat.coordinate_operation.params}
    kind, origin = flat.coordinate_operation.method_name, "Latitude of natural origin"
    fixed = [given.get(name) for name in (origin, "False easting", "False northing")]
    if kind != "Transverse Mercator" or fixed != [0, 500_000, 0]:
        return None
    meridian, scale = (
        given.get(name, math.nan)
        for name in ("Longitude of natural origin", "Scale factor at natural origin")
    )
    # No other system of the country has the scale of the narrow zones; the wide ones are UTM's.
    named = "" if flat.geodetic_crs is None else re.sub(r"\W|_", "", flat.geodetic_crs.name)
    widths = [NARROW_SCALE]
    if named.upper() in ("VN2000", "GCSVN2000", "VIETNAM2000", "GCSVIETNAM2000"):
        widths.append(WIDE_SCALE)
    near = [each for each in (*EPSG_BY_MERIDIAN, *WIDE) if abs(each - meridian) < 1e-6]
    width = [each for each in widths if abs(each - scale) < 1e-9]
    return (near[0], width[0]) if near and width else None


def zone_crs(meridian: float, scale: float) -> pyproj.CRS:
    """Give a zone of VN-2000: that of the EPSG data where they have it."""
    named = EPSG_BY_MERIDIAN if scale == NARROW_SCALE else WIDE
    if meridian in named:
        return pyproj.CRS.from_epsg(named[meridian])
    return pyproj.crs.ProjectedCRS(
        TransverseMercatorConversion(0, meridian, 500_000, 0, scale),
        name=f"VN-2000 / TM {meridian:g} ({scale:g})",
        geodetic_crs=pyproj.CRS.from_epsg(VN_2000),
    )


def settled(crs: pyproj.CRS) -> pyproj.CRS:
    """Give a zone of VN-2000 under its name in the EPSG data, any other system as it is."""
    zone = None if crs.to_epsg() else own_zone(crs)
    return crs if zone is None else zone_crs(*zone)


def system_name(crs: pyproj.CRS) -> Text:
    """Name a system as people know it: by meridian and width of its zone, and its code."""
    zone, code = own_zone(crs), crs.to_epsg()
    if zone is None:
        plain = f"{crs.name} (EPSG:{code})" if code else str(crs.name)
        return Text(plain, plain)
    minutes = round(zone[0] * 60)
    meridian = f"{minutes // 60}°{minutes % 60:02d}′"
    width = 3 if zone[1] == NARROW_SCALE else 6
    if code is None:
        return say("VN-2000, zone of {width}°, meridian {meridian}", width=width, meridian=meridian)
    return say(
        "VN-2000, zone of {width}°, meridian {meridian} (EPSG:{code})",
        width=width,
        meridian=meridian,
        code=code,
    )


def systems(in_degrees: bool) -> list[pyproj.CRS]:
    """Give every system that an office may have used."""
    if in_degrees:
        return [pyproj.CRS.from_epsg(code) for code in DEGREES]
    narrow = [zone_crs(meridian, NARROW_SCALE) for meridian in EPSG_BY_MERIDIAN]
    wide = [zone_crs(meridian, WIDE_SCALE) for meridian in (*EPSG_BY_MERIDIAN, 111.0)]
    return [*map(pyproj.CRS.from_epsg, UTM), *narrow, *wide]


@cache
def table(name: str) -> pd.DataFrame:
    """Read a table that is shipped beside this file; all columns are text."""
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#", dtype=str, keep_default_na=False)


def province_zone(code: str, longitude: float) -> tuple[int, float, bool]:
    """Give the narrow zone of a province; of one that the table does not name the nearest.

    Parameters
    ----------
    code : str
        Of the province.
    longitude : float
        Of its middle, in degrees east.

    Returns
    -------
    tuple of int, float and bool
        EPSG code, central meridian in degrees east, and whether the table names the province.
    """
    zones = table("zones.csv").set_index("province_code")["epsg"]
    if code in zones.index:
        epsg = int(zones[code])
        return epsg, next(each for each, known in EPSG_BY_MERIDIAN.items() if known == epsg), True
    meridian = min(EPSG_BY_MERIDIAN, key=lambda each: (abs(each - longitude), each))
    return EPSG_BY_MERIDIAN[meridian], meridian, False


def zone_at(meridian: float) -> int:
    """Give the EPSG code of the narrow zone of a central meridian."""
    return EPSG_BY_MERIDIAN[meridian]


def zone_degrees(epsg: int) -> int:
    """Say how wide a zone is, in degrees from edge to edge."""
    return 6 if epsg in WIDE.values() else 3


def seats_of(code: str) -> Points:
    """Give the seats of a province that printed maps show.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        Longitude and latitude on VN-2000, approximate.
    """
    seats = table("seats.csv")
    own = seats.loc[seats["province_code"] == code, ["lon", "lat"]]
    return own.to_numpy(dtype=float).reshape(-1, 2)
