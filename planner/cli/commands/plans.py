"""Commands that make a folder: to work in, for a plan that is looked for, for one brought."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import (
    Alternatives,
    By,
    Csv,
    Differ,
    Facts,
    Force,
    Json,
    Out,
    RunFolder,
    Safe,
    ScenarioFile,
    ScenarioOrBundle,
    Set,
    Within,
)
from planner.cli.shown import Progress, log_command, print_run, tell_finished
from planner.errors import EXIT_DONE, InfeasibleError, InputError, Problem
from planner.explain.conflicts import conflict_problems
from planner.pipeline import Run, evaluate_plan, run
from planner.problem.groups import GroupSettings
from planner.scenario import ReadScenario
from planner.scenario.blank import blank_of_today
from planner.scenario.reading import facts_named, read_scenario
from planner.sources import data_folder
from planner.sources.country import country
from planner.store.bundle import is_bundle, origin_of, write_bundle
from planner.store.bundle.signatures import signature_of
from planner.store.folder import run_folder
from planner.store.runs import levels_of
from planner.words.text import say

PARTS = ("scenarios", "data", "notebooks")


def init_command(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help=helped(say("folder to make")), show_default=False)
    ] = None,
    province: Annotated[
        str | None,
        typer.Option(
            "--province",
            help=helped(say("write the scenario of a province instead (ha_tinh, nghe_an, …)")),
        ),
    ] = None,
) -> None:
    """Lay out scenarios, data and notebooks in a folder of one's own, or write one scenario."""
    tell_finished(language_of(context), folder or Path())
    if province is not None:
        made = _write_scenario(folder or Path(), province)
    elif folder is not None:
        _lay_out(folder)
        made = folder / "scenarios" / f"{country().MODEL}_{country().TODAY}.yaml"
        print(f"{folder}: {', '.join(PARTS)}")
    else:
        raise InputError(
            Problem(
                "planner init",
                say("neither a folder nor a province"),
                say("one of them"),
                say("name a folder, or a province: `planner init --province ha_tinh`"),
            )
        )
    print(say("Next: {command}", command=f"planner run {made}").shown(language_of(context)))


def _write_scenario(folder: Path, province: str) -> Path:
    """Write the scenario of a province as a file to change."""
    text = blank_of_today(province)
    path = folder / f"{province.removeprefix('tp_')}_{country().TODAY}.yaml"
    if path.exists():
        raise InputError(
            Problem(
                str(path),
                say("{names} already there", names=path.name),
                say("a name that is free"),
                say("name another folder; nothing was changed"),
            )
        )
    with _new_folder(folder, [path.name]) as part:
        (part / path.name).write_text(text, encoding="utf-8")
    return path


def _lay_out(folder: Path) -> None:
    """Copy what is shipped, but for the communes of the country: they are read from the package."""
    # Whole: scenarios refer to data, and a folder that holds some of them is no folder to work in.
    there = {path.name.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
    taken = [name for name in PARTS if name in there]
    if taken:
        raise InputError(
            Problem(
                str(folder),
                say("{names} already there", names=", ".join(taken)),
                say("a folder that has none of these"),
                say("name another folder; nothing was changed"),
            )
        )
    hidden = shutil.ignore_patterns("__pycache__", "*.py", "*.parquet", ".*")
    with _new_folder(folder, PARTS) as part:
        for name in PARTS:
            shutil.copytree(data_folder().parent / name, part / name, ignore=hidden)


@contextmanager
def _new_folder(folder: Path, files: Sequence[str]) -> Iterator[Path]:
    """Give a part folder whose files appear together; faults name what this command can do."""
    try:
        with run_folder(folder, files=files, record=None) as part:
            yield part
    except InputError as error:  # there is no `--out` here
        mend = say("name another folder")
        raise InputError([replace(each, mend=mend) for each in error.problems]) from error


def run_command(
    context: typer.Context,
    scenario: ScenarioOrBundle,
    out: Out = None,
    changes: Set = None,
    force: Force = False,
    by: By = None,
    as_json: Json = False,
    alternatives: Alternatives = None,
    differ: Differ = None,
    within: Within = None,
    csv: Csv = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("units that stay as they are: “A,B”, by name or code"))),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("units of one new unit: “A,B”, by name or code"))),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("units of different new units: “A,B”, by name or code"))),
    ] = None,
    count: Annotated[
        int | None, typer.Option(help=helped(say("how many new units there are to be")))
    ] = None,
    facts: Facts = None,
    safe: Safe = False,
) -> None:
    """Find the best plan, prove it, draw it."""
    shown = language_of(context)
    wishes = Wishes(keep or [], together or [], apart or [], count)
    more = _changes(
        changes,
        {
            "alternatives.number": alternatives,
            "alternatives.differ_percent": differ,
            "alternatives.within_percent": within,
            "csv": csv,
            "groups.safe": "true" if safe else None,
        },
    )
    with _asked(scenario, more, wishes, facts) as (read, plan):
        folder = out or Path("runs") / read.name
        tell_finished(shown, folder)
        command = " ".join(sys.argv)
        if plan is not None:  # the bundle of a plan that was brought
            done = evaluate_plan(read, plan, folder, force=force, command=command)
        else:
            try:
                with Progress(shown) as progress:
                    done = run(read, folder, force=force, progress=progress, command=command)
            except InfeasibleError as error:
                raise InfeasibleError([*error.problems, *conflict_problems(read)]) from error
    _finish(context, done, folder, by, as_json)


def _changes(changes: list[str] | None, options: Mapping[str, object]) -> list[str]:
    """Write options as changes of a scenario, after those of ``--set``."""
    own = [f"{key}={value}" for key, value in options.items() if value is not None]
    return [*(changes or []), *own]


@dataclass(frozen=True)
class Wishes:
    """Locks and number of units as they were typed, beside those of the scenario."""

    keep: Sequence[str]
    together: Sequence[str]
    apart: Sequence[str]
    count: int | None

    def changes(self, groups: GroupSettings) -> list[str]:
        """Write them as changes of a scenario, whose own locks stay."""
        pairs = [pair for each in self.apart for pair in combinations(_parts(each), 2)]
        held = {
            "keep": [*groups.keep, *(part for each in self.keep for part in _parts(each))],
            "together": [*groups.together, *map(_parts, self.together)],
            "apart": [*groups.apart, *pairs],
        }
        asked = [
            f"groups.{name}={json.dumps(value, ensure_ascii=False)}"
            for name, value in held.items()
            if getattr(self, name)
        ]
        return asked + ([] if self.count is None else [f"count={{exactly: {self.count}}}"])


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in typed.split(",") if part.strip()]


@contextmanager
def _asked(
    scenario: Path, changes: Sequence[str], wishes: Wishes, facts: list[Path] | None
) -> Iterator[tuple[ReadScenario, Path | None]]:
    """Read a scenario, or what made the run of a bundle: with the plan, if one was brought."""
    if not is_bundle(scenario):
        read = read_scenario(scenario, list(changes))
        more = [*facts_named(read, facts), *wishes.changes(read.scenario.groups)]
        yield read_scenario(scenario, [*changes, *more]) if more else read, None
        return
    with origin_of(scenario) as origin:
        read = origin.read(changes)
        more = [*facts_named(read, facts), *wishes.changes(read.scenario.groups)]
        yield origin.read([*changes, *more]), origin.brought


def bundle_command(
    context: typer.Context,
    run: RunFolder,
    out: Annotated[
        Path | None, typer.Option("--out", help=helped(say("bundle to write (ZIP)")))
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=helped(say("replace the bundle that is there")))
    ] = False,
    key: Annotated[
        Path | None, typer.Option("--sign", help=helped(say("key of OpenSSH that signs it")))
    ] = None,
    by: By = None,
) -> None:
    """Pack a run, with all that it read, into one file for another office."""
    shown = language_of(context)
    tell_finished(shown, run)
    path = write_bundle(run, out, force=force, key=key)
    print(f"→ {path}")
    if key is not None:
        print(f"→ {signature_of(path)}")
    print(say("Next: {command}", command=f"planner verify {path.name}").shown(shown))
    log_command(context, run, by, levels_of(run), EXIT_DONE)


def evaluate_command(
    context: typer.Context,
    scenario: ScenarioFile,
    plan: Annotated[Path, typer.Option("--plan", help=helped(say("plan (csv or workbook)")))],
    out: Out = None,
    changes: Set = None,
    facts: Facts = None,
    force: Force = False,
    csv: Csv = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Evaluate a plan drawn by hand or adopted by law."""
    read = read_scenario(scenario, _changes(changes, {"csv": csv}), facts)
    folder = out or Path("runs") / f"{read.name}-{plan.stem}"
    tell_finished(language_of(context), folder)
    done = evaluate_plan(read, plan, folder, force=force, command=" ".join(sys.argv))
    _finish(context, done, folder, by, as_json)


def _finish(
    context: typer.Context, done: Run, folder: Path, by: str | None, as_json: bool
) -> NoReturn:
    levels = [done] if done.then is None else [done, done.then]
    log_command(context, folder, by, [level.folder for level in levels], done.ended)
    if as_json:
        texts = [(level.folder / "result.json").read_text(encoding="utf-8") for level in levels]
        results = [json.loads(text) for text in texts]
        whole = results[0] if done.then is None else {"levels": results}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for level in levels:
            print_run(level, language_of(context))
    raise SystemExit(done.ended)
