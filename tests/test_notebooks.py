"""Notebooks: each runs from its first cell to its last, and ends with pictures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from commandline import REPOSITORY
from nbclient import NotebookClient

FOLDER = REPOSITORY / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: Any, kind: str) -> list[str]:
    """Give what the cells show in one format, in their order."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def execute(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a notebook in a folder of its own; any error in a cell is raised."""
    paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    # What a notebook puts into a temporary folder goes the way of the test's.
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_ends_with_pictures(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = execute(path, tmp_path, monkeypatch)
    cells = code_cells(notebook)
    assert all(cell.execution_count for cell in cells)
    last = [output for cell in cells[-2:] for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in last)
    if path.stem.startswith("01"):
        assert len(shown(notebook, "image/png")) >= 7
        assert list(tmp_path.glob("planner_*/map.html"))
    if path.stem.startswith("02"):
        tables = " ".join(shown(notebook, "text/html"))
        assert "<td>8500</td>" in tables and "<td>12.5</td>" in tables
        # As the workbook had them.
        assert "<td>8.500</td>" in tables and "<td>12,5</td>" in tables
        texts = [o.text for cell in cells for o in cell.outputs if o.output_type == "stream"]
        assert "did you mean `max_members`?" in "".join(texts)
    if path.stem.startswith("04"):
        assert len(shown(notebook, "image/png")) == 5
        said = "".join(o.text for cell in cells for o in cell.outputs if o.output_type == "stream")
        for sentence in ("Xã Đông Kinh có 20.986 người", "giá", "trong mọi phương án", "đổi tại"):
            assert sentence in said, sentence


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_stored_without_results(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(notebook))
    text = path.read_text(encoding="utf-8")
    assert str(REPOSITORY.parent) + "/" not in text


def test_there_are_four() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]
