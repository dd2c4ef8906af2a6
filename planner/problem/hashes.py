"""Hashes of what a problem rests on: equal tables and graphs have equal ones, on any machine."""

from __future__ import annotations

import hashlib

import geopandas as gpd
import networkx as nx


def hash_of_units(units: gpd.GeoDataFrame) -> str:
    """Hash a table of units: codes, every column by its name, outlines and CRS.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``; the order of the rows matters, since plans of equal value are told apart
        by it.

    Returns
    -------
    str
        SHA-256.  Figures count to the last bit; what is missing is told from every value.
    """
    digest = hashlib.sha256(f"{units.crs}".encode())
    plain = units.drop(columns=units.geometry.name).astype(object)
    plain = plain.where(plain.notna(), None)
    for name in sorted(map(str, plain.columns)):
        digest.update(repr((name, plain[name].tolist())).encode())
    digest.update(repr(units.index.tolist()).encode())
    for outline in units.geometry.to_wkb():
        digest.update(outline or b"-")
    return digest.hexdigest()


def hash_of_graph(graph: nx.Graph[str]) -> str:
    """Hash neighbours with all that is said of them, of units and of the whole (SHA-256)."""
    nodes = sorted((str(node), sorted(data.items())) for node, data in graph.nodes(data=True))
    edges = sorted(
        (*sorted((str(one), str(other))), sorted(data.items()))
        for one, other, data in graph.edges(data=True)
    )
    return hashlib.sha256(repr((nodes, edges, _of_whole(graph))).encode()).hexdigest()


def _of_whole(graph: nx.Graph[str]) -> list[tuple[str, str]]:
    """What is said of the whole graph; offices and roads by what they were made of."""
    said = sorted(graph.graph.items())
    return [(str(key), repr(getattr(value, "settings", value))) for key, value in said]
