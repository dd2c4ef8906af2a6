"""Records are read strictly: a wrong key is told by file and key, an own defect stays one."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli.errors import telling_faults
from planner.errors import EXIT_BAD_INPUT, EXIT_DEFECT, InputError
from planner.evaluation.compare import compare
from planner.explain import Request, answer
from planner.store.evidence import verify_folder
from planner.store.ownership import changed, sign, written
from planner.store.record import Result
from planner.store.runs import read_run

RECORD = "result.json"


@pytest.fixture
def done(nine_run: Path) -> Path:
    """Give a run of nine squares."""
    return nine_run / "out"


@pytest.fixture
def folder(done: Path, tmp_path: Path) -> Path:
    """Copy the run, for a test to damage."""
    return Path(shutil.copytree(done, tmp_path / "run"))


def rewrite(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the record as somebody would who signs it again."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    names = list(record["files"])
    change(record)
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    sign(folder, names, RECORD)


NEEDED = sorted(name for name, key in Result.model_fields.items() if key.is_required())


@pytest.mark.parametrize("key", NEEDED)
def test_each_key_that_is_missing_is_told(folder: Path, key: str) -> None:
    rewrite(folder, lambda record: record.pop(key))
    # Signed again, so that nothing but the key is wrong.
    assert changed(folder, RECORD) == []
    for read in (read_run, verify_folder):
        with pytest.raises(
            InputError, match=rf"result\.json: found entries are missing.*\({key}: "
        ):
            read(folder)


def test_what_is_read_is_what_was_written(done: Path, tmp_path: Path) -> None:
    """By one class, to the last digit; also of a run of 0.2.0."""
    with zipfile.ZipFile(Path(__file__).parent / "evidence" / "run_of_dda236f.zip") as archive:
        archive.extractall(tmp_path)
    for run_folder in (done, tmp_path):
        record = json.loads((run_folder / RECORD).read_text(encoding="utf-8"))
        again = Result.read(run_folder).as_dict()
        assert json.dumps(again, sort_keys=True) == json.dumps(record, sort_keys=True)


def test_all_wrong_keys_are_told_at_once(folder: Path) -> None:
    rewrite(folder, lambda record: record.update(inputs=5, notes=[{"vi": "x"}], repeatable=None))
    with pytest.raises(InputError) as caught:
        read_run(folder)
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 3
    assert all(any(key in line for line in said) for key in ("inputs", "notes.0", "repeatable"))


def test_a_key_within_an_entry_is_told(folder: Path) -> None:
    rewrite(folder, lambda record: record["stages"][1].pop("bound"))  # type: ignore[index]
    with pytest.raises(InputError, match=r"stages\.1\.bound: Field required"):
        read_run(folder)


@pytest.mark.parametrize("files", [None, 5, {}, {"plan.csv": 1}, {"plan.csv": "0"}])
def test_a_record_without_its_list_is_refused_and_owns_nothing(folder: Path, files: object) -> None:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    (folder / RECORD).write_text(json.dumps(record | {"files": files}), encoding="utf-8")
    with pytest.raises(InputError, match=r"result\.json: found entries are missing.*files"):
        changed(folder, RECORD)
    assert written(folder, ["."], RECORD) == {}


def ending(folder: Path) -> int | str | None:
    """Verify a run as a command does, and give its exit code."""
    with pytest.raises(SystemExit) as ended, telling_faults():
        verify_folder(folder)
    return ended.value.code


def test_an_own_defect_is_no_fault_of_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A KeyError of our own code, in reading and in comparing, ends with 70; a lost key with 2."""

    def broken(*_: object) -> None:
        raise KeyError("injected")

    # The report of a defect lies beside what the command names.
    monkeypatch.setattr("sys.argv", ["planner", "verify", str(folder)])
    for place in ("planner.store.runs.notes_of_law", "planner.store.evidence.of_sources"):
        with monkeypatch.context() as patch:
            patch.setattr(place, broken)
            assert ending(folder) == EXIT_DEFECT
    rewrite(folder, lambda record: record.pop("stages"))
    capsys.readouterr()
    assert ending(folder) == EXIT_BAD_INPUT
    assert "stages: Field required" in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_of_0_2_0_is_read(tmp_path: Path) -> None:
    """What commit dda236f wrote of nine squares, without its clock: proofs and questions."""
    for name in ("one", "other"):
        with zipfile.ZipFile(Path(__file__).parent / "evidence" / "run_of_dda236f.zip") as archive:
            archive.extractall(tmp_path / name)
    # A file that none of these needs may be gone.
    (tmp_path / "other" / "shapes.csv").unlink()
    assert changed(tmp_path / "one", RECORD) == []
    # Written again by this program, every file is as it was, but what people look at: since then
    # an office may answer what is not known, and the words of a page name that source as well.
    told = [
        complaint.en.split(":")[0]
        for complaint in verify_folder(tmp_path / "one").verdict.complaints
    ]
    assert told == ["map.html", "summary.xlsx"]
    read = {name: read_run(tmp_path / name) for name in ("one", "other")}
    compared = compare({name: evaluation for name, (evaluation, _) in read.items()})
    assert compared.differences["same_partners"].all()
    assert answer(*read["other"], Request(conflicts=True)).conflicts is not None
