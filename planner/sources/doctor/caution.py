"""How sure the doctor has to be: policy, as data; and what it has to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from planner.words.text import Text, joined


@dataclass(frozen=True)
class Caution:
    """When a match is taken, and when it is asked about.

    Attributes
    ----------
    likely : float
        Score, 0 to 100, from which a name that differs may be a unit's.
    apart : float
        How far the second best name has to be behind.
    shortened : float
        How alike a name is that is cut short with dots.
    least_heads : int
        Headings that have to stand twice in a row for a sheet to hold two tables.
    overlap : float
        Share of area in common (of the area of both) by which an outline is a unit of today.
    within : float
        Share of its area by which a feature lies in a commune.
    of_today : float
        Share of outlines that have to be units of today for a file to be of them.
    heading_within : int
        Rows in which headings are looked for.
    heading_rows : int
        Most rows that headings take.
    sum_percent : float
        How far a row of totals may differ from the sum of its rows, percent.
    people_percent, home_percent, place_percent, published_percent : float
        How far people may differ from what other years, households, settlements and the register
        say of them, percent, beyond how all units of the table differ.
    density_percent : float
        How far people may differ from the density that a table states for them, percent.
    least_density : float
        People a km² from which a density that is rounded says so much.
    spread_times, least_percent : float
        How many times farther than the unit in the middle does people may differ from what speaks
        of them, but no less than this, percent: figures of half a year before all differ alike.
    home_share : tuple of float
        Share of people that households are, from and to: four people a household, two to six.
    total_percent : float
        How far people may differ from the register in the middle of all units, percent.
    area_times : float
        How many times larger or smaller than its outline a unit may be.
    least_units : int
        Units from which the middle of all says anything.
    few : float
        Share of outlines up to which they are those of a neighbour, or those that were forgotten.
    like : float
        Share of the area of both from which an outline is that of the reference map, drawn finer.
    sliver : float
        Share of the middle outline below which a feature without a name is none.
    province_deg : float
        How far a unit may lie from the middle of its layer, in degrees, before it is looked at.
    more_percent : tuple of float
        How much of a unit's area may change where outlines overlap more than is usual, percent.
    names_of_today : float
        Share of rows with a name of today from which a table is of today, though many communes of
        before have the same names.
    whole : float
        Share of areas that are whole numbers, below which one that is has a reason.
    rounded_people, rounded_km2 : float
        How far two figures of a unit may differ that are one, rounded.
    inside_m : float
        How far outside of its unit a seat or a settlement may lie, in metres.
    points_share : float
        Share of points that lie in their units in the system that is theirs.
    """

    likely: float = 75.0
    apart: float = 8.0
    shortened: float = 95.0
    least_heads: int = 3
    overlap: float = 0.8
    within: float = 0.9
    of_today: float = 0.5
    heading_within: int = 30
    heading_rows: int = 4
    sum_percent: float = 0.01
    people_percent: float = 30.0
    home_percent: float = 60.0
    place_percent: float = 5.0
    published_percent: float = 40.0
    density_percent: float = 1.0
    least_density: float = 100.0
    spread_times: float = 10.0
    least_percent: float = 5.0
    home_share: tuple[float, float] = (1 / 6, 1 / 2)
    total_percent: float = 15.0
    area_times: float = 1.5
    least_units: int = 5
    few: float = 0.05
    like: float = 0.95
    sliver: float = 0.01
    province_deg: float = 3.0
    more_percent: tuple[float, ...] = (2.0, 3.0, 5.0)
    names_of_today: float = 0.9
    whole: float = 0.5
    rounded_people: float = 0.01
    rounded_km2: float = 0.051
    inside_m: float = 100.0
    points_share: float = 0.7


CAUTION = Caution()


@dataclass(frozen=True)
class Remark:
    """A line of the report.

    Attributes
    ----------
    kind : {"done", "doubt"}
        What was read, left out or converted; or what somebody has to look at.
    place : Text
        File, sheet and row or cell.
    text : Text
        What it is.
    match : Text, optional
        Of a name that was taken for a unit's: the two, in short.
    of_figures : bool
        Of figures that the clean units have as well: every run that reads them says it anew.
    """

    kind: Literal["done", "doubt"]
    place: Text
    text: Text
    match: Text | None = None
    of_figures: bool = False

    @property
    def sheet(self) -> str:
        """The file, and the sheet where there is one."""
        head, bracket, rest = self.place.en.partition(" [")
        return head + bracket + rest.partition("]")[0] + "]" if bracket else head.split(",")[0]

    @property
    def line(self) -> Text:
        """The whole line; what begins with its place does not say it twice."""
        if self.text.vi.startswith(self.place.vi):
            return self.text
        return joined([self.place, self.text], ": ")


@dataclass
class Report:
    """What the doctor has to say of files, in the order in which it found it."""

    remarks: list[Remark] = field(default_factory=list)

    def done(self, place: Text, said: Text) -> None:
        """Say what was done."""
        self.remarks.append(Remark("done", place, said))

    def doubt(
        self, place: Text, said: Text, match: Text | None = None, *, of_figures: bool = False
    ) -> None:
        """Say what is doubtful."""
        self.remarks.append(Remark("doubt", place, said, match, of_figures))

    @property
    def doubts(self) -> list[Remark]:
        """Those that somebody has to look at."""
        return [each for each in self.remarks if each.kind == "doubt"]
