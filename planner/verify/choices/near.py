"""Near plans: pairs of units that are together in all of them, or in none; by the pass of borders.

A pair is together in every plan within some percent of the best, where the cheapest plan that parts
it costs more; it is in none, where the cheapest that joins it does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from planner.verify.choices.borders import Turning, least_up_to
from planner.verify.stages import Stages
from planner.verify.verdict import AnySize, Statement, UnreadableError
from planner.words.text import say

KEYS = {"duals", "most", "order", "pairs", "percents"}
# Two units → what they are in near plans, within each percentage: ``all``, ``none``, ``some``.
States = dict[tuple[str, str], tuple[str, ...]]


def check_near(statement: Statement, stages: Stages) -> tuple[AnySize, States]:
    """Check what near plans do with pairs of units.

    Parameters
    ----------
    statement : mapping
        ``percents``: how much more near plans may cost in the last stage; ``pairs``: code, code,
        and what they are in near plans; ``duals`` and ``order`` of a search of all plans up to
        ``most``, in steps.  Anything at all may stand in it.
    stages : Stages
        The proofs of the best plan, which were found sound.

    Returns
    -------
    str, dict of (str, str) to tuple of str
        ``proven``, ``effort`` (the search was given up), or ``no``, which is complained about;
        and what each pair was found to be.
    """
    if set(statement) != KEYS or type(statement["most"]) is not int:
        raise UnreadableError(
            say("keys of near pairs: {keys}", keys=", ".join(map(str, statement)))
        )
    cost = stages.costs.of_stage(stages.settings[-1])
    if cost is None:
        return "no", {}
    best = int(cost[stages.plan].sum())
    limits = [best + math.floor(abs(best) * percent / 100.0) for percent in statement["percents"]]
    if max(limits) > statement["most"]:
        stages.complaints.append(say("near pairs: not all plans that near were looked at"))
        return "no", {}
    stages.before_last(whole=True)
    least = least_up_to(statement, stages, cost)
    if least is None:
        return ("no" if stages.complaints else "effort"), {}
    turning, found, sound = Turning(stages), States(), True
    for one, other, claimed in statement["pairs"]:
        joined, turned = turning.least(one, other, least)
        state = tuple(_state(turned, limit, joined=joined) for limit in limits)
        if list(state) != claimed:
            sound = False
            stages.complaints.append(
                say(
                    "pair of {one} and {other}: {claimed} claimed, {found} found",
                    one=one,
                    other=other,
                    claimed=_read(claimed),
                    found=_read(state),
                )
            )
        found[one, other] = state
    return ("proven" if sound else "no"), found


def _state(turned: int, limit: int, *, joined: bool) -> str:
    """Tell what a pair is: plans that turn it round are near, or it is as in the best plan."""
    if turned <= limit:
        return "some"
    return "all" if joined else "none"


def _read(states: Sequence[str]) -> str:
    return ", ".join(map(str, states))
