"""The command that screens the whole country."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Force, Json, Out
from planner.country.readings import readings
from planner.country.screen import screen
from planner.errors import InputError, Problem
from planner.law.find import read_ruleset
from planner.maps.country import ENLARGED
from planner.reports.country import files_of, total, write_country
from planner.reports.folder import check_folder
from planner.sources import read_units
from planner.sources.settings import SourceSettings
from planner.words.text import say

SOURCE, LAW = "vietnam@2026", "vn-commune-112-2025"


def country_command(
    context: typer.Context,
    paper: Annotated[
        list[str] | None, typer.Option(help=helped(say("size of the paper: A3, A2, A1, A0")))
    ] = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Screen every commune of the country."""
    papers = list(dict.fromkeys(paper or ["A3"]))
    strange = [name for name in papers if name not in ENLARGED]
    if strange:
        raise InputError(
            Problem(
                "--paper",
                ", ".join(strange),
                say("one of {names}", names=", ".join(ENLARGED)),
                say("choose one of them"),
            )
        )
    folder = out or Path("runs") / "country_2026"
    check_folder(folder, force=force, files=files_of(papers))
    units = read_units(SourceSettings(boundaries=SOURCE), Path())
    ruleset = read_ruleset(LAW)
    screening, read = screen(units, ruleset), readings(units, ruleset)
    write_country(units, screening, read, folder, papers=papers, force=force)
    if as_json:
        rows = screening.by_province.reset_index().to_dict("records")
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print(total(screening).shown(language_of(context), "\n"))
    print(f"→ {folder}")
