"""The words in which a rule set is described, in two languages."""

from __future__ import annotations

from planner.words.text import Text

HEADINGS: dict[str, Text] = {
    "standards": Text("Tiêu chuẩn", "Standards"),
    "results": Text(
        "Định hướng về tiêu chuẩn của đơn vị hình thành sau sắp xếp", "Orientation for results"
    ),
    "reductions": Text("Mức giảm", "Reductions"),
    "waivers": Text("Miễn xét tiêu chuẩn", "Waivers"),
    "triggers": Text("Đơn vị phải sắp xếp", "Units that must be rearranged"),
    "exemptions": Text("Không bắt buộc sắp xếp", "Exemptions"),
    "flags": Text("Tính chất của đơn vị hợp nhất", "Properties of merged units"),
    "result_kinds": Text("Loại của đơn vị mới", "Kind of the result"),
    "assumptions": Text("Điều văn bản chưa nói", "Open questions"),
    "scales": Text("Điểm phân loại", "Points of classification"),
    "classes": Text("Loại đơn vị hành chính", "Classes"),
    "targets": Text("Số đơn vị", "Number of units"),
    "names": Text("Tên", "Names"),
    "mountain": Text("Miền núi", "Mountains"),
}
CHECKS: dict[str, Text] = {
    "name_of_a_member": Text(
        "dùng tên của một trong các đơn vị cũ",
        "the name of one of the old units",
    ),
    "no_collision": Text(
        "không trùng với đơn vị khác trong tỉnh",
        "no other unit of the province has it",
    ),
    "no_number": Text("không chứa số", "holds no number"),
}
WITHIN: dict[str, Text] = {
    "kind": Text(", cùng loại", ", of the same kind"),
    "level": Text(", cùng cấp", ", of the same level"),
}
ADVICE = Text(" (khuyến khích)", " (advice)")
MEMBERS: dict[str, Text] = {
    "all": Text("mọi đơn vị nhập vào", "all members"),
    "any": Text("một đơn vị nhập vào là đủ", "one member is enough"),
}
LOWERS = Text(" (chỉ tiêu chuẩn {0})", " (only the standard {0})")
MEETS = Text(
    ", và đạt diện tích, dân số của tiêu chuẩn {0}",
    ", and with people and area of the standard {0}",
)
OF = Text(" của tiêu chuẩn `{0}`", " of the standard `{0}`")
TARGET_LEVELS: dict[str, Text] = {
    "national": Text("cả nước", "the whole country"),
    "province": Text("trong tỉnh", "the province"),
}
SPARED = Text("không xét", "not judged:")
OF_STANDARD = Text("tiêu chuẩn", "of the standard")
WITH_MEMBER = Text("có thành viên là", "with a member that is a")
OR = Text(" hoặc ", " or ")
AND = Text(" và ", " and ")
APPLIED = Text(" (đang áp dụng)", " (applied)")
WHERE_KNOWN = Text(" (khi biết)", " (where known)")
BUT_NOT = Text("trừ", "but not")
NOT = Text("không {column}", "not {column}")
FALL = Text("giảm từ {0} đến {1} % số đơn vị, {2}", "{2} loses {0} to {1} percent of its units")
SHARE = {
    "area_km2": Text("tỷ lệ diện tích thành viên miền núi ≥ {0}", "mountain share of area ≥ {0}"),
    "units": Text("tỷ lệ số thành viên miền núi ≥ {0}", "mountain share of members ≥ {0}"),
}
ONE_MOUNTAIN = Text(
    "một thành viên miền núi là đủ để đơn vị hợp nhất là miền núi",
    "one mountain member makes the merged unit mountainous",
)
LADDER = Text(
    "; từ {0}, cứ đủ {1} thì thêm {2}",
    "; from {0} on, each full {1} adds {2}",
)
FLOOR = Text(", không dưới {0}", ", never below {0}")
SCALE = Text(
    "{0} điểm đến {1}; cứ thêm {2} được {3}; tối đa {4}",
    "{0} points up to {1}; each {2} more earn {3}; at most {4}",
)
FALLING = Text(
    "{0} điểm từ {1}; cứ giảm {2} được {3}; tối đa {4}",
    "{0} points from {1} up; each {2} less earn {3}; at most {4}",
)
NONE_BELOW = Text("; dưới {0} không có điểm", "; none below {0}")
POINTS = Text("{0} điểm", "{0} points")
POINTS_FROM = Text("{0} điểm từ {1}", "{0} points from {1}")
BONUS = Text("điểm ưu tiên", "bonus")
FROM_POINTS = Text(", từ {0} điểm, kể cả điểm ưu tiên", ", from {0} points, bonus included")
FROM_POINTS_ALONE = Text(
    ", từ {0} điểm, không kể điểm ưu tiên", ", from {0} points without the bonus"
)
WITHOUT_DATES = Text("không có thời hạn", "without dates")
FROM = Text("từ {day}", "from {day}")
FROM_TO = Text("từ {day} đến {last}", "from {day} to {last}")
# Heads of the page of a rule set, and of its tables.
FACTS = {
    "id": Text("Mã", "Id"),
    "level": Text("Cấp", "Level"),
    "in_force": Text("Hiệu lực", "In force"),
    "grounds": Text("Dựa trên", "Builds on"),
    "set_aside": Text("Không áp dụng", "Set aside"),
}
TABLE_HEADS = (
    Text("mã", "id"),
    Text("nội dung", "what"),
    Text("điều khoản", "article"),
    Text("độ tin cậy", "confidence"),
)
