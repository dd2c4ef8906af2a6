"""Where two files say something else: the place, what stands there, and what the run gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from planner.gate import COUNTS
from planner.output.dossier.word.content import PART_NAMES, Blocks
from planner.words.text import Text, say

Cells = Mapping[str, Mapping[str, Sequence[object]]]


def of_document(name: str, made: Mapping[str, Blocks], there: Mapping[str, Blocks]) -> list[Text]:
    """Compare what two documents say; see ``content.document_content``.

    Parameters
    ----------
    name : str
        Of the file.
    made, there : mapping of str to blocks
        What the run gives, and what stands there.
    """
    return _at_most(name, list(_of_parts(name, made, there)))


def _of_parts(name: str, made: Mapping[str, Blocks], there: Mapping[str, Blocks]) -> Iterator[Text]:
    for part in ("body", *PART_NAMES):
        one, other = list(made.get(part, ())), list(there.get(part, ()))
        # Programs part headers by kinds of pages in their own way.
        same = {text for _, text in one} == {text for _, text in other}
        if same and part not in ("body", "pictures"):
            continue
        for mine, theirs in _pairs(one, other):
            at = (theirs or mine or ([0], ""))[0]
            place = _place(at) if part == "body" else PART_NAMES[part]
            yield _told(name, place, mine and mine[1], theirs and theirs[1])


def _pairs(
    one: Blocks, other: Blocks
) -> Iterator[tuple[tuple[list[int], str] | None, tuple[list[int], str] | None]]:
    """Pair blocks that differ, by their order."""
    texts, others = ([text for _, text in blocks] for blocks in (one, other))
    for kind, a, b, c, d in SequenceMatcher(None, texts, others, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        mine, theirs = one[a:b], other[c:d]
        for at in range(max(len(mine), len(theirs))):
            yield (
                mine[at] if at < len(mine) else None,
                theirs[at] if at < len(theirs) else None,
            )


def _told(name: str, place: Text, mine: str | None, theirs: str | None) -> Text:
    if mine is not None and theirs is not None:
        there, given = both(mine, theirs)
        return say(
            "{file}, {place}: “{there}” stands there; the run gives “{own}”",
            file=name,
            place=place,
            there=there,
            own=given,
        )
    if mine is None:
        return say(
            "{file}, {place}: “{there}” stands there; the run gives nothing of it",
            file=name,
            place=place,
            there=_short(theirs or ""),
        )
    return say(
        "{file}, {place}: “{own}” of the run does not stand there",
        file=name,
        place=place,
        own=_short(mine),
    )


def both(mine: str, theirs: str) -> tuple[str, str]:
    """Give of two texts what differs, with a few words beside it: theirs and mine."""
    one, other = mine.split(), theirs.split()
    kinds = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    moved = [each for each in kinds if each[0] != "equal"]
    if not moved:
        return theirs, mine
    first, last = moved[0], moved[-1]
    return (
        _cut(other, first[3] - COUNTS.beside_words, last[4] + COUNTS.beside_words),
        _cut(one, first[1] - COUNTS.beside_words, last[2] + COUNTS.beside_words),
    )


def _cut(words: Sequence[str], first: int, last: int) -> str:
    first = max(first, 0)
    middle = " ".join(words[first:last])
    return f"{'… ' * (first > 0)}{middle}{' …' * (last < len(words))}"


def _short(text: str) -> str:
    return _cut(text.split(), 0, 4 * COUNTS.beside_words)


def _place(at: Sequence[int]) -> Text:
    if len(at) == 1:
        return say("paragraph {number}", number=at[0])
    table, row, column = at
    return say("table {table}, row {row}, column {column}", table=table, row=row, column=column)


def of_workbook(name: str, made: Cells, there: Cells) -> tuple[list[Text], list[Text]]:
    """Compare what two workbooks say; see ``content.workbook_content``.

    Returns
    -------
    list of Text and list of Text
        What differs; and the cells that people were asked to fill, and have filled.
    """
    found, filled = list[Text](), list[Text]()
    for sheet in [*made, *(title for title in there if title not in made)]:
        one, other = made.get(sheet, {}), there.get(sheet, {})
        for cell in [*one, *(each for each in other if each not in one)]:
            mine, wanted = one.get(cell, ("", False))
            theirs = other.get(cell, ("", False))[0]
            if _same(mine, theirs):
                continue
            place = say("sheet {sheet}, cell {cell}", sheet=sheet, cell=cell or "–")
            if mine == "" and wanted:
                filled.append(
                    say(
                        "{file}, {place}: filled by people: “{text}”",
                        file=name,
                        place=place,
                        text=str(theirs),
                    )
                )
            else:
                own, other_text = (str(each) if each != "" else None for each in (mine, theirs))
                found.append(_told(name, place, own, other_text))
    return _at_most(name, found), filled


def _same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return f"{one:.12g}" == f"{other:.12g}"
    return one == other


def _at_most(name: str, lines: list[Text]) -> list[Text]:
    if len(lines) <= COUNTS.differences:
        return lines
    more = say("{file}: {count} more differences", file=name, count=len(lines) - COUNTS.differences)
    return [*lines[: COUNTS.differences], more]
