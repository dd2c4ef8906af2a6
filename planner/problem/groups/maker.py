"""Sets of units made into groups: enumerated, judged and priced.

The rules choose the columns of the optimization, not its rows: each connected
set of at most ``max_members`` units is built, judged by the same ``judge`` as
a unit of today, and priced.  What remains is an exact cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from planner.errors import Problem, listed, raise_if_any
from planner.law import RuleSet, judge, roles, verdicts
from planner.plan.grouping import Ground, Grouping
from planner.plan.terms import TARGETED, TERMS
from planner.problem.groups.connected import (
    SETS_BETWEEN_STOPS,
    IntArray,
    Stop,
    connected_blocks,
    hang_together,
    matrix_of,
    moved,
    never,
    until,
)
from planner.problem.groups.pool import Groups, described, exceed, most_members, together
from planner.problem.groups.worst import answered_tables, worst_of
from planner.problem.limits import GroupSettings, check_links
from planner.problem.locks import allowed
from planner.units import full_name
from planner.words.text import say

# More than any sum of prices, and so little that a dozen of it stay within 64 bits.
NEVER = 1 << 58


def find_groups(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    ruleset: RuleSet,
    settings: GroupSettings | None = None,
    terms: Iterable[str] = ("unsatisfied", "inertia"),
    target_people: float | None = None,
    splits: bool = False,
    target_area: float | None = None,
) -> Groups:
    """Enumerate, judge and price the candidate groups.

    Parameters
    ----------
    units : GeoDataFrame
        Complete Units table.
    graph : Graph
        Neighbours of the units.
    ruleset : RuleSet
        The law that judges groups.
    settings : GroupSettings, optional
        Size, links and limits.
    terms : iterable of str
        Keys of ``TERMS`` to price.
    target_people : float, optional
        For ``size_spread`` and ``people_balance``, in persons; the mean of the units by default.
    splits : bool
        Leave out groups that cost no less, in any of the terms, than their
        members as they are.  No plan is better with such a group, if the
        number of new units has no upper bound.
    target_area : float, optional
        For ``area_balance``, in km²; likewise.

    Raises
    ------
    InputError
        Links that name unknown units or contradict each other.
    """
    settings = settings or GroupSettings()
    targets = target_people, target_area
    return GroupMaker(units, graph, ruleset, settings, terms, targets, splits).all()


class GroupMaker:
    """Sets of units made into groups: judged, priced, and left out where they are of no use.

    Parameters are those of :func:`find_groups`.

    Raises
    ------
    InputError
        Links that name unknown units or contradict each other.
    """

    def __init__(
        self,
        units: gpd.GeoDataFrame,
        graph: nx.Graph[str],
        ruleset: RuleSet,
        settings: GroupSettings,
        terms: Iterable[str],
        targets: tuple[float | None, float | None] | None,
        splits: bool,
    ):
        check_links(units, settings)
        self.units, self.graph, self.ruleset, self.settings = units, graph, ruleset, settings
        self.names = list(dict.fromkeys(terms))
        self.target_people, self.target_area = (
            float(units[column].mean()) if target is None else target
            for column, target in zip(("people", "area_km2"), targets or (None, None), strict=True)
        )
        self.seats = frozenset(settings.seats)
        self.ground = Ground(units, graph)
        self.tables, self.open = answered_tables(units, ruleset, settings.safe)
        self.touched = [
            (roles(table, ruleset)["role"] == "mandatory").to_numpy() for table in self.tables
        ]
        self.neighbours, self.apart = _bit_sets(units, graph, settings)
        self.alone = self._alone() if splits else None

    def all(self, stop: Stop = never) -> Groups:
        """Make every group that the settings ask for; see :meth:`of_sets` for ``stop``.

        Raises
        ------
        InputError
            No group holds the units that belong together.
        """
        most = most_members(self.units, self.settings)
        least = np.full_like(most, self.settings.max_members)
        groups = self.up_to(least, stop=stop)
        if (most > least).any():
            groups = groups.with_more(self.up_to(most, least, stop))
        named = [*self.settings.more, *self.settings.fixed]
        if named:
            groups = groups.with_more(self.named(named, most))
        check_together(groups)
        return groups

    def named(self, sets: list[list[str]], most: IntArray) -> Groups:
        """Make sets that are named and that the sizes ``most`` do not build."""
        return self.of_sets(self._named(sets, most))

    def _named(self, sets: list[list[str]], most: IntArray) -> sparse.csr_array:
        index, problems, rows = self.units.index, [], []
        fixed = {tuple(sorted(set(codes))) for codes in self.settings.fixed}
        for codes in dict.fromkeys(tuple(sorted(set(codes))) for codes in sets):
            row = np.unique(index.get_indexer(pd.Index(codes)))
            rows.append(row)
            if not hang_together(row.tolist(), self.neighbours):
                names = listed(full_name(self.units).iloc[row])
                problems.append(
                    Problem(
                        "groups.fixed" if codes in fixed else "groups.more",
                        say("{units} do not hang together", units=names),
                        say("units that share borders within the other limits"),
                        say("add a bridge or the units between them, or drop the group"),
                    )
                )
        raise_if_any(problems)
        members = matrix_of(rows, len(index))
        return members[exceed(members, most)]

    def up_to(self, most: IntArray, beyond: IntArray | None = None, stop: Stop = never) -> Groups:
        """Make the groups of at most ``most[i]`` members around each unit i.

        Parameters
        ----------
        most : ndarray of int64, shape (n,)
            A set may have as many members as the largest of its members' numbers.
        beyond : ndarray of int64, shape (n,), optional
            Leave out the sets that these numbers allow.
        stop : callable
            See :meth:`of_sets`.
        """
        order, n = np.argsort(-most, kind="stable"), len(most)
        place = np.argsort(order)
        near = [moved(self.neighbours[i], place) for i in order]
        apart = [moved(self.apart[i], place) for i in order] if any(self.apart) else None
        made: list[Groups] = []
        for level in np.unique(most)[::-1]:
            # The first node of a set is the one of the largest number.
            roots = np.flatnonzero((most == level)[order])
            if beyond is not None and not (most > beyond)[order[: roots[-1] + 1]].any():
                continue
            largest: list[Groups] = []
            for block in connected_blocks(near, int(level), apart, until(stop, roots)):
                for found, groups in zip(block, (made, largest), strict=True):
                    members = sparse.csr_array(
                        (found.data, order[found.indices], found.indptr), shape=found.shape
                    )
                    if beyond is not None:
                        members = members[exceed(members, beyond)]
                    members.sort_indices()
                    groups.append(self.of_sets(members, stop))
            made += largest
        return together(made) if made else self.of_sets(sparse.csr_array((0, n), dtype=np.int64))

    def adjacency(self) -> npt.NDArray[np.bool_]:
        """Neighbours that limits leave, shape (n, n)."""
        n = len(self.neighbours)
        width = (n + 7) // 8
        raw = b"".join(bits.to_bytes(width, "little") for bits in self.neighbours)
        rows = np.frombuffer(raw, dtype=np.uint8).reshape(n, width)
        return np.unpackbits(rows, axis=1, bitorder="little")[:, :n].astype(bool)

    def of_sets(self, members: sparse.csr_array, stop: Stop = never) -> Groups:
        """Judge and price sets, except those that limits and links do not allow.

        Parameters
        ----------
        members, stop
            Sets; and asked from time to time, whether to give up.

        Raises
        ------
        TimeoutError
            It was told to stop.
        """
        starts = np.arange(0, max(members.shape[0], 1), SETS_BETWEEN_STOPS)
        parts = (members[start : start + SETS_BETWEEN_STOPS] for start in until(stop, starts))
        return together([self._made(part) for part in parts])

    def _made(self, members: sparse.csr_array) -> Groups:
        enumerated = members.shape[0]
        members = members[self.allows(members)]
        rows, costs = self._priced(members)
        if self.alone is not None:
            worth = self.worth(members, costs)
            members, rows = members[worth], rows[worth].reset_index(drop=True)
            costs = {name: cost[worth] for name, cost in costs.items()}
        return Groups(
            self.units,
            self.graph,
            self.ruleset,
            members,
            rows,
            costs,
            self.seats,
            enumerated,
            self.settings,
        )

    def weighed(
        self, members: sparse.csr_array
    ) -> tuple[npt.NDArray[np.bool_], dict[str, IntArray]]:
        """Tell which sets the law accepts, or does not touch, and what each costs."""
        rows, costs = self._priced(members)
        return np.asarray(rows["accepted"]), costs

    def _priced(self, some: sparse.csr_array) -> tuple[pd.DataFrame, dict[str, IntArray]]:
        rows = self._judged(some, 0)
        if len(self.tables) > 1:
            at = np.flatnonzero(some @ self.open > 0)
            others = [self._judged(some[at], way) for way in range(1, len(self.tables))]
            rows = worst_of(rows, at, others)
        return rows, self.costs(some, rows, self.names)

    def _judged(self, some: sparse.csr_array, way: int) -> pd.DataFrame:
        """Judge sets, with what is not known answered in a way."""
        found = verdicts(judge(described(self.tables[way], some, self.ruleset), self.ruleset))
        return _with_those_that_stay(some, found, self.touched[way])

    def priced(self, pool: Groups) -> Groups:
        """Price what is asked for and not yet priced, whatever the links."""
        names = [n for n in self.names if n not in pool.costs or n in TARGETED]
        if not names:
            return pool
        return replace(pool, costs=pool.costs | self.costs(pool.members, pool.verdicts, names))

    def of_pool(self, pool: Groups) -> Groups:
        """Take the groups of a whole, priced pool that limits and links allow and that are of use.

        Parameters
        ----------
        pool : Groups
            Of the same units, law and sizes, without links.
        """
        mine = replace(pool, costs={n: pool.costs[n] for n in self.names}, settings=self.settings)
        kept = self.allows(pool.members)
        kept &= self.worth(pool.members, mine.costs)
        return mine if kept.all() else mine.of(np.flatnonzero(kept))

    def costs(
        self, members: sparse.csr_array, rows: pd.DataFrame, names: Iterable[str]
    ) -> dict[str, IntArray]:
        """Price sets that have been judged.

        Parameters
        ----------
        members : csr_array of int64, shape (m, n)
        rows : DataFrame of m rows
            Their verdicts.
        names : iterable of str
            Keys of ``TERMS``.
        """
        targets = self.target_people, self.target_area
        grouping = Grouping(self.ground, members, rows, self.seats, *targets)
        return {name: TERMS[name].costs(grouping) for name in names}

    def worth(
        self, members: sparse.csr_array, costs: Mapping[str, IntArray]
    ) -> npt.NDArray[np.bool_]:
        """Tell units, and sets that in some term cost less than their members as they are."""
        if self.alone is None:
            return np.ones(members.shape[0], dtype=bool)
        worth: npt.NDArray[np.bool_] = np.diff(members.indptr) == 1
        for name in self.names:
            worth |= costs[name] < members @ self.alone[name]
        return worth

    def _alone(self) -> dict[str, IntArray]:
        """Price of each unit alone; a unit that cannot stay as it is has none."""
        n = len(self.units)
        single = sparse.eye_array(n, dtype=np.int64, format="csr")
        single = single[self.allows(single)]
        alone = {}
        for name, cost in self._priced(single)[1].items():
            alone[name] = np.full(n, NEVER, dtype=np.int64)
            alone[name][single.indices] = cost
        return alone

    def allows(self, members: sparse.csr_array) -> npt.NDArray[np.bool_]:
        """Tell the sets that are not too large and keep together what belongs together."""
        units, settings = self.units, self.settings
        fits = np.ones(members.shape[0], dtype=bool)
        single = np.diff(members.indptr) == 1
        for column, most in (("people", settings.max_people), ("area_km2", settings.max_area_km2)):
            if most is not None:
                # A unit that is too large already may stay; it may not grow.
                fits &= single | (members @ units[column].to_numpy() <= most)
        return fits & allowed(members, units.index, settings)


def _bit_sets(
    units: gpd.GeoDataFrame, graph: nx.Graph[str], settings: GroupSettings
) -> tuple[list[int], list[int]]:
    """Neighbours of each unit that limits leave, and the units that it may not meet."""
    row = {code: i for i, code in enumerate(units.index)}
    neighbours, apart = [0] * len(row), [0] * len(row)
    region = units[f"{settings.within}_code"] if settings.within else None
    kept = set(settings.keep)
    for a, b in graph.edges:
        crosses = region is not None and region[a] != region[b]
        if not crosses and a not in kept and b not in kept:
            neighbours[row[a]] |= 1 << row[b]
            neighbours[row[b]] |= 1 << row[a]
    for a, b in settings.apart:
        apart[row[a]] |= 1 << row[b]
        apart[row[b]] |= 1 << row[a]
    return neighbours, apart


def _with_those_that_stay(
    members: sparse.csr_array, rows: pd.DataFrame, touched: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Accept units that the law does not touch and that stay as they are."""
    single = np.flatnonzero(np.diff(members.indptr) == 1)
    of_unit = members.indices[members.indptr[single]]
    accepted = rows["accepted"].to_numpy().copy()
    accepted[single] |= ~touched[of_unit]
    return rows.assign(accepted=accepted)


def check_together(groups: Groups) -> None:
    """Refuse links that no group of the pool can hold.

    Raises
    ------
    InputError
        Naming the units of each such link.
    """
    problems = []
    for codes in groups.settings.joining:
        inside = groups.units.index.isin(codes)
        if not (groups.members @ inside.astype(np.int64) > 0).any():
            names = listed(full_name(groups.units)[inside])
            most = max([groups.settings.max_members, *groups.settings.larger.values()])
            problems.append(
                Problem(
                    "groups.together",
                    say(
                        "no connected group of at most {most} units holds {units}",
                        most=most,
                        units=names,
                    ),
                    say("units that can be joined within the other links and limits"),
                    say("add a bridge, raise `max_members`, or drop the link"),
                )
            )
    raise_if_any(problems)
