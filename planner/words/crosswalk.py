"""The words of the crosswalk of July 2025, in two languages."""

from __future__ import annotations

from planner.words.text import Text

TITLE = Text(
    "Bảng chuyển đổi mã đơn vị hành chính cấp xã, 01/7/2025",
    "Crosswalk of the codes of communes, 1 July 2025",
)
SAID = Text(
    "Theo từng khoản Điều 1 của các nghị quyết 1654 đến 1687/NQ-UBTVQH15; “phần còn lại” là phần "
    "còn lại sau khi các khoản khác lấy phần của mình; nghị quyết không nêu tỷ lệ chia.",
    "By the clauses of article 1 of resolutions 1654 to 1687/NQ-UBTVQH15; “rest” is what other "
    "clauses leave; no resolution states shares.",
)
TABS = {
    "crosswalk": Text("Chuyển đổi", "Crosswalk"),
    "converted": Text("Đã chuyển mã", "Converted"),
    "open": Text("Cần xem lại", "To settle"),
}
PARTS: dict[str, Text] = {
    "whole": Text("toàn bộ", "whole"),
    "part": Text("một phần", "a part"),
    "rest": Text("phần còn lại", "the rest"),
    "none": Text("không", "none"),
    "ceased": Text("đã thôi tồn tại trước năm 2025", "had ceased before 2025"),
}
STATES: dict[str, Text] = {
    "whole": Text("nguyên vẹn", "whole"),
    "divided": Text("bị chia: chọn theo địa bàn", "divided: choose by place"),
    "ceased": PARTS["ceased"],
    "several": Text(
        "nhiều đơn vị cùng tên, hoặc mã và tên không khớp",
        "several of the name, or code and name do not agree",
    ),
    "unsure": Text("viết khác: xem lại", "written otherwise: look again"),
    "none": Text("không tìm thấy", "not found"),
}
HEADS: dict[str, Text] = {
    "code_2024": Text("Mã cũ", "Code before"),
    "name_2024": Text("Đơn vị cũ", "Commune before"),
    "district_2024": Text("Huyện cũ", "District before"),
    "province_2024": Text("Tỉnh cũ", "Province before"),
    "code_2025": Text("Mã mới", "Code today"),
    "name_2025": Text("Đơn vị mới, tên ngày 01/7/2025", "Commune of 1 July 2025"),
    "province_2025": Text("Tỉnh mới", "Province today"),
    "resolution": Text("Nghị quyết số …/NQ-UBTVQH15", "Resolution"),
    "clause": Text("Khoản", "Clause"),
    "area": Text("Diện tích", "Area"),
    "people": Text("Dân số", "People"),
    "state": Text("Kết quả", "State"),
    "row": Text("Dòng", "Row"),
    "written": Text("Đã ghi", "As written"),
}
ROW = Text(
    "{old} → {new}, {province}: {taken} (khoản {clause} Điều 1 Nghị quyết số {number}/NQ-UBTVQH15)",
    "{old} → {new}, {province}: {taken} (clause {clause} of article 1, resolution {number})",
)
GONE = Text(
    "{old}: đã thôi tồn tại trước năm 2025; đơn vị nhận nó nay thuộc {new}, {province}",
    "{old}: had ceased before 2025; what it became part of is today in {new}, {province}",
)
LOST = Text(
    "{old}: đã thôi tồn tại trước năm 2025; chưa rõ nhập vào đâu",
    "{old}: had ceased before 2025; into which commune is not known",
)
APART = Text("diện tích: {area}, dân số: {people}", "area: {area}, people: {people}")
SEVERAL = Text(
    "{count} đơn vị cùng tên; ghi thêm huyện, tỉnh, hoặc mã, để chọn một",
    "{count} communes have that name; add district and province, or a code, to choose one",
)
UNSURE = Text(
    "“{name}”: loại đơn vị, huyện hay tỉnh không đúng như đã ghi; xem lại",
    "“{name}”: kind, district or province are not as written; look again",
)
COUNTS = Text(
    "{rows} dòng, {whole} có đúng một mã mới; {open} dòng cần xem lại",
    "{rows} rows, {whole} with just one new code; {open} to settle",
)
