"""Units as documents speak of them: names, figures, verdicts, and why one is below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.evaluation import Evaluation
from planner.output.reports.tables import shown_percent
from planner.units import KINDS
from planner.units.columns import MEASURES
from planner.words import STATUS, UNTOUCHED
from planner.words.numbers import number_vi
from planner.words.outputs import dossier as words

# Resolutions name communes first, then wards: the order of the table.
ORDER = sorted((k for k in KINDS if KINDS[k].place), key=lambda k: KINDS[k].place)


@dataclass(frozen=True)
class Figure:
    """A figure that the law asks for: what it is, what was asked, and what is attained.

    Attributes
    ----------
    measure : str
        Its name in Vietnamese, and its key.
    key, unit : str
    value, threshold, percent : float
        Value and threshold in ``unit``; percent of the threshold, rounded down.
    verdict, article : str
    uncertain : bool
        By an assumed share, restored, doubtful or estimated.
    """

    measure: str
    key: str
    unit: str
    value: float
    threshold: float
    percent: float
    verdict: str
    article: str
    uncertain: bool


@dataclass(frozen=True)
class Unit:
    """A unit of today or of the plan.

    Attributes
    ----------
    code, called : str
        Its code; kind and name as sentences have them: "xã Sơn Kim 1".
    people, area : int and float
        The area in km².
    people_uncertain, area_uncertain : bool
    figures : mapping of str to Figure
        By the key of the measure.
    verdict : str
    status : str
        Key of the verdict; ``untouched`` where the law lets it stay below.
    flags : tuple of str
        Special factors.
    waiver : str
        Article that accepts it below a standard; empty where none does.
    members : tuple of str
        Of what a new unit is made; empty for a unit of today.
    neighbours : tuple of str
        New units around it.
    seat : str
        The member whose code it keeps.
    clause : str
        How a resolution makes it.
    names : tuple of str
        Other names that it could have.
    """

    code: str
    called: str
    people: int
    area: float
    people_uncertain: bool
    area_uncertain: bool
    figures: Mapping[str, Figure]
    verdict: str
    status: str
    flags: tuple[str, ...] = ()
    waiver: str = ""
    members: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    seat: str = ""
    clause: str = ""
    names: tuple[str, ...] = ()

    @property
    def missed(self) -> tuple[Figure, ...]:
        """What it does not attain."""
        return tuple(f for f in self.figures.values() if f.percent < 100)


def called_units(table: pd.DataFrame) -> dict[str, str]:
    """Name units as sentences do: "xã Sơn Kim 1"; of one name told apart by district."""
    kinds = table["kind"].map(lambda kind: KINDS[str(kind)].vi.lower())
    plain = kinds + " " + table["name"].astype(str)
    twice = plain.duplicated(keep=False) & (table["district"].astype(str) != "")
    return {
        str(code): words.IN_DISTRICT.format(unit=name, district=_small(str(district)))
        if apart
        else str(name)
        for code, name, apart, district in zip(
            table.index, plain, twice, table["district"], strict=True
        )
    }


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def in_order(table: pd.DataFrame) -> list[str]:
    """Put units in the order of resolutions: communes, then wards, each by code."""
    place = {kind: number for number, kind in enumerate(ORDER)}
    kinds = table["kind"].map(lambda kind: place.get(str(kind), len(ORDER)))
    return [str(code) for code in kinds.sort_index().sort_values(kind="stable").index]


def units_of(evaluation: Evaluation, called: Mapping[str, str], *, after: bool) -> dict[str, Unit]:
    """Describe the units of one side.

    Parameters
    ----------
    evaluation : Evaluation
    called : mapping of str to str
        See :func:`called_units`.
    after : bool
        New units, not those of today.

    Returns
    -------
    dict of str to Unit
        By code; what is known of new units only is filled by ``matter``.
    """
    table = evaluation.merged if after else evaluation.units
    findings = evaluation.findings_after if after else evaluation.findings_before
    verdicts = evaluation.verdicts_after if after else evaluation.verdicts_before
    shown = findings.assign(shown=shown_percent(findings["percent"]).to_numpy())
    figures: dict[str, dict[str, Figure]] = {str(code): {} for code in table.index}
    for row in shown.to_dict("records"):
        if row["status"] == "no_rule":
            continue
        key = str(row["measure"])
        figures[str(row["code"])][key] = Figure(
            measure=MEASURES[key].vi.lower(),
            key=key,
            unit=str(row["unit"]),
            value=float(row["value"]),
            threshold=float(row["threshold"]),
            percent=float(row["shown"]),
            verdict=STATUS[str(row["status"])].vi,
            article=str(row["article"].vi if hasattr(row["article"], "vi") else row["article"]),
            uncertain=bool(row["assumed_share"]),
        )
    waived = shown[shown["waived_by"].astype(bool)]
    waivers = {
        str(code): str(said.vi).partition(": ")[2]
        for code, said in zip(waived["code"], waived["waived_by"], strict=True)
    }
    flagged = {flag: table[flag].fillna(False).astype(bool) for flag in words.FLAGS}
    found = {}
    for code in map(str, table.index):
        status = str(verdicts.at[code, "status"])
        untouched = after and bool(verdicts.at[code, "untouched"])
        found[code] = Unit(
            code=code,
            called=called[code],
            people=int(table.at[code, "people"]),
            area=float(table.at[code, "area_km2"]),
            people_uncertain=bool(table.at[code, "people_assumed"]),
            area_uncertain=bool(table.at[code, "area_assumed"]),
            figures=figures[code],
            verdict=UNTOUCHED.vi if untouched else STATUS[status].vi,
            status="untouched" if untouched else status,
            waiver=waivers.get(code, ""),
            flags=tuple(word for flag, word in words.FLAGS.items() if flagged[flag][code]),
        )
    return found


def reason_below(unit: Unit) -> str:
    """Say what a unit does not attain, each with its figures and the article."""
    return "; ".join(
        words.REASON.format(
            measure=figure.measure,
            value=number_vi(figure.value, 2 if figure.unit == "km²" else 0),
            unit=figure.unit,
            percent=number_vi(figure.percent, 2),
            article=figure.article,
        )
        for figure in unit.missed
    )


def verdict_words(unit: Unit) -> str:
    """Say how a unit stands against the law."""
    return words.VERDICTS[unit.status].format(article=unit.waiver, reason=reason_below(unit))
