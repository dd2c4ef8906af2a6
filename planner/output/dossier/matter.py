"""What documents speak of: the figures, names and lists of a run, ready for sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.evaluation import Evaluation
from planner.evaluation.consequences import seats_chosen
from planner.law.whole import name_candidates
from planner.output.dossier.clauses import Clause, Member, Share, clause_text, closing_text
from planner.output.dossier.layout import Layout, layout_of
from planner.output.dossier.prices import Prices
from planner.output.dossier.units import ORDER, Unit, called_units, in_order, units_of
from planner.output.reports.gis import crosswalk
from planner.plan import SHARE_TOLERANCE, heirs
from planner.scenario import Scenario
from planner.store.record import Result
from planner.units import KINDS, full_name, split_kind
from planner.units.provenance import provenance_of
from planner.words import base_text
from planner.words.law import LEVEL_NOUNS
from planner.words.outputs import dossier as words
from planner.words.outputs.reports import A_PART

DOTS = "……"
NOT_PRICED = Prices()


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
class Matter:
    """Everything that the documents of a run say, and by which layout.

    Attributes
    ----------
    layout : Layout
    evaluation : Evaluation
    scenario : Scenario
    names : DataFrame
        Candidates for names (``law.whole.CANDIDATES``).
    title : str
        Of the scenario.
    province, bare, head : str
        "tỉnh Hà Tĩnh", "Hà Tĩnh", "tỉnh".
    before, after : Side
    present, formed, kept : tuple of Unit
        Units of today; those that the plan makes; those that stay as they are.
    roles : mapping of str to tuple of Unit
        What the law asks → units of today.
    seats : DataFrame, index code of the new unit
        ``planner.evaluation.consequences.SEATS``.
    clauses : tuple of str
        Of the resolution, without numbers; the closing one is ``closing``.
    closing : str
    record : Result
    bases : mapping of str to str
        What ``people`` and ``area`` rest on.
    prices : Prices
        Of its borders, where they are known.
    """

    layout: Layout
    evaluation: Evaluation
    scenario: Scenario
    names: pd.DataFrame
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
    seats: pd.DataFrame
    clauses: tuple[str, ...]
    closing: str
    record: Result
    bases: Mapping[str, str]
    prices: Prices

    @property
    def run(self) -> str:
        """Hash of what the run says of itself, without its clock: by it a dossier names its run."""
        said = self.record.as_dict()
        said = {key: each for key, each in said.items() if key not in ("timing", "files")}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def moved(self) -> tuple[Unit, ...]:
        """Units of today that do not stay as they are: they go elsewhere, or get a new name."""
        moves = self.evaluation.moves
        codes = set(moves.index[moves["role"] != "stays"]) | {unit.code for unit in self.formed}
        return tuple(unit for unit in self.present if unit.code in codes)

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
    record: Result,
    prices: Prices = NOT_PRICED,
) -> Matter:
    """Gather what the documents of a run speak of.

    Parameters
    ----------
    evaluation, scenario
        As ``runs.read_run`` gives them.
    record : Result
        That of the run.
    prices : Prices, optional
        As :func:`read_prices` finds them beside the run.

    Raises
    ------
    InputError
        No dossier is laid down for the rule set.
    """
    layout = layout_of(evaluation.ruleset)
    units, merged = evaluation.units, evaluation.merged
    names = name_candidates(units, evaluation.plan, no_numbers=scenario.law.names.no_numbers)
    called = {"before": called_units(units), "after": called_units(merged)}
    province = str(units["province"].value_counts().index[0])
    kind, bare = _province(province)
    present = units_of(evaluation, called["before"], after=False)
    new = units_of(evaluation, called["after"], after=True)
    same = _unchanged(evaluation)
    order = in_order(merged)
    seats = seats_chosen(evaluation).set_index("code")
    clauses = _clauses(evaluation, called, [code for code in order if code not in same])
    formed = [
        _completed(new[code], evaluation, called, clauses[code], layout, names, seats)
        for code in order
        if code not in same
    ]
    kept = [new[code] for code in order if code in same]
    roles = _by_role(evaluation, present)
    after, place = _side(merged), f"{kind} {bare}"
    closing = closing_text(
        place,
        layout.called,
        after.kinds,
        _side(merged.loc[[unit.code for unit in formed]]).kinds,
        [(_kind(merged, unit.code), merged.at[unit.code, "name"]) for unit in kept],
        most_named=layout.most_named,
    )
    return Matter(
        layout=layout,
        evaluation=evaluation,
        scenario=scenario,
        names=names,
        title=scenario.title.vi,
        province=place,
        bare=bare,
        head=kind,
        before=_side(units),
        after=after,
        present=tuple(present[code] for code in in_order(units)),
        formed=tuple(formed),
        kept=tuple(kept),
        roles=roles,
        clauses=tuple(unit.clause for unit in formed),
        closing=closing,
        record=record,
        seats=seats,
        bases=_bases(units),
        prices=prices,
    )


def _by_role(evaluation: Evaluation, present: Mapping[str, Unit]) -> dict[str, tuple[Unit, ...]]:
    """Part the units of today by what the law asks of them."""
    asked = evaluation.moves.groupby(level=0)["law_role"].first()
    return {
        str(role): tuple(present[code] for code in codes)
        for role, codes in asked.groupby(asked).groups.items()
    }


def _kind(table: pd.DataFrame, code: str) -> str:
    """Name the kind of a unit, as in a sentence."""
    return KINDS[str(table.at[code, "kind"])].vi.lower()


def _bases(units: pd.DataFrame) -> dict[str, str]:
    """Name what people and areas rest on; of several bases, each with how many units."""
    known = provenance_of(units).bases
    said = {}
    for key in ("people", "area"):
        counts = units[f"{key}_base"].value_counts().sort_index()
        several = len(counts) > 1
        said[key] = "; ".join(
            base_text(base, known).vi + words.OF_UNITS.format(count=count) * several
            for base, count in zip(counts.index.astype(str), counts, strict=True)
        )
    return said


def name_origin(matter: Matter, new_code: str, origin: str) -> str:
    """Say where a name of a new unit comes from: a unit of today, by its code, or its district."""
    called = {unit.code: unit.called for unit in matter.present}
    if origin in called:
        return words.FROM_MEMBER.format(name=called[origin])
    parts = matter.evaluation.plan.parts
    member = parts["code"][parts["new_code"] == new_code].iloc[0]
    district = str(matter.evaluation.units.at[member, "district"])
    return words.FROM_DISTRICT.format(name=district[:1].lower() + district[1:])


def _unchanged(evaluation: Evaluation) -> set[str]:
    """Find new units that are one of today: under another name, or of another kind, it is new."""
    rows = evaluation.moves[evaluation.moves["role"] == "stays"]
    plain = {
        name: dict(zip(table.index, full_name(table), strict=True))
        for name, table in (("old", evaluation.units), ("new", evaluation.merged))
    }
    pairs = zip(rows.index, rows["new_code"], strict=True)
    return {str(new) for old, new in pairs if plain["old"][old] == plain["new"][new]}


def _province(name: str) -> tuple[str, str]:
    kind, bare = split_kind(name, "province")
    if KINDS[kind].level == "province":
        return KINDS[kind].vi.lower(), bare
    # Units of no known province: people have to write it.
    return LEVEL_NOUNS["province"].vi, name or DOTS


def _side(table: pd.DataFrame) -> Side:
    counts = table["kind"].value_counts()
    known = dict.fromkeys([*ORDER, *KINDS.among(counts.index)])
    kinds = {KINDS[kind].vi.lower(): int(counts[kind]) for kind in known if kind in counts}
    return Side(kinds, int(table["people"].sum()), float(table["area_km2"].sum()))


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
    places = {code: place for place, code in enumerate(in_order(units))}
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
            kind = _kind(units, old)
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
        members.sort(key=lambda member: member.kind == KINDS[ORDER[0]].vi.lower())
        clauses[code] = Clause(
            _kind(merged, code),
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
        code: tuple(called[other] for other in in_order(evaluation.merged.loc[sorted(others)]))
        for code, others in around.items()
    }


def _completed(
    unit: Unit,
    evaluation: Evaluation,
    called: Mapping[str, Mapping[str, str]],
    clause: Clause,
    layout: Layout,
    names: pd.DataFrame,
    seats: pd.DataFrame,
) -> Unit:
    """Say of a new unit of what it is made, what lies around it, and how it is called."""
    rows = evaluation.moves[evaluation.moves["new_code"] == unit.code]
    old = called["before"]
    members = tuple(
        old[str(code)] + (f" ({A_PART.vi})" if role == "divided" else "")
        for code, role in zip(rows.index, rows["role"], strict=True)
    )
    seat = old.get(unit.code, "") if unit.code in rows.index else ""
    if office := str(seats.at[unit.code, "office"]):
        seat = f"{office} ({old[str(seats.at[unit.code, 'seat_in'])]})"
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
