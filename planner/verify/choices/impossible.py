"""What no plan keeps: shown by prices that exclude every plan, or by a search of the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.verify.costs import Costs
from planner.verify.duals import read_prices
from planner.verify.pool import build_pool
from planner.verify.searching import search, what_is_left
from planner.verify.stages import rows_of_count
from planner.verify.verdict import AnySize, Effort, Statement
from planner.words.text import Text, say


def with_duals(statement: Statement, shared: Sequence[Statement]) -> Statement:
    """Put duals, which many proofs share, back where their numbers stand."""
    return {**statement, "duals": [shared[number] for number in statement["duals"]]}


def check_impossible(
    problem: Statement, statement: Statement, effort: Effort, complaints: list[Text]
) -> AnySize:
    """Check that no plan of the pool keeps locks, limits and count: none that costs nothing.

    Parameters
    ----------
    problem : mapping
        See ``planner.optimize.certificate.problem``.
    statement : mapping
        ``duals`` and ``order`` of a stage in which groups cost nothing.
    effort : Effort
    complaints : list of Text
        Gets what is wrong.

    Returns
    -------
    str
        ``proven``, ``effort`` (the search was given up), or ``no``, which is complained about.
    """
    layers = build_pool(problem, effort.most_sets)
    codes, m = [unit["code"] for unit in problem["units"]], sum(map(len, layers))
    rows, nothing = rows_of_count(Costs(problem, layers), m), np.zeros(m, dtype=np.int64)
    (duals,) = statement["duals"]
    prices = read_prices(duals, codes, rows)
    groups = np.arange(m)
    reduced = prices.of(layers, groups, nothing)[1]
    if prices.total != duals["total"] or (m and reduced.min() < 0):
        complaints.append(say("it is not shown that there is no plan"))
        return "no"
    if prices.bound > 0:
        return "proven"
    near = groups[np.asarray(reduced <= prices.room(0), dtype=bool)]
    left = what_is_left(layers, near, [(prices, nothing, 0)], rows, len(codes))
    found = search(left, statement["order"], codes, effort.searching)
    if found:
        complaints.append(say("there is a plan"))
        return "no"
    return "effort" if found is None else "proven"
