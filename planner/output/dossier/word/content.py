"""What a document or a workbook says, without its form: two that say the same are the same.

Word and LibreOffice write the same page in other bytes; letters, cells and pictures stay.  What a
reader does not see (taken out under tracked changes, hidden) is not said, and the number of a page
is the business of whoever prints it.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

from planner.errors import InputError, Problem, RefusedError, system_fault
from planner.gate import TEMPLATE, BrokenOffError
from planner.gate.child import apart
from planner.gate.office import BODY, refuse_active
from planner.output.reports.workbook.sheets import WANTED_FILL
from planner.sources.tables.grids import in_child
from planner.words.text import say

Blocks = list[tuple[list[int], str]]
"""Paragraphs with their places: [number], or [table, row, column]."""
PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
PART_NAMES = {
    "header": say("header"),
    "footer": say("footer"),
    "footnotes": say("footnotes"),
    "endnotes": say("endnotes"),
    "comments": say("comments"),
    "pictures": say("pictures"),
}
MEDIA = "word/media/"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
LETTERS = (f"{_W}t", f"{_M}t")
MARKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
FIELD = f"{_W}sdt"
UNSEEN = (f"{_W}moveFrom", f"{_W}del")


def document_content(path: Path, *, fields: bool = True) -> dict[str, Blocks]:
    """Read what a document says, in a child.

    Parameters
    ----------
    path : Path
        A docx.
    fields : bool
        With what stands in the fields that people write.

    Returns
    -------
    dict of str to list of (place, text)
        ``body``, in order; ``header``, ``footer``, ``footnotes``, ``endnotes``, ``comments`` where
        there is something in them; ``pictures``, their hashes.

    Raises
    ------
    InputError
        No document, a damaged or a swollen one, or one that does something by itself.
    """
    try:
        path.open("rb").close()
        read = apart(content_of_paper, TEMPLATE, [path], path, fields=fields)
    except RefusedError as error:
        found = error.text
    except BrokenOffError as error:
        found = error.after(say("no document of Word, or a damaged one"))
    except OSError as error:
        found = say("it cannot be read ({fault})", fault=system_fault(error))
    else:
        return {part: [(place, text) for place, text in blocks] for part, blocks in read.items()}
    expected = say("a docx as `planner report` wrote it, with the texts written into it")
    mend = say("open it in Word and save it as docx, or move it elsewhere")
    raise InputError(Problem(str(path), found, expected, mend))


def content_of_paper(path: Path, *, fields: bool = True) -> dict[str, Blocks]:
    """Read it where nothing is foreign, or in a child; see :func:`document_content`."""
    refuse_active(path)
    found: dict[str, Blocks] = {}
    with zipfile.ZipFile(path) as parts:
        names = sorted(parts.namelist())
        for name in names:
            match = PARTS.fullmatch(name)
            if name == BODY or match:
                blocks = list(_blocks(ElementTree.fromstring(parts.read(name)), fields=fields))
                key = match[1] if match else "body"
                found[key] = found.get(key, []) + blocks
        media = [name for name in names if name.startswith(MEDIA)]
        prints = sorted(hashlib.sha256(parts.read(name)).hexdigest()[:16] for name in media)
    found["pictures"] = [([number], text) for number, text in enumerate(prints, 1)]
    return {part: blocks for part, blocks in found.items() if blocks}


def _blocks(root: ElementTree.Element, *, fields: bool) -> Iterator[tuple[list[int], str]]:
    """Give paragraphs in which something stands, with their places."""
    places: dict[ElementTree.Element, list[int]] = {}
    for table, each in enumerate(root.iter(f"{_W}tbl"), 1):
        for row, line in enumerate(each.iter(f"{_W}tr"), 1):
            for column, cell in enumerate(line.iter(f"{_W}tc"), 1):
                places |= {key: [table, row, column] for key in cell.iter(f"{_W}p")}
    number = 0
    within = {each for field in root.iter(FIELD) for each in field.iter(f"{_W}p")}
    for block in root.iter():
        if block.tag == f"{_W}altChunk":
            number += 1
            yield [number], "altChunk"
        elif block.tag == f"{_W}p":
            skipped = block in within and not fields
            text = "" if skipped else " ".join("".join(_letters(block, fields=fields)).split())
            number += bool(text) and block not in places
            if text:
                yield places.get(block, [number]), text


def _letters(block: ElementTree.Element, *, fields: bool) -> Iterator[str]:
    """Give the letters of a paragraph that a reader sees, but for numbers of pages."""
    code, result, inside = "", "", False
    for node in _seen(block, fields=fields):
        if node.tag == f"{_W}fldChar":
            kind = node.get(f"{_W}fldCharType")
            paged = code.split()[:1] in (["PAGE"], ["PAGEREF"]) and result.strip().isdigit()
            if kind == "end" and not paged:
                yield result
            if kind in ("begin", "end"):
                code, result = "", ""
            inside = kind != "end"
        elif node.tag == f"{_W}instrText":
            code += node.text or ""
        elif node.tag in LETTERS or node.tag in MARKS:
            text = MARKS.get(node.tag) or node.text or ""
            if inside:
                result += text
            else:
                yield text
    yield result


def _seen(node: ElementTree.Element, *, fields: bool) -> Iterator[ElementTree.Element]:
    """Walk through what is seen: each paragraph for itself, nothing taken out, nothing hidden."""
    for child in node:
        hidden = child.find(f"{_W}rPr/{_W}vanish")
        if child.tag in UNSEEN or child.tag == f"{_W}p":
            continue
        if hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false", "off"):
            continue
        if child.tag == FIELD and not fields:
            continue
        yield child
        yield from _seen(child, fields=fields)


def workbook_content(path: Path) -> dict[str, dict[str, list[object]]]:
    """Read what a workbook says, in a child.

    Returns
    -------
    dict of str to dict of str to [value, wanted]
        Sheet → cell → what stands there, and whether the cell is marked as wanted; a sheet that is
        hidden says so under the name of no cell.

    Raises
    ------
    InputError
        No workbook, a damaged or a swollen one.
    """
    return in_child(path, content_of_book)


def content_of_book(path: Path) -> dict[str, dict[str, list[object]]]:
    """Read it where nothing is foreign, or in a child; see :func:`workbook_content`."""
    found: dict[str, dict[str, list[object]]] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        cells: dict[str, list[object]] = {}
        for row in sheet.iter_rows():
            for cell in row:
                wanted = str(cell.fill.fgColor.rgb).endswith(WANTED_FILL[1:])
                value = cell.value if isinstance(cell.value, (int, float)) else _text(cell.value)
                if cell.comment is not None:
                    value = f"{value} [{_text(cell.comment.text)}]"
                if value != "" or wanted:
                    cells[cell.coordinate] = [value, wanted]
        if sheet.sheet_state != "visible":
            cells[""] = [sheet.sheet_state, False]
        found[sheet.title] = cells
    return found


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def print_of(said: str) -> str:
    """Give a short hash of a text, by which it is known again."""
    return hashlib.sha256(said.encode()).hexdigest()[:12]
