"""The pool once more: connected sets grown layer by layer, limits, links and hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.verify.verdict import USUAL, UnreadableError
from planner.words.text import Text, say

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
# Rows of the table "set × unit" that are held at once.
CHUNK = 50_000
# A word of sorted rows, without its sign.
BITS = 62


class Lock(NamedTuple):
    """A kind of lock, as the checker has it.

    Attributes
    ----------
    leaves : callable
        How many of its units each set of one size has, shape (m,), that size, and how many it
        names → which of the sets may be, shape (m,).
    keeps : callable
        Its units, and the groups of a plan that have one of them → whether the plan keeps it.
    words : callable
        Names of its units → what is said where a plan does not.
    """

    leaves: Callable[[IntArray, int, int], BoolArray]
    keeps: Callable[[frozenset[str], Sequence[frozenset[str]]], bool]
    words: Callable[[str], Text]


LOCKS = {
    "together": Lock(
        lambda inside, size, n: (inside == 0) | (inside == n),
        lambda codes, groups: all(codes <= group for group in groups),
        lambda units: say("{units}: not together", units=units),
    ),
    "apart": Lock(
        lambda inside, size, n: inside < n,
        lambda codes, groups: not any(codes <= group for group in groups),
        lambda units: say("{units}: not apart", units=units),
    ),
    "keep": Lock(
        lambda inside, size, n: (inside == 0) | (size == 1),
        lambda codes, groups: list(groups) == [codes],
        lambda units: say("{unit}: does not stay as it is", unit=units),
    ),
    "fixed": Lock(
        lambda inside, size, n: (inside == 0) | ((inside == n) & (size == n)),
        lambda codes, groups: list(groups) == [codes],
        lambda units: say("{units}: not a new unit", units=units),
    ),
    "forbidden": Lock(
        lambda inside, size, n: (inside < n) | (size > n),
        lambda codes, groups: codes not in groups,
        lambda units: say("{units}: a new unit", units=units),
    ),
}
"""Key of a lock in the groups of a problem → its rules."""


def build_pool(problem: Mapping[str, Any], most_sets: int = USUAL.most_sets) -> list[IntArray]:
    """Build every group that connection, limits and links allow.

    Parameters
    ----------
    problem : mapping
        See ``planner.optimize.certificate.problem``.
    most_sets : int
        Sets of one size, at most.

    Returns
    -------
    list of ndarray of int64, shapes (m₁, 1), (m₂, 2), …
        Rows of unit positions, rising; rows in lexicographic order.

    Raises
    ------
    UnreadableError
        More sets of one size.
    """
    codes, limits = [unit["code"] for unit in problem["units"]], problem["groups"]
    at = {code: i for i, code in enumerate(codes)}
    adjacent, most = neighbours(problem), most_members(problem)
    pairs_apart = [(at[a], at[b]) for a, b in limits["apart"]]
    layers = [np.arange(len(codes), dtype=np.int64).reshape(-1, 1)]
    while len(layers) < most.max() and len(layers[-1]):
        # A set of s units holds one around which s are allowed, and so does a part of it.
        larger = layers[-1][most[layers[-1]].max(axis=1) > len(layers)]
        grown = _grown(larger, adjacent, most_sets)
        layers.append(
            _apart(grown[most[grown].max(axis=1, initial=0) >= grown.shape[1]], pairs_apart)
        )
    for group in (*limits["more"], *limits["fixed"]):
        layers = _with(layers, np.sort([at[code] for code in group]), adjacent, pairs_apart)
    kept = [layer[allowed(layer, problem)] for layer in layers]
    return [layer for layer in kept if len(layer)]


def neighbours(problem: Mapping[str, Any]) -> BoolArray:
    """Tell which units may be joined across their border, shape (n, n)."""
    units, limits = problem["units"], problem["groups"]
    at = {unit["code"]: i for i, unit in enumerate(units)}
    adjacent = np.zeros((len(units), len(units)), dtype=bool)
    level = limits["within"]
    stays = {at[code] for code in limits["keep"]}
    for a, b, _ in problem["edges"]:
        i, j = at[a], at[b]
        if level and units[i][f"{level}_code"] != units[j][f"{level}_code"]:
            continue
        if i in stays or j in stays:
            continue
        adjacent[i, j] = adjacent[j, i] = True
    return adjacent


def most_members(problem: Mapping[str, Any]) -> IntArray:
    """Most members of a group around each unit, shape (n,)."""
    limits = problem["groups"]
    sizes = [limits["larger"].get(u["code"], limits["max_members"]) for u in problem["units"]]
    return np.array(sizes, dtype=np.int64)


def allowed(layer: IntArray, problem: Mapping[str, Any]) -> BoolArray:
    """Tell the sets of one size that links and limits allow, shape (m,)."""
    units, limits = problem["units"], problem["groups"]
    at = {unit["code"]: i for i, unit in enumerate(units)}
    fits = _limited(layer, units, limits)
    for name, lock in LOCKS.items():
        several = limits.get(name, ())
        # What is asked of single units is asked of all of them at once.
        for codes in [several] if several and isinstance(several[0], str) else several:
            inside = np.isin(layer, [at[code] for code in codes]).sum(axis=1)
            fits &= lock.leaves(inside, layer.shape[1], len(set(codes)))
    return fits


def hash_of(layers: Sequence[IntArray], codes: Sequence[str]) -> str:
    """SHA-256 of the groups as places in the order of codes (little-endian, 32 bits)."""
    place = _places(codes)
    digest = hashlib.sha256()
    for layer in layers:
        rows = np.sort(place[layer], axis=1)
        digest.update(rows[_rising(rows)].astype("<u4").tobytes())
    return digest.hexdigest()


def cost_hash_of(layers: Sequence[IntArray], codes: Sequence[str], cost: IntArray) -> str:
    """SHA-256 of the costs of the groups in that order (little-endian, 64 bits)."""
    place, before = _places(codes), 0
    digest = hashlib.sha256()
    for layer in layers:
        order = before + _rising(np.sort(place[layer], axis=1))
        digest.update(cost[order].astype("<i8").tobytes())
        before += len(layer)
    return digest.hexdigest()


def parts_of(layers: Sequence[IntArray], chosen: BoolArray) -> list[IntArray]:
    """Take some of the groups of a pool, shape (m,), layer by layer."""
    edges = np.cumsum([0, *map(len, layers)])
    return [layer[chosen[a:b]] for layer, a, b in zip(layers, edges, edges[1:])]


def find_group(layers: Sequence[IntArray], members: Sequence[int]) -> int:
    """Position of a group in the pool, counted through the layers; −1: not in it."""
    wanted, before = np.sort(np.array(members, dtype=np.int64)), 0
    for layer in layers:
        if layer.shape[1] == len(wanted):
            hit = np.flatnonzero((layer == wanted).all(axis=1))
            return before + int(hit[0]) if len(hit) else -1
        before += len(layer)
    return -1


def plan_in_pool(
    groups: Any,
    codes: Sequence[str],
    layers: Sequence[IntArray],
    what: Text,
    complaints: list[Text],
) -> IntArray | None:
    """Positions of a plan's groups in the pool, or complaints."""
    at = {code: i for i, code in enumerate(codes)}
    groups = [list(members) for members in groups]
    times = Counter(code for members in groups for code in members)
    wrong = sorted(set(times) ^ set(codes)) + sorted(c for c, k in times.items() if k > 1)
    if wrong:
        complaints.append(
            say("{what}: {units} not in exactly one group", what=what, units=", ".join(wrong[:8]))
        )
        return None
    chosen = [find_group(layers, [at[code] for code in members]) for members in groups]
    if min(chosen) < 0:
        strange = groups[chosen.index(-1)]
        complaints.append(
            say("{what}: {units} is no group of the pool", what=what, units=", ".join(strange))
        )
        return None
    return np.array(sorted(chosen), dtype=np.int64)


def _grown(sets: IntArray, adjacent: BoolArray, most_sets: int) -> IntArray:
    """Add to each set each unit beside it; each result once."""
    found = [np.empty((0, sets.shape[1] + 1), dtype=np.int64)]
    for start in range(0, len(sets), CHUNK):
        some = sets[start : start + CHUNK]
        near = np.zeros((len(some), len(adjacent)), dtype=bool)
        for k in range(some.shape[1]):
            near |= adjacent[some[:, k]]
        near[np.arange(len(some))[:, None], some] = False
        row, unit = np.nonzero(near)
        found.append(_once(np.sort(np.column_stack([some[row], unit]), axis=1), len(adjacent)))
        if sum(map(len, found)) > most_sets:
            raise UnreadableError(say("more than {most} sets of one size", most=most_sets))
    return _once(np.concatenate(found), len(adjacent))


def _with(
    layers: list[IntArray], group: IntArray, adjacent: BoolArray, pairs_apart: list[tuple[int, int]]
) -> list[IntArray]:
    """Add one group that is named; it hangs together and stands once."""
    reached = group[:1]
    while True:
        near = group[adjacent[np.ix_(group, reached)].any(axis=1)]
        wider = np.union1d(reached, near)
        if len(wider) == len(reached):
            break
        reached = wider
    if len(reached) < len(group) or len(set(group.tolist())) < len(group):
        raise UnreadableError(say("a group that is named does not hang together"))
    while len(layers) < len(group):
        layers.append(np.empty((0, len(layers) + 1), dtype=np.int64))
    layer = layers[len(group) - 1]
    wider = np.concatenate([layer, _apart(group.reshape(1, -1), pairs_apart)])
    return [
        _once(wider, len(adjacent)) if size == len(group) else layer
        for size, layer in enumerate(layers, start=1)
    ]


def _once(rows: IntArray, n: int) -> IntArray:
    """Sort rows and drop repetitions: their numbers are packed into few large ones."""
    width = max(1, int(n - 1).bit_length())
    a_word = BITS // width
    words = []
    for start in range(0, rows.shape[1], a_word):
        word = np.zeros(len(rows), dtype=np.int64)
        for k in range(start, min(start + a_word, rows.shape[1])):
            word = (word << width) | rows[:, k]
        words.append(word)
    order = np.lexsort(words[::-1]) if len(words) > 1 else np.argsort(words[0])
    new = np.zeros(len(rows), dtype=bool)
    new[:1] = True
    for word in words:
        new[1:] |= word[order][1:] != word[order][:-1]
    return rows[order[new]]


def _apart(sets: IntArray, pairs_apart: list[tuple[int, int]]) -> IntArray:
    for i, j in pairs_apart:
        sets = sets[~((sets == i).any(axis=1) & (sets == j).any(axis=1))]
    return sets


def _limited(layer: IntArray, units: Sequence[Mapping[str, Any]], limits: Any) -> BoolArray:
    fits = np.ones(len(layer), dtype=bool)
    if layer.shape[1] == 1:
        return fits
    for name, most in (("people", limits["max_people"]), ("area_km2", limits["max_area_km2"])):
        if most is not None:
            fits &= summed(np.array([unit[name] for unit in units], dtype=float), layer) <= most
    return fits


def summed(values: npt.NDArray[np.float64], layer: IntArray) -> npt.NDArray[np.float64]:
    """Sum a figure over the members of each group, in the order of the units."""
    total = np.zeros(len(layer))
    for k in range(layer.shape[1]):
        total = total + values[layer[:, k]]
    return total


def summed_over(
    layers: Sequence[IntArray], groups: IntArray, own: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Sum whole numbers of the units over some groups, positions in rising order."""
    sums, before = [np.empty(0, dtype=own.dtype)], 0
    for layer in layers:
        first, last = np.searchsorted(groups, [before, before + len(layer)])
        sums.append(own[layer[groups[first:last] - before]].sum(axis=1))
        before += len(layer)
    return np.concatenate(sums)


def _rising(rows: IntArray) -> IntArray:
    """Lexicographic order of rows of numbers."""
    return np.lexsort([rows[:, k] for k in reversed(range(rows.shape[1]))])


def _places(codes: Sequence[str]) -> IntArray:
    place = np.empty(len(codes), dtype=np.int64)
    for rank, i in enumerate(sorted(range(len(codes)), key=lambda i: codes[i])):
        place[i] = rank
    return place
