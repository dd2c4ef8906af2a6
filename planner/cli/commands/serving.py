"""The workbench, and the minutes of what was done on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.shown import tell_finished
from planner.errors import InputError, Problem
from planner.output.dossier.minutes.paper import write_minutes
from planner.pipeline import prepare
from planner.scenario.reading import read_scenario
from planner.session import Workspace
from planner.sources.country import country_today
from planner.words import NOTHING
from planner.words.text import Text, say

NEEDS = ("fastapi", "uvicorn")

OfWorkspace = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        help=helped(say("scenario of the workspace, where it is no province of today")),
    ),
]


def serve_command(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(help=helped(say("scenarios beside the provinces of today"))),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--folder", help=helped(say("where the workspaces lie")))
    ] = Path("workspaces"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help=helped(say("port; 0: any that is free")))
    ] = 0,
    no_window: Annotated[
        bool, typer.Option("--no-window", help=helped(say("only print the address")))
    ] = False,
) -> None:
    """Open the workbench: draw, lock, ask and compare plans on a page of this machine."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        raise InputError(
            Problem(
                "planner serve",
                say("no {names} installed", names=", ".join(missing)),
                say("the program with its extra `serve`"),
                say("install it: `pip install planner-dvhc[serve]`"),
            )
        )
    from planner.serve import serve

    serve(folder, scenarios or [], port=port, window=not no_window)


def minutes_command(
    context: typer.Context,
    workspace: Annotated[Path, typer.Argument(help=helped(say("workspace (.planner)")))],
    out: Annotated[
        Path | None,
        typer.Option(help=helped(say("docx to write; by default beside the workspace"))),
    ] = None,
    seq: Annotated[
        int | None,
        typer.Option(
            min=1, help=helped(say("version; by default the one where the main branch stands"))
        ),
    ] = None,
    scenario: OfWorkspace = None,
) -> None:
    """Write the minutes of a workspace: who decided what, when, on which version."""
    path = out or workspace.with_suffix(".docx")
    tell_finished(language_of(context), workspace, path.parent)
    with opened_workspace(workspace, scenario) as (opened, title):
        write_minutes(opened, title, path, seq)
    print(path)


@contextmanager
def opened_workspace(path: Path, scenario: str | None) -> Iterator[tuple[Workspace, Text]]:
    """Open a workspace by a scenario of ours: its file may be a stranger's, and names any place."""
    reference = scenario or Workspace.origin(path)[0]
    if scenario is None and reference not in country_today():
        raise InputError(
            Problem(
                path.name,
                say("a scenario that is no province of today: {name}", name=reference or NOTHING),
                say("the scenario with which the workspace began"),
                say("name it: `--scenario SCENARIO`"),
            )
        )
    read = read_scenario(Path(reference))
    workspace = Workspace.open(path, prepare(read).problem)
    try:
        yield workspace, read.scenario.title
    finally:
        workspace.close()
