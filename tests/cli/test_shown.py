"""What a run shows while it goes and when it ends: no code words for a Vietnamese reader."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest
from conftest import Planner

from planner.cli.shown import progress_text
from planner.optimize import COHESION
from planner.plan.terms import TERMS, stage_name

OPTIMIZE = Path(__file__).parents[2] / "planner" / "optimize"


def written(note: ast.expr, path: Path) -> list[ast.expr]:
    """Find the strings that a note may be: of each branch, or where its name is given a value."""
    if isinstance(note, ast.IfExp):
        return [*written(note.body, path), *written(note.orelse, path)]
    if not isinstance(note, ast.Name):
        return [note]
    return [
        string
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == note.id
        for string in written(node.value, path)
    ]


def notes() -> list[str]:
    """Find what the optimizer reports of itself, with 7 where a number stands."""
    found = set()
    for path in sorted(OPTIMIZE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            if getattr(called, "attr", "") != "report" or not isinstance(node, ast.Call):
                continue
            for each in written(node.args[3], path):
                parts = each.values if isinstance(each, ast.JoinedStr) else [each]
                found.add(
                    "".join(
                        str(getattr(part, "value", "7")) if isinstance(part, ast.Constant) else "7"
                        for part in parts
                    )
                )
    return sorted(found)


@pytest.mark.parametrize("note", notes())
def test_a_note_of_the_optimizer_has_its_vietnamese(note: str) -> None:
    told = progress_text("inertia", 1234.5, None, note)
    assert told.vi.startswith("Quán tính dân cư: 1.234,50, cận –")
    assert note not in told.vi


@pytest.mark.parametrize("stage", [*TERMS, COHESION])
def test_a_stage_is_called_by_its_name(stage: str) -> None:
    name = stage_name(stage)
    assert stage not in (name.vi, name.en)
    assert name.vi != name.en


@pytest.mark.slow
def test_a_run_in_vietnamese_has_no_code_words(small: Path, planner: Planner) -> None:
    done = planner("--lang", "vi", "run", "small.yaml", folder=small)
    assert done.returncode == 0, done.stderr
    assert "Quán tính dân cư: 2.437.500 người·km² – đã chứng minh tối ưu" in done.stdout
    for word in ("inertia", "unsatisfied", "proven", "units", "bound", " · "):
        assert word not in done.stdout
    stopped = planner(
        "--lang", "en", "run", "small.yaml", "--out", "en", "--set", "groups.max_members=2",
        folder=small,
    )  # fmt: skip
    assert "Inertia: " in stopped.stdout and "đơn vị" not in stopped.stdout.split("\n")[1]


def test_vietnamese_alone_is_printed_where_no_language_is_asked_for(
    small: Path, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_LANG")
    done = planner("check", "small.yaml", folder=small)
    assert "9 đơn vị, 48.000 người" in done.stdout and "units" not in done.stdout
    refused = planner("check", "none.yaml", folder=small)
    assert "none.yaml" in refused.stderr and "expected" not in refused.stderr
    both = planner("--lang", "both", "check", "small.yaml", folder=small)
    assert "9 đơn vị, 48.000 người" in both.stdout and "9 units" in both.stdout


def test_a_run_names_each_merger_with_its_members_and_people(small: Path, planner: Planner) -> None:
    done = planner("--lang", "en", "run", "small.yaml", "--out", "named", folder=small)
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("  + ")]
    rows = pd.read_csv(small / "named" / "plan.csv", dtype=str)
    sizes = rows["new_code"].value_counts()
    assert len(lines) == (sizes > 1).sum() > 0
    assert all(line.count("Unit") == 1 + sizes.iloc[0] for line in lines)
    assert all(line.endswith("people") for line in lines)
