"""The sheet of what the plan changes, read back from what is drawn and from its PDF."""

from __future__ import annotations

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from dossier_world import World
from pypdf import PdfReader

from planner.output.dossier.word.paper import A4
from planner.output.maps.printed.contents.changes import changes_content
from planner.output.maps.printed.zones import zone_of

pytestmark = pytest.mark.slow


def test_units_that_change_are_listed_with_what_becomes_of_them(squares: World) -> None:
    evaluation = squares.evaluation
    zone = zone_of(evaluation.units)
    content = changes_content(evaluation, zone.project(evaluation.units), zone, "vi")
    moves = evaluation.moves
    changed = set(moves.index[moves["role"] != "stays"])
    assert set(content.numbers.index) == changed and len(content.index.rows) == len(changed)
    assert content.category.to_dict() == moves["role"].groupby(level=0).first().to_dict()
    rows = dict(zip(content.numbers.index, content.index.rows, strict=True))
    for code in changed:
        new = moves.loc[[code], "new_code"]
        names = [str(evaluation.merged.at[each, "name"]) for each in new]
        assert all(name in rows[code][2] for name in names), rows[code]
    # A border that disappears is drawn, and in the legend.
    lines = {name for name, drawn in content.lines if drawn}
    assert {"dissolved", "province"} <= lines
    assert "dissolved" in {entry.line for entry in content.entries}


def test_figures_stand_on_the_maps_and_sheets(squares: World) -> None:
    """The number of units, and the figures of each new one, as the run has them."""

    def said(name: str) -> str:
        pages = PdfReader(squares.folder / name).pages
        return "".join("".join(page.extract_text() for page in pages).split())

    evaluation = squares.evaluation
    before, after = len(evaluation.units), len(evaluation.merged)
    assert f"{before}→{after}đơnvị" in said("thay_doi_A3.pdf")
    assert f"{before}→{after}đơnvị" in said("phuong_an_A3.pdf")
    meeting = said("6_phieu_hop.pdf")
    for unit in squares.matter.formed:
        people = f"{unit.people:,}".replace(",", ".") + "*" * unit.people_uncertain
        assert f"quymôdânsố{people}người" in meeting


def test_tables_are_as_wide_as_the_text(squares: World) -> None:
    """Columns together fill the page, and none is narrower than a number of seven digits in it."""
    paper = docx.Document(str(squares.folder / "2_phu_luc.docx"))
    room = int(Mm(A4.room[True]).twips)
    for table in paper.tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert abs(sum(widths) - room) <= len(widths)
        for width, cells in zip(widths, zip(*(row.cells for row in table.rows)), strict=True):
            words = [word for cell in cells for word in cell.text.split() if word[:1].isdigit()]
            letters = max((len(word) for word in words if len(word) < 12), default=0)
            # A digit of 11 points is 1.94 mm wide.
            assert width >= int(Mm(1.94 * letters * 0.8).twips)
