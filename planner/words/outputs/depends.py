"""The words of what a verdict depends on, and of how sure a plan is, in two languages."""

from __future__ import annotations

from planner.words.outputs.provinces import BORDER_HEADS
from planner.words.text import Text

ON: dict[str, Text] = {
    "base": Text("nguồn số liệu", "base of figures"),
    "share": Text("tỷ lệ chia giả định", "assumed share"),
    "doubt": Text("số liệu chưa chắc chắn", "figure not certain"),
    "fact": Text("dữ kiện chưa biết", "fact not known"),
    "stated": Text("dữ kiện chưa kiểm chứng", "fact not verified"),
    "likely": Text("dữ kiện mới là khả năng, chưa có quyết định", "fact likely, not decided"),
    "figure": Text("số liệu chưa có", "figure not at hand"),
    "number": Text("con số chưa kiểm chứng", "number not verified"),
    "entry": Text("quy định chưa kiểm chứng", "provision not verified"),
    "assumption": Text("giả định", "assumption"),
}
YES_NO: dict[str, Text] = {"yes": Text("có", "yes"), "no": Text("không", "no")}
NOW_BY = Text("hiện lấy theo:", "taken now by:")
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
    "count": Text("Số đơn vị", "Units"),
    "units": Text("Đơn vị", "Which"),
}

# How pictures of doubt are read.
OF_UNIT = Text("{name} ({unit})", "{name} ({unit})")
CHANGES_NOTE = Text(
    "Mỗi dòng: nếu riêng điều ấy khác đi thì phương án tốt nhất ra sao. Dòng có số như dòng đầu "
    "là không đổi.",
    "Each line: the best plan if that thing alone is otherwise. With the figures of the first line "
    "nothing changes.",
)
WORST_NOTE = Text(
    "So phương án theo số liệu với phương án vẫn đạt dù số liệu chưa chắc sai theo hướng xấu nhất.",
    "The plan by the figures beside the one that holds whichever way those in doubt are wrong.",
)
FIGURES_NOTE = Text(
    "0 là con số đang dùng. Số cạnh chấm: con số ấy sai bấy nhiêu phần trăm thì kết luận đổi; "
    "chấm càng gần 0 càng cần kiểm tra trước.",
    "0 is the figure used. Beside a dot: wrong by so many percent, it changes the verdict; the "
    "nearer to 0, the sooner it is to be checked.",
)
# How sure a plan is.
TITLE = Text("Phương án chắc chắn đến đâu", "How sure the plan is")
PAIRS = Text(
    "Cặp đơn vị ở chung trong mọi phương án gần tối ưu",
    "Pairs of units that every plan near the best has together",
)
FIGURES = Text(
    "Con số lệch bao nhiêu thì kết luận đổi", "How far off a figure has to be to change a verdict"
)
WORST = Text(
    "Trường hợp xấu nhất của số liệu chưa chắc chắn",
    "The worst case of figures that are not certain",
)
CHANGES = Text("Mỗi điều chưa chắc chắn, xét riêng", "Each thing in doubt, by itself")
FRONT = Text(
    "Số đơn vị, dân số bị ảnh hưởng và quán tính", "Number of units, people disturbed and inertia"
)
TABS: dict[str, Text] = {
    "pairs": Text("Cặp đơn vị", "Pairs"),
    "figures": Text("Con số", "Figures"),
    "worst": Text("Xấu nhất", "Worst case"),
    "changes": Text("Từng điều", "Each doubt"),
    "front": Text("Đánh đổi", "Trade-offs"),
}
WITHIN = Text("Kém không quá {percent} %", "Within {percent} %")
TOGETHER: dict[str, Text] = {
    "all": Text("ở chung trong mọi phương án", "together in every plan"),
    "some": Text("ở chung trong một số phương án", "together in some plans"),
    "none": Text("không ở chung trong phương án nào", "together in none"),
    "open": Text("chưa xác định được", "not decided"),
}
MARKED: dict[str, Text] = {
    "all": Text(
        "mất trong mọi phương án kém không quá {percent} %",
        "disappears in every plan within {percent} %",
    ),
    "some_joined": Text(
        "mất theo phương án này, còn ở phương án khác kém không quá {percent} %",
        "disappears in this plan, stays in another within {percent} %",
    ),
    "some_apart": Text(
        "còn theo phương án này, mất ở phương án khác kém không quá {percent} %",
        "stays in this plan, disappears in another within {percent} %",
    ),
    "open": TOGETHER["open"],
}
PARTNERS: dict[str, Text] = {
    "all": Text("như nhau ở mọi phương án gần tối ưu", "the same in every near plan"),
    "some": Text("khác nhau giữa các phương án gần tối ưu", "not the same in all near plans"),
    "open": TOGETHER["open"],
}
PLANS: dict[str, Text] = {
    "best": Text("Tối ưu theo số liệu", "Best by the figures"),
    "safe": Text("Tối ưu cho trường hợp xấu nhất", "Best for the worst case"),
}
PLANS_SHORT: dict[str, str] = {"best": "theo số liệu", "safe": "xấu nhất"}
DOUBT_HEADS: dict[str, Text] = {
    **BORDER_HEADS,
    "neighbours": Text("Giáp nhau", "Neighbours"),
    "joined": Text("Phương án nhập", "The plan joins them"),
    "code": BORDER_HEADS["one"],
    "name": BORDER_HEADS["one_name"],
    "measure": Text("Chỉ tiêu", "Measure"),
    "certain": Text("Số công bố nguyên văn", "As published"),
    "figure": Text("Con số", "Figure"),
    "status": Text("Kết luận", "Verdict"),
    "role": Text("Theo luật", "By law"),
    "off_percent": Text("Lệch bao nhiêu thì đổi (%)", "Changes when off by (%)"),
    "less_at": Text("Giảm đến thì đổi", "Less: changes at"),
    "less_status": Text("khi đó kết luận", "the verdict then"),
    "less_role": Text("khi đó theo luật", "by law then"),
    "more_at": Text("Tăng đến thì đổi", "More: changes at"),
    "more_status": Text("khi đó kết luận", "the verdict then"),
    "more_role": Text("khi đó theo luật", "by law then"),
    "new_code": Text("Mã đơn vị mới", "Code of the new unit"),
    "new_unit": Text("Đơn vị mới", "New unit"),
    "group_figure": Text("Đơn vị mới có", "The new unit has"),
    "group_threshold": Text("Đơn vị mới cần", "The new unit needs"),
    "group_flips_at": Text(
        "Đơn vị này đến mức nào thì kết luận về đơn vị mới đổi",
        "Figure of this unit that changes the verdict of the new one",
    ),
    "partners": Text("Nhập với ai", "Partners"),
    "plan": Text("Phương án", "Plan"),
    "groups": Text("Số đơn vị mới", "New units"),
    "unsafe": Text("Có thể không đạt", "May not be accepted"),
    "unsafe_units": Text("Đơn vị có thể không đạt", "Units that may not be accepted"),
    "proven": Text("Đã chứng minh tối ưu", "Proven optimal"),
    "doubt": Text("Điều chưa chắc chắn", "In doubt"),
    "units": Text("Số đơn vị (ranh giới) liên quan", "Units (borders) concerned"),
    "possible": Text("Có phương án", "There is a plan"),
    "changed": Text("Đơn vị đổi đối tác", "Units with other partners"),
    "looser_percent": Text("Cho thêm dân số bị ảnh hưởng (%)", "More people disturbed allowed (%)"),
    "dominated": Text("Thua phương án khác cùng số đơn vị", "Another is better in all"),
}
ACROSS = Text("Dân số có đơn vị thôi tồn tại (người)", "People whose unit ceases to exist")
UP = Text("Quán tính dân cư (người·km²)", "Inertia (person-km²)")
LEAST = Text("ít dân số bị ảnh hưởng nhất", "fewest people disturbed")
LOOSER = Text("cho thêm {percent} %: ít quán tính nhất", "{percent} % more: least inertia")
CHOSEN = Text("số đơn vị của phương án", "the plan's number of units")
LABELS = Text(
    "Số cạnh điểm: số đơn vị mới; trong ngoặc: số đơn vị chưa được giải quyết. "
    "Quán tính càng nhỏ, dân càng ở gần giữa đơn vị mới.",
    "At each point: new units; in brackets: units not accepted. The less inertia, the nearer "
    "people live to the middle of their new unit.",
)
EXACT = Text(
    "Tính chính xác trong các nhóm liền kề có tối đa {most} đơn vị.",
    "Exact among connected groups of at most {most} units.",
)
PEOPLE, AREA = (
    Text("Dân số, lệch (%)", "People, off by (%)"),
    Text("Diện tích, lệch (%)", "Area, off by (%)"),
)
