"""Sizes of groups in a question beside a run: as large as in the run, and no larger than may be."""

from __future__ import annotations

from planner.verify.verdict import Statement


def as_large(before: Statement, groups: Statement) -> bool:
    """Whether groups may be as large as those of the best plan: else its bounds say less.

    Parameters
    ----------
    before, groups : mapping
        Settings of groups of the run, and of the question; see ``problem.groups.GroupSettings``.
    """
    larger, least = groups["larger"], groups["max_members"]
    more = [set(group) for group in groups["more"]]
    sizes = all(larger.get(code, least) >= size for code, size in before["larger"].items())
    return sizes and all(set(group) in more for group in before["more"])


def no_larger(before: Statement, groups: Statement) -> bool:
    """Whether no group is larger than the run lets it be: else its plans prove nothing.

    Parameters
    ----------
    before, groups : mapping
        See :func:`as_large`.
    """
    most, raised = before["max_members"], before["raise_to"] or 0
    known = [set(group) for group in before["more"]]
    sizes = all(
        size <= max(before["larger"].get(code, most), raised)
        for code, size in groups["larger"].items()
    )
    return sizes and all(set(group) in known for group in groups["more"])
