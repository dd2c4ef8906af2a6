"""Lines of the program: Python without comments, docstrings, blank lines; YAML; JavaScript, CSS.

    python benchmarks/lines.py [COMMIT ...]

Without a commit, the files as they are; with commits, a column each.  A file counts where the
program ships it: below `planner/`.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
SPOKEN = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def of_python(text: str) -> int:
    """Count the lines of code of a Python file."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, SPOKEN) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            docstrings.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


def counted(commit: str | None) -> Counter[str]:
    """Count lines by kind of file, of a commit or of the files as they are."""
    listing = ["git", "ls-files", "planner"]
    if commit is not None:
        listing = ["git", "ls-tree", "-r", "--name-only", commit, "planner"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: Counter[str] = Counter()
    for name in names.split():
        kind = Path(name).suffix
        if kind not in (".py", ".yaml", ".js", ".css"):
            continue
        if commit is None:
            text = (ROOT / name).read_text(encoding="utf-8")
        else:
            show = ["git", "show", f"{commit}:{name}"]
            done = subprocess.run(show, cwd=ROOT, capture_output=True, check=True)
            text = done.stdout.decode("utf-8")
        filled = sum(bool(line.strip()) for line in text.splitlines())
        found[kind] += of_python(text) if kind == ".py" else filled
        found["files"] += 1
    return found


def main() -> None:
    """Print a table."""
    columns = {commit or "now": counted(commit) for commit in (sys.argv[1:] or [None])}
    print(pd.DataFrame(columns).sort_index().to_string())


if __name__ == "__main__":
    main()
