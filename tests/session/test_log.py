"""The file: what was changed is seen, what is no workspace is refused, a copy is whole."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from workspaces import begun, clock, do, entries_of, groups, nine_problem, now, refused
from worlds import seeds

from planner.errors import InputError
from planner.gate import drives
from planner.session import Entry, Workspace
from planner.session.log import COLUMNS
from planner.store.chain import chained, hash_of_entry

PROBLEM = nine_problem()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace of six entries, of which one goes back and one begins a branch."""
    workspace = begun(tmp_path_factory.mktemp("drawn"), PROBLEM)
    do(workspace, "merge", units=["11", "12"])
    do(workspace, "merge", units=["12", "13"])
    do(workspace, "goto", to=2)
    do(workspace, "lock", by="Hoa", locks=[["fixed", ["11", "12"]]])
    do(workspace, "branch", name="B", to=3)
    workspace.close()
    return workspace.path


@pytest.fixture
def copy(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(drawn, tmp_path / drawn.name))


def change(path: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Change a file by other means."""
    with closing(sqlite3.connect(path)) as file:
        for sql in statements:
            file.execute(sql, values)
        file.commit()


def test_what_is_opened_again_is_as_it_was(copy: Path) -> None:
    workspace = Workspace.open(copy, PROBLEM)
    assert workspace.changes == []
    assert workspace.heads == {"main": 5, "B": 6}
    assert groups(now(workspace)) == {"11+12"}
    assert groups(now(workspace, "B")) == {"11+12+13"}
    with refused("locked by Hoa at 2026-12-03T12:04:00+00:00"):
        do(workspace, "split", units=["11"])
    workspace.close()
    assert {file.name for file in copy.parent.iterdir()} == {copy.name}  # all is in one file


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_cell_is_found_by_the_chain(copy: Path, column: str) -> None:
    value = "7" if column in ("seq", "parent") else f"substr({column}, 2) || 'x'"
    change(copy, f"UPDATE action SET {column} = {value} WHERE seq = 3")
    with refused("changed since it was written"):
        Workspace.open(copy, PROBLEM)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM action WHERE seq = 3",
        "DELETE FROM action WHERE seq = 1",
        "UPDATE action SET seq = seq + 100 WHERE seq = 3",
        "INSERT INTO action SELECT 7, 'x', parent, branch, at, by, kind, data, state, before,"
        " sha256 FROM action WHERE seq = 3",
        "UPDATE action SET data = zeroblob(9) WHERE seq = 2",
        "UPDATE action SET parent = 0.5 WHERE seq = 2",
    ],
)
def test_an_entry_taken_out_moved_or_put_in_is_found(copy: Path, sql: str) -> None:
    change(copy, sql)
    with refused("changed since it was written"):
        Workspace.open(copy, PROBLEM)


@pytest.mark.parametrize("number", seeds(range(400), 40, 120))
def test_a_changed_byte_leaves_all_entries_or_is_refused(
    copy: Path, drawn: Path, number: int
) -> None:
    data = bytearray(copy.read_bytes())
    place = random.Random(number).randrange(len(data))
    data[place] ^= 1 << (number % 8)
    copy.write_bytes(data)
    try:
        after = entries_of(copy, PROBLEM)
    except InputError:
        return
    assert after == entries_of(drawn, PROBLEM)


def forged(path: Path, **values: Any) -> None:
    """Add an entry whose place in the chain is right, as whoever has the program can."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute(f"SELECT {', '.join(COLUMNS)} FROM action ORDER BY seq").fetchall()
        last = Entry(*rows[-1])
        plain = {
            **{"id": "x", "parent": 5, "branch": "main", "at": "", "by": "", "state": last.state},
            **{"seq": 7, "kind": "merge", "data": json.dumps({"kind": "merge", "units": ["33"]})},
            **values,
        }
        row = chained(plain, last.sha256)
        marks = ", ".join("?" * len(COLUMNS))
        names = ", ".join(COLUMNS)
        file.execute(
            f"INSERT INTO action ({names}) VALUES ({marks})", [row[name] for name in COLUMNS]
        )
        file.commit()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("merge", {}),
        ("merge", {"units": ["99"]}),
        ("merge", {"units": "["}),
        ("glue", {}),
        ("begin", {"order": ["11"], "groups": [], "source": "", "inputs": {}}),
        ("goto", {"to": 99}),
        ("goto", {"to": 4}),
        ("branch", {"to": 3, "name": "B"}),
        ("note", {"text": "x"}),
    ],
)
def test_a_forged_entry_is_refused(copy: Path, kind: str, values: dict[str, object]) -> None:
    forged(copy, kind=kind, data=json.dumps({"kind": kind, **values}))
    with refused():
        Workspace.open(copy, PROBLEM)


@pytest.mark.parametrize(
    "values",
    [{"parent": 2}, {"branch": "C"}, {"data": "{"}, {"data": "[" * 10**5}, {"kind": "split"}],
    ids=["parent", "branch", "no JSON", "deep", "another kind"],
)
def test_a_forged_entry_out_of_place_is_refused(copy: Path, values: dict[str, object]) -> None:
    forged(copy, **values)
    with refused("changed since it was written"):
        Workspace.open(copy, PROBLEM)


@pytest.mark.parametrize(("seq", "column"), [(3, "by"), (1, "branch")])
def test_one_entry_signed_anew_does_not_fit_the_others(copy: Path, seq: int, column: str) -> None:
    with closing(sqlite3.connect(copy)) as file:
        query = f"SELECT {', '.join(COLUMNS)} FROM action WHERE seq = ?"
        plain = dict(zip(COLUMNS, file.execute(query, (seq,)).fetchone(), strict=True))
        plain[column] = "x"
        change(
            copy,
            f"UPDATE action SET {column} = 'x', sha256 = ? WHERE seq = {seq}",
            values=(hash_of_entry(plain),),
        )
    with refused("changed since it was written"):
        Workspace.open(copy, PROBLEM)


def test_a_log_begins_on_the_main_branch(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as file:
        query = f"SELECT {', '.join(COLUMNS)} FROM action WHERE seq = 1"
        plain = dict(zip(COLUMNS, file.execute(query).fetchone(), strict=True))
    change(copy, "DELETE FROM action WHERE seq > 1")
    assert len(entries_of(copy, PROBLEM)) == 1
    value = hash_of_entry({**plain, "branch": "B"})
    change(copy, "UPDATE action SET branch = 'B', sha256 = ?", values=(value,))
    with refused("action 1: changed since it was written"):
        Workspace.open(copy, PROBLEM)


@pytest.mark.parametrize(
    "sql", ["DELETE FROM head", "UPDATE head SET seq = 1", "INSERT INTO head VALUES ('C', 1)"]
)
def test_the_heads_are_made_again_of_the_actions(copy: Path, sql: str) -> None:
    change(copy, sql)
    workspace = Workspace.open(copy, PROBLEM)
    workspace.close()
    assert workspace.heads == {"main": 5, "B": 6}
    with closing(sqlite3.connect(copy)) as file:
        assert dict(file.execute("SELECT branch, seq FROM head")) == workspace.heads


def test_states_at_hand_are_those_of_the_log(tmp_path: Path) -> None:
    """More entries than are kept at hand: whatever is asked for, it is what the fold gives."""
    workspace = begun(tmp_path, PROBLEM)
    for number in range(150):
        kind = ("merge", "split")[number % 2]
        do(workspace, kind, units=["11", "12"] if kind == "merge" else ["11"])
    for seq in random.Random(1).sample(range(1, 152), 40):
        assert workspace.state(seq) == workspace._history.fold(seq)
    workspace.close()


def test_a_copy_is_whole_while_people_work(copy: Path, tmp_path: Path) -> None:
    workspace = Workspace.open(copy, PROBLEM)
    do(workspace, "note", text="chợ")
    there = tmp_path / "gửi đi.planner"
    workspace.copy(there)
    assert entries_of(there, PROBLEM) == workspace.entries
    with refused("it could not be written"):
        workspace.copy(there)
    do(workspace, "note", text="bến xe")
    workspace.close()
    assert len(entries_of(there, PROBLEM)) == len(workspace.entries) - 1


def test_a_place_that_cannot_be_used_is_refused(
    tmp_path: Path, drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused("a name that does not end in .planner"):
        Workspace.create(tmp_path / "nine.db", PROBLEM)
    with refused("a file that is there already"):
        Workspace.create(drawn, PROBLEM)
    with refused("no such file"):
        Workspace.open(tmp_path / "none.planner", PROBLEM)
    strange = tmp_path / "strange.planner"
    strange.write_bytes(b"PK\3\4" + bytes(200))
    with refused("another file"):
        Workspace.open(strange, PROBLEM)
    strange.unlink()
    change(strange, "CREATE TABLE action (seq)")
    before = strange.read_bytes()
    with refused("another file"):
        Workspace.open(strange, PROBLEM)
    assert strange.read_bytes() == before  # nor was it touched
    with refused("it cannot be opened"):
        Workspace.create(tmp_path / "no folder" / "nine.planner", PROBLEM)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / {tmp_path} rw - nfs4 may-chu:/ rw\n", encoding="utf-8")
    monkeypatch.setattr(drives, "MOUNTS", mounts)
    with refused("a drive of the network", "take a folder on a disk of this machine"):
        begun(tmp_path, PROBLEM)


def test_tables_of_somebody_else_are_not_opened(copy: Path) -> None:
    change(copy, "CREATE TRIGGER t AFTER INSERT ON action BEGIN DELETE FROM meta; END")
    with refused("tables of another version, or of somebody else"):
        Workspace.open(copy, PROBLEM)


def test_order_is_told_by_the_log_and_by_no_clock(tmp_path: Path) -> None:
    workspace = begun(tmp_path, PROBLEM, clock=clock(-60))
    do(workspace, "merge", units=["11", "12"])
    do(workspace, "merge", units=["12", "13"])
    do(workspace, "lock", locks=[["fixed", ["11", "12", "13"]]])
    workspace.close()
    at = [entry.at for entry in entries_of(workspace.path, PROBLEM)]
    assert at == sorted(at, reverse=True)
    again = Workspace.open(workspace.path, PROBLEM, clock(-1000))
    assert groups(now(again)) == {"11+12+13"}
    with refused("locked by Lan at 2026-12-03T09:00:00+00:00"):
        do(again, "split", units=["11"])
    again.undo()
    assert now(again).locks == ()
    again.close()
