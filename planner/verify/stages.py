"""Proofs of the stages, computed again in whole numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.verify.costs import Costs
from planner.verify.frontier import Left, Row, Scale, better_plan
from planner.verify.pool import BoolArray, IntArray, find_group
from planner.verify.verdict import StageVerdict, Verdict

# Sums of whole numbers must stay below this for 64 bits to hold them.
LIMIT = 1 << 62


def plan_in_pool(
    groups: Any, codes: Sequence[str], layers: Sequence[IntArray], what: str, told: list[str]
) -> IntArray | None:
    """Positions of a plan's groups in the pool, or complaints."""
    at = {code: i for i, code in enumerate(codes)}
    groups = [list(members) for members in groups]
    times = Counter(code for members in groups for code in members)
    wrong = sorted(set(times) ^ set(codes)) + sorted(c for c, k in times.items() if k > 1)
    if wrong:
        told.append(f"{what}: {', '.join(wrong[:8])} not in exactly one group")
        return None
    chosen = [find_group(layers, [at[code] for code in members]) for members in groups]
    if min(chosen) < 0:
        strange = groups[chosen.index(-1)]
        told.append(f"{what}: {', '.join(strange)} is no group of the pool")
        return None
    return np.array(sorted(chosen), dtype=np.int64)


class Stages:
    """The proofs one after the other, and what each leaves for the next."""

    def __init__(
        self,
        certificate: Mapping[str, Any],
        costs: Costs,
        codes: Sequence[str],
        plan: IntArray,
        verdict: Verdict,
    ):
        self.settings = certificate["problem"]["objective"]
        self.proofs = certificate["stages"]
        self.costs, self.layers = costs, costs.layers
        self.codes, self.plan, self.verdict = codes, plan, verdict
        self.told = verdict.complaints
        m = verdict.groups
        self.groups = [row for layer in self.layers for row in layer]
        self.alive = np.arange(m)
        lower, upper = certificate["problem"]["count"]
        self.rows: list[Row] = []
        if lower is not None or upper is not None:
            self.rows.append(Row(np.ones(m, dtype=np.int64), lower, upper))
        self.at = {code: i for i, code in enumerate(codes)}
        # Stages that a row holds: last duals, cost, and what it may come to.
        self.kept: list[tuple[Any, IntArray, int]] = []
        self.sound: Any = None

    def check(self) -> None:
        """Check every stage, and that the plan keeps all of them."""
        finals: list[tuple[str, IntArray, int]] = []
        if not self._keeps(self.plan):
            self.told.append("plan: not the number of new units that was asked for")
        for setting, proof in zip(self.settings, self.proofs, strict=True):
            cost = self.costs.of_stage(setting)
            if cost is None:
                self._say(setting, proof, None, False, "term")
                self.told.append(f"{setting['stage']}: this term cannot be verified")
                return
            self._check_stage(setting, proof, cost)
            finals.append((setting["stage"], cost, proof["most"]))
        for name, cost, most in finals:
            if int(cost[self.plan].sum()) > most:
                self.told.append(f"{name}: the plan costs more than the stage allows")

    def _keeps(self, plan: IntArray) -> bool:
        for row in self.rows:
            total = int(row.values[plan].sum())
            if row.lower is not None and total < row.lower:
                return False
            if row.upper is not None and total > row.upper:
                return False
        return True

    def _say(self, setting: Any, proof: Any, bound: int | None, proven: bool, why: str) -> None:
        name = setting["stage"]
        term = setting["terms"].get(name, {"unit": "điểm", "steps": 100, "maximise": False})
        sign = -1 if term["maximise"] else 1
        value, known = (
            None if v is None else sign * v / term["steps"] for v in (proof["value"], bound)
        )
        self.verdict.stages.append(StageVerdict(name, term["unit"], value, known, proven, why))

    def _check_stage(self, setting: Any, proof: Any, cost: IntArray) -> None:
        name, value, most = setting["stage"], proof["value"], proof["most"]
        keys = {"closed", "duals", "most", "order", "stage", "value", "witness"}
        if set(proof) != keys:
            self.told.append(f"{name}: keys {sorted(proof)}; expected {sorted(keys)}")
        if type(value) is not int or type(most) is not int:
            raise ValueError(f"{name}: value and most are whole numbers")
        allowed = value + math.floor(abs(value) * setting["within_percent"] / 100.0)
        if most != allowed:
            self.told.append(f"{name}: most {most}; value and tolerance give {allowed}")
        self._witness(name, proof, cost)
        self.sound = None
        bound, proven, why = self._prove(name, proof, cost, allowed)
        if bound is not None and bound > value:
            self.told.append(f"{name}: the bound {bound} is above the value {value}")
        self._say(setting, proof, bound, proven, why)
        # What is left for the later stages.
        if allowed == 0 and int(cost.min(initial=0)) >= 0:
            self.alive = self.alive[cost[self.alive] == 0]
        elif not self._settled(allowed):
            self.rows.append(Row(cost, None, allowed))
            if self.sound is not None:
                self.kept.append((self.sound, cost, allowed))

    def _settled(self, most: int) -> bool:
        """Tell whether the groups that are left make every plan cost ``most``, by unit prices."""
        if self.sound is None or self.sound["cuts"] or any(self.sound["sides"]):
            return False
        return bool(sum(self.sound["cover"].values()) == most * self.sound["one"])

    def _witness(self, name: str, proof: Any, cost: IntArray) -> None:
        """There is a plan of the value that is claimed, and it keeps the stages before."""
        plan = self.plan
        final = int(cost[plan].sum())
        if proof["witness"]:
            other = plan_in_pool(
                proof["witness"], self.codes, self.layers, f"{name}, witness", self.told
            )
            if other is None:
                return
            plan = other
            if final == proof["value"]:
                self.told.append(f"{name}: a witness that is not needed")
        if int(cost[plan].sum()) != proof["value"]:
            self.told.append(
                f"{name}: value {proof['value']} claimed, {int(cost[plan].sum())} found"
            )
        if not self._keeps(plan) or not np.isin(plan, self.alive).all():
            self.told.append(f"{name}: its plan does not keep the stages before")

    def _prove(
        self, name: str, proof: Any, cost: IntArray, most: int
    ) -> tuple[int | None, bool, str]:
        """Bound the stage: bound in whole steps, whether it is proven, and how."""
        closed, value = proof["closed"], proof["value"]
        if closed not in ("free", "bound", "search", "solver"):
            self.told.append(f"{name}: closed by {closed!r}")
        free = value == 0 and int(cost[self.alive].min(initial=0)) >= 0
        if closed == "free":
            if not free:
                self.told.append(f"{name}: it is not free")
            return (0 if free else None), free, "free"
        best: int | None = None
        last: tuple[Any, IntArray] | None = None
        for number, duals in enumerate(proof["duals"], start=1):
            if len(duals["sides"]) != len(self.rows):
                raise ValueError("duals are not those of the rows")
            reduced = self._reduced(duals, cost)
            total = self._total(duals)
            if total != duals["total"]:
                self.told.append(f"{name}: duals {number} give {total}, not {duals['total']}")
            if len(reduced) and int(reduced.min()) < 0:
                self.told.append(f"{name}: duals {number} price some group above its cost")
                return best, False, closed
            bound = -(-total // duals["one"])
            best = bound if best is None else max(best, bound)
            self.alive = self.alive[reduced <= most * duals["one"] - total]
            reduced = reduced[reduced <= most * duals["one"] - total]
            last = duals, reduced
        if last is None or best is None:
            self.told.append(f"{name}: no duals")
            return None, False, closed
        self.sound = last[0]
        if best >= value:
            if closed != "bound":
                self.told.append(f"{name}: closed by {closed!r}, but the bound reaches the value")
            return best, True, "bound"
        if closed == "bound":
            self.told.append(f"{name}: bound {best} does not reach the value {value}")
        if closed != "search":
            return best, False, "solver"
        found = self._search(last[0], last[1], cost, value, proof["order"])
        if found is None:
            return best, False, "effort"
        if found:
            self.told.append(f"{name}: there is a better plan")
            return best, False, "search"
        return value, True, "search"

    def _cuts(self, duals: Any) -> list[tuple[list[int], list[int], int, int]]:
        cuts = []
        for cut in duals["cuts"]:
            weights = [cut["weights"][code] for code in cut["weights"]]
            numbers = [*weights, cut["divisor"], cut["price"]]
            if any(type(v) is not int for v in numbers) or min(weights) < 1:
                raise ValueError("weights of cuts are positive whole numbers")
            if cut["divisor"] < 1 or cut["price"] < 0:
                raise ValueError("a cut of divisor < 1 or price < 0")
            units = [self.at[code] for code in cut["weights"]]
            cuts.append((units, weights, cut["divisor"], cut["price"]))
        return cuts

    def _prices(self, duals: Any) -> tuple[list[int], list[int]]:
        """Prices of units and rows, whole and of the right sign."""
        if set(duals) != {"cover", "cuts", "one", "sides", "total"}:
            raise ValueError(f"keys of duals: {sorted(duals)}")
        if set(duals["cover"]) != set(self.codes) or len(duals["sides"]) > len(self.rows):
            raise ValueError("duals are not those of the units and rows")
        cover, sides = [duals["cover"][code] for code in self.codes], list(duals["sides"])
        if any(type(v) is not int for v in (*cover, *sides, duals["one"])):
            raise ValueError("duals are whole numbers")
        if duals["one"] < 1 or duals["one"] & (duals["one"] - 1):
            raise ValueError("parts of a step are a power of two")
        for price, row in zip(sides, self.rows):
            # A price above zero speaks for the lower bound, one below zero for the upper.
            if (price > 0 and row.lower is None) or (price < 0 and row.upper is None):
                raise ValueError("a dual of the wrong sign")
        return cover, sides

    def _total(self, duals: Any) -> int:
        """Compute the bound, in parts of a step, in Python's own whole numbers."""
        cover, _ = self._prices(duals)
        total = sum(cover) + self._limits(duals)
        return total - sum(p * (sum(w) // d) for _, w, d, p in self._cuts(duals))

    def _limits(self, duals: Any) -> int:
        """Add up what the rows beside the cover give to the bound."""
        total = 0
        for price, row in zip(self._prices(duals)[1], self.rows):
            limit = row.lower if price > 0 else row.upper
            total += price * int(limit or 0)
        return total

    def _parts(self, duals: Any, cost: IntArray) -> tuple[IntArray, IntArray]:
        """c − π of each group that is left, and its whole reduced cost."""
        cover, sides = self._prices(duals)
        cuts = self._cuts(duals)
        size = self._size(cost, float(duals["one"]), sides)
        if size + sum(map(abs, cover)) + sum(p * sum(w) for _, w, _, p in cuts) >= LIMIT:
            raise ValueError("duals too large for 64 bits")
        base = cost[self.alive] * duals["one"] - self._summed(np.array(cover, dtype=np.int64))
        reduced = base.copy()
        for price, row in zip(sides, self.rows):
            reduced -= price * row.values[self.alive]
        for units, weights, divisor, price in cuts:
            own = np.zeros(len(self.codes), dtype=np.int64)
            own[units] = weights
            reduced += price * (self._summed(own) // divisor)
        return base, reduced

    def _size(self, cost: IntArray, one: float, sides: list[int]) -> float:
        """What costs and rows of disjoint groups sum to at most, in floats: is 64 bits enough?"""
        size = np.abs(cost[self.alive]) * one
        for price, row in zip(sides, self.rows):
            size += np.abs(row.values[self.alive]) * float(abs(price))
        of_unit, before = np.zeros(len(self.codes)), 0
        for layer in self.layers:
            first, last = np.searchsorted(self.alive, [before, before + len(layer)])
            inside = layer[self.alive[first:last] - before]
            each = size[first:last] / layer.shape[1]
            for k in range(layer.shape[1]):
                np.maximum.at(of_unit, inside[:, k], each)
            before += len(layer)
        return float(of_unit.sum())

    def _reduced(self, duals: Any, cost: IntArray) -> IntArray:
        return self._parts(duals, cost)[1]

    def _summed(self, own: IntArray) -> IntArray:
        """Sum whole numbers of the units over the groups that are left."""
        sums, before = [], 0
        for layer in self.layers:
            inside = self.alive[(self.alive >= before) & (self.alive < before + len(layer))]
            sums.append(own[layer[inside - before]].sum(axis=1))
            before += len(layer)
        return np.concatenate(sums)

    def _search(
        self, duals: Any, reduced: IntArray, cost: IntArray, value: int, order: Sequence[str]
    ) -> bool | None:
        """Look for a plan below the value among the groups that the duals leave."""
        gap = (value - 1) * duals["one"] - self._total(duals)
        near = (reduced <= gap) & self.costs.worth_searching[self.alive]
        scales = [self._scale(duals, cost, value - 1, near)]
        scales += [self._scale(*kept, near) for kept in self.kept]
        hint = [self.at[code] for code in order if code in self.at]
        hint = list(dict.fromkeys([*hint, *range(len(self.codes))]))
        groups = self.alive[near]
        left = Left(
            [self.groups[g] for g in groups.tolist()],
            scales,
            [Row(row.values[groups], row.lower, row.upper) for row in self.rows],
            gap + self._limits(duals),
            len(self.codes),
        )
        return better_plan(left, hint)

    def _scale(self, duals: Any, cost: IntArray, most: int, near: BoolArray) -> Scale:
        """Prices of a stage for some of the groups that are left, and the gap up to ``most``."""
        base, reduced = self._parts(duals, cost)
        prices = self._prices(duals)[1]
        prices += [0] * (len(self.rows) - len(prices))
        gap = most * duals["one"] - self._total(duals)
        return Scale(base[near], reduced[near], prices, self._cuts(duals), gap)
