"""Names on sheets: whole, clear of each other, and a line to those that stand aside."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from lettering import PAPERS, ink, names
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from planner.evaluation import Evaluation


@pytest.fixture
def figure(sheet: str, paper: str, request: pytest.FixtureRequest) -> Figure:
    """Give a sheet on one size of paper, drawn when the first test asks for it."""
    pair: dict[str, Figure] = request.getfixturevalue({"A3": "pair", "A4": "pair_a4"}[paper])
    return pair[sheet]


def leaders(figure: Figure) -> dict[str, shapely.LineString]:
    """Gather the lines from seats to names and numbers, by the code of the unit."""
    return {
        str(each.get_gid()).removeprefix("leader-"): shapely.LineString(each.get_segments()[0])
        for each in figure.axes[0].collections
        if isinstance(each, LineCollection) and str(each.get_gid()).startswith("leader-")
    }


SHEETS = pytest.mark.parametrize(
    "sheet", [pytest.param("present", marks=pytest.mark.slow), "proposal"]
)


@pytest.mark.parametrize("paper", PAPERS)
@SHEETS
def test_names_are_whole_and_do_not_collide(
    decided: Evaluation, figure: Figure, sheet: str, paper: str
) -> None:
    units = decided.units if sheet == "present" else decided.merged
    written, numbers = names(figure, "name-"), names(figure, "number-")
    for code, unit in units.iterrows():
        if str(code) in written:
            assert " ".join(t.get_text() for t in written[str(code)]).endswith(unit["name"]), code
        else:
            # No room for the name, not even aside: its number, which the index explains.
            assert str(code) in numbers
    nameless = sum(str(code) not in written for code in units.index)
    # No letter is smaller than 6 points, so that of 209 names some are in the index only.
    most = {("present", "A3"): 45, ("present", "A4"): 120, ("proposal", "A3"): 0}
    assert nameless <= most.get((sheet, paper), 5)
    labels = label_ink(figure)
    keys = sorted(labels)
    tree = shapely.STRtree([labels[key] for key in keys])
    for i, j in tree.query([labels[key] for key in keys], predicate="intersects").T:
        if i < j:
            shared = shapely.intersection(labels[keys[i]], labels[keys[j]]).area
            assert shared == 0, (keys[i], keys[j], shared)


def label_ink(figure: Figure) -> dict[str, shapely.Geometry]:
    """Measure the letters of each label, its number with its name."""
    written, numbers = names(figure, "name-"), names(figure, "number-")
    return {
        key: shapely.union_all(
            [ink(text) for text in [*written.get(key, []), *numbers.get(key, [])]]
        )
        for key in {*written, *numbers}
    }


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@SHEETS
def test_a_line_leads_to_each_name_that_stands_aside_and_crosses_no_other(
    decided: Evaluation, figure: Figure, sheet: str, paper: str
) -> None:
    labels, drawn = label_ink(figure), leaders(figure)
    patches = {str(each.get_gid()): each for each in figure.axes[0].patches if each.get_gid()}
    written = names(figure, "name-")
    for key in written:
        if f"unit-{key}" not in patches:
            continue  # the name of a district
        rings = patches[f"unit-{key}"].get_path().to_polygons()
        outline = shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in rings])
        # A name that neither stands in its unit nor touches it has a line.
        if shapely.distance(outline, labels[key]) > 1.5:
            assert key in drawn, key
    assert any(key in written for key in drawn) or sheet == "proposal"
    # A number may be led over others where nothing else is left; a name may not.
    aside = {key: line for key, line in drawn.items() if key in written}
    for key, line in aside.items():
        assert shapely.distance(line, labels[key]) < 2.0
        crossed = [other for other, box in labels.items() if other != key and line.intersects(box)]
        assert not crossed, (key, crossed)
    lines = list(aside.values())
    for i, j in zip(*np.triu_indices(len(lines), 1), strict=True):
        assert not lines[i].intersects(lines[j])
