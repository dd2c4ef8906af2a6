"""The corpus: faults by where they lie, and pairs of them."""

from __future__ import annotations

from itertools import product

from faults.cases import boundaries, lines, names, parts, plans, rules, runs, scenarios, tables
from faults.fault import CHECK, Fault, both

ROOMS = (boundaries, parts, tables, names, scenarios, rules, plans, runs, lines)


def corpus() -> list[Fault]:
    """Give every fault, one each and in pairs."""
    single = [fault for room in ROOMS for fault in room.faults()]
    return single + pairs(single)


def pairs(single: list[Fault]) -> list[Fault]:
    """Combine faults of outlines with faults of tables, every seventh pair of each row."""
    usual = [each for each in single if each.code == 2 and each.words == CHECK and not each.made]
    # A unit whose code is another has no row whose cells could be spoilt.
    first = [
        each
        for each in usual
        if each.kind in ("outlines", "names") and not each.name.startswith("a code")
    ][::3]
    second = [each for each in usual if each.kind == "tables"][::6]
    third = [each for each in usual if each.kind == "scenarios"][::12]
    return [
        both(one, other)
        for number, (one, other) in enumerate(product(first, [*second, *third]))
        if number % 3 == 0
    ]
