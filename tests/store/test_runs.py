"""Runs: what was written is what is read back; what is damaged is named."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from conftest import write_small
from worlds import KNOWN, TWO_LEVELS, random_world

from planner.errors import InputError
from planner.evaluation.compare import compare
from planner.pipeline import Run, evaluate_plan, run
from planner.scenario.reading import read_scenario
from planner.store.bundle import write_bundle
from planner.store.evidence import verify_folder
from planner.store.manifest import OUTPUTS, RECORD, Output
from planner.store.ownership import sign
from planner.store.runs import read_run
from planner.store.runs.verifying import verify_run
from planner.units.provenance import provenance_of

LAW = """\
law:
  ruleset: vn-commune-76-2025
  overrides:
    - {rule: xa.other, measure: people, value: 9000, reason: trial}
"""


def reads_back(done: Run) -> None:
    """The evaluation read back equals the one that was written, to the last digit."""
    found, scenario = read_run(done.folder)
    made = done.evaluation
    for name in (
        "findings_before",
        "findings_after",
        "verdicts_before",
        "verdicts_after",
        "indicators",
        "moves",
    ):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(made, name), check_exact=True)
    columns = [name for name in made.merged if name != "geometry"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.merged[columns]), pd.DataFrame(made.merged[columns]), check_exact=True
    )
    assert found.units.geometry.geom_equals(made.units.geometry).all()
    assert dict(found.graph.adjacency()) == dict(made.graph.adjacency())
    assert found.plan.stages == made.plan.stages
    assert found.plan.pool == made.plan.pool
    assert found.plan.notes == made.plan.notes
    assert provenance_of(found.units).notes == provenance_of(made.units).notes
    assert found.plan.assumed == made.plan.assumed
    assert found.ruleset.overrides == made.ruleset.overrides
    assert scenario.model_dump(mode="json", exclude_none=True, exclude_defaults=True) == (
        done.record.scenario
    )


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run nine squares once, with a number of the law that the scenario replaces."""
    small = write_small(tmp_path_factory.mktemp("solved"))
    text = (small / "small.yaml").read_text("utf-8")
    text = text.replace("law:\n  ruleset: vn-commune-76-2025\n", LAW)
    assert "trial" in text
    (small / "small.yaml").write_text(text, encoding="utf-8")
    return run(read_scenario(small / "small.yaml"), small / "run")


@pytest.fixture
def folder(solved: Run, tmp_path: Path) -> Path:
    """Copy the run, for a test to damage."""
    return Path(shutil.copytree(solved.folder, tmp_path / "run"))


def test_a_solved_run_reads_back(solved: Run) -> None:
    """Stages with their proofs, the pool, and the number that the scenario replaced."""
    assert [stage.proven for stage in solved.evaluation.plan.stages] == [True, True]
    reads_back(solved)


def test_a_plan_that_divides_a_unit_reads_back(small: Path) -> None:
    """Shares to the last bit, and the note of the plan."""
    rows = [f"{row}{column},{row},1,1," for row in (1, 2, 3) for column in (1, 2, 3)]
    rows[4:5] = ["22,2,0.7,0.333333333333333,people", "22,3,0.3,0.666666666666667,people"]
    text = ["# drawn on 1 May", "code,new_code,share_area,share_people,assumed", *rows]
    (small / "mine.csv").write_text("\n".join(text), encoding="utf-8")
    read = read_scenario(small / "small.yaml")
    done = evaluate_plan(read, small / "mine.csv", small / "run")
    assert (done.evaluation.moves["role"] == "divided").sum() == 2
    reads_back(done)


@pytest.mark.slow
def test_both_levels_read_back(tmp_path: Path) -> None:
    """Districts were arranged first and hold fewer communes after the second plan."""
    units = random_world(4, 9)
    units["district"] = "Huyện " + units["district_code"]
    kept = ["name", "kind", "people", "mountain", "district_code", "district", "geometry"]
    units.reset_index()[["code", *kept]].assign(**KNOWN).to_file(tmp_path / "units.gpkg")
    (tmp_path / "both.yaml").write_text(TWO_LEVELS, encoding="utf-8")
    done = run(read_scenario(tmp_path / "both.yaml"), tmp_path / "run")
    assert done.then is not None
    left = len(done.then.evaluation.merged)
    assert left < len(units)
    assert done.evaluation.merged["communes"].sum() == left
    reads_back(done)
    reads_back(done.then)
    # Who names both is told to name one.
    with pytest.raises(InputError, match=r"name one of them: .*communes, .*districts"):
        read_run(tmp_path / "run")


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_missing_file_is_refused_only_where_it_is_needed(folder: Path, output: Output) -> None:
    """What is made of other files is no reason to refuse a run: a version before wrote less."""
    if not (folder / output.name).exists():
        assert not output.always and not output.required
        return
    (folder / output.name).unlink()
    if output.required:
        with pytest.raises(InputError, match=rf"no {output.name}"):
            read_run(folder)
    else:
        read_run(folder)


def test_a_run_without_all_that_is_not_needed_is_compared_and_each_file_is_named(
    folder: Path,
) -> None:
    whole, _ = read_run(folder)
    gone = [each.name for each in OUTPUTS if not each.required and (folder / each.name).exists()]
    for name in gone:
        (folder / name).unlink()
    evaluation, _ = read_run(folder)
    pd.testing.assert_frame_equal(evaluation.indicators, whole.indicators, check_exact=True)
    assert compare({"a": evaluation, "b": whole}).plans
    said = {each.en for each in verify_folder(folder).verdict.complaints}
    assert len(gone) > 5
    assert said >= {f"{name}: not there any more, and was written" for name in gone}


def test_a_run_is_held_against_its_own_list_of_files(
    folder: Path,
) -> None:
    """It is whole without what it does not list; made by this version, it should have had it."""
    (folder / "shapes.csv").unlink()
    record = json.loads((folder / RECORD).read_text("utf-8"))
    del record["files"]["shapes.csv"]
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    sign(folder, list(record["files"]), RECORD)
    evidence = verify_folder(folder)
    assert [each.en for each in evidence.verdict.complaints] == [
        "shapes.csv: not what units, plan, law and scenario give"
    ]
    write_bundle(folder, folder.parent / "run.zip")


def test_a_damaged_file_is_named(folder: Path) -> None:
    for name in ("result.json", "scenario.yaml", "ruleset.yaml", "plan.csv", "units.gpkg"):
        whole = (folder / name).read_bytes()
        for damaged in (b"", b"\x00\xff" * 500, whole[:50]):
            (folder / name).write_bytes(damaged)
            with pytest.raises(InputError, match=name) as caught:
                read_run(folder)
            assert all(p.found and p.expected and p.mend for p in caught.value.problems)
        (folder / name).write_bytes(whole)
    read_run(folder)


def test_a_geopackage_cut_short_is_named(folder: Path) -> None:
    """Its first pages are whole, so that it opens; its tables are gone."""
    layers = folder / "units.gpkg"
    layers.write_bytes(layers.read_bytes()[:8192])
    with pytest.raises(InputError, match=r"units\.gpkg"):
        read_run(folder)


def test_units_of_an_older_program_are_refused_by_column(folder: Path) -> None:
    layers = folder / "units.gpkg"
    older = gpd.read_file(layers, layer="present").drop(columns=["rearranged", "wards"])
    layers.unlink()
    older.to_file(layers, layer="present")
    with pytest.raises(InputError, match=r"units\.gpkg.*no rearranged, wards"):
        read_run(folder)


def test_the_folder_of_a_run_is_not_any_folder(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(InputError, match="a complete run folder"):
        read_run(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("pool", "x"), ("pool", 5), ("stages", 5), ("stages", [None]), ("notes", "x")],
)
def test_a_record_with_something_else_in_it_is_named(folder: Path, key: str, value: object) -> None:
    record = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    (folder / "result.json").write_text(json.dumps(record | {key: value}), encoding="utf-8")
    with pytest.raises(InputError, match=r"result\.json: found entries are missing"):
        read_run(folder)


@pytest.mark.parametrize("name", ["result.json", "certificate.json"])
def test_a_record_that_nests_without_end_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}: found values nested"):
        verify_run(folder)


@pytest.mark.parametrize("stages", [5, "x", [None], [{}]])
def test_a_certificate_with_other_stages_is_complained_of(folder: Path, stages: object) -> None:
    path = folder / "certificate.json"
    held = json.loads(path.read_text(encoding="utf-8")) | {"stages": stages}
    path.write_text(json.dumps(held), encoding="utf-8")
    assert not verify_run(folder).verified


def test_a_run_of_the_version_before_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """What commit 4715972 wrote of nine squares, as it wrote it; only its clock is taken out."""
    with zipfile.ZipFile(Path(__file__).parent / "evidence" / "run_of_4715972.zip") as archive:
        archive.extractall(tmp_path / "old")
    before = {path: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    assert {path.name for path in before} == {
        each.name for each in OUTPUTS if each.always and not each.since
    } - {"shapes.csv"}
    for ask in (read_run, verify_run, verify_folder, write_bundle):
        with pytest.raises(InputError, match="a result of an earlier version"):
            ask(tmp_path / "old")
    small = write_small(tmp_path)
    with pytest.raises(InputError, match="no record of this version"):
        run(read_scenario(small / "small.yaml"), tmp_path / "old", force=True)
    assert {path: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before
