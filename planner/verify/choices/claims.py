"""Claims beside a run: prices of wishes and borders, conflicts, doubt; each by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from planner.verify import examined
from planner.verify.choices.borders import Prices, check_borders
from planner.verify.choices.conflicts import check_conflicts
from planner.verify.choices.impossible import check_impossible, with_duals
from planner.verify.choices.near import States, check_near
from planner.verify.choices.points import check_points, whole_of
from planner.verify.choices.sizes import as_large, no_larger
from planner.verify.pool import LOCKS
from planner.verify.stages import Stages
from planner.verify.verdict import USUAL, AnySize, Effort, Statement, UnreadableError, Verdict
from planner.words.text import Text, joined, say

FORMAT = 1
KEYS = {"best", "borders", "duals", "format", "wishes"}
# Statement only where it was asked for.
ASKED = {"changes", "conflicts", "front", "near", "worst"}
WISH = {"count", "locks", "problem"}
# Best plans where something is otherwise, by the table that shows them.
POINTS = {
    "changes": say("what the plan becomes in each doubt"),
    "front": say("plans of other numbers of units"),
}
# Parts of a problem that a wish changes; groups of other sizes may join.
TARGETS = {"target_area": "area_km2", "target_people": "people"}
GROWN = ("larger", "more")


@dataclass(frozen=True)
class WishVerdict:
    """What was found of a wish.

    Attributes
    ----------
    proof : str
        ``proven``, ``effort`` (a search was given up) or ``no``.
    more : dict of str to float, or None
        Stage → what the best plan with the wish has more than without; None: there is no plan.
    """

    proof: AnySize
    more: dict[str, float] | None


@dataclass
class Claimed:
    """What was found of claims.

    Attributes
    ----------
    best : Verdict
        Of the best plan without any wish.
    on_best : bool
        Whether anything that is claimed rests on it.
    stages : Stages or None
        Its stages.
    borders : str
        Of prices by one search: empty (none), ``proven``, ``effort`` or ``no``.
    prices : dict of (str, str) to float
        What these were found to be, in the unit of the last stage.
    wishes : list of WishVerdict
        In the order of the file.
    conflicts : str
        Of what is said of conflicts: the same words.
    near : str
        Of what near plans do with pairs of units: the same words.
    pairs : dict of (str, str) to tuple of str
        What these were found to be; see ``near.check_near``.
    worst : str
        Of the plan for the worst case, on the figures that its certificate states: the same words.
    points : dict of str to (str, list of Verdict)
        A key of ``POINTS`` → the same words of its plans, and what was found of each.
    complaints : list of Text
        What is wrong.
    """

    best: Verdict
    on_best: bool = False
    stages: Stages | None = None
    borders: AnySize = ""
    prices: Prices = field(default_factory=dict)
    wishes: list[WishVerdict] = field(default_factory=list)
    conflicts: AnySize = ""
    near: AnySize = ""
    pairs: States = field(default_factory=dict)
    worst: AnySize = ""
    points: dict[str, tuple[AnySize, list[Verdict]]] = field(default_factory=dict)
    complaints: list[Text] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """All that is claimed is proven."""
        apart = self.borders, self.conflicts, self.near, self.worst
        points = (found for found, _ in self.points.values())
        found = {*apart, *points, *(wish.proof for wish in self.wishes)}
        best = self.best.verified or not self.on_best
        return best and not self.complaints and found <= {"", "proven"}


def check_claims(statement: Statement, effort: Effort = USUAL) -> Claimed:
    """Check what is claimed beside a run.

    Parameters
    ----------
    statement : mapping
        See ``planner.explain.claims.claims``; anything at all may stand in it.
    effort : Effort
        What each check is given.

    Returns
    -------
    Claimed
        What is unreadable is a complaint, no error.
    """
    claimed = Claimed(Verdict(effort=effort))
    try:
        _check(statement, claimed)
    except UnreadableError as error:
        claimed.complaints.append(say("claims unreadable: {what}", what=error.what))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        fault = f"{type(error).__name__}: {error}"
        what = Text(say("entries are missing, or are of another version").vi, fault)
        claimed.complaints.append(say("claims unreadable: {what}", what=what))
    return claimed


def _check(statement: Statement, claimed: Claimed) -> None:
    if set(statement) - ASKED != KEYS or statement["format"] != FORMAT:
        keys = ", ".join(sorted(map(str, statement)))
        raise UnreadableError(say("keys of claims: {keys}", keys=keys))
    best = claimed.best
    if "conflicts" in statement:
        given = statement["conflicts"], statement["best"]["problem"], statement["duals"]
        claimed.conflicts = check_conflicts(*given, best.effort, claimed.complaints)
    if "worst" in statement:
        claimed.worst = _worst(statement["worst"], best.effort, claimed.complaints)
    doubts = ("near", "worst", *POINTS)
    rests = (
        statement["borders"] is not None,
        statement["wishes"],
        *(part in statement for part in doubts),
    )
    claimed.on_best = any(rests)
    if not claimed.on_best:
        return
    claimed.stages = examined(statement["best"], best)
    claimed.complaints += best.complaints
    if claimed.stages is None or not best.proven:
        return
    if statement["borders"] is not None:
        stated = with_duals(statement["borders"], statement["duals"])
        claimed.borders, claimed.prices = check_borders(stated, claimed.stages)
    if "near" in statement:
        claimed.near, claimed.pairs = check_near(statement["near"], claimed.stages)
    for part, what in POINTS.items():
        if part in statement:
            claimed.points[part] = check_points(
                statement[part], statement["best"], best.effort, what, claimed.complaints
            )
    claimed.complaints += best.complaints
    for number, wish in enumerate(statement["wishes"], start=1):
        told: list[Text] = []
        claimed.wishes.append(_wish(statement, wish, best, told))
        what = say("wish {number}", number=number)
        claimed.complaints += [joined([what, each], ": ") for each in told]


def _worst(certificate: Statement, effort: Effort, complaints: list[Text]) -> AnySize:
    """Check the certificate of the plan for the worst case; its figures the caller looks at."""
    verdict = Verdict(effort=effort)
    examined(certificate, verdict)
    complaints += [joined([say("worst case"), each], ": ") for each in verdict.complaints]
    if verdict.complaints:
        return "no"
    return "proven" if verdict.verified else "effort"


def _wish(
    statement: Statement, wish: Statement, best: Verdict, complaints: list[Text]
) -> WishVerdict:
    """Check one wish: its problem is that of the best plan with the wish, and its proofs hold."""
    entries = set(wish)
    if entries != WISH | {"answer"} and entries != WISH | {"none"}:
        raise UnreadableError(say("keys of a wish: {keys}", keys=", ".join(map(str, wish))))
    problem = statement["best"]["problem"] | wish["problem"]
    complaints += _changed(statement["best"]["problem"], problem, wish)
    before = statement["best"]["problem"]["groups"]
    larger = as_large(before, problem["groups"])
    if not before["any_size"] and not no_larger(before, problem["groups"]):
        complaints.append(say("groups that are larger than the run lets them be"))
    if "none" in wish:
        nothing = with_duals(wish["none"], statement["duals"])
        found = check_impossible(problem, nothing, best.effort, complaints)
        open_still = problem["groups"]["any_size"] or not larger
        return WishVerdict("effort" if found == "proven" and open_still else found, None)
    answer = {**wish["answer"]}
    answer["stages"] = [with_duals(stage, statement["duals"]) for stage in answer["stages"]]
    verdict = Verdict(effort=best.effort)
    examined(whole_of(statement["best"], wish["problem"], answer), verdict)
    complaints += verdict.complaints
    more = {
        one.stage: round(after.final - one.final, 6)
        for one, after in zip(best.stages, verdict.stages)
        if one.final is not None and after.final is not None
    }
    if complaints:
        return WishVerdict("no", more)
    whole_pool = larger or verdict.any_size == "proven"
    return WishVerdict("proven" if verdict.verified and whole_pool else "effort", more)


def _changed(before: Statement, problem: Statement, wish: Statement) -> Iterator[Text]:
    """Hold a problem against the one without the wish: nothing else may differ."""
    locks, count = wish["locks"], wish["count"]
    if not set(locks) <= set(LOCKS):
        raise UnreadableError(say("keys of locks: {keys}", keys=", ".join(map(str, locks))))
    expected = dict(before)
    groups = before["groups"]
    grown = {key: problem["groups"][key] for key in GROWN}
    added = {key: [*groups.get(key, ()), *locks[key]] for key in locks}
    expected["groups"] = groups | grown | added
    if count is not None:
        expected["count"] = [count, count]
        for key in TARGETS.keys() & problem.keys():
            total = math.fsum(float(unit[TARGETS[key]]) for unit in problem["units"])
            if math.isclose(total / count, problem[key], rel_tol=1e-12):
                expected[key] = problem[key]
    for key in sorted(set(expected) | set(problem)):
        if expected.get(key) != problem.get(key):
            yield say("{part} is not as the wish has it", part=key)
