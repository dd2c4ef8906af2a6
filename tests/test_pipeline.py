"""The whole line: the main job, twice the same bytes, and the plan that was decided."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from commandline import REPOSITORY, Planner

from planner.reports import FILES

MAIN = "scenarios/ha_tinh_2025.yaml"
PEOPLE = 1_288_866


def result_without_clock(folder: Path) -> dict[str, Any]:
    """Read ``result.json`` without the block that may differ."""
    shown: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    timing = shown.pop("timing")
    assert {"started", "command"} <= set(timing)
    return shown


@contextlib.contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep so many CPUs busy; five minutes at most, whatever becomes of the test."""
    burn = "import time\nend = time.monotonic() + 300\nwhile time.monotonic() < end: pass"
    burning = [subprocess.Popen([sys.executable, "-c", burn]) for _ in range(processes)]
    try:
        yield
        assert all(each.poll() is None for each in burning), "the load ended before the run"
    finally:
        for each in burning:
            each.kill()
            each.wait()


def test_the_main_job_is_proven_and_the_same_under_load(tmp_path: Path, planner: Planner) -> None:
    """Twice the same bytes: alone, then in another folder, with other hashes, on busy CPUs."""
    folders = [tmp_path / "first", tmp_path / "elsewhere" / "second"]
    runs = [planner("run", MAIN, "--out", folders[0], seed="1")]
    with busy(2):
        runs.append(planner("run", MAIN, "--out", folders[1], seed="2"))
    for done in runs:
        assert done.returncode == 0, done.stdout + done.stderr

    first, second = map(result_without_clock, folders)
    assert first == second
    for folder in folders:
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    for name in set(FILES) - {"result.json"}:
        one, other = ((folder / name).read_bytes() for folder in folders)
        assert one == other, f"{name} differs between two runs"

    assert (first["units"], first["groups"]) == (209, 69)
    assert first["check"] == []
    assert first["unsatisfied"] == []
    assert first["repeatable"] is True
    stages = {stage["name"]: stage for stage in first["stages"]}
    assert list(stages) == ["unsatisfied", "below_standard", "shortfall", "inertia"]
    assert all(stage["proven"] and stage["bound"] == stage["value"] for stage in stages.values())
    assert [stages[name]["value"] for name in list(stages)[:3]] == [0, 0, 0]
    assert stages["inertia"]["unit"] == "người·km²"
    assert first["pool"]["max_members"] == 6
    assert {entry["name"] for entry in first["inputs"]} >= {
        "ha_tinh_2025.yaml",
        "ha_tinh_census_2019.csv",
        "vn-commune-76-2025.yaml",
    }
    # No path of this machine stands in any text that is handed on.
    for name in ("plan.csv", "scenario.yaml", "findings.csv", "indicators.csv", "map.html"):
        text = (folders[0] / name).read_text(encoding="utf-8")
        assert str(tmp_path) not in text and str(REPOSITORY) not in text, name

    plan = pd.read_csv(folders[0] / "plan.csv", dtype={"code": str, "new_code": str})
    assert (plan["code"].nunique(), plan["new_code"].nunique()) == (209, 69)
    assert plan["new_code"].value_counts().max() <= 6


def test_the_decided_plan_evaluates(tmp_path: Path, planner: Planner) -> None:
    plan, folder = "data/plans/ha_tinh_2025_decided.csv", tmp_path / "decided"
    done = planner("evaluate", MAIN, "--plan", plan, "--out", folder, "--json")
    # Whether or not each of the 69 meets the standards, the plan is evaluated whole.
    assert done.returncode in (0, 1), done.stderr
    shown = json.loads(done.stdout)
    assert (shown["units"], shown["groups"], shown["stages"]) == (209, 69, [])
    assert shown["check"] == []
    shares = pd.read_csv(folder / "plan.csv", comment="#", dtype={"code": str, "new_code": str})
    assert shares["new_code"].nunique() == 69
    indicators = pd.read_csv(folder / "indicators.csv").set_index("indicator")
    assert indicators.loc["people", ["before", "after"]].tolist() == [PEOPLE, PEOPLE]
    findings = pd.read_csv(folder / "findings.csv")
    judged = findings[findings["status"] != "no_rule"]
    assert judged["article"].str.len().gt(0).all()
