"""One map of the country's round of 2025: every new unit by how the law judges it.

    python benchmarks/country_2025.py
    python benchmarks/country_map.py

Reads the plans in ``benchmarks/out/plans/``, ``country_2025.csv`` and the
outlines of ``communes_2019.gpkg``; writes ``benchmarks/out/country_2025.pdf``
and ``.png`` (A3, portrait).  The outlines may not be handed on, and neither
may the map: git ignores the folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import shapely
from communes import DATA
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

HERE = Path(__file__).parent
OUT = HERE / "out"
# VN-2000, UTM zone 48N: one grid for the country.
CRS = "EPSG:3405"
# A3, portrait, in mm.
PAPER = (297.0, 420.0)
# Left edge of what is written on the sheet, in mm.
LEFT = 10.0
DPI = 300
# Islands up to this size have a thin coast, or nothing else would be seen of them.
ISLET_M2 = 1.2e8
INK, SOFT, THIN, SEA, LAND = "#1a1a1a", "#555555", "#4a4a4a", "#f4f7f9", "#ffffff"


@dataclass(frozen=True)
class Kind:
    """A kind of result: its words in two languages, and how its areas look.

    Attributes
    ----------
    vi, en : str
    fill, hatch : str
        Colours of falling lightness, told apart in grey and with colour blindness.
    edge : float
        Width of an edge of the same colour, in points, that lets small areas be seen.
    """

    vi: str
    en: str
    fill: str
    hatch: str = ""
    edge: float = 0.0


KINDS = {
    "met": Kind("Đạt tiêu chuẩn", "Meets the standards", "#d6e6f0"),
    "waived": Kind(
        "Được miễn xét (từ 3 đơn vị)", "Accepted by the waiver (3 and more)", "#e8963c", "", 0.7
    ),
    "missed": Kind("Chưa đạt", "Not accepted", "#5b1a6b", "", 0.7),
    "no_rule": Kind("Không có tiêu chuẩn áp dụng", "No rule exists", "#ffffff", "xxxxxx", 0.4),
}
NO_PLAN = Kind(
    "Tỉnh chưa có phương án kịp giờ", "Provinces without a plan in time", "#ffffff", "///"
)
GENERALISED = (
    "Ranh giới là đường khái quát năm 2018–2019, chỉ để nghiên cứu; dân số theo tổng điều tra "
    "1/4/2019.",
    "Boundaries are generalised outlines of 2018/2019, for study only; people of the census of "
    "1 April 2019.",
)
# Archipelagos that the outlines do not hold: where they lie, in degrees.
NOT_HELD = {
    "Quần đảo Hoàng Sa\n(thành phố Đà Nẵng)": (111.9, 16.5),
    "Quần đảo Trường Sa\n(tỉnh Khánh Hòa)": (112.6, 9.6),
}


@dataclass(frozen=True)
class Window:
    """A part of the sheet that shows a part of the country.

    Attributes
    ----------
    title : pair of str
        Vietnamese, English; empty for the country.
    x, y, w, h : float
        Where on the sheet, in mm from the lower left corner.
    centre : pair of float
        Middle of what is shown, in degrees east and north.
    scale : int
        Denominator.
    thin, thick : float
        Widths of the lines of new units and of provinces, in points.
    """

    title: tuple[str, str]
    x: float
    y: float
    w: float
    h: float
    centre: tuple[float, float]
    scale: int
    thin: float
    thick: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and largest x and y that it shows, in metres."""
        point = gpd.GeoSeries.from_xy([self.centre[0]], [self.centre[1]], crs=4326).to_crs(CRS)
        x, y = float(point.x.iloc[0]), float(point.y.iloc[0])
        wide, high = self.w * self.scale / 2000.0, self.h * self.scale / 2000.0
        return x - wide, y - high, x + wide, y + high


COUNTRY = Window(("", ""), 6, 29, 285, 365, (108.0, 15.94), 4_650_000, 0.22, 0.9)
INSETS = (
    Window(
        ("Đồng bằng sông Hồng", "Red River delta"),
        165, 265, 120, 116, (106.17, 20.72), 1_500_000, 0.3, 1.1,
    ),
    Window(
        ("Thành phố Hồ Chí Minh và vùng phụ cận", "Hồ Chí Minh City and around"),
        187, 86, 98, 106, (106.6, 10.75), 1_500_000, 0.3, 1.1,
    ),
)  # fmt: skip


def new_units() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Dissolve the communes to new units (column ``status``) and to provinces."""
    plans = [pd.read_csv(path, dtype=str) for path in sorted((OUT / "plans").glob("*.csv"))]
    communes = gpd.read_file(DATA).merge(pd.concat(plans), on="code", how="left").to_crs(CRS)
    provinces = communes.dissolve("province_code", method="coverage")
    communes["new_code"] = communes["province_code"] + communes["new_code"]
    results = communes.dropna(subset=["new_code"]).dissolve("new_code", method="coverage")
    return results, provinces


def draw(results: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, table: pd.DataFrame) -> Figure:
    """Draw the sheet."""
    figure = Figure(figsize=(PAPER[0] / 25.4, PAPER[1] / 25.4))
    country = _axes(figure, COUNTRY)
    _areas(country, COUNTRY, results, provinces)
    for name, (east, north) in NOT_HELD.items():
        at = gpd.GeoSeries.from_xy([east], [north], crs=4326).to_crs(CRS)
        x, y = float(at.x.iloc[0]), float(at.y.iloc[0])
        country.text(x, y, name, ha="center", va="bottom", size=10, style="italic", color=INK)
        told = "không có trong số liệu ranh giới\nnot in the outlines"
        country.text(x, y - 6000, told, ha="center", va="top", size=7.5, color=SOFT)
    for window in INSETS:
        axes = _axes(figure, window)
        axes.set_facecolor(SEA)
        axes.patch.set_visible(True)
        _areas(axes, window, results, provinces)
        axes.add_patch(
            Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, ec=INK, lw=1.0, zorder=9)
        )
        x0, y0, x1, y1 = window.bounds
        frame = Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec=INK, lw=0.8, ls=(0, (4, 2)))
        country.add_patch(frame)
        vi, en = window.title
        sheet_text(figure, window.x, window.y + window.h + 5.4, vi, 10.5, weight="bold")
        sheet_text(figure, window.x, window.y + window.h + 1.4, en, 8.5, style="italic")
        _scale_bar(figure, window.x + window.w - 41, window.y + 3.5, window.scale, 20)
    _titles(figure, results, table)
    _legend(figure, results)
    return figure


def sheet_text(figure: Figure, x: float, y: float, text: str, size: float, **how: object) -> None:
    """Write on the sheet, at a place in mm."""
    figure.text(x / PAPER[0], y / PAPER[1], text, size=size, **({"color": INK} | how))


def _axes(figure: Figure, window: Window) -> Axes:
    place = (
        window.x / PAPER[0],
        window.y / PAPER[1],
        window.w / PAPER[0],
        window.h / PAPER[1],
    )
    axes = figure.add_axes(place)
    x0, y0, x1, y1 = window.bounds
    axes.set(xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.patch.set_visible(False)
    return axes


def _areas(
    axes: Axes, window: Window, results: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame
) -> None:
    """Fill the new units by kind, outline them thinly, and the provinces thickly."""
    view = shapely.box(*window.bounds)
    inside = results[results.intersects(view)]
    planned = set(results["province_code"])
    layers = [(kind, inside.geometry[inside["status"] == key]) for key, kind in KINDS.items()]
    layers.append((NO_PLAN, provinces.geometry[~provinces.index.isin(planned)]))
    for kind, shown in layers:
        patches = [PathPatch(_outline(part)) for part in shapely.get_parts(shown.to_numpy())]
        colour = THIN if kind.hatch else kind.fill
        how = {"hatch": kind.hatch, "linewidth": kind.edge, "zorder": 2.5 if kind.edge else 1}
        axes.add_collection(PatchCollection(patches, fc=kind.fill, ec=colour, **how))
    big = provinces.explode()
    big = big[big.area > ISLET_M2]
    for layer, width, colour, order in (
        (inside, window.thin, THIN, 2),
        (provinces[provinces.intersects(view)], window.thin, INK, 3),
        (big[big.intersects(view)], window.thick, INK, 3),
    ):
        rings = shapely.get_rings(shapely.get_parts(layer.geometry.to_numpy()))
        lines = [shapely.get_coordinates(ring) for ring in rings]
        axes.add_collection(
            LineCollection(lines, colors=colour, linewidths=width, zorder=order, joinstyle="round")
        )


def _outline(polygon: shapely.Polygon) -> Outline:
    rings = [polygon.exterior, *polygon.interiors]
    return Outline.make_compound_path(*(Outline(ring.coords, closed=True) for ring in rings))


def _titles(figure: Figure, results: gpd.GeoDataFrame, table: pd.DataFrame) -> None:
    planned = table[table["code"].isin(set(results["province_code"]))]
    before, after = int(planned["units"].sum()), len(results)
    proven = int(table["proven"].sum())
    vi = "Phương án sắp xếp xã, phường cả nước theo Nghị quyết 76/2025"
    en = "Arranging the communes of Việt Nam under resolution 76/2025"
    sheet_text(figure, LEFT, 404.5, vi, 20, weight="bold")
    sheet_text(figure, LEFT, 397.5, en, 14, style="italic")
    lines = (
        f"{_vi(before)} → {_vi(after)} đơn vị ở {len(planned)} tỉnh năm 2019, mỗi tỉnh còn 33 %; "
        f"đơn vị mới có tối đa 5 đơn vị cũ. Có chứng minh tối ưu: {proven} trên {len(table)} tỉnh.",
        f"{before:,} → {after:,} units in {len(planned)} provinces of 2019, 33 % left in each; at "
        f"most 5 old units in a new one. Proven optimal in {proven} of {len(table)} provinces.",
    )
    sheet_text(figure, LEFT, 23.5, lines[0], 10)
    sheet_text(figure, LEFT, 19.4, lines[1], 9, style="italic", color=SOFT)
    sheet_text(figure, LEFT, 13.0, GENERALISED[0], 10)
    sheet_text(figure, LEFT, 8.9, GENERALISED[1], 9, style="italic", color=SOFT)
    _box(figure, 4.5, 4.5, PAPER[0] - 9, PAPER[1] - 9, "none")


def _legend(figure: Figure, results: gpd.GeoDataFrame) -> None:
    """Draw the kinds with their counts, the lines and the scale bar."""
    x, y = LEFT, 238.0
    counts = results["status"].value_counts()
    sheet_text(figure, x, y, "Đơn vị mới theo tiêu chuẩn", 13, weight="bold")
    sheet_text(figure, x, y - 4.8, "New units by the standards", 10.5, style="italic", color=SOFT)
    y -= 16.0
    lacking = 63 - results["province_code"].nunique()
    shown = [(kind, int(counts.get(status, 0))) for status, kind in KINDS.items()]
    for kind, number in [*shown, (NO_PLAN, lacking)] if lacking else shown:
        _box(figure, x, y - 3.0, 10, 6.0, kind.fill, 0.6, hatch=kind.hatch)
        sheet_text(figure, x + 13, y + 0.4, f"{kind.vi}: {_vi(number)}", 11, weight="bold")
        sheet_text(figure, x + 13, y - 3.6, f"{kind.en}: {number:,}", 9.5, style="italic")
        y -= 11.5
    for width, colour, vi, en in (
        (COUNTRY.thick, INK, "Ranh giới tỉnh năm 2019", "Province of 2019"),
        (COUNTRY.thin, THIN, "Ranh giới đơn vị mới", "New unit"),
    ):
        _box(figure, x, y - 3.0, 10, 6.0, KINDS["met"].fill, max(width, 0.35), colour)
        sheet_text(figure, x + 13, y + 0.4, vi, 11)
        sheet_text(figure, x + 13, y - 3.6, en, 9.5, style="italic")
        y -= 11.5
    _scale_bar(figure, x + 1, y - 6.0, COUNTRY.scale, 100)
    sheet_text(figure, x, y - 14.0, f"1:{_vi(COUNTRY.scale)}  ·  VN-2000, UTM 48N", 9.5)


def _vi(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _box(
    figure: Figure, x: float, y: float, w: float, h: float, fill: str,
    edge: float = 1.0, colour: str = INK, hatch: str = "",
) -> None:  # fmt: skip
    """Draw a box on the sheet, in mm; its edge in points."""
    place = (x / PAPER[0], y / PAPER[1])
    box = Rectangle(place, w / PAPER[0], h / PAPER[1], transform=figure.transFigure)
    box.set(facecolor=fill, edgecolor=colour, linewidth=edge, zorder=10, hatch=hatch)
    figure.add_artist(box)


def _scale_bar(figure: Figure, x: float, y: float, scale: int, km: int) -> None:
    """Draw two fields of ``km`` each, black and white, from a place in mm."""
    wide = km * 1e6 / scale
    _box(figure, x - 4, y - 2.5, 2 * wide + 17, 10.5, LAND, 0.0)
    for i, fill in enumerate((INK, LAND)):
        _box(figure, x + i * wide, y, wide, 1.6, fill, 0.6)
    for i in range(3):
        text = f"{i * km}" + (" km" if i == 2 else "")
        sheet_text(figure, x + i * wide, y + 2.6, text, 9, ha="center", zorder=11)


def main() -> None:
    """Draw the map and write it."""
    table = pd.read_csv(HERE / "country_2025.csv", dtype={"code": str})
    settings = {"font.family": "DejaVu Sans", "pdf.fonttype": 42, "text.parse_math": False}
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        results, provinces = new_units()
        figure = draw(results, provinces, table)
        for ending in ("pdf", "png"):
            path = OUT / f"country_2025.{ending}"
            figure.savefig(path, dpi=DPI, facecolor="white")
            print(path)
    print(results["status"].value_counts().to_string())


if __name__ == "__main__":
    main()
