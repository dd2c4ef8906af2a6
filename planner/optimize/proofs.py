"""Proofs of the stages and the hash of the pool, written with codes instead of positions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from planner.optimize.bound.duals import Bound
from planner.optimize.bound.formulation import IntArray
from planner.optimize.solved import Solved
from planner.plan.proof import Duals, PricedCut, Proof


def proof_of(
    solved: Solved,
    most: int,
    codes: list[str],
    witness: sparse.csr_array | None,
    costs: str = "",
) -> Proof:
    """Write down how a stage was closed.

    Parameters
    ----------
    solved : Solved
        The stage.
    most : int
        What later stages may make of it, in whole steps.
    codes : list of str
        Codes of the n units.
    witness : csr_array, shape (groups, n), or None
        A plan that has the best value, where the finished plan has not.
    costs : str
        Hash of the costs of the pool; see :func:`hashes`.
    """
    order = [] if solved.proof.order is None else solved.proof.order.tolist()
    return Proof(
        closed=solved.proof.closed,
        value=solved.value,
        most=most,
        duals=tuple(_duals(bound, codes) for bound in solved.proof.bounds),
        order=tuple(codes[i] for i in order),
        witness=() if witness is None else _named(witness, codes),
        costs=costs,
    )


def _duals(bound: Bound, codes: list[str]) -> Duals:
    weights, cuts = bound.cuts.weights, []
    for k, (divisor, price) in enumerate(
        zip(bound.cuts.divisors.tolist(), bound.prices.tolist(), strict=True)
    ):
        inside = slice(weights.indptr[k], weights.indptr[k + 1])
        pairs = zip(weights.indices[inside].tolist(), weights.data[inside].tolist(), strict=True)
        cuts.append(PricedCut({codes[i]: int(u) for i, u in pairs}, divisor, price))
    cover = dict(zip(codes, bound.cover.tolist(), strict=True))
    return Duals(bound.total, bound.one, cover, tuple(bound.sides.tolist()), tuple(cuts))


def _named(groups: sparse.csr_array, codes: list[str]) -> tuple[tuple[str, ...], ...]:
    rows = zip(groups.indptr, groups.indptr[1:])
    return tuple(sorted(tuple(sorted(codes[i] for i in groups.indices[a:b])) for a, b in rows))


def hashes(
    members: sparse.csr_array, codes: list[str], costs: Sequence[IntArray]
) -> tuple[str, list[str]]:
    """Hash the pool and its costs, so that who builds it again can tell that it is the same.

    Parameters
    ----------
    members : csr_array of int64, shape (m, n)
        The groups.
    codes : list of str
        Codes of the n units.
    costs : sequence of ndarray of int64, shape (m,)
        Cost of every group in each stage, in whole steps.

    Returns
    -------
    str
        SHA-256 of the groups, each a row of places of its units in the order
        of codes, rising, as little-endian 32-bit numbers: by number of
        members, then by these rows.
    list of str
        SHA-256 of each stage's costs as little-endian 64-bit numbers, in the same order.
    """
    pool, priced = hashlib.sha256(), [hashlib.sha256() for _ in costs]
    for groups, rows in _in_order(members, codes):
        pool.update(np.ascontiguousarray(rows, dtype="<u4").tobytes())
        for digest, cost in zip(priced, costs, strict=True):
            digest.update(np.ascontiguousarray(cost[groups], dtype="<i8").tobytes())
    return pool.hexdigest(), [digest.hexdigest() for digest in priced]


def _in_order(members: sparse.csr_array, codes: list[str]) -> Iterator[tuple[IntArray, IntArray]]:
    """Groups of one size after the other, each as the places of its units in the order of codes."""
    place = np.empty(len(codes), dtype=np.int64)
    place[np.argsort(np.array(codes))] = np.arange(len(codes))
    sizes = np.diff(members.indptr)
    for size in np.unique(sizes).tolist():
        groups = np.flatnonzero(sizes == size)
        starts = members.indptr[groups]
        rows: IntArray = place[members.indices[starts[:, None] + np.arange(size)]]
        rows.sort(axis=1)
        order = np.lexsort(_packed(rows, len(codes)).T[::-1])
        yield groups[order], rows[order]


def _packed(rows: IntArray, n: int) -> IntArray:
    """Write places below n as fewer numbers that are in the same order: fewer are sorted by."""
    bits = max((n - 1).bit_length(), 1)
    some = 63 // bits
    shift = bits * np.arange(some)[::-1]
    starts = range(0, rows.shape[1], some)
    parts = [rows[:, start : start + some] for start in starts]
    return np.column_stack([(part << shift[-part.shape[1] :]).sum(axis=1) for part in parts])
