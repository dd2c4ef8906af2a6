"""A bundle: what one office packs, another verifies and runs again to the same bytes."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import write_small
from offices import write_office
from worlds import KNOWN, TWO_LEVELS, random_world

from planner.errors import InputError
from planner.gate.files import read_record
from planner.law.reading import rulesets_at_hand
from planner.pipeline import evaluate_plan, run
from planner.scenario.reading import read_scenario
from planner.store.bundle import is_bundle, opened, origin_of, write_bundle
from planner.store.evidence import Evidence, verify_whole
from planner.store.manifest import FILES, RECORD
from planner.store.ownership import changed, sign
from planner.store.runs import levels_of


def verified(path: Path, law: Path | None = None) -> list[Evidence]:
    with opened(path) as folder:
        return [found for _, found in verify_whole(path, folder, law)]


def holds(path: Path, law: Path | None = None, levels: int = 1) -> None:
    every = verified(path, law)
    assert len(every) == levels
    for found in every:
        assert [str(complaint) for complaint in found.verdict.complaints] == []
        assert (found.not_compared, found.not_read) == (None, None)
        assert found.holds


def made_again(bundle: Path, out: Path) -> Path:
    """Do what made the run of a bundle, as ``planner run`` does with one."""
    with origin_of(bundle) as origin:
        if origin.brought is None:
            run(origin.read(), out)
        else:
            evaluate_plan(origin.read(), origin.brought, out)
    return out


def same_bytes(bundle: Path, again: Path) -> None:
    """All files are the same, and the record but for its clock."""
    with opened(bundle) as folder:
        for level in levels_of(folder):
            other = again / level.relative_to(folder)
            for name in FILES:
                if name != RECORD:
                    assert (level / name).read_bytes() == (other / name).read_bytes(), name
            one, two = read_record(level / RECORD), read_record(other / RECORD)
            assert one.pop("timing") and two.pop("timing")
            assert one == two


def names(bundle: Path) -> list[str]:
    with zipfile.ZipFile(bundle) as archive:
        return archive.namelist()


def says_nothing_of(bundle: Path, *words: str) -> None:
    """No file of a bundle names a folder of the office; inside of workbooks and layers, too."""
    with zipfile.ZipFile(bundle) as archive:
        for entry in archive.infolist():
            data = archive.read(entry)
            inner = [data]
            if entry.filename.endswith(".xlsx"):
                with zipfile.ZipFile(archive.open(entry)) as book:
                    inner += [book.read(name) for name in book.namelist()]
            for word in words:
                assert not any(word.encode() in each for each in inner), entry.filename


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack a run of nine squares."""
    folder = write_small(tmp_path_factory.mktemp("packed"))
    run(
        read_scenario(folder / "small.yaml"), folder / "out", command="planner run /home/somebody/x"
    )
    return write_bundle(folder / "out")


@pytest.fixture
def elsewhere(packed: Path, tmp_path: Path) -> Path:
    """Send the bundle to an office that has nothing else, under another name."""
    return Path(shutil.copy(packed, tmp_path / "hồ sơ.zip"))


@pytest.mark.slow
def test_another_office_verifies_it_and_runs_it_again(elsewhere: Path) -> None:
    assert is_bundle(elsewhere)
    holds(elsewhere)
    same_bytes(elsewhere, made_again(elsewhere, elsewhere.parent / "again"))


@pytest.mark.slow
def test_it_is_the_same_each_time_and_tells_of_no_folder(packed: Path, tmp_path: Path) -> None:
    again = write_bundle(packed.with_suffix(""), tmp_path / "b.zip")
    assert again.read_bytes() == packed.read_bytes()
    says_nothing_of(packed, str(packed.parent), "/home/", "somebody", "tmp")
    with zipfile.ZipFile(packed) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[1:] == sorted(archive.namelist()[1:])


@pytest.mark.slow
def test_inputs_of_every_kind_from_anywhere(tmp_path: Path) -> None:
    """Above, from the root of the disk, extended, listed by others, set by the command."""
    law = rulesets_at_hand()["vn-commune-35-2023"].read_text("utf-8")
    scenario = write_office(tmp_path / "office", law.replace("id: vn-commune-35-2023", "id: base"))
    change = f"units.tables=[{{file: '{tmp_path}/office/far away/dân số.csv', base: set}}]"
    done = run(read_scenario(scenario, [change]), tmp_path / "office" / "runs" / "A")
    assert len(done.evaluation.units) == 9
    bundle = write_bundle(tmp_path / "office" / "runs" / "A", tmp_path / "sent.zip")
    says_nothing_of(bundle, str(tmp_path))
    (tmp_path / "office").rename(tmp_path / "gone")
    inputs = {name for name in names(bundle) if name.startswith("inputs/")}
    assert {Path(name).suffix for name in inputs} == {
        *(".shp", ".dbf", ".shx", ".prj", ".cpg", ".yaml", ".csv", ".xlsx")
    }
    with opened(bundle) as folder:
        own = Path(shutil.copytree(folder.parent / "inputs", tmp_path / "inputs"))
    (law_file,) = own.rglob("luat.yaml")
    holds(bundle, law_file)
    same_bytes(bundle, made_again(bundle, tmp_path / "again"))


@pytest.mark.slow
def test_a_plan_that_was_brought(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    small = write_small(tmp_path / "office")
    rows = [f"{r}{c},{r}2" for r in (1, 2, 3) for c in (1, 2, 3)]
    plan = tmp_path / "phương án.csv"
    plan.write_text("\n".join(["code,new_code", *rows]), encoding="utf-8")
    evaluate_plan(read_scenario(small / "small.yaml"), plan, tmp_path / "B")
    bundle = write_bundle(tmp_path / "B")
    plan.unlink()
    holds(bundle)
    same_bytes(bundle, made_again(bundle, tmp_path / "again"))


@pytest.mark.more
@pytest.mark.slow
def test_both_levels(tmp_path: Path) -> None:
    units = random_world(4, 9)
    units["district"] = "Huyện " + units["district_code"]
    kept = ["name", "kind", "people", "mountain", "district_code", "district", "geometry"]
    units.reset_index()[["code", *kept]].assign(**KNOWN).to_file(tmp_path / "units.gpkg")
    (tmp_path / "both.yaml").write_text(TWO_LEVELS, encoding="utf-8")
    run(read_scenario(tmp_path / "both.yaml"), tmp_path / "run")
    bundle = write_bundle(tmp_path / "run")
    (tmp_path / "units.gpkg").unlink()
    holds(bundle, levels=2)
    same_bytes(bundle, made_again(bundle, tmp_path / "again"))


@pytest.mark.slow
def test_a_province_of_today_needs_no_inputs(tmp_path: Path, packed: Path) -> None:
    """Its data are in every package; what the run says of them is held against those."""
    # Evaluated as it is: to look for a plan takes longer than this is worth.
    read = read_scenario(Path("vietnam:ha_tinh@2026"), ["units.where={code: ['18073', '18100']}"])
    codes = ["18073", "18100"]
    (tmp_path / "p.csv").write_text("\n".join(["code,new_code", *(f"{c},{c}" for c in codes)]))
    evaluate_plan(read, tmp_path / "p.csv", tmp_path / "T")
    bundle = write_bundle(tmp_path / "T")
    assert [name for name in names(bundle) if name.startswith("inputs/")] == [
        "inputs/scenario/given/1/p.csv"
    ]
    holds(bundle)


@pytest.mark.slow
def test_what_changed_since_the_run_is_named_and_nothing_packed(
    packed: Path, tmp_path: Path
) -> None:
    small = Path(shutil.copytree(packed.parent, tmp_path / "office"))
    (small / packed.name).unlink()
    record = read_record(small / "out" / RECORD)
    record["timing"]["folder"] = str(small)
    (small / "out" / RECORD).write_text(json.dumps(record), encoding="utf-8")
    sign(small / "out", FILES, RECORD)
    with (small / "people.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match=r"people\.csv: found files that are no longer"):
        write_bundle(small / "out")
    (small / "people.csv").unlink()
    with pytest.raises(InputError, match=r"people\.csv"):
        write_bundle(small / "out")
    with (small / "out" / "findings.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match=r"findings\.csv"):
        write_bundle(small / "out")
    assert not (small / "out.zip").exists()


def test_only_a_bundle_is_replaced(packed: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    with zipfile.ZipFile(mine, "w") as archive:
        archive.writestr("a", "b")
    whole = mine.read_bytes()
    for force in (False, True):
        with pytest.raises(InputError, match="no bundle"):
            write_bundle(packed.with_suffix(""), mine, force=force)
    assert mine.read_bytes() == whole
    with pytest.raises(InputError, match="there already"):
        write_bundle(packed.with_suffix(""))
    assert write_bundle(packed.with_suffix(""), force=True) == packed


@pytest.mark.more
@pytest.mark.slow
def test_a_run_out_of_a_bundle_is_packed_again(elsewhere: Path) -> None:
    again = made_again(elsewhere, elsewhere.parent / "again")
    assert changed(again, RECORD) == []
    holds(again)
    second = write_bundle(again)
    elsewhere.unlink()
    holds(second)
