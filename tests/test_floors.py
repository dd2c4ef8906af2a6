"""The house: imports run down only, without circles, and each tool lives in its own rooms."""

from __future__ import annotations

import ast
import re
import runpy
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import networkx as nx
import pytest
from house import FILE_OF, HOUSE, MODULES, ROOT, imported, inside, tree

ARCHITECTURE = ROOT / "docs" / "architecture.md"

# Where a library may be used: rooms of `planner`.  Others may be used anywhere.
ONLY_IN = {
    "pulp": {"optimize"},
    "highspy": {"optimize"},
    "docx": {"output/dossier"},
    "docxtpl": {"output/dossier"},
    "jinja2": {"output/dossier", "output/maps"},
    "folium": {"output/maps"},
    "branca": {"output/maps"},
    "matplotlib": {"output/maps"},
    "xstatic": {"output/maps"},
    "xlsxwriter": {"output/reports"},
    "typer": {"cli"},
    "rich": {"cli"},
}
# The independent check shares no code with what it checks.
VERIFY_MAY_USE = {*sys.stdlib_module_names, "numpy", "networkx", "shapely"}


def floors(heading: str) -> list[tuple[int, str]]:
    """Read a table of rooms in docs/architecture.md: floor and room, as they stand there."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| +(\d+) \| `([\w/]+?)(?:\.py|/)` \|", section, re.MULTILINE)
    return [(int(floor), room) for floor, room in rows]


WING = HOUSE / "optimize"
ROOMS = {room: floor for floor, room in floors("Rooms")}
OPTIMIZER = {room: floor for floor, room in floors("Inside the optimizer")}


def room_of(parts: Sequence[str], rooms: Mapping[str, int]) -> str:
    """Name the room of a file: the longest beginning of its path that stands in a table."""
    names = ["/".join(parts[:last]) for last in range(len(parts), 0, -1)]
    # What only holds rooms together says what they have in common, and imports nothing.
    return next((name for name in names if name in rooms), parts[-1])


def within(path: Path, package: Path) -> list[str]:
    """Give the way to a file from a package."""
    return list(path.relative_to(package).with_suffix("").parts)


@pytest.mark.parametrize("heading", ["Rooms", "Inside the optimizer"])
def test_a_table_is_sorted_by_floor_and_names_each_room_once(heading: str) -> None:
    numbers, rooms = zip(*floors(heading), strict=True)
    assert list(numbers) == sorted(numbers, reverse=True)
    assert len(rooms) == len(set(rooms))


@pytest.mark.parametrize(("package", "table"), [(HOUSE, ROOMS), (WING, OPTIMIZER)])
def test_every_room_has_a_floor(package: Path, table: dict[str, int]) -> None:
    files = [path for path in MODULES if path.is_relative_to(package)]
    assert {room_of(within(path, package), table) for path in files} - {"__init__"} == set(table)


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_imports_run_down(path: Path) -> None:
    room = room_of(within(path, HOUSE), ROOMS)
    # The public face stands above the house.
    floor = ROOMS.get(room, max(ROOMS.values()) + 1)
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package != "planner":
            assert room in ONLY_IN.get(package, {room}), f"{package} is used in {room}"
            continue
        assert rest, "a room imports rooms, not the public face"
        other = room_of(rest.split("."), ROOMS)
        assert other == room or ROOMS[other] < floor, f"{room} imports {other}"


@pytest.mark.parametrize("path", sorted(WING.rglob("*.py")), ids=inside)
def test_imports_run_down_inside_the_optimizer(path: Path) -> None:
    room = room_of(within(path, WING), OPTIMIZER)
    floor = OPTIMIZER.get(room, max(OPTIMIZER.values()) + 1)
    for name in imported(path):
        if name.startswith("planner.optimize."):
            other = name.split(".")[2]
            assert other == room or OPTIMIZER[other] < floor, f"{room} imports {other}"


def test_no_file_imports_itself_by_way_of_others() -> None:
    """Not even for types alone: what needs each other belongs together, or into a third file."""
    arrows = nx.DiGraph(
        (module, other)
        for module, path in FILE_OF.items()
        for other in imported(path)
        if other in FILE_OF
    )
    circles = [circle for circle in nx.strongly_connected_components(arrows) if len(circle) > 1]
    assert circles == []


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_no_file_sets_what_belongs_to_another(path: Path) -> None:
    """An attribute set on a class or module of elsewhere is an arrow that no import shows."""
    module = tree(path)
    imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    foreign = {
        alias.asname or alias.name
        for node in imports
        if str(node.module).startswith("planner")
        for alias in node.names
    }
    targets = [
        target
        for node in ast.walk(module)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    owners = [target.value for target in targets if isinstance(target, ast.Attribute)]
    assert foreign & {owner.id for owner in owners if isinstance(owner, ast.Name)} == set()


def test_one_file_alone_hangs_something_on_a_table() -> None:
    """What a table carries out of sight is declared, and looked at, in one place."""
    hung = {
        inside(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "attrs"
    }
    assert hung == {"units/provenance.py"}


def test_verify_is_independent() -> None:
    """Plan and certificate are judged, priced and searched by code of their own."""
    files = list((HOUSE / "verify").rglob("*.py"))
    used = {name for path in files for name in imported(path)}
    # What it says is in the words of the program.
    own = ("planner.verify", "planner.words")
    foreign = {name for name in used if not name.startswith(own)}
    assert {name.split(".")[0] for name in foreign} <= VERIFY_MAY_USE
    # Nor does it load by name what it may not import.
    assert not {"importlib", "runpy"} & used
    assert not any("__import__" in path.read_text(encoding="utf-8") for path in files)


# Participles: they say that something happened, and not what a file is of.
NO_NAMES = {
    *("again", "asked", "begun", "beside", "found", "given", "held", "kept", "known"),
    *("owned", "stated", "told", "written"),
}


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_a_file_has_a_name_that_one_would_search_for(path: Path) -> None:
    assert not NO_NAMES & {*within(path, HOUSE)}


def test_the_house_has_few_doors() -> None:
    """Someone new finds the place for a change from the names of the folders alone."""
    entries = {path.name for path in HOUSE.iterdir()} - {"__pycache__", "py.typed", "__init__.py"}
    assert len(entries) <= 21, sorted(entries)


def test_the_printed_tree_is_the_real_one() -> None:
    """Where it is not: ``python docs/house.py`` writes it anew."""
    written = runpy.run_path(str(ROOT / "docs" / "house.py"))["page"]()
    assert ARCHITECTURE.read_text(encoding="utf-8") == written


def test_the_core_knows_no_country() -> None:
    """What is of one country is found as data, or by the entry of its wing, and not imported."""
    wings = {path.parent.name for path in HOUSE.glob("*/kinds.yaml")}
    assert "vietnam" in wings
    arrows = Counter(
        inside(path)
        for path in MODULES
        for name in dict.fromkeys(imported(path))
        # Commands stand above the wings.
        if within(path, HOUSE)[0] not in {*wings, "cli"}
        and name.split(".")[:2] in [["planner", wing] for wing in wings]
    )
    assert arrows == Counter()
