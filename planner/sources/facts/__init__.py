"""Facts: what no register says of units, stated in a file, answered in a form, or decided."""

from __future__ import annotations

import datetime
from pathlib import Path

import geopandas as gpd

from planner.sources.facts.answers import ANSWERED, apply_answers
from planner.sources.facts.columns import STATED
from planner.sources.facts.statements import Fact, Statement, apply_statements, read_facts
from planner.sources.provenance import Gathering

__all__ = ["ANSWERED", "STATED", "Fact", "Statement", "apply_facts", "read_facts"]


def apply_facts(
    units: gpd.GeoDataFrame,
    path: Path,
    provenance: Gathering,
    as_of: datetime.date | None = None,
) -> gpd.GeoDataFrame:
    """Fill columns as a file says: statements in YAML, a form with answers, or a decision.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``.
    path : Path
        A workbook or a document of Word is read as answers, anything else as statements.
    provenance : Gathering
        Gets the file, a note and a source for each thing that it says.
    as_of : date, optional
        Day on which the facts shall hold; the latest that is known by default.

    Raises
    ------
    InputError
        With everything that is wrong in the file.
    """
    if path.suffix.lower() in ANSWERED:
        return apply_answers(units, path, provenance, as_of)
    return apply_statements(units, path, provenance, as_of)
