"""A plan carried out: the units as they would be."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

from planner.plan import SHARE_TOLERANCE, SHARES, Plan, heirs, shares
from planner.units import COLUMNS, urban_district_percent, ward_percent
from planner.units.columns import Combine
from planner.units.provenance import attach, provenance_of
from planner.units.table import combination


def merge_units(
    units: gpd.GeoDataFrame, plan: Plan, ways: Mapping[str, Combine] | None = None
) -> gpd.GeoDataFrame:
    """Carry a plan out: the units as they would be.

    People, area and the other sums are conserved.  The outline of a divided
    unit goes whole to the heir that takes most of its area, since a share is
    not a line on a map; the area column keeps the share.  What came by an
    assumed share is marked in ``people_assumed`` and ``area_assumed``.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    plan : Plan
        Covers exactly these units.
    ways : mapping of column to str, optional
        See :func:`planner.units.combine`.

    Returns
    -------
    GeoDataFrame
        The columns of ``COLUMNS``, index ``code`` (the new codes, sorted).
        ``mountain`` is ``NA`` where the rule set has still to decide it.
    """
    return with_outlines(merged_figures(units, plan, ways), units, plan)


def with_outlines(figures: pd.DataFrame, units: gpd.GeoDataFrame, plan: Plan) -> gpd.GeoDataFrame:
    """Give the new units of a plan their outlines, and keep the columns of ``COLUMNS``."""
    parts = units.geometry.groupby(heirs(plan).reindex(units.index))
    outlines = parts.agg(lambda each: shapely.coverage_union_all(each.to_numpy()))
    geometry = gpd.GeoSeries(outlines.reindex(figures.index), crs=units.crs)
    merged = gpd.GeoDataFrame(figures, geometry=geometry)[list(COLUMNS)]
    return attach(merged, provenance_of(units))


def merged_figures(
    units: pd.DataFrame, plan: Plan, ways: Mapping[str, Combine] | None = None
) -> pd.DataFrame:
    """Carry a plan out without outlines, which no verdict depends on.

    Parameters
    ----------
    units, plan, ways
        See :func:`merge_units`; no outline is needed.

    Returns
    -------
    DataFrame
        As :func:`merge_units`, with one count of members a kind instead of the outline, last.
    """
    area_share, people_share = shares(units, plan)
    columns = combination(units, area_share, people_share, ways=ways)
    results = plan.results
    for share in SHARES:
        assumed = {new for _, new, what in plan.assumed if what == share}
        if assumed:
            flags = pd.Series(np.asarray(columns[f"{share}_assumed"]), dtype="boolean")
            columns[f"{share}_assumed"] = (flags | results.index.isin(assumed)).array
    columns |= {
        "people": _whole_persons(units, people_share),
        "name": results["name"].array,
        "kind": results["kind"].array,
        "mountain": _still_known(units["mountain"], plan),
        "ward_percent": ward_percent(columns),
        "urban_district_percent": urban_district_percent(columns),
    }
    # Laid out once: columns set one by one cost more than what is computed here.
    order = [*COLUMNS, *(name for name in columns if name not in COLUMNS)]
    laid = {name: columns[name] for name in order if name in columns}
    table = pd.DataFrame(laid, index=results.index.rename("code")).sort_index()
    return attach(table, provenance_of(units))


def _still_known(flags: pd.Series[bool], plan: Plan) -> pd.arrays.BooleanArray:
    """Keep what is known of a unit that stays alone; the rest, ``NA``, is for the law."""
    heads = plan.parts["new_code"]
    alone = plan.parts[~heads.duplicated(keep=False).to_numpy()]
    rows = plan.results.index.get_indexer(pd.Index(alone["new_code"]))
    own = flags.array.take(flags.index.get_indexer(pd.Index(alone["code"])))
    result = pd.array([pd.NA] * len(plan.results), dtype="boolean")
    result[rows] = own
    return result


def _whole_persons(units: pd.DataFrame, people_share: sparse.csr_array) -> npt.NDArray[np.int64]:
    """Divide people into whole persons so that each unit's sum is kept exactly."""
    parts = people_share.tocsc()
    result = np.zeros(people_share.shape[0], dtype=np.int64)
    people = units["people"].to_numpy()
    # Nearly all units go whole to one heir, and nothing of them is rounded.
    heirs_of_each = np.diff(parts.indptr)
    single = np.flatnonzero(heirs_of_each == 1)
    np.add.at(result, parts.indices[parts.indptr[single]], people[single])
    for column in np.flatnonzero(heirs_of_each > 1):
        low, high = parts.indptr[column], parts.indptr[column + 1]
        rows, share = parts.indices[low:high], parts.data[low:high]
        # Of equal remainders the first new unit gets the person.
        order = np.argsort(rows, kind="stable")
        result[rows[order]] += in_whole(share[order], int(people[column]))
    return result


def in_whole(shares: npt.NDArray[np.float64], total: int) -> npt.NDArray[np.int64]:
    """Divide a whole number by shares, so that the parts sum to it exactly.

    Parameters
    ----------
    shares : ndarray of float64, shape (n,)
        In any unit: they sum to one only as well as they were written down.
    total : int

    Returns
    -------
    ndarray of int64, shape (n,)
        By the largest remainders; of equal ones the first.
    """
    exact = shares / shares.sum() * total
    whole: npt.NDArray[np.int64] = np.floor(exact + SHARE_TOLERANCE).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
