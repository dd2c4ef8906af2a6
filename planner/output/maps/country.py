"""The country on one sheet: every commune by its kind, two insets where they are small.

Portrait, in VN-2000, UTM zone 48N, with Hoàng Sa and Trường Sa in their place.
All lengths on the sheet are in mm of A3; larger paper is the same sheet,
enlarged, with lines that grow less.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from planner.output.maps.printed import DPI, METADATA, SETTINGS
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

CRS = "EPSG:3405"
"""VN-2000, UTM zone 48N: one grid for the country."""
A3 = (297.0, 420.0)
LEFT = 10.0
PAPER_MM = 0.05
"""Detail that a printer still shows."""
ISLET_M2 = 1.2e8
"""Islands up to this size have a thin coast, or nothing else would be seen of them."""
FOOT_TOP, FOOT_HIGH, FOOT_MM = 41.0, 34.0, 277.0
"""Upper edge, height and width of the notes, mm."""
FOOT_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
MM_A_LINE, MM_A_LETTER, MM_APART = 0.43, 0.187, 1.0
"""Height of a line and mean width of a letter for each point of its size, and from one note to
the next, mm."""
INK, SOFT, THIN, SEA, LAND = "#1a1a1a", "#555555", "#4a4a4a", "#f4f7f9", "#ffffff"


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
    x, y, w, h : float
        Where on the sheet, in mm from the lower left corner.
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
    x: float
    y: float
    w: float
    h: float
    centre: tuple[float, float]
    scale: int
    thin: float
    thick: float
    bar_km: int = 100

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and largest x and y that it shows, in metres."""
        point = gpd.GeoSeries.from_xy([self.centre[0]], [self.centre[1]], crs=4326).to_crs(CRS)
        x, y = float(point.x.iloc[0]), float(point.y.iloc[0])
        wide, high = self.w * self.scale / 2000.0, self.h * self.scale / 2000.0
        return x - wide, y - high, x + wide, y + high


COUNTRY = Window(None, 6, 42, 285, 352, (108.0, 15.94), 4_650_000, 0.12, 0.9)
INSETS = (
    Window(
        RED_RIVER,
        165, 265, 120, 116, (106.17, 20.72), 1_500_000, 0.3, 1.1, 20,
    ),
    Window(
        HO_CHI_MINH,
        187, 112, 98, 98, (106.6, 10.75), 1_500_000, 0.3, 1.1, 20,
    ),
    Window(
        TRUONG_SA,
        187, 44, 98, 54, (113.65, 9.36), 10_000_000, 0.2, 1.1, 200,
    ),
)  # fmt: skip
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
        The same bytes for the same communes.
    """
    shown = communes[["province_code", "shown", "geometry"]].to_crs(CRS)
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**SETTINGS, "font.family": "DejaVu Sans"})
        sheet = _Sheet(ENLARGED[paper])
        sheet.draw(shown, kinds)
        sheet.label(shown, labels or {})
        sheet.write(LEFT, 404.5, title.vi, 20, weight="bold")
        sheet.write(LEFT, 397.5, title.en, 14, style="italic")
        sheet.legend(shown, kinds, legend)
        sheet.foot(notes)
        sheet.box(4.5, 4.5, A3[0] - 9, A3[1] - 9, "none")
        paths = []
        for ending in ("pdf", "png"):
            paths.append(path.with_name(f"{path.name}.{ending}"))
            sheet.figure.savefig(paths[-1], dpi=DPI, facecolor="white", metadata=METADATA[ending])
    return paths


def province_labels(communes: gpd.GeoDataFrame) -> dict[str, str]:
    """Name the provinces, without their kind, by the codes of their communes."""
    heads = communes.drop_duplicates("province_code")
    names = (split_kind(str(name))[1] for name in heads["province"])
    return dict(zip(heads["province_code"], names, strict=True))


class _Sheet:
    """A sheet of paper: what is put on it is measured in mm of A3."""

    def __init__(self, enlarged: float):
        self.enlarged = enlarged
        size = (A3[0] * enlarged / 25.4, A3[1] * enlarged / 25.4)
        self.figure = Figure(figsize=size)

    def write(
        self, x: float, y: float, text: str, size: float, *, weight: str = "normal",
        style: str = "normal", color: str = INK, ha: str = "left",
    ) -> None:  # fmt: skip
        """Write at a place."""
        at = x / A3[0], y / A3[1]
        said = self.figure.text(*at, text, size=size * self.enlarged, color=color, ha=ha)
        # Above the white of a scale bar.
        said.set(weight=weight, style=style, zorder=11)

    def foot(self, notes: Sequence[Text]) -> None:
        """Write the notes under the map, as large as there is room for all of them."""
        for size in FOOT_SIZES:
            lines = [_note_lines(note, size) for note in notes]
            high = sum(points for note in lines for _, points, _ in note) * MM_A_LINE
            if high + len(notes) * MM_APART <= FOOT_HIGH:
                break
        y = FOOT_TOP
        for note in lines:
            for line, points, shade in note:
                y -= points * MM_A_LINE
                style = "normal" if shade == INK else "italic"
                self.write(LEFT, y, line, points, style=style, color=shade)
            y -= MM_APART

    def box(
        self, x: float, y: float, w: float, h: float, fill: str,
        edge: float = 1.0, colour: str = INK, hatch: str = "",
    ) -> None:  # fmt: skip
        """Draw a box, its edge in points."""
        place = (x / A3[0], y / A3[1])
        box = Rectangle(place, w / A3[0], h / A3[1], transform=self.figure.transFigure)
        box.set(facecolor=fill, edgecolor=colour, linewidth=edge, zorder=10, hatch=hatch)
        self.figure.add_artist(box)

    def draw(self, communes: gpd.GeoDataFrame, kinds: dict[str, Kind]) -> None:
        """Draw the country and its insets."""
        country = self._axes(COUNTRY)
        self._areas(country, COUNTRY, communes, kinds)
        east, north = HOANG_SA_AT
        at = gpd.GeoSeries.from_xy([east], [north], crs=4326).to_crs(CRS)
        words, size = f"{HOANG_SA.vi}\n{HOANG_SA.en}", 9 * self.enlarged
        country.text(
            float(at.x.iloc[0]), float(at.y.iloc[0]), words, size=size, ha="center", style="italic"
        )
        whole = shapely.box(*COUNTRY.bounds)
        for window in INSETS:
            axes = self._axes(window)
            axes.set_facecolor(SEA)
            axes.patch.set_visible(True)
            self._areas(axes, window, communes, kinds)
            axes.add_patch(
                Rectangle(
                    (0, 0), 1, 1, transform=axes.transAxes, fill=False, ec=INK, lw=1.0, zorder=9
                )
            )
            x0, y0, x1, y1 = window.bounds
            # An inset of what lies beyond the sheet has no place on it.
            if whole.contains(shapely.box(x0, y0, x1, y1)):
                frame = Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False)
                frame.set(edgecolor=INK, linewidth=0.8, linestyle=(0, (4, 2)))
                country.add_patch(frame)
            assert window.title is not None
            top = window.y + window.h
            self.write(window.x, top + 5.4, window.title.vi, 10.5, weight="bold")
            self.write(window.x, top + 1.4, window.title.en, 8.5, style="italic")
            wide = 2 * window.bar_km * 1e6 / window.scale
            self.scale_bar(window.x + window.w - wide - 14, window.y + 3.5, window)

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
            at = parts[window].representative_point()
            x0, y0, x1, y1 = window.bounds
            x = window.x + (at.x - x0) / (x1 - x0) * window.w
            y = window.y + (at.y - y0) / (y1 - y0) * window.h
            size = 6.5 if window is COUNTRY else 8.5
            place = x / A3[0], y / A3[1]
            said = self.figure.text(*place, labels[str(code)], size=size * self.enlarged)
            said.set(ha="center", va="center", weight="bold", color=INK, zorder=12)
            said.set_path_effects([withStroke(linewidth=1.8 * self.enlarged, foreground="white")])

    def legend(self, communes: gpd.GeoDataFrame, kinds: dict[str, Kind], heading: Text) -> None:
        """Draw the kinds with their counts, the lines and the scale bar."""
        x, y = LEFT, 238.0
        counts = communes["shown"].value_counts()
        self.write(x, y, heading.vi, 13, weight="bold")
        self.write(x, y - 4.8, heading.en, 10.5, style="italic", color=SOFT)
        y -= 16.0
        for key, kind in kinds.items():
            number = number_text(int(counts.get(key, 0)))
            self.box(x, y - 3.0, 10, 6.0, kind.fill, 0.6, hatch=kind.hatch)
            self.write(x + 13, y + 0.4, f"{kind.words.vi}: {number.vi}", 10.5, weight="bold")
            english = f"{kind.words.en}: {number.en or number.vi}"
            self.write(x + 13, y - 3.6, english, 9, style="italic")
            y -= 11.5
        for width, colour, words in (
            (COUNTRY.thick, INK, PROVINCE_LINE),
            (COUNTRY.thin, THIN, COMMUNE_LINE),
        ):
            self.box(x, y - 3.0, 10, 6.0, LAND, max(width, 0.35), colour)
            self.write(x + 13, y + 0.4, words.vi, 10.5)
            self.write(x + 13, y - 3.6, words.en, 9, style="italic")
            y -= 11.5
        self.scale_bar(x + 1, y - 6.0, COUNTRY)
        scale = number_text(round(COUNTRY.scale / self.enlarged, -3)).vi
        self.write(x, y - 14.0, f"1:{scale}  ·  VN-2000, UTM 48N", 9.5)

    def scale_bar(self, x: float, y: float, window: Window) -> None:
        """Draw two fields, black and white."""
        km, wide = window.bar_km, window.bar_km * 1e6 / window.scale
        self.box(x - 4, y - 2.5, 2 * wide + 17, 10.5, LAND, 0.0)
        for i, fill in enumerate((INK, LAND)):
            self.box(x + i * wide, y, wide, 1.6, fill, 0.6)
        for i in range(3):
            text = f"{i * km}" + (" km" if i == 2 else "")
            self.write(x + i * wide, y + 2.6, text, 9, ha="center")

    def _axes(self, window: Window) -> Axes:
        place = (window.x / A3[0], window.y / A3[1], window.w / A3[0], window.h / A3[1])
        axes = self.figure.add_axes(place)
        x0, y0, x1, y1 = window.bounds
        axes.set(xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.patch.set_visible(False)
        return axes

    def _areas(
        self,
        axes: Axes,
        window: Window,
        communes: gpd.GeoDataFrame,
        kinds: dict[str, Kind],
    ) -> None:
        """Fill the communes by kind, outline them thinly, and the provinces thickly."""
        view = shapely.box(*window.bounds)
        inside = communes[communes.intersects(view)]
        # What is finer than the paper shows would make the file five times as large.
        fine = window.scale / 1000.0 * PAPER_MM / self.enlarged
        drawn = shapely.coverage_simplify(inside.geometry.to_numpy(), fine)
        inside = inside.set_geometry(gpd.GeoSeries(drawn, index=inside.index, crs=inside.crs))
        if window is COUNTRY:
            # Trường Sa reaches beyond the sheet, and has an inset of its own.
            inside = inside[~inside.within(shapely.box(*INSETS[-1].bounds))]
        provinces = inside.dissolve("province_code", method="coverage")
        for key, kind in kinds.items():
            parts = shapely.get_parts(inside.geometry[inside["shown"] == key].to_numpy())
            patches = [PathPatch(outline_path(part)) for part in parts]
            colour = THIN if kind.hatch else kind.fill
            shapes = PatchCollection(patches, fc=kind.fill, ec=colour, hatch=kind.hatch)
            shapes.set(linewidth=kind.edge, zorder=2.5 if kind.edge else 1)
            axes.add_collection(shapes)
        big = provinces.explode()
        big = big[big.area > ISLET_M2]
        for layer, width, colour, order in (
            (inside, window.thin, THIN, 2.7),
            (provinces[provinces.intersects(view)], window.thin, INK, 3),
            (big[big.intersects(view)], window.thick, INK, 3),
        ):
            rings = shapely.get_rings(shapely.get_parts(layer.geometry.to_numpy()))
            lines = [np.asarray(shapely.get_coordinates(ring)) for ring in rings]
            axes.add_collection(
                LineCollection(
                    lines,
                    colors=colour,
                    # On large paper lines are a little stronger, as they are seen from afar.
                    linewidths=width * self.enlarged**0.5,
                    zorder=order,
                    joinstyle="round",
                )
            )


def _note_lines(note: Text, size: float) -> list[tuple[str, float, str]]:
    """Break a note into lines, Vietnamese and then English: line, its points, its colour."""
    return [
        (line, points, shade)
        for half, points, shade in ((note.vi, size, INK), (note.en, size - 1.0, SOFT))
        for line in textwrap.wrap(half, int(FOOT_MM / (points * MM_A_LETTER)))
    ]


def outline_path(polygon: shapely.Polygon) -> Outline:
    """Give an outline with its holes, to be filled."""
    rings = [polygon.exterior, *polygon.interiors]
    return Outline.make_compound_path(*(Outline(ring.coords, closed=True) for ring in rings))
