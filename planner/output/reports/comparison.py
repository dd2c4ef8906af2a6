"""Comparison → a folder: page, workbook, json and the table of differences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.evaluation import Evaluation, evaluate
from planner.evaluation.compare import (
    INDICATORS,
    MOST_PLANS,
    PAIR_FIGURES,
    Comparison,
    Figure,
    compare,
)
from planner.evaluation.compare.alternatives import NearPlans, local_choices, ranked
from planner.optimize.certificate import Statement
from planner.optimize.choices.partition import groups_of, last_costs, plan_of_sets, whole_plans
from planner.output.maps.comparison import write_comparison_page
from planner.output.reports.csvs import write_csv, write_told
from planner.output.reports.workbook.book import Sheet, write_book
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.plan import new_names
from planner.scenario import CsvForm, Scenario
from planner.store.folder import run_folder
from planner.units import split_kind
from planner.words import NO_TEXT, Text, joined, text
from planner.words.outputs.comparison import ALL_PLANS, BOOK_HEADS, CONTENT, SHEETS, TITLE
from planner.words.outputs.reports import YES_NO
from planner.words.text import say

Cause = Callable[[Sequence[str]], Text]
COMPARISON_FILES = ("comparison.html", "comparison.json", "comparison.xlsx", "differences.csv")


def write_comparison(
    evaluations: Mapping[str, Evaluation],
    folder: Path,
    *,
    titles: Mapping[str, Text] | None = None,
    cause: Cause | None = None,
    csv: CsvForm = "plain",
    force: bool = False,
) -> Comparison:
    """Compare plans and write all that there is to see, whole or not at all.

    Parameters
    ----------
    evaluations : mapping of name to Evaluation
        Two to five plans on the same units, in the order of the columns.
    folder : Path
        Made with its parents if need be; holds ``COMPARISON_FILES`` then.
    titles : mapping of name to Text, optional
        What plans are called in full, beside their short names.
    cause : callable, optional
        Of a unit that is not in the same new unit everywhere, its code and names → why: written
        beside it (column ``cause`` of ``differences.csv``, of the workbook, of the record).
    csv : {"plain", "excel"}
        Form of the table: for programs, or with the headings and words of the workbook.
    force : bool
        Replace a comparison that is there; what no command wrote is kept.

    Returns
    -------
    Comparison
        What was written; the same plans give the same bytes.

    Raises
    ------
    InputError
        The plans cannot be compared, or the folder cannot be written.
    """
    comparison, titles = compare(evaluations), titles or {}
    if cause is not None:
        comparison = _with_causes(comparison, cause)
    record = "comparison.json"
    with run_folder(Path(folder), force=force, files=COMPARISON_FILES, record=record) as part:
        page, book = part / "comparison.html", part / "comparison.xlsx"
        write_comparison_page(comparison, evaluations, page, titles=titles)
        write_comparison_workbook(comparison, book, titles)
        described = as_json(comparison, titles)
        text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False)
        (part / "comparison.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        table, shown = comparison.differences.reset_index(), _units(comparison)
        write_told(table, shown, part / "differences.csv", csv)
    return comparison


def _with_causes(comparison: Comparison, cause: Cause) -> Comparison:
    """Write beside each unit that changed why it did."""
    rows = comparison.differences
    named = rows[[column for column in rows if str(column).startswith("new_unit: ")]]
    changed = ~rows["same_partners"] | (named.nunique(axis=1) > 1)
    told = [
        cause([str(code), name, split_kind(name)[1]]) if differs else NO_TEXT
        for code, name, differs in zip(rows.index, rows["name"].astype(str), changed, strict=True)
    ]
    causes = pd.Series(told, rows.index, dtype="object")
    return replace(comparison, differences=rows.assign(cause=causes))


def as_json(comparison: Comparison, titles: Mapping[str, Text] | None = None) -> dict[str, Any]:
    """Describe a comparison in plain data; a figure that does not exist is ``None``."""
    called = titles or {}
    return {
        "plans": [text(name).by_language() for name in comparison.plans],
        "titles": [
            called[name].by_language() if name in called else None for name in comparison.plans
        ],
        "indicators": [
            {
                "indicator": key,
                **_described(figure),
                "values": [_number(value) for value in comparison.table.loc[key].to_numpy()],
            }
            for key, figure in INDICATORS.items()
        ],
        "pairs": [
            {
                "plans": [
                    comparison.plans.index(row["first"]),
                    comparison.plans.index(row["second"]),
                ],
                **{key: _number(row[key]) for key in PAIR_FIGURES},
            }
            for row in comparison.pairs.to_dict("records")
        ],
        "pair_figures": {key: _described(figure) for key, figure in PAIR_FIGURES.items()},
        **_causes(comparison.differences),
        "units": len(comparison.differences),
        "units_with_other_partners": int((~comparison.differences["same_partners"]).sum()),
        "left_out": [said.by_language() for said in comparison.left_out],
        "notes": [
            {"plan": comparison.plans.index(plan), **note.by_language()}
            for plan, note in comparison.notes
        ],
    }


def _causes(rows: pd.DataFrame) -> dict[str, dict[str, dict[str, str]]]:
    """Describe why units changed, by code, where that was asked."""
    if "cause" not in rows:
        return {}
    told = {str(code): said.by_language() for code, said in rows["cause"].items() if said.vi}
    return {"causes": told}


def _described(figure: Figure) -> dict[str, dict[str, str]]:
    texts = {"name": figure.name, "unit": figure.unit, "formula": figure.formula}
    return {key: said.by_language() for key, said in texts.items()}


def _number(value: Any) -> float | int | None:
    number = float(value)
    if not np.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def write_comparison_workbook(
    comparison: Comparison, path: Path, titles: Mapping[str, Text] | None = None
) -> None:
    """Write the workbook of a comparison, the same bytes for the same content.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    named = {
        "indicators": (_indicators(comparison, titles or {}), 1),
        "pairs": (_pairs(comparison), 2),
        "units": (_units(comparison), 2),
        "left_out": (_left_out(comparison), 0),
        "formulas": (_formulas(), 1),
    }
    sheets = [
        Sheet(SHEETS[name][0], joined((TITLE, SHEETS[name][1]), ": "), fields, fixed)
        for name, (fields, fixed) in named.items()
    ]
    write_book(path, TITLE.vi, sheets)


def _kind(figure: Figure) -> CellKind:
    return "whole" if figure.decimals == 0 else "ratio" if figure.decimals > 2 else "decimal"


def _indicators(comparison: Comparison, titles: Mapping[str, Text]) -> list[Field]:
    shown = list(INDICATORS.values())
    kinds = [_kind(figure) for figure in shown]
    plans = [
        Field(
            Text(name, titles[name].vi if name in titles else ""),
            comparison.table.loc[list(INDICATORS), name],
            kinds,
            width=24,
        )
        for name in comparison.plans
    ]
    return [
        _column("indicator", (figure.name.vi for figure in shown), 36),
        _column("english", (figure.name.en for figure in shown), 34),
        _column("unit", (figure.unit for figure in shown), 24),
        *plans,
    ]


def _pairs(comparison: Comparison) -> list[Field]:
    rows = comparison.pairs
    return [
        *(_column(name, rows[name], 30) for name in ("first", "second")),
        *(Field(_with_unit(f), rows[key], _kind(f)) for key, f in PAIR_FIGURES.items()),
    ]


def _with_unit(figure: Figure) -> Text:
    name, unit = figure.name, figure.unit
    return Text(f"{name.vi} ({unit.vi})", f"{name.en} ({unit.en})") if unit else name


def _units(comparison: Comparison) -> list[Field]:
    rows = comparison.differences
    return [
        _column("code", rows.index, 10),
        _column("name", rows["name"], 30),
        Field(BOOK_HEADS["people"], rows["people"], "whole", total=True),
        *(Field(Text(name, ""), rows[f"new_unit: {name}"], width=28) for name in comparison.plans),
        *(
            _column(name, rows[name].map(YES_NO), 14)
            for name in ("same_partners", "divided", "assumed_share")
        ),
        *([_column("cause", rows["cause"], 36)] if "cause" in rows else []),
    ]


def _left_out(comparison: Comparison) -> list[Field]:
    lines = [(ALL_PLANS.vi, said) for said in comparison.left_out]
    lines += comparison.notes
    return [
        _column("plan", (plan for plan, _ in lines), 24),
        Field(Text(CONTENT, ""), _series(said.vi for _, said in lines), width=70),
        _column("english", (said.en for _, said in lines), 70),
    ]


def _formulas() -> list[Field]:
    shown = [*INDICATORS.values(), *PAIR_FIGURES.values()]
    return [
        _column("figure", (figure.name.vi for figure in shown), 36),
        _column("formula", (figure.formula.vi for figure in shown), 46),
        _column("english", (figure.name.en for figure in shown), 34),
        _column("formula_english", (figure.formula.en for figure in shown), 46),
    ]


def _column(name: str, values: Iterable[Any], width: float) -> Field:
    return Field(BOOK_HEADS[name], _series(values), width=width)


def _series(values: Iterable[Any]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype="object")


def plans_beside(scenario: Scenario, best: Evaluation, statement: Statement) -> NearPlans:
    """Evaluate the plans beside the best: those that were asked for, in full.

    Parameters
    ----------
    scenario : Scenario
    best : Evaluation
    statement : mapping
        What the certificate says of the others.
    """
    problem, listed = (
        scenario.problem(best.units, best.graph, best.ruleset),
        whole_plans(best.plan, statement),
    )
    values = [plan_of_sets(problem, groups_of(best.plan))[1]]
    plans = {"plan.csv": best}
    for rank, groups in enumerate(listed[: scenario.alternatives.number - 1], start=2):
        plan, value = plan_of_sets(problem, groups)
        plans[f"alternative_{rank}.csv"] = evaluate(
            best.units, best.graph, plan, best.ruleset, seats=scenario.groups.seats
        )
        values.append(value)
    choices = None
    if scenario.alternatives.within_percent is not None:
        own = [frozenset(map(tuple, groups)) for groups in (groups_of(best.plan), *listed)]
        known = sorted({group for groups in own for group in groups})
        costs = last_costs(problem, known)
        choices = local_choices(best, own, dict(zip(known, costs, strict=True)))
    table, others = ranked(plans, values), {n: p for n, p in plans.items() if p is not best}
    return NearPlans(table, others, statement["complete"], len(listed) + 1, choices)


def write_alternatives(
    best: Evaluation, alternatives: NearPlans, folder: Path, form: CsvForm = "plain"
) -> None:
    """Write ``alternatives.csv``, a plan for each, the page, and the choices where asked for.

    Parameters
    ----------
    best : Evaluation
    alternatives : NearPlans
    folder : Path
        The run folder.
    form : {"plain", "excel"}
        How csv files are written; they come back into the program, and keep their headings.
    """
    write_csv(alternatives.table, folder / "alternatives.csv", form)
    if alternatives.choices is not None:
        write_csv(alternatives.choices, folder / "choices.csv", form)
    for name, each in alternatives.plans.items():
        write_csv(new_names(each.units, each.plan), folder / name, form, digits=None)
    shown = {"1": best}
    shown |= {str(rank): plan for rank, plan in enumerate(alternatives.plans.values(), start=2)}
    shown = dict(list(shown.items())[:MOST_PLANS])
    if len(shown) < 2:
        return
    titles = {
        rank: say("the best plan") if rank == "1" else say("next best plan, rank {rank}", rank=rank)
        for rank in shown
    }
    title = say("The best plans, one after the other")
    page = folder / "alternatives.html"
    write_comparison_page(compare(shown), shown, page, titles=titles, title=title)
