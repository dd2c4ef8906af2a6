"""Proofs of the stages, computed again in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.verify.costs import Costs
from planner.verify.duals import Prices, read_prices
from planner.verify.frontier import Left, Row
from planner.verify.pool import BoolArray, IntArray, cost_hash_of, parts_of, plan_in_pool
from planner.verify.searching import count_rows, search, what_is_left
from planner.verify.verdict import StageVerdict, Statement, UnreadableError, Verdict
from planner.words.text import say

# Bound in whole steps, whether the stage is proven, and how.
Outcome = tuple[int | None, bool, str]
Numbers = npt.NDArray[Any]


class Stages:
    """The proofs one after the other, and what each leaves for the next."""

    def __init__(
        self,
        certificate: Mapping[str, Any],
        costs: Costs,
        codes: Sequence[str],
        plan: IntArray,
        claimed: BoolArray | None,
        verdict: Verdict,
    ):
        self.settings = certificate["problem"]["objective"]
        self.proofs = certificate["stages"]
        self.costs, self.layers = costs, costs.layers
        self.codes, self.plan, self.verdict = codes, plan, verdict
        # Groups of the pool that was claimed; None: there is none like it.
        self.claimed = claimed
        self.complaints = verdict.complaints
        m = verdict.groups
        self.alive = np.arange(m)
        self.rows = rows_of_count(costs, m)
        # Stages that a row holds: last duals, cost, and what it may come to.
        self.kept: list[tuple[Prices, IntArray, int]] = []
        # Their numbers, of those without duals as well.
        self.held: list[int] = []
        self.sound: Prices | None = None
        # Whether rows are held that a plan may keep, and break when a group gives its units back.
        self.other_rows = False
        # Groups, rows and kept stages where the last stage began.
        self._began = self.alive, list(self.rows), list(self.kept)

    def check(self) -> None:
        """Check every stage, and that the plan keeps all of them."""
        finals: list[tuple[str, IntArray, int]] = []
        if not self.keeps(self.plan):
            self.complaints.append(say("plan: not the number of new units that was asked for"))
        for number, (setting, proof) in enumerate(zip(self.settings, self.proofs, strict=True)):
            cost = self.costs.of_stage(setting)
            if cost is None:
                self._say(setting, proof, None, (None, False, "term"))
                self.complaints.append(
                    say("{stage}: this term cannot be verified", stage=setting["stage"])
                )
                return
            before = len(self.rows)
            self._began = self.alive, list(self.rows), list(self.kept)
            self._check_stage(setting, proof, cost)
            self.held += [number] * (len(self.rows) - before)
            finals.append((setting["stage"], cost, proof["most"]))
        for name, cost, most in finals:
            if int(cost[self.plan].sum()) > most:
                self.complaints.append(
                    say("{stage}: the plan costs more than the stage allows", stage=name)
                )

    def keeps(self, plan: IntArray) -> bool:
        for row in self.rows:
            total = int(row.values[plan].sum())
            if row.lower is not None and total < row.lower:
                return False
            if row.upper is not None and total > row.upper:
                return False
        return True

    def _say(self, setting: Any, proof: Any, final: int | None, reason: Outcome) -> None:
        bound, proven, why = reason
        name = setting["stage"]
        last, known = (None if v is None else measured(setting, v) for v in (final, bound))
        value, unit = measured(setting, proof["value"]), _term(setting)["unit"]
        before = self.verdict.stages
        after_open = not all(stage.proven for stage in before)
        before.append(StageVerdict(name, unit, value, last, known, proven, why, after_open))

    def _check_stage(self, setting: Any, proof: Any, cost: IntArray) -> None:
        name, value, most = setting["stage"], proof["value"], proof["most"]
        keys = {"closed", "costs", "duals", "most", "order", "stage", "value", "witness"}
        if set(proof) != keys:
            there, wanted = ", ".join(sorted(proof)), ", ".join(sorted(keys))
            self.complaints.append(
                say(
                    "{stage}: keys {found}; expected {expected}",
                    stage=name,
                    found=there,
                    expected=wanted,
                )
            )
        if type(value) is not int or type(most) is not int:
            raise UnreadableError(say("{stage}: value and most are whole numbers", stage=name))
        self._costs(name, proof, cost)
        allowed = value + math.floor(abs(value) * setting["within_percent"] / 100.0)
        if most != allowed:
            self.complaints.append(
                say(
                    "{stage}: most {most}; value and tolerance give {allowed}",
                    stage=name,
                    most=most,
                    allowed=allowed,
                )
            )
        self._witness(name, proof, cost)
        self.sound = None
        proved = self._prove(name, proof, cost, allowed)
        if proved[0] is not None and proved[0] > value:
            self.complaints.append(
                say(
                    "{stage}: the bound {bound} is above the value {value}",
                    stage=name,
                    bound=proved[0],
                    value=value,
                )
            )
        self._say(setting, proof, int(cost[self.plan].sum()), proved)
        # What is left for the later stages.
        if allowed == 0 and int(cost.min(initial=0)) >= 0:
            self.alive = self.alive[cost[self.alive] == 0]
        elif not self._settled(allowed):
            self.rows.append(Row(cost, None, allowed))
            if self.sound is not None:
                self.kept.append((self.sound, cost, allowed))

    def _costs(self, name: str, proof: Any, cost: IntArray) -> None:
        """Hold the costs of the groups that were claimed against those that were computed here."""
        if self.claimed is None:
            return
        layers = parts_of(self.layers, self.claimed)
        if cost_hash_of(layers, self.codes, cost[self.claimed]) != proof["costs"]:
            self.complaints.append(
                say(
                    "{stage}: costs of the groups are not those of the certificate;"
                    " another processor may round otherwise",
                    stage=name,
                )
            )

    def _settled(self, most: int) -> bool:
        """Tell whether the groups that are left make every plan cost ``most``, by unit prices."""
        if self.sound is None or self.sound.cuts or any(self.sound.sides):
            return False
        return sum(self.sound.cover) == most * self.sound.one

    def _witness(self, name: str, proof: Any, cost: IntArray) -> None:
        """There is a plan of the value that is claimed, and it keeps the stages before."""
        plan = self.plan
        final = int(cost[plan].sum())
        if proof["witness"]:
            what = say("{stage}, witness", stage=name)
            other = plan_in_pool(proof["witness"], self.codes, self.layers, what, self.complaints)
            if other is None:
                return
            plan = other
            if final == proof["value"]:
                self.complaints.append(say("{stage}: a witness that is not needed", stage=name))
        if int(cost[plan].sum()) != proof["value"]:
            self.complaints.append(
                say(
                    "{stage}: value {claimed} claimed, {found} found",
                    stage=name,
                    claimed=proof["value"],
                    found=int(cost[plan].sum()),
                )
            )
        if not self.keeps(plan) or not np.isin(plan, self.alive).all():
            self.complaints.append(
                say("{stage}: its plan does not keep the stages before", stage=name)
            )

    def _prove(self, name: str, proof: Any, cost: IntArray, most: int) -> Outcome:
        """Bound the stage: bound in whole steps, whether it is proven, and how."""
        closed, value = proof["closed"], proof["value"]
        if closed not in ("free", "bound", "search", "solver"):
            self.complaints.append(say("{stage}: closed by {how}", stage=name, how=closed))
        if closed == "free":
            free = value == 0 and int(cost[self.alive].min(initial=0)) >= 0
            if not free:
                self.complaints.append(say("{stage}: it is not free", stage=name))
            return (0 if free else None), free, "free"
        best, reduced = self._bounded(name, proof["duals"], cost, most)
        if best is None or reduced is None or self.sound is None:
            return best, False, closed
        if best >= value:
            if closed != "bound":
                self.complaints.append(
                    say(
                        "{stage}: closed by {how}, but the bound reaches the value",
                        stage=name,
                        how=closed,
                    )
                )
            return best, True, "bound"
        if closed == "bound":
            self.complaints.append(
                say(
                    "{stage}: bound {bound} does not reach the value {value}",
                    stage=name,
                    bound=best,
                    value=value,
                )
            )
        if closed != "search":
            return best, False, "solver"
        found = self._search(self.sound, reduced, cost, value, proof["order"])
        if found:
            self.complaints.append(say("{stage}: there is a better plan", stage=name))
        if found is None or found:
            return best, False, "effort" if found is None else "search"
        return value, True, "search"

    def _bounded(
        self, name: str, statement: Sequence[Any], cost: IntArray, most: int
    ) -> tuple[int | None, Numbers | None]:
        """Hold duals after duals against the groups that are left, and leave out more.

        The best bound, and the reduced costs of what is left by the last; None: something is wrong.
        """
        best: int | None = None
        reduced: Numbers | None = None
        for number, duals in enumerate(statement, start=1):
            prices = read_prices(duals, self.codes, self.rows)
            if prices.total != duals["total"]:
                self.complaints.append(
                    say(
                        "{stage}: duals {number} give {found}, not {claimed}",
                        stage=name,
                        number=number,
                        found=prices.total,
                        claimed=duals["total"],
                    )
                )
            reduced = prices.of(self.layers, self.alive, cost)[1]
            if len(reduced) and reduced.min() < 0:
                self.complaints.append(
                    say(
                        "{stage}: duals {number} price some group above its cost",
                        stage=name,
                        number=number,
                    )
                )
                return best, None
            best = prices.bound if best is None else max(best, prices.bound)
            near = np.asarray(reduced <= prices.room(most), dtype=bool)
            self.alive, reduced, self.sound = self.alive[near], reduced[near], prices
        if best is None:
            self.complaints.append(say("{stage}: no duals", stage=name))
        return best, reduced

    def _search(
        self, prices: Prices, reduced: Numbers, cost: IntArray, value: int, order: Sequence[str]
    ) -> bool | None:
        """Look for a plan below the value among the groups that the duals leave."""
        near = np.asarray(reduced <= prices.room(value - 1), dtype=bool)
        if not self.other_rows:
            near &= self.costs.worth_searching[self.alive]
        found = self._counted(self.alive[near], prices, cost, value - 1, order)
        return None if found is None else found > 0

    def _counted(
        self,
        groups: IntArray,
        prices: Prices,
        cost: IntArray,
        most: int,
        order: Sequence[str],
        number: int = 1,
    ) -> int | None:
        """Count the plans of some groups that cost no more, and keep the stages before."""
        left = self.left(groups, prices, cost, most)
        return search(left, order, self.codes, self.verdict.effort.searching, number)

    def left(self, groups: IntArray, prices: Prices, cost: IntArray, most: int) -> Left | None:
        """Weigh some groups by this stage and those before."""
        scales = [(prices, cost, most), *self.kept]
        return what_is_left(self.layers, groups, scales, self.rows, len(self.codes))

    def groups_of(self, plan: IntArray) -> list[list[str]]:
        """Codes of the members of some groups, positions in rising order."""
        edges = np.cumsum([0, *map(len, self.layers)])
        layers = np.searchsorted(edges, plan, side="right") - 1
        pairs = zip(layers.tolist(), plan.tolist(), strict=True)
        return [[self.codes[i] for i in self.layers[k][g - edges[k]].tolist()] for k, g in pairs]

    def before_last(self, *rows: Row, whole: bool = False) -> None:
        """Stand again where the last stage began, with more rows; but for the ``whole`` pool
        among the claimed groups."""
        alive, known, kept = self._began
        if self.claimed is not None and not whole:
            alive = alive[self.claimed[alive]]
        self.alive, self.rows, self.kept = alive, [*known, *rows], list(kept)
        self.other_rows = bool(rows)

    def bounded(
        self, what: str, statement: Sequence[Any], cost: IntArray, most: int
    ) -> Prices | None:
        """Leave only groups that plans of cost ≤ ``most`` may hold; None: the duals are unsound."""
        reduced = self._bounded(what, statement, cost, most)[1]
        return None if reduced is None else self.sound

    def all_listed(
        self, what: str, proof: Any, cost: IntArray, most: int, count: int
    ) -> bool | None:
        """Whether so many plans of cost ≤ ``most`` are all; None: given up."""
        reduced = self._bounded(what, proof["duals"], cost, most)[1]
        if reduced is None or self.sound is None:
            return False
        if not len(self.alive):
            return count == 0
        found = self._counted(self.alive, self.sound, cost, most, proof["order"], count + 1)
        return None if found is None else found == count

    def least(self, name: str, proof: Any, cost: IntArray) -> tuple[bool, str]:
        """Whether no plan that keeps the rows costs less than a proof says, and how."""
        self.sound = None
        return self._prove(name, proof, cost, proof["value"])[1:]


def measured(setting: Statement, steps: int) -> float:
    """Give whole steps of a stage in its unit of measure."""
    term = _term(setting)
    return float((-1 if term["maximise"] else 1) * steps / term["steps"])


def rows_of_count(costs: Costs, m: int) -> list[Row]:
    """Write how many new units there may be, in all and in some districts, as rows."""
    asked = costs.problem.get("per_district", [])
    of_districts = [Row(costs.seated_in(code), number, number) for code, number in asked]
    return count_rows(costs.problem, m) + of_districts


def _term(setting: Statement) -> Statement:
    weighed = {"unit": "điểm", "steps": 100, "maximise": False}
    term: Statement = setting["terms"].get(setting["stage"], weighed)
    return term
