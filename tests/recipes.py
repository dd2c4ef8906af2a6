"""The examples of CONTRIBUTING, put into a copy of the program as they stand there.

``python tests/recipes.py`` puts them into this checkout: for a branch that is thrown away.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"^( *)```(?:python|po)\n +# ([\w/.]+)(?:, ([^\n]+))?\n(.*?)\n *```$", re.M | re.S
)


def snippets(heading: str) -> Iterator[tuple[str, str, str]]:
    """Give the examples under a heading: file, place (empty: a new file), and text."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for _, file, place, body in BLOCK.findall(section):
        yield file, place, textwrap.dedent(body) + "\n"


def named(module: ast.Module, name: str) -> ast.stmt:
    """Find what has a name: a class, function or value, at whatever depth, or in a class."""
    nodes: list[ast.AST] = [module]
    for part in name.split("."):
        nodes = [
            node
            for outer in nodes
            for node in ast.walk(outer)
            if part == getattr(node, "name", None)
            or (
                isinstance(node, ast.Assign | ast.AnnAssign)
                and part
                in [
                    getattr(target, "id", None)
                    for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                ]
            )
        ]
    (node,) = (node for node in nodes if isinstance(node, ast.stmt))
    return node


def put(root: Path, file: str, place: str, text: str) -> None:
    """Put an example where it says."""
    path = root / file
    if not place:
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if place == "at the end":
        path.write_text(f"{old}\n{text}", encoding="utf-8")
        return
    how, name = place.split(" ")
    node = named(ast.parse(old), name)
    lines = old.splitlines(keepends=True)
    assert node.end_lineno is not None
    if how == "before":
        first = [node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]
        at, indent = min(first) - 1, node.col_offset
        text += "\n" if indent else "\n\n"
    elif isinstance(node, ast.FunctionDef):
        at, indent = node.body[-1].lineno - 1, node.body[-1].col_offset
    else:
        # In front of the bracket that closes it.
        text = text.rstrip(",\n") + ",\n"
        at, indent = node.end_lineno - 1, node.col_offset + 4
    lines[at:at] = textwrap.indent(text, " " * indent)
    path.write_text("".join(lines), encoding="utf-8")


RECIPES = ("A term of the objective", "A lock", "An output")

if __name__ == "__main__":
    for recipe in RECIPES:
        for snippet in snippets(recipe):
            put(ROOT, *snippet)
            print(recipe, *snippet[:2], sep="\t")
