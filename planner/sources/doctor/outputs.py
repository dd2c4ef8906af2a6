"""What an import writes: clean units, matches to settle, the report of doubts, a scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from planner.errors import listed
from planner.gate.files import read_bytes
from planner.output.reports.csvs import write_excel_csv
from planner.output.reports.layers import fixed_date
from planner.scenario.blank import blank_scenario
from planner.sources.country import country
from planner.sources.doctor.answers import Question
from planner.sources.doctor.caution import Report
from planner.sources.doctor.importing import Files, Imported
from planner.sources.doctor.matching import Match, by_words
from planner.store.folder import run_folder
from planner.units import full_name, split_kind
from planner.words.outputs.reports import (
    BRIDGED,
    DOUBT_HEADINGS,
    FIGURE_NAMES,
    IMPORT_HEAD,
    IMPORT_TITLE,
    KINDS_OF_REMARK,
    MATCH_HEADINGS,
)
from planner.words.sources import LEFT
from planner.words.text import Text, say

RECORD, UNITS, MATCHES, DOUBTS = "import.json", "units.gpkg", "matches.csv", "doubts.csv"
SEATS, SETTLEMENTS = "seats.csv", "settlements.csv"


@dataclass(frozen=True)
class Bases:
    """What figures rest on, as the office says it; none: not stated."""

    people: str | None = None
    area: str | None = None


def write_import(
    imported: Imported, files: Files, bases: Bases, folder: Path, *, force: bool = False
) -> Path:
    """Write units, matches, doubts and a scenario that runs as it is.

    Parameters
    ----------
    imported : Imported
    files : Files
        Of which it was made: they are never replaced.
    bases : Bases
    folder : Path
        Gets ``units.gpkg``, ``matches.csv``, ``doubts.csv``, a scenario, ``import.json``: the
        same bytes for the same files.

    Returns
    -------
    Path
        The scenario.

    Raises
    ------
    InputError
        The folder cannot be written, or holds results and ``force`` is not given.
    """
    name = _name_of(imported, files)
    forms = [path.name for path in imported.forms]
    names = [RECORD, UNITS, DOUBTS, SEATS, SETTLEMENTS, name, *forms]
    inputs = _inputs(files, folder)
    with run_folder(folder, force=force, files=names, record=RECORD, inputs=inputs) as part:
        _write_units(imported.units, part / UNITS)
        _write_lists(imported.report, imported.matches, part)
        for table, own, label in (
            (imported.seats, SEATS, "office"),
            (imported.settlements, SETTLEMENTS, "settlement"),
        ):
            if table is not None:
                columns = table.rename(columns={"label": label})
                columns = columns.drop(columns=["code"]).rename(columns={"unit": "code"})
                kept = ["code", "name", label, "lon", "lat"]
                if label == "settlement":
                    columns = columns.astype({"people": "int64"})
                    kept.insert(3, "people")
                columns[kept].to_csv(part / own, index=False, lineterminator="\n")
        for path in imported.forms:
            (part / path.name).write_bytes(read_bytes(path))
        text = _scenario(imported, files, bases)
        (part / name).write_text(text, encoding="utf-8", newline="\n")
    _write_matches(imported.matches, imported.questions, imported.units, folder)
    return folder / name


def write_open(
    matches: Sequence[Match],
    files: Files,
    folder: Path,
    questions: Sequence[Question] = (),
    *,
    force: bool = False,
) -> Path:
    """Write what has to be settled before anything can be imported; answers that are there stay."""
    names, inputs = [RECORD, DOUBTS], _inputs(files, folder)
    with run_folder(folder, force=force, files=names, record=RECORD, inputs=inputs) as part:
        _write_lists(Report(), matches, part)
    _write_matches(matches, questions, country().known_today(), folder)
    return folder / MATCHES


def _inputs(files: Files, folder: Path) -> list[Path]:
    """List what is never replaced: the table of matches in the folder is written anew, with what
    somebody answered in it."""
    settled = [files.matches] if files.matches else []
    own = (folder / MATCHES).resolve()
    others = [path for path in settled if path.resolve() != own]
    return [files.boundaries, *files.tables, *others]


def _name_of(imported: Imported, files: Files) -> str:
    """Name the scenario after the province, or after the boundary file."""
    if imported.of_today:
        key = country().known_today()["key"].reindex(imported.units.index).mode().iloc[0]
        return f"{key}_{country().TODAY}.yaml"
    return f"{files.boundaries.stem}.yaml"


def _write_units(units: gpd.GeoDataFrame, path: Path) -> None:
    with fixed_date():
        pyogrio.write_dataframe(
            units.reset_index(),
            path,
            layer="units",
            driver="GPKG",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
        )


def _write_matches(
    matches: Sequence[Match], questions: Sequence[Question], units: pd.DataFrame, folder: Path
) -> None:
    """Write the table that somebody fills in: no record lists it, since it is theirs to change."""
    names = full_name(units)
    rows = [
        (
            *(match.place, str(match.row), match.written_code, match.written, match.code),
            names.get(match.code) or _perhaps(match, names),
            f"{match.score:.0f}",
            by_words(match.how).vi,
            *("", ""),
            LEFT if match.how in ("given", "again") and not match.code else "",
        )
        for match in matches
    ]
    rows += [
        (
            *(each.place.vi, "", "", each.name, each.code, each.name, "", each.why.vi),
            *(FIGURE_NAMES[each.column].vi, each.figure, each.answer),
        )
        for each in questions
    ]
    part = folder / f".{MATCHES}"
    write_excel_csv(part, [head.vi for head in MATCH_HEADINGS.values()], rows)
    part.replace(folder / MATCHES)


def _write_lists(report: Report, matches: Sequence[Match], part: Path) -> None:
    remarks = [
        (KINDS_OF_REMARK[each.kind].vi, each.place.vi, each.text.vi) for each in report.remarks
    ]
    write_excel_csv(part / DOUBTS, [head.vi for head in DOUBT_HEADINGS], remarks)
    record = {
        "remarks": [
            {"kind": each.kind, "place": each.place.en, "text": each.text.en}
            for each in report.remarks
        ],
        "doubts": len(report.doubts),
        "matches": len(matches),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (part / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")


def _perhaps(match: Match, names: pd.Series[str]) -> str:
    likely = listed([f"{names[code]} ({code})" for code in match.perhaps if code in names])
    return f"? {likely.vi}" if match.perhaps else "?"


def _scenario(imported: Imported, files: Files, bases: Bases) -> str:
    """Write the scenario: the clean units, what figures rest on, and how much is doubtful."""
    lines = [f"  ## {IMPORT_HEAD.vi}", f"  boundaries: {UNITS}"]
    for key, base in (("people_base", bases.people), ("area_base", bases.area)):
        if base is not None:
            lines.append(f"  {key}: {json.dumps(base, ensure_ascii=False)}")
    if imported.repair_percent is not None:
        lines.append(f"  repair_percent: {imported.repair_percent:g}")
    stated = [country().SHIPPED_FACTS] if imported.of_today else []
    stated += [json.dumps(path.name, ensure_ascii=False) for path in imported.forms]
    if stated:
        lines.append(f"  facts: [{', '.join(stated)}]")
    notes = _notes(imported, files)
    lines.append("  notes:")
    lines += [
        f"    - {{vi: {json.dumps(note.vi, ensure_ascii=False)},"
        f" en: {json.dumps(note.en, ensure_ascii=False)}}}"
        for note in notes
    ]
    where = Text(files.boundaries.stem, files.boundaries.stem)
    if imported.of_today:
        province = str(imported.units["province"].mode().iloc[0])
        where = Text(province, split_kind(province)[1])
    title = IMPORT_TITLE.filled(where=where)
    facts = (
        f"{country().SHIPPED_FACTS}, {country().MOUNTAIN_FACTS}"
        if imported.of_today
        else country().MOUNTAIN_FACTS
    )
    scenario = blank_scenario(title, "\n".join(lines), facts, imported.units)
    tables = [
        f"{key}: {{file: {name}}}"
        for key, name, table in (
            ("offices", SEATS, imported.seats),
            ("settlements", SETTLEMENTS, imported.settlements),
        )
        if table is not None
    ]
    if tables:
        scenario += f"beside: {{{', '.join(tables)}}}\n"
    return _with_bridges(scenario, imported.bridges)


def _with_bridges(scenario: str, bridges: Sequence[tuple[str, str]]) -> str:
    """Write neighbours beyond a gap into the settings of the graph, which a scenario may have."""
    if not bridges:
        return scenario
    why = json.dumps(BRIDGED.vi, ensure_ascii=False)
    links = ", ".join(f'{{between: ["{a}", "{b}"], why: {why}}}' for a, b in bridges)
    has_graph = re.compile(r"^graph: \{(.*)\}$", re.MULTILINE)
    if has_graph.search(scenario):
        return has_graph.sub(lambda own: f"graph: {{{own[1]}, bridges: [{links}]}}", scenario)
    return f"{scenario}graph: {{bridges: [{links}]}}\n"


def _notes(imported: Imported, files: Files) -> list[Text]:
    """Say in every report what was converted and taken in doubt when the files were imported."""
    names = [path.name for path in (files.boundaries, *files.tables)]
    notes = [
        say(
            "Data imported from {files}; {count} doubts, all in {list}.",
            files=listed(names),
            count=len(imported.report.doubts),
            list=DOUBTS,
        )
    ]
    doubts = [each for each in imported.report.doubts if not each.of_figures]
    notes += [each.line for each in doubts if each.match is None]
    taken = [each.match for each in doubts if each.match is not None]
    if taken:
        told = say(
            "{count} names taken for units in doubt: {names}.",
            count=len(taken),
            names=listed(taken),
        )
        notes.append(told)
    return notes
