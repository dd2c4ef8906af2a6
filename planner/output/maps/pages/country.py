"""The page of the country: every commune by its answer, in one file that opens offline."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.output.maps.document import render_page, too_large
from planner.output.maps.outlines import feature_collection, geographic
from planner.sources.country import country
from planner.words import LANGUAGES, Text, number, number_text
from planner.words.outputs.country import (
    DOUBTS,
    HEADS,
    HOANG_SA,
    MOUNTAIN,
    PAGE,
    SCREENS,
    TRUONG_SA,
)
from planner.words.text import say

MOST_BYTES = 6_000_000
# Room for the outlines of communes; those of provinces, figures and Leaflet take the rest.
OUTLINE_BYTES = 4_300_000
COUNTS = ("at_least_likely", "at_most_likely", "at_most")
"""Of each province: the range if heights hold, and how many there may be without them."""
LADDER_M = (50.0, 80.0, 120.0, 180.0, 270.0, 400.0, 600.0)
STYLES = ("page.css", "country/country.css")
SCRIPTS = ("elements.js", "country/country.js")
# What the page shows first: as far east as Hoàng Sa, as the country is higher than wide.
MAINLAND = [[8.4, 102.1], [23.4, 113.0]]
# The archipelagos, named in their place as on paper: south-west and north-east corner, in degrees.
ARCHIPELAGOS = {
    HOANG_SA: [[15.6, 111.1], [17.2, 112.8]],
    TRUONG_SA: [[7.1, 111.5], [11.6, 115.9]],
}


def write_country_page(
    communes: gpd.GeoDataFrame,
    counts: pd.DataFrame,
    colours: Mapping[str, str],
    path: Path,
    *,
    title: Text,
    total: Text,
    notes: Sequence[Text],
) -> None:
    """Write the page.

    Parameters
    ----------
    communes : GeoDataFrame
        Projected, a valid coverage; ``name, province_code, screen, mountain, now, people,
        area_km2, least, most, on, people_assumed, area_assumed`` (see
        ``country.screen.Screening``).
    counts : DataFrame
        Index ``province_code``: ``province`` and those of ``COUNTS``.
    colours : mapping of str to str
        Fill of each answer.
    path : Path
        File to write (HTML, UTF-8).
    title, total : Text
    notes : sequence of Text

    Raises
    ------
    PlannerError
        The page is too large although the outlines were simplified as far as they may be.
    """
    simple = _simplified(communes)
    provinces = geographic(
        gpd.GeoSeries(
            simple.groupby(communes["province_code"]).agg(
                lambda parts: shapely.coverage_union_all(parts.to_numpy())
            ),
            crs=communes.crs,
        )
    )
    outlines, former = geographic(simple), country().former_names(map(str, communes.index))
    content = {
        "title": title,
        "total": total,
        "notes": list(notes),
        "words": HEADS | PAGE,
        "doubts": DOUBTS,
        "mainland": MAINLAND,
        "archipelagos": [{"name": name, "bounds": bounds} for name, bounds in ARCHIPELAGOS.items()],
        "mountain": MOUNTAIN,
        "screens": {
            key: {
                "word": SCREENS[key],
                "colour": colour,
                "count": number_text(int((communes["screen"] == key).sum())),
            }
            for key, colour in colours.items()
        },
        "provinces": _provinces(counts, provinces),
        "units": [_unit(str(code), row, former) for code, row in communes.iterrows()],
    }
    layers = {
        "communes": feature_collection(outlines),
        "provinces": feature_collection(provinces),
    }
    page = render_page(content, layers, styles=STYLES, scripts=SCRIPTS, canvas=True)
    data = page.encode("utf-8")
    if len(data) > MOST_BYTES:
        advice = say("map a smaller area, one province at a time")
        raise too_large(say("map page"), data, MOST_BYTES, len(communes), advice)
    Path(path).write_bytes(data)


def _simplified(communes: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Simplify together, so that neighbours stay aligned, as finely as there is room for."""
    exact = communes.geometry.to_numpy()

    @cache
    def simple(tolerance: float) -> gpd.GeoSeries:
        drawn = shapely.coverage_simplify(exact, tolerance)
        return gpd.GeoSeries(drawn, index=communes.index, crs=communes.crs)

    def fits(tolerance: float) -> bool:
        text = json.dumps(feature_collection(geographic(simple(tolerance))))
        return len(text) <= OUTLINE_BYTES

    rung = bisect_left(LADDER_M, True, hi=len(LADDER_M) - 1, key=fits)
    return simple(LADDER_M[rung])


def _provinces(counts: pd.DataFrame, outlines: gpd.GeoSeries) -> list[dict[str, Any]]:
    bounds = outlines.bounds
    rows = []
    for code, row in counts[counts.index != ""].iterrows():
        west, south, east, north = (float(each) for each in bounds.loc[code])
        rows.append(
            {
                "code": str(code),
                "name": row["province"],
                **{name: int(row[name]) for name in COUNTS},
                # Archipelagos far out would make the province small.
                "bounds": [[south, west], [north, min(east, max(west + 2.5, 109.6))]],
            }
        )
    return rows


def _unit(code: str, row: pd.Series[Any], former: Mapping[str, Sequence[str]]) -> list[Any]:
    """Write one commune: old names by which it is sought, all figures as they are read."""
    marks = "p" * bool(row["people_assumed"]) + "a" * bool(row["area_assumed"])
    return [
        code,
        row["name"],
        row["province_code"],
        row["screen"],
        bool(row["now"]),
        [name for name in former.get(code, ()) if name != row["name"]],
        _figure(row["people"], 0),
        _figure(row["area_km2"], 2),
        _figure(row["least"], 1),
        _figure(row["most"], 1),
        row["on"].split(),
        marks,
        row["mountain"],
    ]


def _figure(value: float, decimals: int) -> list[str] | str:
    """Write a figure as readers of each language do; a unit without a standard has no percent."""
    if not np.isfinite(value):
        return "–"
    vi, en = (number(value, language, decimals) for language in LANGUAGES)
    return vi if vi == en else [vi, en]
