"""What documents speak of: the figures, names and lists of a run, ready to be put into sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.dossier.clauses import Clause, Member, Share, clause_text, closing_text
from planner.dossier.layout import Layout, layout_of
from planner.evaluate import Evaluation
from planner.plan import SHARE_TOLERANCE, heirs
from planner.reports.gis import crosswalk
from planner.reports.tables import shown_percent
from planner.scenario import Scenario
from planner.units import KINDS
from planner.units.columns import MEASURES
from planner.units.provenance import rests_on
from planner.words import STATUS, UNTOUCHED
from planner.words.numbers import number_vi
from planner.words.outputs import dossier as words
from planner.words.outputs.reports import A_PART

# Resolutions name communes first, then wards.
ORDER = ("xa", "phuong", "thi_tran", "dac_khu")


@dataclass(frozen=True)
class Side:
    """Before or after: how many units of each kind, people and area.

    Attributes
    ----------
    kinds : mapping of str to int
        Kind in Vietnamese, in the order of ``ORDER``.
    people : int
    area : float
        In km².
    """

    kinds: Mapping[str, int]
    people: int
    area: float

    @property
    def count(self) -> int:
        """All units."""
        return sum(self.kinds.values())


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


@dataclass(frozen=True)
class Matter:
    """Everything that the documents of a run say, and by which layout.

    Attributes
    ----------
    layout : Layout
    evaluation : Evaluation
    title : str
        Of the scenario.
    province, bare, head : str
        "tỉnh Hà Tĩnh", "Hà Tĩnh", "tỉnh".
    before, after : Side
    present, formed, kept : tuple of Unit
        Units of today; those that the plan makes; those that stay as they are.
    roles : mapping of str to tuple of Unit
        What the law asks → units of today.
    clauses : tuple of str
        Of the resolution, without numbers; the closing one is ``closing``.
    closing : str
    record : mapping
        ``result.json`` of the run.
    bases : mapping of str to str
        What ``people`` and ``area`` rest on.
    """

    layout: Layout
    evaluation: Evaluation
    title: str
    province: str
    bare: str
    head: str
    before: Side
    after: Side
    present: tuple[Unit, ...]
    formed: tuple[Unit, ...]
    kept: tuple[Unit, ...]
    roles: Mapping[str, tuple[Unit, ...]]
    clauses: tuple[str, ...]
    closing: str
    record: Mapping[str, Any]
    bases: Mapping[str, str]

    @property
    def fewer(self) -> int:
        """How many units fewer there will be."""
        return self.before.count - self.after.count

    @property
    def fewer_percent(self) -> float:
        """Likewise, in percent of those of today."""
        return 100.0 * self.fewer / self.before.count


def gather(
    evaluation: Evaluation,
    scenario: Scenario,
    record: Mapping[str, Any],
    names: pd.DataFrame,
) -> Matter:
    """Gather what the documents of a run speak of.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them.
    record : mapping
        ``result.json`` of the run.
    names : DataFrame
        Candidates for names (``law.whole.CANDIDATES``).

    Raises
    ------
    InputError
        No dossier is laid down for the rule set.
    """
    layout = layout_of(evaluation.ruleset)
    units, merged = evaluation.units, evaluation.merged
    called = {"before": called_units(units), "after": called_units(merged)}
    province = str(units["province"].value_counts().index[0])
    kind, bare = _province(province)
    present = _units(evaluation, called["before"], after=False)
    new = _units(evaluation, called["after"], after=True)
    alone = {code: rows for code, rows in evaluation.moves.groupby("new_code")}
    stays = {code for code, rows in alone.items() if (rows["role"] == "stays").all()}
    # A unit alone under another name or of another kind is made anew by a clause.
    same = {code for code in stays if called["after"][code] == called["before"].get(code)}
    order = _order(merged)
    clauses = _clauses(evaluation, called, [code for code in order if code not in same])
    formed = [
        _completed(new[code], evaluation, called, clauses[code], layout, names)
        for code in order
        if code not in same
    ]
    kept = [new[code] for code in order if code in same]
    asked = evaluation.moves.groupby(level=0)["law_role"].first()
    roles = {
        str(role): tuple(present[code] for code in codes)
        for role, codes in asked.groupby(asked).groups.items()
    }
    after = _side(merged)
    closing = closing_text(
        f"{kind} {bare}",
        after.kinds,
        _side(merged.loc[[unit.code for unit in formed]]).kinds,
        [(KINDS[str(merged.at[u.code, "kind"])].vi.lower(), merged.at[u.code, "name"]) for u in kept],
        most_named=layout.most_named,
    )
    return Matter(
        layout=layout,
        evaluation=evaluation,
        title=scenario.title.vi,
        province=f"{kind} {bare}",
        bare=bare,
        head=kind,
        before=_side(units),
        after=after,
        present=tuple(present[code] for code in _order(units)),
        formed=tuple(formed),
        kept=tuple(kept),
        roles=roles,
        clauses=tuple(unit.clause for unit in formed),
        closing=closing,
        record=record,
        bases={
            "people": rests_on(units, "people_base").vi,
            "area": rests_on(units, "area_base").vi,
        },
    )


def _province(name: str) -> tuple[str, str]:
    for key in ("tinh", "thanh_pho_tw"):
        head = KINDS[key].vi
        if name.startswith(f"{head} "):
            return head.lower(), name.removeprefix(f"{head} ")
    return KINDS["tinh"].vi.lower(), name


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


def _order(table: pd.DataFrame) -> list[str]:
    """Put units in the order of resolutions: communes, then wards, each by code."""
    place = {kind: number for number, kind in enumerate(ORDER)}
    kinds = table["kind"].map(lambda kind: place.get(str(kind), len(ORDER)))
    return [str(code) for code in kinds.sort_index().sort_values(kind="stable").index]


def _side(table: pd.DataFrame) -> Side:
    counts = table["kind"].value_counts()
    known = [*ORDER, *(kind for kind in KINDS if kind not in ORDER)]
    kinds = {KINDS[kind].vi.lower(): int(counts[kind]) for kind in known if kind in counts}
    return Side(kinds, int(table["people"].sum()), float(table["area_km2"].sum()))


def _units(evaluation: Evaluation, called: Mapping[str, str], *, after: bool) -> dict[str, Unit]:
    """Describe the units of one side."""
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


def _clauses(
    evaluation: Evaluation, called: Mapping[str, Mapping[str, str]], order: Sequence[str]
) -> dict[str, Clause]:
    """Make a clause for each new unit, in the order in which they will be numbered."""
    table = crosswalk(evaluation)
    by_new = {str(code): rows for code, rows in table.groupby("new_code")}
    around = _neighbours(evaluation, called["after"])
    units, merged = evaluation.units, evaluation.merged
    taken: dict[str, list[tuple[int, float, float]]] = {}
    clauses = {}
    places = {code: place for place, code in enumerate(_order(units))}
    for number, code in enumerate(order, 1):
        rows = by_new[code].to_dict("records")
        members = []
        for row in sorted(rows, key=lambda row: places[str(row["old_code"])]):
            old = str(row["old_code"])
            earlier = taken.setdefault(old, [])
            shares = [
                _share(float(row[f"share_{name}"]), [part[at] for part in earlier])
                for at, name in ((1, "area"), (2, "people"))
            ]
            after = tuple(part[0] for part in earlier) if "rest" in shares else ()
            earlier.append((number, float(row["share_area"]), float(row["share_people"])))
            kind = KINDS[str(units.at[old, "kind"])].vi.lower()
            members.append(
                Member(
                    kind,
                    called["before"][old].removeprefix(f"{kind} "),
                    shares[0],
                    shares[1],
                    after,
                    float(units.at[old, "area_km2"]) * float(row["share_area"]),
                    round(float(units.at[old, "people"]) * float(row["share_people"])),
                )
            )
        # Townships and wards are named before communes, as in the resolutions.
        members.sort(key=lambda member: member.kind == KINDS["xa"].vi.lower())
        clauses[code] = Clause(
            KINDS[str(merged.at[code, "kind"])].vi.lower(),
            str(merged.at[code, "name"]),
            tuple(members),
            float(merged.at[code, "area_km2"]),
            int(merged.at[code, "people"]),
            around[code],
        )
    return clauses


def _share(share: float, earlier: Sequence[float]) -> Share:
    """Say how much of a unit goes: all of it, a part, what earlier clauses left, or none."""
    if share <= SHARE_TOLERANCE:
        return "none"
    if share >= 1.0 - SHARE_TOLERANCE:
        return "all"
    left = any(part > SHARE_TOLERANCE for part in earlier)
    return "rest" if left and sum(earlier) + share >= 1.0 - SHARE_TOLERANCE else "part"


def _neighbours(evaluation: Evaluation, called: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Name the new units around each, by name."""
    heir = heirs(evaluation.plan)
    around: dict[str, set[str]] = {str(code): set() for code in evaluation.merged.index}
    for one, other in evaluation.graph.edges:
        pair = str(heir[one]), str(heir[other])
        if pair[0] != pair[1]:
            around[pair[0]].add(pair[1])
            around[pair[1]].add(pair[0])
    return {
        code: tuple(called[other] for other in _order(evaluation.merged.loc[sorted(others)]))
        for code, others in around.items()
    }


def _completed(
    unit: Unit,
    evaluation: Evaluation,
    called: Mapping[str, Mapping[str, str]],
    clause: Clause,
    layout: Layout,
    names: pd.DataFrame,
) -> Unit:
    """Say of a new unit of what it is made, what lies around it, and how it is called."""
    rows = evaluation.moves[evaluation.moves["new_code"] == unit.code]
    old = called["before"]
    members = tuple(
        old[member.code] + (f" ({A_PART.vi})" if member.role == "divided" else "")
        for member in rows.reset_index().itertuples()
    )
    seat = old.get(unit.code, "") if unit.code in rows.index else ""
    other = names[(names["new_code"].astype(str) == unit.code) & ~names["chosen"].astype(bool)]
    return Unit(
        **{
            **vars(unit),
            "members": members,
            "neighbours": clause.neighbours,
            "seat": seat,
            "clause": clause_text(clause, layout.clauses),
            "names": tuple(other["name"].astype(str)),
        }
    )


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
