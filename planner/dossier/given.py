"""What an office gives beside a run: opinions, staff, offices; read with every fault by its cell."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Given:
    """Tables of the office; what is None is an empty, marked cell everywhere.

    Attributes
    ----------
    names : DataFrame
        Candidates for names (``law.whole.CANDIDATES``).
    opinions : DataFrame or None
        Index code of a unit of today: ``households, took_part, agree, disagree``.
    staff : DataFrame or None
        Index code of a new unit: ``officials, servants, part_time, needed, year_1`` and so on.
    offices : DataFrame or None
        Index code of a new unit: ``offices, kept, use``.
    comments : DataFrame or None
        The register of comments, a row each.
    """

    names: pd.DataFrame
    opinions: pd.DataFrame | None = None
    staff: pd.DataFrame | None = None
    offices: pd.DataFrame | None = None
    comments: pd.DataFrame | None = None
