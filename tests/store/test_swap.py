"""Exchange of results: a kill at any change of the disk leaves the old run or the new, whole."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from killed import MOVES, stopped_at
from reported import contents, hidden

from planner.errors import InputError
from planner.store.folder import check_folder, run_folder
from planner.store.swap import JOURNAL, Journal, finish, part_folder, write_journal

NAMES = ("map.html", "plan.csv", "result.json")
OWN = "ghi chú.txt"


def write(folder: Path, said: str) -> None:
    """Write what stands for a run: the new one lacks a file that the old one had."""
    names = NAMES if said == "old" else NAMES[1:]
    with run_folder(folder, force=True, files=names) as part:
        for name in names:
            (part / name).write_text(json.dumps({"said": said}), encoding="utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each of the two runs is, with the user's own file beside it."""
    found = {}
    for said in ("old", "new"):
        folder = tmp_path_factory.mktemp(said) / "run"
        write(folder, said)
        (folder / OWN).write_text("giữ", encoding="utf-8")
        found[said] = contents(folder)
    return found


def killed(top: Path, *, finishing: bool = False) -> Iterator[Path]:
    """Kill the exchange of a run at each change of the disk, each in a new folder."""
    for number in count(1):
        folder = top / str(number) / "run"
        folder.parent.mkdir()
        write(folder, "old")
        (folder / OWN).write_text("giữ", encoding="utf-8")
        if finishing:
            assert stopped_at(4, write, folder, "new", events=MOVES) == -signal.SIGKILL
            ended = stopped_at(number, finish, folder)
        else:
            ended = stopped_at(number, write, folder, "new")
        yield folder
        if ended == 0:
            assert number > 8
            return
        assert ended == -signal.SIGKILL


@pytest.mark.slow
def test_a_kill_leaves_one_of_the_two_runs_whole(
    tmp_path: Path, whole: dict[str, dict[str, bytes]]
) -> None:
    told = []
    for folder in killed(tmp_path):
        decided = [path for path in folder.glob(f".part-*/{JOURNAL}") if path.exists()]
        before = contents_of_files(folder)
        told.append(bool(finish(folder)))
        assert told[-1] == bool(decided)
        after = contents(folder)
        assert after == whole["new" if decided else "old"] or after == whole["new"] == before
        assert hidden(folder) == hidden(folder.parent) == []
        # And it is a run as any other.
        check_folder(folder, force=True, files=NAMES)
    assert True in told and False in told


def contents_of_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.slow
def test_a_kill_while_it_is_finished_is_finished_as_well(
    tmp_path: Path, whole: dict[str, dict[str, bytes]]
) -> None:
    for folder in killed(tmp_path, finishing=True):
        finish(folder)
        assert contents(folder) == whole["new"]
        assert hidden(folder) == []


def test_a_new_folder_appears_by_one_move_and_leaves_nothing_hidden(tmp_path: Path) -> None:
    for number in count(1):
        folder = tmp_path / str(number) / "run"
        folder.parent.mkdir()
        ended = stopped_at(number, write, folder, "old")
        assert not folder.exists() or set(contents(folder)) == set(NAMES)
        finish(folder)
        assert [path for path in folder.parent.iterdir() if path != folder] == []
        if ended == 0:
            break


@pytest.fixture
def cut_off(tmp_path: Path) -> Path:
    """Make a run whose exchange was killed when the old plan had gone, and the new not come."""
    write(tmp_path / "run", "old")
    ended = stopped_at(5, write, tmp_path / "run", "new", events=MOVES)
    assert ended == -signal.SIGKILL
    assert not (tmp_path / "run" / "plan.csv").exists()
    return tmp_path / "run"


def test_what_came_since_is_not_taken_for_a_file_of_the_run(cut_off: Path) -> None:
    (cut_off / "plan.csv").write_text("mine")
    before = contents_of_files(cut_off)
    for _ in range(2):
        with pytest.raises(InputError, match=r"came since a command was cut off: plan\.csv"):
            finish(cut_off)
    assert contents_of_files(cut_off) == before
    (cut_off / "plan.csv").rename(cut_off / "mine.csv")
    assert len(finish(cut_off)) == 1
    assert (cut_off / "mine.csv").read_text() == "mine"
    assert set(contents(cut_off)) == {"mine.csv", "plan.csv", "result.json"}


def test_a_run_that_was_cut_off_goes_with_its_folder(cut_off: Path) -> None:
    """Whoever moves the folder elsewhere moves what is hidden in it."""
    moved = cut_off.rename(cut_off.with_name("elsewhere"))
    assert len(finish(moved)) == 1
    assert set(contents(moved)) == {"plan.csv", "result.json"}


def test_a_command_that_lives_is_not_disturbed(tmp_path: Path) -> None:
    write(tmp_path / "run", "old")
    with part_folder(tmp_path / "run") as living:
        assert finish(tmp_path / "run") == []
        assert living.exists()
        write_journal(living, Journal(new=[], old={}))
        with pytest.raises(InputError, match="another command"):
            finish(tmp_path / "run")
        with pytest.raises(InputError, match="another command"):
            write(tmp_path / "run", "new")
    assert len(finish(tmp_path / "run")) == 1
    assert hidden(tmp_path / "run") == []


def test_a_move_that_fails_and_cannot_be_undone_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: dict[str, dict[str, bytes]]
) -> None:
    folder = tmp_path / "run"
    write(folder, "old")
    (folder / OWN).write_text("giữ", encoding="utf-8")
    rename = Path.rename

    def held(self: Path, target: Path) -> Path:
        if "result.json" in (self.name, target.name):
            raise PermissionError(13, "held by another program", str(self))
        if self.parent.name == "old":
            raise PermissionError(13, "held by another program", str(self))
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", held)
        with pytest.raises(InputError, match="nothing is lost"):
            write(folder, "new")
        with pytest.raises(InputError, match="nothing is lost"):
            finish(folder)
    assert len(finish(folder)) == 1
    assert contents(folder) == whole["new"]


def test_a_hidden_folder_of_somebody_else_stays(tmp_path: Path) -> None:
    write(tmp_path / "run", "old")
    (tmp_path / "run" / ".part-mine").mkdir()
    (tmp_path / "run" / ".part-mine" / "letter.txt").write_text("mine")
    shutil.copytree(tmp_path / "run" / ".part-mine", tmp_path / ".run.part-mine")
    write(tmp_path / "run", "new")
    assert hidden(tmp_path / "run") == [".part-mine"]
    assert hidden(tmp_path) == [".run.part-mine"]
