"""Groups whose cost is not known: the least and the most that each may cost in every stage.

A verdict of a group hangs on the facts of its members alone.  Each fact makes a group's own fact
(a flag, a share) rise with the members of which it holds, so that a group is judged in every way
that it may turn out where each column is judged at both of its ends, one beside the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from scipy import sparse

from planner.optimize.effort.control import ENDLESS, Control
from planner.optimize.objective import cost_of
from planner.problem import Problem
from planner.problem.groups import GroupMaker, Groups
from planner.problem.groups.connected import IntArray
from planner.problem.unknowns import BoolArray, Unknown, answered

Answers = Mapping[str, tuple[BoolArray, BoolArray]]
"""Column → units that may be *no*, units that may be *yes*; each of shape (n,)."""


@dataclass(frozen=True)
class Costs:
    """What each group costs in each stage, in steps.

    Attributes
    ----------
    least, most : sequence of ndarray of int64, shape (m,)
        In every way in which what is open may turn out; the same where nothing is.
    """

    least: Sequence[IntArray]
    most: Sequence[IntArray]

    @property
    def unsure(self) -> BoolArray:
        """The groups that do not cost the same in every way, shape (m,)."""
        differ = [low != high for low, high in zip(self.least, self.most, strict=True)]
        return np.asarray(np.logical_or.reduce(differ), dtype=bool)


class Field:
    """Every group of a problem, whatever the law says of it.

    Parameters
    ----------
    problem : Problem
        Its facts as they are read.
    unknown : sequence of Unknown
        What is open.
    sets : csr_array of int64, shape (k, n)
        Groups that belong to it beside those of the settings: of a plan, say.
    control : Control
        When to stop making the groups.

    Raises
    ------
    TimeoutError
        It was told to stop.
    """

    def __init__(
        self,
        problem: Problem,
        unknown: Sequence[Unknown],
        sets: sparse.csr_array,
        control: Control = ENDLESS,
    ):
        self.problem, self.unknown = problem, unknown
        maker = self._maker(problem.units)
        groups = maker.all(control.over)
        self.groups = groups.with_more(maker.of_sets(sets[groups.lacks(sets)]))
        self._priced = dict[bytes, tuple[Mapping[str, BoolArray], Groups]]()

    @property
    def members(self) -> sparse.csr_array:
        """Members of each group, shape (m, n)."""
        return self.groups.members

    def _maker(self, units: gpd.GeoDataFrame) -> GroupMaker:
        problem = self.problem
        case = units, problem.graph, problem.ruleset, problem.groups, problem.terms
        return GroupMaker(*case, problem.targets, splits=False)

    def open_answers(self) -> dict[str, tuple[BoolArray, BoolArray]]:
        """Leave everything open that is not known."""
        return {each.column: (each.where, each.where) for each in self.unknown}

    def units(self, yes: Mapping[str, BoolArray]) -> gpd.GeoDataFrame:
        """Answer all that is not known: yes for some units, no for the others."""
        where = {each.column: each.where for each in self.unknown}
        return answered(self.problem.units, {name: (where[name], yes[name]) for name in where})

    def costs(self, answers: Answers) -> Costs:
        """Price each group in every way that answers leave open."""
        names = list(answers)
        open_ = {name: bool((no & yes).any()) for name, (no, yes) in answers.items()}
        ends = [(False, True) if open_[name] else (False,) for name in names]
        priced = [
            self._at({name: self._end(answers[name], high=high) for name, high in zip(names, way)})
            for way in itertools.product(*ends)
        ]
        stages = list(zip(*priced, strict=True))
        return Costs(
            [np.minimum.reduce(each) for each in stages],
            [np.maximum.reduce(each) for each in stages],
        )

    @staticmethod
    def _end(answer: tuple[BoolArray, BoolArray], *, high: bool) -> BoolArray:
        """Units of which a fact holds: all that may, or only those that must."""
        no, yes = answer
        return yes if high else yes & ~no

    def at(self, yes: Mapping[str, BoolArray]) -> Groups:
        """Price every group where all facts are answered: column → units of which it is yes.

        A price hangs on the facts of members alone: groups of which none has another answer than
        in a reading that was priced cost what they cost there, in the same array where all do.
        """
        key = b"".join(np.packbits(yes[each.column]).tobytes() for each in self.unknown)
        if key in self._priced:
            return self._priced[key][1]
        maker, rows, costs = self._maker(self.units(yes)), np.arange(len(self.groups)), {}
        if self._priced:
            turned, near = min(
                ((self._turned(yes, each), groups) for each, groups in self._priced.values()),
                key=lambda pair: int(pair[0].sum()),
            )
            rows, costs = np.flatnonzero(self.members @ turned.astype(np.int64)), near.costs
        _, some = maker.weighed(self.members[rows])
        priced = {name: _with(costs.get(name), rows, some[name]) for name in some}
        groups = replace(self.groups, costs=priced)
        if 2 * len(rows) > len(self.groups):
            # One that is near to another is priced at once, and need not be kept.
            self._priced[key] = yes, groups
        return groups

    def _turned(self, yes: Mapping[str, BoolArray], other: Mapping[str, BoolArray]) -> BoolArray:
        """Units of which a fact is answered otherwise, shape (n,)."""
        differ = [yes[each.column] != other[each.column] for each in self.unknown]
        return np.asarray(np.logical_or.reduce(differ), dtype=bool)

    def _at(self, yes: Mapping[str, BoolArray]) -> list[IntArray]:
        groups = self.at(yes)
        return [cost_of(groups, stage) for stage in self.problem.objective]

    def live(self) -> dict[str, BoolArray]:
        """Tell of which units a fact may change the cost of a group, whatever else is so.

        Returns
        -------
        dict of str to ndarray of bool, shape (n,)
            Columns of which that is so of some unit.
        """
        live = {}
        open_ = self.open_answers()
        for name, (where, _) in open_.items():
            rows = self._moved_by(name, open_)
            inside = np.asarray(self.members[rows].sum(axis=0)).ravel() > 0
            if (inside & where).any():
                live[name] = inside & where
        return live

    def _moved_by(self, name: str, answers: Answers) -> BoolArray:
        """Groups whose cost is another one at the two ends of a column, all others at any end."""
        others = [each for each in answers if each != name]
        moved = np.zeros(len(self.groups), dtype=bool)
        for way in itertools.product((False, True), repeat=len(others)):
            rest = {each: answers[each][1] & end for each, end in zip(others, way, strict=True)}
            where = answers[name][1]
            low, high = (self._at({**rest, name: where & end}) for end in (False, True))
            moved |= np.logical_or.reduce([a != b for a, b in zip(low, high, strict=True)])
        return moved


def _with(costs: IntArray | None, rows: IntArray, some: IntArray) -> IntArray:
    """Put other costs into some rows; the same array where they are no others."""
    if costs is None or (costs[rows] == some).all():
        return some if costs is None else costs
    changed = costs.copy()
    changed[rows] = some
    return changed
