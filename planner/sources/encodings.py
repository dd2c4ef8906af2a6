"""Encodings: names in TCVN3, VNI or Windows-1258, found by how Vietnamese they read, made Unicode.

A Shapefile that does not say how its letters are written is read as Latin ones, and so are files
that others made of it.  Each encoding is tried on every word; the one in which they are syllables
of Vietnamese is taken, and said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

import geopandas as gpd
import pandas as pd

from planner.errors import InputError, Problem, listed
from planner.sources.cells import as_text
from planner.sources.settings import Encoding
from planner.words.text import Text, joined, say

# TCVN 5712:1993, VN3: each letter is one byte; capitals with an accent have none of their own.
_TCVN3 = dict(
    zip(
        bytes.fromhex("a8a9aaabacadae").decode("latin-1")
        + bytes.fromhex("a1a2a3a4a5a6a7").decode("latin-1")
        + bytes.fromhex("b5b6b7b8b9bbbcbdbec6c7c8c9cacb").decode("latin-1")
        + bytes.fromhex("cccecfd0d1d2d3d4d5d6d7d8dcddde").decode("latin-1")
        + bytes.fromhex("dfe1e2e3e4e5e6e7e8e9eaebecedee").decode("latin-1")
        + bytes.fromhex("eff1f2f3f4f5f6f7f8f9fafbfcfdfe").decode("latin-1"),
        "ăâêôơưđ"
        "ĂÂÊÔƠƯĐ"
        "àảãáạằẳẵắặầẩẫấậ"
        "èẻẽéẹềểễếệìỉĩíị"
        "òỏõóọồổỗốộờởỡớợ"
        "ùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# VNI for Windows: a vowel, then a byte for its hat and tone; nine letters have a byte of their own.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_HAT, _BREVE = "\u0302", "\u0306"
_VNI_MARKS = dict(
    zip(
        "øùõûï" + "âàáãåä" + "êèéüúë",
        [
            *(tones := (_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT)),
            *(_HAT + tone for tone in ("", *tones)),
            *(_BREVE + tone for tone in ("", *tones)),
        ],
        strict=True,
    )
)
_VNI_LETTERS = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))
_VNI = {**_VNI_MARKS, **_VNI_LETTERS}
_VNI |= {sign.upper(): meant for sign, meant in _VNI_MARKS.items()}
_VNI |= {sign.upper(): meant.upper() for sign, meant in _VNI_LETTERS.items()}

_TONES = str.maketrans("", "", "".join(tones))
_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_CLOSED = "a ă â e ê i o ô ơ u ư y iê yê uô ươ oa oă oe oo uâ uă uê uy uyê".split()
_OPEN = (
    "a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iêu iu oa oe oai oay oao oi ôi ơi ua ui uê uôi"
    " uơ uy uya uyu ưa ưi ưu ươi ươu yêu uây"
).split()
_SYLLABLE = re.compile(
    f"{_ONSET}(?:(?:{'|'.join(_OPEN)})|(?:{'|'.join(_CLOSED)})(?:ch|ng|nh|[ckmnpt]))"
)


def _from_tcvn3(word: str) -> str:
    read = "".join(_TCVN3.get(letter, letter) for letter in word)
    # Capitals were a matter of the font; names of places begin with one.
    return read if word[:1].isascii() else read[:1].upper() + read[1:]


def _from_vni(word: str) -> str:
    return "".join(_VNI.get(letter, letter) for letter in word)


def _from_bytes(codec: str) -> Callable[[str], str]:
    def read(word: str) -> str:
        try:
            return word.encode("cp1252").decode(codec)
        except UnicodeEncodeError:
            return word.encode("latin-1").decode(codec)

    return read


READERS: dict[Encoding, Callable[[str], str]] = {
    "utf-8": _from_bytes("utf-8"),
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "windows-1258": _from_bytes("cp1258"),
}
_ENOUGH, _LIKELY, _APART = 0.75, 0.5, 0.25
"""What share of words is Vietnamese where it is sure, or likely; how far ahead of the next."""


def decoded(word: str, encoding: Encoding) -> str | None:
    """Read a word, taken for Latin letters, as another encoding has it; in NFC, or none."""
    try:
        return unicodedata.normalize("NFC", READERS[encoding](word))
    except UnicodeError:
        return None


def vietnamese(word: str | None) -> bool:
    """Whether a word is built as syllables of Vietnamese are, with one tone each at most."""
    # A capital in the midst of a word is the byte of a tone.
    if word is None or any(b.isupper() and a.islower() for a, b in zip(word, word[1:])):
        return False
    apart = unicodedata.normalize("NFD", word.casefold())
    bare = unicodedata.normalize("NFC", apart.translate(_TONES))
    parts = [part for part in re.split(r"[\W\d_]+", bare) if part]
    marks = sum(letter in tones for letter in apart)
    return marks <= len(parts) and all(map(_SYLLABLE.fullmatch, parts))


def as_vietnamese(
    frame: gpd.GeoDataFrame, stated: Encoding | None, place: str
) -> tuple[gpd.GeoDataFrame, Text | None]:
    """Give text columns as they are meant.

    Parameters
    ----------
    frame : GeoDataFrame
        As read; letters of an unknown encoding as Latin ones.
    stated : Encoding, optional
        The encoding, where it is known: nothing is guessed then.
    place : str
        File, for the messages.

    Returns
    -------
    tuple of GeoDataFrame and Text
        Text in NFC; what was converted, with three examples, or none.

    Raises
    ------
    InputError
        Letters that are not Vietnamese, and no encoding in which they clearly are; or a stated
        one in which they cannot be read.
    """
    columns = [
        str(name)
        for name in frame.columns.drop("geometry")
        if pd.api.types.is_string_dtype(frame[name])
    ]
    cells = {text for name in columns for text in frame[name] if isinstance(text, str)}
    # Bytes that stand for a space elsewhere are letters of UTF-8.
    words = sorted({word for text in cells for word in text.split(" ") if not word.isascii()})
    encoding = stated if stated is not None else _guess(words, place)
    meant = {} if encoding is None else _meant(words, encoding, place)

    def read(text: object) -> object:
        return " ".join(meant.get(w, w) for w in text.split(" ")) if isinstance(text, str) else text

    examples = [f"{text} → {read(text)}" for text in sorted(cells) if read(text) != text]
    frame = frame.assign(**{name: as_text(frame[name].map(read)) for name in columns})
    if not examples:
        return frame, None
    note = say(
        "{file}: text in {encoding} made Unicode: {examples}.",
        file=place,
        encoding=encoding,
        examples=joined(_three(examples), "; "),
    )
    return frame, note


def _meant(words: list[str], encoding: Encoding, place: str) -> dict[str, str]:
    """Read words as an encoding has them; what reads well as it is was Unicode already."""
    if all(map(vietnamese, words)):
        return {}
    meant = {word: decoded(word, encoding) for word in words}
    lost = [word for word, read in meant.items() if read is None]
    if lost:
        found = say("{words}, which are not {name}", words=listed(lost), name=encoding)
        raise _unclear(place, found)
    return {word: read for word, read in meant.items() if read is not None}


def _three(examples: list[str]) -> list[str]:
    """Choose three, from far apart."""
    return examples if len(examples) < 4 else [examples[0], examples[len(examples) // 2], examples[-1]]


def _guess(words: list[str], place: str) -> Encoding | None:
    """Find the encoding in which words are Vietnamese; none where they are as they were read."""
    if not words:
        return None
    own = _share(words)
    if own >= _ENOUGH:
        return None
    shares = {name: _share(decoded(word, name) for word in words) for name in READERS}
    best = max(shares, key=lambda name: shares[name])
    rest = max([own, *(share for name, share in shares.items() if name != best)])
    if shares[best] >= _ENOUGH and shares[best] - rest >= _APART:
        return best
    # Names of other tongues are no fault.
    if shares[best] < _LIKELY or shares[best] <= own:
        return None
    likely = say("perhaps {name}: {words}", name=best, words=listed(_shown(words, best), 3))
    raise _unclear(place, joined([listed(words, 3), likely], "; "))


def _share(words: Iterable[str | None]) -> float:
    found = [vietnamese(word) for word in words]
    return sum(found) / len(found)


def _shown(words: list[str], encoding: Encoding) -> list[str]:
    return [f"{word} → {decoded(word, encoding) or '?'}" for word in words]


def _unclear(place: str, found: Text) -> InputError:
    return InputError(
        Problem(
            say("{place}, letters", place=place),
            found,
            say("Vietnamese text in Unicode"),
            say(
                "state the encoding under `units.encoding` (tcvn3, vni, windows-1258, utf-8), or"
                " export the file again in UTF-8"
            ),
        )
    )

