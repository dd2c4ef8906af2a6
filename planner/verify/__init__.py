"""Verify: a certificate checked without trust in whoever wrote it.

It shares no code with the optimizer, the law or the terms: it builds the pool
again, judges and prices it, and computes every bound in whole numbers.  It
uses no solver: what the duals leave open is searched by code of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.verify.costs import Costs
from planner.verify.pool import IntArray, build_pool, hash_of
from planner.verify.stages import Stages, plan_in_pool
from planner.verify.verdict import StageVerdict, Verdict

__all__ = ["StageVerdict", "Verdict", "verify"]

FORMAT = 1
PARTS = {
    "columns",
    "count",
    "edges",
    "groups",
    "objective",
    "rules",
    "target_people",
    "units",
}


def verify(certificate: Mapping[str, Any]) -> Verdict:
    """Check a certificate from its own figures.

    Parameters
    ----------
    certificate : mapping
        See ``planner.optimize.certificate.certificate``; anything at all may stand in it.

    Returns
    -------
    Verdict
        What is unreadable is a complaint, no error.
    """
    verdict = Verdict()
    try:
        _check(certificate, verdict)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        verdict.complaints.append(f"certificate unreadable: {type(error).__name__}: {error}")
    return verdict


def _check(certificate: Mapping[str, Any], verdict: Verdict) -> None:
    told = verdict.complaints
    if certificate["format"] != FORMAT:
        told.append(f"format {certificate['format']!r}; this program knows {FORMAT}")
        return
    keys = {"format", "hashes", "plan", "pool", "problem", "stages"}
    if set(certificate) != keys:
        told.append(f"keys {sorted(certificate)}; expected {sorted(keys)}")
    problem = certificate["problem"]
    if set(problem) != PARTS or set(certificate["hashes"]) != PARTS:
        told.append(f"parts of the problem: {sorted(problem)}; expected {sorted(PARTS)}")
    for key in sorted(PARTS):
        if _sha256(problem[key]) != certificate["hashes"][key]:
            told.append(f"{key}: its hash is not that of the certificate")
    codes = [unit["code"] for unit in problem["units"]]
    if len(set(codes)) < len(codes):
        told.append("a unit stands twice")
        return
    layers = build_pool(problem)
    verdict.groups = sum(map(len, layers))
    costs = Costs(problem, layers)
    told += _pool_complaints(certificate, layers, codes, costs)
    plan = plan_in_pool(certificate["plan"].values(), codes, layers, "plan", told)
    _named(certificate["plan"], told)
    if plan is None:
        return
    stated = [stage["stage"] for stage in problem["objective"]]
    if [stage["stage"] for stage in certificate["stages"]] != stated:
        told.append(f"stages: proofs are not those of {', '.join(stated)}")
        return
    Stages(certificate, costs, codes, plan, verdict).check()


def _sha256(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _pool_complaints(
    certificate: Mapping[str, Any], layers: Sequence[IntArray], codes: Sequence[str], costs: Costs
) -> list[str]:
    """Hold the claimed pool against the one that was built, whole or without what may be left out.

    The proofs are held against the whole pool in either case.
    """
    claimed = certificate["pool"]
    if set(claimed) != {"size", "sha256"}:
        return [f"pool: keys {sorted(claimed)}; expected sha256, size"]
    pools = [list(layers)]
    if certificate["problem"]["count"][1] is None:
        worth, edges = costs.worth_pricing(), np.cumsum([0, *map(len, layers)])
        pools.append([layer[worth[a:b]] for layer, a, b in zip(layers, edges, edges[1:])])
    sizes = [sum(map(len, pool)) for pool in pools]
    found = [pool for pool, size in zip(pools, sizes) if size == claimed["size"]]
    if not found:
        return [f"pool: {claimed['size']} groups claimed, {sizes} found"]
    if claimed["sha256"] not in [hash_of(pool, codes) for pool in found]:
        return ["pool: its hash is not that of the certificate"]
    return []


def _named(plan: Mapping[str, Sequence[str]], told: list[str]) -> None:
    for new, members in plan.items():
        if new not in members:
            told.append(f"plan: {new} is not named after one of its members")
