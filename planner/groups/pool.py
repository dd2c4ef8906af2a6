"""Groups: every connected set of units that could become one new unit.

The rules choose the columns of the optimization, not its rows: each connected
set of at most ``max_members`` units is built, judged by the same ``judge`` as
a unit of today, and priced.  What remains is an exact cover.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from planner.errors import Problem, listed, raise_if_any
from planner.groups.connected import IntArray, connected_sets, matrix_of
from planner.groups.limits import GroupSettings, check_links
from planner.law import RuleSet, judge, roles, settle, verdicts
from planner.terms import TERMS, Grouping
from planner.units import combine, full_name
from planner.words.text import say

# Groups that are judged and priced at once: some kilobytes each while it is done.
GROUPS_AT_ONCE = 400_000
# More than any sum of prices, and so little that a dozen of it stay within 64 bits.
NEVER = 1 << 58


@dataclass(frozen=True)
class Groups:
    """The pool of candidate groups.

    Attributes
    ----------
    units : GeoDataFrame of n rows
        The units of which groups are made.
    graph : Graph
        Neighbours.
    members : csr_array of int64, shape (m, n)
        1 where a unit is a member.
    table, verdicts : DataFrame of m rows
        Columns of a unit (kind and mountain settled), and ``law.verdicts``.
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
    members: sparse.csr_array
    table: pd.DataFrame
    verdicts: pd.DataFrame
    costs: dict[str, IntArray]
    seats: frozenset[str]
    enumerated: int
    settings: GroupSettings
    least_unsatisfied: int = 0
    start: sparse.csr_array | None = None

    def __len__(self) -> int:
        return int(self.members.shape[0])

    def and_(self, other: Groups) -> Groups:
        """Join two pools of the same units."""
        if not len(other):
            return replace(self, enumerated=self.enumerated + other.enumerated)
        return replace(
            self,
            members=sparse.vstack([self.members, other.members], format="csr"),
            table=pd.concat([self.table, other.table], ignore_index=True),
            verdicts=pd.concat([self.verdicts, other.verdicts], ignore_index=True),
            costs={k: np.concatenate([v, other.costs[k]]) for k, v in self.costs.items()},
            enumerated=self.enumerated + other.enumerated,
        )

    def of(self, rows: IntArray) -> Groups:
        """Take some of the groups."""
        return replace(
            self,
            members=self.members[rows],
            table=self.table.iloc[rows],
            verdicts=self.verdicts.iloc[rows],
            costs={name: cost[rows] for name, cost in self.costs.items()},
        )

    def seat_of(self, chosen: IntArray) -> IntArray:
        """Row of the unit that gives each of some groups its name and seat."""
        share = self.members[chosen]
        empty = self.table.iloc[chosen]
        return Grouping(self.units, self.graph, share, empty, empty, self.seats).seat


def find_groups(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    ruleset: RuleSet,
    settings: GroupSettings | None = None,
    terms: Iterable[str] = ("unsatisfied", "inertia"),
    target_people: float | None = None,
    splits: bool = False,
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
        For ``size_spread``, in persons; the mean of the units by default.
    splits : bool
        Leave out groups that cost no less, in any of the terms, than their
        members as they are.  No plan is better with such a group, if the
        number of new units has no upper bound.

    Raises
    ------
    InputError
        Links that name unknown units or contradict each other.
    """
    settings = settings or GroupSettings()
    return GroupMaker(units, graph, ruleset, settings, terms, target_people, splits).all()


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
        target_people: float | None,
        splits: bool,
    ):
        check_links(units, settings)
        self.units, self.graph, self.ruleset, self.settings = units, graph, ruleset, settings
        self.names = list(dict.fromkeys(terms))
        self.target_people = (
            float(units["people"].mean()) if target_people is None else target_people
        )
        self.seats = frozenset(settings.seats)
        self.columns = _columns_for(ruleset)
        self.touched = (roles(units, ruleset)["role"] == "mandatory").to_numpy()
        self.neighbours, self.foes = _bit_sets(units, graph, settings)
        self.alone = self._alone() if splits else None

    def all(self) -> Groups:
        """Make every group that the settings ask for.

        Raises
        ------
        InputError
            No group holds the units that belong together.
        """
        most = most_members(self.units, self.settings)
        least = np.full_like(most, self.settings.max_members)
        groups = self.grown(least)
        if (most > least).any():
            groups = groups.and_(self.grown(most, least))
        if self.settings.more:
            groups = groups.and_(self.made(self._named(most)))
        check_together(groups)
        return groups

    def _named(self, most: IntArray) -> sparse.csr_array:
        """Sets that the settings name and that their sizes do not build."""
        index, problems, rows = self.units.index, [], []
        for codes in self.settings.more:
            row = np.unique(index.get_indexer(pd.Index(codes)))
            rows.append(row)
            if not _hangs_together(row.tolist(), self.neighbours):
                names = listed(full_name(self.units).iloc[row])
                problems.append(
                    Problem(
                        "groups.more",
                        say("{units} do not hang together", units=names),
                        say("units that share borders within the other limits"),
                        say("add a bridge or the units between them, or drop the group"),
                    )
                )
        raise_if_any(problems)
        members = matrix_of(rows, len(index))
        return members[exceed(members, most)]

    def grown(self, most: IntArray, beyond: IntArray | None = None) -> Groups:
        """Make the groups of at most ``most[i]`` members around each unit i.

        Parameters
        ----------
        most : ndarray of int64, shape (n,)
            A set may have as many members as the largest of its members' numbers.
        beyond : ndarray of int64, shape (n,), optional
            Leave out the sets that these numbers allow.
        """
        order = np.argsort(-most, kind="stable")
        place = np.argsort(order)
        near = [_moved(self.neighbours[i], place) for i in order]
        foes = [_moved(self.foes[i], place) for i in order] if any(self.foes) else None
        blocks = []
        for level in np.unique(most)[::-1]:
            # The first node of a set is the one of the largest number.
            roots = np.flatnonzero((most == level)[order])
            if beyond is not None and not (most > beyond)[order[: roots[-1] + 1]].any():
                continue
            found = connected_sets(near, int(level), foes, roots.tolist())
            members = sparse.csr_array(
                (found.data, order[found.indices], found.indptr), shape=found.shape
            )
            if beyond is not None:
                members = members[exceed(members, beyond)]
            members.sort_indices()
            blocks.append(members)
        empty = sparse.csr_array((0, len(order)), dtype=np.int64)
        members = sparse.vstack(blocks, format="csr") if blocks else empty
        return self.made(members)

    def beside(self) -> npt.NDArray[np.bool_]:
        """Neighbours that limits leave, shape (n, n)."""
        n = len(self.neighbours)
        width = (n + 7) // 8
        raw = b"".join(bits.to_bytes(width, "little") for bits in self.neighbours)
        rows = np.frombuffer(raw, dtype=np.uint8).reshape(n, width)
        return np.unpackbits(rows, axis=1, bitorder="little")[:, :n].astype(bool)

    def made(self, members: sparse.csr_array) -> Groups:
        """Judge and price sets, except those that limits and links do not allow."""
        enumerated = members.shape[0]
        members = members[self.allows(members)]
        blocks = []
        for start in range(0, max(members.shape[0], 1), GROUPS_AT_ONCE):
            some = members[start : start + GROUPS_AT_ONCE]
            table, rows, costs = self._priced(some)
            if self.alone is not None:
                worth = np.diff(some.indptr) == 1
                for name in self.names:
                    worth |= costs[name] < some @ self.alone[name]
                some, table, rows = some[worth], table[worth], rows[worth]
                costs = {name: cost[worth] for name, cost in costs.items()}
            blocks.append((some, table, rows, costs))
        return Groups(
            self.units,
            self.graph,
            sparse.vstack([block[0] for block in blocks], format="csr"),
            pd.concat([block[1] for block in blocks], ignore_index=True),
            pd.concat([block[2] for block in blocks], ignore_index=True),
            {name: np.concatenate([block[3][name] for block in blocks]) for name in self.names},
            self.seats,
            enumerated,
            self.settings,
        )

    def weighed(
        self, members: sparse.csr_array
    ) -> tuple[npt.NDArray[np.bool_], dict[str, IntArray]]:
        """Tell which sets the law accepts, or does not touch, and what each costs."""
        _, rows, costs = self._priced(members)
        return np.asarray(rows["accepted"]), costs

    def _priced(
        self, some: sparse.csr_array
    ) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, IntArray]]:
        table = settle(combine(self.units, some, columns=self.columns), self.ruleset)
        found = verdicts(judge(table, self.ruleset))
        rows = _with_those_that_stay(some, found, self.touched)
        grouping = Grouping(
            self.units, self.graph, some, table, rows, self.seats, self.target_people
        )
        return table, rows, {name: TERMS[name].costs(grouping) for name in self.names}

    def _alone(self) -> dict[str, IntArray]:
        """Price of each unit alone; a unit that cannot stay as it is has none."""
        n = len(self.units)
        single = sparse.eye_array(n, dtype=np.int64, format="csr")
        single = single[self.allows(single)]
        alone = {}
        for name, cost in self._priced(single)[2].items():
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
        for codes in settings.together:
            inside = units.index.isin(codes)
            held = members @ inside.astype(np.int64)
            fits &= (held == 0) | (held == inside.sum())
        for pair in settings.apart:
            fits &= members @ units.index.isin(pair).astype(np.int64) < 2
        return fits


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


def _hangs_together(members: list[int], neighbours: list[int]) -> bool:
    """Tell whether units are connected by borders among themselves."""
    inside = sum(1 << unit for unit in members)
    reached, open_ = 0, 1 << members[0]
    while open_:
        reached |= open_
        beside = 0
        for unit in members:
            if open_ >> unit & 1:
                beside |= neighbours[unit]
        open_ = beside & inside & ~reached
    return reached == inside


def _moved(bits: int, place: IntArray) -> int:
    """Rename the nodes of a bit set."""
    moved = 0
    while bits:
        low = bits & -bits
        bits ^= low
        moved |= 1 << int(place[low.bit_length() - 1])
    return moved


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


def _columns_for(ruleset: RuleSet) -> list[str]:
    needed = {"units", "people", "area_km2", "mountain_km2", "mountain_units"}
    needed |= {"people_base", "area_base"} | ruleset.columns_asked
    return sorted(needed)


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
    for codes in groups.settings.together:
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
