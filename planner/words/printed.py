"""The words of the printed sheets, in two languages."""

from __future__ import annotations

from planner.words import Pair

LEVELS: dict[str, Pair] = {
    "commune": ("cấp xã", "commune level"),
    "district": ("cấp huyện", "district level"),
    "province": ("cấp tỉnh", "province level"),
}
TITLES: dict[str, Pair] = {
    "present": (
        "BẢN ĐỒ HIỆN TRẠNG ĐƠN VỊ HÀNH CHÍNH {level} {place}",
        "Administrative units of today: {level}, {place}",
    ),
    "proposal": (
        "BẢN ĐỒ PHƯƠNG ÁN SẮP XẾP ĐƠN VỊ HÀNH CHÍNH {level} {place}",
        "Proposed rearrangement of administrative units: {level}, {place}",
    ),
    "difference": (
        "BẢN ĐỒ SO SÁNH HAI PHƯƠNG ÁN SẮP XẾP {level} {place}",
        "Two plans of rearrangement compared: {level}, {place}",
    ),
}
WORDS: dict[str, Pair] = {
    "area_base": ("Nguồn số liệu diện tích", "Areas rest on"),
    "area_short": ("km²", "km²"),
    "centre": (
        "Trung tâm đơn vị (điểm đại diện)",
        "Centre of a unit (representative point)",
    ),
    "core": (
        "Trung tâm đơn vị nòng cốt (điểm đại diện)",
        "Centre of the core member (representative point)",
    ),
    "differs_short": ("BẢNG KÊ ĐƠN VỊ CÓ KHÁC BIỆT", "Units that differ"),
    "district_name": ("Tên đơn vị cấp huyện", "Name of a district"),
    "grid": ("Lưới ki-lô-mét", "Kilometre grid"),
    "index": ("BẢNG KÊ ĐƠN VỊ", "Index of units"),
    "index_new": ("BẢNG KÊ ĐƠN VỊ SAU SẮP XẾP", "Index of units after the plan"),
    "legend": ("CHÚ GIẢI", "Legend"),
    "more_notes": (
        "Còn {n} ghi chú khác: xem báo cáo kèm theo.",
        "{n} more notes: see the report.",
    ),
    "more_units": (
        "Còn {n} đơn vị khác: xem tên trên bản đồ, biểu kèm theo.",
        "{n} more units: see the map and the tables.",
    ),
    "name": ("Tên đơn vị", "Unit"),
    "notes": ("NGUỒN SỐ LIỆU VÀ GHI CHÚ", "Sources and notes"),
    "number": ("TT", "No."),
    "number_only": (
        "Số trong bảng kê (thiếu chỗ ghi tên)",
        "Number in the index (no room for name)",
    ),
    "numbered": ("Số trong bảng kê, trước tên đơn vị", "Number in the index, before a name"),
    "people_base": ("Nguồn số liệu dân số", "People rest on"),
    "people_short": ("người", "people"),
    "provincial_seat": ("Trung tâm hành chính tỉnh", "Seat of the province"),
    "scale": ("Tỷ lệ", "Scale"),
    "sign_date": ("…………, ngày …… tháng …… năm ………", "Place, date"),
    "signed": ("(Ký tên, đóng dấu)", "(Signature, seal)"),
    "north": ("B", "N"),
    "zone": (
        "VN-2000, múi chiếu 3°, kinh tuyến trục {meridian} (EPSG:{epsg})",
        "VN-2000, zone of 3°, central meridian {meridian} (EPSG:{epsg})",
    ),
}
# Who signs: the department that prepares, then the committee that proposes.
SIGNERS: list[tuple[Pair, Pair]] = [
    (("SỞ NỘI VỤ", "Department of Home Affairs"), ("GIÁM ĐỐC", "Director")),
    (("TM. ỦY BAN NHÂN DÂN", "For the People’s Committee"), ("CHỦ TỊCH", "Chairman")),
]
PROVISIONAL: Pair = (
    "Bản đồ phục vụ lập đề án; ranh giới vẽ theo số liệu đầu vào, không thay cho hồ sơ địa giới "
    "hành chính. Diện tích, dân số lấy từ số liệu, không đo từ bản đồ in.",
    "Made for the proposal; borders are those of the data and do not replace the boundary "
    "dossiers. Areas and people come from the data and are not measured on the sheet.",
)
SEATS_NOTE: Pair = (
    "Số liệu không có vị trí trụ sở; dấu trung tâm là điểm đại diện bên trong đơn vị.",
    "The data hold no seats; the mark of a centre is a representative point inside the unit.",
)
DIVIDED_NOTE: Pair = (
    "Đơn vị bị chia vẽ trọn vào đơn vị mới nhận phần lớn diện tích: {names}.",
    "A divided unit is drawn whole in the new unit that takes most of its area: {names}.",
)
ASSUMED_SIGN = "*"
ASSUMED_NOTE: Pair = (
    "* Số liệu theo tỷ lệ chia giả định, văn bản không nêu tỷ lệ.",
    "* Figures by an assumed share, which no text states.",
)
