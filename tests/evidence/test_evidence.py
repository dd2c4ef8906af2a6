"""A whole run verified: a changed byte is named, a forgery that was signed again is seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
from conftest import write_small

from planner.evidence import verify_folder
from planner.pipeline import evaluate_plan, run
from planner.reports.folder import FILES, RECORD
from planner.reports.owned import changed, sign
from planner.scenario import read_scenario

Forge = Callable[[Path], None]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares, once, beside their input files."""
    folder = write_small(tmp_path_factory.mktemp("evidence"))
    run(read_scenario(folder / "small.yaml"), folder / "out")
    return folder / "out"


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    """Copy the run, with the files that it was made from."""
    shutil.copytree(done.parent, tmp_path / "office")
    return tmp_path / "office" / done.name


def told(folder: Path) -> list[str]:
    return [complaint.en for complaint in verify_folder(folder).verdict.complaints]


def test_a_run_as_it_was_written_holds(done: Path) -> None:
    found = verify_folder(done)
    assert found.holds
    assert (found.not_compared, found.not_read) == (None, None)
    assert found.verdict.complaints == []


def test_two_hundred_changed_bytes_are_named(copy: Path) -> None:
    """One bit of one byte at a time, in every file of the run, anywhere."""
    draw = np.random.default_rng(20261127)
    named = 0
    for number in range(200):
        path = copy / FILES[number % len(FILES)]
        whole = path.read_bytes()
        at = int(draw.integers(len(whole)))
        bit = 1 << int(draw.integers(8))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            names = changed(copy, RECORD)
        except (KeyError, OSError, TypeError, ValueError):
            # The record itself is no longer readable.
            names = [RECORD]
        named += path.name in names
        path.write_bytes(whole)
    assert named == 200
    assert changed(copy, RECORD) == []


def test_a_byte_is_told_by_file(copy: Path) -> None:
    with (copy / "findings.csv").open("ab") as file:
        file.write(b"\n")
    assert "findings.csv: changed since it was written" in told(copy)


def signed_again(folder: Path) -> None:
    """Let the record list the files as they are now, as whoever knows the program would."""
    record = json.loads((folder / RECORD).read_text("utf-8"))
    sign(folder, [*(name for name in record["files"])], RECORD)
    assert changed(folder, RECORD) == []


def replaced(name: str, old: str, new: str) -> Forge:
    """Replace a text wherever it stands in a file."""

    def forge(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    return forge


def in_record(change: Callable[[dict[str, Any]], None], name: str = RECORD) -> Forge:
    """Change a file of JSON."""

    def forge(folder: Path) -> None:
        record = json.loads((folder / name).read_text("utf-8"))
        change(record)
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")

    return forge


def in_layer(layer: str, column: str, value: object) -> Forge:
    """Change a figure of the first row of a layer."""

    def forge(folder: Path) -> None:
        path = folder / "units.gpkg"
        tables = {name: gpd.read_file(path, layer=name) for name in gpd.list_layers(path)["name"]}
        tables[layer].loc[0, column] = value
        for name, table in tables.items():
            table.to_file(path, layer=name, driver="GPKG")

    return forge


def in_workbook(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    sheet = book.worksheets[1]
    cell = next(c for row in sheet.iter_rows() for c in row if isinstance(c.value, (int, float)))
    cell.value = float(cell.value) + 1.0
    book.save(folder / "summary.xlsx")


# What is forged → how, and the file that is told.
FORGERIES: dict[str, tuple[Forge, str]] = {
    "people of a new unit": (in_layer("proposed", "people", 99_999), "units.gpkg"),
    "people of a unit of today": (in_layer("present", "people", 99_999), "units.gpkg"),
    "a verdict of a new unit": (in_layer("proposed", "status", "met, and well"), "units.gpkg"),
    "a finding": (replaced("findings.csv", "missed", "met"), "findings.csv"),
    "an article": (replaced("findings.csv", "76/2025", "77/2025"), "findings.csv"),
    "an indicator": (replaced("indicators.csv", ",0\n", ",1\n"), "indicators.csv"),
    "a fact that verdicts hang on": (
        lambda folder: (
            (folder / "depends.csv").write_text(
                (folder / "depends.csv").read_text("utf-8").split("\n")[0] + "\n",
                encoding="utf-8",
                newline="\n",
            )
            and None
        ),
        "depends.csv",
    ),
    "a script in the page": (
        replaced("map.html", "</body>", "<script>document.title = 1</script></body>"),
        "map.html",
    ),
    "a figure of the page": (replaced("map.html", "km²", "km2"), "map.html"),
    "a figure of the workbook": (in_workbook, "summary.xlsx"),
    "a term": (in_record(lambda r: r["terms"]["inertia"].update(after=0.0)), RECORD),
    "the number of units": (in_record(lambda r: r.update(groups=r["groups"] + 1)), RECORD),
    "a note": (in_record(lambda r: r["notes"].append({"vi": "tốt", "en": "good"})), RECORD),
    "a complaint taken out": (in_record(lambda r: r.update(check=["nothing"])), RECORD),
    "who is not satisfied": (in_record(lambda r: r.update(unsatisfied=[{"code": "0"}])), RECORD),
    "a name": (replaced("names.csv", "True", "False"), "names.csv"),
    "a comment in the scenario": (
        lambda folder: (folder / "scenario.yaml").open("a").write("# signed\n") and None,
        "scenario.yaml",
    ),
    "a comment in the law": (
        lambda folder: (folder / "ruleset.yaml").open("a").write("# signed\n") and None,
        "ruleset.yaml",
    ),
}
QUICK = ("people of a new unit", "a script in the page", "a term", "a figure of the workbook")


@pytest.mark.parametrize(
    "what",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in FORGERIES],
)
def test_a_forgery_that_was_signed_again_is_told(copy: Path, what: str) -> None:
    forge, name = FORGERIES[what]
    forge(copy)
    signed_again(copy)
    found = verify_folder(copy)
    assert any(name in complaint.en for complaint in found.verdict.complaints)
    assert not found.holds


def test_figures_forged_everywhere_are_held_against_the_inputs(done: Path, tmp_path: Path) -> None:
    """A run made of other figures, whose record names the hashes of the true ones."""
    office = tmp_path / "office"
    shutil.copytree(done.parent, office)
    people = (office / "people.csv").read_text("utf-8").split("\n")
    code, figure = people[1].split(",")
    people[1] = f"{code},{int(figure) + 1}"
    (office / "people.csv").write_text("\n".join(people), encoding="utf-8")
    run(read_scenario(office / "small.yaml"), office / "forged")
    shutil.copy(done.parent / "people.csv", office / "people.csv")
    true = json.loads((done / RECORD).read_text("utf-8"))["inputs"]
    in_record(lambda record: record.update(inputs=true))(office / "forged")
    signed_again(office / "forged")
    assert f"units.gpkg: {code} differ from the files that the run names" in told(office / "forged")


def test_inputs_that_are_not_at_hand_are_said_to_be(copy: Path) -> None:
    (copy.parent / "people.csv").unlink()
    in_record(lambda record: record["timing"].update(folder="/nowhere"))(copy)
    signed_again(copy)
    found = verify_folder(copy)
    assert found.not_read is not None
    assert "not at hand" in found.not_read.en
    assert found.holds


def test_inputs_that_were_changed_are_said_to_be(copy: Path) -> None:
    in_record(lambda record: record["timing"].update(folder=str(copy.parent)))(copy)
    signed_again(copy)
    with (copy.parent / "people.csv").open("a") as file:
        file.write("\n")
    found = verify_folder(copy)
    assert found.not_read is not None
    assert "people.csv: no longer as the run read them" in found.not_read.en


def test_of_other_versions_nothing_is_said_to_hold(copy: Path) -> None:
    in_record(lambda record: record["versions"].update(numpy="1.0"))(copy)
    signed_again(copy)
    found = verify_folder(copy)
    assert found.not_compared is not None
    assert "numpy 1.0" in found.not_compared.en
    assert found.verdict.complaints == []
    assert not found.holds


def test_a_plan_that_was_brought_is_held_against_its_files(copy: Path) -> None:
    read = read_scenario(copy.parent / "small.yaml")
    evaluate_plan(read, copy / "plan.csv", copy.parent / "brought")
    brought = copy.parent / "brought"
    assert verify_folder(brought).holds
    replaced("indicators.csv", ",0\n", ",1\n")(brought)
    signed_again(brought)
    assert told(brought) == ["indicators.csv: not what units, plan, law and scenario give"]


def test_a_law_of_other_numbers_is_told_of_a_plan_that_was_brought(copy: Path) -> None:
    """Judged by numbers of one's own under the name of the shipped law, all files alike."""
    law = (copy / "ruleset.yaml").read_text("utf-8")
    assert "people: 8000.0" in law
    read = read_scenario(copy.parent / "small.yaml")
    evaluate_plan(read, copy / "plan.csv", copy.parent / "brought")
    brought = copy.parent / "brought"
    replaced("ruleset.yaml", "people: 8000.0", "people: 7500.0")(brought)
    signed_again(brought)
    assert any("law: not the shipped text" in line for line in told(brought))


@pytest.mark.parametrize("key", ["versions", "timing", "ruleset"])
def test_a_record_that_holds_anything_is_no_evidence(copy: Path, key: str) -> None:
    in_record(lambda record: record.update({key: "x"}))(copy)
    assert not verify_folder(copy).holds
