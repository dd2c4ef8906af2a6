"""The table of commands: each parses, calls, prints and gives its exit code; nothing else."""

from __future__ import annotations

import gc

import typer

from planner.cli.commands.checking import check_command, country_command, verify_command
from planner.cli.commands.comparing import compare_command, map_command, replay_command
from planner.cli.commands.data import data_app
from planner.cli.commands.explaining import explain_command
from planner.cli.commands.plans import bundle_command, evaluate_command, init_command, run_command
from planner.cli.commands.rules import rules_app
from planner.cli.commands.submitting import comments_command, report_command
from planner.cli.commands.sweeping import sweep_command
from planner.cli.errors import telling_faults
from planner.cli.help import HelpedCommand, HelpedGroup, helped
from planner.cli.language import print_anywhere
from planner.cli.options import answer_in
from planner.words.text import say

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=HelpedGroup,
    callback=answer_in,
    help=helped(say("plan mergers of administrative units, with proof")),
)
for name, command, duty in (
    ("init", init_command, say("lay out scenarios, data and notebooks in a new folder")),
    ("check", check_command, say("check data, scenario and present units, without solving")),
    ("run", run_command, say("find the best plan, prove it, draw it")),
    ("evaluate", evaluate_command, say("evaluate a plan drawn by hand or adopted by law")),
    ("compare", compare_command, say("put two to five plans side by side, without ranking them")),
    ("map", map_command, say("draw printed maps with GIS files, or the differences of two plans")),
    ("explain", explain_command, say("why a unit changes, what a wish costs, what conflicts")),
    ("sweep", sweep_command, say("plan a grid of scenarios, provinces and values, and compare")),
    ("report", report_command, say("write the dossier of a plan, or list what it still lacks")),
    ("comments", comments_command, say("keep the register of comments: what is still open")),
    ("verify", verify_command, say("check the proofs by other code, without a solver")),
    ("bundle", bundle_command, say("pack a run, with all that it read, for another office")),
    ("country", country_command, say("screen every commune of the country")),
    ("replay", replay_command, say("hold the optimizer against the rounds that were decided")),
):
    app.command(name, cls=HelpedCommand, help=helped(duty))(command)
app.add_typer(data_app, name="data")
app.add_typer(rules_app, name="rules")


def main() -> None:
    """Run the command that was typed."""
    # Libraries stay to the end: looking through them for garbage was a tenth of a run.
    gc.freeze()
    print_anywhere()
    with telling_faults():
        raise SystemExit(app(prog_name="planner", standalone_mode=False))
