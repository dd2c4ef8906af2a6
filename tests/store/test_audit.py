"""The log: a chain that tells of every change, that two commands do not tear, and that survives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import FORKS, Planner
from conftest import write_small

from planner.errors import InputError
from planner.store import audit
from planner.store.manifest import RECORD


def write_run(folder: Path, number: int = 0) -> Path:
    """Write what a log reads of a run."""
    folder.mkdir(parents=True)
    record = {
        "files": {RECORD: f"{number:064d}"},
        "inputs": [{"name": "units.gpkg", "sha256": "0" * 64}],
        "stages": [{"name": "inertia", "value": 1.5}],
    }
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    (folder / "plan.csv").write_text("code,new_code\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "runs" / "A")


def noted(run: Path, *words: str, by: str | None = None, ended: int = 0) -> None:
    assert audit.note(run, words, by, [run], ended) is None


def test_a_line_says_who_what_and_with_what(run: Path) -> None:
    noted(run, "run", "tỉnh.yaml", by="Nguyễn Văn A")
    noted(run, "verify", "runs/A", ended=1)
    log = audit.read_log(audit.log_of(run))
    first, second = log.lines
    assert (first["by"], first["command"]) == ("Nguyễn Văn A", ["run", "tỉnh.yaml"])
    assert first["runs"][0]["values"] == {"inertia": 1.5}
    assert first["inputs"] == [{"name": "units.gpkg", "sha256": "0" * 64}]
    assert first["versions"]["planner"]
    # Nothing is asked of the machine.
    assert (second["by"], second["exit"], second["before"]) == ("", 1, first["sha256"])
    assert (log.complaints, log.notes) == ([], [])
    assert log.knows(f"{0:064d}") and not log.knows(f"{1:064d}")


def test_a_run_that_was_only_found_wanting_is_not_known(run: Path) -> None:
    noted(run, "verify", "runs/A", ended=1)
    assert not audit.read_log(audit.log_of(run)).knows(f"{0:064d}")
    noted(run, "verify", "runs/A", ended=0)
    assert audit.read_log(audit.log_of(run)).knows(f"{0:064d}")


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("/home/an/hồ sơ/tỉnh.yaml", "…/tỉnh.yaml"),
        (r"C:\Users\an\tinh.yaml", "…/tinh.yaml"),
        (r"\\may-chu\an\tinh.yaml", "…/tinh.yaml"),
        ("--out=/home/an/A", "--out=…/A"),
        (
            "units.tables=[{file: '/home/an/a.csv', code: b}]",
            "units.tables=[{file: '…/a.csv', code: b}]",
        ),
        ("../scenarios/tinh.yaml", "../scenarios/tinh.yaml"),
        ("vietnam:ha_tinh@2026", "vietnam:ha_tinh@2026"),
        ("count.exactly=60", "count.exactly=60"),
    ],
)
def test_no_folder_of_the_office_enters_it(run: Path, word: str, kept: str) -> None:
    noted(run, "run", word)
    assert audit.read_log(audit.log_of(run)).lines[0]["command"] == ["run", kept]


def lines(path: Path, change: Callable[[list[str]], list[str]]) -> list[str]:
    """Change a log, and give what is told of it."""
    text = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(change(text)), encoding="utf-8", newline="\n")
    return [complaint.en for complaint in audit.read_log(path).complaints]


CHANGES: dict[str, tuple[Callable[[list[str]], list[str]], list[str]]] = {
    "nothing": (lambda t: t, []),
    "a word": (lambda t: [t[0], t[1].replace("by 1", "by 9"), *t[2:]], ["line 2: changed"]),
    "one taken out": (lambda t: [*t[:2], *t[3:]], ["line 3: not the line before it"]),
    "the first taken out": (lambda t: t[1:], ["line 1: not the line before it"]),
    "two exchanged": (
        lambda t: [t[0], t[2], t[1], *t[3:]],
        [f"line {n}: not the line before it" for n in (2, 3, 4)],
    ),
    "one twice": (lambda t: [*t[:2], *t[1:]], ["line 3: not the line before it"]),
    "one that is none": (lambda t: [t[0], "{}\n", *t[1:]], ["line 2: changed"]),
    "the last is none": (lambda t: [*t, "nothing\n"], ["line 5: changed"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named(run: Path, change: str) -> None:
    for number in range(4):
        noted(run, "run", "a.yaml", by=f"by {number}")
    forge, told = CHANGES[change]
    assert lines(audit.log_of(run), forge) == [f"audit.jsonl, {each}" for each in told]


def test_a_line_that_was_cut_off_is_kept_and_told(run: Path) -> None:
    for _ in range(2):
        noted(run, "run", "a.yaml")
    path = audit.log_of(run)
    whole = path.read_bytes()
    for left in (2, 5, 200):
        path.write_bytes(whole[:-left])
        log = audit.read_log(path)
        assert [told.en for told in log.notes] == [
            "audit.jsonl, line 2: cut off when it was written"
        ]
        noted(run, "verify", "runs/A")
        log = audit.read_log(path)
        assert log.complaints == [] and len(log.notes) == 1
        assert [line["command"][0] for line in log.lines] == ["run", "verify"]
        assert path.read_bytes().startswith(whole[:-left] + b"\n")
    # One that lacks only its end is whole.
    path.write_bytes(whole[:-1])
    noted(run, "verify", "runs/A")
    assert path.read_bytes().startswith(whole)
    assert audit.read_log(path).complaints == audit.read_log(path).notes == []
    path.write_bytes(whole[:-5])
    noted(run, "verify", "runs/A")
    # What was left of it is held as well.
    text = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([text[0], text[1] + b" ", *text[2:]]))
    assert [told.en for told in audit.read_log(path).complaints] == ["audit.jsonl, line 2: changed"]


def test_a_file_that_is_no_log_is_left_as_it_is(run: Path) -> None:
    for text in ("mine", "mine\n", '{"a": 1}\n'):
        audit.log_of(run).write_text(text, encoding="utf-8")
        told = audit.note(run, ["run"], None, [run], 0)
        assert told is not None and "no log of the program" in told.en
        assert audit.log_of(run).read_text("utf-8") == text


def note_often(run: str, name: str) -> None:
    for _ in range(20):
        audit.note(Path(run), ["run", "a.yaml"], name, [Path(run)], 0)


def test_two_commands_at_once_do_not_tear_it(run: Path) -> None:
    writers = [FORKS.Process(target=note_often, args=(str(run), name)) for name in ("A", "B")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = audit.read_log(audit.log_of(run))
    assert (log.complaints, log.notes) == ([], [])
    assert [line["number"] for line in log.lines] == list(range(1, 41))
    assert sorted(line["by"] for line in log.lines) == ["A"] * 20 + ["B"] * 20


def test_lines_of_one_run_hold_apart_from_the_others(run: Path, tmp_path: Path) -> None:
    other = write_run(tmp_path / "runs" / "B", 1)
    for place in (run, other, run, run):
        noted(place, "run", "a.yaml")
    path = tmp_path / "some.jsonl"
    audit.write_lines(audit.read_log(audit.log_of(run)).of([f"{0:064d}"]), path)
    some = audit.read_log(path, some=True)
    assert ([line["number"] for line in some.lines], some.complaints) == ([1, 3, 4], [])
    assert lines(path, lambda t: [t[0], t[2], t[1]]) != []
    with pytest.raises(InputError):
        audit._append(write_text(tmp_path / "x", "x\n"), {})


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_commands_write_it_and_it_outlives_the_run(tmp_path: Path, planner: Planner) -> None:
    folder = write_small(tmp_path)
    done = planner("run", "small.yaml", "--by", "Lê Thị B", folder=folder)
    assert done.returncode == 0, done.stderr
    done = planner("bundle", "runs/small", folder=folder)
    assert done.returncode == 0, done.stderr
    done = planner("run", "runs/small.zip", "--out", "runs/small", "--force", folder=folder)
    assert done.returncode == 0, done.stderr
    done = planner("--lang", "en", "verify", "runs/small", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "audit.jsonl: up to line 3" in done.stdout
    log = audit.read_log(folder / "runs" / "audit.jsonl")
    assert [line["command"][0] for line in log.lines] == ["run", "bundle", "run", "verify"]
    assert [line["by"] for line in log.lines] == ["Lê Thị B", "", "", ""]
    # One run and its repetition are the same run.
    assert len({run["run"] for line in log.lines for run in line["runs"]}) == 1
    assert log.complaints == []
    text = (folder / "runs" / "audit.jsonl").read_text("utf-8")
    (folder / "runs" / "audit.jsonl").write_text(text.replace("Lê Thị B", "Lê Thị C"), "utf-8")
    done = planner("--lang", "en", "verify", "runs/small", folder=folder)
    assert done.returncode == 1
    assert "audit.jsonl, line 1: changed" in done.stderr
