"""What a comparison leaves out: said on every page and sheet that shows one."""

from __future__ import annotations

from collections.abc import Mapping

from planner.errors import listed
from planner.evaluation import Evaluation, doubts
from planner.units import full_name
from planner.units.provenance import rests_on
from planner.words import LANGUAGES, Text, joined, say
from planner.words.outputs.comparison import LEFT_OUT


def left_out(evaluations: Mapping[str, Evaluation]) -> tuple[Text, ...]:
    """Say what a comparison of these plans leaves out: bases, law, divided units, reasons."""
    said: list[Text] = []
    bases = {name: rests_on(each.units) for name, each in evaluations.items()}
    tables = [each.units["people"] for each in evaluations.values()]
    if len(set(bases.values())) > 1 or not all(tables[0].equals(each) for each in tables):
        said.append(
            say(
                "The plans rest on different figures of people ({bases}): what is reckoned in "
                "people, and what standards are met, cannot be held against each other directly.",
                bases=_by_plan(bases),
            )
        )
    else:
        said.append(
            say(
                "People on one base: {base}. On another base other units may meet the standards.",
                base=next(iter(bases.values())),
            )
        )
    laws = {name: each.ruleset.id for name, each in evaluations.items()}
    if len(set(laws.values())) > 1:
        said.append(
            say("The plans were judged by different rule sets ({laws}).", laws=_by_plan(laws))
        )
    doubted = {name: joined(doubts(each.plan), ", ") for name, each in evaluations.items()}
    if any(doubted.values()):
        said.append(
            say(
                "Not proven in a way that can be repeated: {plans}.",
                plans=_by_plan({name: each for name, each in doubted.items() if each}),
            )
        )
    parts = [each.plan.parts for each in evaluations.values()]
    first = next(iter(evaluations.values()))
    divided = sorted({code for p in parts for code in p.loc[p["code"].duplicated(), "code"]})
    if divided:
        said.append(
            say(
                "The division of units: {names} divided among new units; pairs and members count "
                "each with the heir of most people, and maps draw it with the heir of most area.",
                names=_names(first, divided),
            )
        )
    assumed = sorted({code for e in evaluations.values() for code, _, _ in e.plan.assumed})
    if assumed:
        said.append(
            say(
                "The shares of {names} are assumed: figures and verdicts of the units that take a "
                "part change with them.",
                names=_names(first, assumed),
            )
        )
    return (*said, *LEFT_OUT)


def _by_plan(said: Mapping[str, Text | str]) -> Text:
    return joined((joined((name, each), ": ") for name, each in said.items()), "; ")


def _names(evaluation: Evaluation, codes: list[str]) -> Text:
    """Name units, the first few in full."""
    return Text(
        *(
            listed(full_name(evaluation.units, language).loc[codes]).in_(language)
            for language in LANGUAGES
        )
    )
