"""A text of a document → a page of Word.

A text is plain: a blank line ends a paragraph, ``#`` begins a heading, ``-`` an item, ``@`` asks
for what is more than letters.  Within a line ``**bold**``, ``==marked==`` (to be checked) and
``[[tag|title|hint]]`` (a field that only people can write) are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from planner.output.dossier.tables.table import Annex
from planner.output.dossier.word.fields import FieldMade, Written, control, hint_text, marks
from planner.output.dossier.word.grid import add_table, bare_table
from planner.output.dossier.word.measure import title_lines, width_of
from planner.output.dossier.word.paper import (
    A4,
    BOTH,
    CENTRE,
    LEFT,
    RIGHT,
    Sheet,
    add_contents,
    add_picture,
    before,
    break_page,
    lead,
    line_under,
    mark_heading,
    new_paper,
    style_run,
    turn,
)
from planner.words.breaks import bound
from planner.words.outputs import dossier as words

DOTS = "……"
# Margins of a cell of Word, in mm.
BESIDE_ROLE = 4.0
# Of letters; what is longer is no word.
LONGEST_WORD = 40
INLINE = re.compile(r"(\*\*.+?\*\*|==.+?==|\[\[.+?\]\])")
# A bar within a field belongs to the field.
ARGUMENTS = re.compile(r"\|(?![^\[]*\]\])")
BLOCK = re.compile(r"#{1,3} |- |@\w+")


@dataclass
class Writer:
    """Writes one document.

    Attributes
    ----------
    title : str
        For the properties of the file.
    kept : mapping of str to Written
        What people wrote, by tag.
    tables : mapping of str to Annex
        What ``@table`` and ``@annex`` may name.
    pictures : mapping of str to bytes
        PNG, by the names of ``@map``.
    made : list of FieldMade
        Fields, in their order.
    """

    title: str
    kept: Mapping[str, Written]
    tables: Mapping[str, Annex]
    pictures: Mapping[str, bytes]
    sheet: Sheet = A4
    made: list[FieldMade] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.paper = new_paper(self.title, self.sheet)
        self.landscape = False
        self._tables = 0
        self._headings: list[tuple[int, str]] = []

    @property
    def room(self) -> float:
        """Width of the text, in mm."""
        return self.sheet.room[self.landscape]

    def write(self, text: str) -> None:
        """Write a whole text."""
        blocks = list(_blocks(text))
        self._headings = [
            (len(block.partition(" ")[0]), _plain(block.partition(" ")[2]))
            for block in blocks
            if block.startswith("#")
        ]
        seen = 0
        for block in blocks:
            if block.startswith("#"):
                self._heading(block, seen)
                seen += 1
            elif block.startswith("@"):
                name, _, rest = block[1:].partition(" ")
                arguments = [part.strip() for part in ARGUMENTS.split(rest)] if rest else []
                DIRECTIVES[name](self, *arguments)
            else:
                self.paragraph(block)

    def paragraph(
        self,
        text: str,
        *,
        across: WD_ALIGN_PARAGRAPH = BOTH,
        indent: bool = True,
        bold: bool = False,
        italic: bool = False,
        size: float | None = None,
    ) -> Paragraph:
        """Write one paragraph."""
        paragraph = self.paper.add_paragraph()
        # The line before a hash, which begins one of its own, is not drawn out to the edge.
        hashed = across is BOTH and any(len(word) > LONGEST_WORD for word in text.split())
        paragraph.alignment = LEFT if hashed else across
        if indent:
            paragraph.paragraph_format.first_line_indent = Mm(self.sheet.indent)
        self.line(paragraph, text, bold=bold, italic=italic, size=size)
        return paragraph

    def line(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float | None = None,
    ) -> None:
        """Write letters into a paragraph: bold, marked, and fields within it."""
        for part in filter(None, INLINE.split(text)):
            if part.startswith("[["):
                tag, title, hint = (each.strip() for each in part[2:-2].split("|"))
                self._inline(paragraph, tag, title, hint, bold=bold, italic=italic, size=size)
                continue
            marked, strong = part.startswith("=="), part.startswith("**")
            # What is marked may be a hint, which is found again by its letters.
            body = part[2:-2] if marked else bound(part[2:-2] if strong else part)
            style_run(paragraph, body, bold=bold or strong, italic=italic, marked=marked, size=size)

    def _inline(self, paragraph: Paragraph, tag: str, title: str, hint: str, **form: Any) -> None:
        blank = hint if DOTS in hint else f"[{hint}]" if hint else DOTS
        written = self._kept(tag, title, blank)
        start = len(paragraph.runs)
        shown = written.text if written else blank
        style_run(paragraph, shown, marked=written is None, **form)
        runs = [run._r for run in paragraph.runs[start:]]
        opening, closing = marks(tag, len(self.made), within=True)
        field = control(tag, title, runs, hint=written is None)
        for element in (*opening, field, *closing):
            paragraph._p.append(element)

    def block_field(self, tag: str, title: str, hint: str) -> None:
        """Write a field of paragraphs: what people wrote, or the hint."""
        blank = hint_text(hint)
        written = self._kept(tag, title, blank)
        content: Sequence[BaseOxmlElement]
        if written is None:
            paragraph = self.paragraph(f"=={blank}==", italic=True)
            content = [paragraph._p]
        else:
            content = written.content
        field = control(tag, title, content, hint=written is None)
        opening, closing = marks(tag, len(self.made), within=False)
        for element in (*opening, field, *closing):
            before(self.paper, element)

    def _kept(self, tag: str, title: str, hint: str) -> Written | None:
        """Find what people wrote into a field, and remember that it was made."""
        written = self.kept.get(tag)
        if written is not None and written.blank:
            written = None
        self.made.append(FieldMade(tag, title, hint, written is None))
        return written

    def _heading(self, block: str, number: int) -> None:
        marks, _, text = block.partition(" ")
        paragraph = self.paper.add_paragraph(style=f"Heading {len(marks)}")
        # "Phần thứ nhất" stands over its title, in the middle; other headings run on.
        rows = text.split(" // ")
        self._lines(paragraph, rows if len(marks) == 1 else [text], parted=len(marks) == 1)
        mark_heading(paragraph, number)

    def centred(self, text: str, *, bold: bool = True) -> Paragraph:
        """Write a title in the middle of the page, parted where its sense allows."""
        paragraph = self.paper.add_paragraph()
        paragraph.alignment = CENTRE
        self._lines(paragraph, [text], bold=bold)
        return paragraph

    def _lines(
        self, paragraph: Paragraph, rows: Sequence[str], *, bold: bool = False, parted: bool = True
    ) -> None:
        for row, text in enumerate(rows):
            # A field is not torn: what is in it may be written anew.
            whole = not parted or INLINE.search(text)
            lines = [text] if whole else title_lines(text, self.room, self.sheet.body)
            for place, line in enumerate(lines):
                if row or place:
                    paragraph.add_run().add_break()
                self.line(paragraph, line, bold=bold)

    def contents(self) -> None:
        """List the headings with their pages."""
        add_contents(self.paper, self._headings, self.room)

    def table(self, key: str) -> None:
        """Write a table with its number and title."""
        annex = self.tables[key]
        self._tables += 1
        caption = self.centred(f"{words.TABLE.format(number=self._tables)} {annex.title}")
        caption.paragraph_format.keep_with_next = True
        add_table(self.paper, annex.columns(), self.room, self.sheet)
        self._notes(annex)

    def annex(self, key: str, number: str) -> None:
        """Write an annex: number, title, table, notes."""
        annex = self.tables[key]
        head = words.ANNEX.format(number=number).upper()
        new_page = bool(self.paper.tables)
        for text in (head, annex.title.upper()):
            said = self.centred(text)
            said.paragraph_format.page_break_before = new_page
            new_page = False
        add_table(self.paper, annex.columns(), self.room, self.sheet)
        self._notes(annex)

    def _notes(self, annex: Annex) -> None:
        if annex.notes:
            # In one paragraph: as low as can be, and no line of it is alone on a page.
            said = " ".join((*[words.NOTED] * (len(annex.notes) > 1), *annex.notes))
            form = self.paragraph(said, indent=False, italic=True, size=self.sheet.small)
            form.paragraph_format.space_after = Pt(2)
            form.paragraph_format.keep_together = True
        else:
            # Two tables without a paragraph between would be one; as low as it may be, it
            # begins no page of its own.
            form = self.paragraph("", indent=False).paragraph_format
            form.line_spacing, form.space_after = Pt(1), Pt(6 if not self.landscape else 0)

    def picture(self, key: str, caption: str) -> None:
        """Write a map with its caption."""
        add_picture(self.paper, self.pictures[key], self.room)
        self.paragraph(caption, across=CENTRE, indent=False, italic=True, size=self.sheet.small)

    def turn(self, way: str) -> None:
        """Begin a page of the other kind."""
        self.landscape = way == "landscape"
        turn(self.paper, self.sheet, landscape=self.landscape)

    def head(self, office: str, number: str, place: str) -> None:
        """Write the head of an official letter: the office on the left, the country on the right.

        Parameters
        ----------
        office : str
            Who issues it; lines are parted by ``//``.
        number, place : str
            "Số: …/TTr-UBND" and "Hà Tĩnh, ngày … tháng … năm …".
        """
        widths = (self.room * 0.4, self.room * 0.6)
        left, right = bare_table(self.paper, widths)
        for cell, rows, width in (
            (left, office.split(" // "), widths[0]),
            (right, [words.COUNTRY, words.MOTTO], widths[1]),
        ):
            for row, text in enumerate(rows):
                paragraph = cell.paragraphs[0] if row == 0 else cell.add_paragraph()
                paragraph.alignment = CENTRE
                paragraph.paragraph_format.space_after = Pt(0)
                size = 13.0 if text != words.COUNTRY else 12.0
                self.line(paragraph, text, bold=True, size=size)
            share = 0.35 if cell is left else 0.56
            line_under(cell.add_paragraph(), share * width, width - 4)
        for cell, text, italic in ((left, number, False), (right, place, True)):
            paragraph = cell.add_paragraph()
            paragraph.alignment = CENTRE
            self.line(paragraph, text, italic=italic, size=13.0)
        self.paper.add_paragraph().paragraph_format.space_after = Pt(0)

    def sign(self, role: str, name: str, copies: str = "") -> None:
        """Write the foot: who gets copies on the left, who signs on the right."""
        # Who signs stands on one page with the last words.
        *_, last = [None, *self.paper.paragraphs]
        if last is not None:
            last.paragraph_format.keep_with_next = True
        roles = role.split(" // ")
        # The name of an office is not broken.
        widest = max(width_of(text, self.sheet.body) for text in roles) + BESIDE_ROLE
        half = max(self.room * 0.5, widest)
        left, right = bare_table(self.paper, (self.room - half, half))
        rows = [words.COPIES, *copies.split(";")] if copies else []
        for row, text in enumerate(rows):
            paragraph = left.paragraphs[0] if row == 0 else left.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            said = text if row == 0 else f"- {text.strip()}{'.' if row == len(rows) - 1 else ';'}"
            self.line(
                paragraph,
                said,
                bold=row == 0,
                italic=row == 0,
                size=12.0 if row == 0 else 11.0,
            )
        for row, text in enumerate(roles):
            paragraph = right.paragraphs[0] if row == 0 else right.add_paragraph()
            paragraph.alignment = CENTRE
            paragraph.paragraph_format.space_after = Pt(0)
            self.line(paragraph, text, bold=True)
        for _ in range(3):
            right.add_paragraph()
        paragraph = right.add_paragraph()
        paragraph.alignment = CENTRE
        self.line(paragraph, name, bold=True)


def _small(writer: Writer, text: str) -> None:
    writer.paragraph(text, indent=False, italic=True, size=writer.sheet.small)


def _centred(*, bold: bool) -> Callable[[Writer, str], None]:
    def written(writer: Writer, text: str) -> None:
        for part in text.split(" // "):
            writer.centred(part, bold=bold)

    return written


def _page(writer: Writer) -> None:
    break_page(writer.paper)


def _ground(writer: Writer, text: str) -> None:
    writer.paragraph(text, italic=True)


def _plain_line(writer: Writer, text: str) -> None:
    writer.paragraph(text, across=LEFT, indent=False)


def _right(writer: Writer, text: str) -> None:
    writer.paragraph(text, across=RIGHT, indent=False, italic=True)


def _dotted(writer: Writer, text: str = "") -> None:
    """Write a line that is filled by hand: dots to the edge of the text."""
    paragraph = writer.paragraph(text, across=LEFT, indent=False)
    lead(paragraph, writer.room)
    paragraph.add_run("\t")


DIRECTIVES: dict[str, Callable[..., None]] = {
    "head": Writer.head,
    "title": _centred(bold=True),
    "centre": _centred(bold=False),
    "ground": _ground,
    "left": _plain_line,
    "right": _right,
    "small": _small,
    "dotted": _dotted,
    "field": Writer.block_field,
    "table": Writer.table,
    "annex": Writer.annex,
    "map": Writer.picture,
    "contents": Writer.contents,
    "sign": Writer.sign,
    "turn": Writer.turn,
    "page": _page,
}


def _blocks(text: str) -> Sequence[str]:
    """Part a text into paragraphs, headings, items and what ``@`` asks for."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        bare = line.strip()
        if not bare or BLOCK.match(bare):
            blocks.append([])
        if bare:
            blocks[-1].append(bare)
    return [" ".join(lines) for lines in blocks if lines]


def _plain(text: str) -> str:
    return text.replace(" // ", ". ").replace("**", "").replace("==", "")
