"""The table of commands: each parses, calls, prints and gives its exit code; nothing else.

The file of a command is read when it is called: a run has no need of Word or of a data doctor.
"""

from __future__ import annotations

import gc
from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup

from planner.cli.errors import telling_faults
from planner.cli.help import HelpedCommand, HelpedGroup, helped
from planner.cli.language import print_anywhere
from planner.cli.options import answer_in
from planner.words.text import say

# Name, file in this package, and what it does; the file has `<name>_command`, or `<name>_app`
# where there are commands below it.
COMMANDS = (
    ("init", "plans", say("lay out scenarios, data and notebooks in a new folder")),
    ("check", "checking", say("check data, scenario and present units, without solving")),
    ("facts", "facts", say("write a form of the facts that are not known, the decisive first")),
    ("run", "plans", say("find the best plan, prove it, draw it")),
    ("serve", "serving", say("open the workbench: draw, lock, ask and compare on a page")),
    ("evaluate", "plans", say("evaluate a plan drawn by hand or adopted by law")),
    ("compare", "comparing", say("put two to five plans side by side, without ranking them")),
    (
        "map",
        "comparing",
        say("draw printed maps with GIS files, or the differences of two plans"),
    ),
    ("explain", "explaining", say("why a unit changes, what a wish costs, what conflicts")),
    ("sweep", "sweeping", say("plan a grid of scenarios, provinces and values, and compare")),
    ("report", "submitting", say("write the dossier of a plan, or list what it still lacks")),
    ("comments", "submitting", say("keep the register of comments: what is still open")),
    ("minutes", "serving", say("write the minutes of a workspace: who decided what, when")),
    ("verify", "submitting", say("check the proofs by other code, without a solver")),
    ("bundle", "plans", say("pack a run, with all that it read, for another office")),
    ("country", "checking", say("screen every commune of the country")),
    ("replay", "comparing", say("hold the optimizer against the rounds that were decided")),
    ("crosswalk", "crosswalk", say("what became of each commune in July 2025, by name or code")),
    ("data", "data", say("the data doctor: an office's own files checked, mended, imported")),
    ("rules", "rules", say("the rule sets")),
)
FILE_OF = {name: file for name, file, _ in COMMANDS}


class _Commands(HelpedGroup):
    """Commands known by name and duty, each made of its file when it is called."""

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """Read the file of a command."""
        named = self.commands.get(cmd_name)
        if named is None:
            return None
        home = import_module(f"{__name__}.{FILE_OF[cmd_name]}")
        below = getattr(home, f"{cmd_name}_app", None)
        if below is None:
            below = typer.Typer(add_completion=False)
            below.command(cls=HelpedCommand)(getattr(home, f"{cmd_name}_command"))
        made = typer.main.get_command(below)
        assert isinstance(made, TyperCommand | TyperGroup)
        made.help = named.help
        return made


def _named() -> None:
    """Stand for a command whose file is not read yet."""


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=_Commands,
    callback=answer_in,
    help=helped(say("plan mergers of administrative units, with proof")),
)
for name, _, duty in COMMANDS:
    app.command(name, help=helped(duty))(_named)


# So many objects are made before garbage is looked for; Python's own few hundred cost a twelfth of
# a dossier, which draws by the million and leaves few circles.
OBJECTS = 20_000


def main() -> None:
    """Run the command that was typed."""
    # Libraries stay to the end: looking through them for garbage was a tenth of a run.
    gc.freeze()
    gc.set_threshold(OBJECTS)
    print_anywhere()
    with telling_faults():
        raise SystemExit(app(prog_name="planner", standalone_mode=False))
