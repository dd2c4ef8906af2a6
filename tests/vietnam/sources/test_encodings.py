"""Shapefiles of the communes of Cao Bằng, with letters as offices wrote them before Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from planner.errors import InputError
from planner.sources import SourceSettings, read_units
from planner.units.provenance import provenance_of
from planner.words.letters import READERS, Encoding, decoded, vietnamese

# What a reader of the tables would write: letter by letter, apart from the program's own tables.
TCVN3 = (
    "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ",
    "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ",
)
VNI = re.findall(
    r"\S+",
    "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä ñ eù eø eû eõ eï eâ eá eà eå eã eä "
    "í ì æ ó ò où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï "
    "uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î",
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def as_tcvn3(text: str) -> bytes:
    # Capitals with an accent are small letters in a font of capitals.
    capitals = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
    table = str.maketrans(dict(zip(reversed(TCVN3[1]), reversed(TCVN3[0]), strict=True)))
    bare = "".join(capitals.get(c, c if c.isascii() else c.lower()) for c in text)
    return bare.translate(table).encode("latin-1")


def as_vni(text: str) -> bytes:
    pairs = dict(zip(TCVN3[1], VNI, strict=True))
    pairs |= {letter.upper(): coded.upper() for letter, coded in pairs.items()}
    return "".join(pairs.get(letter, letter) for letter in text).encode("latin-1")


def as_1258(text: str) -> bytes:
    letters = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in TONES)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
        letters.append(bare + tone)
    return "".join(letters).encode("cp1258")


WRITERS: dict[Encoding, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode("utf-8"),
    "tcvn3": as_tcvn3,
    "vni": as_vni,
    "windows-1258": as_1258,
}


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    units = read_units(SourceSettings(boundaries="vietnam:cao_bang@2026"), Path())
    return units.reset_index()[["code", "name", "kind", "people", "geometry"]]


def write(communes: gpd.GeoDataFrame, folder: Path, encoding: Encoding) -> Path:
    """Write a Shapefile whose .dbf holds the bytes of an encoding, and does not say which."""
    coded = communes.assign(
        name=[WRITERS[encoding](name).decode("latin-1") for name in communes["name"]]
    )
    coded.to_file(folder / "xa.shp", encoding="ISO-8859-1")
    (folder / "xa.cpg").unlink()
    return folder


def test_every_letter_is_read_back() -> None:
    for encoding, write_as in WRITERS.items():
        for letter in TCVN3[1]:
            word = f"h{letter}"
            assert decoded(write_as(word).decode("latin-1"), encoding) == word
        if encoding != "tcvn3":
            for letter in TCVN3[1].upper():
                assert decoded(write_as(letter).decode("latin-1"), encoding) == letter
    for letter in "ĂÂÊÔƠƯĐ":
        assert decoded(as_tcvn3(letter).decode("latin-1"), "tcvn3") == letter
    assert decoded(as_tcvn3("Ái").decode("latin-1"), "tcvn3") == "Ái"


@pytest.mark.parametrize("encoding", WRITERS)
def test_names_of_cao_bang_are_found_converted_and_said(
    communes: gpd.GeoDataFrame, tmp_path: Path, encoding: Encoding
) -> None:
    settings = SourceSettings(boundaries="xa.shp")
    units = read_units(settings, write(communes, tmp_path, encoding))
    assert list(units["name"]) == list(communes["name"])
    said = [repair.en for repair in provenance_of(units).repairs]
    assert len(said) == 1
    assert said[0].startswith(f"xa.shp: text in {encoding} made Unicode: ")
    assert said[0].count(" → ") == 3


@pytest.mark.parametrize("encoding", WRITERS)
def test_a_stated_encoding_is_taken(
    communes: gpd.GeoDataFrame, tmp_path: Path, encoding: Encoding
) -> None:
    """A single name is too little to guess from, and read all the same."""
    one = communes[communes["name"] == "Bảo Lạc"]
    settings = SourceSettings(boundaries="xa.shp", encoding=encoding)
    assert list(read_units(settings, write(one, tmp_path, encoding))["name"]) == ["Bảo Lạc"]


def test_a_false_cpg_is_not_believed(communes: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write(communes, tmp_path, "tcvn3")
    (tmp_path / "xa.cpg").write_text("UTF-8", encoding="ascii")
    units = read_units(SourceSettings(boundaries="xa.shp"), tmp_path)
    assert list(units["name"]) == list(communes["name"])


def test_a_false_statement_is_refused(communes: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write(communes, tmp_path, "tcvn3")
    with pytest.raises(InputError, match=r"xa\.shp"):
        read_units(SourceSettings(boundaries="xa.shp", encoding="utf-8"), tmp_path)


def test_what_is_not_clear_is_refused_with_the_guess(
    communes: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Half in one encoding, half in words that none explains."""
    some = communes.head(12).copy()
    coded = [as_tcvn3(name).decode("latin-1") for name in some["name"]]
    some["name"] = [
        name if i % 5 < 3 else " ".join(f"{word}ÿÿ" for word in name.split())
        for i, name in enumerate(coded)
    ]
    some.to_file(tmp_path / "xa.shp", encoding="ISO-8859-1")
    (tmp_path / "xa.cpg").unlink()
    with pytest.raises(InputError, match=r"perhaps tcvn3: .*units\.encoding"):
        read_units(SourceSettings(boundaries="xa.shp"), tmp_path)


def test_names_of_other_tongues_stay(communes: gpd.GeoDataFrame, tmp_path: Path) -> None:
    names = ["Ærø", "Sønderborg", "Nørre Djurs", "Põhja-Sakala", "Đắk Hrú", "Tromsø"]
    some = communes.head(len(names)).assign(name=names)
    some.to_file(tmp_path / "xa.gpkg")
    units = read_units(SourceSettings(boundaries="xa.gpkg"), tmp_path)
    assert list(units["name"]) == names
    assert not provenance_of(units).repairs


def test_syllables() -> None:
    good = ["Nguyễn", "Khuya", "Giêng", "quỹ", "Đắk", "Thượng", "yêu", "Ơi"]
    bad = ["Hµ", "Tiþnh", "Baéc", "BiÌnh", "SÆ¡n", "áà", "Xtô", None]
    assert all(map(vietnamese, good))
    assert not any(map(vietnamese, bad))
    assert set(READERS) == set(WRITERS)
