"""What a user made stays: every command that writes, given a folder that holds the user's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commandline import Planner
from conftest import write_small

from planner.pipeline import run
from planner.scenario.reading import read_scenario

ROWS = "".join(f"{row}{column},{row}2\n" for row in (1, 2, 3) for column in (1, 2, 3))


def tree(top: Path) -> dict[str, bytes]:
    """Read every file below a folder, the hidden ones as well."""
    return {
        str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()
    }


def is_refused(planner: Planner, folder: Path, *command: str, names: tuple[str, ...]) -> None:
    """A command ends with 2, names what is in its way, and changes nothing."""
    before = tree(folder)
    done = planner(*command, folder=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    for name in names:
        assert name in done.stderr
    assert "--out" in done.stderr and "Traceback" not in done.stderr
    assert tree(folder) == before


@pytest.fixture
def mine(small: Path) -> Path:
    """Make a user's folder: scenario, outlines and plan have the names that a run gives them."""
    (small / "small.yaml").rename(small / "scenario.yaml")
    (small / "plan.csv").write_text(f"code,new_code\n{ROWS}", encoding="utf-8")
    (small / "map.html").mkdir()
    return small


OWN = ("scenario.yaml", "units.gpkg", "plan.csv", "map.html")


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("out", [".", "link", "Mine/.."])
def test_a_run_into_the_folder_of_its_inputs(
    mine: Path, planner: Planner, force: list[str], out: str
) -> None:
    (mine / "Mine").mkdir()
    (mine / "link").symlink_to(".")
    is_refused(planner, mine, "run", "scenario.yaml", "--out", out, *force, names=OWN)


def test_an_evaluation_into_the_folder_of_its_inputs(mine: Path, planner: Planner) -> None:
    command = ("evaluate", "scenario.yaml", "--plan", "plan.csv", "--out", ".", "--force")
    is_refused(planner, mine, *command, names=OWN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two runs."""
    folder = write_small(tmp_path_factory.mktemp("made"))
    for name, change in (("three", "groups.max_members=3"), ("two", "groups.max_members=2")):
        run(read_scenario(folder / "small.yaml", [change]), folder / name)
    return folder


@pytest.fixture
def runs(made: Path, tmp_path: Path) -> Path:
    """Copy the two runs, for a test to write beside them."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


@pytest.mark.slow
def test_a_plan_of_a_run_is_not_replaced_by_its_own_evaluation(
    runs: Path, planner: Planner
) -> None:
    command = ("evaluate", "small.yaml", "--plan", "three/plan.csv", "--out", "three", "--force")
    is_refused(planner, runs, *command, names=("three", "plan.csv"))


@pytest.mark.more
@pytest.mark.slow
def test_a_comparison_a_map_and_a_new_folder_keep_what_is_there(
    runs: Path, planner: Planner
) -> None:
    for folder, name in (("a", "differences.csv"), ("b", "plan.gpkg"), ("c", "Data")):
        (runs / folder).mkdir()
        (runs / folder / name).write_text("mine", encoding="utf-8")
    compare = ("compare", "three", "two", "--out", "a", "--force")
    is_refused(planner, runs, *compare, names=("differences.csv",))
    print_ = ("map", "three", "--paper", "A4", "--out", "b", "--force")
    is_refused(planner, runs, *print_, names=("plan.gpkg",))
    before = tree(runs)
    done = planner("init", "c", folder=runs)
    assert done.returncode == 2 and "data" in done.stderr
    assert tree(runs) == before


@pytest.mark.slow
def test_what_was_printed_is_printed_anew(runs: Path, planner: Planner) -> None:
    """By what the folder lists as printed; what was drawn over it by hand is kept."""
    command = ("map", "three", "--against", "two", "--out", "p")
    assert planner(*command, "--paper", "A4", folder=runs).returncode == 0
    assert planner(*command, "--paper", "A3", "--force", folder=runs).returncode == 0
    assert {path.suffix for path in (runs / "p").glob("*_A3.*")} == {".pdf", ".svg", ".png"}
    assert list((runs / "p").glob("*_A4.*")) == []
    (runs / "p" / "so_sanh_A3.svg").write_text("mine", encoding="utf-8")
    is_refused(planner, runs, *command, "--force", names=("so_sanh_A3.svg",))
