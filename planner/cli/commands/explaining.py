"""Commands that explain a run: why a unit changes, what a wish or a border costs, conflicts."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Csv, Force, Json, Out, RunFolder
from planner.cli.shown import tell_finished
from planner.errors import InputError, Problem
from planner.explain import FILES, RECORD, Request, answer, write_answers
from planner.explain.divide import RECORD as DIVIDE
from planner.explain.divide import divide_sentences, write_divided
from planner.explain.doubt.tables import RECORD as DOUBT
from planner.explain.doubt.tables import TITLES, write_doubt
from planner.explain.prices import write_prices
from planner.scenario import CsvForm
from planner.store.folder import check_folder
from planner.store.runs import read_run
from planner.words.text import Shown, Text, joined, say

Divide = Annotated[
    bool,
    typer.Option(
        "--divide",
        help=helped(
            say("settlements of a neighbour for units that no merger of whole units satisfies")
        ),
    ),
]


def explain_command(
    context: typer.Context,
    run: RunFolder,
    unit: Annotated[
        str | None,
        typer.Argument(
            help=helped(say("code or name of a unit that is to be explained")), show_default=False
        ),
    ] = None,
    merge: Annotated[
        str | None, typer.Option(help=helped(say("units to be merged, with commas between")))
    ] = None,
    alone: Annotated[
        str | None, typer.Option(help=helped(say("unit that is to stay as it is")))
    ] = None,
    apart: Annotated[
        str | None,
        typer.Option(
            help=helped(say("units of which every two are to be kept apart, with commas between"))
        ),
    ] = None,
    count: Annotated[int | None, typer.Option(help=helped(say("number of new units")))] = None,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help=helped(say("locks and limits that conflict")))
    ] = False,
    prices: Annotated[
        bool,
        typer.Option(
            "--prices", help=helped(say("price of every pair of neighbours, as table and page"))
        ),
    ] = False,
    doubt: Annotated[
        bool, typer.Option("--doubt", help=helped(say("what survives doubt, and at what price")))
    ] = False,
    divide: Divide = False,
    csv: Csv = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say why a unit changes, what a wish costs, what conflicts, or how sure the plan is."""
    shown, form = language_of(context), csv or "plain"
    asked = Request(unit, merge, alone, apart, count, conflicts)
    _check_one({"--doubt": doubt, "--prices": prices, "--divide": divide}, asked)
    if doubt:
        _doubt(run, out or run / "doubt", shown, csv=form, force=force, as_json=as_json)
        return
    if prices:
        _price(run, out or run / "prices", csv=form, force=force, as_json=as_json)
        return
    if divide:
        _divide(run, out or run / "divide", shown, csv=form, force=force, as_json=as_json)
        return
    _answer(run, asked, out, shown, force=force, as_json=as_json)


def _check_one(whole: dict[str, bool], request: Request) -> None:
    """Refuse to be asked for several outputs, each of which has a folder and a record of its own.

    Raises
    ------
    InputError
    """
    chosen = [name for name, is_so in whole.items() if is_so]
    named = [*chosen, *request.options]
    if chosen and len(named) > 1:
        raise InputError(
            Problem(
                "planner explain",
                say("{options} at once", options=joined(named)),
                say("{options} each by itself", options=joined([*whole])),
                say("call the command once for each; questions may be asked together"),
            )
        )


def _answer(
    run: Path, request: Request, out: Path | None, shown: Shown, *, force: bool, as_json: bool
) -> None:
    """Answer what is asked, and print the sentences."""
    request.check()
    tell_finished(shown, run)
    if out is not None:
        check_folder(out, force=force, files=FILES, record=RECORD)
    found = answer(*read_run(run), request)
    if out is not None:
        write_answers(found, out, force=force)
    if as_json:
        print(json.dumps(found.plain, ensure_ascii=False, indent=1))
        return
    # What the plan stands on turns answers round, too.
    for line in found.case.evaluation.plan.ground:
        print("? " + line.shown(shown, "\n  "))
    for line in found.lines:
        print(line.shown(shown, "\n  "))
    if found.prices or (found.conflicts is not None and found.conflicts.proven):
        print(f"→ {_repeated(out).shown(shown)}")


def _repeated(out: Path | None) -> Text:
    """Say how whoever doubts an answer has it proven once more, without a solver."""
    if out is None:
        return say("with `--out DIR` the proofs are kept; `planner verify DIR` repeats them")
    return say("proofs in {out}; `planner verify {out}` repeats them", out=str(out))


def _doubt(run: Path, out: Path, shown: Shown, *, csv: CsvForm, force: bool, as_json: bool) -> None:
    """Write what survives doubt, and print the sentences."""

    def told(name: str) -> None:
        if sys.stderr.isatty():
            print(f"{TITLES[name].shown(shown)} ✓", file=sys.stderr, flush=True)

    tell_finished(shown, run, out)
    found = write_doubt(run, out, progress=told, csv=csv, force=force)
    if as_json:
        print((out / DOUBT).read_text(encoding="utf-8"))
        return
    for line in found.lines:
        print(line.shown(shown, "\n  "))
    print(f"→ {(_repeated(out) if found.claims else Text(str(out), str(out))).shown(shown)}")


def _divide(
    run: Path, out: Path, shown: Shown, *, csv: CsvForm, force: bool, as_json: bool
) -> None:
    """Write which settlements could go to whom, and print the sentences."""
    tell_finished(shown, run, out)
    found = write_divided(run, out, csv=csv, force=force)
    if as_json:
        print((out / DIVIDE).read_text(encoding="utf-8"))
        return
    for line in divide_sentences(found):
        print(line.shown(shown, "\n  "))
    if found.proposals:
        command = say(
            "`planner evaluate SCENARIO --plan {plan}`, with the scenario of the run, judges the"
            " plan with these divisions",
            plan=str(out / "plan.csv"),
        )
        print(command.shown(shown, "\n  "))
    print(f"→ {out}")


def _price(run: Path, out: Path, *, csv: CsvForm, force: bool, as_json: bool) -> None:
    """Write what every border costs."""
    workers = min(2, os.cpu_count() or 1)
    pairs = write_prices(run, out, workers=workers, progress=_counted, csv=csv, force=force)
    if as_json:
        plain = {"prices": [asdict(pair) for pair in pairs]}
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    print(f"→ {out}")


def _counted(done: int, of: int) -> None:
    """Tell how many pairs are priced, where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r{done}/{of}", end="" if done < of else "\n", file=sys.stderr, flush=True)
