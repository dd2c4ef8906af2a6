"""Whose a file is: what a user made, or changed, is never replaced, and named with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reported import contents

from planner.errors import InputError
from planner.store.folder import check_folder, run_folder

NAMES = ("map.html", "plan.csv", "result.json")


def write(
    folder: Path,
    said: str,
    *,
    force: bool = False,
    names: Sequence[str] = NAMES,
    inputs: Sequence[Path] = (),
) -> None:
    """Write what stands for a run: one word in each file."""
    with run_folder(folder, force=force, files=names, inputs=inputs) as part:
        for name in names:
            (part / name).parent.mkdir(exist_ok=True)
            text = json.dumps({"said": said}) if name.endswith(".json") else said
            (part / name).write_text(text, encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Write a run."""
    write(tmp_path / "run", "old")
    return tmp_path / "run"


def tree(top: Path) -> dict[str, bytes | str]:
    """Read everything below a folder; links by where they lead, folders by their being there."""
    return {
        path.relative_to(top).as_posix(): str(path.readlink())
        if path.is_symlink()
        else "folder"
        if path.is_dir()
        else path.read_bytes()
        for path in sorted(top.rglob("*"))
    }


def is_kept(run: Path, *words: str, **asked: Sequence[Path]) -> None:
    """A run that is forced is refused before the work, names what is there, and changes nothing."""
    before = tree(run.parent)
    for attempt in (
        lambda: check_folder(run, force=True, files=NAMES, **asked),
        lambda: write(run, "new", force=True, **asked),
    ):
        with pytest.raises(InputError) as caught:
            attempt()
        for word in (*words, "name another folder with `--out`"):
            assert word in str(caught.value)
    assert tree(run.parent) == before


def test_what_a_run_wrote_is_replaced_and_the_rest_kept(run: Path) -> None:
    (run / "ghi chú.txt").write_text("giữ", encoding="utf-8")
    write(run, "new", force=True)
    assert (run / "plan.csv").read_text() == "new"
    assert (run / "ghi chú.txt").read_text("utf-8") == "giữ"
    assert json.loads((run / "result.json").read_text())["said"] == "new"
    assert [name for name in contents(run) if name.startswith(".")] == []


def test_what_is_no_longer_written_goes_with_the_rest(run: Path) -> None:
    write(run, "new", force=True, names=("plan.csv", "result.json"))
    assert set(contents(run)) == {"plan.csv", "result.json"}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_changed_by_hand_is_kept(run: Path, name: str) -> None:
    changed = json.dumps({**json.loads((run / "result.json").read_text()), "said": "mine"})
    (run / name).write_text(changed if name == "result.json" else "mine")
    is_kept(run, f"files that were changed since they were written ({name})")


def own_file(path: Path) -> None:
    path.write_text("mine")


def own_folder(path: Path) -> None:
    path.mkdir()


def own_link(path: Path) -> None:
    (path.parent.parent / "given").write_text("old")
    path.symlink_to("../given")


def dead_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [own_file, own_folder, own_link, dead_link])
@pytest.mark.parametrize("name", ["plan.csv", "Plan.CSV"])
def test_what_no_run_wrote_is_kept(tmp_path: Path, make: Callable[[Path], None], name: str) -> None:
    """Where nothing else lies, and where a run lies whose file it takes the place of."""
    (tmp_path / "mine").mkdir()
    make(tmp_path / "mine" / name)
    is_kept(
        tmp_path / "mine", f"no record of this version says that the program wrote them ({name})"
    )
    write(tmp_path / "run", "old")
    (tmp_path / "run" / "plan.csv").unlink()
    make(tmp_path / "run" / name)
    is_kept(tmp_path / "run", name)


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        '{"files": ["plan.csv"]}',
        '{"files": {"plan.csv": 1}}',
        "[" * 100_000,
        '{"files": {"../mine.txt": "x", "plan.csv": "x"}}',
    ],
)
def test_a_record_that_is_none_of_ours_gives_nothing_away(tmp_path: Path, record: str) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "result.json").write_text(record)
    (tmp_path / "run" / "plan.csv").write_text("mine")
    is_kept(tmp_path / "run", "plan.csv")


def test_a_run_of_an_older_program_is_not_taken_for_ours(run: Path) -> None:
    """It does not say what it wrote; whoever has it moves it, and loses nothing."""
    record = json.loads((run / "result.json").read_text())
    del record["files"]
    (run / "result.json").write_text(json.dumps(record))
    is_kept(run, "no record of this version", "plan.csv")


@pytest.mark.parametrize("link", [None, Path.symlink_to, Path.hardlink_to])
def test_an_input_is_never_replaced_though_a_run_wrote_it(
    run: Path, link: Callable[[Path, Path], None] | None
) -> None:
    given = run / "plan.csv"
    if link is not None:
        given = run.parent / "given.csv"
        link(given, run / "plan.csv")
    is_kept(run, "files that this command itself reads (plan.csv)", inputs=[given])


def test_nothing_is_put_into_a_folder_that_is_an_input(tmp_path: Path) -> None:
    """Outlines may come as a folder of files: one more would be another input."""
    (tmp_path / "ranh_gioi.gdb").mkdir()
    is_kept(
        tmp_path / "ranh_gioi.gdb" / "run",
        "files that this command itself reads",
        inputs=[tmp_path / "ranh_gioi.gdb"],
    )


def test_each_level_of_a_run_has_its_own_files(tmp_path: Path) -> None:
    names = [f"{level}/{name}" for level in ("communes", "districts") for name in NAMES]
    write(tmp_path / "run", "old", names=names)
    write(tmp_path / "run", "new", names=names, force=True)
    before = tree(tmp_path)
    assert {before[f"run/{level}/plan.csv"] for level in ("communes", "districts")} == {b"new"}
    (tmp_path / "run" / "districts" / "plan.csv").write_text("mine")
    with pytest.raises(InputError, match="changed since they were written"):
        write(tmp_path / "run", "third", names=names, force=True)
    assert tree(tmp_path) == before | {"run/districts/plan.csv": b"mine"}


def test_a_level_that_is_a_file_or_a_link_is_kept(tmp_path: Path) -> None:
    names = [f"communes/{name}" for name in NAMES]
    (tmp_path / "run").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run" / "communes").symlink_to("../elsewhere")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="communes"):
        write(tmp_path / "run", "new", names=names, force=True)
    assert tree(tmp_path) == before


def test_every_reason_is_told_at_once(run: Path) -> None:
    (run / "map.html").write_text("mine")
    (run / "Result.json").mkdir()
    with pytest.raises(InputError) as caught:
        check_folder(run, force=True, files=NAMES, inputs=[run / "plan.csv"])
    told = [problem.text.en for problem in caught.value.problems]
    assert [word for word in ("reads (plan.csv)", "(map.html)", "(Result.json)")
            if not any(word in each for each in told)] == []  # fmt: skip
