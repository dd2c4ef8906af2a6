"""The form of facts: written, filled in and read back; decisions read the same way."""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from planner.errors import InputError
from planner.evaluation.depends import depends
from planner.output.reports.workbook.questions import questions, write_form
from planner.pipeline import Prepared, prepare
from planner.scenario import scenario_of_today
from planner.scenario.reading import read_scenario
from planner.sources.facts.answers import is_form, read_answers
from planner.sources.facts.decisions import decision_of
from planner.sources.overlays import read_layers
from planner.units.provenance import provenance_of
from planner.words.facts import LAYERS_TAB
from planner.words.text import text

PROVINCE = Path("vietnam:quang_tri@2026")
HEAD = 4


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(read_scenario(PROVINCE))


@pytest.fixture
def form(prepared: Prepared, tmp_path: Path) -> Path:
    path = tmp_path / "du_kien.xlsx"
    write_form(path, prepared.units, *questions(prepared.judged_first, prepared.ruleset))
    return path


def fill(path: Path, answers: dict[str, tuple[str, str, object]]) -> None:
    """Write answers into the rows of a form on mountains, by code of the unit."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        heads = [cell.value for cell in page[HEAD]]
        for row in page.iter_rows(min_row=HEAD + 1):
            if row[0].value in answers and row[2].value == "Miền núi, vùng cao":
                for head, value in zip(heads[-3:], answers[row[0].value], strict=True):
                    row[heads.index(head)].value = value
    book.save(path)


def test_the_second_sheet_asks_for_layers_of_the_map(prepared: Prepared, form: Path) -> None:
    """Rivers lie beside the form, and are drawn: shapes and names, in the look of rivers."""
    assert read_layers(form) == []
    middle = prepared.units.to_crs(4326).union_all().representative_point()
    river = shapely.LineString([(middle.x - 0.1, middle.y), (middle.x + 0.1, middle.y)])
    rivers = gpd.GeoDataFrame({"ten": ["Sông Bến Hải"]}, geometry=[river], crs=4326)
    rivers.to_file(form.parent / "song.geojson")
    book = openpyxl.load_workbook(form)
    page = book.worksheets[1]
    assert page.title == LAYERS_TAB
    row = next(row for row in page.iter_rows() if row[0].value == "Sông, suối, hồ")
    row[1].value, row[2].value = "song.geojson", "ten"
    own = next(row for row in page.iter_rows(min_row=row[0].row) if row[0].value is None)
    own[0].value, own[1].value = "Tuyến xe buýt", "song.geojson"
    book.save(form)
    assert is_form(form)
    read = read_scenario(PROVINCE, facts=[form])
    first, second = read.scenario.maps.layers
    assert (first.name.vi, first.label, first.colour) == ("Sông, suối, hồ", "ten", "#2b6ca3")
    assert (second.name.vi, second.label) == ("Tuyến xe buýt", None)
    drawn = provenance_of(prepare(read).units).overlays
    assert [list(each.shapes["label"]) for each in drawn] == [["Sông Bến Hải"], [""]]
    # A scenario that names the form draws the same, each layer once, also beside `--facts`.
    mine = form.parent / "mine.yaml"
    data = YAML(typ="safe").load(scenario_of_today("quang_tri"))
    data["units"]["facts"] = [form.name]
    YAML().dump(data, mine)
    for more in (None, [form]):
        layers = read_scenario(mine, facts=more).scenario.maps.layers
        assert [(each.name.vi, each.label) for each in layers] == [
            ("Sông, suối, hồ", "ten"),
            ("Tuyến xe buýt", None),
        ]
    row[1].value = "khong_co.shp"
    book.save(form)
    with pytest.raises(InputError, match=r"khong_co\.shp"):
        prepare(read_scenario(PROVINCE, facts=[form]))


def test_a_form_asks_first_what_units_below_a_standard_hang_on(prepared: Prepared) -> None:
    decide, others = questions(prepared.judged_first, prepared.ruleset)
    hangs = depends(prepared.judged_first, prepared.ruleset)
    open_ = hangs[hangs["on"].isin(["fact", "likely"])]
    assert {each.code for each in decide if each.column == "mountain"} == set(open_["code"])
    below = [each.below for each in decide]
    assert any(below) and below == sorted(below, reverse=True)
    assert all(each.if_yes or each.if_no for each in decide)
    unknown = prepared.units.index[prepared.units["mountain"].isna()]
    assert {each.code for each in (*decide, *others) if each.column == "mountain"} >= {*unknown}


def test_an_answer_is_read_back_and_is_the_source_of_the_verdict(
    prepared: Prepared, form: Path
) -> None:
    day = datetime.datetime(2025, 12, 5)
    fill(
        form,
        {
            "18952": ("có", "123/QĐ-UBND", "05/12/2025"),
            "18991": ("CÓ", "123/QĐ-UBND", day),
            "19432": ("không", "", ""),
        },
    )
    assert is_form(form)
    after = prepare(read_scenario(PROVINCE, facts=[form]))
    assert after.units.loc[["18952", "18991", "19432"], "mountain"].tolist() == [True, True, False]
    # A blank is no answer.
    others = prepared.units.index.drop(["18952", "18991", "19432"])
    before = prepared.units.loc[others, "mountain"].astype("object").fillna("blank")
    assert before.equals(after.units.loc[others, "mountain"].astype("object").fillna("blank"))
    facts = [f for f in provenance_of(after.units).facts if f.confidence == "office"]
    said = {fact.source.vi: (fact.value, set(fact.codes)) for fact in facts}
    assert said == {
        "quyết định 123/QĐ-UBND ngày 05/12/2025, theo du_kien.xlsx": ("yes", {"18952", "18991"}),
        "theo lời cơ quan, không nêu quyết định, trong du_kien.xlsx": ("no", {"19432"}),
    }
    notes = "\n".join(note.vi for note in provenance_of(after.units).notes)
    assert "Miền núi, vùng cao = có: Xã Tuyên Sơn; Xã Tuyên Bình" in notes or (
        "Miền núi, vùng cao = có: Xã Tuyên Sơn, Xã Tuyên Bình" in notes
    )
    assert "1 câu trả lời không nêu số quyết định" in notes
    # What is answered is asked no more.
    decide, rest = questions(after.judged_first, after.ruleset)
    asked = {each.code for each in (*decide, *rest) if each.column == "mountain"}
    assert not asked & {"18952", "18991", "19432"}


def test_every_wrong_answer_is_named_at_once(prepared: Prepared, form: Path) -> None:
    fill(
        form,
        {
            "18952": ("chắc có", "", ""),
            "18991": ("có", "1/QĐ-UBND", "31/02/2025"),
            "19366": ("có", "", ""),
        },
    )
    book = openpyxl.load_workbook(form)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[HEAD]]
    answer = heads.index("Trả lời (có / không)")
    rows = (
        ("19366", "Xã Bến Quan", "Miền núi, vùng cao", "không"),
        ("99999", "Xã Không Có", "Miền núi, vùng cao", "có"),
        ("18952", "Xã Lao Bảo", "Miền núi, vùng cao", "có"),
        ("18952", "Xã Tuyên Sơn", "Miền núi lắm", "có"),
        ("18859", "Phường Đồng Thuận", "Tỷ lệ dân số đô thị", "120 %"),
    )
    for cells in rows:
        values = [*cells[:3], *[None] * (len(heads) - 3)]
        values[answer] = cells[3]
        page.append(values)
    book.save(form)
    with pytest.raises(InputError) as error:
        read_answers(form, prepared.units)
    said = [problem.text.vi for problem in error.value.problems]
    assert len(said) == 7
    for words in (
        "chắc có",
        "31/02/2025",
        "Không Có",
        "mã và tên của hai đơn vị khác nhau",
        "Miền núi lắm",
        "120 %",
    ):
        assert sum(words in each for each in said) == 1, words
    assert any("Xã Bến Quan" in each and "một câu trả lời" in each for each in said)


def paper(path: Path, title: str, *names: str) -> None:
    """Write a decision as a province does: number and date beside its name, then a list."""
    document = docx.Document()
    head = document.add_table(rows=2, cols=2)
    head.rows[0].cells[0].text = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG TRỊ"
    head.rows[1].cells[0].text = "Số: 2986/QĐ-UBND"
    head.rows[1].cells[1].text = "Quảng Trị, ngày 05 tháng 12 năm 2025"
    document.add_paragraph("Căn cứ Quyết định số 1/QĐ-UBND ngày 01 tháng 01 năm 2020 về biên giới;")
    document.add_paragraph(title)
    table = document.add_table(rows=1, cols=2)
    for cell, written in zip(table.rows[0].cells, ("TT", "Tên xã"), strict=True):
        cell.text = written
    for number, name in enumerate(names, 1):
        for cell, written in zip(table.add_row().cells, (str(number), name), strict=True):
            cell.text = written
    document.save(str(path))


def test_a_decision_is_read_with_its_own_number_and_date(
    prepared: Prepared, tmp_path: Path
) -> None:
    path = tmp_path / "quyet_dinh.docx"
    paper(path, "DANH SÁCH XÃ MIỀN NÚI, VÙNG CAO", "Xã Tuyên Sơn", "xã Hướng Hiệp")
    answers = read_answers(path, prepared.units)
    assert [(each.code, each.column, each.value) for each in answers] == [
        ("18952", "mountain", True),
        ("19555", "mountain", True),
    ]
    assert {each.decision.source.vi for each in answers} == {
        "quyết định 2986/QĐ-UBND ngày 05/12/2025, theo quyet_dinh.docx"
    }
    assert not is_form(path)


@pytest.mark.parametrize(
    ("title", "name", "words"),
    [
        ("Danh sách các xã", "Xã Tuyên Sơn", "không cho biết"),
        ("Danh sách xã biên giới, hải đảo", "Xã Tuyên Sơn", "nhiều dữ kiện cùng lúc"),
        ("Danh sách xã miền núi", "Xã Không Có", "Không Có"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(
    prepared: Prepared, tmp_path: Path, title: str, name: str, words: str
) -> None:
    paper(tmp_path / "a.docx", title, name)
    with pytest.raises(InputError) as error:
        read_answers(tmp_path / "a.docx", prepared.units)
    assert words in error.value.shown("vi")


def test_two_files_that_contradict_are_refused(form: Path, tmp_path: Path) -> None:
    fill(form, {"18952": ("không", "", "")})
    paper(tmp_path / "a.docx", "Danh sách xã miền núi", "Xã Tuyên Sơn")
    with pytest.raises(InputError) as error:
        prepare(read_scenario(PROVINCE, facts=[tmp_path / "a.docx", form]))
    assert "2986/QĐ-UBND" in error.value.shown("vi")


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no document"])
def test_what_is_no_document_is_refused(prepared: Prepared, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(InputError):
        read_answers(tmp_path / "a.docx", prepared.units)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from("/.-"))
def test_a_date_is_read_as_it_is_written(day: datetime.date, sign: str) -> None:
    padded = day.strftime(f"%d{sign}%m{sign}%Y")
    plain = f"{day.day}{sign}{day.month}{sign}{day.year}"
    words = f"ngày {day.day} tháng {day.month} năm {day.year}"
    for written in (padded, plain, words, f"{day.isoformat()} 00:00:00"):
        assert decision_of("", written, "a.xlsx", text("a")).date == day
