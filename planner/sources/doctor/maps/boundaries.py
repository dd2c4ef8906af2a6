"""An office's boundary file: columns found, letters read, every outline known by code or place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, listed, raise_if_any
from planner.sources.cells import as_text, read_numbers
from planner.sources.country import country
from planner.sources.doctor.answers import Answers, OpenError, Question
from planner.sources.doctor.caution import CAUTION, Caution, Report
from planner.sources.doctor.maps.older import Older, put_together
from planner.sources.doctor.maps.parts import one_each, tell_unlike, with_lacking
from planner.sources.doctor.maps.systems import read_map
from planner.sources.doctor.matching import Match, alike, in_short, kind_and_name
from planner.units import full_name
from planner.words.letters import Encoding
from planner.words.sources import HEADS, heading_key, unmarked
from planner.words.text import Text, say, text

VECTORS = (".shp", ".gpkg", ".geojson", ".kml", ".tab", ".mif", ".parquet", ".geoparquet", ".gdb")


@dataclass(frozen=True)
class Drawn:
    """Units of a boundary file.

    Attributes
    ----------
    units : GeoDataFrame
        Index ``code``; ``name``, ``kind``, outlines in the system of the file; ``people`` and
        ``area_km2`` (as it stands in the file) where it has them.
    of_today : bool
        Whether they are communes of today, by where they lie.
    matches : tuple of Match
        Outlines that were known by where they lie, though name or code say otherwise.
    problems : tuple of Problem
        Features of which nobody can be sure, few beside the others: they wait for a word.
    former : DataFrame, optional
        Older communes of which the layer was: ``code``, ``name``, ``kind``, ``heir``.
    questions : tuple of Question
        Whether and how older communes are put together.
    """

    units: gpd.GeoDataFrame
    of_today: bool
    matches: tuple[Match, ...]
    problems: tuple[Problem, ...] = ()
    former: pd.DataFrame | None = None
    questions: tuple[Question, ...] = ()


def read_boundaries(
    path: Path,
    report: Report,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: Encoding | None = None,
    headings: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    caution: Caution = CAUTION,
) -> Drawn:
    """Read the boundaries of an office, and find out which units they are.

    Parameters
    ----------
    path : Path
        Shapefile, GeoPackage, GeoJSON, KML, MapInfo, GeoParquet.
    report : Report
        Gets what was found and is doubtful.
    layer, crs, encoding : str, optional
        What the file does not say, or says wrongly.
    headings : mapping of str, optional
        Our column → heading, where somebody said so.
    answers : Answers, optional
        What somebody settled.

    Raises
    ------
    InputError
        No map, no system of coordinates that is sure, outlines without a code that is sure.
    """
    place = path.name
    frame = read_map(path, report, layer, crs, encoding, caution.overlap)
    columns = table_columns(frame, headings)
    named = [f"{ours} = “{head}”" for ours, head in columns.items()]
    report.done(text(place), say("columns: {columns}", columns=listed(named) if named else "–"))
    return _known(frame, columns, place, report, answers or Answers(), caution)


def table_columns(
    frame: gpd.GeoDataFrame, headings: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Find which heading of a boundary file is which column of ours."""
    headings = headings or {}
    keys = {str(head): heading_key(str(head)) for head in frame.columns.drop("geometry")}
    columns: dict[str, str] = {}
    for ours, patterns in HEADS.items():
        if headings.get(ours) in keys:
            columns[ours] = headings[ours]
            continue
        likely = [h for p in patterns for h, key in keys.items() if re.fullmatch(p, key)]
        likely = [head for head in likely if head not in columns.values()]
        if likely:
            columns[ours] = likely[0]
    return columns


def _in_one_line(texts: pd.DataFrame, place: str, report: Report) -> pd.DataFrame:
    """Put names that hold breaks and tabs into one line each, and say so."""
    flat: pd.DataFrame = texts.apply(lambda column: column.astype(str).str.split().str.join(" "))
    broken = (flat["name"] != texts["name"]).to_numpy()
    if broken.any():
        names = listed([f"“{name}”" for name in flat.loc[broken, "name"]])
        said = say(
            "names with breaks or blanks too many, written in one line: {names}", names=names
        )
        report.doubt(text(place), said)
    return flat


def _known(
    frame: gpd.GeoDataFrame,
    columns: dict[str, str],
    place: str,
    report: Report,
    answers: Answers,
    caution: Caution,
) -> Drawn:
    """Find which unit each outline is: by code, by place, and hold the one against the other."""
    known = country().known_today()
    texts = pd.DataFrame(
        {
            ours: as_text(frame[columns[ours]]) if ours in columns else ""
            for ours in ("code", "name", "kind")
        },
        index=frame.index,
    )
    texts = _in_one_line(texts, place, report)
    frame, texts, there = one_each(frame, texts, place, report, caution)
    older = None
    if not (there != "").any():
        older = put_together(frame, texts, place, report, answers, caution)
    if older is not None:
        frame, texts, columns = _of_heirs(older, frame, known)
        there = np.array(list(older.rows), dtype=object)
    settled_codes = answers.codes(place, texts.set_axis(texts.index + 1, axis="index"))
    of_today = bool((there != "").any())
    codes, matches, problems = _outlines(frame, texts, there, settled_codes, place, report)
    # A few do not keep the tables from being looked at: all is asked at once.
    if problems and not (of_today and len(problems) <= CAUTION.few * len(codes)):
        raise OpenError(problems, matches)
    kept = np.array([bool(code) for code in codes])
    frame, texts = frame[kept], texts[kept]
    units = gpd.GeoDataFrame(
        {"name": texts["name"].to_numpy(), "kind": ""},
        geometry=frame.geometry.to_numpy(),
        index=pd.Index([code for code in codes if code], dtype="str", name="code"),
        crs=frame.crs,
    )
    units = _named(units, texts, known, of_today)
    for ours in ("people", "area_km2"):
        if ours in columns:
            units[ours] = _read(frame, columns[ours], ours, place)
    if of_today:
        units = with_lacking(units, place, report)
    drawn = Drawn(units, of_today, tuple(matches), tuple(problems))
    if older is None:
        return drawn
    tell_unlike(units, place, report)
    return replace(drawn, former=older.former, questions=tuple(older.questions))


def _outlines(
    frame: gpd.GeoDataFrame,
    texts: pd.DataFrame,
    there: npt.NDArray[np.object_],
    settled_codes: dict[int, str],
    place: str,
    report: Report,
) -> tuple[list[str], list[Match], list[Problem]]:
    """Give the code of each outline, what is doubtful of it, and those of which none is sure."""
    known = country().known_today()
    of_today = bool((there != "").any())
    matches, codes, problems = list[Match](), list[str](), list[Problem]()
    for n, (row, written, name) in enumerate(
        zip(frame.index, texts["code"], texts["name"], strict=True)
    ):
        match = _outline(place, int(row) + 1, written, name, there[n], known, settled_codes)
        codes.append(match.code)
        if not match.code and match.how == "given":
            report.doubt(
                say("{place}, row {row}", place=match.place, row=match.row),
                say("“{written}” left out, as was decided", written=match.written),
            )
        elif not match.code:
            problems.append(_unknown(match, known, of_today))
        elif match.doubtful:
            report.doubt(
                say("{place}, row {row}", place=place, row=match.row),
                _place_text(match, known),
                in_short(match, known.loc[[match.code]]),
            )
        if match.doubtful or match.how == "given":
            matches.append(match)
    return codes, matches, problems


def _of_heirs(
    older: Older, frame: gpd.GeoDataFrame, register: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, dict[str, str]]:
    """Give outlines and names of the heirs of older units, and none of the figures."""
    index = pd.Index(list(older.rows.values()))
    heirs = gpd.GeoDataFrame(
        geometry=[older.shapes[code] for code in older.rows], index=index, crs=frame.crs
    )
    names = full_name(register.loc[list(older.rows)]).to_list()
    texts = pd.DataFrame({"code": "", "name": names, "kind": ""}, index=index)
    return heirs, texts, {}


def _outline(
    place: str,
    row: int,
    written: str,
    name: str,
    there: str,
    register: pd.DataFrame,
    settled_codes: dict[int, str],
) -> Match:
    """Say which unit an outline is."""
    padded = written.zfill(5) if written.isdigit() else written
    code = padded if padded in register.index else written
    if row in settled_codes:
        return Match(place, row, name, written, settled_codes[row], 100.0, "given", doubtful=False)
    if not there:
        return Match(place, row, name, written, code, 100.0, "code", doubtful=not code)
    score = alike(kind_and_name(name)[1], str(register.at[there, "name"])) if name else 100.0
    same = not name or unmarked(kind_and_name(name)[1]) == unmarked(str(register.at[there, "name"]))
    agrees = code in ("", there)
    return Match(place, row, name, written, there, score, "place", doubtful=not (same and agrees))


def _place_text(match: Match, register: pd.DataFrame) -> Text:
    return say(
        "“{written}” taken for {name} ({code}), as it lies there",
        written=" ".join(filter(None, (match.written_code, match.written))),
        name=full_name(register.loc[[match.code]]).iloc[0],
        code=match.code,
    )


def _unknown(match: Match, register: pd.DataFrame, of_today: bool) -> Problem:
    return Problem(
        say("{place}, row {row}", place=match.place, row=match.row),
        say("no code of “{name}”, and no commune of today with this outline", name=match.written),
        say("a code for each unit"),
        say("write the code into matches.csv, and give it back with `--matches`")
        if of_today
        else say("name the column of codes: `--column code=…`"),
    )


def _named(
    units: gpd.GeoDataFrame, texts: pd.DataFrame, register: pd.DataFrame, of_today: bool
) -> gpd.GeoDataFrame:
    """Give names and kinds: those of the code table where outlines are communes of today."""
    split = [kind_and_name(name) for name in texts["name"]]
    kinds = [kind or kind_and_name(f"{word} x")[0] for (kind, _), word in zip(split, texts["kind"])]
    names = [name for _, name in split]
    if of_today:
        table = register.reindex(units.index)
        names = [own if pd.isna(theirs) else theirs for own, theirs in zip(names, table["name"])]
        kinds = [own if pd.isna(theirs) else theirs for own, theirs in zip(kinds, table["kind"])]
    return units.assign(name=names, kind=kinds)


def _read(frame: gpd.GeoDataFrame, head: str, ours: str, place: str) -> npt.NDArray[np.float64]:
    def address(row: int, heading: str) -> Text:
        return say("{place}, row {row}, column {column}", place=place, row=row + 1, column=heading)

    values, problems = read_numbers(frame[head], head, address, ours == "people", None)
    raise_if_any(problems)
    # A layer has 0 where nothing was filled in; nothing that is drawn has no area.
    return np.where(values == 0, np.nan, values) if ours == "area_km2" else values
