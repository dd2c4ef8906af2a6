"""What the page says: units, findings, indicators and notes in both languages.

Every figure is written out here, so that the script on the page rounds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.evaluation import Evaluation
from planner.evaluation.changes import changes
from planner.evaluation.consequences import told_districts, told_seats, told_ties
from planner.output.maps.outlines import Outlines, far_islands, label_points, neighbour_colours
from planner.output.maps.overlays import overlays_content
from planner.plan import Stage
from planner.plan.terms import stage_name
from planner.sources.country import country
from planner.units import KINDS, full_name
from planner.units.columns import MEASURES
from planner.units.provenance import only_likely, provenance_of
from planner.words import (
    CONFIDENCE,
    DECIMALS,
    LANGUAGES,
    LAW_ROLES,
    ROLES,
    STATUS,
    Text,
    base_text,
    joined,
    number,
    percent,
    quantity,
    rounded_down,
    unit_text,
)
from planner.words.law import unkeyed
from planner.words.numbers import PERSONS
from planner.words.outputs.maps import UNITS_WORD, WORDS, generalised
from planner.words.standing import IF_READ, STANDS

# Room on a page for layers of one's own.
OVERLAY_BYTES = 400_000
# Plain data of one thing on the page, as JSON holds it.
Record = dict[str, Any]

# Lower ends of the classes of percent attained; the last class is "no rule".
CLASSES = ["at_100", "at_70", "at_50", "at_0", "at_none"]
CLASS_ENDS = [100.0, 70.0, 50.0]
# Blue for enough and ever darker orange for less: told apart with colour blindness.
CLASS_COLOURS = ["#92c5de", "#fee0b6", "#f1a340", "#c2601a", "#e3e3e3"]
# What the law asks: dark where it does, light for those that help, white for the rest.
ROLE_COLOURS = {
    "mandatory": "#c2601a",
    "adjacent": "#92c5de",
    "voluntary": "#d5ead0",
    "exempt": "#c9a6dc",
    "free": "#ffffff",
}


def write_content(
    evaluation: Evaluation,
    outlines: Outlines,
    *,
    title: Text,
    locked: Iterable[str],
    notes: Sequence[Text],
    repairs: Sequence[Text],
) -> Record:
    """Gather all that the page shows, ready for JSON.

    Parameters
    ----------
    evaluation : Evaluation
    outlines : Outlines
        Of the same units and plan.
    title : Text
    locked : iterable of str
        Codes of units that the scenario keeps as they are.
    notes, repairs : sequence of Text
        Further notes, and what was repaired, besides what the units carry.

    Returns
    -------
    dict
        Only lists, dicts, text and numbers; a :class:`Text` and figures as pairs
        (Vietnamese, English), or once where they agree.
    """
    articles = {entry.id: entry.article for entry in evaluation.ruleset.reductions}
    present = _present(evaluation, outlines.present, articles, frozenset(locked))
    districts = evaluation.units["district_code"]
    by_district = bool((districts != "").all() and districts.nunique() > 1)
    if by_district:
        _paint(present, neighbour_colours(outlines.present, districts))
    changed = changes(evaluation)
    proposed = _proposed(evaluation, outlines.proposed, articles, changed)
    codes = pd.Series(outlines.proposed.index, index=outlines.proposed.index)
    _paint(proposed, neighbour_colours(outlines.proposed, codes))
    edges: Iterable[tuple[str, str, bool]] = evaluation.graph.edges(data="bridge")
    return {
        "title": title,
        "words": WORDS,
        "status": STATUS,
        "roles": ROLES,
        "law_roles": {
            role: {"word": word, "colour": ROLE_COLOURS[role]} for role, word in LAW_ROLES.items()
        },
        "confidence": CONFIDENCE,
        "measures": {name: MEASURES[name] for name in evaluation.ruleset.measures},
        "classes": [
            {"word": name, "colour": c} for name, c in zip(CLASSES, CLASS_COLOURS, strict=True)
        ],
        "by_district": by_district,
        "islands": far_islands(outlines.present, evaluation.units["name"]),
        "present": present,
        "proposed": proposed,
        "own": overlays_content(provenance_of(evaluation.units).overlays, OVERLAY_BYTES),
        "bridges": sorted(sorted((str(a), str(b))) for a, b, bridge in edges if bridge),
        "shapes": _shapes(evaluation),
        "changes": [str(code) for code in changed.index],
        "standings": STANDS,
        "stands_on": list(evaluation.plan.ground),
        "condition": IF_READ if evaluation.plan.is_conditional else "",
        "cards": _cards(evaluation),
        "indicators": _indicators(evaluation.indicators),
        "stages": [_stage(stage) for stage in evaluation.plan.stages],
        "law": _law(evaluation),
        "bases": _bases(evaluation.units),
        "notes": _notes(evaluation, outlines, notes, repairs),
    }


def _shapes(evaluation: Evaluation) -> list[Record]:
    """What is odd about the shapes of new units, each at its place."""
    shapes = evaluation.shapes
    points = gpd.GeoSeries(
        gpd.points_from_xy(shapes["x_m"], shapes["y_m"]), crs=evaluation.units.crs
    )
    at = points.to_crs(4326)
    return [
        {"code": row["code"], "at": [round(y, 5), round(x, 5)], "note": said(row["note"])}
        for row, x, y in zip(shapes.to_dict("records"), at.x, at.y, strict=True)
    ]


def both(value: float, unit: str, decimals: int | None = None) -> list[str]:
    """Write a figure with its unit of measure in both languages."""
    return [quantity(value, unit, language, decimals) for language in LANGUAGES]


def said(text: Text) -> Text | str:
    """Give a text to the page; one that is the same in both languages stands once."""
    return text.vi if text.vi == text.en else text


def percent_class(least: float, no_rule: bool) -> int:
    """Find the class (position in ``CLASSES``) of a least percent attained."""
    if no_rule or np.isnan(least):
        return len(CLASSES) - 1
    # The judge forgives the rounding noise of sums, and so does the map.
    return next((i for i, end in enumerate(CLASS_ENDS) if least >= end * (1 - 1e-9)), 3)


def _present(
    evaluation: Evaluation,
    outlines: gpd.GeoSeries,
    articles: Mapping[str, Text],
    locked: frozenset[str],
) -> list[Record]:
    """Describe the units of today: with what the law asks of them and where they go."""
    units, verdicts = evaluation.units, evaluation.verdicts_before
    described = _side(units, evaluation.findings_before, verdicts, outlines, articles)
    moves: dict[str, list[Record]] = {}
    for code, move in zip(evaluation.moves.index, evaluation.moves.to_dict("records"), strict=True):
        moves.setdefault(str(code), []).append({str(key): value for key, value in move.items()})
    for unit in described:
        rows = moves[unit["code"]]
        unit["role"] = str(rows[0]["role"])
        unit["to"] = [str(move["new_code"]) for move in rows]
        unit["law_role"] = str(rows[0]["law_role"])
        if reason := unkeyed(rows[0]["law_reason"]):
            unit["law_reason"] = said(reason)
        unit["locked"] = unit["code"] in locked
    return described


def _proposed(
    evaluation: Evaluation,
    outlines: gpd.GeoSeries,
    articles: Mapping[str, Text],
    changed: pd.DataFrame,
) -> list[Record]:
    """Describe the units of the plan: with their members, and why those that are new are made."""
    units, verdicts = evaluation.merged, evaluation.verdicts_after
    described = _side(units, evaluation.findings_after, verdicts, outlines, articles)
    moves = evaluation.moves.groupby("new_code")
    members = {str(new): list(rows.index) for new, rows in moves}
    told = changed.to_dict("index")
    for unit in described:
        unit["members"] = members.get(unit["code"], [])
        if row := told.get(unit["code"]):
            texts = {name: said(row[name]) for name in ("members", "why", "hangs_on")}
            unit["change"] = {**texts, "standing": str(row["standing"])}
    return described


def _side(
    units: gpd.GeoDataFrame,
    findings: pd.DataFrame,
    verdicts: pd.DataFrame,
    outlines: gpd.GeoSeries,
    articles: Mapping[str, Text],
) -> list[Record]:
    """Describe the units of one side, in the order of their outlines."""
    units, verdicts = units.reindex(outlines.index), verdicts.reindex(outlines.index)
    names = [full_name(units, language) for language in LANGUAGES]
    bases = provenance_of(units).bases
    former = country().former_names(map(str, units.index))
    # A new unit has the code of a member, and its flag rests on that of its members.
    likely = only_likely(units, "mountain")
    found: dict[str, list[Record]] = {}
    for finding in findings.to_dict("records"):
        found.setdefault(str(finding["code"]), []).append(_finding(finding, articles))
    described = []
    for i, (row, verdict, at) in enumerate(
        zip(
            units.drop(columns="geometry").to_dict("records"),
            verdicts.to_dict("records"),
            label_points(outlines),
            strict=True,
        )
    ):
        code = str(units.index[i])
        described.append(
            {
                "code": code,
                "name": [str(name.iloc[i]) for name in names],
                "label": KINDS[str(row["kind"])].head + row["name"],
                "at": at,
                "weight": int(row["people"]),
                "people": both(row["people"], PERSONS),
                "people_base": said(base_text(row["people_base"], bases)),
                "area": both(row["area_km2"], "km²"),
                "area_base": said(base_text(row["area_base"], bases)),
                "district": row["district"],
                "former": former.get(code, []),
                "mountain": bool(row["mountain"] is True or row["mountain"] is np.True_),
                **({"mountain_likely": True} if likely[i] else {}),
                "status": str(verdict["status"]),
                "waived": bool(verdict["waived"]),
                "untouched": bool(verdict.get("untouched", False)),
                "percent": [percent(verdict["least_percent"], each) for each in LANGUAGES],
                "class": percent_class(verdict["least_percent"], bool(verdict["no_rule"])),
                "findings": found.get(code, []),
            }
        )
    return described


def _finding(row: Mapping[Any, Any], articles: Mapping[str, Text]) -> Record:
    """Write one finding; what does not apply is left out to keep the page small."""
    unit = str(row["unit"])
    decimals = DECIMALS.get(unit, 0)
    value = float(row["value"])
    if row["status"] in ("missed", "waived") and round(value, decimals) >= row["threshold"]:
        # A value just below the threshold must not be printed as the threshold.
        value = rounded_down(value, decimals)
    written: Record = {
        "measure": str(row["measure"]),
        "value": both(value, unit),
        "status": str(row["status"]),
    }
    if row["status"] != "no_rule":
        written["threshold"] = both(row["threshold"], unit)
        written["percent"] = [percent(row["percent"], language) for language in LANGUAGES]
        written["confidence"] = str(row["confidence"])
    if row["factor"] < 1:
        article = articles[str(row["reduced_by"])]
        written["factor"] = [
            f"× {number(row['factor'], language, 2)} ({article.in_(language)})"
            for language in LANGUAGES
        ]
    for name in ("article", "note"):
        if row[name]:
            written[name] = said(row[name])
    if row["waived_by"]:
        written["waived_by"] = said(unkeyed(row["waived_by"]))
    if row["assumed_share"]:
        written["assumed_share"] = True
    return written


def _paint(units: list[Record], colours: pd.Series[str]) -> None:
    for unit, colour in zip(units, colours, strict=True):
        unit["colour"] = colour


def _cards(evaluation: Evaluation) -> list[Record]:
    """The figures that a leader asks for first."""
    before, after = len(evaluation.units), len(evaluation.merged)
    change = 100.0 * (after - before) / before
    # Below a standard, but not asked to change and left alone: no failure of the plan.
    verdicts = evaluation.verdicts_after
    state = verdicts["status"].astype(str).mask(verdicts["untouched"], "untouched")
    counts = {str(name): int(count) for name, count in state.value_counts().items()}
    cards = [
        {
            "figure": [
                f"{number(before, each)} → {number(after, each)} "
                f"({number(change, each, 1).replace('-', '−')} %)"
                for each in LANGUAGES
            ],
            "word": UNITS_WORD,
        }
    ]
    for status in ("met", "open", "waived", "untouched", "missed", "no_rule"):
        if counts.get(status) or status in ("met", "missed"):
            cards.append(
                {
                    "figure": [
                        f"{number(counts.get(status, 0), each)} / {number(after, each)}"
                        for each in LANGUAGES
                    ],
                    "word": WORDS[f"{status}_after"],
                    "status": status,
                }
            )
    return cards


def _indicators(indicators: pd.DataFrame) -> list[Record]:
    lines = []
    for row in indicators.to_dict("records"):
        unit = str(row["unit"])
        # Totals of a province do not deserve the second decimal that a unit does.
        decimals = 1 if unit == "km²" else DECIMALS.get(unit, 0)
        lines.append(
            {
                "key": row["indicator"],
                "word": [row["name_vi"], row["name_en"]],
                "unit": unit_text(unit),
                "before": [number(row["before"], each, decimals) for each in LANGUAGES],
                "after": [number(row["after"], each, decimals) for each in LANGUAGES],
            }
        )
    return lines


def _stage(stage: Stage) -> Record:
    return {
        "word": stage_name(stage.name),
        "value": both(stage.value, stage.unit),
        "bound": both(stage.bound, stage.unit),
        "grade": stage.grade,
        "proven": stage.repeatable_proof,
    }


def _law(evaluation: Evaluation) -> Record:
    ruleset = evaluation.ruleset
    return {
        "title": ruleset.title,
        "version": f"{ruleset.id}, {ruleset.version}",
        "sources": [said(text) for _, text in sorted(ruleset.sources.items())],
        "not_modelled": [said(text) for text in ruleset.not_modelled],
        "replaced": [said(change.text) for change in ruleset.overrides],
    }


def _bases(units: gpd.GeoDataFrame) -> list[Record]:
    known = provenance_of(units).bases
    return [
        {
            "word": WORDS[name],
            "bases": [said(base_text(base, known)) for base in sorted(set(units[column]))],
        }
        for name, column in (("people", "people_base"), ("area", "area_base"))
    ]


def _notes(
    evaluation: Evaluation, outlines: Outlines, notes: Sequence[Text], repairs: Sequence[Text]
) -> list[Text]:
    """All notes once each, those of the data first."""
    provenance = provenance_of(evaluation.units)
    lines = [*provenance.notes, *evaluation.plan.scope, *evaluation.plan.notes, *notes]
    if not evaluation.plan.repeatable:
        lines.append(WORDS["not_repeatable"])
    lines += told_ties(evaluation) + told_seats(evaluation) + told_districts(evaluation)
    mended = (*provenance.repairs, *repairs)
    lines += [joined((WORDS["repairs"], line), ": ") for line in mended]
    return list(dict.fromkeys([*lines, generalised(outlines.tolerance_m)]))
