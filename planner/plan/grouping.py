"""Groups of units on their ground: who is a member, who gives the seat, and what hangs together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from planner.units import largest_member

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Edges(NamedTuple):
    """Pairs of neighbours: rows of their two units, shape (k, 2), and who is at which, (n, k)."""

    ends: IntArray
    incident: sparse.csr_array


@dataclass(frozen=True)
class Ground:
    """What terms ask of units and their neighbours, whatever the groups: computed once.

    Attributes
    ----------
    units : GeoDataFrame of n rows
        Complete Units table; no outline is read.
    graph : Graph
        Neighbours, with ``border_km``.
    """

    units: gpd.GeoDataFrame
    graph: nx.Graph[str]

    @cached_property
    def people(self) -> FloatArray:
        """People of each unit, shape (n,), in persons."""
        return np.asarray(self.units["people"], dtype=np.float64)

    @cached_property
    def places(self) -> FloatArray:
        """Point of each unit from the middle of the region, shape (2, n), in km."""
        points = self.units[["x_m", "y_m"]].to_numpy(dtype=np.float64).T / 1000.0
        return np.stack([line - line.mean() for line in points])

    @cached_property
    def districts(self) -> sparse.csr_array:
        """Which district each unit is of, shape (n, districts)."""
        codes, names = pd.factorize(self.units["district_code"])
        at = np.arange(len(codes)), codes
        ones = np.ones(len(codes), dtype=np.int64)
        return sparse.csr_array((ones, at), shape=(len(codes), len(names)))

    @cached_property
    def borders(self) -> sparse.csr_array:
        """Length of the border of each pair of neighbours, shape (n, n), in km."""
        borders: sparse.csr_array = nx.to_scipy_sparse_array(
            self.graph, nodelist=list(self.units.index), weight="border_km", format="csr"
        )
        return borders

    @cached_property
    def edges(self) -> Edges:
        """Every pair of neighbours."""
        return self._joining(narrow=True)

    @cached_property
    def wide(self) -> Edges:
        """Those whose border is not narrow."""
        return self._joining(narrow=False)

    @cached_property
    def land(self) -> FloatArray:
        """Area, place and own second moment of the land of each unit, shape (n, 4)."""
        return np.array([self.graph.nodes[code]["land"] for code in self.units.index])

    def _joining(self, *, narrow: bool) -> Edges:
        at = {code: i for i, code in enumerate(self.units.index)}
        edges: Iterable[tuple[str, str, bool | None]] = self.graph.edges(data="narrow")
        kept = [(at[a], at[b]) for a, b, short in edges if narrow or not short]
        ends = np.array(kept, dtype=np.int64).reshape(-1, 2)
        ones = np.ones(2 * len(ends), dtype=np.int64)
        each = np.repeat(np.arange(len(ends)), 2)
        shape = (len(at), len(ends))
        return Edges(ends, sparse.csr_array((ones, (ends.ravel(), each)), shape=shape))


@dataclass(frozen=True)
class Grouping:
    """Groups of units, as the terms need them.

    Attributes
    ----------
    ground : Ground
        Units, n of them, and their neighbours.
    people_share : csr_array, shape (m, n)
        Share of each unit's people in each of m groups (1 for whole units).
    verdicts : DataFrame of m rows
        See ``law.verdicts``.
    seats : mapping of code to bool, or empty
        Units that the scenario names as the seat wherever they are a member.
    target_people : float
        Size at which ``size_spread`` and ``people_balance`` are zero, in persons.
    target_area : float
        Area at which ``area_balance`` is zero, in km².
    area_share : csr_array, shape (m, n), or None
        Share of each unit's area, where it differs from that of people: a
        unit that gives a group only land is a member all the same.
    """

    ground: Ground
    people_share: sparse.csr_array
    verdicts: pd.DataFrame
    seats: frozenset[str] = frozenset()
    target_people: float = 0.0
    target_area: float = 0.0
    area_share: sparse.csr_array | None = None

    @property
    def units(self) -> gpd.GeoDataFrame:
        """Units of the ground."""
        return self.ground.units

    @property
    def graph(self) -> nx.Graph[str]:
        """Neighbours of the ground."""
        return self.ground.graph

    @cached_property
    def members(self) -> sparse.csr_array:
        """Which units are members: 1 or absent, shape (m, n)."""
        area = self.people_share if self.area_share is None else self.area_share
        result: sparse.csr_array = (self.people_share + area).tocsr()
        result.data = np.ones(len(result.data), dtype=np.int64)
        return result

    @property
    def people(self) -> FloatArray:
        """People of each unit, shape (n,), in persons."""
        return self.ground.people

    @cached_property
    def merged(self) -> npt.NDArray[np.bool_]:
        """Groups of more than one unit, shape (m,)."""
        return np.diff(self.members.indptr) > 1

    @cached_property
    def seat(self) -> npt.NDArray[np.int64]:
        """Row of the unit that gives each group its name and seat, shape (m,)."""
        weight = self.people.copy()
        # A named seat outweighs every other member.
        weight[self.units.index.isin(list(self.seats))] += weight.sum() + 1.0
        return largest_member(self.people_share, weight, self.members)


def pieces(members: sparse.csr_array, edges: Edges) -> IntArray:
    """Count the parts into which each group falls where only these pairs are joined.

    All groups at once: the places of the members are the nodes of one graph.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
        1 or absent.
    edges : Edges
        Of ``Ground``.

    Returns
    -------
    ndarray of int64, shape (m,)
        1 for a group that hangs together, 0 for one without a member.
    """
    members = members.copy()
    members.sort_indices()
    m, n = members.shape
    rows = np.repeat(np.arange(m), np.diff(members.indptr))
    place = rows * n + members.indices
    at_ends = (members @ edges.incident).tocoo()
    both = at_ends.data == 2
    group, edge = at_ends.row[both].astype(np.int64), at_ends.col[both]
    one, other = (np.searchsorted(place, group * n + edges.ends[edge, k]) for k in (0, 1))
    joined = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(place), len(place)))
    part = sparse.csgraph.connected_components(joined, directed=False)[1]
    parts = np.unique(np.column_stack([rows, part]), axis=0)[:, 0]
    return np.asarray(np.bincount(parts, minlength=m), dtype=np.int64)
