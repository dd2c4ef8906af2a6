"""Facts: applied, noted, and refused where they name what is not there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from brought import read, squares

from planner.errors import InputError
from planner.sources import data_folder
from planner.sources.facts import read_facts
from planner.units.provenance import provenance_of
from planner.words import Text

FACT = """facts:
  - column: {column}
    value: {value}
    where: {where}
    assumption: {{vi: Đơn vị nhỏ là miền núi., en: Small units are mountainous.}}
    source: a test
    confidence: unverified
"""


def test_facts_are_applied_and_noted(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        FACT.format(column="mountain", value="true", where="{people: {below: 7000}}"), "utf-8"
    )
    units = read(squares(), tmp_path, facts=["facts.yaml", "data/facts/provinces.yaml"])
    assert units["mountain"].tolist() == [pd.NA, pd.NA, pd.NA, True]
    assert units["mountain_units"].tolist() == [0, 0, 0, 1]
    assert not units["central_city"].any()
    assert (
        Text(
            "Đơn vị nhỏ là miền núi. (Nguồn: a test; độ tin cậy: chưa kiểm chứng.)",
            "Small units are mountainous. (Source: a test; confidence: not verified.)",
        )
        in provenance_of(units).notes
    )


def test_a_fact_may_take_back_what_was_said_and_ask_it(tmp_path: Path) -> None:
    """A later fact replaces an earlier one, also by a question."""
    said = FACT.format(column="mountain", value="true", where="{people: {above: 0}}")
    asked = FACT.format(column="mountain", value="unknown", where="{people: {below: 7000}}")
    (tmp_path / "facts.yaml").write_text(said + asked.removeprefix("facts:\n"), "utf-8")
    units = read(squares(), tmp_path, facts=["facts.yaml"])
    assert units["mountain"].tolist() == [True, True, True, pd.NA]
    assert units["mountain_units"].tolist() == [1, 1, 1, 0]
    assert [fact.value for fact in provenance_of(units).facts] == ["yes", "unknown"]


@pytest.mark.parametrize(
    ("column", "value", "where", "words"),
    [
        ("montain", "true", "{people: 1}", "'montain'"),
        ("mountain", "3", "{people: 1}", "true or false"),
        ("mountain", "perhaps", "{people: 1}", "perhaps"),
        ("mountain", "true", "{peple: 1}", "peple"),
        ("mountain", "true", "{people: {under: 1}}", "people.under`: found an unknown key"),
        ("mountain", "[", "{}", "YAML"),
    ],
)
def test_bad_facts(tmp_path: Path, column: str, value: str, where: str, words: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACT.format(column=column, value=value, where=where), "utf-8")
    with pytest.raises(InputError, match=words):
        read_facts(path)


def test_shipped_facts_name_the_provinces() -> None:
    facts = read_facts(data_folder() / "facts" / "provinces.yaml")
    named = {
        fact.column: fact.where["province_code"] for fact in facts if isinstance(fact.where, dict)
    }
    assert len(named["red_river_delta"]) == 11  # type: ignore[arg-type]
    for path in (data_folder() / "facts").glob("*.yaml"):
        if path.name != "merged_units.yaml":
            assert read_facts(path)
