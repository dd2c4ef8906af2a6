"""An independent check of a plan: no code of the optimizer, the law or the tables.

It imports only the standard library, networkx and shapely, takes plain
figures, and answers with a list of complaints.  An empty list says that every
unit is in exactly one group, that every group hangs together on shared
borders, and that the claimed people, area and verdict of every new unit are
what the rule file and the figures give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import networkx as nx
import shapely
from shapely.geometry.base import BaseGeometry

Facts = Mapping[str, Any]
Part = tuple[str, str, float, float]
COUNTED = ("communes", "wards", "townships", "districts", "city_districts", "towns")
WORST = ["met", "waived", "missed", "no_rule"]


def check_plan(
    *,
    units: Mapping[str, Facts],
    outlines: Mapping[str, BaseGeometry],
    parts: Sequence[Part],
    claims: Mapping[str, Facts],
    rules: Mapping[str, Any],
    min_border_m: float = 10.0,
    bridges: Iterable[tuple[str, str]] = (),
    barriers: Iterable[tuple[str, str]] = (),
    most_members: int | None = None,
    count: tuple[int | None, int | None] = (None, None),
    together: Iterable[Sequence[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    keep: Iterable[str] = (),
) -> list[str]:
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
    min_border_m : float
        Shortest shared border, in metres.
    bridges, barriers : pairs of codes
        Added to and taken from the neighbours.
    most_members, count, together, apart, keep
        What the scenario asked for; nothing by default.

    Returns
    -------
    list of str
        Complaints; empty when all is well.
    """
    complaints = _each_unit_once(units, parts)
    members: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part[0] in units:
            members[part[1]].append(part)
    complaints += _hang_together(members, neighbours(outlines, min_border_m, bridges, barriers))
    for new, held in sorted((new, sorted(held)) for new, held in members.items()):
        if new not in claims:
            complaints.append(f"{new}: in the plan, but nothing is claimed of it")
            continue
        complaints += _figures(new, held, units, claims[new], rules)
        if most_members is not None and len(held) > most_members:
            complaints.append(f"{new}: {len(held)} members, more than {most_members}")
    complaints += [f"{new}: claimed, but not in the plan" for new in claims if new not in members]
    before = sum(int(facts["people"]) for facts in units.values())
    after = sum(int(claim["people"]) for claim in claims.values())
    if before != after:
        complaints.append(f"{after} people claimed in all, {before} found")
    least, most = count
    if (least is not None and len(members) < least) or (most is not None and len(members) > most):
        complaints.append(f"{len(members)} new units, outside {least} to {most}")
    return complaints + _links(parts, together, apart, keep)


def neighbours(
    outlines: Mapping[str, BaseGeometry],
    min_border_m: float,
    bridges: Iterable[tuple[str, str]] = (),
    barriers: Iterable[tuple[str, str]] = (),
) -> nx.Graph[str]:
    """Find neighbours by intersecting outlines, pair by pair."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(outlines)
    codes = list(outlines)
    edges = [shapely.boundary(outlines[code]) for code in codes]
    for i, j in shapely.STRtree(edges).query(edges, predicate="intersects").T:
        if i < j and edges[i].intersection(edges[j]).length >= min_border_m:
            graph.add_edge(codes[i], codes[j])
    graph.add_edges_from(bridges)
    graph.remove_edges_from(barriers)
    return graph


def _each_unit_once(units: Mapping[str, Facts], parts: Sequence[Part]) -> list[str]:
    complaints = [f"{code}: unknown unit in the plan" for code, *_ in parts if code not in units]
    twice = Counter((code, new) for code, new, *_ in parts)
    complaints += [f"{code}: stands twice in {new}" for (code, new), n in twice.items() if n > 1]
    for position, what in ((2, "area"), (3, "people")):
        total: dict[str, float] = dict.fromkeys(units, 0.0)
        for part in parts:
            if part[0] in total:
                total[part[0]] += float(part[position])
        for code, share in total.items():
            if abs(share - 1.0) > 1e-6:
                complaints.append(f"{code}: {share:g} of its {what} is in the plan, not all once")
    return complaints


def _hang_together(members: Mapping[str, list[Part]], graph: nx.Graph[str]) -> list[str]:
    complaints = []
    for new, held in sorted(members.items()):
        # Who only sends people across, and no land, need not be a neighbour.
        codes = [code for code, _, area, _ in held if area > 0]
        pieces = list(nx.connected_components(graph.subgraph(codes)))
        if len(pieces) > 1:
            # Sorted: the order in which pieces are found changes from run to run.
            shown = " | ".join(sorted(",".join(sorted(piece)) for piece in pieces))
            complaints.append(f"{new}: in {len(pieces)} parts ({shown})")
    return complaints


def _figures(
    new: str,
    held: list[Part],
    units: Mapping[str, Facts],
    claim: Facts,
    rules: Mapping[str, Any],
) -> list[str]:
    complaints = []
    people = sum(float(units[code]["people"]) * share for code, _, _, share in held)
    area = sum(float(units[code]["area_km2"]) * share for code, _, share, _ in held)
    divided = sum(0.0 < share < 1.0 for *_, share in held)
    if abs(people - claim["people"]) > divided + 1e-6:
        complaints.append(f"{new}: {claim['people']} people claimed, {people:g} found")
    if abs(area - claim["area_km2"]) > 1e-6 * max(1.0, area):
        complaints.append(f"{new}: {claim['area_km2']} km² claimed, {area} found")
    facts = _facts_of_group(held, units, rules) | {
        # Divided people are counted in whole persons; the claim says which way.
        "people": float(claim["people"]),
        "area_km2": area,
        # A unit that was itself merged counts as what it was made of.
        "units": sum(units[code].get("units") or 1 for code, *_ in held),
    }
    if claim.get("held"):
        # Communes that were merged as well, counted by the caller.
        facts |= claim["held"]
        facts["ward_percent"] = 100 * facts["wards"] / max(facts["communes"], 1)
    status = _status(facts, rules)
    if status != claim["status"]:
        complaints.append(f"{new}: claimed {claim['status']}, found {status}")
    return complaints


def _facts_of_group(
    held: list[Part], units: Mapping[str, Facts], rules: Mapping[str, Any]
) -> dict[str, Any]:
    rows = [units[code] for code, *_ in held]
    brought = [float(units[code]["people"]) * share for code, _, _, share in held]
    largest = rows[brought.index(max(brought))]
    facts: dict[str, Any] = {}
    for name in largest:
        values = [row[name] for row in rows]
        known = [value for value in values if value is not None]
        if name in COUNTED:
            # A district that is divided gives its communes with its area.
            facts[name] = round(sum(units[code][name] * share for code, _, share, _ in held))
        elif known and all(isinstance(value, bool) for value in known):
            facts[name] = True if any(known) else (None if None in values else False)
        elif known and all(isinstance(value, int | float) for value in known):
            total = sum(brought)
            mean = None not in values and total > 0
            facts[name] = (
                round(sum(v * p for v, p in zip(values, brought, strict=True)) / total, 9)
                if mean
                else None
            )
        else:
            facts[name] = largest[name]
    facts["kind"] = _kind([str(row["kind"]) for row in rows], rules)
    facts["mountain"] = _mountain(held, units, rules)
    if facts.get("communes"):
        facts["ward_percent"] = 100 * facts["wards"] / facts["communes"]
    if facts.get("districts"):
        urban = facts["city_districts"] + facts["towns"]
        facts["urban_district_percent"] = 100 * urban / facts["districts"]
    return facts


def _kind(kinds: list[str], rules: Mapping[str, Any]) -> str:
    known = {kind for rule in rules["result_kinds"] for kind in rule["members"]}
    if set(kinds) - known:
        return ""
    return str(next(r["kind"] for r in rules["result_kinds"] if set(r["members"]) & set(kinds)))


def _mountain(held: list[Part], units: Mapping[str, Facts], rules: Mapping[str, Any]) -> Any:
    if len(held) == 1:
        return units[held[0][0]]["mountain"]
    if rules.get("mountain") is None:
        return None
    by_area = rules["mountain"]["share_of"] == "area_km2"
    inside = total = Fraction(0)
    for code, _, share, _ in held:
        weight = Fraction(units[code]["area_km2"]) * Fraction(share) if by_area else Fraction(1)
        total += weight
        inside += weight if units[code]["mountain"] else 0
    return inside >= (Fraction(rules["mountain"]["at_least"]) - Fraction(1, 1_000_000)) * total


def _status(facts: Facts, rules: Mapping[str, Any]) -> str:
    """Worst of the measures, read straight from the rule file."""
    standard = next(
        (
            s
            for s in rules["standards"]
            if s["kind"] == facts["kind"]
            and (s.get("when") is None or _true(facts, s["when"]))
            and not (s.get("unless") is not None and _true(facts, s["unless"]))
        ),
        None,
    )
    if standard is None:
        return "no_rule"
    worst = "met"
    asked = dict(standard["minimum"])
    # What few have figures of counts only where the figure is there.
    also = standard.get("also", {}).items()
    asked |= {name: least for name, least in also if facts.get(name) is not None}
    for measure, least in asked.items():
        factor = min([1.0, *_factors(facts, measure, rules)])
        if (facts[measure] or 0) >= least * factor * (1 - 1e-9):
            continue
        excused = any(
            measure in w["measures"] and _true(facts, w["when"]) for w in rules.get("waivers", [])
        )
        worst = max(worst, "waived" if excused else "missed", key=WORST.index)
    return worst


def _factors(facts: Facts, measure: str, rules: Mapping[str, Any]) -> list[float]:
    factors = []
    for reduction in rules.get("reductions", []):
        if reduction["measure"] != measure or facts["kind"] not in reduction["kinds"]:
            continue
        if not _true(facts, reduction["when"]):
            continue
        factor, ladder = float(reduction["factor"]), reduction.get("ladder")
        if ladder is not None and facts.get(ladder["column"]) is not None:
            climbed = (facts[ladder["column"]] - ladder["start"]) / ladder["every"]
            factor = max(
                ladder.get("floor", 0.0), factor + ladder["change"] * max(0, int(climbed // 1))
            )
        factors.append(factor)
    return factors


def _true(facts: Facts, when: Any) -> bool:
    """Any of a list of mappings, all of a mapping."""
    if isinstance(when, list):
        return any(_true(facts, entry) for entry in when)
    for name, test in when.items():
        value = facts.get(name)
        if value is None:
            return False
        if isinstance(test, dict):
            ok = (
                (test.get("at_least") is None or value >= test["at_least"])
                and (test.get("above") is None or value > test["above"])
                and (test.get("at_most") is None or value <= test["at_most"])
                and (test.get("below") is None or value < test["below"])
            )
        else:
            ok = value in test if isinstance(test, list) else value == test
        if not ok:
            return False
    return True


def _links(
    parts: Sequence[Part],
    together: Iterable[Sequence[str]],
    apart: Iterable[tuple[str, str]],
    keep: Iterable[str],
) -> list[str]:
    home: dict[str, set[str]] = defaultdict(set)
    for code, new, *_ in parts:
        home[code].add(new)
    size = Counter(new for _, new, *_ in parts)
    complaints = [
        f"{', '.join(codes)}: not together"
        for codes in together
        if len({frozenset(home[code]) for code in codes}) > 1
    ]
    complaints += [f"{a}, {b}: not apart" for a, b in apart if home[a] & home[b]]
    complaints += [
        f"{code}: does not stay as it is"
        for code in keep
        if len(home[code]) != 1 or any(size[new] > 1 for new in home[code])
    ]
    return complaints
