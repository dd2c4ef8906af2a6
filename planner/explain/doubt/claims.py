"""What is claimed of doubt: near pairs by one search, and the plan for the worst case, with proofs.

``planner verify`` checks both without a solver (``planner.verify.choices``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from planner.explain.claims import claims
from planner.explain.doubt.pairs import Pairs, column
from planner.explain.doubt.points import Key, Point, all_proven, point_claims
from planner.explain.doubt.worst import Worst, lowest, uncertain
from planner.explain.wishes import Case
from planner.optimize.certificate import Statement, certified, problem_data


def doubt_claims(
    case: Case,
    pairs: Pairs,
    worst: Worst,
    percents: Sequence[float],
    points: Mapping[str, Mapping[Key, Point]] | None = None,
) -> Statement:
    """State what is proven of near plans, the worst case and points; empty where nothing is.

    Parameters
    ----------
    case : Case
    pairs : Pairs
    worst : Worst
    percents : sequence of float
        How much more near plans may cost in the last stage.
    points : mapping of str to mapping of tuple to Point, optional
        Name of a table → its points; they are stated where all of them are proven.

    Returns
    -------
    dict
        See ``explain.claims``; ``near``: ``pairs``, each with what it is within each of
        ``percents``, and duals and order of the search of all plans up to ``most``;
        ``worst``: the certificate of the plan for the worst case; a name of ``points``: see
        ``points.point_claims``.
    """
    stated: Statement = {}
    if pairs.search is not None and pairs.search.proof is not None:
        proof = asdict(pairs.search.proof)
        wanted = ["one", "other", *map(column, percents)]
        rows = pairs.table[wanted].itertuples(index=False)
        stated["near"] = {
            "percents": list(percents),
            "pairs": [[one, other, states] for one, other, *states in rows],
            "most": pairs.search.most,
            "duals": proof["duals"],
            "order": proof["order"],
        }
    if worst.proven:
        stated["worst"] = _worst_certificate(case, worst)
    shown = {name: each for name, each in (points or {}).items() if all_proven(case, each)}
    if not stated and not shown:
        return {}
    whole: Statement = json.loads(json.dumps(claims(case, ()) | stated))
    return whole | {name: point_claims(each, whole["best"]) for name, each in shown.items()}


def worst_problem(case: Case, off_percent: float, certificate: Statement) -> Statement:
    """State the problem of the worst case anew, with the larger groups that a certificate names.

    Parameters
    ----------
    case : Case
    off_percent : float
        See ``worst.worst_case``.
    certificate : dict
        Of the plan for the worst case.
    """
    units = lowest(case.units, uncertain(case, off_percent))
    named = certificate["problem"]["groups"]
    grown = {"larger": named["larger"], "more": named["more"]}
    groups = case.problem.groups.model_copy(update=grown)
    asked = replace(case.problem, units=units, groups=groups)
    stated: Statement = json.loads(json.dumps(problem_data(asked)))
    return stated


def _worst_certificate(case: Case, worst: Worst) -> Statement:
    """Make the certificate of the plan for the worst case, on figures at their lowest."""
    assert worst.plan is not None
    return certified(replace(case.problem, units=worst.units), worst.plan)
