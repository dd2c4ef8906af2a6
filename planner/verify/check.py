"""An independent check of a plan: no code of the optimizer, the law or the tables.

It imports only the standard library, numpy, networkx, shapely and the words it
complains in, takes plain figures, judges them by the checker's own law, and
answers with a list of complaints.  An empty list says that every unit is in exactly one group, that
every group hangs together on shared borders, and that the claimed people, area
and verdict of every new unit are what the rule file and the figures give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.verify.facts import HELD, MEMBERS, column, combined
from planner.verify.law import judge, said_ways, settled
from planner.verify.pool import LOCKS
from planner.words.law import STATUS
from planner.words.text import Text, say, text

Facts = Mapping[str, Any]
# What a merged unit has itself when one member has it, or what asks more of it; any other
# property would lower what is asked, and holds only where all members have it.
ONE_IS_ENOUGH = ("land_border", "central_city", "people_assumed", "area_assumed")
Part = tuple[str, str, float, float]


class Borders(TypedDict, total=False):
    """What is asked of neighbours.

    ``min_border_m``: least shared border, in metres; ``min_border_percent``: likewise, of the
    shorter perimeter; ``bridges``, ``barriers``: pairs of codes, added and taken away.
    """

    min_border_m: float
    min_border_percent: float
    bridges: Iterable[tuple[str, str]]
    barriers: Iterable[tuple[str, str]]


class PlanLimits(TypedDict, total=False):
    """What a scenario asks of a plan; nothing where a key is missing.

    ``locks``: a key of ``LOCKS`` → its locks; the others as the settings of groups and count.
    """

    most_members: int | None
    max_people: int | None
    max_area_km2: float | None
    count: tuple[int | None, int | None]
    locks: Mapping[str, Iterable[Sequence[str]]]
    per_district: Mapping[str, int]
    seats: Iterable[str]


def check_plan(
    *,
    units: Mapping[str, Facts],
    outlines: Mapping[str, BaseGeometry],
    parts: Sequence[Part],
    claims: Mapping[str, Facts],
    rules: Mapping[str, Any],
    borders: Borders | None = None,
    limits: PlanLimits | None = None,
) -> list[Text]:
    """Hold a plan against the figures, the outlines and the rules.

    Parameters
    ----------
    units : mapping of code to facts
        ``people`` (persons), ``area_km2`` (km²), ``kind`` and what the rules ask for.
    outlines : mapping of code to geometry
        In a projected coordinate system in metres.
    parts : sequence of (code, new code, share of area, share of people)
        The plan.
    claims : mapping of new code to ``people``, ``area_km2``, ``status``
        What the plan says of its results.
    rules : mapping
        A rule file as plain data.
    borders, limits : mapping, optional
        What was asked of neighbours and plan.

    Returns
    -------
    list of Text
        Complaints; empty when all is well.
    """
    asked: PlanLimits = limits or {}
    complaints = _each_unit_once(units, parts)
    members: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part[1]):
        if part[0] in units:
            members.setdefault(part[1], []).append(part)
    members = {new: sorted(held) for new, held in members.items()}
    complaints += _hang_together(members, neighbours(outlines, **(borders or {})))
    status = _judged(members, units, claims, rules)
    most = asked.get("most_members"), asked.get("max_people"), asked.get("max_area_km2")
    for new, held in members.items():
        if new not in claims:
            complaints.append(say("{unit}: in the plan, but nothing is claimed of it", unit=new))
            continue
        complaints += _figures(new, held, units, claims[new], status[new])
        complaints += _too_large(new, len(held), claims[new], most)
    lacking = [new for new in claims if new not in members]
    complaints += [say("{unit}: claimed, but not in the plan", unit=new) for new in lacking]
    complaints += _in_all(units, claims, len(members), asked.get("count", (None, None)))
    complaints += _districts(
        members, units, asked.get("per_district", {}), set(asked.get("seats", ()))
    )
    complaints += _locks(parts, asked.get("locks", {}))
    return complaints


def neighbours(
    outlines: Mapping[str, BaseGeometry],
    min_border_m: float = 10.0,
    bridges: Iterable[tuple[str, str]] = (),
    barriers: Iterable[tuple[str, str]] = (),
    min_border_percent: float = 0.0,
) -> nx.Graph[str]:
    """Find neighbours by intersecting outlines, pair by pair."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(outlines)
    codes = list(outlines)
    edges = [shapely.boundary(outlines[code]) for code in codes]
    for i, j in shapely.STRtree(edges).query(edges, predicate="intersects").T:
        if i < j:
            shared = edges[i].intersection(edges[j]).length
            least = min_border_percent / 100.0 * min(edges[i].length, edges[j].length)
            if shared >= max(min_border_m, least * (1.0 - 1e-9)):
                graph.add_edge(codes[i], codes[j])
    graph.add_edges_from(bridges)
    graph.remove_edges_from(barriers)
    return graph


def _in_all(
    units: Mapping[str, Facts],
    claims: Mapping[str, Facts],
    new_units: int,
    count: tuple[int | None, int | None],
) -> list[Text]:
    complaints = []
    before = sum(int(facts["people"]) for facts in units.values())
    after = sum(int(claim["people"]) for claim in claims.values())
    if before != after:
        complaints.append(
            say("{claimed} people claimed in all, {found} found", claimed=after, found=before)
        )
    least, most = count
    if (least is not None and new_units < least) or (most is not None and new_units > most):
        # An end that is open has no figure.
        ends = [Text("…" if end is None else str(end), str(end)) for end in count]
        complaints.append(
            say(
                "{count} new units, outside {least} to {most}",
                count=new_units,
                least=ends[0],
                most=ends[1],
            )
        )
    return complaints


def _too_large(
    new: str, members: int, claim: Facts, most: tuple[int | None, int | None, float | None]
) -> list[Text]:
    """Hold a merged unit against limits from above; a unit alone may be as large as it is."""
    found = (
        (say("{count} members", count=members), members),
        (say("{count} people", count=claim["people"]), claim["people"]),
        (text(f"{claim['area_km2']} km²"), claim["area_km2"]),
    )
    return [
        say("{unit}: {found}, more than {most}", unit=new, found=what, most=limit)
        for (what, value), limit in zip(found, most, strict=True)
        if members > 1 and limit is not None and float(value) > limit * (1.0 + 1e-9)
    ]


def _districts(
    members: Mapping[str, Sequence[Part]],
    units: Mapping[str, Facts],
    wanted_counts: Mapping[str, int],
    named: set[str],
) -> list[Text]:
    """Count the new units of each district: that of the seat, a named member or the largest."""
    found: Counter[str] = Counter()
    for held in members.values():
        codes = [part[0] for part in held if part[0] in units]
        seat = max(codes, key=lambda code: (code in named, units[code]["people"]), default=None)
        if seat is not None:
            found[str(units[seat]["district_code"])] += 1
    return [
        say(
            "district {district}: {found} new units, {asked} asked for",
            district=district,
            found=found[district],
            asked=number,
        )
        for district, number in wanted_counts.items()
        if found[district] != number
    ]


def _each_unit_once(units: Mapping[str, Facts], parts: Sequence[Part]) -> list[Text]:
    complaints = [
        say("{unit}: unknown unit in the plan", unit=code)
        for code, *_ in parts
        if code not in units
    ]
    twice = Counter((code, new) for code, new, *_ in parts)
    complaints += [
        say("{unit}: stands twice in {new}", unit=code, new=new)
        for (code, new), times in twice.items()
        if times > 1
    ]
    for position, what in ((2, say("area")), (3, say("people"))):
        total: dict[str, float] = dict.fromkeys(units, 0.0)
        for part in parts:
            if part[0] in total:
                total[part[0]] += float(part[position])
        for code, share in total.items():
            if abs(share - 1.0) > 1e-6:
                complaints.append(
                    say(
                        "{unit}: {share:g} of its {what} is in the plan, not all once",
                        unit=code,
                        share=share,
                        what=what,
                    )
                )
    return complaints


def _hang_together(members: Mapping[str, list[Part]], graph: nx.Graph[str]) -> list[Text]:
    complaints = []
    for new, held in sorted(members.items()):
        # Who only sends people across, and no land, need not be a neighbour.
        codes = [code for code, _, area, _ in held if area > 0]
        pieces = list(nx.connected_components(graph.subgraph(codes)))
        if len(pieces) > 1:
            # Sorted: the order in which pieces are found changes from run to run.
            shown = " | ".join(sorted(",".join(sorted(piece)) for piece in pieces))
            complaints.append(
                say("{unit}: in {count} parts ({parts})", unit=new, count=len(pieces), parts=shown)
            )
    return complaints


def _figures(
    new: str, parts: list[Part], units: Mapping[str, Facts], claim: Facts, status: str
) -> list[Text]:
    complaints = []
    people = sum(float(units[code]["people"]) * share for code, _, _, share in parts)
    area = sum(float(units[code]["area_km2"]) * share for code, _, share, _ in parts)
    divided = sum(0.0 < share < 1.0 for *_, share in parts)
    if abs(people - claim["people"]) > divided + 1e-6:
        complaints.append(
            say(
                "{unit}: {claimed} people claimed, {found:.12g} found",
                unit=new,
                claimed=claim["people"],
                found=people,
            )
        )
    if abs(area - claim["area_km2"]) > 1e-6 * max(1.0, area):
        complaints.append(
            say(
                "{unit}: {claimed} km² claimed, {found} found",
                unit=new,
                claimed=claim["area_km2"],
                found=area,
            )
        )
    if status != claim["status"]:
        claimed, found = (_named(each) for each in (claim["status"], status))
        complaints.append(
            say("{unit}: claimed {claimed}, found {found}", unit=new, claimed=claimed, found=found)
        )
    return complaints


def _named(status: str) -> Text:
    """Name a verdict: in English by the key that stands in the tables of a run."""
    return Text(STATUS[status].vi if status in STATUS else status, status)


def _judged(
    members: Mapping[str, list[Part]],
    units: Mapping[str, Facts],
    claims: Mapping[str, Facts],
    rules: Mapping[str, Any],
) -> dict[str, str]:
    """Judge every new unit of which something is claimed."""
    codes = list(units)
    at = {code: i for i, code in enumerate(codes)}
    table, ways = _columns([units[code] for code in codes])
    ways |= said_ways(rules)
    found: dict[str, str] = {}
    for size in sorted({len(held) for held in members.values()}):
        some = [new for new, held in members.items() if len(held) == size and new in claims]
        if not some:
            continue
        parts = [[(at[code], *shares) for code, _, *shares in members[new]] for new in some]
        layer = np.array([[unit for unit, *_ in held] for held in parts], dtype=np.int64)
        area, people = (np.array([[p[k] for p in held] for held in parts]) for k in (1, 2))
        facts = combined(table, ways, layer, area, people)
        # Divided people are counted in whole persons; the claim says which way.
        facts["people"] = np.array([float(claims[new]["people"]) for new in some])
        own = table["mountain"][layer[:, 0]] if size == 1 else None
        facts = settled(facts, table["kind"][layer], rules, own)
        facts = _with_held(facts, [claims[new].get("held") for new in some])
        found |= dict(zip(some, judge(facts, rules).status, strict=True))
    return found


def _columns(rows: Sequence[Facts]) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """Facts of the units as columns, and how each of them combines."""
    table = {name: column([row[name] for row in rows]) for name in rows[0]}
    table["kind"] = np.array([str(row["kind"]) for row in rows], dtype=object)
    # A unit that was itself merged counts as what it was made of.
    table["units"] = np.array([float(row.get("units") or 1) for row in rows])
    mountain = table["mountain"] == 1.0
    for name, whole in (("mountain_km2", "area_km2"), ("mountain_units", "units")):
        table[name] = np.where(mountain, table[whole], 0.0)
    ways = {}
    for name, values in table.items():
        known = {type(row[name]) for row in rows if row.get(name) is not None}
        if name in (*HELD, *MEMBERS, "people", "area_km2", "mountain_km2"):
            ways[name] = "sum"
        elif values.dtype == object:
            ways[name] = "largest"
        else:
            flag = bool(known) and known <= {bool, np.bool_}
            ways[name] = ("any" if name in ONE_IS_ENOUGH else "all") if flag else "mean"
    return table, ways


def _with_held(
    facts: dict[str, npt.NDArray[Any]], counts: Sequence[Facts | None]
) -> dict[str, npt.NDArray[Any]]:
    """Take the caller's count of communes that were merged as well."""
    for row, counted in enumerate(counts):
        for name, number in (counted or {}).items():
            facts[name][row] = number
        if counted:
            share = 100.0 * facts["wards"][row] / max(facts["communes"][row], 1)
            facts["ward_percent"][row] = share
    return facts


def _locks(parts: Sequence[Part], locks: Mapping[str, Iterable[Sequence[str]]]) -> list[Text]:
    """Hold the groups of a plan against locks, kind by kind; one that is not known is no pass."""
    groups: dict[str, set[str]] = defaultdict(set)
    for code, new, *_ in parts:
        groups[new].add(code)
    complaints = []
    for name, several in locks.items():
        for lock in several:
            codes = [lock] if isinstance(lock, str) else list(lock)
            _, keeps, words = LOCKS[name]
            own = [frozenset(group) for group in groups.values() if group.intersection(codes)]
            if not keeps(frozenset(codes), own):
                complaints.append(words(", ".join(codes)))
    return complaints
