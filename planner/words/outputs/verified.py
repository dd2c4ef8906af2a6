"""Words of `planner verify`: what was found of each stage, and of groups of any size."""

from __future__ import annotations

from planner.words.numbers import quantity
from planner.words.text import LANGUAGES, Said, Text, say

WHY: dict[str, Text] = {
    "free": Text("không giá trị nào nhỏ hơn 0", "nothing costs less than nothing"),
    "bound": Text("cận đạt giá trị", "the bound reaches the value"),
    "search": Text("đã tìm hết phần còn lại", "all that was left was searched"),
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


def stage_words(
    stage: Said,
    unit: str,
    value: float | None,
    final: float | None,
    bound: float | None,
    *,
    proven: bool,
    why: str,
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
        Key of ``WHY``.
    """
    at, below, how = _figure(value, unit), _figure(bound, unit), WHY[why]
    line = (
        say("{stage}: {value} – proven optimal ({why})", stage=stage, value=at, why=how)
        if proven
        else say(
            "{stage}: {value} – not proven, bound {bound} ({why})",
            stage=stage,
            value=at,
            bound=below,
            why=how,
        )
    )
    if final == value:
        return line
    return say(
        "{line}; the plan has {final}, within the tolerance", line=line, final=_figure(final, unit)
    )


def _figure(value: float | None, unit: str) -> Text:
    if value is None:
        return Text("–", "–")
    digits = 0 if float(value).is_integer() else 2
    vi, en = (quantity(value, unit, language, digits) for language in LANGUAGES)
    return Text(vi, en)
