"""What the guide says of a workspace, run as it stands there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from house import ROOT
from workspaces import groups

from planner.session import Change, Workspace

PAGE = ROOT / "docs" / "guide" / "session.md"


def test_the_page_runs(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, os.fspath(PAGE), "exec"), names)
    shown, workspace = names["preview"], names["workspace"]
    assert isinstance(shown, Change)
    assert isinstance(workspace, Workspace)
    # Beside a row that is held, two corners have less inertia than two rows.
    assert groups(shown.after.state) == {"11+12+13", "21+31+32", "22+23+33"}
    assert [entry.kind for entry in workspace.entries][-2:] == ["propose", "goto"]
