"""A text in two languages, joined only where it is printed.

A sentence of the program is written once, in English, where it is said, and
its Vietnamese stands in ``vi.po`` beside this file, as gettext and its tools
have it: ``say("no row for {units}", units=…)``.  A word or heading that is
always shown in a table is a :class:`Text` written out in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

from babel.messages.pofile import read_po

Language = Literal["vi", "en"]
Shown = Literal["vi", "en", "both"]
LANGUAGES: tuple[Language, Language] = ("vi", "en")


@dataclass(frozen=True)
class Text:
    """What a person reads, in Vietnamese and in English.

    Attributes
    ----------
    vi, en : str
        The same, said twice; equal where a name needs no translation.
    """

    vi: str
    en: str

    def in_(self, language: Language) -> str:
        """Give one of the two."""
        return self.vi if language == "vi" else self.en

    def shown(self, shown: Shown = "both", between: str = " · ") -> str:
        """Write the text for a reader: one language, or Vietnamese and then English."""
        if shown != "both":
            return self.in_(shown)
        return self.vi if self.vi == self.en else f"{self.vi}{between}{self.en}"

    def __str__(self) -> str:
        return self.shown()


Said = Text | str


def text(said: Said) -> Text:
    """Take a name or a figure as a text that is the same in both languages."""
    return said if isinstance(said, Text) else Text(said, said)


def say(english: str, **values: Any) -> Text:
    """Say a sentence in both languages.

    Parameters
    ----------
    english : str
        The sentence, with ``{name}`` where a value stands: the key of its Vietnamese.
    **values
        What stands there; a :class:`Text` is put into each language in its own words.

    Raises
    ------
    KeyError
        There is no Vietnamese for the sentence.
    """
    vi, en = (
        template.format(
            **{k: v.in_(language) if isinstance(v, Text) else v for k, v in values.items()}
        )
        for language, template in zip(LANGUAGES, (vietnamese()[english], english))
    )
    return Text(vi, en)


def joined(parts: Iterable[Said], between: str = ", ") -> Text:
    """Put texts one after the other, in each language."""
    texts = [text(part) for part in parts]
    return Text(between.join(t.vi for t in texts), between.join(t.en for t in texts))


@cache
def vietnamese() -> dict[str, str]:
    """Read the Vietnamese of every sentence, by its English."""
    return _sentences(None)


def found_again(english: str) -> Text:
    """Say in both languages what a room that has no words of its own wrote in English.

    The independent checks share no code with what they check, so they complain
    in plain sentences.  Those stand in ``vi.po`` in the context ``complaint``; a
    field may hold such a sentence in its turn.  Any other stays as it is.
    """
    for form, vietnamese_form in _complaints():
        match = form.fullmatch(english)
        if match is not None:
            values = {name: found_again(value).vi for name, value in match.groupdict().items()}
            return Text(vietnamese_form.format(**values), english)
    return text(english)


@cache
def _complaints() -> list[tuple[re.Pattern[str], str]]:
    """Give each complaint as a pattern with its fields; those of most own words first."""
    forms = []
    for english, sentence in _sentences("complaint").items():
        parts = list(Formatter().parse(english))
        pattern = "".join(
            re.escape(words) + (f"(?P<{name}>.+)" if name is not None else "")
            for words, name, _, _ in parts
        )
        own = sum(len(words) for words, *_ in parts)
        forms.append((own, re.compile(pattern, re.DOTALL), sentence))
    forms.sort(key=lambda form: -form[0])
    return [(pattern, sentence) for _, pattern, sentence in forms]


def _sentences(context: str | None) -> dict[str, str]:
    with (files("planner.words") / "vi.po").open("rb") as file:
        catalog = read_po(file)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.context == context}
