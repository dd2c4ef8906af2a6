"""Repair of outlines: those that cross themselves, gaps and overlaps between units."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.outlines import Outlines
from planner.sources.provenance import Gathering
from planner.sources.settings import SourceSettings
from planner.words import number_en, number_vi
from planner.words.text import Text, say

CONTACT_M = 1.0
"""A shared border shorter than this counts as a contact when a repair is weighed."""


def repair(
    frame: gpd.GeoDataFrame,
    settings: SourceSettings,
    place: str,
    provenance: Gathering,
    *,
    thorough: bool = False,
) -> gpd.GeoDataFrame:
    """Mend outlines that cross themselves, then gaps and overlaps between units.

    A coverage is mended when units overlap, borders do not match, or a gap
    hides a neighbour.  Slivers that hide none stay as they are: mending moves
    vertices of all units a little, and the outlines are not ours.

    Parameters
    ----------
    frame : GeoDataFrame
        Index ``code``; projected in metres.
    settings : SourceSettings
        ``snap_m``, ``gap_m``, ``repair_percent``.
    place : str
        Source, for the messages.
    provenance : Gathering
        Gets a line a repaired unit.
    thorough : bool
        Close slivers that hide no neighbour as well: the file itself is mended.

    Raises
    ------
    InputError
        An overlap too large to be a slip of drawing, or an outline that
        cannot be mended.
    """
    shapes: Outlines = frame.geometry.to_numpy().copy()
    before = shapely.area(shapes)
    crossing = ~shapely.is_valid(shapes)
    reasons = shapely.is_valid_reason(shapes)
    for row in np.flatnonzero(crossing).tolist():
        valid = shapely.make_valid(shapes[row], method="structure", keep_collapsed=False)
        # Parts may still share an edge: their union is one clean outline.
        shapes[row] = shapely.union_all(shapely.get_parts(valid))
    lost = crossing & ~np.isin(shapely.get_type_id(shapes), [3, 6]) | shapely.is_empty(shapes)
    if lost.any():
        raise InputError(
            Problem(
                place,
                say("outlines without an area for {units}", units=listed(frame.index[lost])),
                say("polygons with an area"),
                say("draw these outlines again"),
            )
        )
    problems = []
    for row in np.flatnonzero(crossing).tolist():
        place_m = reasons[row].partition("[")[2].rstrip("]").split()
        at = " ".join(number_vi(float(part)) for part in place_m)
        areas = before[row], shapely.area(shapes[row])
        # A loop of a bow-tie that is turned round counts against the other: which is meant?
        if abs(areas[1] - areas[0]) > max(areas) * settings.repair_percent / 100:
            found = say(
                "{unit}: an outline that crosses itself ({place}); {areas}",
                unit=frame.index[row],
                place=Text(at, reasons[row]),
                areas=_areas(*areas),
            )
            problems.append(Problem(place, found, *_within(settings)))
        provenance.add_repair(
            say(
                "{unit}: outline crossed itself ({place}), made valid; {areas}",
                unit=frame.index[row],
                place=Text(at, reasons[row]),
                areas=_areas(*areas),
            )
        )
    raise_if_any(problems)
    mended = _mend_coverage(shapes, settings, thorough)
    if mended is not None:
        _report(frame.index, shapes, mended, settings, place, provenance)
        shapes = mended
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _mend_coverage(shapes: Outlines, settings: SourceSettings, thorough: bool) -> Outlines | None:
    width = max(settings.snap_m, settings.gap_m)
    if shapely.coverage_is_valid(shapes, gap_width=width):
        return None
    if not hasattr(shapely, "coverage_clean"):
        raise InputError(
            Problem(
                say("outlines"),
                say(
                    "gaps or overlaps, and shapely {version} cannot mend them",
                    version=shapely.__version__,
                ),
                say("shapely 2.2 or later"),
                say("upgrade shapely, or mend the outlines in QGIS"),
            )
        )
    mended: Outlines = shapely.coverage_clean(
        shapes, gap_width=settings.gap_m, snapping_distance=settings.snap_m
    )
    matching = shapely.coverage_is_valid(shapes)
    if not thorough and matching and np.array_equal(_neighbours(shapes), _neighbours(mended)):
        return None
    return mended


def _neighbours(shapes: Outlines) -> npt.NDArray[np.int64]:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    order = np.lexsort((second, first))
    return np.stack([first, second])[:, order[shared[order] >= CONTACT_M]]


def _report(
    codes: pd.Index[Any],
    shapes: Outlines,
    mended: Outlines,
    settings: SourceSettings,
    place: str,
    provenance: Gathering,
) -> None:
    before, after = shapely.area(shapes), shapely.area(mended)
    change = np.abs(after - before)
    too_much = change > before * settings.repair_percent / 100
    if too_much.any():
        shown = [
            Text(
                f"{codes[row]} ({_areas(before[row], after[row]).vi})",
                f"{codes[row]} ({_areas(before[row], after[row]).en})",
            )
            for row in np.flatnonzero(too_much).tolist()
        ]
        raise InputError(
            Problem(
                place,
                say("gaps or overlaps beyond repair: {units}", units=listed(shown)),
                *_within(settings),
            )
        )
    width = max(settings.snap_m, settings.gap_m)
    was, left = (
        np.nan_to_num(shapely.length(shapely.coverage_invalid_edges(each, gap_width=width)))
        for each in (shapes, mended)
    )
    for row in np.flatnonzero(was > 0).tolist():
        length, rest = (Text(number_vi(m, 1), number_en(m, 1)) for m in (was[row], left[row]))
        said = say("gap or overlap along {length} m of its border, closed", length=length)
        if left[row] > 0:
            said = say(
                "gap or overlap along {length} m of its border, of which {rest} m are left",
                length=length,
                rest=rest,
            )
        provenance.add_repair(
            say(
                "{unit}: {what}; {areas}",
                unit=codes[row],
                what=said,
                areas=_areas(before[row], after[row]),
            )
        )


def _within(settings: SourceSettings) -> tuple[Text, Text]:
    """Say what a repair may change, and what to do where it changes more."""
    percent = f"{settings.repair_percent:g}"
    return (
        say("changes of at most {percent} % of a unit's area", percent=percent),
        say("mend the outlines, or raise `units.repair_percent`"),
    )


def _areas(before_m2: float, after_m2: float) -> Text:
    before, after = (
        Text(number_vi(area / 1e6, 6), f"{area / 1e6:.6f}") for area in (before_m2, after_m2)
    )
    return say("{before} km² before, {after} km² after", before=before, after=after)
