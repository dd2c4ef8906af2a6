"""Max-p heuristics: spopt and pygeoda.

Both take one floor only, so every commune brings
min(area ∕ least area, people ∕ least people) of the floor of its kind, and a
region needs 1 of it.  A region that reaches 1 holds both floors of its kind
if all its communes are of one kind; the judge looks at the rest.  Neither
knows a largest number of members.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pygeoda
from libpysal.weights import W
from spopt.region import MaxPHeuristic

from peers.outcome import THREADS, Outcome

SEARCHES = {
    "greedy": pygeoda.maxp_greedy,
    "tabu": pygeoda.maxp_tabu,
    "annealing": pygeoda.maxp_sa,
}


def one_floor(units: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Share of the floors that each commune brings, the scarcer of the two."""
    mountain = units["mountain"].to_numpy(dtype=bool)
    area = units["area_km2"].to_numpy() / np.where(mountain, 50.0, 30.0)
    people = units["people"].to_numpy() / np.where(mountain, 5e3, 8e3)
    return np.minimum(area, people)


def neighbour_lists(units: pd.DataFrame, graph: nx.Graph[str]) -> list[list[int]]:
    """Row positions of the neighbours of each unit, on our graph."""
    position = {code: i for i, code in enumerate(units.index)}
    return [[position[other] for other in graph[code]] for code in units.index]


def spopt_max_p(units: Any, graph: nx.Graph[str], starts: int, seed: int) -> Outcome:
    """Run ``MaxPHeuristic`` once.

    Parameters
    ----------
    units : GeoDataFrame
        The communes.
    graph : Graph
        Neighbours.
    starts : int
        Constructions of which it keeps the best.
    seed : int
        Of numpy's generator, which it draws from.
    """
    weights = W(dict(enumerate(neighbour_lists(units, graph))), silence_warnings=True)
    frame = units[["geometry", "x_m", "y_m"]].reset_index(drop=True)
    frame["floor"] = one_floor(units)
    np.random.seed(seed)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MaxPHeuristic(
            frame,
            weights,
            ["x_m", "y_m"],
            "floor",
            1.0,
            top_n=2,
            max_iterations_construction=starts,
        )
        model.solve()
    seconds = time.perf_counter() - start
    return Outcome(np.asarray(model.labels_), seconds=seconds, status="ended")


def pygeoda_max_p(units: Any, graph: nx.Graph[str], search: str, starts: int) -> Outcome:
    """Run one of pygeoda's three searches once.

    Parameters
    ----------
    units : GeoDataFrame
        The communes.
    graph : Graph
        Neighbours; pygeoda reads them from a GAL file, not from the outlines.
    search : str
        Key of ``SEARCHES``.
    starts : int
        Constructions of which it keeps the best.
    """
    weights = _gal_weights(neighbour_lists(units, graph))
    where = [units["x_m"].tolist(), units["y_m"].tolist()]
    start = time.perf_counter()
    found = SEARCHES[search](
        weights,
        where,
        one_floor(units).tolist(),
        1.0,
        iterations=starts,
        random_seed=1,
        cpu_threads=THREADS,
    )
    seconds = time.perf_counter() - start
    return Outcome(np.asarray(found["Clusters"]), seconds=seconds, status="ended")


def _gal_weights(neighbours: list[list[int]]) -> Any:
    """Weights of exactly these neighbours, by way of a GAL file."""
    n = len(neighbours)
    lines = [f"0 {n} ht262 id"]
    for i, others in enumerate(neighbours):
        lines += [f"{i + 1} {len(others)}", " ".join(str(j + 1) for j in others)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "ht262.gal")
        file.write_text("\n".join(lines) + "\n", encoding="ascii")
        weights = pygeoda.weights.read_gal(str(file), [str(i + 1) for i in range(n)])
    read = [sorted(weights.get_neighbors(i)) for i in range(n)]
    if read != [sorted(others) for others in neighbours]:
        raise ValueError("pygeoda read other neighbours than it was given")
    return weights
