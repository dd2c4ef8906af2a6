"""What each kind of sheet shows: areas, borders, names, index and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.evaluate import Evaluation
from planner.maps.content import SHORT_HEADS
from planner.maps.printed.blocks import Entry
from planner.maps.printed.borders import Borders, find_borders
from planner.maps.printed.categories import (
    DIFFERENCES,
    GAP,
    LINES,
    Category,
    categories,
    difference_category,
    present_category,
    proposal_category,
)
from planner.maps.printed.panel import Index
from planner.maps.printed.zones import Zone
from planner.plan import heirs
from planner.units import KINDS, full_name
from planner.words import Language, Pair, base_text, number, pair_of
from planner.words.printed import (
    ASSUMED_NOTE,
    ASSUMED_SIGN,
    DIVIDED_NOTE,
    LEVELS,
    PROVISIONAL,
    SEATS_NOTE,
    TITLES,
    WORDS,
)

FloatArray = npt.NDArray[np.float64]
# With more units than this there is no room for the number beside a name that stands whole.
DENSE = 120


@dataclass(frozen=True)
class Content:
    """One sheet, on the ground.

    Attributes
    ----------
    title, counts : pair of str
    outlines : GeoSeries
        Areas that are filled, in the zone; index their codes.
    category : Series of str
        Key of each area.
    categories : list of Category
    gaps : list of Polygon
    lines : list of (str, list of array)
        Keys of ``LINES`` and the lines, what is drawn last above all.
    numbers, names : Series of str
        Number in the index and name of each area that is named.
    seats : GeoSeries
        Point of each area that is named.
    districts : GeoSeries
        Outlines of the districts that are named, index their names.
    entries : list of Entry
        Legend.
    index : Index
    notes : list of pair of str
    numbered : bool
        Whether names on the map carry their number.
    """

    title: Pair
    counts: Pair
    outlines: gpd.GeoSeries
    category: pd.Series[str]
    categories: list[Category]
    gaps: list[Any]
    lines: list[tuple[str, list[FloatArray]]]
    numbers: pd.Series[str]
    names: pd.Series[str]
    seats: gpd.GeoSeries
    districts: gpd.GeoSeries
    entries: list[Entry]
    index: Index
    notes: list[Pair]
    numbered: bool


def present_content(
    evaluation: Evaluation, units: gpd.GeoDataFrame, zone: Zone, language: Language
) -> Content:
    """Describe the sheet "hiện trạng".

    Parameters
    ----------
    evaluation : Evaluation
    units : GeoDataFrame
        Its units, projected into the zone.
    zone : Zone
    language : {"vi", "en"}
        Of the numbers in the index.
    """
    borders = find_borders(units.geometry)
    by_district = _districts_parted(units)
    key = present_category(units["kind"])
    lines = [("unit", borders.between(_codes(units)))]
    if by_district:
        district = borders.between(units["district_code"])
        lines = [("unit", lines[0][1] & ~district), ("district", district)]
    legend = categories(key)
    named = _names(units)
    return Content(
        title=_title("present", units),
        counts=_counts(units),
        outlines=units.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=_drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=_numbers(units),
        names=named,
        seats=_points(evaluation.units, units, zone),
        districts=_district_outlines(units) if by_district else units.geometry.iloc[:0],
        entries=_entries(
            legend,
            borders,
            [name for name, _ in lines],
            "centre",
            _level(units),
            by_district=by_district,
            numbered=len(units) <= DENSE,
        ),
        index=_index(units, named, WORDS["index"], language),
        notes=_notes(evaluation, zone, of_plan=False),
        numbered=len(units) <= DENSE,
    )


def proposal_content(
    evaluation: Evaluation, units: gpd.GeoDataFrame, zone: Zone, language: Language
) -> Content:
    """Describe the sheet "phương án"; parameters as :func:`present_content`."""
    heir = heirs(evaluation.plan).reindex(units.index)
    borders = find_borders(units.geometry)
    merged = zone.project(evaluation.merged)
    key = proposal_category(evaluation)
    new, between = borders.between(heir), borders.between(_codes(units))
    heavy = borders.touching(heir.map(key).str.endswith("_new"))
    kept_districts = _districts_kept(units, heir)
    district = borders.between(units["district_code"]) if kept_districts else np.zeros_like(new)
    lines = [
        ("former", between & ~new),
        ("unit", new & ~heavy & ~district),
        ("new", new & heavy & ~district),
        ("district", district),
    ]
    lines = [(name, chosen) for name, chosen in lines if chosen.any()]
    legend = categories(key)
    named = _names(merged)
    core = _cores(evaluation, heir)
    points = _points(evaluation.units, units, zone)
    return Content(
        title=_title("proposal", units),
        counts=_counts(merged, len(units)),
        outlines=merged.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=_drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=_numbers(merged),
        names=named,
        seats=gpd.GeoSeries(points.reindex(core).to_numpy(), index=core.index, crs=units.crs),
        districts=_district_outlines(units) if kept_districts else units.geometry.iloc[:0],
        entries=_entries(
            legend,
            borders,
            [name for name, _ in lines],
            "core",
            _level(units),
            by_district=kept_districts,
            numbered=True,
        ),
        index=_index(merged, named, WORDS["index_new"], language),
        notes=_notes(evaluation, zone, of_plan=True),
        numbered=True,
    )


def difference_content(
    first: Evaluation, second: Evaluation, units: gpd.GeoDataFrame, zone: Zone, names: list[Pair]
) -> Content:
    """Describe the sheet of differences.

    Parameters
    ----------
    first, second : Evaluation
        Of the same units.
    units : GeoDataFrame
        These units, projected into the zone.
    zone : Zone
    names : list of pair of str
        What the two plans are called.
    """
    borders = find_borders(units.geometry)
    key = difference_category(first, second)
    one, other = (
        borders.between(heirs(each.plan).reindex(units.index)) for each in (first, second)
    )
    lines = [
        ("neither", borders.between(_codes(units)) & ~one & ~other),
        ("both", one & other),
        ("second", other & ~one),
        ("first", one & ~other),
    ]
    lines = [(name, chosen) for name, chosen in lines if chosen.any()]
    differs = units[key != "same"]
    numbers = _numbers(differs)
    labels = _names(differs)
    rows = [
        (numbers[code], labels[code], *(_new_names(each, str(code)) for each in (first, second)))
        for code in differs.index
    ]
    found = set(key)
    legend = [category for category in DIFFERENCES if category.key in found]
    entries = _entries(
        legend,
        borders,
        [name for name, _ in lines],
        "centre",
        _level(units),
        numbered=len(differs) <= DENSE,
    )
    same, renamed = int((key != "differs").sum()), int((key == "renamed").sum())
    other_name = (
        (f", trong đó {renamed} khác tên", f", {renamed} of them under another name")
        if renamed
        else ("", "")
    )
    return Content(
        title=_title("difference", units),
        counts=(
            f"A: {names[0][0]} ({len(first.merged)} đơn vị) · B: {names[1][0]} "
            f"({len(second.merged)} đơn vị) · cùng địa bàn {same}/{len(units)} đơn vị hiện nay"
            + other_name[0],
            f"A: {names[0][1]} ({len(first.merged)} units) · B: {names[1][1]} "
            f"({len(second.merged)} units) · one area for {same} of {len(units)} units of today"
            + other_name[1],
        ),
        outlines=units.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=_drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=numbers,
        names=labels,
        seats=_points(first.units, units, zone).reindex(differs.index),
        districts=units.geometry.iloc[:0],
        entries=entries,
        index=Index(
            WORDS["differs_short"],
            [WORDS["number"], WORDS["name"], ("A", "A"), ("B", "B")],
            rows,
            (True, False, False, False),
            2,
        ),
        notes=_notes(first, zone, of_plan=True, other=second),
        numbered=len(differs) <= DENSE,
    )


def _codes(units: gpd.GeoDataFrame) -> pd.Series[Any]:
    return pd.Series(units.index, index=units.index)


def _drawn(
    borders: Borders, lines: list[tuple[str, npt.NDArray[np.bool_]]]
) -> list[tuple[str, list[FloatArray]]]:
    return [(name, borders.lines(selected)) for name, selected in lines]


def _level(units: gpd.GeoDataFrame) -> str:
    return KINDS[str(units["kind"].value_counts().index[0])].level


def _title(name: str, units: gpd.GeoDataFrame) -> Pair:
    place = str(units["province"].value_counts().index[0])
    vi, en = LEVELS[_level(units)]
    bare = place.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    heads = (
        TITLES[name][0].format(level=vi.upper(), place=place.upper()),
        TITLES[name][1].format(level=en, place=bare),
    )
    return heads[0].strip(), heads[1].strip().removesuffix(",")


def _counts(units: gpd.GeoDataFrame, before: int = 0) -> Pair:
    counts = units["kind"].value_counts()
    kinds = [(int(counts[kind]), entry) for kind, entry in KINDS.items() if kind in counts]
    vi = ", ".join(f"{count} {entry.vi.lower()}" for count, entry in kinds)
    en = ", ".join(f"{count} {_plural(entry.en.lower(), count)}" for count, entry in kinds)
    people, area = int(units["people"].sum()), float(units["area_km2"].sum())
    was = f"{before} → " if before else ""
    return (
        f"{was}{len(units)} đơn vị ({vi}) · {number(people, 'vi')} người · "
        f"{number(area, 'vi', 2)} km²",
        f"{was}{len(units)} units ({en}) · {number(people, 'en')} people · "
        f"{number(area, 'en', 2)} km²",
    )


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def _names(units: gpd.GeoDataFrame) -> pd.Series[str]:
    heads = units["kind"].map(SHORT_HEADS).fillna("").astype(str)
    return pd.Series(heads + units["name"].astype(str), index=units.index)


def _numbers(units: gpd.GeoDataFrame) -> pd.Series[str]:
    return pd.Series([f"{i + 1}" for i in range(len(units))], index=units.index, dtype=object)


def _districts_parted(units: gpd.GeoDataFrame) -> bool:
    codes = units["district_code"]
    return bool((codes != "").all() and codes.nunique() > 1 and _level(units) == "commune")


def _districts_kept(units: gpd.GeoDataFrame, heir: pd.Series[Any]) -> bool:
    """Districts are drawn in the proposal as long as no new unit lies in two of them."""
    crossed = units["district_code"].groupby(heir).nunique() > 1
    return _districts_parted(units) and not bool(crossed.any())


def _district_outlines(units: gpd.GeoDataFrame) -> gpd.GeoSeries:
    outlines = units.geometry.groupby(units["district"]).agg(
        lambda parts: shapely.union_all(parts.to_numpy())
    )
    return gpd.GeoSeries(outlines, crs=units.crs)


def _points(given: gpd.GeoDataFrame, units: gpd.GeoDataFrame, zone: Zone) -> gpd.GeoSeries:
    """Take the points of the units, or one inside where merging has moved a point outside."""
    points = shapely.points(zone.points(given[["x_m", "y_m"]].to_numpy(dtype=float)))
    shapes = units.geometry.to_numpy()
    inside = shapely.contains(shapes, points)
    within = np.asarray(shapely.point_on_surface(shapes))
    return gpd.GeoSeries(
        np.where(inside, np.asarray(points), within), index=units.index, crs=units.crs
    )


def _cores(evaluation: Evaluation, heir: pd.Series[Any]) -> pd.Series[Any]:
    """Name the core of each new unit: the member that gives the code, else the most populous."""
    people = evaluation.units["people"].sort_values(ascending=False, kind="stable")
    ordered = heir.reindex(people.index)
    largest = pd.Series(ordered.index, index=ordered.to_numpy())
    largest = largest[~largest.index.duplicated()]
    own = {new: new for new in evaluation.merged.index if heir.get(new) == new}
    return pd.Series(
        [own.get(new, largest[new]) for new in evaluation.merged.index],
        index=evaluation.merged.index,
    )


def _index(
    units: gpd.GeoDataFrame, names: pd.Series[str], title: Pair, language: Language
) -> Index:
    numbers = _numbers(units)
    rows: list[tuple[str, ...]] = [
        (
            str(numbers[code]),
            str(names[code]),
            number(row["area_km2"], language, 2) + ASSUMED_SIGN * bool(row["area_assumed"]),
            number(int(row["people"]), language) + ASSUMED_SIGN * bool(row["people_assumed"]),
        )
        for code, row in units.drop(columns="geometry").iterrows()
    ]
    heads = [WORDS["number"], WORDS["name"], WORDS["area_short"], WORDS["people_short"]]
    return Index(title, heads, rows, (True, False, True, True), 2)


def _new_names(evaluation: Evaluation, code: str) -> str:
    new = str(heirs(evaluation.plan)[code])
    row = evaluation.merged.loc[new]
    return SHORT_HEADS.get(row["kind"], "") + str(row["name"])


def _entries(
    legend: list[Category],
    borders: Borders,
    lines: list[str],
    centre: str,
    level: str,
    *,
    by_district: bool = False,
    numbered: bool = False,
) -> list[Entry]:
    entries = [Entry(category.word, category=category) for category in legend]
    if borders.gaps:
        entries.append(Entry(GAP.word, category=GAP))
    for name in ("province", *reversed(lines)):
        vi, en = (
            word.format(level=called) for word, called in zip(LINES[name].word, LEVELS[level])
        )
        entries.append(Entry((vi, en), line=name))
    entries.append(Entry(WORDS[centre], sign="centre"))
    if by_district:
        entries.append(Entry(WORDS["district_name"], sign="district"))
    entries.append(Entry(WORDS["numbered" if numbered else "number_only"], sign="number"))
    return entries


def _of(letter: str, note: Pair) -> Pair:
    """Say to which of two plans a note belongs."""
    return (f"{letter}: {note[0]}", f"{letter}: {note[1]}") if letter else note


def _notes(
    evaluation: Evaluation, zone: Zone, *, of_plan: bool, other: Evaluation | None = None
) -> list[Pair]:
    """Everything a reader of the sheet has to know, each once."""
    bases = [
        tuple(f"{head}: {text}." for head, text in zip(WORDS[name], pair_of(base_text(base))))
        for name in ("people_base", "area_base")
        for base in sorted(set(evaluation.units[name]))
    ]
    lines: list[Pair] = [PROVISIONAL, *((vi, en) for vi, en in bases), SEATS_NOTE]
    written = [*evaluation.units.attrs.get("notes", ())]
    shown = evaluation.merged if of_plan else evaluation.units
    if other is None and (shown["people_assumed"] | shown["area_assumed"]).any():
        lines.append(ASSUMED_NOTE)
    sides = ([evaluation] if of_plan else []) + ([other] if other else [])
    for letter, side in zip("AB", sides):
        divided = side.moves.index[side.moves["role"] == "divided"].unique()
        notes = [pair_of(note) for note in (*side.plan.scope, *side.plan.notes)]
        if len(divided):
            full = ", ".join(full_name(side.units).reindex(divided))
            notes.insert(
                0, (DIVIDED_NOTE[0].format(names=full), DIVIDED_NOTE[1].format(names=full))
            )
        lines += [_of(letter if other else "", note) for note in notes]
    lines += [pair_of(note) for note in written]
    return list(dict.fromkeys([*lines[:1], *zone.notes(), *lines[1:]]))
