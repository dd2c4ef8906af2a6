"""Tables of communes before July 2025: summed to the communes of today by the lineage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from planner.errors import listed
from planner.sources.country import country
from planner.sources.doctor.caution import Caution, Report
from planner.sources.doctor.maps.boundaries import Drawn
from planner.sources.doctor.matching import Match, kind_and_name, match_rows
from planner.sources.doctor.sheets import OfficeTable
from planner.units import full_name
from planner.words.letters import spelling
from planner.words.text import say, text


def match_former(
    table: OfficeTable,
    rows: Sequence[Match],
    drawn: Drawn,
    settled_codes: Mapping[int, str],
    report: Report,
    caution: Caution,
) -> list[Match]:
    """Match rows to communes of early 2025, where these fit the table better than those of today.

    Parameters
    ----------
    table : OfficeTable
    rows : sequence of Match
        Its rows, matched to the units.
    drawn : Drawn
        Communes of today, with the older ones of which the layer was, where it was of such.
    settled_codes : mapping of int to str
        Row → code, where somebody settled it.
    report : Report
        Gets what was summed, and what the lineage names and the table lacks.
    caution : Caution

    Returns
    -------
    list of Match
        ``rows``, or one a row with the commune of today into which the whole commune went and
        ``former`` as the way it was found; one that was divided stays open,
        with its heirs: whose people it counts is not known.
    """
    former = country().former_communes(drawn.units.index)
    if drawn.former is not None:
        former = drawn.former
    if former.empty:
        return list(rows)
    communes = former.drop_duplicates("code").set_index("code")
    old = match_rows(table.rows, communes, table.place, None, caution)
    likely = sum(bool(match.code) for match in rows)
    if likely >= caution.names_of_today * len(rows) or sum(map(_sure, old)) <= sum(
        map(_sure, rows)
    ):
        return [_with_heirs(match, communes, former) for match in rows]
    heirs = {str(code): tuple(own) for code, own in former.groupby("code")["heir"]}
    matches = [_to_heir(match, heirs, settled_codes) for match in old]
    whole = [match for match in matches if match.how == "former"]
    report.done(
        text(table.place),
        say(
            "{count} communes of before July 2025, summed to {units} of today by the lineage",
            count=len(whole),
            units=len({match.code for match in whole}),
        ),
    )
    absent = communes.index.difference([match.code for match in old if match.code])
    if len(absent):
        names = full_name(communes)
        told = listed([f"{names[code]} ({code})" for code in absent])
        report.doubt(
            text(table.place),
            say("no row for communes that the lineage names: {names}", names=told),
        )
    return matches


def _with_heirs(match: Match, communes: pd.DataFrame, former: pd.DataFrame) -> Match:
    """Propose the heirs of a commune of before whose name a row has that is none of today."""
    if match.code or match.how != "none" or not match.written:
        return match
    name = spelling(kind_and_name(match.written)[1])
    own = communes.index[communes["name"].map(spelling) == name]
    heirs = former.loc[former["code"].isin(own), "heir"]
    return replace(match, perhaps=tuple(dict.fromkeys([*heirs, *match.perhaps]))[:4])


def _sure(match: Match) -> bool:
    return bool(match.code) and not match.doubtful


def _to_heir(
    match: Match, heirs: Mapping[str, tuple[str, ...]], settled_codes: Mapping[int, str]
) -> Match:
    """Put the commune of today for one of before, where all of it went there."""
    if match.row in settled_codes:
        # Of a divided one its heirs stay known: none of their figures is sure.
        own = heirs.get(match.code, ())
        code = settled_codes[match.row]
        return replace(match, code=code, how="given", doubtful=False, perhaps=own)
    if not match.code:
        return replace(
            match, perhaps=tuple(dict.fromkeys(h for c in match.perhaps for h in heirs[c]))
        )
    own = heirs[match.code]
    if len(own) > 1:
        return replace(match, code="", how="divided", doubtful=True, perhaps=own)
    return replace(match, code=own[0], how="former")
