"""Seats of a plan: the office that each new unit takes, and who lives farthest from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.evaluation import Evaluation
from planner.plan import shares
from planner.plan.grouping import Ground, Grouping
from planner.plan.terms import of_best_office
from planner.units import full_name
from planner.units.seats import Seats
from planner.words import Text, number_text
from planner.words.text import joined, say, text

SEATS = [
    "code",
    "name",
    "seat_in",
    "office",
    "x_m",
    "y_m",
    "mean_km",
    "mean_minutes",
    "farthest_in",
    "settlement",
    "farthest_km",
]


def seats_chosen(evaluation: Evaluation) -> pd.DataFrame:
    """Choose the seat of each new unit, and find who lives farthest from it.

    Where offices are known it is the one from which the people of the new unit are least far in
    all, as `seat_distance` counts it, or `seat_minutes` where roads are known; else the point of
    the member that gives the name.

    Parameters
    ----------
    evaluation : Evaluation

    Returns
    -------
    DataFrame of ``SEATS``, a row a new unit, in the order of the results
        ``seat_in``: code of the unit of today in which the seat lies; ``office``: its name, empty
        where offices are not known; ``x_m``, ``y_m`` in the system of the units; ``mean_km`` over
        people and ``farthest_km``, in a straight line; ``mean_minutes`` by road, where known;
        ``farthest_in``: code of the unit of today from which people come farthest, and
        ``settlement``, empty where these are not known.
    """
    seats: Seats = evaluation.graph.graph["seats"]
    units, given, homes = evaluation.units, seats.settings, seats.homes
    area, people = shares(units, evaluation.plan)
    ground = Ground(units, evaluation.graph)
    grouping = Grouping(ground, people, evaluation.verdicts_after, area_share=area)
    codes = evaluation.plan.results.index
    office = grouping.seat
    if given.offices:
        office = of_best_office(grouping, seats.seconds if given.seconds else seats.metres)[0]
    else:
        own = units.index.get_indexer(codes)
        inside = np.asarray(grouping.members[np.arange(len(codes)), own]).ravel() > 0
        office = np.where((own >= 0) & inside, own, office)
    called = full_name(evaluation.merged)
    rows = []
    for new, (code, k) in enumerate(zip(codes, office.tolist(), strict=True)):
        held = np.flatnonzero(np.isin(homes.unit, grouping.members[[new]].indices))
        away = seats.apart[held, k]
        share = np.asarray(people[[new]].toarray()).ravel()[homes.unit[held]]
        weight = share * homes.share[held] * grouping.people[homes.unit[held]]
        # A home of nobody is no place from which anybody comes.
        far = int(np.argmax(np.where(weight > 0, away, -1.0)))
        rows.append(
            (
                code,
                called[code],
                units.index[seats.owner[k]],
                given.offices[k].name if given.offices else "",
                round(float(seats.x[k]), 1),
                round(float(seats.y[k]), 1),
                round(float(away @ weight) / max(float(weight.sum()), 1.0) / 1000.0, 2),
                _minutes(seats, grouping, new, k) if given.seconds else None,
                units.index[homes.unit[held[far]]],
                homes.names[held[far]],
                round(float(away[far]) / 1000.0, 2),
            )
        )
    return pd.DataFrame(rows, columns=SEATS)


def _minutes(seats: Seats, grouping: Grouping, new: int, office: int) -> float:
    """Give the mean time of the people of a new unit to its seat."""
    people = np.asarray(grouping.people_share[[new]].toarray()).ravel() * grouping.people
    total = float(people @ seats.seconds[:, office])
    return round(total / max(float(people.sum()), 1.0) / 60.0, 1)


def told_seats(evaluation: Evaluation) -> list[Text]:
    """Say of each merged unit where its seat is and who lives farthest; nothing without offices."""
    seats: Seats = evaluation.graph.graph["seats"]
    if not seats.settings.offices:
        return []
    names = full_name(evaluation.units)
    members = evaluation.moves.groupby("new_code").size()
    return [
        say(
            "{unit}: seat at {office} ({where}); its people live {mean} km from it on average, the"
            " farthest in {farthest}, {distance} km, in a straight line",
            unit=row["name"],
            office=row["office"] or say("the office of today"),
            where=names[row["seat_in"]],
            mean=number_text(row["mean_km"], 1),
            farthest=joined(
                [text(part) for part in (row["settlement"], names[row["farthest_in"]]) if part]
            ),
            distance=number_text(row["farthest_km"], 1),
        )
        for row in seats_chosen(evaluation).to_dict("records")
        if members[row["code"]] > 1
    ]
