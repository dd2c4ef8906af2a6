"""The real program, killed or interrupted while it writes: nothing is lost, the next one tells."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from commandline import Planner
from conftest import write_small
from killed import MOVES, command_stopped_at
from worlds import KNOWN, TWO_LEVELS, random_world, seeds

from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.manifest import FILES
from planner.store.runs import read_run

AGAIN = ("run", "small.yaml", "--out", "kept", "--force", "--set", "groups.max_members=2")
FINISHED = "lệnh trước bị ngắt khi đang đưa kết quả vào thư mục; nay kết quả đã đầy đủ"


def tree(top: Path) -> dict[str, bytes]:
    """Read every file below a folder, the hidden ones as well."""
    files = (path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a run, with a note of the user beside it."""
    folder = write_small(tmp_path_factory.mktemp("made"))
    run(read_scenario(folder / "small.yaml"), folder / "kept")
    (folder / "kept" / "ghi chú.txt").write_text("giữ", encoding="utf-8")
    return folder


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    """Copy the run, for a test to replace."""
    return Path(shutil.copytree(made, tmp_path / "copy")) / "kept"


# After the journal, in the midst of what comes, after the first and the last that goes, after the
# first and the last that comes.
EDGES = [2, 20, 3, 14, 15, 27]


# The first move is the journal; then thirteen old files go, and thirteen new ones come.
@pytest.mark.parametrize("move", seeds([*EDGES, *sorted({*range(2, 28)} - {*EDGES})], 0, 1))
def test_a_kill_at_a_move_is_finished_by_the_next_command(
    kept: Path, planner: Planner, move: int
) -> None:
    killed = command_stopped_at(move, *AGAIN, folder=kept.parent, events=MOVES)
    assert killed.returncode == -signal.SIGKILL
    assert not {*FILES} <= {path.name for path in kept.iterdir()} or move == 2
    told = planner("--lang", "vi", "verify", "kept", folder=kept.parent)
    assert told.returncode == 0, told.stderr
    assert FINISHED in told.stderr
    assert {path.name for path in kept.iterdir()} == {*FILES, "ghi chú.txt"}
    assert read_run(kept)[1].groups.max_members == 2
    assert FINISHED not in planner("--lang", "vi", "verify", "kept", folder=kept.parent).stderr


@pytest.mark.more
@pytest.mark.slow
def test_a_kill_before_anything_is_decided_leaves_the_run(kept: Path, planner: Planner) -> None:
    before = tree(kept)
    killed = command_stopped_at(1, *AGAIN, folder=kept.parent, events=MOVES)
    assert killed.returncode == -signal.SIGKILL
    assert before.items() < tree(kept).items()  # with what was begun, hidden
    assert planner("verify", "kept", folder=kept.parent).stderr == ""
    assert tree(kept) == before


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ctrl_c_before_the_end_changes_nothing_and_says_so(kept: Path, lang: str) -> None:
    before = tree(kept.parent)
    stopped = command_stopped_at(9, "--lang", lang, *AGAIN, folder=kept.parent, sent=signal.SIGINT)
    assert stopped.returncode == 130, stopped.stderr
    said = {"vi": "đã dừng; không có gì bị thay đổi\n", "en": "stopped; nothing was changed\n"}
    assert stopped.stderr == said[lang]
    assert tree(kept.parent) == before


@pytest.mark.slow
def test_ctrl_c_between_moves_comes_too_late(kept: Path) -> None:
    """What the screen then says is what lies in the folder: the finished run."""
    done = command_stopped_at(15, *AGAIN, folder=kept.parent, events=MOVES, sent=signal.SIGINT)
    assert done.returncode == 1, done.stderr
    assert done.stderr == "" and "→ kept" in done.stdout
    assert {path.name for path in kept.iterdir()} == {*FILES, "ghi chú.txt"}
    assert read_run(kept)[1].groups.max_members == 2


@pytest.mark.more
@pytest.mark.slow
def test_two_levels_appear_together(tmp_path: Path, planner: Planner) -> None:
    """Killed at any of its moves, a run has both levels of one command, never of two."""
    units = random_world(4, 9)
    units["district"] = "Huyện " + units["district_code"]
    names = ["name", "kind", "people", "mountain", "district_code", "district", "geometry"]
    units.reset_index()[["code", *names]].assign(**KNOWN).to_file(tmp_path / "units.gpkg")
    (tmp_path / "both.yaml").write_text(TWO_LEVELS, encoding="utf-8")
    command = ("run", "both.yaml", "--out", "run")
    killed = command_stopped_at(1, *command, folder=tmp_path, events=MOVES)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "run").exists()
    assert planner(*command, folder=tmp_path).returncode in (0, 1)
    assert list(tmp_path.glob(".*")) == []
    again = (*command, "--force", "--set", "title_vi=Lần hai")
    killed = command_stopped_at(40, *again, folder=tmp_path, events=MOVES)
    assert killed.returncode == -signal.SIGKILL
    # Asked for one level, it finishes both.
    told = planner("--lang", "vi", "verify", "run/districts", folder=tmp_path)
    assert FINISHED in told.stderr
    for level in ("communes", "districts"):
        assert {*FILES} <= {path.name for path in (tmp_path / "run" / level).iterdir()}
        assert read_run(tmp_path / "run" / level)[1].title_vi == "Lần hai"
    assert list((tmp_path / "run").glob(".*")) == []
