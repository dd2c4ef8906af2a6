"""Why a unit changes, and with whom: the rule and its figure, every partner and its price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planner.evaluation import Evaluation
from planner.evaluation.consequences.more import stage_aloud
from planner.explain.wishes import Case, Price, price_sentence
from planner.optimize import CountSettings
from planner.units import COLUMNS, full_name
from planner.words import LAW_ROLES, STATUS, Text, joined, number_text, on_paper, text
from planner.words.law import unkeyed
from planner.words.numbers import percent_words, quantity_words
from planner.words.text import inside, say

Decided = Literal["law", "count", "limits", "neighbours", "neighbour", "cost", "stays"]


@dataclass(frozen=True)
class Explained:
    """Why a unit is what the best plan makes of it.

    Attributes
    ----------
    code : str
    law : tuple of Text
        What the law asks of it, and the figures.
    plan : Text
        What the plan makes of it.
    alone : Price
        Of leaving it as it is.
    partners : tuple of (str, Price)
        Neighbours, those that cost least first, each with the best plan that joins the two.
    decided : str
        What decided.
    """

    code: str
    law: tuple[Text, ...]
    plan: Text
    alone: Price
    partners: tuple[tuple[str, Price], ...]
    decided: Decided

    @property
    def rejected(self) -> list[tuple[str, Price]]:
        """The two best partners that the plan does not give it."""
        return [each for each in self.partners if each[1].plan and not each[1].free][:2]

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it."""
        return {
            "code": self.code,
            "law": [said.by_language() for said in self.law],
            "plan": self.plan.by_language(),
            "alone": self.alone.as_dict(),
            "partners": [{"code": code, **price.as_dict()} for code, price in self.partners],
            "decided": self.decided,
        }


def explain_unit(case: Case, code: str) -> Explained:
    """Explain one unit.

    Parameters
    ----------
    case : Case
    code : str
        Of the unit.
    """
    near = sorted(str(each) for each in case.evaluation.graph[code])
    prices = [(other, case.price(case.merge([code, other]))) for other in near]
    prices.sort(key=lambda each: (each[1].best_more, [m[3] for m in each[1].more], each[0]))
    alone = case.price(case.alone(code))
    decided = _decided(case, code, alone, [price for _, price in prices])
    law, plan = tuple(_law(case.evaluation, code)), _of_plan(case, code)
    return Explained(code, law, plan, alone, tuple(prices), decided)


def _decided(case: Case, code: str, alone: Price, partners: list[Price]) -> Decided:
    """Tell whether law, count, neighbours or cost decided."""
    if (case.home == case.home[code]).sum() == 1:
        return "stays" if any(price.plan for price in partners) else "neighbours"
    if len([price for price in partners if price.plan]) == 1:
        return "neighbours"
    if alone.plan is None:
        return "limits" if case.scenario.count == CountSettings() else "count"
    first = next((more for more in alone.more if alone.best_more), None)
    if first is not None and first[0] in ("unsatisfied", "shortfall", "below_standard"):
        asked = case.evaluation.moves.loc[[code], "law_role"].iloc[0]
        return "law" if asked == "mandatory" else "neighbour"
    return "cost"


def _law(evaluation: Evaluation, code: str) -> list[Text]:
    """Say what figures a unit has, what the law asks of it, and why."""
    unit = evaluation.units.loc[code]
    name = full_name(evaluation.units)[code]
    said = [
        say(
            "{unit} has {people} and {area}.",
            unit=name,
            people=quantity_words(int(unit["people"]), "người"),
            area=quantity_words(float(unit["area_km2"]), "km²", 2),
        )
    ]
    found = evaluation.findings_before
    for row in found[found["code"] == code].to_dict("records"):
        said.append(
            say(
                "{measure}: {value}; {threshold} are needed, which is {percent} – {status}"
                " ({article}).",
                measure=Text(COLUMNS[row["measure"]].vi, COLUMNS[row["measure"]].en),
                status=inside(STATUS[str(row["status"])]),
                value=quantity_words(row["value"], row["unit"]),
                threshold=quantity_words(row["threshold"], row["unit"]),
                percent=percent_words(row["percent"]),
                article=_cited(text(row["article"])),
            )
        )
    move = evaluation.moves.loc[[code]].iloc[0]
    asked = inside(LAW_ROLES[str(move["law_role"])])
    reason = _cited(unkeyed(text(move["law_reason"])))
    said.append(
        say("What is asked of it: {role}; the ground: {reason}.", role=asked, reason=reason)
        if reason
        else say("What is asked of it: {role}.", role=asked)
    )
    return said


def _cited(article: Text) -> Text:
    """Cite a text of law as it is read aloud."""
    return Text(on_paper(article.vi), article.en)


def _of_plan(case: Case, code: str) -> Text:
    """Say what the best plan makes of a unit."""
    with_it = [str(c) for c in case.home.index[case.home == case.home[code]] if c != code]
    if not with_it:
        return say("The best plan leaves {unit} as it is.", unit=case.names[code])
    people = int(case.units.loc[[code, *with_it], "people"].sum())
    area = float(case.units.loc[[code, *with_it], "area_km2"].sum())
    return say(
        "The best plan merges {unit} with {others}: {people}, {area}.",
        unit=case.names[code],
        others=case.named(with_it),
        people=quantity_words(people, "người"),
        area=quantity_words(area, "km²", 2),
    )


def sentences(case: Case, explained: Explained) -> list[Text]:
    """Say all of it, a sentence a line, as it can be read aloud."""
    name = case.names[explained.code]
    home = case.home[explained.code]
    lines = [*explained.law, explained.plan]
    # What the plan does was said just now.
    if (case.home == home).sum() > 1:
        lines.append(price_sentence(case, explained.alone))
    lines += [price_sentence(case, price) for code, price in explained.partners
              if case.home[code] != home]  # fmt: skip
    rejected = [
        say("({number}) to merge it with {unit}", number=number, unit=case.names[code])
        for number, (code, _) in enumerate(explained.rejected, 1)
    ]
    if rejected:
        lines.append(
            say("After the best plan, the next best: {ways}.", ways=joined(rejected, "; "))
        )
        lines += _loose(case)
    return [*lines, _verdict(name, explained, number_text(len(explained.partners)))]


def _loose(case: Case) -> Iterator[Text]:
    """Say why a partner may rank before one with smaller figures: stages that may be worse."""
    for stage in case.best.stages[:-1]:
        if stage.within_percent:
            yield say(
                "By the objective {stage} may be up to {percent} % worse, where later stages are"
                " better for it: a partner may rank before another with a smaller figure.",
                stage=stage_aloud(stage.name),
                percent=number_text(stage.within_percent),
            )


def _verdict(name: str, explained: Explained, near: Text) -> Text:
    """Say what decided."""
    return {
        "law": say("What decided: the law. Left as it is, {unit} would not be settled.", unit=name),
        "count": say("What decided: the number of new units that was asked for."),
        "limits": say("What decided: the limits and locks of the scenario."),
        "neighbours": say(
            "What decided: its neighbours; of {count}, one at most can be joined.", count=near
        ),
        "neighbour": say(
            "What decided: a neighbour of {unit} that the law asks to change.", unit=name
        ),
        "cost": say("What decided: the cost. Others are possible, and dearer."),
        "stays": say(
            "What decided: the cost. Each merger of {unit} makes the plan worse.", unit=name
        ),
    }[explained.decided]
