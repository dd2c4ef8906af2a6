"""Files and folders that a user without privileges may not read or write are named in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import write_small
from nobody import given, ground, run_as_nobody, unprivileged

from planner.pipeline import run
from planner.scenario.reading import read_scenario

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="rights are of another kind there"),
]


@pytest.fixture(scope="module")
def office() -> Iterator[Path]:
    """Give nobody the nine squares and a run of them."""
    with ground() as place:
        write_small(place)
        run(read_scenario(place / "small.yaml"), place / "made")
        given(place)
        yield place


def refused(office: Path, path: str, mode: int, *words: str) -> None:
    """Take rights away: the command says so in both languages, and all is as it was."""
    place = office / path
    before = place.stat().st_mode
    names = sorted(office.rglob("*"))
    place.chmod(mode)
    try:
        done = run_as_nobody(*words, folder=office)
    finally:
        place.chmod(before)
    assert done.returncode == 2, done.stderr
    assert "Permission denied" in done.stderr and "không có quyền" in done.stderr
    assert path.split("/")[-1] in done.stderr and "→" in done.stderr
    assert sorted(office.rglob("*")) == names


@pytest.mark.parametrize("path", ["small.yaml", "units.gpkg", "people.csv"])
def test_an_input_that_may_not_be_read(office: Path, path: str) -> None:
    refused(office, path, 0, "check", "small.yaml")


@pytest.mark.parametrize(
    "words",
    [("run", "small.yaml", "--out", "made", "--force"), ("map", "made", "--out", "made/in")],
)
def test_a_folder_that_may_not_be_written(office: Path, words: tuple[str, ...]) -> None:
    refused(office, "made", 0o555, *words)


@pytest.mark.skipif(not unprivileged(), reason="only root can give files to others")
def test_one_file_that_cannot_be_replaced_is_named(office: Path) -> None:
    # As where Excel holds it open: in a sticky folder of somebody else's only own files move.
    book = office / "made" / "summary.xlsx"
    before = {path.name: path.read_bytes() for path in book.parent.iterdir()}
    for path in (book, book.parent):
        os.chown(path, 0, 0)
    book.parent.chmod(0o1777)
    try:
        done = run_as_nobody("run", "small.yaml", "--out", "made", "--force", folder=office)
    finally:
        book.parent.chmod(0o755)
        given(book.parent)
    assert done.returncode == 2, done.stderr
    assert "made/summary.xlsx: found Permission denied" in done.stderr
    assert "đóng các chương trình đang mở" in done.stderr
    assert {path.name: path.read_bytes() for path in book.parent.iterdir()} == before


@pytest.mark.parametrize(
    ("command", "name"),
    [
        pytest.param(command, name, marks=[pytest.mark.more] * (row != column))
        for row, command in enumerate(["verify", "explain", "bundle", "report"])
        for column, name in enumerate(["result.json", "plan.csv", "units.gpkg", "scenario.yaml"])
    ],
)
def test_a_run_that_may_not_be_read(office: Path, command: str, name: str) -> None:
    more = ("11",) if command == "explain" else ()
    refused(office, f"made/{name}", 0, command, "made", *more)
