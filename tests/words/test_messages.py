"""Every sentence of the program has its Vietnamese, and no Vietnamese stands without a sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[2] / "planner"
# Letters that Vietnamese has and English has not.
VIETNAMESE = re.compile(r"[ăâđêôơư]|[\u00e0-\u00fd]|[\u1ea0-\u1ef9]", re.IGNORECASE)


def said() -> set[str]:
    """Find the sentence of each call of ``say``."""
    found: set[str] = set()
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            if name == "say":
                where = f"{path}, line {node.lineno}"
                assert len(node.args) == 1, f"{where}: one sentence, then fields by name"
                sentence = node.args[0]
                assert isinstance(sentence, ast.Constant), f"{where}: `say` takes a literal"
                found.add(str(sentence.value))
                given = sorted(str(field.arg) for field in node.keywords)
                assert given == sorted(fields(str(sentence.value))), f"{where}: fields"
    return found


def fields(sentence: str) -> set[str]:
    """Name the fields of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def own_words(sentence: str) -> str:
    """Leave out what is no word of the sentence: its fields, and code in backticks."""
    return re.sub(r"`[^`]*`|{[^}]*}", "", sentence)


SAID = said()
with (HOUSE / "words" / "vi.po").open("rb") as file:
    ENTRIES = [entry for entry in read_po(file) if entry.id]
MESSAGES = [(str(entry.id), str(entry.string)) for entry in ENTRIES]


def test_every_sentence_has_its_vietnamese_and_none_is_left_over() -> None:
    assert sorted(str(entry.id) for entry in ENTRIES) == sorted(SAID)
    # A sentence is said where it arises, and never found again by its English.
    assert not any(entry.context for entry in ENTRIES)


@pytest.mark.parametrize(("english", "vietnamese"), MESSAGES)
def test_both_say_the_same_fields_in_their_own_words(english: str, vietnamese: str) -> None:
    assert fields(vietnamese) == fields(english)
    if re.search(r"[a-z]", own_words(english), re.IGNORECASE):
        assert vietnamese != english
        assert VIETNAMESE.search(own_words(vietnamese)), vietnamese
    # What a reader types or looks up stands as it is in both.
    for code in re.findall(r"`[^`]*`", english):
        assert code in vietnamese or "key" in code, vietnamese
