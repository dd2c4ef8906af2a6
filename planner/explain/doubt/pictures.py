"""Pictures of doubt: one for each table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap

import pandas as pd

from planner.explain.doubt.demand import Doubting
from planner.explain.doubt.pairs import column
from planner.explain.wishes import Case
from planner.output.maps.charts import Front, Panel, write_dots, write_fronts
from planner.output.maps.marked import Mark, Marked, write_marked
from planner.plan.terms import stage_name
from planner.units import full_name
from planner.words import Text, number_text, unit_text
from planner.words.outputs.depends import (
    ACROSS,
    AREA,
    CHANGES,
    CHANGES_NOTE,
    CHOSEN,
    DOUBT_HEADS,
    EXACT,
    FIGURES,
    FIGURES_NOTE,
    FRONT,
    LABELS,
    LEAST,
    LOOSER,
    MARKED,
    OF_UNIT,
    PAIRS,
    PEOPLE,
    PLANS,
    UP,
    WORST,
    WORST_NOTE,
)

NAMES = ("pairs", "figures", "worst", "changes", "front")
PICTURES = tuple(f"{name}.{ending}" for name in NAMES for ending in ("pdf", "png"))
COLOURS = {
    "some_apart": ("#4393c3", 2.0, (2.0, 1.4)),
    "open": ("#8c8c8c", 1.6, (0.6, 1.2)),
    "some_joined": ("#d6604d", 2.6, (4.0, 1.2)),
    "all": ("#40001a", 3.8, ()),
}
LONGEST = 46
"""Letters of a line before a row of dots."""
MOST_ROWS = 40
"""Units of the picture of figures: those that are nearest to another verdict."""


def write_pictures(
    part: Path, case: Case, tables: Mapping[str, pd.DataFrame], scope: Doubting
) -> None:
    """Draw all pictures, each as PDF and PNG; of what is empty there is none."""
    write_pairs(part / "pairs", case, tables["pairs"], scope.within_percents[-1])
    _figures(part / "figures", tables["figures"])
    if len(tables["worst"]):
        rows = [PLANS[name].vi for name in tables["worst"]["plan"]]
        named = {name: DOUBT_HEADS[name] for name in ("groups", "unsafe")} | _stages(case)
        _beside(part / "worst", tables["worst"], rows, named, (WORST, WORST_NOTE))
    changes = tables["changes"]
    rows = [_line(words) for words in changes["doubt"]]
    named = {name: DOUBT_HEADS[name] for name in ("groups", "changed")} | _stages(case)
    _beside(part / "changes", changes, rows, named, (CHANGES, CHANGES_NOTE))
    if len(tables["front"]):
        write_front(part / "front", case, tables["front"])


def _stages(case: Case) -> dict[str, Text]:
    """Name the stages, each with its unit of measure."""
    return {
        stage.name: OF_UNIT.filled(name=stage_name(stage.name), unit=unit_text(stage.unit))
        for stage in case.best.stages
    }


def _line(words: object) -> str:
    """Give words in two lines at the most."""
    said = words.vi if isinstance(words, Text) else str(words)
    return "\n".join(wrap(said, LONGEST, max_lines=2, placeholder=" …"))


def write_pairs(path: Path, case: Case, pairs: pd.DataFrame, percent: float) -> None:
    """Draw what near plans do with each border; ``path`` is without its ending."""
    filled = {key: MARKED[key].filled(percent=number_text(percent)) for key in COLOURS}
    marks = {key: Mark(filled[key], *look) for key, look in COLOURS.items()}
    drawn = []
    for row in pairs[pairs["neighbours"]].to_dict("records"):
        state = row[column(percent)]
        if state == "some":
            state = "some_joined" if row["joined"] else "some_apart"
        if state in marks:
            drawn.append((str(row["one"]), str(row["other"]), state))
    units = case.units[["geometry"]].assign(full_name=full_name(case.units).map(str))
    title = Text(case.scenario.title.vi, case.scenario.title.en)
    exact = EXACT.filled(most=case.scenario.groups.largest)
    write_marked(path, [Marked(title, units, drawn)], marks, PAIRS, [exact])


def _figures(path: Path, table: pd.DataFrame) -> None:
    near = table.dropna(subset=["off_percent"]).assign(by=table["off_percent"].abs())
    codes = near.sort_values(["by", "code"], kind="stable")["code"].drop_duplicates()
    chosen = list(codes.head(MOST_ROWS))
    names = table.drop_duplicates("code").set_index("code")["name"].map(str)
    rows = [f"{names[code]} ({code})" for code in chosen]
    panels = []
    for measure, head in (("people", PEOPLE), ("area_km2", AREA)):
        of = table[table["measure"] == measure].set_index("code")["off_percent"]
        index = pd.MultiIndex.from_product([rows, [""]])
        panels.append(Panel(head, pd.Series(of.reindex(chosen).to_numpy(dtype=float), index)))
    write_dots(path, panels, rows, [""], FIGURES, FIGURES_NOTE)


def _beside(
    path: Path,
    table: pd.DataFrame,
    rows: list[str],
    heads: Mapping[str, Text],
    heading: tuple[Text, Text],
) -> None:
    index = pd.MultiIndex.from_product([rows, [""]])
    panels = [
        Panel(head, pd.Series(table[name].astype(float).to_numpy(), index))
        for name, head in heads.items()
    ]
    write_dots(path, panels, rows, [""], *heading)


def write_front(path: Path, case: Case, table: pd.DataFrame) -> None:
    """Draw the front between people disturbed and inertia; ``path`` is without its ending."""
    fronts = []
    for looser, rows in table[~table["dominated"]].groupby("looser_percent"):
        percent = number_text(float(str(looser)))
        name = LOOSER.filled(percent=percent) if looser else LEAST
        labels = [
            f"{row['groups']}" + (f" ({row['unsatisfied']:.0f})" if row["unsatisfied"] else "")
            for row in rows.to_dict("records")
        ]
        fronts.append(Front(name, list(rows["disturbed"]), list(rows["inertia"]), labels))
    own = table[(table["groups"] == len(case.best.results)) & ~table["dominated"]]
    chosen = (float(own["disturbed"].iloc[0]), float(own["inertia"].iloc[0])) if len(own) else None
    write_fronts(path, fronts, FRONT, ACROSS, UP, chosen=chosen, chosen_words=CHOSEN, note=LABELS)
