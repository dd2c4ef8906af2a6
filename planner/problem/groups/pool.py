"""Groups: every connected set of units that could become one new unit.

The rules choose the columns of the optimization, not its rows: each connected
set of at most ``max_members`` units is built, judged by the same ``judge`` as
a unit of today, and priced.  What remains is an exact cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from planner.law import RuleSet, settle, ways
from planner.plan.grouping import Ground, Grouping
from planner.problem.groups.connected import IntArray
from planner.problem.limits import GroupSettings
from planner.units import combine


@dataclass(frozen=True)
class Groups:
    """The pool of candidate groups.

    Attributes
    ----------
    units : GeoDataFrame of n rows
        The units of which groups are made.
    graph : Graph
        Neighbours.
    ruleset : RuleSet
        The law that judged them.
    members : csr_array of int64, shape (m, n)
        1 where a unit is a member.
    verdicts : DataFrame of m rows
        See ``law.verdicts``; a unit that the law does not touch is accepted as it stays.
    costs : dict of str to ndarray of int64, shape (m,)
        Integer cost of each term, in 1 ∕ ``TERMS[name].steps`` of its unit.
    seats : frozenset of str
        Units that give name and seat to any group they join.
    enumerated : int
        Connected sets that were built, before links took some out.
    settings : GroupSettings
        What was built: K, and around which units larger groups.
    least_unsatisfied : int
        Proven, where it was computed: so many units stay unsatisfied at least.
    start : csr_array of int64, shape (k, n), or None
        Groups of a first plan, where one was made.
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    ruleset: RuleSet
    members: sparse.csr_array
    verdicts: pd.DataFrame
    costs: dict[str, IntArray]
    seats: frozenset[str]
    enumerated: int
    settings: GroupSettings
    least_unsatisfied: int = 0
    start: sparse.csr_array | None = None

    def __len__(self) -> int:
        return int(self.members.shape[0])

    def with_more(self, other: Groups) -> Groups:
        """Add the groups of another pool of the same units."""
        if not len(other):
            return replace(self, enumerated=self.enumerated + other.enumerated)
        return together([self, other])

    def of(self, rows: IntArray | npt.NDArray[np.bool_]) -> Groups:
        """Take some of the groups."""
        return replace(
            self,
            members=self.members[rows],
            verdicts=self.verdicts.iloc[rows],
            costs={name: cost[rows] for name, cost in self.costs.items()},
        )

    def rows_of(self, sets: sparse.csr_array) -> IntArray | None:
        """Find sets in the pool; None: not all are there."""
        rows = np.flatnonzero(_among(self._keys, sets @ self._numbers))
        return rows if len(rows) == sets.shape[0] else None

    def lacks(self, sets: sparse.csr_array) -> npt.NDArray[np.bool_]:
        """Tell which sets are not in the pool, shape (k,)."""
        mine, own = self._keys, sets @ self._numbers
        # Few sets are asked for: the whole pool need not be sorted for them.
        return ~_among(own, mine[_among(mine, own)])

    @cached_property
    def _keys(self) -> IntArray:
        """Sum of the numbers of each set, shape (m,)."""
        return np.asarray(self.members @ self._numbers)

    @property
    def _numbers(self) -> IntArray:
        """A random number for each unit: the sums of no two sets are the same."""
        return np.random.default_rng(0).integers(1 << 58, size=self.members.shape[1])

    def described(self, chosen: IntArray) -> pd.DataFrame:
        """Give some groups the columns of a unit, kind and mountain settled by the law."""
        return described(self.units, self.members[chosen], self.ruleset)

    def seat_of(self, chosen: IntArray) -> IntArray:
        """Row of the unit that gives each of some groups its name and seat."""
        rows, ground = self.verdicts.iloc[chosen], Ground(self.units, self.graph)
        return Grouping(ground, self.members[chosen], rows, self.seats).seat


def _among(values: IntArray, others: IntArray) -> npt.NDArray[np.bool_]:
    """Tell which of many values are among a few others."""
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    few = np.sort(others)
    place = np.searchsorted(few, values)
    place[place == len(few)] = 0
    return np.asarray(few[place] == values)


def together(pools: Sequence[Groups]) -> Groups:
    """Put pools of the same units one after the other; the first gives what all share."""
    if len(pools) == 1:
        return pools[0]
    return replace(
        pools[0],
        members=sparse.vstack([pool.members for pool in pools], format="csr"),
        verdicts=pd.concat([pool.verdicts for pool in pools], ignore_index=True),
        costs={
            name: np.concatenate([pool.costs[name] for pool in pools]) for name in pools[0].costs
        },
        enumerated=sum(pool.enumerated for pool in pools),
    )


def described(units: gpd.GeoDataFrame, members: sparse.csr_array, ruleset: RuleSet) -> pd.DataFrame:
    """Combine units into groups, with the columns that the law asks for.

    Parameters
    ----------
    units : GeoDataFrame of n rows
        Complete Units table.
    members : csr_array of int64, shape (m, n)
    ruleset : RuleSet

    Returns
    -------
    DataFrame of m rows
    """
    needed = {"units", "people", "area_km2", "mountain_km2", "mountain_units"}
    needed |= {"people_base", "area_base"} | ruleset.columns_asked
    made = combine(units, members, columns=sorted(needed), ways=ways(ruleset))
    return settle(made, ruleset)


def sets_of(members: sparse.csr_array) -> list[tuple[int, ...]]:
    """Write each set as its units, in the order of the rows."""
    pointers, units = members.indptr.tolist(), members.indices.tolist()
    return [tuple(units[a:b]) for a, b in zip(pointers, pointers[1:])]


def most_members(units: gpd.GeoDataFrame, settings: GroupSettings) -> IntArray:
    """Most members of a group around each unit, shape (n,)."""
    sizes = [settings.larger.get(code, settings.max_members) for code in units.index]
    return np.array(sizes, dtype=np.int64)


def exceed(members: sparse.csr_array, most: IntArray) -> npt.NDArray[np.bool_]:
    """Tell the sets that are larger than is allowed around any of their members.

    Parameters
    ----------
    members : csr_array, shape (m, n)
    most : ndarray of int64, shape (n,)
        See :func:`most_members`.
    """
    if not members.shape[0]:
        return np.zeros(0, dtype=bool)
    allowed = np.maximum.reduceat(most[members.indices], members.indptr[:-1])
    return np.asarray(np.diff(members.indptr) > allowed)
