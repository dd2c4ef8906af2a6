"""Opinions and comments: what holds, what an edit makes void, aloud; versions that need not ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspaces import begun, do, groups, nine_problem, now, refused

from planner.errors import InputError
from planner.session import Workspace, replay
from planner.session.opinions.elsewise import ways_around
from planner.session.opinions.tally import tallies, unheard, voided

COUNTS: dict[str, Any] = {"households": 1200, "took_part": 1100, "agree": 552, "disagree": 500}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    workspace = begun(tmp_path)
    yield workspace
    workspace.close()


@pytest.fixture
def frozen(desk: Workspace) -> Workspace:
    """Two mergers, submitted, of which one unit of each was asked."""
    do(desk, "merge", units=["11", "12"])
    do(desk, "merge", units=["21", "22"])
    do(desk, "freeze")
    for unit in ("11", "21"):
        do(desk, "opinion", unit=unit, by="Hoa", **COUNTS)
    return desk


def _void(workspace: Workspace, branch: str) -> dict[str, str]:
    """Unit → why its opinion holds no longer."""
    return {str(e["unit"]): e["said"]["en"] for e in voided(now(workspace, branch))}  # type: ignore[index]


def test_an_opinion_says_what_was_asked_by_whom_and_when(frozen: Workspace) -> None:
    first = now(frozen).opinions[0]
    assert (first.group, first.name, first.seat) == (("11", "12"), "Unit 12", "12")
    assert (first.by, first.at) == ("Hoa", "2026-12-03T12:04:00+00:00")
    assert {u: t.percent for u, t in tallies(now(frozen)).items()} == {"11": 46.0, "21": 46.0}
    assert unheard(now(frozen)) == ["12", "22"]


def test_counts_of_hamlets_are_summed_and_one_of_the_whole_goes_before(frozen: Workspace) -> None:
    for hamlet, agree in (("Thôn Đông", 30), ("Thôn Tây", 50)):
        counts = {"households": 100, "took_part": 90, "agree": agree, "disagree": 10}
        do(frozen, "opinion", unit="22", hamlet=hamlet, **counts)
    tally = tallies(now(frozen))["22"]
    assert (tally.hamlets, tally.households, tally.agree, tally.percent) == (2, 200, 80, 40.0)
    do(frozen, "opinion", unit="22", households=250, took_part=200, agree=150, disagree=50)
    assert (tallies(now(frozen))["22"].hamlets, tallies(now(frozen))["22"].percent) == (0, 60.0)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ({"kind": "merge", "units": ["12", "13"]}, "Unit 13 (13) come to its new unit"),
        ({"kind": "split", "units": ["12"]}, "Unit 12 (12) leave its new unit"),
        (
            {"kind": "rename", "unit": "11", "name": "An Bình"},
            "the new unit was called Unit 12, and is An Bình",
        ),
        ({"kind": "seat", "unit": "11"}, "the seat was in Unit 12, and is in Unit 11"),
    ],
)
def test_members_name_and_seat_are_what_was_asked(
    frozen: Workspace, edit: dict[str, Any], why: str
) -> None:
    do(frozen, "branch", name="sửa", to=frozen.head())
    assert _void(frozen, "sửa") == {}
    before = frozen.head("sửa")
    do(frozen, branch="sửa", **edit)
    said = _void(frozen, "sửa")
    assert [*said] == ["11"] and why in said["11"] and "(Hoa, 2026-12-03" in said["11"]
    # What others were asked is carried, and the submitted version keeps all that it was told.
    assert [*tallies(now(frozen, "sửa"))] == ["21"]
    assert [*tallies(now(frozen))] == ["11", "21"]
    told = frozen.change(before, frozen.head("sửa")).as_dict()["state"]
    assert [each["unit"] for each in told["void"]] == ["11"]  # type: ignore[index]
    frozen.undo(branch="sửa")
    assert _void(frozen, "sửa") == {}


def test_a_lock_a_note_and_another_group_make_nothing_void(frozen: Workspace) -> None:
    do(frozen, "branch", name="sửa", to=frozen.head())
    do(frozen, "lock", branch="sửa", locks=[("fixed", ["11", "12"])])
    do(frozen, "note", branch="sửa", text="chợ", units=["11"])
    do(frozen, "merge", branch="sửa", units=["31", "32"])
    assert _void(frozen, "sửa") == {}
    # As it was asked once more: it holds again.
    do(frozen, "rename", branch="sửa", unit="21", name="An Bình")
    assert [*_void(frozen, "sửa")] == ["21"]
    do(frozen, "rename", branch="sửa", unit="21", name="Unit 22")
    assert _void(frozen, "sửa") == {}


UNITS = ["11", "12", "13", "21", "22", "23"]
EDITS = st.one_of(
    st.builds(
        lambda u: {"kind": "merge", "units": u}, st.lists(st.sampled_from(UNITS), min_size=2)
    ),
    st.builds(lambda u: {"kind": "split", "units": [u]}, st.sampled_from(UNITS)),
    st.builds(
        lambda u, n: {"kind": "rename", "unit": u, "name": n},
        st.sampled_from(UNITS),
        st.sampled_from(["An", "Bình"]),
    ),
    st.builds(lambda u: {"kind": "seat", "unit": u}, st.sampled_from(UNITS)),
)
PROBLEM = nine_problem()


@settings(max_examples=30, deadline=None)
@given(st.lists(EDITS, max_size=8))
def test_whatever_is_drawn_an_opinion_holds_just_where_the_question_is_the_same(
    edits: list[dict[str, Any]],
) -> None:
    with TemporaryDirectory() as folder:
        workspace = begun(Path(folder), PROBLEM)
        do(workspace, "merge", units=["11", "12"])
        asked = do(workspace, "freeze").seq
        for unit in UNITS:
            do(workspace, "opinion", unit=unit, **COUNTS)
        heard = workspace.head()
        do(workspace, "branch", name="sửa", to=heard)
        for edit in edits:
            try:
                do(workspace, branch="sửa", **edit)
            except InputError:
                continue
        state, first = now(workspace, "sửa"), workspace.state(asked)
        before = {u: plan_row(workspace, asked, u) for u in UNITS}
        after = {u: plan_row(workspace, workspace.head("sửa"), u) for u in UNITS}
        differ = {u for u in UNITS if before[u] != after[u]}
        assert {each.unit for each in state.void} == differ
        assert {*tallies(state)} == {*UNITS} - differ and len(state.opinions) == len(UNITS)
        while workspace.head("sửa") > heard + 1:
            workspace.undo(branch="sửa")
        assert now(workspace, "sửa").void == () and workspace.state(asked) == first
        workspace.close()


def plan_row(workspace: Workspace, seq: int, unit: str) -> tuple[object, ...]:
    """What the plan says of the group of a unit: members, code and name."""
    plan = workspace.version(seq).plan
    new = plan.parts.set_index("code").loc[unit, "new_code"]
    members = sorted(plan.parts.loc[plan.parts["new_code"] == new, "code"])
    return (new, *members, plan.results.loc[new, "name"])


def test_comments_are_answered_point_by_point_and_carried(desk: Workspace, tmp_path: Path) -> None:
    merged = do(desk, "merge", units=["11", "12"]).seq
    letter = {"document": "Bộ Nội vụ, 12/BNV", "day": "01/12/2026", "to": merged}
    do(desk, "comment", by="Hoa", text="Trụ sở xa dân.", units=["11"], **letter)
    do(desk, "comment", by="Hoa", text="Thiếu tên gọi.", **letter)
    seated = do(desk, "seat", unit="11").seq
    do(desk, "answer", number=1, text="Đã dời trụ sở.", to=seated)
    do(desk, "answer", number=2, text="Đang lấy ý kiến.", to=seated, settled=False)
    first, second = now(desk).comments
    assert (first.text, first.units, first.to, first.by) == (
        "Trụ sở xa dân.",
        ("11",),
        merged,
        "Hoa",
    )
    assert (first.answer, first.settled) == ("Đã dời trụ sở.", seated)
    assert (second.answer, second.settled) == ("Đang lấy ý kiến.", 0)
    with refused("no comment of this number", "one of 2 comments"):
        do(desk, "answer", number=3, text="?", to=seated)
    with refused("action 99"):
        do(desk, "comment", text="?", **{**letter, "to": 99})
    with refused("unknown codes 99"):
        do(desk, "comment", text="?", units=["99"], **letter)
    again, lapses = replay(desk, tmp_path / "again.planner", desk.problem)
    assert lapses == [] and len(now(again).comments) == 2
    again.close()
    # Taken back, the page is told that there are none.
    change = desk.change(desk.head(), merged).as_dict()["state"]
    assert change["comments"] == []  # type: ignore[index]


def test_the_plain_form_of_a_state_without_comments_is_as_it_was(desk: Workspace) -> None:
    do(desk, "merge", units=["11", "12"])
    assert "comments" not in now(desk).as_dict()


def test_versions_that_need_not_ask_a_unit_with_their_price(frozen: Workspace) -> None:
    heard = frozen.head()
    do(frozen, "branch", name="không hỏi 11", to=heard)
    do(frozen, "split", branch="không hỏi 11", units=["11"])
    do(frozen, "branch", name="hỏi khác", to=heard)
    do(frozen, "merge", branch="hỏi khác", units=["11", "21"])
    do(frozen, "branch", name="như cũ", to=heard)
    do(frozen, "merge", branch="như cũ", units=["31", "32"])
    ways = ways_around(frozen, "11", heard)
    assert [(way.names, way.how) for way in ways] == [
        (("không hỏi 11",), "as_today"),
        (("hỏi khác",), "asked_anew"),
    ]
    assert [way.again for way in ways] == [(), ("21",)]
    first = ways[0].as_dict()["indicators"]
    assert (first["units"]["before"], first["units"]["after"]) == (7, 8)  # type: ignore[index]
    state = frozen.state(ways[1].seq)
    assert groups(state) == {"11+12+21+22"}
    with refused("unknown codes 99"):
        ways_around(frozen, "99", heard)
