"""The rest: what locks forbid an action, and what is asked of the optimizer beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from planner.errors import InputError, Problem, raise_if_any
from planner.optimize import Arrangement, Control
from planner.plan import Plan
from planner.problem import Problem as Arranged
from planner.problem.locks import LOCKS, Locks, Sets, locks_of
from planner.problem.settings import CountSettings
from planner.session.state import Group, Hold, State
from planner.words import NOTHING
from planner.words.text import say

Single = Iterable[tuple[str, Sequence[str]]]
"""Single locks, by key and codes."""
Extent = Literal["locks", "drawn", "outside"]
"""What "solve the rest" holds: locks only, all that was drawn, or all outside a selection."""


def of_scenario(locks: Locks) -> tuple[Hold, ...]:
    """Give the locks of a scenario as those of a state: nobody set them here."""
    return tuple(Hold(name, codes, "", "") for name, codes in locks.each)


def broken(locks: Iterable[Hold], groups: Collection[Group]) -> Iterator[Hold]:
    """Name the locks that some groups do not keep."""
    for lock in locks:
        codes = frozenset(lock.codes)
        size = np.array([len(group) for group in groups], dtype=np.int64)
        inside = np.array([len(group & codes) for group in groups], dtype=np.int64)
        if not LOCKS[lock.kind].allows(Sets(size, inside), len(codes)).all():
            yield lock


def refuse_broken(before: State, after: State, scenario: tuple[Hold, ...]) -> None:
    """Refuse a state that breaks a lock which was kept before, or one that is set with it.

    Raises
    ------
    InputError
        One problem for each lock: its units, who set it and when.
    """
    groups = list(after.changed(before).values())
    fresh = set(after.locks) - set(before.locks)
    concerned = {code for group in groups for code in group}
    kept = [lock for lock in (*scenario, *after.locks) if concerned & {*lock.codes}]
    whole = list(before.groups.values())
    lapses = [
        lock
        for lock in broken([each for each in kept if each not in fresh], groups)
        if not any(broken([lock], whole))
    ]
    wrong = [*lapses, *broken(fresh, list(after.groups.values()))]
    raise_if_any([_lapse(after, lock, is_new=lock in fresh) for lock in wrong])


def _lapse(state: State, lock: Hold, *, is_new: bool) -> Problem:
    units = state.roster.call(lock.codes)
    # A row of the table takes one string, and names of units are the same in both languages.
    words = LOCKS[lock.kind].words(units.vi)
    if is_new:
        return Problem(
            words,
            say("a lock that what is drawn does not keep"),
            say("a lock on what is drawn"),
            say("draw it so first, then lock it"),
        )
    setter = (
        say("locked by {by} at {at}", by=lock.by or NOTHING, at=lock.at)
        if lock.at
        else say("locked by the scenario")
    )
    return Problem(
        words,
        setter,
        say("an action that leaves locked units as they are"),
        say("unlock it first, if that is agreed, or draw with other units"),
    )


def rest_of(
    problem: Arranged,
    state: State,
    start: State,
    extent: Extent = "locks",
    selection: Collection[str] = (),
) -> Arranged:
    """Ask for the rest: the problem of a state with its locks, and seats that were chosen.

    Parameters
    ----------
    problem : planner.problem.Problem
        Without what was done in the session.
    state, start : State
        What is drawn, and with what it began.
    extent : str
        What is held: ``locks`` only; ``drawn``: also every group that is not as it was in the
        beginning; ``outside``: also every group without a unit of the selection.
    selection : collection of str
        For ``outside``.

    Raises
    ------
    InputError
        Outside of no selection.
    """
    if extent == "outside" and not selection:
        raise InputError(
            Problem(
                say("selection"),
                say("no unit"),
                say("units whose groups may change"),
                say("select some, or hold the locks only"),
            )
        )
    state.roster.refuse_unknown(selection)
    first = {*start.groups.values()}
    free = state.around(selection)
    groups = {
        "locks": [],
        "drawn": [group for group in state.groups.values() if group not in first],
        "outside": [group for group in state.groups.values() if not group & free],
    }[extent]
    holds = [
        *((lock.kind, lock.codes) for lock in state.locks),
        *(("keep" if len(group) == 1 else "fixed", tuple(group)) for group in groups),
    ]
    held = with_locks(problem, holds)
    seats = sorted({*held.groups.seats, *state.seats})
    return replace(held, groups=held.groups.model_copy(update={"seats": seats}))


def with_locks(problem: Arranged, locks: Single) -> Arranged:
    """Give a problem some locks more, by key and codes."""
    every = [*problem.groups.locks.each, *((kind, tuple(codes)) for kind, codes in locks)]
    each = dict.fromkeys((kind, tuple(sorted(codes))) for kind, codes in every)
    return replace(problem, groups=problem.groups.locked(locks_of(list(each))))


class Solver:
    """Asks the optimizer one question after another, quickly while only locks change."""

    def __init__(self) -> None:
        self._kept: tuple[Arranged, Arrangement] | None = None

    def best(self, problem: Arranged, control: Control | None = None) -> Plan:
        """Find the best plan of a problem.

        Parameters
        ----------
        problem : planner.problem.Problem
            As :func:`rest_of` gives it.
        control : Control, optional
            When to stop, at the latest, and who listens.

        Raises
        ------
        InputError, InfeasibleError, TimeLimitError
            See ``Arrangement.ask``.
        """
        control = control or Control()
        return self.kept(problem, control).best(problem, control)

    def answers(self, problem: Arranged, control: Control | None = None) -> Iterator[Plan]:
        """Answer at once with a plan that is mended, where it can be, then as :meth:`best`.

        Yields
        ------
        Plan
            See ``Arrangement.answers``.

        Raises
        ------
        InputError, InfeasibleError, TimeLimitError
            See ``Arrangement.ask``.
        """
        control = control or Control()
        yield from self.kept(problem, control).answers(
            count=problem.count,
            objective=problem.objective,
            locks=problem.groups.locks,
            solver=problem.solver,
            control=control,
        )

    def forget(self) -> None:
        """Let go of all that is kept: the next question begins anew."""
        self._kept = None

    def kept(self, problem: Arranged, control: Control) -> Arrangement:
        """Give the arrangement that is asked about a problem, whatever its locks."""
        bare = replace(problem, groups=problem.groups.locked(Locks()), count=CountSettings())
        if self._kept is None or self._kept[0] != bare:
            self._kept = bare, Arrangement.of(bare, control=control)
        return self._kept[1]
