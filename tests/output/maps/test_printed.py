"""Printed sheets: grid, scale, names, fonts, the pair, and the same bytes twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from commandline import REPOSITORY
from decided import HA_TINH
from lettering import PAPERS, ink
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from pypdf import PdfReader
from pyproj import Geod, Transformer
from worlds import nine_squares

from planner.errors import InputError
from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.output.maps.printed import draw_sheets, write_difference, write_sheets
from planner.output.maps.printed.contents.categories import (
    WHITE,
    categories,
    difference_category,
    proposal_category,
)
from planner.output.maps.printed.contents.notes import notes_of
from planner.output.maps.printed.zones import zone_of
from planner.plan import Plan
from planner.units import KINDS
from planner.units.graph import build_graph
from planner.words import Text

# A run in a process of its own, whose order of sets and dicts is another one.
RUN = """
import sys
from pathlib import Path
import decided, test_printed
from planner.output.maps.printed import write_sheets
worlds = {"squares": test_printed.squares, "decided": decided.decided_plan}
write_sheets(worlds[sys.argv[1]](), Path(sys.argv[2]), paper="A4")
"""


@pytest.fixture
def drawn(paper: str, request: pytest.FixtureRequest) -> dict[str, Figure]:
    """Give the pair on one size of paper, drawn when the first test asks for it."""
    found: dict[str, Figure] = request.getfixturevalue({"A3": "pair", "A4": "pair_a4"}[paper])
    return found


def line(figure: Figure, name: str) -> np.ndarray:
    """Find a drawn line by its name: its points in mm on paper."""
    found = [each for each in figure.axes[0].collections if each.get_gid() == name]
    assert len(found) == 1, name
    return np.asarray(found[0].get_segments()[0])


@pytest.mark.parametrize("sheet", ["present", "proposal"])
def test_kilometre_grid_against_pyproj(
    decided: Evaluation, pair: dict[str, Figure], sheet: str
) -> None:
    """The drawn outlines lie in the drawn grid where pyproj puts them."""
    figure = pair[sheet]
    # The transformation that the sheet names: VN-2000 to WGS 84 (2), EPSG:6960.
    step = (
        "+proj=pipeline +step +inv +proj=utm +zone=48 +ellps=WGS84 "
        "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
        "+step +inv +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
        "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 "
        "+convention=coordinate_frame +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
        "+step +proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
    )
    to_zone = Transformer.from_pipeline(step)
    outlines = (decided.units if sheet == "present" else decided.merged).geometry
    for code, east, north in (("18196", 460, 2040), ("18544", 520, 2000), ("18838", 580, 2000)):
        crossing = np.array([line(figure, f"easting-{east}")[0, 0], 0.0])
        crossing[1] = line(figure, f"northing-{north}")[0, 1]
        further = line(figure, f"easting-{east + 20}")[0, 0]
        metres = 20_000.0 / (further - crossing[0])
        patch = next(each for each in figure.axes[0].patches if each.get_gid() == f"unit-{code}")
        drawn = patch.get_path().vertices
        ground = np.array([east, north]) * 1000.0 + (drawn - crossing) * metres
        shape = outlines[code]
        x, y = shapely.get_coordinates(shape.exterior).T
        expected = np.column_stack(to_zone.transform(x, y))
        # A hundredth of a millimetre on paper.
        assert np.abs(ground[: len(expected)] - expected).max() < 5.0


def test_frame_shows_degrees_of_vn2000(pair: dict[str, Figure]) -> None:
    """The central meridian stands where the easting is 500 km."""
    figure = pair["proposal"]
    at = line(figure, "easting-500")[0, 0]
    for edge in ("lower", "upper"):
        assert line(figure, f"meridian-{105 * 60 + 30}-{edge}")[0, 0] == pytest.approx(at, abs=0.01)
    # Another meridian at the lower edge, against pyproj.
    back = Transformer.from_crs(HA_TINH, 4756, always_xy=True)
    frame = line(figure, "easting-520")
    metres = 20_000.0 / (frame[0, 0] - at)
    low = 2_000_000.0 + (frame[:, 1].min() - line(figure, "northing-2000")[0, 1]) * metres
    x = line(figure, f"meridian-{106 * 60}-lower")[0, 0]
    degree, _ = back.transform(500_000.0 + (x - at) * metres, low)
    assert degree == pytest.approx(106.0, abs=1e-4)


def test_scale_bar_is_true(decided: Evaluation, pair: dict[str, Figure]) -> None:
    """The bar is as long as it says, on the ellipsoid, within half a percent."""
    figure = pair["present"]
    bar = line(figure, "scale-bar")
    length = bar[1, 0] - bar[0, 0]
    at = line(figure, "easting-500")[0, 0]
    metres = 20_000.0 / (line(figure, "easting-520")[0, 0] - at)
    back = Transformer.from_crs(HA_TINH, 4756, always_xy=True)
    ends = [back.transform(500_000.0 + x * metres, 2_020_000.0) for x in (0.0, length)]
    ground = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
    written = [
        text.get_text()
        for text in figure.axes[0].texts
        if abs(text.get_position()[1] - bar[0, 1]) < 4.0
        and bar[0, 0] - 3 < text.get_position()[0] < bar[1, 0] + 3
    ]
    assert "20" in written
    assert ground == pytest.approx(20_000.0, rel=0.005)
    # And on paper the numeric scale says the same.
    assert length == pytest.approx(20_000.0 * 1000 / 500_000, rel=1e-9)
    assert any("1:500.000" in text.get_text() for text in figure.axes[0].texts)


def test_pair_has_one_extent_and_scale(pair: dict[str, Figure]) -> None:
    one, other = pair["present"], pair["proposal"]
    assert (one.get_size_inches() == other.get_size_inches()).all()
    grids = [
        {
            each.get_gid(): each.get_segments()[0].tolist()
            for each in figure.axes[0].collections
            if re.match("easting|northing|scale", each.get_gid() or "")
        }
        for figure in (one, other)
    ]
    assert grids[0] == grids[1]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_text_is_on_the_paper(drawn: dict[str, Figure]) -> None:
    for figure in drawn.values():
        FigureCanvasAgg(figure)
        width, height = figure.get_size_inches() * 25.4
        inside = shapely.box(3, 3, width - 3, height - 3)
        for text in figure.axes[0].texts:
            if text.get_text().strip() and text.get_rotation() == 0:
                assert inside.contains(ink(text)), text.get_text()
                assert text.get_fontsize() >= 6.0 and text.get_text().strip("… ")


def written_on(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.axes[0].texts)


@pytest.mark.parametrize("paper", PAPERS)
def test_sheets_say_what_they_rest_on(
    decided: Evaluation, pair: dict[str, Figure], drawn: dict[str, Figure]
) -> None:
    for sheet, figure in drawn.items():
        said = written_on(figure)
        # Notes that have no room on the smallest paper are counted, with where they stand.
        assert "khái quát hóa" in said or "ghi chú khác: xem trang" in said
        for phrase in (
            "Nguồn số liệu dân số: Tổng điều tra dân số 2019",
            "«VN-2000 to WGS 84 (2)»",
            "kinh tuyến trục 105°30′ (EPSG:9209)",
            "SỞ NỘI VỤ",
            "TM. ỦY BAN NHÂN DÂN",
            "TỈNH NGHỆ AN",
            "TỈNH QUẢNG TRỊ",
            "CHDCND LÀO",
            "BIỂN ĐÔNG",
        ):
            assert phrase in said, (sheet, phrase)
    said = written_on(pair["proposal"])
    assert "BẢN ĐỒ PHƯƠNG ÁN SẮP XẾP ĐƠN VỊ HÀNH CHÍNH CẤP XÃ TỈNH HÀ TĨNH" in said
    assert "Nghị quyết số 1665" in said and "Phường Đại Nài" in said
    # The index has each new unit with its people; a star marks what is not certain.
    texts = {text.get_text() for text in pair["proposal"].axes[0].texts}
    starred = {"Thành Sen", "Hà Huy Tập", "Sông Trí", "Hoành Sơn"}
    for name, people in zip(decided.merged["name"], decided.merged["people"]):
        star = "*" * (name in starred)
        assert name in said and f"{people:,}".replace(",", ".") + star in texts, name
    assert "* Số liệu chưa chắc chắn" in said
    assert "giả định, văn bản không nêu tỷ lệ" not in written_on(pair["present"])
    assert "BẢN ĐỒ HIỆN TRẠNG ĐƠN VỊ HÀNH CHÍNH CẤP XÃ TỈNH HÀ TĨNH" in written_on(pair["present"])


@pytest.mark.slow
def test_one_language(decided: Evaluation) -> None:
    figure = draw_sheets(decided, sheets=["proposal"], languages=["vi"])["proposal"]
    assert "Legend" not in written_on(figure) and "CHÚ GIẢI" in written_on(figure)
    figure = draw_sheets(decided, sheets=["proposal"], languages=["en"])["proposal"]
    assert "1:500,000" in written_on(figure) and "CHÚ GIẢI" not in written_on(figure)


@pytest.mark.parametrize(
    "world",
    [
        pytest.param("squares", marks=(pytest.mark.slow, pytest.mark.more)),
        pytest.param("decided", marks=(pytest.mark.slow, pytest.mark.more)),
    ],
)
def test_same_run_same_bytes(tmp_path: Path, world: str) -> None:
    """PDF, SVG and PNG of two processes with other hash seeds are equal."""
    folders = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        tests = REPOSITORY / "tests"
        path = os.pathsep.join(map(str, (REPOSITORY, tests, tests / "maps")))
        subprocess.run(
            [sys.executable, "-c", RUN, world, str(folder)],
            check=True,
            env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": seed},
        )
        folders.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert list(folders[0]) == [
        f"{sheet}_A4.{ending}"
        for sheet in ("hien_trang", "phuong_an")
        for ending in ("pdf", "png", "svg")
    ]
    assert folders[0] == folders[1]
    for content in (folders[0]["phuong_an_A4.pdf"],):
        # TrueType fonts inside, with the letters that their glyphs stand for.
        assert b"/FontFile2" in content and b"/ToUnicode" in content
        assert b"/Type3" not in content
    assert b"CreationDate" not in folders[0]["phuong_an_A4.pdf"]
    ElementTree.fromstring(folders[0]["phuong_an_A4.svg"])
    png = tmp_path / "1" / "phuong_an_A4.png"
    assert sorted(imread(png).shape[:2]) == [2480, 3507]
    assert b"tIME" not in png.read_bytes() and b"Software" not in png.read_bytes()


@pytest.mark.slow
def test_vietnamese_can_be_copied_from_the_pdf(decided: Evaluation, tmp_path: Path) -> None:
    (path,) = write_sheets(decided, tmp_path, sheets=["proposal"], formats=["pdf"])
    # The reader guesses blanks from distances; letters and their order are what counts.
    text = "".join(PdfReader(path).pages[0].extract_text().split())
    assert "ThạchHà" in text and "BẢNĐỒPHƯƠNGÁNSẮPXẾPĐƠNVỊHÀNHCHÍNHCẤPXÃTỈNHHÀTĨNH" in text


def test_settings_of_the_reader_are_left_alone() -> None:
    with mpl.rc_context({"font.size": 33, "svg.fonttype": "none"}):
        draw_sheets(squares(), sheets=["proposal"], paper="A4")
        assert mpl.rcParams["font.size"] == 33 and mpl.rcParams["svg.fonttype"] == "none"


def test_categories_differ_in_grey() -> None:
    """What a copier leaves of the colours is still told apart."""
    weights = np.array([0.299, 0.587, 0.114])
    grey = [
        255 * float(weights @ to_rgb(c))
        for c in (WHITE, *(KINDS[kind].tint for kind in ("xa", "thi_tran", "phuong")))
    ]
    assert (np.diff(grey) < -20).all()


def test_proposal_tells_what_stays(decided: Evaluation) -> None:
    keys = proposal_category(decided)
    assert sorted(keys.index[keys == "xa_kept"]) == ["18196", "18199"]
    words = [category.word.vi for category in categories(keys)]
    assert words == ["Phường hình thành sau sắp xếp", "Xã hình thành sau sắp xếp", "Xã giữ nguyên"]


@pytest.mark.slow
def test_difference_of_two_plans(decided: Evaluation, tmp_path: Path) -> None:
    """Sơn Kim 2 joins Sơn Kim 1, and one new unit has another name."""
    parts, results = decided.plan.parts.copy(), decided.plan.results.copy()
    parts.loc[parts["code"] == "18199", "new_code"] = "18196"
    results.loc["18133", "name"] = "Phố Châu"
    plan = replace(decided.plan, parts=parts, results=results.drop("18199"))
    other = evaluate(decided.units, decided.graph, plan, decided.ruleset)
    keys = difference_category(decided, other)
    assert sorted(keys.index[keys == "differs"]) == ["18196", "18199"]
    members = decided.plan.parts.query("new_code == '18133'")["code"]
    assert sorted(keys.index[keys == "renamed"]) == sorted(members)
    other = replace(other, plan=replace(other.plan, notes=(Text("Thử", "A trial"),)))
    (path,) = write_difference(decided, other, tmp_path, formats=["pdf"])
    assert path.name == "so_sanh_A3.pdf"
    text = "".join(PdfReader(path).pages[0].extract_text().split())
    assert "ghichúkhác:xemtrangcuối" in text
    # Each note says of which plan it is.
    notes = notes_of(decided, zone_of(decided.units), of_plan=True, other=other).others
    said = [note.vi for note in notes]
    assert "B: Thử" in said and any(each.startswith("A: Giả định: phường Đại Nài") for each in said)


def test_difference_needs_the_same_units(decided: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="same units"):
        write_difference(decided, squares(), tmp_path)


def squares() -> Evaluation:
    """Evaluate nine squares, the rows of which become one unit each."""
    units = nine_squares()
    parts = [(code, f"{code[0]}1", 1.0, 1.0) for code in units.index]
    import pandas as pd

    table = pd.DataFrame(parts, columns=["code", "new_code", "share_area", "share_people"])
    names = pd.DataFrame({"name": ["A", "B", "C"], "kind": "xa"}, index=["11", "21", "31"])
    return evaluate(
        units, build_graph(units), Plan(table, names), read_ruleset("vn-commune-76-2025")
    )


def test_units_without_a_province_still_print() -> None:
    said = written_on(draw_sheets(squares())["proposal"])
    assert "Kinh tuyến trục được chọn theo kinh độ" in said
    assert "BẢN ĐỒ PHƯƠNG ÁN" in said


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"paper": "A5"}, "A3"),
        ({"formats": ["bmp"]}, "pdf"),
        ({"languages": []}, "nothing"),
        ({"sheets": ["other"]}, "present"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, wrong: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        write_sheets(squares(), tmp_path, **wrong)
    assert not list(tmp_path.iterdir())
