"""The law: situations that a lawyer can read, in tests/law, and what they do not say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from situations import Situation, complaints, conditions, court, law_of, situations
from worlds import nine_squares, random_world, square, world

from planner.errors import InputError
from planner.law import (
    Override,
    RuleSet,
    judge,
    numbers,
    read_ruleset,
    rulesets_at_hand,
    triggered,
    verdicts,
    with_overrides,
)
from planner.law.entries import OF_OPTIONS
from planner.verify.check import check_plan

# One person, one hectare, one commune, one ward: so close to a standard a situation must come.
NEAR = {
    "people": 1,
    "area_km2": 0.01,
    "communes": 1,
    "townships": 1,
    "ward_percent": 3,
    "districts": 1,
    "towns": 1,
    "city_districts": 1,
    "urban_district_percent": 6,
    "urban_percent": 0.1,
    "budget_percent": 0.1,
    "industry_services_percent": 0.1,
    "nonfarm_percent": 0.1,
}


@cache
def found(key: str) -> dict[str, list[str]]:
    """What is not as the situations of one rule set say."""
    entry = next(e for e in situations().values() if conditions(e) == key)
    return complaints(key, law_of(entry))


@pytest.mark.parametrize("name", situations())
def test_situation(name: str) -> None:
    """The law gives what the file says."""
    assert found(conditions(situations()[name])).get(name, []) == []


@pytest.mark.parametrize("key", dict.fromkeys(map(conditions, situations().values())))
def test_the_independent_check_agrees(key: str) -> None:
    """The check, which shares no code with the law, gives every situation the same verdict."""
    mine = {name: e for name, e in situations().items() if conditions(e) == key}
    bench = court(key)
    if not bench.names:
        return
    ruleset = law_of(next(iter(mine.values())))
    facts = bench.units.drop(columns="geometry").astype(object)
    told = check_plan(
        units=facts.where(facts.notna(), None).to_dict("index"),
        outlines=dict(bench.units.geometry.items()),
        parts=list(bench.plan.parts.itertuples(index=False, name=None)),
        claims={
            name: {
                "people": int(bench.merged.at[name, "people"]),
                "area_km2": float(bench.merged.at[name, "area_km2"]),
                "status": mine[name]["result"]["status"],
            }
            for name in bench.names
        },
        rules=ruleset.model_dump(mode="json"),
    )
    assert told == []


def written(name: str) -> RuleSet:
    """Keep what a rule file itself says: what it inherits is covered where it was written."""
    document = YAML(typ="safe", pure=True).load(rulesets_at_hand()[name].read_text("utf-8"))
    ruleset = read_ruleset(name)
    keys = ("standards", *OF_OPTIONS)
    amended = {entry["id"] for entry in document.get("amend", [])}
    of_options = {
        entry["id"]
        for question in document.get("assumptions", [])
        for option in question["options"]
        if option["id"] == question["chosen"]
        for key in OF_OPTIONS
        for entry in option.get(key, [])
    }
    own = {
        key: {entry["id"] for entry in document.get(key, [])} | amended | of_options for key in keys
    }
    return ruleset.model_copy(
        update={key: [e for e in getattr(ruleset, key) if e.id in own[key]] for key in keys}
    )


@cache
def stated(ruleset: str) -> list[tuple[Situation, pd.DataFrame]]:
    """Situations of a rule set as it stands, with their findings by measure."""
    key = conditions({"ruleset": ruleset})
    bench = court(key)
    if not bench.names:
        return []
    findings = judge(bench.results(read_ruleset(ruleset)), read_ruleset(ruleset))
    return [
        (situations()[str(name)], rows.set_index("measure"))
        for name, rows in findings.groupby("code", sort=False)
    ]


@pytest.mark.parametrize("name", rulesets_at_hand())
def test_the_situations_cover_every_entry_of_a_rule_set(name: str) -> None:
    """A rule without a situation would be a rule that nobody reads."""
    ruleset, mine = written(name), stated(name)
    named = [entry[key] for entry, _ in mine for key in NEAR if key in entry]
    assert {r.id for r in ruleset.reductions} <= {entry.get("reduced_by") for entry in named}
    assert {w.id for w in ruleset.waivers} <= {entry.get("waived_by") for entry in named}
    reasons = {entry["asked"].get("reason") for entry, _ in mine if "asked" in entry}
    assert {e.id for e in (*ruleset.triggers, *ruleset.exemptions)} <= reasons
    known = {standard.id: standard for standard in read_ruleset(name).standards}
    for standard in (*ruleset.standards, *(r.resolved(known) for r in ruleset.results)):
        for measure, least in standard.bounds.items():
            close = {
                entry[measure]["status"]
                for entry, findings in mine
                if "status" in entry.get(measure, {})
                and findings.at[measure, "rule"] == standard.id
                and findings.at[measure, "threshold"] == least
                and abs(findings.at[measure, "value"] - least) <= NEAR[measure] + 1e-9
            }
            assert close >= {"met", "missed"}, f"{standard.id}.{measure}"


@pytest.mark.parametrize("name", rulesets_at_hand())
def test_the_situations_cover_each_trigger_from_both_sides(name: str) -> None:
    """Just below every percent a unit must change, on it the unit is free."""
    bench = court(conditions({"ruleset": name}))
    if not bench.names:
        return
    today = judge(bench.facts, read_ruleset(name), today=True).set_index(["code", "measure"])
    asked = [
        (situations()[each]["asked"], today["percent"][f"{each}/m0"])
        for each in bench.names
        if "asked" in situations()[each]
    ]
    for trigger in written(name).triggers:
        either = [trigger.percent] if isinstance(trigger.percent, dict) else trigger.percent
        for measure, bounds in (item for entry in either for item in entry.items()):
            hit, free = (
                [percent[measure] for said, percent in asked if said.get("reason", "") == reason]
                for reason in (trigger.id, "")
            )
            place = f"{trigger.id}.{measure}"
            assert any(bounds.below - 0.2 < percent < bounds.below for percent in hit), place
            assert any(percent == pytest.approx(bounds.below) for percent in free), place


def test_every_line_of_what_was_found_in_the_full_texts_is_a_situation() -> None:
    """The lines of law.md §0b, by their subject."""
    assert {str(entry["line"]) for entry in situations().values() if "line" in entry} == {
        "76/2025, dates",
        "76/2025, who is rearranged",
        "76/2025, results",
        "76/2025, exemption",
        "76/2025, figures",
        "76/2025, names",
        "76/2025, dossier of a province for its communes",
        "76/2025, kinds and money",
        "307/2025, xã",
        "35/2023, planned urban (E4)",
        "mountain communes",
        "land border",
        "112/2025, urban factors",
        "communes that changed in 2026",
        "consultation",
        "thôn, tổ dân phố",
        "coastal hardship",
        "705",
    }


def test_there_are_many_situations() -> None:
    """Each with its article, as a lawyer looks it up."""
    assert len(situations()) >= 300
    assert all(entry["article"] for entry in situations().values())


def test_the_standards_of_2025_are_multiples_of_those_of_2016() -> None:
    """76/2025 speaks of 200 and 100 percent, 112/2025 of the same numbers themselves."""
    law, later = read_ruleset("vn-commune-76-2025"), numbers(read_ruleset("vn-commune-112-2025"))
    old = {standard.id: standard for standard in law.standards}
    new = {result.of: result.resolved(old).minimum for result in law.results if result.percent}
    for key, area, people in (("xa.mountain", 2, 1), ("xa.other", 1, 2)):
        least = old[key].minimum
        assert new[key]["area_km2"] == area * least["area_km2"] == later[key, "area_km2"]
        assert new[key]["people"] == people * least["people"] == later[key, "people"]


@pytest.mark.parametrize("name", rulesets_at_hand())
def test_every_finding_cites_article_source_and_confidence(name: str) -> None:
    ruleset = read_ruleset(name)
    units = random_world(3, 9)
    known = sorted({kind for rule in ruleset.result_kinds for kind in rule.members})
    units = units.assign(kind=(known * 9)[:9])
    findings = judge(units, ruleset)
    ruled = findings[findings["status"] != "no_rule"]
    assert len(ruled) > 0
    for column in ("article", "source", "rule", "unit"):
        assert (ruled[column].astype("str") != "").all()
    # What is counted rests on nothing but the list of units itself.
    measured = ruled[ruled["measure"].isin(["people", "area_km2"])]
    assert (measured["base"].astype("str") != "").all()
    assert set(ruled["confidence"]) <= {"read", "quoted", "reported", "unverified"}


def test_judge_gives_a_row_for_each_unit_and_measure() -> None:
    units = random_world(5, 9)
    findings = judge(units, read_ruleset("vn-commune-76-2025"))
    assert findings.groupby("measure", observed=True)["code"].apply(list).to_dict() == {
        "people": list(units.index),
        "area_km2": list(units.index),
    }


def test_area_on_the_threshold_is_met_whatever_the_order_of_the_sum() -> None:
    """Three times 10.1 and minus 0.3 is 30 but for rounding noise, and so is not triggered."""
    ruleset = read_ruleset("vn-commune-76-2025")
    noisy = nine_squares().assign(people=16_000, area_km2=10.0 + 10.1 + 9.9 - 4e-15)
    findings = judge(noisy, ruleset, today=True)
    assert (noisy["area_km2"] < 30.0).all()
    assert (findings["status"] == "met").all()
    assert (triggered(findings, ruleset) == "").all()
    assert (verdicts(findings)["shortfall_percent"] == 0).all()


def test_verdicts_condense_the_worst_finding() -> None:
    """Shortfall sums the missing percents; a surplus of the other measure does not help."""
    units = world(
        {"a": square(0, 0), "b": square(1, 0), "c": square(2, 0), "d": square(3, 0)},
        people=[32_000, 8_000, 8_000, 100],
        area_km2=[60.0, 60.0, 15.0, 1.0],
        kind=["xa", "xa", "xa", "huyen"],
        mountain=[False] * 4,
    )
    found = verdicts(judge(units, read_ruleset("vn-commune-76-2025")))
    assert found["status"].tolist() == ["met", "missed", "missed", "no_rule"]
    assert found["accepted"].tolist() == [True, False, False, False]
    assert found["below"].tolist() == [False, True, True, False]
    assert found["shortfall_percent"].tolist() == [0.0, 50.0, 100.0, 0.0]
    assert found["least_percent"].tolist()[:3] == [200.0, 50.0, 50.0]
    assert np.isnan(found["least_percent"].iloc[3])


def test_triggers_name_units_below_any_standard() -> None:
    ruleset = read_ruleset("vn-commune-76-2025")
    units = nine_squares().assign(people=[8_000, 7_999] + [20_000] * 7)
    hit = triggered(judge(units, ruleset, today=True), ruleset)
    assert hit[hit != ""].to_dict() == {"12": "D0"}


def test_override_of_an_unknown_number_names_those_that_exist() -> None:
    ruleset = read_ruleset("vn-commune-76-2025")
    wrong = [
        Override(rule="xa.nowhere", measure="people", value=1, reason="?"),
        Override(rule="D.phuong.other", measure="height", value=1, reason="?"),
    ]
    with pytest.raises(InputError) as caught:
        with_overrides(ruleset, wrong)
    assert len(caught.value.problems) == 2
    assert "xa.nowhere.people" in str(caught.value)
    assert "xa.mountain.people" in str(caught.value)
    assert "planner rules show vn-commune-76-2025" in str(caught.value)


def test_overrides_leave_the_rule_set_itself_alone() -> None:
    ruleset = read_ruleset("vn-commune-76-2025")
    change = Override(rule="xa.other", measure="people", value=9, reason="trial")
    changed = with_overrides(ruleset, [change])
    assert changed.overrides == (change,)
    least = {s.id: s.minimum["people"] for s in changed.standards}
    assert least["xa.other"] == 9
    assert {s.id: s.minimum["people"] for s in ruleset.standards}["xa.other"] == 8_000


def test_unknown_rule_set_names_those_at_hand() -> None:
    with pytest.raises(InputError, match=r"vn-commune-1211-27.*planner rules list"):
        read_ruleset("vn-commune-1999")


def test_rule_file_with_a_misspelt_key_names_the_near_one(tmp_path: Path) -> None:
    text = rulesets_at_hand()["ht262-floors"].read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("share_of:", "share_off:"), encoding="utf-8")
    with pytest.raises(InputError, match="did you mean `share_of`"):
        read_ruleset("mine.yaml", tmp_path)


def test_an_entry_that_replaces_another_keeps_its_place(tmp_path: Path) -> None:
    """Else the general standard would come first, and the changed one never apply."""
    (tmp_path / "mine.yaml").write_text(
        """\
extends: vn-commune-1211-2016
id: mine
version: "1"
title_vi: của tôi
title_en: mine
standards:
  - id: xa.mountain
    kind: xa
    when: {mountain: true}
    article: thử
    source: common
    confidence: unverified
    minimum:
      people: 4000
      area_km2: 40
""",
        encoding="utf-8",
    )
    mine, parent = read_ruleset("mine.yaml", tmp_path), read_ruleset("vn-commune-1211-2016")
    assert [entry.id for entry in mine.standards] == [entry.id for entry in parent.standards]
    assert mine.standards[0].minimum == {"people": 4000, "area_km2": 40}
    assert mine.not_modelled == parent.not_modelled
