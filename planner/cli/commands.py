"""The table of commands: each parses, calls, prints and gives its exit code; nothing else."""

from __future__ import annotations

import typer

from planner.cli.checking import check_command, verify_command
from planner.cli.comparing import compare_command, map_command, replay_command
from planner.cli.errors import Planner
from planner.cli.options import answer_in
from planner.cli.plans import evaluate_command, init_command, run_command
from planner.cli.rules import rules_app

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=Planner,
    callback=answer_in,
    help="Phương án sắp xếp đơn vị hành chính · plans mergers of administrative units.",
)
for name, command in (
    ("init", init_command),
    ("run", run_command),
    ("evaluate", evaluate_command),
    ("compare", compare_command),
    ("map", map_command),
    ("check", check_command),
    ("replay", replay_command),
    ("verify", verify_command),
):
    app.command(name)(command)
app.add_typer(rules_app, name="rules")


def main() -> None:
    """Run the command that was typed."""
    app()
