"""Letters: how files wrote Vietnamese before Unicode, and how its syllables are built."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

Encoding = Literal["utf-8", "tcvn3", "vni", "windows-1258"]
"""How letters are written in a file that does not say it itself."""

# TCVN 5712:1993, VN3: each letter is one byte; capitals with an accent have none of their own.
_TCVN3 = dict(
    zip(
        bytes.fromhex("a8a9aaabacadae").decode("latin-1")
        + bytes.fromhex("a1a2a3a4a5a6a7").decode("latin-1")
        + bytes.fromhex("b5b6b7b8b9bbbcbdbec6c7c8c9cacb").decode("latin-1")
        + bytes.fromhex("cccecfd0d1d2d3d4d5d6d7d8dcddde").decode("latin-1")
        + bytes.fromhex("dfe1e2e3e4e5e6e7e8e9eaebecedee").decode("latin-1")
        + bytes.fromhex("eff1f2f3f4f5f6f7f8f9fafbfcfdfe").decode("latin-1"),
        "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
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
_CLOSED = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|uô|ươ|oa|oă|oe|oo|uâ|uă|uê|uy|uyê"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iêu|iu|oa|oe|oai|oay|oao|oi|ôi|ơi|ua|ui|uê"
    "|uôi|uơ|uy|uya|uyu|ưa|ưi|ưu|ươi|ươu|yêu|uây"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:(?:{_OPEN})|(?:{_CLOSED})(?:ch|ng|nh|[ckmnpt]))")


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


def decoded(word: str, encoding: Encoding) -> str | None:
    """Read a word, taken for Latin letters, as another encoding has it; in NFC, or none."""
    try:
        return unicodedata.normalize("NFC", READERS[encoding](word))
    except UnicodeError:
        return None


def spelling(name: str) -> str:
    """Write small letters, each word's tones behind it: the same wherever a tone was placed.

    The law writes "Hòa", schools and maps write "Hoà": one name in two spellings.

    Examples
    --------
    >>> spelling("Hoà Bình") == spelling("HÒA  BÌNH"), spelling("Hòa") == spelling("Hoa")
    (True, False)
    """
    words = unicodedata.normalize("NFD", name.casefold()).split()
    tone = [sorted(letter for letter in word if letter in tones) for word in words]
    return " ".join(
        "".join((*word.translate(_TONES), *own)) for word, own in zip(words, tone, strict=True)
    )


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
