"""Commands that make a folder: to work in, for a plan that is looked for, for one brought."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Force, Json, Out, ScenarioFile, Set
from planner.cli.shown import Progress, print_run, tell_finished
from planner.errors import InputError, Problem
from planner.pipeline import Run, evaluate_plan, run
from planner.reports.folder import run_folder
from planner.scenario import read_scenario
from planner.sources import data_folder
from planner.words.text import Shown, say


def init_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=helped(say("folder to make")))],
) -> None:
    """Lay out scenarios, data and notebooks in a folder of one's own."""
    parts = ("scenarios", "data", "notebooks")
    tell_finished(language_of(context), folder)
    # Whole: scenarios refer to data, and a folder that holds some of them is no folder to work in.
    there = {path.name.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
    taken = [name for name in parts if name in there]
    if taken:
        raise InputError(
            Problem(
                str(folder),
                say("{names} already there", names=", ".join(taken)),
                say("a folder that has none of these"),
                say("name another folder; nothing was changed"),
            )
        )
    hidden = shutil.ignore_patterns("__pycache__", "*.py", ".*")
    try:
        with run_folder(folder, files=parts, record=None) as part:
            for name in parts:
                shutil.copytree(data_folder().parent / name, part / name, ignore=hidden)
    except InputError as error:  # there is no `--out` here
        mend = say("name another folder")
        raise InputError([replace(each, mend=mend) for each in error.problems]) from error
    command = f"planner run {folder}/scenarios/ha_tinh_2025.yaml"
    next_ = say("Next: {command}", command=command).shown(language_of(context))
    print(f"{folder}: {', '.join(parts)}\n{next_}")


def run_command(
    context: typer.Context,
    scenario: ScenarioFile,
    out: Out = None,
    changes: Set = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Find the best plan, prove it, draw it."""
    shown = language_of(context)
    read = read_scenario(scenario, changes)
    folder = out or Path("runs") / read.name
    tell_finished(shown, folder)
    with Progress(shown) as progress:
        done = run(read, folder, force=force, progress=progress, command=" ".join(sys.argv))
    _finish(done, as_json, shown)


def evaluate_command(
    context: typer.Context,
    scenario: ScenarioFile,
    plan: Annotated[Path, typer.Option("--plan", help=helped(say("plan (csv)")))],
    out: Out = None,
    changes: Set = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Evaluate a plan drawn by hand or adopted by law."""
    read = read_scenario(scenario, changes)
    folder = out or Path("runs") / f"{read.name}-{plan.stem}"
    tell_finished(language_of(context), folder)
    done = evaluate_plan(read, plan, folder, force=force, command=" ".join(sys.argv))
    _finish(done, as_json, language_of(context))


def _finish(done: Run, as_json: bool, shown: Shown) -> NoReturn:
    levels = [done] if done.then is None else [done, done.then]
    if as_json:
        texts = [(level.folder / "result.json").read_text(encoding="utf-8") for level in levels]
        results = [json.loads(text) for text in texts]
        whole = results[0] if done.then is None else {"levels": results}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for level in levels:
            print_run(level, shown)
    raise SystemExit(done.ended)
