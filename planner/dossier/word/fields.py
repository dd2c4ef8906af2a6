"""Fields that only people can write: content controls of Word, made, and read back with their text.

A field is found again by its tag, wherever it was moved; what is written in it stays as it is,
paragraphs, letters in bold and tables.  What refers to another part of the file, a picture or a
link, cannot come along: it is counted, so that it can be said.
"""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from planner.errors import InputError, Problem
from planner.words.outputs.dossier import HINT_HEAD
from planner.words.text import say

# What names another part of the file, or a mark that is drawn elsewhere in it.
FOREIGN = tuple(
    qn(name)
    for name in (
        *("w:drawing", "w:pict", "w:object", "w:footnoteReference", "w:endnoteReference"),
        *("w:commentReference", "w:commentRangeStart", "w:commentRangeEnd"),
    )
)
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
    """

    tag: str
    title: str
    content: tuple[BaseOxmlElement, ...]
    text: str
    left: int = 0


def hint_text(hint: str) -> str:
    """Write a hint so that it is told from what a person wrote."""
    return f"[{HINT_HEAD}{hint}]"


def is_empty(text: str) -> bool:
    """Whether nothing was written, or only the hint stands there."""
    bare = " ".join(text.split())
    return not bare or (bare.startswith(f"[{HINT_HEAD}") and bare.endswith("]"))


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


def read_fields(path: Path) -> list[Written]:
    """Read every field of a document, in the order in which they stand.

    Raises
    ------
    InputError
        The file is no document.
    """
    try:
        paper = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InputError(
            Problem(
                str(path),
                say("no document of Word"),
                say("a docx as `planner report` wrote it, with the texts written into it"),
                say("open it in Word and save it as docx, or move it elsewhere"),
            )
        ) from error
    return list(_fields(paper))


def _fields(paper: Paper) -> Iterator[Written]:
    for control in paper.element.body.iter(qn("w:sdt")):
        tag = _setting(control, "w:tag")
        inner = control.find(qn("w:sdtContent"))
        if not tag or inner is None:
            continue
        content, left = [], 0
        for element in inner:
            kept = copy.deepcopy(element)
            left += _without_foreign(kept)
            content.append(kept)
        yield Written(
            tag, _setting(control, "w:alias") or tag, tuple(content), plain_text(inner), left
        )


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
        elif node.tag == qn("w:hyperlink"):
            place = parent.index(node)
            for child in list(node):
                parent.insert(place, child)
                place += 1
            parent.remove(node)
    return lost
