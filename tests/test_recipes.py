"""The recipes of CONTRIBUTING, followed to the letter in a copy of the program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import write_small
from recipes import RECIPES, ROOT, put, snippets

# Nine squares, of which the first two rows merge only among themselves.
ROWS = [[f"{row}{column}" for column in (1, 2, 3)] for row in (1, 2, 3)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the program and its tests, and put all examples into them."""
    place = tmp_path_factory.mktemp("house")
    for folder in ("planner", "tests"):
        dust = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, place / folder, ignore=dust)
    for name in ("data", "scenarios", "docs", "pyproject.toml", "setup.cfg"):
        (place / name).symlink_to(ROOT / name)
    for recipe in RECIPES:
        for snippet in snippets(recipe):
            put(place, *snippet)
    return place


def in_copy(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_each_recipe_has_examples() -> None:
    assert [len(list(snippets(recipe))) for recipe in RECIPES] == [6, 5, 4]


@pytest.mark.slow
def test_a_run_with_a_new_term_lock_and_output_is_made_and_verified(
    copy: Path, tmp_path: Path
) -> None:
    scenario, folder = write_small(tmp_path) / "small.yaml", str(tmp_path / "run")
    text = scenario.read_text(encoding="utf-8").replace("stage: inertia", "stage: area_merged")
    text = text.replace("groups:\n", f"groups:\n  among: {json.dumps(ROWS[:2])}\n")
    scenario.write_text(text, encoding="utf-8")
    for words in (["run", str(scenario), "--out", folder], ["verify", folder]):
        done = in_copy(copy, "-m", "planner.cli", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))
    last = record["stages"][-1]
    assert (last["name"], last["proven"]) == ("area_merged", True)
    members = pd.read_csv(tmp_path / "run" / "members.csv", dtype=str)
    assert sorted(codes.split() for codes in members["codes"]) == ROWS


@pytest.mark.slow
def test_no_home_of_a_new_term_or_lock_is_missing(copy: Path) -> None:
    """And each recipe needs all of its steps: the tests of the copy are those of the house."""
    done = in_copy(
        copy,
        *("-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"),
        *(
            "tests/verify/test_homes.py",
            "tests/test_terms.py",
            "-k",
            "area_merged or among or plain_meaning",
        ),
    )
    assert done.returncode == 0, done.stdout
