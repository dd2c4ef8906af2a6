"""``planner map`` and ``planner compare``: what is made of finished runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commandline import Planner
from conftest import write_small
from pypdf import PdfReader

from planner.output.reports.comparison import COMPARISON_FILES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Make two runs of one scenario; they differ by ``--set`` alone."""
    folder = write_small(tmp_path_factory.mktemp("made"))
    for name, most in (("three", 3), ("two", 2)):
        change = f"groups.max_members={most}"
        done = planner("run", "small.yaml", "--out", name, "--set", change, folder=folder)
        assert done.returncode in (0, 1), done.stderr
    return folder


@pytest.fixture
def runs(made: Path, tmp_path: Path) -> Path:
    """Copy the two runs, for a test to write beside them."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def printed(path: Path) -> str:
    """Read the letters of a sheet: blanks are guessed by the reader, from distances."""
    return "".join(PdfReader(path).pages[0].extract_text().split())


def test_the_pair_and_the_gis_files(runs: Path, planner: Planner) -> None:
    done = planner("map", "three", "--paper", "A4", "--json", folder=runs)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["paper"] == "A4"
    files = {Path(path).name for path in told["files"]}
    sheets = {f"{name}_A4" for name in ("hien_trang", "phuong_an")}
    assert {f"{sheet}.{ending}" for sheet in sheets for ending in ("pdf", "svg", "png")} <= files
    assert any(name.endswith(".gpkg") for name in files)
    # A Shapefile has more files than the one by which it is called.
    assert files <= {path.name for path in (runs / "three" / "print").iterdir()}
    assert "Chínôvuông" in printed(runs / "three" / "print" / "phuong_an_A4.pdf")


@pytest.mark.more
def test_differences_of_two_runs_that_share_a_title(runs: Path, planner: Planner) -> None:
    """Both plans are called "Chín ô vuông": the sheet tells them apart by their folders."""
    command = ["map", "three", "--against", "two", "--paper", "A4"]
    done = planner(*command, folder=runs)
    assert done.returncode == 0, done.stderr
    folder = runs / "runs" / "compare" / "three-two" / "print"
    assert [Path(line).name for line in done.stdout.split()] == [
        "so_sanh_A4.pdf",
        "so_sanh_A4.svg",
        "so_sanh_A4.png",
    ]
    text = printed(folder / "so_sanh_A4.pdf")
    count = json.loads((runs / "two" / "result.json").read_text(encoding="utf-8"))["groups"]
    assert "A:Chínôvuông(three)(3đơnvị)" in text
    assert f"B:Chínôvuông(two)({count}đơnvị)" in text
    # What is there is kept unless forced; then it is replaced as a whole.
    again = planner(*command, folder=runs)
    assert again.returncode == 2 and "--force" in again.stderr
    larger = planner(*command[:-1], "A3", "--force", folder=runs)
    assert larger.returncode == 0, larger.stderr
    assert (folder / "so_sanh_A3.pdf").is_file()


def test_runs_side_by_side(runs: Path, planner: Planner) -> None:
    done = planner("compare", "three", "two", "--json", folder=runs)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    folder = runs / "runs" / "compare" / "three-two"
    assert told == json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    assert [name["vi"] for name in told["plans"]] == ["three", "two"]
    assert told["titles"] == [{"vi": "Chín ô vuông", "en": "Nine squares"}] * 2
    units = {line["indicator"]: line["values"] for line in told["indicators"]}["units"]
    assert units[0] == 3 < units[1]
    assert {path.name for path in folder.iterdir()} == set(COMPARISON_FILES)
    twice = planner("compare", "three", "two", folder=runs)
    assert twice.returncode == 2 and "--force" in twice.stderr
    # In words it says what it leaves out, and ranks nobody.
    said = planner("compare", "three", "two", "--force", folder=runs)
    assert said.returncode == 0 and "Quốc phòng" in said.stdout
    alone = planner("compare", "three", folder=runs)
    assert alone.returncode == 2 and "2 to 5" in alone.stderr


def test_a_paper_that_is_not_known_leaves_nothing(runs: Path, planner: Planner) -> None:
    done = planner("map", "three", "--paper", "B5", folder=runs)
    assert done.returncode == 2 and "A4" in done.stderr
    assert not (runs / "three" / "print").exists()
