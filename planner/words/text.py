"""A text in two languages, joined only where it is printed.

A sentence of the program is written once, in English, where it is said, and
its Vietnamese stands in ``vi.po`` beside this file, as gettext and its tools
have it: ``say("no row for {units}", units=…)``.  A word or heading that is
always shown in a table is a :class:`Text` written out in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from babel.messages.pofile import read_po
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Language = Literal["vi", "en"]
Shown = Literal["vi", "en", "both"]
LANGUAGES: tuple[Language, Language] = ("vi", "en")


@dataclass(frozen=True)
class Text:
    """What a person reads, in Vietnamese and in English.

    It travels with data as it is, in the cells of tables as well, and is
    written as one string only where it is printed.  As a setting it is a string,
    which stands for both languages, or ``{vi: …, en: …}``.

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
        return between.join(half for half in dict.fromkeys((self.vi, self.en)) if half)

    def filled(self, **values: Any) -> Text:
        """Put values where the text has ``{name}``; a :class:`Text` in its own words."""
        halves = (
            self.in_(language).format(
                **{k: v.in_(language) if isinstance(v, Text) else v for k, v in values.items()}
            )
            for language in LANGUAGES
        )
        return Text(*halves)

    def by_language(self) -> dict[str, str]:
        """Give the text as JSON holds it: ``{"vi": …, "en": …}``."""
        return {"vi": self.vi, "en": self.en}

    def setting(self) -> str | dict[str, str]:
        """Give the text as a YAML file holds it."""
        return self.vi if self.vi == self.en else self.by_language()

    def __str__(self) -> str:
        return self.shown()

    def __bool__(self) -> bool:
        return bool(self.vi or self.en)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _of_setting,
            # Plain data are read back; JSON is for machines, which want one string.
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda said, info: str(said) if info.mode_is_json() else said.setting(),
                info_arg=True,
            ),
        )


NO_TEXT = Text("", "")


Said = Text | str
OR = Text(" hoặc ", " or ")


def text(said: Said) -> Text:
    """Take a name or a figure as a text that is the same in both languages."""
    return said if isinstance(said, Text) else Text(said, said)


def _of_setting(value: Any) -> Text:
    if isinstance(value, Text | str):
        return text(value)
    halves = value if isinstance(value, dict) else {}
    if set(halves) != set(LANGUAGES) or not all(isinstance(half, str) for half in halves.values()):
        raise ValueError(say("no text, nor one in two languages: `vi: …, en: …`"))
    return Text(**halves)


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
    return Text(vietnamese()[english], english).filled(**values)


def quoting(said: Text, fault: object) -> Text:
    """Add what a library says, which speaks English only, to the English half."""
    return Text(said.vi, f"{said.en} ({fault})")


def joined(parts: Iterable[Said], between: str = ", ") -> Text:
    """Put texts one after the other, in each language."""
    texts = [text(part) for part in parts]
    return Text(between.join(t.vi for t in texts), between.join(t.en for t in texts))


@cache
def vietnamese() -> dict[str, str]:
    """Read the Vietnamese of every sentence, by its English."""
    with (files("planner.words") / "vi.po").open("rb") as file:
        catalog = read_po(file)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def inside(words: Text) -> Text:
    """Write words that begin a line as they stand inside a sentence."""
    return Text(words.vi[:1].lower() + words.vi[1:], words.en[:1].lower() + words.en[1:])
