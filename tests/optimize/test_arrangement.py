"""An arrangement that is kept answers as one that is asked for the first time."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import worlds
from scipy import sparse

from planner.errors import InfeasibleError, InputError
from planner.law import read_ruleset
from planner.optimize import (
    Arrangement,
    Control,
    CountSettings,
    SolverSettings,
    StageSettings,
    TimeLimitError,
    arrange,
)
from planner.optimize.certificate import certificate, certified, groups_used, problem_data
from planner.optimize.effort import USUAL
from planner.optimize.effort.cache import Cache
from planner.pipeline import prepare
from planner.plan import Plan
from planner.problem import Problem
from planner.problem.groups import GroupSettings, Locks, maker
from planner.scenario.reading import read_scenario
from planner.units.graph import build_graph
from planner.verify import verify

LAW = read_ruleset("vn-commune-1211-27")
OBJECTIVES = (
    ("unsatisfied", "inertia"),
    ("unsatisfied", "below_standard", "inertia"),
    ("unsatisfied", "most_groups"),
    ("disturbed", "inertia"),
    ("border_dissolved", "inertia"),
    ("size_spread",),
)


def _locks(draw: np.random.Generator, codes: list[str], edges: list[tuple[str, str]]) -> Locks:
    """One or two things held fast, drawn at random."""
    held: dict[str, list[Any]] = {}
    for _ in range(int(draw.integers(1, 3))):
        kind = str(draw.choice(["keep", "together", "apart", "fixed", "forbidden"]))
        one, other = edges[int(draw.integers(len(edges)))]
        what = one if kind == "keep" else (one, other) if kind == "apart" else [one, other]
        held.setdefault(kind, []).append(what)
    return Locks(**held)


def _told(ask: Callable[..., Plan], *given: Any, **asked: Any) -> Any:
    """The answer as bytes, or what was refused."""
    try:
        plan = ask(*given, **asked)
    except (InputError, InfeasibleError, TimeLimitError) as error:
        return type(error).__name__
    return (
        plan.parts.to_csv(),
        plan.results.to_csv(),
        json.dumps([asdict(stage) for stage in plan.stages]),
        json.dumps([asdict(proof) for proof in plan.proofs]),
        json.dumps(asdict(plan.pool)),
    )


@pytest.mark.parametrize("seed", worlds.seeds(range(200), 1, 3))
def test_a_sequence_of_questions_is_answered_as_each_alone(seed: int) -> None:
    """Same plan, same proof, same bytes, whatever was asked before."""
    draw = np.random.default_rng(seed)
    units = worlds.random_world(seed, 7)
    graph = build_graph(units)
    codes, edges = list(units.index), sorted(tuple(sorted(edge)) for edge in graph.edges)
    settings = GroupSettings(max_members=3, any_size=bool(seed % 5 == 0))
    kept = Arrangement(units, graph, LAW, settings)
    for _ in range(3):
        locks = _locks(draw, codes, edges) if draw.random() < 0.8 else Locks()
        count = CountSettings(exactly=int(draw.integers(3, 6))) if draw.random() < 0.4 else None
        objective = OBJECTIVES[int(draw.integers(2 if settings.any_size else len(OBJECTIVES)))]
        asked = {"count": count, "objective": objective}
        again = _told(kept.ask, **asked, locks=locks)
        alone = _told(arrange, units, graph, LAW, **asked, groups=settings.locked(locks))
        assert again == alone


def _open(first: Plan, last: Plan, graph: nx.Graph[str]) -> None:
    """The first answer covers all units, claims no proof, and no bound is above what is proven."""
    assert sorted(first.parts["code"]) == sorted(graph.nodes)
    groups = [sorted(rows["code"]) for _, rows in first.parts.groupby("new_code")]
    assert all(nx.is_connected(graph.subgraph(group)) for group in groups)
    assert not any(stage.proven for stage in first.stages) and first.proofs == ()
    same = True
    for open_stage, stage in zip(first.stages, last.stages, strict=True):
        # Borders that fall and groups that remain are the better the more they are.
        sign = -1 if stage.name in ("border_dissolved", "most_groups") else 1
        assert sign * open_stage.bound <= sign * open_stage.value
        if same:
            # As long as the stages before cost as much, its bound is one of the best plan.
            assert sign * open_stage.bound <= sign * stage.value + 1e-9
            assert sign * open_stage.value >= sign * stage.value - 1e-9
        same = same and open_stage.value == stage.value


@pytest.mark.parametrize("seed", worlds.seeds(range(300, 500), 2, 8))
def test_the_first_of_two_answers_is_a_plan_with_bounds_that_hold(seed: int) -> None:
    """It covers all units, keeps the locks, claims no proof; no bound is above what is proven."""
    draw = np.random.default_rng(seed)
    units = worlds.random_world(seed, 8)
    graph = build_graph(units)
    codes, edges = list(units.index), sorted(tuple(sorted(edge)) for edge in graph.edges)
    kept = Arrangement(units, graph, LAW, GroupSettings(max_members=3))
    compared = 0
    for number in range(6):
        objective = OBJECTIVES[number]
        locks = _locks(draw, codes, edges)
        try:
            first, *rest = kept.answers(objective=objective, locks=locks)
        except (InputError, InfeasibleError, TimeLimitError):
            continue
        if not rest:
            continue
        (last,) = rest
        assert _told(kept.ask, objective=objective, locks=locks) == _told(iter(rest).__next__)
        _open(first, last, graph)
        groups = [sorted(rows["code"]) for _, rows in first.parts.groupby("new_code")]
        home = first.parts.set_index("code")["new_code"]
        assert all([code] in groups for code in locks.keep)
        assert all(home[one] != home[other] for one, other in locks.apart)
        assert all(home[list(group)].nunique() == 1 for group in locks.together)
        assert all(sorted(group) in groups for group in locks.fixed)
        assert all(sorted(group) not in groups for group in locks.forbidden)
        compared += 1
    assert compared


@pytest.mark.parametrize("seed", worlds.seeds(range(500, 600), 2, 8))
def test_another_count_is_answered_from_the_plan_of_any_count(seed: int) -> None:
    """One new unit more or less, with and without locks: an open plan of that count, then ask's."""
    draw = np.random.default_rng(seed)
    units = worlds.random_world(seed, 8)
    graph = build_graph(units)
    codes, edges = list(units.index), sorted(tuple(sorted(edge)) for edge in graph.edges)
    kept = Arrangement(units, graph, LAW, GroupSettings(max_members=3))
    compared = 0
    for objective in OBJECTIVES:
        number = kept.ask(objective=objective).parts["new_code"].nunique()
        for count in (number - 1, number + 1):
            locks = _locks(draw, codes, edges) if draw.random() < 0.5 else Locks()
            asked = {"objective": objective, "count": CountSettings(exactly=count), "locks": locks}
            try:
                first, *rest = kept.answers(**asked)
            except (InputError, InfeasibleError, TimeLimitError):
                continue
            if not rest:
                continue
            (last,) = rest
            assert _told(kept.ask, **asked) == _told(iter(rest).__next__)
            assert first.parts["new_code"].nunique() == count
            _open(first, last, graph)
            home = first.parts.set_index("code")["new_code"]
            assert all((home == home[code]).sum() == 1 for code in locks.keep)
            assert all(home[one] != home[other] for one, other in locks.apart)
            compared += 1
    assert compared


@pytest.mark.parametrize("most_bytes", [0, USUAL.asking.most_bytes])
def test_two_threads_are_answered_as_one_after_the_other(most_bytes: int) -> None:
    """Same bytes, also where every answer drops the one before."""
    units = worlds.random_world(3, 8)
    graph, settings = build_graph(units), GroupSettings(max_members=3)
    codes, edges = list(units.index), sorted(tuple(sorted(edge)) for edge in graph.edges)
    draw = np.random.default_rng(3)
    questions = [_locks(draw, codes, edges) for _ in range(8)]
    effort = replace(USUAL, asking=replace(USUAL.asking, most_bytes=most_bytes))

    def answers(several: list[Locks]) -> list[Any]:
        return [_told(together.ask, locks=locks) for locks in several]

    alone = Arrangement(units, graph, LAW, settings)
    expected = [_told(alone.ask, locks=locks) for locks in questions]
    together = Arrangement(units, graph, LAW, settings, effort)
    with ThreadPoolExecutor(2) as threads:
        # Each asks all of them, one from the other end.
        one, other = threads.map(answers, [questions, questions[::-1]])
    assert one == other[::-1] == expected


def test_who_waits_for_another_question_may_give_up() -> None:
    units = worlds.grid(3)
    kept = Arrangement(units, build_graph(units), LAW, GroupSettings(max_members=3))
    refused: list[Any] = []
    cancelled = Control()
    cancelled.cancel()

    def other() -> None:
        refused.append(_told(kept.ask, control=cancelled))

    def heard(*_: Any) -> None:
        if not refused:
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()

    plan = kept.ask(progress=heard)
    assert refused == ["TimeLimitError"]
    assert all(stage.proven for stage in plan.stages)


def test_a_cache_drops_what_was_not_used_for_the_longest_time() -> None:
    shared = np.zeros(1000)
    cache = Cache[Any](250, [shared])
    for key in ("a", "b", "c"):
        # What is shared is not counted, and what stands twice is counted once.
        table = np.zeros(10)
        cache.keep(key, {"table": table, "again": [table], "shared": shared, "text": "x"})
        assert cache.get("a") is not None
        assert cache.size == 80 * len(cache)
    cache.keep("d", sparse.csr_array(np.eye(2)))
    assert cache.get("b") is None and cache.get("c") is not None and cache.size <= 250
    cache.keep("large", pd.DataFrame({"x": np.zeros(100)}))
    assert len(cache) == 1 and cache.take("large") is not None and cache.size == 0


def _every_plan(units: Any, graph: nx.Graph[str], most: int, locks: Locks) -> list[list[set[str]]]:
    """List every way to part the units into connected sets that the locks allow."""
    codes = list(units.index)

    def allowed(group: set[str]) -> bool:
        return (
            len(group) <= most
            and nx.is_connected(graph.subgraph(group))
            and not any(code in group and len(group) > 1 for code in locks.keep)
            and not any({a, b} <= group for a, b in locks.apart)
            and not any(0 < len(group & set(tie)) < len(tie) for tie in locks.together)
            and not any(group & set(fixed) and group != set(fixed) for fixed in locks.fixed)
            and not any(group == set(forbidden) for forbidden in locks.forbidden)
        )

    def parts(left: list[str]) -> list[list[set[str]]]:
        if not left:
            return [[]]
        first, rest = left[0], left[1:]
        found = []
        for size in range(min(most, len(left))):
            for others in itertools.combinations(rest, size):
                group = {first, *others}
                if allowed(group):
                    found += [[group, *more] for more in parts([c for c in rest if c not in group])]
        return found

    return parts(codes)


@pytest.mark.parametrize("seed", worlds.seeds(range(40), 4, 7))
def test_locks_are_kept_and_the_best_plan_is_found(seed: int) -> None:
    """Against every plan of a small world, listed without the optimizer."""
    draw = np.random.default_rng(5_000 + seed)
    units = worlds.random_world(seed, 7)
    graph = build_graph(units)
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    locks = _locks(draw, list(units.index), edges)
    kept = Arrangement(units, graph, LAW, GroupSettings(max_members=3))
    x, y, people = (units[name].to_numpy() for name in ("x_m", "y_m", "people"))

    def inertia(group: set[str]) -> float:
        rows = units.index.get_indexer(pd.Index(sorted(group)))
        p = people[rows]
        cx, cy = (p @ x[rows]) / p.sum(), (p @ y[rows]) / p.sum()
        return float(p @ ((x[rows] - cx) ** 2 + (y[rows] - cy) ** 2)) / 1e6

    values = [sum(inertia(group) for group in plan) for plan in _every_plan(units, graph, 3, locks)]
    ask = {"objective": ["inertia"], "locks": locks}
    try:
        plan = kept.ask(**ask)
    except (InputError, InfeasibleError):
        assert not values
        return
    assert plan.stages[0].proven
    assert plan.stages[0].value == pytest.approx(min(values), abs=0.005 * len(units))


def test_what_is_asked_with_locks_is_verified_by_other_code() -> None:
    units = worlds.random_world(11, 9)
    graph = build_graph(units)
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    kept = Arrangement(units, graph, LAW, GroupSettings(max_members=4))
    stages = [StageSettings(stage="unsatisfied"), StageSettings(stage="inertia")]
    for locks in (
        Locks(keep=[edges[0][0]]),
        Locks(apart=[edges[1]]),
        Locks(together=[list(edges[2])]),
        Locks(fixed=[list(edges[3])]),
        Locks(forbidden=[list(edges[4])]),
    ):
        plan = kept.ask(objective=stages, locks=locks)
        settings = groups_used(kept.settings.locked(locks), plan)
        stated = problem_data(Problem(units, graph, LAW, settings, CountSettings(), stages))
        verdict = verify(json.loads(json.dumps(certificate(stated, plan))))
        assert verdict.complaints == [] and verdict.proven, locks


def test_a_question_enumerates_and_judges_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    units = worlds.random_world(3, 9)
    graph = build_graph(units)
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    kept = Arrangement(units, graph, LAW, GroupSettings(max_members=4))
    judged: list[int] = []
    judge = maker.judge
    monkeypatch.setattr(
        maker, "judge", lambda table, law: judged.append(len(table)) or judge(table, law)
    )
    kept.ask()
    kept.ask(locks=Locks(apart=[edges[0]]))
    kept.ask(count=CountSettings(exactly=4), objective=["unsatisfied", "shortfall", "inertia"])
    # At most the units themselves, alone.
    assert all(rows <= len(units) for rows in judged)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"objective": []}, "objective"),
        ({"objective": ["inertia", "most_groups"]}, "groups.any_size"),
        ({"locks": Locks(keep=["nowhere"])}, "groups.keep"),
    ],
)
def test_what_cannot_be_honoured_is_refused(asked: dict[str, Any], place: str) -> None:
    units = worlds.nine_squares()
    kept = Arrangement(units, build_graph(units), LAW, GroupSettings(max_members=3, any_size=True))
    with pytest.raises(InputError) as refused:
        kept.ask(**asked)
    assert [problem.place for problem in refused.value.problems] == [place]
    assert refused.value.shown("vi") != refused.value.shown("en")


def test_the_clock_ends_a_question() -> None:
    units = worlds.grid(8)
    kept = Arrangement(units, build_graph(units), LAW, GroupSettings(max_members=4))
    with pytest.raises(TimeLimitError):
        kept.ask(solver=SolverSettings(time_limit_s=1e-6))


@pytest.mark.parametrize("any_size", [False, True])
def test_groups_that_are_made_first_are_those_of_the_answer(any_size: bool) -> None:
    units = worlds.random_world(4, 9)
    given = units, build_graph(units), LAW, GroupSettings(max_members=3, any_size=any_size)
    kept, count = Arrangement(*given), CountSettings(exactly=4)
    groups = kept.groups(count=count)
    plan = kept.ask(count=count)
    assert plan.pool is not None
    assert groups.enumerated + len(plan.pool.more or []) >= plan.pool.enumerated
    assert _told(kept.ask, count=count) == _told(Arrangement(*given).ask, count=count)


def test_a_lock_leaves_out_larger_groups_that_joined_without_it() -> None:
    """Their names went into the certificate, which was then refused as it was read."""
    read = read_scenario(Path("vietnam:quang_tri@2026"), ["groups.max_members=2"])
    problem = prepare(read).problem
    kept = Arrangement.of(problem)
    (joined,) = kept.best(problem).pool.more
    for code in joined:
        alone = replace(problem, groups=problem.groups.model_copy(update={"keep": [code]}))
        plan = kept.best(alone)
        assert not any(code in group for group in plan.pool.more or ())
        assert not verify(json.loads(json.dumps(certified(alone, plan)))).complaints
