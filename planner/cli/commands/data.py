"""Commands of the data doctor: an office's files checked, mended, and made into clean data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, get_args

import typer

from planner.cli.help import HelpedGroup, below, helped
from planner.cli.language import language_of
from planner.cli.options import Force, Json, none_of
from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED, InputError, Problem
from planner.sources.doctor.answers import OpenError
from planner.sources.doctor.caution import Report
from planner.sources.doctor.folder import files_of, others_of
from planner.sources.doctor.importing import Files, Imported, import_files
from planner.sources.doctor.mending import LIMITS, mend_file, write_repair
from planner.sources.doctor.outputs import DOUBTS, Bases, write_import, write_open
from planner.sources.edition import edition, update, use_shipped
from planner.units import COLUMNS
from planner.words.letters import Encoding
from planner.words.outputs.reports import KINDS_OF_REMARK
from planner.words.sources import HEADS
from planner.words.text import Shown, say

data_app = typer.Typer(add_completion=False, no_args_is_help=True, cls=HelpedGroup)
Source = Annotated[
    Path, typer.Argument(help=helped(say("an office's folder, or its boundary file")))
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--table", help=helped(say("table of people or areas (xlsx, xls, ods, csv)"))),
]
Layer = Annotated[str | None, typer.Option(help=helped(say("layer of the boundary file")))]
Crs = Annotated[
    str | None, typer.Option(help=helped(say("coordinate system of the boundary file (EPSG:9211)")))
]
Letters = Annotated[
    str | None,
    typer.Option(
        "--encoding", help=helped(say("letters of the files: utf-8, tcvn3, vni, windows-1258"))
    ),
]
Column = Annotated[
    list[str] | None,
    typer.Option(help=helped(say("COLUMN=HEADING: which heading is code, name, people, area_km2"))),
]
Matches = Annotated[
    Path | None, typer.Option(help=helped(say("matches that you settled (matches.csv, xlsx)")))
]


@below(data_app, "check", say("say what is doubtful of files, write nothing"))
def data_check(
    context: typer.Context,
    source: Source,
    table: Tables = None,
    layer: Layer = None,
    crs: Crs = None,
    encoding: Letters = None,
    column: Column = None,
    matches: Matches = None,
    as_json: Json = False,
) -> None:
    """Say what is doubtful of an office's files, and write nothing."""
    files = _files(source, table, layer, crs, encoding, column, matches)
    imported = import_files(files)
    if as_json:
        print(json.dumps(_plain(imported), ensure_ascii=False, indent=1))
    else:
        _print_report(imported.report, language_of(context))
    raise SystemExit(EXIT_NOT_SATISFIED if imported.report.doubts else EXIT_DONE)


@below(data_app, "update", say("use a later edition of the embedded data, or say which is used"))
def data_update(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help=helped(say("the update (ZIP); none: say which is used")))
    ] = None,
    sha256: Annotated[
        str, typer.Option(help=helped(say("its hash, as its sender says by another way")))
    ] = "",
    shipped: Annotated[
        bool, typer.Option("--shipped", help=helped(say("use what came with the program again")))
    ] = False,
    as_json: Json = False,
) -> None:
    """Use a later edition of the embedded data, or say which is used."""
    without = use_shipped if shipped else edition
    used = without() if file is None else update(file, sha256)
    if as_json:
        print(json.dumps(used.model_dump(mode="json"), ensure_ascii=False, indent=1))
    else:
        print(used.text.shown(language_of(context), "\n"))


@below(
    data_app,
    "import",
    say("make clean units and a scenario of an office's files, each doubt named"),
)
def data_import(
    context: typer.Context,
    source: Source,
    out: Annotated[Path, typer.Option("--out", help=helped(say("folder to write")))],
    table: Tables = None,
    layer: Layer = None,
    crs: Crs = None,
    encoding: Letters = None,
    column: Column = None,
    matches: Matches = None,
    people_base: Annotated[
        str | None, typer.Option(help=helped(say("what people rest on: “công an, 31/12/2025”")))
    ] = None,
    area_base: Annotated[
        str | None, typer.Option(help=helped(say("what areas rest on: “kiểm kê đất đai 2024”")))
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make clean units and a scenario of an office's files."""
    shown = language_of(context)
    files = _files(source, table, layer, crs, encoding, column, matches)
    # Who gives matches back goes on with what the same command began.
    again = force or matches is not None
    try:
        imported = import_files(files)
    except OpenError as error:
        path = write_open(error.matches, files, out, error.questions, force=again)
        settle = say("settle {file}, then: {command}", file=path, command=_again(source, out, path))
        rows = say("rows to settle")
        last = Problem(str(path), rows, say("a code or an answer in each"), settle)
        raise OpenError([*error.problems, last], error.matches, error.questions) from error
    if people_base is None:
        # It is read on sheets and in documents, where nobody knows the options of a command.
        imported.report.doubt(
            COLUMNS["people"].words, say("nobody says what the figures of people rest on")
        )
    scenario = write_import(imported, files, Bases(people_base, area_base), out, force=again)
    if as_json:
        print(json.dumps(_plain(imported), ensure_ascii=False, indent=1))
    else:
        _print_report(imported.report, shown)
        print(f"→ {out}")
        if people_base is None:
            print(say("What people rest on is named with `--people-base`").shown(shown))
        for command in (f"planner run {scenario}", f"planner map runs/{scenario.stem}"):
            print(say("Next: {command}", command=command).shown(shown))


@below(
    data_app,
    "repair",
    say("close gaps and overlaps of a boundary file, and show what that changed"),
)
def data_repair(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help=helped(say("boundary file")))],
    out: Annotated[Path, typer.Option("--out", help=helped(say("folder to write")))],
    gap: Annotated[
        float, typer.Option(min=0, help=helped(say("close gaps up to so many metres")))
    ] = LIMITS.gap_m,
    most: Annotated[
        float,
        typer.Option(min=0, max=100, help=helped(say("refuse larger changes of a unit, percent"))),
    ] = LIMITS.percent,
    crs: Crs = None,
    force: Force = False,
) -> None:
    """Close gaps and overlaps of a boundary file, and show what that changed."""
    shown = language_of(context)
    _files(source, None, None, None, None, None, None)
    limits = replace(LIMITS, gap_m=gap, percent=most)
    found = mend_file(source, crs, limits)
    for said in found.said:
        print(f"  - {said.shown(shown)}")
    for path in write_repair(found, source, out, force=force, limits=limits):
        print(f"→ {path}")
    raise SystemExit(EXIT_NOT_SATISFIED if found.changes["left_m"].any() else EXIT_DONE)


def _again(source: Path, out: Path, path: Path) -> str:
    return f"planner data import {source} --out {out} --matches {path}"


def _files(
    source: Path,
    tables: Sequence[Path] | None,
    layer: str | None,
    crs: str | None,
    encoding: str | None,
    column: Sequence[str] | None,
    matches: Path | None,
) -> Files:
    """Put together what was typed."""
    if not source.exists():
        found = say("no such file or folder")
        raise InputError(
            Problem(str(source), found, say("an office's folder or file"), say("check the path"))
        )
    aside: tuple[Path, ...] = ()
    boundaries, beside = source, tuple(tables or ())
    if source.is_dir() and source.suffix.lower() != ".gdb":
        boundaries, own = files_of(source)
        beside, aside = beside or own, others_of(source, boundaries, own)
    for path in (*beside, *([matches] if matches else [])):
        if not path.is_file():
            missing, mend = say("no such file"), say("check the path")
            raise InputError(Problem(str(path), missing, say("a file that exists"), mend))
    return Files(
        boundaries=boundaries,
        tables=beside,
        layer=layer,
        crs=crs,
        encoding=_letters(encoding),
        columns=_stated(column or ()),
        matches=matches,
        named=bool(tables),
        aside=aside,
    )


def _letters(encoding: str | None) -> Encoding | None:
    known: tuple[Encoding, ...] = get_args(Encoding)
    found = next((each for each in known if each == encoding), None)
    if encoding is not None and found is None:
        raise none_of("--encoding", f"'{encoding}'", known)
    return found


def _stated(assignments: Sequence[str]) -> dict[str, str]:
    stated = {}
    for each in assignments:
        ours, equals, heading = each.partition("=")
        if not equals or ours not in HEADS:
            found = say("no column and heading with `=` between")
            mend = say("write for example --column people=SO_DAN")
            raise none_of(f"--column {each}", found, HEADS, mend)
        stated[ours] = heading
    return stated


def _plain(imported: Imported) -> dict[str, object]:
    return {
        "units": len(imported.units),
        "remarks": [
            {"kind": each.kind, "place": each.place.en, "text": each.text.en}
            for each in imported.report.remarks
        ],
    }


def _print_report(report: Report, shown: Shown) -> None:
    """Print what was done, then every doubt."""
    for kind, words in KINDS_OF_REMARK.items():
        lines = [each for each in report.remarks if each.kind == kind]
        if lines:
            print(f"{words.shown(shown)}: {len(lines)}")
        for each in lines:
            print(f"  - {each.line.shown(shown)}")
    if report.doubts:
        print(say("{count} doubts; see {file}", count=len(report.doubts), file=DOUBTS).shown(shown))
