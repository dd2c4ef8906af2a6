"""Control: a cancel is heard in the midst of the work, and what is known by then comes back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import worlds

from planner.law import read_ruleset
from planner.optimize import Arrangement, Control, TimeLimitError, arrange
from planner.optimize.bound.cuts import no_cuts
from planner.optimize.bound.formulation import Partition, build
from planner.optimize.bound.highs import Master, solve_whole
from planner.optimize.effort import control
from planner.optimize.effort.control import ENDS, GOING_ON, WITHOUT_LOCKS, Event
from planner.problem.groups import GroupSettings, Locks, find_groups
from planner.sources import SourceSettings, read_units
from planner.units.graph import build_graph

LAW = read_ruleset("ht262-floors")


class Cancelling:
    """Whoever listens, and has another thread cancel at an event of a stage."""

    def __init__(self, stage: str, note: str | None = None, number: int = 1):
        self.stage, self.note, self.left = stage, note, number
        self.control = Control(progress=self)
        self.events: list[Event] = []
        self.after: list[Event] = []

    def __call__(self, *event: Any) -> None:
        (self.after if self.control.cancelled else self.events).append(event)
        self.left -= event[0] == self.stage and self.note in (None, event[3])
        if self.left == 0:
            thread = threading.Thread(target=self.control.cancel)
            thread.start()
            thread.join()


@pytest.fixture
def each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time that work asks whether to stop is an event: no clock has a part in it."""
    monkeypatch.setattr(control, "BEAT_S", 0.0)


def test_a_province_cancelled_in_the_midst_gives_its_plan_and_bound_and_says_open() -> None:
    units = read_units(SourceSettings(boundaries="vietnam:thanh_hoa@2026"), Path())
    heard, settings = Cancelling("disturbed"), GroupSettings(max_members=4, any_size=True)
    plan = arrange(
        units,
        build_graph(units),
        read_ruleset("vn-commune-112-2025"),
        groups=settings,
        objective=["unsatisfied", "disturbed", "inertia"],
        control=heard.control,
    )
    first, second, last = plan.stages
    assert first.proven and first.value == first.bound == 0
    assert not second.proven and second.bound < second.value
    assert not last.proven and last.bound < last.value
    # What a later stage was not searched for is a plan all the same: each unit once.
    assert sorted(plan.parts["code"]) == sorted(units.index)
    assert not plan.repeatable and plan.pool is not None and not plan.pool.any_size
    # Whoever listens hears how each stage ended, and of no proof any more.
    assert [event[0] for event in heard.after if event[3] == "open"] == ["disturbed", "inertia"]
    assert "proven" not in {event[3] for event in heard.after}


def test_before_there_is_a_plan_a_cancel_says_so() -> None:
    units, heard = worlds.grid(5), Cancelling("unsatisfied")
    with pytest.raises(TimeLimitError, match="cancelled"):
        arrange(units, build_graph(units), LAW, control=heard.control)
    assert heard.events == [("unsatisfied", None, None, GOING_ON)]


def test_what_was_cancelled_may_be_asked_once_more() -> None:
    units = worlds.grid(7)
    given = units, build_graph(units), LAW, GroupSettings(max_members=4)
    kept, heard = Arrangement(*given), Cancelling("inertia", "LP")
    assert not kept.ask(control=heard.control).repeatable
    again, fresh = kept.ask(), Arrangement(*given).ask()
    assert again.repeatable and again.stages == fresh.stages
    assert again.parts.equals(fresh.parts)


def test_the_question_without_locks_is_heard_but_not_its_values() -> None:
    units, events = worlds.grid(6), list[Event]()
    given = units, build_graph(units), LAW, GroupSettings(max_members=3)
    pair = list(units.index[:2])
    Arrangement(*given).ask(
        locks=Locks(together=[pair]), progress=lambda *event: events.append(event)
    )
    aside = [event for event in events if event[3] == WITHOUT_LOCKS]
    assert {event[0] for event in aside} == {"unsatisfied", "inertia"}
    assert {event[1:3] for event in aside} == {(None, None)}
    # It is solved first, and then the question itself is told to its end.
    assert [event[0] for event in events if event[3] in ENDS] == ["unsatisfied", "inertia"]
    assert events.index(aside[-1]) < min(i for i, e in enumerate(events) if e[3] in ENDS)


def _tangled() -> Partition:
    """Fours of a grid that cost what is drawn: HiGHS has something to do."""
    units = worlds.grid(12)
    groups = find_groups(units, build_graph(units), LAW, GroupSettings(max_members=4))
    codes = list(units.index)
    cost = np.random.default_rng(4).integers(1, 10_000, len(groups))
    return Partition(groups.members, cost, (), codes, no_cuts(len(codes)))


@pytest.mark.usefixtures("each_question")
def test_highs_is_interrupted_in_the_midst_of_a_relaxation() -> None:
    problem, order = build(_tangled(), whole=False)
    whole = Cancelling("LP", number=-1)
    whole.control.begin("LP")
    assert Master(problem, order).solve(whole.control) is not None
    # The same cancelled after a few of its questions: it asks no more than once again.
    few = Cancelling("LP", number=4)
    few.control.begin("LP")
    assert Master(problem, order).solve(few.control) is None
    assert len(whole.events) > 10 and len(few.events) == 4 and len(few.after) < 3


@pytest.mark.usefixtures("each_question")
def test_highs_is_interrupted_in_the_midst_of_branch_and_bound() -> None:
    problem, order = build(_tangled())
    whole = solve_whole(problem, order, Control(), step=1.0)
    heard = Cancelling("MIP", number=4)
    heard.control.begin("MIP")
    some = solve_whole(problem, order, heard.control, step=1.0)
    # What is known by then holds, and is less.
    assert whole.chosen is not None and not some.infeasible and some.bound < whole.bound
    assert len(heard.events) == 4


@pytest.mark.usefixtures("each_question")
def test_an_error_of_whoever_listens_comes_out_of_highs_as_it_was() -> None:
    class RefusedError(Exception):
        """Raised by whoever listens."""

    def refuse(*event: Any) -> None:
        if event[3] == GOING_ON:
            asked.append(event)
        if len(asked) > 3:
            raise RefusedError

    asked: list[Event] = []
    listened = Control(progress=refuse)
    listened.begin("LP")
    problem, order = build(_tangled(), whole=False)
    master = Master(problem, order)
    with pytest.raises(RefusedError):
        master.solve(listened)
    # And the model can be used again.
    assert master.solve(Control()) is not None


@pytest.mark.usefixtures("each_question")
def test_a_part_ends_no_later_than_the_whole_and_shares_the_rest() -> None:
    events: list[Event] = []
    whole = Control(60, lambda *event: events.append(event))
    part, longer, half = whole.within(-1), whole.within(3600), whole.part(0.5)
    assert part.over() and not whole.over()
    assert longer.deadline == whole.deadline > half.deadline
    # What ended a stage is not told again: work goes on.
    half.report("inertia", 2.0, 1.0, "open")
    assert not longer.over()
    assert events == [("inertia", 2.0, 1.0, "open"), ("inertia", 2.0, 1.0, GOING_ON)]
    longer.cancel()
    assert whole.over() and half.cancelled and whole.left() < 0
