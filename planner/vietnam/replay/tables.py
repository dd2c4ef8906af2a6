"""The replay as tables: one of the rounds, and for each round its units and what stands out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.evaluation import Evaluation
from planner.evaluation.compare import partners_differ, people_heirs
from planner.evaluation.depends.sentences import sentence
from planner.law.whole import judge_count
from planner.units import full_name
from planner.units.provenance import provenance_of
from planner.vietnam.replay.rounds import Planned, Replayed
from planner.words import Text, joined, say

ROUNDS = [
    *("round", "title", "decided_by", "ruleset", "plan", "units_before", "units_after"),
    *("stated_before", "stated_after", "people", "reduction_percent", "target", "mandatory"),
    *("mandatory_changed", "exempt", "exempt_changed", "adjacent", "voluntary", "met", "open"),
    *("area_met", "waived", "missed", "untouched", "not_accepted", "disturbed", "inertia"),
    *("land_inertia", "districts_crossed", "divided", "published_new", "published_below"),
    *("published_waived", "published_depends", "pairs_both", "pairs_only_here", "rand"),
    *("adjusted_rand", "variation", "identical", "assumed_share"),
]
UNITS = [
    *("code", "name", "people", "area_km2", "people_percent", "area_percent", "law_role"),
    *("law_reason", "decided", "decided_with", "optimized", "optimized_with"),
    *("same_partners", "divided"),
]
STANDING_OUT = [
    *("case", "code", "name", "members", "people", "area_km2", "people_percent"),
    *("area_percent", "status", "may_rest_on"),
]
Row = dict[str, Any]
KEPT, RESULT = "kept", "result"
FREE = ("free", "adjacent", "voluntary")
"""Roles of units of which the law asks nothing."""


def rounds_table(replayed: list[Replayed]) -> pd.DataFrame:
    """A row for each round and plan.

    Returns
    -------
    DataFrame
        Columns ``ROUNDS``: ``disturbed`` in people, ``inertia`` in
        person-km², ``variation`` in nats; of new units ``met`` … ``missed``
        say what the standards give, ``untouched`` which of those missed the
        law lets stay, ``not_accepted`` the rest; pairs are those of units in
        one new unit, of the plan of the row against the other; ``published_…``
        say what new units are on the figures published for them.  What is
        reckoned in people is ``NA`` where these are not known.
    """
    rows = []
    for each in replayed:
        for plan, evaluation in (("decided", each.decided), ("optimized", each.optimized)):
            only = "first_only" if plan == "decided" else "second_only"
            rows.append(
                {
                    "round": each.settings.id,
                    "title": each.settings.title,
                    "decided_by": each.settings.decided_by,
                    "ruleset": each.settings.ruleset,
                    "plan": plan,
                    "stated_before": each.back.official_counts[0],
                    "stated_after": each.back.official_counts[1],
                    **_of_people(_figures(evaluation), each),
                    **(_on_published(each) if plan == "decided" else {}),
                    "pairs_both": each.agreement["both"],
                    "pairs_only_here": each.agreement[only],
                    **{
                        name: each.agreement[name]
                        for name in ("rand", "adjusted_rand", "variation", "identical")
                    },
                }
            )
    return pd.DataFrame(rows).reindex(columns=ROUNDS)


def _of_people(figures: Row, each: Replayed) -> Row:
    """Leave out what is reckoned in people, where nobody has them."""
    if each.people_known:
        return figures | {"divided": _divided(each)}
    unknown = dict.fromkeys(["people", "disturbed", "inertia", "met", "open"], pd.NA)
    return (
        figures
        | unknown
        | {
            "area_met": figures["met"] + figures["open"],
            "land_inertia": figures["inertia"],
            "divided": _divided(each),
        }
    )


def _divided(each: Replayed) -> int:
    parts = each.decided.plan.parts["code"]
    return int(parts[parts.duplicated()].nunique())


def _on_published(each: Replayed) -> dict[str, int]:
    """Count what new units are on published figures."""
    if each.back.published is None:
        return {}
    screens = each.back.published["screen"].value_counts()
    counts = {f"published_{name}": int(screens.get(name, 0)) for name in ("below", "depends")}
    return counts | {
        "published_new": len(each.back.published),
        "published_waived": int(each.back.published["waived"].sum()),
    }


def _figures(evaluation: Evaluation) -> Row:
    after, moves = evaluation.verdicts_after, evaluation.moves
    asked = moves[~moves.index.duplicated()]
    changed = asked["role"] != "stays"
    roles = asked["law_role"].value_counts()
    terms = evaluation.indicators.set_index("indicator")["after"]
    status = after["status"].astype(str).value_counts()
    before, now = len(evaluation.units), len(evaluation.merged)
    targets = judge_count(before, now, evaluation.ruleset)
    return {
        "units_before": before,
        "units_after": now,
        "people": int(evaluation.merged["people"].sum()),
        "reduction_percent": 100.0 * (before - now) / before,
        "target": "; ".join(f"{row.rule}: {row.status}" for row in targets.itertuples()),
        "mandatory": int(roles.get("mandatory", 0)),
        "mandatory_changed": int(((asked["law_role"] == "mandatory") & changed).sum()),
        "exempt": int(roles.get("exempt", 0)),
        "exempt_changed": int(((asked["law_role"] == "exempt") & changed).sum()),
        "adjacent": int(roles.get("adjacent", 0)),
        "voluntary": int(roles.get("voluntary", 0)),
        **{name: int(status.get(name, 0)) for name in ("met", "open", "waived", "missed")},
        "untouched": int(after["untouched"].sum()),
        "not_accepted": int((~after["accepted"]).sum()),
        "disturbed": int(terms["disturbed"]),
        "inertia": float(terms["inertia"]),
        "districts_crossed": int(terms["districts_crossed"]),
        "assumed_share": int(terms["assumed_share"]),
    }


def units_table(each: Replayed) -> pd.DataFrame:
    """Every unit of the time: what the law asked, what was decided, what the optimizer does.

    Returns
    -------
    DataFrame
        Columns ``UNITS``; new units with their names, co-members by name, and
        whether the two plans give the unit the same co-members (a divided one
        counts with the heir of most of its people).
    """
    units = each.decided.units
    names = full_name(units)
    percent = _percent(each.decided.findings_before)
    asked = each.decided.moves[~each.decided.moves.index.duplicated()]
    free = "free" if each.people_known else "depends"
    heirs = [people_heirs(e.plan) for e in (each.decided, each.optimized)]
    table = pd.DataFrame(
        {
            "code": units.index,
            "name": names,
            "people": units["people"] if each.people_known else pd.NA,
            "area_km2": units["area_km2"],
            "people_percent": percent.get("people"),
            "area_percent": percent.get("area_km2"),
            "law_role": asked["law_role"].replace(dict.fromkeys(FREE, free)),
            "law_reason": asked["law_reason"],
        },
        index=units.index,
    )
    for name, evaluation in (("decided", each.decided), ("optimized", each.optimized)):
        moves = evaluation.moves
        table[name] = moves.groupby(level=0)["new_name"].agg("; ".join)
        members = moves.reset_index().groupby("new_code")["code"].agg(list)
        table[f"{name}_with"] = [
            "; ".join(
                names[other]
                for new in _listed(moves, code)
                for other in members[new]
                if other != code
            )
            for code in units.index
        ]
    table["same_partners"] = ~partners_differ(*heirs)
    parts = each.decided.plan.parts["code"]
    table["divided"] = units.index.isin(parts[parts.duplicated()])
    return table[UNITS].reset_index(drop=True)


def more_tables(each: Replayed) -> dict[str, pd.DataFrame]:
    """Give new units on published figures, and faults of the lineage, where there are such."""
    found = {}
    if each.back.published is not None:
        found[f"published_{each.settings.id}"] = each.back.published.reset_index()
    if each.back.faults is not None:
        found[f"faults_{each.settings.id}"] = each.back.faults
    return found


def _listed(moves: pd.DataFrame, code: str) -> list[str]:
    return list(moves.loc[[code], "new_code"])


def _percent(findings: pd.DataFrame) -> pd.DataFrame:
    return findings.astype({"measure": str}).pivot(
        index="code", columns="measure", values="percent"
    )


def standing_out(each: Replayed) -> pd.DataFrame:
    """Decided units below a standard, and those that had to change and stayed.

    With each stand the clauses on which it may rest, as far as the data know
    of them: a waiver, a fact that is not known and would allow it, another
    base of people.  None of them is said to be the reason.

    Returns
    -------
    DataFrame
        Columns ``STANDING_OUT``, sorted by case and code.
    """
    evaluation = each.decided
    after, merged = evaluation.verdicts_after, evaluation.merged
    names, own = full_name(merged), full_name(evaluation.units)
    percent = _percent(evaluation.findings_after)
    held = evaluation.plan.parts.groupby("new_code")["code"].agg(list)
    home = evaluation.moves[~evaluation.moves.index.duplicated()]
    kept = home[(home["law_role"] == "mandatory") & (home["role"] == "stays")]
    rows = []
    for code in after.index[(after["below"] | after["no_rule"]) & ~after["untouched"]]:
        alone = len(held[code]) == 1
        case = KEPT if alone and held[code][0] in kept.index else RESULT
        rows.append(
            {
                "case": case,
                "code": code,
                "name": names[code],
                "members": "; ".join(own[member] for member in held[code]),
                "people": int(merged.at[code, "people"]) if each.people_known else pd.NA,
                "area_km2": float(merged.at[code, "area_km2"]),
                "people_percent": percent.at[code, "people"] if each.people_known else pd.NA,
                "area_percent": percent.at[code, "area_km2"],
                "status": str(after.at[code, "status"]),
                "may_rest_on": _may_rest_on(each, str(code), held[code], case),
            }
        )
    return pd.DataFrame(rows, columns=STANDING_OUT).sort_values(["case", "code"], ignore_index=True)


def _may_rest_on(each: Replayed, code: str, members: list[str], case: str) -> Text:
    """Clauses that may have allowed a decided unit."""
    bases = provenance_of(each.decided.units).bases
    findings = each.decided.findings_after
    waived = findings[(findings["code"] == code) & (findings["waived_by"].astype(str) != "")]
    found: list[Text] = list(dict.fromkeys(waived["waived_by"]))
    parts = each.decided.plan.parts
    divided = set(parts["code"][parts["code"].duplicated()])
    whole = [member for member in members if member not in divided]
    if len(waived) and len(whole) < 3 <= len(members):
        found.append(
            say(
                "only if parts of divided units count ({whole} are whole); the text is not clear",
                whole=len(whole),
            )
        )
    hangs = each.hangs_decided if case == RESULT else each.hangs_decided[:0]
    own = hangs[(hangs["code"] == code) & hangs["status_then"].isin(["met", "open", "waived"])]
    found += [sentence(_plain(row), bases) for row in own.to_dict("records")]
    if case == KEPT:
        before = each.hangs_before
        spared = before[
            (before["code"] == members[0]) & before["role_then"].isin(["exempt", "free"])
        ]
        found += [sentence(_plain(row), bases) for row in spared.to_dict("records")]
    if not found:
        return each.settings.otherwise
    return joined(dict.fromkeys(found), "; ")


def _plain(row: dict[Any, Any]) -> Row:
    return {str(key): value for key, value in row.items()}


def upcoming_table(prepared: list[Planned]) -> pd.DataFrame:
    """What the round being prepared would ask and cost, on every base of people.

    Returns
    -------
    DataFrame
        A row a base: ``base``, ``approximate``, ``units_before``, ``below``
        (units of today below a standard), ``mandatory``, ``units_after`` (as
        the optimizer has it, with the least disturbance), ``disturbed``
        (people whose unit ceases), ``disturbed_percent``, ``inertia``
        (person-km²), ``not_accepted``.
    """
    rows = []
    for each in prepared:
        evaluation = each.optimized
        figures = _figures(evaluation)
        people = int(evaluation.units["people"].sum())
        rows.append(
            {
                "base": each.base,
                "approximate": each.approximate,
                "people": people,
                "units_before": figures["units_before"],
                "below": int(evaluation.verdicts_before["below"].sum()),
                "mandatory": figures["mandatory"],
                "units_after": figures["units_after"],
                "disturbed": figures["disturbed"],
                "disturbed_percent": 100.0 * figures["disturbed"] / people,
                "inertia": figures["inertia"],
                "not_accepted": figures["not_accepted"],
            }
        )
    return pd.DataFrame(rows)
