"""An office's files put together: boundaries and tables → units, a report, matches to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.sources.country import country
from planner.sources.doctor.answers import Answers, OpenError, Question, read_answers
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.lineage import match_former
from planner.sources.doctor.maps.boundaries import VECTORS, Drawn, read_boundaries
from planner.sources.doctor.maps.parts import unlike_reference, with_reference
from planner.sources.doctor.matching import Match, match_rows, open_rows, tell_matches
from planner.sources.doctor.pool import FIGURES, Pool, as_floats, hold
from planner.sources.doctor.pooling import add_table, settle
from planner.sources.doctor.seat_sheets import PointSheet, point_sheets, read_points
from planner.sources.doctor.sheets import OfficeTable, office_table, office_tables
from planner.sources.doctor.sheets.cells import hold_sums
from planner.sources.facts import apply_facts
from planner.sources.facts.answers import is_form
from planner.sources.outlines import measure_km2
from planner.sources.outlines.repair import repair
from planner.sources.outlines.systems import project
from planner.sources.plausible import doubts, unit_of_area
from planner.sources.provenance import Gathering
from planner.sources.settings import KM2, SourceSettings
from planner.units import full_name
from planner.units.graph import gaps_bridged
from planner.words.letters import Encoding
from planner.words.text import joined, say, text


@dataclass(frozen=True)
class Files:
    """What an office brings, and what it says of it.

    Attributes
    ----------
    boundaries : Path
    tables : tuple of Path
        With people, areas or both.
    layer, crs, encoding : str, optional
        Of the boundary file, where it does not say them itself or says them wrongly.
    columns : mapping of str
        Our column → heading, where it is not found or taken wrongly.
    matches : Path, optional
        Matches that somebody settled.
    named : bool
        Whether somebody named the tables: each has to be of units then.
    aside : tuple of Path
        What else lies in the folder.
    """

    boundaries: Path
    tables: tuple[Path, ...] = ()
    layer: str | None = None
    crs: str | None = None
    encoding: Encoding | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    matches: Path | None = None
    named: bool = False
    aside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What became of an office's files.

    Attributes
    ----------
    units : GeoDataFrame
        Index ``code``; ``name``, ``kind``, ``people``, ``area_km2`` where they were given, codes
        and names of the province; outlines in the system of the file.
    of_today : bool
        Whether they are communes of today.
    report : Report
    matches : list of Match
        Those that are doubtful, or were settled.
    questions : list of Question
        Figures that were doubtful, with what somebody answered.
    seats, settlements : DataFrame, optional
        ``code``, ``name``, ``office`` or ``settlement`` and ``people``, ``lon``, ``lat`` (degrees).
    repair_percent : float, optional
        How much of a unit's area mending overlaps changes at most, where it is more than usual.
    bridges : list of tuple of str
        Pairs of units that are neighbours beyond a gap.
    forms : tuple of Path
        Forms of facts that lay among the files.
    """

    units: gpd.GeoDataFrame
    of_today: bool
    report: Report
    matches: list[Match]
    questions: list[Question] = field(default_factory=list)
    seats: pd.DataFrame | None = None
    settlements: pd.DataFrame | None = None
    repair_percent: float | None = None
    bridges: list[tuple[str, str]] = field(default_factory=list)
    forms: tuple[Path, ...] = ()


def import_files(files: Files, caution: Caution = CAUTION) -> Imported:
    """Put boundaries and tables together, and name every doubt.

    Parameters
    ----------
    files : Files
    caution : Caution
        How sure a match has to be.

    Raises
    ------
    OpenError
        Rows, outlines or figures of which nobody can be sure; it holds them.
    InputError
        Files that cannot be read; every problem that was found in one go.
    """
    report, answers = Report(), read_answers(files.matches)
    drawn = read_boundaries(
        files.boundaries,
        report,
        layer=files.layer,
        crs=files.crs,
        encoding=files.encoding,
        headings=files.columns,
        answers=answers,
        caution=caution,
    )
    _refuse_repeated(drawn.units, files.boundaries.name)
    area = pd.Series(measure_km2(drawn.units.geometry), drawn.units.index)
    pool = Pool.of(_in_km2(drawn.units, area, files.boundaries.name, report))
    forms = _forms(files, report)
    tables, points = _tables(files, forms, report, caution)
    matches, problems = list(drawn.matches), list(drawn.problems)
    pooled: list[tuple[OfficeTable, list[Match]]] = []
    # What is hidden fills gaps only, and what puts right comes last.
    for table in sorted(tables, key=lambda each: (each.added, each.hidden)):
        rows = _matched(table, drawn, answers, report, caution)
        matches += [match for match in rows if match.doubtful or match.how == "given"]
        problems += open_rows(table, rows, drawn.units)
        tell_matches(table, rows, drawn.units, report)
        add_table(pool, table, rows, area, report, caution)
        pooled.append((table, rows))
    seats, settlements = read_points(points, drawn.units, pool, report, caution)
    hold(pool, area, caution, drawn.of_today)
    if pool.values["people"].isna().all():
        raise OpenError([*problems, _no_people(files, report)], matches, drawn.questions)
    questions = [*drawn.questions, *settle(pool, area, answers, report, drawn.of_today)]
    waiting = [each for each in questions if not each.answer]
    if problems or waiting:
        raise OpenError([*problems, *(each.problem for each in waiting)], matches, questions)
    for table, rows in pooled:
        _hold_totals(table, rows, pool, report, caution)
    units = _placed(_with_figures(drawn.units, pool), drawn)
    _tell_doubts(units, as_floats(area), report)
    units, percent = _mended(units, drawn.of_today, files.boundaries.name, report)
    bridges = _bridges(units, percent, files.boundaries.name, report)
    for path in forms:
        apply_facts(units, path, Gathering())
    rest = matches, questions, seats, settlements, percent, bridges, forms
    return Imported(units, drawn.of_today, report, *rest)


def _mended(
    units: gpd.GeoDataFrame, of_today: bool, place: str, report: Report
) -> tuple[gpd.GeoDataFrame, float | None]:
    """Try how much mending gaps and overlaps changes; beyond the usual it is told, up to a limit.

    Where the limit is passed, outlines that are least like those of the reference map give way to
    them, one after the other.  What is beyond mending then, whoever plans with the units is told.
    """
    usual = SourceSettings(boundaries=place).repair_percent
    fault = _beyond(units, place, usual)
    if fault is None:
        return units, None
    for percent in CAUTION.more_percent:
        if _beyond(units, place, percent) is None:
            report.doubt(text(place), text(fault.found))
            return units, percent
    mended = units
    for code in unlike_reference(units) if of_today else ():
        mended = with_reference(mended, code)
        name = full_name(units.loc[[code]]).iloc[0]
        said = say(
            "{name}: its outline overlaps others; that of the reference map is taken", name=name
        )
        report.doubt(text(place), said)
        if _beyond(mended, place, CAUTION.more_percent[-1]) is None:
            return mended, CAUTION.more_percent[-1]
    return units, None


def _bridges(
    units: gpd.GeoDataFrame, percent: float | None, place: str, report: Report
) -> list[tuple[str, str]]:
    """Take units beyond a gap as neighbours, and say so: a river belongs to both of its sides."""
    settings = SourceSettings(boundaries=place)
    if percent is not None:
        settings = settings.model_copy(update={"repair_percent": percent})
    try:
        mended = repair(project(units, None, Gathering()), settings, place, Gathering())
    except InputError:
        return []
    names, pairs = full_name(units), list[tuple[str, str]]()
    for link in gaps_bridged(mended, place):
        a, b = link.between
        pairs.append((a, b))
        said = say("{a} and {b} are drawn apart: taken for neighbours", a=names[a], b=names[b])
        report.doubt(text(place), said)
    return pairs


def _beyond(units: gpd.GeoDataFrame, place: str, percent: float) -> Problem | None:
    """Say what mending would change by more than so much of a unit's area."""
    settings = SourceSettings(boundaries=place, repair_percent=percent)
    try:
        repair(project(units, None, Gathering()), settings, place, Gathering())
    except InputError as error:
        return error.problems[0]
    return None


def _forms(files: Files, report: Report) -> tuple[Path, ...]:
    """Find the forms of facts among the files, which somebody filled in."""
    forms = []
    for path in (*files.tables, *files.aside):
        try:
            found = is_form(path)
        except InputError:
            continue  # whoever reads it as a table says why
        if found:
            report.done(text(path.name), say("a form of facts: its answers count in the scenario"))
            forms.append(path)
    return tuple(forms)


def _tables(
    files: Files, forms: Sequence[Path], report: Report, caution: Caution
) -> tuple[list[OfficeTable], list[PointSheet]]:
    """Read every table that there is a place for; the rest is set aside with a sentence each."""
    tables, points = list[OfficeTable](), list[PointSheet]()
    for path in (each for each in files.aside if each not in forms):
        what = say("no table and no map: set aside")
        if path.suffix.lower() in VECTORS:
            what = say("a map, but not that of the units: set aside")
        report.done(text(path.name), what)
    own = [path for path in files.tables if path not in forms]
    top = min((len(path.parts) for path in own), default=0)
    # What lies deeper is mostly what the tables above were made from.
    for path in sorted(own, key=lambda each: len(each.parts)):
        if not files.named and len(path.parts) > top and any("people" in t.rows for t in tables):
            said = say("in a folder below, beside tables of people above: set aside")
            report.doubt(text(f"{path.parent.name}/{path.name}"), said)
            continue
        top = max(top, len(path.parts))
        try:
            beside = point_sheets(path, files.encoding, caution)
            noted = Report()
            of_units = office_tables(path, noted, files.columns, files.encoding, caution)
        except InputError as error:
            if files.named:
                raise
            report.doubt(text(path.name), say("set aside: {why}", why=error.problems[0].text))
            continue
        places = {each.place for each in beside}
        report.remarks += [each for each in noted.remarks if each.sheet not in places]
        of_units = [each for each in of_units if each.place not in places]
        points += beside
        tables += of_units
        if not beside and not of_units:
            if files.named:
                office_table(path, Report(), files.columns, files.encoding, caution)
            report.done(text(path.name), say("no figures of units and no places: set aside"))
    newest = max((each.year for each in tables), default=0)
    # What puts right is sent after what it puts right, whatever year it names.
    older = [
        each for each in tables if 0 < each.year < newest and not each.added and not files.named
    ]
    for table in older:
        said = say(
            "of {year}, while others are of {newest}: set aside", year=table.year, newest=newest
        )
        report.doubt(text(table.place), said)
    return [each for each in tables if not any(each is old for old in older)], points


def _matched(
    table: OfficeTable, drawn: Drawn, answers: Answers, report: Report, caution: Caution
) -> list[Match]:
    """Match the rows of a table to units, or to the communes of before."""
    settled = answers.codes(table.place, table.rows)
    rows = match_rows(table.rows, drawn.units, table.place, settled, caution)
    if drawn.of_today:
        rows = match_former(table, rows, drawn, settled, report, caution)
    if table.hidden:
        # Nobody is asked about rows that nobody sees: what is sure fills gaps.
        rows = [each if each.code else replace(each, how="given", doubtful=False) for each in rows]
    return rows


def _no_people(files: Files, report: Report) -> Problem:
    return Problem(
        listed([path.name for path in (files.boundaries, *files.tables)]),
        joined([say("no figures of people"), *(each.line for each in report.doubts)], "; "),
        say("the people of each unit"),
        say("bring a table of people with `--table`"),
    )


def _hold_totals(
    table: OfficeTable, rows: Sequence[Match], pool: Pool, report: Report, caution: Caution
) -> None:
    """Hold rows of totals against the figures that count, of the units of the table."""
    codes = sorted({match.code for match in rows if match.code})
    if table.added or table.hidden or any(match.how == "former" for match in rows):
        return
    scale = {"area_km2": KM2[table.area_unit or "km2"]}
    totals = {ours: [n * scale.get(ours, 1) for n in own] for ours, own in table.totals.items()}
    # A sheet of a part may have the total of the part, or of all.
    sums = [pool.values.loc[codes].sum(), pool.values.sum()]
    own = {
        ours: _nearest([float(each[ours]) for each in sums], stated)
        for ours, stated in totals.items()
    }
    hold_sums(table.place, table.columns, own, totals, report, caution)


def _nearest(sums: Sequence[float], totals: Sequence[float]) -> float:
    """Give the sum that is nearest to what any row of totals says."""
    away = [min((abs(own - each) for each in totals), default=0.0) for own in sums]
    return sums[int(np.argmin(away))]


def _with_figures(units: gpd.GeoDataFrame, pool: Pool) -> gpd.GeoDataFrame:
    whole = {name: pool.values[name] for name in FIGURES if pool.values[name].notna().all()}
    return units.assign(**whole)


def _refuse_repeated(units: gpd.GeoDataFrame, place: str) -> None:
    twice = sorted(set(units.index[units.index.duplicated()]))
    if twice:
        raise InputError(
            Problem(
                place,
                say("codes that stand more than once: {codes}", codes=listed(twice)),
                say("one outline a unit"),
                say("join the parts of a unit into one outline (QGIS: Dissolve)"),
            )
        )


def _in_km2(
    units: gpd.GeoDataFrame, drawn: pd.Series[float], place: str, report: Report
) -> gpd.GeoDataFrame:
    """Make areas of the boundary file km², and say so."""
    if "area_km2" not in units:
        return units
    areas = units["area_km2"].to_numpy(dtype=np.float64)
    unit = next(each for each in KM2 if each == unit_of_area(areas, as_floats(drawn)))
    if unit == "km2":
        return units
    report.doubt(text(place), say("areas are in {unit}, made km²", unit=unit))
    return units.assign(area_km2=np.round(areas * KM2[unit], 6))


def _placed(units: gpd.GeoDataFrame, drawn: Drawn) -> gpd.GeoDataFrame:
    """Add the province of each commune of today, and people as whole numbers."""
    if drawn.of_today:
        table = country().known_today().reindex(units.index)
        units = units.assign(
            province_code=table["province_code"].fillna(""), province=table["province"].fillna("")
        )
    if "people" in units and units["people"].notna().all():
        units = units.assign(people=units["people"].astype("int64"))
    return units


def _tell_doubts(units: gpd.GeoDataFrame, drawn: npt.NDArray[np.float64], report: Report) -> None:
    """Hold figures against outlines, neighbours and what is published."""
    flat = project(units, None, Gathering())
    for doubt in doubts(
        flat.assign(area_km2=units.get("area_km2", pd.Series(drawn, units.index))),
        drawn,
        country().known_today(),
    ):
        report.doubt(doubt.unit, joined([doubt.claim, doubt.against], "; "), of_figures=True)
