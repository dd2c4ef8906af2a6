"""Registers on both sides of the round of July 2025, and the keys by which names are found."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd

from planner.units import split_kind
from planner.vietnam.sources.embedded import read_register
from planner.words.letters import spelling
from planner.words.sources import unmarked

DATA = Path(__file__).parents[2] / "data"
KINDS = {"xã": "xa", "phường": "phuong", "thị trấn": "thi_tran", "đặc khu": "dac_khu"}


# A ward whose name is a number: its kind is part of the name, or not.
NUMBER = re.compile(r"^phường (?=\d|[ivx]+$)")


def exact(name: str) -> str:
    """Give the key of a name in which only blanks and the place of a tone mark are free.

    Examples
    --------
    >>> exact("Hoà Bình") == exact("Hòa Bình"), exact("Mường Bang") == exact("Mường Bằng")
    (True, False)
    >>> exact("Phường 01") == exact("1")
    True
    """
    plain = NUMBER.sub("", unicodedata.normalize("NFC", name.casefold()))
    return spelling(re.sub(r"[-'’.\s]+", " ", re.sub(r"\b0+(?=\d)", "", plain))).replace(" ", "")


def plain(name: str) -> str:
    """Key of a name without any marks."""
    return re.sub(r"[^a-z0-9]", "", unmarked(exact(name)))


def old_communes() -> pd.DataFrame:
    """Communes of early 2025.

    Returns
    -------
    DataFrame, index code
        ``name, full, kind, district, district_code, province_code, key`` (of the province
        of today), ``exact``, ``plain``.
    """
    register = read_register().set_index("wardCode")
    split = [split_kind(name) for name in register["ward"]]
    provinces = pd.read_csv(DATA / "plans" / "provinces_2024.csv", dtype=str).set_index("code")
    names = [unicodedata.normalize("NFC", name) for _, name in split]
    return pd.DataFrame(
        {
            "name": names,
            "full": [unicodedata.normalize("NFC", name) for name in register["ward"]],
            "kind": [kind for kind, _ in split],
            "district": register["district"].map(lambda name: unicodedata.normalize("NFC", name)),
            "district_code": register["districtCode"],
            "province_code": register["provinceCode"],
            "key": register["provinceCode"].map(provinces["key"]),
            "exact": [exact(name) for name in names],
            "plain": [plain(name) for name in names],
        },
        index=register.index,
    )


def listed_communes(path: Path) -> pd.DataFrame:
    """Read the list of the statistics office, 1027/CTK-CSCL of 25 June 2025.

    Returns
    -------
    DataFrame, index code
        ``name, kind, province, exact``, as the list has them.
    """
    rows = []
    for line in path.read_text("utf-8").splitlines():
        cells = [" ".join(cell.replace("<br>", " ").split()) for cell in line.split("|")[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"\d{5}", cells[1]):
            kind, name = split_kind(unicodedata.normalize("NFC", cells[2]))
            rows.append((cells[1], name, kind, unicodedata.normalize("NFC", cells[3])))
    table = pd.DataFrame(rows, columns=["code", "name", "kind", "province"]).set_index("code")
    return table.assign(exact=table["name"].map(exact), plain=table["name"].map(plain))
