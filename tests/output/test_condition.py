"""While what is not known may turn a plan round, nothing that shows it calls it the best."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pytest
from conftest import clean_page
from dossier_world import matter_of
from playwright.sync_api import Browser
from reported import RECORD, nine_squares

from planner.evaluation import Evaluation
from planner.evaluation.changes import changes
from planner.output.dossier.check import open_points
from planner.output.dossier.context import context_of
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.word.template import filled
from planner.output.maps import write_map
from planner.output.maps.printed import draw_sheets
from planner.output.maps.printed.blocks import CONDITION_COLOUR
from planner.output.reports.workbook import write_workbook
from planner.plan.standing import Question, Reading, Safety, Standing
from planner.words.outputs.printed import BORDERS
from planner.words.standing import IF_READ

QUESTION = Question("mountain", "00001", "Ô số 1", ("00001",))
GREEN = "rgb(10, 92, 54)"


def known(*, turns: bool) -> Evaluation:
    """Give nine squares a plan that hangs on a question, or one that nothing turns."""
    evaluation = nine_squares()
    first, second, *certain = changes(evaluation).index
    standing = Standing({"mountain": 1}, certain=(first, second, *certain))
    if turns:
        readings = (Reading("none", 3, (second, *certain), 1),)
        standing = Standing(
            {"mountain": 1},
            (QUESTION,),
            certain=tuple(certain),
            hangs_on={first: (QUESTION,)},
            as_read=(second,),
            readings=readings,
        )
    plan = dataclasses.replace(evaluation.plan, standing=standing)
    return dataclasses.replace(evaluation, plan=plan)


@pytest.fixture(scope="module", params=[True, False], ids=["turns", "stands"])
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    return known(turns=request.param)


def test_the_page_is_green_only_where_nothing_turns_the_plan(
    evaluation: Evaluation, browser: Browser, tmp_path: Path
) -> None:
    turns = evaluation.plan.is_conditional
    write_map(evaluation, tmp_path / "map.html")
    with clean_page(browser, tmp_path / "map.html") as page:
        first = page.locator("#overview .stands").first
        assert first.inner_text() == evaluation.plan.ground[0].vi
        assert ("condition" in str(first.get_attribute("class"))) == turns
        marks = page.locator(".stage .status, .card:not(.missed) .status")
        colours = {mark.evaluate("each => getComputedStyle(each).color") for mark in marks.all()}
        assert colours and (GREEN in colours) != turns
        assert (IF_READ.vi in page.inner_text(".card")) == turns


def test_the_first_sheet_of_the_workbook_says_it_on_amber(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    write_workbook(evaluation, RECORD, tmp_path / "summary.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "summary.xlsx").worksheets[0]
    cell = next(row[0] for row in sheet.iter_rows() if row[0].value == evaluation.plan.ground[0].vi)
    assert cell.row == 3
    assert (cell.fill.fgColor.rgb == "FFFDF1D8") == evaluation.plan.is_conditional
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(IF_READ.vi in each for each in said) == evaluation.plan.is_conditional


def test_the_sheet_of_paper_draws_what_may_go_in_dashes_and_dots(evaluation: Evaluation) -> None:
    turns = evaluation.plan.is_conditional
    figures = draw_sheets(evaluation, sheets=["proposal", "changes"])
    for figure in figures.values():
        texts = [text for axes in figure.axes for text in axes.texts]
        amber = [text.get_text() for text in texts if text.get_color() == CONDITION_COLOUR]
        assert amber == [evaluation.plan.ground[0].vi] * turns
    legend = {text.get_text() for axes in figures["proposal"].axes for text in axes.texts}
    for key in ("hangs", "as_read"):
        assert (BORDERS[key].vi in legend) == turns


def test_documents_say_it_in_their_words(evaluation: Evaluation, tmp_path: Path) -> None:
    matter, office = matter_of(evaluation), OfficeData()
    annexes = dict.fromkeys(("opinions", "staff", "offices", "services", "costs", "names"), 1)
    context = context_of(matter, office, [], []) | {"annex": annexes}
    turns = evaluation.plan.is_conditional
    control = filled("phieu_kiem_soat.md", context)
    assert control.index(evaluation.plan.ground[0].vi) < control.index("Hồ sơ được lập từ đâu")
    assert (f"=={evaluation.plan.ground[0].vi}" in control) == turns
    fact = "Miền núi, vùng cao (1 đơn vị)"
    assert (fact in filled("to_trinh.md", context)) == turns
    principles = filled("_nguyen_tac.md", context)
    assert fact in principles
    hung = "phụ thuộc kết quả xác minh Ô số 1 (Miền núi, vùng cao)"
    assert (hung in principles) == ("01 đơn vị phụ thuộc" in principles) == turns
    brief = filled("tom_tat.md", context)
    assert (
        f"==Phương án chỉ tốt nhất nếu các dữ kiện sau đúng như đang hiểu: {fact}" in brief
    ) == (turns)
    assert ("trả lời thế nào phương án cũng không đổi" in brief) != turns
    points = open_points(matter, office, tmp_path)
    assert (points[1].said == evaluation.plan.ground[0]) == turns


def test_a_plan_that_holds_whatever_the_answers_are_says_so_and_is_no_condition() -> None:
    evaluation = nine_squares()
    first, *others = changes(evaluation).index
    safety = Safety((4, 5), (900, 800), (0, 2))
    standing = Standing({"mountain": 1}, as_read=(first,), certain=tuple(others), safe=safety)
    assert not standing.is_conditional
    safe = dataclasses.replace(evaluation.plan, standing=standing)
    evaluation = dataclasses.replace(evaluation, plan=safe)
    matter = matter_of(evaluation)
    annexes = dict.fromkeys(("opinions", "staff", "offices", "services", "costs", "names"), 1)
    context = context_of(matter, OfficeData(), [], []) | {"annex": annexes}
    for name in ("phieu_kiem_soat.md", "_nguyen_tac.md", "tom_tat.md"):
        said = filled(name, context)
        assert safe.ground[0].vi in said and f"=={safe.ground[0].vi}" not in said
        assert "không làm thay đổi phương án" not in said and "cũng không đổi" not in said
    figures = draw_sheets(evaluation, sheets=["proposal"])
    texts = [text.get_text() for axes in figures["proposal"].axes for text in axes.texts]
    assert any(safe.ground[0].vi[:20] in text for text in texts)
