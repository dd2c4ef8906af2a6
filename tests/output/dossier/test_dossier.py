"""The dossier of nine squares: its figures are those of the run, and no written word is lost."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from dossier_edit import control_of, drop_tags, texts, write_into
from dossier_world import World, matter_of

from planner.errors import InputError
from planner.evaluation import evaluate
from planner.evaluation.changes import changes
from planner.law import read_ruleset
from planner.output.dossier import write_dossier
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.layout import layout_of
from planner.output.dossier.matter import Matter
from planner.output.dossier.rerun import RECORD, read_before
from planner.output.dossier.word.measure import width_of
from planner.output.dossier.word.writer import Writer
from planner.words.numbers import number_vi
from planner.words.outputs.dossier import FILES


def cells(path: Path, sheet: str) -> list[list[object]]:
    """Read the rows of an annex under its headings."""
    rows = [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]
    top = next(place for place, row in enumerate(rows) if row[0] == "TT")
    return [row for row in rows[top + 1 :] if isinstance(row[0], int)]


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_every_file_that_is_listed_is_there(squares: World) -> None:
    assert {path.name for path in squares.made.files} == {*FILES, RECORD}
    assert squares.made.said == []
    assert {path.name for path in squares.folder.iterdir()} == {*FILES, RECORD}


def test_a_leader_has_one_page_of_what_changes_why_and_at_what_price(squares: World) -> None:
    path, matter = squares.folder / "0_tom_tat.docx", squares.matter
    said = texts(path)
    assert f"từ {matter.before.count:02d} còn {matter.after.count:02d} đơn vị" in said
    for row in changes(squares.evaluation).to_dict("records"):
        assert f"{row['name'].vi} (" in said
    disturbed = squares.evaluation.indicators.set_index("indicator").at["disturbed", "after"]
    assert f"{number_vi(int(disturbed))} người" in said and "Chưa lấy ý kiến Nhân dân" in said
    heads = ["1. Thay đổi gì", "2. Vì sao", "3. Điều chưa biết", "4. Cái giá"]
    places = [said.index(head) for head in heads]
    assert places == sorted(places)
    (picture,) = docx.Document(str(path)).inline_shapes
    # Map and text share a page: so many lines of twelve points stand above it.
    assert picture.height.mm < 110 and len(said) < 2600


def test_figures_are_those_of_the_run(squares: World) -> None:
    matter, merged = squares.matter, squares.evaluation.merged
    scheme, submission = (
        texts(squares.folder / name) for name in ("2_de_an.docx", "1_to_trinh.docx")
    )
    people = number_vi(int(squares.evaluation.units["people"].sum()))
    assert f"quy mô dân số {people} người" in scheme and f"dân số {people} người" in submission
    assert (
        "hiện có 09 đơn vị hành chính cấp xã, gồm 06 xã, 01 phường, 01 thị trấn và 01 đặc khu"
        in scheme
    )
    # A special zone has no standard: nobody may read that all attain theirs.
    assert "đặc khu Ô số 9 không có tiêu chuẩn áp dụng" in submission
    assert f"giảm {matter.fewer:02d} đơn vị ({number_vi(matter.fewer_percent, 2)}%)" in submission
    for unit in matter.formed:
        area, mark = (
            number_vi(float(merged.at[unit.code, "area_km2"]), 2),
            "*" * unit.area_uncertain,
        )
        assert f"{unit.called} có diện tích tự nhiên {area}{mark} km²" in scheme
    rows = cells(squares.folder / "2_phu_luc.xlsx", "Phụ lục 4")
    assert [(row[3], row[5]) for row in rows] == [(u.area, u.people) for u in matter.formed]
    attained = {row[1]: row[6] for row in rows}
    findings = squares.evaluation.findings_after
    for unit in matter.formed:
        own = findings[(findings["code"] == unit.code) & (findings["measure"] == "people")]
        if own["percent"].notna().all():
            shown = attained[unit.called[:1].upper() + unit.called[1:]]
            assert isinstance(shown, float)
            assert 0 <= float(own["percent"].iloc[0]) - shown < 0.01 + 1e-9
    present = openpyxl.load_workbook(squares.folder / "2_phu_luc.xlsx")["Phụ lục 2"]
    sums = [
        cell.value for row in present.iter_rows() for cell in row if str(cell.value)[:5] == "=SUM("
    ]
    assert len(sums) == 2


def test_what_is_not_certain_or_missing_is_marked(squares: World) -> None:
    """A divided unit is shared by an assumed half; nobody has given staff or opinions."""
    book = openpyxl.load_workbook(squares.folder / "2_phu_luc.xlsx")
    staff = book["Phụ lục 6"]
    empty = [c for row in staff.iter_rows() for c in row if c.fill.fgColor.rgb == "FFFFF2CC"]
    assert len(empty) == 9 * len(squares.matter.formed)
    assert all(cell.value is None for cell in empty)
    annex = docx.Document(str(squares.folder / "2_phu_luc.docx"))
    marked = list(annex.element.body.iter(qn("w:highlight")))
    assert len(marked) > len(empty)
    assert "đã chứng minh" in texts(squares.folder / "0_phieu_kiem_soat.docx")


def test_the_draft_divides_a_unit_as_the_plan_does(squares: World) -> None:
    draft = texts(squares.folder / "4_du_thao_nghi_quyet.docx")
    assert "một phần diện tích tự nhiên, quy mô dân số của thị trấn Ô số 5" in draft
    later = "phần còn lại của thị trấn Ô số 5 sau khi sắp xếp theo quy định tại khoản 2 Điều này"
    assert later in draft
    assert squares.matter.closing in draft


def test_pages_are_those_of_an_office(squares: World) -> None:
    paper = docx.Document(str(squares.folder / "1_to_trinh.docx"))
    page = paper.sections[0]
    assert [round(edge.mm) for edge in (page.page_width, page.page_height)] == [210, 297]
    edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(edge.mm) for edge in edges] == [20, 20, 30, 15]
    assert page.different_first_page_header_footer
    style = paper.styles["Normal"]
    assert style.font.name == "Times New Roman" and style.font.size.pt == 14
    annex = docx.Document(str(squares.folder / "2_phu_luc.docx"))
    assert annex.sections[0].page_width > annex.sections[0].page_height
    for table in annex.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        # A cell without letters is as low as the others of its row.
        for paragraph in table._tbl.iter(qn("w:p")):
            assert paragraph.pPr.find(qn("w:rPr")).find(qn("w:sz")).get(qn("w:val")) == "22"


def test_the_office_that_signs_stands_on_one_line(squares: World) -> None:
    draft = docx.Document(str(squares.folder / "4_du_thao_nghi_quyet.docx"))
    left, right = draft.tables[-1].rows[0].cells
    office = right.paragraphs[0].text
    assert office == "TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI"
    assert width_of(office, 14.0) < right.width.mm
    assert left.width.mm + right.width.mm == pytest.approx(165.0, abs=0.1)


def test_titles_and_tags_of_fields_are_told_apart(squares: World) -> None:
    """By either of them a field is found again."""
    for name, entries in json.loads((squares.folder / RECORD).read_text("utf-8"))["fields"].items():
        for key in ("tag", "title"):
            assert len({each[key] for each in entries}) == len(entries), (name, key)


def test_a_field_in_a_long_line_is_not_torn() -> None:
    """A title is parted where its sense allows; what is in a field may be written anew."""
    writer = Writer("", {}, {}, {})
    hint = "cơ quan, người có thẩm quyền xem xét, thẩm định, trình cấp có thẩm quyền quyết định"
    writer.write(f"@centre Kính gửi: [[to_trinh.kinh_gui|Nơi nhận|{hint}]]")
    assert [field.tag for field in writer.made] == ["to_trinh.kinh_gui"]
    said = "".join(node.text or "" for node in writer.paper.element.body.iter(qn("w:t")))
    assert said == f"Kính gửi: [{hint}]"


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(squares: World, tmp_path: Path) -> None:
    write_dossier(matter_of(squares.evaluation), OfficeData(), tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(squares.folder)


def test_no_clock_reaches_a_document(squares: World) -> None:
    for path in squares.folder.glob("*.docx"):
        with zipfile.ZipFile(path) as whole:
            assert {entry.date_time for entry in whole.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            core = whole.read("docProps/core.xml").decode()
        assert set(re.findall(r">(\d{4}-[^<]*)<", core)) == {"2000-01-01T00:00:00Z"}


def test_a_dossier_is_replaced_only_when_asked(squares: World) -> None:
    before = hashes(squares.folder)
    with pytest.raises(InputError, match="--force"):
        write_dossier(squares.matter, OfficeData(), squares.folder)
    assert hashes(squares.folder) == before


def changed(matter: Matter) -> Matter:
    """Change the plan: the new unit 00003 is gone, 00008 is one."""
    old = matter.evaluation
    parts, results = old.plan.parts.copy(), old.plan.results.drop("00003")
    parts.loc[parts["new_code"] == "00003", "new_code"] = "00001"
    parts.loc[parts["code"] == "00007", "new_code"] = "00008"
    plan = replace(old.plan, parts=parts, results=results)
    return matter_of(evaluate(old.units, old.graph, plan, old.ruleset))


@pytest.fixture(scope="module")
def again(squares: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Write into the dossier, in Word and elsewhere, and make it again of another plan."""
    folder = tmp_path_factory.mktemp("again") / "dossier"
    shutil.copytree(squares.folder, folder)
    scheme = folder / "2_de_an.docx"
    write_into(scheme, "de_an.lich_su", "Đoạn một.", "Đoạn hai,", bold=" in đậm.")
    write_into(scheme, "de_an.00003.ly_do", "Lý do của đơn vị sẽ mất.")
    write_into(scheme, "de_an.00004.ly_do", "Lý do của đơn vị còn lại.")
    write_into(scheme, "de_an.ket_luan", "[Để trong ngoặc vuông, có dấu ……]")
    paper = docx.Document(str(scheme))
    moved = control_of(paper, "de_an.su_can_thiet")
    control_of(paper, "de_an.kien_nghi").addprevious(moved)
    paper.save(str(scheme))
    write_into(scheme, "de_an.su_can_thiet", "Sự cần thiết đã viết.")
    submission = folder / "1_to_trinh.docx"
    write_into(submission, "to_trinh.can_cu", "Nghị quyết một.", "Nghị quyết hai.")
    write_into(submission, "to_trinh.ngay", "ngày 05 tháng 01 năm 2027")
    drop_tags(submission)
    (folder / "ghi_chu.txt").write_text("của người dùng", "utf-8")
    matter = changed(squares.matter)
    yield World(
        matter.evaluation, matter, folder, write_dossier(matter, OfficeData(), folder, force=True)
    )


@pytest.mark.slow
def test_written_words_stay_when_the_plan_changes(again: World) -> None:
    kept = read_before(again.folder).by_tag
    assert kept["de_an.lich_su"].text == "Đoạn một.\nĐoạn hai, in đậm."
    bold = [node for each in kept["de_an.lich_su"].content for node in each.iter(qn("w:b"))]
    assert len(bold) == 1
    assert kept["de_an.00004.ly_do"].text == "Lý do của đơn vị còn lại."
    assert kept["de_an.ket_luan"].text == "[Để trong ngoặc vuông, có dấu ……]"
    assert kept["de_an.su_can_thiet"].text == "Sự cần thiết đã viết."
    # From a document whose tags another program has dropped.
    assert kept["to_trinh.can_cu"].text == "Nghị quyết một.\nNghị quyết hai."
    assert kept["to_trinh.ngay"].text == "ngày 05 tháng 01 năm 2027"
    assert kept["de_an.00008.ly_do"].blank and not kept["de_an.00004.ly_do"].blank
    assert texts(again.folder / "2_de_an.docx").count("Lý do của đơn vị còn lại.") == 1
    assert texts(again.folder / "1_to_trinh.docx").count("Nghị quyết hai.") == 1


@pytest.mark.slow
def test_what_has_no_place_any_more_is_kept_and_said(again: World) -> None:
    assert "de_an.00003.ly_do" not in read_before(again.folder).by_tag
    said = "\n".join(text.vi for text in again.made.said)
    left = next(again.folder.glob("Nội dung không còn chỗ*.docx"))
    assert "Lý do của đơn vị sẽ mất." in texts(left)
    assert left.name in said and "Lý do, lịch sử của xã Ô Ba" in said
    assert "de_an.su_can_thiet" in said
    # The edited documents are still there, under other names that are said.
    for name in ("2_de_an (đã sửa) 1.docx", "1_to_trinh (đã sửa) 1.docx"):
        assert (again.folder / name).is_file() and name in said
    assert "Lý do của đơn vị sẽ mất." in texts(again.folder / "2_de_an (đã sửa) 1.docx")
    assert (again.folder / "ghi_chu.txt").read_text("utf-8") == "của người dùng"


def test_only_laws_with_a_layout_have_a_dossier() -> None:
    assert layout_of(read_ruleset("vn-commune-112-2025")).period == "năm 2026"
    assert layout_of(read_ruleset("vn-commune-35-2023-2026")).period == "giai đoạn 2026 - 2030"
    district = layout_of(read_ruleset("vn-district-35-2023"))
    assert (district.called, district.period) == ("cấp huyện", "giai đoạn 2023 - 2025")
    assert district.support is not None and district.support.million_per_unit == 20000
    assert layout_of(read_ruleset("vn-commune-35-2023")).called == "cấp xã"
    with pytest.raises(InputError, match="no dossier is laid down"):
        layout_of(read_ruleset("vn-commune-653-2019"))
