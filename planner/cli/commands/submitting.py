"""Commands about what a province hands in: the dossier of a run, and the register of comments."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Comments, Facts, Force, Json, Out, RunFolder
from planner.cli.shown import tell_finished
from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED
from planner.output.dossier import write_dossier
from planner.output.dossier.check import KINDS, Point, open_points
from planner.output.dossier.comments import (
    open_ones,
    read_register,
    told,
    write_register,
)
from planner.output.dossier.inputs import read_office
from planner.output.dossier.matter import gather
from planner.output.dossier.prices import read_prices
from planner.store.bundle.facts import check_facts
from planner.store.record import Result
from planner.store.runs import read_run
from planner.words.text import Shown, say


def report_command(
    context: typer.Context,
    run: RunFolder,
    out: Out = None,
    opinions: Annotated[
        Path | None, typer.Option(help=helped(say("tally of opinions, a row a settlement")))
    ] = None,
    staff: Annotated[
        Path | None, typer.Option(help=helped(say("staff of each new unit, now and needed")))
    ] = None,
    offices: Annotated[
        Path | None, typer.Option(help=helped(say("offices of each new unit, now and kept")))
    ] = None,
    services: Annotated[
        Path | None,
        typer.Option(help=helped(say("public service units of each new unit, now and kept"))),
    ] = None,
    comments: Comments = None,
    facts: Facts = None,
    texts: Annotated[
        Path | None,
        typer.Option(help=helped(say("another dossier, whose written texts are taken over"))),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help=helped(say("a docx of your own, to be filled as well")))
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=helped(say("list what is still empty, assumed, not verified"))
        ),
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the dossier of a run, or list what is still to be done on it."""
    shown, folder = language_of(context), out or run / "dossier"
    tell_finished(shown, run, folder)
    evaluation, scenario = read_run(run)
    for said in check_facts(run, evaluation, scenario, facts or []):
        print(said.shown(shown), file=sys.stderr)
    record = Result.read(run)
    matter = gather(evaluation, scenario, record, read_prices(run))
    given = read_office(matter, opinions=opinions, staff=staff, offices=offices, services=services)
    register = read_register(comments) if comments else []
    if check:
        points = open_points(matter, given, folder, register)
        _tell_points(points, shown, as_json)
    made = write_dossier(
        matter, given, folder, force=force, texts=texts, comments=register, template=template
    )
    for said in made.said:
        print(said.shown(shown, "\n"), file=sys.stderr)
    if as_json:
        print(json.dumps({"files": [str(path) for path in made.files]}, indent=1))
        return
    for path in made.files:
        print(path)


def _tell_points(points: list[Point], shown: Shown, as_json: bool) -> NoReturn:
    """List what is still to be done, and end with 1 where there is anything."""
    if as_json:
        rows = [
            {
                "kind": point.kind,
                "place": point.place,
                **point.said.by_language(),
                "todo": point.todo.by_language(),
            }
            for point in points
        ]
        print(json.dumps({"points": rows}, ensure_ascii=False, indent=1))
    else:
        for kind, words in KINDS.items():
            of_kind = [point for point in points if point.kind == kind]
            if of_kind:
                print(f"{words.shown(shown)}: {len(of_kind)}")
            for point in of_kind:
                todo = f" → {point.todo.shown(shown)}" if point.todo.vi else ""
                print(f"  - {point.place}: {point.said.shown(shown)}{todo}")
    raise SystemExit(EXIT_NOT_SATISFIED if points else EXIT_DONE)


def comments_command(
    context: typer.Context,
    register: Annotated[Path, typer.Argument(help=helped(say("register (xlsx or csv)")))],
) -> None:
    """Begin a register of comments, or say what in it is still open."""
    shown = language_of(context)
    if not register.exists():
        write_register(register)
        print(register)
        return
    comments = read_register(register)
    left = open_ones(comments)
    said = say(
        "{count} comments, {settled} settled, {open} open",
        count=len(comments),
        settled=len(comments) - len(left),
        open=len(left),
    )
    print(said.shown(shown))
    for comment in left:
        print(f"  - {told(comment)}")
    raise SystemExit(EXIT_NOT_SATISFIED if left else EXIT_DONE)
