"""Ties between units beside their borders, told with weight, source and author."""

from __future__ import annotations

from planner.evaluation import Evaluation
from planner.units import full_name
from planner.units.graph import Tie
from planner.words import Text, joined, number_text
from planner.words.text import say, text


def told_ties(evaluation: Evaluation) -> list[Text]:
    """Say of each tie that a scenario names whether the plan keeps it."""
    ties: tuple[Tie, ...] = evaluation.graph.graph.get("ties", ())
    home = evaluation.moves.groupby(level=0)["new_code"].agg(frozenset)
    names = full_name(evaluation.units)
    told = []
    for tie in ties:
        one, other = tie.between
        kept = home[one] & home[other]
        told.append(
            say(
                "{units}: {kept} (weight {weight}; {why}; source: {source}; by {author})",
                units=joined([text(names[one]), text(names[other])], " – "),
                kept=say("stay together") if kept else say("are parted"),
                weight=number_text(tie.weight, 2),
                why=tie.why,
                source=tie.source,
                author=tie.author,
            )
        )
    return told
