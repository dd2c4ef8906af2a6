"""Office files of others: zips of XML, which may swell, and may ask for more than they show."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from planner.errors import RefusedError
from planner.gate.limits import FILES
from planner.words import number_text
from planner.words.text import say

DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
REACHES_OUT = re.compile(rb"<(?:\w+:)?Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)[^>]*>")
LINK_TO_READ = re.compile(rb"relationships/hyperlink[\"']")
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
