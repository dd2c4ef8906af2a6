"""Change: what differs between two versions of a plan, in figures, as JSON holds it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from planner.plan import Plan
from planner.problem import Judged, Problem
from planner.session.opinions.tally import voided
from planner.session.state import State
from planner.words.text import Text

FIGURES = ["name", "kind", "people", "area_km2", "mountain"]
VERDICTS = [
    *("status", "accepted", "below", "waived", "no_rule", "shortfall_percent", "least_percent"),
    "untouched",
]
COSTS = ["pieces", "disturbed"]
FINDINGS = [
    *("measure", "value", "unit", "standard", "threshold", "percent", "status", "waived_by"),
    *("article", "confidence", "assumed_share"),
]
Row = dict[str, object]
JUDGED = 16
"""Judged states at hand: it changes no result."""


@dataclass(frozen=True)
class Version:
    """A state with its plan, judged."""

    state: State
    judged: Judged

    @property
    def plan(self) -> Plan:
        """The plan, kinds as the law has them: what ``plan.csv`` is written of."""
        plan, kinds = self.state.plan(), self.judged.figures["kind"]
        return replace(plan, results=plan.results.assign(kind=kinds.reindex(plan.results.index)))

    def rows(self, heads: Collection[str] | None = None) -> list[Row]:
        """Give a row for each new unit, or for some, in the order of their codes.

        Returns
        -------
        list of dict
            ``code``, ``units``, ``FIGURES`` (people in persons, area in km²), ``VERDICTS``,
            ``COSTS`` (into how many parts it falls; people whose unit ceases), and ``findings``:
            a row of ``FINDINGS`` for each measure of the law.  None: not known.
        """
        judged = self.judged
        table = judged.figures[FIGURES].join([judged.verdicts[VERDICTS], judged.costs[COSTS]])
        findings = judged.findings
        if heads is not None:
            table = table[table.index.isin([*heads])]
            findings = findings[findings["code"].isin(table.index)]
        each: dict[str, list[Row]] = {str(code): [] for code in table.index}
        for code, row in zip(findings["code"], plain(findings[FINDINGS]), strict=True):
            each[str(code)].append(row)
        return [
            {"code": code, **row, "units": sorted(self.state.groups[code]), "findings": each[code]}
            for code, row in zip(each, plain(table), strict=True)
        ]


class Versions:
    """States of a problem, judged: each by what is not as in the last one that was asked for.

    Parameters
    ----------
    problem : planner.problem.Problem
    """

    def __init__(self, problem: Problem):
        self._problem = problem
        self._recent: OrderedDict[int, Version] = OrderedDict()

    def of(self, seq: int, state: State) -> Version:
        """Give the state of an entry, judged."""
        if seq not in self._recent:
            last = next(reversed(self._recent.values()), None)
            self._recent[seq] = self.judged(state, last)
        self._recent.move_to_end(seq)
        while len(self._recent) > JUDGED:
            self._recent.popitem(last=False)
        return self._recent[seq]

    def judged(self, state: State, other: Version | None) -> Version:
        """Judge a state by what is not as in another."""
        if other is None:
            return Version(state, self._problem.judge(state.plan()))
        groups = state.changed(other.state)
        if not groups:
            return Version(state, other.judged)
        return Version(state, self._problem.delta(other.judged, state.plan(groups)))


@dataclass(frozen=True)
class Change:
    """What differs between two states.

    Attributes
    ----------
    before, after : Version
    """

    before: Version
    after: Version

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it.

        Returns
        -------
        dict
            ``units``: unit → the code of its group, where that is another; ``gone`` and
            ``groups``: rows (``Version.rows``) of the groups before and after that are not so, or
            not called so, on the other side; ``indicators``: name → ``today``, ``before`` and
            ``after``; ``state``: what else differs of ``State.as_dict``, as it is after, and
            ``void``: opinions that hold no longer, each with a sentence (``opinions.voided``).
        """
        old, new = self.before.state, self.after.state
        was, now = ({"comments": []} | each.as_dict() for each in (old, new))
        rest = {key: value for key, value in now.items() if key != "home" and value != was[key]}
        gone, fresh = old.changed(new), new.changed(old)
        return {
            "units": {unit: head for unit, head in new.home.items() if old.home[unit] != head},
            "gone": self.before.rows(gone) if gone else [],
            "groups": self.after.rows(fresh) if fresh else [],
            "indicators": self._indicators(),
            "state": {**rest, "void": voided(new)},
        }

    def _indicators(self) -> dict[str, Row]:
        before, after = self.before.judged.indicators, self.after.judged.indicators
        table = pd.DataFrame(
            {"today": after["before"], "before": before["after"], "after": after["after"]}
        )
        return dict(zip(after["indicator"], plain(table), strict=True))


def plain(table: pd.DataFrame) -> list[Row]:
    """Give the rows of a table as JSON holds them; what is not known is None."""
    # Column by column: that of a few rows is far quicker than by pandas.
    columns = [[_plain(value) for value in table[name].tolist()] for name in table]
    names = [str(name) for name in table]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: object) -> object:
    if value is pd.NA or value != value:
        return None
    return {"vi": value.vi, "en": value.en} if isinstance(value, Text) else value
