"""Words of the form of facts, and those by which decisions name a fact, in two languages."""

from __future__ import annotations

import re

from planner.words.text import Text

TITLE = Text(
    "Phiếu dữ kiện: những câu hỏi làm đổi kết luận, đơn vị dưới tiêu chuẩn đứng trước",
    "Form of facts: the questions that change a verdict, units below a standard first",
)
OTHERS = Text(
    "Những dữ kiện chưa biết khác, chưa làm đổi kết luận về đơn vị hiện nay",
    "Other facts not known, which change no verdict of present units",
)
TABS = ("Câu hỏi quyết định", "Câu hỏi khác")
LAYERS_TAB = "Lớp bản đồ"
LAYERS_TITLE = Text(
    "Lớp nền của cơ quan, vẽ dưới bản đồ: sông, đường, địa danh",
    "Layers of the office, drawn under the map: rivers, roads, place names",
)
LAYERS_HINT = (
    "Ghi tên tệp (shp, gpkg, geojson, kml …), tính từ thư mục đặt phiếu này; bỏ trống là không vẽ. "
    "Thêm dòng cho lớp khác."
)
LAYER_HEADS = ("Lớp", "Tệp", "Cột ghi tên trong tệp (nếu có)")
LAYERS: dict[str, tuple[Text, str]] = {
    "Sông, suối, hồ": (Text("Sông, suối, hồ", "Rivers and lakes"), "#2b6ca3"),
    "Đường giao thông": (Text("Đường giao thông", "Roads"), "#8a5a2b"),
    "Địa danh": (Text("Địa danh", "Place names"), "#4a4a4a"),
}
"""Layers that the form asks for, as it names them: in the legend, and their colour."""
HEADS: dict[str, Text] = {
    "code": Text("Mã đơn vị", "Code"),
    "name": Text("Tên đơn vị", "Name"),
    "fact": Text("Dữ kiện", "Fact"),
    "today": Text("Hiện biết", "Known today"),
    "now": Text("Kết luận hiện nay", "Verdict now"),
    "if_yes": Text("Nếu có", "If yes"),
    "if_no": Text("Nếu không", "If no"),
    "answer": Text("Trả lời (có / không)", "Answer (yes / no)"),
    "number": Text("Số quyết định", "Number of the decision"),
    "date": Text("Ngày quyết định", "Date of the decision"),
}
NOT_KNOWN = Text("chưa biết", "not known")
FLIPS = Text("đổi tại {figure}: {outcome}", "flips at {figure}: {outcome}")
CHOICES = ("có", "không")
"""What the list of an answer offers."""
HINT = Text(
    "Chọn có hoặc không; bỏ trống là chưa biết. Với tỷ lệ: ghi số.",
    "Choose yes or no from the list; blank is not known. For a share: write the number.",
)
# How the columns of answers are headed, as `heading_key` gives a heading.
ANSWER_HEADS: dict[str, tuple[str, ...]] = {
    "fact": (r"du kien\b.*", r"fact"),
    "answer": (r"tra loi\b.*", r"answer\b.*"),
    "number": (r"so (quyet dinh|qd|van ban)\b.*", r"number of the decision"),
    "date": (r"ngay (quyet dinh|qd|ban hanh|van ban)\b.*", r"date of the decision"),
}
ORDINAL = re.compile(r"(so )?(tt|stt|thu tu)( .*)?")
"""How a column of running numbers is headed."""
NAMED: dict[str, re.Pattern[str]] = {
    "mountain": re.compile(r"\b(mien nui|vung cao)\b"),
    "island": re.compile(r"\b(hai dao|xa dao)\b"),
    "land_border": re.compile(r"\b(bien gioi|xa bien gioi)\b"),
    "coastal_hardship": re.compile(r"\bbai ngang\b"),
    "unchanged_since_1945": re.compile(r"\bon dinh tu nam 1945\b"),
    "key_defence": re.compile(r"\btrong yeu\b.*\b(quoc phong|an ninh)\b"),
}
"""Column → how a line above a list names what it recognises, without marks."""
NUMBER = re.compile(r"\bsố\s*:?\s*(\d+\w*(?:/\d{4})?/[a-z][\w-]*)", re.IGNORECASE)
OWN_NUMBER = re.compile(r"^\s*số\s*:|\b(kèm theo|ban hành kèm)\b", re.IGNORECASE)
"""Lines that say a paper's own number; others cite papers of before."""
CITES = re.compile(r"^\s*(can cu|xet|theo de nghi)\b", re.IGNORECASE)
DATE_IN_WORDS = re.compile(r"\bngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})\b")
DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
