"""Islands far out: in a box of their own, at their own scale, in a free corner of the map.

In their place they would make the map of a province so small that nothing of
it could be read: Trường Sa lies 450 km off Khánh Hòa, and would have it printed at 1:4,000,000.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.output.maps.outlines import WORTH, home_of
from planner.output.maps.printed.contents import Content
from planner.output.maps.printed.paper import Layout, Rect, lay_out, round_scale
from planner.output.maps.printed.pen import line_height

FloatArray = npt.NDArray[np.float64]
# Sides of the box, in parts of those of the frame: the largest that a corner has room for.
SHARES = (0.42, 0.38, 0.34, 0.3, 0.26, 0.22, 0.18)
# How much wider the map may become towards the islands, where no corner has room.
WIDER = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75)
# In mm on A3: least width of a box, for its heading; around islands; between box and land.
LEAST_MM, PAD_MM, CLEAR_MM = 44.0, 4.0, 3.0
HEAD_POINTS = 6.2


def lay_out_ground(outlines: gpd.GeoSeries, paper: str) -> Layout:
    """Lay out a sheet for some outlines, with a box for islands far out where it is worth it.

    Parameters
    ----------
    outlines : GeoSeries
        In the zone.
    paper : str

    Raises
    ------
    InputError
        No such paper.
    """
    whole = lay_out(outlines.total_bounds, paper)
    home = home_of(outlines)
    near, far = (list(_cut(outlines, home, at_home=at)) for at in (True, False))
    best = lay_out(home, paper).scale
    if not far or best * WORTH > whole.scale:
        return whole
    land, islands = shapely.union_all(near), shapely.total_bounds(far)
    # On the side of the islands if the land need not be smaller for it, else where there is room.
    for aside, wider in product((True, False), WIDER):
        layout = lay_out(_towards(home, islands, wider), paper)
        if layout.scale > best if aside else layout.scale * WORTH > whole.scale:
            continue
        at = _corners(home, islands)[: 2 if aside else None]
        inset = _in_corner(layout, shapely.transform(land, layout.to_page), islands, at)
        if inset:
            return replace(layout, inset=inset, home=tuple(float(each) for each in home))
    return whole


def parted(content: Content, layout: Layout) -> tuple[Content, Content | None]:
    """Part what a sheet shows into what its frame and what its box holds."""
    if layout.inset is None:
        return content, None
    home = np.array(layout.home)
    return _half(content, home, at_home=True), _half(content, home, at_home=False)


def _half(content: Content, home: FloatArray, *, at_home: bool) -> Content:
    box = shapely.box(*home)

    def kept(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        return np.asarray(shapely.intersects(box, shapes) == at_home, dtype=np.bool_)

    lines = []
    for name, each in content.lines:
        chosen = kept(np.array([shapely.LineString(line) for line in each], dtype=object))
        lines.append((name, [line for line, keep in zip(each, chosen) if keep]))
    return replace(
        content,
        outlines=_cut(content.outlines, home, at_home=at_home),
        lines=lines,
        gaps=[
            gap
            for gap, keep in zip(content.gaps, kept(np.array(content.gaps, dtype=object)))
            if keep
        ],
        seats=content.seats[kept(content.seats.to_numpy())],
        districts=_cut(content.districts, home, at_home=at_home),
    )


def _cut(outlines: gpd.GeoSeries, home: FloatArray, *, at_home: bool) -> gpd.GeoSeries:
    """Take the parts of outlines that lie at home, or those that do not."""
    parts = outlines.explode()
    parts = parts[parts.intersects(shapely.box(*home)) == at_home]
    return parts.groupby(level=0, sort=False).agg(lambda own: shapely.MultiPolygon(list(own)))


def _towards(home: FloatArray, islands: FloatArray, wider: float) -> FloatArray:
    """Widen bounds on the side on which the islands are."""
    x, y = _way(home, islands)
    wide, high = home[2:] - home[:2]
    widened = home.copy()
    if abs(x) >= abs(y):
        widened[2 if x > 0 else 0] += np.sign(x) * wider * wide
    else:
        widened[3 if y > 0 else 1] += np.sign(y) * wider * high
    return widened


def _way(home: FloatArray, islands: FloatArray) -> tuple[float, float]:
    """Say how far east and north the islands are, in parts of the land."""
    x, y = (islands[:2] + islands[2:] - home[:2] - home[2:]) / (home[2:] - home[:2])
    return float(x), float(y)


def _corners(home: FloatArray, islands: FloatArray) -> list[tuple[bool, bool]]:
    """List the corners as (right, top): the two on the side of the islands, then the others."""
    x, y = _way(home, islands)
    return sorted(
        [(right, top) for right in (False, True) for top in (False, True)],
        key=lambda at: -((1 if at[0] else -1) * x + (1 if at[1] else -1) * y),
    )


def _in_corner(
    layout: Layout, land: BaseGeometry, islands: FloatArray, corners: list[tuple[bool, bool]]
) -> Layout | None:
    """Find the largest box for which one of the corners has room, the first one if both have."""
    frame, size = layout.frame, layout.size
    pad, head = PAD_MM * size, 1.3 * line_height(HEAD_POINTS * size)
    wide, high = islands[2:] - islands[:2]
    for share in SHARES:
        room = share * frame.w - 2 * pad, share * frame.h - 2 * pad - head
        if min(room) <= 0:
            break
        # Islands are not shown larger than the land.
        scale = max(round_scale(1000.0 * max(wide / room[0], high / room[1])), layout.scale)
        w = max(wide * 1000.0 / scale + 2 * pad, LEAST_MM * size)
        h = high * 1000.0 / scale + 2 * pad
        for right, top in corners:
            left = frame.right - w if right else frame.x
            low = frame.top - h - head if top else frame.y
            if shapely.box(left, low, left + w, low + h + head).distance(land) < CLEAR_MM * size:
                continue
            middle = (islands[:2] + islands[2:]) / 2
            ground = middle - np.array([w, h]) * scale / 2000.0
            return replace(
                layout,
                scale=scale,
                title=Rect(left, low + h, w, head),
                frame=Rect(left, low, w, h),
                ground=(float(ground[0]), float(ground[1])),
            )
    return None
