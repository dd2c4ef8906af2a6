"""Names of whoever means harm: refused, or harmless in every output and read back as they were."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from conftest import SMALL
from hostile import DISTRICTS, NAMES, hostile_squares

from planner.errors import InputError
from planner.output.reports.proposal import write_proposal
from planner.pipeline import evaluate_plan, prepare
from planner.scenario.reading import read_scenario
from planner.sources.bases import PeopleBase
from planner.sources.tables.plans import read_plan
from planner.store.runs import read_run
from planner.units.check import FORMULA

ROWS = "".join(f"{row}{column},{row}2\n" for row in "123" for column in "123")
TITLE = "=cmd()</script><script>window.hacked=1</script>"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evaluate a plan of nine squares with such names."""
    folder = tmp_path_factory.mktemp("names")
    units = hostile_squares().reset_index(names="code")
    kept = ["code", "name", "kind", "mountain", "district", "district_code", "geometry"]
    units[kept].to_file(folder / "units.gpkg")
    units[["code", "people"]].to_csv(folder / "people.csv", index=False)
    text = SMALL.replace("Chín ô vuông", f"'{TITLE}'").replace("invented", "điều tra =1+1")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    (folder / "mine.csv").write_text(f"code,new_code\n{ROWS}", encoding="utf-8")
    evaluate_plan(read_scenario(folder / "small.yaml"), folder / "mine.csv", folder / "out")
    return folder / "out"


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_no_cell_of_a_table_is_a_formula(run: Path) -> None:
    tables = sorted(run.glob("*.csv"))
    assert len(tables) == 7
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [c for c in cells if c.startswith((*FORMULA, "\t")) and not is_number(c)] == []


def test_no_cell_of_the_workbook_is_a_formula_of_theirs(run: Path) -> None:
    book = openpyxl.load_workbook(run / "summary.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas and not any("cmd" in each or "1+1" in each for each in formulas)
    shown = {str(cell.value) for cell in cells}
    # A word of the kind stands before some.
    assert all(any(name in each for each in shown) for name in (*NAMES, TITLE))
    with zipfile.ZipFile(run / "summary.xlsx") as archive:
        assert not any("externalLink" in name or "vba" in name for name in archive.namelist())
        links = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".rels")]
    assert not any("External" in each for each in links)


def test_layers_and_run_hold_them_as_they_were(run: Path) -> None:
    layer = gpd.read_file(run / "units.gpkg", layer="present").set_index("code")
    assert tuple(layer["name"]) == NAMES
    assert tuple(layer["district"].unique()) == DISTRICTS
    evaluation, scenario = read_run(run)
    assert tuple(evaluation.units["name"]) == NAMES
    assert scenario.title_vi == TITLE
    assert set(evaluation.merged["name"]) <= {*NAMES}


@pytest.mark.more
@pytest.mark.slow
def test_sheets_and_layers_for_others_are_harmless(run: Path, tmp_path: Path) -> None:
    evaluation, scenario = read_run(run)
    written = write_proposal(evaluation, tmp_path / "print", title=scenario.title, paper="A4")
    assert {path.parent for path in written} == {tmp_path / "print"}
    for path in (tmp_path / "print").rglob("*"):
        if path.suffix in (".svg", ".qml"):
            tags = {element.tag.rpartition("}")[2] for element in ET.parse(path).iter()}
            assert not tags & {"script", "foreignObject", "iframe"}
        if path.suffix == ".geojson":
            table = gpd.read_file(path)
            names = table["from_name" if "from_name" in table else "name"]
            assert set(names.str.removeprefix("Xã ")) <= {*NAMES}
        if path.suffix == ".csv":
            assert not any(cell.startswith(FORMULA) for cell in path.read_text("utf-8").split(","))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("name", "-2+3+cmd|' /C calc'!A0"),
        ("name", "một\nhai"),
        ("district", "=cmd()"),
        ("district", "một\u2028hai"),
        ("district_code", "@SUM(1)"),
    ],
)
def test_what_a_spreadsheet_would_compute_is_refused(
    tmp_path: Path, column: str, text: str
) -> None:
    units = hostile_squares().assign(**{column: text}).reset_index(names="code")
    kept = ["code", "name", "kind", "people", "district", "district_code", "geometry"]
    units[kept].to_file(tmp_path / "units.gpkg")
    asked = SMALL.replace("  tables:\n    - file: people.csv\n      base: invented\n", "")
    (tmp_path / "s.yaml").write_text(asked, encoding="utf-8")
    with pytest.raises(InputError, match=f"column {column}: found"):
        prepare(read_scenario(tmp_path / "s.yaml"))


def test_so_are_bases_and_names_of_a_plan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="begin with a letter"):
        PeopleBase(name="=1+1", factor=2.0, why="x")  # type: ignore[arg-type]
    units = hostile_squares()
    for row in ("11,=cmd(),1\n", "11,11,=cmd()\n"):
        (tmp_path / "p.csv").write_text(f"code,new_code,new_name\n{row}", encoding="utf-8")
        with pytest.raises(InputError, match=r"=cmd\(\)"):
            read_plan(tmp_path / "p.csv", units)
