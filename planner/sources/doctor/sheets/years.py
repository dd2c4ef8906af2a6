"""Of which year a table is, and a table that has a row for each year."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import listed
from planner.sources.doctor.caution import Report
from planner.sources.doctor.sheets.words import plain_word
from planner.words.text import Text, say

YEAR = re.compile(r"(19|20)\d\d")
NAMED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def newest_year(words: Sequence[str], frame: pd.DataFrame) -> int:
    """Find the newest year that the words about a table, or a column of it, name; 0: none."""
    named = [*words, *_years_of_rows(frame)]
    return max((int(year) for word in named for year in NAMED_YEAR.findall(word)), default=0)


def _years_of_rows(frame: pd.DataFrame) -> pd.Series[str]:
    """Give the year of each row, where a column says nothing else; empty where none does."""
    # Several columns may have no heading.
    for head in filter(None, frame):
        words = frame[head].map(plain_word)
        if words.map(lambda word: bool(YEAR.fullmatch(word))).all() and words.nunique():
            return words
    return pd.Series(dtype="str")


def of_newest_year(
    frame: pd.DataFrame, kept: npt.NDArray[np.bool_], place: Text, report: Report
) -> npt.NDArray[np.bool_]:
    """Keep the rows of the newest year where a unit has one for each; who has none lacks one."""
    years = _years_of_rows(frame[kept])
    if years.nunique() < 2:
        return kept
    newest = max(years)
    others = listed(sorted(set(years) - {newest}))
    report.doubt(
        place,
        say("a row for each year: those of {year} taken, not {others}", year=newest, others=others),
    )
    of_year = kept.copy()
    of_year[kept] = (years == newest).to_numpy()
    return of_year
