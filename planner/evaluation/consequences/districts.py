"""Districts of today in a plan: how many new units each has, and which units go to another."""

from __future__ import annotations

from planner.errors import listed
from planner.evaluation import Evaluation
from planner.units import full_name
from planner.units.naming import districts_of
from planner.words import Text
from planner.words.text import joined, say, text


def told_districts(evaluation: Evaluation) -> list[Text]:
    """Say how many new units have their seat in each district, and who changes district.

    A new unit is of the district of the member that gives it name and seat.  Nothing is said
    where the units lie in one district, or it is not known of some.
    """
    units, moves = evaluation.units, evaluation.moves
    districts = districts_of(units)
    home = units["district_code"].astype(str)
    if len(districts) < 2 or (home == "").any() or not moves["new_code"].isin(units.index).all():
        return []
    names, new = full_name(districts), moves["new_code"].drop_duplicates()
    counts = new.map(home).value_counts()
    lines = [
        say(
            "New units by the district of their seat: {districts}",
            districts=joined(
                [text(f"{names[code]}: {counts.get(code, 0)}") for code in districts.index], "; "
            ),
        )
    ]
    other = moves.index.map(home) != moves["new_code"].map(home)
    if other.any():
        called = full_name(units)
        goes = [
            f"{called[code]} ({names[home[code]]} → {names[home[to]]})"
            for code, to in zip(moves.index[other].astype(str), moves.loc[other, "new_code"])
        ]
        lines.append(say("Units that go to another district: {units}", units=listed(goes)))
    return lines
