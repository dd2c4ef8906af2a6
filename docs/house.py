"""Write the tree of the house into docs/architecture.md, from the first line of each file."""

import ast
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "architecture.md"
HOUSE = Path(__file__).parents[1] / "planner"
BEGIN, END = "<!-- tree: python docs/house.py -->\n", "<!-- end of the tree -->\n"


def duty(path: Path) -> str:
    """Say what a file is for: the first line of its docstring, of a package that of its door."""
    file = path / "__init__.py" if path.is_dir() else path
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.split("\n")[0].rstrip(".")


def rooms(package: Path) -> list[Path]:
    """List what is code of a package: other packages, and files."""
    inside = (path for path in package.iterdir() if path.name != "__init__.py")
    return sorted(
        path for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file()
    )


def lines(package: Path, depth: int) -> Iterator[tuple[str, str]]:
    """Give name and duty of all that a package holds, as deep as is asked."""
    for path in rooms(package):
        yield path.name + "/" * path.is_dir(), duty(path)
        if path.is_dir() and depth > 1:
            yield from (("    " + name, said) for name, said in lines(path, depth - 1))


def page() -> str:
    """Write the whole page anew, with the tree as it is."""
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    found = [("planner/", duty(HOUSE)), *(("    " + n, said) for n, said in lines(HOUSE, 2))]
    width = max(len(name) for name, _ in found) + 2
    tree = "".join(f"{name:{width}}{said}\n" for name, said in found)
    return f"{head}{BEGIN}\n```text\n{tree}```\n\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
