"""What the sheet of differences between two plans shows."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem
from planner.evaluation import Evaluation
from planner.output.maps.printed.contents import (
    DENSE,
    Content,
    codes_of,
    drawn,
    entries_of,
    level_of,
    names_of,
    numbers_of,
    points_of,
    title_of,
)
from planner.output.maps.printed.contents.borders import BoolArray, Borders, find_borders
from planner.output.maps.printed.contents.categories import DIFFERENCES, difference_category
from planner.output.maps.printed.contents.notes import notes_of
from planner.output.maps.printed.panel import Index
from planner.output.maps.printed.zones import Zone
from planner.plan import heirs
from planner.units import KINDS
from planner.words import Text, joined, say, text
from planner.words.outputs.printed import COMPARED, RENAMED, WORDS


def difference_content(
    first: Evaluation, second: Evaluation, units: gpd.GeoDataFrame, zone: Zone, names: list[Text]
) -> Content:
    """Describe the sheet of differences.

    Parameters
    ----------
    first, second : Evaluation
        Of the same units.
    units : GeoDataFrame
        These units, projected into the zone.
    zone : Zone
    names : list of Text
        What the two plans are called.
    """
    borders = find_borders(units.geometry)
    key = difference_category(first, second)
    lines = _lines(borders, first, second, units)
    differs = units[key != "same"]
    if differs.empty:
        raise InputError(
            Problem(
                joined(names),
                say("both plans have the same new units"),
                say("two plans that differ"),
                say("name another run with `--against`"),
            )
        )
    numbers = numbers_of(differs)
    labels = names_of(differs)
    found = set(key)
    legend = [category for category in DIFFERENCES if category.key in found]
    entries = entries_of(
        legend,
        borders,
        [name for name, _ in lines],
        "centre",
        level_of(units),
        numbered=len(differs) <= DENSE,
    )
    same, renamed = int((key != "differs").sum()), int((key == "renamed").sum())
    return Content(
        title=title_of("difference", units),
        counts=COMPARED.filled(
            one=names[0],
            ones=len(first.merged),
            other=names[1],
            others=len(second.merged),
            same=same,
            count=len(units),
            renamed=RENAMED.filled(count=renamed) if renamed else "",
        ),
        outlines=units.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=numbers,
        names=names_of(units),
        seats=points_of(first.units, units, zone).reindex(differs.index),
        districts=units.geometry.iloc[:0],
        entries=entries,
        index=_index(numbers, labels, first, second),
        notes=notes_of(first, zone, of_plan=True, other=second),
        numbered=len(differs) <= DENSE,
    )


def _lines(
    borders: Borders, first: Evaluation, second: Evaluation, units: gpd.GeoDataFrame
) -> list[tuple[str, BoolArray]]:
    """Tell the borders of both plans, of one and of none apart; kinds that are not there go."""
    one, other = (
        borders.between(heirs(each.plan).reindex(units.index)) for each in (first, second)
    )
    lines = [
        ("neither", borders.between(codes_of(units)) & ~one & ~other),
        ("both", one & other),
        ("second", other & ~one),
        ("first", one & ~other),
    ]
    return [(name, chosen) for name, chosen in lines if chosen.any()]


def _index(
    numbers: pd.Series[str], labels: pd.Series[str], first: Evaluation, second: Evaluation
) -> Index:
    """List the units that differ, each with its new name in both plans."""
    rows = [
        (numbers[code], labels[code], *(_new_names(each, str(code)) for each in (first, second)))
        for code in labels.index
    ]
    heads = [WORDS["number"], WORDS["name"], text("A"), text("B")]
    return Index(WORDS["differs_short"], heads, rows, (True, False, False, False), 2)


def _new_names(evaluation: Evaluation, code: str) -> str:
    new = str(heirs(evaluation.plan)[code])
    row = evaluation.merged.loc[new]
    return KINDS[str(row["kind"])].head + str(row["name"])
