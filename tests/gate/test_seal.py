"""A seal is known by a key that lies outside every folder, and only by it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from planner.gate.seal import KEY_BYTES, is_sealed, seal

ASK = "from planner.gate.seal import seal; print(seal(['a', {'b': 1}]))"


def asked(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_only_what_was_said_is_sealed() -> None:
    said = ["map.html", {"plan.csv": "0" * 64}]
    assert is_sealed(said, seal(said))
    assert not is_sealed(["plan.csv", said[1]], seal(said))
    for forged in ("", "0" * 64, None, 7):
        assert not is_sealed(said, forged)


def test_the_key_is_one_for_a_user_and_another_for_the_next(tmp_path: Path) -> None:
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        home.mkdir()
    assert asked(homes[0]) == asked(homes[0]) != asked(homes[1])
    (key,) = (homes[0] / "state").rglob("key")
    assert len(key.read_bytes()) == KEY_BYTES
    assert key.stat().st_mode & 0o077 == 0


def test_without_a_place_for_a_key_nothing_is_taken_for_ours(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder", encoding="utf-8")
    assert asked(nowhere) != asked(nowhere)
