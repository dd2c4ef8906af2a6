"""Points of doubt: the best plan where something is otherwise, each with its own proofs."""

from __future__ import annotations

from collections.abc import Sequence

from planner.verify import examined, sha256_of
from planner.verify.verdict import AnySize, Effort, Statement, UnreadableError, Verdict
from planner.words.text import Text, joined, say

KEYS = {"answer", "at", "problem"}
ANSWER = {"any_size", "plan", "pool", "stages"}


def whole_of(best: Statement, parts: Statement, answer: Statement) -> Statement:
    """Make the certificate of an answer to a problem some parts of which are otherwise.

    Parameters
    ----------
    best : mapping
        The certificate of the best plan.
    parts : mapping
        The parts of its problem that are otherwise.
    answer : mapping
        Plan, pool and stages with their proofs.

    Raises
    ------
    UnreadableError
        The answer has other keys.
    """
    if set(answer) != ANSWER:
        raise UnreadableError(say("keys of a wish: {keys}", keys=", ".join(map(str, answer))))
    problem = best["problem"] | parts
    hashes = best["hashes"] | {key: sha256_of(problem[key]) for key in parts}
    return {**answer, "problem": problem, "hashes": hashes, "format": best["format"]}


def check_points(
    statement: Sequence[Statement],
    best: Statement,
    effort: Effort,
    what: Text,
    complaints: list[Text],
) -> tuple[AnySize, list[Verdict]]:
    """Check plans that are claimed to be the best where something is otherwise.

    What is otherwise, and whether that is what was said, the caller looks at.

    Parameters
    ----------
    statement : sequence of mapping
        ``at``, ``problem`` and ``answer`` of each point; anything at all may stand there.
    best : mapping
        The certificate of the best plan, which was found sound.
    effort : Effort
        What each check is given.
    what : Text
        Name of these points in complaints.
    complaints : list of Text
        Gets what is wrong.

    Returns
    -------
    str, list of Verdict
        ``proven``, ``effort`` (a search was given up) or ``no``; and what was found of each.
    """
    verdicts = []
    for number, point in enumerate(statement, start=1):
        if set(point) != KEYS:
            raise UnreadableError(say("keys of a wish: {keys}", keys=", ".join(map(str, point))))
        verdict = Verdict(effort=effort)
        examined(whole_of(best, point["problem"], point["answer"]), verdict)
        verdicts.append(verdict)
        which = say("{what}, row {number}", what=what, number=number)
        complaints += [joined([which, each], ": ") for each in verdict.complaints]
    if any(verdict.complaints for verdict in verdicts):
        return "no", verdicts
    return ("proven" if all(v.verified for v in verdicts) else "effort"), verdicts
