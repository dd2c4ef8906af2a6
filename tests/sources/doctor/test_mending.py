"""Boundary files mended: what was moved comes back, what changed is told, too much is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import clean_page
from playwright.sync_api import Browser
from worlds import shifted_squares

from planner.errors import InputError
from planner.sources.doctor.mending import Limits, mend_file, write_repair


@pytest.fixture
def gappy(tmp_path: Path) -> Path:
    """Write nine squares of which the middle one was moved by 2 m, over its neighbour."""
    path = tmp_path / "xa.gpkg"
    shifted_squares().to_file(path)
    return path


def test_gaps_and_overlaps_are_closed_and_told(
    gappy: Path, tmp_path: Path, browser: Browser
) -> None:
    found = mend_file(gappy)
    changes = found.changes.set_index("code")
    assert (changes["left_m"] == 0).all() and (changes["off_m"] > 0).any()
    assert changes["after"].sum() == pytest.approx(9e8)
    moved = (changes["after"] - changes["before"]).abs()
    assert set(moved.index[moved > 1]) <= {"21", "22", "23"} and 19_000 < moved.max() < 21_000
    for name in ("one", "two"):
        write_repair(found, gappy, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    with (tmp_path / "one/repairs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][0] == "Mã" and len(rows) == 10
    with clean_page(browser, tmp_path / "one/repairs.html") as page:
        assert page.locator("#panel ol li").count() == int((changes["off_m"] > 0).sum())


def test_a_change_beyond_the_limit_is_refused(gappy: Path) -> None:
    with pytest.raises(InputError, match="beyond repair"):
        mend_file(gappy, limits=Limits(percent=0.01))
