"""Notes of printed sheets: everything is said, and a source once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.evaluation import evaluate
from planner.law import read_ruleset
from planner.output.maps.printed.contents.notes import by_source, notes_of
from planner.output.maps.printed.zones import zone_of
from planner.plan import Plan
from planner.sources import SourceSettings, read_units
from planner.sources.facts import Statement
from planner.units import build_graph
from planner.units.provenance import Provenance, StatedFact
from planner.words import Text, on_paper


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


def test_what_figures_rest_on_is_said_once() -> None:
    """Hưng Yên has people of four bases: one sentence, as the data's own notes have it."""
    units = read_units(SourceSettings(boundaries="vietnam:hung_yen@2026"), Path())
    assert units["people_base"].nunique() == 4
    whole = {"code": units.index, "new_code": units.index, "share_area": 1.0, "share_people": 1.0}
    plan = Plan(pd.DataFrame(whole), units[["name", "kind"]])
    ruleset = read_ruleset("vn-commune-112-2025")
    evaluation = evaluate(units, build_graph(units), plan, ruleset)
    notes = notes_of(evaluation, zone_of(units), of_plan=False)
    said = " ".join(note.vi for note in (*notes.own, *notes.others))
    assert said.count("Nguồn số liệu dân số") == said.count("Nguồn số liệu diện tích") == 1
    # On the sheet there are five at most; what is not there is counted, and where it stands said.
    lines = notes.lines(around=True)
    assert len(lines) == 5 and len(notes.own) == 3
    left = len(notes.others) - 1
    assert lines[-1].vi.startswith(f"Còn {left} ghi chú khác: xem trang cuối của tệp summary.xlsx")
    assert [line.vi for line in lines[1:4]] == [
        on_paper(note.vi) for note in (*notes.own[1:], notes.others[0])
    ]
