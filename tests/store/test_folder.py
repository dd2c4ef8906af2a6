"""The run folder: it appears whole, or nothing changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from reported import RECORD, contents, hidden, nine_squares
from worlds import seeds

from planner.errors import InputError
from planner.evaluation import Evaluation
from planner.output.reports import RunRecord, write_outputs
from planner.store.folder import check_folder
from planner.store.manifest import FILES


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return nine_squares()


def test_an_existing_run_is_kept_unless_forced(evaluation: Evaluation, tmp_path: Path) -> None:
    folder = write_outputs(evaluation, tmp_path / "run", RECORD)
    (folder / "ghi chú của tôi.txt").write_text("giữ", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(InputError, match="--force"):
        write_outputs(evaluation, folder, RunRecord("Khác"))
    assert contents(folder) == before
    write_outputs(evaluation, folder, RunRecord("Khác"), force=True)
    after = contents(folder)
    assert after["ghi chú của tôi.txt"].decode() == "giữ"
    assert after["result.json"] != before["result.json"] and set(after) == set(before)
    assert hidden(folder) == hidden(tmp_path) == []


def test_a_folder_of_somebody_else_is_joined_not_replaced(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    write_outputs(evaluation, tmp_path, RECORD)
    assert set(contents(tmp_path)) == {"a.txt", *FILES}


def test_a_failure_in_the_middle_leaves_nothing_behind(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("the map failed")

    old = write_outputs(evaluation, tmp_path / "old", RECORD)
    before = contents(old)
    monkeypatch.setattr("planner.output.reports.write_map", failing)
    with pytest.raises(RuntimeError):
        write_outputs(evaluation, tmp_path / "a" / "b" / "new", RECORD)
    with pytest.raises(RuntimeError):
        write_outputs(evaluation, old, RunRecord("Khác"), force=True)
    assert contents(old) == before
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_file_that_cannot_be_exchanged_puts_the_old_run_back(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    old = write_outputs(evaluation, tmp_path / "old", RECORD)
    before = contents(old)
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "summary.xlsx" and self.parent.name == "new":
            raise PermissionError(13, "close programs that hold its files", str(self))
        return rename(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", stubborn)
        with pytest.raises(InputError, match="close programs that hold its files"):
            write_outputs(evaluation, old, RunRecord("Khác"), force=True)
    assert contents(old) == before and hidden(old) == []


def test_a_file_is_no_folder(evaluation: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(InputError):
            write_outputs(evaluation, target, RECORD)
    assert contents(tmp_path) == {"file": b"x"}


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from planner.errors import InputError
from planner.output.reports import write_outputs
from tests.reported import RECORD, nine_squares
evaluation = nine_squares()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    write_outputs(evaluation, Path(sys.argv[2]), RECORD, force=True)
except InputError as error:
    print(error)
"""


@pytest.mark.more
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
@pytest.mark.parametrize("limit", seeds([1_000, 20_000, 150_000], 0, 1))
def test_a_disk_that_takes_no_more_leaves_the_old_run(
    evaluation: Evaluation, tmp_path: Path, limit: int
) -> None:
    run = write_outputs(evaluation, tmp_path / "run", RunRecord("Cũ"))
    before = contents(run)
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", FULL, root, str(run), str(limit)],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "free the disk" in done.stdout
    assert contents(run) == before and hidden(run) == []


LOCKED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from planner.errors import InputError
from planner.store.folder import check_folder
from planner.output.reports import write_outputs
from tests.reported import RECORD, nine_squares
evaluation = nine_squares()
write_outputs(evaluation, Path(sys.argv[2]) / "warm", RECORD)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for target in sys.argv[3:]:
    for action in (lambda path: check_folder(path, force=True),
                   lambda path: write_outputs(evaluation, path, RECORD, force=True)):
        try:
            action(Path(target))
        except InputError as error:
            print(error)
        else:
            raise SystemExit(f"{target} was written")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="rights are of another kind there")
def test_a_folder_without_rights_is_refused_in_words(evaluation: Evaluation) -> None:
    # Not under pytest's own folder, which nobody but its owner may enter.
    with TemporaryDirectory() as name:
        top = Path(name)
        run = write_outputs(evaluation, top / "ground" / "run", RECORD)
        before = contents(run)
        for path, mode in ((top, 0o755), (run, 0o555), (run.parent, 0o555)):
            path.chmod(mode)
        root = str(Path(__file__).parents[2])
        targets = [str(run), str(run.with_name("new"))]
        try:
            done = subprocess.run(
                [sys.executable, "-c", LOCKED, root, name, *targets],
                cwd=root,
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            for path in (run.parent, run):
                path.chmod(0o755)
        assert done.stdout.count("expected a folder in which files can be written") == 4
        assert contents(run) == before
        assert [path.name for path in run.parent.iterdir()] == ["run"]


def test_a_new_folder_is_fine(tmp_path: Path) -> None:
    check_folder(tmp_path / "not" / "there")
    assert list(tmp_path.iterdir()) == []
