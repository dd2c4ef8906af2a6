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
    """Leave a document as LibreOffice 7 does: no tags, only the first paragraph in its control."""
    paper = docx.Document(str(path))
    for control in list(paper.element.body.iter(qn("w:sdt"))):
        settings, inner = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        settings.remove(settings.find(qn("w:tag")))
        blocks = list(inner)
        if blocks[0].tag != qn("w:p"):
            continue
        first = blocks[0]
        runs = [child for child in first if child.tag == qn("w:r")]
        outer, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        outer.append(copy.deepcopy(settings))
        outer.append(content)
        for run in runs:
            content.append(run)
        first.append(outer)
        for block in blocks:
            control.addprevious(block)
        control.getparent().remove(control)
    # What stood between paragraphs goes into the next one.
    for mark in list(paper.element.body):
        if mark.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            following = mark.getnext()
            while following.tag not in (qn("w:p"), qn("w:tbl"), qn("w:sectPr")):
                following = following.getnext()
            if following.tag == qn("w:p"):
                place = 1 if following.find(qn("w:pPr")) is not None else 0
                following.insert(place, mark)
    paper.save(str(path))
