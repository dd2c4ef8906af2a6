"""Gaps between outlines: two units that face each other across a strip have lost their border."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

WIDTHS_M = ((1.0, 10.0), (10.0, 50.0), (100.0, 500.0))
"""Width of a strip, and how long two outlines have to face each other across it, in metres.

The 3,321 communes of 2026 have no such pair, nor have the 262 of Hà Tĩnh in 2019; straits and
rivers that outlines leave out are wider, or shorter where corners meet.
"""
AT_ONCE = 20_000
"""Segments that are looked at together, for the memory of their pairs."""
Outlines = npt.NDArray[np.object_]


class Segments(NamedTuple):
    """The segments of outlines, so sorted that those which stand twice stand together.

    Attributes
    ----------
    owner : ndarray of int64, shape (s,)
        Row of the unit.
    start, end : ndarray of float64, shape (s, 2)
        In metres.
    twice : ndarray of bool, shape (s - 1,)
        Whether a segment and the next are the same, in either direction.
    """

    owner: npt.NDArray[np.int64]
    start: npt.NDArray[np.float64]
    end: npt.NDArray[np.float64]
    twice: npt.NDArray[np.bool_]

    @property
    def outer(self) -> npt.NDArray[np.bool_]:
        """Segments that stand in one outline only."""
        twin = np.zeros(len(self.owner), dtype=bool)
        twin[1:] |= self.twice
        twin[:-1] |= self.twice
        return ~twin


def segments_of(outlines: Outlines) -> Segments:
    """Part outlines into segments, and find those that two of them share."""
    parts, part_owner = shapely.get_parts(outlines, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    inside = point_ring[1:] == point_ring[:-1]
    owner = part_owner[ring_part[point_ring[:-1][inside]]].astype(np.int64)
    start, end = points[:-1][inside], points[1:][inside]
    # One direction for both sides of a border: from the smaller to the larger vertex.
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    low, high = np.where(swap[:, None], end, start), np.where(swap[:, None], start, end)
    keys = np.ascontiguousarray(np.hstack([low, high]))
    order = np.lexsort(keys.T)
    twice = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    return Segments(owner[order], low[order], high[order], twice)


def facing(segments: Segments, neighbours: set[tuple[int, int]]) -> pd.DataFrame:
    """Find units that face each other across a narrow gap and share no border.

    Parameters
    ----------
    segments : Segments
    neighbours : set of pair of int
        Rows that share a border, the smaller first.

    Returns
    -------
    DataFrame
        ``a``, ``b`` (rows, a < b), ``width_m`` (of ``WIDTHS_M``) and ``length_m``; the narrowest
        strip of each pair.
    """
    outer = segments.outer
    owner = segments.owner[outer]
    ends = np.stack([segments.start[outer], segments.end[outer]], axis=1)
    lines: Outlines = np.asarray(shapely.linestrings(ends), dtype=object)
    tree = shapely.STRtree(lines)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for width, least in WIDTHS_M:
        one, other = _near(tree, lines, owner, width)
        size = int(owner.max(initial=0)) + 1
        pair = owner[one] * size + owner[other]
        order = np.argsort(pair, kind="stable")
        values, firsts = np.unique(pair[order], return_index=True)
        for value, rows in zip(values.tolist(), np.split(order, firsts[1:]), strict=False):
            key = divmod(value, size)
            if key in neighbours or key in found:
                continue
            sides = [_joined(lines[np.unique(side[rows])]) for side in (one, other)]
            length = min(
                shapely.length(shapely.intersection(side, shapely.buffer(facer, width)))
                for side, facer in (sides, sides[::-1])
            )
            if length >= least:
                found[key] = (width, float(length))
    strips = [(*key, *strip) for key, strip in sorted(found.items())]
    return pd.DataFrame(strips, columns=["a", "b", "width_m", "length_m"])


def _near(
    tree: shapely.STRtree, lines: Outlines, owner: npt.NDArray[np.int64], width: float
) -> npt.NDArray[np.int64]:
    """Pairs of segments of two units: a detailed outline lies near itself a thousand times."""
    found = [np.empty((2, 0), dtype=np.int64)]
    for begun in range(0, len(lines), AT_ONCE):
        pairs = tree.query(lines[begun : begun + AT_ONCE], predicate="dwithin", distance=width)
        pairs[0] += begun
        found.append(pairs[:, owner[pairs[0]] < owner[pairs[1]]])
    return np.hstack(found)


def _joined(lines: Outlines) -> shapely.MultiLineString:
    return shapely.MultiLineString(list(lines))
