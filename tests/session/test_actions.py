"""Each kind of action: its known answer on nine squares, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from workspaces import begun, do, groups, nine_problem, now, refused

from planner.errors import InputError
from planner.problem.groups import GroupSettings
from planner.session import Lock, Workspace, read_action
from planner.session.marks import KINDS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    workspace = begun(tmp_path)
    yield workspace
    workspace.close()


def whole(workspace: Workspace) -> bool:
    """Whether the present state covers each unit once."""
    state = now(workspace)
    units = sorted(unit for group in state.groups.values() for unit in group)
    return units == sorted(workspace.problem.units.index) == sorted(state.home)


def test_groups_merge_and_the_unit_of_most_people_gives_the_code(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    assert groups(now(desk)) == {"11+12"}
    assert now(desk).home["11"] == "12"
    do(desk, "merge", units=["11", "21", "31"])  # the whole group of 11 comes along
    assert groups(now(desk)) == {"11+12+21+31"}
    assert now(desk).pending == {"11", "12", "21", "31"}
    assert whole(desk)
    with refused("one group, which they are already", "Unit 11 (11)"):
        do(desk, "merge", units=["11", "31"])
    with refused("unknown codes 99"):
        do(desk, "merge", units=["11", "99"])


def test_units_move_and_what_is_left_stays_a_group(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12", "13"])
    do(desk, "move", units=["12"], to="22")
    assert groups(now(desk)) == {"11+13", "12+22"}
    assert now(desk).home["13"] == "11"
    assert whole(desk)
    with refused("units of the group to which they should go"):
        do(desk, "move", units=["12"], to="22")
    with refused("units of the group to which they should go"):
        do(desk, "move", units=["12"], to="12")
    with refused("unknown codes 99"):
        do(desk, "move", units=["12"], to="99")


def test_units_of_several_groups_split_off_as_one(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12", "13"])
    do(desk, "merge", units=["21", "22", "23"])
    do(desk, "split", units=["13", "23"])
    assert groups(now(desk)) == {"11+12", "21+22", "13+23"}
    assert whole(desk)
    with refused("a whole group, which is split off from nothing"):
        do(desk, "split", units=["13", "23"])


def test_a_name_goes_with_the_group_and_ends_with_it(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "rename", unit="11", name="An Bình")
    do(desk, "merge", units=["12", "13"])
    results = desk.version(desk.head()).plan.results
    assert results.loc["12", ["name", "kind"]].tolist() == ["An Bình", "xa"]
    do(desk, "rename", unit="11", name="An Bình", of_kind="phuong")
    assert desk.version(desk.head()).plan.results.loc["12", "kind"] == "phuong"
    do(desk, "split", units=["12"])
    # The unit that gave the code is alone, and called as it is today.
    assert desk.version(desk.head()).plan.results.loc["12", "name"] == "Unit 12"
    assert now(desk).names == {}
    with pytest.raises(InputError):
        do(desk, "rename", unit="11", name="")


def test_a_seat_gives_the_code_and_one_is_enough(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12", "13"])
    do(desk, "seat", unit="11")
    assert {now(desk).home[unit] for unit in ("11", "12", "13")} == {"11"}
    do(desk, "seat", unit="13")
    assert now(desk).seats == {"13"}
    assert now(desk).home["11"] == "13"
    do(desk, "merge", units=["11", "21"])
    assert now(desk).home["21"] == "13"
    with refused("unknown codes 99"):
        do(desk, "seat", unit="99")


def test_a_unit_is_not_divided_and_the_refusal_says_what_to_do(desk: Workspace) -> None:
    with refused("a unit to be divided, which a workspace cannot do yet", "divide it in a plan"):
        do(desk, "divide", unit="11")


def test_an_accepted_group_is_no_longer_pending(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "merge", units=["21", "22"])
    do(desk, "accept", units=["11"])
    assert now(desk).pending == {"21", "22"}
    with refused("groups of which none is pending"):
        do(desk, "accept", units=["12", "33"])


def test_a_rejected_group_parts_and_may_not_be_drawn_again(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "reject", by="Minh", units=["11"])
    assert groups(now(desk)) == set()
    assert now(desk).pending == set()
    assert [hold.codes for hold in now(desk).rejected] == [("11", "12")]
    with refused("not as a new unit", "locked by Minh at 2026-12-03T12:02:00+00:00"):
        do(desk, "merge", units=["11", "12"])
    do(desk, "merge", units=["11", "12", "13"])  # another group than the rejected one
    with refused("no group of several units"):
        do(desk, "reject", units=["33"])
    with refused("no group of several units"):
        do(desk, "reject", units=["11", "33"])


def test_a_locked_unit_neither_leaves_nor_receives(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "lock", by="Hoa", locks=[["fixed", ["11", "12"]], ["keep", ["33"]]])
    before = now(desk)
    says = ("locked by Hoa at 2026-12-03T12:02:00+00:00", "Unit 11 (11)", "as a new unit")
    for kind, fields in {
        "move": {"units": ["11"], "to": "21"},
        "split": {"units": ["12"]},
        "merge": {"units": ["12", "13"]},
        "reject": {"units": ["11"]},
    }.items():
        with refused(*says):
            do(desk, kind, **fields)
    with refused(*says):
        do(desk, "move", units=["13"], to="12")
    with refused("locked by Hoa", "Unit 33 (33) stays as it is"):
        do(desk, "merge", units=["32", "33"])
    assert now(desk) == before
    do(desk, "seat", unit="11")
    do(desk, "unlock", locks=[["fixed", ["12", "11"]]])
    do(desk, "merge", units=["12", "13"])
    assert groups(now(desk)) == {"11+12+13"}


def test_locks_of_pairs_and_of_all(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "lock", locks=[["together", ["11", "12"]], ["apart", ["21", "22"]]])
    do(desk, "merge", units=["12", "13"])
    with refused("together", "locked by Lan"):
        do(desk, "split", units=["12"])
    with refused("apart", "locked by Lan"):
        do(desk, "merge", units=["21", "22"])
    desk.act(Lock.everything(now(desk)), "Hoa")
    for unit in ("21", "31", "13"):
        with refused("locked by Hoa"):
            do(desk, "merge", units=[unit, "23"])
    with refused("a lock that what is drawn does not keep", "draw it so first"):
        do(desk, "lock", locks=[["together", ["31", "32"]]])
    with refused("a lock that nobody set here"):
        do(desk, "unlock", locks=[["apart", ["31", "32"]]])
    for wrong in (["apart", ["11"]], ["keep", ["11", "12"]], ["glue", ["11"]]):
        with refused("no lock"):
            do(desk, "lock", locks=[wrong])


def test_a_lock_of_the_scenario_that_is_not_kept_yet_forbids_nothing(tmp_path: Path) -> None:
    scenario = GroupSettings(max_members=3, together=[["11", "12"]], keep=["33"])
    desk = begun(tmp_path, nine_problem(groups=scenario))
    do(desk, "merge", units=["11", "21"])
    do(desk, "merge", units=["21", "12"])
    with refused("together", "locked by the scenario"):
        do(desk, "split", units=["12"])
    with refused("stays as it is", "locked by the scenario"):
        do(desk, "merge", units=["33", "32"])
    with refused("a lock that nobody set here", "what the scenario holds is changed there"):
        do(desk, "unlock", locks=[["keep", ["33"]]])
    desk.close()


def test_a_lock_that_is_set_again_stays_whose_it_was(desk: Workspace) -> None:
    do(desk, "lock", by="Hoa", locks=[["keep", ["11"]]])
    do(desk, "lock", by="Minh", locks=[["keep", ["11"]], ["keep", ["12"]]])
    assert [(hold.codes, hold.by) for hold in now(desk).locks] == [
        (("11",), "Hoa"),
        (("12",), "Minh"),
    ]


def test_a_proposal_fits_the_state_that_was_asked_about_alone(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    asked = now(desk)
    fields = {"of": asked.hash, "asked_at": desk.entries[1].at}
    rows = [["11", "12", "13"], ["21", "22", "23"], ["31", "32", "33"]]
    do(desk, "propose", groups=rows, **fields)
    assert groups(now(desk)) == {"11+12+13", "21+22+23", "31+32+33"}
    assert len(now(desk).pending) == 9
    with refused("an answer for the state of 2026-12-03T12:01:00+00:00"):
        do(desk, "propose", groups=rows, **fields)
    desk.undo()
    for wrong in ([["12", "13"]], [["11", "12", "13"], ["13"]]):
        with refused("groups that do not cover whole groups"):
            do(desk, "propose", groups=wrong, **fields)


def test_a_frozen_state_is_read_only_and_hears_opinions(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    counts = {"households": 1200, "took_part": 1150, "agree": 552, "disagree": 500}
    with refused("an opinion about a plan that is still being drawn"):
        do(desk, "opinion", unit="11", **counts)
    do(desk, "freeze")
    for kind, fields in {
        "merge": {"units": ["21", "22"]},
        "accept": {"units": ["11"]},
        "lock": {"locks": [["keep", ["33"]]]},
        "rename": {"unit": "11", "name": "An Bình"},
        "freeze": {},
    }.items():
        with refused("a plan that was submitted", "begin a branch"):
            do(desk, kind, **fields)
    do(desk, "opinion", unit="11", **counts)
    do(desk, "opinion", unit="11", hamlet="Thôn Đông", **counts)
    do(desk, "opinion", unit="11", **{**counts, "agree": 601})
    assert [(each.hamlet, each.agree) for each in now(desk).opinions] == [
        ("Thôn Đông", 552),
        ("", 601),
    ]
    assert now(desk).opinions[0].percent == 46.0
    with refused("1052 opinions of 1000 households that took part, of 1200"):
        do(desk, "opinion", unit="11", **{**counts, "took_part": 1000})
    do(desk, "note", text="Thôn Đông hỏi về trụ sở", units=["11"])
    assert now(desk).frozen


def test_an_edit_on_a_branch_makes_the_opinions_of_its_group_void(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    do(desk, "merge", units=["21", "22"])
    frozen = do(desk, "freeze").seq
    counts = {"households": 100, "took_part": 90, "agree": 60, "disagree": 30}
    for unit in ("11", "21"):
        heard = do(desk, "opinion", unit=unit, **counts)
    assert frozen < heard.seq
    do(desk, "branch", name="sửa", to=heard.seq)
    assert now(desk, "sửa").void == ()
    drawn = do(desk, "merge", units=["12", "13"], branch="sửa")
    assert [each.unit for each in now(desk, "sửa").void] == ["11"]
    told = desk.change(heard.seq, drawn.seq).as_dict()["state"]
    assert [each["unit"] for each in told["void"]] == ["11"]  # type: ignore[index]
    assert now(desk).frozen


def test_what_is_said_changes_nothing_that_is_drawn(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    before = now(desk)
    do(desk, "name", name="họp sáng", to=2)
    do(desk, "note", by="Hoa", text="chợ chung", units=["11"])
    note = now(desk).notes[0]
    assert (note.text, note.units, note.by) == ("chợ chung", ("11",), "Hoa")
    assert (now(desk).home, now(desk).pending) == (before.home, before.pending)
    with refused("action 99: found no state"):
        do(desk, "name", name="họp", to=99)
    with refused("unknown codes 99"):
        do(desk, "note", text="?", units=["99"])


def test_goto_and_branches(desk: Workspace) -> None:
    first = do(desk, "merge", units=["11", "12"]).seq
    second = do(desk, "merge", units=["12", "13"]).seq
    gone = do(desk, "goto", to=first)
    assert (desk.head(), groups(now(desk))) == (first, {"11+12"})
    do(desk, "merge", units=["21", "22"])
    do(desk, "branch", name="phương án B", to=second)
    do(desk, "merge", units=["31", "32"], branch="phương án B")
    assert groups(now(desk)) == {"11+12", "21+22"}
    assert groups(now(desk, "phương án B")) == {"11+12+13", "31+32"}
    assert set(desk.heads) == {"main", "phương án B"}
    with refused("branch phương án C: found no state"):
        do(desk, "goto", to=first, branch="phương án C")
    with refused("branch phương án C: found no state"):
        do(desk, "merge", units=["31", "32"], branch="phương án C")
    with refused("a branch that is there already"):
        do(desk, "branch", name="phương án B", to=first)
    with refused("a branch that is there already"):
        do(desk, "branch", name="main", to=first)
    for nowhere in (gone.seq, 99):
        with refused(f"action {nowhere}: found no state"):
            do(desk, "goto", to=nowhere)
    assert set(desk.heads) == {"main", "phương án B"}


def test_undo_and_redo(desk: Workspace) -> None:
    with refused("undo: found the state with which it began"):
        desk.undo()
    do(desk, "merge", units=["11", "12"])
    do(desk, "merge", units=["21", "22"])
    states = [desk.state(seq) for seq in (1, 2, 3)]
    desk.undo()
    assert now(desk) == states[1]
    desk.undo()
    assert now(desk) == states[0]
    desk.redo()
    desk.redo()
    assert now(desk) == states[2]
    with refused("redo: found a state from which nothing was drawn"):
        desk.redo()


def test_what_a_page_sends_is_read_or_refused() -> None:
    assert set(KINDS) == {
        *("merge", "move", "split", "rename", "seat", "divide", "lock", "unlock", "propose"),
        *("accept", "reject", "goto", "branch", "name", "note", "opinion", "freeze"),
        *("comment", "answer"),
    }
    for wrong in (None, [], {}, {"kind": "begin"}, {"kind": ["merge"]}, {"units": ["11"]}):
        with refused("action: found the kind"):
            read_action(wrong)
    with refused("key `unit`", "did you mean `units`?"):
        read_action({"kind": "merge", "units": ["11"], "unit": "11"})
    with refused("key `units`"):
        read_action({"kind": "merge", "units": []})
    with refused("key `to`"):
        read_action({"kind": "goto", "to": 0})
