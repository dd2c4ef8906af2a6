"""Connected sets: every one of a graph, once, up to a size.

Reverse search as in ESU (Wernicke 2006): a set grows from its first node and
takes only nodes that its earlier members did not reach.  Sets of nodes are
Python integers used as bit sets; the last step of growth, which makes most of
the sets, is unpacked by numpy.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
# Rows of unpacked bits held at once while sets of the largest size are written out.
CHUNK = 100_000


def connected_sets(
    neighbours: list[int],
    most: int,
    apart: list[int] | None = None,
    roots: Iterable[int] | None = None,
) -> sparse.csr_array:
    """Enumerate every connected set of at most ``most`` nodes exactly once.

    Parameters
    ----------
    neighbours : list of int
        Bit set of the neighbours of each of n nodes.
    most : int
        Largest size.
    apart : list of int, optional
        Bit set of the nodes that each node may not meet.
    roots : iterable of int, optional
        Only sets whose first node is one of these.

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
    for root in range(n) if roots is None else roots:
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


def matrix_of(rows: list[IntArray], n: int) -> sparse.csr_array:
    """Write sets of nodes as the rows of a matrix with n columns."""
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    pointers = np.concatenate([[0], np.cumsum(counts)])
    units = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    ones = np.ones(len(units), dtype=np.int64)
    return sparse.csr_array((ones, units, pointers), shape=(len(rows), n))
