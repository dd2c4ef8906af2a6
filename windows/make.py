"""Make a folder that installs the program on Windows without a network, for no administrator.

``python windows/make.py FOLDER`` builds the wheel of this checkout, fetches wheels of
everything that it needs for 64-bit Windows, and writes the scripts that install and start it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
ROOT = HERE.parent
BUILT_FROM = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg")
PACKAGES = ("data", "notebooks", "planner", "scenarios")
PLATFORM, PYTHON = "win_amd64", "3.12"
# UTF-8 with the mark by which Windows PowerShell 5 knows it; `cmd` reads plain ASCII.
SCRIPTS = {"install.ps1": "utf-8-sig", "start.bat": "ascii", "DOC_TRUOC.txt": "utf-8-sig"}
FOR_WINDOWS = (
    *("--only-binary=:all:", f"--platform={PLATFORM}", f"--python-version={PYTHON}"),
    "--implementation=cp",
)
# What conditions of requirements ask about, as Windows answers.
WINDOWS = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON,
    "sys_platform": "win32",
}


def pip(*words: object) -> None:
    """Call pip of the Python that runs this, and end with what it says where it fails."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    subprocess.run(command, check=True)


def wheel(folder: Path) -> Path:
    """Build the wheel of this checkout, from a copy: building leaves traces beside the code."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for part in BUILT_FROM:
            shutil.copy(ROOT / part, copy)
        for part in PACKAGES:
            made = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / part, copy / part, ignore=made)
        pip("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, copy)
    (built,) = folder.glob("planner_dvhc-*.whl")
    return built


def resolved(built: Path) -> dict[str, str]:
    """Resolve what the wheel needs on Windows, and download nothing but metadata.

    pip asks the machine that it runs on which conditions of requirements hold; what only Windows
    needs (``sys_platform == "win32"``) is therefore added here, until nothing is missing.

    Returns
    -------
    dict of str
        Requirement of one version → file name of its wheel, in the order of names.
    """
    asked: list[str] = [f"{built}[serve]"]
    while True:
        found = _reported(asked)
        there = {canonicalize_name(each["metadata"]["name"]) for each in found}
        missing = {
            f"{need.name}{need.specifier}"
            for each in found
            for need in map(Requirement, each["metadata"].get("requires_dist", []))
            if need.marker and need.marker.evaluate(WINDOWS) and not need.extras
            if canonicalize_name(need.name) not in there
        }
        if not missing:
            break
        asked += sorted(missing)
    wheels = {
        f"{each['metadata']['name']}=={each['metadata']['version']}": each["download_info"]["url"]
        for each in found
    }
    return {need: url.rpartition("/")[2] for need, url in sorted(wheels.items())}


def _reported(asked: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        report, nothing = Path(name) / "report.json", Path(name) / "nothing"
        pip(
            *("install", "--quiet", "--dry-run", "--ignore-installed", "--report", report),
            *("--target", nothing, *FOR_WINDOWS, *asked),
        )
        installs: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["install"]
    return installs


def write_scripts(folder: Path) -> None:
    """Write the scripts and the page to read first, as Windows reads them."""
    for name, encoding in SCRIPTS.items():
        text = (HERE / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding=encoding, newline="\r\n")


def make(folder: Path) -> None:
    """Make the whole folder, with every wheel in it."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    built = wheel(wheels)
    others = [need for need, file in resolved(built).items() if file != built.name]
    pip("download", "--quiet", "--no-deps", "--dest", wheels, *FOR_WINDOWS, *others)
    write_scripts(folder)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    folder = parser.parse_args().folder
    if folder.exists():
        parser.error(f"{folder}: is there already; name another, or remove it")
    make(folder)


if __name__ == "__main__":
    main()
