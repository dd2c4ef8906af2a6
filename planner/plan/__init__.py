"""Plan: which unit goes to which new unit, read, written and carried out.

A plan that the optimizer found, one drawn by hand and one adopted by law are
the same noun and run through the same evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from planner.plan.proof import Proof
from planner.plan.standing import Standing
from planner.units import full_name
from planner.words import NO_TEXT, Text, say
from planner.words.html import html_table
from planner.words.numbers import NOTHING, quantity_words
from planner.words.outputs.reports import BOUND, GIVEN, PROOF, STAGE, VALUE
from planner.words.proofs import BY, FOUND, beside_plan, proof_words

PLAN_COLUMNS = ["code", "name", "new_code", "new_name", "share_area", "share_people", "assumed"]
# Shares that a plan may have to assume, as the column `assumed` names them.
SHARES = ("area", "people")
SHARE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Stage:
    """One stage of the objective, as it was solved.

    Attributes
    ----------
    name, unit : str
        The term and its unit of measure.
    value, bound : float
        Value of the plan and proven lower bound, in ``unit``.
    proven : bool
        True only when value ≤ bound: no plan within the pool is better.
    within_percent : float
        How much worse than ``value`` later stages were allowed to make it.
    final : float
        Value of the finished plan; above ``value`` only by a tolerance.
    last_without, last_with : float or None
        Lower bound of the last stage before and after this one was kept, in
        the last stage's unit: the difference is what this stage costs it.
    method : str
        How it was closed: ``free``, ``bound``, ``search`` or ``solver`` (see
        ``planner.plan.proof.Proof``); empty: not known.
    after_open : bool
        Whether a stage before it is not proven, so that it is the best only among plans with the
        value that this one has; a plan sets it for its stages.
    """

    name: str
    unit: str
    value: float
    bound: float
    proven: bool
    within_percent: float = 0.0
    final: float = float("nan")
    last_without: float | None = None
    last_with: float | None = None
    method: str = ""
    after_open: bool = False

    @property
    def repeatable_proof(self) -> bool:
        """Proven in whole numbers that ``planner verify`` computes again, without a solver."""
        return self.proven and self.method in BY and not self.after_open

    def as_dict(self) -> dict[str, object]:
        """Give the stage as ``result.json`` holds it; on what it stands, those before it say.

        Whoever reads only the word ``proven`` is told no more than ``planner verify`` can repeat.
        """
        plain = asdict(self) | {"proven": self.repeatable_proof}
        return {key: value for key, value in plain.items() if key != "after_open"}

    @property
    def grade(self) -> Text:
        """How good it is, by what that is known, and what the plan has, in words."""
        meets = self.proven, self.method, self.after_open
        found = proof_words(self.value, self.bound, self.unit, *meets)
        return beside_plan(found, self.value, self.final, self.unit)


@dataclass(frozen=True)
class Pool:
    """The candidate groups among which a plan was found the best.

    Attributes
    ----------
    size, enumerated, accepted : int
        Groups; connected sets that were built; groups that the law accepts.
    max_members : int
        Most members of a group (K).
    larger : dict of code to int
        Most members around a unit, where that is more.
    sha256 : str
        See ``optimize.proofs.hashes``.
    more : list of list of str, or None
        Larger groups that were added; None: none were looked for.
    any_size : bool or None
        Whether what is proven holds for groups of any size; None: not asked.
    """

    size: int
    enumerated: int
    accepted: int
    max_members: int
    larger: dict[str, int]
    sha256: str
    more: list[list[str]] | None = None
    any_size: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the record as ``result.json`` holds it: larger groups are counted there."""
        plain = {key: value for key, value in asdict(self).items() if value is not None}
        return plain if self.more is None else plain | {"more": len(self.more)}


@dataclass(frozen=True)
class Plan:
    """Unit → new unit, and what is known about how good it is.

    Attributes
    ----------
    parts : DataFrame
        Columns ``code, new_code, share_area, share_people``; a row for each
        unit, more where the law divides one.  Shares of a unit sum to 1.
    results : DataFrame
        Index ``new_code``; columns ``name`` and ``kind`` of the new units.
    stages : tuple of Stage
        Empty for a plan that was read and not solved.
    pool : Pool or None
        The candidate groups; None for a plan that was read and not solved.
    notes : tuple of Text
        Assumptions and warnings that every report has to print.
    repeatable : bool
        False when the clock stopped the search.
    assumed : frozenset of (code, new_code, share)
        Shares (a member of ``SHARES``) that the plan had to assume, since the
        text that divides the unit does not state them.
    proofs : tuple of Proof
        One for each stage; empty for a plan that was read.
    standing : Standing or None
        What it stands on; None: not asked, or the law asks for nothing that is not known.
    """

    parts: pd.DataFrame
    results: pd.DataFrame
    stages: tuple[Stage, ...] = ()
    pool: Pool | None = None
    notes: tuple[Text, ...] = ()
    repeatable: bool = True
    assumed: frozenset[tuple[str, str, str]] = frozenset()
    proofs: tuple[Proof, ...] = ()
    standing: Standing | None = None

    def __post_init__(self) -> None:
        """Mark the stages that stand on one that is not proven."""
        object.__setattr__(self, "stages", tuple(one_after_another(self.stages)))

    @property
    def repeatable_proof(self) -> bool:
        """Whether each stage is proven in a way that ``planner verify`` repeats."""
        return all(stage.repeatable_proof for stage in self.stages)

    @property
    def ground(self) -> tuple[Text, ...]:
        """On what it stands: what a reader has to know first; nothing where all is known."""
        return self.standing.lines if self.standing else ()

    @property
    def is_conditional(self) -> bool:
        """Whether it is the best one only if what is not known is as it was read."""
        return bool(self.standing and self.standing.is_conditional)

    @property
    def scope(self) -> tuple[Text, ...]:
        """On what a solved plan stands, and within which groups what was found holds."""
        return (*self.ground, *self.reach)

    @property
    def reach(self) -> tuple[Text, ...]:
        """Say within which groups what was found holds."""
        if self.pool is None or self.pool.any_size is None:
            return ()
        found = FOUND[self.repeatable_proof]
        if self.pool.any_size:
            return (
                say(
                    "{found} holds for groups of any size: no larger group gives a better plan",
                    found=found,
                ),
            )
        around, larger = self.pool.larger, NO_TEXT
        if around:
            largest = max(around.values())
            larger = say(" ({largest} around {count} units)", largest=largest, count=len(around))
        return (
            say(
                "{found} holds within groups of at most {most} units{larger}; larger groups are"
                " not all excluded",
                found=found,
                most=self.pool.max_members,
                larger=larger,
            ),
        )

    def _repr_html_(self) -> str:
        """Show the stages in a notebook: value, bound, and how each is proven."""
        before, after = self.parts["code"].nunique(), len(self.results)
        caption = say("{before} → {after} units", before=before, after=after)
        rows = [
            (
                stage.name,
                quantity_words(stage.value, stage.unit),
                quantity_words(stage.bound, stage.unit),
                stage.grade,
            )
            for stage in self.stages
        ]
        none = [(GIVEN, NOTHING, NOTHING, NOTHING)]
        return html_table(caption, (STAGE, VALUE, BOUND, PROOF), rows or none)


def one_after_another(stages: Iterable[Stage]) -> list[Stage]:
    """Mark the stages that stand on one that is not proven, as ``planner verify`` repeats it."""
    marked: list[Stage] = []
    for stage in stages:
        is_open = bool(marked) and (marked[-1].after_open or not marked[-1].repeatable_proof)
        marked.append(replace(stage, after_open=is_open))
    return marked


def shares(units: pd.DataFrame, plan: Plan) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give the shares of area and of people as matrices.

    Returns
    -------
    tuple of csr_array, shape (results, units)
        Rows in the order of ``plan.results``, columns of ``units``.
    """
    rows = plan.results.index.get_indexer(pd.Index(plan.parts["new_code"]))
    columns = units.index.get_indexer(pd.Index(plan.parts["code"]))
    order = np.lexsort((columns, rows))
    starts = np.searchsorted(rows[order], np.arange(len(plan.results) + 1))
    shape = (len(plan.results), len(units))
    both = []
    for name in ("share_area", "share_people"):
        values = plan.parts[name].to_numpy(dtype=float)[order]
        both.append(sparse.csr_array((values, columns[order], starts), shape))
        both[-1].sum_duplicates()
    return both[0], both[1]


def giving_way(plan: Plan, touched: Plan) -> pd.Index[str]:
    """Name the groups of a plan that have a unit of some new groups."""
    own = plan.parts["code"].isin(touched.parts["code"]).to_numpy()
    codes: pd.Index[str] = pd.Index(plan.parts["new_code"].array[own]).unique()
    return codes


def with_groups(plan: Plan, touched: Plan, away: pd.Index[str] | None = None) -> Plan:
    """Draw a plan anew where some groups are others.

    Parameters
    ----------
    plan : Plan
        What was there; what is known about how good it was does not hold of the new one.
    touched : Plan
        The new groups, whatever they cover.  Each group of ``plan`` gives way that has one of
        their units.
    away : Index of str, optional
        What :func:`giving_way` names, where it was asked already.

    Returns
    -------
    Plan
        The groups that stay, then the new ones.
    """
    away = giving_way(plan, touched) if away is None else away
    stay = ~plan.parts["new_code"].isin(away).to_numpy()
    return Plan(
        pd.concat([plan.parts[stay], touched.parts], ignore_index=True),
        pd.concat([plan.results[~plan.results.index.isin(away)], touched.results]),
        assumed=frozenset(each for each in plan.assumed if each[1] not in set(away))
        | touched.assumed,
    )


def heirs(plan: Plan) -> pd.Series[Any]:
    """Name the new unit that takes most of each unit's area, and with it the outline.

    Returns
    -------
    Series of str, index ``code``
        New codes; of equal shares the first by code.
    """
    order = ["code", "share_area", "new_code"]
    parts = plan.parts.sort_values(order, ascending=[True, False, True])
    return parts.drop_duplicates("code").set_index("code")["new_code"]


def new_names(units: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Write a plan as the rows of ``plan.csv``.

    Returns
    -------
    DataFrame
        Columns ``PLAN_COLUMNS``, names with their kind before them.
    """
    names, heads = full_name(units), full_name(plan.results)
    pairs = zip(plan.parts["code"], plan.parts["new_code"], strict=True)
    rows = plan.parts.assign(
        name=plan.parts["code"].map(names),
        new_name=plan.parts["new_code"].map(heads),
        assumed=[
            " ".join(share for share in SHARES if (*pair, share) in plan.assumed) for pair in pairs
        ],
    )
    return rows[PLAN_COLUMNS].sort_values(["code", "new_code"], ignore_index=True)
