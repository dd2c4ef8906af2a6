"""What survives doubt, on small worlds: figures that flip, the worst case, the front, the files."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import worlds
from brute import all_plans, bits
from conftest import write_small

from planner.errors import InputError
from planner.evaluation import evaluate
from planner.evaluation.depends.case import Case as Judged
from planner.evaluation.depends.flips import STEPS, group_flips, verdict_flips
from planner.explain.doubt import FILES, Doubting, write_doubt
from planner.explain.doubt.front import STAGES
from planner.explain.doubt.worst import worst_case
from planner.explain.wishes import Case
from planner.law import read_ruleset
from planner.optimize import CountSettings, StageSettings, arrange
from planner.optimize.objective import cost_of
from planner.pipeline import run
from planner.problem.groups import GroupSettings, find_groups
from planner.scenario import Scenario
from planner.scenario.reading import read_scenario
from planner.store.runs import read_run
from planner.units.graph import build_graph

LAW = read_ruleset("vn-commune-1211-27")
OBJECTIVE = [StageSettings(stage=stage) for stage in ("unsatisfied", "inertia")]


def case_of(units: worlds.gpd.GeoDataFrame) -> Case:
    """Plan a world, as a finished run has it."""
    graph, groups = build_graph(units), GroupSettings(max_members=3)
    plan = arrange(units, graph, LAW, groups=groups, objective=OBJECTIVE)
    plain = {"title_vi": "thử", "units": {"boundaries": "x"}, "law": {"ruleset": LAW.id}}
    scenario = Scenario.model_validate(
        {**plain, "groups": groups, "objective": [stage.model_dump() for stage in OBJECTIVE]}
    )
    return Case(evaluate(units, graph, plan, LAW), scenario)


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 1, 2))
def test_a_verdict_flips_at_the_figure_that_is_said_and_not_before(seed: int) -> None:
    units = worlds.random_world(seed, 7)
    judged = Judged(units, LAW)
    now, table = judged.verdict(), verdict_flips(judged)
    assert len(table) == 2 * len(units)
    for measure, rows in table.set_index("code").groupby("measure"):
        step = STEPS[str(measure)]
        own = units[measure].astype(float)
        for side, sign in (("less_at", 1.0), ("more_at", -1.0)):
            at = rows[side].reindex(units.index)
            # At the figure; one step nearer to its own; and somewhere on the way.
            between = [at + sign * step, at + 0.5 * (own - at), own - sign * step]
            tables = []
            for figures in (at, *between):
                here = figures.where(at.notna(), own)
                whole = here.round().astype("int64") if measure == "people" else here.round(2)
                tables.append(units.assign(**{str(measure): whole}))
            flipped, *same = judged.verdicts(tables)
            moved = flipped.ne(now).any(axis=1)
            assert (moved == at.notna()).all(), (measure, side)
            known = at.notna() & ((own - at).abs() > 1.5 * step)
            for each in same:
                assert not each[known].ne(now[known]).any(axis=None), (measure, side)


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 0, 1))
def test_a_new_unit_flips_with_the_figure_of_its_member(seed: int) -> None:
    units = worlds.random_world(seed, 7)
    plan = arrange(
        units, build_graph(units), LAW, groups=GroupSettings(max_members=3), objective=OBJECTIVE
    )
    judged = Judged(units, LAW, plan)
    now, table = judged.verdict()["status"], group_flips(judged)
    several = plan.parts["new_code"].value_counts()
    assert len(table) == 2 * int(several[several > 1].sum())
    people = table[table["measure"] == "people"].dropna(subset=["group_flips_at"])
    for row in people.to_dict("records"):
        sign = 1 if row["group_flips_at"] < units.at[row["code"], "people"] else -1
        for figure, flips in ((row["group_flips_at"], True), (row["group_flips_at"] + sign, False)):
            altered = units.copy()
            altered.loc[row["code"], "people"] = int(figure)
            then = Judged(altered, LAW, plan).verdict()["status"]
            assert (then[row["new_code"]] != now[row["new_code"]]) == flips


@pytest.mark.parametrize("seed", worlds.seeds(range(20), 0, 1))
def test_the_worst_case_is_that_of_enumeration(seed: int) -> None:
    """Least, over all plans, of the most units that any turn of the figures leaves unsatisfied."""
    draw = np.random.default_rng(seed)
    units = worlds.random_world(seed, 6)
    doubted = list(draw.choice(units.index, 2, replace=False))
    units["people_assumed"] = units.index.isin(doubted)
    case = case_of(units)
    worst = worst_case(case, 10.0)
    assert worst.doubted == {"people": 2} and worst.plan is not None
    settings, graph = case.scenario.groups, case.evaluation.graph
    per_plan = []
    for turns in itertools.product((0.9, 1.0, 1.1), repeat=2):
        altered = units.copy()
        for code, turn in zip(doubted, turns, strict=True):
            altered.loc[code, "people"] = int(np.floor(units.at[code, "people"] * turn))
        names = ["unsatisfied", "inertia"]
        groups = find_groups(altered, graph, LAW, settings, names, None, splits=False)
        sets = bits(groups)
        order = np.argsort(sets)
        cost = cost_of(groups, OBJECTIVE[0])[order]
        values, _ = all_plans(sets[order], cost[:, None], len(units))
        per_plan.append(values[:, 0])
    least = int(np.max(per_plan, axis=0).min())
    assert worst.plan.stages[0].value == least
    safe = worst.table.set_index("plan").loc["safe"]
    assert (safe["unsafe"] == 0) == (least == 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Doubt a run of nine squares."""
    place = write_small(tmp_path_factory.mktemp("doubt"))
    run(read_scenario(place / "small.yaml"), place / "out")
    asked = Doubting(around=1, looser_percents=(0.0, 50.0))
    found = write_doubt(place / "out", place / "doubt", scope=asked)
    assert len(found.lines) >= 10 and all(line.vi != line.en for line in found.lines)
    return place / "doubt"


@pytest.mark.slow
def test_files_are_those_that_are_named(folder: Path) -> None:
    # The small world has no uncertain figure: no picture of the worst case.
    there = {path.name for path in folder.iterdir()}
    assert set(FILES) - there == {"worst.pdf", "worst.png"} and there <= set(FILES)
    with pytest.raises(InputError, match="--force"):
        write_doubt(folder.parent / "out", folder)


@pytest.mark.slow
def test_the_front_is_that_of_questions(folder: Path) -> None:
    front = pd.read_csv(folder / "front.csv")
    assert set(front["groups"]) == {3, 4} and front["proven"].all()
    case = Case(*read_run(folder.parent / "out"))
    evaluation = case.evaluation
    for row in front.to_dict("records"):
        objective = [
            StageSettings(
                stage=name, within_percent=row["looser_percent"] if name == "disturbed" else 0
            )
            for name in STAGES
        ]
        fresh = arrange(
            *(evaluation.units, evaluation.graph, evaluation.ruleset),
            groups=case.scenario.groups,
            count=CountSettings(exactly=row["groups"]),
            objective=objective,
        )
        assert [stage.final for stage in fresh.stages] == [row[name] for name in STAGES]


@pytest.mark.more
@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(folder: Path) -> None:
    asked = Doubting(around=1, looser_percents=(0.0, 50.0))
    write_doubt(folder.parent / "out", folder.parent / "again", scope=asked)
    for name in {path.name for path in folder.iterdir()}:
        assert (folder / name).read_bytes() == (folder.parent / "again" / name).read_bytes(), name
