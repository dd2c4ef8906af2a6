"""Division: the pieces of a unit that go to its neighbour at least cost, so that both can stand.

Each piece goes or stays; sums of people and areas have bounds on both sides.  What goes hangs
together with the neighbour, and what stays with the seat: a solution that breaks this is cut off
by the pieces around the part that is loose, and the problem is solved again, until none does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt
import pulp

from planner.errors import Problem
from planner.optimize.bound.highs import solve_whole
from planner.optimize.effort.control import Control
from planner.optimize.stages.closing import TimeLimitError
from planner.words.text import say

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """Pieces of a unit that may give some of them.

    Attributes
    ----------
    graph : Graph of int
        Which of the n pieces touch each other.
    cost : ndarray of int64, shape (n,)
        Of letting each go.
    people : ndarray of int64, shape (n,)
    area : ndarray of int64, shape (n,)
        In whole steps of any size.
    near : frozenset of int
        Pieces that touch who takes.
    stay : frozenset of int
        Pieces that do not go, of which one is the seat.
    seat : int
    """

    graph: nx.Graph[int]
    cost: IntArray
    people: IntArray
    area: IntArray
    near: frozenset[int]
    stay: frozenset[int]
    seat: int


@dataclass(frozen=True)
class Needed:
    """What may go at all: least and most, people and area; ``None``: as it comes."""

    people: tuple[int, int | None] = (1, None)
    area: tuple[int, int | None] = (0, None)
    cost: tuple[int, int | None] = (0, None)


def least_division(pieces: Pieces, needed: Needed, seconds: float) -> frozenset[int] | None:
    """Choose the pieces that go at least cost.

    Parameters
    ----------
    pieces : Pieces
    needed : Needed
    seconds : float
        Of the clock, at most.

    Returns
    -------
    frozenset of int, or None
        None: there are no such pieces.

    Raises
    ------
    TimeLimitError
        The clock ran out before the best was found, or found not to be.
    """
    control = Control(seconds)
    problem = pulp.LpProblem("division", pulp.LpMinimize)
    names = [f"x{i:05d}" for i in range(len(pieces.people))]
    goes = [problem.add_variable(name, 0, 1, pulp.LpInteger) for name in names]
    problem += pulp.lpDot(pieces.cost.tolist(), goes)
    for name in ("people", "area", "cost"):
        bounds, amounts = getattr(needed, name), getattr(pieces, name)
        total, (least, most) = pulp.lpDot(amounts.tolist(), goes), bounds
        problem += total >= least
        if most is not None:
            problem += total <= most
    for piece in pieces.stay:
        problem += goes[piece] == 0
    while True:
        found = solve_whole(problem, goes, control, step=1.0)
        if found.infeasible:
            return None
        if found.chosen is None or control.over():
            raise TimeLimitError(
                Problem(
                    "solver.time_limit_s",
                    say("no best division found before the clock ran out"),
                    say("time for every neighbour of a unit below its standard"),
                    say("run the scenario with a larger limit"),
                )
            )
        chosen = frozenset(np.flatnonzero(found.chosen).tolist())
        cuts = list(_loose(pieces, chosen))
        if not cuts:
            return chosen
        for part, around, going in cuts:
            beside = pulp.lpSum(goes[i] if going else 1 - goes[i] for i in around)
            for piece in part:
                problem += (goes[piece] if going else 1 - goes[piece]) <= beside


def _loose(
    pieces: Pieces, chosen: frozenset[int]
) -> Iterator[tuple[frozenset[int], frozenset[int], bool]]:
    """Find what goes and does not touch who takes, and what stays without the seat.

    Yields
    ------
    frozenset, frozenset, bool
        The loose part, the pieces around it, and whether it goes: any piece of it needs one of
        those around, which part it from where it belongs.
    """
    every = frozenset(pieces.graph)
    for side, roots, going in (
        (chosen, pieces.near, True),
        (every - chosen, frozenset([pieces.seat]), False),
    ):
        for part in nx.connected_components(pieces.graph.subgraph(side)):
            if not part & roots:
                around = frozenset(n for i in part for n in pieces.graph[i]) - part
                yield frozenset(part), around, going
