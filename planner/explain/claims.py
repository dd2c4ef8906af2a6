"""What is claimed beside a run, in plain data: prices, conflicts, what cannot be, with proofs.

``planner verify`` checks all of it without a solver (``planner.verify.choices.claims``).  Duals
stand once, however many proofs share them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from planner.explain.wishes import Case, Price
from planner.optimize.certificate import Statement, certificate, certified, groups_used
from planner.optimize.choices.marginal import Marginals
from planner.optimize.conflicts import Conflicts, Demand, Least
from planner.plan.proof import Proof

FORMAT = 1
CLAIMS = "claims.json"


class _Shared:
    """Duals, each of which has a number."""

    def __init__(self) -> None:
        self.all: list[object] = []
        self._known: dict[str, int] = {}

    def numbered(self, statement: Statement) -> Statement:
        """Put numbers in the place of duals."""
        return {**statement, "duals": [self._number(duals) for duals in statement["duals"]]}

    def _number(self, duals: object) -> int:
        text = json.dumps(duals, sort_keys=True)
        if text not in self._known:
            self._known[text] = len(self.all)
            self.all.append(duals)
        return self._known[text]


def claims(
    case: Case,
    prices: Sequence[Price],
    marginals: Marginals | None = None,
    costs: Mapping[tuple[str, str], int] | None = None,
    conflicts: Conflicts | None = None,
) -> Statement:
    """State prices with all that proves them; what is not proven is left out.

    Parameters
    ----------
    case : Case
        Where only conflicts are claimed, of a run as it was read: its plan needs no proof.
    prices : sequence of Price
    marginals : Marginals, optional
        The search that priced borders at once.
    costs : mapping of (str, str) to int, optional
        Two neighbours → what the best plan costs that turns round what the best of all does with
        them, in steps of the last stage.
    conflicts : Conflicts, optional
        What conflicts in the scenario of the run.

    Returns
    -------
    dict
        ``best``: the certificate of the best plan; ``borders``: costs, duals and order of the one
        search; ``wishes``: of each its locks and count, the parts of the problem that it changes,
        and the answer with its proofs, or ``none``, that there is none; ``duals``; ``conflicts``,
        where they are claimed: what is said of them, and the questions that this rests on.
    """
    shared = _Shared()
    best = _certified(case, None)
    borders = None
    if marginals is not None and marginals.proof is not None and costs:
        borders = _search(marginals.proof, shared) | {
            "costs": [[one, other, cost] for (one, other), cost in sorted(costs.items())],
            "most": marginals.most,
        }
    wishes = [_stated(case, price, best, shared) for price in prices if price.proven]
    whole: Statement = {"format": FORMAT, "best": best, "borders": borders, "wishes": wishes}
    if conflicts is not None and conflicts.proven:
        asked = [_question(case, *each, shared) for each in conflicts.rests_on.items()]
        whole["conflicts"] = conflicts.as_dict() | {"questions": asked}
    return whole | {"duals": shared.all}


def _search(proof: Proof, shared: _Shared) -> Statement:
    """State duals, and the order in which what they leave is searched."""
    return shared.numbered({"duals": asdict(proof)["duals"], "order": list(proof.order)})


def _question(case: Case, demands: frozenset[Demand], least: Least, shared: _Shared) -> Statement:
    """State how few units stay unsatisfied where some locks and limits are held."""
    stated: Statement = {"held": [asdict(each) for each in sorted(demands)]}
    if least.none is not None:
        return stated | {"none": _search(least.none, shared), "larger": {}, "more": []}
    assert least.plan is not None
    groups = groups_used(case.problem.groups, least.plan)
    whole = certificate({}, least.plan)
    answer = {key: whole[key] for key in ("plan", "pool")}
    answer["stages"] = [shared.numbered(stage) for stage in whole["stages"]]
    return stated | {"answer": answer, "larger": groups.larger, "more": groups.more}


def _stated(case: Case, price: Price, best: Statement, shared: _Shared) -> Statement:
    """State a wish: what it changes of the problem, and the answer."""
    wish = price.wish
    whole = _certified(case, price)
    before, problem = best["problem"], whole["problem"]
    stated = {
        "locks": {key: held for key, held in wish.locks.model_dump().items() if held},
        "count": None if wish.count is None else wish.count.exactly,
        "problem": {key: part for key, part in problem.items() if before.get(key) != part},
    }
    if price.none is not None:
        return stated | {"none": _search(price.none, shared)}
    answer = {key: whole[key] for key in ("any_size", "plan", "pool")}
    answer["stages"] = [shared.numbered(stage) for stage in whole["stages"]]
    return stated | {"answer": answer}


def _certified(case: Case, price: Price | None) -> Statement:
    """Make the certificate of the best plan, or of the best with a wish, as JSON holds it."""
    problem, plan = case.problem, case.best
    if price is not None:
        problem, plan = case.with_wish(price.wish), price.plan or case.best
    stated: Statement = json.loads(json.dumps(certified(problem, plan)))
    return stated


def write_claims(folder: Path, statement: Statement) -> None:
    """Write what is claimed, the same bytes for the same claims."""
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / CLAIMS).write_text(text + "\n", encoding="utf-8", newline="\n")
