"""Conflicts: that locks and limits conflict, that no set is too large, and what giving up wins.

Each question says how few units stay unsatisfied where some of the locks and limits of the run are
held.  Its problem is made here, from that of the run, and the answer is proven as a run is; what is
said of conflicts then follows by counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.verify import FORMAT, PARTS, examined, sha256_of
from planner.verify.choices.impossible import check_impossible, with_duals
from planner.verify.choices.sizes import as_large, no_larger
from planner.verify.pool import LOCKS
from planner.verify.verdict import AnySize, Effort, Statement, UnreadableError, Verdict
from planner.words.text import Text, joined, say

KEYS = {"after", "all_found", "before", "least", "questions", "sets", "smallest"}
QUESTION = {"held", "larger", "more"}
# Keys of a lock or a limit, and codes of its units or of its district.
Demanded = tuple[str, tuple[str, ...]]
Some = frozenset[Demanded]
LIMITS = ("max_people", "max_area_km2", "within")
UNSATISFIED = {
    "stage": "unsatisfied",
    "within_percent": 0.0,
    "weights": {},
    "terms": {"unsatisfied": {"unit": "", "steps": 1, "maximise": False}},
}
# Units that stay unsatisfied where there is no plan at all.
NO_PLAN = 1 << 61


@dataclass(frozen=True)
class Least:
    """What was found of a question.

    Attributes
    ----------
    lower, upper : int
        How few units stay unsatisfied at least, by a proof, and at most, by a plan.
    """

    lower: int
    upper: int


def check_conflicts(
    statement: Statement,
    problem: Statement,
    shared: Sequence[Statement],
    effort: Effort,
    out: list[Text],
) -> AnySize:
    """Check what is said of conflicts among the locks and limits of a run.

    Parameters
    ----------
    statement : mapping
        See ``planner.explain.claims``; anything at all may stand in it.
    problem : mapping
        That of the run.
    shared : sequence of mapping
        Duals, by their numbers.
    effort : Effort
        What each proof is given.
    out : list of Text
        Gets what is wrong.

    Returns
    -------
    str
        ``proven``, ``effort`` (a search was given up, or a proof is missing), or ``no``.
    """
    if set(statement) != KEYS:
        keys = ", ".join(sorted(map(str, statement)))
        raise UnreadableError(say("keys of conflicts: {keys}", keys=keys))
    if type(statement["all_found"]) is not bool:
        raise UnreadableError(say("all smallest choices are claimed by yes or no"))
    known: dict[Some, Least] = {}
    for number, question in enumerate(statement["questions"], start=1):
        complaints: list[Text] = []
        some = _held(question["held"])
        known[some] = _least(question, some, problem, shared, effort, complaints)
        what = say("question {number}", number=number)
        out += [joined([what, each], ": ") for each in complaints]
    wrong = list(_wrong(statement, frozenset(all_held(problem)), known))
    out += wrong
    if out:
        return "no"
    return "proven" if all(each.lower == each.upper for each in known.values()) else "effort"


def all_held(problem: Statement) -> list[Demanded]:
    """List every lock and limit of a problem."""
    groups = problem["groups"]
    held: list[Demanded] = [(key, codes_of(lock)) for key in LOCKS for lock in groups.get(key, ())]
    held += [(key, ()) for key in LIMITS if groups[key] is not None]
    held += [("per_district", (code,)) for code, _ in problem.get("per_district", [])]
    return held + ([("count", ())] if problem["count"] != [None, None] else [])


def codes_of(lock: str | Sequence[str]) -> tuple[str, ...]:
    """Codes of a lock, which names one unit or several."""
    return (lock,) if isinstance(lock, str) else tuple(lock)


def only(problem: Statement, some: Some, grown: Statement) -> Statement:
    """Make the problem of a question: only some of the locks and limits, and one stage.

    Parameters
    ----------
    problem : mapping
        That of the run.
    some : frozenset of Demanded
    grown : mapping
        ``larger`` and ``more``: see ``planner.problem.groups.GroupSettings``.
    """
    before = problem["groups"]
    groups = {
        **before,
        **{
            key: [each for each in before[key] if (key, codes_of(each)) in some]
            for key in LOCKS
            if key in before
        },
        **{key: before[key] if (key, ()) in some else None for key in LIMITS},
        "any_size": False,
        "larger": grown["larger"],
        "more": grown["more"],
    }
    asked = {key: problem[key] for key in PARTS} | {
        "groups": groups,
        "count": problem["count"] if ("count", ()) in some else [None, None],
        "objective": [UNSATISFIED],
    }
    districts = problem.get("per_district", [])
    left = [[code, n] for code, n in districts if ("per_district", (code,)) in some]
    return asked | ({"per_district": left} if left else {})


def _least(
    question: Statement,
    some: Some,
    problem: Statement,
    shared: Sequence[Statement],
    effort: Effort,
    complaints: list[Text],
) -> Least:
    """Check one question: how few units stay unsatisfied, at least and at most."""
    entries = set(question)
    if entries != QUESTION | {"answer"} and entries != QUESTION | {"none"}:
        raise UnreadableError(say("keys of a question: {keys}", keys=", ".join(sorted(entries))))
    asked = only(problem, some, question)
    before, groups = problem["groups"], asked["groups"]
    if not no_larger(before, groups):
        complaints.append(say("groups that are larger than the run lets them be"))
        return Least(0, NO_PLAN)
    # What any size lets join is not looked at here, and not claimed.
    whole = before["any_size"] or as_large(before, groups)
    if "none" in question:
        none = check_impossible(asked, with_duals(question["none"], shared), effort, complaints)
        return Least(NO_PLAN if none == "proven" and whole else 0, NO_PLAN)
    answer = question["answer"]
    certificate = {
        "format": FORMAT,
        "problem": asked,
        "hashes": {key: sha256_of(part) for key, part in asked.items()},
        "any_size": {"claimed": False},
        "pool": answer["pool"],
        "plan": answer["plan"],
        "stages": [with_duals(stage, shared) for stage in answer["stages"]],
    }
    verdict = Verdict(effort=effort)
    examined(certificate, verdict)
    complaints += verdict.complaints
    if verdict.complaints or not verdict.stages or verdict.stages[0].final is None:
        return Least(0, NO_PLAN)
    final = int(verdict.stages[0].final)
    return Least(final if verdict.proven and whole else 0, final)


def _wrong(statement: Statement, everything: Some, answers: dict[Some, Least]) -> Iterator[Text]:
    """Hold what is said of conflicts against the answers to questions."""
    sets = [_held(each) for each in statement["sets"]]
    smallest = [_held(each) for each in statement["smallest"]]
    if not all(some <= everything for some in (*sets, *smallest, *answers)):
        yield say("conflicts: a lock or a limit that the run has not")
        return
    before, least = (_shown(statement[name]) for name in ("before", "least"))
    yield from _not_so(answers, everything, before, say("all locks and limits"))
    yield from _not_so(answers, frozenset(), least, say("no lock and no limit"))
    # Where there is a plan, a conflict leaves more unsatisfied than could be without any lock;
    # where there is none, any plan will do.
    goal = least if before < NO_PLAN else NO_PLAN - 1
    for number, held in enumerate(sets, start=1):
        what = say("conflict {number}", number=number)
        if held not in answers or not answers[held].upper > goal:
            yield say("{what}: a plan keeps them all", what=what)
        for each in sorted(held):
            rest = answers.get(held - {each})
            if rest is None or rest.upper > goal:
                yield say("{what}: it would be one without {lock}", what=what, lock=_named(each))
    if (before > least) != bool(sets):
        yield say("conflicts: there are some where none are named, or none where some are")
    for number, (choice, after) in enumerate(
        zip(smallest, statement["after"], strict=True), start=1
    ):
        what = say("choice {number}", number=number)
        yield from _not_so(answers, everything - choice, _shown(after), what)
        if _shown(after) > goal:
            yield say("{what}: something conflicts still", what=what)
    yield from _not_smallest(sets, smallest, all_found=statement["all_found"])


def _not_so(answers: dict[Some, Least], some: Some, units: int, what: Text) -> Iterator[Text]:
    """Complain of a number of units that is not the one of a question."""
    least = answers.get(some)
    if least is None or units != least.upper:
        yield say(
            "{what}: {claimed} unsatisfied units claimed, {found} found",
            what=what,
            claimed=_read(units),
            found=_read(least.upper) if least else say("nothing"),
        )


def _not_smallest(
    sets: Sequence[Some], smallest: Sequence[Some], *, all_found: bool
) -> Iterator[Text]:
    """Complain where a choice misses a conflict, a smaller one would do, or one is missing."""
    if bool(sets) != bool(smallest) and (all_found or smallest):
        yield say("smallest choices: they are not those of the conflicts")
        return
    sizes = {len(choice) for choice in smallest}
    if any(not choice & held for choice in smallest for held in sets) or len(sizes) > 1:
        yield say("smallest choices: one of them leaves a conflict, or is larger than another")
        return
    found: set[Some] = {frozenset()}
    for size in range(1, max(sizes, default=0) + 1):
        found = _one_more(sets, found)
        if any(all(choice & held for held in sets) for choice in found) and size not in sizes:
            yield say("smallest choices: a smaller one may do")
            return
    hitting = {choice for choice in found if all(choice & held for held in sets)}
    if all_found and sets and hitting != set(smallest):
        yield say("smallest choices: they are not all")


def _one_more(sets: Sequence[Some], choices: set[Some]) -> set[Some]:
    """Add to each choice one of the first conflict that it does not hit."""
    more = set()
    for choice in choices:
        missed = [held for held in sets if not choice & held]
        more |= {choice | {each} for each in (missed[0] if missed else ())}
    return more


def _held(statement: Sequence[Statement]) -> Some:
    return frozenset((each["key"], tuple(each["what"])) for each in statement)


def _shown(units: int | None) -> int:
    return NO_PLAN if units is None else units


def _read(units: int) -> Text | int:
    return say("no plan") if units == NO_PLAN else units


def _named(demand: Demanded) -> str:
    return " ".join([demand[0], *demand[1]])
