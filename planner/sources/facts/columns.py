"""Columns that facts may fill, as a table of units has them, or has them not yet."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from planner.units import COLUMNS

STATED = [name for name, column in COLUMNS.items() if column.dtype in ("boolean", "Float64")]
"""Columns that a fact may state."""


def column_of(units: gpd.GeoDataFrame, name: str) -> pd.Series[Any]:
    """Give a column of facts; one that is not there is not known of any unit."""
    dtype = COLUMNS[name].dtype
    empty: pd.Series[Any] = pd.Series(pd.NA, index=units.index, dtype=dtype)
    return units[name].astype(dtype) if name in units else empty
