"""The main job from a wheel, far from the checkout; `.ci/run` begins with it from a checkout."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from commandline import REPOSITORY

MAIN = "scenarios/ha_tinh_2026.yaml"


def call(*command: object, folder: Path) -> str:
    """Run a program as a user does: without the checkout on the search path."""
    unset = {"PYTHONPATH", "PYTHONHOME"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in unset},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(folder: Path, *package: object) -> Path:
    """Make a fresh virtual environment with a package in it, and give its folder of programs."""
    call(sys.executable, "-m", "venv", "--without-pip", folder / "env", folder=folder)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = ("-m", "pip", "--python", programs / "python")
    # Compiling all modules would take longer than the run; install.sh tells of --use-pep517.
    options = ("--quiet", "--no-compile", "--use-pep517")
    call(sys.executable, *pip, "install", *options, *package, folder=folder)
    return programs


def holds_the_main_job(folder: Path) -> None:
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert (result["units"], result["groups"]) == (69, 61)
    assert all(stage["proven"] for stage in result["stages"])
    assert (folder / "map.html").stat().st_size > 100_000


WINDOWS = runpy.run_path(str(REPOSITORY / "windows" / "make.py"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the checkout, without what was made in it: building leaves traces beside the code."""
    made = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__")

    def left_out(folder: str, names: list[str]) -> set[str]:
        own = {"runs"} if Path(folder) == REPOSITORY else set()
        return made(folder, names) | own

    return shutil.copytree(REPOSITORY, tmp_path / "checkout", ignore=left_out)


@pytest.fixture
def wheel(tmp_path: Path, checkout: Path) -> Path:
    """Build a wheel; what is made of it has to do without the checkout."""
    build = ("-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path)
    call(sys.executable, *build, checkout, folder=tmp_path)
    checkout.rename(tmp_path / "moved-away")
    return next(tmp_path.glob("*.whl"))


def does_the_main_job(programs: Path, folder: Path) -> None:
    call(programs / "planner", "init", "mine", folder=folder)
    call(programs / "planner", "run", MAIN, folder=folder / "mine")
    holds_the_main_job(folder / "mine" / "runs" / "ha_tinh_2026")


@pytest.mark.slow
def test_a_wheel_is_installed_where_the_libraries_are(tmp_path: Path, wheel: Path) -> None:
    programs = environment(tmp_path, "--no-deps", wheel)
    (libraries,) = (tmp_path / "env").rglob("site-packages")
    # Found by their folder alone: what puts the checkout on the search path is not read there.
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    does_the_main_job(programs, tmp_path)
    # Everything that it needs is there for Windows, as wheels, and what only Windows needs.
    found = WINDOWS["resolved"](wheel)
    assert {"colorama", "highspy", "tzdata"} <= {need.partition("==")[0] for need in found}
    assert all(name.endswith(("win_amd64.whl", "none-any.whl")) for name in found.values())


@pytest.mark.slow
@pytest.mark.more
def test_a_wheel_brings_its_libraries(tmp_path: Path, wheel: Path) -> None:
    """Into an environment in which nothing is; `.ci/run` installs a checkout into such a one."""
    does_the_main_job(environment(tmp_path, wheel), tmp_path)


def test_scripts_for_windows_are_written_as_windows_reads_them(tmp_path: Path) -> None:
    """A console reads ASCII; PowerShell 5 knows UTF-8 by its mark; both end lines with CR LF."""
    WINDOWS["write_scripts"](tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(written) == {"install.ps1", "start.bat", "DOC_TRUOC.txt"}
    assert written["start.bat"].isascii()
    for name in ("install.ps1", "DOC_TRUOC.txt"):
        assert written[name].startswith(b"\xef\xbb\xbf"), name
    assert all(b.count(b"\n") == b.count(b"\r\n") > 10 for b in written.values())
    # No word of the console asks for an administrator, or for a network.
    script = written["install.ps1"].decode("utf-8-sig")
    # Paths with blanks, and on another machine: outside of quotes the first blank ends a path.
    batch = written["start.bat"].decode()
    assert not any("%~dp0" in part for line in batch.splitlines() for part in line.split('"')[::2])
    assert 'pushd "%~dp0"' in batch
    assert "--no-index" in script and "RunAs" not in script and "InstallAllUsers=0" in script
