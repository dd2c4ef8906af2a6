"""What texts may ask for: the figures of a run under the names that the texts use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.evaluation.changes import changes
from planner.law import notes_of_law
from planner.output.dossier.clauses import two
from planner.output.dossier.comments import Comment
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter
from planner.output.dossier.tables.forms import below_annex
from planner.output.dossier.tables.table import Annex, plain_annex
from planner.output.dossier.units import verdict_words
from planner.output.reports.tables import notes
from planner.plan.standing import KEYS, MOST_NAMED
from planner.plan.terms import stage_name
from planner.units import COLUMNS, split_kind
from planner.words import on_paper
from planner.words.numbers import number_vi, quantity, rounded_beside, rounded_down
from planner.words.outputs import dossier as words
from planner.words.text import Text

# New units and units below a standard that a page for leaders names.
UNITS_OF_BRIEF = 8


@dataclass(frozen=True)
class Totals:
    """Opinions of all units together, and of which units more is wanted.

    Attributes
    ----------
    households, took_part, agree, disagree : int
    percent : float
        Who agrees, of all.
    short : tuple of str
        Units in which too few agree.
    missing : tuple of str
        Units of which nothing is known yet.
    """

    households: int
    took_part: int
    agree: int
    disagree: int
    percent: float
    short: tuple[str, ...]
    missing: tuple[str, ...]


def context_of(
    matter: Matter,
    office: OfficeData,
    annexes: Sequence[Annex],
    comments: Sequence[Comment],
) -> dict[str, Any]:
    """Give the texts what they may ask for.

    Parameters
    ----------
    matter, given
    annexes : sequence of Annex
        In their order; texts name them by number.
    comments : sequence of Comment
    """
    evaluation, ruleset = matter.evaluation, matter.evaluation.ruleset
    below = [unit for unit in matter.present if unit.status in ("missed", "waived")]
    least = [{figure.key for figure in unit.missed} & {"people", "area_km2"} for unit in below]
    after = [*matter.formed, *matter.kept]
    scenario = matter.scenario
    indicators = evaluation.indicators.set_index("indicator")["after"]
    most = scenario.groups.max_members if evaluation.plan.stages else None
    return {
        "m": matter,
        "layout": matter.layout,
        "period": matter.layout.period,
        "cap": matter.layout.called,
        "annex": {annex.key: number for number, annex in enumerate(annexes, 1)},
        "below": below,
        "below_area": sum(keys == {"area_km2"} for keys in least),
        "below_people": sum(keys == {"people"} for keys in least),
        "below_both": sum(len(keys) == 2 for keys in least),
        "asked": {role: matter.roles.get(role, ()) for role in words.ROLE_WORDS},
        "role_words": words.ROLE_WORDS,
        "flagged": _flags(matter),
        "changed": matter.moved,
        "unsatisfied": [unit for unit in after if unit.status == "missed"],
        "without_rule": [unit for unit in after if unit.status == "no_rule"],
        "open_units": [unit for unit in after if unit.status == "open"],
        "uncertain": [u for u in matter.present if u.people_uncertain or u.area_uncertain],
        "disturbed": int(indicators["disturbed"]),
        "verdict_words": verdict_words,
        "targets": _targets(matter),
        "within": words.WITHIN.get(str(scenario.groups.within), ""),
        "most_members": most,
        "stages": _stages(matter),
        "stands_on": stands_on(matter),
        "made": _made(matter),
        "brief": {"units": UNITS_OF_BRIEF},
        "ground": [said.vi for said in evaluation.plan.ground],
        "scope": [said.vi for said in evaluation.plan.reach],
        "assumptions": [said.vi for said in notes_of_law(ruleset)],
        "notes": [said.vi for said in notes(evaluation)],
        "overrides": [change.text.vi for change in ruleset.overrides],
        "failures": matter.record.check,
        "ruleset": {
            "title": ruleset.title.vi,
            "id": ruleset.id,
            "version": ruleset.version,
            "sha256": ruleset.sha256,
        },
        "version": matter.record.versions.get("planner", ""),
        "run_sha": matter.run,
        "ballots": words.BALLOTS[matter.layout.ballot.asked],
        "opinions": totals(matter, office),
        "staff": _staff(office),
        "comments": comments,
    }


def stands_on(matter: Matter) -> dict[str, object] | None:
    """Say on what the plan stands, in words of documents; None where everything is known.

    Returns
    -------
    dict or None
        ``facts`` (what is not known, and of how many units), ``conditional`` (whether it may
        change the plan), ``safe`` (whether the plan was asked to hold whatever the answers are),
        ``units`` (new units by how they stand, a key of ``standing.KEYS``; of those that hang,
        with what they hang on), ``counted`` (how many of each), ``readings``, ``first`` (the
        questions to be asked first).
    """
    standing = matter.evaluation.plan.standing
    if standing is None or not standing.unknown:
        return None
    called = {unit.code: unit.called for unit in matter.formed}
    units: dict[str, list[dict[str, str]]] = {key: [] for key in KEYS}
    for code, key in standing.mergers.items():
        asked = standing.hangs_on.get(code, ())
        on = [f"{each.name} ({COLUMNS[each.column].vi})" for each in asked]
        units[key].append({"called": called.get(code, code), "on": "; ".join(on)})
    return {
        "facts": [
            words.OF_UNITS_NOT_KNOWN.format(fact=COLUMNS[name].vi, count=count)
            for name, count in standing.deciding.items()
        ],
        "conditional": standing.is_conditional,
        "safe": standing.safe is not None,
        "first": [
            f"{each.name} ({COLUMNS[each.column].vi})"
            for each in standing.questions[:MOST_NAMED]
            if each.moves
        ],
        "units": units,
        "whole": len(standing.mergers),
        "counted": "; ".join(
            words.STANDS[key].format(count=two(len(each))) for key, each in units.items() if each
        ),
        "readings": [
            {"said": words.READINGS[each.key], "units": each.units, "stay": len(each.stay)}
            for each in standing.readings
        ],
    }


def control_tables(matter: Matter, files: Sequence[str]) -> dict[str, Annex]:
    """Make the tables of the sheet of control, and the one of units below a standard."""
    plan = matter.evaluation.plan
    inputs = sorted(matter.record.inputs, key=lambda file: file.name)
    return {
        "below": below_annex(matter),
        "inputs": plain_annex(
            "inputs",
            {"file": [e.name for e in inputs], "sha256": [e.sha256 for e in inputs]},
            (34.0, 66.0),
        ),
        "stages": plain_annex(
            "stages",
            {
                "stage": [stage_name(stage.name).vi for stage in plan.stages],
                "value": [_amount(stage.value, stage.unit) for stage in plan.stages],
                "bound": [_amount(stage.bound, stage.unit) for stage in plan.stages],
                "proof": [on_paper(stage.grade.vi) for stage in plan.stages],
            },
            (30.0, 20.0, 20.0, 36.0),
        ),
        "files": plain_annex(
            "files",
            {"file": list(files), "content": [words.FILES.get(name, "") for name in files]},
            (40.0, 60.0),
        ),
    }


def totals(matter: Matter, office: OfficeData) -> Totals | None:
    """Sum the opinions of the units that are concerned, or say nothing where none are known."""
    table = office.opinions
    if table is None or table.empty:
        return None
    asked = matter.moved
    known = [unit for unit in asked if unit.code in table.index]
    if not known:
        return None
    held = table.loc[[unit.code for unit in known]]
    sums = {
        name: int(held[name].sum()) for name in ("households", "took_part", "agree", "disagree")
    }
    ballot = matter.layout.ballot
    every = held["households"].clip(lower=1)
    percents = (100.0 * held["agree"] / every).to_numpy()
    share = {unit.called: float(each) for unit, each in zip(known, percents, strict=True)}
    short = [name for name, percent in share.items() if ballot.short(percent)]
    return Totals(
        **sums,
        percent=rounded_down(100.0 * sums["agree"] / max(sums["households"], 1), 2),
        short=tuple(short),
        missing=tuple(unit.called for unit in asked if unit not in known),
    )


def agreement(matter: Matter, office: OfficeData) -> tuple[pd.Series[str], dict[str, Text]]:
    """Say of each unit of today how far its people agree.

    Returns
    -------
    Series of str, index code
        Key of ``words.AGREEMENT``.
    dict of str to Text
        What each key means.
    """
    ballot, table = matter.layout.ballot, office.opinions
    half, many, most = ballot.shades
    least = half if ballot.least_percent is None else ballot.least_percent
    bounds = {"least": least, "many": many, "most": most}
    numbers = {name: number_vi(bound) for name, bound in bounds.items()}
    texts = words.AGREEMENT | (words.AGREEMENT_MORE if ballot.more_than else {})
    keys = pd.Series("not_asked", matter.evaluation.units.index)
    for unit in matter.moved:
        keys[unit.code] = "unknown"
        if table is not None and unit.code in table.index:
            agree, every = (int(table[head][unit.code]) for head in ("agree", "households"))
            percent = 100.0 * agree / max(every, 1)
            below = ballot.short(percent) or percent < least
            above = "most" if percent >= most else "many"
            above = above if percent >= many else "enough"
            keys[unit.code] = "short" if below else above
    return keys, {key: said.filled(**numbers) for key, said in texts.items()}


def _staff(office: OfficeData) -> dict[str, int] | None:
    table = office.staff
    heads = ("officials", "servants", "part_time", "needed")
    if table is None or table.empty or table[list(heads)].isna().to_numpy().any():
        return None
    now = int(table[list(heads[:3])].to_numpy().sum())
    needed = int(table["needed"].sum())
    return {"now": now, "needed": needed, "surplus": now - needed}


def _made(matter: Matter) -> list[dict[str, str]]:
    """Name new units and of what they are made; members of the same kind without it."""
    made = []
    for row in changes(matter.evaluation).to_dict("records"):
        kind, _ = split_kind(row["name"].vi)
        members = row["members"].vi.split(", ")
        if all(split_kind(each)[0] == kind for each in members):
            members = [split_kind(each)[1] for each in members]
        made.append({"name": row["name"].vi, "members": ", ".join(members)})
    return made


def _flags(matter: Matter) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for unit in matter.present:
        for flag in unit.flags:
            counts[flag] = counts.get(flag, 0) + 1
    return counts


def _targets(matter: Matter) -> list[str]:
    """Say how the fall of the number stands against what the law asks of it."""
    return [
        words.TARGET.format(
            article=row["article"] if isinstance(row["article"], str) else row["article"]["vi"],
            least=number_vi(row["least_percent"]),
            most=number_vi(row["most_percent"]),
            percent=number_vi(rounded_beside(float(row["percent"]), _bounds(row), 2), 2),
        )
        for row in matter.record.whole
        if "percent" in row
    ]


def _bounds(row: Mapping[str, float]) -> tuple[float, float]:
    return float(row["least_percent"]), float(row["most_percent"])


def _stages(matter: Matter) -> list[dict[str, str | bool]]:
    return [
        {
            "name": stage_name(stage.name).vi,
            "value": _amount(stage.final, stage.unit) if stage.final else words.NONE,
            "meaning": words.STAGES.get(stage.name, ""),
            "best": "" if stage.final == stage.value else _amount(stage.value, stage.unit),
            "proven": stage.proven and not stage.after_open,
        }
        for stage in matter.evaluation.plan.stages
    ]


def _amount(value: float, unit: str) -> str:
    return quantity(value, unit, "vi", 0 if float(value).is_integer() else 2)
