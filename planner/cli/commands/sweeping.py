"""The command that sweeps a grid of scenarios and provinces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.batch.grid import Grid, points_of, read_grid
from planner.batch.plans import ended_words
from planner.batch.points import sweep
from planner.batch.report import SWEEP, total, write_sweep
from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import Csv, Force, Json, Out, Set
from planner.cli.shown import print_batch, tell_finished, tell_points
from planner.errors import EXIT_DONE, InputError, Problem
from planner.gate.documents import load_yaml, validate
from planner.sources.country import is_embedded
from planner.words.text import say

Scheduler = Annotated[
    str | None,
    typer.Option(help=helped(say("address of a Dask scheduler, whose workers share this folder"))),
]


def sweep_command(
    context: typer.Context,
    grid: Annotated[
        Path | None, typer.Argument(help=helped(say("grid (YAML)")), show_default=False)
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("scenario file, or vietnam:<province>@2026; several"))),
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("province of today (ha_tinh, …), or all; several"))),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(help=helped(say("KEY=[VALUE, VALUE]: each value a plan of its own"))),
    ] = None,
    changes: Set = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help=helped(say("processes; by default one a core")))
    ] = None,
    scheduler: Scheduler = None,
    csv: Csv = None,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Plan a grid of scenarios, provinces and values; a sweep that was stopped goes on."""
    shown = language_of(context)
    asked, folder = _grid(grid, scenario or [], province or [], values or [])
    place = out or Path("runs") / "sweep" / (grid.stem if grid else "sweep")
    tell_finished(shown, place)
    points = points_of(asked, folder, tuple(changes or ()))
    told = tell_points(shown, ended_words)
    swept = sweep(
        SWEEP, points, place, force=force, workers=workers, scheduler=scheduler, progress=told
    )
    table, borders = write_sweep(swept, place, asked.title or None, csv=csv or "plain")
    print_batch(SWEEP, swept, place, total(table, borders), shown, as_json=as_json)
    raise SystemExit(int(table["exit_code"].max()) if len(table) else EXIT_DONE)


def _grid(
    path: Path | None, scenarios: list[str], provinces: list[str], values: list[str]
) -> tuple[Grid, Path]:
    """Read the grid, or make it of options; options add to a file."""
    if path is None and not scenarios and not provinces:
        raise InputError(
            Problem(
                "planner sweep",
                say("nothing to be swept"),
                say("a grid (YAML), scenarios or provinces"),
                say("name a grid, or give `--scenario` or `--province`"),
            )
        )
    grid, folder = read_grid(path) if path else (None, Path.cwd())
    files = [s if is_embedded(s) else str(Path(s).absolute()) for s in scenarios]
    data = {} if grid is None else grid.model_dump()
    data["scenarios"] = [*data.get("scenarios", []), *files]
    data["provinces"] = [*data.get("provinces", []), *provinces]
    data["values"] = {**data.get("values", {}), **dict(_values(each) for each in values)}
    return validate(Grid, data, "planner sweep"), folder


def _values(assignment: str) -> tuple[str, list[object]]:
    """Read ``key=[value, value]``."""
    key, equals, text = assignment.partition("=")
    found = load_yaml(text) if equals else None
    if not key.strip() or not isinstance(found, list) or not found:
        raise InputError(
            Problem(
                f"--values {assignment}",
                say("no list of values"),
                "count.exactly=[58, 60, 62]",
                say("write --values key.key=[value, value]"),
            )
        )
    return key.strip(), found
