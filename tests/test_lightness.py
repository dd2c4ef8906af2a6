"""What each door loads: a help waits for no solver, the other judge for nothing of the first."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Each takes a tenth of a second or more to read.
HEAVY = {"folium", "geopandas", "highspy", "matplotlib", "openpyxl", "pandas", "pulp", "scipy"}
DOORS = {
    "import planner": HEAVY | {"numpy", "pydantic", "shapely"},
    "import planner.verify": HEAVY | {"pyproj"},
    "import planner.errors": HEAVY | {"numpy", "shapely"},
    "import planner.cli.commands": HEAVY | {"docx", "numpy", "shapely"},
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_loads_only_what_it_needs(door: str) -> None:
    """Counted by modules, not by a clock; benchmarks/clock.py has the seconds."""
    code = f"{door}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.split(".")[0] for name in done.stdout.split()}
    assert "planner" in modules
    assert modules & DOORS[door] == set()


def test_help_of_the_program_is_written_without_them() -> None:
    code = (
        "import sys; sys.argv = ['planner', '--help']\n"
        "from planner.cli import main\n"
        "try:\n    main()\nfinally:\n    print('READ', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    shown, _, modules = done.stdout.partition("READ ")
    assert done.returncode == 0 and "crosswalk" in shown
    assert {name.split(".")[0] for name in modules.split()} & (HEAVY | {"numpy"}) == set()


def test_help_of_the_door_begins_with_its_sentence() -> None:
    """Defaults of effort are policy: they do not stand between a name and what it does."""
    code = "import planner as pl, pydoc; print(pydoc.plain(pydoc.render_doc(pl.arrange)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    signature, _, said = done.stdout.partition(") -> 'Plan'")
    assert said.lstrip().startswith("Find the best arrangement of units")
    assert len(signature) < 600
