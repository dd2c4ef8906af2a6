"""Which rule set applies: by date and level, with answers and numbers of a scenario."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from worlds import nine_squares, square, world

from planner.errors import InputError
from planner.evaluation import evaluate
from planner.law import (
    LawSettings,
    Override,
    applied,
    assume,
    find_ruleset,
    judge,
    not_known,
    numbers,
    open_questions,
    read_ruleset,
    roles,
    ruleset_for,
    rulesets_at_hand,
    with_overrides,
)
from planner.optimize import CountSettings, SolverSettings, StageSettings
from planner.optimize.lexicographic import solve
from planner.problem.groups import find_groups
from planner.problem.limits import GroupSettings
from planner.scenario.reading import read_scenario
from planner.sources.facts import apply_facts
from planner.sources.provenance import Gathering, data_folder
from planner.units.graph import build_graph
from planner.words import Text
from planner.words.law import HOME


@pytest.mark.parametrize(
    ("level", "day", "ruleset"),
    [
        ("commune", "2016-05-25", "vn-commune-1211-2016"),
        ("commune", "2019-03-11", "vn-commune-1211-2016"),
        ("commune", "2019-03-12", "vn-commune-653-2019"),
        ("commune", "2021-12-31", "vn-commune-653-2019"),
        ("commune", "2022-06-30", "vn-commune-1211-2016"),
        ("commune", "2023-03-01", "vn-commune-1211-27"),
        ("commune", "2024-06-30", "vn-commune-35-2023"),
        ("commune", "2025-04-14", "vn-commune-35-2023"),
        ("commune", "2025-04-15", "vn-commune-76-2025"),
        ("commune", "2025-12-31", "vn-commune-76-2025"),
        ("commune", "2026-01-01", "vn-commune-112-2025"),
        ("commune", "2028-01-01", "vn-commune-112-2025"),
        ("district", "2020-01-01", "vn-district-653-2019"),
        ("district", "2024-06-30", "vn-district-35-2023"),
        ("district", "2025-06-30", "vn-district-1211-27"),
        ("province", "2024-06-30", "vn-province-1211-27"),
        ("province", "2026-11-24", "vn-province-112-2025"),
    ],
)
def test_auto_finds_the_law_of_a_day(level: Any, day: str, ruleset: str) -> None:
    """The one that builds on others goes before them."""
    assert find_ruleset(level, datetime.date.fromisoformat(day)) == ruleset
    law = LawSettings(ruleset="auto", as_of=datetime.date.fromisoformat(day))
    assert ruleset_for(law, level, Path()).id == ruleset


DAY = datetime.timedelta(days=1)
SHIPPED = [law for law in map(read_ruleset, rulesets_at_hand()) if law.country == HOME]
# Where rule sets begin and end: on every such day, the one before and the one after, what holds.
HOLDS: dict[str, list[tuple[str, str]]] = {
    "commune": [
        ("2016-05-25", "vn-commune-1211-2016"),
        ("2019-03-12", "vn-commune-653-2019"),
        ("2022-01-01", "vn-commune-1211-2016"),
        ("2023-01-01", "vn-commune-1211-27"),
        ("2023-07-12", "vn-commune-35-2023"),
        # 76/2025 Điều 17: in force from this day, on which 35/2023 and 50/2024 end.
        ("2025-04-15", "vn-commune-76-2025"),
        ("2026-01-01", "vn-commune-112-2025"),
    ],
    "district": [
        ("2016-05-25", "vn-district-1211-2016"),
        ("2019-03-12", "vn-district-653-2019"),
        ("2022-01-01", "vn-district-1211-2016"),
        ("2023-01-01", "vn-district-1211-27"),
        ("2023-07-12", "vn-district-35-2023"),
        # 35/2023 ended; districts had their standards until they were abolished.
        ("2025-04-15", "vn-district-1211-27"),
        ("2025-07-01", ""),
    ],
    "province": [
        ("2016-05-25", "vn-province-1211-2016"),
        ("2023-01-01", "vn-province-1211-27"),
        ("2026-01-01", "vn-province-112-2025"),
    ],
}


def held(level: str, day: datetime.date) -> str:
    """What holds on a day, by the table above."""
    begun = [name for first, name in HOLDS[level] if first <= day.isoformat()]
    return begun[-1] if begun else ""


def edges(level: str) -> list[datetime.date]:
    """Each day on which a rule set begins or ends, the day before and the day after."""
    laws = [law for law in SHIPPED if law.level == level]
    ends = [day for law in laws for day in (law.in_force_from, law.in_force_to) if day]
    return sorted({day + n * DAY for day in ends for n in (-1, 0, 1)})


@pytest.mark.parametrize(("level", "day"), [(at, day) for at in HOLDS for day in edges(at)])
def test_auto_has_an_answer_wherever_a_rule_begins_or_ends(level: Any, day: datetime.date) -> None:
    name = held(level, day)
    if name:
        assert find_ruleset(level, day) == name
    else:
        with pytest.raises(InputError, match="no rule set in force"):
            find_ruleset(level, day)


@pytest.mark.slow
@pytest.mark.parametrize("level", ["commune", "province"])
def test_auto_has_an_answer_for_each_day_of_2025(level: Any) -> None:
    days = [datetime.date(2025, 1, 1) + n * DAY for n in range(0, 365, 7)]
    assert [find_ruleset(level, day) for day in days] == [held(level, day) for day in days]


def test_two_laws_at_once_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None of the shipped ones are, but whoever writes another is told which."""
    other = tmp_path / "vn-commune-2024.yaml"
    other.write_text(
        BROKEN.replace("id: mine", "id: vn-commune-2024")
        + "in_force_from: 2024-01-01\nin_force_to: 2024-12-31\n",
        "utf-8",
    )
    every = {**rulesets_at_hand(), "vn-commune-2024": other}
    monkeypatch.setattr("planner.law.find.rulesets_at_hand", lambda: every)
    monkeypatch.setattr("planner.law.reading.rulesets_at_hand", lambda: every)
    with pytest.raises(InputError) as caught:
        find_ruleset("commune", datetime.date(2024, 5, 1))
    text = str(caught.value)
    assert "several rule sets" in text
    assert "vn-commune-35-2023 (2023-07-12 – 2025-04-14)" in text
    assert "vn-commune-2024 (2024-01-01" in text


@pytest.mark.parametrize(
    ("level", "day", "words"),
    [
        ("commune", "2010-01-01", "vn-commune-1211-2016 (2016-05-25 – 2022-12-31)"),
        ("district", "2025-07-01", "vn-district-35-2023 (2023-07-12 – 2025-04-14)"),
        ("district", "2027-01-01", "the district level was abolished on 1 July 2025"),
    ],
)
def test_a_gap_says_what_is_at_hand(level: Any, day: str, words: str) -> None:
    with pytest.raises(InputError, match="no rule set in force") as caught:
        find_ruleset(level, datetime.date.fromisoformat(day))
    assert words in str(caught.value)


def test_auto_needs_its_day_and_only_auto_has_one(small: Path) -> None:
    for changes in (["law.ruleset=auto"], ["law.as_of=2024-06-30"]):
        with pytest.raises(InputError, match="needs the day `as_of`"):
            read_scenario(small / "small.yaml", changes)
    read = read_scenario(small / "small.yaml", ["law.ruleset=auto", "law.as_of=2024-06-30"])
    assert ruleset_for(read.scenario.law, "commune", small).id == "vn-commune-35-2023"


@pytest.mark.more
@pytest.mark.slow
def test_a_run_with_auto_reads_back(small: Path, planner: Any) -> None:
    """The run folder keeps the rule set that was found."""
    sets = ["--set", "law.ruleset=auto", "--set", "law.as_of=2024-06-30"]
    done = planner("run", "small.yaml", *sets, "--out", "there", folder=small)
    assert done.returncode in (0, 1), done.stderr
    assert "id: vn-commune-35-2023" in (small / "there" / "ruleset.yaml").read_text("utf-8")
    told = planner("map", "there", folder=small)
    assert told.returncode == 0, told.stderr


def test_an_answer_of_the_scenario_changes_the_law() -> None:
    law = LawSettings(ruleset="vn-commune-112-2025", assumptions={"result_2026": "three_members"})
    ruleset = ruleset_for(law, "commune", Path())
    assert [w.id for w in ruleset.waivers] == ["three_members"]
    # Applied twice, as when a run is read back, it is the same.
    assert applied(ruleset, law) == ruleset
    said = open_questions(ruleset)
    assert any("three members and more are not judged (not verified)" in line.en for line in said)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"result_2027": "full"}, "result_2026"),
        ({"result_2026": "some"}, "full, three_members"),
    ],
)
def test_an_answer_that_does_not_exist_names_those_that_do(
    answers: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        assume(read_ruleset("vn-commune-112-2025"), answers)


def test_any_number_can_be_overridden_with_a_mark_of_its_own() -> None:
    """Triggers, ladders and waivers too; findings and reasons say who set the number."""
    ruleset = read_ruleset("vn-commune-35-2023")
    listed = numbers(ruleset)
    assert listed["B1", "people.below"] == 70
    assert listed["R1.minority", "ladder.floor"] == 0.2
    assert listed["B-R.three_members", "units.at_least"] == 3
    changes = [
        Override(rule="B1", measure="people.below", value=60, reason=Text("thử", "trial")),
        Override(
            rule="R1.minority", measure="ladder.floor", value=0.4, reason=Text("thử", "trial")
        ),
    ]
    changed = with_overrides(ruleset, changes)
    assert numbers(changed)["B1", "people.below"] == 60
    units = world(
        {"a": square(0, 0), "b": square(1, 0)},
        people=[4_799, 2_000],
        area_km2=[10.0, 60.0],
        mountain=[False, True],
        minority_percent=[None, 95.0],
    )
    findings = judge(units, changed).set_index(["code", "measure"])
    assert findings.at[("b", "people"), "threshold"] == 2_000
    assert findings.at[("b", "people"), "confidence"] == "scenario"
    assert findings.at[("b", "people"), "note"] == Text("thử", "trial")
    assert findings.at[("a", "people"), "confidence"] == "quoted"
    reason = roles(units, changed).at["a", "reason"]
    assert reason.vi.startswith("B1: 35/2023 Điều 1") and "(set by the scenario)" in reason.en


def test_an_override_that_no_law_can_have_is_refused() -> None:
    change = Override(rule="R2.coast", measure="factor", value=1.5, reason="thử")
    with pytest.raises(InputError, match=r"R2|factor"):
        with_overrides(read_ruleset("vn-commune-35-2023"), [change])


def test_a_reason_that_was_not_verified_says_so() -> None:
    asked = roles(nine_squares(), read_ruleset("vn-commune-112-2025"))
    assert all("chưa kiểm chứng" in reason.vi for reason in asked["reason"])
    assert all("not verified" in reason.en for reason in asked["reason"])


def test_a_confidence_is_that_of_the_weakest() -> None:
    """A quoted standard, waived by a clause of medium confidence."""
    ruleset = read_ruleset("vn-commune-35-2023")
    units = nine_squares().assign(units=3, people=4_000)
    findings = judge(units, ruleset)
    waived = findings[findings["status"] == "waived"]
    assert set(waived["confidence"]) == {"unverified"}
    assert set(findings.loc[findings["status"] == "met", "confidence"]) == {"quoted"}


def test_a_figure_that_nobody_has_is_named_and_not_judged() -> None:
    units = world({"p": square(0, 0)}, kind=["phuong"], people=[21_000], area_km2=[5.5])
    ruleset = read_ruleset("vn-commune-112-2025")
    assert set(judge(units, ruleset)["measure"]) == {"people", "area_km2"}
    missing = not_known(units, ruleset).set_index("measure")["threshold"]
    assert missing.to_dict() == {
        "urban_percent": 50,
        "budget_percent": 100,
        "industry_services_percent": 70,
        "nonfarm_percent": 70,
    }
    told = units.assign(urban_percent=49.0)
    found = judge(told, ruleset).set_index("measure")
    assert found.at["urban_percent", "status"] == "missed"
    assert "urban_percent" not in set(not_known(told, ruleset)["measure"])


BROKEN = """\
extends: vn-commune-1211-2016
id: mine
version: "1"
title_vi: của tôi
title_en: mine
"""


def test_a_change_of_an_entry_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for line in ("without: [B1]", "amend:\n  - id: B1\n    confidence: reported"):
        (tmp_path / "mine.yaml").write_text(f"{BROKEN}{line}\n", encoding="utf-8")
        with pytest.raises(InputError, match="no entry B1 in vn-commune-1211-2016"):
            read_ruleset("mine.yaml", tmp_path)


def test_an_amendment_changes_one_number_and_keeps_the_rest(tmp_path: Path) -> None:
    text = BROKEN + "amend:\n  - id: xa.other\n    minimum:\n      people: 7000\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    mine, parent = read_ruleset("mine.yaml", tmp_path), read_ruleset("vn-commune-1211-2016")
    assert mine.standards[1].minimum == {"people": 7000, "area_km2": 30}
    assert mine.standards[0] == parent.standards[0]
    assert mine.grounds == ("vn-commune-1211-2016",)


def test_mountain_communes_by_the_decree(tmp_path: Path) -> None:
    """Two thirds of the area at 200 m, or two thirds of the settlements; else not known."""
    units = world(
        {code: square(column, 0) for column, code in enumerate("abcde")},
        area_km2=[90.0] * 5,
        people=[1_000] * 5,
        high_km2=[60.0, 59.9, 10.0, 10.0, None],
        settlements=[10.0, 10.0, 9.0, 9.0, None],
        mountain_settlements=[0.0, 0.0, 6.0, 5.0, None],
    ).drop(columns="mountain")
    provenance = Gathering()
    found = apply_facts(units, data_folder() / "facts" / "decree_272.yaml", provenance)
    assert found["mountain"].tolist()[:4] == [True, False, True, False]
    assert found["mountain"].isna().tolist() == [False] * 4 + [True]
    assert {fact.confidence for fact in provenance.facts} == {"reported"}


def test_an_exempt_unit_may_opt_in() -> None:
    """A commune that stands since 1945 need not change, and may: two together are enough."""
    units = world(
        {"old": square(0, 0), "new": square(1, 0)},
        people=[4_000, 4_500],
        area_km2=[14.0, 18.0],
        mountain=[False, False],
        unchanged_since_1945=[True, False],
    )
    ruleset, graph = read_ruleset("vn-commune-35-2023"), build_graph(units)
    pool = find_groups(units, graph, ruleset, GroupSettings(max_members=2))
    plan = solve(pool, [StageSettings(stage="unsatisfied")], CountSettings(), SolverSettings()).plan
    found = evaluate(units, graph, plan, ruleset)
    assert found.moves["law_role"].to_dict() == {"old": "exempt", "new": "mandatory"}
    assert len(found.merged) == 1 and bool(found.verdicts_after["accepted"].all())
    alone = found.moves.at["old", "law_reason"]
    assert alone.vi.startswith("E2: ")
