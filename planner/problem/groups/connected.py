"""Connected sets: every one of a graph, once, up to a size.

Reverse search as in ESU (Wernicke 2006): a set grows from its first node and
takes only nodes that its earlier members did not reach.  Sets of nodes are
Python integers used as bit sets; the last step of growth, which makes most of
the sets, is unpacked by numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

IntArray = npt.NDArray[np.int64]
# Sets that are built, judged and priced at once: some kilobytes each while it is done.
SETS_AT_ONCE = 400_000
# Sets that are judged and priced between two questions whether to stop: a tenth of a second.
SETS_BETWEEN_STOPS = 10_000

Stop = Callable[[], bool]


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
        First the smaller sets, then those of ``most`` nodes.
    """
    blocks = list(connected_blocks(neighbours, most, apart, roots))
    parts = [smaller for smaller, _ in blocks] + [largest for _, largest in blocks]
    result: sparse.csr_array = sparse.vstack(parts, format="csr")
    return result


def connected_blocks(
    neighbours: list[int],
    most: int,
    apart: list[int] | None = None,
    roots: Iterable[int] | None = None,
) -> Iterator[tuple[sparse.csr_array, sparse.csr_array]]:
    """Enumerate as :func:`connected_sets`, a part at a time.

    Yields
    ------
    tuple of csr_array of int64, shapes (k, n) and (l, n)
        Smaller sets, and sets of ``most`` nodes.
    """
    n = len(neighbours)
    strangers = apart or [0] * n
    block = _Block(n, most)
    for root in range(n) if roots is None else roots:
        # ``fit``: later nodes that no member so far may not meet.
        fit = -1 << (root + 1) & ~strangers[root]
        stack: list[tuple[tuple[int, ...], int, int, int]]
        stack = [((root,), neighbours[root] & fit, neighbours[root] | 1 << root, fit)]
        while stack:
            chosen, open_, reached, fit = stack.pop()
            if block.full:
                yield block.sets()
                block = _Block(n, most)
            block.add(chosen, open_)
            if len(chosen) >= most - 1:
                continue
            while open_:
                bit = open_ & -open_
                open_ ^= bit
                node = bit.bit_length() - 1
                fits = fit & ~strangers[node]
                grown = (open_ | neighbours[node] & ~reached) & fits
                stack.append(((*chosen, node), grown, reached | neighbours[node], fits))
    yield block.sets()


class _Block:
    """Sets that were built, and those that one more node completes.

    Parameters
    ----------
    n : int
        Nodes of the graph.
    most : int
        Largest size.
    """

    def __init__(self, n: int, most: int):
        self.n, self.most = n, most
        self.smaller: list[int] = []
        self.sizes: list[int] = []
        self.stems: list[int] = []
        self.tips: list[int] = []
        self.held = 0

    @property
    def full(self) -> bool:
        """Hold as many sets as should be built at once."""
        return self.held >= SETS_AT_ONCE

    def add(self, chosen: tuple[int, ...], open_: int) -> None:
        """Add a set, and each that one of the nodes that are open to it makes of it."""
        self.smaller.extend(chosen)
        self.sizes.append(len(chosen))
        self.held += 1
        if len(chosen) == self.most - 1 and open_:
            self.stems.extend(chosen)
            self.tips.append(open_)
            self.held += open_.bit_count()

    def sets(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Write the sets as matrices."""
        stem = np.array(self.stems, dtype=np.int64).reshape(-1, max(self.most - 1, 1))
        largest = _unpack(stem, self.tips, self.n)
        sizes = np.full(len(largest), largest.shape[1], dtype=np.int64)
        return (
            _matrix(np.array(self.smaller, dtype=np.int64), np.array(self.sizes), self.n),
            _matrix(largest.ravel(), sizes, self.n),
        )


def _matrix(nodes: IntArray, sizes: IntArray, n: int) -> sparse.csr_array:
    """Write sets, one after the other, as the rows of a matrix."""
    pointers = np.concatenate([[0], np.cumsum(sizes)])
    result = sparse.csr_array(
        (np.ones(len(nodes), dtype=np.int64), nodes, pointers), shape=(len(sizes), n)
    )
    result.sort_indices()
    return result


def _unpack(stems: IntArray, tips: list[int], n: int) -> IntArray:
    """Join each stem with each single node of its tip."""
    width = (n + 7) // 8
    raw = b"".join(tip.to_bytes(width, "little") for tip in tips)
    bits = np.unpackbits(
        np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), axis=1, bitorder="little"
    )
    row, node = np.nonzero(bits)
    return np.column_stack([stems[row], node])


def matrix_of(rows: list[IntArray], n: int) -> sparse.csr_array:
    """Write sets of nodes as the rows of a matrix with n columns."""
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    pointers = np.concatenate([[0], np.cumsum(counts)])
    units = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    ones = np.ones(len(units), dtype=np.int64)
    return sparse.csr_array((ones, units, pointers), shape=(len(rows), n))


def matrix_of_codes(sets: Sequence[Sequence[str]], codes: pd.Index) -> sparse.csr_array:
    """Write sets of units that are named as the rows of a matrix; all at once, not one by one."""
    counts = np.array([len(each) for each in sets], dtype=np.int64)
    flat = codes.get_indexer(pd.Index([code for each in sets for code in each], dtype=object))
    places, pointers = flat.astype(np.int64), np.concatenate([[0], np.cumsum(counts)])
    matrix = sparse.csr_array(
        (np.ones(len(places), dtype=np.int64), places, pointers), shape=(len(sets), len(codes))
    )
    matrix.sort_indices()
    return matrix


def never() -> bool:
    """Go on to the end."""
    return False


def until(stop: Stop, numbers: IntArray) -> Iterator[int]:
    """Go through numbers, and before each ask whether to stop."""
    for number in numbers.tolist():
        if stop():
            raise TimeoutError("stopped before all groups were made")
        yield number


def hang_together(members: list[int], neighbours: list[int]) -> bool:
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


def moved(bits: int, place: IntArray) -> int:
    """Rename the nodes of a bit set."""
    moved = 0
    while bits:
        low = bits & -bits
        bits ^= low
        moved |= 1 << int(place[low.bit_length() - 1])
    return moved
