"""The country on one sheet: every commune by its kind, two insets where they are small.

Portrait, in VN-2000, UTM zone 48N, with Hoàng Sa and Trường Sa in their place.
All lengths on the sheet are in mm of A3; larger paper is the same sheet,
enlarged, with lines that grow less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.output.maps.printed.panel import SOFT, Voice, write_notes
from planner.output.maps.printed.paper import SIZES, Rect
from planner.output.maps.printed.pen import (
    AREA,
    INK,
    MM_PER_POINT,
    FloatArray,
    Pen,
    Weight,
    drawing,
    line_height,
    save,
)
from planner.units import split_kind
from planner.words import Text, number_text
from planner.words.outputs.country import (
    COMMUNE_LINE,
    ENLARGED,
    HO_CHI_MINH,
    HOANG_SA,
    PROVINCE_LINE,
    RED_RIVER,
    TRUONG_SA,
)
from planner.words.outputs.printed import WORDS

CRS = "EPSG:3405"
"""VN-2000, UTM zone 48N: one grid for the country."""
SHEET = Rect(0.0, 0.0, *SIZES["A3"])
LEFT = 10.0
PAPER_MM = 0.05
"""Detail that a printer still shows."""
ISLET_M2 = 1.2e8
"""Islands up to this size have a thin coast, or nothing else would be seen of them."""
FOOT, FOOT_SIZE = Rect(LEFT, 6.0, 277.0, 45.5), 8.5
"""Where the notes stand, and the points of their letters at the most."""
THIN, SEA, LAND = "#4a4a4a", "#f4f7f9", "#ffffff"


@dataclass(frozen=True)
class Kind:
    """A kind of commune: its words, and how its areas look.

    Attributes
    ----------
    words : Text
    fill, hatch : str
        Colours of falling lightness, told apart in grey and with colour blindness.
    edge : float
        Width of an edge of the same colour, in points, that lets small areas be seen.
    """

    words: Text
    fill: str
    hatch: str = ""
    edge: float = 0.0


@dataclass(frozen=True)
class Window:
    """A part of the sheet that shows a part of the country.

    Attributes
    ----------
    title : Text or None
        None for the country.
    rect : Rect
        Where on the sheet.
    centre : pair of float
        Middle of what is shown, in degrees east and north.
    scale : int
        Denominator on A3.
    thin, thick : float
        Widths of the lines of communes and of provinces, in points.
    bar_km : int
        Length of a field of its scale bar.
    """

    title: Text | None
    rect: Rect
    centre: tuple[float, float]
    scale: int
    thin: float
    thick: float
    bar_km: int = 100

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and largest x and y that it shows, in metres."""
        x, y = _metres(self.centre)
        wide, high = self.rect.w * self.scale / 2000.0, self.rect.h * self.scale / 2000.0
        return x - wide, y - high, x + wide, y + high

    def to_page(self, points: FloatArray) -> FloatArray:
        """Bring eastings and northings onto the sheet, in mm."""
        return self.rect.of_ground(points, self.bounds[:2], self.scale)


COUNTRY = Window(None, Rect(6, 53, 285, 341), (108.0, 15.94), 4_800_000, 0.12, 0.9)
INSETS = (
    Window(RED_RIVER, Rect(165, 265, 120, 116), (106.17, 20.72), 1_500_000, 0.3, 1.1, 20),
    Window(HO_CHI_MINH, Rect(187, 119, 98, 90), (106.6, 10.75), 1_500_000, 0.3, 1.1, 20),
    Window(TRUONG_SA, Rect(187, 54, 98, 54), (113.65, 9.36), 10_000_000, 0.2, 1.1, 200),
)
HOANG_SA_AT = (112.0, 17.35)
"""Where its name stands, in degrees."""


def write_country_sheet(
    communes: gpd.GeoDataFrame,
    kinds: dict[str, Kind],
    path: Path,
    *,
    title: Text,
    legend: Text,
    notes: Sequence[Text],
    paper: str = "A3",
    labels: Mapping[str, str] | None = None,
) -> list[Path]:
    """Draw the sheet as PDF and PNG.

    Parameters
    ----------
    communes : GeoDataFrame
        Any system; ``province_code`` and ``shown``, a key of ``kinds``.
    kinds : dict of str to Kind
        In the order of the legend.
    path : Path
        Without its ending.
    title, legend : Text
        Headings of the sheet and of the legend.
    notes : sequence of Text
        Lines at the foot.
    paper : str
        A key of ``ENLARGED``.
    labels : mapping of str to str, optional
        Code of a province → what is written in it.

    Returns
    -------
    list of Path
        PDF and PNG, the same bytes for the same communes.
    """
    shown = communes[["province_code", "shown", "geometry"]].to_crs(CRS)
    with drawing():
        sheet = _Sheet(ENLARGED[paper])
        for window in (COUNTRY, *INSETS):
            sheet.show(window, shown, kinds)
        sheet.label(shown, labels or {})
        sheet.write(LEFT, 404.5, title, 20, 14, 7.0)
        sheet.legend(shown, kinds, legend)
        write_notes(sheet.over, FOOT, FOOT_SIZE, notes, Voice("vi", "en"), WORDS["notes_left"])
        sheet.over.box(SHEET.inset(4.5), edge=1.0 * MM_PER_POINT)
        return save(sheet.pen.figure, path)


def province_labels(communes: gpd.GeoDataFrame) -> dict[str, str]:
    """Name the provinces, without their kind, by the codes of their communes."""
    heads = communes.drop_duplicates("province_code")
    names = (split_kind(str(name))[1] for name in heads["province"])
    return dict(zip(heads["province_code"], names, strict=True))


class _Sheet:
    """A sheet of paper: the windows, and over them all that is written."""

    def __init__(self, enlarged: float):
        self.pen = Pen(SHEET.w, SHEET.h, enlarged)
        self.parts = {w: self.pen.within(w.rect, "none") for w in (COUNTRY, *INSETS)}
        self.over = self.pen.within(SHEET, "none")
        # On large paper lines are a little stronger, as they are seen from afar; letters grow.
        self.point = MM_PER_POINT / enlarged**0.5

    def write(
        self, x: float, y: float, words: Text, size: float, small: float, apart: float,
        *, weight: Weight = "bold", colour: str = INK,
    ) -> None:  # fmt: skip
        """Write words in Vietnamese, and ``apart`` mm below them in English, in small letters."""
        self.over.text(x, y, words.vi, size, weight=weight)
        self.over.text(x, y - apart, words.en, small, style="italic", colour=colour)

    def show(self, window: Window, communes: gpd.GeoDataFrame, kinds: dict[str, Kind]) -> None:
        """Draw a part of the country, and what stands around it."""
        pen, rect = self.parts[window], window.rect
        if window.title is None:
            self._areas(pen, window, communes, kinds)
            x, y = window.to_page(np.array([_metres(HOANG_SA_AT)]))[0].tolist()
            self.over.text(x, y, HOANG_SA.vi, 9.0, across="center", style="italic")
            self.over.text(x, y - 4.0, HOANG_SA.en, 9.0, across="center", style="italic")
            return
        pen.box(rect, SEA, edge=0.0, over=0.0)
        self._areas(pen, window, communes, kinds)
        self.over.box(rect, edge=self.point)
        # An inset of what lies beyond the sheet has no place on it.
        if shapely.box(*COUNTRY.bounds).contains(shapely.box(*window.bounds)):
            place = COUNTRY.to_page(shapely.get_coordinates(shapely.box(*window.bounds)))
            dash = (3.2 * self.point, 1.6 * self.point)
            self.over.lines([place], 0.8 * self.point, dash=dash)
        self.write(rect.x, rect.top + 5.4, window.title, 10.5, 8.5, 4.0)
        wide = 2 * window.bar_km * 1e6 / window.scale
        self.scale_bar(rect.right - wide - 14, rect.y + 3.5, window)

    def label(self, communes: gpd.GeoDataFrame, labels: Mapping[str, str]) -> None:
        """Write in the mainland of each province."""
        named = communes[communes["province_code"].isin(list(labels))]
        if named.empty:
            return
        provinces = named.dissolve("province_code", method="coverage").explode()
        biggest = provinces.assign(size=provinces.area).sort_values("size", kind="stable")
        for code, outline in biggest.groupby(level=0)["geometry"].last().items():
            side = outline.area**0.5
            # A coast of a million points is no nearer to the middle than one of hundreds.
            inner = outline.simplify(0.005 * side).buffer(-0.05 * side)
            # The insets have the plains, where the map of the country has no room.
            parts = {w: inner.intersection(shapely.box(*w.bounds)) for w in (*INSETS[:2], COUNTRY)}
            window = next(w for w, part in parts.items() if 2 * part.area > inner.area)
            middle = shapely.get_coordinates(parts[window].representative_point())
            x, y = window.to_page(middle)[0].tolist()
            size = 6.5 if window is COUNTRY else 8.5
            lines = labels[str(code)].split("\n")
            # The base line of the first: all of them stand about the middle.
            y += (len(lines) - 1) / 2 * line_height(size) - 0.36 * size * MM_PER_POINT
            for number, line in enumerate(lines):
                self.over.text(
                    x, y - number * line_height(size), line, size,
                    across="center", weight="bold", halo=0.9 * MM_PER_POINT,
                )  # fmt: skip

    def legend(self, communes: gpd.GeoDataFrame, kinds: dict[str, Kind], heading: Text) -> None:
        """Draw the kinds with their counts, the lines and the scale bar."""
        x, y = LEFT, 238.0
        counts = communes["shown"].value_counts()
        self.write(x, y, heading, 13, 10.5, 4.8, colour=SOFT)
        y -= 16.0
        for key, kind in kinds.items():
            number = number_text(int(counts.get(key, 0)))
            self.swatch(x, y - 3.0, 0.6, fill=kind.fill, hatch=kind.hatch)
            vi, en = f"{kind.words.vi}: {number.vi}", f"{kind.words.en}: {number.en or number.vi}"
            self.write(x + 13, y + 0.4, Text(vi, en), 10.5, 9, 4.0)
            y -= 11.5
        for width, colour, words in (
            (COUNTRY.thick, INK, PROVINCE_LINE),
            (COUNTRY.thin, THIN, COMMUNE_LINE),
        ):
            self.swatch(x, y - 3.0, max(width, 0.35), colour)
            self.write(x + 13, y + 0.4, words, 10.5, 9, 4.0, weight="normal")
            y -= 11.5
        self.scale_bar(x + 1, y - 6.0, COUNTRY)
        scale = number_text(round(COUNTRY.scale / self.pen.enlarged, -3)).vi
        self.over.text(x, y - 14.0, f"1:{scale}  ·  VN-2000, UTM 48N", 9.5)

    def swatch(
        self, x: float, y: float, edge: float, colour: str = INK, fill: str = LAND, hatch: str = ""
    ) -> None:
        """Draw a box of the legend, its edge in points."""
        self.over.area(
            shapely.box(x, y, x + 10.0, y + 6.0), fill, hatch=hatch, hatch_colour=INK,
            edge=edge * self.point, edge_colour=colour,
        )  # fmt: skip

    def scale_bar(self, x: float, y: float, window: Window) -> None:
        """Draw two fields, black and white."""
        km, wide = window.bar_km, window.bar_km * 1e6 / window.scale
        self.over.box(Rect(x - 4, y - 2.5, 2 * wide + 17, 10.5), LAND, edge=0.0)
        for i, fill in enumerate((INK, LAND)):
            self.over.box(Rect(x + i * wide, y, wide, 1.6), fill, edge=0.6 * self.point)
        for i in range(3):
            text = f"{i * km}" + (" km" if i == 2 else "")
            self.over.text(x + i * wide, y + 2.6, text, 9, across="center")

    def _areas(
        self, pen: Pen, window: Window, communes: gpd.GeoDataFrame, kinds: dict[str, Kind]
    ) -> None:
        """Fill the communes by kind, outline them thinly, and the provinces thickly."""
        view = shapely.box(*window.bounds)
        inside = communes[communes.intersects(view)]
        # What is finer than the paper shows would make the file five times as large.
        fine = window.scale / 1000.0 * PAPER_MM / self.pen.enlarged
        drawn = shapely.coverage_simplify(inside.geometry.to_numpy(), fine)
        inside = inside.set_geometry(gpd.GeoSeries(drawn, index=inside.index, crs=inside.crs))
        if window is COUNTRY:
            # Trường Sa reaches beyond the sheet, and has an inset of its own.
            inside = inside[~inside.within(shapely.box(*INSETS[-1].bounds))]
        provinces = inside.dissolve("province_code", method="coverage")
        for key, kind in kinds.items():
            areas = inside.geometry[inside["shown"] == key].to_numpy()
            pen.area(
                shapely.transform(areas, window.to_page), kind.fill,
                hatch=kind.hatch, hatch_colour=THIN,
                edge=kind.edge * self.point, edge_colour=kind.fill,
                over=AREA + 0.5 * bool(kind.edge),
            )  # fmt: skip
        big = provinces.explode()
        big = big[big.area > ISLET_M2]
        for layer, width, colour in (
            (inside, window.thin, THIN),
            (provinces[provinces.intersects(view)], window.thin, INK),
            (big[big.intersects(view)], window.thick, INK),
        ):
            rings = shapely.get_rings(shapely.get_parts(layer.geometry.to_numpy()))
            lines = [window.to_page(shapely.get_coordinates(ring)) for ring in rings]
            pen.lines(lines, width * self.point, colour=colour)


def _metres(degrees: tuple[float, float]) -> tuple[float, float]:
    """Bring degrees east and north into metres of the sheet's grid."""
    point = gpd.GeoSeries.from_xy([degrees[0]], [degrees[1]], crs=4326).to_crs(CRS)
    return float(point.x.iloc[0]), float(point.y.iloc[0])


def sheet_files(name: str, papers: Sequence[str]) -> list[str]:
    """Name the sheets of the country of some sizes."""
    return [f"{name}_{paper.lower()}.{ending}" for paper in papers for ending in ("pdf", "png")]


@dataclass(frozen=True)
class CountrySheet:
    """What sheets of the country show.

    Attributes
    ----------
    units : GeoDataFrame
        ``province_code``, ``shown`` (a key of ``words``) and outlines.
    words : mapping of str to Text
        Kinds in the order of the legend.
    looks : mapping of str to (str, str, float)
        Fill, hatch and width of edge of each kind.
    title, legend : Text
    notes : sequence of Text
    labels : mapping of str to str
        Code of a province → what is written in it.
    """

    units: gpd.GeoDataFrame
    words: Mapping[str, Text]
    looks: Mapping[str, tuple[str, str, float]]
    title: Text
    legend: Text
    notes: Sequence[Text]
    labels: Mapping[str, str]

    def write(self, part: Path, name: str, papers: Sequence[str]) -> None:
        """Write a sheet of each size."""
        there = set(self.units["shown"])
        kinds = {
            key: Kind(word, *self.looks[key]) for key, word in self.words.items() if key in there
        }
        for paper in papers:
            write_country_sheet(
                self.units,
                kinds,
                part / f"{name}_{paper.lower()}",
                title=self.title,
                legend=self.legend,
                notes=self.notes,
                paper=paper,
                labels=self.labels,
            )
