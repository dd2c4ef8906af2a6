"""Notes of a sheet: what its figures and borders rest on, and what a plan leaves open."""

from __future__ import annotations

from planner.evaluation import Evaluation, doubts
from planner.evaluation.shapes import described
from planner.output.maps.printed.zones import Zone
from planner.sources.facts import Statement
from planner.units import full_name
from planner.units.provenance import Provenance, provenance_of
from planner.words import NO_TEXT, Text, base_text, joined
from planner.words.outputs.printed import (
    ASSUMED_NOTE,
    BASE_LINE,
    DIVIDED_NOTE,
    PROVISIONAL,
    SEATS_NOTE,
    WORDS,
)


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


def notes_of(
    evaluation: Evaluation, zone: Zone, *, of_plan: bool, other: Evaluation | None = None
) -> list[Text]:
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
    lines = [PROVISIONAL, *bases, SEATS_NOTE]
    shown = evaluation.merged if of_plan else evaluation.units
    if other is None and (shown["people_assumed"] | shown["area_assumed"]).any():
        lines.append(ASSUMED_NOTE)
    sides = ([evaluation] if of_plan else []) + ([other] if other else [])
    for letter, side in zip("AB", sides):
        divided = side.moves.index[side.moves["role"] == "divided"].unique()
        notes = [*doubts(side.plan), *side.plan.scope, *side.plan.notes]
        if len(divided):
            full = ", ".join(full_name(side.units).reindex(divided))
            notes.insert(0, DIVIDED_NOTE.filled(names=full))
        notes += described(side.shapes, side.merged)
        lines += [_of(letter if other else "", note) for note in notes]
    lines += by_source(provenance)
    return list(dict.fromkeys([*lines[:1], *zone.notes(), *lines[1:]]))
