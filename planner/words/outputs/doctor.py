"""Words of the data doctor: headings of its lists, and what a scenario of an import begins with."""

from __future__ import annotations

from planner.words.text import Text

HEADINGS = (
    Text("Loại", "Kind"),
    Text("Tệp, trang, dòng, ô", "File, sheet, row, cell"),
    Text("Nội dung", "What it is"),
)
KINDS_OF_REMARK = {
    "doubt": Text("cần xem", "doubt"),
    "done": Text("đã làm", "done"),
}
TITLE = Text("{where}: phương án sắp xếp xã, phường", "{where}: arrangement of communes")
UNITS_HEAD = Text(
    "Ranh giới và số liệu của cơ quan, đã làm sạch bằng planner data import.",
    "Boundaries and figures of the office, cleaned by planner data import.",
)
