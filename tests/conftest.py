"""What several test files share: the command line, a small world on disk, the shared data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from worlds import nine_squares

# How long an example takes says something of the machine, not of the program.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")

# What a user types; `sys.argv` is as the installed command has it.
COMMAND = [sys.executable, "-c", "from planner.cli import main; main()"]
REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared" / "data"

SMALL = """\
title_vi: Chín ô vuông
title_en: Nine squares
units:
  boundaries: units.gpkg
  tables:
    - file: people.csv
      base: invented
  area: computed
law:
  ruleset: vn-commune-76-2025
groups:
  max_members: 3
objective:
  - stage: unsatisfied
  - stage: inertia
"""

Planner = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def planner() -> Planner:
    """Run the real command line in a process of its own."""

    def command(
        *arguments: object, folder: Path = REPOSITORY, seed: str = "0"
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return command


def write_small(folder: Path) -> Path:
    """Write nine squares into a folder: outlines, people, and the scenario ``small.yaml``."""
    units = nine_squares().reset_index(names="code")
    units[["code", "name", "kind", "mountain", "geometry"]].to_file(folder / "units.gpkg")
    units[["code", "people"]].to_csv(folder / "people.csv", index=False)
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Make a folder with nine squares."""
    return write_small(tmp_path)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Find the reference data beside the checkout; where it lies, no test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the checkout")
    return SHARED
