"""Two grades of proof, told apart by every output: what can be repeated, and a solver's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
import pytest
from conftest import write_small

from planner.cli.shown import print_run
from planner.evaluation import graded
from planner.evaluation.compare import compare
from planner.output.maps.printed.contents.notes import notes_of
from planner.output.maps.printed.zones import zone_of
from planner.output.reports import write_outputs
from planner.pipeline import Run, run
from planner.plan import Stage
from planner.scenario.reading import read_scenario
from planner.store.runs import read_run
from planner.units import full_name
from planner.verify import verify
from planner.words import Text
from planner.words.proofs import stage_words

PROVEN = Text("đã chứng minh", "proven")
BY_BOUND = Text("đã chứng minh tối ưu (bằng cận)", "proven optimal (by the bound)")
BY_SOLVER = Text(
    "tối ưu theo bộ giải HiGHS (verify không lặp lại được)",
    "optimal by the solver HiGHS (verify cannot repeat it)",
)

WITHIN = Text(
    "tốt nhất trong các phương án có cùng giá trị ở các bước trước (bằng cận)",
    "best among plans with this value of the stages before (by the bound)",
)


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Nine squares: nothing is unsatisfied, and the bound proves the least inertia."""
    small = write_small(tmp_path_factory.mktemp("grades"))
    done = run(read_scenario(small / "small.yaml"), small / "run")
    assert [stage.method for stage in done.evaluation.plan.stages] == ["free", "bound"]
    return done


@pytest.fixture(scope="module")
def trusted(proven: Run) -> Run:
    """The same plan, as if HiGHS had closed both stages."""
    plan = proven.evaluation.plan
    stages = tuple(replace(stage, method="solver") for stage in plan.stages)
    evaluation = replace(proven.evaluation, plan=replace(plan, stages=stages))
    folder = write_outputs(evaluation, proven.folder.parent / "trusted", proven.record)
    return replace(proven, evaluation=evaluation, folder=folder)


@pytest.fixture(scope="module")
def after_open(proven: Run) -> Run:
    """The same plan, as if the clock had left its first stage open, and not the second."""
    plan = proven.evaluation.plan
    first, last = plan.stages
    first = replace(first, value=1.0, bound=0.0, proven=False, method="solver")
    evaluation = replace(proven.evaluation, plan=replace(plan, stages=(first, last)))
    folder = write_outputs(evaluation, proven.folder.parent / "open", proven.record)
    return replace(proven, evaluation=evaluation, folder=folder)


def shown(done: Run, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """Everything that is said of a run, by where it is said."""
    print_run(done, "both")
    yield "terminal", capsys.readouterr().out
    book = openpyxl.load_workbook(done.folder / "summary.xlsx")
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    cells = (str(cell) for row in rows for cell in row)
    yield "workbook", "\n".join(cells)
    page = (done.folder / "map.html").read_text("utf-8")
    yield "map", page.split('id="content">')[1].split("</script>")[0]


def test_the_method_is_named_where_stages_are_shown(
    proven: Run, trusted: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for where, said in shown(proven, capsys):
        assert BY_BOUND.vi in said and BY_BOUND.en in said, where
    for where, said in shown(trusted, capsys):
        assert BY_SOLVER.vi in said and BY_SOLVER.en in said, where
        assert f"{PROVEN.vi} tối ưu" not in said and f"{PROVEN.en} optimal" not in said, where
        assert "What is proven" not in said, where


def test_nothing_is_proven_that_stands_on_an_open_stage(
    after_open: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bound holds among plans with the value of the stage before, and only there."""
    stages = after_open.evaluation.plan.stages
    assert [(stage.proven, stage.repeatable_proof) for stage in stages] == [
        (False, False),
        (True, False),
    ]
    for where, said in shown(after_open, capsys):
        assert WITHIN.vi in said and WITHIN.en in said, where
        assert BY_BOUND.vi not in said and BY_BOUND.en not in said, where
    record = json.loads((after_open.folder / "result.json").read_text("utf-8"))
    assert [stage["proven"] for stage in record["stages"]] == [False, False]
    assert read_run(after_open.folder)[0].plan.stages == stages
    among = stage_words("x", "", 2.0, 2.0, 2.0, proven=True, why="bound", after_open=True)
    assert WITHIN.vi in among.vi and PROVEN.en not in among.en


def test_the_checker_marks_what_stands_on_an_open_stage(proven: Run) -> None:
    """A certificate whose first stage has only the word of the solver."""
    stated = json.loads((proven.folder / "certificate.json").read_text("utf-8"))
    assert [stage.after_open for stage in verify(stated).stages] == [False, False]
    stated["stages"][0] |= {"closed": "solver", "bound": stated["stages"][0]["value"]}
    stages = verify(stated).stages
    assert not stages[0].proven and stages[1].after_open


def test_units_that_no_rule_judges_stand_beside_those_not_satisfied(
    proven: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    after = proven.evaluation.verdicts_after
    unjudged = after.assign(no_rule=after.index == after.index[0])
    evaluation = replace(proven.evaluation, verdicts_after=unjudged)
    print_run(replace(proven, evaluation=evaluation), "en")
    name = full_name(evaluation.figures).iloc[0]
    assert f"judged by no rule: {name}" in capsys.readouterr().out
    print_run(proven, "en")
    assert "judged by no rule" not in capsys.readouterr().out


def test_a_sheet_and_a_comparison_name_what_cannot_be_repeated(proven: Run, trusted: Run) -> None:
    for done, stages in ((proven, 0), (trusted, 2)):
        notes = notes_of(done.evaluation, zone_of(done.evaluation.units), of_plan=True).others
        assert sum(BY_SOLVER.vi in said.vi for said in notes) == stages
    both = {"A": proven.evaluation, "B": trusted.evaluation}
    (said,) = (each for each in compare(both).left_out if BY_SOLVER.vi in each.vi)
    assert "B: Đơn vị chưa được giải quyết: " in said.vi and "A: " not in said.vi
    same = {"A": proven.evaluation, "B": proven.evaluation}
    assert not any(BY_SOLVER.vi in each.vi for each in compare(same).left_out)


def test_the_record_calls_proven_what_can_be_repeated(proven: Run, trusted: Run) -> None:
    for done, can_be_repeated in ((proven, True), (trusted, False)):
        record = json.loads((done.folder / "result.json").read_text("utf-8"))
        assert [stage["proven"] for stage in record["stages"]] == [can_be_repeated] * 2
        # Nothing is lost: value and bound meet, and the method stands beside them.
        assert read_run(done.folder)[0].plan.stages == done.evaluation.plan.stages


def test_what_is_proven_is_not_said_of_a_solvers_word(proven: Run, trusted: Run) -> None:
    assert proven.evaluation.plan.scope[-1].en.startswith("What is proven holds")
    assert trusted.evaluation.plan.scope[-1].en.startswith("What was found holds")


@pytest.mark.parametrize(
    ("stage", "vi", "en"),
    [
        (Stage("inertia", "người·km²", 2.0, 2.0, True, method="bound"), BY_BOUND.vi, BY_BOUND.en),
        (
            Stage("inertia", "người·km²", 2.0, 2.0, True, method="search"),
            "đã chứng minh tối ưu (bằng duyệt hết)",
            "proven optimal (by searching all)",
        ),
        (
            Stage("inertia", "người·km²", 2.0, 2.0, True, method="solver"),
            BY_SOLVER.vi,
            BY_SOLVER.en,
        ),
        (
            Stage("inertia", "người·km²", 2.0, 2.0, True),
            "tối ưu theo kết quả đã ghi, chưa rõ bằng cách nào",
            "optimal by the record, which does not say by what",
        ),
        (
            Stage("most_groups", "đơn vị mới", 69.0, 72.0, False, method="solver"),
            "chưa chứng minh tối ưu: cận 72 đơn vị mới, còn cách 3 đơn vị mới",
            "not proven optimal: bound 72 new units, gap 3 new units",
        ),
        (
            # The best of a stage is not what the plan has, where later stages may be worse by some.
            Stage("disturbed", "người", 400.0, 400.0, True, 5.0, 410.0, method="bound"),
            BY_BOUND.vi + "; phương án có 410 người, kém 2,5 % trong mức cho phép của bước này",
            BY_BOUND.en
            + "; the plan has 410 people, worse by 2.5 %, as the tolerance of this stage allows",
        ),
    ],
)
def test_a_grade_in_words(stage: Stage, vi: str, en: str) -> None:
    assert stage.grade == Text(vi, en)
    (line,) = graded([stage])
    assert line.vi.endswith(f": {vi}") and line.en.endswith(f": {en}")
