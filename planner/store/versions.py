"""With which versions a run was made: whatever can change a figure."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import shapely

PACKAGES = [
    "folium",
    "geopandas",
    "highspy",
    "networkx",
    "numpy",
    "pandas",
    "pulp",
    "pyogrio",
    "pyproj",
    "scipy",
    "shapely",
    "xlsxwriter",
]


def versions(*more: str) -> dict[str, str]:
    """Versions of everything that can change a figure; of more packages where they are read."""
    return {
        "planner": _version("planner-dvhc"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "geos": shapely.geos_version_string,
        **{name: _version(name) for name in (*PACKAGES, *more)},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
