"""The house: imports run down only, and each tool lives in its own rooms."""

from __future__ import annotations

import ast
import configparser
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "planner"
MODULES = sorted(HOUSE.rglob("*.py"))
MOST_LINES = 500

# Where a library may be used: rooms of `planner`.  Others may be used anywhere.
ONLY_IN = {
    "pulp": {"optimize"},
    "highspy": {"optimize"},
    "folium": {"maps"},
    "branca": {"maps"},
    "matplotlib": {"maps"},
    "xstatic": {"maps"},
    "xlsxwriter": {"reports"},
    "typer": {"cli"},
    "rich": {"cli"},
}
# The independent check shares no code with what it checks.
VERIFY_MAY_USE = {*sys.stdlib_module_names, "numpy", "networkx", "shapely"}


def floors() -> dict[str, int]:
    """Read the table of rooms in docs/architecture.md: room → floor."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| +(\d+) \| `(\w+)(?:\.py|/)` \|", text, re.MULTILINE)
    return {room: int(floor) for floor, room in rows}


def room_of(path: Path) -> str:
    """Name the room of a file: the first part of its path inside ``planner/``."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> list[str]:
    """List the modules that a file imports, wherever in it, in full."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            names.append(str(node.module))
            # `from planner import plan` is an import of planner.plan.
            if node.module == "planner":
                names += [f"planner.{alias.name}" for alias in node.names]
    return names


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in MODULES} - {"__init__"} == set(floors())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_run_down(path: Path) -> None:
    room, table = room_of(path), floors()
    # The public face stands above the house.
    floor = table.get(room, max(table.values()) + 1)
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package != "planner":
            assert room in ONLY_IN.get(package, {room}), f"{package} is used in {room}"
            continue
        assert rest, "a room imports rooms, not the public face"
        other = rest.split(".")[0]
        assert other == room or table[other] < floor, f"{room} imports {other}"


def test_rooms_are_small() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_verify_is_independent() -> None:
    """Plan and certificate are judged, priced and searched by code of their own."""
    files = list((HOUSE / "verify").glob("*.py"))
    used = {name for path in files for name in imported(path)}
    foreign = {name for name in used if not name.startswith("planner.verify")}
    assert {name.split(".")[0] for name in foreign - {"planner.words.text"}} <= VERIFY_MAY_USE
    # Nor does it load by name what it may not import.
    assert not {"importlib", "runpy"} & used
    assert not any("__import__" in path.read_text(encoding="utf-8") for path in files)


def test_the_data_dictionary_is_what_the_code_says() -> None:
    page = ROOT / "docs" / "data-dictionary.md"
    written = runpy.run_path(str(ROOT / "docs" / "data_dictionary.py"))["page"]()
    assert page.read_text(encoding="utf-8") == written


def test_everything_is_shipped() -> None:
    """Each file of the package, and each shipped table, falls under a line of setup.cfg."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    packages = config["options"]["packages"].split()
    moved = dict(line.split(" = ") for line in config["options"]["package_dir"].strip().split("\n"))
    patterns = {
        package: ["*.py", *globs.replace(",", " ").split()]
        for package, globs in config["options.package_data"].items()
    }
    shipped: set[Path] = set()
    for package in packages:
        folder = ROOT / moved.get(package, package.replace(".", "/"))
        for pattern in patterns.get(package, ["*.py"]):
            shipped |= set(folder.glob(pattern))
    there = {
        path
        for top in ("planner", *moved.values())
        for path in (ROOT / top).rglob("*.*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    }
    assert there - shipped == set()
