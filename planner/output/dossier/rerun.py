"""A dossier made again: no written word is lost, and no file that a person changed is replaced."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from planner.errors import InputError, listed
from planner.gate import COUNTS
from planner.gate.files import conform, digest_of, read_record
from planner.output.dossier.word.content import PART_NAMES as PARTS
from planner.output.dossier.word.content import document_content, print_of
from planner.output.dossier.word.fields import FieldMade, Written, read_fields
from planner.output.dossier.word.paper import before, new_paper, save
from planner.store.ownership import written
from planner.words import Text
from planner.words.outputs import dossier as words
from planner.words.text import joined, say

DOCUMENT = ".docx"
RECORD = "dossier.json"
"""Lists the files that were written, and the fields that people write."""


@dataclass
class Before:
    """What lies in a folder from an earlier time.

    Attributes
    ----------
    fields : dict of str to list of Written
        Document → what people wrote, in order.
    said : list of Text
        What a reader has to know: fields that are gone, moved, or lost a picture.
    """

    fields: dict[str, list[Written]] = field(default_factory=dict)
    said: list[Text] = field(default_factory=list)

    @property
    def by_tag(self) -> dict[str, Written]:
        """What people wrote, by tag; of a field that stands twice the one that is filled."""
        found: dict[str, Written] = {}
        for entries in self.fields.values():
            for each in entries:
                if each.tag not in found or found[each.tag].blank:
                    found[each.tag] = each
        return found


def read_before(folder: Path) -> Before:
    """Read what people wrote into the documents of a folder.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    InputError
        A document of ours can no longer be read.
    """
    found = Before()
    known = fields_made(folder / RECORD)
    for name in words.FILES:
        path = folder / name
        if path.suffix == DOCUMENT and path.is_file():
            found.fields[name] = read_fields(path, known.get(name, {}))
    return found


class Made(BaseModel):
    """Of the record of a dossier, the fields and the texts that each document had."""

    fields: dict[str, list[FieldMade]]
    texts: dict[str, list[str]] = {}


def beside_fields(folder: Path, earlier: Before) -> dict[str, list[Text]]:
    """Name what stands in documents outside their fields, and that we did not write there.

    Parameters
    ----------
    folder : Path
        A dossier, before it is made again.
    earlier : Before
        What stands in its fields.

    Returns
    -------
    dict of str to list of Text
        Document → text, footnotes, comments, letters of headers that stay in the old copy only.
    """
    try:
        known = conform(Made, read_record(folder / RECORD), folder / RECORD).texts
    except InputError:
        return {}
    ours = written(folder, ["."], RECORD)
    found: dict[str, list[Text]] = {}
    for name, prints in known.items():
        path = folder / name
        if not path.is_file() or digest_of(path) == ours.get(name):
            continue
        lines = (line for each in earlier.fields.get(name, ()) for line in each.text.split("\n"))
        # Of a field that some program took apart, all but the first paragraph lies outside.
        inside = {" ".join(line.split()) for line in lines}
        for part, blocks in document_content(path, fields=False).items():
            texts = [text for _, text in blocks if print_of(text) not in prints]
            left = [text for text in texts if text not in inside]
            if left:
                said = PARTS.get(part, say("text outside the fields"))
                shown = listed([shorter(text) for text in left])
                stays = say(
                    "{file}: what stays in the old document only: {part}: {texts}",
                    file=name,
                    part=said,
                    texts=shown,
                )
                found.setdefault(name, []).append(stays)
    return found


def shorter(said: str) -> str:
    """Give the beginning of a text."""
    return textwrap.shorten(said, COUNTS.text_letters, placeholder=" …")


def fields_made(path: Path) -> dict[str, dict[str, FieldMade]]:
    """Read which fields each document had when it was made; nothing of a foreign record."""
    try:
        made = conform(Made, read_record(path), path)
    except InputError:
        return {}
    return {name: {each.tag: each for each in entries} for name, entries in made.fields.items()}


@contextmanager
def set_aside(folder: Path) -> Iterator[dict[str, str]]:
    """Give files that a person changed another name while theirs is written anew.

    Parameters
    ----------
    folder : Path
        The dossier, which need not exist.

    Yields
    ------
    dict of str to str
        Name → the name that it has now; when anything fails they have their own again.
    """
    ours = written(folder, ["."], RECORD)
    moved: dict[str, str] = {}
    try:
        for name, digest in sorted(ours.items()):
            path = folder / name
            if name == RECORD or not path.is_file() or digest_of(path) == digest:
                continue
            other = free_name(folder, words.EDITED.format(stem=path.stem), path.suffix)
            path.rename(folder / other)
            moved[name] = other
        yield moved
    except BaseException:
        for name, other in moved.items():
            if not (folder / name).exists():
                (folder / other).rename(folder / name)
        raise


def free_name(folder: Path, stem: str, ending: str) -> str:
    """Find a name that nothing in a folder has."""
    number = 1
    while (folder / f"{stem} {number}{ending}").exists():
        number += 1
    return f"{stem} {number}{ending}"


def without_place(earlier: Before, made: Mapping[str, Sequence[FieldMade]]) -> list[Written]:
    """Find what people wrote and what has no field in the new documents; say what moved.

    Parameters
    ----------
    earlier : Before
        Gets what is to be said.
    made : mapping of str to sequence of FieldMade
        Document → its fields now.

    Returns
    -------
    list of Written
        Texts to be kept elsewhere.
    """
    now = {entry.tag: name for name, entries in made.items() for entry in entries}
    left: list[Written] = []
    for name, entries in earlier.fields.items():
        order = [entry.tag for entry in made.get(name, ())]
        kept = [each for each in entries if now.get(each.tag) == name]
        earlier.said += _moved(name, [each.tag for each in kept], order)
        seen: set[str] = set()
        for each in entries:
            again = each.tag in seen
            seen.add(each.tag)
            if each.blank:
                continue
            if each.left:
                earlier.said.append(
                    say(
                        "{file}: {count} pictures of the field “{field}” stay in the old document",
                        file=name,
                        count=each.left,
                        field=each.title,
                    )
                )
            if each.tag not in now or again:
                left.append(each)
        missing = [e.title for e in made.get(name, ()) if e.tag not in {f.tag for f in entries}]
        if missing and any(each.tag not in now for each in entries):
            earlier.said.append(
                say(
                    "{file}: fields that the old document did not have: {names}",
                    file=name,
                    names=", ".join(missing),
                )
            )
    return left


def _moved(name: str, old: Sequence[str], new: Sequence[str]) -> list[Text]:
    """Say which fields stand at another place than where the program puts them."""
    place = {tag: number for number, tag in enumerate(new)}
    highest, moved = -1, []
    for tag in old:
        if place[tag] < highest:
            moved.append(tag)
        highest = max(highest, place[tag])
    if not moved:
        return []
    return [
        say(
            "{file}: moved fields are back at their own place, with their text: {names}",
            file=name,
            names=joined(moved),
        )
    ]


def write_left(folder: Path, left: Sequence[Written]) -> str:
    """Keep texts that have no field any more in a document of their own; give its name."""
    name = free_name(folder, words.LEFT_OVER, DOCUMENT)
    paper = new_paper(words.LEFT_OVER)
    for each in left:
        paper.add_heading(f"{each.title} ({each.tag})", 2)
        blocks = [element for element in each.content if element.tag.endswith(("}p", "}tbl"))]
        for element in blocks:
            before(paper, element)
        if not blocks:
            paper.add_paragraph(each.text)
    save(paper, folder / name)
    return name
