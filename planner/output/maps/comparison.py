"""Plans side by side as one page that opens without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.evaluation import Evaluation
from planner.evaluation.compare import INDICATORS, PAIR_FIGURES, Comparison, Figure, partners_differ
from planner.output.maps.borders import Border, colours_of_plans, shared_lines
from planner.output.maps.content import both, said
from planner.output.maps.document import render_page, too_large
from planner.output.maps.outlines import (
    Outlines,
    draw_outlines,
    far_islands,
    feature_collection,
    label_points,
)
from planner.plan import heirs
from planner.units import KINDS, full_name
from planner.words import LANGUAGES, Text, number
from planner.words.numbers import PERSONS
from planner.words.outputs.comparison import TITLE, WORDS
from planner.words.outputs.maps import generalised
from planner.words.text import say

Part = dict[str, Any]
MOST_BYTES = 3_000_000
# Room for the outlines; the borders between them take as much again at most.
OUTLINE_BYTES = 1_000_000
# A name needs no finer outline to find the middle of its unit.
LABEL_TOLERANCE_M = 100.0
STYLES = ["page.css", "comparison/style.css"]
SCRIPTS = [
    "elements.js",
    "labels.js",
    "comparison/maps.js",
    "comparison/tables.js",
    "comparison/start.js",
]


def write_comparison_page(
    comparison: Comparison,
    evaluations: Mapping[str, Evaluation],
    path: Path,
    *,
    titles: Mapping[str, Text] | None = None,
    title: Text = TITLE,
) -> None:
    """Write the page of a comparison as one file.

    Parameters
    ----------
    comparison : Comparison
        See ``compare.compare``.
    evaluations : mapping of name to Evaluation
        What was compared, under the same names.
    path : Path
        File to write (HTML, UTF-8).
    titles : mapping of name to Text, optional
        What plans are called in full, shown beside their names.
    title : Text

    Raises
    ------
    PlannerError
        The page would ask for something outside itself, or is too large
        although the outlines were simplified as far as they may be.
    """
    base = next(iter(evaluations.values()))
    room, data = OUTLINE_BYTES, b""
    for _ in range(3):
        outlines = draw_outlines(base.units, base.plan, room)
        content = _content(comparison, evaluations, outlines, title, titles or {})
        page = render_page(
            content,
            {"units": feature_collection(outlines.present)},
            styles=STYLES,
            scripts=SCRIPTS,
        )
        data = page.encode("utf-8")
        if len(data) <= MOST_BYTES:
            Path(path).write_bytes(data)
            return
        drawn = len(json.dumps(content["borders"])) + OUTLINE_BYTES
        room = int(room * max(1.0 - 1.2 * (len(data) - MOST_BYTES) / drawn, 0.1))
    advice = say("compare a smaller area or fewer plans")
    raise too_large(say("comparison page"), data, MOST_BYTES, len(base.units), advice)


def _content(
    comparison: Comparison,
    evaluations: Mapping[str, Evaluation],
    outlines: Outlines,
    title: Text,
    titles: Mapping[str, Text],
) -> Part:
    """Gather all that the page shows, every figure written out in both languages."""
    drawn = {name: heirs(each.plan) for name, each in evaluations.items()}
    borders = shared_lines(outlines.present)
    colours = colours_of_plans(borders, list(drawn.values()))
    plans = comparison.plans
    return {
        "title": title,
        "words": WORDS,
        "plans": [
            {
                "name": name,
                "title": titles.get(name),
                "new": _new_units(evaluations[name], drawn[name], colours),
            }
            for name in plans
        ],
        "units": _units(evaluations, outlines),
        "islands": far_islands(outlines.present, next(iter(evaluations.values())).units["name"]),
        **_causes(comparison),
        "borders": _borders(borders),
        # By position: the page counts plans from the left.
        "differ": {
            f"{i}-{j}": _codes(partners_differ(comparison.heirs[one], comparison.heirs[other]))
            for (i, one), (j, other) in combinations(enumerate(plans), 2)
        },
        "indicators": _indicators(comparison),
        "pairs": _pairs(comparison),
        "left_out": comparison.left_out,
        "notes": [
            *([plan, said(note)] for plan, note in comparison.notes),
            [WORDS["all_plans"], generalised(outlines.tolerance_m)],
        ],
    }


def _causes(comparison: Comparison) -> dict[str, dict[str, Text]]:
    """Give which comments speak of each unit that changed, where a register was given."""
    rows = comparison.differences
    if "cause" not in rows:
        return {}
    return {"causes": {str(code): told for code, told in rows["cause"].items() if told.vi}}


def _codes(flags: pd.Series[bool]) -> list[str]:
    return [str(code) for code in flags.index[flags.to_numpy(dtype=bool)]]


def _borders(borders: list[Border]) -> list[list[Any]]:
    return [[border.one, border.other, border.lines] for border in borders]


def _units(evaluations: Mapping[str, Evaluation], outlines: Outlines) -> list[Part]:
    """Describe the units of today; ``to`` has for each plan the new codes, that of most area first.

    So the first of them is the one that the map draws.
    """
    units = next(iter(evaluations.values())).units.reindex(outlines.present.index)
    goes = [
        each.plan.parts.sort_values(
            ["code", "share_area", "new_code"], ascending=[True, False, True]
        )
        .groupby("code")["new_code"]
        .agg(list)
        for each in evaluations.values()
    ]
    return [
        _unit(row, at) | {"district": row["district"], "to": [to[row["code"]] for to in goes]}
        for row, at in _rows(units, label_points(outlines.present))
    ]


def _rows(units: gpd.GeoDataFrame, points: Sequence[object]) -> Iterator[tuple[Part, object]]:
    """Give each unit as a row, with its code and its names, and the place of its label."""
    names = [full_name(units, language) for language in LANGUAGES]
    rows = units.drop(columns="geometry").to_dict("records")
    for code, row, at, *called in zip(units.index, rows, points, *names, strict=True):
        yield {**row, "code": str(code), "names": [str(name) for name in called]}, at


def _unit(row: Part, at: object) -> Part:
    """Describe what units of today and new ones have in common."""
    return {
        "code": row["code"],
        "name": row["names"],
        "label": KINDS[str(row["kind"])].head + row["name"],
        "at": at,
        "weight": int(row["people"]),
        "people": both(row["people"], PERSONS),
        "area": both(row["area_km2"], "km²"),
    }


def _new_units(
    evaluation: Evaluation, drawn: pd.Series[str], colours: dict[str, str]
) -> list[Part]:
    merged = evaluation.merged
    rough = merged.geometry.simplify(LABEL_TOLERANCE_M).to_crs(4326)
    members = drawn.groupby(drawn).groups
    counts = evaluation.plan.parts["new_code"].value_counts()
    return [
        _unit(row, at)
        | {
            "members": int(counts[row["code"]]),
            # The units that the map draws in it: a divided one stands once.
            "drawn": [str(member) for member in members[row["code"]]],
            "colour": colours[row["code"]],
            "assumed": bool(row["people_assumed"] or row["area_assumed"]),
        }
        for row, at in _rows(merged, label_points(rough))
    ]


def _figure(figure: Figure) -> Part:
    return {"word": figure.name, "unit": figure.unit, "formula": figure.formula}


def _written(value: float, figure: Figure) -> list[str]:
    return [number(value, language, figure.decimals) for language in LANGUAGES]


def _change(value: float, first: float, figure: Figure) -> list[str] | None:
    """Write how a figure differs from that of the first plan: an arrow says up or down only."""
    written = _written(abs(value - first), figure)
    # What rounds to nothing, or does not exist, is no difference to show.
    if not any(digit in "123456789" for digit in written[0]):
        return None
    return [f"{'↑' if value > first else '↓'} {text}" for text in written]


def _indicators(comparison: Comparison) -> list[Part]:
    lines = []
    for key, figure in INDICATORS.items():
        values = [float(value) for value in comparison.table.loc[key].to_numpy()]
        lines.append(
            {
                "key": key,
                **_figure(figure),
                "values": [_written(value, figure) for value in values],
                "changes": [_change(value, values[0], figure) for value in values],
            }
        )
    return lines


def _pairs(comparison: Comparison) -> Part:
    places = {name: i for i, name in enumerate(comparison.plans)}
    return {
        "figures": [_figure(figure) for figure in PAIR_FIGURES.values()],
        "rows": [
            {
                "plans": [places[row["first"]], places[row["second"]]],
                "values": [_written(row[key], figure) for key, figure in PAIR_FIGURES.items()],
            }
            for row in comparison.pairs.to_dict("records")
        ],
    }
