"""Workbooks: opened for writing in one room; text stays text, the bytes are the same each time."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
from conftest import REPOSITORY

from planner.output.reports.workbook.annexes import AnnexSheet, write_annexes
from planner.output.reports.workbook.book import Sheet, open_book, write_book
from planner.output.reports.workbook.sheets import Field
from planner.words import Text

ROOM = "output/reports/workbook/book.py"
OPENS = {"Workbook", "ExcelWriter", "to_excel"}
FOREIGN = ["=1+1", "=cmd|'/c calc'!A0", "+1", "@SUM(A1)", "https://example.org", "00123", "{=1+1}"]
TWICE = """
import sys
from pathlib import Path
from planner.output.reports.workbook.book import open_book
for path in sys.argv[1:]:
    with open_book(Path(path), "A") as (book, styles):
        book.add_worksheet("A").write_string(0, 0, "a", styles.note)
"""


def opens(path: Path) -> bool:
    """Whether a file opens a workbook for writing, or saves one that it read."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {each.attr for each in calls if isinstance(each, ast.Attribute)}
    named = names | {each.id for each in calls if isinstance(each, ast.Name)}
    return bool(named & OPENS) or ("load_workbook" in names and "save" in names)


def test_workbooks_are_opened_for_writing_in_one_room() -> None:
    package = REPOSITORY / "planner"
    found = [path.relative_to(package).as_posix() for path in package.rglob("*.py") if opens(path)]
    assert found == [ROOM]


def formulas(path: Path) -> int:
    """Count the formulas of the sheets, as the file itself says them."""
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(parts.read(name).count(b"<f>") for name in sheets)


def written(folder: Path) -> list[Path]:
    """Write foreign text wherever a workbook takes some."""
    folder.mkdir()
    plain, annexes, merged = (folder / f"{name}.xlsx" for name in ("plain", "annexes", "merged"))
    fields = [Field(Text(said, said), pd.Series(FOREIGN)) for said in FOREIGN[:3]]
    write_book(plain, FOREIGN[0], [Sheet("A", Text(FOREIGN[0], FOREIGN[1]), fields)])
    sheet = AnnexSheet("A", "1", FOREIGN[0], fields, notes=FOREIGN)
    write_annexes(annexes, FOREIGN[0], FOREIGN, [sheet])
    with open_book(merged, FOREIGN[0]) as (book, styles):
        page = book.add_worksheet("A")
        for row, said in enumerate(FOREIGN):
            page.merge_range(row, 0, row, 3, said, styles.note)
            page.write(row, 5, said)
    return [plain, annexes, merged]


def test_foreign_text_is_never_a_formula_a_link_or_a_number(tmp_path: Path) -> None:
    for path in written(tmp_path / "one"):
        page = openpyxl.load_workbook(path)["A"]
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        texts = [str(cell.value) for cell in cells]
        assert set(FOREIGN) <= set(texts)
        assert not any(cell.hyperlink for cell in cells)
        assert all(isinstance(cell.value, str) for cell in cells)
        assert formulas(path) == 0, path.name


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """From the first workbook of a process on, which the library might make otherwise."""
    paths = [tmp_path / f"{number}.xlsx" for number in range(2)]
    subprocess.run([sys.executable, "-c", TWICE, *map(str, paths)], cwd=REPOSITORY, check=True)
    assert paths[0].read_bytes() == paths[1].read_bytes()
