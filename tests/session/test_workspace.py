"""Several people: base and conflict, branches, random actions of two clients on one file."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from workspaces import begun, clock, do, groups, nine_problem, now, refused

from planner.errors import InputError
from planner.session import (
    MAIN,
    Action,
    Branch,
    ConflictError,
    Entry,
    Goto,
    Merge,
    Workspace,
    read_action,
)
from planner.session.rest import broken

PROBLEM = nine_problem()
UNITS = sorted(PROBLEM.units.index)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    workspace = begun(tmp_path, PROBLEM)
    yield workspace
    workspace.close()


def test_what_others_did_to_other_units_stays(desk: Workspace) -> None:
    do(desk, "merge", by="Lan", units=["11", "12"], base=1)
    entry = do(desk, "merge", by="Hoa", units=["31", "32"], base=1)
    assert entry.parent == 2
    assert groups(now(desk)) == {"11+12", "31+32"}
    told = desk.change(1, entry.seq).as_dict()
    assert told["units"] == {"11": "12", "31": "32"}  # what Hoa's page has to draw anew


def test_on_the_same_units_both_sides_are_told(desk: Workspace) -> None:
    do(desk, "merge", by="Lan", units=["11", "12"], base=1)
    do(desk, "note", by="Minh", text="chợ", units=["12"])
    with pytest.raises(ConflictError) as caught:
        do(desk, "move", by="Hoa", units=["13"], to="12", base=1)
    assert caught.value.mine == read_action({"kind": "move", "units": ["13"], "to": "12"})
    assert [(each.by, each.kind) for each in caught.value.theirs] == [("Lan", "merge")]
    assert "merging groups (Lan, 2026-12-03T12:01:00+00:00)" in str(caught.value)
    assert len(desk.entries) == 3
    # Mine, on a branch of its own: nobody else is taken along.
    desk.act(Branch(name="Hoa", to=1), "Hoa")
    do(desk, "move", by="Hoa", units=["13"], to="12", base=desk.head("Hoa"), branch="Hoa")
    assert groups(now(desk)) == {"11+12"}
    assert groups(now(desk, "Hoa")) == {"12+13"}


def test_who_goes_back_or_submits_has_to_have_seen_it(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "merge", by="Hoa", units=["31", "32"])
    for kind, fields in {"goto": {"to": 1}, "freeze": {}}.items():
        with pytest.raises(ConflictError):
            do(desk, kind, base=2, **fields)
    with pytest.raises(ConflictError):
        desk.undo("Lan", base=2)
    desk.undo("Lan", base=3)
    # Who drew on what was taken back is told so; a word of it may go along.
    with pytest.raises(ConflictError) as caught:
        do(desk, "merge", units=["21", "22"], base=3)
    assert [each.kind for each in caught.value.theirs] == ["goto"]
    do(desk, "note", text="nghỉ trưa", base=3)
    with refused("action 99: found no state"):
        do(desk, "merge", units=["21", "22"], base=99)


def test_a_state_of_another_branch_is_no_base(desk: Workspace) -> None:
    other = desk.act(Branch(name="B", to=1)).seq
    with refused("branch main, action 2: found no state"):
        do(desk, "merge", units=["21", "22"], base=other)


def test_an_action_that_is_sent_again_is_not_done_again(desk: Workspace) -> None:
    action = Merge(units=["11", "12"])
    first = desk.act(action, "Lan", name="of the page 7")
    again = desk.act(action, "Lan", name="of the page 7", base=1)
    assert first == again
    assert len(desk.entries) == 2


@pytest.mark.parametrize("sender", [{"by": "\ud800"}, {"by": "L" * 201}, {"name": "\ud800"}])
def test_a_sender_that_cannot_be_written_is_refused(
    desk: Workspace, sender: dict[str, str]
) -> None:
    with refused(f"action, key `{next(iter(sender))}`"):
        desk.act(Merge(units=["11", "12"]), **sender)
    assert len(desk.entries) == 1
    desk.act(Merge(units=["11", "12"]), by="Nguyễn Thị Lan\0", name="7")


def test_threads_wait_for_each_other_and_lose_nothing(desk: Workspace) -> None:
    """Each draws in a row of its own, and takes back what it drew last by name."""
    acknowledged: list[Entry] = []

    def work(row: int) -> None:
        desk.act(Branch(name=f"{row}", to=1), f"{row}")
        for _ in range(10):
            for kind in ("merge", "split"):
                fields = {"units": [f"{row}1", f"{row}2"] if kind == "merge" else [f"{row}1"]}
                acknowledged.append(do(desk, kind, by=f"{row}", branch=f"{row}", **fields))
            desk.undo(f"{row}", branch=f"{row}")
            acknowledged.append(do(desk, "split", by=f"{row}", branch=f"{row}", units=[f"{row}1"]))
            assert set(desk.entries) >= set(acknowledged)

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, (1, 2, 3)))
    assert len(acknowledged) == 90
    assert [entry.seq for entry in desk.entries] == list(range(1, len(desk.entries) + 1))
    again = Workspace.open(desk.path, PROBLEM)
    assert again.entries == desk.entries
    assert all(groups(now(again, f"{row}")) == set() for row in (1, 2, 3))
    again.close()


def test_a_preview_is_what_the_action_then_changes_and_writes_nothing(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    action = Merge(units=["12", "13"])
    before = desk.path.read_bytes(), len(desk.entries)
    shown = desk.preview(action, desk.head()).as_dict()
    assert (desk.path.read_bytes(), len(desk.entries)) == before
    entry = desk.act(action)
    change = desk.change(entry.parent, entry.seq).as_dict()
    assert shown == change
    assert [row["people"] for row in change["gone"]] == [11_000, 5_000]  # type: ignore[attr-defined]
    (row,) = change["groups"]  # type: ignore[misc]
    assert (row["code"], row["units"], row["people"]) == ("12", ["11", "12", "13"], 16_000)
    assert (row["pieces"], row["status"], row["disturbed"]) == (1, "met", 10_000)
    measures = {each["measure"]: each["percent"] for each in row["findings"]}
    assert measures == {"people": 100.0, "area_km2": 1000.0}
    units = change["indicators"]["units"]  # type: ignore[index]
    assert units == {"today": 9, "before": 8, "after": 7}
    do(desk, "lock", locks=[["keep", ["33"]]])
    with refused("locked by Lan"):
        desk.preview(Merge(units=["32", "33"]), desk.head())
    # Judged by what changed, and judged whole: the same in every column.
    whole = PROBLEM.judge(now(desk).plan())
    kept = desk.version(desk.head()).judged
    for name in ("figures", "verdicts", "costs", "indicators"):
        assert getattr(kept, name).equals(getattr(whole, name))


units = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)
LOCKS = ["together", "apart", "keep", "fixed", "forbidden"]
actions = st.one_of(
    st.fixed_dictionaries({"kind": st.just("merge"), "units": units}),
    st.fixed_dictionaries({"kind": st.just("split"), "units": units}),
    st.fixed_dictionaries({"kind": st.just("move"), "units": units, "to": st.sampled_from(UNITS)}),
    st.fixed_dictionaries({"kind": st.just("accept"), "units": units}),
    st.fixed_dictionaries({"kind": st.just("reject"), "units": units}),
    st.fixed_dictionaries({"kind": st.just("seat"), "unit": st.sampled_from(UNITS)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("rename"),
            "unit": st.sampled_from(UNITS),
            "name": st.text("ăb", min_size=1),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["lock", "unlock"]),
            "locks": st.lists(st.tuples(st.sampled_from(LOCKS), units), min_size=1, max_size=2),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("note"), "text": st.just("chợ"), "units": units}),
    st.just({"kind": "freeze"}),
)


class TwoClients(RuleBasedStateMachine):
    """Two processes' worth of workspaces on one file; each client draws on what it saw last."""

    branches = Bundle("branches")

    @initialize(target=branches)
    def begin(self) -> str:
        self.folder = tempfile.TemporaryDirectory()
        first = begun(Path(self.folder.name), PROBLEM)
        self.desks = [first, Workspace.open(first.path, PROBLEM, clock(-1))]
        self.acknowledged: list[Entry] = [*first.entries]
        # What each client saw of each branch.
        self.seen = [{MAIN: 1}, {MAIN: 1}]
        return MAIN

    @rule(who=st.integers(0, 1), branch=branches)
    def look(self, who: int, branch: str) -> None:
        self.desks[who].refresh()
        self.seen[who][branch] = self.desks[who].head(branch)

    @rule(who=st.integers(0, 1), branch=branches, plain=actions)
    def draw(self, who: int, branch: str, plain: dict[str, object]) -> None:
        self._do(who, branch, read_action(plain) if _fits(plain) else None)

    @rule(who=st.integers(0, 1), branch=branches, back=st.integers(1, 5))
    def go(self, who: int, branch: str, back: int) -> None:
        desk, seen = self.desks[who], self.seen[who].get(branch)
        if seen:
            line = desk.line(seen)
            self._do(who, branch, Goto(to=line[-min(back, len(line))].seq))

    @rule(target=branches, who=st.integers(0, 1), branch=branches)
    def part(self, who: int, branch: str) -> str:
        seen = self.seen[who].get(branch)
        name = f"{branch}'"
        if seen and name not in self.desks[who].heads:
            self._do(who, name, Branch(name=name, to=seen))
        return name if name in {**self.seen[0], **self.seen[1]} else branch

    def _do(self, who: int, branch: str, action: Action | None) -> None:
        desk, seen = self.desks[who], self.seen[who].get(branch)
        if action is None or (seen is None and not isinstance(action, Branch)):
            return
        try:
            entry = desk.act(action, f"client {who}", branch=branch, base=seen)
        except ConflictError as error:
            assert error.theirs
            assert all(each in self.acknowledged for each in error.theirs)
            return
        except InputError:
            return
        self.acknowledged.append(entry)
        self.seen[who][branch] = desk.head(branch)
        before, after = desk.state(entry.parent), desk.state(desk.head(branch))
        if action.draws:
            held = [lock for lock in before.locks if action.kind != "unlock"]
            kept = [lock for lock in held if not [*broken([lock], before.groups.values())]]
            assert not [*broken(kept, list(after.groups.values()))]

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Asked of the file itself, so that no client learns what it has not looked at."""
        with closing(sqlite3.connect(self.desks[0].path)) as file:
            rows = file.execute("SELECT sha256 FROM action ORDER BY seq").fetchall()
        assert rows == [(entry.sha256,) for entry in self.acknowledged]

    @invariant()
    def every_state_covers_all_units_and_is_what_the_log_leads_to(self) -> None:
        for desk in self.desks:
            for seq in desk.heads.values():
                state = desk.state(seq)
                assert state == desk._history.fold(seq)
                assert sorted(u for group in state.groups.values() for u in group) == UNITS
                assert all(head in units for head, units in state.groups.items())

    def teardown(self) -> None:
        if not hasattr(self, "desks"):
            return
        for desk in self.desks:
            desk.refresh()
        one, other = self.desks
        assert one.heads == other.heads
        assert all(one.state(seq) == other.state(seq) for seq in one.heads.values())
        one.close()
        other.close()
        again = Workspace.open(one.path, PROBLEM, clock())
        assert list(again.entries) == self.acknowledged
        for branch in again.heads:
            for _ in again.line(again.head(branch))[1:]:
                again.undo(branch=branch)
            assert now(again, branch) == again.state(1)
        again.close()
        self.folder.cleanup()


def _fits(plain: dict[str, object]) -> bool:
    """Whether random locks are locks: a pair, a single unit."""
    try:
        read_action(plain)
    except InputError:
        return False
    return True


TestTwoClients = TwoClients.TestCase
TestTwoClients.settings = settings(stateful_step_count=25)
