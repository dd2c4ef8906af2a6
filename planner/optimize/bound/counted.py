"""Rows of the count: how many new units there may be in all, and in each district."""

from __future__ import annotations

import numpy as np

from planner.optimize.bound.formulation import SideRow, count_rows
from planner.problem.groups import Groups
from planner.problem.settings import CountSettings


def rows_of_count(groups: Groups, count: CountSettings) -> tuple[SideRow, ...]:
    """Write what a count asks of the groups of a pool as rows beside the cover.

    A new unit belongs to the district of its seat, so that each belongs to one, and the numbers
    of all districts sum to the number of new units.

    Returns
    -------
    tuple of SideRow
        (3) of the formulation, then ``count(CODE)`` for each district, in the order of codes.
    """
    rows = count_rows(len(groups), count.bounds(len(groups.units)))
    if not count.per_district:
        return rows
    seats = groups.seat_of(np.arange(len(groups), dtype=np.int64))
    district = groups.units["district_code"].to_numpy()[seats]
    return rows + tuple(
        SideRow(f"count({code})", (district == code).astype(np.int64), number, number)
        for code, number in sorted(count.per_district.items())
    )
