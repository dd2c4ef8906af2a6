"""Names that do not collide: greedy placement with candidate positions.

A name stands whole or not at all.  Where its unit has no place for it, it stands aside, with a
line to its unit; where that would cross others, the number of the unit stands for it, and the
index beside the map has the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.output.maps.printed.paper import Rect
from planner.output.maps.printed.pen import Weight, line_height, text_width

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
# Room around a name in mm: more at its sides, or two that stand in a line read as one.
CLEARANCE = np.array([0.55, 0.25])
# How much of a name may lie outside its unit, tried in this order.
SPILLS = (0.02, 0.15, 0.35)
GRID = 13
# How long lines to names may be, in mm, in so many directions; one that ends off the land may be
# so much longer.
REACHES, DIRECTIONS, ON_LAND_MM = np.arange(2.0, 46.0, 2.0), 24, 12.0


@dataclass(frozen=True)
class Wish:
    """A name that wants a place.

    Attributes
    ----------
    key : str
    number : str
        Number in the index.
    name : str
    outline : Polygon or MultiPolygon
        In mm on paper.
    seat : tuple of float
        The mark beside which the name may stand.
    weight : {"normal", "bold"}
    """

    key: str
    number: str
    name: str
    outline: Any
    seat: tuple[float, float]
    weight: Weight = "normal"


@dataclass(frozen=True)
class NameLine:
    """One line of a label: the number in bold before the text; either may be empty."""

    number: str
    text: str
    weight: Weight = "normal"

    def widths(self, size: float) -> tuple[float, float]:
        """Widths in mm of the number with its gap, and of the text."""
        number = text_width(self.number, size, "bold")
        gap = 0.34 * line_height(size) if self.number and self.text else 0.0
        return number + gap, text_width(self.text, size, self.weight)


@dataclass(frozen=True)
class Label:
    """A name that has found its place.

    Attributes
    ----------
    key : str
    lines : tuple of NameLine
    size : float
        In points.
    box : Rect
        In mm.
    whole : bool
        False when only the number stands.
    aside : bool
        Whether a line has to lead from it to its unit.
    """

    key: str
    lines: tuple[NameLine, ...]
    size: float
    box: Rect
    whole: bool
    aside: bool = False


@dataclass
class Room:
    """What is taken on the sheet: boxes of west, south, east, north; and lines to names."""

    frame: Rect
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    leaders: dict[str, BaseGeometry] = field(default_factory=dict)

    def take(self, rect: Rect) -> None:
        """Keep a rectangle from later names."""
        self.taken.append(_corners(rect))

    def leave(self, rect: Rect) -> None:
        """Give a rectangle free again."""
        self.taken.remove(_corners(rect))

    def is_free(self, centres: FloatArray, width: float, height: float) -> BoolArray:
        """Say of boxes around centres whether they lie in the frame and touch nothing taken."""
        half = np.array([width, height]) / 2 + CLEARANCE
        low, high = centres - half, centres + half
        free = (
            (low[:, 0] >= self.frame.x)
            & (low[:, 1] >= self.frame.y)
            & (high[:, 0] <= self.frame.right)
            & (high[:, 1] <= self.frame.top)
        )
        if self.taken and len(centres):
            taken = np.array(self.taken)
            # Most of what is taken lies far from all of the boxes.
            near = (taken[:, 2:] > low.min(axis=0)) & (taken[:, :2] < high.max(axis=0))
            free &= ~_touch(centres, width, height, taken[near.all(axis=1)]).any(axis=1)
        if self.leaders:
            boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
            for leader in self.leaders.values():
                free &= ~shapely.intersects(leader, boxes)
        return np.asarray(free, dtype=np.bool_)


def _corners(rect: Rect) -> tuple[float, float, float, float]:
    return rect.x, rect.y, rect.right, rect.top


def _touch(centres: FloatArray, width: float, height: float, boxes: FloatArray) -> BoolArray:
    """Say which boxes around centres (rows) come too near to which given boxes (columns)."""
    half = np.array([width, height]) / 2 + CLEARANCE
    low, high = (centres - half)[:, None, :], (centres + half)[:, None, :]
    apart = (low >= boxes[None, :, 2:]) | (high <= boxes[None, :, :2])
    return np.asarray(~(apart[..., 0] | apart[..., 1]))


def place_names(
    wishes: Sequence[Wish], room: Room, sizes: Sequence[float], *, numbered: bool
) -> list[Label]:
    """Place names, the best places first; small units choose before large ones.

    Parameters
    ----------
    wishes : sequence of Wish
    room : Room
        Holds the seats already; the labels are added to it.
    sizes : sequence of float
        Sizes in points, the preferred one first.
    numbered : bool
        Whether the number stands before a whole name too.

    Returns
    -------
    list of Label
        In the order of the wishes.  One without a number is left out where
        its name finds no place at all.
    """
    waiting = sorted(wishes, key=lambda wish: (shapely.area(wish.outline), wish.key))
    shapely.prepare([wish.outline for wish in wishes])
    placed: dict[str, Label] = {}
    tries = [(spill, size) for spill in SPILLS for size in sizes]
    for spill, size in tries:
        for wish in [wish for wish in waiting if wish.key not in placed]:
            label = next(
                (
                    found
                    for lines in _variants(wish, numbered)
                    if (found := _place(wish, lines, size, spill, room, whole=True))
                ),
                None,
            )
            if label:
                room.take(label.box)
                placed[wish.key] = label
    nameless = [wish for wish in waiting if wish.key not in placed and wish.number]
    land = shapely.union_all([wish.outline for wish in wishes if nameless])
    for wish in list(nameless):
        label = _place_aside(wish, _variants(wish, numbered), sizes[-1], room, land)
        if label:
            room.take(label.box)
            placed[wish.key] = label
            nameless.remove(wish)
    while nameless:
        wish = nameless.pop(0)
        label = _place_number(wish, sizes[-1], room)
        if label is None:
            # A number must stand: names that are in its way become numbers themselves.
            whole = {key: label for key, label in placed.items() if label.whole}
            label, ousted = _force_number(wish, sizes[-1], room, whole)
            for key in ousted:
                room.leave(placed.pop(key).box)
                room.leaders.pop(key, None)
            nameless += [each for each in waiting if each.key in ousted]
        if label:
            room.take(label.box)
            placed[wish.key] = label
    return [placed[wish.key] for wish in wishes if wish.key in placed]


def leader_of(box: Rect, seat: tuple[float, float]) -> BaseGeometry:
    """Give the line from a seat to the nearest point of a box, in mm."""
    x = min(max(seat[0], box.x), box.right)
    y = min(max(seat[1], box.y), box.top)
    return shapely.LineString([seat, (x, y)])


def _place_aside(
    wish: Wish,
    variants: Iterator[tuple[NameLine, ...]],
    size: float,
    room: Room,
    land: BaseGeometry,
) -> Label | None:
    """Place a whole name off its unit, where a line leads to it that crosses no other name.

    The shortest line is best; one to the sea or abroad may be longer, as there nothing is read.
    """
    best: tuple[float, Label, BaseGeometry] | None = None
    for lines in variants:
        width = max(sum(line.widths(size)) for line in lines)
        height = len(lines) * line_height(size)
        turns = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
        reach, turn = (each.ravel() for each in np.meshgrid(REACHES, turns))
        # The nearest side of the box is so far away, whichever way it lies.
        centres = np.asarray(wish.seat) + np.column_stack(
            [(reach + width / 2) * np.cos(turn), (reach + height / 2) * np.sin(turn)]
        )
        free = room.is_free(centres, width, height)
        for (x, y), far in zip(centres[free], reach[free], strict=True):
            box = Rect(float(x) - width / 2, float(y) - height / 2, width, height)
            cost = far + ON_LAND_MM * float(shapely.intersects(land, _shape(box)))
            if best and cost >= best[0]:
                continue
            leader = leader_of(box, wish.seat)
            if _crosses(leader, wish, room):
                continue
            best = cost, Label(wish.key, lines, size, box, whole=True, aside=True), leader
    if best is None:
        return None
    room.leaders[wish.key] = best[2]
    return best[1]


def _shape(box: Rect) -> BaseGeometry:
    return shapely.box(box.x, box.y, box.right, box.top)


def _crosses(leader: BaseGeometry, wish: Wish, room: Room) -> bool:
    """Say whether a line to a name runs through another name, another mark or another line."""
    west, south, east, north = leader.bounds
    x, y = wish.seat
    near = [
        shapely.box(*box)
        for box in room.taken
        if box[0] <= east
        and box[2] >= west
        and box[1] <= north
        and box[3] >= south
        # Its own mark, from which it starts.
        and not (box[0] <= x <= box[2] and box[1] <= y <= box[3])
    ]
    return bool(shapely.intersects([*near, *room.leaders.values()], leader).any())


def _place_number(wish: Wish, size: float, room: Room) -> Label | None:
    lines = (NameLine(wish.number, ""),)
    tries = (_place(wish, lines, size, spill, room, whole=False) for spill in (*SPILLS, 0.7))
    return next((label for label in tries if label), None)


def _force_number(
    wish: Wish, size: float, room: Room, whole: Mapping[str, Label]
) -> tuple[Label | None, list[str]]:
    """Find the place for a number that ousts the fewest names, as near to its seat as can be.

    Returns
    -------
    tuple of Label or None, list of str
        The label, and the keys of the names that have to go.
    """
    line = NameLine(wish.number, "")
    width, height = sum(line.widths(size)), line_height(size)
    rings = [
        (wish.seat[0] + r * np.cos(t) * width, wish.seat[1] + r * np.sin(t) * height)
        for r in (1.0, 1.4, 1.8, 2.4, 3.0, 4.0, 5.5, 7.5)
        for t in np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ]
    centres = np.array([*_candidates(wish, width, height), *rings])
    keys = list(whole)
    boxes = np.array([_corners(whole[key].box) for key in keys]).reshape(-1, 4)
    names = {tuple(box) for box in boxes}
    firm = [box for box in room.taken if box not in names]
    # Where nothing else is left, a number stands on a line to another name.
    for leaders in (room.leaders, {}):
        free = Room(room.frame, firm, leaders).is_free(centres, width, height)
        if free.any():
            break
    else:
        return None, []
    hits = _touch(centres, width, height, boxes)
    away = np.hypot(*(centres - np.asarray(wish.seat)).T)
    best = int(np.argmin(np.where(free, hits.sum(axis=1) + away / (1.5 * height), np.inf)))
    x, y = (float(each) for each in centres[best])
    box = Rect(x - width / 2, y - height / 2, width, height)
    return Label(wish.key, (line,), size, box, False), [keys[i] for i in np.flatnonzero(hits[best])]


def _variants(wish: Wish, numbered: bool) -> Iterator[tuple[NameLine, ...]]:
    """One line, then each way to break the name in two."""
    number, weight = wish.number if numbered else "", wish.weight
    yield (NameLine(number, wish.name, weight),)
    words = wish.name.split()
    breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    # "P. Hải Ninh" is not parted after its head.
    breaks = [pair for pair in breaks if not pair[0].endswith(".")]
    for one, other in sorted(breaks, key=lambda pair: max(map(len, pair))):
        yield (NameLine(number, one, weight), NameLine("", other, weight))
    if number:
        yield (NameLine(number, ""), NameLine("", wish.name, weight))


def _place(
    wish: Wish, lines: tuple[NameLine, ...], size: float, spill: float, room: Room, *, whole: bool
) -> Label | None:
    width = max(sum(line.widths(size)) for line in lines)
    height = len(lines) * line_height(size)
    centres = _candidates(wish, width, height)
    if whole:
        # The middle of a name says to whom it belongs.
        centres = centres[shapely.contains_xy(wish.outline, centres[:, 0], centres[:, 1])]
    centres = centres[room.is_free(centres, width, height)]
    if not len(centres):
        return None
    boxes = shapely.box(
        centres[:, 0] - width / 2,
        centres[:, 1] - height / 2,
        centres[:, 0] + width / 2,
        centres[:, 1] + height / 2,
    )
    outside = np.zeros(len(boxes))
    # What lies inside needs no cutting, and most boxes do.
    cut = ~shapely.covers(wish.outline, boxes)
    outside[cut] = 1.0 - shapely.area(shapely.intersection(boxes[cut], wish.outline)) / (
        width * height
    )
    if not (outside <= spill).any():
        return None
    seat = np.asarray(wish.seat)
    away = np.hypot(*(centres - seat).T) / max(1.0, float(np.hypot(width, height)))
    cost = np.where(outside <= spill, outside + 0.12 * away, np.inf)
    x, y = centres[int(np.argmin(cost))]
    box = Rect(float(x) - width / 2, float(y) - height / 2, width, height)
    return Label(wish.key, lines, size, box, whole)


def _candidates(wish: Wish, width: float, height: float) -> FloatArray:
    """Centres to try: around the seat, then a grid over the unit."""
    x, y = wish.seat
    dx, dy = width / 2 + 0.9, height / 2 + 0.8
    # Beside the seat, above or below it: not upon it.
    around = [
        (x + i * dx, y + j * dy)
        for i in (-1, -0.5, 0, 0.5, 1)
        for j in (-1, 0, 1)
        if j or abs(i) == 1
    ]
    west, south, east, north = shapely.bounds(wish.outline)
    columns, rows = np.linspace(west, east, GRID), np.linspace(south, north, GRID)
    grid = np.column_stack([np.repeat(columns, GRID), np.tile(rows, GRID)])
    return np.vstack([around, grid])
