"""What a run shows while it goes and when it ends: no code words for a Vietnamese reader."""

from __future__ import annotations

import ast
from pathlib import Path

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
