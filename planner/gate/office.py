"""Office files of others: zips of XML, which may swell, and may ask for more than they show."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from planner.errors import RefusedError
from planner.gate.limits import FILES
from planner.words import number_text
from planner.words.text import say

DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
REACHES_OUT = re.compile(rb"<(?:\w+:)?Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)[^>]*>")
LINK_TO_READ = re.compile(rb"relationships/hyperlink[\"']")
BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RUNS = re.compile(r"(?i)vbaProject|/activeX/|/embeddings/|\.(?:bin|ole|exe)$")


def refuse_swollen(path: Path, most: int) -> None:
    """Refuse a zip of an office program that would take too much room when unpacked.

    Parameters
    ----------
    path : Path
    most : int
        Bytes of all its parts together.

    Raises
    ------
    RefusedError
        It is larger; or has more parts than any document.
    OSError, zipfile.BadZipFile
        It is no zip.
    """
    with zipfile.ZipFile(path) as parts:
        entries = parts.infolist()
    if sum(part.file_size for part in entries) > most:
        raise RefusedError(say("a file of more than {most} MB", most=most >> 20))
    if len(entries) > FILES.most_files:
        raise RefusedError(say("{count} files", count=number_text(len(entries))))


def refuse_active(path: Path) -> None:
    """Refuse a document that runs, fetches or declares anything: what is made of it is sent on.

    Raises
    ------
    RefusedError
        It has macros or embedded programs, names of other machines or files that Word would open
        by itself (a link that is clicked is none), or entities of its own.
    OSError, zipfile.BadZipFile
        It is no zip.
    """
    refuse_swollen(path, FILES.most_template_bytes)
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        if any(RUNS.search(name) for name in names):
            raise RefusedError(say("macros or embedded objects"))
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            content = parts.read(name)
            if DECLARES.search(content):
                raise RefusedError(say("declared entities in {part}", part=name))
            if name.endswith(".rels"):
                reached = REACHES_OUT.findall(content)
                if any(not LINK_TO_READ.search(each) for each in reached):
                    raise RefusedError(say("parts that lie elsewhere, named in {part}", part=name))


def blocks_of_paper(path: Path) -> list[str | list[list[str]]]:
    """Read a document of Word as plain text: call it in a child.

    Parameters
    ----------
    path : Path
        A docx; nothing of it but its body is read, and nothing of that is followed or run.

    Returns
    -------
    list of str, or of list of list of str
        In their order: paragraphs, and tables as rows of cells; of a table within a cell the text.

    Raises
    ------
    RefusedError
        It is no document, too large, or declares entities of its own.
    OSError, zipfile.BadZipFile, ElementTree.ParseError
        It is no document of Word.
    """
    refuse_swollen(path, FILES.most_template_bytes)
    with zipfile.ZipFile(path) as parts:
        if BODY not in parts.namelist():
            raise RefusedError(say("no document of Word, or a damaged one"))
        content = parts.read(BODY)
    if DECLARES.search(content):
        raise RefusedError(say("declared entities in {part}", part=BODY))
    body = ElementTree.fromstring(content).find(f"{_W}body")
    blocks = list[str | list[list[str]]]()
    for block in () if body is None else body:
        if block.tag == f"{_W}p":
            blocks.append(_text_of(block))
        for table in (block,) if block.tag == f"{_W}tbl" else block.iter(f"{_W}tbl"):
            rows = table.findall(f"{_W}tr")
            blocks.append([[_text_of(cell) for cell in row.findall(f"{_W}tc")] for row in rows])
    return blocks


def _text_of(block: ElementTree.Element) -> str:
    """Join the letters below a block; a break of a line is one here too."""
    parts = []
    for node in block.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}tab"):
            parts.append(" ")
        elif node.tag == f"{_W}p" and parts:
            parts.append("\n")
    return "".join(parts).strip()
