"""Tables of Word: as wide as the text, with a heading that is repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Twips
from docx.table import Table, _Cell

from planner.output.dossier.word.measure import fitted, width_of
from planner.output.dossier.word.paper import A4, CENTRE, LEFT, RIGHT, Sheet

# A hash may be broken.
MOST_OF_A_WORD = 30.0
# A heading is repeated after about so many rows.
ROWS_A_PAGE = 20
# So many rows at the end stay with what stands under the table.
KEPT_TOGETHER = 3


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, texts of the cells, share of the width, and where they stand.

    Attributes
    ----------
    wanted : sequence of bool
        Cells that people have still to fill; they are marked.
    """

    head: str
    cells: Sequence[str]
    width: float
    across: WD_ALIGN_PARAGRAPH = LEFT
    wanted: Sequence[bool] = ()
    total: str = ""


def add_table(paper: Paper, columns: Sequence[Column], room: float, sheet: Sheet = A4) -> Table:
    """Add a table as wide as the text; its heading is repeated on every page.

    Parameters
    ----------
    paper : Document
    columns : sequence of Column
        All with the same number of cells.
    room : float
        Width of the text, in mm.
    sheet : Sheet
    """
    rows = len(columns[0].cells)
    totals = any(column.total for column in columns)
    table = paper.add_table(rows=0, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [int(Mm(width).twips) for width in _widths(columns, room, sheet)]
    beside = int(Mm(sheet.padding).twips)
    edges = "".join(f'<w:{side} w:w="{beside}" w:type="dxa"/>' for side in ("left", "right"))
    # In the order in which the format wants them.
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{edges}</w:tblCellMar>")
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    for place, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        place.w = Twips(width)
    # Cell by cell through the library, a table of a province takes longer than its plan.
    lines = ["".join(_cell(c.head, w, CENTRE, sheet, bold=True) for c, w in zip(columns, widths))]
    for row in range(rows):
        lines.append(
            "".join(
                _cell(
                    column.cells[row],
                    width,
                    column.across,
                    sheet,
                    marked=bool(column.wanted) and bool(column.wanted[row]),
                )
                for column, width in zip(columns, widths)
            )
        )
    if totals:
        cells = (_cell(c.total, w, c.across, sheet, bold=True) for c, w in zip(columns, widths))
        lines.append("".join(cells))
    keep = "<w:pPr><w:keepNext/>"
    for number, line in enumerate(lines):
        if number >= len(lines) - KEPT_TOGETHER:
            line = line.replace("<w:pPr>", keep)
        head = "<w:tblHeader/>" if number == 0 else ""
        row_xml = f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{head}</w:trPr>{line}</w:tr>"
        table._tbl.append(parse_xml(row_xml))
    made: Table = table
    return made


def _widths(columns: Sequence[Column], room: float, sheet: Sheet) -> list[float]:
    """Share the width among columns, in mm: words and numbers stay whole, rows become low."""
    least = [_least(column, sheet) for column in columns]
    if sum(least) >= room:
        return [room * each / sum(least) for each in least]
    heads = 1 + len(columns[0].cells) // ROWS_A_PAGE
    texts = [[*[column.head] * heads, *column.cells, column.total] for column in columns]
    least = fitted(texts, least, room, sheet.table, sheet.padding)
    narrow: set[int] = set()
    while True:
        taken = sum(least[place] for place in narrow)
        whole = sum(c.width for place, c in enumerate(columns) if place not in narrow)
        part = (room - taken) / whole if whole else 0.0
        widths = [
            least[place] if place in narrow else column.width * part
            for place, column in enumerate(columns)
        ]
        more = {place for place, width in enumerate(widths) if width < least[place]} - narrow
        if not more:
            return widths
        narrow |= more


def _least(column: Column, sheet: Sheet) -> float:
    """Say how wide a column has to be so that no word or number of it is broken, in mm."""
    words = {word for text in (column.head, *column.cells, column.total) for word in text.split()}
    widest = max((width_of(word, sheet.table) for word in words), default=0.0)
    return min(widest, MOST_OF_A_WORD) + 2 * sheet.padding + 0.5


def _cell(
    text: str,
    width: int,
    across: WD_ALIGN_PARAGRAPH,
    sheet: Sheet,
    *,
    bold: bool = False,
    marked: bool = False,
) -> str:
    """Write one cell."""
    form = "<w:b/>" * bold + '<w:highlight w:val="yellow"/>' * marked
    size = f'<w:sz w:val="{int(2 * sheet.table)}"/>'
    # In the order in which the format wants them.
    form = form.replace("<w:highlight", f"{size}<w:highlight") if marked else form + size
    across_word = {LEFT: "left", CENTRE: "center", RIGHT: "right"}[across]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + '<w:vAlign w:val="center"/>' * bold
        # The mark at the end of an empty cell is as high as a letter.
        + f'</w:tcPr><w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{across_word}"/>'
        f"<w:rPr>{size}</w:rPr></w:pPr>"
        f'<w:r><w:rPr>{form}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        "</w:p></w:tc>"
    )


def bare_table(paper: Paper, widths: Sequence[float]) -> list[_Cell]:
    """Add one row without lines: two halves of a head, or of a foot, side by side."""
    table = paper.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, cell, width in zip(
        table._tbl.tblGrid.gridCol_lst, table.rows[0].cells, widths, strict=True
    ):
        cell.width = place.w = Mm(width)
    return list(table.rows[0].cells)
