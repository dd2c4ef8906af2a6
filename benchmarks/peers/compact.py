"""Hess' assignment model with flows for connectedness: no pool.

Variables
    x_ij = 1 if unit i joins the group of centre j ≤ i (its first unit, so that
    a group has one name only); x_jj = 1: the group exists.  z_j = 1 if it is
    a mountain group.  f^j_ab ≥ 0: flow from a to b within the group of j.

Rows
    Σ_j x_ij = 1 for each unit; x_ij ≤ x_jj; Σ_i x_ij ≤ K x_jj.
    Each member but the centre takes one unit of flow, and what enters a
    member is at most K − 1 (Shirabe): what is taken can only come from j.
    Σ area ≥ 30 x_jj + 20 z_j, Σ people ≥ 8,000 x_jj − 3,000 z_j, and z_j = 1
    exactly when at least half of the members are mountain communes.

The goal is Σ x_jj, most groups.
"""

from __future__ import annotations

import time
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse

from peers.cover import solve_highs
from peers.outcome import Outcome


class _Rows:
    """Rows of a model as they are written, one after the other."""

    def __init__(self) -> None:
        self.at: list[tuple[int, int, float]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, entries: list[tuple[int, float]], lower: float, upper: float) -> None:
        """Write lower ≤ Σ factor·x ≤ upper."""
        self.at += [(len(self.lower), column, factor) for column, factor in entries]
        self.lower.append(lower)
        self.upper.append(upper)

    def table(self, columns: int) -> sparse.csr_array:
        """The matrix."""
        row, column, factor = (np.array(part) for part in zip(*self.at))
        shape = (len(self.lower), columns)
        return sparse.coo_array((factor, (row, column)), shape=shape).tocsr()


def hess_flow(units: Any, graph: nx.Graph[str], most: int, limit_s: float) -> Outcome:
    """Most groups by the compact model, solved by HiGHS.

    Parameters
    ----------
    units : GeoDataFrame
        The communes.
    graph : Graph
        Neighbours.
    most : int
        Largest number of members, K.
    limit_s : float
        For the branch and bound.
    """
    start = time.perf_counter()
    order = nx.relabel_nodes(graph, {code: i for i, code in enumerate(units.index)})
    n = len(units)
    reach = [_reach(order, j, most) for j in range(n)]
    pairs = [(i, j) for j in range(n) for i in reach[j]]
    x = {pair: k for k, pair in enumerate(pairs)}
    z = {j: len(x) + j for j in range(n)}
    arcs = [(j, a, b) for j in range(n) for a, b in order.subgraph(reach[j]).to_directed().edges]
    # Nothing flows back into the centre.
    arcs = [(j, a, b) for j, a, b in arcs if b != j]
    f = {arc: len(x) + n + k for k, arc in enumerate(arcs)}
    columns = len(x) + n + len(f)

    rows = _Rows()
    _assign(rows, x, reach, most)
    _flow(rows, x, f, reach, most)
    _floors(rows, x, z, reach, units, most)
    cost = np.zeros(columns)
    cost[[x[j, j] for j in range(n)]] = -1.0
    highest = np.ones(columns)
    highest[len(x) + n :] = most - 1
    whole = np.arange(columns) < len(x) + n
    found, bound, status = solve_highs(
        cost,
        rows.table(columns),
        np.array(rows.lower),
        np.array(rows.upper),
        highest,
        whole,
        limit_s,
    )
    labels = None if found is None else _labels(found, pairs, n)
    return Outcome(labels, -bound, time.perf_counter() - start, status)


def _reach(order: nx.Graph[int], centre: int, most: int) -> list[int]:
    """Units that a group of ``most`` whose first unit is ``centre`` can hold."""
    later = order.subgraph(range(centre, len(order)))
    return sorted(nx.single_source_shortest_path_length(later, centre, cutoff=most - 1))


def _assign(rows: _Rows, x: dict[tuple[int, int], int], reach: list[list[int]], most: int) -> None:
    """Each unit has one centre, which exists and has at most K members."""
    centres: list[list[int]] = [[] for _ in reach]
    for i, j in x:
        centres[i].append(j)
        if i != j:
            rows.add([(x[i, j], 1.0), (x[j, j], -1.0)], -np.inf, 0.0)
    for i, some in enumerate(centres):
        rows.add([(x[i, j], 1.0) for j in some], 1.0, 1.0)
    for j, members in enumerate(reach):
        others = [(x[i, j], 1.0) for i in members if i != j]
        rows.add([*others, (x[j, j], 1.0 - most)], -np.inf, 0.0)


def _flow(
    rows: _Rows,
    x: dict[tuple[int, int], int],
    f: dict[tuple[int, int, int], int],
    reach: list[list[int]],
    most: int,
) -> None:
    """Each member but the centre takes one unit of the flow of its group."""
    into: dict[tuple[int, int], list[int]] = {}
    out: dict[tuple[int, int], list[int]] = {}
    for (j, a, b), k in f.items():
        out.setdefault((a, j), []).append(k)
        into.setdefault((b, j), []).append(k)
    for j, members in enumerate(reach):
        for i in members:
            if i == j:
                continue
            enters = [(k, 1.0) for k in into.get((i, j), [])]
            leaves = [(k, -1.0) for k in out.get((i, j), [])]
            rows.add([*enters, *leaves, (x[i, j], -1.0)], 0.0, 0.0)
            rows.add([*enters, (x[i, j], 1.0 - most)], -np.inf, 0.0)


def _floors(
    rows: _Rows,
    x: dict[tuple[int, int], int],
    z: dict[int, int],
    reach: list[list[int]],
    units: Any,
    most: int,
) -> None:
    """Both floors of the kind of the group; tenfold km² and thousands of people."""
    area = units["area_km2"].to_numpy() / 10.0
    people = units["people"].to_numpy() / 1000.0
    lean = np.where(units["mountain"].to_numpy(dtype=bool), 1.0, -1.0)
    for j, members in enumerate(reach):
        exists, mountain = x[j, j], z[j]
        rows.add([(mountain, 1.0), (exists, -1.0)], -np.inf, 0.0)
        rows.add(_sum(x, j, members, area, {exists: -3.0, mountain: -2.0}), 0.0, np.inf)
        rows.add(_sum(x, j, members, people, {exists: -8.0, mountain: 3.0}), 0.0, np.inf)
        # Mountain: leaning ≥ 0.  Not mountain: leaning ≤ −1.
        rows.add(_sum(x, j, members, lean, {exists: most, mountain: -most}), 0.0, np.inf)
        rows.add(_sum(x, j, members, lean, {exists: 1, mountain: -1 - most}), -np.inf, 0.0)


def _sum(
    x: dict[tuple[int, int], int],
    j: int,
    members: list[int],
    factors: npt.NDArray[np.float64],
    extra: dict[int, float],
) -> list[tuple[int, float]]:
    """Σ factor·x_ij with more on the columns of the centre."""
    total = dict(extra)
    for i in members:
        total[x[i, j]] = total.get(x[i, j], 0.0) + float(factors[i])
    return list(total.items())


def _labels(
    found: npt.NDArray[np.float64], pairs: list[tuple[int, int]], n: int
) -> npt.NDArray[np.int64]:
    labels = np.full(n, -1, dtype=np.int64)
    for (i, j), value in zip(pairs, found):
        if value > 0.5:
            labels[i] = j
    return labels
