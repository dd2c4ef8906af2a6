"""The whole line: the main job, the same bytes from another process, and the decided plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from commandline import REPOSITORY, Planner

from planner.store.manifest import FILES

MAIN = "scenarios/ha_tinh_2026.yaml"
DECIDED = "scenarios/ha_tinh_2025.yaml"
PEOPLE = 1_288_866


def result_without_clock(folder: Path) -> dict[str, Any]:
    """Read ``result.json`` without the block that may differ."""
    shown: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    timing = shown.pop("timing")
    assert {"started", "command"} <= set(timing)
    return shown


@pytest.fixture(scope="module")
def main_job(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Run the main job as a user does."""
    folder = tmp_path_factory.mktemp("main") / "first"
    done = planner("run", MAIN, "--out", folder, seed="1")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_the_main_job_is_proven(main_job: Path) -> None:
    first = result_without_clock(main_job)
    assert sorted(path.name for path in main_job.iterdir()) == sorted([*FILES, "standing.csv"])
    assert (first["units"], first["groups"]) == (69, 61)
    assert first["check"] == []
    assert first["unsatisfied"] == []
    assert first["repeatable"] is True
    stages = {stage["name"]: stage for stage in first["stages"]}
    assert list(stages) == ["unsatisfied", "disturbed", "inertia"]
    assert all(stage["proven"] and stage["bound"] == stage["value"] for stage in stages.values())
    assert stages["unsatisfied"]["value"] == 0
    assert stages["disturbed"]["final"] == 126_017
    assert stages["inertia"]["unit"] == "người·km²"
    assert first["pool"]["any_size"] is True
    assert {entry["name"] for entry in first["inputs"]} >= {
        "communes_2026.parquet",
        "ha_tinh_2026.yaml",
        "vn-commune-112-2025.yaml",
    }
    # No path of this machine stands in any text that is handed on.
    for name in ("plan.csv", "scenario.yaml", "findings.csv", "indicators.csv", "map.html"):
        text = (main_job / name).read_text(encoding="utf-8")
        assert str(main_job.parent) not in text and str(REPOSITORY) not in text, name

    plan = pd.read_csv(main_job / "plan.csv", dtype={"code": str, "new_code": str})
    assert (plan["code"].nunique(), plan["new_code"].nunique()) == (69, 61)


@pytest.mark.slow
def test_the_main_job_is_the_same_from_another_process(
    main_job: Path, tmp_path: Path, planner: Planner
) -> None:
    """The same bytes in another folder and with other hashes; small worlds do so in every run."""
    folder = tmp_path / "elsewhere" / "second"
    assert planner("run", MAIN, "--out", folder, seed="2").returncode == 0
    assert result_without_clock(folder) == result_without_clock(main_job)
    for name in set(FILES) - {"result.json"}:
        one, other = ((each / name).read_bytes() for each in (main_job, folder))
        assert one == other, f"{name} differs between two runs"


@pytest.mark.slow
def test_the_decided_plan_evaluates(tmp_path: Path, planner: Planner) -> None:
    plan, folder = "data/plans/ha_tinh_2025_decided.csv", tmp_path / "decided"
    done = planner("evaluate", DECIDED, "--plan", plan, "--out", folder, "--json")
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
