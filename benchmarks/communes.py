"""The communes of 2019 that the benchmarks share, and what a process has used."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from planner import SourceSettings, read_units

DATA = Path(__file__).parents[2] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
FACTS = ("data/facts/density.yaml", "data/facts/provinces.yaml")


def read_communes(
    provinces: Sequence[str], facts: Sequence[str] = FACTS
) -> tuple[str, gpd.GeoDataFrame]:
    """Read whole provinces; an outline without census people is left out.

    Parameters
    ----------
    provinces : sequence of str
        Codes of the General Statistics Office.
    facts : sequence of str
        Tables of facts.

    Returns
    -------
    str
        Name of the first province.
    GeoDataFrame
        Complete Units table.
    """
    rows = gpd.read_file(DATA, ignore_geometry=True)
    rows = rows[rows["province_code"].isin(provinces) & rows["population"].notna()]
    settings = SourceSettings(
        boundaries=str(DATA),
        columns={"people": "population"},
        where={"code": sorted(rows["code"])},
        people_base="census 2019",
        facts=list(facts),
    )
    return str(rows["province"].iloc[0]), read_units(settings, Path())


def peak_mb() -> int:
    """Most memory of this process so far, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def effort(start: float) -> dict[str, object]:
    """Seconds since ``start`` (of ``time.perf_counter``), seconds of the processor, most memory."""
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_mb": peak_mb(),
    }
