"""Alternatives: plans beside the best ranked, and all plans near it told as local choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import pandas as pd

from planner.evaluation import Evaluation
from planner.evaluation.compare import INDICATORS
from planner.evaluation.compare.figures import figures
from planner.units import full_name

Groups = frozenset[tuple[str, ...]]
CHOICES = ["place", "option", "price", "units", "new_units", "names"]


@dataclass(frozen=True)
class NearPlans:
    """Plans beside the best.

    Attributes
    ----------
    table : DataFrame
        See :func:`ranked`.
    plans : dict of str to Evaluation
        File → plan, the next best first.
    complete : bool
        All that were asked for were found, or there are no more.
    listed : int
        Plans that were listed, the best among them.
    choices : DataFrame or None
        See :func:`local_choices`; None: not asked for.
    """

    table: pd.DataFrame
    plans: dict[str, Evaluation]
    complete: bool
    listed: int
    choices: pd.DataFrame | None = None


def others_of(one: Evaluation, best: Evaluation) -> pd.Index[str]:
    """Codes of the units that are in a new unit which the best plan does not have."""
    own = groups_of(best)
    return pd.Index(sorted(code for g in groups_of(one) if g not in own for code in g))


def groups_of(evaluation: Evaluation) -> Groups:
    """Members of each new unit of a plan that divides no unit."""
    parts = evaluation.plan.parts
    return frozenset(tuple(sorted(codes)) for _, codes in parts.groupby("new_code")["code"])


def ranked(plans: Mapping[str, Evaluation], values: Sequence[Mapping[str, float]]) -> pd.DataFrame:
    """Put plans in a table, the best first.

    Parameters
    ----------
    plans : mapping of str to Evaluation
        File of each plan → plan, in their order.
    values : sequence of mapping
        For each plan: stage → value, in the stage's unit.

    Returns
    -------
    DataFrame, one row a plan
        ``rank``, ``file``, ``new_units``; for each stage its value and, as ``…_more``, what that
        is above the best plan's; ``other_new_units``, ``other_units``, ``other_people`` and
        ``other_people_percent``: new units that the best plan has not, the units in them, their
        people, and these in percent of all; then the keys of ``INDICATORS``.
    """
    best = next(iter(plans.values()))
    people, rows = best.units["people"], []
    for rank, (name, each) in enumerate(plans.items(), start=1):
        other = others_of(each, best)
        moved = int(people.reindex(other).sum())
        row: dict[str, object] = {"rank": rank, "file": name, "new_units": len(each.merged)}
        for stage, value in values[rank - 1].items():
            row |= {stage: value, f"{stage}_more": round(value - values[0][stage], 6)}
        row |= {
            "other_new_units": len(groups_of(each) - groups_of(best)),
            "other_units": len(other),
            "other_people": moved,
            "other_people_percent": round(100.0 * moved / max(1, int(people.sum())), 2),
        }
        indicators = figures(each)
        row |= {key: indicators[key] for key in INDICATORS if key not in row}
        rows.append(row)
    return pd.DataFrame(rows)


def local_choices(
    best: Evaluation, plans: Sequence[Groups], cost: Mapping[tuple[str, ...], float]
) -> pd.DataFrame:
    """Tell plans as choices in places that do not touch each other.

    A plan differs from the best in some places; what it has in one of them is an option there.
    Two changes that share a unit are in one place.  So every plan that was listed is one option
    in each place, and every such combination is a plan: it costs the sum of the prices.

    Parameters
    ----------
    best : Evaluation
    plans : sequence of frozenset of groups
        Groups as codes of their members, of all plans, the best among them.
    cost : mapping of group to float
        In the unit of the last stage.

    Returns
    -------
    DataFrame
        ``CHOICES``: place and option (0: as the best plan has it), ``price`` above the best,
        codes of the units of the place, its new units (members joined by "+"), and their names.
    """
    own = groups_of(best)
    near: nx.Graph[str] = nx.Graph()
    for plan in plans:
        for group in plan - own:
            nx.add_path(near, group)
    for group in own:
        touched = [code for code in group if code in near]
        near.add_edges_from(pairwise(touched))
    names, rows = full_name(best.units), []
    places = sorted(sorted(place) for place in nx.connected_components(near))
    for number, place in enumerate(places, start=1):
        inside = set(place)
        # Units whose new unit changes bring along all that are with them.
        base = frozenset(group for group in own if inside & set(group))
        options = {frozenset(g for g in plan if inside & set(g)) for plan in plans} - {base}
        priced = sorted(
            (_sum(option, cost) - _sum(base, cost), sorted(option)) for option in options
        )
        for option, (price, groups) in enumerate([(0.0, sorted(base)), *priced]):
            rows.append(
                (
                    number,
                    option,
                    price,
                    " ".join(place),
                    " ".join("+".join(group) for group in groups),
                    "; ".join(" + ".join(names[code] for code in group) for group in groups),
                )
            )
    return pd.DataFrame(rows, columns=CHOICES)


def combinations_within(choices: pd.DataFrame, most: float) -> int:
    """Count the combinations of one option in each place whose prices sum to no more."""
    sums = [0.0]
    for _, options in choices.groupby("place"):
        sums = [before + price for before in sums for price in options["price"]]
        sums = [total for total in sums if total <= most]
    return len(sums)


def _sum(groups: Iterable[tuple[str, ...]], cost: Mapping[tuple[str, ...], float]) -> float:
    return round(sum(cost[group] for group in groups), 6)
