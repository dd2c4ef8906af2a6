"""Sweeps of nine squares: what is finished stays, and the table says what the runs say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import write_small
from matplotlib import image

from planner.batch.grid import Grid, points_of, read_grid
from planner.batch.journal import journal_of
from planner.batch.points import Point, Swept, sweep
from planner.batch.report import SWEEP, write_sweep
from planner.errors import EXIT_INFEASIBLE, InputError

GRID = """\
title: {vi: Chín ô vuông thử, en: Nine squares tried}
scenarios: [small.yaml]
values:
  groups.max_members: [3]
  count.exactly: [1, 3, 5]
"""


def asked(place: Path) -> tuple[Grid, list[Point]]:
    (place / "grid.yaml").write_text(GRID, encoding="utf-8")
    grid, folder = read_grid(place / "grid.yaml")
    return grid, points_of(grid, folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every byte of a sweep but for its clocks, and for the hashes of these."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".json" and "timing" in (data := json.loads(path.read_bytes())):
            found[name] = json.dumps({**data, "timing": None}).encode()
        elif not path.name.startswith((".", SWEEP.journal)):
            found[name] = path.read_bytes()
    return found


def started(folder: Path) -> dict[str, str]:
    """When each run began: another time where it was planned again."""
    return {
        path.parent.name: json.loads(path.read_bytes())["timing"]["started"]
        + str(path.stat().st_mtime_ns)
        for path in sorted(folder.glob("runs/*/result.json"))
    }


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Swept, pd.DataFrame]:
    """Sweep three points, of which one has no plan, in one process."""
    place = write_small(tmp_path_factory.mktemp("sweep"))
    grid, points = asked(place)
    told: list[int] = []
    done = sweep(
        SWEEP, points, place / "out", workers=1, progress=lambda _, __, at, ___: told.append(at)
    )
    assert told == [1, 2, 3] and done.before == 0
    table, _ = write_sweep(done, place / "out", grid.title)
    return place / "out", done, table


@pytest.mark.slow
def test_points_are_every_value_with_every_other(swept: tuple[Path, Swept, pd.DataFrame]) -> None:
    _, done, table = swept
    assert [point.key for point in done.points] == [f"small-{n}" for n in (1, 2, 3)]
    pairs = table[["groups.max_members", "count.exactly"]].itertuples(index=False)
    assert [tuple(pair) for pair in pairs] == [("3", b) for b in "135"]


@pytest.mark.slow
def test_the_table_says_what_each_run_says(swept: tuple[Path, Swept, pd.DataFrame]) -> None:
    folder, _, table = swept
    read = pd.read_csv(folder / "sweep.csv", index_col="key")
    made = read[read["groups"].notna()]
    assert list(made.index) == ["small-2", "small-3"]
    assert list(made["groups"]) == [3, 5] and made["proven"].all() and made["verified"].all()
    result = json.loads((folder / "runs" / "small-2" / "result.json").read_bytes())
    for stage in result["stages"]:
        assert made.at["small-2", stage["name"]] == stage["value"]
    assert made.at["small-2", "inertia"] == 2_437_500 and made.at["small-2", "merged"] == 3
    none = read.loc["small-1"]
    assert none["exit_code"] == EXIT_INFEASIBLE and none["fault_vi"] != none["fault_en"]
    assert set(SWEEP.files) | {"runs", SWEEP.journal} == {
        path.name for path in folder.iterdir() if not path.name.startswith(".")
    }
    book = openpyxl.load_workbook(folder / "sweep.xlsx")
    keys = {row[0].value for row in book.worksheets[0].iter_rows()}
    assert set(table.index) <= keys and len(book.worksheets) == 2


@pytest.mark.slow
def test_borders_are_counted_over_plans(swept: tuple[Path, Swept, pd.DataFrame]) -> None:
    folder, _, _ = swept
    borders = pd.read_csv(folder / "borders.csv", dtype={"one": str, "other": str})
    assert len(borders) == 12 and set(borders["plans"]) == {2}
    homes = [
        pd.read_csv(folder / "runs" / key / "plan.csv", dtype=str).set_index("code")["new_code"]
        for key in ("small-2", "small-3")
    ]
    for row in borders.to_dict("records"):
        together = sum(home[row["one"]] == home[row["other"]] for home in homes)
        assert row["together"] == together
        assert row["percent"] == pytest.approx(100 * together / 2, abs=0.01)
    for name in ("charts", "borders"):
        drawn = image.imread(folder / f"{name}.png")[..., :3]
        assert (abs(drawn - 1.0) > 0.2).any(axis=2).sum() > 3_000


@pytest.mark.slow
def test_a_stopped_sweep_goes_on(swept: tuple[Path, Swept, pd.DataFrame], tmp_path: Path) -> None:
    """From a journal that was cut off, and a run that stands there without any line."""
    whole, _, _ = swept
    out = Path(shutil.copytree(whole.parent, tmp_path / "place")) / "out"
    grid, points = asked(out.parent)
    lines = (whole / SWEEP.journal).read_text(encoding="utf-8").splitlines(keepends=True)
    (out / SWEEP.journal).write_text(lines[0] + lines[1][:40], encoding="utf-8")
    for name in SWEEP.files:
        (out / name).unlink()
    before = started(out)
    again = sweep(SWEEP, points, out, workers=1)
    # What the journal has is not asked again, and a whole run is only read.
    assert again.before == 3 and started(out) == before
    write_sweep(again, out, grid.title)
    assert contents(out) == contents(whole)


@pytest.mark.slow
def test_another_sweep_is_refused(swept: tuple[Path, Swept, pd.DataFrame]) -> None:
    folder, _, _ = swept
    before = started(folder)
    grid, where = read_grid(folder.parent / "grid.yaml")
    other = grid.model_copy(update={"values": {"count.exactly": [4]}})
    with pytest.raises(InputError, match="--force"):
        sweep(SWEEP, points_of(other, where), folder)
    with journal_of(folder / SWEEP.journal), pytest.raises(InputError, match="at work"):
        sweep(SWEEP, points_of(grid, where), folder)
    assert started(folder) == before


def test_every_fault_of_a_grid_is_named(tmp_path: Path) -> None:
    place = write_small(tmp_path)
    wrong = Grid(scenarios=["small.yaml", "none.yaml"], values={"count.exactli": [3]})
    with pytest.raises(InputError) as refused:
        points_of(wrong, place)
    said = str(refused.value)
    assert "exactly" in said and "none.yaml" in said
    (place / "grid.yaml").write_text("scenario: [a.yaml]\n", encoding="utf-8")
    with pytest.raises(InputError, match="scenarios"):
        read_grid(place / "grid.yaml")
