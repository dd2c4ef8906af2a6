"""Notes of a sheet: what its figures and borders rest on, and what a plan leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from planner.evaluation import Evaluation, doubts
from planner.evaluation.shapes import described
from planner.output.maps.printed.zones import Zone
from planner.sources.facts import Statement
from planner.units import full_name
from planner.units.provenance import Provenance, provenance_of
from planner.words import NO_TEXT, Text, base_text, joined, on_paper
from planner.words.outputs.printed import (
    AROUND_NOTE,
    ASSUMED_NOTE,
    BASE_LINE,
    DIVIDED_NOTE,
    PROVISIONAL,
    WORDS,
)

# Notes on a sheet of paper: a reader of a map looks for no more.
MOST_NOTES = 5


def _of(letter: str, note: Text) -> Text:
    """Say to which of two plans a note belongs."""
    return joined((letter, note), ": ") if letter else note


def by_source(provenance: Provenance) -> list[Text]:
    """Give the notes, those of facts with one source together: it is named once."""
    tails = dict.fromkeys(
        Statement(assumption=NO_TEXT, source=fact.source, confidence=fact.confidence).note
        for fact in provenance.facts
    )
    lines: list[Text] = []
    places: dict[Text, int] = {}
    for note in provenance.notes:
        ends = (tail for tail in tails if note.vi.endswith(tail.vi) and note.en.endswith(tail.en))
        tail = next(ends, None)
        if tail is None or tail not in places:
            lines.append(note)
            if tail is not None:
                places[tail] = len(lines) - 1
            continue
        first = lines[places[tail]]
        lines[places[tail]] = Text(
            f"{first.vi.removesuffix(tail.vi)} {note.vi}",
            f"{first.en.removesuffix(tail.en)} {note.en}",
        )
    return lines


@dataclass(frozen=True)
class Notes:
    """Notes of a sheet.

    Attributes
    ----------
    own : tuple of Text
        What is said of the sheet itself, on it.
    others : tuple of Text
        What other files of the run say as well: the sheet has the first, and tells how many
        there are.
    """

    own: tuple[Text, ...]
    others: tuple[Text, ...]

    def lines(self, *, around: bool) -> list[Text]:
        """Give the notes that the sheet shows; ``around``: with what lies around."""
        first, *rest = self.own
        lines = [joined([first, AROUND_NOTE], " ") if around else first, *rest, *self.others]
        if len(lines) > MOST_NOTES:
            left = WORDS["more_notes"].filled(n=len(lines) - MOST_NOTES + 1)
            lines = [*lines[: MOST_NOTES - 1], left]
        return [Text(on_paper(line.vi), line.en) for line in lines]


def notes_of(
    evaluation: Evaluation, zone: Zone, *, of_plan: bool, other: Evaluation | None = None
) -> Notes:
    """Everything a reader of the sheet has to know, each once."""
    provenance = provenance_of(evaluation.units)
    # As the data say it themselves, where the base is that of the data: then once.
    bases = [
        BASE_LINE.filled(
            head=WORDS[name],
            bases=joined(
                (base_text(base, provenance.bases) for base in sorted(set(evaluation.units[name]))),
                "; ",
            ),
        )
        for name in ("people_base", "area_base")
    ]
    signs = []
    shown = evaluation.merged if of_plan else evaluation.units
    if other is None and (shown["people_assumed"] | shown["area_assumed"]).any():
        signs.append(ASSUMED_NOTE)
    others: list[Text] = []
    sides = ([evaluation] if of_plan else []) + ([other] if other else [])
    for letter, side in zip("AB", sides):
        letter = letter if other else ""
        divided = side.moves.index[side.moves["role"] == "divided"].unique()
        if len(divided):
            full = ", ".join(full_name(side.units).reindex(divided))
            signs.append(_of(letter, DIVIDED_NOTE.filled(names=full)))
        # What the plan stands on has a block of its own, but not where two plans are compared.
        said = [*doubts(side.plan), *(side.plan.scope if other else side.plan.reach)]
        others += [
            _of(letter, note)
            for note in [*said, *side.plan.notes, *described(side.shapes, side.merged)]
        ]
    others += by_source(provenance)
    sheet = joined([PROVISIONAL, *zone.notes()], " ")
    own = [sheet, joined(bases, " "), joined(signs, " ")]
    own = list(dict.fromkeys(note for note in own if note.vi))
    # The data say what they rest on among their own notes.
    others = [note for note in dict.fromkeys(others) if note not in bases]
    return Notes(tuple(own), tuple(others))
