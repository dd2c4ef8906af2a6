"""An archive of a stranger: nothing of it is unpacked that leads elsewhere, or has no end."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.gate.archive import LIST, is_archive, pack, unpack
from planner.gate.limits import Files

Fault = Callable[[Path], None]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    folder = tmp_path / "part"
    (folder / "run").mkdir(parents=True)
    (folder / "run" / "bảng.csv").write_text("a,b\n" * 10, encoding="utf-8")
    (folder / "b.txt").write_text("b", encoding="utf-8")
    pack(folder, tmp_path / "good.zip", {"made": {}})
    return tmp_path / "good.zip"


def with_entry(
    name: str, data: bytes = b"x", attributes: int = 0o100644 << 16, flags: int = 0
) -> Fault:
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = attributes
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)

    return add


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def other_byte(path: Path) -> None:
    data = path.read_bytes()
    at = data.index("bảng.csv".encode()) + 20
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def another_file(path: Path) -> None:
    """Put other bytes under a name, with a checksum that fits."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (held | {"b.txt": b"c"}).items():
            archive.writestr(name, data)


def lying(path: Path) -> None:
    """Say that a file of 50 MB has ten bytes."""
    with_entry("big.csv", b"0" * 50_000_000)(path)
    data = path.read_bytes()
    size = (50_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))


FAULTS: dict[str, tuple[Fault, str]] = {
    "above": (with_entry("../evil.csv"), "lead elsewhere"),
    "root": (with_entry("/tmp/evil.csv"), "lead elsewhere"),
    "drive": (with_entry("C:/evil.csv"), "lead elsewhere"),
    "backslash": (with_entry("run\\..\\evil.csv"), "lead elsewhere"),
    "device": (with_entry("run/CON.csv"), "lead elsewhere"),
    "dot at the end": (with_entry("run./evil.csv"), "lead elsewhere"),
    "line break": (with_entry("run/evil\n.csv"), "lead elsewhere"),
    "a link": (with_entry("run/l", b"/etc", (stat.S_IFLNK | 0o777) << 16), "lead elsewhere"),
    "a folder": (with_entry("run/empty/"), "lead elsewhere"),
    "another case": (with_entry("RUN/BẢNG.csv"), "stand twice"),
    "another form of a letter": (with_entry("run/ba\u0309ng.csv"), "stand twice"),
    "one more file": (with_entry("more.csv"), "not as they were packed: more.csv"),
    "a bomb": (with_entry("zeros", b"\0" * 20_000_000), "bytes when unpacked"),
    "a lie about a size": (lying, "cannot be read|not as they were"),
    "cut short": (cut, "cannot be read"),
    "another byte": (other_byte, "cannot be read"),
    "another file": (another_file, r"not as they were packed: b\.txt"),
    "no archive": (lambda path: path.write_bytes(b"PK\3\4 nothing") and None, "cannot be read"),
}


def test_what_was_packed_is_unpacked(good: Path, tmp_path: Path) -> None:
    assert is_archive(good)
    said = unpack(good, tmp_path / "out")
    assert said["made"] == {}
    assert (tmp_path / "out" / "run" / "bảng.csv").read_bytes() == b"a,b\n" * 10
    assert {path.name for path in (tmp_path / "out").iterdir()} == {LIST, "run", "b.txt"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_archive_is_refused(good: Path, tmp_path: Path, fault: str) -> None:
    spoil, message = FAULTS[fault]
    spoil(good)
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=message):
        unpack(good, place)
    # Nothing lies anywhere but in the folder that is thrown away.
    assert [path for path in before if not path.exists()] == []
    assert all(place in path.parents for path in {*tmp_path.rglob("*")} - {*before})


def test_no_more_is_unpacked_than_is_allowed(good: Path, tmp_path: Path) -> None:
    for limits in (Files(most_files=2), Files(most_bytes=100), Files(most_times=0)):
        with pytest.raises(InputError):
            unpack(good, tmp_path / "out", limits)


def test_a_name_that_other_disks_cannot_have_is_not_packed(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a:b.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="not every disk"):
        pack(tmp_path / "part", tmp_path / "x.zip", {})
