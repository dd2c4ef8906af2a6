"""Documents as people and other programs leave them: written into, moved, without tags."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def write_into(path: Path, tag: str, *paragraphs: str, bold: str = "") -> None:
    """Write paragraphs into a field, as Word does; ``bold`` is added to the last."""
    paper = docx.Document(str(path))
    control = control_of(paper, tag)
    settings, inner = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    within = inner.find(qn("w:p")) is None
    for old in list(inner):
        inner.remove(old)
    hint = settings.find(qn("w:showingPlcHdr"))
    if hint is not None:
        settings.remove(hint)
    for text in paragraphs:
        run = run_of(text)
        if within:
            inner.append(run)
            continue
        paragraph = OxmlElement("w:p")
        paragraph.append(run)
        inner.append(paragraph)
    if bold:
        run = run_of(bold)
        form = OxmlElement("w:rPr")
        form.append(OxmlElement("w:b"))
        run.insert(0, form)
        inner[-1].append(run)
    paper.save(str(path))


def control_of(paper: Any, tag: str) -> Any:
    """Find the control of a field."""
    for control in paper.element.body.iter(qn("w:sdt")):
        if control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")) == tag:
            return control
    raise AssertionError(f"no field {tag}")


def run_of(text: str) -> Any:
    """Make a run of letters."""
    run, node = OxmlElement("w:r"), OxmlElement("w:t")
    node.text = text
    node.set(qn("xml:space"), "preserve")
    run.append(node)
    return run


def drop_tags(path: Path) -> None:
    """Leave a document as LibreOffice 7.4 does: no tags, within lines no titles either.

    A control keeps its first paragraph only, as letters within it; a bookmark between two
    paragraphs begins at the end of the one and ends at the start of the other.
    """
    paper = docx.Document(str(path))
    body = paper.element.body
    for control in list(body.iter(qn("w:sdt"))):
        settings, inner = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        settings.remove(settings.find(qn("w:tag")))
        first, *_ = blocks = list(inner)
        if first.tag != qn("w:p"):
            settings.remove(settings.find(qn("w:alias")))
            continue
        outer, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        outer.append(copy.deepcopy(settings))
        outer.append(content)
        for run in [child for child in first if child.tag == qn("w:r")]:
            content.append(run)
        first.append(outer)
        for block in blocks:
            control.addprevious(block)
        control.getparent().remove(control)
    for mark in [each for each in body if each.tag.endswith(("}bookmarkStart", "}bookmarkEnd"))]:
        if mark.tag == qn("w:bookmarkStart"):
            _next_paragraph(mark, back=True).append(mark)
        else:
            following = _next_paragraph(mark, back=False)
            following.insert(0 if following.find(qn("w:pPr")) is None else 1, mark)
    paper.save(str(path))


def _next_paragraph(mark: Any, *, back: bool) -> Any:
    other = mark
    while other.tag != qn("w:p"):
        other = other.getprevious() if back else other.getnext()
    return other


def texts(path: Path) -> str:
    """Read all letters of a document: paragraphs and cells, those in fields as well."""
    body = docx.Document(str(path)).element.body
    said = "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )
    return said.replace("\N{NO-BREAK SPACE}", " ")
