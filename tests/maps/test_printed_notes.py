"""Notes of printed sheets: everything is said, and a source once."""

from __future__ import annotations

from planner.maps.printed.contents import by_source
from planner.sources.facts import Statement
from planner.units.provenance import Provenance, StatedFact
from planner.words import Text


def test_a_source_of_several_facts_is_named_once() -> None:
    """Two statements of one source, one of another: each sentence stays, its source once."""
    map_, law = Text("bản đồ", "a map"), Text("quyết định", "a decision")
    said = [
        Statement(assumption=Text(f"Điều {n}.", f"Thing {n}."), source=source, confidence=mark)
        for n, source, mark in (
            (1, map_, "computed"),
            (2, law, "reported"),
            (3, map_, "computed"),
        )
    ]
    facts = tuple(StatedFact("coast", "yes", each.source, each.confidence) for each in said)
    notes = (Text("Khác.", "Other."), *(each.note for each in said))
    lines = by_source(Provenance(notes=notes, facts=facts))
    assert len(lines) == 3 and lines[0] == notes[0]
    assert lines[1].en == "Thing 1. Thing 3. (Source: a map; confidence: computed from the data.)"
    assert lines[2] == said[1].note
    assert lines[1].vi.count("bản đồ") == 1 and "Điều 1. Điều 3." in lines[1].vi
