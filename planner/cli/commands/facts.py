"""The command that writes the form of facts: what an office has to answer, the decisive first."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Facts, Json, ScenarioFile, Set
from planner.errors import InputError, Problem
from planner.output.reports.workbook.questions import questions, write_form
from planner.pipeline import prepare
from planner.scenario.reading import read_scenario
from planner.units import COLUMNS
from planner.words.text import joined, say

FORM = Path("du_kien.xlsx")


def facts_command(
    context: typer.Context,
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", help=helped(say("form to write (xlsx)")))] = FORM,
    changes: Set = None,
    facts: Facts = None,
    force: Annotated[
        bool, typer.Option("--force", help=helped(say("replace the form that is there")))
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a form of the facts on which verdicts hang, to be filled in and given back."""
    if out.suffix.lower() != ".xlsx":
        raise InputError(
            Problem("--out", str(out), say("a name that ends in .xlsx"), say("rename it"))
        )
    if out.exists() and not force:
        there = say("{names} already there", names=out.name)
        mend = say("name another file; its answers would be lost by `--force`")
        raise InputError(Problem(str(out), there, say("a name that is free"), mend))
    prepared = prepare(read_scenario(scenario, changes, facts))
    decide, others = questions(prepared.judged_first, prepared.ruleset)
    write_form(out, prepared.units, decide, others)
    counts = Counter(each.column for each in decide)
    if as_json:
        print(json.dumps({"decide": counts, "others": len(others)}, ensure_ascii=False))
        return
    shown = language_of(context)
    by_fact = joined(
        [
            say("{fact}: {count}", fact=COLUMNS[name].words, count=count)
            for name, count in counts.most_common()
        ],
        ", ",
    )
    line = say(
        "{count} questions decide about {units} units ({facts}); {others} others do not",
        count=len(decide),
        units=len({each.code for each in decide}),
        facts=by_fact,
        others=len(others),
    )
    if not decide:
        line = say("no verdict hangs on a fact; {others} are not known", others=len(others))
    print(line.shown(shown, "\n"))
    print(f"→ {out}")
    command = f"planner run {scenario} --facts {out}"
    print(say("Next: {command}", command=command).shown(shown))
