"""A later edition of the embedded data is used by its hash, and told in every run."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.gate.files import digest_of
from planner.sources import SourceSettings, read_units
from planner.sources.edition import (
    STATED,
    data_folder,
    edition,
    pack_update,
    shipped_folder,
    update,
    updates,
    use_shipped,
)
from planner.units.provenance import provenance_of
from planner.vietnam.sources.today import FACTS

HOME = "vietnam:ha_tinh@2026"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, in which no update was ever used."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    data_folder.cache_clear()
    yield tmp_path
    data_folder.cache_clear()


def later(folder: Path, day: str = "2026-11-01") -> Path:
    """Copy the shipped data, as of another day, with a sentence of facts changed."""
    shutil.copytree(shipped_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    stated = folder / STATED
    text = stated.read_text("utf-8").replace("2026-07-01", day).replace("3.321", "bản thử, 3.321")
    stated.write_text(text, encoding="utf-8")
    return folder


def notes() -> str:
    units = read_units(SourceSettings(boundaries=HOME), Path())
    return "\n".join(note.vi for note in provenance_of(units).notes)


def test_an_update_is_used_until_it_is_given_up(home: Path) -> None:
    assert data_folder() == shipped_folder() and edition().sha256 == ""
    assert "Số liệu có sẵn đến ngày 01/07/2026" in notes()
    file = home / "update.zip"
    digest = pack_update(later(home / "data"), file)
    assert digest == pack_update(home / "data", home / "again.zip") == digest_of(file)
    used = update(file, digest.upper())
    assert (used.as_of.isoformat(), used.sha256) == ("2026-11-01", digest)
    assert data_folder().is_relative_to(updates())
    assert "01/11/2026 (bản thử, 3.321" in notes() and digest[:12] in notes()
    assert (data_folder() / FACTS).is_file()
    assert use_shipped().as_of.isoformat() == "2026-07-01"
    assert data_folder() == shipped_folder()


def test_what_does_not_fit_is_refused_and_changes_nothing(home: Path) -> None:
    file = home / "update.zip"
    digest = pack_update(later(home / "data"), file)
    with pytest.raises(InputError, match="a file with the hash"):
        update(file, "0" * 64)
    with pytest.raises(InputError, match="No such file"):
        update(home / "none.zip", digest)
    (home / "data" / FACTS).unlink()
    lacking = pack_update(home / "data", home / "lacking.zip")
    with pytest.raises(InputError, match=f"no {FACTS}"):
        update(home / "lacking.zip", lacking)
    same = pack_update(later(home / "same", "2026-07-01"), home / "same.zip")
    with pytest.raises(InputError, match="later than 2026-07-01"):
        update(home / "same.zip", same)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../evil", "x")
    with pytest.raises(InputError, match="lead elsewhere"):
        update(file, digest_of(file))
    assert data_folder() == shipped_folder()
    assert not (home / "evil").exists()


def test_a_broken_update_is_none(home: Path) -> None:
    digest = pack_update(later(home / "data"), home / "update.zip")
    update(home / "update.zip", digest)
    (data_folder() / STATED).write_text("as_of: yesterday", encoding="utf-8")
    data_folder.cache_clear()
    assert data_folder() == shipped_folder()
