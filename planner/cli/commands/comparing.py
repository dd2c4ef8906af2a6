"""Commands about finished plans: side by side, on paper, and beside decided rounds."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import By, Comments, Csv, Force, Json, Out, Papers, RunFolder, papers_of
from planner.cli.shown import log_command, main_language, make_provinces, tell_finished
from planner.errors import EXIT_DONE, InputError, Problem, listed
from planner.evaluation.compare import INDICATORS, Comparison
from planner.output.dossier.comments import caused, read_register
from planner.output.reports.comparison import write_comparison
from planner.output.reports.proposal import write_difference_sheet, write_proposal
from planner.output.reports.tables import as_printed
from planner.sources import TableJoin
from planner.store.audit import log_of
from planner.store.runs import read_run
from planner.vietnam.national.rounds import ROUNDS
from planner.vietnam.replay import replay
from planner.words import number, number_text
from planner.words.outputs.replay import PLANS
from planner.words.text import Shown, Text, joined, say, text


def compare_command(
    context: typer.Context,
    runs: Annotated[list[Path], typer.Argument(help=helped(say("two to five run folders")))],
    comments: Comments = None,
    csv: Csv = None,
    out: Out = None,
    force: Force = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Put plans side by side, without ranking them."""
    register = None if comments is None else read_register(comments)
    twice = [str(run) for run, times in Counter(runs).items() if times > 1]
    if twice:
        raise InputError(
            Problem(
                "planner compare",
                say("{names} named more than once", names=listed(twice)),
                say("each run once"),
                say("leave out the repetition"),
            )
        )
    folder = out or _compared(runs)
    tell_finished(language_of(context), *runs, folder)
    found = [read_run(run) for run in runs]
    names = _called([scenario.title for _, scenario in found], runs)
    read = dict(zip(names, found))
    evaluations = {name: evaluation for name, (evaluation, _) in read.items()}
    titles = {name: scenario.title for name, (_, scenario) in read.items()}
    cause = None if register is None else partial(caused, register)
    comparison = write_comparison(
        evaluations, folder, titles=titles, cause=cause, csv=csv or "plain", force=force
    )
    _log(context, runs, by)
    if as_json:
        print((folder / "comparison.json").read_text(encoding="utf-8"), end="")
        return
    _print_comparison(comparison, language_of(context))
    if register is not None:
        _print_causes(comparison, language_of(context))
    print(f"→ {folder}")


def _log(context: typer.Context, runs: list[Path], by: str | None) -> None:
    """Tell of a command in the log of each run that it drew."""
    for place in {log_of(run): run for run in runs}.values():
        log_command(context, place, by, runs, EXIT_DONE)


def _print_causes(comparison: Comparison, shown: Shown) -> None:
    """Put beside each unit that changed the comments that speak of it, or that none does."""
    rows = comparison.differences
    for code, name, cause in zip(rows.index, rows["name"], rows["cause"], strict=True):
        if cause.vi:
            print(f"  {name} ({code}): {cause.shown(shown)}")


def _print_comparison(comparison: Comparison, shown: Shown) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table()
    language = main_language(shown)
    for heading in ("", *comparison.table.columns):
        table.add_column(escape(str(heading)), justify="left" if heading == "" else "right")
    for name, row in comparison.table.iterrows():
        figure = INDICATORS[str(name)]
        unit = text(figure.unit).in_(language)
        head = figure.name.shown(shown) + (f" ({unit})" if unit else "")
        table.add_row(escape(head), *(number(v, language, figure.decimals) for v in row))
    console.print(table)
    for said in comparison.left_out:
        console.print(f"  - {escape(text(said).shown(shown))}")


def map_command(
    context: typer.Context,
    run: RunFolder,
    against: Annotated[
        Path | None,
        typer.Option(help=helped(say("draw the sheet of differences to this run"))),
    ] = None,
    paper: Annotated[
        str, typer.Option(help=helped(say("size of the paper: A4, A3, A2, A1, A0")))
    ] = "A3",
    out: Out = None,
    force: Force = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Draw the printed pair, with the GIS files beside it; or the differences of two plans."""
    runs = [run] if against is None else [run, against]
    folder = out or (run if against is None else _compared(runs)) / "print"
    tell_finished(language_of(context), *runs, folder)
    evaluation, scenario = read_run(run)
    title = scenario.title
    if against is None:
        written = write_proposal(evaluation, folder, title=title, paper=paper, force=force)
    else:
        other, its = read_run(against)
        names = [title, its.title]
        if title == its.title:
            names = [joined((title, f"({name})"), " ") for name in _called(names, runs)]
        written = write_difference_sheet(
            evaluation, other, folder, names=names, paper=paper, force=force
        )
    _log(context, runs, by)
    if as_json:
        print(json.dumps({"paper": paper, "files": [str(path) for path in written]}, indent=1))
        return
    for path in written:
        print(path)


def replay_command(
    context: typer.Context,
    province: Annotated[
        str | None, typer.Argument(help=helped(say("province: ha_tinh, nghe_an, …")))
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option(help=helped(say("people before July 2025, by code (columns code, people)"))),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=helped(say("the round of July 2025 of all 34 provinces")))
    ] = False,
    paper: Papers = None,
    csv: Csv = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Hold the optimizer against decided rounds, under the law of their time."""
    shown = language_of(context)
    if every or province is None:
        if province is not None or people is not None or not every:
            raise InputError(
                Problem(
                    "planner replay",
                    say("a province and --all, or neither"),
                    say("one of both"),
                    say("planner replay ha_tinh, or planner replay --all"),
                )
            )
        folder = out or Path("runs") / "replay" / "all"
        sizes, form = papers_of(paper), csv or "plain"
        make_provinces(ROUNDS, folder, sizes, form, shown, force=force, as_json=as_json)
    folder = out or Path("runs") / "replay" / province
    tell_finished(shown, folder)
    console = Console(stderr=True, highlight=False)

    def told(title: Any) -> None:
        if console.is_terminal:
            console.print(escape(text(title).shown(shown)))

    table = (
        None if people is None else TableJoin(file=str(people.resolve()), base=text(people.name))
    )
    rounds = replay(province, folder, people=table, csv=csv or "plain", force=force, said=told)
    if as_json:
        _print_json(rounds)
        return
    for row in rounds.to_dict("records"):
        print(_of_round({str(key): value for key, value in row.items()}).shown(shown, "\n  "))
    print(f"→ {folder}")


def _print_json(rounds: pd.DataFrame) -> None:
    rows = json.loads(as_printed(rounds).to_json(orient="records"))
    print(json.dumps(rows, ensure_ascii=False, indent=1))


def _of_round(row: dict[str, Any]) -> Text:
    """Say what one plan of a round did."""
    return say(
        "{title} – {plan}: {before} → {after}; {changed}/{mandatory} of those that must change;"
        " {missed} below a standard without a waiver; Rand {rand}, {pairs} pairs in both",
        title=text(row["title"]),
        plan=text(PLANS[row["plan"]]),
        before=row["units_before"],
        after=row["units_after"],
        changed=row["mandatory_changed"],
        mandatory=row["mandatory"],
        missed=row["not_accepted"],
        rand=number_text(row["rand"], 4),
        pairs=row["pairs_both"],
    )


def _compared(runs: list[Path]) -> Path:
    """Where a comparison of runs is written unless the user says."""
    return Path("runs") / "compare" / "-".join(_run_name(run, runs) for run in runs)


def _called(titles: list[Text], runs: list[Path]) -> list[str]:
    """Name plans by their titles; what-ifs of one scenario only their folders tell apart."""
    given = [title.vi for title in titles]
    distinct = len(set(given)) == len(given)
    return given if distinct else [_run_name(run, runs) for run in runs]


def _run_name(run: Path, runs: list[Path]) -> str:
    """Name a run by its folder, with the one above it where two would share a name."""
    twice = [other.resolve().name for other in runs].count(run.resolve().name) > 1
    return f"{run.resolve().parent.name}-{run.resolve().name}" if twice else run.resolve().name
