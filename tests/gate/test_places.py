"""While a bundle is read, its settings name nothing outside it but what is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.gate import admit, confined
from planner.gate.places import is_elsewhere, is_networked
from planner.sources import data_folder


def test_only_what_is_inside_or_shipped_is_admitted(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.csv"
    inside.mkdir()
    outside.write_text("secret", encoding="utf-8")
    (inside / "link.csv").symlink_to(outside)
    shipped = data_folder() / "facts" / "provinces.yaml"
    assert admit(outside) == outside
    with confined(inside, data_folder()):
        for path in (inside / "a.csv", inside / "b" / ".." / "a.csv", shipped):
            assert admit(path) == path
        for name in ("link.csv", "../out.csv", str(outside), r"\\10.0.0.1\share\a.csv", "//h/s/a"):
            with pytest.raises(InputError, match="leads out of the bundle"):
                admit(inside / name, name)
        with confined():
            assert admit(outside) == outside
        with pytest.raises(InputError, match="leads out of the bundle"):
            admit(outside)
    assert admit(outside) == outside


def test_paths_to_other_machines_are_known_on_every_system(tmp_path: Path) -> None:
    assert is_networked(r"\\10.0.0.1\share\a.csv")
    assert is_networked("//10.0.0.1/share/a.csv")
    assert not is_networked("/home/a.csv")
    assert not is_networked(r"C:\a.csv")
    assert is_elsewhere("//server/share/a", tmp_path)
    assert not is_elsewhere(str(tmp_path), tmp_path)
