"""Two levels: what one level's plan makes of the other level's units."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from planner.plan import Plan
from planner.sources.merged import dissolve, holding
from planner.sources.provenance import Gathering
from planner.units import complete, full_name
from planner.units.provenance import attach, provenance_of
from planner.words.text import say

HELD = ["communes", "wards", "townships"]


def as_units(merged: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take new units as the units of a next step: each counts as one, with a point of its own."""
    taken = merged.drop(columns=["x_m", "y_m", "mountain_km2", "mountain_units"]).assign(units=1)
    return complete(taken)


def districts_of(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make districts of communes that a plan has merged.

    Parameters
    ----------
    communes : GeoDataFrame
        Merged communes, as ``Evaluation.merged``; each in one district.

    Returns
    -------
    GeoDataFrame
        Complete Units table of districts, which count the new communes.
    """
    provenance = Gathering()
    districts = dissolve(as_units(communes), "district", say("new communes"), provenance)
    return attach(districts, provenance_of(communes))


def communes_within(
    communes: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, plan: Plan
) -> gpd.GeoDataFrame:
    """Put communes into the districts that a plan has made.

    Parameters
    ----------
    communes : GeoDataFrame
        Complete Units table; ``district_code`` of today.
    districts : GeoDataFrame
        Merged districts, index new code.
    plan : Plan
        Old district → new district, whole.

    Returns
    -------
    GeoDataFrame
        The communes with ``district_code``, ``district`` and ``district_kind``
        of the new districts.
    """
    new = plan.parts.set_index("code")["new_code"]
    codes = communes["district_code"].map(new)
    changed = communes.assign(
        district_code=codes,
        district=codes.map(full_name(districts)),
        district_kind=codes.map(districts["kind"]),
    )
    return attach(changed, provenance_of(communes))


def held_by(districts: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count the merged communes, wards and townships of each merged district.

    Returns
    -------
    DataFrame of int64, index code of the district, columns ``HELD``
    """
    counted = holding(districts, communes, communes["district_code"])
    return pd.DataFrame(counted[HELD])
