"""Charts beside maps: values of many plans as dots, and fronts between two figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from planner.output.maps.printed.pen import DPI, drawing, save
from planner.words import NO_TEXT, Text, number_text

INK, SOFT, GRID = "#1a1a1a", "#555555", "#d8d8d8"
MARKS = (
    ("#08519c", "o"), ("#d94801", "s"), ("#238b45", "^"), ("#6a51a3", "D"),
    ("#b8860b", "v"), ("#c51b8a", "P"), ("#00827f", "X"), ("#4d4d4d", "*"),
)  # fmt: skip
"""Colour and shape of each series: told apart in grey as well."""


@dataclass(frozen=True)
class Panel:
    """One figure of every row.

    Attributes
    ----------
    head : Text
    values : Series, index (row, series)
        Missing where there is no plan.
    """

    head: Text
    values: pd.Series[float]


def write_dots(
    path: Path,
    panels: Sequence[Panel],
    rows: Sequence[str],
    series: Sequence[str],
    title: Text,
    note: Text = NO_TEXT,
) -> list[Path]:
    """Draw a panel for each figure, a row for each scenario, a dot for each plan.

    Parameters
    ----------
    path : Path
        Without its ending.
    panels : sequence of Panel
    rows, series : sequence of str
        As the panels index them; series beyond ``MARKS`` share one look, one alone has its
        figures written beside its dots.  A row may have two lines.
    title : Text
    note : Text
        How the picture is read, below its title.

    Returns
    -------
    list of Path
        PDF and PNG, the same bytes for the same values.
    """
    tall = 0.34 if any("\n" in row for row in rows) else 0.27
    names = 0.35 + 0.062 * max((len(line) for row in rows for line in row.split("\n")), default=0)
    wide = 2.6 * len(panels) + names
    said = [line for half in (note.vi, note.en) for line in wrap(half, int(wide / 0.066))]
    head = 1.25 + 0.14 * max(0, len(said) - 2)
    high = tall * len(rows) + head + 0.85
    with drawing():
        figure = Figure(figsize=(wide, high), facecolor="white")
        left, top = names / wide, 1.0 - head / high
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        figure.subplots_adjust(left, 0.55 / high, 0.985, top, wspace=0.12)
        for axis, panel in zip(axes, panels, strict=True):
            _dots(axis, panel, rows, series)
        axes[0].set_yticks(np.arange(len(rows)), list(rows), fontsize=8)
        axes[0].set_ylim(len(rows) - 0.4, -0.6)
        figure.text(0.12 / wide, 1 - 0.28 / high, title.vi, size=13, weight="bold", color=INK)
        figure.text(0.12 / wide, 1 - 0.50 / high, title.en, size=10, style="italic", color=SOFT)
        below = "\n".join(said)
        figure.text(0.12 / wide, 1 - 0.60 / high, below, size=8, color=INK, va="top")
        if 1 < len(series) <= len(MARKS):
            figure.legend(
                handles=[_mark(number, name) for number, name in enumerate(series)],
                loc="lower center",
                ncols=min(len(series), 4),
                frameon=False,
                fontsize=8,
            )
        return save(figure, path, dpi=DPI // 2)


def _dots(axis: Axes, panel: Panel, rows: Sequence[str], series: Sequence[str]) -> None:
    for number, name in enumerate(series):
        colour, shape = MARKS[number] if len(series) <= len(MARKS) else MARKS[-1]
        # A little apart, so that equal values are all seen.
        apart = 0.0 if len(series) == 1 else 0.5 * (number / (len(series) - 1) - 0.5)
        values = panel.values.xs(name, level=1).reindex(list(rows))
        axis.plot(
            values.to_numpy(dtype=float),
            np.arange(len(rows)) + apart,
            linestyle="none", marker=shape, markersize=5, color=colour, markeredgewidth=0,
        )  # fmt: skip
        if len(series) == 1:
            _write_beside(axis, values)
    axis.set_title(f"{panel.head.vi}\n{panel.head.en}", fontsize=8, loc="left", color=INK)
    axis.grid(color=GRID, linewidth=0.6)
    axis.set_axisbelow(True)
    _plain_frame(axis)
    axis.margins(x=0.08)
    known = panel.values.dropna()
    if known.nunique() == 1:
        # All the same: one figure on the axis, and none that no plan has.
        only = float(known.iloc[0])
        axis.set_xlim(only - 1.0, only + 1.0)
        axis.set_xticks([])
    if known.min() < 0 < known.max():
        axis.axvline(0.0, color=SOFT, linewidth=0.8)
    _figures(axis, "x")


def _write_beside(axis: Axes, values: pd.Series[float]) -> None:
    """Write each figure over its dot: nobody has to measure it on the axis."""
    for place, value in enumerate(map(float, values)):
        if np.isfinite(value):
            axis.annotate(
                _written(value), (value, place), textcoords="offset points", xytext=(0, 4),
                ha="center", fontsize=7, color=INK,
            )  # fmt: skip


@dataclass(frozen=True)
class Front:
    """Points of a front between two figures.

    Attributes
    ----------
    name : Text
        Of the series; points of one series are joined.
    across, up : sequence of float
        The two figures of each point.
    labels : sequence of str
        What stands at each point.
    """

    name: Text
    across: Sequence[float]
    up: Sequence[float]
    labels: Sequence[str]


def write_fronts(
    path: Path,
    fronts: Sequence[Front],
    title: Text,
    across: Text,
    up: Text,
    *,
    chosen: tuple[float, float] | None = None,
    chosen_words: Text | None = None,
    note: Text | None = None,
) -> list[Path]:
    """Draw fronts between two figures.

    Parameters
    ----------
    path : Path
        Without its ending.
    fronts : sequence of Front
    title, across, up : Text
        Of the picture and of its axes.
    chosen : pair of float, optional
        The plan of the run, ringed; ``chosen_words`` say what it is.
    note : Text, optional
        What stands under the title.

    Returns
    -------
    list of Path
        PDF and PNG.
    """
    with drawing():
        figure = Figure(figsize=(8.6, 6.0), facecolor="white")
        axis = figure.add_axes((0.15, 0.13, 0.82, 0.70))
        for number, front in enumerate(fronts):
            colour, shape = MARKS[number % len(MARKS)]
            axis.plot(
                front.across, front.up, color=colour, marker=shape, markersize=6, linewidth=1.0,
                label=f"{front.name.vi} · {front.name.en}", markeredgewidth=0,
            )  # fmt: skip
            # One series is labelled above its points, the next below, so that both can be read.
            off, above = ((-4, 6), True) if number % 2 == 0 else ((4, -11), False)
            for x, y, said in zip(front.across, front.up, front.labels, strict=True):
                axis.annotate(
                    said, (x, y), textcoords="offset points", xytext=off, fontsize=8, color=colour,
                    ha="right" if above else "left",
                )  # fmt: skip
        if chosen is not None and chosen_words is not None:
            axis.plot(
                *chosen, marker="o", markersize=15, markerfacecolor="none", markeredgecolor=INK,
                linestyle="none", label=f"{chosen_words.vi} · {chosen_words.en}",
            )  # fmt: skip
        axis.set_xlabel(f"{across.vi}\n{across.en}", fontsize=9)
        axis.set_ylabel(f"{up.vi}\n{up.en}", fontsize=9)
        _figures(axis, "x")
        _figures(axis, "y")
        axis.grid(color=GRID, linewidth=0.6)
        axis.set_axisbelow(True)
        axis.margins(0.1)
        _plain_frame(axis)
        axis.legend(fontsize=8, frameon=False, loc="best")
        figure.text(0.02, 0.945, title.vi, size=13, weight="bold", color=INK)
        figure.text(0.02, 0.905, title.en, size=10, style="italic", color=SOFT)
        if note is not None:
            said = f"{note.vi}\n{note.en}"
            figure.text(0.02, 0.89, said, size=8, color=SOFT, va="top")
        return save(figure, path, dpi=DPI // 2)


def _mark(number: int, name: str) -> Line2D:
    colour, shape = MARKS[number]
    return Line2D([], [], linestyle="none", marker=shape, color=colour, markersize=5, label=name)


def _plain_frame(axis: Axes) -> None:
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.tick_params(labelsize=8, length=2)


def _figures(axis: Axes, which: Literal["x", "y"]) -> None:
    """Write the numbers of an axis as Vietnamese readers do."""
    scale = axis.xaxis if which == "x" else axis.yaxis
    if which == "y" or len(axis.get_xticks()) > 1:
        axis.locator_params(axis=which, nbins=5)

    scale.set_major_formatter(FuncFormatter(lambda value, _: _written(value)))


def _written(value: float) -> str:
    """Write a figure as Vietnamese readers do, with no more places than it is large."""
    whole = abs(value - round(value)) < 1e-9 or abs(value) >= 1000.0
    return number_text(value, 0 if whole else 2).vi
