"""Terms of the objective: what a group costs, each with a unit of measure.

A term is a column over groups.  The same functions price a pool of a million
candidate groups and measure a plan that was drawn by hand.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.plan.grouping import Grouping, pieces
from planner.units.graph import Tie
from planner.units.seats import IntArray, Seats
from planner.words.numbers import POINTS
from planner.words.text import Text, say

FloatArray = npt.NDArray[np.float64]
LAND_INERTIA = "land_inertia"
"""What inertia is called where people are not known, and each hectare counts as one of them."""


@dataclass(frozen=True)
class Term:
    """A term of the objective.

    Attributes
    ----------
    unit : str
        Unit of measure of the value.
    steps : int
        Integer steps in one unit: costs are rounded once, to 1 ∕ steps.
    vi, en : str
        Names in reports.
    measure : callable
        Grouping → value of each group, shape (m,), in ``unit``.
    maximise : bool
        Whether more is better.
    aloud_vi, aloud_en : str
        What it counts, in a sentence that is read aloud; empty: the name says it.
    """

    unit: str
    steps: int
    vi: str
    en: str
    measure: Callable[[Grouping], FloatArray]
    maximise: bool = False
    aloud_vi: str = ""
    aloud_en: str = ""

    def costs(self, grouping: Grouping) -> npt.NDArray[np.int64]:
        """Integer cost of each group, smaller is better, in 1 ∕ ``steps`` of ``unit``."""
        rounded = np.rint(self.measure(grouping) * self.steps).astype(np.int64)
        return -rounded if self.maximise else rounded


def _unsatisfied(grouping: Grouping) -> FloatArray:
    members = np.diff(grouping.members.indptr)
    return np.where(grouping.verdicts["accepted"].to_numpy(), 0.0, members)


def _below_standard(grouping: Grouping) -> FloatArray:
    return grouping.verdicts["below"].to_numpy(dtype=np.float64)


def _shortfall(grouping: Grouping) -> FloatArray:
    return grouping.verdicts["shortfall_percent"].to_numpy(dtype=np.float64)


def _disturbed(grouping: Grouping) -> FloatArray:
    total = grouping.people_share @ grouping.people
    rows = np.arange(len(grouping.seat))
    kept = np.asarray(grouping.people_share[rows, grouping.seat]).ravel()
    return total - kept * grouping.people[grouping.seat]


def _disturbed_any(grouping: Grouping) -> FloatArray:
    return np.where(grouping.merged, grouping.people_share @ grouping.people, 0.0)


def _inertia(grouping: Grouping) -> FloatArray:
    """Σ p·|x − x̄|² about the people-weighted centre x̄, in person-km².

    Written as Σ p·|x|² − |Σ p·x|² ∕ Σ p, with coordinates from the middle of
    the region so that the difference of two large numbers stays exact.
    """
    x, y = grouping.ground.places
    p = grouping.people
    share = grouping.people_share
    total = share @ p
    squares = share @ (p * (x * x + y * y))
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = ((share @ (p * x)) ** 2 + (share @ (p * y)) ** 2) / total
    return np.where(grouping.merged & (total > 0), np.maximum(squares - centre, 0.0), 0.0)


def _districts_crossed(grouping: Grouping) -> FloatArray:
    present = (grouping.members @ grouping.ground.districts).tocsr()
    return np.asarray(np.maximum(np.diff(present.indptr) - 1, 0), dtype=np.float64)


def _border_dissolved(grouping: Grouping) -> FloatArray:
    inner = (grouping.members @ grouping.ground.borders).multiply(grouping.members)
    return np.asarray(inner.sum(axis=1), dtype=np.float64).ravel() / 2.0


def _narrow_joints(grouping: Grouping) -> FloatArray:
    """Count the narrow joints: parts less one, where narrow borders do not join."""
    parts = pieces(grouping.members, grouping.ground.wide)
    return parts.astype(np.float64) - 1.0


def _compactness_loss(grouping: Grouping) -> FloatArray:
    """100 · (1 − A² ∕ 2πI) of each merged group: 0 for a disc, near 100 for a thread.

    I is the second moment of its land about its centre: the normalised mass moment of inertia of
    Li, Goodchild and Church (2013), International Journal of Geographical Information Science 27.
    """
    share = grouping.members if grouping.area_share is None else grouping.area_share
    land = grouping.ground.land
    area, (x, y), own = land[:, 0], (land[:, 1:3] - land[:, 1:3].mean(axis=0)).T, land[:, 3]
    total = share @ area
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = ((share @ (area * x)) ** 2 + (share @ (area * y)) ** 2) / total
        second = share @ (own + area * (x * x + y * y)) - centre
        loss = 100.0 * (1.0 - total * total / (2.0 * np.pi * second))
    return np.where(grouping.merged & (total > 0), np.maximum(loss, 0.0), 0.0)


def _ties_kept(grouping: Grouping) -> FloatArray:
    """Sum the weights of the ties whose two units are members."""
    ties: tuple[Tie, ...] = grouping.graph.graph.get("ties", ())
    at = {code: i for i, code in enumerate(grouping.units.index)}
    kept = np.zeros(grouping.members.shape[0])
    for tie in ties:
        one, other = (grouping.members[:, [at[code]]].toarray().ravel() for code in tie.between)
        kept += tie.weight * one * other
    return kept


def _seat_distance(grouping: Grouping) -> FloatArray:
    seats: Seats = grouping.graph.graph["seats"]
    return of_best_office(grouping, seats.metres)[1] / 1000.0


def _seat_minutes(grouping: Grouping) -> FloatArray:
    seats: Seats = grouping.graph.graph["seats"]
    return of_best_office(grouping, seats.seconds)[1] / 60.0


def of_best_office(grouping: Grouping, away: IntArray) -> tuple[IntArray, FloatArray]:
    """Choose in each group the office of a member from which its people are least far in all.

    Parameters
    ----------
    grouping : Grouping
        Of m groups.
    away : ndarray of int64, shape (n, k)
        How far the people of each unit are from each office.

    Returns
    -------
    ndarray of int64, shape (m,), and ndarray of float64, shape (m,)
        The office, the first of those that are as near; and the sum over people.
    """
    seats: Seats = grouping.graph.graph["seats"]
    members, size = grouping.members, np.diff(grouping.members.indptr)
    least = np.full(len(size), np.inf)
    office = np.full(len(size), -1, dtype=np.int64)
    held = [np.flatnonzero(seats.owner == unit) for unit in range(members.shape[1])]
    turns = np.full((len(held), max(map(len, held))), -1, dtype=np.int64)
    for unit, own in enumerate(held):
        turns[unit, : len(own)] = own
    for number in np.unique(size[size > 0]).tolist():
        rows = np.flatnonzero(size == number)
        at = np.sort(members.indices[members.indptr[rows][:, None] + np.arange(number)], axis=1)
        share = grouping.people_share[np.repeat(rows, number), at.ravel()]
        people = np.asarray(share).reshape(at.shape) * grouping.people[at]
        for candidate, turn in itertools.product(range(number), range(turns.shape[1])):
            k = turns[at[:, candidate], turn]
            total = (people * away[at, k[:, None]]).sum(axis=1)
            better = (k >= 0) & (
                (total < least[rows]) | ((total == least[rows]) & (k < office[rows]))
            )
            least[rows[better]], office[rows[better]] = total[better], k[better]
    return office, least


def _size_spread(grouping: Grouping) -> FloatArray:
    return np.abs(grouping.people_share @ grouping.people - grouping.target_people)


def _people_balance(grouping: Grouping) -> FloatArray:
    """Square of the distance from the target, in (thousand people)²: large gaps weigh most."""
    away = (grouping.people_share @ grouping.people - grouping.target_people) / 1000.0
    return np.asarray(away * away)


def _area_balance(grouping: Grouping) -> FloatArray:
    """Square of the distance from the target, in km⁴."""
    share = grouping.people_share if grouping.area_share is None else grouping.area_share
    away = share @ np.asarray(grouping.units["area_km2"], dtype=np.float64) - grouping.target_area
    return np.asarray(away * away)


def _one(grouping: Grouping) -> FloatArray:
    return np.ones(grouping.members.shape[0])


SEAT_TERMS = frozenset({"seat_distance", "seat_minutes"})
"""Terms that measure ways to the seat, which is chosen among the offices of the members."""

TARGETED = frozenset({"size_spread", "people_balance", "area_balance"})
"""Terms whose prices hang on the target size of a new unit."""


def stage_name(stage: str) -> Text:
    """Name a stage of an objective: a term, or a weighted sum of some (`cohesion`)."""
    if stage == LAND_INERTIA:
        return say("Inertia of land, each hectare as one inhabitant")
    term = TERMS.get(stage)
    return say("Weighted sum of terms") if term is None else Text(term.vi, term.en)


TERMS: dict[str, Term] = {
    "unsatisfied": Term(
        "đơn vị",
        1,
        "Đơn vị chưa được giải quyết",
        "Units in a group not accepted",
        _unsatisfied,
        aloud_vi="số đơn vị phải sắp xếp mà sau phương án vẫn chưa đạt",
        aloud_en="the number of units that do not meet what the law asks",
    ),
    "below_standard": Term(
        "đơn vị", 1, "Đơn vị dưới tiêu chuẩn", "Units below a standard", _below_standard
    ),
    "shortfall": Term(
        "điểm %", 100, "Tổng phần thiếu so với tiêu chuẩn", "Missing percent, summed", _shortfall
    ),
    "disturbed": Term(
        "người",
        1,
        "Dân số có đơn vị thôi tồn tại",
        "People whose unit ceases",
        _disturbed,
        aloud_vi="số dân của các đơn vị bị nhập vào đơn vị khác",
        aloud_en="the number of people whose unit is merged into another",
    ),
    "disturbed_any": Term(
        "người", 1, "Dân số thuộc đơn vị sắp xếp", "People in a merged unit", _disturbed_any
    ),
    "inertia": Term(
        "người·km²",
        100,
        "Quán tính dân cư",
        "Inertia",
        _inertia,
        aloud_vi="tổng khoảng cách từ dân đến trung tâm đơn vị mới (nơi xa tính nặng hơn)",
        aloud_en="the sum of squared distances from people to the centres of their new units",
    ),
    "districts_crossed": Term(
        "huyện", 1, "Số lần vượt địa giới huyện", "Districts crossed", _districts_crossed
    ),
    "border_dissolved": Term(
        "km", 1000, "Ranh giới được xóa bỏ", "Border dissolved", _border_dissolved, maximise=True
    ),
    "narrow_joints": Term(
        "chỗ", 1, "Chỗ nối hẹp trong đơn vị mới", "Narrow joints of new units", _narrow_joints
    ),
    "compactness_loss": Term(
        POINTS, 100, "Phần thiếu gọn của đơn vị mới", "Lack of compactness", _compactness_loss
    ),
    "size_spread": Term(
        "người", 1, "Chênh lệch quy mô dân số", "Distance from the target size", _size_spread
    ),
    "ties_kept": Term(POINTS, 100, "Mối gắn kết được giữ", "Ties kept", _ties_kept, maximise=True),
    "seat_distance": Term(
        "người·km",
        10,
        "Quãng đường dân đến trụ sở",
        "Distance of people to the seat",
        _seat_distance,
    ),
    "seat_minutes": Term(
        "người·phút", 1, "Thời gian dân đến trụ sở", "Time of people to the seat", _seat_minutes
    ),
    "people_balance": Term(
        "(nghìn người)²", 100, "Mất cân đối dân số", "Imbalance of people", _people_balance
    ),
    "area_balance": Term("km⁴", 100, "Mất cân đối diện tích", "Imbalance of area", _area_balance),
    "most_groups": Term("đơn vị mới", 1, "Nhiều đơn vị mới nhất", "Most groups", _one, True),
    "fewest_groups": Term("đơn vị mới", 1, "Ít đơn vị mới nhất", "Fewest groups", _one),
}
