"""Plans beside the best in a run folder: written, listed, verified; a forgery is seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import write_small

from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.evidence import verify_folder
from planner.store.manifest import FILES, RECORD
from planner.store.ownership import sign
from planner.store.runs import read_run

pytestmark = pytest.mark.slow

FOUR = ["alternatives.number=4"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares with the four best plans, and all within 10 percent."""
    folder = write_small(tmp_path_factory.mktemp("beside"))
    changes = [*FOUR, "alternatives.within_percent=10"]
    run(read_scenario(folder / "small.yaml", changes), folder / "out")
    return folder / "out"


def test_the_best_plans_are_ranked_and_each_is_written(done: Path) -> None:
    table = pd.read_csv(done / "alternatives.csv")
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["inertia"].is_monotonic_increasing
    assert (table["inertia_more"] == (table["inertia"] - table["inertia"][0]).round(6)).all()
    for name in table["file"]:
        plan = pd.read_csv(done / name, dtype=str, comment="#")
        assert len(plan) == 9
        assert plan["new_code"].nunique() == table.set_index("file").at[name, "new_units"]
    best, other = (
        pd.read_csv(done / name, dtype=str, comment="#").groupby("new_code")["code"].agg(frozenset)
        for name in table["file"][:2]
    )
    moved = set().union(*(set(other) - set(best)))
    evaluation, _ = read_run(done)
    assert table["other_people"][1] == evaluation.units.loc[sorted(moved), "people"].sum()
    assert table["other_new_units"][1] == len(set(other) - set(best))


def test_choices_are_all_plans_within_the_percentage(done: Path) -> None:
    choices = pd.read_csv(done / "choices.csv")
    stated = json.loads((done / "certificate.json").read_text(encoding="utf-8"))["alternatives"]
    assert stated["complete"]
    base = choices[choices["option"] == 0]
    assert (base["price"] == 0).all()
    # Places share no unit; what stands in one is a choice of its own.
    units = [set(cell.split()) for cell in base["units"].astype(str)]
    assert sum(map(len, units)) == len(set().union(*units))
    record = json.loads((done / RECORD).read_text(encoding="utf-8"))["alternatives"]
    assert record["listed"] == len(stated["plans"]) + 1
    assert record["complete"]


def test_the_folder_holds_and_a_plain_run_has_none_of_it(done: Path) -> None:
    found = verify_folder(done)
    assert found.holds
    assert found.verdict.alternatives == "proven"
    plain = done.parent / "plain"
    run(read_scenario(done.parent / "small.yaml"), plain)
    assert {path.name for path in plain.iterdir()} == {*FILES}
    # A run in its place takes what the old one wrote along.
    again = done.parent / "again"
    shutil.copytree(done, again)
    run(read_scenario(done.parent / "small.yaml"), again, force=True)
    assert {path.name for path in again.iterdir()} == {*FILES}


def _table(folder: Path) -> None:
    path = folder / "alternatives.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2,alter", "3,alter"), "utf-8")


def _passed_by(folder: Path) -> None:
    path = folder / "certificate.json"
    stated = json.loads(path.read_text(encoding="utf-8"))
    del stated["alternatives"]["plans"][0]
    path.write_text(json.dumps(stated), encoding="utf-8")


def _fewer_asked(folder: Path) -> None:
    path = folder / "certificate.json"
    stated = json.loads(path.read_text(encoding="utf-8"))
    stated["alternatives"]["number"] = 2
    path.write_text(json.dumps(stated), encoding="utf-8")


def _no_file(folder: Path) -> None:
    (folder / "alternative_2.csv").unlink()


@pytest.mark.parametrize(
    "forge",
    [_passed_by, _table, _no_file, _fewer_asked],
)
def test_what_is_forged_and_signed_again_is_seen(
    done: Path, tmp_path: Path, forge: Callable[[Path], Any]
) -> None:
    copy = tmp_path / "out"
    shutil.copytree(done, copy)
    forge(copy)
    record = json.loads((copy / RECORD).read_text(encoding="utf-8"))
    names = [path.name for path in copy.iterdir()]
    (copy / RECORD).write_text(json.dumps(record), encoding="utf-8")
    sign(copy, names, RECORD)
    assert not verify_folder(copy).holds
