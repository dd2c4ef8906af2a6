"""A whole run verified: a changed byte is named, a forgery that was signed again is seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from forgeries import FORGERIES, flipped, in_record, replaced, signed_again
from forgeries import told as everything_told

from planner.errors import EXIT_NOT_READ, InputError
from planner.pipeline import evaluate_plan, run
from planner.scenario.reading import read_scenario
from planner.store import audit
from planner.store.evidence import verify_folder
from planner.store.manifest import RECORD
from planner.store.ownership import changed


@pytest.fixture
def done(nine_run: Path) -> Path:
    """Give a run of nine squares, beside their input files."""
    return nine_run / "out"


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
    assert flipped(copy, 200) == 200
    assert changed(copy, RECORD) == []


def test_a_byte_is_told_by_file(copy: Path) -> None:
    with (copy / "findings.csv").open("ab") as file:
        file.write(b"\n")
    assert "findings.csv: changed since it was written" in told(copy)


QUICK = ("people of a new unit",)
# One of each kind; the others are of a kind with these, and `tests/forgeries.py` tries all.
SLOW = (
    "who made it",
    *("a file more", "a figure of the workbook", "facts that no file states"),
    *("how a stage was closed", "the hash of an input", "a limit of the scenario"),
    *("a layer more", "a line about another run"),
)


@pytest.mark.parametrize(
    "what",
    [
        name
        if name in QUICK
        else pytest.param(
            name, marks=[pytest.mark.slow, *([] if name in SLOW else [pytest.mark.more])]
        )
        for name in FORGERIES
    ],
)
def test_a_forgery_that_was_signed_again_is_told(copy: Path, what: str) -> None:
    assert len(FORGERIES) >= 32 and {*QUICK, *SLOW} <= FORGERIES.keys()
    assert audit.note(copy, ["run", "small.yaml"], "A", [copy], 0) is None
    forge, name = FORGERIES[what]
    forge(copy)
    signed_again(copy)
    said, holds = everything_told(copy)
    assert any(name in line for line in said), said
    assert not holds


@pytest.mark.slow
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
    assert "not at hand: units.gpkg: found no such file in /nowhere" in found.not_read.en
    # Nothing is wrong, and it is not verified.
    assert found.verdict.complaints == []
    assert found.ended == EXIT_NOT_READ
    assert not found.holds


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_plan_that_was_brought_is_held_against_its_files(copy: Path) -> None:
    read = read_scenario(copy.parent / "small.yaml")
    evaluate_plan(read, copy / "plan.csv", copy.parent / "brought")
    brought = copy.parent / "brought"
    assert verify_folder(brought).holds
    replaced("indicators.csv", ",0\n", ",1\n")(brought)
    signed_again(brought)
    assert told(brought) == ["indicators.csv: not what units, plan, law and scenario give"]


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_record_that_holds_anything_is_no_evidence(copy: Path) -> None:
    in_record(lambda record: record.update(timing="x"))(copy)
    assert not verify_folder(copy).holds


@pytest.mark.parametrize("key", ["versions", "ruleset"])
def test_a_record_with_another_entry_is_refused_by_file_and_key(copy: Path, key: str) -> None:
    in_record(lambda record: record.update({key: "x"}))(copy)
    with pytest.raises(InputError, match=rf"result\.json: found entries .*\({key}: "):
        verify_folder(copy)
