"""Groups: every connected set of units that could become one new unit.

The rules choose the columns of the optimization, not its rows: each connected
set of at most ``max_members`` units is built, judged by the same ``judge`` as
a unit of today, and priced.  What remains is an exact cover.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy import sparse

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.law import RuleSet, judge, roles, settle, verdicts
from planner.terms import TERMS, Grouping
from planner.units import combine, full_name

IntArray = npt.NDArray[np.int64]
# Rows of unpacked bits held at once while sets of the largest size are written out.
CHUNK = 100_000
# Groups that are judged and priced at once: some kilobytes each while it is done.
GROUPS_AT_ONCE = 400_000
# More than any sum of prices, and so little that a dozen of it stay within 64 bits.
NEVER = 1 << 58


class GroupSettings(BaseModel):
    """Which sets of units may become one new unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_members: int = Field(default=5, ge=1, le=12)
    """Most units in a new unit (K); every claim of optimality is within it."""
    within: Literal["district", "province"] | None = None
    """Do not cross the boundaries of this level."""
    together: list[list[str]] = []
    """Sets of codes that must end in the same new unit."""
    apart: list[tuple[str, str]] = []
    """Pairs of codes that must not end in the same new unit."""
    keep: list[str] = []
    """Codes of units that stay as they are."""
    seats: list[str] = []
    """Units that give name and seat to any group they join, whatever their size."""
    max_people: int | None = Field(default=None, gt=0)
    """Most people of a new unit, in persons."""
    max_area_km2: float | None = Field(default=None, gt=0)
    """Largest area of a new unit, in km²."""


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
    max_members : int
        K.
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]
    members: sparse.csr_array
    table: pd.DataFrame
    verdicts: pd.DataFrame
    costs: dict[str, IntArray]
    seats: frozenset[str]
    enumerated: int
    max_members: int

    def __len__(self) -> int:
        return int(self.members.shape[0])

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
    check_links(units, settings)
    members, enumerated = _enumerate(units, graph, settings)
    members = _linked(units, members, settings)
    if target_people is None:
        target_people = float(units["people"].mean())
    names = list(dict.fromkeys(terms))
    seats = frozenset(settings.seats)
    touched = (roles(units, ruleset)["role"] == "mandatory").to_numpy()

    def priced(some: sparse.csr_array) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, IntArray]]:
        table = settle(combine(units, some, columns=_columns_for(ruleset)), ruleset)
        rows = _with_those_that_stay(some, verdicts(judge(table, ruleset)), touched)
        grouping = Grouping(units, graph, some, table, rows, seats, target_people)
        return table, rows, {name: TERMS[name].costs(grouping) for name in names}

    single = np.flatnonzero(np.diff(members.indptr) == 1)
    alone: dict[str, IntArray] = {}
    if splits:
        _, _, of_singles = priced(members[single])
        for name, cost in of_singles.items():
            # A unit that cannot stay as it is has no price alone.
            alone[name] = np.full(len(units), NEVER, dtype=np.int64)
            alone[name][members.indices[members.indptr[single]]] = cost
    blocks = []
    for start in range(0, members.shape[0], GROUPS_AT_ONCE):
        some = members[start : start + GROUPS_AT_ONCE]
        table, rows, costs = priced(some)
        if splits:
            worth = np.diff(some.indptr) == 1
            for name in names:
                worth |= costs[name] < some @ alone[name]
            some, table, rows = some[worth], table[worth], rows[worth]
            costs = {name: cost[worth] for name, cost in costs.items()}
        blocks.append((some, table, rows, costs))
    return Groups(
        units,
        graph,
        sparse.vstack([block[0] for block in blocks], format="csr"),
        pd.concat([block[1] for block in blocks], ignore_index=True),
        pd.concat([block[2] for block in blocks], ignore_index=True),
        {name: np.concatenate([block[3][name] for block in blocks]) for name in names},
        seats,
        enumerated,
        settings.max_members,
    )


def connected_sets(
    neighbours: list[int], most: int, apart: list[int] | None = None
) -> sparse.csr_array:
    """Enumerate every connected set of at most ``most`` nodes exactly once.

    Reverse search as in ESU (Wernicke 2006): a set grows from its first node
    and takes only nodes that its earlier members did not reach.  Sets of
    nodes are Python integers used as bit sets; the last step of growth, which
    makes most of the sets, is unpacked by numpy.

    Parameters
    ----------
    neighbours : list of int
        Bit set of the neighbours of each of n nodes.
    most : int
        Largest size.
    apart : list of int, optional
        Bit set of the nodes that each node may not meet.

    Returns
    -------
    csr_array of int64, shape (m, n)
    """
    n = len(neighbours)
    foes = apart or [0] * n
    flat: list[int] = []
    sizes: list[int] = []
    stems: list[int] = []
    tips: list[int] = []
    for root in range(n):
        # ``fit``: later nodes that no member so far may not meet.
        fit = -1 << (root + 1) & ~foes[root]
        stack: list[tuple[tuple[int, ...], int, int, int]]
        stack = [((root,), neighbours[root] & fit, neighbours[root] | 1 << root, fit)]
        while stack:
            chosen, open_, reached, fit = stack.pop()
            flat.extend(chosen)
            sizes.append(len(chosen))
            if len(chosen) >= most - 1:
                if open_ and len(chosen) < most:
                    stems.extend(chosen)
                    tips.append(open_)
                continue
            while open_:
                bit = open_ & -open_
                open_ ^= bit
                node = bit.bit_length() - 1
                fits = fit & ~foes[node]
                grown = (open_ | neighbours[node] & ~reached) & fits
                stack.append(((*chosen, node), grown, reached | neighbours[node], fits))
    small = np.array(flat, dtype=np.int64)
    counts = np.array(sizes, dtype=np.int64)
    stem = np.array(stems, dtype=np.int64).reshape(-1, max(most - 1, 1))
    large = _unpack(stem, tips, n)
    columns = np.concatenate([small, large.ravel()])
    counts = np.concatenate([counts, np.full(len(large), most, dtype=np.int64)])
    pointers = np.concatenate([[0], np.cumsum(counts)])
    result = sparse.csr_array(
        (np.ones(len(columns), dtype=np.int64), columns, pointers), shape=(len(counts), n)
    )
    result.sort_indices()
    return result


def _unpack(stems: IntArray, tips: list[int], n: int) -> IntArray:
    """Join each stem with each single node of its tip."""
    width = (n + 7) // 8
    blocks = []
    for start in range(0, len(tips), CHUNK):
        raw = b"".join(tip.to_bytes(width, "little") for tip in tips[start : start + CHUNK])
        bits = np.unpackbits(
            np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), axis=1, bitorder="little"
        )
        row, node = np.nonzero(bits)
        blocks.append(np.column_stack([stems[start + row], node]))
    return np.concatenate(blocks) if blocks else np.empty((0, stems.shape[1] + 1), np.int64)


def _enumerate(
    units: gpd.GeoDataFrame, graph: nx.Graph[str], settings: GroupSettings
) -> tuple[sparse.csr_array, int]:
    """Build the connected sets that the limits allow."""
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
    members = connected_sets(neighbours, settings.max_members, apart if settings.apart else None)
    enumerated = members.shape[0]
    fits = np.ones(enumerated, dtype=bool)
    single = np.diff(members.indptr) == 1
    for column, most in (("people", settings.max_people), ("area_km2", settings.max_area_km2)):
        if most is not None:
            # A unit that is too large already may stay; it may not grow.
            fits &= single | (members @ units[column].to_numpy() <= most)
    return members[fits], enumerated


def _linked(
    units: gpd.GeoDataFrame, members: sparse.csr_array, settings: GroupSettings
) -> sparse.csr_array:
    """Drop the groups that take only some of the units that belong together."""
    fits = np.ones(members.shape[0], dtype=bool)
    for codes in settings.together:
        inside = units.index.isin(codes)
        held = members @ inside.astype(np.int64)
        fits &= (held == 0) | (held == inside.sum())
        if not (fits & (held > 0)).any():
            names = listed(full_name(units)[inside])
            raise InputError(
                Problem(
                    "groups.together",
                    f"no connected group of at most {settings.max_members} units holds {names}",
                    "units that can be joined within the other links and limits",
                    "add a bridge, raise max_members, or drop the link",
                )
            )
    return members[fits]


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


def check_links(units: gpd.GeoDataFrame, settings: GroupSettings) -> None:
    """Refuse links that name unknown units or contradict each other.

    Raises
    ------
    InputError
        Naming both links of each contradiction.
    """
    problems: list[Problem] = []
    known = set(units.index)
    named = {
        "groups.together": {code for codes in settings.together for code in codes},
        "groups.apart": {code for pair in settings.apart for code in pair},
        "groups.keep": set(settings.keep),
        "groups.seats": set(settings.seats),
    }
    for key, mentioned in named.items():
        unknown = sorted(mentioned - known)
        if unknown:
            problems.append(
                Problem(key, f"unknown units {listed(unknown)}", "codes of units", "correct them")
            )
    bonds: nx.Graph[str] = nx.Graph()
    for codes in settings.together:
        nx.add_path(bonds, codes)
    for a, b in settings.apart:
        if a == b or (a in bonds and b in bonds and nx.has_path(bonds, a, b)):
            problems.append(
                Problem(
                    "groups.together and groups.apart",
                    f"{a} and {b} must be together and must be apart",
                    "links that can hold at the same time",
                    f"drop [{a}, {b}] from one of the two",
                )
            )
    for code in settings.keep:
        if code in bonds and bonds.degree(code) > 0:
            other = sorted(bonds.neighbors(code))[0]
            problems.append(
                Problem(
                    "groups.together and groups.keep",
                    f"{code} must stay as it is and must be together with {other}",
                    "links that can hold at the same time",
                    f"drop {code} from one of the two",
                )
            )
    raise_if_any(problems)
