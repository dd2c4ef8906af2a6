"""Plan: which unit goes to which new unit, read, written and carried out.

A plan that the optimizer found, one drawn by hand and one adopted by law are
the same noun and run through the same evaluation.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from planner.errors import InputError, Problem, listed, raise_if_any, system_fault
from planner.proof import Proof
from planner.units import KINDS, full_name
from planner.words import NO_TEXT, Text, say, text
from planner.words.verified import FOUND, proof_words

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
        ``planner.proof.Proof``); empty: not known.
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

    @property
    def repeatable_proof(self) -> bool:
        """Proven in whole numbers that ``planner verify`` computes again, without a solver."""
        return self.proven and self.method in ("free", "bound", "search")

    @property
    def grade(self) -> Text:
        """How good it is, and by what that is known, in words."""
        return proof_words(
            self.value, self.bound, self.unit, proven=self.proven, method=self.method
        )


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
        See ``optimize.proofs.pool_hash``.
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
    """

    parts: pd.DataFrame
    results: pd.DataFrame
    stages: tuple[Stage, ...] = ()
    pool: Pool | None = None
    notes: tuple[Text, ...] = ()
    repeatable: bool = True
    assumed: frozenset[tuple[str, str, str]] = frozenset()
    proofs: tuple[Proof, ...] = ()

    @property
    def scope(self) -> tuple[Text, ...]:
        """Within which groups what was found holds; of a solved plan only."""
        if self.pool is None or self.pool.any_size is None:
            return ()
        found = FOUND[all(stage.repeatable_proof for stage in self.stages)]
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


def shares(units: pd.DataFrame, plan: Plan) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give the shares of area and of people as matrices.

    Returns
    -------
    tuple of csr_array, shape (results, units)
        Rows in the order of ``plan.results``, columns of ``units``.
    """
    rows = plan.results.index.get_indexer(pd.Index(plan.parts["new_code"]))
    columns = units.index.get_indexer(pd.Index(plan.parts["code"]))
    shape = (len(plan.results), len(units))
    area, people = (
        sparse.coo_array((plan.parts[name].to_numpy(dtype=float), (rows, columns)), shape).tocsr()
        for name in ("share_area", "share_people")
    )
    return area, people


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


def read_plan(path: Path, units: pd.DataFrame) -> Plan:
    """Read a plan from a csv and hold it against the units.

    Parameters
    ----------
    path : Path
        A csv with ``code``, ``new_code`` and, if the law divides units,
        ``share_area`` and ``share_people``; ``assumed`` names those of a row's
        shares ("area people") that are assumed; ``new_name`` gives name and
        kind ("Phường Thành Sen").  A line that begins with ``#`` is a note, which
        reports print: one text for both languages, or two lines, ``# vi: …``
        and then ``# en: …``.
    units : DataFrame
        Complete Units table.

    Raises
    ------
    InputError
        A file that cannot be read, unknown or missing units, shares that do
        not sum to 1, two names for one new unit, a new unit without land.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        notes = _notes([line[1:] for line in lines if line.startswith("#")])
        body = [line for line in lines if not line.startswith("#")]
        rows = pd.read_csv(StringIO("\n".join(body)), dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            Problem(
                str(path),
                _unreadable(error),
                say("a csv in UTF-8"),
                say("write one with {columns}", columns=",".join(PLAN_COLUMNS)),
            )
        ) from error
    absent = [name for name in ("code", "new_code") if name not in rows]
    if absent:
        raise InputError(
            Problem(
                say("{file}, header", file=path),
                say("columns {columns}", columns=listed(rows.columns)),
                say("also {columns}", columns=listed(absent)),
                say("add the columns"),
            )
        )
    rows["code"], rows["new_code"] = rows["code"].str.strip(), rows["new_code"].str.strip()
    for name in ("share_area", "share_people"):
        given = rows[name] if name in rows else pd.Series("1", index=rows.index)
        rows[name] = pd.to_numeric(given, errors="coerce").astype(np.float64)
    rows["assumed"] = (
        rows["assumed"].str.split() if "assumed" in rows else [[] for _ in range(len(rows))]
    )
    if "new_name" not in rows:
        rows["new_name"] = rows["new_code"].map(full_name(units)).fillna(rows["new_code"])
    raise_if_any(_plan_problems(str(path), rows, units))
    results = rows.drop_duplicates("new_code").set_index("new_code")["new_name"]
    split = [split_kind(name) for name in results]
    table = pd.DataFrame(
        {"name": [name for _, name in split], "kind": [kind for kind, _ in split]},
        index=results.index,
    ).sort_index()
    parts = rows[["code", "new_code", "share_area", "share_people"]]
    assumed = frozenset(
        (code, new, share)
        for code, new, named in rows[["code", "new_code", "assumed"]].itertuples(index=False)
        for share in named
    )
    plan = Plan(
        parts.sort_values(["code", "new_code"], ignore_index=True),
        table,
        notes=notes,
        assumed=assumed,
    )
    landless = sorted(set(table.index) - set(heirs(plan)))
    if landless:
        raise InputError(
            Problem(
                say("{place}, column {column}", place=path, column="share_area"),
                say(
                    "no outline for {units}: none takes most of a unit's area",
                    units=listed(landless),
                ),
                say("for each new unit one unit that gives it most of its area"),
                say("divide the outline in the data first, or raise a share"),
            )
        )
    return plan


def _unreadable(error: Exception) -> Text:
    """Say why a csv cannot be read."""
    if isinstance(error, OSError):
        return system_fault(error)
    if isinstance(error, UnicodeDecodeError):
        return say("text that is not UTF-8")
    if isinstance(error, pd.errors.EmptyDataError):
        return say("no row")
    return say("no csv ({fault})", fault=" ".join(str(error).split()))


def _notes(lines: list[str]) -> tuple[Text, ...]:
    """Read notes: ``vi: …`` with ``en: …`` in the next line are one text, as is a line alone."""
    notes: list[Text] = []
    vietnamese = ""
    for line in (line.lstrip("# ").strip() for line in lines):
        if vietnamese and line.startswith("en: "):
            notes[-1] = Text(vietnamese, line.removeprefix("en: "))
        else:
            notes.append(text(line.removeprefix("vi: ")))
        vietnamese = line.removeprefix("vi: ") if line.startswith("vi: ") else ""
    return tuple(notes)


def split_kind(text: str) -> tuple[str, str]:
    """Part a full name into kind and name: "Xã Sơn Kim 1" → ("xa", "Sơn Kim 1").

    The kind is empty when the name begins with none.
    """
    for kind, entry in KINDS.items():
        if text.casefold().startswith(entry.vi.casefold() + " "):
            return kind, text[len(entry.vi) + 1 :].strip()
    return "", text.strip()


def _plan_problems(place: str, rows: pd.DataFrame, units: pd.DataFrame) -> list[Problem]:
    problems = []
    homeless = rows.loc[rows["new_code"] == "", "code"]
    if len(homeless):
        problems.append(
            Problem(
                say("{place}, column {column}", place=place, column="new_code"),
                say("nothing for {units}", units=listed(homeless)),
                say("the code of a new unit"),
                say("fill these rows; a unit that stays has its own code as new_code"),
            )
        )
    unknown = sorted(set(rows["code"]) - set(units.index))
    if unknown:
        problems.append(
            Problem(
                place,
                say("unknown codes {codes}", codes=listed(unknown)),
                say("codes of the units"),
                say("correct them"),
            )
        )
    missing = sorted(set(units.index) - set(rows["code"]))
    if missing:
        problems.append(
            Problem(
                place,
                say("no row for {units}", units=listed(missing)),
                say("every unit"),
                say("give each a row; a unit that stays has its own code as new_code"),
            )
        )
    twice = rows[rows.duplicated(["code", "new_code"])]
    if len(twice):
        problems.append(
            Problem(
                place,
                say("repeated rows for {units}", units=listed(twice["code"])),
                say("one row a unit and new unit"),
                say("remove the repetition"),
            )
        )
    for share in ("share_area", "share_people"):
        total = rows.groupby("code")[share].sum(min_count=1)
        wrong = total[~((total - 1).abs() <= SHARE_TOLERANCE)]
        bad = rows[~rows[share].between(0, 1)]
        for codes in (wrong.index, bad["code"].unique()):
            if len(codes):
                problems.append(
                    Problem(
                        say("{place}, column {column}", place=place, column=share),
                        say(
                            "shares of {units} outside 0…1 or not summing to 1", units=listed(codes)
                        ),
                        say("shares from 0 to 1 that sum to 1 for each unit"),
                        say("correct the shares"),
                    )
                )
                break
    strange = sorted({word for named in rows["assumed"] for word in named} - set(SHARES))
    if strange:
        problems.append(
            Problem(
                say("{place}, column {column}", place=place, column="assumed"),
                listed(strange),
                say("some of {names}, or nothing", names=" ".join(SHARES)),
                say("name the shares of the row that are assumed"),
            )
        )
    names = rows.groupby("new_code")["new_name"].nunique()
    if (names > 1).any():
        problems.append(
            Problem(
                say("{place}, column {column}", place=place, column="new_name"),
                say("several names for {units}", units=listed(names.index[names > 1])),
                say("one name a new unit"),
                say("make the names agree"),
            )
        )
    return problems
