"""The size of rooms: files, packages and functions; and types left unsaid.

The table of `Any` can only shrink.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from house import HOUSE, MODULES, ROOT, inside, tree

MOST_LINES = 400
MOST_FILES = 12
MOST_LINES_OF_A_FUNCTION = 59
CODE = sorted(path for kind in ("*.py", "*.js", "*.css") for path in HOUSE.rglob(kind))

# `Any` that stands for itself, by file and number of times; that of a table's column
# (`pd.Series[Any]`) is what the library calls a column of any type, and is not counted.
HELD_OPEN = {"Series", "Index", "NDArray", "Graph"}
ANY: dict[str, dict[str, int]] = {
    "plain data, as YAML and JSON hold it; a model or the reader checks its shape": {
        "store/audit.py": 7,
        "cli/commands/checking.py": 2,
        "cli/commands/comparing.py": 2,
        "cli/errors.py": 1,
        "cli/help.py": 3,
        "gate/documents.py": 9,
        "output/dossier/check.py": 1,
        "output/dossier/context.py": 1,
        "law/overrides.py": 6,
        "law/reading.py": 11,
        "law/settle.py": 4,
        "optimize/certificate.py": 5,
        "optimize/effort/__init__.py": 1,
        "problem/settings.py": 2,
        "optimize/widen/anysize.py": 1,
        "pipeline.py": 1,
        "plan/__init__.py": 1,
        "batch/processes.py": 1,
        "vietnam/replay/workbook.py": 1,
        "output/reports/comparison.py": 4,
        "output/reports/result.py": 11,
        "store/ownership.py": 1,
        "store/record.py": 3,
        "gate/files.py": 2,
        "store/runs/verifying.py": 3,
        "scenario/__init__.py": 1,
        "scenario/reading.py": 5,
        "sources/__init__.py": 1,
    },
    "plain data for the page, written as JSON": {
        "output/maps/comparison.py": 2,
        "output/maps/pages/country.py": 2,
        "output/maps/content.py": 3,
        "output/maps/document.py": 2,
        "output/maps/pages/prices.py": 2,
        "output/maps/pages/repairs.py": 2,
    },
    "a certificate of a stranger: everything in it is doubted": {
        "verify/__init__.py": 5,
        "verify/anysize/__init__.py": 6,
        "verify/anysize/people.py": 2,
        "verify/choices/alternatives.py": 4,
        "verify/check.py": 3,
        "verify/costs.py": 2,
        "verify/duals.py": 3,
        "verify/facts.py": 1,
        "verify/law.py": 3,
        "verify/pool.py": 7,
        "verify/seats.py": 3,
        "verify/stages.py": 12,
        "verify/verdict.py": 1,
    },
    "rows and cells, which pandas and GeoJSON give without types": {
        "cli/shown.py": 2,
        "evaluation/depends/__init__.py": 2,
        "evaluation/depends/case.py": 1,
        "evaluation/depends/sentences.py": 2,
        "output/dossier/inputs.py": 3,
        "output/dossier/meeting.py": 2,
        "output/dossier/prices.py": 1,
        "output/dossier/tables/table.py": 11,
        "output/maps/printed/sheets.py": 4,
        "vietnam/replay/tables.py": 3,
        "sources/cells.py": 1,
        "vietnam/sources/embedded.py": 3,
    },
    "an answer of a child is of whatever type its task gives; a template is filled with anything": {
        "gate/child.py": 2,
        "output/dossier/word/template.py": 3,
    },
    "conditions of the law are trees of tests and values": {
        "law/describe.py": 3,
    },
    "outlines: shapely has a class for each kind, and none says what the others can": {
        "output/maps/printed/around.py": 11,
        "output/maps/outlines.py": 4,
        "output/maps/printed/contents/__init__.py": 1,
        "output/maps/printed/contents/borders.py": 1,
        "output/maps/printed/labels.py": 1,
        "output/maps/printed/pen.py": 4,
    },
    "deepcopy hands on a memo of anything": {
        "units/provenance.py": 1,
    },
    "Matplotlib: settings and canvases": {
        "output/maps/small/panels.py": 1,
    },
    "HiGHS and PuLP have no types": {
        "optimize/bound/highs.py": 6,
    },
    "XlsxWriter takes any value of a cell": {
        "output/reports/workbook/fields.py": 1,
        "output/reports/workbook/hanging.py": 1,
        "output/reports/workbook/sheets.py": 3,
    },
    "values that are put into a sentence": {
        "output/dossier/word/writer.py": 1,
        "words/text.py": 4,
    },
}


def test_files_are_small() -> None:
    folders = (ROOT / name for name in ("benchmarks", "docs", "tests"))
    files = [*CODE, *(path for folder in folders for path in folder.rglob("*.py"))]
    long = {path for path in files if len(path.read_text("utf-8").splitlines()) > MOST_LINES}
    assert {path.relative_to(ROOT).as_posix() for path in long} == set()


def test_packages_are_small() -> None:
    held = Counter(path.parent.relative_to(ROOT).as_posix() for path in CODE)
    assert [name for name, count in held.items() if count > MOST_FILES] == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Give each function of a file with its number of lines, those of its docstring aside."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = int(node.end_lineno or 0) - node.lineno + 1
            if ast.get_docstring(node):
                said = node.body[0]
                lines -= int(said.end_lineno or 0) - said.lineno + 1
            yield node.name, lines


def test_functions_are_short() -> None:
    long = [
        f"{inside(path)}: {name}"
        for path in MODULES
        for name, lines in functions(path)
        if lines > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_functions_are_simple() -> None:
    """By the count of ruff; the limit stands in pyproject.toml."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--ignore-noqa"]
    done = subprocess.run(
        [*command, "--no-cache", "--exit-zero", "--output-format", "json", str(HOUSE)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(done.stdout)
    assert [f"{each['filename']}: {each['message']}" for each in found] == []


def unsaid(path: Path) -> int:
    """Count the places of a file where a type is ``Any``."""
    held = {
        id(node)
        for outer in ast.walk(tree(path))
        if isinstance(outer, ast.Subscript)
        and isinstance(outer.value, ast.Attribute)
        and outer.value.attr in HELD_OPEN
        for node in ast.walk(outer.slice)
    }
    return sum(
        isinstance(node, ast.Name) and node.id == "Any" and id(node) not in held
        for node in ast.walk(tree(path))
    )


def test_types_are_said() -> None:
    allowed = {name: count for files in ANY.values() for name, count in files.items()}
    found = {inside(path): unsaid(path) for path in MODULES}
    assert {name: count for name, count in found.items() if count} == allowed
