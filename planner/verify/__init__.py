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

from planner.verify.anysize import whether_any_size
from planner.verify.choices.alternatives import check_alternatives
from planner.verify.costs import Costs, parts_of_terms
from planner.verify.pool import (
    BoolArray,
    IntArray,
    build_pool,
    hash_of,
    parts_of,
    plan_in_pool,
)
from planner.verify.stages import Stages
from planner.verify.verdict import USUAL, Effort, StageVerdict, Statement, UnreadableError, Verdict
from planner.words.text import Text, say

__all__ = ["Effort", "StageVerdict", "Verdict", "verify"]

FORMAT = 2
KEYS = {"any_size", "format", "hashes", "plan", "pool", "problem", "stages"}
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


def verify(certificate: Mapping[str, Any], effort: Effort = USUAL) -> Verdict:
    """Check a certificate from its own figures.

    Parameters
    ----------
    certificate : mapping
        See ``planner.optimize.certificate.certificate``; anything at all may stand in it.
    effort : Effort
        What the check is given.

    Returns
    -------
    Verdict
        What is unreadable is a complaint, no error.
    """
    verdict = Verdict(effort=effort)
    examined(certificate, verdict)
    return verdict


def examined(certificate: Statement, verdict: Verdict) -> Stages | None:
    """Check a certificate, and give the stages to who checks what is claimed beside the plan."""
    try:
        return _check(certificate, verdict)
    except UnreadableError as error:
        verdict.complaints.append(say("certificate unreadable: {what}", what=error.what))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        fault = f"{type(error).__name__}: {error}"
        what = Text(say("entries are missing, or are of another version").vi, fault)
        verdict.complaints.append(say("certificate unreadable: {what}", what=what))
    return None


def _check(certificate: Mapping[str, Any], verdict: Verdict) -> Stages | None:
    told = verdict.complaints
    if certificate["format"] != FORMAT:
        told.append(
            say(
                "certificate of format {found}; this program reads {known}: run the scenario again",
                found=certificate["format"],
                known=FORMAT,
            )
        )
        return None
    problem = certificate["problem"]
    told += _form_complaints(certificate)
    codes = [unit["code"] for unit in problem["units"]]
    if len(set(codes)) < len(codes):
        told.append(say("a unit stands twice"))
        return None
    layers = build_pool(problem, verdict.effort.most_sets)
    verdict.groups = sum(map(len, layers))
    costs = Costs(problem, layers)
    claimed, complaints = _claimed(certificate, layers, codes, costs)
    told += complaints
    plan = plan_in_pool(certificate["plan"].values(), codes, layers, say("plan"), told)
    _named(certificate["plan"], told)
    if plan is None:
        return None
    stated = [stage["stage"] for stage in problem["objective"]]
    if [stage["stage"] for stage in certificate["stages"]] != stated:
        told.append(say("stages: proofs are not those of {stages}", stages=", ".join(stated)))
        return None
    stages = Stages(certificate, costs, codes, plan, claimed, verdict)
    stages.check()
    if "alternatives" in certificate and verdict.proven:
        verdict.alternatives = check_alternatives(certificate["alternatives"], stages)
    if certificate["any_size"]["claimed"] and verdict.proven:
        verdict.any_size, stage = whether_any_size(certificate, costs, stages.held, verdict.effort)
        if verdict.any_size == "no":
            told.append(
                say(
                    "any size is claimed, but {stage} does not exclude all larger groups",
                    stage=stage,
                )
            )
    return stages


def _form_complaints(certificate: Mapping[str, Any]) -> list[Text]:
    """Hold keys and hashes of the parts against what is expected."""
    told, problem = [], certificate["problem"]
    terms = {name for stage in problem["objective"] for name in stage["terms"]}
    parts = PARTS | parts_of_terms(terms) | ({"per_district"} & set(problem))
    if problem["groups"].get("safe"):
        parts |= {"open"}
    for found, expected in (
        (set(certificate) - {"alternatives"}, KEYS),
        (set(problem), parts),
        (set(certificate["hashes"]), parts),
        (set(certificate["any_size"]), {"claimed"}),
    ):
        if found != expected:
            there, wanted = (", ".join(sorted(map(str, names))) for names in (found, expected))
            told.append(say("keys {found}; expected {expected}", found=there, expected=wanted))
    if type(certificate["any_size"]["claimed"]) is not bool:
        raise UnreadableError(say("any size is claimed by yes or no"))
    for key in sorted(parts):
        if sha256_of(problem[key]) != certificate["hashes"][key]:
            told.append(say("{part}: its hash is not that of the certificate", part=key))
    return told


def sha256_of(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _claimed(
    certificate: Mapping[str, Any], layers: Sequence[IntArray], codes: Sequence[str], costs: Costs
) -> tuple[BoolArray | None, list[Text]]:
    """Find the claimed pool in the one that was built: whole, or without what may be left out.

    The proofs are held against the whole pool in either case.
    """
    stated = certificate["pool"]
    if set(stated) != {"size", "sha256"}:
        keys = ", ".join(sorted(map(str, stated)))
        return None, [say("keys {found}; expected {expected}", found=keys, expected="sha256, size")]
    pools = [np.ones(sum(map(len, layers)), dtype=bool)]
    problem = certificate["problem"]
    if problem["count"][1] is None and "per_district" not in problem:
        pools.append(costs.worth_pricing())
    found = [pool for pool in pools if int(pool.sum()) == stated["size"]]
    if not found:
        sizes = ", ".join(str(int(pool.sum())) for pool in pools)
        claimed = stated["size"]
        return None, [
            say("pool: {claimed} groups claimed, {found} found", claimed=claimed, found=sizes)
        ]
    for pool in found:
        if hash_of(parts_of(layers, pool), codes) == stated["sha256"]:
            return pool, []
    return None, [say("{part}: its hash is not that of the certificate", part="pool")]


def _named(plan: Mapping[str, Sequence[str]], complaints: list[Text]) -> None:
    for new, members in plan.items():
        if new not in members:
            complaints.append(say("plan: {new} is not named after one of its members", new=new))
