"""Alternatives: that each is the next best plan of those that keep what the best one keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.verify.frontier import Row
from planner.verify.pool import IntArray, plan_in_pool, summed
from planner.verify.stages import Stages
from planner.verify.verdict import AnySize, UnreadableError
from planner.words.text import say

KEYS = {"complete", "differ_percent", "number", "plans", "proofs", "within_percent"}


def check_alternatives(statement: Mapping[str, Any], stages: Stages) -> AnySize:
    """Check plans beside the best, the next best first.

    Parameters
    ----------
    statement : mapping
        See ``planner.optimize.certificate.alternatives``; anything at all may stand in it.
    stages : Stages
        The proofs of the best plan, which were found sound.

    Returns
    -------
    str
        ``proven``, ``effort`` (a search was given up), ``no``, which is complained about, or
        empty where nothing is claimed.
    """
    if set(statement) != KEYS:
        keys = ", ".join(sorted(map(str, statement)))
        raise UnreadableError(say("keys of alternatives: {keys}", keys=keys))
    if not (statement["plans"] or statement["proofs"] or statement["complete"]):
        # Nothing is claimed.
        return ""
    cost = stages.costs.of_stage(stages.settings[-1])
    plans = _plans(statement, stages)
    if plans is None or cost is None:
        return "no"
    whole = _listed if statement["differ_percent"] == 0 else _differing
    found = whole(statement, stages, [stages.plan, *plans], cost)
    if not found:
        stages.complaints.append(say("alternatives: they are not the next best plans"))
    return "effort" if found is None else "proven" if found else "no"


def _plans(statement: Mapping[str, Any], stages: Stages) -> list[IntArray] | None:
    """Find the plans in the pool; each keeps the rows and the stages before the last."""
    plans: list[IntArray] = []
    stages.before_last()
    own = stages.groups_of(stages.plan)
    for number, groups in enumerate(statement["plans"], start=2):
        what = say("alternative {number}", number=number)
        other = {code for group in groups for code in group}
        whole = [*groups, *(group for group in own if not other.intersection(group))]
        plan = plan_in_pool(whole, stages.codes, stages.layers, what, stages.complaints)
        if plan is None:
            return None
        known = [stages.plan, *plans]
        again = any(np.array_equal(plan, other) for other in known)
        if again or not stages.keeps(plan) or not np.isin(plan, stages.alive).all():
            stages.complaints.append(
                say("{what}: it does not keep what the best plan keeps, or stands twice", what=what)
            )
            return None
        plans.append(plan)
    return plans


def _listed(
    statement: Mapping[str, Any], stages: Stages, plans: Sequence[IntArray], cost: IntArray
) -> bool | None:
    """Whether every plan that costs less than the last is listed, in their order."""
    (proof,), values = statement["proofs"], [int(cost[plan].sum()) for plan in plans]
    below = proof["value"]
    if type(below) is not int or values != sorted(values) or values[-1] > below:
        return False
    if statement["complete"]:
        # There may be more beyond: so it must be by a search up to what was asked for.
        percent = statement["within_percent"]
        if percent is not None:
            enough = below > values[0] + math.floor(abs(values[0]) * percent / 100.0)
        else:
            enough = len(plans) >= statement["number"] or below > _dearest(stages, cost)
        if not enough:
            return False
    known = sum(value < below for value in values)
    return stages.all_listed("alternatives", proof, cost, below - 1, known)


def _differing(
    statement: Mapping[str, Any], stages: Stages, plans: Sequence[IntArray], cost: IntArray
) -> bool | None:
    """Whether each plan is the best of those that differ enough from all before."""
    people = stages.costs.units["people"].astype(np.int64)
    total = int(people.sum())
    least = -int(-total * statement["differ_percent"] // 100)
    weight = np.concatenate(
        [summed(people.astype(np.float64), layer) for layer in stages.layers]
    ).astype(np.int64)
    rows: list[Row] = []
    for plan, before, proof in zip(plans[1:], plans[:-1], statement["proofs"], strict=True):
        same = np.zeros(len(weight), dtype=np.int64)
        same[before] = weight[before]
        rows.append(Row(same, None, total - least))
        stages.before_last(*rows)
        if not stages.keeps(plan) or int(cost[plan].sum()) != proof["value"]:
            return False
        proven, why = stages.least("alternatives", proof, cost)
        if not proven:
            return None if why in ("solver", "effort") else False
    return len(plans) >= statement["number"] or not statement["complete"]


def _dearest(stages: Stages, cost: IntArray) -> int:
    """What no plan can cost more than: for each unit a share of its dearest group."""
    most = np.zeros(len(stages.codes), dtype=np.int64)
    before, own_cost = 0, np.maximum(cost, 0)
    if stages.claimed is not None:
        own_cost[~stages.claimed] = 0
    for layer in stages.layers:
        own = own_cost[before : before + len(layer)]
        share = -(-own // layer.shape[1])
        for k in range(layer.shape[1]):
            np.maximum.at(most, layer[:, k], share)
        before += len(layer)
    return int(most.sum())
