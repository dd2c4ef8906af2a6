"""What the sheet of changes shows: the plan against the units of today."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from planner.evaluation import Evaluation
from planner.output.maps.printed.contents import (
    DENSE,
    Content,
    codes_of,
    condition_of,
    drawn,
    entries_of,
    level_of,
    names_of,
    numbers_of,
    points_of,
    title_of,
)
from planner.output.maps.printed.contents.borders import find_borders
from planner.output.maps.printed.contents.categories import BY_ROLE, change_category
from planner.output.maps.printed.contents.notes import notes_of
from planner.output.maps.printed.panel import Index
from planner.output.maps.printed.zones import Zone
from planner.plan import heirs
from planner.words import Language
from planner.words.outputs.printed import CHANGED, WORDS
from planner.words.standing import HEADS, STANDS


def changes_content(
    evaluation: Evaluation, units: gpd.GeoDataFrame, zone: Zone, language: Language
) -> Content:
    """Describe the sheet of changes; parameters as ``contents.present_content``."""
    heir = heirs(evaluation.plan).reindex(units.index)
    role = change_category(evaluation).reindex(units.index)
    borders = find_borders(units.geometry)
    new, between = borders.between(heir), borders.between(codes_of(units))
    heavy = borders.touching(role != "stays")
    lines = [("unit", new & ~heavy), ("new", new & heavy), ("dissolved", between & ~new)]
    lines = [(name, chosen) for name, chosen in lines if chosen.any()]
    found = set(role)
    legend = [category for category in BY_ROLE if category.key in found]
    # The members of a new unit stand together in the index.
    changed = units.loc[sorted(role.index[role != "stays"], key=lambda code: (heir[code], code))]
    numbers, labels = numbers_of(changed), names_of(changed)
    numbered = len(changed) <= DENSE
    return Content(
        title=title_of("changes", units),
        counts=CHANGED.filled(
            count=len(changed),
            new=heir.reindex(changed.index).nunique(),
            before=len(units),
            after=len(evaluation.merged),
        ),
        outlines=units.geometry,
        category=role,
        categories=legend,
        gaps=borders.gaps,
        lines=drawn(borders, [*lines, ("province", borders.outer())]),
        numbers=numbers,
        names=names_of(units),
        seats=points_of(evaluation.units, units, zone).reindex(changed.index),
        districts=units.geometry.iloc[:0],
        entries=entries_of(
            legend,
            borders,
            [name for name, _ in lines],
            "centre",
            level_of(units),
            numbered=numbered,
        ),
        index=_index(numbers, labels, evaluation, language),
        notes=notes_of(evaluation, zone, of_plan=True),
        numbered=numbered,
        condition=condition_of(evaluation.plan),
        stands=evaluation.plan.ground,
    )


def _index(
    numbers: pd.Series[str], labels: pd.Series[str], evaluation: Evaluation, language: Language
) -> Index:
    """List the units that change, each with the new units that take it, and how these stand."""
    named = names_of(evaluation.merged)
    heirs_of = evaluation.moves.groupby(level=0)["new_code"].agg(list)
    rows: list[tuple[str, ...]] = [
        (numbers[code], labels[code], ", ".join(str(named[new]) for new in heirs_of[code]))
        for code in labels.index
    ]
    heads = [WORDS["number"], WORDS["name"], WORDS["becomes"]]
    standing = evaluation.plan.standing
    if standing and standing.is_conditional:
        stands = {code: STANDS[key].in_(language) for code, key in standing.mergers.items()}
        heads.append(HEADS["standing"])
        rows = [
            (*row, ", ".join(dict.fromkeys(stands.get(new, "") for new in heirs_of[code])))
            for code, row in zip(labels.index, rows, strict=True)
        ]
    return Index(WORDS["index_changes"], heads, rows, (True,) + (False,) * (len(heads) - 1), 2)
