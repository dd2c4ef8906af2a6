"""Commands that check: a scenario, the whole country, and the proofs of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import (
    Csv,
    Facts,
    Force,
    Json,
    Out,
    Papers,
    ScenarioFile,
    Set,
    papers_of,
)
from planner.cli.shown import make_provinces, tell_finished
from planner.errors import EXIT_DONE, listed
from planner.evaluation.depends import depends
from planner.evaluation.depends.sentences import grouped
from planner.law import (
    classes,
    judge,
    not_known,
    notes_of_law,
    open_questions,
    read_ruleset,
    roles,
    verdicts,
)
from planner.output.reports.tables import as_printed
from planner.pipeline import Prepared, prepare
from planner.scenario.reading import read_scenario
from planner.sources import read_units
from planner.sources.settings import SourceSettings
from planner.store.folder import check_folder
from planner.units import full_name
from planner.units.provenance import provenance_of
from planner.vietnam.country.readings import by_annex_14, differences, readings
from planner.vietnam.country.screen import screen
from planner.vietnam.national.plans import PLANS
from planner.vietnam.screening import RECORD, files_of, totals, write_country
from planner.words import LAW_ROLES, STATUS, number_text
from planner.words.outputs.country import DIFFERENCES
from planner.words.text import Shown, Text, joined, say, text

COUNTRY, COUNTRY_LAW = "vietnam@2026", "vn-commune-112-2025"
LAW_WORDS = {**STATUS, **LAW_ROLES}


def check_command(
    context: typer.Context,
    scenario: ScenarioFile,
    changes: Set = None,
    facts: Facts = None,
    by_points: Annotated[
        bool, typer.Option("--classes", help=helped(say("the class of each unit by points too")))
    ] = False,
    as_json: Json = False,
) -> None:
    """Check data and scenario, without solving."""
    read = read_scenario(scenario, changes, facts)
    prepared = prepare(read)
    hangs = depends(prepared.judged_first, prepared.ruleset)
    summary = _summary(prepared, hangs)
    classed = classes(prepared.units, prepared.ruleset)
    summary["classes"] = as_printed(classed).to_dict("records")
    if as_json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        _print_summary(read.name, summary, hangs, prepared, language_of(context))
        if by_points:
            _print_classes(classed, prepared, language_of(context))
    raise SystemExit(EXIT_DONE)


def _summary(prepared: Prepared, hangs: pd.DataFrame) -> dict[str, Any]:
    """Gather what is known before any plan is drawn, as plain data."""
    units, graph = prepared.units, prepared.graph
    law = prepared.ruleset
    rows = verdicts(judge(units, law, today=True), not_known(units, law, today=True))
    by_unit = roles(units, prepared.ruleset)
    asked = by_unit["role"].value_counts().sort_index()
    exempt = by_unit[by_unit["role"] == "exempt"]
    bases = prepared.on_every_base()
    return {
        "units": len(units),
        "people": int(units["people"].sum()),
        "area_km2": round(float(units["area_km2"].sum()), 4),
        "borders": graph.number_of_edges(),
        "without_neighbour": [code for code in units.index if graph.degree(code) == 0],
        "status": {str(k): int(v) for k, v in rows["status"].value_counts().sort_index().items()},
        "no_rule": list(rows.index[rows["no_rule"]]),
        "roles": {str(role): int(number) for role, number in asked.items()},
        "exempt": as_printed(exempt)[["reason", "evidence"]]
        .reset_index(names="code")
        .to_dict("records"),
        "depends_on_base": bases[bases["differs"]].to_dict("records"),
        "depends": json.loads(as_printed(hangs).to_json(orient="records", force_ascii=False)),
        "assumed": [str(said) for said in open_questions(prepared.ruleset)],
        "repairs": [str(said) for said in provenance_of(units).repairs],
        "notes": [str(said) for said in provenance_of(units).notes],
        "ruleset": prepared.ruleset.id,
    }


def _print_summary(
    name: str,
    summary: dict[str, Any],
    hangs: pd.DataFrame,
    prepared: Prepared,
    shown: Shown,
) -> None:
    names, provenance = full_name(prepared.units), provenance_of(prepared.units)
    exempt = roles(prepared.units, prepared.ruleset).query("role == 'exempt'")
    whole = say(
        "{units} units, {people} people, {area} km², {borders} shared borders",
        units=number_text(summary["units"]),
        people=number_text(summary["people"]),
        area=number_text(summary["area_km2"], 1),
        borders=summary["borders"],
    )
    print(f"{name}: {whole.shown(shown)}")
    for key, count in (*summary["status"].items(), *summary["roles"].items()):
        print(f"  {text(LAW_WORDS[key]).shown(shown)}: {count}")
    for code, reason, evidence in exempt[["reason", "evidence"]].itertuples():
        why = joined([text(reason), text(evidence)], " – ")
        print(f"    {names[code]} ({code}): {why.shown(shown)}")
    _print_depends(hangs, provenance.bases, shown)
    for title, codes in (
        (say("Units without a neighbour"), summary["without_neighbour"]),
        (text(STATUS["no_rule"]), summary["no_rule"]),
    ):
        if codes:
            print(f"  {title.shown(shown)}: {', '.join(f'{names[c]} ({c})' for c in codes)}")
    for note in (*notes_of_law(prepared.ruleset), *provenance.repairs, *provenance.notes):
        print(f"  - {note.shown(shown)}")


def _print_classes(classed: pd.DataFrame, prepared: Prepared, shown: Shown) -> None:
    """Name the class of each unit; where figures are missing, from which to which it may be."""
    if classed.empty:
        return
    names = full_name(prepared.units)
    print(f"  {say('Class by points, as far as figures are known').shown(shown)}:")
    for row in classed.to_dict("records"):
        lowest, highest = text(row["lowest"]), text(row["highest"])
        least, most = (number_text(row[end], 2) for end in ("least", "most"))
        points = say("{least} points", least=least)
        if row["least"] != row["most"]:
            points = say("{least} to {most} points", least=least, most=most)
        named = lowest
        if lowest != highest:
            named = say("{lowest} to {highest}", lowest=lowest, highest=highest)
        known = say("{known} of {scales} criteria known", known=row["known"], scales=row["scales"])
        line = joined([joined([named, points], ": "), known], "; ")
        print(f"    {names[row['code']]} ({row['code']}): {line.shown(shown)}")


def _print_depends(hangs: pd.DataFrame, bases: Mapping[str, Text], shown: Shown) -> None:
    """Say what verdicts hang on, and of which units: what is the same of many is said once."""
    if hangs.empty:
        return
    head = say("Verdict depends on something").shown(shown)
    print(f"  {head}: {hangs['code'].nunique()}")
    for group in grouped(hangs, bases):
        told = say("{count} units: {what}", count=len(group.units), what=group.said)
        print(f"    {told.shown(shown)}")
        print(f"      · {listed(group.units).shown(shown)}")


def country_command(
    context: typer.Context,
    paper: Papers = None,
    plan: Annotated[
        bool, typer.Option("--plan", help=helped(say("plan every province, and prove it")))
    ] = False,
    csv: Csv = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Screen every commune of the country, or plan every province."""
    papers = papers_of(paper)
    form, shown = csv or "plain", language_of(context)
    if plan:
        place = out or Path("runs") / "provinces_2026"
        make_provinces(PLANS, place, papers, form, shown, force=force, as_json=as_json)
    folder = out or Path("runs") / "country_2026"
    tell_finished(shown, folder)
    check_folder(folder, force=force, files=files_of(papers), record=RECORD)
    units = read_units(SourceSettings(boundaries=COUNTRY), Path())
    ruleset = read_ruleset(COUNTRY_LAW)
    screening, annex_14 = screen(units, ruleset), screen(by_annex_14(units), ruleset)
    read, moved = readings(units, ruleset), differences(units, ruleset)
    screened = units, screening, annex_14, read, moved
    write_country(*screened, folder, papers=papers, csv=form, force=force)
    if as_json:
        rows = screening.by_province.reset_index().to_dict("records")
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print("\n".join(said.shown(shown, "\n") for said in totals(screening, annex_14)))
    _print_differences(moved, shown)
    print(f"→ {folder}")


def _print_differences(moved: pd.DataFrame, shown: Shown) -> None:
    """Say how far one answer alone would move the total."""
    print(f"{DIFFERENCES.shown(shown)}:")
    for row in moved.to_dict("records"):
        line = say(
            "{reason}: {below} ({change}; {difference} from 705)",
            reason=text(row["reason"]),
            below=row["below"],
            change=f"{row['change']:+d}",
            difference=f"{row['difference']:+d}",
        )
        print(f"  {line.shown(shown)}")
