"""The words of the printed sheets, in two languages."""

from __future__ import annotations

from planner.words.text import Text

TITLES: dict[str, Text] = {
    "present": Text(
        "BẢN ĐỒ HIỆN TRẠNG ĐƠN VỊ HÀNH CHÍNH {level} {place}",
        "Administrative units of today: {level}, {place}",
    ),
    "proposal": Text(
        "BẢN ĐỒ PHƯƠNG ÁN SẮP XẾP ĐƠN VỊ HÀNH CHÍNH {level} {place}",
        "Proposed rearrangement of administrative units: {level}, {place}",
    ),
    "changes": Text(
        "BẢN ĐỒ THAY ĐỔI SO VỚI HIỆN TRẠNG, ĐƠN VỊ HÀNH CHÍNH {level} {place}",
        "What the plan changes: {level}, {place}",
    ),
    "difference": Text(
        "BẢN ĐỒ SO SÁNH HAI PHƯƠNG ÁN SẮP XẾP {level} {place}",
        "Two plans of rearrangement compared: {level}, {place}",
    ),
}
WORDS: dict[str, Text] = {
    "area_base": Text("Nguồn số liệu diện tích", "Areas rest on"),
    "area_short": Text("km²", "km²"),
    "becomes": Text("Đơn vị sau sắp xếp", "Becomes"),
    "centre": Text(
        "Trung tâm đơn vị (điểm đại diện)",
        "Centre of a unit (representative point)",
    ),
    "core": Text(
        "Trung tâm đơn vị nòng cốt (điểm đại diện)",
        "Centre of the core member (representative point)",
    ),
    "differs_short": Text("BẢNG KÊ ĐƠN VỊ CÓ KHÁC BIỆT", "Units that differ"),
    "district_name": Text("Tên đơn vị cấp huyện", "Name of a district"),
    "grid": Text("Lưới ki-lô-mét", "Kilometre grid"),
    "index": Text("BẢNG KÊ ĐƠN VỊ", "Index of units"),
    "index_changes": Text("BẢNG KÊ ĐƠN VỊ THAY ĐỔI", "Units that change"),
    "index_new": Text("BẢNG KÊ ĐƠN VỊ SAU SẮP XẾP", "Index of units after the plan"),
    "legend": Text("CHÚ GIẢI", "Legend"),
    "more_notes": Text(
        "Còn {n} ghi chú khác: xem trang cuối của tệp summary.xlsx và phiếu kiểm soát hồ sơ.",
        "{n} more notes: see the last sheet of summary.xlsx, and the control sheet of the dossier.",
    ),
    "notes_left": Text("Còn {n} ghi chú khác.", "{n} more notes."),
    "more_units": Text(
        "Còn {n} đơn vị khác: xem bản đồ và tệp summary.xlsx.",
        "{n} more units: see the map and summary.xlsx.",
    ),
    "name": Text("Tên đơn vị", "Unit"),
    "notes": Text("NGUỒN SỐ LIỆU VÀ GHI CHÚ", "Sources and notes"),
    "number": Text("TT", "No."),
    "number_only": Text(
        "Số trong bảng kê (thiếu chỗ ghi tên)",
        "Number in the index (no room for name)",
    ),
    "numbered": Text("Số trong bảng kê, trước tên đơn vị", "Number in the index, before a name"),
    "people_base": Text("Nguồn số liệu dân số", "People rest on"),
    "people_short": Text("người", "people"),
    "provincial_seat": Text("Trung tâm hành chính tỉnh", "Seat of the province"),
    "scale": Text("Tỷ lệ", "Scale"),
    "stands": Text("PHƯƠNG ÁN ĐỨNG TRÊN ĐIỀU GÌ", "What the plan stands on"),
    "sign_date": Text("…………, ngày …… tháng …… năm ………", "Place, date"),
    "signed": Text("(Ký tên, đóng dấu)", "(Signature, seal)"),
    "north": Text("B", "N"),
    "zone": Text(
        "VN-2000, múi chiếu {width}°, kinh tuyến trục {meridian} (EPSG:{epsg})",
        "VN-2000, zone of {width}°, central meridian {meridian} (EPSG:{epsg})",
    ),
}
# Who signs: the department that prepares, then the committee that proposes.
SIGNERS: list[tuple[Text, Text]] = [
    (Text("SỞ NỘI VỤ", "Department of Home Affairs"), Text("GIÁM ĐỐC", "Director")),
    (Text("TM. ỦY BAN NHÂN DÂN", "For the People’s Committee"), Text("CHỦ TỊCH", "Chairman")),
]
PROVISIONAL: Text = Text(
    "Bản đồ phục vụ lập đề án, vẽ theo số liệu đầu vào; không thay hồ sơ địa giới, không để đo.",
    "Made for the proposal, of the data given; no boundary dossier, and not to be measured.",
)
DIVIDED_NOTE: Text = Text(
    "Đơn vị bị chia vẽ trọn vào đơn vị mới nhận phần lớn diện tích: {names}.",
    "A divided unit is drawn whole in the new unit that takes most of its area: {names}.",
)
ASSUMED_SIGN = "*"
ASSUMED_NOTE: Text = Text(
    "* Số liệu chưa chắc chắn: chia theo giả định, khôi phục, đáng ngờ hoặc ước tính.",
    "* Figures not certain: by an assumed share, restored, doubtful or estimated.",
)
# The legend.
BORDERS: dict[str, Text] = {
    "province": Text("Ranh giới tỉnh, bờ biển", "Province border, coast"),
    "islet": Text("Bờ đảo nhỏ", "Coast of an islet"),
    "district": Text("Ranh giới cấp huyện", "District border"),
    "unit": Text("Ranh giới {level}", "Border, {level}"),
    "new": Text("Ranh giới đơn vị mới", "Border of a new unit"),
    "hangs": Text("Ranh giới mới, treo vào câu trả lời", "New border that hangs on an answer"),
    "as_read": Text("Ranh giới mới, chỉ đúng theo cách đọc này", "New border, only as read"),
    "former": Text("Ranh giới cũ, bị xóa", "Former border, dissolved"),
    "neither": Text("Ranh giới hiện nay, cả hai đều bỏ", "Border of today in neither plan"),
    "first": Text("Ranh giới chỉ có ở phương án A", "Border of plan A only"),
    "second": Text("Ranh giới chỉ có ở phương án B", "Border of plan B only"),
    "both": Text("Ranh giới có ở cả hai", "Border of both plans"),
}
AREAS: dict[str, Text] = {
    "gap": Text("Không thuộc đơn vị nào trong số liệu", "In no unit of the data (lake or gap)"),
    "same": Text("Hai phương án như nhau", "Same in both plans"),
    "renamed": Text("Cùng địa bàn, khác tên", "Same area, other name"),
    "differs": Text("Hai phương án khác nhau", "Plans differ"),
}
FORMER_MEMBERS = Text("Đơn vị nhập vào", "Members")
THE_UNIT = Text("Đơn vị mới", "New unit")
FORMED = Text("{kind} hình thành sau sắp xếp", "{kind} formed by the plan")
KEPT = Text("{kind} giữ nguyên", "{kind} that stays as it is")
# Below the heading.
COUNTS = Text(
    "{was}{count} đơn vị ({kinds}) · {people} người · {area} km²",
    "{was}{count} units ({kinds}) · {people} people · {area} km²",
)
CHANGED = Text(
    "{count} đơn vị thay đổi, thành {new} đơn vị mới · {before} → {after} đơn vị",
    "{count} units change and become {new} new ones · {before} → {after} units",
)
COMPARED = Text(
    "A: {one} ({ones} đơn vị) · B: {other} ({others} đơn vị) · cùng địa bàn {same}/{count} đơn vị "
    "hiện nay{renamed}",
    "A: {one} ({ones} units) · B: {other} ({others} units) · one area for {same} of {count} units "
    "of today{renamed}",
)
RENAMED = Text(", trong đó {count} khác tên", ", {count} of them under another name")
# Heads of the name of a province, which an English title does without.
PROVINCE_HEADS = ("Tỉnh ", "Thành phố ")
BASE_LINE = Text("{head}: {bases}.", "{head}: {bases}.")
AROUND_NOTE: Text = Text(
    "Quanh tỉnh: dữ liệu có sẵn, giản lược 250 m.",
    "Around the province: data of the program, simplified to 250 m.",
)

# A unit divided along its settlements.
DIVISION = Text(
    "Đề xuất điều chỉnh thôn: {giver} → {taker}",
    "Settlements that would go from {giver} to {taker}",
)
DIVISION_LEGEND: dict[str, Text] = {
    "taker": Text("Đơn vị nhận", "Who takes"),
    "goes": Text("Thôn chuyển đi", "Settlements that go"),
    "stays": Text("Thôn ở lại", "Settlements that stay"),
}
PIECES: dict[str, Text] = {
    "unit": Text("Mã đơn vị", "Code"),
    "unit_name": Text("Tên đơn vị", "Unit"),
    "settlement": Text("Thôn, tổ dân phố", "Settlement"),
    "people": Text("Dân số (người)", "People"),
    "area_km2": Text("Diện tích ước tính (km²)", "Estimated area (km²)"),
    "goes": Text("Chuyển đi", "Goes"),
    "to_code": Text("Mã đơn vị mới", "Code of the new unit"),
    "to_name": Text("Đơn vị mới", "New unit"),
}
