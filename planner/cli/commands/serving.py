"""The command that opens the workbench."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import helped
from planner.errors import InputError, Problem
from planner.words.text import say

NEEDS = ("fastapi", "uvicorn")


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
