"""The house as its files show it: which there are, and what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "planner"
MODULES = sorted(HOUSE.rglob("*.py"))


def inside(path: Path) -> str:
    """Name a file by its path inside ``planner/``."""
    return path.relative_to(HOUSE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """Name a file as an import does: ``planner.units`` for ``planner/units/__init__.py``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILE_OF = {dotted(path): path for path in MODULES}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """List the modules that a file imports, wherever in it and for whatever, in full."""
    names: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            # `from planner import plan` is an import of planner.plan.
            names += [name if name in FILE_OF else str(node.module) for name in full]
    return tuple(names)


def strings(path: Path) -> Iterator[ast.Constant]:
    """The strings of a file that are no docstrings, and no English sentences.

    A sentence may name what is Vietnamese: "for Hà Tĩnh in VN-2000 for example EPSG:9209".
    """
    module = tree(path)
    left_out = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("say", "Problem"):
            left_out |= {id(node) for node in ast.walk(call)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and id(node) not in left_out:
            yield node
