"""One room of words: every text has both languages, and a reader's own is never torn."""

from __future__ import annotations

import ast
import importlib
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import HOUSE, dotted, strings
from pydantic import TypeAdapter, ValidationError
from worlds import nine_squares

from planner.evaluation import evaluate
from planner.evaluation.depends import depends
from planner.evaluation.depends.sentences import grouped, sentence
from planner.gate.documents import read_yaml
from planner.law import read_ruleset
from planner.output.maps import write_map
from planner.sources import SourceSettings, read_units
from planner.sources.bases import PeopleBase, on_bases
from planner.sources.tables.plans import read_plan
from planner.units.graph import build_graph
from planner.units.provenance import provenance_of
from planner.words import Text, joined, say, text
from planner.words.law import keyed, unkeyed
from planner.words.text import vietnamese

WORDS = sorted((HOUSE / "words").rglob("[a-z]*.py"))
# The words of units, kinds and terms stand with what they name; the check shares no code.
ELSEWHERE = {"units/columns.py", "plan/terms.py", "verify/stages.py"}
TORN = "Công an tỉnh · phòng PC06"


def is_vietnamese(written: str) -> bool:
    """Whether some letter carries a mark that only Vietnamese needs here."""
    for letter in written:
        base, *marks = unicodedata.normalize("NFD", letter)
        if letter in "đĐ" or (base.isascii() and any(map(unicodedata.combining, marks))):
            return True
    return False


def test_vietnamese_stands_in_the_room_of_words() -> None:
    found = [
        f"{name}:{node.lineno}: {node.value}"
        for path in sorted(HOUSE.rglob("*.py"))
        if (name := path.relative_to(HOUSE).as_posix()).split("/")[0] not in ("words", "cli")
        and name not in ELSEWHERE
        for node in strings(path)
        if is_vietnamese(str(node.value))
    ]
    assert found == []


def texts_in(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from texts_in(entry)
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from texts_in(entry)


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_every_text_has_both_languages(path: Path) -> None:
    module = importlib.import_module(dotted(path))
    for name, value in vars(module).items():
        for found in texts_in(value):
            assert bool(found.vi) == bool(found.en), name
            assert not is_vietnamese(found.en) or found.vi == found.en, name
            # The same values are asked for in both, but for what one language does without.
            fields = [set(re.findall(r"\{(\w+)", half)) for half in (found.vi, found.en)]
            assert fields[0] == fields[1] or name == "DIFFERING", name


def test_every_sentence_has_its_vietnamese_with_the_same_values() -> None:
    for english, said in vietnamese().items():
        assert said, english
        assert sorted(re.findall(r"\{(\w+)", english)) == sorted(re.findall(r"\{(\w+)", said))


def test_words_stand_below_every_other_room() -> None:
    for path in WORDS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        assert all(m.startswith("planner.words") for m in modules if m.startswith("planner")), path


def test_a_text_is_a_setting() -> None:
    read = TypeAdapter(Text)
    assert read.validate_python(TORN) == Text(TORN, TORN)
    both = {"vi": "Công an tỉnh", "en": "police of the province"}
    said = read.validate_python(both)
    assert (said, said.setting()) == (Text(**both), both)
    assert read.dump_python(said) == both and read.dump_python(text(TORN)) == TORN
    assert read.dump_python(said, mode="json") == "Công an tỉnh · police of the province"
    for wrong in ({"vi": "một"}, {"vi": "một", "en": 1}, 3):
        with pytest.raises(ValidationError, match="vi: …, en: …"):
            read.validate_python(wrong)


def test_texts_are_put_together_in_each_language() -> None:
    one, other = Text("một", "one"), text("2")
    assert joined((one, other), "; ") == Text("một; 2", "one; 2")
    assert say("People rest on: {bases}.", bases=one) == Text(
        "Nguồn số liệu dân số: một.", "People rest on: one."
    )
    assert str(keyed("r1", one)) == "r1: một · one"
    assert unkeyed(keyed("r1", one)) == one and not unkeyed(text("below"))


def test_a_source_of_the_readers_own_is_one_text(tmp_path: Path) -> None:
    """Its name may hold what stands between two languages elsewhere."""
    nine_squares().to_file(tmp_path / "units.gpkg")
    source = SourceSettings(boundaries="units.gpkg", people_base=text(TORN))
    units = read_units(source, tmp_path)
    assert set(units["people_base"]) == {TORN}
    people = Text(f"Nguồn số liệu dân số: {TORN}.", f"People rest on: {TORN}.")
    assert people in provenance_of(units).notes
    plan = tmp_path / "plan.csv"
    rows = "".join(f"{code},{code}\n" for code in units.index)
    plan.write_text(f"# {TORN}\n# vi: Thử\n# en: A trial\ncode,new_code\n{rows}", "utf-8")
    read = read_plan(plan, units)
    assert read.notes == (text(TORN), Text("Thử", "A trial"))
    ruleset = read_ruleset("vn-commune-76-2025")
    evaluation = evaluate(units, build_graph(units), read, ruleset)
    write_map(evaluation, tmp_path / "map.html", title="Thử")
    page = (tmp_path / "map.html").read_text("utf-8")
    content = json.loads(page.split('id="content">')[1].split("</script>")[0])
    assert {unit["people_base"] for unit in content["present"]} == {TORN}
    assert [TORN, TORN] in content["notes"] and ["Thử", "A trial"] in content["notes"]


def test_a_base_of_the_readers_own_is_one_text(tmp_path: Path) -> None:
    nine_squares().to_file(tmp_path / "units.gpkg")
    source = SourceSettings(boundaries="units.gpkg")
    bases = [
        PeopleBase(name=text(TORN), factor=50.0, why=text("thử")),
        PeopleBase(name=Text("ước tính", "estimate"), factor=60.0, why=text("thử")),
    ]
    tables = on_bases(read_units(source, tmp_path), bases, source, tmp_path)
    assert list(tables)[1:] == [TORN, "ước tính · estimate"]
    note = provenance_of(tables[TORN]).notes[-1]
    assert f"“{TORN}”" in note.vi and f"“{TORN}”" in note.en
    found = depends(tables, read_ruleset("vn-commune-76-2025"))
    known = provenance_of(next(iter(tables.values()))).bases
    said = {row["what"]: sentence(row, known) for row in found.to_dict("records")}
    assert f": {TORN} " in said[TORN].vi and f": {TORN} " in said[TORN].en
    assert ": estimate " in said["ước tính · estimate"].en
    groups = grouped(found, known)
    assert any(TORN in group.said.vi and TORN in group.said.en for group in groups)


def test_shipped_plans_mark_their_languages() -> None:
    """A note of theirs that is in both languages says which is which."""
    for path in (HOUSE.parent / "data" / "plans").glob("*.csv"):
        lines = path.read_text("utf-8").splitlines()
        assert not [line for line in lines if line.startswith("#") and " · " in line], path
    for path in (HOUSE.parent / "scenarios").glob("*.yaml"):
        assert " · " not in json.dumps(read_yaml(path), ensure_ascii=False, default=str), path
