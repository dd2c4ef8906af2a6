"""What each kind of sheet shows: areas, borders, names, index and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.evaluation import Evaluation
from planner.output.maps.printed.blocks import Entry
from planner.output.maps.printed.contents.borders import Borders, by_standing, find_borders
from planner.output.maps.printed.contents.categories import (
    GAP,
    LINES,
    Category,
    categories,
    present_category,
    proposal_category,
)
from planner.output.maps.printed.contents.notes import Notes, notes_of
from planner.output.maps.printed.panel import Index
from planner.output.maps.printed.zones import Zone
from planner.plan import Plan, heirs
from planner.units import KINDS
from planner.words import NO_TEXT, Language, Text, number
from planner.words.law import LEVELS
from planner.words.outputs.printed import (
    ASSUMED_SIGN,
    COUNTS,
    PROVINCE_HEADS,
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
    title, counts : Text
    outlines : GeoSeries
        Areas that are filled, in the zone; index their codes.
    category : Series of str
        Key of each area.
    categories : list of Category
    gaps : list of Polygon
    lines : list of (str, list of array)
        Keys of ``LINES`` and the lines, what is drawn last above all.
    numbers : Series of str
        Number in the index of each area that is named.
    names : Series of str
        Of every area.
    seats : GeoSeries
        Point of each area that is named.
    districts : GeoSeries
        Outlines of the districts that are named, index their names.
    entries : list of Entry
        Legend.
    index : Index
    notes : Notes
    numbered : bool
        Whether names on the map carry their number.
    condition : Text
        What has to hold for the plan to be the best one; empty where nothing has.
    stands : tuple of Text
        What the plan stands on, in sentences.
    """

    title: Text
    counts: Text
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
    notes: Notes
    numbered: bool
    condition: Text = NO_TEXT
    stands: tuple[Text, ...] = ()


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
    lines = [("unit", borders.between(codes_of(units)))]
    if by_district:
        district = borders.between(units["district_code"])
        lines = [("unit", lines[0][1] & ~district), ("district", district)]
    legend = categories(key)
    named = names_of(units)
    return Content(
        title=title_of("present", units),
        counts=_counts(units),
        outlines=units.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=numbers_of(units),
        names=named,
        seats=points_of(evaluation.units, units, zone),
        districts=_district_outlines(units) if by_district else units.geometry.iloc[:0],
        entries=entries_of(
            legend,
            borders,
            [name for name, _ in lines],
            "centre",
            level_of(units),
            by_district=by_district,
            numbered=len(units) <= DENSE,
        ),
        index=_index(units, named, WORDS["index"], language),
        notes=notes_of(evaluation, zone, of_plan=False),
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
    new, between = borders.between(heir), borders.between(codes_of(units))
    heavy = borders.touching(heir.map(key).str.endswith("_new"))
    kept_districts = _districts_kept(units, heir)
    district = borders.between(units["district_code"]) if kept_districts else np.zeros_like(new)
    lines = [
        ("former", between & ~new),
        ("unit", new & ~heavy & ~district),
        *by_standing(borders, new & heavy & ~district, heir, evaluation.plan),
        ("district", district),
    ]
    lines = [(name, chosen) for name, chosen in lines if chosen.any()]
    legend = categories(key)
    named = names_of(merged)
    core = _cores(evaluation, heir)
    points = points_of(evaluation.units, units, zone)
    return Content(
        title=title_of("proposal", units),
        counts=_counts(merged, len(units)),
        outlines=merged.geometry,
        category=key,
        categories=legend,
        gaps=borders.gaps,
        lines=drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=numbers_of(merged),
        names=named,
        seats=gpd.GeoSeries(points.reindex(core).to_numpy(), index=core.index, crs=units.crs),
        districts=_district_outlines(units) if kept_districts else units.geometry.iloc[:0],
        entries=entries_of(
            legend,
            borders,
            [name for name, _ in lines],
            "core",
            level_of(units),
            by_district=kept_districts,
            numbered=True,
        ),
        index=_index(merged, named, WORDS["index_new"], language),
        notes=notes_of(evaluation, zone, of_plan=True),
        numbered=True,
        condition=condition_of(evaluation.plan),
        stands=evaluation.plan.ground,
    )


def condition_of(plan: Plan) -> Text:
    """Say what has to hold for a plan to be the best one."""
    return plan.ground[0] if plan.is_conditional else NO_TEXT


def codes_of(units: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Give each unit its code."""
    return pd.Series(units.index, index=units.index)


def drawn(
    borders: Borders, lines: list[tuple[str, npt.NDArray[np.bool_]]]
) -> list[tuple[str, list[FloatArray]]]:
    """Take the chosen borders as lines."""
    return [(name, borders.lines(selected)) for name, selected in lines]


def level_of(units: gpd.GeoDataFrame) -> str:
    """Name the level of most units."""
    return KINDS[str(units["kind"].value_counts().index[0])].level


def title_of(name: str, units: gpd.GeoDataFrame) -> Text:
    """Write the heading of a sheet (a key of ``TITLES``)."""
    place = bare = str(units["province"].value_counts().index[0])
    for head in PROVINCE_HEADS:
        bare = bare.removeprefix(head)
    level = LEVELS[level_of(units)]
    heading = TITLES[name].filled(
        level=Text(level.vi.upper(), level.en), place=Text(place.upper(), bare)
    )
    return Text(heading.vi.strip(), heading.en.strip().removesuffix(","))


def _counts(units: gpd.GeoDataFrame, before: int = 0) -> Text:
    counts = units["kind"].value_counts()
    kinds = [(int(counts[kind]), KINDS[kind]) for kind in KINDS.among(counts.index)]
    named = Text(
        ", ".join(f"{count} {entry.vi.lower()}" for count, entry in kinds),
        ", ".join(f"{count} {_plural(entry.en.lower(), count)}" for count, entry in kinds),
    )
    people, area = int(units["people"].sum()), float(units["area_km2"].sum())
    return COUNTS.filled(
        was=f"{before} → " if before else "",
        count=len(units),
        kinds=named,
        people=Text(number(people, "vi"), number(people, "en")),
        area=Text(number(area, "vi", 2), number(area, "en", 2)),
    )


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def names_of(units: gpd.GeoDataFrame) -> pd.Series[str]:
    """Name units as maps do, the kind cut short."""
    heads = units["kind"].map(lambda kind: KINDS[str(kind)].head).astype(str)
    return pd.Series(heads + units["name"].astype(str), index=units.index)


def numbers_of(units: gpd.GeoDataFrame) -> pd.Series[str]:
    """Number units from 1 on."""
    return pd.Series([f"{i + 1}" for i in range(len(units))], index=units.index, dtype=object)


def _districts_parted(units: gpd.GeoDataFrame) -> bool:
    codes = units["district_code"]
    return bool((codes != "").all() and codes.nunique() > 1 and level_of(units) == "commune")


def _districts_kept(units: gpd.GeoDataFrame, heir: pd.Series[Any]) -> bool:
    """Districts are drawn in the proposal as long as no new unit lies in two of them."""
    crossed = units["district_code"].groupby(heir).nunique() > 1
    return _districts_parted(units) and not bool(crossed.any())


def _district_outlines(units: gpd.GeoDataFrame) -> gpd.GeoSeries:
    outlines = units.geometry.groupby(units["district"]).agg(
        lambda parts: shapely.union_all(parts.to_numpy())
    )
    return gpd.GeoSeries(outlines, crs=units.crs)


def points_of(table: gpd.GeoDataFrame, units: gpd.GeoDataFrame, zone: Zone) -> gpd.GeoSeries:
    """Take the points of the units, or one inside where merging has moved a point outside."""
    points = shapely.points(zone.points(table[["x_m", "y_m"]].to_numpy(dtype=float)))
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
    units: gpd.GeoDataFrame, names: pd.Series[str], title: Text, language: Language
) -> Index:
    numbers = numbers_of(units)
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


def entries_of(
    legend: list[Category],
    borders: Borders,
    lines: list[str],
    centre: str,
    level: str,
    *,
    by_district: bool = False,
    numbered: bool = False,
) -> list[Entry]:
    """List the legend: categories, borders, signs."""
    entries = [Entry(category.word, category=category) for category in legend]
    if borders.gaps:
        entries.append(Entry(GAP.word, category=GAP))
    for name in ("province", *reversed(lines)):
        entries.append(Entry(LINES[name].word.filled(level=LEVELS[level]), line=name))
    entries.append(Entry(WORDS[centre], sign="centre"))
    if by_district:
        entries.append(Entry(WORDS["district_name"], sign="district"))
    entries.append(Entry(WORDS["numbered" if numbered else "number_only"], sign="number"))
    return entries
