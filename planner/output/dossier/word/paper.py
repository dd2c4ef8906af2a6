"""A document of Word as an office writes it: page, letters, headings, tables, pictures, contents.

Page and letters are those of decree 30/2020/NĐ-CP: A4, Times New Roman 13 to 14, number of the
page in the middle of the upper margin, none on the first page.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_BREAK,
    WD_COLOR_INDEX,
    WD_LINE_SPACING,
    WD_TAB_ALIGNMENT,
    WD_TAB_LEADER,
)
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
STYLES_OF_2010 = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
A_DAY = datetime.datetime(2000, 1, 1)
ZIP_DAY = (2000, 1, 1, 0, 0, 0)
# Headings below this level are not listed in the contents.
DEEPEST = 2
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Sheet:
    """Size of page, margins in mm, and letters in points: decree 30/2020, annex I.

    Attributes
    ----------
    width, height : float
        A4, upright.
    top, bottom, left, right : float
        Margins; the upper one of a landscape page is the left one of an upright page.
    body, table, small : float
        Letters of the text, of tables, and of what stands under them.
    indent : float
        Of the first line of a paragraph, in mm.
    padding : float
        Between the letters of a cell and its lines, in mm.
    """

    width: float = 210.0
    height: float = 297.0
    top: float = 20.0
    bottom: float = 20.0
    left: float = 30.0
    right: float = 15.0
    body: float = 14.0
    table: float = 11.0
    small: float = 11.0
    indent: float = 12.7
    padding: float = 1.4

    @property
    def room(self) -> tuple[float, float]:
        """Width of the text on an upright and on a landscape page, in mm."""
        upright = self.width - self.left - self.right
        return upright, self.height - 2 * self.bottom


A4 = Sheet()


def new_paper(title: str, sheet: Sheet = A4) -> Paper:
    """Begin an empty document with the styles and the page of an office."""
    paper = Document()
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = A_DAY
    package = paper.part.package
    for name, relation in list(package.rels.items()):
        # A picture of an empty page, of the library's own.
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[name]
    for name, relation in list(paper.part.rels.items()):
        # Styles once more, for Word 2010: beside other defaults Word may offer to repair them.
        if relation.reltype == STYLES_OF_2010:
            del paper.part.rels[name]
    _set_styles(paper, sheet)
    _set_page(paper.sections[0], sheet, landscape=False)
    paper.sections[0].different_first_page_header_footer = True
    _number_pages(paper.sections[0], sheet)
    return paper


def _set_styles(paper: Paper, sheet: Sheet) -> None:
    styles = paper.styles
    names = ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title")
    for name in names:
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = FONT, Pt(sheet.body)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "heme" in key:
                del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(key), FONT)
        for colour in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(colour)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(0), Pt(6)
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if name.startswith("Heading"):
            style.font.bold = True
            style.font.italic = name == "Heading 3"
            form.space_before, form.keep_with_next = Pt(6), True
            form.alignment = CENTRE if name == "Heading 1" else BOTH
            form.first_line_indent = Mm(0 if name == "Heading 1" else sheet.indent)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    styles["Normal"].element.get_or_add_rPr().append(language)


def _set_page(section: Section, sheet: Sheet, *, landscape: bool) -> None:
    width, height = Mm(sheet.width), Mm(sheet.height)
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    edges = (sheet.top, sheet.bottom, sheet.left, sheet.right)
    if landscape:
        # The bound edge of a page that is turned lies above.
        edges = (sheet.left, sheet.right, sheet.bottom, sheet.bottom)
    names = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    for name, edge in zip(names, edges, strict=True):
        setattr(section, name, Mm(edge))
    section.header_distance = Mm(10)


def _number_pages(section: Section, sheet: Sheet) -> None:
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    _field(paragraph, "PAGE", "2")
    for run in paragraph.runs:
        run.font.size = Pt(sheet.body)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add what Word computes: the number of a page, or of the page of a bookmark."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("t", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "t":
            run.text = text
            continue
        node = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            node.set(qn("w:fldCharType"), kind)
            if kind == "begin" and code != "PAGE":
                node.set(qn("w:dirty"), "true")
        else:
            node.set(qn("xml:space"), "preserve")
            node.text = f" {text} "
        run._r.append(node)


def turn(paper: Paper, sheet: Sheet = A4, *, landscape: bool) -> None:
    """Begin a new page, upright or turned; the first page of a document is turned itself."""
    if not paper.paragraphs and not paper.tables:
        _set_page(paper.sections[0], sheet, landscape=landscape)
        return
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, sheet, landscape=landscape)
    section.different_first_page_header_footer = False


def break_page(paper: Paper) -> None:
    """Begin a new page of the same kind."""
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def style_run(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    marked: bool = False,
    size: float | None = None,
) -> None:
    """Add letters to a paragraph; what is not certain, or has to be filled in, is marked."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if marked:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if size is not None:
        run.font.size = Pt(size)


def line_under(paragraph: Paragraph, width: float, room: float) -> None:
    """Draw a line under what stands above, as wide as is asked for, in the middle."""
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    paragraph._p.get_or_add_pPr().append(border)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((room - width) / 2)
    form.space_before, form.space_after = Pt(3), Pt(0)
    form.line_spacing = Pt(5)


def add_picture(paper: Paper, picture: bytes, width: float) -> None:
    """Add a picture in the middle of the text, so many mm wide."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(width))
    # LibreOffice takes 3 mm at each side where nothing is said: a map as wide as the text moved.
    for side in ("T", "B", "L", "R"):
        shape._inline.set(f"dist{side}", "0")


def add_contents(paper: Paper, headings: Sequence[tuple[int, str]], room: float) -> None:
    """List headings with their pages; Word finds the pages when it opens the document.

    Parameters
    ----------
    paper : Document
    headings : sequence of (level, text)
        In their order; :func:`mark_heading` numbers them likewise.
    room : float
        Width of the text, in mm.
    """
    for number, (level, text) in enumerate(headings):
        if level > DEEPEST:
            continue
        paragraph = paper.add_paragraph()
        form = paragraph.paragraph_format
        form.left_indent = Mm(6.0 * (level - 1))
        form.right_indent, form.space_after = Mm(10), Pt(3)
        lead(paragraph, room)
        style_run(paragraph, text, bold=level == 1)
        paragraph.add_run("\t")
        _field(paragraph, f"PAGEREF {_bookmark(number)} \\h", "")


def lead(paragraph: Paragraph, place: float) -> None:
    """Let the next tab of a paragraph lead by dots to a place, in mm from the left edge."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(place), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def mark_heading(paragraph: Paragraph, number: int) -> None:
    """Put the bookmark around a heading by which the contents find its page."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for node in (start, end):
        node.set(qn("w:id"), str(1000 + number))
    start.set(qn("w:name"), _bookmark(number))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _bookmark(number: int) -> str:
    return f"_Toc{number:06d}"


def before(paper: Paper, element: BaseOxmlElement) -> None:
    """Put an element at the end of a document: before the settings of its last section."""
    paper.element.body.sectPr.addprevious(element)


def save(paper: Paper, path: Path) -> None:
    """Write a document; the same bytes for the same content."""
    whole = io.BytesIO()
    paper.save(whole)
    rewritten(whole, path)


def rewritten(whole: io.BytesIO, path: Path) -> None:
    """Write a packed file anew without the time of its making."""
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                day = A_DAY.isoformat() + "Z"
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + day.encode(), content)
            new.writestr(zipfile.ZipInfo(name, ZIP_DAY), content, zipfile.ZIP_DEFLATED)
