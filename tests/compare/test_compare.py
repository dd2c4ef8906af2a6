"""Comparison of plans: figures by hand, properties, the page in a browser, the workbook."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from worlds import nine_squares, square, world

from planner.compare import INDICATORS, PAIR_FIGURES, Comparison, compare, partners_differ
from planner.compare.figures import access, agreement, compactness
from planner.errors import InputError
from planner.evaluate import Evaluation, evaluate
from planner.law import read_ruleset
from planner.maps import refuse_outside
from planner.maps.borders import colours_of_plans, shared_lines
from planner.plan.reading import read_plan
from planner.reports.comparison import COMPARISON_FILES, as_json, write_comparison
from planner.sources import SourceSettings, data_folder, read_units
from planner.units.graph import GraphSettings, build_graph
from planner.words import Text
from planner.words.outputs.comparison import WORDS

LAW = "vn-commune-76-2025"
DECIDED, JOINED = "decided", "two-joined"
CALLED = Text("Theo Nghị quyết 1665", "As resolution 1665 decided")
# Joined in the second plan of the real data.
TAKEN, TAKER = "18652", "18073"
JUDGING = re.compile(
    r"\b(worse|worst|better|best|winner|wins?|loser|superior|inferior|improve\w*|good|bad|"
    r"tốt|xấu|kém|tệ|thắng|thua|ưu việt|hơn hẳn)\b",
    re.IGNORECASE,
)

PARTS = ("indicators", "left_out", "pairs", "notes", "hints")
ROWS = {f"{row}{column}": f"{row}2" for row in "123" for column in "123"}
COLUMNS = {f"{row}{column}": f"2{column}" for row in "123" for column in "123"}
# The rows again, but the last one stays as it is.
TWO_ROWS = {code: code if code[0] == "3" else new for code, new in ROWS.items()}


def planned(
    units: gpd.GeoDataFrame, folder: Path, name: str, goes: Mapping[str, str] | pd.DataFrame
) -> Evaluation:
    """Write a plan as a csv, as people bring it, and evaluate it."""
    if not isinstance(goes, pd.DataFrame):
        goes = pd.DataFrame({"code": list(goes), "new_code": list(goes.values())})
    path = folder / f"{name}.csv"
    goes.to_csv(path, index=False)
    graph = build_graph(units, GraphSettings())
    return evaluate(units, graph, read_plan(path, units), read_ruleset(LAW))


@pytest.fixture
def squares(tmp_path: Path) -> dict[str, Evaluation]:
    units = nine_squares()
    plans = {"rows": ROWS, "columns": COLUMNS, "two rows": TWO_ROWS}
    return {name: planned(units, tmp_path, name, plan) for name, plan in plans.items()}


def pair(comparison: Comparison, first: str, second: str) -> dict[str, float]:
    rows = comparison.pairs
    found = rows[(rows["first"] == first) & (rows["second"] == second)]
    return {key: float(found[key].iloc[0]) for key in PAIR_FIGURES}


def test_pairs_by_hand(squares: dict[str, Evaluation]) -> None:
    comparison = compare(squares)
    assert len(comparison.pairs) == 3
    # Three rows of three join 9 of the 36 pairs, three columns 9 others: 18 are treated alike.
    crossed = pair(comparison, "rows", "columns")
    assert crossed == pytest.approx(
        {
            "both": 0,
            "first_only": 9,
            "second_only": 9,
            "rand": 0.5,
            "adjusted_rand": (0 - 81 / 36) / (9 - 81 / 36),
            # A row says nothing of the column: both entropies are lost.
            "variation": 2 * math.log(3),
            "identical": 0,
        }
    )
    refined = pair(comparison, "rows", "two rows")
    assert refined["both"] == 6 and refined["first_only"] == 3 and refined["second_only"] == 0
    assert refined["rand"] == pytest.approx(33 / 36)
    # A third of the units is told apart in three: ln 3 nats for each of them.
    assert refined["variation"] == pytest.approx(math.log(3) / 3)
    assert refined["identical"] == 2


def test_indicators_by_hand(squares: dict[str, Evaluation]) -> None:
    table = compare(squares).table
    assert list(table.index) == list(INDICATORS)
    rows = table["rows"]
    assert rows["units"] == 3 and table.loc["units", "two rows"] == 5
    assert rows["disturbed"] == 3 * 10_000
    assert rows["districts_crossed"] == 0 and table.loc["districts_crossed", "columns"] == 6
    # 3 × 1: area 3, perimeter 8, and a circle of radius √10 ∕ 2 around it.
    assert rows["polsby_popper_mean"] == pytest.approx(4 * math.pi * 3 / 64)
    assert rows["reock_mean"] == pytest.approx(3 / (math.pi * 2.5))
    mixed = table["two rows"]
    assert mixed["polsby_popper_mean"] == pytest.approx(
        (2 * 3 * math.pi / 16 + 3 * math.pi / 4) / 5
    )
    assert mixed["polsby_popper_least"] == pytest.approx(3 * math.pi / 16)
    assert mixed["reock_least"] == pytest.approx(3 / (math.pi * 2.5))
    assert mixed["largest_to_smallest"] == pytest.approx(16 / 5)
    assert rows["variation_people"] == 0
    # Twice 5,000 people go 10 km to the middle of each row.
    assert rows["access"] == pytest.approx(300_000)
    assert rows["access_mean"] == pytest.approx(300_000 / 48_000)
    assert mixed["access"] == pytest.approx(200_000)


def test_the_seat_is_where_the_code_is_else_where_most_people_are(tmp_path: Path) -> None:
    units = nine_squares()
    left = {code: f"{code[0]}1" for code in units.index}
    at_left = planned(units, tmp_path, "left", left)
    assert access(units, at_left.plan) == pytest.approx(3 * (6000 * 10 + 5000 * 20))
    foreign = planned(units, tmp_path, "foreign", {code: f"R{code[0]}" for code in units.index})
    assert access(units, foreign.plan) == pytest.approx(300_000)


def test_compactness_of_squares_islands_and_holes() -> None:
    units = world(
        {
            "square": square(0, 0),
            "islands": shapely.MultiPolygon([square(5, 0), square(7, 0)]),
            "hole": square(10, 0, 3).difference(square(11, 1)),
        },
        people=[1, 1, 1],
    ).loc[["square", "islands", "hole"]]
    polsby_popper, reock = compactness(units)
    assert polsby_popper[0] == pytest.approx(math.pi / 4)
    assert reock[0] == pytest.approx(2 / math.pi)
    # Parts count together: twice the area, twice the perimeter, one circle around both.
    assert polsby_popper[1] == pytest.approx(math.pi / 8)
    assert reock[1] == pytest.approx(2 / (math.pi * 2.5))
    assert polsby_popper[2] == pytest.approx(4 * math.pi * 8 / 16**2)


def test_differences_unit_by_unit(squares: dict[str, Evaluation]) -> None:
    comparison = compare({name: squares[name] for name in ("rows", "two rows")})
    table = comparison.differences
    assert table.loc["11", "new_code: rows"] == "12"
    assert table.loc["31", "new_unit: two rows"] == "Xã Unit 31"
    assert list(table.index[~table["same_partners"]]) == ["31", "32", "33"]
    assert not table["divided"].any()


def test_a_divided_unit_counts_with_the_heir_of_most_people(tmp_path: Path) -> None:
    units = nine_squares()
    shared = pd.DataFrame(
        [(code, new, 1.0, 1.0) for code, new in ROWS.items() if code != "21"]
        + [("21", "12", 0.9, 0.2), ("21", "22", 0.1, 0.8)],
        columns=["code", "new_code", "share_area", "share_people"],
    )
    plans = {
        "whole": planned(units, tmp_path, "whole", ROWS),
        "shared": planned(units, tmp_path, "shared", shared),
    }
    comparison = compare(plans)
    assert comparison.differences["same_partners"].all()
    assert list(comparison.differences.index[comparison.differences["divided"]]) == ["21"]
    assert comparison.differences.loc["21", "new_code: shared"] == "12; 22"
    assert any("Unit 21" in said.vi and "nhiều dân nhất" in said.vi for said in comparison.left_out)
    # 4,000 of its people go 10 km as before, 1,000 to the row below: √2 · 10 km.
    moved = comparison.table.loc["access", "shared"] - comparison.table.loc["access", "whole"]
    assert moved == pytest.approx(1000 * (math.sqrt(2) - 1) * 10)


def labelled(names: list[int]) -> pd.Series[str]:
    return pd.Series([f"N{name}" for name in names], index=[f"u{i}" for i in range(len(names))])


two_partitions = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
)


@given(two_partitions)
def test_agreement_holds_in_general(plans: tuple[list[int], list[int]]) -> None:
    one, other = map(labelled, plans)
    found, back = agreement(one, other), agreement(other, one)
    n = len(one)
    joined = [
        {pair for pair in combinations(one.index, 2) if side[pair[0]] == side[pair[1]]}
        for side in (one, other)
    ]
    assert found["both"] == len(joined[0] & joined[1])
    assert found["first_only"] == len(joined[0] - joined[1]) == back["second_only"]
    for key in ("rand", "adjusted_rand", "variation", "identical"):
        assert found[key] == pytest.approx(back[key])
    assert 0 <= found["rand"] <= 1 and found["adjusted_rand"] <= 1 + 1e-12
    assert 0 <= found["variation"] <= math.log(n) + 1e-12
    partners = [
        {code: set(side.index[side == side[code]]) for code in side.index} for side in (one, other)
    ]
    differ = partners_differ(one, other)
    assert {code for code in one.index if differ[code]} == {
        code for code in one.index if partners[0][code] != partners[1][code]
    }
    # Other names for the same groups change nothing.
    same = agreement(one, one.map(lambda name: f"other {name}"))
    assert same["rand"] == same["adjusted_rand"] == 1 and same["variation"] == 0
    assert same["identical"] == one.nunique()


def test_what_cannot_be_compared_is_refused(squares: dict[str, Evaluation], tmp_path: Path) -> None:
    rows = squares["rows"]
    with pytest.raises(InputError, match="1 plans; expected 2 to 5"):
        compare({"rows": rows})
    with pytest.raises(InputError, match="6 plans"):
        compare({str(i): rows for i in range(6)})
    fewer = nine_squares().drop(index=["33"])
    other = planned(fewer, tmp_path, "fewer", {code: code for code in fewer.index})
    with pytest.raises(InputError, match=r"plan fewer.*only in rows: 33"):
        compare({"rows": rows, "fewer": other})


def test_other_people_are_named(squares: dict[str, Evaluation], tmp_path: Path) -> None:
    units = nine_squares().assign(people_base="police register 2024", people=lambda t: t.people + 9)
    other = planned(units, tmp_path, "register", ROWS)
    said = compare({"rows": squares["rows"], "register": other}).left_out[0]
    assert "dân số do công an quản lý 2024" in said.vi and "invented" in said.en
    assert "directly" in said.en
    assert "một nguồn" in compare(squares).left_out[0].vi


def test_no_plan_is_judged(squares: dict[str, Evaluation]) -> None:
    comparison = compare(squares)
    said = [*WORDS.values(), *comparison.left_out]
    for figure in (*INDICATORS.values(), *PAIR_FIGURES.values()):
        said += [figure.name, figure.formula]
    texts = [half for text in said for half in (text.vi, text.en)]
    assert [text for text in texts if JUDGING.search(text)] == []
    left_out = " ".join(text.en for text in comparison.left_out).lower()
    for reason in ("history", "custom", "defence", "roads", "consultation", "generalised", "base"):
        assert reason in left_out


def test_every_border_stands_once() -> None:
    parted = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
    outlines = gpd.GeoSeries({"a": parted, "b": shapely.box(1, 0, 2, 1)}, crs=4326)
    borders = {(border.one, border.other): border.lines for border in shared_lines(outlines)}
    assert set(borders) == {("a", "b"), ("a", ""), ("b", "")}
    assert sorted(map(tuple, borders["a", "b"][0])) == [(0.0, 1.0), (1.0, 1.0)]
    length = {key: shapely.MultiLineString(lines).length for key, lines in borders.items()}
    assert length == {("a", "b"): 1, ("a", ""): 7, ("b", ""): 3}
    plans = [pd.Series({"a": "a", "b": "b"}), pd.Series({"a": "b", "b": "b"})]
    colours = colours_of_plans(shared_lines(outlines), plans)
    assert colours["a"] != colours["b"]


# The real province: the plan that was decided, and the same with one ward joined to another.


def real(folder: Path) -> dict[str, Evaluation]:
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2024"), Path())
    path = data_folder() / "plans" / "ha_tinh_2025_decided.csv"
    graph, law = build_graph(units, GraphSettings()), read_ruleset(LAW)
    decided = evaluate(units, graph, read_plan(path, units), law)
    rows = decided.plan.parts.assign(new_code=decided.plan.parts["new_code"].replace(TAKEN, TAKER))
    rows = rows.groupby(["code", "new_code"], as_index=False).sum()
    # Đại Nài is whole again; of Kỳ Lợi the people still go by halves.
    rows["assumed"] = rows["share_people"].map({0.5: "people"}).fillna("")
    return {DECIDED: decided, JOINED: planned(units, folder, "joined", rows)}


def write_real(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_comparison(real(folder), folder / "comparison", titles={DECIDED: CALLED})


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    write_real(folder)
    return folder / "comparison"


@pytest.fixture
def page(browser: Browser, written: Path) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    opened.goto((written / "comparison.html").as_uri())
    yield opened
    opened.close()
    assert errors == []


def differing(written: Path) -> set[str]:
    table = pd.read_csv(written / "differences.csv", dtype={"code": str})
    return set(table.loc[~table["same_partners"], "code"])


def test_the_real_plans_differ_where_they_were_changed(written: Path) -> None:
    table = pd.read_csv(written / "differences.csv", dtype=str)
    new = table[f"new_code: {DECIDED}"].str.split("; ")
    touched = {code for code, goes in zip(table["code"], new) if {TAKEN, TAKER} & set(goes)}
    assert differing(written) == touched
    record = json.loads((written / "comparison.json").read_text(encoding="utf-8"))
    values = {line["indicator"]: line["values"] for line in record["indicators"]}
    assert values["units"] == [69, 68]
    assert record["titles"] == [CALLED.by_language(), None]
    assert record["pairs"][0]["identical"] == 67 and record["pairs"][0]["first_only"] == 0
    assert record["units_with_other_partners"] == len(touched)
    assert any("Kỳ Lợi" in line["vi"] for line in record["left_out"])
    # Four units take a part by an assumed share; joined, two of them are one, and all is whole.
    assert values["assumed_share"] == [4, 2]
    assumed = table.loc[table["assumed_share"] == "True", "name"]
    assert sorted(assumed) == ["Phường Đại Nài", "Xã Kỳ Lợi"]
    assert any("giả định" in line["vi"] and "Đại Nài" in line["vi"] for line in record["left_out"])
    assert not JUDGING.search(json.dumps(record["left_out"], ensure_ascii=False))


def test_the_page_opens_and_fetches_nothing(browser: Browser, written: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    path = written / "comparison.html"
    page.goto(path.as_uri())
    for name in ("a", "b"):
        assert page.locator(f"#map-{name} .leaflet-overlay-pane path[data-code]").count() == 209
        assert page.locator(f"#map-{name} .leaflet-newLines-pane path").count() == 1
    assert asked == [path.as_uri()] and failed == []
    assert path.stat().st_size <= 3_000_000
    refuse_outside(path.read_text(encoding="utf-8"))
    page.close()


VIEW = """(name) => {
  const map = app.maps[name].map;
  return [map.getCenter().lat, map.getCenter().lng, map.getZoom()];
}"""


def test_the_maps_move_together(page: Page) -> None:
    page.click("#map-a .map-buttons button >> nth=0")
    page.wait_for_timeout(500)
    page.evaluate("void app.maps.b.map.panBy([40, 20], { animate: false })")
    assert page.evaluate(VIEW, "a") == pytest.approx(page.evaluate(VIEW, "b"), abs=1e-3)
    zoom = page.evaluate("app.maps.a.map.getZoom()")
    page.check("#choose input[value=differences]")
    assert page.evaluate("app.maps.both.map.getZoom()") == pytest.approx(zoom)
    page.click("#map-both .map-buttons button >> nth=2")
    page.check("#choose input[value=maps]")
    assert page.evaluate("app.maps.a.map.getZoom()") < zoom


def test_both_maps_show_all_of_the_province_in_every_window(page: Page) -> None:
    seen = """() => ["a", "b"].every((name) => {
      const { map } = app.maps[name];
      return map.getBounds().contains(app.bounds);
    })"""
    for width, height in ((1366, 768), (1920, 1080), (400, 800), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(200)
        assert page.evaluate(seen), (width, height)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Nothing lies over something else: caption, map, caption, map, legend.
        boxes = page.evaluate(
            """() => [...document.querySelectorAll("#map-a, #map-b, #legend")].map((each) => {
              const { left, right, top, bottom } = each.getBoundingClientRect();
              return [left, top, right, bottom];
            })"""
        )
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] + 1 or one[3] <= other[1] + 1, (width, height)


def test_the_difference_map(page: Page, written: Path) -> None:
    page.check("#choose input[value=differences]")
    assert page.is_hidden("#map-a") and page.is_visible("#map-both")
    count = len(differing(written))
    assert page.locator("#map-both .leaflet-marks-pane path").count() == count
    assert f"({count})" in page.inner_text("#legend")
    assert f"({209 - count})" in page.inner_text("#legend")
    styles = page.evaluate(
        """() => [...document.querySelectorAll("#map-both .leaflet-newLines-pane path")]
          .map((path) => [path.getAttribute("stroke"), path.getAttribute("stroke-dasharray"),
                          path.getAttribute("d").length])"""
    )
    dashed = [style for style in styles if style[1]]
    assert len({style[0] for style in dashed}) == 2 and len({style[1] for style in dashed}) == 2
    # The wards were joined: there are borders that only A has, and none that only B has.
    assert dashed[0][2] > 10 and dashed[1][2] <= 10
    # On the two maps the hatching is a choice.
    page.check("#choose input[value=maps]")
    assert page.locator("#map-a .leaflet-marks-pane path").count() == 0
    page.check("#choose input[value=marked]")
    assert page.locator("#map-b .leaflet-marks-pane path").count() == count


def test_plans_change_sides(page: Page) -> None:
    assert page.input_value("#left") == "0" and page.input_value("#right") == "1"
    page.select_option("#left", "1")
    assert page.input_value("#left") == "1" and page.input_value("#right") == "0"
    assert JOINED in page.inner_text("#map-a figcaption")


def words(page: Page) -> str:
    """All that the page says, but for names: a commune may be called Thắng, a victory."""
    parts = ("#choose", "#legend", *(f"[data-part={name}]" for name in PARTS))
    return " ".join(page.inner_text(part) for part in parts)


def test_tables_and_texts(page: Page, written: Path) -> None:
    table = page.inner_text("#indicator-table")
    assert "Độ gọn Polsby–Popper" in table and "↓ 1" in table
    # What a plan is called in full stands below its short name, where it has one.
    assert CALLED.vi in table and CALLED.vi in page.inner_text("#map-a figcaption")
    assert page.locator("#map-b figcaption .plan-title").count() == 0
    assert page.locator("#indicator-table tbody tr").count() == len(INDICATORS)
    assert page.locator("#pair-table tbody tr").count() == len(PAIR_FIGURES)
    count = len(differing(written))
    assert page.locator("#unit-table tbody tr").count() == count
    page.uncheck("#units-holder input")
    assert page.locator("#unit-table tbody tr").count() == 209
    assert "Quốc phòng" in page.inner_text("[data-part=left_out]")
    notes = page.inner_text("[data-part=notes]")
    assert "Giả định" in notes and "giản lược" in notes
    assert not JUDGING.search(words(page))


def test_one_language_at_a_time(page: Page) -> None:
    page.click("#language button[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == "Comparison of plans"
    text = page.inner_text("main")
    assert CALLED.en in text and CALLED.vi not in text
    assert "Assumption" in text and "Giả định" not in text
    assert not JUDGING.search(words(page))
    assert "12,7" in page.inner_text("#indicator-table [data-key=inertia]")
    page.click("#language button[lang=vi]")
    assert "12.7" in page.inner_text("#indicator-table [data-key=inertia]")


def test_the_keyboard_reaches_units_and_tables(page: Page) -> None:
    page.focus("#left")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.code || ''"))
        if reached[-1]:
            break
    assert reached[-1]
    assert page.is_visible("#short-view")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    code = page.evaluate("document.activeElement.dataset.code")
    assert code != reached[-1]
    page.keyboard.press("Enter")
    name = page.evaluate("(code) => app.units.get(code).name[0]", code)
    assert name in page.inner_text("#unit")
    assert page.locator("#map-b .leaflet-selected-pane path").count() == 3
    page.keyboard.press("Escape")
    assert page.is_hidden("#unit")
    assert page.locator(".wide[tabindex='0']").count() == 3


def test_a_row_leads_to_its_unit(page: Page) -> None:
    zoom = page.evaluate("app.maps.a.map.getZoom()")
    page.click("#unit-table tbody tr >> nth=0 >> button")
    assert page.evaluate("app.maps.a.map.getZoom()") > zoom
    first = page.inner_text("#unit-table tbody tr >> nth=0 >> button")
    assert first in page.inner_text("#unit")
    assert page.locator("#unit dt").count() == 2


def test_the_workbook(written: Path) -> None:
    book = openpyxl.load_workbook(written / "comparison.xlsx")
    assert book.sheetnames == ["Chỉ tiêu", "Từng cặp", "Từng đơn vị", "Không thể hiện", "Cách tính"]
    for sheet in book:
        assert sheet.freeze_panes and sheet.print_title_rows
        assert sheet["A1"].value.startswith("So sánh các phương án")
    indicators = book["Chỉ tiêu"]
    assert [cell.value for cell in indicators[4]][3:] == [
        f"{DECIDED}\n{CALLED.vi}",
        JOINED,
    ]
    assert [cell.value for cell in indicators[5]][3:] == [69, 68]
    assert book["Từng đơn vị"].max_row == 4 + 209 + 1
    texts = " ".join(str(cell.value) for row in book["Không thể hiện"].rows for cell in row)
    assert "Consultation" in texts and "Giả định" in texts and not JUDGING.search(texts)


def test_the_folder_is_whole_and_is_not_overwritten(
    squares: dict[str, Evaluation], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    comparison = write_comparison(squares, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(COMPARISON_FILES)
    assert as_json(comparison)["plans"][0] == {"vi": "rows", "en": "rows"}
    with pytest.raises(InputError, match="already"):
        write_comparison(squares, folder)
    (folder / "mine.txt").write_text("kept")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_comparison(squares, folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    here = Path(__file__).parent
    code = (
        "import sys; from pathlib import Path; here = Path(sys.argv[1]);"
        "sys.path[:0] = [str(here), str(here.parent)];"
        "import test_compare; test_compare.write_real(Path(sys.argv[2]))"
    )
    written = []
    for seed in ("0", "1"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", code, str(here), str(folder)],
            check=True,
            cwd=here.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append([(folder / "comparison" / name).read_bytes() for name in COMPARISON_FILES])
    assert written[0] == written[1]
