"""The words of tables, workbooks and layers, in two languages."""

from __future__ import annotations

from planner.words.law import NOT_CERTAIN
from planner.words.text import Text

# Sheets of the workbook, by the name on the tab and the heading.
SUMMARY = "Tổng hợp"
BEHIND = "Căn cứ và ghi chú"
PLAN = Text("Phương án", "New units")
PRESENT = Text("Đơn vị hiện trạng", "Present units")
FINDINGS_AFTER = Text("Kết quả xét", "Findings after")
FINDINGS_BEFORE = Text("Hiện trạng xét", "Findings before")
# Of findings only these are printed: the others say what they said before.
CHANGED_PRINTED = Text(
    "Bản in chỉ có các đơn vị thay đổi; trang này và findings.csv có đủ mọi đơn vị.",
    "Only units that change are printed; this sheet and findings.csv have all.",
)
HEADS: dict[str, Text] = {
    "area": Text("Diện tích (km²)", "Area"),
    "area_attained": Text("Diện tích đạt (%)", "Area attained"),
    "article": Text("Điều khoản", "Article"),
    "assumed": NOT_CERTAIN,
    "base": Text("Nguồn số liệu", "Base of figure"),
    "code": Text("Mã", "Code"),
    "chosen": Text("Được chọn", "Chosen"),
    "collides": Text("Trùng tên trong tỉnh", "Name taken in the province"),
    "confidence": Text("Độ tin cậy", "Confidence"),
    "district": Text("Huyện", "District"),
    "digits": Text("Có số", "Has a number"),
    "factor": Text("Hệ số giảm", "Factor"),
    "kind": Text("Loại", "Kind"),
    "finding": Text("Hình dạng", "Shape"),
    "from_code": Text("Mã đơn vị có tên đó", "Code of the unit of that name"),
    "from_people": Text("Dân số đơn vị đó (người)", "People of that unit"),
    "law_reason": Text("Căn cứ về diện", "On what ground"),
    "law_role": Text("Diện sắp xếp", "Asked by law"),
    "limit": Text("Mức phải xem", "Limit"),
    "measure": Text("Tiêu chí", "Measure"),
    "members": Text("Gồm các đơn vị", "Made of"),
    "name": Text("Tên đơn vị", "Name"),
    "new_code": Text("Mã mới", "New code"),
    "new_name": Text("Đơn vị mới", "New unit"),
    "note": Text("Ghi chú", "Note"),
    "number": Text("STT", "No."),
    "people": Text("Dân số (người)", "People"),
    "people_attained": Text("Dân số đạt (%)", "People attained"),
    "offered": Text("Tên có thể chọn", "Name to choose"),
    "percent": Text("Tỷ lệ đạt (%)", "Percent"),
    "reduced_by": Text("Căn cứ giảm", "Reduction"),
    "role": Text("Vai trò", "Role"),
    "standard": Text("Tiêu chuẩn", "Standard"),
    "standing": Text("Chắc chắn đến đâu", "How sure"),
    "state": Text("Trạng thái", "State"),
    "status": Text("Kết quả", "Verdict"),
    "threshold": Text("Mức phải đạt", "Threshold"),
    "unit": Text("Đơn vị tính", "Unit"),
    "units": Text("Số đơn vị hợp thành", "Members"),
    "value": Text("Giá trị", "Value"),
    "waived_by": Text("Căn cứ miễn xét", "Waiver"),
    "why": Text("Vì sao sắp xếp", "Why it is made"),
    "x": Text("X (m)", "Easting"),
    "y": Text("Y (m)", "Northing"),
}
INDICATOR_HEADS = (
    Text("Chỉ tiêu", "Indicator"),
    Text("Tiếng Anh", "In English"),
    Text("Đơn vị tính", "Unit"),
    Text("Hiện trạng", "Before"),
    Text("Phương án", "After"),
    Text("Tăng, giảm", "Difference"),
)
STAGE_HEADS: dict[str, Text] = {
    "stage": Text("Bước", "Stage"),
    "english": Text("Tiếng Anh", "In English"),
    "unit": Text("Đơn vị tính", "Unit"),
    "value": Text("Giá trị", "Value"),
    "bound": Text("Cận", "Bound"),
    "final": Text("Giá trị cuối", "Final value"),
    "grade": Text("Kết quả chứng minh", "Proof"),
    "within": Text("Được nới (%)", "Within (%)"),
    "raised": Text("Làm tăng cận của bước cuối (%)", "Cost to the last stage (%)"),
}
# The first sheet, in Vietnamese alone.
FIRST_HEADS: dict[str, Text] = dict(
    zip(
        ("indicator", "english", "unit", "before", "after", "difference"),
        INDICATOR_HEADS,
        strict=True,
    )
)
CHANGES = Text("Các đơn vị mới, kết quả xét và lý do", "New units, their verdict and why")
NO_CHANGE = Text("Phương án giữ nguyên mọi đơn vị.", "The plan leaves every unit as it is.")
MADE_OF = Text(
    "{before} đơn vị còn {after}: {new} đơn vị mới, hình thành từ {moved} đơn vị hiện nay",
    "{before} units become {after}: {new} new units, made of {moved} units of today",
)
NOTES_BEHIND = Text(
    f"Căn cứ pháp lý, nguồn số liệu, giả định và ghi chú: trang “{BEHIND}”.",
    "Law, sources, assumptions and notes: the last sheet.",
)
# Parts of the sheet of notes.
STAGES = Text("Các bước tối ưu", "Stages of the objective")
FAILED = Text("Kiểm tra độc lập phát hiện lỗi", "Independent check failed")
LAW = Text("Căn cứ pháp lý", "Law")
SOURCES = Text("Nguồn số liệu", "Sources")
REPAIRS = Text("Ranh giới đã sửa", "Repairs")
TIES = Text("Mối gắn kết được nêu", "Ties that are named")
SEATS = Text("Trụ sở và nơi dân ở xa nhất", "Seats, and who lives farthest")
DISTRICTS = Text("Theo huyện hiện nay", "By district of today")
SHAPES = Text("Hình dạng cần xem lại", "Shapes to look at")
NOTES = Text("Ghi chú", "Notes")
GLOSSARY = Text("Từ dùng trong bảng", "Words of the tables")
FILES = Text("Tệp đầu vào", "Input files")
SOURCE = Text("Nguồn", "Source")
REPLACED = Text("Số của văn bản đã được thay", "Number of the law replaced")
CHECK = Text("Kiểm tra độc lập", "Independent check")
PASSED: dict[bool, Text] = {True: Text("đạt", "passed"), False: Text("không đạt", "failed")}
REPEATABLE: dict[bool, Text] = {
    True: Text("Chạy lại cho cùng kết quả", "Repeatable"),
    False: Text("Dừng do hết giờ, chạy lại có thể khác", "Stopped by the clock, not repeatable"),
}
TOTAL = Text("Tổng cộng", "Total")
YES_NO: dict[bool, Text] = {True: Text("Có", "Yes"), False: Text("Không", "No")}
# A divided unit among the members of a new one.
A_PART = Text("một phần", "a part")
# First lines of scenario.yaml and ruleset.yaml.
APPLIED: dict[str, Text] = {
    "scenario.yaml": Text(
        "Kịch bản đã được áp dụng trong lần chạy này.",
        "The scenario as it was applied in this run.",
    ),
    "ruleset.yaml": Text(
        "Bộ quy tắc đã được áp dụng trong lần chạy này.",
        "The rule set as it was applied in this run.",
    ),
}
# Indicators of an evaluation that are no term of an objective.
INDICATORS: dict[str, Text] = {
    "units": Text("Số đơn vị", "Units"),
    "people": Text("Dân số", "People"),
    "area": Text("Diện tích", "Area"),
    "accepted": Text(
        "Đơn vị đạt, được miễn hoặc được giữ nguyên", "Units accepted or left as they are"
    ),
    "resting_on_waiver": Text("Đơn vị chỉ đạt nhờ miễn xét", "Units resting on a waiver"),
    "no_rule": Text("Đơn vị không có tiêu chuẩn áp dụng", "Units without a rule"),
    "assumed_share": Text(
        "Đơn vị có số liệu chưa chắc chắn", "Units whose figures are not certain"
    ),
    "largest_people": Text("Dân số lớn nhất", "Most people"),
    "smallest_people": Text("Dân số nhỏ nhất", "Fewest people"),
    "variation_people": Text("Hệ số biến thiên dân số", "Variation of people (sd ∕ mean)"),
}
# Columns of the GIS layers that are none of a unit.
ALIASES: dict[str, Text] = {
    "code": Text("Mã", "Code"),
    "full_name": Text("Tên đầy đủ", "Full name"),
    "status": Text("Kết quả xét", "Verdict"),
    "accepted": Text("Đạt, được miễn hoặc được giữ nguyên", "Accepted or left as it is"),
    "below": Text("Dưới tiêu chuẩn", "Below a standard"),
    "waived": Text("Đạt nhờ miễn xét", "Rests on a waiver"),
    "untouched": Text("Không thuộc diện sắp xếp, giữ nguyên", "Not touched by the law"),
    "law_role": Text("Diện sắp xếp", "What the law asks"),
    "law_reason": Text("Căn cứ", "On what ground"),
    "no_rule": Text("Không có tiêu chuẩn áp dụng", "No rule applies"),
    "shortfall_percent": Text("Phần thiếu, %", "Missing percent, summed"),
    "least_percent": Text("Tỷ lệ đạt thấp nhất, %", "Least percent attained"),
    "people_standard": Text("Tiêu chuẩn dân số, người", "Standard of people, persons"),
    "people_threshold": Text("Ngưỡng dân số, người", "Threshold of people, persons"),
    "people_percent": Text("Đạt về dân số, %", "Percent of the people threshold"),
    "people_status": Text("Kết quả về dân số", "Verdict on people"),
    "area_standard": Text("Tiêu chuẩn diện tích, km²", "Standard of area, km²"),
    "area_threshold": Text("Ngưỡng diện tích, km²", "Threshold of area, km²"),
    "area_percent": Text("Đạt về diện tích, %", "Percent of the area threshold"),
    "area_status": Text("Kết quả về diện tích", "Verdict on area"),
    "rule": Text("Quy định", "Rule"),
    "article": Text("Điều khoản", "Article"),
    "waived_by": Text("Căn cứ miễn xét", "Waived by"),
    "role": Text("Vai trò", "Role"),
    "new_code": Text("Mã mới", "New code"),
    "new_name": Text("Đơn vị mới", "New unit"),
    "member_codes": Text("Mã đơn vị hợp thành", "Codes of the members"),
    "members": Text("Gồm các đơn vị", "Members"),
    "from_name": Text("Từ đơn vị", "From"),
    "from_district": Text("Thuộc huyện", "In the district"),
    "to_code": Text("Mã đơn vị mới", "Code of the new unit"),
    "to_name": Text("Vào đơn vị mới", "To"),
}
# The column of the printed legend, and what its style is.
CATEGORY = Text("Nhóm trong chú giải", "Category of the legend")
AS_PRINTED = Text("Như bản đồ in", "As on the printed map")
# Tables in a notebook.
INDICATOR, BEFORE, AFTER = (
    Text("Chỉ tiêu", "Indicator"),
    Text("Trước", "Before"),
    Text("Sau", "After"),
)
STAGE, VALUE, BOUND, PROOF = (
    Text("Bước", "Stage"),
    Text("Giá trị", "Value"),
    Text("Cận dưới", "Lower bound"),
    Text("Chứng minh", "Proof"),
)
KEY, SETTING = Text("Khóa", "Key"), Text("Giá trị", "Value")
GIVEN: Text = Text("Phương án có sẵn", "A plan that was given")
"""A plan that nobody solved: it has no stages."""

# What the data doctor writes.
DOUBT_HEADINGS = (
    Text("Loại", "Kind"),
    Text("Tệp, trang, dòng, ô", "File, sheet, row, cell"),
    Text("Nội dung", "What it is"),
)
# The table in which doubts are settled, by what the program calls its columns.
MATCH_HEADINGS = {
    "file": Text("Tệp, trang", "File, sheet"),
    "row": Text("Dòng", "Row"),
    "written_code": Text("Mã trong tệp", "Code in the file"),
    "written": Text("Tên trong tệp", "Name in the file"),
    "code": Text("Mã đơn vị", "Code of the unit"),
    "name": Text("Tên đơn vị", "Name of the unit"),
    "score": Text("Giống (%)", "Alike (%)"),
    "how": Text("Cách ghép, điều đáng ngờ", "How, and what is doubtful"),
    "column": Text("Cột", "Column"),
    "figure": Text("Số trong tệp", "Figure in the file"),
    "answer": Text("Trả lời", "Answer"),
}
FIGURE_NAMES = {
    "people": Text("Dân số", "People"),
    "area_km2": Text("Diện tích (km²)", "Area (km²)"),
    "outlines": Text("Ranh giới", "Outlines"),
}
KINDS_OF_REMARK = {
    "doubt": Text("cần xem", "doubt"),
    "done": Text("đã làm", "done"),
}
IMPORT_TITLE = Text("{where}: phương án sắp xếp xã, phường", "{where}: arrangement of communes")
BRIDGED = Text(
    "lớp ranh giới để hở giữa hai đơn vị (sông, đường): coi là liền kề",
    "the layer leaves a gap between both (a river, a road): taken for neighbours",
)
IMPORT_HEAD = Text(
    "Ranh giới và số liệu của cơ quan, đã làm sạch bằng planner data import.",
    "Boundaries and figures of the office, cleaned by planner data import.",
)
