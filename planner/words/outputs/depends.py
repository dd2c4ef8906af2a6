"""The words of what a verdict depends on, in two languages."""

from __future__ import annotations

from planner.words.text import Text

ON: dict[str, Text] = {
    "base": Text("nguồn số liệu", "base of figures"),
    "share": Text("tỷ lệ chia giả định", "assumed share"),
    "doubt": Text("số liệu chưa chắc chắn", "figure not certain"),
    "fact": Text("dữ kiện chưa biết", "fact not known"),
    "stated": Text("dữ kiện chưa kiểm chứng", "fact not verified"),
    "figure": Text("số liệu chưa có", "figure not at hand"),
    "number": Text("con số chưa kiểm chứng", "number not verified"),
    "entry": Text("quy định chưa kiểm chứng", "provision not verified"),
    "assumption": Text("giả định", "assumption"),
}
YES_NO: dict[str, Text] = {"yes": Text("có", "yes"), "no": Text("không", "no")}
FLIPS_AT = Text("đổi tại", "flips at")
# The sheet of the workbook.
HEADING = Text("Kết luận phụ thuộc", "What verdicts depend on")
STATES: dict[str, Text] = {
    "before": Text("Hiện trạng", "Present"),
    "after": Text("Phương án", "Proposal"),
}
HEADS: dict[str, Text] = {
    "state": Text("Trạng thái", "State"),
    "code": Text("Mã", "Code"),
    "name": Text("Tên đơn vị", "Name"),
    "now": Text("Kết luận hiện nay", "Verdict now"),
    "on": Text("Phụ thuộc vào", "Depends on"),
    "what": Text("Điều gì, đổi tại đâu, thành gì", "What, where it flips, to what"),
}
