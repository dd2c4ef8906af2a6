"""Sources: files → Units.  Read, join, check, project, repair, measure."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.sources.cells import (
    as_text,
    keep_rows,
    lists_in,
    missing_heading,
    same_names,
    take_columns,
)
from planner.sources.country import country, is_embedded
from planner.sources.edition import data_folder
from planner.sources.facts import apply_facts
from planner.sources.merged import dissolve
from planner.sources.outlines import measure_km2, outline_problems, read_vector
from planner.sources.outlines.repair import repair
from planner.sources.outlines.systems import find_crs, project
from planner.sources.plausible import area_problems, doubts
from planner.sources.provenance import Gathering, find_file
from planner.sources.settings import KM2, SourceSettings, TableJoin
from planner.sources.tables import join_table
from planner.units import KINDS, check_units, complete, split_kind
from planner.units.provenance import attach
from planner.words import base_text, joined
from planner.words.law import NOT_LOOKED_AT
from planner.words.text import Text, say

__all__ = ["SourceSettings", "TableJoin", "data_folder", "find_file", "read_units"]


def read_units(
    settings: SourceSettings, base_folder: Path, *, people_unknown: bool = False
) -> gpd.GeoDataFrame:
    """Read units from files, or from the embedded communes.

    Parameters
    ----------
    settings : SourceSettings
        Which files, and what their columns mean.
    base_folder : Path
        Folder to which paths are relative; ``data/…`` falls back on the
        shipped tables.
    people_unknown : bool
        Whoever asks looks at no people: where none are given, each unit has 0, of the base
        ``NOT_LOOKED_AT``.

    Returns
    -------
    GeoDataFrame
        Complete Units table, projected in metres; carries its ``Provenance``.

    Raises
    ------
    InputError
        With every problem that could be found in one go.
    """
    base_folder = Path(base_folder)
    provenance = Gathering()
    embedded = is_embedded(settings.boundaries)
    applied: list[Path] = []
    problems: list[Problem] = []
    if embedded:
        units, own_facts = country().read_embedded(settings, provenance)
        units = units[
            keep_rows(units.assign(code=units.index), settings.where, settings.boundaries)
        ]
        applied.append(own_facts.resolve())
        place = settings.boundaries
    else:
        path = find_file(settings.boundaries, base_folder)
        provenance.add_file(path)
        place = path.name
        units, problems = _read_file(path, settings, provenance)
    refused = False
    for table in settings.tables:
        columns, found = join_table(units, table, base_folder, provenance)
        problems += found
        refused |= bool(found)
        units = units.assign(**columns)
    if refused and "people" not in units:
        # What a refused table was to bring is not asked of the outlines as well.
        units = units.assign(people=1)
    if people_unknown and "people" not in units:
        units = units.assign(people=0, people_base=NOT_LOOKED_AT, people_assumed=True)
    units = _kinds_and_names(units, settings)
    measured = not embedded and (settings.area == "computed" or "area_km2" not in units)
    if measured:
        units = units.assign(area_km2=np.nan, area_base="computed from geometry")
    problems += _attribute_problems(units, place, embedded, measured)
    raise_if_any(problems)
    if not embedded:
        units = _held_against_outlines(units, settings, place, provenance, measured)
    check_units(units, place)
    for name in settings.facts:
        path = find_file(name, base_folder)
        if path.resolve() not in applied:
            units = apply_facts(units, path, provenance, settings.as_of)
    units = complete(units)
    if settings.level != "commune":
        units = dissolve(units, settings.level, place, provenance)
    for note in (*_totals(units), *settings.notes):
        provenance.add_note(note)
    provenance.add_note(
        say("People rest on: {bases}.", bases=_named(units["people_base"], settings))
    )
    provenance.add_note(say("Areas rest on: {bases}.", bases=_named(units["area_base"], settings)))
    return attach(units, provenance.gathered(settings.named))


def _held_against_outlines(
    units: gpd.GeoDataFrame,
    settings: SourceSettings,
    place: str,
    provenance: Gathering,
    measured: bool,
) -> gpd.GeoDataFrame:
    """Project, mend and measure outlines, and hold figures against them and what is known."""
    units = project(units, settings.work_crs, provenance)
    units = repair(units, settings, place, provenance)
    drawn = measure_km2(units.geometry)
    if measured:
        units = units.assign(area_km2=drawn)
    raise_if_any(area_problems(units, drawn, place))
    if settings.level == "commune":
        for doubt in doubts(units, drawn, country().known_today()):
            provenance.add_note(doubt.text)
    return units


def _totals(units: gpd.GeoDataFrame) -> list[Text]:
    """Say how the sums of provinces compare with what is published of them."""
    return country().total_texts(country().compare_totals(units))


def _named(bases: pd.Series[str], settings: SourceSettings) -> Text:
    """Name what figures rest on."""
    return joined((base_text(base, settings.named) for base in sorted(set(bases))), "; ")


def _read_file(
    path: Path, settings: SourceSettings, provenance: Gathering
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Read a vector file under our names, and collect what is wrong with it."""
    place = path.name
    frame = read_vector(path, settings.layer, settings.encoding)
    frame, converted = country().as_meant(frame, settings.encoding, place)
    if converted is not None:
        provenance.add_repair(converted)
    frame = frame[keep_rows(frame, settings.where, place)]
    mapping = same_names(frame) | {"code": "code"} | settings.columns
    absent = [heading for heading in mapping.values() if heading not in frame]
    problems = [missing_heading(place, heading, frame) for heading in absent]
    codes = (
        as_text(frame[mapping["code"]])
        if mapping["code"] in frame
        else pd.Series([f"#{row + 1}" for row in frame.index], index=frame.index, dtype="str")
    )
    empty = codes.index[(codes == "").to_numpy()]
    if len(empty):
        problems.append(
            Problem(
                say("{place}, column {column}", place=place, column=mapping["code"]),
                say("no code in row {rows}", rows=listed(row + 1 for row in empty)),
                say("a code for each unit"),
                say("write the codes, or leave the rows out with `units.where`"),
            )
        )

    def address(row: int, heading: str) -> Text:
        return say(
            "{place}, unit {unit}, column {column}",
            place=place,
            unit=codes.iloc[row],
            column=heading,
        )

    if mapping["code"] in frame:
        problems += lists_in(frame[mapping["code"]], mapping["code"], address)
    table, found = take_columns(
        frame, {name: head for name, head in mapping.items() if name != "code"}, address
    )
    problems += found
    if "area_km2" in table:
        table["area_km2"] *= KM2[settings.area_unit]
    for base, given in (("people_base", settings.people_base), ("area_base", settings.area_base)):
        if given is not None:
            table[base] = str(given)
    units = gpd.GeoDataFrame(table, geometry=frame.geometry, crs=frame.crs)
    units.index = pd.Index(codes, dtype="str", name="code")
    problems += outline_problems(units.geometry, place)
    try:
        crs = find_crs(units, settings.crs, place, country().outlines_of_today, provenance)
        units = units.set_crs(crs, allow_override=True)
    except InputError as error:
        problems += error.problems
    return units, problems


def _kinds_and_names(units: gpd.GeoDataFrame, settings: SourceSettings) -> gpd.GeoDataFrame:
    """Part "Phường Trần Phú" into kind and name; put kinds under our words."""
    words = {entry.vi.casefold(): kind for kind, entry in reversed(KINDS.items())}
    words |= {kind: kind for kind in KINDS}
    # The word of a city stands for two kinds: that of the level which is planned is meant.
    own = {kind: entry for kind, entry in KINDS.items() if entry.level == settings.level}
    words |= {entry.vi.casefold(): kind for kind, entry in reversed(own.items())}
    words |= {
        unicodedata.normalize("NFC", word).casefold(): kind for word, kind in settings.kinds.items()
    }
    if "name" not in units:
        return units
    split = [split_kind(str(name)) for name in units["name"]]
    heads = [words[KINDS[kind].vi.casefold()] if kind else "" for kind, _ in split]
    # A word that is not known stays: the check names it.
    given = (
        [words.get(str(word).casefold(), str(word)) for word in units["kind"]]
        if "kind" in units
        else heads
    )
    names = [
        short if head and head == kind and short else name
        for (_, short), head, kind, name in zip(split, heads, given, units["name"], strict=True)
    ]
    return units.assign(kind=given, name=names)


def _attribute_problems(
    units: gpd.GeoDataFrame,
    place: str,
    embedded: bool,
    measured: bool,
) -> list[Problem]:
    """Check the columns before outlines are touched, to report everything at once."""
    problems: list[Problem] = []
    stand_in: dict[str, Any] = {}
    if embedded and "people" not in units:
        problems.append(
            Problem(
                say("{place}, column {column}", place=place, column="people"),
                say("no figures: the embedded outlines of this province carry none"),
                say("the people of each unit"),
                say("join a table by code under `units.tables`, with people among its columns"),
            )
        )
        stand_in["people"] = 0
    if measured:
        stand_in["area_km2"] = 1.0
    try:
        # Outlines are projected later: any system in metres serves this check.
        check_units(
            units.assign(**stand_in).set_crs("EPSG:3857", allow_override=True),
            place,
        )
    except InputError as error:
        problems += error.problems
    if "name" in units:
        nameless = units.index[(units["name"].fillna("") == "").to_numpy(dtype=bool)]
        if len(nameless):
            problems.append(
                Problem(
                    say("{place}, column {column}", place=place, column="name"),
                    say("nothing for {units}", units=listed(nameless)),
                    say("a name for each unit"),
                    say("write the names"),
                )
            )
    return problems
