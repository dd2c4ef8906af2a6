"""Why no plan keeps the links, limits and count: what a planner can change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.errors import Problem
from planner.optimize.bound.formulation import Partition, SideRow
from planner.optimize.bound.relaxation import relax
from planner.optimize.effort.control import Control
from planner.words.text import Text, say


def why_infeasible(instance: Partition, control: Control) -> list[Problem]:
    """Name units that no group is left for, or the numbers of groups that are possible.

    Parameters
    ----------
    instance : Partition
        A stage that no plan keeps; its cost does not matter.
    control : Control
        When to stop.
    """
    reached = np.asarray(instance.members.sum(axis=0)).ravel() > 0
    lost = [label for label, ok in zip(instance.labels, reached) if not ok]
    if lost:
        return [
            Problem(
                "groups",
                say("no group left that holds {units}", units=", ".join(lost)),
                say("one for each unit"),
                say("loosen links, or raise `groups.max_members`"),
            )
        ]
    problems = []
    counts = [row for row in instance.rows if row.name.startswith("count")]
    others = tuple(row for row in instance.rows if not row.name.startswith("count"))
    for row in counts:
        ones = row.coefficients
        least = relax(replace(instance, cost=ones, rows=others), control).value
        most = -relax(replace(instance, cost=-ones, rows=others), control).value
        if len(counts) > 1 and _within(row, least, most):
            continue
        problems.append(
            Problem(
                row.name.replace("count(", "count.per_district: ").rstrip(")"),
                _asked(row.lower, row.upper),
                say(
                    "a number between {least} and {most} (bounds of the relaxation)",
                    least=least,
                    most=most,
                ),
                _mended(row, most),
            )
        )
    if counts and not problems:
        return [
            Problem(
                "count",
                say("numbers of new units that can each be kept, but not all at once"),
                say("numbers of districts that fit each other, and the number in all"),
                say("change one of them; the smallest choices of what to give up follow"),
            )
        ]
    return problems or [
        Problem(
            "groups",
            say("links and limits that no plan keeps"),
            say("fewer"),
            say("loosen them"),
        )
    ]


def _within(row: SideRow, least: int, most: int) -> bool:
    """Tell whether a row alone leaves some number between two ends."""
    return (row.upper is None or least <= row.upper) and (row.lower is None or row.lower <= most)


def _mended(row: SideRow, most: int) -> Text:
    """Say what to do: larger groups help those who want fewer new units, and nobody else."""
    if row.lower is not None and row.lower > most:
        return say("ask for a number between them, or drop links")
    return say("change `count`, raise `groups.max_members`, or drop links")


def _asked(least: int | None, most: int | None) -> Text:
    """Say how many new units were asked for."""
    if most is None:
        return say("at least {least} new units asked for", least=least)
    if least is None:
        return say("at most {most} new units asked for", most=most)
    if least == most:
        return say("exactly {count} new units asked for", count=least)
    return say("{least} to {most} new units asked for", least=least, most=most)
