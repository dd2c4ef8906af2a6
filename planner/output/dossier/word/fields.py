"""Fields that only people can write: content controls of Word, made, and read back with their text.

A field is found again by its tag, wherever it was moved.  Some programs keep no tags and let all
but the first paragraph fall out of a control: there it is found by its bookmarks.  What is written
stays as it is, paragraphs, letters in bold and tables; what refers to another part of the file, a
picture or a link, cannot come along: it is counted, to be said.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from planner.errors import InputError, Problem
from planner.gate import FILES
from planner.gate.office import refuse_swollen
from planner.words.outputs.dossier import HINT_HEAD
from planner.words.text import say

# What names another part of the file, or a mark that is drawn elsewhere in it.
FOREIGN = tuple(
    qn(name)
    for name in (
        *("w:drawing", "w:pict", "w:object", "w:footnoteReference", "w:endnoteReference"),
        *("w:commentReference", "w:commentRangeStart", "w:commentRangeEnd"),
        *("w:bookmarkStart", "w:bookmarkEnd"),
    )
)
# Bookmarks of the headings are numbered below.
FIRST_BOOKMARK = 5000
ENDS = ("_s", "_e")
# Settings that hold only where their definition does.
LOCAL = tuple(qn(name) for name in ("w:numPr", "w:pStyle", "w:rStyle", "w:tblStyle", "w:sectPr"))


@dataclass(frozen=True)
class Written:
    """What a person wrote into a field.

    Attributes
    ----------
    tag, title : str
        By what it is found again, and what it is called.
    content : tuple of elements
        Paragraphs and tables, or the runs of a field within a line.
    text : str
        The same without form.
    left : int
        Pictures and other things that could not be taken along.
    blank : bool
        Nobody has written there.
    """

    tag: str
    title: str
    content: tuple[BaseOxmlElement, ...]
    text: str
    left: int = 0
    blank: bool = False


@dataclass(frozen=True)
class FieldMade:
    """A field of a document as it was made.

    Attributes
    ----------
    tag, title, hint : str
        The hint as it stands in the empty field.
    empty : bool
        Nobody has written there yet.
    """

    tag: str
    title: str
    hint: str
    empty: bool


def hint_text(hint: str) -> str:
    """Write a hint so that it is told from what a person wrote."""
    return f"[{HINT_HEAD}{hint}]"


def is_blank(text: str, hint: str) -> bool:
    """Whether nothing was written: the field is empty, or holds dots or just its hint."""
    bare = " ".join(text.split())
    return not bare.strip("…. ") or bare == " ".join(hint.split())


def control(
    tag: str, title: str, content: Sequence[BaseOxmlElement], *, hint: bool
) -> BaseOxmlElement:
    """Put a content control around paragraphs, or around runs.

    Parameters
    ----------
    tag, title : str
        By what it is found again; what Word shows above it.
    content : sequence of elements
        What stands in it.
    hint : bool
        That is a hint, which Word takes away at the first letter.
    """
    outer = OxmlElement("w:sdt")
    settings = OxmlElement("w:sdtPr")
    for name, value in (("w:alias", title), ("w:tag", tag)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        settings.append(child)
    lock = OxmlElement("w:lock")
    # The frame stays, what is in it is free.
    lock.set(qn("w:val"), "sdtLocked")
    settings.append(lock)
    if hint:
        settings.append(OxmlElement("w:showingPlcHdr"))
    inner = OxmlElement("w:sdtContent")
    for element in content:
        inner.append(element)
    outer.append(settings)
    outer.append(inner)
    return outer


def marks(tag: str, number: int, *, within: bool) -> list[list[BaseOxmlElement]]:
    """Make the bookmarks of a field: what stands before it, and what after it.

    Parameters
    ----------
    tag : str
    number : int
        Of the field in its document.
    within : bool
        Within a line one bookmark holds the field; else one lies before and one after it, so that
        whoever writes anew all that is there does not take them along.
    """
    made = []
    for offset, end in enumerate(("",) if within else ENDS):
        start, stop = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for node in (start, stop):
            node.set(qn("w:id"), str(FIRST_BOOKMARK + 2 * number + offset))
        start.set(qn("w:name"), _bookmark(tag, end))
        made.append([start, stop])
    return [[made[0][0]], [made[0][1]]] if within else made


def _bookmark(tag: str, end: str = "") -> str:
    return "f_" + re.sub(r"\W", "__", tag) + end


def read_fields(path: Path, originals: Mapping[str, FieldMade]) -> list[Written]:
    """Read every field of a document, in the order in which they stand.

    Parameters
    ----------
    path : Path
    originals : mapping of str to FieldMade
        By tag: the fields that the document had when it was made.

    Raises
    ------
    InputError
        The file is no document.
    """
    try:
        refuse_swollen(path, FILES.most_template_bytes)
        paper = Document(str(path))
    except (
        PackageNotFoundError,
        zipfile.BadZipFile,
        KeyError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise InputError(
            Problem(
                str(path),
                say("no document of Word"),
                say("a docx as `planner report` wrote it, with the texts written into it"),
                say("open it in Word and save it as docx, or move it elsewhere"),
            )
        ) from error
    found = list(_tagged(paper))
    tags = {each.tag for each in found}
    for tag, made in originals.items():
        if tag not in tags:
            content = _marked(paper, tag)
            if content is not None:
                found.append(_written(tag, made.title, content))
    hints = {tag: made.hint for tag, made in originals.items()}
    return [replace(each, blank=is_blank(each.text, hints.get(each.tag, ""))) for each in found]


def _tagged(paper: Paper) -> Iterator[Written]:
    """Read the fields that kept their tag."""
    for control in paper.element.body.iter(qn("w:sdt")):
        tag, title = _setting(control, "w:tag"), _setting(control, "w:alias")
        inner = control.find(qn("w:sdtContent"))
        if tag and inner is not None:
            yield _written(tag, title or tag, list(inner))


def _marked(paper: Paper, tag: str) -> list[BaseOxmlElement] | None:
    """Find what lies between the bookmarks of a field: paragraphs and tables, or runs."""
    body = paper.element.body
    named = {node.get(qn("w:name"), ""): node for node in body.iter(qn("w:bookmarkStart"))}
    alone = named.get(_bookmark(tag))
    if alone is not None:
        return _runs(alone)
    first, last = (named.get(_bookmark(tag, end)) for end in ENDS)
    if first is None or last is None:
        return None
    closing = (
        node
        for node in body.iter(qn("w:bookmarkEnd"))
        if node.get(qn("w:id")) == first.get(qn("w:id"))
    )
    blocks = body[_place(body, next(closing, first)) : _place(body, last)]
    return [element for element in blocks if element.tag.endswith(("}p", "}tbl", "}sdt"))]


def _runs(start: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Take the runs from the start of a bookmark to its end, within a paragraph."""
    paragraph = start
    while paragraph.tag != qn("w:p") and paragraph.getparent() is not None:
        paragraph = paragraph.getparent()
    taken, on = [], False
    for node in paragraph.iter():
        if node is start:
            on = True
        elif node.tag == qn("w:bookmarkEnd") and node.get(qn("w:id")) == start.get(qn("w:id")):
            break
        elif on and node.tag == qn("w:r"):
            taken.append(node)
    return taken


def _place(body: BaseOxmlElement, mark: BaseOxmlElement) -> int:
    """Say before which block a bookmark lies: within a paragraph, behind letters is after it."""
    top = mark
    while top.getparent() is not body:
        top = top.getparent()
    place: int = body.index(top)
    for node in top.iter():
        if node is mark:
            return place
        if node.tag == qn("w:t") and node.text:
            return place + 1
    return place


def _written(tag: str, title: str, elements: Sequence[BaseOxmlElement]) -> Written:
    content, left = [], 0
    for element in elements:
        holder = OxmlElement("w:sdtContent")
        holder.append(copy.deepcopy(element))
        left += _without_foreign(holder)
        content += list(holder)
    text = "\n".join(filter(None, (plain_text(element) for element in content)))
    return Written(tag, title, tuple(content), text, left)


def _setting(control: BaseOxmlElement, name: str) -> str:
    found = control.find(f"{qn('w:sdtPr')}/{qn(name)}")
    return "" if found is None else str(found.get(qn("w:val"), ""))


def plain_text(element: BaseOxmlElement) -> str:
    """Read the letters of an element, a line a paragraph."""
    lines = []
    paragraphs = list(element.iter(qn("w:p"))) or [element]
    for paragraph in paragraphs:
        marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
        parts = (
            (node.text or "") if node.tag == qn("w:t") else marks.get(node.tag, "")
            for node in paragraph.iter()
        )
        lines.append("".join(parts))
    return "\n".join(lines).strip()


def _without_foreign(element: BaseOxmlElement) -> int:
    """Take out what only its old file knows; count what a reader would miss."""
    lost = 0
    for node in list(element.iter()):
        parent = node.getparent()
        if parent is None:
            continue
        if node.tag in FOREIGN:
            lost += node.tag in FOREIGN[:3]
            parent.remove(node)
        elif node.tag in LOCAL:
            parent.remove(node)
        elif node.tag in (qn("w:hyperlink"), qn("w:sdt")):
            inner = node.find(qn("w:sdtContent"))
            place = parent.index(node)
            for child in list(node if inner is None else inner):
                parent.insert(place, child)
                place += 1
            parent.remove(node)
    return lost
