"""Words of proofs: how good a stage is, by what that is known, and what `planner verify` found."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from planner.words.numbers import number_text, quantity
from planner.words.text import LANGUAGES, Said, Text, joined, say

# By what a stage is proven so that anybody can compute it again; the keys are those of a proof.
BY: dict[str, Text] = {
    "free": Text("0 là giá trị tốt nhất có thể", "nothing is better than 0"),
    "bound": Text("bằng cận", "by the bound"),
    "search": Text("bằng duyệt hết", "by searching all"),
}
# What a plan is within its groups: proven, if anybody can compute all of it again.
FOUND: dict[bool, Text] = {
    True: Text("Kết quả tối ưu", "What is proven"),
    False: Text("Kết quả tìm được", "What was found"),
}
# Why `planner verify` does not find a stage proven.
WHY_NOT: dict[str, Text] = {
    "solver": Text(
        "chỉ dựa vào lời của bộ giải, không tính lại được",
        "on the word of the solver alone, which cannot be computed again",
    ),
    "effort": Text(
        "phần còn lại quá lớn, không tìm hết được", "what is left is too much to be searched"
    ),
    "term": Text("không kiểm chứng được mục tiêu này", "this term cannot be verified"),
}
ANY_SIZE: dict[str, Text] = {
    "proven": Text(
        "đã kiểm chứng: tối ưu với nhóm gồm bao nhiêu đơn vị cũng vậy",
        "verified: optimal for groups of any size",
    ),
    "effort": Text(
        "chưa kiểm chứng được kết luận về nhóm gồm bao nhiêu đơn vị cũng vậy: quá nhiều nhóm lớn"
        " phải xét",
        "any size not verified: there are too many larger groups to look at",
    ),
    "no": Text(
        "không đúng với nhóm gồm bao nhiêu đơn vị cũng vậy", "not proven for groups of any size"
    ),
}

ALTERNATIVES: dict[str, Text] = {
    "proven": Text(
        "đã kiểm chứng: mỗi phương án khác là phương án tốt nhất kế tiếp",
        "verified: each alternative is the next best plan",
    ),
    "effort": Text(
        "chưa kiểm chứng được các phương án khác: phần phải duyệt quá lớn",
        "alternatives not verified: what is left is too much to be searched",
    ),
    "no": Text(
        "có phương án khác không phải là phương án tốt nhất kế tiếp",
        "an alternative is not the next best plan",
    ),
}

CLAIMS: dict[str, Text] = {
    "proven": Text(
        "đã kiểm chứng: không có phương án nào rẻ hơn mà làm như vậy",
        "verified: no cheaper plan does so",
    ),
    "effort": Text(
        "chưa kiểm chứng được: phần phải duyệt quá lớn",
        "not verified: what is left is too much to be searched",
    ),
    "no": Text("không đúng", "not so"),
}

# Of other claims than prices.
AS_SAID: dict[str, Text] = CLAIMS | {
    "proven": Text("đã kiểm chứng: đúng như đã nêu", "verified: they are as said"),
}


def proof_words(
    value: float | None,
    bound: float | None,
    unit: str,
    proven: bool,
    method: str,
    after_open: bool = False,
) -> Text:
    """Say how good a stage is, and by what that is known.

    The word "proven" is kept for what ``planner verify`` can repeat: where HiGHS closed a stage
    by branch and bound, there is only the solver's word.

    Parameters
    ----------
    value, bound : float or None
        In ``unit``; shown where the two do not meet.
    unit : str
        Unit of measure.
    proven : bool
        Whether they meet.
    method : str
        How the stage was closed, see ``planner.plan.proof.Proof``; empty: not known.
    after_open : bool
        Whether a stage before it is not proven: then it is no more than the best among plans that
        have there what this one has.
    """
    if not proven:
        gap = None if value is None or bound is None else abs(value - bound)
        return say(
            "not proven optimal: bound {bound}, gap {gap}",
            bound=_figure(bound, unit),
            gap=_figure(gap, unit),
        )
    if method in BY and after_open:
        return say("best among plans with this value of the stages before ({how})", how=BY[method])
    if method in BY:
        return say("proven optimal ({how})", how=BY[method])
    if method == "solver":
        return say("optimal by the solver HiGHS (verify cannot repeat it)")
    return say("optimal by the record, which does not say by what")


def stage_words(
    stage: Said,
    unit: str,
    value: float | None,
    final: float | None,
    bound: float | None,
    *,
    proven: bool,
    why: str,
    after_open: bool,
) -> Text:
    """Say what was found of a stage.

    Parameters
    ----------
    stage : str or Text
        Name of the stage.
    unit : str
        Its unit of measure.
    value, final, bound : float or None
        Best value, that of the finished plan, and what was computed from below, in ``unit``.
    proven : bool
    why : str
        Key of ``BY`` or ``WHY_NOT``.
    after_open : bool
        See :func:`proof_words`.
    """
    if proven:
        found = proof_words(value, bound, unit, True, why, after_open)
    else:
        # What claims to be proven and is not is no reason: complaints say what is wrong.
        reason = WHY_NOT.get(why) or say("claimed as proven {how}", how=BY[why])
        found = say("not proven, bound {bound} ({why})", bound=_figure(bound, unit), why=reason)
    line = joined([joined([stage, _figure(value, unit)], ": "), found], " – ")
    return beside_plan(line, value, final, unit)


def beside_plan(line: Text, value: float | None, final: float | None, unit: str) -> Text:
    """Add to what is said of a stage what the finished plan has, where that is something else.

    The best value of a stage is not that of the plan where later stages may make it worse.

    Parameters
    ----------
    line : Text
    value, final : float or None
        Best value, and that of the finished plan, in ``unit``; no number: not known.
    unit : str
    """
    if value is None or final is None or isnan(final) or final == value:
        return line
    return say(
        "{line}; the plan has {final}, worse by {percent} %, as the tolerance of this stage allows",
        line=line,
        final=_figure(final, unit),
        percent=number_text(abs(100.0 * (final - value) / value), 1),
    )


def _figure(value: float | None, unit: str) -> Text:
    if value is None:
        return Text("–", "–")
    digits = 0 if float(value).is_integer() else 2
    vi, en = (quantity(value, unit, language, digits) for language in LANGUAGES)
    return Text(vi, en)


def claims_words(
    borders: str,
    at_once: int,
    wishes: Sequence[str],
    others: Sequence[tuple[Text, str]],
    not_compared: Text | None,
) -> list[Text]:
    """Say what was found of claims beside a run.

    Parameters
    ----------
    borders : str
        Of the prices that one search told: key of ``CLAIMS``, or empty.
    at_once : int
        How many these are.
    wishes : sequence of str
        Of each price that was asked by itself: key of ``CLAIMS``.
    others : sequence of (Text, str)
        What else may be claimed, and what was found of it: key of ``AS_SAID``, or empty.
    not_compared : Text or None
        Why tables were not held against their run; None: they were.
    """
    said = []
    if borders:
        said.append(
            say("{count} prices by one search: {found}", count=at_once, found=CLAIMS[borders])
        )
    for found in CLAIMS:
        if found in wishes:
            number = sum(each == found for each in wishes)
            said.append(
                say("{count} prices by themselves: {found}", count=number, found=CLAIMS[found])
            )
    said += [joined([what, AS_SAID[found]], ": ") for what, found in others if found]
    if not said:
        said.append(say("nothing is claimed as proven"))
    if not_compared is not None:
        said.append(say("not held against their run: {why}", why=not_compared))
    return said
